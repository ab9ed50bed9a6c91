"""Installs the service and takes it away again: the unit file, and what systemd must be told. All can be repeated."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from afterword import units
from afterword.config import Config, is_usual
from afterword.errors import AfterwordError, Rejected, UsageProblem

_SYSTEM_UNITS = Path("/etc/systemd/system")
_LINGERING = Path("/var/lib/systemd/linger")
_SYSTEM_STATE = Path("/var/lib/afterword")
_PERSON = re.compile(r"[a-z_][a-z0-9_-]{0,31}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the unit of a configuration stands, and under which name it is started."""

    file: Path
    template: str
    name: str
    system: bool


@dataclass(frozen=True, slots=True)
class Installed:
    """`place`, whether a unit of ours stands there, and whether it is the one that would be written now."""

    place: Place
    there: bool
    current: bool


def place(file: Path, *, system: bool = False) -> Place:
    """For the configuration `file`, which need not be there: a service can be taken away without it.

    In the person's own systemd, or the machine's: there /etc/afterword/robin.toml is run as the user robin.
    """
    if system:
        person = file.stem
        if not _PERSON.fullmatch(person):
            raise UsageProblem(
                f"{file.name} names no user: the file is called as the user is, as in /etc/afterword/robin.toml."
            )
        return Place(_SYSTEM_UNITS / f"afterword@{person}.service", "afterword@.service", f"afterword@{person}", True)
    name = "afterword" if is_usual(file) else f"afterword-{re.sub(r'[^A-Za-z0-9_-]+', '-', file.stem)}"
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"
    return Place(folder / f"{name}.service", "afterword.service", name, False)


def installed(config: Config, *, system: bool = False) -> Installed:
    """What stands there now. For `doctor` and `service status`."""
    where = place(config.path, system=system)
    text = _standing(where)
    wanted = _text(where, config, _version(where), lingers=units.LINGERS in text)
    return Installed(where, bool(text), text == wanted)


def standing(config: Config) -> tuple[Installed, ...]:
    """The units of this configuration that stand there: the person's own, the machine's. For `doctor`."""
    found = [installed(config)]
    with suppress(UsageProblem):  # not named for a user: the machine's systemd can't have one
        found.append(installed(config, system=True))
    return tuple(one for one in found if one.there)


def command(where: Place, verb: str) -> str:
    """What a person types to tell systemd so."""
    return f"systemctl {verb} {where.name}" if where.system else f"systemctl --user {verb} {where.name}"


def install(config: Config, *, system: bool = False, linger: bool = False) -> Iterator[str]:
    """Do it, and say what was done. Raises Rejected for a unit that is somebody else's."""
    where = place(config.path, system=system)
    if system:
        _check_system(where, config)
    standing = _standing(where)
    lingers = units.LINGERS in standing
    if linger and not system:
        told, newly = _linger()
        lingers = lingers or newly
        yield told
    text = _text(where, config, _version(where), lingers=lingers)
    if text == standing:
        yield f"{where.file} is up to date."
    else:
        _write(where.file, text)
        yield f"Wrote {where.file}."
    yield from _start(where, changed=text != standing)


def uninstall(file: Path, *, system: bool = False) -> Iterator[str]:
    """Undo it, and say what was undone. What Afterword knows, wrote and was told stays."""
    where = place(file, system=system)
    standing = _standing(where)
    if not standing:
        yield f"Nothing is installed at {where.file}."
        return
    if _reachable(where):
        _systemctl(where, "disable", "--now", where.file.name)
        yield f"Stopped {where.name}; it does not start by itself any more."
    where.file.unlink()
    yield f"Removed {where.file}."
    if not system:
        for folder in (where.file.parent, where.file.parent.parent):
            with suppress(OSError):  # not empty: others have units there
                folder.rmdir()
    if _reachable(where):
        _systemctl(where, "daemon-reload")
    if units.LINGERS in standing:
        _run("loginctl", "disable-linger", getpass.getuser())
        yield "Switched lingering off again."
    yield "Your configuration and what Afterword remembers stay as they are."


def systemd_says(config: Config, *, system: bool = False) -> str:
    """What systemd says of the service in a word ("active", "failed" ...), "" if it can't be asked."""
    where = place(config.path, system=system)
    return _systemctl(where, "is-active", where.file.name).stdout.strip() if _reachable(where) else ""


def logs_command(file: Path, *, system: bool, follow: bool, lines: int) -> list[str]:
    """The command that shows the service's lines in the journal. Raises Rejected where there is no journal."""
    where = place(file, system=system)
    program = shutil.which("journalctl")
    if program is None:
        raise Rejected("There is no journalctl here. Where `afterword run` was started by hand, its lines are there.")
    unit = f"--unit={where.file.name}" if system else f"--user-unit={where.file.name}"
    return [program, unit, f"--lines={lines}", "--no-pager", "--quiet", *(["--follow"] if follow else [])]


# --- the unit file ---------------------------------------------------------------------------------------------------


def _text(where: Place, config: Config, version: int, *, lingers: bool) -> str:
    return units.rendered(where.template, units.program(), config, version, lingers=lingers)


def _standing(where: Place) -> str:
    """Our unit as it stands there, "" if there is none."""
    try:
        text = where.file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise Rejected(f"{where.file} can't be read. Look at its owner and permissions.") from error
    if not text.startswith(units.HEAD):
        raise Rejected(f"{where.file} was not written by Afterword and stays. Move it away, then try again.")
    return text


def _write(file: Path, text: str) -> None:
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8")
        beside.chmod(0o644)
        beside.replace(file)
    except OSError as error:
        raise Rejected(f"{file} can't be written: {error.strerror}. For --system, be root.") from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _check_system(where: Place, config: Config) -> None:
    """Commands typed by hand must find the memory that the service uses."""
    wanted = _SYSTEM_STATE / config.path.stem
    if config.state.folder != wanted:
        raise UsageProblem(
            f'{where.name} keeps its memory in {wanted}. Write folder = "{wanted}" under [state] of {config.path}, so '
            "that `afterword status` looks there, too."
        )


# --- systemd ---------------------------------------------------------------------------------------------------------


def _start(where: Place, *, changed: bool) -> Iterator[str]:
    scope = "" if where.system else " --user"
    if not _reachable(where):
        yield (
            "systemd is not running here, so nothing was started. Where it is: "
            f"systemctl{scope} enable --now {where.file.name}. Here: afterword run."
        )
        return
    if changed:
        _systemctl(where, "daemon-reload")
    was_active = _systemctl(where, "is-active", where.file.name).stdout.strip() == "active"
    done = _systemctl(where, "enable", where.file.name)
    if done.returncode == 0:
        done = _systemctl(where, "restart" if changed and was_active else "start", where.file.name)
    if done.returncode:
        why = " ".join(done.stderr.partition("\nSee ")[0].split())  # the rest names systemd's commands; ours is shorter
        raise AfterwordError(f"systemd could not start {where.name}. It says: {why[:300]} {_look_at(where)}")
    when = "with the machine" if where.system or _is_lingering() else "when you log in"
    yield f"Started {where.name}; from now on it starts {when}."
    if not where.system and not _is_lingering():
        yield "It ends when you log out; `afterword service install --linger` keeps it running."


def _look_at(where: Place) -> str:
    return f"Look at `afterword service logs{' --system' if where.system else ''}`."


def _reachable(where: Place) -> bool:
    return _systemctl(where, "show", "--property=Version").returncode == 0


def _version(where: Place) -> int:
    """The version of systemd that will read the unit; 0 if there is none, then the unit suits all."""
    said = _systemctl(where, "show", "--property=Version", "--value").stdout or _run("systemctl", "--version").stdout
    found = re.search(r"\d+", said)
    return int(found[0]) if found else 0


def _linger() -> tuple[str, bool]:
    """Let the person's services run without a session. Returns what was done, and whether it is new."""
    if _is_lingering():
        return "Your services run without a session already.", False
    done = _run("loginctl", "enable-linger", getpass.getuser())
    if done.returncode:
        why = done.stderr.strip().rstrip(".") or "there is no logind here"
        name = getpass.getuser()
        return f"Lingering could not be switched on: {why}. Let root do it: loginctl enable-linger {name}", False
    return "Your services now run without a session, too (lingering).", True


def _is_lingering() -> bool:
    return (_LINGERING / getpass.getuser()).exists()


def _systemctl(where: Place, *words: str) -> subprocess.CompletedProcess[str]:
    return _run("systemctl", *(() if where.system else ("--user",)), *words)


def _run(name: str, *words: str) -> subprocess.CompletedProcess[str]:
    """A program of systemd's; one that is not there fails."""
    program = shutil.which(name)
    if program is None:
        return subprocess.CompletedProcess([name], 127, "", f"there is no {name} here")
    try:
        return subprocess.run(  # noqa: S603 - our own words only
            [program, *words], capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess([name], 126, "", str(error))
