"""The memory: what goes in comes out, nothing is half done, and foreign files are refused."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.core.life import interview, letter

from afterword.core.model import (
    Action,
    Event,
    Evidence,
    Filing,
    Letter,
    Medium,
    Nature,
    NudgeKind,
    Person,
    Question,
    Reading,
    Record,
    RecordState,
    Verb,
    Word,
)
from afterword.errors import StoreProblem
from afterword.store.schema import MIGRATIONS
from afterword.store.store import SqliteStore

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
RECORD = Record(
    "key", NudgeKind.CALL, Medium.ENTRY, "acme", "acme.1", RecordState.PLACED, Person("Zoë", "z@x.example"), start=NOW
)
EVENT = Event("uid", NOW, NOW + timedelta(hours=1), title="secret title", text="secret text")


@pytest.fixture(params=["memory", "file"])
def store(request, tmp_path):
    opened = SqliteStore(tmp_path / "deep" / "afterword.db" if request.param == "file" else None)
    yield opened
    opened.close()


def test_what_is_kept_comes_back_as_it_was(store):
    one = replace(interview(NOW), evidence=(Evidence("title", 0.5, "Interview"),))
    kept = letter(NOW, read_evidence=(Evidence("x", -1.0, "y"),))
    store.replace_events("work", "file.ics", [(EVENT, True, one)])
    store.put_letter(kept)
    store.put_record(RECORD)
    store.put_filings([Filing("uid", "acme", "acme.1")])
    store.say(Word(NOW, Verb.NOTE, "acme", "about the on-call load"))
    facts = store.facts(NOW)
    assert facts.interviews == (one,)
    assert facts.letters == (kept,)
    assert facts.records == {"key": RECORD}
    assert facts.filings == {"uid": Filing("uid", "acme", "acme.1")}
    assert [word.text for word in facts.words] == ["about the on-call load"]
    assert [(busy.start, busy.end) for busy in facts.busy] == [(EVENT.start, EVENT.end)]


def test_what_stands_under_a_handle_is_replaced_as_a_whole(store):
    store.replace_events("work", "file.ics", [(EVENT, True, interview(NOW, uid="uid"))])
    store.replace_events("work", "file.ics", [])
    assert store.facts(NOW).interviews == ()
    assert store.handles("work") == set()


def test_past_appointments_take_no_time(store):
    store.replace_events("work", "file.ics", [(EVENT, True, None)])
    assert store.facts(EVENT.end + timedelta(seconds=1)).busy == ()


def test_a_transaction_is_all_or_nothing(store):
    with pytest.raises(RuntimeError), store.transaction():
        store.put_record(RECORD)
        raise RuntimeError
    assert store.record("key") is None


def test_an_intent_is_open_until_it_is_finished(store):
    number = store.begin(NOW, Action.PUT_EVENT, RECORD, "cursor")
    (open_,) = store.open_intents()
    assert (open_.id, open_.action, open_.record, open_.cursor) == (number, Action.PUT_EVENT, RECORD, "cursor")
    store.finish(number, "done", RECORD)
    assert store.open_intents() == ()
    assert store.record("key") == RECORD


def test_the_log_is_kept_in_order_and_can_be_asked_for_by_subject(store):
    store.note(NOW, "acme", "put-event", "no answer yet")
    store.note(NOW, "globex", "ask", "is it?")
    assert [line.what for line in store.log()] == ["put-event", "ask"]
    assert [line.why for line in store.log("acme")] == ["no answer yet"]


def test_a_question_is_asked_once(store):
    store.set_asked(NOW, [Question("many-drafts", "", "Really?")])
    store.set_asked(NOW, [Question("many-drafts", "", "Really?")])
    assert store.asked() == {"many-drafts"}


def test_a_copy_can_be_changed_without_touching_the_original(store):
    copy = store.copy()
    copy.put_record(RECORD)
    assert store.record("key") is None


def test_the_memory_is_private_and_survives_being_closed(tmp_path):
    path = tmp_path / "state" / "afterword.db"
    first = SqliteStore(path)
    first.put_record(RECORD)
    first.close()
    assert path.stat().st_mode & 0o077 == 0
    again = SqliteStore(path)
    assert again.record("key") == RECORD
    again.close()


def test_a_newer_memory_is_refused_with_advice(tmp_path):
    path = tmp_path / "afterword.db"
    SqliteStore(path).close()
    raw = sqlite3.connect(path)
    raw.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    raw.close()
    with pytest.raises(StoreProblem, match="newer Afterword"):
        SqliteStore(path)


def test_somebody_elses_database_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "afterword.db"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE photos (name TEXT)")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(StoreProblem, match="not a database of Afterword"):
        SqliteStore(path)
    assert path.read_bytes() == before


def test_a_damaged_memory_is_named_with_a_remedy(tmp_path):
    path = tmp_path / "afterword.db"
    path.write_bytes(b"this was a database once" * 100)
    with pytest.raises(StoreProblem, match=r"damaged|Move it away"):
        SqliteStore(path)


def test_no_text_of_a_mail_or_event_is_stored(tmp_path):
    path = tmp_path / "afterword.db"
    store = SqliteStore(path)
    store.replace_events("work", "file.ics", [(EVENT, True, interview(NOW))])
    reading = Reading(Nature.HUMAN, settles=True, confidence=0.9)
    store.put_letter(Letter("h", "m@x", NOW, Person("A", "a@b.example"), reading=reading))
    store.close()
    assert b"secret" not in path.read_bytes()
