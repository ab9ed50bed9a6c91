"""Events and mails as Google's APIs write them, into the model; entries of ours the other way round.

Pure: no Google library, no network. developers.google.com/workspace/calendar/api/v3/reference/events and
developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages.
"""

from __future__ import annotations

import re
from base64 import b32hexencode, urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from afterword.core.model import Entry, Event, EventStatus, Folder, Guest, Me, Message, PartStat, Person
from afterword.formats import limits
from afterword.formats.calendar import event_cut
from afterword.formats.headers import mark_of
from afterword.formats.mail import parse_message
from afterword.formats.plain import clean_text, links_in, maybe_html_to_text, one_line
from afterword.formats.zones import known_zone

MARK_PROPERTY = "afterwordKey"

_MAX_ALARMS = 5
_EVENT_ID = re.compile(r"[a-v0-9]{5,1024}")
_ANSWERS = {"needsAction": PartStat.NEEDS_ACTION}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def event_from_json(data: Mapping[str, Any], calendar: str = "", default_zone: str = "UTC") -> Event:
    """An event resource as an `Event`; `calendar` is its source, `default_zone` (IANA) the zone of whole days.

    A deleted event comes as its id and `status: cancelled` with little else: its start is then the one it had in its
    series, else the moment of the last change, else the epoch. Raises nothing on missing or odd fields.
    """
    fallback = _moment(data.get("originalStartTime"), default_zone) or _instant(_text(data, "updated")) or _EPOCH
    start = _moment(data.get("start"), default_zone) or fallback
    end = _moment(data.get("end"), default_zone) or start
    description, guests = _text(data, "description")[: limits.PROSE_CHARACTERS], _guests(data)
    text = maybe_html_to_text(description)
    return Event(
        uid=_text(data, "iCalUID") or f"{_text(data, 'recurringEventId') or _text(data, 'id')}@google.com",
        start=start,
        end=max(start, end),
        occurrence=_occurrence(data),
        calendar=calendar,
        zone=start.tzinfo.key if isinstance(start.tzinfo, ZoneInfo) else "",
        all_day="date" in _part(data, "start"),
        title=one_line(_text(data, "summary")),
        text=text[: limits.EVENT_TEXT],
        links=links_in(description),
        cut=event_cut(description, text, guests),
        location=one_line(_text(data, "location")),
        url=_url(data),
        status=_status(_text(data, "status")),
        organizer=_person(_part(data, "organizer")) if _part(data, "organizer") else None,
        guests=guests,
        guests_hidden=_guests_hidden(data),
        sequence=data["sequence"] if isinstance(data.get("sequence"), int) else 0,
        stamp=_instant(_text(data, "updated")),
        recurring=bool(data.get("recurringEventId") or data.get("recurrence")),
        transparent=_text(data, "transparency") == "transparent",
        kind=_text(data, "eventType") or "default",
        mark=mark_of([_text(_part(_part(data, "extendedProperties"), "private"), MARK_PROPERTY)]),
    )


def items_of(page: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The items of a page of Calendar's, those that are none left out."""
    items = page.get("items")
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _part(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name)
    return value if isinstance(value, Mapping) else {}


def _list(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = data.get(name)
    items = (item for item in value if isinstance(item, Mapping)) if isinstance(value, list) else ()
    return list(islice(items, limits.GUESTS))


def _instant(text: str) -> datetime | None:
    """RFC 3339; without an offset it is UTC. Years that arithmetic can't leave are none."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not 1583 <= value.year <= 2200:
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _moment(value: Any, default_zone: str) -> datetime | None:
    """`{"dateTime": ..., "timeZone": ...}`, or `{"date": ...}` as that day's midnight in its zone."""
    if not isinstance(value, Mapping):
        return None
    zone = known_zone(_text(value, "timeZone"))
    if day := _day(_text(value, "date")):
        return datetime.combine(day, time(), tzinfo=zone or known_zone(default_zone) or UTC)
    instant = _instant(_text(value, "dateTime"))
    if instant is None or zone is not None:
        return instant and instant.astimezone(zone)
    return instant.replace(tzinfo=timezone(instant.utcoffset() or timedelta()))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1583 <= day.year <= 2200 else None


def _occurrence(data: Mapping[str, Any]) -> str:
    """RECURRENCE-ID as every other reader of this event writes it: UTC, a whole day by its date."""
    original = _part(data, "originalStartTime")
    if day := _day(_text(original, "date")):
        return f"{day:%Y%m%d}T000000Z"
    instant = _instant(_text(original, "dateTime"))
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}" if instant else ""


def _status(word: str) -> EventStatus:
    return EventStatus(word) if word in set(EventStatus) else EventStatus.CONFIRMED


def _url(data: Mapping[str, Any]) -> str:
    links = [_text(entry, "uri") for entry in _list(_part(data, "conferenceData"), "entryPoints")]
    return next((clean_text(url, 1500) for url in [_text(data, "hangoutLink"), *links] if url.startswith("http")), "")


def _guests(data: Mapping[str, Any]) -> tuple[Guest, ...]:
    return tuple(
        Guest(
            person=_person(guest),
            status=_answer(_text(guest, "responseStatus")),
            kind="resource" if guest.get("resource") else "individual",
            role="opt-participant" if guest.get("optional") else "req-participant",
        )
        for guest in _list(data, "attendees")
    )


def myself(data: Mapping[str, Any]) -> Me:
    """Whose copy of the event it is: Google marks the calendar's owner with `self` among attendees and organisers."""
    known = [*_list(data, "attendees"), _part(data, "organizer"), _part(data, "creator")]
    return Me(emails=frozenset(_person(each).email for each in known if each.get("self") is True and each.get("email")))


def _answer(word: str) -> PartStat:
    known = word in {PartStat.ACCEPTED, PartStat.DECLINED, PartStat.TENTATIVE}
    return PartStat(word) if known else _ANSWERS.get(word, PartStat.UNKNOWN)


def _person(data: Mapping[str, Any]) -> Person:
    name, email = one_line(_text(data, "displayName"), 200), _text(data, "email").strip().lower()
    return Person("" if name.lower() == email else name, email)


def _guests_hidden(data: Mapping[str, Any]) -> bool:
    """Whether there may be guests this copy does not show. Who organises sees everybody."""
    concealed = data.get("guestsCanSeeOtherGuests") is False and _part(data, "organizer").get("self") is not True
    return data.get("attendeesOmitted") is True or concealed


# --- entries of ours ---------------------------------------------------------------------------------------------


def event_id(key: str) -> str:
    """The id of the entry with that key: base32hex, as Google wants it. A nudge's key is one already."""
    return key if _EVENT_ID.fullmatch(key) else b32hexencode(key.encode()).decode().rstrip("=").lower()


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """An entry as an event resource: private, taking no time, and without guests: Google would write to them."""
    return {
        "id": event_id(entry.key),
        "status": "confirmed",
        "summary": one_line(entry.title),
        "description": clean_text(entry.text),
        "start": _written(entry.start, entry.zone),
        "end": _written(entry.end, entry.zone),
        "transparency": "transparent",
        "visibility": "private",
        "reminders": {
            "useDefault": False,
            "overrides": [{"method": "popup", "minutes": alarm.minutes_before} for alarm in entry.alarms[:_MAX_ALARMS]],
        },
        "extendedProperties": {"private": {MARK_PROPERTY: entry.key}},
    }


def _written(moment: datetime, zone: str) -> dict[str, str]:
    local = moment.astimezone(known_zone(zone) or UTC).replace(microsecond=0)
    return {"dateTime": local.isoformat(), "timeZone": zone or "UTC"}


# --- mails -------------------------------------------------------------------------------------------------------


def folder_of(labels: frozenset[str]) -> Folder:
    """Where a mail lies. Google knows labels only: whatever is neither a draft nor sent was received."""
    if "DRAFT" in labels:
        return Folder.DRAFTS
    return Folder.SENT if "SENT" in labels else Folder.INBOX


def labels_of(data: Mapping[str, Any]) -> frozenset[str]:
    value = data.get("labelIds")
    return frozenset(label for label in value if isinstance(label, str)) if isinstance(value, list) else frozenset()


def message_from_json(data: Mapping[str, Any], handle: str, default_zone: str = "UTC") -> Message:
    """A message resource as a `Message`: the whole mail (format=raw), or its headers alone (format=metadata), with no
    text. `default_zone` (IANA) is for invitations that name none. Raises nothing, whatever the fields."""
    message = parse_message(
        _raw(data) or _heads(data),
        handle=handle,
        folder=folder_of(labels_of(data)),
        delivered=_delivered(data),
        default_zone=default_zone,
    )
    return replace(message, thread=_text(data, "threadId"), whole="raw" in data)


def _raw(data: Mapping[str, Any]) -> bytes:
    text = _text(data, "raw")[: limits.MAIL_BYTES // 3 * 4]
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""


def _heads(data: Mapping[str, Any]) -> bytes:
    """The headers as lines of a mail again. Google gives them decoded and unfolded."""
    headers = _part(data, "payload").get("headers")
    pairs = [each for each in headers if isinstance(each, Mapping)] if isinstance(headers, list) else []
    lines = [f"{one_line(_text(each, 'name'), 100)}: {one_line(_text(each, 'value'), 4000)}" for each in pairs]
    return "\r\n".join([*(line for line in lines if not line.startswith(":")), "", ""]).encode("utf-8", "replace")


def _delivered(data: Mapping[str, Any]) -> datetime:
    """`internalDate`: milliseconds since 1970, as text."""
    text = str(data.get("internalDate") or "")
    milliseconds = int(text) if text.isdigit() and len(text) < 15 else 0
    return min(_EPOCH + timedelta(milliseconds=milliseconds), datetime(2200, 1, 1, tzinfo=UTC))
