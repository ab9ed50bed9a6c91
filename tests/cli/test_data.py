"""Copies of the memory, and the way back; all that is known, handed out."""

from __future__ import annotations

import json
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from icalendar import Calendar
from tests.cli.inside import Inside, commands
from tests.cli.test_once import AFTER, CONFIG
from tests.engine.world import World, at

from afterword.engine.lock import only_one
from afterword.store.schema import MIGRATIONS

HERE = ("--config", "config.toml")


@pytest.fixture
def afterword(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Inside]:
    with commands(tmp_path, monkeypatch, capsys) as run:
        yield run


@pytest.fixture
def world(tmp_path: Path) -> World:
    (tmp_path / "config.toml").write_text(CONFIG + '[state]\nfolder = "state"\n')
    world = World(tmp_path)
    world.interview(at("2026-03-03"))
    return world


@pytest.fixture
def lived(world: World, afterword: Inside) -> World:
    """One cycle later."""
    assert afterword("once", *HERE, "--now", AFTER).returncode == 0
    return world


def known(afterword: Inside) -> object:
    return json.loads(afterword("status", *HERE, "--json").stdout)["processes"]


def test_a_copy_brings_everything_back_and_nothing_is_written_twice(lived, afterword, tmp_path):
    before = known(afterword)
    made = afterword("backup", *HERE, "copy.db")
    assert made.returncode == 0, made.stderr
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    for path in (tmp_path / "state").iterdir():
        path.unlink()
    assert known(afterword) == []
    done = afterword("restore", *HERE, "copy.db")
    assert done.returncode == 0, done.stderr
    assert known(afterword) == before
    assert "Nothing to do" in afterword("once", *HERE, "--now", AFTER).stdout
    assert len(lived.drafts()) == 1


def test_what_is_replaced_is_kept(lived, afterword, tmp_path):
    afterword("backup", *HERE, "early.db")
    afterword("close", *HERE, "acme")
    done = afterword("restore", *HERE, "early.db")
    [former] = (tmp_path / "state").glob("afterword.replaced-*.db")
    assert former.name in done.stdout
    assert known(afterword)[0]["state"] == "waiting"
    afterword("restore", *HERE, former)
    assert known(afterword)[0]["state"] == "closed"


def test_a_copy_is_taken_while_somebody_is_at_work_and_writing(lived, afterword, tmp_path):
    writer = sqlite3.connect(tmp_path / "state" / "afterword.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM records")
    with only_one(tmp_path / "state" / "lock"), only_one(tmp_path / "state" / "run.lock"):
        assert afterword("backup", *HERE, "copy.db").returncode == 0
    writer.execute("ROLLBACK")
    assert sqlite3.connect(tmp_path / "copy.db").execute("SELECT count(*) FROM records").fetchone() == (2,)


@pytest.mark.parametrize("lock", ["run.lock", "lock"])
def test_nothing_is_restored_under_the_hands_of_somebody_at_work(lived, afterword, tmp_path, lock):
    afterword("backup", *HERE, "copy.db")
    with only_one(tmp_path / "state" / lock):
        done = afterword("restore", *HERE, "copy.db")
    assert (done.returncode, "Stop it first" in done.stderr) == (75, True)


def spoilt(folder: Path, how: str) -> str:
    path = folder / "copy.db"
    if how == "absent":
        path.unlink()
    elif how == "cut short":
        path.write_bytes(path.read_bytes()[:9000])
    elif how == "no database":
        path.write_text("Dear diary, " * 1000)
    else:
        with sqlite3.connect(path) as database:
            number = len(MIGRATIONS) + 1 if how == "newer" else 7
            database.execute(f"PRAGMA {'user_version' if how == 'newer' else 'application_id'} = {number}")
    return str(path)


@pytest.mark.parametrize("how", ["absent", "cut short", "no database", "newer", "of another program"])
def test_a_file_that_is_no_copy_of_ours_is_refused_and_nothing_changes(lived, afterword, tmp_path, how):
    afterword("backup", *HERE, "copy.db")
    before = known(afterword)
    done = afterword("restore", *HERE, spoilt(tmp_path, how))
    assert done.returncode in (1, 2), done.stderr
    assert "Traceback" not in done.stderr
    assert "mistake of its own" not in done.stderr
    assert known(afterword) == before
    assert not list((tmp_path / "state").glob("*replaced*"))


def test_a_copy_replaces_a_memory_that_can_not_be_read_any_more(lived, afterword, tmp_path):
    afterword("backup", *HERE, "copy.db")
    for path in (tmp_path / "state").glob("afterword.db*"):
        path.unlink()
    (tmp_path / "state" / "afterword.db").write_bytes(b"\x00garbage" * 999)
    assert afterword("status", *HERE).returncode == 1
    done = afterword("restore", *HERE, "copy.db")
    assert done.returncode == 0, done.stderr
    [former] = (tmp_path / "state").glob("afterword.replaced-*.db")
    assert former.read_bytes().startswith(b"\x00garbage")
    assert len(known(afterword)) == 1


def test_a_file_that_exists_is_written_over_only_when_asked(lived, afterword, tmp_path):
    for command in ("backup", "export"):
        (tmp_path / "mine").write_text("precious")
        assert afterword(command, *HERE, "mine").returncode == 2
        assert (tmp_path / "mine").read_text() == "precious"
        assert afterword(command, *HERE, "--force", "mine").returncode == 0
        assert stat.S_IMODE((tmp_path / "mine").stat().st_mode) == 0o600


def test_without_a_login_there_is_none_to_copy(lived, afterword, tmp_path):
    done = afterword("backup", *HERE, "--with-login", "copy.db")
    assert (done.returncode, (tmp_path / "copy.db").exists()) == (4, False)
    assert not list(tmp_path.glob(".copy.db*"))


def test_all_that_is_known_is_handed_out_as_json_and_as_a_calendar(lived, afterword, tmp_path):
    afterword("note", *HERE, "acme", "the on-call rota")
    done = afterword("export", *HERE, "--dir", "out")
    assert done.returncode == 0, done.stderr
    data = json.loads((tmp_path / "out" / "afterword.json").read_text())
    assert data["status"]["processes"][0]["id"] == "acme"
    rows = sqlite3.connect(tmp_path / "state" / "afterword.db")
    for table, listed in data["memory"].items():
        assert len(listed) == rows.execute(f"SELECT count(*) FROM {table}").fetchone()[0], table  # noqa: S608
    assert data["memory"]["words"][0]["word"]["text"] == "the on-call rota"
    events = Calendar.from_ical((tmp_path / "out" / "afterword.ics").read_bytes()).walk("VEVENT")
    assert sorted(str(event["SUMMARY"]).partition(":")[0] for event in events) == ["Call", "Interview"]
    assert json.loads(afterword("export", *HERE).stdout).keys() == data.keys()


def test_before_the_first_cycle_there_is_nothing_and_that_is_said(world, afterword):
    assert afterword("backup", *HERE, "copy.db").returncode == 1
    assert json.loads(afterword("export", *HERE).stdout)["memory"]["events"] == []
