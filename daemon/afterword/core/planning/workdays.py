"""Working days and hours, and the first free quarter of an hour on one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from afterword.core.local_time import at, local_date, wall_clock, zone
from afterword.core.model import Busy
from afterword.core.planning.cadence import Hours, Policy

STEP = timedelta(minutes=15)
_PREFERRED = time(10)
AWAKE = Hours(time(8), time(21), frozenset(range(7)))
_SEARCH_DAYS = 60


def decent_hour(moment: datetime, policy: Policy) -> datetime:
    """That moment to the minute, or the next at which people are awake where the person is."""
    start = moment.replace(second=0, microsecond=0)
    day = local_date(start, policy.zone)
    if start < at(day, AWAKE.start, policy.zone):
        return at(day, AWAKE.start, policy.zone)
    if start > at(day, AWAKE.end, policy.zone):
        return at(day + timedelta(days=1), AWAKE.start, policy.zone)
    return start


def is_working_day(day: date, policy: Policy) -> bool:
    return day.weekday() in policy.hours.days and day not in policy.holidays


def working_day_from(day: date, policy: Policy) -> date:
    """That day if people work on it, else the next on which they do (a country of endless holidays gives the day)."""
    for ahead in range(_SEARCH_DAYS):
        if is_working_day(day + timedelta(days=ahead), policy):
            return day + timedelta(days=ahead)
    return day


def working_day_after(day: date, policy: Policy) -> date:
    return working_day_from(day + timedelta(days=1), policy)


def is_free(start: datetime, end: datetime, busy: Sequence[Busy]) -> bool:
    return not any(stretch.start < end and start < stretch.end for stretch in busy)


def fits(start: datetime, length: timedelta, zone_name: str, policy: Policy, busy: Sequence[Busy]) -> bool:
    """Whether something at `start` is on a working day, in working hours there, and beside no appointment."""
    local = start.astimezone(zone(zone_name))
    end = (start + length).astimezone(zone(zone_name))
    return (
        is_working_day(local.date(), policy)
        and local.date() == end.date()
        and policy.hours.start <= local.time()
        and end.time() <= policy.hours.end
        and is_free(start, start + length, busy)
    )


def slot(
    earliest: datetime, length: timedelta, zone_name: str, policy: Policy, busy: Sequence[Busy]
) -> datetime | None:
    """The best moment not before `earliest`: mid-morning of the first working day that has room, in UTC.

    Working hours are those of `zone_name` (the employer's); among them those at which the person is awake come first.
    None if two months hold no room at all.
    """
    first = local_date(earliest, zone_name)
    for ahead in range(_SEARCH_DAYS):
        day = first + timedelta(days=ahead)
        if not is_working_day(day, policy):
            continue
        free = [
            start
            for start in _quarters(day, length, zone_name, policy.hours)
            if start >= earliest and is_free(start, start + length, busy)
        ]
        if free:
            return min(free, key=lambda start: _rank(start, zone_name, policy))
    return None


def _quarters(day: date, length: timedelta, zone_name: str, hours: Hours) -> Iterator[datetime]:
    start, end = at(day, hours.start, zone_name), at(day, hours.end, zone_name)
    while start + length <= end:
        yield start
        start += STEP


def _rank(start: datetime, zone_name: str, policy: Policy) -> tuple[int, bool, datetime]:
    """Awake, or as nearly so as may be; then from ten o'clock on before earlier; then the earliest."""
    theirs = wall_clock(start, zone_name)
    return (_minutes_asleep(wall_clock(start, policy.zone)), theirs < _PREFERRED, start)


def _minutes_asleep(clock: time) -> int:
    """How far a time of day lies outside of the waking day."""
    minute, up, down = (60 * one.hour + one.minute for one in (clock, AWAKE.start, AWAKE.end))
    return 0 if up <= minute <= down else min((up - minute) % 1440, (minute - down) % 1440)
