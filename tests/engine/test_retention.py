"""What a closed process needs no more is forgotten, and nothing of it ever comes back."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.engine.world import World, at

from afterword.core.model import Verb, Word

JANE = "jane@acme-robotics.example"
DAY = timedelta(days=1)
CLOSED = at("2026-03-10")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An interview, a thank-you that was sent, a rejection, a note: all in March."""
    world = World(tmp_path)
    world.interview(at("2026-03-03"))
    world.cycle(at("2026-03-03", "12:00"))
    world.store().say(Word(at("2026-03-03", "12:05"), Verb.NOTE, "acme", "the Xylophon project"))
    world.send_draft(JANE)
    world.cycle(at("2026-03-03", "13:00"))
    world.receive(
        at("2026-03-10"),
        "Dear Robin,\n\nunfortunately we have decided to move forward with another candidate.\n\nJane Doe",
    )
    world.cycle(at("2026-03-10", "11:00"))
    world.delete_draft(JANE)  # the request for feedback is not wanted
    world.cycle(at("2026-03-10", "12:00"))
    return world


def known(world: World, now: datetime) -> set[str]:
    facts = world.store().facts(now)
    people = {person.email for one in facts.interviews for person in one.interviewers}
    people |= {letter.sender.email for letter in facts.letters} | {r.person.email for r in facts.records.values()}
    return {email for email in people if email} - {"robin@mail.example"}


def bytes_of_the_memory(world: World) -> bytes:
    store = world.store()
    store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return b"".join(path.read_bytes() for path in (world.root / "state").iterdir())


def test_ninety_days_after_the_last_sign_of_life_nobody_of_it_is_known_any_more(world):
    world.cycle(CLOSED + 89 * DAY)
    assert known(world, CLOSED) == {JANE}
    world.cycle(CLOSED + 91 * DAY)
    assert known(world, CLOSED) == set()
    left = bytes_of_the_memory(world)
    for word in (b"Jane Doe", JANE.encode(), b"Xylophon"):
        assert word not in left


def test_looking_at_everything_again_brings_nothing_back(world):
    world.cycle(CLOSED + 91 * DAY)
    before = (len(world.drafts()), world.entries())
    store = world.store()
    for source in ("mail", str(world.calendar), str(world.follow_ups)):
        store.set_cursor(source, "not a cursor")
    for days in (92, 93, 120):
        outcome = world.cycle(CLOSED + days * DAY)
        assert (outcome.intents, outcome.plan.processes, outcome.questions) == ([], (), ())
    assert (len(world.drafts()), world.entries()) == before


def test_an_event_that_is_shown_again_stays_forgotten(world):
    """As when a provider shows more than it was asked for."""
    world.cycle(CLOSED + 91 * DAY)
    store = world.store()
    store.set_fact("forgot_on", "")
    world.interview(at("2026-03-03"), uid="event-1")
    outcome = world.cycle(at("2026-03-20"))  # as of then, the event lies within the window
    assert outcome.plan.processes == ()
    assert outcome.intents == []


def test_a_new_interview_with_the_same_employer_is_thanked_for_as_ever(world):
    world.cycle(CLOSED + 91 * DAY)
    start = CLOSED + 100 * DAY
    world.interview(start)
    outcome = world.cycle(start + timedelta(hours=2))
    assert [draft["To"] for draft in world.drafts()] == [f"Jane Doe <{JANE}>"]
    assert [process.id for process in outcome.plan.processes] == ["acme-2"]


def test_a_process_that_still_waits_is_remembered(tmp_path: Path):
    world = World(tmp_path)
    world.interview(at("2026-03-03"))
    world.cycle(at("2026-03-03", "12:00"))
    world.store().say(Word(at("2026-03-04"), Verb.DECISION, "acme", "2026-07-31"))
    world.cycle(at("2026-07-20"))
    assert known(world, CLOSED) == {JANE}


def test_a_draft_that_was_never_sent_is_left_to_the_person(tmp_path: Path):
    world = World(tmp_path)
    world.interview(at("2026-03-03"))
    world.cycle(at("2026-03-03", "12:00"))
    world.store().say(Word(at("2026-03-04"), Verb.HEARD, "acme"))
    for days in (91, 92, 100):
        world.cycle(at("2026-03-04") + days * DAY)
    assert len(world.drafts()) == 1
    assert known(world, CLOSED) == set()


def test_a_judgement_holds_after_what_it_was_about_is_forgotten(tmp_path: Path):
    world = World(tmp_path)
    pat = ("Pat Lee", "pat@stranger.example")
    world.interview(at("2026-03-03"), pat, title="Chat about your career", uid="one")
    world.cycle(at("2026-03-03", "12:00"))
    [name] = {filing.round for filing in world.store().facts(at("2026-03-03")).filings.values()}
    world.store().say(Word(at("2026-03-03", "12:30"), Verb.SKIP, name))
    world.cycle(at("2026-07-01"))
    assert "one" in {one.ref for one in world.store().facts(at("2026-07-01")).interviews}
