"""Moments as the clocks and calendars of a zone show them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name; UTC where the name is empty or unknown."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def local_date(moment: datetime, zone_name: str) -> date:
    return moment.astimezone(zone(zone_name)).date()


def wall_clock(moment: datetime, zone_name: str) -> time:
    return moment.astimezone(zone(zone_name)).time()


def at(day: date, clock: time, zone_name: str) -> datetime:
    """That wall-clock time on that day in that zone, in UTC (so that differences are real durations)."""
    return datetime.combine(day, clock, zone(zone_name)).astimezone(UTC)
