"""What became of the things Afterword placed: sent, declined, edited, past. Observed, not done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from afterword.core.model import Letter, Medium, Record, RecordState, Transition

_OPEN = (RecordState.PLACED, RecordState.EDITED)


def settle(
    records: Mapping[str, Record], letters: Iterable[Letter], now: datetime
) -> tuple[dict[str, Record], tuple[Transition, ...]]:
    """The records as they stand now, and what changed since they were last written down.

    A draft that was sent is *sent*, whatever its headers have become; one that vanished unsent is *declined* (and
    *sent* after all if it turns up later); one that reads differently is *edited*: the person's from then on. An entry
    that vanished before its time is *declined*, after it *done*.
    """
    outgoing = [letter for letter in letters if letter.outgoing]
    settled: dict[str, Record] = {}
    transitions: list[Transition] = []
    for key, record in records.items():
        state, why = _state(record, outgoing, now)
        settled[key] = record
        if state is not record.state:
            settled[key] = replace(record, state=state, why=why)
            transitions.append(Transition(settled[key], why))
    return settled, tuple(transitions)


def _state(record: Record, outgoing: Iterable[Letter], now: datetime) -> tuple[RecordState, str]:
    if record.medium is Medium.DRAFT:
        return _draft_state(record, outgoing)
    return _entry_state(record, now)


def _draft_state(record: Record, outgoing: Iterable[Letter]) -> tuple[RecordState, str]:
    if record.state in (*_OPEN, RecordState.DECLINED, RecordState.WITHDRAWN):
        letter = next((letter for letter in outgoing if is_sent_copy(record, letter)), None)
        if letter:
            return RecordState.SENT, f"you sent it on {letter.date:%A, %-d %B}"
        own = next((letter for letter in outgoing if _in_its_place(record, letter)), None)
        if own and record.state is not RecordState.WITHDRAWN:
            return RecordState.SENT, f"you wrote to them in its place on {own.date:%A, %-d %B}"
    if record.state is RecordState.DECLINED and record.present:
        return RecordState.EDITED, "you rewrote it"
    if record.state in _OPEN and not record.present:
        return RecordState.DECLINED, "you deleted the draft"
    if record.state is RecordState.PLACED and record.seen_digest != record.digest:
        return RecordState.EDITED, "you changed it: it is yours"
    return record.state, record.why


def is_sent_copy(record: Record, letter: Letter) -> bool:
    """Whether a sent mail is this draft: by our mark, by its Message-ID, or, headers gone, by whom it went to and its
    subject."""
    if letter.mark:
        return letter.mark == record.key
    if record.message_id and letter.message_id == record.message_id:
        return True
    # By likeness alone only what has left the drafts, and not by our own hand: a mail of the person's own may bear the
    # same subject.
    if (
        record.present
        or record.state is RecordState.WITHDRAWN
        or record.placed_at is None
        or letter.date < record.placed_at
    ):
        return False
    addressed = not record.person.email or any(person.email == record.person.email for person in letter.recipients)
    return addressed and bool(record.subject_key) and letter.subject_key == record.subject_key


def _in_its_place(record: Record, letter: Letter) -> bool:
    """Whether the draft has left the drafts and a mail of the person's own words went to its addressee instead."""
    if record.present or not record.person.email or record.placed_at is None or letter.mark:
        return False
    return letter.date >= record.placed_at and any(one.email == record.person.email for one in letter.recipients)


def _entry_state(record: Record, now: datetime) -> tuple[RecordState, str]:
    if record.state is RecordState.DECLINED and record.present:
        return RecordState.PLACED, "it stands again"
    if record.state not in _OPEN:
        return record.state, record.why
    start = record.live_start
    begun = start is not None and start <= now
    end = record.seen_end or record.end
    over = end is not None and begun and end <= now
    if not record.present:
        return (RecordState.DONE, "its time has passed") if begun else (RecordState.DECLINED, "you deleted the entry")
    if over:
        return RecordState.DONE, "its time has passed"
    if record.state is RecordState.PLACED and record.seen_digest != record.digest:
        return RecordState.EDITED, "you changed it: it is yours"
    return record.state, record.why
