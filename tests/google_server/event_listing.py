"""events.list and events.instances: filters, expansion, pages, and sync tokens that know what the client has seen."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from . import problems
from .calendar_state import FAR, Box, Stored, etag
from .calls import Call
from .clock import rfc3339
from .event_rules import gone, instant
from .recurrence import instances, span

if TYPE_CHECKING:
    from .server import GoogleServer

Json = dict[str, Any]
_NOT_WITH_TOKEN = (
    *("iCalUID", "orderBy", "privateExtendedProperty", "q"),
    *("sharedExtendedProperty", "timeMin", "timeMax", "updatedMin"),
)
# A list with one of these is no base for a sync: Google then gives no token.
_NO_TOKEN = (*("iCalUID", "orderBy", "privateExtendedProperty", "q"), "sharedExtendedProperty", "updatedMin")
_SAME = ("singleEvents", "eventTypes", "showHiddenInvitations")


@dataclass(frozen=True, slots=True)
class Point:
    """What a sync token stands for: everything up to `seq` is known, of events between `low` and `high`."""

    calendar: str
    seq: int
    same: str
    low: str | None
    high: str | None

    def token(self) -> str:
        parts = [self.calendar, self.seq, self.same, self.low, self.high]
        return urlsafe_b64encode(json.dumps(parts).encode()).decode()


def point_of(google: GoogleServer, call: Call, box: Box) -> Point | None:
    """The sync token of a call, or None without one. Raises what Google raises about it."""
    token = call.params.get("syncToken")
    if token is None:
        return None
    for name in _NOT_WITH_TOKEN:
        if name in call.params:
            raise problems.bad_request(f"Sync token cannot be used together with {name}.", parameter=name)
    if call.params.get("showDeleted") is False:
        raise problems.bad_request("Sync token cannot be used with showDeleted=false.", parameter="showDeleted")
    try:
        point = Point(*json.loads(urlsafe_b64decode(token)))
    except (ValueError, TypeError) as error:
        raise problems.bad_request("Invalid sync token value.", parameter="syncToken") from error
    if point.calendar != box.id or not google.calendars.sync_floor <= point.seq <= google.calendars.seq:
        raise problems.full_sync_required()
    if point.same != _same(call):
        raise problems.bad_request("Sync token was obtained with other parameters.", parameter="syncToken")
    return point


def _same(call: Call) -> str:
    return json.dumps([call.params.get(name) or False for name in _SAME])


def list_events(google: GoogleServer, call: Call, box: Box, show: Callable[[Stored], Json]) -> Json:
    params, point = call.params, point_of(google, call, box)
    _check(params)

    def everything() -> list[Json]:
        found = Listing(google, call, box, point).found()
        if params.get("orderBy") == "startTime":
            found.sort(key=lambda stored: span(stored.data, box.zone)[0])
        elif params.get("orderBy") == "updated":
            found.sort(key=lambda stored: stored.data["updated"])
        # A deleted event keeps its details only where deleted events were asked for.
        return [gone(one) if one.cancelled and not params.get("showDeleted") else show(one) for one in found]

    now = google.calendars.seq
    low, high = (point.low, point.high) if point else (params.get("timeMin"), params.get("timeMax"))
    page = google.pages.page(params, call.method, min(params.get("maxResults", 250), 2500), everything, now)
    body = _frame(google, call, box, page.items)
    if page.following:
        return body | {"nextPageToken": page.following}
    if any(name in params for name in _NO_TOKEN):
        return body
    seq = page.at if isinstance(page.at, int) else now
    return body | {"nextSyncToken": Point(box.id, seq, _same(call), low, high).token()}


def list_instances(google: GoogleServer, call: Call, box: Box, show: Callable[[Stored], Json]) -> Json:
    params, master = call.params, google.calendars.find(box, call.params["eventId"])

    def everything() -> list[Json]:
        if "recurrence" not in master.data or master.cancelled:
            return []
        low, high = _edge(params.get("timeMin")), _edge(params.get("timeMax"))
        found = google.calendars.expand(box, master, high)
        return [
            gone(one) if one.cancelled else show(one)
            for one in found
            if (params.get("showDeleted") or not one.cancelled)
            and (one.cancelled or overlaps(box, one.data, low, high))
            and params.get("originalStart", one.data["originalStartTime"].get("dateTime"))
            in one.data["originalStartTime"].values()
        ]

    page = google.pages.page(params, call.method, min(params.get("maxResults", 250), 2500), everything)
    body = _frame(google, call, box, page.items)
    return body | ({"nextPageToken": page.following} if page.following else {})


def _frame(google: GoogleServer, call: Call, box: Box, items: list[Json]) -> Json:
    return {
        "kind": "calendar#events",
        "etag": etag(google.calendars.seq),
        "summary": box.summary,
        "description": box.description,
        "updated": rfc3339(google.clock.now),
        "timeZone": call.params.get("timeZone", box.zone),
        "accessRole": box.role,
        "defaultReminders": [{"method": "popup", "minutes": 10}] if box.primary else [],
        "items": items,
    }


def _check(params: Json) -> None:
    if params.get("orderBy") == "startTime" and not params.get("singleEvents"):
        raise problems.bad_request(
            "The requested ordering is not available for the particular query.", parameter="orderBy"
        )
    low, high = _edge(params.get("timeMin")), _edge(params.get("timeMax"))
    if low and high and low >= high:
        raise problems.Problem(400, "timeRangeEmpty", "The specified time range is empty.", domain="calendar")


def _edge(text: str | None) -> datetime | None:
    return instant(text) if text else None


def overlaps(box: Box, data: Json, low: datetime | None, high: datetime | None) -> bool:
    """`low` against the end, exclusive; `high` against the start, exclusive."""
    if "start" not in data:
        return True
    begin, end = span(data, box.zone)
    return (low is None or end > low) and (high is None or begin < high)


class Listing:
    """What one events.list is about, before pages."""

    def __init__(self, google: GoogleServer, call: Call, box: Box, point: Point | None) -> None:
        self.calendars, self.box, self.params, self.point = google.calendars, box, call.params, point
        self.since = point.seq if point else -1
        self.low = _edge(point.low if point else call.params.get("timeMin"))
        self.high = _edge(point.high if point else call.params.get("timeMax"))
        self.updated = _edge(call.params.get("updatedMin"))
        self.deleted_too = bool(call.params.get("showDeleted") or point or self.updated)

    def found(self) -> list[Stored]:
        single = self.params.get("singleEvents", False)
        found: list[Stored] = []
        for stored in list(self.box.events.values()):
            if single and "recurrence" in stored.data:
                found += self._expanded(stored)
            elif single and "recurringEventId" in stored.data and self._master_of(stored) is not None:
                continue  # its series has brought it along
            elif self._is_new(stored) and self._shows(stored, single):
                found.append(stored)
        return [stored for stored in found if self._matches(stored.data)]

    def _master_of(self, stored: Stored) -> Stored | None:
        return self.box.events.get(stored.data["recurringEventId"])

    def _is_new(self, stored: Stored) -> bool:
        if self.updated and instant(stored.data["updated"]) < self.updated:
            return False
        return stored.seq > self.since

    def _shows(self, stored: Stored, single: bool) -> bool:
        if stored.cancelled:
            of_series = "recurringEventId" in stored.data and not single
            known = self.point is None or stored.as_of(self.since) is not None
            return (self.deleted_too and known) or of_series
        return self._in_time(stored) or self._was_in_time(stored)

    def _in_time(self, stored: Stored, data: Json | None = None) -> bool:
        event = data or stored.data
        if "recurrence" not in event or (self.low is None and self.high is None):
            return overlaps(self.box, event, self.low, self.high)
        until = self.high or FAR
        return any(overlaps(self.box, one, self.low, self.high) for one in instances(event, self.box.zone, until))

    def _was_in_time(self, stored: Stored) -> bool:
        """Moved out of the window that the client watches: it must learn of that."""
        known = stored.as_of(self.since) if self.point else None
        return known is not None and known["status"] != "cancelled" and self._in_time(stored, known)

    def _expanded(self, stored: Stored) -> Iterable[Stored]:
        """The instances of a series that are new, and those that have vanished with a change of the series."""
        now = {} if stored.cancelled else self._instances(stored, stored.data)
        known = stored.as_of(self.since) if self.point else None
        before = self._instances(stored, known) if known and stored.seq > self.since else {}
        if stored.cancelled and self.params.get("showDeleted") and not self.point:
            before = self._instances(stored, stored.data)
        for one in now.values():
            if self._is_new(one) and (self.deleted_too or not one.cancelled):
                yield one
        for name, one in before.items():
            if name not in now and self.deleted_too:
                yield Stored({**one.data, "status": "cancelled"}, stored.seq, stored.born)

    def _instances(self, stored: Stored, data: Json) -> dict[str, Stored]:
        if data["status"] == "cancelled" and not stored.cancelled:
            return {}
        if "recurrence" not in data:
            return {}
        found = self.calendars.expand(self.box, stored, self.high, data)
        kept = [one for one in found if one.cancelled or overlaps(self.box, one.data, self.low, self.high)]
        return {one.data["id"]: one for one in kept}

    def _matches(self, data: Json) -> bool:
        params = self.params
        if "eventTypes" in params and data["eventType"] not in params["eventTypes"]:
            return False
        if "iCalUID" in params and data["iCalUID"] != params["iCalUID"]:
            return False
        properties = data.get("extendedProperties", {})
        for kind in ("private", "shared"):
            for pair in params.get(f"{kind}ExtendedProperty", ()):
                name, _, value = pair.partition("=")
                if properties.get(kind, {}).get(name) != value:
                    return False
        return all(word in _words(data) for word in params.get("q", "").lower().split())


def _words(data: Json) -> str:
    people = [*data.get("attendees", ()), data.get("organizer", {})]
    texts = [data.get(name, "") for name in ("summary", "description", "location")]
    texts += [person.get(name, "") for person in people for name in ("displayName", "email")]
    return " ".join(texts).lower()
