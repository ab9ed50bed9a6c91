"""Time zone names as calendars write them (RFC 5545 3.2.19), into zones: IANA, Windows, the file's own, an offset."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from afterword.formats import limits
from afterword.formats.ical_lines import Block

_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+-])(\d{1,2}):?(\d{2})?\b")
_CITY = re.compile(r"[^\W\d_]{3,}(?: [^\W\d_]{3,})?")
_UTC_NAMES = frozenset({"utc", "z", "gmt", "etc/utc", "etc/gmt", "etc/zulu", "etc/universal", "zulu", "uct"})
# A rule of a file's own zone, as every program writes it: anything richer could run for hours inside dateutil.
_RULE = re.compile(
    r"RRULE:(?:;?(?:FREQ=YEARLY|INTERVAL=1|COUNT=\d{1,3}|UNTIL=[0-9TZ]{8,16}|WKST=[A-Z]{2}|BYMONTH=\d{1,2}"
    r"|BYDAY=[+-]?\d?[A-Z]{2}|BYMONTHDAY=-?\d{1,2}(?:,-?\d{1,2}){0,10}))+",
    re.IGNORECASE,
)
# dateutil goes through every year of a rule, and Outlook's begin in 1601: what was before is nobody's business here.
_SINCE = 2010
_FIRST = re.compile(r"^(DTSTART[^:]{0,100}):(\d{4})(?!0229)")
_UNTIL = re.compile(r"UNTIL=(\d{4})")


class Zones:
    """The zones one file knows: names become zones, each looked up once."""

    def __init__(self, own: Iterable[Block], default: str, most: int = limits.ZONES) -> None:
        """`most` of those that the file defines itself are worked out: those that its events name first."""
        self.default = known_zone(default) or UTC
        self._own = {_value(block, "TZID"): block for block in own}
        self._found: dict[str, tzinfo] = {}
        self.left = most

    def named(self, name: str) -> tzinfo:
        """The zone of that name: IANA, Windows, the file's own, a city or offset in the name, else the default."""
        if name not in self._found:
            self._found[name] = known_zone(name) or self._defined(name) or _described(name) or self.default
        return self._found[name]

    def _defined(self, name: str) -> tzinfo | None:
        block = self._own.get(name.strip(' "'))
        if block is None:
            return None
        known = known_zone(_value(block, "X-LIC-LOCATION"))
        self.left -= known is None
        return known or (_from_rules(block) if self.left >= 0 else None)

    def local(self, value: datetime, name: str) -> datetime:
        """A time as the file gives it, aware: floating ones are in the default zone (RFC 5545 3.3.5 form 1)."""
        if value.tzinfo is not None:
            return value.astimezone(UTC)
        return value.replace(tzinfo=self.named(name) if name else self.default)

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=self.default)


def zone_name(value: datetime) -> str:
    """The IANA name of a time's zone; "" for UTC and offsets, which say nothing of a place."""
    key = value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else ""
    return "" if key.lower() in _UTC_NAMES else key


def fixed(value: datetime) -> datetime:
    """The same moment in a zone that is plain data: IANA or UTC as it is, anything else as its offset."""
    if isinstance(value.tzinfo, ZoneInfo) or value.tzinfo is UTC:
        return value
    offset = value.utcoffset() or timedelta()
    return value.replace(tzinfo=timezone(offset))


def known_zone(name: str) -> tzinfo | None:
    """A zone by its IANA or Windows name; None for any other. The name is only compared, never used as a path."""
    cleaned = name.strip(' "/').casefold()
    if cleaned in _UTC_NAMES:
        return UTC
    parts = cleaned.split("/")[-5:]
    # "/vendor.example/Europe/Berlin": the longest end that is a name (RFC 5545 3.2.19).
    ends = ("/".join(parts[start:]) for start in range(len(parts)))
    key = next((_names()[end] for end in ends if end in _names()), "")
    return ZoneInfo(key) if key else None


@cache
def _names() -> dict[str, str]:
    names = {key.casefold(): key for key in available_timezones() if key not in {"localtime", "Factory", "posixrules"}}
    return {windows.casefold(): olson for windows, olson in WINDOWS_TO_OLSON.items()} | names


@cache
def _cities() -> dict[str, str]:
    return {key.rpartition("/")[2].replace("_", " ").casefold(): key for key in sorted(available_timezones())}


def _described(name: str) -> tzinfo | None:
    """`(UTC+01:00) Amsterdam, Berlin, Rome`: a city whose standard time is that offset, else the offset alone."""
    match = _OFFSET.search(name[:200])
    if match is None:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0)) * (-1 if match[1] == "-" else 1)
    for city in _CITY.findall(name[:200]):
        zone = ZoneInfo(_cities()[city.casefold()]) if city.casefold() in _cities() else None
        if zone is not None and _standard(zone) == offset:
            return zone
    return timezone(offset) if abs(offset) < timedelta(hours=24) else None


def _standard(zone: ZoneInfo) -> timedelta:
    """The smaller of January's and July's offsets: standard time in either half of the world."""
    return min(datetime(2024, month, 1, tzinfo=zone).utcoffset() or timedelta() for month in (1, 7))


def _value(block: Block, name: str) -> str:
    lines = (line for line in block.lines if line.startswith((name + ":", name + ";")))
    return next(lines, "").partition(":")[2].strip()


def _from_rules(block: Block) -> tzinfo | None:
    """A zone out of its STANDARD and DAYLIGHT rules; None where they make no sense, or are too many."""
    rules = [_of_late(rule) for rule in _rules(block)]
    if sum(line.startswith("RRULE") for rule in rules for line in rule) > limits.ZONE_RULES:
        return None
    text = Block("VTIMEZONE", lines=["TZID:of-this-file", *(line for rule in rules for line in rule)]).text
    try:
        definition: Any = Timezone.from_ical(text)
        zone = definition.to_tz(lookup_tzid=False)
        offset = datetime(2024, 1, 1, tzinfo=zone).utcoffset()
    except Exception:  # noqa: BLE001 - icalendar and dateutil raise whatever a broken definition makes them stumble on
        return None
    return zone if offset is not None and isinstance(zone, tzinfo) else None


def _rules(block: Block) -> list[list[str]]:
    """The harmless lines of each STANDARD and DAYLIGHT."""
    found: list[list[str]] = []
    for line in filter(_harmless, block.lines):
        if line.startswith("BEGIN:"):
            found.append([])
        if found:
            found[-1].append(line)
    return found


def _of_late(rule: list[str]) -> list[str]:
    """A rule without its first centuries; one that was over by then is what it was when it began."""
    recurs = next((line.upper() for line in rule if line.startswith("RRULE")), "")
    until = _UNTIL.search(recurs)
    if "COUNT=" in recurs or (until and int(until[1]) < _SINCE):
        return [line for line in rule if not line.startswith("RRULE")]
    if not recurs:
        return rule
    return [_FIRST.sub(lambda first: f"{first[1]}:{max(int(first[2]), _SINCE)}", line) for line in rule]


def _harmless(line: str) -> bool:
    name = line.partition(":")[0].partition(";")[0]
    if name == "RRULE":
        return _RULE.fullmatch(line) is not None
    return name in {"BEGIN", "END", "DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RDATE"}
