"""The ports: what Afterword asks of a calendar and of a mailbox, in its own words.

The words used everywhere, each for one thing only:

*event* calendar entry · *interview* an event understood as one · *round* the interviews of one employer that belong
together (a panel day is one round) · *process* all rounds with one employer for one role · *employer* name and domains
· *interviewer*, *recruiter* persons · *nudge* something that ought to reach the person: a thank-you draft, a follow-up
call, a reminder that drafts wait, a feedback request, a closing · *answer* a message from the employer that settles
the wait · *automatic* a message no human wrote to this person · *evidence* why · *cursor* how far a provider was read ·
*intent*, *receipt* before and after an effect · *key* the stable name of a nudge · *mark* that key, carried by what
Afterword made · *letter* a message as it is kept · *entry* an event that Afterword makes.

Which error means what (all in `errors.py`; the engine looks at the branch only):
`Transient` try again later · `CursorExpired` the cursor is too old: look at everything · `NeedsLogin` the person must
log in · `Conflict` what stands there is not what we left: look first · `Rejected` will never work like this: the text
says what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from afterword.core.model import (
    Action,
    Draft,
    Entry,
    Event,
    Facts,
    Filing,
    Interview,
    Letter,
    Message,
    Question,
    Record,
    Word,
)
from afterword.core.planning.retention import Forgetting

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Seen(Generic[T_co]):
    """Everything that stands under `handle` now (a file, an API resource). Replaces what stood there before."""

    handle: str
    items: tuple[T_co, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """What stood under `handle` is not there any more."""

    handle: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something under `handle` could not be read. It is set aside and named; the rest goes on.

    `why` is one line for a person and ends with what they can do. What was known of the handle before stays.
    """

    handle: str
    why: str


Change = Seen[T_co] | Gone | Unreadable


class Look(Protocol[T_co]):
    """One look at a provider: iterate it once, then read `cursor`.

    `full` says that everything there is was listed: whatever else is known from this source is gone. `total` is the
    number of changes to expect, for progress, or None. `cursor` raises RuntimeError before the iteration is through.
    """

    @property
    def full(self) -> bool: ...
    @property
    def total(self) -> int | None: ...
    @property
    def cursor(self) -> str: ...
    def __iter__(self) -> Iterator[Change[T_co]]: ...


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time that matters: events that end before `start` or begin after `end` need not be shown.

    `ours`: something of Afterword's is known to stand in its own calendar. Otherwise that one, holding nothing else,
    need not be looked at.
    """

    start: datetime
    end: datetime
    ours: bool = True


@dataclass(frozen=True, slots=True)
class Interest:
    """Which messages matter. A provider may show more, never fewer.

    `since`: nothing older is needed. `domains`, `addresses`, `threads` (Message-IDs, and the provider's own ids of
    threads): those in play. `labels`: what the domain of an employer may start with of whom only the name is known.
    """

    since: datetime
    domains: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    threads: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was written: where it stands, and the digest of how it reads there."""

    handle: str
    digest: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Something of ours, found by its key: where it stands, how it reads, and when (for an entry).

    `sent`: it is no draft any more, but the copy of what the person sent.
    """

    key: str
    handle: str
    digest: str
    start: datetime | None = None
    sent: bool = False


@dataclass
class Usage:
    """What a provider was asked in one cycle: requests, and units of its quota, by the name of its API."""

    requests: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)

    def count(self, api: str, units: int) -> None:
        self.requests[api] = self.requests.get(api, 0) + 1
        self.units[api] = self.units.get(api, 0) + units

    @property
    def numbers(self) -> dict[str, int]:
        """Flat, for a log: `gmail_requests`, `gmail_units`."""
        asked = {f"{api}_requests": count for api, count in self.requests.items()}
        return asked | {f"{api}_units": count for api, count in self.units.items() if count}


class Calendar(Protocol):
    """The person's calendars, read; and Afterword's own, written.

    `changes` shows both: an event with a `mark` is one of ours.
    """

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the calendars watched, Afterword's own last. Each has a cursor of its own."""
        ...

    def changes(self, source: str, cursor: str | None, window: Window) -> Look[Event]:
        """What changed in `source` since `cursor`, or all that stands there for None.

        Events carry `calendar=source`; handles are unique in the source. Raises CursorExpired, Transient, NeedsLogin,
        Rejected (a calendar that is not there: the text names it).
        """
        ...

    def put(self, entry: Entry, replacing: Standing | None) -> Receipt:
        """Write `entry`, new (`replacing` None) or over the one that reads exactly like `replacing`.

        Repeating a put that took effect is a Conflict, never a second entry: the key determines the id. Raises Conflict
        when something else stands there, or the person deleted it; Transient, NeedsLogin, Rejected. A `replacing` with
        an empty digest says that we took the entry away ourselves and put it back: then its absence is no objection.
        """
        ...

    def remove(self, standing: Standing) -> None:
        """Delete our entry if it still stands as `standing` says. Already gone is fine. Conflict if it reads otherwise.

        Refuses (Rejected) whatever does not carry the mark.
        """
        ...

    def find(self, key: str) -> Standing | None:
        """Our entry with that key as it stands now: the witness after an effect whose end is unknown."""
        ...

    def discard(self, ours: Iterable[Standing]) -> bool:
        """Delete Afterword's own calendar, if nothing stands in it but `ours`, as it was left: all of it, or nothing.

        False: there is something of the person's in it, or it is theirs; it stays. Not being there is fine.
        """
        ...


class Mailbox(Protocol):
    """The person's mail: INBOX and Sent read, Drafts read and written. There is no call that sends."""

    def changes(self, cursor: str | None, interest: Interest) -> Look[Message]:
        """What changed since `cursor`, or all that matters for None. Drafts and sent mail included (`Message.folder`).

        Raises CursorExpired, Transient, NeedsLogin, Rejected.
        """
        ...

    def search(self, interest: Interest) -> Iterator[Seen[Message]]:
        """Messages already passed over that matter now, since an employer came into play. Takes no cursor."""
        ...

    def create(self, draft: Draft) -> Receipt:
        """Put a draft among the drafts. Not idempotent by itself: after an unknown end ask `find` first.

        Raises Transient, NeedsLogin, Rejected.
        """
        ...

    def remove(self, standing: Standing) -> None:
        """Delete our draft if it still stands as `standing` says. Already gone is fine, changed is a Conflict."""
        ...

    def subject(self, handle: str) -> str:
        """The subject of a mail, "" if it is not there any more. Subjects are kept nowhere; who answers one asks here.

        Raises Transient, NeedsLogin, Rejected.
        """
        ...

    def find(self, key: str, since: datetime, cursor: str | None = None) -> tuple[Standing, ...]:
        """Every trace of the draft with that key, in Drafts or Sent. A search index alone is no witness."""
        ...


# --- the memory: one store, in the parts that its users see ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenIntent:
    """An intent without an outcome: its effect may have happened or not. `cursor` is the mail's from before it."""

    id: int
    at: datetime
    action: Action
    record: Record
    cursor: str | None


class Known(Protocol):
    """What is known of events and letters, by where it stands. Holds no text."""

    def replace_events(self, source: str, handle: str, seen: Iterable[tuple[Event, bool, Interview | None]]) -> None:
        """What stands under `handle` now: each event, whether it takes time, and the interview if it is one."""
        ...

    def interviews_under(self, source: str, handle: str) -> tuple[Interview, ...]: ...

    def keep_interview(self, source: str, handle: str, one: Interview) -> None:
        """An interview that stays known although its event does not stand there any more."""
        ...

    def put_letter(self, letter: Letter) -> None: ...

    def knows_letter(self, handle: str) -> bool: ...

    def facts(self, now: datetime) -> Facts:
        """Everything known, for planning at `now` (appointments that are over take no time any more)."""
        ...


class Places(Protocol):
    """Where what is known was found: calendars, and the mail."""

    def sources(self) -> set[str]: ...

    def handles(self, source: str) -> set[str]: ...

    def forget_source(self, source: str) -> None:
        """Drop all that was found in a calendar that is no longer looked at, and how far it was read."""
        ...


class Journal(Protocol):
    """Intents before their effects, receipts after them, and why everything was done."""

    def begin(self, at: datetime, action: Action, record: Record, cursor: str | None) -> int:
        """Write down an intent before its effect; the record is as it will be. Returns the intent's number."""
        ...

    def finish(self, intent: int, outcome: str, record: Record | None = None) -> None:
        """Write down how an intent ended, with the record as it is now: the receipt."""
        ...

    def open_intents(self) -> tuple[OpenIntent, ...]: ...

    def note(self, at: datetime, subject: str, what: str, why: str) -> None:
        """One line of the log of decisions, about a key, a process or a question."""
        ...


class Records(Protocol):
    """What became of the nudges that were placed, under which names interviews are filed, what has been asked."""

    def put_record(self, record: Record) -> None: ...

    def record(self, key: str) -> Record | None: ...

    def records(self) -> dict[str, Record]: ...

    def put_filings(self, filings: Iterable[Filing]) -> None: ...

    def asked(self) -> set[str]: ...

    def set_asked(self, at: datetime, questions: Iterable[Question]) -> None: ...

    def forget(self, what: Forgetting) -> None:
        """Drop what need not be remembered any more: all of it, or nothing."""
        ...


class Notebook(Protocol):
    """The person's words, cursors, and small facts by name."""

    def say(self, word: Word) -> None: ...

    def words(self) -> tuple[Word, ...]: ...

    def cursor(self, source: str) -> str | None: ...

    def set_cursor(self, source: str, cursor: str) -> None: ...

    def fact(self, name: str) -> str | None: ...

    def set_fact(self, name: str, value: str) -> None: ...


class Store(Known, Places, Journal, Records, Notebook, Protocol):
    """The whole memory. `transaction` binds several calls: all or nothing, never across the network."""

    def transaction(self) -> AbstractContextManager[None]: ...
