"""What needs the person, and where it stands in the calendar: a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from afterword.core.model import Medium, Nudge, NudgeKind, Question, Record, RecordState, Verb, Word
from afterword.core.planning.cadence import Policy
from afterword.core.planning.matters import (
    LONG,
    Failing,
    Matter,
    MatterKind,
    Needs,
    entries,
    entry_key,
    matters,
    of_day,
)
from afterword.core.planning.voice import Voice

NOW = datetime(2026, 3, 3, 11, 0, tzinfo=UTC)
POLICY = Policy(zone="Europe/Berlin")
NOTHING = Needs((), (), {}, {}, {})
ASKED = Question("interview:acme.1", "acme", "Is it an interview?", ("afterword confirm acme.1",))
BOUNCED = Question("bounced:k1", "acme", "Your mail came back.", ())
REMINDER = Nudge("k2", NudgeKind.REMINDER, Medium.ENTRY, "acme", "acme.1", wanted=True, why="")
RECORD = Record("k2", NudgeKind.REMINDER, Medium.ENTRY, "acme", "acme.1", RecordState.PLACED)


def failing(name: str, ago: timedelta) -> Needs:
    return replace(NOTHING, failing={name: Failing(NOW - ago, "Why, and what to do.")})


@pytest.mark.parametrize(
    ("needs", "kinds"),
    [
        (NOTHING, []),
        (failing("login", timedelta()), ["login"]),
        (failing("your mail", LONG - timedelta(minutes=1)), []),
        (failing("your mail", LONG), ["source"]),
        (replace(NOTHING, questions=(ASKED, BOUNCED)), ["question", "bounce"]),
        (replace(NOTHING, nudges=(REMINDER,)), ["drafts"]),
        (replace(NOTHING, nudges=(replace(REMINDER, wanted=False),)), []),
        (replace(NOTHING, nudges=(REMINDER,), records={"k2": RECORD}), ["drafts"]),
        (replace(NOTHING, nudges=(REMINDER,), records={"k2": replace(RECORD, state=RecordState.DECLINED)}), []),
        (replace(NOTHING, nudges=(REMINDER,), records={"k2": replace(RECORD, state=RecordState.DONE)}), []),
        (replace(NOTHING, nudges=(replace(REMINDER, kind=NudgeKind.CALL),)), []),
    ],
)
def test_what_needs_the_person(needs: Needs, kinds: list[str]) -> None:
    assert [matter.kind for matter in matters(needs, NOW)] == kinds


def test_a_matter_keeps_the_moment_at_which_it_came_up() -> None:
    before = NOW - timedelta(days=3)
    [matter] = matters(replace(NOTHING, questions=(ASKED,), known={ASKED.id: before}), NOW)
    assert (matter.since, matter.answers, matter.process) == (before, ASKED.answers, "acme")


def matter(kind: MatterKind, since: datetime = NOW) -> Matter:
    return Matter(f"{kind}:{since:%d}", kind, since, "text")


def test_one_entry_a_day_holds_what_nothing_else_reminds_of() -> None:
    yesterday = NOW - timedelta(days=1)
    found = [matter(kind) for kind in MatterKind] + [matter(MatterKind.QUESTION, yesterday)]
    days = of_day(found, POLICY)
    assert {day.isoformat(): [each.kind for each in held] for day, held in days.items()} == {
        "2026-03-02": ["question"],
        "2026-03-03": ["question", "bounce", "source"],
    }


@pytest.mark.parametrize(
    ("now", "start"),
    [
        ("2026-03-03T11:00", "2026-03-03T11:15"),
        ("2026-03-03T02:30", "2026-03-03T07:00"),  # night in Berlin: eight in the morning
        ("2026-03-03T21:30", "2026-03-04T07:00"),
        ("2026-07-03T21:30", "2026-07-04T06:00"),
    ],
)
def test_it_stands_at_a_decent_hour_of_the_persons_zone(now: str, start: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    [nudge] = entries([moment.date()], {}, Voice(()), POLICY, moment)
    assert nudge.start == datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert nudge.end == nudge.start + timedelta(minutes=15)
    assert nudge.wanted


def test_it_stays_where_it_stands_or_was_moved_to_and_goes_when_skipped() -> None:
    day, key = NOW.date(), entry_key(NOW.date())
    moved = NOW + timedelta(hours=5)
    record = replace(RECORD, key=key, kind=NudgeKind.MATTER, start=NOW, seen_start=moved)
    [nudge] = entries([day], {key: record}, Voice(()), POLICY, NOW + timedelta(hours=1))
    assert nudge.start == moved
    [skipped] = entries([day], {}, Voice.of([Word(NOW, Verb.SKIP, key)], NOW), POLICY, NOW)
    assert not skipped.wanted
