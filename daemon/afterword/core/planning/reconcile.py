"""Ought against is: `(nudges, records) -> [Intent]`. A truth table; it knows neither providers nor time zones.

| ought \\ is  | nothing, withdrawn | placed, as we left it        | edited by the person | sent, declined, done |
|-------------|--------------------|------------------------------|----------------------|----------------------|
| wanted      | make it            | renew it if its facts differ | leave it             | leave it             |
| held        | -                  | leave it                     | leave it             | leave it             |
| not wanted  | -                  | withdraw it                  | leave it             | leave it             |

A *moved* entry is ours still in what it says: it is never moved back, but it goes when the employer has answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from afterword.core.model import Action, Intent, Medium, Nudge, NudgeKind, NudgeState, Record, RecordState

MANY_DRAFTS = 15
"""More drafts than this in one cycle are held and asked about."""

_NEWS = "there is something new to say: a note, a name or an address"
_MAKE = {Medium.DRAFT: Action.CREATE_DRAFT, Medium.ENTRY: Action.PUT_EVENT}
_UNMAKE = {Medium.DRAFT: Action.DELETE_DRAFT, Medium.ENTRY: Action.DELETE_EVENT}


def reconcile(nudges: Iterable[Nudge], records: Mapping[str, Record], now: datetime) -> tuple[Intent, ...]:
    """The effects that turn what is into what ought to be: withdrawals first, then what is due soonest."""
    ought = {nudge.key: nudge for nudge in nudges}
    intents: list[Intent] = []
    for nudge in ought.values():
        intents += _for_nudge(nudge, records.get(nudge.key))
    for key, record in records.items():
        if key not in ought:
            why = _orphaned(record)
            intents += _withdraw(record.shadow(NudgeState.CANCELLED, why), record, why)
    return tuple(sorted(intents, key=lambda intent: _order(intent, now)))


def _for_nudge(nudge: Nudge, record: Record | None) -> Iterator[Intent]:
    if record is None or record.state is RecordState.WITHDRAWN:
        if nudge.wanted:
            yield Intent(_MAKE[nudge.medium], nudge, nudge.why)
    elif nudge.wanted and nudge.medium is record.medium:
        yield from _renew(nudge, record)
    elif nudge.state is not NudgeState.HELD:
        yield from _withdraw(nudge, record, nudge.why)


def _renew(nudge: Nudge, record: Record) -> Iterator[Intent]:
    if record.state is not RecordState.PLACED or not record.present:
        yield from _leftover(nudge, record)
        return
    if record.medium is Medium.DRAFT:
        if nudge.content and record.content != nudge.content:
            yield Intent(Action.DELETE_DRAFT, nudge, _NEWS, record)
            yield Intent(Action.CREATE_DRAFT, nudge, _NEWS)
    elif not record.moved and record.start != nudge.start:
        yield Intent(Action.PUT_EVENT, nudge, nudge.why, record)
    elif nudge.content and record.content != nudge.content and not record.moved:
        yield Intent(Action.PUT_EVENT, nudge, _NEWS, record)


def _leftover(nudge: Nudge, record: Record) -> Iterator[Intent]:
    """A draft that was sent and still lies among the drafts could be sent twice."""
    if record.state is RecordState.SENT and record.present and record.seen_digest == record.digest:
        yield Intent(Action.DELETE_DRAFT, nudge, "it was sent already", record)


def _withdraw(nudge: Nudge, record: Record, why: str) -> Iterator[Intent]:
    if record.state is RecordState.SENT:
        yield from _leftover(nudge, record)
    elif record.state is RecordState.PLACED and record.present:
        yield Intent(_UNMAKE[record.medium], nudge, why, record)


def _orphaned(record: Record) -> str:
    if record.kind in (NudgeKind.CALL, NudgeKind.CLOSING):
        return "a later round or an answer took its place"
    if record.kind is NudgeKind.REMINDER:
        return "no draft waits any more"
    if record.kind is NudgeKind.MATTER:
        return "it is settled"
    return "the interview is not what it was when this was written"


def _order(intent: Intent, now: datetime) -> tuple[int, datetime, str, int]:
    renewal = intent.action in (Action.CREATE_DRAFT, Action.PUT_EVENT)
    return (int(renewal), intent.nudge.due or now, intent.nudge.key, int(renewal))
