"""What ought to exist now: `(facts, now, policy) -> Plan`. Level-triggered: facts count, not what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

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
    Verb,
)
from afterword.core.people.employers import same_employer
from afterword.core.planning import verdicts
from afterword.core.planning.cadence import Policy
from afterword.core.planning.calls import CALL_LENGTH, Desk, calls
from afterword.core.planning.filing import join, processes, remembered
from afterword.core.planning.matching import match, reading_of
from afterword.core.planning.settle import settle
from afterword.core.planning.standing import Standing, Voice, stand
from afterword.core.planning.thanks import Scene, feedback, reminders, thank_yous
from afterword.core.planning.told import settled
from afterword.core.planning.verdicts import answer_id

_STILL_ASKED = timedelta(days=14)
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
    matched = match(filed, letters, records)
    voice = Voice.of(facts.words, now)
    standings = {process.id: stand(process, voice, policy, now) for process in matched}
    nudges: list[Nudge] = []
    questions: list[Question] = []
    for process in matched:
        scene = Scene(process, standings[process.id], voice, tuple(records.values()), policy, now)
        busy = (*facts.busy, *_calls_elsewhere(process, records, nudges))
        mine = list(_nudges(scene, Desk(busy, _other_calls(process, matched, records, nudges))))
        nudges += mine
        questions += _questions(scene, mine)
    finished = tuple(_finished(process, standings[process.id], nudges) for process in matched)
    return Plan(finished, standings, tuple(nudges), tuple(questions), records, transitions, filings)


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


def _questions(scene: Scene, nudges: Sequence[Nudge]) -> Iterator[Question]:
    process, standing, now = scene.process, scene.standing, scene.now
    for round_ in process.rounds:
        held = [nudge for nudge in nudges if nudge.round == round_.id and nudge.state is NudgeState.HELD]
        if held and round_.start <= now <= round_.end + _STILL_ASKED:
            yield Question(
                f"interview:{round_.id}",
                process.id,
                f"{_where(process)}, {round_.start:%-d %B}: {held[0].why}.",
                (f"afterword confirm {round_.id}", f"afterword skip {round_.id}"),
            )
    for record in scene.records:
        back = record.process == process.id and record.person.email in process.bounced
        if back and record.state is RecordState.SENT and not scene.voice.stands(Verb.SKIP, record.key, process.id):
            yield Question(
                f"bounced:{record.key}",
                process.id,
                f"Your mail to {record.person} came back: {record.person.email} does not work. Send it once more from "
                "your mail program, to the right address.",
                (f"afterword skip {record.key[:8]}",),
            )
    for letter in standing.doubts:
        if now <= letter.date + _STILL_ASKED and standing.waiting:
            yield Question(
                answer_id(letter),
                process.id,
                f"{letter.sender} wrote on {letter.date:%A, %-d %B}. Is that {_where(process)}'s answer?",
                (f"afterword confirm {answer_id(letter)}", f"afterword skip {answer_id(letter)}"),
            )
    for letter in standing.far_dates:
        yield Question(
            f"date:{letter.handle}",
            process.id,
            f"{letter.sender} seems to decide by {reading_of(letter).decision_date}, far ahead. Is it right?",
            (f"afterword decision {process.id} DATE",),
        )
    if scene.policy.cadence.asks_for_date and standing.waiting and standing.current and not standing.decision_date:
        yield Question(
            f"decision:{standing.current.id}",
            process.id,
            f"When did {_where(process)} say they will decide?",
            (f"afterword decision {process.id} DATE",),
        )


def _where(process: Process) -> str:
    return process.employer.name or process.id
