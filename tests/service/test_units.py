"""The units: one source, verified by systemd itself, and locked up as far as it goes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.engine.world import configuration

from afterword import units
from afterword.config import load

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "systemd"
ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(
    ANALYZE is None, reason="systemd-analyze is not here; on Debian: apt install systemd"
)
PROGRAM = (sys.executable,)

LOCAL = configuration(state="")
GOOGLE = LOCAL.partition("[local]")[0] + '[provider]\nkind = "google"\n'


def analyze(*words: str | Path) -> subprocess.CompletedProcess[str]:
    assert ANALYZE
    return subprocess.run([ANALYZE, *map(str, words)], capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def config(tmp_path: Path):
    def made(text: str, name: str = "robin.toml"):
        (tmp_path / name).write_text(text)
        return load(tmp_path / name)

    return made


def written(tmp_path: Path, name: str, text: str) -> Path:
    file = tmp_path / name
    file.write_text(text)
    return file


def test_the_system_unit_waits_for_the_disks_that_it_needs_where_systemd_can_wait_without_insisting(config, tmp_path):
    made = [units.rendered("afterword@.service", PROGRAM, config(LOCAL), version) for version in (252, 256)]
    [line] = re.findall(r"^WantsMountsFor=(.*)$", made[1], re.MULTILINE)
    assert {str(tmp_path / "mail"), str(tmp_path / "calendar")} <= set(line.split())
    assert made[1].index("WantsMountsFor=") < made[1].index("[Service]")
    assert "MountsFor" not in made[0]


@needs_systemd
@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir()))
def test_systemd_finds_nothing_to_object_to(name, tmp_path):
    for path in FOLDER.iterdir():  # a timer needs its service
        text = re.sub(r"^ExecStart=\S+", f"ExecStart={sys.executable}", path.read_text(), flags=re.MULTILINE)
        written(tmp_path, path.name, text)
    done = analyze("verify", tmp_path / name)
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("settings", [LOCAL, GOOGLE], ids=["local", "google"])
@pytest.mark.parametrize("name", ["afterword.service", "afterword@.service"])
@pytest.mark.parametrize("version", [0, 252])
def test_what_is_installed_is_verified_too(settings, name, version, config, tmp_path):
    file = written(tmp_path, name, units.rendered(name, PROGRAM, config(settings), version))
    done = analyze("verify", file)
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("settings", [LOCAL, GOOGLE], ids=["local", "google"])
def test_the_system_unit_is_exposed_by_at_most_1_0(settings, config, tmp_path):
    file = written(tmp_path, "afterword@.service", units.rendered("afterword@.service", PROGRAM, config(settings), 252))
    done = analyze("security", "--offline=true", "--threshold=10", file)
    assert done.returncode == 0, done.stdout[-300:]


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir()))
def test_every_setting_stands_under_a_comment_that_says_why(name):
    block = []
    for line in [*(FOLDER / name).read_text().splitlines(), ""]:
        if line and not line.startswith("["):
            block.append(line)
            continue
        if block and line != "[Install]":
            plain = [one for one in block if not one.startswith(("Description=", "Documentation=", "WantedBy="))]
            assert not plain or block[0].startswith("#") or "#" in "".join(block), block
        block = []


@pytest.mark.parametrize("name", ["afterword.service", "afterword-once.service"])
def test_a_users_unit_asks_for_nothing_that_only_root_may_give(name):
    """A user's systemd has no CAP_SETPCAP: each of these ends the start with 218/CAPABILITIES."""
    drops = r"^(CapabilityBoundingSet|ProtectClock|ProtectKernelLogs|ProtectKernelModules|PrivateDevices|User|Group)="
    assert not re.findall(drops, (FOLDER / name).read_text(), re.MULTILINE)


@pytest.mark.parametrize("name", ["afterword.service", "afterword@.service"])
def test_what_is_installed_differs_from_what_is_shipped_in_nothing_but_what_the_installation_needs(name, config):
    shipped = units.template(name).splitlines()
    made = units.rendered(name, PROGRAM, config(LOCAL), 0).splitlines()
    assert made[0] == units.HEAD
    rest = iter(made[1:])
    for line in shipped:
        for other in rest:
            if other == line or (line.startswith("ExecStart=") and other.startswith("ExecStart=")):
                break
            assert other.startswith(("# What this configuration needs.", "")), other
        else:
            pytest.fail(f"{line!r} is missing from the unit that was made")


def test_newer_systemd_comes_back_a_little_later_each_time(config):
    old, new = (units.rendered("afterword.service", PROGRAM, config(LOCAL), version) for version in (253, 254))
    assert "\n#RestartSteps=8\n" in old
    assert "\nRestartSteps=8\nRestartMaxDelaySec=" in new


def test_where_mail_is_a_folder_the_system_unit_sees_no_network_and_nothing_else_of_the_home(config, monkeypatch):
    loaded = config(LOCAL)
    monkeypatch.setattr(units, "_HOMES", (str(loaded.path.parent),))
    text = units.rendered("afterword@.service", PROGRAM, loaded, 252)
    assert "\nPrivateNetwork=yes\n" in text
    assert "\nProtectHome=tmpfs\n" in text
    home = loaded.path.parent
    assert f"\nBindReadOnlyPaths=-{home / 'calendar'}\n" in text
    assert f"\nBindPaths=-{home}\n" in text  # mail and follow-ups are not there yet: they will be made in it
    assert "PrivateNetwork" not in units.rendered("afterword@.service", PROGRAM, config(GOOGLE), 252)


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("/opt/a b/afterword", '"/opt/a b/afterword"'),
        ("/opt/100%/x", "/opt/100%%/x"),
        ("/opt/$HOME/x", "/opt/$$HOME/x"),
        ('/opt/"q"\\', '"/opt/\\"q\\"\\\\"'),
        ("/usr/bin/afterword", "/usr/bin/afterword"),
    ],
)
def test_a_word_of_the_command_line_means_itself(word, written):
    assert units.quoted(word) == written


def test_the_wheel_brings_the_units_along(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        for path in FOLDER.iterdir():
            assert archive.read(f"afterword/systemd/{path.name}") == path.read_bytes()
