"""One event as the Calendar API writes it."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.core.model import EventStatus, Guest, PartStat, Person
from afterword.providers.google.wire import event_from_json

INTERVIEW: dict[str, Any] = {
    "id": "abc123_20260309T090000Z",
    "iCalUID": "abc123@google.com",
    "recurringEventId": "abc123",
    "originalStartTime": {"dateTime": "2026-03-09T10:00:00+01:00", "timeZone": "Europe/Berlin"},
    "status": "tentative",
    "updated": "2026-03-01T08:00:00.123Z",
    "eventType": "fromGmail",
    "summary": "Interview",
    "description": "<p>With <b>Robin</b></p>",
    "location": "Room 1",
    "start": {"dateTime": "2026-03-10T10:00:00+01:00", "timeZone": "Europe/Berlin"},
    "end": {"dateTime": "2026-03-10T11:00:00+01:00", "timeZone": "Europe/Berlin"},
    "transparency": "transparent",
    "sequence": 3,
    "attendeesOmitted": True,
    "conferenceData": {
        "entryPoints": [{"entryPointType": "phone", "uri": "tel:+1"}, {"uri": "https://video.example/1"}]
    },
    "organizer": {"email": "Robin@acme.example", "displayName": "Robin Mayer"},
    "attendees": [
        {"email": "kim@example.org", "self": True, "responseStatus": "needsAction"},
        {"email": "room@resource.example", "displayName": "Room 1", "resource": True, "responseStatus": "accepted"},
        {"email": "jo@acme.example", "displayName": "Jo", "optional": True, "responseStatus": "declined"},
    ],
    "extendedProperties": {"private": {"afterwordKey": "0123456789abcdefghijklmnop"}},
}


def test_an_event_is_read_whole() -> None:
    event = event_from_json(INTERVIEW, "personal")
    assert (event.uid, event.occurrence, event.recurring) == ("abc123@google.com", "20260309T090000Z", True)
    assert event.start == datetime(2026, 3, 10, 10, tzinfo=ZoneInfo("Europe/Berlin"))
    assert (event.zone, event.calendar, event.kind) == ("Europe/Berlin", "personal", "fromGmail")
    assert (event.title, event.text, event.url) == ("Interview", "With Robin", "https://video.example/1")
    assert (event.status, event.transparent, event.sequence) == (EventStatus.TENTATIVE, True, 3)
    assert (event.guests_hidden, event.mark) == (True, "0123456789abcdefghijklmnop")
    assert event.organizer == Person("Robin Mayer", "robin@acme.example")
    assert event.guests == (
        Guest(Person("", "kim@example.org"), PartStat.NEEDS_ACTION),
        Guest(Person("Room 1", "room@resource.example"), PartStat.ACCEPTED, kind="resource"),
        Guest(Person("Jo", "jo@acme.example"), PartStat.DECLINED, role="opt-participant"),
    )


def test_a_whole_day_begins_at_midnight_of_its_zone() -> None:
    event = event_from_json({"start": {"date": "2026-03-09"}, "end": {"date": "2026-03-10"}}, "", "Europe/Berlin")
    assert event.all_day
    assert event.start == datetime(2026, 3, 9, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("more", "hidden"),
    [({}, False), ({"guestsCanSeeOtherGuests": False}, True), ({"attendeesOmitted": True}, True)],
)
def test_a_concealed_guest_list_is_said_to_be_one(more: dict[str, Any], hidden: bool) -> None:
    assert event_from_json({"id": "a", **more}).guests_hidden is hidden


def test_who_organises_sees_every_guest() -> None:
    assert not event_from_json({"guestsCanSeeOtherGuests": False, "organizer": {"self": True}}).guests_hidden


def test_a_deleted_occurrence_falls_back_to_where_it_stood() -> None:
    event = event_from_json(
        {
            "id": "abc123_20260309T090000Z",
            "status": "cancelled",
            "recurringEventId": "abc123",
            "originalStartTime": {"dateTime": "2026-03-09T10:00:00+01:00"},
        }
    )
    assert (event.status, event.ref) == (EventStatus.CANCELLED, "abc123@google.com#20260309T090000Z")
    assert event.start == event.end == datetime(2026, 3, 9, 9, tzinfo=UTC)


def test_a_deleted_event_has_little_else() -> None:
    assert event_from_json({"id": "abc", "status": "cancelled"}).status is EventStatus.CANCELLED


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*INTERVIEW, "email", "date"]), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from([*INTERVIEW]), _JSON))
def test_odd_fields_raise_nothing(data: dict[str, Any]) -> None:
    event = event_from_json(data)
    assert event.start <= event.end


def test_reading_an_event_loads_no_google_library() -> None:
    code = "import sys, afterword.providers.google.wire; print([m for m in sys.modules if m.startswith('google')])"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
