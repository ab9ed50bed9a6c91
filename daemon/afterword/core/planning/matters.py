"""What needs the person: a login, a question, a mail that came back, drafts that wait, a source that can't be read.

Level-triggered like everything else: computed from what is known now, so that a matter that is settled is gone. Those
that nothing else reminds of stand in Afterword's calendar, one entry for all that came up on a day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from afterword.core.keys import nudge_key
from afterword.core.local_time import local_date
from afterword.core.model import Medium, Nudge, NudgeKind, NudgeState, Question, Record, RecordState, Verb
from afterword.core.planning.cadence import Policy
from afterword.core.planning.voice import Voice
from afterword.core.planning.workdays import decent_hour

LONG = timedelta(days=1)
"""A source that can't be read for so long is more than a passing fault."""

LOGIN = "login"
ENTRY_LENGTH = timedelta(minutes=15)
_NOTICE = timedelta(minutes=15)


class MatterKind(StrEnum):
    LOGIN = "login"
    QUESTION = "question"
    BOUNCE = "bounce"
    DRAFTS = "drafts"
    SOURCE = "source"


_IN_CALENDAR = (MatterKind.QUESTION, MatterKind.BOUNCE, MatterKind.SOURCE)
"""The drafts have a reminder of their own, and without a login there is no calendar to write to."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that only the person can settle. `since`: when it came up. `answers` are commands that settle it."""

    id: str
    kind: MatterKind
    since: datetime
    text: str
    answers: tuple[str, ...] = ()
    process: str = ""


@dataclass(frozen=True, slots=True)
class Failing:
    """What could not be read since when, and why: one line that ends with what to do."""

    since: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Needs:
    """What `matters` looks at: what is asked, what is owed, what fails by its name; `known`: since when by id."""

    questions: Sequence[Question]
    nudges: Sequence[Nudge]
    records: Mapping[str, Record]
    failing: Mapping[str, Failing]
    known: Mapping[str, datetime]


def matters(needs: Needs, now: datetime) -> tuple[Matter, ...]:
    """Everything that needs the person at `now`, the most pressing first."""
    return (*_failing(needs.failing, now), *_questions(needs, now), *_drafts(needs, now))


def _failing(failing: Mapping[str, Failing], now: datetime) -> Iterator[Matter]:
    for name, one in sorted(failing.items(), key=lambda each: (each[0] != LOGIN, each[0])):
        if name == LOGIN:
            yield Matter(f"{LOGIN}:{one.since:%Y%m%dT%H%M}", MatterKind.LOGIN, one.since, one.why, ("afterword login",))
        elif now - one.since >= LONG:
            why = f"Since {one.since:%-d %B} this can't be read. {one.why}"
            yield Matter(f"source:{name}", MatterKind.SOURCE, one.since + LONG, why)


def _questions(needs: Needs, now: datetime) -> Iterator[Matter]:
    for question in needs.questions:
        kind = MatterKind.BOUNCE if question.id.startswith("bounced:") else MatterKind.QUESTION
        since = needs.known.get(question.id, now)
        yield Matter(question.id, kind, since, question.text, question.answers, question.process)


def _drafts(needs: Needs, now: datetime) -> Iterator[Matter]:
    """While the reminder of a round's drafts ought to stand, and nobody has waved it away."""
    for nudge in needs.nudges:
        record = needs.records.get(nudge.key)
        waved = record is not None and record.state not in (RecordState.PLACED, RecordState.WITHDRAWN)
        if nudge.kind is NudgeKind.REMINDER and nudge.wanted and not waved:
            ident = f"drafts:{nudge.round}"
            text = f"Thank-you drafts wait unsent ({nudge.process}). Read them, and send them or delete them."
            yield Matter(ident, MatterKind.DRAFTS, needs.known.get(ident, now), text, (), nudge.process)


# --- in the calendar ------------------------------------------------------------------------------------------------


def of_day(found: Iterable[Matter], policy: Policy) -> dict[date, tuple[Matter, ...]]:
    """The matters that stand in the calendar, by the day on which they came up."""
    days: dict[date, list[Matter]] = defaultdict(list)
    for matter in found:
        if matter.kind in _IN_CALENDAR:
            days[local_date(matter.since, policy.zone)].append(matter)
    return {day: tuple(each) for day, each in sorted(days.items())}


def entry_key(day: date) -> str:
    return nudge_key(NudgeKind.MATTER, "", day.isoformat())


def entries(
    days: Iterable[date], records: Mapping[str, Record], voice: Voice, policy: Policy, now: datetime
) -> Iterator[Nudge]:
    """One entry for each day on which something came up that is not settled: at a decent hour, and where it stands."""
    for day in days:
        key = entry_key(day)
        record = records.get(key)
        stands = record is not None and record.state is not RecordState.WITHDRAWN
        start = record.live_start if record and stands else None
        start = start or decent_hour(now + _NOTICE, policy)
        wanted = not voice.stands(Verb.SKIP, key)
        yield Nudge(
            key=key,
            kind=NudgeKind.MATTER,
            medium=Medium.ENTRY,
            process="",
            round="",
            wanted=wanted,
            why="something needs you" if wanted else "you said to skip it",
            state=NudgeState.PLANNED if wanted else NudgeState.CANCELLED,
            ready=now,
            due=start,
            start=start,
            end=start + ENTRY_LENGTH,
        )
