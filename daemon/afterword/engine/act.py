"""Act: journal row, effect, receipt, one at a time. And after a crash: look up what became of an effect.

The process can die between any two lines here, and a call can fail after its effect has happened. So an intent is
committed before its effect and a receipt after it, and an intent without receipt is looked up, never repeated blindly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from afterword.core.digests import entry_digest, subject_key
from afterword.core.model import Action, Draft, Entry, Intent, Medium, Nudge, Record, RecordState
from afterword.engine.desk import MAIL
from afterword.errors import Conflict, NeedsLogin, Rejected, Transient
from afterword.ports import Calendar, Mailbox, OpenIntent, Receipt, Standing, Store
from afterword.words.brief import Brief
from afterword.words.compose import Composer

Checkpoint = Callable[[str], None]
"""Called before and after every effect and commit; the crash tests stop at the k-th call, for every k."""

_MAKING = (Action.CREATE_DRAFT, Action.PUT_EVENT)


def keep_going(_: str) -> None:
    """The checkpoint of everyday life."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An effect that did not happen, or of which that is not known yet (`retry`)."""

    intent: Intent
    why: str
    retry: bool
    retry_after: float | None = None


class Actor:
    """Carries out intents at `now` against one calendar and one mailbox."""

    def __init__(
        self,
        store: Store,
        calendar: Calendar,
        mailbox: Mailbox,
        composer: Composer,
        now: datetime,
        checkpoint: Checkpoint = keep_going,
    ) -> None:
        self._store = store
        self._calendar = calendar
        self._mailbox = mailbox
        self._composer = composer
        self._now = now
        self._checkpoint = checkpoint

    # --- one intent ------------------------------------------------------------------------------------------

    def perform(self, intent: Intent, brief: Brief | None) -> Failure | None:
        """Bring one intent about. What is unknown afterwards stays open in the journal for `recover`."""
        try:
            prepared = self._prepare(intent, brief)
        except Transient as error:
            return Failure(intent, str(error), retry=True)
        except Rejected as error:
            return Failure(intent, str(error), retry=False)
        if prepared is None:
            return Failure(intent, "what it is about is not known any more", retry=False)
        record, effect = prepared
        number = self._store.begin(self._now, intent.action, record, self._store.cursor(MAIL))
        self._checkpoint("intent written")
        try:
            receipt = effect()
        except NeedsLogin:
            self._store.finish(number, "login needed")
            raise
        except Transient as error:
            return Failure(intent, str(error), retry=True, retry_after=error.retry_after)
        except Conflict as error:
            return self._conflict(number, intent, record, error)
        except Rejected as error:
            self._store.finish(number, "rejected")
            return Failure(intent, str(error), retry=False)
        self._checkpoint("effect done")
        self._settle(number, intent, record, receipt)
        self._checkpoint("receipt written")
        return None

    def _prepare(self, intent: Intent, brief: Brief | None) -> tuple[Record, Callable[[], Receipt | None]] | None:
        """The record as it will be, and the effect that makes it true."""
        if intent.action in _MAKING and brief is not None:
            if intent.action is Action.CREATE_DRAFT:
                message_id = self._message_id(intent.nudge)
                draft = self._composer.draft(self._answering(brief), now=self._now, message_id=message_id)
                return _draft_record(intent.nudge, draft, self._now), lambda: self._mailbox.create(draft)
            entry = self._composer.entry(brief)
            former = self._former(intent)
            return _entry_record(intent.nudge, entry, self._now), lambda: self._calendar.put(entry, former)
        if intent.action not in _MAKING and intent.record is not None:
            record = _taken_away(intent.record, intent.why)
            standing, port = _standing(intent.record), self._port(intent.record)
            return record, lambda: port.remove(standing)
        return None

    def _answering(self, brief: Brief) -> Brief:
        """With the subject of the letter that the draft answers, so that mail programs show them as one thread."""
        reply = brief.reply_to
        if reply is None or not reply.handle:
            return brief
        return replace(brief, reply_to=replace(reply, subject=self._mailbox.subject(reply.handle)))

    def _former(self, intent: Intent) -> Standing | None:
        """What the entry replaces: the one that stands, one that we took away ourselves (no digest), or nothing."""
        if intent.record:
            return _standing(intent.record)
        known = self._store.record(intent.nudge.key)
        return Standing(known.key, known.handle, "") if known and known.state is RecordState.WITHDRAWN else None

    def _port(self, record: Record) -> Calendar | Mailbox:
        return self._mailbox if record.medium is Medium.DRAFT else self._calendar

    def _message_id(self, nudge: Nudge) -> str:
        """Unique for each time this nudge is written, and telling nobody anything but our own domain."""
        return f"{nudge.key}.{int(self._now.timestamp()):x}@{self._composer.profile.email.rpartition('@')[2]}"

    def _settle(self, number: int, intent: Intent, record: Record, receipt: Receipt | None) -> None:
        if receipt is not None:
            record = _received(record, receipt)
        with self._store.transaction():
            self._store.finish(number, "done", record)
            self._store.note(self._now, record.key, intent.action.value, intent.why)

    def _conflict(self, number: int, intent: Intent, record: Record, error: Conflict) -> Failure | None:
        """Somebody was faster. A new entry that stands already is adopted; everything else is left to the next look."""
        if intent.action is Action.PUT_EVENT and intent.record is None:
            standing = self._calendar.find(record.key)
            adopted = _adopted(record, standing)
            with self._store.transaction():
                self._store.finish(number, "adopted", adopted)
                self._store.note(self._now, record.key, "adopted", str(error))
            return None
        self._store.finish(number, "conflict")
        return Failure(intent, str(error), retry=True)

    # --- after a crash -----------------------------------------------------------------------------------------

    def recover(self, since: datetime) -> set[str]:
        """Look up every intent without a receipt, none older than `since`. Returns the keys still unknown."""
        unknown: set[str] = set()
        for intent in self._store.open_intents():
            try:
                record, outcome = self._looked_up(intent, since)
            except Transient:
                unknown.add(intent.record.key)
                continue
            self._checkpoint("looked up")
            with self._store.transaction():
                self._store.finish(intent.id, outcome, record)
                self._store.note(self._now, intent.record.key, f"{intent.action.value} looked up", outcome)
        return unknown

    def _looked_up(self, intent: OpenIntent, since: datetime) -> tuple[Record | None, str]:
        """What became of it: the record that is true now (None: nothing changed), and a word for the journal."""
        record = intent.record
        if record.medium is Medium.DRAFT:
            traces = self._mailbox.find(record.key, since, intent.cursor)
            if intent.action is Action.DELETE_DRAFT:
                return (None, "did not happen") if traces else (record, "had happened")
            if not traces:
                return None, "did not happen"
            found = _received(record, Receipt(traces[0].handle, traces[0].digest))
            return replace(found, present=not traces[0].sent, confirmed=True), "had happened"
        standing = self._calendar.find(record.key)
        if intent.action is Action.DELETE_EVENT:
            return (None, "did not happen") if standing else (record, "had happened")
        if standing is None or standing.digest != record.digest or standing.start != record.start:
            return None, "did not happen"
        found = _received(record, Receipt(standing.handle, standing.digest))
        return replace(found, confirmed=True), "had happened"


def _taken_away(record: Record, why: str) -> Record:
    """The record without the thing. A draft that was sent stays *sent*: only its leftover copy goes."""
    if record.state is RecordState.SENT:
        return replace(record, present=False)
    return replace(record, state=RecordState.WITHDRAWN, present=False, why=why)


def _standing(record: Record) -> Standing:
    return Standing(record.key, record.handle, record.seen_digest or record.digest, record.live_start)


def _received(record: Record, receipt: Receipt) -> Record:
    digest = receipt.digest
    return replace(
        record, handle=receipt.handle, digest=digest, seen_digest=digest, seen_start=record.start, seen_end=record.end
    )


def _adopted(record: Record, standing: Standing | None) -> Record:
    """An entry with our key that was there already: ours if it still stands, the person's no if it does not."""
    if standing is None:
        return replace(record, state=RecordState.DECLINED, present=False, why="you deleted the entry")
    return replace(record, handle=standing.handle, seen_digest=standing.digest, seen_start=standing.start)


def _draft_record(nudge: Nudge, draft: Draft, now: datetime) -> Record:
    return replace(
        _record(nudge, now), message_id=draft.message_id, subject_key=subject_key(draft.subject), start=nudge.start
    )


def _entry_record(nudge: Nudge, entry: Entry, now: datetime) -> Record:
    digest = entry_digest(entry.title, entry.text)
    return replace(_record(nudge, now), digest=digest, start=entry.start, end=entry.end)


def _record(nudge: Nudge, now: datetime) -> Record:
    return Record(
        key=nudge.key,
        kind=nudge.kind,
        medium=nudge.medium,
        process=nudge.process,
        round=nudge.round,
        state=RecordState.PLACED,
        person=nudge.person,
        attempt=nudge.attempt,
        refs=nudge.refs,
        content=nudge.content,
        placed_at=now,
        why=nudge.why,
    )
