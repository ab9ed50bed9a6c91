"""What need not be remembered any more, and what must stay so that nothing comes back.

A process that has ended is forgotten so many days after its last sign of life: its interviews, its letters, the people
in its records, the person's notes. What stays is nameless: under which keys something was written, and where events
are filed. Judgements stay, with what they were about, for as long as they hold for later events and mails.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from afterword.core.model import (
    Facts,
    Interview,
    NudgeKind,
    NudgeState,
    Person,
    Process,
    ProcessState,
    Record,
    RecordState,
    Verb,
)
from afterword.core.planning.matching import answer_id
from afterword.core.planning.plan import Plan

_JUDGED = (Verb.CONFIRM, Verb.SKIP)
_AHEAD = (NudgeState.PLANNED, NudgeState.HELD)
_WAITS = (NudgeKind.CALL, NudgeKind.CLOSING)


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What to forget at one moment.

    Of what ended or came `before`, events whose ref is not in `refs` and letters whose handle is not in `letters` go.
    `processes` are those forgotten now, each with the end of its last round; `records` take the place of theirs;
    `names` are all their ids: what was noted and logged about those goes, too.
    """

    before: datetime
    refs: frozenset[str]
    letters: frozenset[str]
    processes: Mapping[str, datetime] = field(default_factory=dict)
    records: tuple[Record, ...] = ()
    names: frozenset[str] = frozenset()


def forgetting(facts: Facts, plan: Plan, now: datetime, keep: timedelta) -> Forgetting:
    """What need not be known any more at `now`, when everything is kept for `keep` after its last sign of life."""
    before = now - keep
    over = {process.id: process for process in plan.processes if _is_over(process, facts, plan, before)}
    living = [process for process in plan.processes if process.id not in over]
    judged = {word.target for word in facts.words if word.verb in _JUDGED}
    refs = {one.ref for process in living for round_ in process.rounds for one in round_.interviews}
    lessons = {one.ref for one in facts.interviews if _round(one, facts) in judged}
    letters = {letter.handle for process in living for letter in process.letters}
    letters |= {letter.handle for letter in facts.letters if answer_id(letter) in judged}
    theirs = [record for record in plan.records.values() if record.process in over]
    return Forgetting(
        before,
        frozenset(refs | lessons),
        frozenset(letters),
        {name: max(round_.end for round_ in process.rounds) for name, process in over.items()},
        tuple(nameless(record) for record in theirs),
        frozenset(_names(over.values(), theirs)),
    )


def nameless(record: Record) -> Record:
    """The record without anything of anybody. What still stands untouched is left to the person from now on."""
    left = record.state is RecordState.PLACED
    return replace(
        record,
        state=RecordState.EDITED if left and record.present else record.state,
        person=Person(),
        refs=(),
        message_id="",
        subject_key="",
        why="the process is long over" if left else "",
    )


def _round(one: Interview, facts: Facts) -> str:
    filing = facts.filings.get(one.ref)
    return filing.round if filing else ""


def _is_over(process: Process, facts: Facts, plan: Plan, before: datetime) -> bool:
    """Nothing is waited for, nothing is to come, and the last sign of life is old enough."""
    if process.state is ProcessState.WAITING:
        return False
    return max(_signs(process, facts, plan)) < before


def _signs(process: Process, facts: Facts, plan: Plan) -> Iterator[datetime]:
    """When something happened in this process, or is to happen."""
    names = set(_names([process], []))
    for round_ in process.rounds:
        yield round_.end
    for letter in process.letters:
        yield letter.date
    for record in plan.records.values():
        if record.process == process.id:
            yield from (moment for moment in (record.live_start, record.placed_at) if moment)
    for word in facts.words:
        if word.target in names:
            yield word.at
    for nudge in plan.nudges:
        if nudge.process == process.id and nudge.kind in _WAITS and nudge.state in _AHEAD and nudge.start:
            yield nudge.start


def _names(processes: Iterable[Process], records: Iterable[Record]) -> Iterator[str]:
    for process in processes:
        yield process.id
        yield from (round_.id for round_ in process.rounds)
    yield from (record.key for record in records)
