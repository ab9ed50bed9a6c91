"""Meetings as .ics files and invitations (RFC 5545, RFC 5546), each as its own program would write it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from afterword.core.model import Person
from afterword.demo.world import YOU, ZONE, Meeting, Program

_PRODUCTS = {
    Program.GOOGLE: "-//Google Inc//Google Calendar 70.9054//EN",
    Program.OUTLOOK: "Microsoft Exchange Server 2010",
    Program.VDIR: "-//PIMUTILS.ORG//NONSGML khal / icalendar //EN",
}
_WINDOWS_ZONE = "W. Europe Standard Time"


def event_file(meeting: Meeting, stamp: datetime, *, answer: str = "", method: str = "") -> bytes:
    """The meeting as one calendar object, written at `stamp`.

    `answer` is your PARTSTAT in it; `method` the iTIP METHOD of a mail, "" for a file in a calendar folder.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCTS[meeting.program])
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    calendar.add_component(_event(meeting, stamp, answer, method))
    if meeting.program is Program.VDIR:
        around = timedelta(days=366)
        calendar.add_missing_timezones((meeting.start - around).date(), (meeting.end + around).date())
    return bytes(calendar.to_ical())


def moved(raw: bytes, start: datetime) -> bytes:
    """The same file with its event at another time, as a calendar program writes it when the event is dragged."""
    calendar = Calendar.from_ical(raw)
    for event in calendar.walk("VEVENT"):
        length = event.decoded("dtend") - event.decoded("dtstart")
        local = start.astimezone(ZoneInfo(ZONE))
        for name, moment in (("dtstart", local), ("dtend", local + length)):
            del event[name]
            event.add(name, moment)
    return bytes(calendar.to_ical())


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as a calendar program shows it; `alarms` are so long before it."""

    title: str
    start: datetime
    end: datetime
    text: str
    alarms: tuple[timedelta, ...]


def shown(raw: bytes) -> Shown:
    """What the first event of a file says."""
    event = Calendar.from_ical(raw).walk("VEVENT")[0]
    alarms = tuple(sorted((-alarm.decoded("trigger") for alarm in event.walk("VALARM")), reverse=True))
    return Shown(
        str(event["summary"]), event.decoded("dtstart"), event.decoded("dtend"), str(event["description"]), alarms
    )


def _event(meeting: Meeting, stamp: datetime, answer: str, method: str) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("dtstamp", stamp)
    for name, moment in (("dtstart", meeting.start), ("dtend", meeting.end)):
        _add_time(event, name, moment, meeting.program)
    event.add("summary", meeting.title)
    for name, value in (("description", meeting.text), ("location", meeting.place)):
        if value and method != "REPLY":
            event.add(name, value)
    event.add("sequence", 0)
    event.add("status", "CONFIRMED")
    if meeting.organizer:
        _add_people(event, meeting, meeting.organizer, answer, method)
    if meeting.program is Program.OUTLOOK:
        event.add("X-MICROSOFT-CDO-BUSYSTATUS", "BUSY")
    return event


def _add_time(event: Event, name: str, moment: datetime, program: Program) -> None:
    """Google writes UTC, Exchange its own name of the zone, khal the IANA name with its rules."""
    local = moment.astimezone(ZoneInfo(ZONE))
    if program is Program.GOOGLE:
        event.add(name, moment.astimezone(UTC))
    elif program is Program.OUTLOOK:
        event.add(name, local.replace(tzinfo=None), parameters={"TZID": _WINDOWS_ZONE})
    else:
        event.add(name, local)


def _add_people(event: Event, meeting: Meeting, organizer: Person, answer: str, method: str) -> None:
    event.add("organizer", _address(organizer), encode=False)
    event.add("attendee", _address(YOU, PARTSTAT=answer or "NEEDS-ACTION", ROLE="REQ-PARTICIPANT"), encode=False)
    for guest in meeting.guests if method != "REPLY" else ():
        event.add("attendee", _address(guest, PARTSTAT="ACCEPTED", ROLE="REQ-PARTICIPANT"), encode=False)


def _address(person: Person, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    for name, value in {"CN": person.name, **parameters}.items():
        address.params[name] = vText(value)
    return address
