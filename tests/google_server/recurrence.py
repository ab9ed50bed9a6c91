"""The instances of a recurring event: RRULE, RDATE and EXDATE as Google takes them, in the event's own zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rruleset, rrulestr  # type: ignore[import-untyped, unused-ignore]

Json = dict[str, Any]
_MOST = 4000


def moment(value: Json, zone: str) -> datetime:
    """`{"dateTime"}` or `{"date"}` as an aware datetime; a whole day begins in the calendar's `zone`."""
    if "date" in value:
        return datetime.combine(date.fromisoformat(value["date"]), time(), ZoneInfo(zone))
    found = datetime.fromisoformat(value["dateTime"])
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(value["timeZone"]))


def span(event: Json, zone: str) -> tuple[datetime, datetime]:
    return moment(event["start"], zone), moment(event["end"], zone)


def instance_id(master: str, start: Json, zone: str) -> str:
    if "date" in start:
        return f"{master}_{start['date'].replace('-', '')}"
    return f"{master}_{moment(start, zone).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def instances(master: Json, zone: str, until: datetime) -> Iterator[Json]:
    """Every instance that begins before `until`, each a whole event of its own."""
    begin, end = span(master, zone)
    all_day = "date" in master["start"]
    named = master["start"].get("timeZone")
    local = begin.replace(tzinfo=None) if all_day else begin.astimezone(ZoneInfo(named or zone))
    rules = _rules(master["recurrence"], local)
    for number, start in enumerate(rules):
        if number >= _MOST or (start if start.tzinfo else start.replace(tzinfo=ZoneInfo(zone))) >= until:
            return
        yield _instance(master, start, end - begin, all_day, named, zone)


def _instance(master: Json, start: datetime, length: timedelta, all_day: bool, named: str | None, zone: str) -> Json:
    if all_day:
        first: Json = {"date": start.date().isoformat()}
        last: Json = {"date": (start + timedelta(days=round(length / timedelta(days=1)))).date().isoformat()}
    else:
        name = {"timeZone": named} if named else {}
        first = {"dateTime": start.isoformat()} | name
        last = {"dateTime": (start.astimezone(UTC) + length).astimezone(start.tzinfo).isoformat()} | name
    return {name: value for name, value in master.items() if name != "recurrence"} | {
        "id": instance_id(master["id"], first, zone),
        "recurringEventId": master["id"],
        "originalStartTime": first,
        "start": dict(first),
        "end": last,
    }


def _rules(lines: list[str], begin: datetime) -> rruleset:
    rules = rruleset()
    rules.rdate(begin)
    for line in lines:
        kind, _, value = line.partition(":")
        name = kind.partition(";")[0].upper()
        if name == "RRULE":
            rules.rrule(rrulestr(_until(value, begin), dtstart=begin))
        for text in value.split(",") if name in ("RDATE", "EXDATE") else ():
            (rules.rdate if name == "RDATE" else rules.exdate)(_point(kind, text, begin))
    return rules


def _until(rule: str, begin: datetime) -> str:
    """UNTIL in the form that fits the start: with a zone in UTC, for whole days without."""

    def fitting(match: re.Match[str]) -> str:
        day = match[1]
        if begin.tzinfo is None:
            return f"UNTIL={day}T000000"
        return f"UNTIL={day}{match[2] or 'T235959Z'}"

    return re.sub(r"UNTIL=(\d{8})(T\d{6}Z?)?", fitting, rule)


def _point(kind: str, text: str, begin: datetime) -> datetime:
    found = datetime.strptime(text[:15].rstrip("Z"), "%Y%m%dT%H%M%S" if "T" in text else "%Y%m%d")  # noqa: DTZ007 - zoned below
    if begin.tzinfo is None:
        return datetime.combine(found.date(), time())
    if text.endswith("Z"):
        return found.replace(tzinfo=UTC).astimezone(begin.tzinfo)
    zone = re.search(r"TZID=([\w/+-]+)", kind)
    return found.replace(tzinfo=ZoneInfo(zone[1]) if zone else begin.tzinfo)


def problem_of(lines: list[str], start: Json, zone: str) -> str:
    """Why these rules are none, or nothing."""
    if not all(re.match(r"(?:RRULE|EXRULE|RDATE|EXDATE)[;:]", line) for line in lines):
        return "Invalid recurrence rule."
    if "date" not in start and not start.get("timeZone"):
        return "Missing time zone definition for start time."
    begin = moment(start, zone)
    try:
        _rules(lines, begin.replace(tzinfo=None) if "date" in start else begin)
    except (ValueError, KeyError):
        return "Invalid recurrence rule."
    return ""
