"""`afterword service`, the real command, beside a systemctl that writes down what it is told."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from fence import Run
from tests.engine.world import configuration

from afterword import units
from afterword.engine.lock import for_life

SYSTEMCTL = """#!/bin/sh
echo "$(basename "$0") $*" >> "$TOLD"
case "$*" in
  *show*--value*) echo "257.1-1";;
  *show*) echo "Version=257.1-1";;
  *is-active*) cat "$STATE" 2>/dev/null || { echo inactive; exit 3; };;
  *start*) [ -e "$REFUSES" ] && { cat "$REFUSES" >&2; exit 1; }; echo active > "$STATE";;
esac
exit 0
"""


class Machine:
    """A configuration, a home, and a systemd that only listens (or none)."""

    def __init__(self, root: Path, home: Path, afterword: Run) -> None:
        self.root, self.home, self._run = root, home, afterword
        (root / "config.toml").write_text(configuration())
        self.unit = home / ".config" / "systemd" / "user" / "afterword-config.service"
        self.env = {
            "PATH": str(root / "bin"),
            "TOLD": str(root / "told"),
            "STATE": str(root / "active"),
            "REFUSES": str(root / "no"),
        }
        (root / "bin").mkdir()

    def boot(self) -> None:
        for name in ("systemctl", "loginctl"):
            (self.root / "bin" / name).write_text(SYSTEMCTL)
            (self.root / "bin" / name).chmod(0o755)
        for name in ("basename", "cat", "sh"):
            (self.root / "bin" / name).symlink_to(
                f"/bin/{name}" if Path(f"/bin/{name}").exists() else f"/usr/bin/{name}"
            )

    def service(self, *words: str):
        return self._run("service", *words, "--config", "config.toml", env=self.env)

    @property
    def told(self) -> list[str]:
        file = self.root / "told"
        return [line for line in file.read_text().splitlines() if "show" not in line] if file.exists() else []


@pytest.fixture
def machine(tmp_path: Path, surroundings: Path, afterword: Run) -> Machine:
    return Machine(tmp_path, surroundings, afterword)


def everything(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_it_is_installed_started_and_taken_away_without_a_trace(machine):
    machine.boot()
    before = everything(machine.home)
    done = machine.service("install")
    assert done.returncode == 0, done.stderr
    assert f"Wrote {machine.unit}" in done.stdout
    text = machine.unit.read_text()
    assert f"run --config {machine.root / 'config.toml'}\n" in text
    assert text.split("ExecStart=", 1)[1].startswith(str(Path(sys.executable).parent))
    assert "\nRestartSteps=8\n" in text  # this systemd says that it is 257
    assert machine.told == [
        "systemctl --user daemon-reload",
        "systemctl --user is-active afterword-config.service",
        "systemctl --user enable afterword-config.service",
        "systemctl --user start afterword-config.service",
    ]
    again = machine.service("install")
    assert "is up to date" in again.stdout
    assert "daemon-reload" not in machine.told[3:]
    undone = machine.service("uninstall")
    assert undone.returncode == 0, undone.stderr
    assert "systemctl --user disable --now afterword-config.service" in machine.told
    assert everything(machine.home) == before | {".config"}
    assert "Nothing is installed" in machine.service("uninstall").stdout


def test_a_unit_from_an_earlier_version_is_renewed_and_the_service_started_anew(machine):
    machine.boot()
    machine.service("install")
    machine.unit.write_text(f"{units.HEAD}\n[Service]\n")
    done = machine.service("status")
    assert "`afterword service install` renews it" in done.stdout
    assert "Wrote" in machine.service("install").stdout
    assert machine.told[-1] == "systemctl --user restart afterword-config.service"


def test_a_service_that_does_not_start_is_told_in_a_sentence_with_what_to_look_at(machine):
    machine.boot()
    said = 'Job for x.service failed because the control process exited with error code.\nSee "systemctl status".\n'
    (machine.root / "no").write_text(said)
    done = machine.service("install")
    assert done.returncode == 1
    assert done.stderr.strip().endswith("exited with error code. Look at `afterword service logs`.")


def test_lingering_goes_with_the_unit_if_it_came_with_it(machine):
    machine.boot()
    done = machine.service("install", "--linger")
    assert "lingering" in done.stdout
    assert any(line.startswith("loginctl enable-linger") for line in machine.told)
    machine.service("install")
    machine.service("uninstall")
    assert any(line.startswith("loginctl disable-linger") for line in machine.told)


def test_where_systemd_is_not_running_the_unit_is_written_and_one_is_told_how_to_start(machine):
    done = machine.service("install")
    assert done.returncode == 0, done.stderr
    assert "systemctl --user enable --now afterword-config.service" in done.stdout
    assert "afterword run" in done.stdout
    assert machine.unit.is_file()
    assert machine.service("uninstall").returncode == 0
    assert not machine.unit.exists()


def test_it_can_be_taken_away_when_the_configuration_is_wrong_or_gone(machine):
    for spoil in (lambda file: file.write_text("[me"), lambda file: file.unlink()):
        (machine.root / "config.toml").write_text(configuration())
        assert machine.service("install").returncode == 0
        spoil(machine.root / "config.toml")
        done = machine.service("uninstall")
        assert done.returncode == 0, done.stderr
        assert not machine.unit.exists()


def test_a_unit_of_somebody_else_stays(machine):
    machine.unit.parent.mkdir(parents=True)
    machine.unit.write_text("[Service]\nExecStart=/bin/true\n")
    for command in ("install", "uninstall", "status"):
        done = machine.service(command)
        assert done.returncode == 1
        assert "was not written by Afterword" in done.stderr
    assert machine.unit.read_text().startswith("[Service]")


def test_status_says_whether_it_is_installed_and_runs(machine, tmp_path):
    absent = json.loads(machine.service("status", "--json").stdout)
    assert absent["unit"]["installed"] is False
    assert absent["process"] is None
    machine.service("install")
    with for_life(tmp_path / "state" / "run.lock"):
        done = machine.service("status", "--json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert found["unit"] == {"file": str(machine.unit), "installed": True, "current": True}
    assert found["process"] == os.getpid()
    assert machine.service("status").returncode == 1


def test_the_systems_unit_wants_a_configuration_named_for_its_user_and_a_memory_that_is_found_again(machine, tmp_path):
    done = machine.service("install", "--system")
    assert done.returncode == 2
    assert 'folder = "/var/lib/afterword/config"' in done.stderr
    (tmp_path / "Robin Sample.toml").write_text(configuration())
    done = machine._run("service", "install", "--system", "--config", "Robin Sample.toml", env=machine.env)
    assert done.returncode == 2
    assert "/etc/afterword/robin.toml" in done.stderr


def test_without_a_journal_one_is_told_where_the_lines_are(machine):
    done = machine.service("logs")
    assert done.returncode == 1
    assert "afterword run" in done.stderr
