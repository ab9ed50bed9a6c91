"""RFC 5545: an .ics file as others wrote it, into events. Tolerant of nearly everything, bounded in time and memory.

The lines are read in `ical_lines`, zones in `zones`, recurrence in `recurrence`; `entry` writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from icalendar import Event as Vevent
from icalendar.prop import vBroken, vDDDLists, vDDDTypes

from afterword.core.digests import digest
from afterword.core.model import Event, EventStatus, Guest, PartStat, Person
from afterword.errors import Rejected
from afterword.formats import limits
from afterword.formats.entry import MARK_PROPERTY, render_entry
from afterword.formats.headers import mark_of
from afterword.formats.ical_lines import MAX_BYTES, MAX_EVENTS, Block, blocks, looks_like_calendar
from afterword.formats.plain import clean_text, links_in, maybe_html_to_text, one_line
from afterword.formats.recurrence import expandable, expanded, intricate, near, repeats
from afterword.formats.zones import Zones, fixed, zone_name
from afterword.ports import Window

__all__ = ["MAX_BYTES", "parse_attached", "parse_events", "render_entry"]

_ADDRESS = re.compile(r"[^@\s<>\"(),:;]{1,200}@[^@\s<>\"(),:;]{1,255}")
_WEB = re.compile(r"https?://[^\s<>\"]{1,1500}", re.IGNORECASE)
_PRODID = re.compile(rb"^PRODID[^:\r\n]{0,80}:([^\r\n]{1,200})", re.IGNORECASE | re.MULTILINE)
_HEAD = 4096
_LINKS = ("URL", "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")
# What began longer ago than this before the window is over.
_LONGEST = timedelta(days=62)
# No zone is farther from UTC.
_ANY_ZONE = timedelta(days=2)
_MAX_INTRICATE = 200
_MAX_SHOWN = 10_000
_YEARS = range(1583, 2201)
# A parsed VEVENT. icalendar types its values as a union of thirty classes, of which every use fits one.
Component = Any
_EMPTY = "There is no calendar entry in it. Remove the file, or export it again as iCalendar (.ics)."


def parse_events(
    raw: bytes,
    *,
    calendar: str = "",
    window: Window | None = None,
    default_zone: str = "UTC",
) -> list[Event]:
    """The events of an .ics file, the good ones where some are broken.

    With a `window`, recurring events are expanded within it (at most 500 occurrences each) and single ones that ended
    before it are left out; those after it are shown, and so is everything that carries our mark. Without one, every
    event stands there once: a series as its first occurrence, and its overrides. Floating times and whole days are in
    `default_zone` (IANA). Raises Rejected, with why and what to do, where nothing can be understood.
    """
    if not looks_like_calendar(raw):
        raise Rejected("This is not a calendar file, or an empty one. " + _EMPTY)
    found = list(blocks(raw, MAX_EVENTS, f"{window.start - _LONGEST:%Y%m%d}" if window else ""))
    if window:
        day = f"{window.start - _ANY_ZONE:%Y%m%d}"
        found = [block for block in found if block.name != "VEVENT" or not block.over_by(day)]
    zones = Zones(_own_zones(found), default_zone, limits.ZONES)
    events = _events(found, _Reader(calendar, _product(raw), zones, window))
    if events is None:
        raise Rejected("No entry in it has a readable start. Remove the file, or export it again as iCalendar (.ics).")
    return events


def parse_attached(files: Iterable[bytes], default_zone: str) -> Iterator[list[Event]]:
    """The events of each calendar that came with one mail. Less is looked at than of a person's own files."""
    left = limits.ATTACHED_WEIGHT
    bytes_left = limits.ATTACHED_BYTES
    zones_left = limits.ATTACHED_ZONES
    for raw in files:
        shown = raw[:bytes_left]
        bytes_left -= len(shown)
        found: list[Block] = []
        for block in blocks(shown, limits.ATTACHED_EVENTS) if looks_like_calendar(shown) else ():
            if block.weight <= left or left == limits.ATTACHED_WEIGHT:  # the first one is read however large it is
                found.append(block)
                left -= block.weight
        zones = Zones(_own_zones(found), default_zone, zones_left)
        yield _events(found, _Reader("", _product(shown), zones, None)) or []
        zones_left = zones.left


def _own_zones(found: Iterable[Block]) -> Iterator[Block]:
    return (block for block in found if block.name == "VTIMEZONE")


def _events(found: list[Block], reader: _Reader) -> list[Event] | None:
    """The events that the blocks stand for, series by series; None if there are blocks and none can be read."""
    series: dict[str, list[tuple[Component, str]]] = {}
    for block in found:
        if block.name == "VEVENT" and (component := _component(block, reader.zones)) is not None:
            series.setdefault(component["UID"], []).append((component, block.method))
    if not series and any(block.name == "VEVENT" for block in found):
        return None
    return [event for members in series.values() for event in reader.events(members)]


def _product(raw: bytes) -> str:
    """PRODID: the program that wrote the file, as it calls itself."""
    found = _PRODID.search(raw[:_HEAD])
    return one_line(found[1].decode("utf-8", "replace"), 200) if found else ""


def _component(block: Block, zones: Zones) -> Component | None:
    """The lines of a VEVENT, parsed and its times made aware; None where it has no usable start."""
    try:
        component = _without_broken(Vevent.from_ical(block.text))
        for name in ("DTSTART", "DTEND", "RECURRENCE-ID"):
            _make_aware(component, name, zones)
        for name in ("EXDATE", "RDATE"):
            _make_list_aware(component, name, zones)
        _ensure_start(component, block.method)
        _ensure_uid(component, block)
    except Exception:  # noqa: BLE001 - a broken component is set aside whatever it breaks; the others stay
        return None
    return component


def _without_broken(component: Component) -> Component:
    """icalendar keeps a value it can't read as one that raises when touched: out with it."""
    for name, value in list(component.items()):
        if isinstance(value, list):
            component[name] = [item for item in value if not isinstance(item, vBroken)]
        if isinstance(value, vBroken) or component[name] == []:
            del component[name]
    return component


def _make_aware(component: Component, name: str, zones: Zones) -> None:
    if name not in component:
        return
    prop = component[name]
    value = getattr(prop, "dt", None)
    if not isinstance(value, date) or value.year not in _YEARS:
        del component[name]
        return
    params = {"RANGE": prop.params["RANGE"]} if "RANGE" in prop.params else {}
    aware = zones.local(value, _zone_param(prop)) if isinstance(value, datetime) else value
    component[name] = vDDDTypes(aware)
    component[name].params.update(params)


def _zone_param(prop: Any) -> str:
    name = prop.params.get("X-TZID", "")
    return str(name[0] if isinstance(name, list) else name)[:200]


def _make_list_aware(component: Component, name: str, zones: Zones) -> None:
    if name not in component:
        return
    values: list[date] = []
    for prop in component[name] if isinstance(component[name], list) else [component[name]]:
        zone = _zone_param(prop)
        for value in (getattr(item, "dt", None) for item in getattr(prop, "dts", [])):
            moment = value[0] if isinstance(value, tuple) else value
            if isinstance(moment, date) and moment.year in _YEARS:
                values.append(zones.local(moment, zone) if isinstance(moment, datetime) else moment)
    del component[name]
    if values:
        component[name] = vDDDLists(values[:1000])


def _ensure_start(component: Component, method: str) -> None:
    """A cancellation may come with its UID and little else; anything but that needs a start of its own."""
    if "DTSTART" in component:
        return
    cancelled = method == "CANCEL" or str(component.get("STATUS", "")).upper() == "CANCELLED"
    stand_in = component.get("RECURRENCE-ID") or (component.get("DTSTAMP") if cancelled else None)
    start = getattr(stand_in, "dt", None)
    if not isinstance(start, date):
        raise Rejected("This entry has no start.")
    component["DTSTART"] = vDDDTypes(start)


def _ensure_uid(component: Component, block: Block) -> None:
    """RFC 5545 3.8.4.7 demands a UID. Where there is none, what the event says of itself names it just as well."""
    uid = one_line(str(component.get("UID", "")), 500)
    if not uid:
        uid = "no-uid-" + digest(*sorted(line for line in block.lines if not line.startswith("DTSTAMP")))
    component["UID"] = uid


class _Reader:
    """Components of one file into events."""

    def __init__(self, calendar: str, product: str, zones: Zones, window: Window | None) -> None:
        self._calendar = calendar
        self._product = product
        self.zones = zones
        self._window = window
        self._intricate = 0
        self._left = _MAX_SHOWN
        # The occurrences of a series share a description: its HTML is turned into text once.
        self._plain = lru_cache(maxsize=8)(_description)

    def events(self, members: list[tuple[Component, str]]) -> Iterable[Event]:
        """The events of one UID: a series expanded if there is a window, or each component as it stands."""
        method = next((method for _, method in members if method), "")
        components = [component for component, _ in members]
        if self._window is not None and self._left > 0 and any(repeats(component) for component in components):
            expansion = self._expanded(components, self._window)
            if expansion is not None:
                self._left -= len(expansion)
                return [event for found in expansion for event in self._shown(found, method, recurring=True)]
        recurring = any(repeats(component) or "RECURRENCE-ID" in component for component in components)
        return [event for component, own in members for event in self._shown(component, own, recurring=recurring)]

    def _expanded(self, components: list[Component], window: Window) -> list[Component] | None:
        masters = [component for component in components if "RECURRENCE-ID" not in component]
        overrides = [component for component in components if "RECURRENCE-ID" in component]
        try:
            self._intricate += sum(intricate(master) for master in masters)
            if self._intricate > _MAX_INTRICATE or not all(expandable(master, window) for master in masters):
                return None
            close = [component for component in overrides if near(component)]
            return expanded(masters + close, window) + [found for found in overrides if not near(found)]
        except Exception:  # noqa: BLE001 - a rule that makes no sense: the series is shown as its first occurrence
            return None

    def _shown(self, component: Component, method: str, *, recurring: bool) -> Iterable[Event]:
        try:
            event = self._event(component, method, recurring=recurring)
        except Exception:  # noqa: BLE001 - as in _component: one broken event takes no other with it
            return
        if self._window is None or event.end >= self._window.start or event.mark:
            yield event

    def _event(self, component: Component, method: str, *, recurring: bool) -> Event:
        start, end, all_day = self._times(component)
        description, alternative = _text(component, "DESCRIPTION"), _text(component, "X-ALT-DESC")
        text, guests = self._plain(description, alternative), _guests(component)
        return Event(
            uid=component["UID"],
            start=start,
            end=end,
            occurrence=_occurrence(component),
            calendar=self._calendar,
            zone=zone_name(start),
            all_day=all_day,
            title=one_line(_text(component, "SUMMARY")),
            text=text[: limits.EVENT_TEXT],
            links=links_in(description) or links_in(alternative),
            location=one_line(_text(component, "LOCATION")),
            url=_url(component),
            status=_status(component, method),
            organizer=_person(component["ORGANIZER"]) if "ORGANIZER" in component else None,
            guests=guests,
            sequence=_sequence(component),
            stamp=_stamp(component, self.zones),
            method=method,
            recurring=recurring,
            transparent=_text(component, "TRANSP").strip().upper() == "TRANSPARENT",
            mark=mark_of([_text(component, MARK_PROPERTY)]),
            product=self._product,
            cut=event_cut(description, text, guests),
        )

    def _times(self, component: Component) -> tuple[datetime, datetime, bool]:
        """Start and end, aware, the end never before the start (RFC 5545 3.6.1 says what a missing end means)."""
        start = component["DTSTART"].dt
        all_day = not isinstance(start, datetime)
        end = component["DTEND"].dt if "DTEND" in component else _end(component, start)
        first = self.zones.midnight(start) if all_day else fixed(start)
        last = fixed(end) if isinstance(end, datetime) else self.zones.midnight(end)
        if all_day and last <= first:
            last = self.zones.midnight(start + timedelta(days=1))
        return first, max(first, last), all_day


def event_cut(description: str, text: str, guests: tuple[Guest, ...]) -> tuple[str, ...]:
    """What went on behind the bounds, as `Event.cut` has it. `text` is the description's, and may be longer, too."""
    longer = len(text) > limits.EVENT_TEXT or len(description) >= limits.PROSE_CHARACTERS - len("DESCRIPTION:")
    return ("text",) * longer + ("guests",) * (len(guests) >= limits.GUESTS)


def _end(component: Component, start: date) -> date:
    duration = getattr(component.get("DURATION"), "dt", None)
    if isinstance(duration, timedelta) and timedelta() < duration < timedelta(days=3650):
        return start + duration
    return start if isinstance(start, datetime) else start + timedelta(days=1)


def _occurrence(component: Component) -> str:
    """RECURRENCE-ID in UTC; a whole day keeps its date, whatever the zone of whoever reads it."""
    value = getattr(component.get("RECURRENCE-ID"), "dt", None)
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{value:%Y%m%d}T000000Z" if isinstance(value, date) else ""


def _text(component: Component, name: str) -> str:
    value = component.get(name, "")
    return str(value[0] if isinstance(value, list) else value)


def _description(description: str, alternative: str) -> str:
    """DESCRIPTION, or else the HTML that Outlook puts beside it."""
    text = maybe_html_to_text(description)
    if text or not alternative:
        return text
    return maybe_html_to_text(alternative.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";"))


def _url(component: Component) -> str:
    for name in _LINKS:
        if match := _WEB.search(_text(component, name)):
            return clean_text(match[0])
    return ""


def _status(component: Component, method: str) -> EventStatus:
    if method == "CANCEL":
        return EventStatus.CANCELLED
    try:
        return EventStatus(_text(component, "STATUS").strip().lower())
    except ValueError:
        return EventStatus.CONFIRMED


def _sequence(component: Component) -> int:
    value = component.get("SEQUENCE", 0)
    return value if isinstance(value, int) and 0 <= value < 2**31 else 0


def _stamp(component: Component, zones: Zones) -> datetime | None:
    value = getattr(component.get("DTSTAMP"), "dt", None)
    if not isinstance(value, datetime) or value.year not in _YEARS:
        return None
    return (value if value.tzinfo else value.replace(tzinfo=zones.default)).astimezone(UTC)


def _guests(component: Component) -> tuple[Guest, ...]:
    values = component.get("ATTENDEE", [])
    return tuple(_guest(value) for value in (values if isinstance(values, list) else [values]))


def _guest(value: Any) -> Guest:
    return Guest(
        person=_person(value),
        status=_partstat(_param(value, "PARTSTAT")),
        kind=_param(value, "CUTYPE").lower() or "individual",
        role=_param(value, "ROLE").lower() or "req-participant",
    )


def _partstat(word: str) -> PartStat:
    try:
        return PartStat(word.lower())
    except ValueError:
        return PartStat.UNKNOWN


def _param(value: Any, name: str) -> str:
    found = getattr(value, "params", {}).get(name, "")
    return one_line(str(found[0] if isinstance(found, list) and found else found or ""), 300)


def _person(value: Any) -> Person:
    """A CAL-ADDRESS (RFC 5545 3.3.3): `mailto:jane@acme.example`, also with brackets, in capitals, percent-encoded."""
    email = ""
    for text in (unquote(str(value)[:1000]), _param(value, "EMAIL")):
        if match := _ADDRESS.search(text.partition(":")[2] if ":" in text[:10] else text):
            email = match[0].lower()
            break
    name = _param(value, "CN").partition("<")[0].strip(" \"'\\")
    return Person("" if name.lower() == email else name, email)
