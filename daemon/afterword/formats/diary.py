"""A calendar to take away: what is known of interviews and follow-ups, as one file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event

from afterword.formats.entry import PRODUCT
from afterword.formats.plain import clean_text, one_line


@dataclass(frozen=True, slots=True)
class Item:
    """One thing with its time; `uid` tells it from all others."""

    uid: str
    start: datetime
    end: datetime
    title: str
    text: str = ""
    cancelled: bool = False


def render_diary(items: Iterable[Item], *, stamp: datetime) -> bytes:
    """All items in one calendar, times in UTC. `stamp` (aware) is the moment of writing, DTSTAMP."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    for item in items:
        event = Event()
        event.add("uid", one_line(item.uid))
        event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
        event.add("dtstart", item.start.astimezone(UTC))
        event.add("dtend", item.end.astimezone(UTC))
        event.add("summary", one_line(item.title))
        event.add("status", "CANCELLED" if item.cancelled else "CONFIRMED")
        if item.text:
            event.add("description", clean_text(item.text))
        calendar.add_component(event)
    return bytes(calendar.to_ical())
