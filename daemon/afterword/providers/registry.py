"""Provider names and how to make each, imported only when it is used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from afterword.ports import Calendar, Mailbox, Usage
from afterword.providers.places import GooglePlaces, LocalPlaces

if TYPE_CHECKING:
    from afterword.providers.google.memory import Memory
    from afterword.providers.google.session import Timing


def local(places: LocalPlaces, now: Callable[[], datetime]) -> tuple[Calendar, Mailbox]:
    """A Maildir and folders of .ics files."""
    from afterword.providers.local.maildir import MaildirMailbox  # noqa: PLC0415 - a provider is loaded when used
    from afterword.providers.local.vdir import VdirCalendar  # noqa: PLC0415 - a provider is loaded when used

    calendar = VdirCalendar(places.calendars, places.follow_ups, default_zone=places.zone, now=now)
    return calendar, MaildirMailbox(places.mail, drafts=places.drafts, sent=places.sent, default_zone=places.zone)


def google(places: GooglePlaces, memory: Memory, timing: Timing | None = None) -> tuple[Calendar, Mailbox, Usage]:
    """Gmail and Google Calendar, and the count of what they are asked. Google's libraries load at the first request."""
    from afterword.providers.google.provider import provided  # noqa: PLC0415 - a provider is loaded when used

    return provided(places, memory, timing)
