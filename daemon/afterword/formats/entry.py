"""A calendar entry of ours as bytes (RFC 5545): nothing that a calendar program would mail to anybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from afterword.core.model import Entry
from afterword.formats.plain import clean_text, one_line

MARK_PROPERTY = "X-AFTERWORD-KEY"
PRODUCT = "-//Afterword//Afterword//EN"


def uid_of(key: str) -> str:
    return f"{key}@afterword"


def render_entry(entry: Entry, *, stamp: datetime) -> bytes:
    """The entry as a file of its own, lines ending in CRLF, with the zone's rules.

    No METHOD, ORGANIZER or ATTENDEE: with one of them a server may send invitations (RFC 6638). `stamp` (aware) is the
    moment of writing, DTSTAMP.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(_event(entry, stamp))
    calendar.add_missing_timezones(
        first_date=(entry.start - timedelta(days=366)).date(), last_date=(entry.end + timedelta(days=732)).date()
    )
    return bytes(calendar.to_ical())


def _event(entry: Entry, stamp: datetime) -> Event:
    event = Event()
    zone = ZoneInfo(entry.zone) if entry.zone else UTC
    event.add("uid", uid_of(entry.key))
    event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", entry.start.astimezone(zone).replace(microsecond=0))
    event.add("dtend", entry.end.astimezone(zone).replace(microsecond=0))
    event.add("summary", one_line(entry.title))
    event.add("description", clean_text(entry.text))
    event.add("transp", "TRANSPARENT")
    event.add("categories", ["Afterword"])
    event.add(MARK_PROPERTY, entry.key)
    for alarm in entry.alarms:
        event.add_component(_alarm(alarm.minutes_before, alarm.text))
    return event


def _alarm(minutes_before: int, text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", one_line(text))
    alarm.add("trigger", timedelta(minutes=-minutes_before))
    return alarm
