"""What is seen: events of a calendar (RFC 5545) and messages of a mailbox (RFC 5322), decoded, with their texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from afterword.core.model.people import Person

LONGEST_TEXT = 20_000
"""More characters of a text no rule looks at, wherever it comes from; readers hand over fewer (`formats.limits`)."""


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
    made the event. `text` is `description` as plain text: HTML has been turned into text by whoever read it, and
    `links` are the addresses that its links led to. `product` is the PRODID of the program that wrote the file. `cut`
    names what went on behind what was read: "text", "guests".
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
    links: tuple[str, ...] = ()
    product: str = ""
    cut: tuple[str, ...] = ()

    @property
    def ref(self) -> str:
        """The name of this occurrence in every calendar and mail: UID and RECURRENCE-ID (RFC 5546 joins by these)."""
        return f"{self.uid}#{self.occurrence}" if self.occurrence else self.uid


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
    `received` is when the person's own server took it in (the topmost Received), None where nothing says so.
    `mark` is the key of the nudge if Afterword made this mail (`X-Afterword-Key`). `thread` is the provider's own
    thread id, "" where it has none. `whole` is False where only the headers could be read. `cut` names what went on
    behind what was read ("headers", "text"): nobody writes such mails, so no verdict on one may be certain by that.
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
    received: datetime | None = None
    whole: bool = True
    cut: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """The first value of a header, "" if there is none."""
        values = self.headers.get(name)
        return values[0] if values else ""

    @property
    def recipients(self) -> tuple[Person, ...]:
        return self.to + self.cc + self.bcc
