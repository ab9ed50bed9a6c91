"""A calendar and a mailbox in memory that keep the same promises as the real ones, with the person's deeds as methods.

Cursors are counters. `fail_next` makes a call fail before or after it took effect, as networks do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Generic, TypeVar

from afterword.core.digests import entry_digest, mail_digest
from afterword.core.model import Draft, Entry, Event, Folder, Message
from afterword.errors import AfterwordError, Conflict, CursorExpired, Rejected
from afterword.formats.calendar import parse_events, render_entry
from afterword.formats.mail import parse_message, render_draft
from afterword.ports import Change, Gone, Interest, Look, Receipt, Seen, Standing, Window
from afterword.providers.looks import Stream, as_left, by_key

T = TypeVar("T")


@dataclass
class Faults:
    """Failures to come, by the name of the call; each happens once, in order."""

    _waiting: list[tuple[str, AfterwordError, bool]] = field(default_factory=list)

    def add(self, call: str, error: AfterwordError, *, after: bool) -> None:
        self._waiting.append((call, error, after))

    @contextmanager
    def around(self, call: str) -> Iterator[None]:
        """Raise the next failure of this call: before what is done inside, or after it was done."""
        found = next((fault for fault in self._waiting if fault[0] == call), None)
        if found is None:
            yield
            return
        self._waiting.remove(found)
        _, error, after = found
        if after:
            yield
        raise error


@dataclass
class History(Generic[T]):
    """Things by handle and what happened to them, counted. `floor` is the oldest cursor that is still understood."""

    things: dict[str, tuple[T, ...]] = field(default_factory=dict)
    floor: int = 0
    _changes: list[str] = field(default_factory=list)

    def set(self, handle: str, *items: T) -> None:
        self.things[handle] = items
        self._changes.append(handle)

    def drop(self, handle: str) -> None:
        if self.things.pop(handle, None) is not None:
            self._changes.append(handle)

    def look(self, cursor: str | None, shown: Callable[[T], bool]) -> Look[T]:
        """What happened since `cursor`, of the things that are `shown`; what is gone always."""
        now = len(self._changes)
        if cursor is not None and not (cursor.isdigit() and self.floor <= int(cursor) <= now):
            raise CursorExpired("The cursor is too old. Everything is looked at.")
        handles = list(self.things) if cursor is None else list(dict.fromkeys(self._changes[int(cursor) :]))
        changes = list(self._seen(handles, shown))
        return Stream(iter(changes), lambda: str(now), full=cursor is None, total=len(changes))

    def _seen(self, handles: Sequence[str], shown: Callable[[T], bool]) -> Iterator[Change[T]]:
        for handle in handles:
            if handle not in self.things:
                yield Gone(handle)
            elif items := tuple(item for item in self.things[handle] if shown(item)):
                yield Seen(handle, items)

    def expire(self) -> None:
        """Make every cursor handed out so far too old."""
        self._changes.append("")
        self.floor = len(self._changes)


class MemoryCalendar:
    """The `Calendar` port in memory. The last of `sources` is Afterword's own."""

    def __init__(self, sources: Sequence[str] = ("personal", "follow-ups")) -> None:
        self._histories: dict[str, History[Event]] = {source: History() for source in sources}
        self._faults = Faults()
        self._deleted: set[str] = set()
        self._count = 0

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(self._histories)

    def changes(self, source: str, cursor: str | None, window: Window) -> Look[Event]:
        """See `Calendar.changes`."""
        with self._faults.around("changes"):
            if source not in self._histories:
                raise Rejected(f"There is no calendar {source}. Name it in the configuration.")
            return self._histories[source].look(cursor, lambda event: bool(event.mark) or event.end >= window.start)

    def put(self, entry: Entry, replacing: Standing | None) -> Receipt:
        """See `Calendar.put`."""
        with self._faults.around("put"):
            standing = self._standing(entry.key)
            back = replacing is not None and not replacing.digest
            if (replacing is None or back) and standing is not None:
                raise Conflict(f"The entry {entry.key} is already there.")
            if replacing is None and entry.key in self._deleted:
                raise Conflict(f"The entry {entry.key} was deleted.")
            if replacing is not None and not back and standing != replacing:
                raise Conflict(f"The entry {entry.key} has been changed.")
            event = parse_events(render_entry(entry, stamp=entry.start), calendar=self.sources[-1])[0]
            self._own.set(entry.key, event)
            return Receipt(entry.key, entry_digest(event.title, event.text))

    def remove(self, standing: Standing) -> None:
        """See `Calendar.remove`."""
        with self._faults.around("remove"):
            events = self._own.things.get(standing.handle)
            if events is not None:
                if not events[0].mark:
                    raise Rejected(f"{standing.handle} is not an entry of Afterword.")
                if self._standing(standing.handle) != standing:
                    raise Conflict(f"The entry {standing.handle} has been changed.")
                self._own.drop(standing.handle)
                self._deleted.add(standing.key)

    def find(self, key: str) -> Standing | None:
        """See `Calendar.find`."""
        with self._faults.around("find"):
            return self._standing(key)

    def discard(self, ours: Iterable[Standing]) -> bool:
        """See `Calendar.discard`."""
        with self._faults.around("discard"):
            known = by_key(ours)
            if not all(as_left(event, known) for event in self.entries):
                return False
            for handle in list(self._own.things):
                self._own.drop(handle)
            return True

    # --- the person's deeds, and the network's ---------------------------------------------------------------

    def add_event(self, event: Event, source: str = "", handle: str = "") -> str:
        """Put an event into a calendar (the first one if not named), or over the one under `handle`."""
        source = source or self.sources[0]
        self._count += not handle
        handle = handle or f"event-{self._count}"
        self._histories[source].set(handle, replace(event, calendar=source))
        return handle

    def remove_event(self, handle: str, source: str = "") -> None:
        self._histories[source or self.sources[0]].drop(handle)

    def person_edits(self, key: str, text: str) -> None:
        """Rewrite the text of an entry of ours."""
        self._own.set(key, replace(self._own.things[key][0], text=text))

    def person_moves(self, key: str, start: datetime) -> None:
        """Drag an entry of ours to another time."""
        event = self._own.things[key][0]
        self._own.set(key, replace(event, start=start, end=start + (event.end - event.start)))

    def person_deletes(self, key: str) -> None:
        """Delete an entry of ours: it can't be put again."""
        self._own.drop(key)
        self._deleted.add(key)

    def fail_next(self, call: str, error: AfterwordError, *, after: bool = False) -> None:
        """Make the next `changes`, `put`, `remove` or `find` raise, before or after it took effect."""
        self._faults.add(call, error, after=after)

    def expire_cursors(self) -> None:
        for history in self._histories.values():
            history.expire()

    @property
    def entries(self) -> tuple[Event, ...]:
        """What stands in Afterword's own calendar."""
        return tuple(event for events in self._own.things.values() for event in events)

    @property
    def _own(self) -> History[Event]:
        return self._histories[self.sources[-1]]

    def _standing(self, key: str) -> Standing | None:
        event = next((event for event in self.entries if event.mark == key), None)
        return Standing(key, key, entry_digest(event.title, event.text), event.start) if event else None


class MemoryMailbox:
    """The `Mailbox` port in memory."""

    def __init__(self) -> None:
        self._history: History[Message] = History()
        self._faults = Faults()
        self._count = 0

    def changes(self, cursor: str | None, interest: Interest) -> Look[Message]:
        """See `Mailbox.changes`."""
        with self._faults.around("changes"):
            return self._history.look(
                cursor, lambda message: message.folder is Folder.DRAFTS or message.date >= interest.since
            )

    def search(self, interest: Interest) -> Iterator[Seen[Message]]:
        """See `Mailbox.search`."""
        with self._faults.around("search"):
            for handle, items in list(self._history.things.items()):
                found = tuple(message for message in items if _matters(message, interest))
                if found:
                    yield Seen(handle, found)

    def create(self, draft: Draft) -> Receipt:
        """See `Mailbox.create`."""
        with self._faults.around("create"):
            message = self._parsed(render_draft(draft), Folder.DRAFTS, draft.date)
            self._history.set(message.handle, message)
            return Receipt(message.handle, message.digest)

    def remove(self, standing: Standing) -> None:
        """See `Mailbox.remove`."""
        with self._faults.around("remove"):
            items = self._history.things.get(standing.handle)
            if items is not None:
                message = items[0]
                if not message.mark or message.folder is not Folder.DRAFTS:
                    raise Rejected(f"{standing.handle} is not a draft of Afterword.")
                if (message.mark, message.digest) != (standing.key, standing.digest):
                    raise Conflict(f"The draft {standing.handle} has been changed.")
                self._history.drop(standing.handle)

    def subject(self, handle: str) -> str:
        """See `Mailbox.subject`."""
        with self._faults.around("subject"):
            return next((message.subject for message in self._history.things.get(handle, ())), "")

    def find(self, key: str, since: datetime, cursor: str | None = None) -> tuple[Standing, ...]:  # noqa: ARG002 - the port's: nothing is ever missed here
        """See `Mailbox.find`."""
        with self._faults.around("find"):
            ours = [m for m in self.messages if m.mark == key and m.folder is not Folder.INBOX]
            return tuple(Standing(key, m.handle, m.digest, sent=m.folder is Folder.SENT) for m in ours)

    # --- the person's deeds, and the network's ---------------------------------------------------------------

    def deliver(self, message: Message) -> str:
        """Put a message where its `folder` says, under its handle or a new one."""
        message = replace(message, handle=message.handle or self._handle(message.folder))
        self._history.set(message.handle, message)
        return message.handle

    def deliver_raw(self, raw: bytes, folder: Folder = Folder.INBOX, delivered: datetime | None = None) -> str:
        """The same for a mail as bytes; `delivered` (aware) counts where it has no date."""
        return self.deliver(self._parsed(raw, folder, delivered or datetime(2026, 1, 1, tzinfo=UTC)))

    def person_sends(self, key: str, *, keep_headers: bool = True) -> str:
        """Send our draft: it leaves the drafts, and a copy stands in Sent, with our header or without."""
        draft = self._draft(key)
        self._history.drop(draft.handle)
        sent = replace(draft, handle=self._handle(Folder.SENT), folder=Folder.SENT)
        if not keep_headers:
            headers = {name: value for name, value in draft.headers.items() if name != "x-afterword-key"}
            sent = replace(sent, mark="", headers=headers, message_id=f"{self._count}@mail.example")
        return self.deliver(sent)

    def person_deletes(self, handle: str) -> None:
        self._history.drop(handle)

    def person_edits(self, key: str, text: str) -> str:
        """Rewrite our draft: mail programs put it under a new name."""
        draft = self._draft(key)
        self._history.drop(draft.handle)
        digest = mail_digest(draft.recipients, draft.subject, text)
        return self.deliver(replace(draft, handle=self._handle(Folder.DRAFTS), text=text, digest=digest))

    def fail_next(self, call: str, error: AfterwordError, *, after: bool = False) -> None:
        """Make the next `changes`, `search`, `create`, `remove` or `find` raise, before or after it took effect."""
        self._faults.add(call, error, after=after)

    def expire_cursors(self) -> None:
        self._history.expire()

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(message for items in self._history.things.values() for message in items)

    @property
    def drafts(self) -> tuple[Message, ...]:
        return tuple(message for message in self.messages if message.folder is Folder.DRAFTS)

    def _draft(self, key: str) -> Message:
        return next(message for message in self.drafts if message.mark == key)

    def _handle(self, folder: Folder) -> str:
        self._count += 1
        return f"{folder}/{self._count}"

    def _parsed(self, raw: bytes, folder: Folder, delivered: datetime) -> Message:
        return parse_message(raw, handle=self._handle(folder), folder=folder, delivered=delivered)


def _matters(message: Message, interest: Interest) -> bool:
    people = (message.sender, *message.reply_to, *message.recipients)
    domains = {domain for person in people for domain in _domains(person.domain)}
    ids = {message.message_id, *message.in_reply_to, *message.references}
    labels = {domain.partition(".")[0] for domain in domains}
    known = domains & interest.domains or ids & interest.threads or labels & interest.labels
    addresses = {person.email for person in people} & interest.addresses
    return message.folder is not Folder.DRAFTS and message.date >= interest.since and bool(known or addresses)


def _domains(domain: str) -> Iterator[str]:
    """A domain and those above it: jobs.acme.example is acme.example's."""
    labels = domain.split(".")
    return (".".join(labels[start:]) for start in range(len(labels)))
