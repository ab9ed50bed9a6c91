"""Provider names and how to make each, imported only when it is used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from afterword.ports import Calendar, Mailbox, Usage

if TYPE_CHECKING:
    from afterword.providers.google.memory import Memory
    from afterword.providers.google.session import Timing


@dataclass(frozen=True, slots=True)
class LocalPlaces:
    """Where the local provider finds everything; paths are absolute, `zone` is for times that name none."""

    mail: Path
    drafts: str
    sent: str
    calendars: tuple[Path, ...]
    follow_ups: Path
    zone: str


def local(places: LocalPlaces, now: Callable[[], datetime]) -> tuple[Calendar, Mailbox]:
    """A Maildir and folders of .ics files."""
    from afterword.providers.local.maildir import MaildirMailbox  # noqa: PLC0415 - a provider is loaded when used
    from afterword.providers.local.vdir import VdirCalendar  # noqa: PLC0415 - a provider is loaded when used

    calendar = VdirCalendar(places.calendars, places.follow_ups, default_zone=places.zone, now=now)
    return calendar, MaildirMailbox(places.mail, drafts=places.drafts, sent=places.sent, default_zone=places.zone)


@dataclass(frozen=True, slots=True)
class GooglePlaces:
    """Where the Google provider finds everything. `follow_ups` is the name of the calendar that Afterword makes, or
    "primary"; `mine` are the person's addresses; `token_is_ours` says that the token may be written."""

    credentials: Path
    token: Path
    token_is_ours: bool
    calendars: tuple[str, ...]
    follow_ups: str
    read_bodies: bool
    gmail_endpoint: str
    calendar_endpoint: str
    zone: str
    mine: frozenset[str]


def google(places: GooglePlaces, memory: Memory, timing: Timing | None = None) -> tuple[Calendar, Mailbox, Usage]:
    """Gmail and Google Calendar, and the count of what they are asked. Google's libraries load at the first request."""
    from afterword.providers.google.provider import provided  # noqa: PLC0415 - a provider is loaded when used

    return provided(places, memory, timing)
