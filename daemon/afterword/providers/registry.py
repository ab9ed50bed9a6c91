"""Provider names and how to make each, imported only when it is used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from afterword.ports import Calendar, Mailbox


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
