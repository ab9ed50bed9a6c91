"""What is done: intents, and the finished drafts and entries they bring about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from afterword.core.model.kept import Record
from afterword.core.model.owed import Nudge
from afterword.core.model.people import Person


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
