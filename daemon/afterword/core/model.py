"""The nouns of Afterword as frozen values: what is seen, what is understood, what ought to be, what is done.

Three kinds of type per noun, never one class that plays all three. Every `datetime` here is aware; a
"local date" is always the date in the zone named beside it. Nothing in this module computes more than a
property; judgement lives in its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

# --- people -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a mail or an event names them. Either field may be empty; nothing is ever guessed.

    `name` is the display name as written (order and script kept); `email` is a lower-cased addr-spec.
    """

    name: str = ""
    email: str = ""

    @property
    def domain(self) -> str:
        return self.email.rpartition("@")[2]

    def __str__(self) -> str:
        return self.name or self.email or "somebody"


@dataclass(frozen=True, slots=True)
class Me:
    """The person Afterword works for: every address of theirs, so that they are never their own interviewer."""

    name: str = ""
    emails: frozenset[str] = frozenset()

    def owns(self, person: Person) -> bool:
        return bool(person.email) and person.email in self.emails


@dataclass(frozen=True, slots=True)
class Employer:
    """Who is hiring. `domains` are registrable domains that are theirs alone, never free mail or a system's."""

    name: str = ""
    domains: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.name or self.domains)


@dataclass(frozen=True, slots=True)
class Phone:
    """A number somebody can be called at: E.164, and the name of its owner where the text gives it."""

    number: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a verdict: the rule, how much it weighs (for or against), what it saw (at most 60 characters)."""

    rule: str
    weight: float
    saw: str = ""


# --- what is seen: events ------------------------------------------------------------------------------------


class PartStat(StrEnum):
    """RFC 5545 3.2.12; UNKNOWN where the event says nothing of it."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    NEEDS_ACTION = "needs-action"
    DELEGATED = "delegated"
    UNKNOWN = ""


class EventStatus(StrEnum):
    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Guest:
    """An ATTENDEE. `kind` is its CUTYPE (individual, group, resource, room, unknown), `role` its ROLE; lower case."""

    person: Person
    status: PartStat = PartStat.UNKNOWN
    kind: str = "individual"
    role: str = "req-participant"


@dataclass(frozen=True, slots=True)
class Event:
    """One occurrence of a calendar entry as some calendar or mail holds it (RFC 5545 VEVENT).

    `occurrence` is the RECURRENCE-ID as `YYYYMMDDTHHMMSSZ`, or "" for an event that does not recur. `start` and
    `end` are aware and `start <= end`; an all-day event starts at local midnight of `zone` and ends at the one after
    its last day. `zone` is an IANA name, "" where the event gives only an offset. `method` is the iTIP METHOD, upper
    case. `calendar` is "" for an invitation that was found in a mail. `mark` is the key of the nudge if Afterword
    made the event. `text` is `description` as plain text: HTML has been turned into text by whoever read it.
    """

    uid: str
    start: datetime
    end: datetime
    occurrence: str = ""
    calendar: str = ""
    zone: str = ""
    all_day: bool = False
    title: str = ""
    text: str = ""
    location: str = ""
    url: str = ""
    status: EventStatus = EventStatus.CONFIRMED
    organizer: Person | None = None
    guests: tuple[Guest, ...] = ()
    guests_hidden: bool = False
    sequence: int = 0
    stamp: datetime | None = None
    method: str = ""
    recurring: bool = False
    transparent: bool = False
    kind: str = "default"
    mark: str = ""

    @property
    def ref(self) -> str:
        """The name of this occurrence in every calendar and mail: UID and RECURRENCE-ID (RFC 5546 joins by these)."""
        return f"{self.uid}#{self.occurrence}" if self.occurrence else self.uid


# --- what is seen: messages ----------------------------------------------------------------------------------


class Folder(StrEnum):
    INBOX = "inbox"
    SENT = "sent"
    DRAFTS = "drafts"


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a machine-readable or recognised report says (RFC 3464, RFC 8098, RFC 5965).

    `action`: "failed", "delayed", "delivered", "relayed", "expanded", "read" (disposition) or "abuse" (feedback).
    """

    action: str
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One mail (RFC 5322), decoded. Ids are without angle brackets.

    `headers` holds every header by lower-case name, unfolded, in order, values capped; `text` is the readable body:
    text/plain, else the HTML turned into text, capped. `date` is the Date header with *its own* offset (phrases like
    "tomorrow" are relative to it), else the time of delivery in UTC. `parts` are the content types in order.
    `mark` is the key of the nudge if Afterword made this mail (`X-Afterword-Key`). `thread` is the provider's own
    thread id, "" where it has none.
    """

    handle: str
    folder: Folder
    date: datetime
    sender: Person
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    thread: str = ""
    reply_to: tuple[Person, ...] = ()
    to: tuple[Person, ...] = ()
    cc: tuple[Person, ...] = ()
    bcc: tuple[Person, ...] = ()
    subject: str = ""
    text: str = ""
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    parts: tuple[str, ...] = ()
    invitations: tuple[Event, ...] = ()
    report: DeliveryReport | None = None
    mark: str = ""
    digest: str = ""

    def header(self, name: str) -> str:
        """The first value of a header, "" if there is none."""
        values = self.headers.get(name)
        return values[0] if values else ""

    @property
    def recipients(self) -> tuple[Person, ...]:
        return self.to + self.cc + self.bcc


# --- what is understood --------------------------------------------------------------------------------------


class Verdict(StrEnum):
    INTERVIEW = "interview"
    NOT_INTERVIEW = "not-interview"
    UNSURE = "unsure"


class Stage(StrEnum):
    SCREEN = "screen"
    TECHNICAL = "technical"
    PANEL = "panel"
    ONSITE = "onsite"
    FINAL = "final"
    HR = "hr"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Interview:
    """An event, understood. Carries no text of the event but names, numbers and the evidence's short quotes.

    `zone` is the employer's IANA zone where the event shows it, else "". `role` is the job's title where the event
    names one. `attendance` is the person's own PARTSTAT; `organized_by_me` when they wrote the entry themself.
    `sequence`, `stamp` and `method` decide which version of an invitation is the newest (RFC 5546 2.1.4, 2.1.5).
    """

    ref: str
    start: datetime
    end: datetime
    verdict: Verdict
    confidence: float
    zone: str = ""
    stage: Stage = Stage.UNKNOWN
    employer: Employer = Employer()
    role: str = ""
    interviewers: tuple[Person, ...] = ()
    recruiter: Person | None = None
    organizer: Person | None = None
    phones: tuple[Phone, ...] = ()
    attendance: PartStat = PartStat.UNKNOWN
    organized_by_me: bool = False
    cancelled: bool = False
    calendar: str = ""
    method: str = ""
    sequence: int = 0
    stamp: datetime | None = None
    recurring: bool = False
    evidence: tuple[Evidence, ...] = ()


class Nature(StrEnum):
    HUMAN = "human"
    AUTOMATIC = "automatic"
    UNSURE = "unsure"


class Automatic(StrEnum):
    OUT_OF_OFFICE = "out-of-office"
    AUTO_REPLY = "auto-reply"
    BOUNCE = "bounce"
    ACKNOWLEDGEMENT = "acknowledgement"
    CALENDAR_RESPONSE = "calendar-response"
    BULK = "bulk"


class Says(StrEnum):
    REJECTION = "rejection"
    OFFER = "offer"
    NEXT_ROUND = "next-round"
    SCHEDULING = "scheduling"
    DECISION_DATE = "decision-date"
    QUESTION = "question"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message is, wherever it belongs: the verdict of `replies.read`, without any of its text.

    `settles`: coming from the employer of a waiting process, would it end the wait? None means: ask the person.
    `decision_date` is the *latest* date by which the employer says it will have decided, local to the message;
    `decision_from` the earliest. `return_date` is the first day back of an out-of-office note, `stand_in` whom it
    names meanwhile. `departed`: the note says that the address is no longer in use. `roles` are job titles it names.
    """

    nature: Nature
    settles: bool | None
    confidence: float
    automatic: Automatic | None = None
    says: Says | None = None
    decision_date: date | None = None
    decision_from: date | None = None
    return_date: date | None = None
    stand_in: Person | None = None
    departed: bool = False
    failed_recipients: tuple[str, ...] = ()
    employer: Employer | None = None
    roles: tuple[str, ...] = ()
    invitations: tuple[Interview, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it is kept: who wrote to whom, when, in answer to what, and its reading. No subject, no text.

    `outgoing` letters are the person's own (the Sent folder); their reading is None. `subject_key` is a digest of the
    normalised subject, for telling a sent draft whose headers were not kept. `trusted` is False when the person's own
    provider says that the sender's domain disowns the mail (DMARC, RFC 8601).
    """

    handle: str
    message_id: str
    date: datetime
    sender: Person
    recipients: tuple[Person, ...] = ()
    links: tuple[str, ...] = ()
    thread: str = ""
    outgoing: bool = False
    subject_key: str = ""
    mark: str = ""
    trusted: bool = True
    reply_to: tuple[Person, ...] = ()
    reading: Reading | None = None


# --- what ought to be ----------------------------------------------------------------------------------------


class NudgeKind(StrEnum):
    THANK_YOU = "thank-you"
    CALL = "call"
    REMINDER = "reminder"
    FEEDBACK = "feedback"
    CLOSING = "closing"


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
    ended the wait. `bounced` holds addresses that do not work any more.
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


@dataclass(frozen=True, slots=True)
class Question:
    """Something only the person can decide. `answers` are the commands that decide it; `id` is asked about once."""

    id: str
    process: str
    text: str
    answers: tuple[str, ...] = ()


# --- what is stored of our own -------------------------------------------------------------------------------


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

    `digest` is what was written, `seen_digest` what stands there now ("" when it is gone); `seen_start` likewise for
    the start of an entry that the person may have moved. `content` is the digest of the *facts* the text was made
    from, so that a changed note or address can renew an untouched draft.
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
    seen_digest: str = ""
    seen_start: datetime | None = None
    why: str = ""

    @property
    def moved(self) -> bool:
        return self.seen_start is not None and self.start is not None and self.seen_start != self.start

    @property
    def live_start(self) -> datetime | None:
        """When the entry really stands in the calendar: where the person moved it, else where it was put."""
        return self.seen_start or self.start


class Verb(StrEnum):
    """What the person can say. Their word always wins, and the latest word on a target wins over the earlier."""

    NOTE = "note"
    DECISION = "decision"
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
    """Everything that is known, as `plan` and `reconcile` take it. Holds no event or mail text."""

    interviews: tuple[Interview, ...] = ()
    letters: tuple[Letter, ...] = ()
    records: dict[str, Record] = field(default_factory=dict, hash=False)
    filings: dict[str, Filing] = field(default_factory=dict, hash=False)
    words: tuple[Word, ...] = ()
    busy: tuple[Busy, ...] = ()


# --- what is done --------------------------------------------------------------------------------------------


class Action(StrEnum):
    CREATE_DRAFT = "create-draft"
    DELETE_DRAFT = "delete-draft"
    PUT_EVENT = "put-event"
    DELETE_EVENT = "delete-event"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Intent:
    """One effect to bring about. Frozen, comparable, printable: a dry run prints these and nothing else."""

    action: Action
    nudge: Nudge
    why: str
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """A record's change of state that was observed rather than done: the person sent, declined, edited, moved it."""

    record: Record
    why: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A finished mail to be put among the person's drafts. `to` may be empty: then the person fills it in."""

    key: str
    message_id: str
    date: datetime
    sender: Person
    to: tuple[Person, ...]
    subject: str
    text: str
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    minutes_before: int
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A finished calendar entry for Afterword's own calendar. `zone` is the IANA zone it is written in."""

    key: str
    start: datetime
    end: datetime
    zone: str
    title: str
    text: str
    alarms: tuple[Alarm, ...] = ()
