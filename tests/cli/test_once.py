"""One cycle as a person or a program runs it: the real command, in a process of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fence import Run
from tests.engine.world import World, at

from afterword.engine.lock import only_one

CONFIG = """
[me]
name = "Robin Sample"
email = "robin@mail.example"
time_zone = "Europe/Berlin"
country = "DE"
[local]
mail = "mail"
calendars = ["calendar"]
follow_ups = "follow-ups"
"""
AFTER = "2026-03-03T12:00+01:00"


@pytest.fixture
def world(tmp_path: Path) -> World:
    (tmp_path / "config.toml").write_text(CONFIG)
    world = World(tmp_path)
    world.interview(at("2026-03-03"))
    return world


def once(afterword: Run, *more: str, now: str = AFTER):
    return afterword("once", "--config", "config.toml", "--now", now, *more)


def test_a_cycle_tells_what_it_did_and_why(world, afterword):
    done = once(afterword)
    assert done.returncode == 0, done.stderr
    assert "drafted a thank-you to Jane Doe" in done.stdout
    assert "because" in done.stdout
    assert "Nothing to do" in once(afterword).stdout


def test_the_json_of_a_cycle_keeps_its_contract(world, afterword):
    data = json.loads(once(afterword, "--json").stdout)
    assert {"now", "intents", "performed", "failed", "asks"} <= data.keys()
    assert (data["performed"], data["failed"]) == (2, 0)
    draft, call = sorted(data["intents"], key=lambda intent: intent["intent"])
    for intent in (draft, call):
        assert {"intent", "key", "nudge", "process", "to", "subject", "start", "end", "why"} <= intent.keys()
    assert (draft["intent"], draft["nudge"]) == ("create-draft", "thank-you")
    assert draft["to"] == ["jane@acme-robotics.example"]
    assert (call["intent"], call["nudge"]) == ("put-event", "call")
    assert call["start"] < call["end"]


def test_a_dry_run_changes_nothing(world, afterword, tmp_path):
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for command in (["once", "--dry-run"], ["plan"]):
        done = afterword(*command, "--config", "config.toml", "--now", AFTER, "--json")
        assert len(json.loads(done.stdout)["intents"]) == 2
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert once(afterword, "--json").stdout.count("create-draft") == 1


def test_a_moment_without_offset_is_the_persons_own(world, afterword):
    assert json.loads(once(afterword, "--json", now="2026-03-03T12:00").stdout)["now"].startswith("2026-03-03T11:00:00")


def test_status_tells_of_every_nudge_with_its_state_and_reason(world, afterword):
    once(afterword)
    data = json.loads(afterword("status", "--config", "config.toml", "--json").stdout)
    (process,) = data["processes"]
    assert process["state"] == "waiting"
    nudges = {nudge["nudge"]: nudge for nudge in process["rounds"][0]["nudges"]}
    assert nudges["thank-you"]["state"] == nudges["call"]["state"] == "placed"
    assert nudges["thank-you"]["to"] == ["jane@acme-robotics.example"]
    assert all(nudge["reason"] for nudge in nudges.values())


def test_the_persons_word_wins(world, afterword):
    once(afterword)
    said = afterword("heard", process_id(afterword), "--config", "config.toml")
    assert said.returncode == 0, said.stderr
    again = json.loads(once(afterword, "--json", now="2026-03-03T13:00+01:00").stdout)
    assert [intent["intent"] for intent in again["intents"]] == ["delete-event"]
    afterword("reopen", process_id(afterword), "--config", "config.toml")
    back = json.loads(once(afterword, "--json", now="2026-03-03T14:00+01:00").stdout)
    assert [intent["intent"] for intent in back["intents"]] == ["put-event"]


def process_id(afterword: Run) -> str:
    return json.loads(afterword("status", "--config", "config.toml", "--json").stdout)["processes"][0]["id"]


def test_a_note_goes_into_the_draft(world, afterword, tmp_path):
    once(afterword)
    afterword("note", process_id(afterword), "the on-call rota", "--config", "config.toml")
    again = json.loads(once(afterword, "--json", now="2026-03-03T13:00+01:00").stdout)
    assert {"delete-draft", "create-draft"} <= {intent["intent"] for intent in again["intents"]}
    (draft,) = (tmp_path / "mail" / ".Drafts" / "cur").iterdir()
    assert "on-call rota" in draft.read_text()


def test_a_decision_date_moves_the_call(world, afterword):
    once(afterword)
    afterword("decision", process_id(afterword), "2026-03-20", "--config", "config.toml")
    (moved,) = json.loads(once(afterword, "--json", now="2026-03-03T13:00+01:00").stdout)["intents"]
    assert (moved["intent"], moved["start"][:10]) == ("put-event", "2026-03-23")


def test_an_employer_is_named_as_it_is_typed(world, afterword):
    once(afterword)
    said = afterword("employer", process_id(afterword), "Acme", "{target} {0}", "--config", "config.toml")
    assert said.stdout.strip().endswith("is for Acme {target} {0}.")
    empty = afterword("employer", process_id(afterword), " ", "--config", "config.toml")
    assert (empty.returncode, "write how the employer is called" in empty.stderr) == (2, True)


def test_called_counts_and_the_next_call_is_a_week_later(world, afterword):
    once(afterword)
    once(afterword, now="2026-03-06T09:00+01:00")
    afterword("called", process_id(afterword), "--config", "config.toml")
    data = json.loads(once(afterword, "--json", now="2026-03-06T10:00+01:00").stdout)
    calls = {intent["intent"]: intent for intent in data["intents"] if intent["nudge"] == "call"}
    assert calls["put-event"]["start"][:10] >= "2026-03-13"
    assert "delete-event" in calls


def test_an_id_that_is_not_there_is_said_so_with_a_remedy(world, afterword):
    once(afterword)
    done = afterword("heard", "nobody", "--config", "config.toml")
    assert done.returncode == 2
    assert "afterword status" in done.stderr


def test_explain_tells_the_story_of_an_id(world, afterword):
    once(afterword)
    ident = process_id(afterword)
    for name in (ident, f"{ident}.1"):
        done = afterword("explain", "--config", "config.toml", "--json", name)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["source"] == name


def test_without_configuration_it_says_how_to_make_one(afterword):
    done = afterword("once")
    assert done.returncode == 2
    assert "afterword config example" in done.stderr


def test_a_missing_calendar_is_named_and_the_rest_goes_on(world, afterword, tmp_path):
    (tmp_path / "config.toml").write_text(CONFIG.replace('["calendar"]', '["calendar", "absent"]'))
    done = once(afterword)
    assert done.returncode == 1
    assert "absent" in done.stdout
    assert "drafted a thank-you" in done.stdout


def test_a_mailbox_that_is_not_there_stops_everything_and_loses_nothing(world, afterword, tmp_path):
    (tmp_path / "mail").rename(tmp_path / "elsewhere")
    done = once(afterword)
    assert done.returncode == 1
    assert "Nothing was done" in done.stdout
    (tmp_path / "elsewhere").rename(tmp_path / "mail")
    assert "drafted a thank-you" in once(afterword).stdout


def test_files_that_are_no_mail_and_no_calendar_are_named_once(world, afterword, tmp_path):
    (tmp_path / "calendar" / "broken.ics").write_bytes(b"\x00\xff not a calendar")
    (tmp_path / "mail" / "new" / "empty").touch()
    done = once(afterword)
    assert done.returncode == 1
    assert "broken.ics" in done.stdout
    assert "empty" in done.stdout
    assert "drafted a thank-you" in done.stdout
    (tmp_path / "calendar" / "broken.ics").write_bytes(b"\x00\xff still not a calendar")
    assert "Nothing to do, as far as could be seen." in once(afterword, now="2026-03-03T12:05+01:00").stdout
    assert once(afterword, now="2026-03-03T12:10+01:00").returncode == 0


def test_two_at_once_do_not_get_in_each_others_way(world, afterword, surroundings):
    once(afterword)
    (lock,) = surroundings.rglob("lock")
    with only_one(lock):
        done = once(afterword)
    assert done.returncode == 75
    assert "Another Afterword" in done.stderr
