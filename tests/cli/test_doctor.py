"""The doctor tells what is fine, what is not, and what to do; it changes nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.cli.inside import NOW, Inside, commands
from tests.cli.test_once import AFTER, CONFIG
from tests.engine.world import World, at

from afterword import clock, config, installing, units
from afterword.engine.lock import for_life

HERE = ("--config", "config.toml")


@pytest.fixture
def afterword(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Inside]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    with commands(tmp_path, monkeypatch, capsys) as run:
        yield run


@pytest.fixture
def world(tmp_path: Path, afterword: Inside) -> World:
    tmp_path.chmod(0o700)
    (tmp_path / "config.toml").write_text(CONFIG + '[state]\nfolder = "state"\n')
    (tmp_path / "config.toml").chmod(0o600)
    world = World(tmp_path)
    for folder in (".Sent", ".Drafts"):
        (world.mail / folder).mkdir(exist_ok=True)
    world.interview(at("2026-03-03"))
    assert afterword("once", *HERE).returncode == 0
    return world


def grades(afterword: Inside) -> tuple[int, dict[str, list[str]]]:
    """The exit code, and what was found of each thing, but for the service: there is none in tests."""
    done = afterword("doctor", *HERE, "--json")
    found: dict[str, list[str]] = {}
    for each in json.loads(done.stdout)["findings"]:
        found.setdefault(each["about"], []).append(each["grade"])
    found.pop("service", None)
    return done.returncode, found


def test_all_is_well_after_a_cycle(world, afterword):
    code, found = grades(afterword)
    assert (code, {grade for each in found.values() for grade in each}) == (0, {"fine"})
    shown = afterword("doctor", *HERE)
    assert "✓ memory" in shown.stdout
    assert "afterword service install" in shown.stdout


def test_without_a_configuration_it_says_how_to_begin(afterword, tmp_path):
    done = afterword("doctor", "--config", "nowhere.toml")
    assert (done.returncode, "afterword init" in done.stdout) == (1, True)
    assert afterword("doctor").returncode == 1


def _open_state(root: Path) -> None:
    (root / "state").chmod(0o755)


def _open_config(root: Path) -> None:
    (root / "config.toml").chmod(0o666)


def _damage(root: Path) -> None:
    for path in (root / "state").glob("afterword.db-*"):
        path.unlink()
    file = root / "state" / "afterword.db"
    raw = bytearray(file.read_bytes())
    raw[4096:12288] = os.urandom(8192)
    file.write_bytes(raw)


def _no_mail(root: Path) -> None:
    (root / "mail").rename(root / "gone")


def _no_memory(root: Path) -> None:
    for path in (root / "state").glob("afterword.db*"):
        path.unlink()


def _spoil(root: Path) -> None:
    (root / "config.toml").write_text("[me]\nname = 7\n")


def _moved(root: Path) -> None:
    file = root / "config.toml"
    file.write_text(file.read_text().replace("Europe/Berlin", "America/New_York"))


@pytest.mark.parametrize(
    ("deed", "about", "grade"),
    [
        (_open_state, "permissions", "warning"),
        (_open_config, "permissions", "warning"),
        (_damage, "memory", "broken"),
        (_no_mail, "configuration", "broken"),
        (_no_memory, "memory", "warning"),
        (_no_memory, "last look", "warning"),
        (_spoil, "configuration", "broken"),
        (_moved, "time zone", "warning"),
    ],
)
def test_what_is_not_well_is_told(world, afterword, tmp_path, deed: Callable[[Path], None], about: str, grade: str):
    deed(tmp_path)
    code, found = grades(afterword)
    assert grade in found[about]
    assert code == (1 if any("broken" in each for each in found.values()) else 0)


def test_a_long_silence_is_told(world, afterword, monkeypatch):
    monkeypatch.setattr(clock, "_read", lambda: NOW + timedelta(hours=5))
    assert grades(afterword)[1]["last look"] == ["warning"]
    assert "5 hours ago" in afterword("doctor", *HERE).stdout


def test_what_waits_for_the_person_is_told_with_its_answers(world, afterword):
    path = world.interview(at("2026-03-03", "11:00"), ("Pat Lee", "pat@globex.example"), title="Interview with Globex")
    path.write_bytes(path.read_bytes().replace(b"Sample;PARTSTAT=ACCEPTED", b"Sample;PARTSTAT=NEEDS-ACTION"))
    afterword("once", *HERE, "--now", AFTER)
    shown = afterword("doctor", *HERE).stdout
    assert "! waiting for you" in shown
    assert "`afterword confirm globex.1`" in shown


def test_it_knows_the_machines_unit_as_well_as_the_persons_own(tmp_path, afterword, monkeypatch):
    monkeypatch.setattr(installing, "_SYSTEM_UNITS", tmp_path / "units")
    (tmp_path / "units").mkdir()
    (tmp_path / "robin.toml").write_text(CONFIG + '[state]\nfolder = "state"\n')
    World(tmp_path)

    def service() -> list[tuple[str, str]]:
        done = afterword("doctor", "--config", "robin.toml", "--json")
        found = [each for each in json.loads(done.stdout)["findings"] if each["about"] == "service"]
        return [(each["grade"], each["remedy"]) for each in found]

    assert service() == [("warning", "Run `afterword service install`.")]
    unit = tmp_path / "units" / "afterword@robin.service"
    unit.write_text(f"{units.HEAD}\n")
    assert service() == [("warning", "Run `afterword service install --system` again.")]
    chosen = config.load(tmp_path / "robin.toml")
    text = units.rendered(
        "afterword@.service", units.program(), chosen, installing._version(installing.place(chosen.path))
    )
    unit.write_text(text)
    assert service() == [("broken", "Start it: systemctl start afterword@robin")]
    with for_life(tmp_path / "state" / "run.lock"):
        assert service() == [("fine", ""), ("fine", "")]
        own = installing.place(chosen.path).file
        own.parent.mkdir(parents=True)
        own.write_text(f"{units.HEAD}\n")
        assert "Take one away" in service()[-1][1]
