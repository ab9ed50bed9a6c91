"""What ought to be: nudges, and the rounds and processes they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from afterword.core.model.people import Employer, Person, Phone
from afterword.core.model.understood import Interview, Letter, Stage


class NudgeKind(StrEnum):
    THANK_YOU = "thank-you"
    CALL = "call"
    REMINDER = "reminder"
    FEEDBACK = "feedback"
    CLOSING = "closing"
    MATTER = "matter"


class Medium(StrEnum):
    DRAFT = "draft"
    ENTRY = "entry"


class NudgeState(StrEnum):
    """What `status` says of a nudge. HELD waits for the person's word; DONE is past; the others say themselves."""

    PLANNED = "planned"
    PLACED = "placed"
    SENT = "sent"
    DECLINED = "declined"
    EDITED = "edited"
    DONE = "done"
    CANCELLED = "cancelled"
    HELD = "held"


class ProcessState(StrEnum):
    WAITING = "waiting"
    ANSWERED = "answered"
    REJECTED = "rejected"
    OFFER = "offer"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Nudge:
    """Something that ought to reach the person, or the reason why it ought not to.

    `wanted` says whether it ought to exist at this moment; if not, `state` (PLANNED, CANCELLED, HELD or DONE) and
    `why` tell. `start` and `end` bound the calendar entry (for a draft: `due`). `ready` is the moment from which it
    ought to exist. `person` is the addressee, or whom to call; `attempt` counts calls from 1.
    """

    key: str
    kind: NudgeKind
    medium: Medium
    process: str
    round: str
    wanted: bool
    why: str
    state: NudgeState = NudgeState.PLANNED
    person: Person = Person()
    ready: datetime | None = None
    due: datetime | None = None
    start: datetime | None = None
    end: datetime | None = None
    attempt: int = 1
    refs: tuple[str, ...] = ()
    content: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """The interviews of one employer on one day, for one role. `end` is the end of the last of them."""

    id: str
    process: str
    start: datetime
    end: datetime
    interviews: tuple[Interview, ...]
    zone: str = ""
    stage: Stage = Stage.UNKNOWN
    interviewers: tuple[Person, ...] = ()
    recruiter: Person | None = None
    phones: tuple[Phone, ...] = ()


@dataclass(frozen=True, slots=True)
class Process:
    """All rounds with one employer for one role, and where it stands.

    `decision_date` is the date before which nobody is contacted (local to the employer); `answer` is the letter that
    ended the wait. `bounced` holds addresses that do not work any more. Of the handles of its letters, `shared` are
    those that may be about another process as well, `unclear` those that may not be about this one at all.
    """

    id: str
    employer: Employer
    role: str = ""
    rounds: tuple[Round, ...] = ()
    state: ProcessState = ProcessState.WAITING
    why: str = ""
    decision_date: date | None = None
    answer: Letter | None = None
    bounced: frozenset[str] = frozenset()
    letters: tuple[Letter, ...] = ()
    shared: frozenset[str] = frozenset()
    unclear: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """Something only the person can decide; `id` is asked about once.

    `answers` are the commands that decide it, `choices` what each of them says, in a word or two; a question that takes
    more than a choice has none.
    """

    id: str
    process: str
    text: str
    answers: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
