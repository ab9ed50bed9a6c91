"""What an event must be before Google takes it, and how a stored one is shown."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from . import problems
from .calendar_state import Box, Stored, copied, etag
from .recurrence import moment, problem_of, span

Json = dict[str, Any]
_ID = re.compile(r"[a-v0-9]{5,1024}")
_READ_ONLY = ("kind", "etag", "htmlLink", "created", "updated", "creator", "organizer", "hangoutLink", "locked")
_FIXED = ("id", "iCalUID", "eventType", "recurringEventId", "originalStartTime", "created", "creator", "organizer")
_TYPES = ("default", "focusTime", "outOfOffice", "workingLocation", "birthday")


def known_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise problems.bad_request(f"Invalid time zone definition: {name}.") from error


# --- into the calendar ----------------------------------------------------------------------------------------------


def new_event(box: Box, body: Json, event_id: str, creator: str) -> Json:
    """A checked event for `box` out of the body of an insert."""
    data = {name: value for name, value in copied(body).items() if name not in _READ_ONLY and value is not None}
    if data.get("eventType", "default") not in _TYPES:
        raise problems.bad_request("Event type cannot be created.", reason="eventTypeRestriction")
    owner: Json = {"email": box.id, "self": True}
    data |= {
        "id": event_id,
        "iCalUID": data.get("iCalUID", f"{event_id}@google.com"),
        "status": data.get("status", "confirmed"),
        "eventType": data.get("eventType", "default"),
        "sequence": data.get("sequence", 0),
        "reminders": data.get("reminders", {"useDefault": True}),
        "creator": {"email": creator} | ({"self": True} if box.primary else {}),
        "organizer": owner if box.primary else owner | {"displayName": box.summary},
    }
    check_event(box, data)
    return data


def replaced(box: Box, old: Json, body: Json) -> Json:
    """PUT: everything that can be written is as in `body`."""
    data = {name: value for name, value in copied(body).items() if name not in _READ_ONLY and value is not None}
    if data.get("eventType", old["eventType"]) != old["eventType"]:
        raise problems.bad_request("Event type cannot be changed.", reason="eventTypeRestriction")
    kept = {name: old[name] for name in _FIXED if name in old}
    return _renewed(box, old, {"status": old["status"], "reminders": {"useDefault": True}} | data | kept)


def patched(box: Box, old: Json, body: Json) -> Json:
    """PATCH: objects are merged, lists replaced, null takes away."""
    changes = {name: value for name, value in body.items() if name not in (*_READ_ONLY, *_FIXED)}
    return _renewed(box, old, _merged(copied(old), changes))


def _renewed(box: Box, old: Json, data: Json) -> Json:
    if "sequence" in data and data["sequence"] < old["sequence"]:
        raise problems.bad_request(
            "Invalid sequence value. The specified sequence number is below the current sequence number of the "
            "resource. Re-fetch the resource and use its sequence number on the following request."
        )
    data["sequence"] = data.get("sequence", old["sequence"])
    check_event(box, data)
    if any(data.get(name) != old.get(name) for name in ("start", "end", "recurrence")):
        data["sequence"] += 1
    return data


def _merged(old: Json, changes: Json) -> Json:
    for name, value in changes.items():
        if value is None:
            old.pop(name, None)
        elif isinstance(value, dict) and isinstance(old.get(name), dict):
            old[name] = _merged(old[name], value)
        else:
            old[name] = copied(value) if isinstance(value, dict) else value
    return old


def check_id(event_id: str) -> None:
    if not _ID.fullmatch(event_id):
        raise problems.bad_request("Invalid resource id value.")


def check_event(box: Box, data: Json) -> None:
    """Raises the problem that Google names."""
    for name in ("start", "end"):
        _check_time(name, data.get(name) or {})
    if ("date" in data["start"]) != ("date" in data["end"]):
        raise problems.bad_request("Start and end times must either both be date or both be dateTime.")
    begin, end = span(data, box.zone)
    if end < begin or ("date" in data["start"] and end == begin):
        raise problems.Problem(400, "timeRangeEmpty", "The specified time range is empty.", domain="calendar")
    if data["status"] not in ("confirmed", "tentative", "cancelled"):
        raise problems.bad_request("Invalid value for: status")
    if (lines := data.get("recurrence")) and (problem := problem_of(lines, data["start"], box.zone)):
        raise problems.bad_request(problem)
    _check_reminders(data.get("reminders", {}))
    _check_properties(data.get("extendedProperties", {}))
    for guest in data.get("attendees", ()):
        if not re.fullmatch(r"[^@\s]{1,64}@[^@\s]{1,255}", guest.get("email", "")):
            raise problems.bad_request("Invalid attendee email.")


def _check_time(name: str, value: Json) -> None:
    if not value.get("date") and not value.get("dateTime"):
        raise problems.Problem(400, "required", f"Missing {name} time.")
    if value.get("date") and value.get("dateTime"):
        raise problems.bad_request(f"Invalid {name} time.")
    if value.get("timeZone"):
        known_zone(value["timeZone"])
    elif value.get("dateTime") and datetime.fromisoformat(value["dateTime"]).tzinfo is None:
        raise problems.Problem(400, "required", f"Missing time zone definition for {name} time.")


def _check_reminders(reminders: Json) -> None:
    overrides = reminders.get("overrides") or []
    if reminders.get("useDefault") and overrides:
        raise problems.Problem(
            400,
            "cannotUseDefaultRemindersAndSpecifyOverride",
            "Cannot specify both default reminders and overrides at the same time.",
            domain="calendar",
        )
    if len(overrides) > 5:
        raise problems.bad_request("The maximum number of override reminders is 5.")
    for one in overrides:
        if one.get("method") not in ("email", "popup") or not 0 <= one.get("minutes", -1) <= 40320:
            raise problems.bad_request("Invalid reminder.")


def _check_properties(properties: Json) -> None:
    pairs = [pair for kind in ("private", "shared") for pair in (properties.get(kind) or {}).items()]
    if len(pairs) > 300 or any(len(name) > 44 or len(value or "") > 1024 for name, value in pairs):
        raise problems.bad_request("The extended properties are too large.")


# --- out of the calendar --------------------------------------------------------------------------------------------


def shown(box: Box, stored: Stored, *, zone: str = "", most: int | None = None, free_busy: bool = False) -> Json:
    """An event as it is answered. `zone`: its times are in it; `most` attendees, or only the person."""
    data = copied(stored.data)
    frame = {"kind": "calendar#event", "etag": etag(stored.seq)}
    for name in ("start", "end", "originalStartTime"):
        if "dateTime" in data.get(name, {}):
            data[name]["dateTime"] = _in_zone(moment(data[name], box.zone), zone or box.zone)
            data[name].setdefault("timeZone", zone or box.zone)
    if free_busy or box.role == "freeBusyReader":
        return frame | {name: data[name] for name in ("id", "status", "start", "end") if name in data}
    link = {"htmlLink": f"https://www.google.com/calendar/event?eid={data['id']}"}
    return frame | data | link | _guests(data, most)


def _guests(data: Json, most: int | None) -> Json:
    guests = data.get("attendees")
    if guests is None:
        return {}
    mine = [guest for guest in guests if guest.get("self")]
    if data.get("guestsCanSeeOtherGuests") is False and not data["organizer"].get("self"):
        return {"attendees": mine}
    if data.get("attendeesOmitted") or (most is not None and len(guests) > most):
        return {"attendees": mine, "attendeesOmitted": True}
    return {}


def _in_zone(when: datetime, zone: str) -> str:
    text = when.astimezone(known_zone(zone)).isoformat(timespec="seconds")
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def gone(stored: Stored) -> Json:
    """A deleted event with little else than its id."""
    data = stored.data
    body = {"kind": "calendar#event", "etag": etag(stored.seq), "id": data["id"], "status": "cancelled"}
    if "recurringEventId" in data:
        body |= {"recurringEventId": data["recurringEventId"], "originalStartTime": copied(data["originalStartTime"])}
    return body


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
