"""What Afterword asks Google for, what of it was granted, and which box the person has to tick."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_AUTH = "https://www.googleapis.com/auth/"

GMAIL_READ = f"{_AUTH}gmail.readonly"
GMAIL_HEADERS = f"{_AUTH}gmail.metadata"
GMAIL_DRAFTS = f"{_AUTH}gmail.compose"
EVENTS_READ = f"{_AUTH}calendar.events.readonly"
EVENTS_WRITE = f"{_AUTH}calendar.events"
CALENDAR_LIST = f"{_AUTH}calendar.calendarlist.readonly"
OWN_CALENDAR = f"{_AUTH}calendar.app.created"

_ALL_MAIL, _MODIFY = "https://mail.google.com/", f"{_AUTH}gmail.modify"
_CALENDAR, _CALENDAR_READ = f"{_AUTH}calendar", f"{_AUTH}calendar.readonly"
_WIDER = {
    GMAIL_READ: {_ALL_MAIL, _MODIFY},
    GMAIL_HEADERS: {_ALL_MAIL, _MODIFY, GMAIL_READ},
    GMAIL_DRAFTS: {_ALL_MAIL, _MODIFY},
    EVENTS_READ: {_CALENDAR, _CALENDAR_READ, EVENTS_WRITE},
    EVENTS_WRITE: {_CALENDAR},
    CALENDAR_LIST: {_CALENDAR, _CALENDAR_READ, f"{_AUTH}calendar.calendarlist"},
    OWN_CALENDAR: {_CALENDAR},
}

BOXES = {
    GMAIL_READ: "View your email messages and settings",
    GMAIL_HEADERS: "View your email message metadata such as labels and headers, but not the email body",
    GMAIL_DRAFTS: "Manage drafts and send emails",
    EVENTS_READ: "View events on all your calendars",
    EVENTS_WRITE: "View and edit events on all your calendars",
    CALENDAR_LIST: "See the list of Google calendars you’re subscribed to",
    OWN_CALENDAR: "Make secondary Google calendars, and see, create, change, and delete events on them",
}
"""Each scope as Google's own page words it. A test compares it with the discovery documents."""


@dataclass(frozen=True, slots=True)
class Login:
    """Where the login lies, and the scopes that it must cover. `token_is_ours`: it may be written."""

    credentials: Path
    token: Path
    scopes: tuple[str, ...]
    token_is_ours: bool = True


def needed(*, own_calendar: bool, read_bodies: bool) -> tuple[str, ...]:
    """The least that does the job. Without `own_calendar` follow-ups go among the person's own events."""
    mail = (GMAIL_READ if read_bodies else GMAIL_HEADERS, GMAIL_DRAFTS)
    return (*mail, EVENTS_READ, CALENDAR_LIST, OWN_CALENDAR) if own_calendar else (*mail, EVENTS_WRITE)


def missing(wanted: Iterable[str], granted: Iterable[str]) -> tuple[str, ...]:
    """What of `wanted` no granted scope covers."""
    have = set(granted)
    return tuple(scope for scope in wanted if scope not in have and not _WIDER.get(scope, set()) & have)


def boxes(scopes: Iterable[str]) -> str:
    """The boxes to tick, quoted as the page shows them."""
    return "; ".join(f'"{BOXES.get(scope, scope)}"' for scope in scopes)
