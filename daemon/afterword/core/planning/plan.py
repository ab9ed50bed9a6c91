"""What ought to exist now: `(facts, now, policy) -> Plan`. Level-triggered: facts count, not what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from afterword.core.model import (
    Busy,
    Facts,
    Filing,
    Nudge,
    NudgeKind,
    NudgeState,
    Process,
    ProcessState,
    Question,
    Record,
    RecordState,
    Transition,
)
from afterword.core.planning import verdicts
from afterword.core.planning.cadence import Policy
from afterword.core.planning.calls import CALL_LENGTH, Desk, calls
from afterword.core.planning.filing import join, processes, remembered, same_employer
from afterword.core.planning.matching import match
from afterword.core.planning.questions import about, which
from afterword.core.planning.settle import settle
from afterword.core.planning.standing import Standing, stand, told_apart
from afterword.core.planning.thanks import Scene, feedback, reminders, thank_yous
from afterword.core.planning.told import settled
from afterword.core.planning.voice import Voice

_OPEN = (RecordState.PLACED, RecordState.EDITED)
_COUNTED = (*_OPEN, RecordState.DONE, RecordState.SENT)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the facts amount to at one moment.

    `nudges` are all that were ever owed: wanted now, planned for later, or not, with the reason why. `records` are the
    records after `transitions`, `filings` those that are new.
    """

    processes: tuple[Process, ...]
    standings: Mapping[str, Standing]
    nudges: tuple[Nudge, ...]
    questions: tuple[Question, ...]
    records: Mapping[str, Record]
    transitions: tuple[Transition, ...]
    filings: Mapping[str, Filing]


def plan(facts: Facts, now: datetime, policy: Policy) -> Plan:
    """Settle what became of the things placed, file the interviews, match the letters, then plan each process."""
    facts = remembered(verdicts.apply(facts, now))
    letters = tuple(letter for letter in facts.letters if letter.date <= now)
    records, transitions = settle(facts.records, letters, now)
    filed, filings = processes(settled(join(facts.interviews)), facts.filings, policy.zone)
    voice = Voice.of(facts.words, now)
    told = voice.employers()
    filed = tuple(replace(process, employer=told.get(process.id, process.employer)) for process in filed)
    matched = match(filed, letters, records, voice.judged())
    standings = {process.id: stand(process, voice, policy, now) for process in matched}
    matched = told_apart(matched, standings)
    standings = {process.id: stand(process, voice, policy, now) for process in matched}
    nudges: list[Nudge] = []
    questions: list[Question] = []
    for process in matched:
        scene = Scene(process, standings[process.id], voice, tuple(records.values()), policy, now)
        busy = (*facts.busy, *_calls_elsewhere(process, records, nudges))
        mine = list(_nudges(scene, Desk(busy, _other_calls(process, matched, records, nudges))))
        nudges += mine
        questions += about(scene, mine)
    questions += which(matched, standings)
    finished = tuple(_finished(process, standings[process.id], nudges) for process in matched)
    return Plan(finished, standings, tuple(nudges), _once(questions), records, transitions, filings)


def _once(questions: Sequence[Question]) -> tuple[Question, ...]:
    """A mail that may answer several processes is asked about once."""
    return tuple({question.id: question for question in reversed(questions)}.values())[::-1]


def _nudges(scene: Scene, desk: Desk) -> Iterator[Nudge]:
    thanks = list(thank_yous(scene))
    yield from thanks
    yield from reminders(scene, thanks)
    yield from calls(scene, desk)
    yield from feedback(scene)


def _other_calls(
    process: Process, every: Sequence[Process], records: Mapping[str, Record], planned: Sequence[Nudge]
) -> tuple[datetime, ...]:
    """Calls to the same employer: those made, and those of its other processes that stand or were planned just now."""
    mates = {other.id for other in every if other.id == process.id or same_employer(other.employer, process.employer)}
    made = [
        record.live_start
        for record in records.values()
        if record.kind is NudgeKind.CALL
        and record.process in mates
        and record.state in _COUNTED
        # An open call of this very process is being planned here, or withdrawn as superseded.
        and not (record.process == process.id and record.state in _OPEN)
    ]
    ahead = [
        nudge.start for nudge in planned if nudge.kind is NudgeKind.CALL and nudge.process in mates and nudge.wanted
    ]
    return tuple(sorted({moment for moment in (*made, *ahead) if moment}))


def _calls_elsewhere(process: Process, records: Mapping[str, Record], planned: Sequence[Nudge]) -> Iterator[Busy]:
    """The time that calls to others take: those planned just now, and those that stand and are yet to be planned."""
    seen = {nudge.process for nudge in planned}
    for nudge in planned:
        if nudge.kind is NudgeKind.CALL and nudge.wanted and nudge.start and nudge.end:
            yield Busy(nudge.start, nudge.end)
    for record in records.values():
        start = record.live_start
        elsewhere = record.process not in seen and record.process != process.id
        if record.kind is NudgeKind.CALL and record.state in _OPEN and start and elsewhere:
            yield Busy(start, start + CALL_LENGTH)


def _finished(process: Process, standing: Standing, nudges: Sequence[Nudge]) -> Process:
    """The process with its state; closed when nothing is owed any more and the wait has gone on to its end."""
    state, why = standing.state, standing.why
    mine = [nudge for nudge in nudges if nudge.process == process.id]
    if state is ProcessState.WAITING and standing.waiting and standing.current is not None:
        ahead = [nudge for nudge in mine if nudge.wanted or nudge.state in (NudgeState.PLANNED, NudgeState.HELD)]
        if not any(nudge.kind in (NudgeKind.CALL, NudgeKind.CLOSING) for nudge in ahead):
            state, why = ProcessState.CLOSED, "no answer, and nothing more to do"
    return replace(process, state=state, why=why, decision_date=standing.decision_date, answer=standing.answer)
