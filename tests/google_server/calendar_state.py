"""The calendars as Google keeps them: events with their versions, deleted ones included."""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from . import problems
from .clock import Clock, rfc3339
from .recurrence import instances

Json = dict[str, Any]
FAR = datetime(9999, 1, 1, tzinfo=UTC)
_HORIZON = timedelta(days=730)


@dataclass(slots=True)
class Stored:
    """An event as it stands, and the versions before it as (replaced at, event)."""

    data: Json
    seq: int
    born: int
    past: list[tuple[int, Json]] = field(default_factory=list)

    @property
    def cancelled(self) -> bool:
        return bool(self.data["status"] == "cancelled")

    def as_of(self, seq: int) -> Json | None:
        """How the event was known to somebody who looked at `seq`."""
        if self.born > seq:
            return None
        return next((old for replaced, old in self.past if replaced > seq), self.data)


@dataclass(slots=True)
class Box:
    """One calendar, as the person sees it. `app` is the client that created it, if one did."""

    id: str
    summary: str
    zone: str
    role: str = "owner"
    primary: bool = False
    app: str = ""
    public: bool = False
    hidden: bool = False
    description: str = ""
    owner: str = ""
    seq: int = 0
    deleted: bool = False
    events: dict[str, Stored] = field(default_factory=dict)

    @property
    def etag(self) -> str:
        return etag(self.seq)


def etag(seq: int) -> str:
    return f'"{3_530_000_000_000_000 + seq * 2}"'


@dataclass(slots=True)
class Calendars:
    """The state behind the Calendar API. Knows nothing of HTTP or scopes."""

    email: str
    zone: str
    clock: Clock
    boxes: dict[str, Box] = field(default_factory=dict)
    seq: int = 1
    sync_floor: int = 0

    def __post_init__(self) -> None:
        self.boxes[self.email] = Box(self.email, self.email, self.zone, primary=True, owner=self.email, seq=1)

    def tick(self) -> int:
        self.seq += 1
        return self.seq

    # --- calendars -----------------------------------------------------------------------------------------------

    def box(self, calendar_id: str) -> Box:
        found = self.boxes.get(self.email if calendar_id == "primary" else calendar_id)
        if found is None or found.deleted:
            raise problems.not_found("calendar")
        return found

    def create(
        self, summary: str, zone: str = "", *, app: str = "", role: str = "owner", owner: str = "", name: str = ""
    ) -> Box:
        """A secondary calendar. `role`: what the person may do there (reader for somebody else's)."""
        seq = self.tick()
        calendar_id = name or f"{hashlib.sha256(f'{summary}{seq}'.encode()).hexdigest()}@group.calendar.google.com"
        box = Box(calendar_id, summary, zone or self.zone, role, app=app, owner=owner or self.email, seq=seq)
        self.boxes[calendar_id] = box
        return box

    def drop(self, box: Box) -> None:
        box.deleted, box.seq = True, self.tick()

    # --- events --------------------------------------------------------------------------------------------------

    def new_id(self) -> str:
        return hashlib.sha256(f"event{self.seq}".encode()).hexdigest()[:26].translate(str.maketrans("wxyz", "abcd"))

    def put(self, box: Box, data: Json) -> Stored:
        """Writes an event, new or over the one with its id, and stamps it."""
        seq, now = self.tick(), rfc3339(self.clock.stamp())
        data = {**data, "updated": now}
        old = box.events.get(data["id"])
        if old is None:
            stored = Stored(data | {"created": data.get("created", now)}, seq, seq)
            box.events[data["id"]] = stored
            return stored
        old.past.append((seq, old.data))
        old.data, old.seq = data, seq
        return old

    def cancel(self, box: Box, event_id: str) -> None:
        """Deletes an event, an instance of a series, or a series with all its exceptions."""
        data = self.find(box, event_id).data
        for name in [name for name, other in box.events.items() if other.data.get("recurringEventId") == event_id]:
            del box.events[name]
        self.put(box, {**data, "status": "cancelled"})

    def find(self, box: Box, event_id: str) -> Stored:
        """An event, or an instance of one that has no life of its own yet. Deleted events are found too."""
        if event_id in box.events:
            return box.events[event_id]
        master = box.events.get(event_id.rpartition("_")[0])
        if master is not None and "recurrence" in master.data:
            for instance in instances(master.data, box.zone, FAR):
                if instance["id"] == event_id:
                    return Stored(instance, master.seq, master.born)
        raise problems.not_found("calendar")

    def expand(self, box: Box, stored: Stored, until: datetime | None, data: Json | None = None) -> list[Stored]:
        """The instances of a series, each as itself or as its exception. Endless series end at a horizon."""
        end = until or self.clock.now + _HORIZON
        every = instances(data or stored.data, box.zone, end)
        return [box.events.get(one["id"]) or Stored(one, stored.seq, stored.born) for one in every]

    # --- on command ----------------------------------------------------------------------------------------------

    def expire_sync_tokens(self) -> None:
        """Every sync token given out so far is too old."""
        self.tick()
        self.sync_floor = self.seq

    def forget_deleted(self) -> None:
        """Deleted events disappear altogether, as they do at Google after some weeks: their ids are free again."""
        for box in self.boxes.values():
            box.events = {name: stored for name, stored in box.events.items() if not stored.cancelled}


def copied(data: Json) -> Json:
    return copy.deepcopy(data)
