"""Google Calendar: the person's calendars read by sync tokens, Afterword's own one made and written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from afterword.core.digests import entry_digest
from afterword.core.model import Entry, Event
from afterword.errors import Conflict, CursorExpired, Rejected, Transient
from afterword.ports import Change, Gone, Look, Receipt, Seen, Standing, Unreadable, Window
from afterword.providers.google.failures import LATER, Missing, Refused
from afterword.providers.google.memory import Memory
from afterword.providers.google.own_calendar import OwnCalendar
from afterword.providers.google.session import Session
from afterword.providers.google.wire import entry_to_json, event_from_json, event_id, items_of
from afterword.providers.looks import Stream, as_left, by_key

PRIMARY = "primary"
_KIND = "google-calendar-1"
_PAGE = 2500
# A first look goes that much further than it must, so that the next one is due only when this much time has passed.
_AHEAD = timedelta(days=60)
_QUIET = {"sendUpdates": "none"}
_NO_IDS = (
    "The server at calendar_endpoint gives entries ids of its own, by which Afterword could not know them again: it "
    "writes none there. Name another under [google]."
)
_GROUP = ("@group.calendar.google.com", "@group.v.calendar.google.com", "@import.calendar.google.com")


@dataclass(frozen=True, slots=True)
class _Cursor:
    """How far one calendar was read: `token` is Google's ("" where it gave none), `until` how far series were expanded.

    `calendar` is the id behind the name; `series` those seen, whose end comes as one deletion; `foreign` is a calendar
    of somebody else's, which is not read.
    """

    calendar: str
    token: str
    until: str
    series: tuple[str, ...] = ()
    foreign: bool = False

    @staticmethod
    def read(text: str) -> _Cursor:
        try:
            data = json.loads(text)
            if data.pop("kind") != _KIND:
                raise ValueError(text)
            cursor = _Cursor(**{**data, "series": tuple(data.get("series", ()))})
            datetime.fromisoformat(cursor.until)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise CursorExpired("The cursor is not readable. Everything is looked at.") from error
        return cursor

    def __str__(self) -> str:
        data = {"kind": _KIND, "calendar": self.calendar, "token": self.token, "until": self.until}
        more = {"series": list(self.series)} if self.series else {}
        return json.dumps(data | more | ({"foreign": True} if self.foreign else {}), separators=(",", ":"))


class GoogleCalendar:
    """The `Calendar` port at Google. Sources are the calendars' ids, then the name of Afterword's own calendar.

    `follow_ups` is that name, or "primary" for the person's own one. `mine` are the person's addresses, `zone` (IANA)
    theirs. Handles are event ids, which for entries of ours follow from the key.
    """

    def __init__(
        self,
        session: Session,
        memory: Memory,
        calendars: tuple[str, ...],
        follow_ups: str,
        *,
        zone: str,
        mine: frozenset[str] = frozenset(),
    ) -> None:
        self._session = session
        self._own = follow_ups
        self._calendar = OwnCalendar(session, memory, follow_ups, zone)
        self._zone = zone
        self._mine = mine
        self._sources = (*(name for name in dict.fromkeys(calendars) if name != follow_ups), follow_ups)

    @property
    def sources(self) -> tuple[str, ...]:
        return self._sources

    # --- looking -----------------------------------------------------------------------------------------------

    def changes(self, source: str, cursor: str | None, window: Window) -> Look[Event]:
        """See `Calendar.changes`. With a token Google says what changed; without one, everything in the window.

        The first page is asked for here, so that a token too old is told at once.
        """
        if source not in self._sources:
            raise Rejected(f"{source} is not among the calendars. Name it under [google] calendars.")
        known = None if cursor is None else _Cursor.read(cursor)
        if known and self._is_quiet(source, known, window):
            return Stream(iter(()), lambda: str(cursor), full=False, total=0)
        calendar = self._id_of(source)
        if not calendar:
            return self._nothing(_Cursor("", "", window.end.isoformat()))
        if known is None or known.calendar != calendar or not known.token:
            return self._everything(source, calendar, window)
        if datetime.fromisoformat(known.until) < window.end:
            raise CursorExpired("The window has moved on. Everything is looked at.")
        return self._since(source, known)

    def _is_quiet(self, source: str, known: _Cursor, window: Window) -> bool:
        """Nothing to be learnt: a calendar of somebody else's, or our own without anything of ours in it."""
        return known.foreign or (source == self._own != PRIMARY and not window.ours)

    def _everything(self, source: str, calendar: str, window: Window) -> Look[Event]:
        until = window.end + _AHEAD
        asked = {"timeMin": _instant(window.start), "timeMax": _instant(until)} if source != self._own else {}
        if source == self._own == PRIMARY:
            asked = {"timeMin": _instant(window.start), "timeMax": _instant(until)}
        try:
            page = self._page(calendar, asked)
        except Missing as error:
            if source != self._own:
                text = f"There is no calendar {source} at Google. Name another under [google] calendars."
                raise Rejected(text) from error
            self._calendar.forget()
            return self._nothing(_Cursor("", "", until.isoformat()))
        if self._is_foreign(calendar, page):
            return self._foreign(source, calendar, until)
        return self._look(source, _Cursor(calendar, "", until.isoformat()), asked, page, full=True)

    def _since(self, source: str, known: _Cursor) -> Look[Event]:
        asked = {"syncToken": known.token}
        try:
            page = self._page(known.calendar, asked)
        except (
            Missing,
            Refused,
        ) as error:  # 410: the token is too old; 404: the calendar is gone; 400: no token at all
            raise CursorExpired("The cursor is too old. Everything is looked at.") from error
        ended = {item.get("id") for item in items_of(page) if item.get("status") == "cancelled"}
        if ended & set(known.series):
            raise CursorExpired("A whole series ended. Everything is looked at.")
        return self._look(source, known, asked, page, full=False)

    def _page(self, calendar: str, asked: Mapping[str, Any], token: str = "") -> dict[str, Any]:
        more = {"pageToken": token} if token else {}
        events = self._session.calendar("events")
        request = events.list(calendarId=calendar, singleEvents=True, maxResults=_PAGE, **asked, **more)
        return self._session.read(request)

    def _look(
        self, source: str, known: _Cursor, asked: Mapping[str, Any], first: dict[str, Any], *, full: bool
    ) -> Look[Event]:
        reading = _Reading(known, set(known.series))

        def changes() -> Iterator[Change[Event]]:
            page = first
            while True:
                zone = str(page.get("timeZone") or self._zone)
                for item in items_of(page):
                    yield from self._change(source, item, zone, reading)
                following = page.get("nextPageToken")
                if not following:
                    break
                page = self._next_page(known.calendar, asked, following)
            reading.token = str(page.get("nextSyncToken") or "")

        return Stream(changes(), reading.cursor, full=full)

    def _next_page(self, calendar: str, asked: Mapping[str, Any], token: str) -> dict[str, Any]:
        """A page after the first: what was seen stays valid, so a lost token means only: again at the next cycle."""
        try:
            return self._page(calendar, asked, token)
        except (Missing, Refused) as error:
            raise Transient("Google lost its place in the calendar. It is tried again at the next cycle.") from error

    def _change(self, source: str, item: Mapping[str, Any], zone: str, reading: _Reading) -> Iterator[Change[Event]]:
        handle = str(item.get("id") or "")
        if item.get("status") == "cancelled":
            yield Gone(handle)
            return
        event = self._event(item, source, zone)
        if series := item.get("recurringEventId"):
            reading.series.add(str(series))
            # A new series without an end comes whole, years of it.
            if event.start > datetime.fromisoformat(reading.known.until):
                return
        yield Seen(handle, (event,))

    def _event(self, item: Mapping[str, Any], source: str, zone: str) -> Event:
        event = event_from_json(item, calendar=source, default_zone=zone)
        # Google names the calendar itself as organiser of what we put there.
        return replace(event, organizer=None) if event.mark else event

    @staticmethod
    def _nothing(cursor: _Cursor) -> Look[Event]:
        return Stream(iter(()), lambda: str(cursor), full=True, total=0)

    def _is_foreign(self, calendar: str, page: Mapping[str, Any]) -> bool:
        """A colleague's calendar that the person may see: its interviews are not theirs."""
        role = page.get("accessRole", "owner")
        ours = calendar == PRIMARY or calendar in self._mine or calendar.endswith(_GROUP)
        return role != "owner" and not ours

    @staticmethod
    def _foreign(source: str, calendar: str, until: datetime) -> Look[Event]:
        why = f"The calendar {source} is somebody else's: it is left out. Take it off [google] calendars."
        cursor = str(_Cursor(calendar, "", until.isoformat(), foreign=True))
        return Stream(iter([Unreadable(source, why)]), lambda: cursor, full=False, total=1)

    # --- writing -----------------------------------------------------------------------------------------------

    def put(self, entry: Entry, replacing: Standing | None) -> Receipt:
        """See `Calendar.put`. A new entry's id follows from its key, so a repeat is a 409 and never a second entry."""
        if replacing is None:
            return self._insert(entry)
        standing = self._get(event_id(entry.key))
        if not replacing.digest:
            return self._put_back(entry, standing)
        if standing is None or standing.get("status") == "cancelled":
            raise Conflict(f"The entry {entry.key} is not there any more: somebody deleted it. It stays deleted.")
        self._require_untouched(standing, replacing)
        return self._update(entry, standing)

    def remove(self, standing: Standing) -> None:
        """See `Calendar.remove`. Read again right before, and deleted only in the state that was read (If-Match)."""
        found = self._get(standing.handle)
        if found is None or found.get("status") == "cancelled":
            return
        if not event_from_json(found).mark:
            raise Rejected(f"{standing.handle} is not an entry of Afterword. It stays; delete it yourself.")
        self._require_untouched(found, standing)
        events = self._session.calendar("events")
        request = events.delete(calendarId=self._own_id(), eventId=standing.handle, **_QUIET)
        self._session.delete(_if_match(request, found))
        left = self._get(standing.handle)
        if left is not None and left.get("status") != "cancelled":
            raise Transient(f"Google did not delete {standing.key}. {LATER}")

    def find(self, key: str) -> Standing | None:
        """See `Calendar.find`. By its id, which is no search."""
        found = self._get(event_id(key))
        if found is None or found.get("status") == "cancelled":
            return None
        event = self._event(found, self._own, self._zone)
        return Standing(key, str(found.get("id")), entry_digest(event.title, event.text), event.start)

    def discard(self, ours: Iterable[Standing]) -> bool:
        """See `Calendar.discard`. Only a calendar that bears our own words: the person's can't be it."""
        if self._own == PRIMARY:
            return False
        listed, known = self._calendar.listed(), by_key(ours)
        calendar = self._calendar.remembered or listed
        if not calendar or calendar != listed:
            return not self._is_there(calendar)
        if not all(as_left(event, known) for event in self._standing_in(calendar)):
            return False
        self._session.delete(self._session.calendar("calendars").delete(calendarId=calendar))
        if self._is_there(calendar):
            raise Transient(f"Google did not delete the calendar {self._own}. {LATER}")
        self._calendar.forget()
        return True

    def _is_there(self, calendar: str) -> bool:
        """Whether a calendar that was ours once, and does not bear our words any more, still stands."""
        try:
            return bool(calendar and self._page(calendar, {}))
        except Missing:
            return False

    def _standing_in(self, calendar: str) -> Iterator[Event]:
        """Every event of our own calendar, with no window."""
        token = ""
        while True:
            page = self._page(calendar, {}, token)
            for item in items_of(page):
                if item.get("status") != "cancelled":
                    yield self._event(item, self._own, str(page.get("timeZone") or self._zone))
            token = str(page.get("nextPageToken") or "")
            if not token:
                return

    def _insert(self, entry: Entry) -> Receipt:
        calendar = self._own_id(create=True)
        try:
            return self._inserted(entry, calendar)
        except Missing:  # the person deleted the whole calendar
            self._calendar.forget()
            calendar = self._own_id(create=True)
        except Conflict:
            if self._get(event_id(entry.key)) is not None:
                raise
            # Google contradicts itself: taken, and not there. Refused is not written, so this is no repeat.
        return self._inserted(entry, calendar)

    def _inserted(self, entry: Entry, calendar: str) -> Receipt:
        events = self._session.calendar("events")
        made = self._session.write(events.insert(calendarId=calendar, body=entry_to_json(entry), **_QUIET))
        if made["id"] != event_id(entry.key):
            self._session.delete(events.delete(calendarId=calendar, eventId=made["id"], **_QUIET))
            raise Rejected(_NO_IDS)
        return self._receipt(made)

    def _put_back(self, entry: Entry, standing: Mapping[str, Any] | None) -> Receipt:
        """An entry that we took away ourselves: at Google a deleted event keeps its id, and can be confirmed again."""
        if standing is None:
            try:
                return self._insert(entry)
            except Conflict:  # not to be seen, and yet its id is taken: that is how a deleted one may look
                return self._update(entry, {})
        if standing.get("status") != "cancelled":
            raise Conflict(f"The entry {entry.key} is already there. It is looked up before anything is written.")
        return self._update(entry, standing)

    def _update(self, entry: Entry, standing: Mapping[str, Any]) -> Receipt:
        body = entry_to_json(entry) | {name: standing[name] for name in ("sequence",) if name in standing}
        events = self._session.calendar("events")
        request = events.update(calendarId=self._own_id(), eventId=event_id(entry.key), body=body, **_QUIET)
        try:
            return self._receipt(self._session.write(_if_match(request, standing)))
        except Missing as error:
            raise Conflict(f"The entry {entry.key} was deleted meanwhile. It stays deleted.") from error

    def _receipt(self, written: Mapping[str, Any]) -> Receipt:
        event = event_from_json(written)
        return Receipt(str(written["id"]), entry_digest(event.title, event.text))

    def _require_untouched(self, found: Mapping[str, Any], standing: Standing) -> None:
        event = self._event(found, self._own, self._zone)
        same = event.mark == standing.key and entry_digest(event.title, event.text) == standing.digest
        if not same or standing.start not in {None, event.start}:
            raise Conflict(f"The entry {standing.key} has been changed. It stays; delete it if it is in the way.")

    def _get(self, handle: str) -> dict[str, Any] | None:
        calendar = self._own_id()
        if not calendar:
            return None
        try:
            return self._session.read(self._session.calendar("events").get(calendarId=calendar, eventId=handle))
        except Missing:
            return None

    def _id_of(self, source: str) -> str:
        return self._own_id() if source == self._own else source

    def _own_id(self, *, create: bool = False) -> str:
        """The id of the calendar for follow-ups, "" where there is none yet."""
        return PRIMARY if self._own == PRIMARY else self._calendar.id(create=create)


@dataclass
class _Reading:
    """What a look gathers on its way: the series met, and at its end Google's token."""

    known: _Cursor
    series: set[str]
    token: str = ""

    def cursor(self) -> str:
        return str(replace(self.known, token=self.token, series=tuple(sorted(self.series))))


def _instant(moment: datetime) -> str:
    """RFC 3339 with its offset, which Google insists on."""
    return moment.replace(microsecond=0).isoformat()


def _if_match(request: Any, found: Mapping[str, Any]) -> Any:
    if found.get("etag"):
        request.headers["If-Match"] = str(found["etag"])
    return request
