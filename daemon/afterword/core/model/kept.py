"""What is kept: the records of things placed, the words of the person, and all facts together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from afterword.core.model.owed import Medium, Nudge, NudgeKind, NudgeState
from afterword.core.model.people import Person
from afterword.core.model.understood import Interview, Letter


class RecordState(StrEnum):
    """The life of something Afterword placed. UNKNOWN: an intent without a receipt, to be looked up."""

    UNKNOWN = "unknown"
    PLACED = "placed"
    EDITED = "edited"
    SENT = "sent"
    DECLINED = "declined"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Record:
    """What became of a nudge that was placed: the receipt, and how the thing looked when last seen.

    `digest` is what was written, `seen_digest` what stands there now ("" when it is gone); `seen_start` and `seen_end`
    likewise for an entry that the person may have moved; `confirmed` once a look has shown it. `content` is the digest
    of the *facts* the text was made from, so that a changed note or address can renew an untouched draft.
    """

    key: str
    kind: NudgeKind
    medium: Medium
    process: str
    round: str
    state: RecordState
    person: Person = Person()
    attempt: int = 1
    refs: tuple[str, ...] = ()
    handle: str = ""
    message_id: str = ""
    subject_key: str = ""
    digest: str = ""
    content: str = ""
    start: datetime | None = None
    end: datetime | None = None
    placed_at: datetime | None = None
    present: bool = True
    confirmed: bool = False
    seen_digest: str = ""
    seen_start: datetime | None = None
    seen_end: datetime | None = None
    why: str = ""

    @property
    def moved(self) -> bool:
        """Whether the person has given the entry another time, or another length."""
        started = self.seen_start is not None and self.start is not None and self.seen_start != self.start
        return started or (self.seen_end is not None and self.end is not None and self.seen_end != self.end)

    @property
    def live_start(self) -> datetime | None:
        """When the entry really stands in the calendar: where the person moved it, else where it was put."""
        return self.seen_start or self.start

    def shadow(self, state: NudgeState, why: str) -> Nudge:
        """The nudge this was placed for, which nobody wants any more."""
        return Nudge(
            key=self.key,
            kind=self.kind,
            medium=self.medium,
            process=self.process,
            round=self.round,
            wanted=False,
            why=why,
            state=state,
            person=self.person,
            start=self.start,
            end=self.end,
            attempt=self.attempt,
            refs=self.refs,
        )


class Verb(StrEnum):
    """What the person can say. Their word always wins, and the latest word on a target wins over the earlier."""

    NOTE = "note"
    DECISION = "decision"
    EMPLOYER = "employer"
    CALLED = "called"
    HEARD = "heard"
    SKIP = "skip"
    CLOSE = "close"
    REOPEN = "reopen"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Word:
    """One thing the person said: about `target` (a process, round, nudge or question id), at `at`."""

    at: datetime
    verb: Verb
    target: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Filing:
    """Which process and round an interview was filed under, so that ids stay the same when events move."""

    ref: str
    process: str
    round: str


@dataclass(frozen=True, slots=True)
class Busy:
    """A stretch of time that an appointment takes."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is known, as `plan` and `reconcile` take it. Holds no event or mail text.

    `forgotten` holds, for each process that is, the end of its last round: what is filed there and over by then stays
    forgotten.
    """

    interviews: tuple[Interview, ...] = ()
    letters: tuple[Letter, ...] = ()
    records: dict[str, Record] = field(default_factory=dict, hash=False)
    filings: dict[str, Filing] = field(default_factory=dict, hash=False)
    words: tuple[Word, ...] = ()
    busy: tuple[Busy, ...] = ()
    forgotten: dict[str, datetime] = field(default_factory=dict, hash=False)
