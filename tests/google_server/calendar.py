"""The methods of the Calendar API, v3: each takes the server and a checked call, and gives the answer's JSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from . import event_rules, problems
from .calendar_state import Box, Stored, etag
from .calls import Call
from .event_listing import list_events, list_instances
from .event_rules import instant, known_zone, shown
from .recurrence import span

if TYPE_CHECKING:
    from .server import GoogleServer

Json = dict[str, Any]
Handler = Callable[["GoogleServer", Call], Json | None]
METHODS: dict[str, Handler] = {}
_AUTH = "https://www.googleapis.com/auth/"


def method(name: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        METHODS[f"calendar.{name}"] = handler
        return handler

    return register


def box_of(google: GoogleServer, call: Call, *, write: bool = False) -> Box:
    """The calendar that a call is about, if its scopes reach that one."""
    box = google.calendars.box(call.params["calendarId"])
    if not any(_reaches(scope.removeprefix(_AUTH), box, call) for scope in call.usable):
        raise problems.missing_scope("calendar", sorted(call.usable))
    if write and box.role not in ("owner", "writer"):
        raise problems.no_writer()
    return box


def _reaches(scope: str, box: Box, call: Call) -> bool:
    """Some scopes are good for some calendars only; `calendar.app.created` for those this client made."""
    if scope == "calendar.app.created":
        return box.app == call.client
    if scope.startswith("calendar.events.owned"):
        return box.role == "owner"
    return box.public if scope.startswith("calendar.events.public") else True


def free_busy_only(call: Call) -> bool:
    return call.usable == {f"{_AUTH}calendar.events.freebusy"}


def answer(box: Box, call: Call, stored: Stored) -> Json:
    zone, most = call.params.get("timeZone", ""), call.params.get("maxAttendees")
    return shown(box, stored, zone=zone, most=most, free_busy=free_busy_only(call))


def check_match(call: Call, tag: str) -> None:
    """If-Match (RFC 9110 section 13.1.1): the resource must still be the one the client saw."""
    wanted = call.headers.get("if-match")
    if wanted is not None and wanted != "*" and tag not in [one.strip() for one in wanted.split(",")]:
        raise problems.condition_not_met()


# --- events ---------------------------------------------------------------------------------------------------------


@method("events.list")
def events_list(google: GoogleServer, call: Call) -> Json:
    box = box_of(google, call)
    return list_events(google, call, box, lambda stored: answer(box, call, stored))


@method("events.instances")
def events_instances(google: GoogleServer, call: Call) -> Json:
    box = box_of(google, call)
    return list_instances(google, call, box, lambda stored: answer(box, call, stored))


@method("events.get")
def events_get(google: GoogleServer, call: Call) -> Json:
    box = box_of(google, call)
    stored = google.calendars.find(box, call.params["eventId"])
    if call.headers.get("if-none-match") == etag(stored.seq):
        raise problems.Problem(304, "notModified", "Not Modified")
    return answer(box, call, stored)


@method("events.insert")
def events_insert(google: GoogleServer, call: Call) -> Json:
    box, body = box_of(google, call, write=True), call.body or {}
    event_id = body.get("id") or google.calendars.new_id()
    event_rules.check_id(event_id)
    data = event_rules.new_event(box, body, event_id, google.email)
    if event_id in box.events:
        raise problems.duplicate()
    return answer(box, call, google.calendars.put(box, data))


@method("events.update")
def events_update(google: GoogleServer, call: Call) -> Json:
    return _rewrite(google, call, event_rules.replaced)


@method("events.patch")
def events_patch(google: GoogleServer, call: Call) -> Json:
    return _rewrite(google, call, event_rules.patched)


def _rewrite(google: GoogleServer, call: Call, make: Callable[[Box, Json, Json], Json]) -> Json:
    box = box_of(google, call, write=True)
    stored = google.calendars.find(box, call.params["eventId"])
    check_match(call, etag(stored.seq))
    data = make(box, stored.data, call.body or {})
    if data["status"] == "cancelled" and not stored.cancelled:
        google.calendars.cancel(box, data["id"])
        return answer(box, call, google.calendars.find(box, data["id"]))
    return answer(box, call, google.calendars.put(box, data))


@method("events.delete")
def events_delete(google: GoogleServer, call: Call) -> None:
    box = box_of(google, call, write=True)
    stored = google.calendars.find(box, call.params["eventId"])
    if stored.cancelled:
        raise problems.deleted()
    check_match(call, etag(stored.seq))
    google.calendars.cancel(box, call.params["eventId"])


# --- calendars ------------------------------------------------------------------------------------------------------


def calendar_json(box: Box) -> Json:
    body = {
        "kind": "calendar#calendar",
        "etag": box.etag,
        "id": box.id,
        "summary": box.summary,
        "timeZone": box.zone,
        "dataOwner": box.owner,
        "conferenceProperties": {"allowedConferenceSolutionTypes": ["hangoutsMeet"]},
    }
    return body | ({"description": box.description} if box.description else {})


@method("calendars.get")
def calendars_get(google: GoogleServer, call: Call) -> Json:
    return calendar_json(box_of(google, call))


@method("calendars.insert")
def calendars_insert(google: GoogleServer, call: Call) -> Json:
    body = call.body or {}
    if not body.get("summary"):
        raise problems.Problem(400, "required", "Missing title.")
    zone = body.get("timeZone") or "UTC"
    known_zone(zone)
    box = google.calendars.create(body["summary"], zone, app=call.client)
    box.description = body.get("description", "")
    return calendar_json(box)


@method("calendars.patch")
def calendars_patch(google: GoogleServer, call: Call) -> Json:
    box, body = box_of(google, call), call.body or {}
    if box.role != "owner":
        raise problems.no_writer()
    check_match(call, box.etag)
    known_zone(body.get("timeZone") or box.zone)
    box.summary, box.zone = body.get("summary") or box.summary, body.get("timeZone") or box.zone
    box.description = body.get("description") or box.description
    box.seq = google.calendars.tick()
    return calendar_json(box)


METHODS["calendar.calendars.update"] = calendars_patch


@method("calendars.delete")
def calendars_delete(google: GoogleServer, call: Call) -> None:
    box = box_of(google, call)
    if box.primary or box.role != "owner":
        raise problems.Problem(403, "forbidden", "Forbidden")
    check_match(call, box.etag)
    google.calendars.drop(box)


# --- the list of calendars ------------------------------------------------------------------------------------------

_ROLES = ("freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner")


def entry_json(box: Box) -> Json:
    body = calendar_json(box) | {
        "kind": "calendar#calendarListEntry",
        "accessRole": box.role,
        "selected": not box.hidden,
        "colorId": "14",
        "backgroundColor": "#9fe1e7",
        "foregroundColor": "#000000",
        "defaultReminders": [{"method": "popup", "minutes": 10}] if box.primary else [],
    }
    flags = {"primary": box.primary, "hidden": box.hidden, "deleted": box.deleted}
    return body | {name: True for name, value in flags.items() if value}


@method("calendarList.list")
def calendar_list_list(google: GoogleServer, call: Call) -> Json:
    params, since = call.params, _list_token(google, call)
    least = _ROLES.index(params["minAccessRole"]) if "minAccessRole" in params else 0

    def everything() -> list[Json]:
        return [
            entry_json(box)
            for box in google.calendars.boxes.values()
            if box.seq > since
            and (since or not box.deleted or params.get("showDeleted"))
            and (since or not box.hidden or params.get("showHidden"))
            and _ROLES.index(box.role) >= least
        ]

    most = min(params.get("maxResults", 100), 250)
    page = google.pages.page(params, call.method, most, everything, google.calendars.seq)
    body = {"kind": "calendar#calendarList", "etag": etag(google.calendars.seq), "items": page.items}
    return body | ({"nextPageToken": page.following} if page.following else {"nextSyncToken": f"CL{page.at}="})


def _list_token(google: GoogleServer, call: Call) -> int:
    token = call.params.get("syncToken")
    if token is None:
        return 0
    if "minAccessRole" in call.params or call.params.get("showDeleted") is False:
        raise problems.bad_request("Sync token cannot be used with minAccessRole or showDeleted=false.")
    number = token.removeprefix("CL").removesuffix("=")
    if not number.isdecimal():
        raise problems.bad_request("Invalid sync token value.", parameter="syncToken")
    if int(number) < google.calendars.sync_floor:
        raise problems.full_sync_required()
    return int(number)


@method("calendarList.get")
def calendar_list_get(google: GoogleServer, call: Call) -> Json:
    return entry_json(box_of(google, call))


@method("calendarList.patch")
def calendar_list_patch(google: GoogleServer, call: Call) -> Json:
    box = box_of(google, call)
    box.hidden = bool((call.body or {}).get("hidden", box.hidden))
    box.seq = google.calendars.tick()
    return entry_json(box)


# --- free and busy, settings ------------------------------------------------------------------------------------------


@method("freebusy.query")
def freebusy_query(google: GoogleServer, call: Call) -> Json:
    body = call.body or {}
    if not body.get("timeMin") or not body.get("timeMax"):
        raise problems.Problem(400, "required", "Missing timeMin or timeMax.")
    low, high = instant(body["timeMin"]), instant(body["timeMax"])
    if high <= low:
        raise problems.Problem(400, "timeRangeEmpty", "The specified time range is empty.", domain="calendar")
    found: Json = {}
    for item in body.get("items") or []:
        box = google.calendars.boxes.get(google.email if item.get("id") == "primary" else item.get("id", ""))
        if box is None or box.deleted:
            found[item.get("id", "")] = {"busy": [], "errors": [{"domain": "global", "reason": "notFound"}]}
        else:
            found[item["id"]] = {"busy": _busy(google, box, low, high)}
    times = {"timeMin": body["timeMin"], "timeMax": body["timeMax"]}
    return {"kind": "calendar#freeBusy", "calendars": found} | times


def _busy(google: GoogleServer, box: Box, low: datetime, high: datetime) -> list[Json]:
    spans: list[tuple[datetime, datetime]] = []
    for stored in box.events.values():
        recurring = "recurrence" in stored.data
        if stored.cancelled or "recurringEventId" in stored.data:
            continue
        for one in google.calendars.expand(box, stored, high) if recurring else [stored]:
            begin, end = span(one.data, box.zone)
            if begin < high and end > low and _takes_time(one.data):
                spans.append((max(begin, low), min(end, high)))
    merged: list[tuple[datetime, datetime]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return [{"start": _utc(begin), "end": _utc(end)} for begin, end in merged]


def _takes_time(data: Json) -> bool:
    mine = [guest for guest in data.get("attendees", ()) if guest.get("self")]
    declined = any(guest.get("responseStatus") == "declined" for guest in mine)
    is_busy = data.get("transparency") != "transparent" and data.get("eventType") != "workingLocation"
    return is_busy and data["status"] != "cancelled" and not declined


def _utc(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@method("settings.get")
def settings_get(google: GoogleServer, call: Call) -> Json:
    values = {"timezone": google.calendars.zone, "locale": "en", "weekStart": "1"}
    if call.params["setting"] not in values:
        raise problems.not_found("calendar")
    name = call.params["setting"]
    return {"kind": "calendar#setting", "etag": etag(1), "id": name, "value": values[name]}
