"""What is understood of it: interviews, readings and letters. From here on there is no text of others any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from afterword.core.model.people import Employer, Evidence, Person, Phone
from afterword.core.model.seen import PartStat


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

    @property
    def series(self) -> str:
        """What the occurrences of one recurring event have in common; of a single event, its own name."""
        return self.ref.partition("#")[0]


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
