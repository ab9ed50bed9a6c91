"""What `status` and `explain ID` tell: processes, rounds and nudges as they stand, in words of the domain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from afterword.core.model import (
    Employer,
    Medium,
    Nudge,
    NudgeKind,
    NudgeState,
    Person,
    Process,
    ProcessState,
    Question,
    Record,
    RecordState,
    Round,
    Stage,
)
from afterword.core.planning.matching import answer_id
from afterword.core.planning.matters import Matter
from afterword.core.planning.plan import Plan
from afterword.ports import Usage

_OPEN = (NudgeState.PLACED, NudgeState.EDITED, NudgeState.PLANNED)
_OF_RECORD = {
    RecordState.PLACED: NudgeState.PLACED,
    RecordState.EDITED: NudgeState.EDITED,
    RecordState.SENT: NudgeState.SENT,
    RecordState.DECLINED: NudgeState.DECLINED,
    RecordState.DONE: NudgeState.DONE,
    RecordState.WITHDRAWN: NudgeState.CANCELLED,
    RecordState.UNKNOWN: NudgeState.PLANNED,
}


@dataclass(frozen=True, slots=True)
class NudgeView:
    key: str
    kind: NudgeKind
    state: NudgeState
    due: datetime | None
    person: Person
    reason: str
    missing: str = ""
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class RoundView:
    id: str
    stage: Stage
    start: datetime
    end: datetime
    interviewers: tuple[Person, ...]
    nudges: tuple[NudgeView, ...]


@dataclass(frozen=True, slots=True)
class ProcessView:
    id: str
    employer: Employer
    role: str
    state: ProcessState
    why: str
    decision_date: date | None
    rounds: tuple[RoundView, ...]
    answer: str = ""
    """The id of the mail that was their answer, if one was: `skip` says that it is none."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything, as of `now`; `looked` is when a cycle last looked, None before the first; `usage` what that asked,
    and `problems` what went wrong in it. `service` is the process of `afterword run`, None if none is running.
    """

    now: datetime
    looked: datetime | None
    processes: tuple[ProcessView, ...]
    questions: tuple[Question, ...]
    usage: Usage = field(default_factory=Usage)
    matters: tuple[Matter, ...] = ()
    problems: tuple[str, ...] = ()
    service: int | None = None


def overview(plan: Plan, questions: tuple[Question, ...], now: datetime, looked: datetime | None) -> Overview:
    """The plan as people ask for it, the processes with news first."""
    views = [_process(process, plan) for process in plan.processes]
    return Overview(now, looked, tuple(sorted(views, key=_liveliest)), questions)


def _liveliest(process: ProcessView) -> tuple[bool, float]:
    last = max((round_.start.timestamp() for round_ in process.rounds), default=0.0)
    return (process.state is ProcessState.CLOSED, -last)


def _process(process: Process, plan: Plan) -> ProcessView:
    mine = [nudge for nudge in plan.nudges if nudge.process == process.id]
    rounds = tuple(_round(round_, process, mine, plan.records) for round_ in process.rounds)
    return ProcessView(
        process.id,
        process.employer,
        process.role,
        process.state,
        process.why,
        process.decision_date,
        rounds,
        answer_id(process.answer) if process.answer else "",
    )


def _round(round_: Round, process: Process, nudges: Iterable[Nudge], records: Mapping[str, Record]) -> RoundView:
    owed = {nudge.key: nudge for nudge in nudges if nudge.round == round_.id}
    views = [_nudge(nudge, records.get(nudge.key), process) for nudge in owed.values()]
    former = [_former(record) for key, record in records.items() if record.round == round_.id and key not in owed]
    ordered = sorted((*views, *former), key=lambda view: (list(NudgeKind).index(view.kind), view.attempt, view.key))
    return RoundView(round_.id, round_.stage, round_.start, round_.end, round_.interviewers, tuple(ordered))


def _nudge(nudge: Nudge, record: Record | None, process: Process) -> NudgeView:
    state, reason = nudge.state, nudge.why
    if record is not None and not _tells_more(nudge, record):
        state, reason = _of_record(record, record.why)
    came_back = record is not None and state is NudgeState.SENT and record.person.email in process.bounced
    if came_back:
        reason = f"{reason}, but it came back: that address does not work"
    due = (record.live_start if record and record.medium is Medium.ENTRY else None) or nudge.due or nudge.start
    return NudgeView(
        nudge.key,
        nudge.kind,
        state,
        due,
        nudge.person,
        reason,
        _missing(nudge, state, process, came_back),
        nudge.attempt,
    )


def _tells_more(nudge: Nudge, record: Record) -> bool:
    """Whether the plan knows better than the thing itself: it was taken away, or the person said that they called."""
    called = nudge.kind is NudgeKind.CALL and nudge.state is NudgeState.DONE
    return called or record.state is RecordState.WITHDRAWN


def _former(record: Record) -> NudgeView:
    """Something placed for which there is no nudge any more."""
    state, reason = _of_record(record, record.why)
    return NudgeView(record.key, record.kind, state, record.live_start, record.person, reason, "", record.attempt)


def _of_record(record: Record, why: str) -> tuple[NudgeState, str]:
    if record.state is RecordState.PLACED and record.moved:
        return NudgeState.EDITED, "you moved it: it stays where you put it"
    return _OF_RECORD[record.state], why


def _missing(nudge: Nudge, state: NudgeState, process: Process, came_back: bool) -> str:
    """What only the person can supply before this can be of use."""
    if nudge.medium is not Medium.DRAFT or state not in _OPEN:
        return f"a working address of {nudge.person}: it came back" if came_back else ""
    if nudge.person.email:
        return ""
    if process.bounced and nudge.person.name:
        return f"a working address of {nudge.person.name}: mail to the known one comes back"
    return f"the address of {nudge.person.name}" if nudge.person.name else "whom to write to: the event names nobody"
