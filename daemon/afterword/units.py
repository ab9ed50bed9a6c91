"""The systemd units, made for this installation from those in systemd/: there is one source of each."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from afterword.config import Config

HEAD = "# Written by `afterword service install`; `afterword service uninstall` takes it away."
LINGERS = "# Lingering was switched on with it."

_PACKAGED = Path(__file__).parent / "systemd"
_IN_THE_SOURCE = Path(__file__).parents[2] / "systemd"
_RESTART_STEPS = 254
"""The first version of systemd that knows RestartSteps= (systemd.service(5)); older ones warn of it."""
_MOUNTS_WANTED = 256
"""The first that knows WantsMountsFor= (systemd.unit(5)). Not RequiresMountsFor=: where a disk is late, the service
waits for it by itself and says so; with that it would not be started again at all."""

_HOMES = ("/home", "/root", "/run/user")
_LATER = re.compile(r"^#(RestartSteps|RestartMaxDelaySec)=", re.MULTILINE)
_START = re.compile(r"^ExecStart=.*$", re.MULTILINE)


def template(name: str) -> str:
    """The unit of that name as it is shipped: beside the package when installed, in systemd/ of a checkout."""
    folder = _PACKAGED if _PACKAGED.is_dir() else _IN_THE_SOURCE
    return (folder / name).read_text(encoding="utf-8")


def rendered(name: str, program: Sequence[str], config: Config, version: int, *, lingers: bool = False) -> str:
    """The unit for this program and configuration, as systemd of that version likes it."""
    system = "@" in name
    command = [*program, "run", *(() if config.usual and not system else ("--config", str(config.path)))]
    text = _START.sub(lambda _: f"ExecStart={' '.join(map(quoted, command))}", template(name))
    if version >= _RESTART_STEPS:
        text = _LATER.sub(r"\1=", text)
    extra = list(_for_system(program, config) if system else _for_user(config))
    if extra:
        lines = "\n".join(["# What this configuration needs.", *extra, "", "[Install]"])
        text = text.replace("[Install]", lines)
    if system and version >= _MOUNTS_WANTED:
        places = dict.fromkeys((*_written(config), *_read(program, config)))
        mounts = f"# Disks that mail, calendars and the program lie on.\nWantsMountsFor={' '.join(map(_path, places))}"
        text = text.replace("\n[Service]", f"{mounts}\n\n[Service]", 1)
    head = "\n".join([HEAD, *([LINGERS] if lingers else [])])
    return f"{head}\n{text}"


def program() -> tuple[str, ...]:
    """How this very installation is started: the script beside its interpreter (a venv, pipx), the one that the shell
    finds, or the module."""
    beside = Path(sys.executable).with_name("afterword")
    if beside.is_file():
        return (str(beside),)
    found = shutil.which("afterword")
    return (found,) if found else (sys.executable, "-m", "afterword")


def quoted(word: str) -> str:
    """A word of a command line as systemd reads it (systemd.service(5), "Command lines"): no specifier, no variable."""
    plain = word.replace("%", "%%").replace("$", "$$")
    if re.fullmatch(r"[\w@%+=:,./$-]+", plain):
        return plain
    return '"{}"'.format(plain.replace("\\", "\\\\").replace('"', '\\"'))


def _for_user(config: Config) -> Iterator[str]:
    """Folders outside of the home directory that are written."""
    folder = config.state.folder
    for path in (*_written(config), *([folder.parent] if folder else [])):
        if not path.is_relative_to(Path.home()):
            yield f"ReadWritePaths=-{_path(path)}"


def _for_system(program: Sequence[str], config: Config) -> Iterator[str]:
    """What the unit has hidden or locked, and this configuration needs; no network where it needs none."""
    local = config.provider.kind == "local"
    written, read = [*_written(config)], [*_read(program, config)]
    if any(_in_a_home(path) for path in (*written, *read)):
        yield "ProtectHome=tmpfs"
    for path in dict.fromkeys(written):
        yield f"BindPaths=-{_path(path)}" if _in_a_home(path) else f"ReadWritePaths=-{_path(path)}"
    for path in dict.fromkeys(read):
        if _in_a_home(path):
            yield f"BindReadOnlyPaths=-{_path(path)}"
    if local:
        yield "LoadCredential="
        yield "PrivateNetwork=yes"
        yield "RestrictAddressFamilies="
        yield "RestrictAddressFamilies=AF_UNIX"
        yield "IPAddressAllow="


def _written(config: Config) -> Iterable[Path]:
    """Where drafts, entries and numbers go; of what may have to be made first, the folder that it is made in."""
    if config.provider.kind == "local":
        yield from (config.local.mail, config.local.follow_ups.parent)
    elif config.google.token is not None:
        yield config.google.token.parent
    if config.metrics.file is not None:
        yield config.metrics.file.parent


def _read(program: Sequence[str], config: Config) -> Iterable[Path]:
    yield from (Path(sys.prefix), Path(sys.base_prefix), Path(program[0]).parent, config.path.parent)
    if config.provider.kind == "local":
        yield from config.local.calendars
    if config.templates.folder is not None:
        yield config.templates.folder


def _in_a_home(path: Path) -> bool:
    return any(path.is_relative_to(home) for home in _HOMES)


def _path(path: Path) -> str:
    text = str(path).replace("%", "%%")
    return f'"{text}"' if " " in text else text
