"""It speaks up: once for each matter, where the person looks, and it takes back what is settled."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.engine.world import World, at

from afterword.core.model import NudgeKind, RecordState, Verb, Word
from afterword.core.planning.matters import Matter, MatterKind
from afterword.engine.matters import Channels, known, tell
from afterword.store.store import SqliteStore

NOW = at("2026-03-03", "12:00")
LOGIN = Matter("login:1", MatterKind.LOGIN, NOW, "Log in again. $(touch /tmp/x) `id` <b>", ("afterword login",))


# --- in the calendar ------------------------------------------------------------------------------------------------


@pytest.fixture
def asking(tmp_path: Path) -> World:
    """An invitation of a stranger that nobody has accepted: only the person knows."""
    world = World(tmp_path)
    path = world.interview(at("2026-03-03"), ("Pat Lee", "pat@globex.example"), title="Interview with Globex")
    raw = path.read_bytes().replace(b"Robin Sample;PARTSTAT=ACCEPTED", b"Robin Sample;PARTSTAT=NEEDS-ACTION")
    path.write_bytes(raw)
    return world


def spoken(world: World) -> list[str]:
    return [entry for entry in world.entries() if "Afterword needs you" in entry]


def test_a_question_stands_in_the_calendar_and_goes_when_it_is_answered(asking):
    for clock in ("12:00", "12:05"):
        outcome = asking.cycle(at("2026-03-03", clock))
        [entry] = spoken(asking)
        assert "afterword confirm" in entry.replace("\r\n ", "")
        assert "BEGIN:VALARM" in entry
    [question] = outcome.questions
    asking.store().say(Word(at("2026-03-03", "12:06"), Verb.CONFIRM, question.answers[0].split()[-1]))
    asking.cycle(at("2026-03-03", "12:10"))
    assert spoken(asking) == []
    assert known(asking.store()) == {}


def test_an_entry_that_the_person_deletes_does_not_come_back_while_the_question_stays(asking):
    asking.cycle(NOW)
    [path] = [path for path in asking.follow_ups.glob("*.ics") if "Afterword needs you" in path.read_text()]
    path.unlink()
    for clock in ("12:05", "13:00"):
        outcome = asking.cycle(at("2026-03-03", clock))
    assert spoken(asking) == []
    assert len(outcome.questions) == 1


def test_an_entry_whose_time_has_passed_is_not_repeated(asking):
    asking.cycle(NOW)
    asking.cycle(NOW + timedelta(hours=2))
    asking.cycle(NOW + timedelta(days=1))
    states = [one.state for one in asking.store().records().values() if one.kind is NudgeKind.MATTER]
    assert states == [RecordState.DONE]
    assert len(spoken(asking)) == 1


def test_a_calendar_that_can_not_be_read_for_a_day_is_told(tmp_path):
    world = World(tmp_path)
    world.cycle(NOW)
    world.calendar.rename(tmp_path / "elsewhere")
    for hours in (1, 12):
        world.cycle(NOW + timedelta(hours=hours))
    assert spoken(world) == []
    world.cycle(NOW + timedelta(hours=26))
    assert len(spoken(world)) == 1
    (tmp_path / "elsewhere").rename(world.calendar)
    world.cycle(NOW + timedelta(hours=26, minutes=5))
    assert spoken(world) == []


# --- by a command ---------------------------------------------------------------------------------------------------


@pytest.fixture
def store() -> SqliteStore:
    return SqliteStore()


def teller(folder: Path, ending: int = 0) -> tuple[Channels, Path]:
    """A command that writes down what it gets."""
    heard = folder / "heard.jsonl"
    program = folder / "tell.py"
    program.write_text(
        "import json, os, sys\n"
        "names = sorted(name for name in os.environ if name.startswith('AFTERWORD_') or name == 'NOTIFY_SOCKET')\n"
        "about = {name: os.environ[name] for name in names if name not in ('AFTERWORD_GUARD', 'AFTERWORD_CORPUS')}\n"
        f"open({str(heard)!r}, 'a').write(json.dumps([sys.stdin.read(), about, sys.argv[1:]]) + '\\n')\n"
        f"sys.exit({ending})\n"
    )
    return Channels(command=(sys.executable, str(program), "a b", "$HOME;")), heard


def lines(heard: Path) -> list[list]:
    return [json.loads(line) for line in heard.read_text().splitlines()] if heard.exists() else []


def test_the_command_is_told_once_and_once_more_when_it_is_settled(tmp_path, store, monkeypatch):
    monkeypatch.setenv("NOTIFY_SOCKET", "/run/nobody")
    channels, heard = teller(tmp_path)
    for _ in range(3):
        tell(store, [LOGIN], channels)
    for _ in range(2):
        tell(store, [], channels)
    first, second = lines(heard)
    assert first == [
        "Log in again. $(touch /tmp/x) `id` <b>\nafterword login\n",
        {"AFTERWORD_KIND": "login", "AFTERWORD_MATTER": "login:1", "AFTERWORD_PROCESS": "", "AFTERWORD_STATE": "open"},
        ["a b", "$HOME;"],
    ]
    assert second[1]["AFTERWORD_STATE"] == "settled"


def test_a_command_that_fails_is_tried_three_times_and_stops_nothing(tmp_path, store, caplog):
    channels, heard = teller(tmp_path, ending=1)
    for _ in range(5):
        tell(store, [LOGIN], channels)
    assert len(lines(heard)) == 3
    assert "notify failed" in caplog.text
    assert "Log in again" not in caplog.text
    tell(store, [LOGIN], Channels(command=("/nowhere/no-such-program",)))


def test_a_crash_while_telling_does_not_tell_without_end(tmp_path, store, monkeypatch):
    class Died(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Died

    monkeypatch.setattr("subprocess.run", die)
    for _ in range(3):
        with pytest.raises(Died):
            tell(store, [LOGIN], Channels(command=("tell",)))
    tell(store, [LOGIN], Channels(command=("tell",)))


def test_line_ends_and_escapes_of_others_do_not_reach_the_command(tmp_path, store):
    channels, heard = teller(tmp_path)
    tell(store, [replace(LOGIN, text="one\ntwo\x1b[2Jthree\x00", id="a\nb")], channels)
    [[text, about, _]] = lines(heard)
    assert "\x1b" not in text
    assert text.count("\n") == 2
    assert "\n" not in about["AFTERWORD_MATTER"]


def test_the_desktop_is_told_in_plain_words(tmp_path, store, monkeypatch):
    heard = tmp_path / "heard"
    program = tmp_path / "bin" / "notify-send"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> {heard}\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    for _ in range(2):
        tell(store, [LOGIN], Channels(desktop=True))
    assert heard.read_text().splitlines() == [
        "--app-name=Afterword",
        "--",
        "Afterword needs you",
        "Log in again. $(touch /tmp/x) `id` &lt;b&gt;",
    ]


def test_what_is_told_later_is_told_when_a_channel_is_opened(tmp_path, store):
    channels, heard = teller(tmp_path)
    tell(store, [LOGIN], Channels())
    assert lines(heard) == []
    tell(store, [LOGIN], channels)
    assert len(lines(heard)) == 1
    assert known(store)["login:1"].matter.since == datetime.fromisoformat("2026-03-03T11:00+00:00")
