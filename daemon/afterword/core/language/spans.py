"""What a phrase of time means on the calendar: "end of next week", seen from the day a mail was sent."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter

from afterword.core.lexicon import load

_DAY = timedelta(days=1)
_WEEK_PARTS = {"early": (0, 2), "mid": (1, 3), "late": (2, 4), "end": (3, 4), "": (0, 4)}
_MONTH_PARTS = {
    "early": (1, 10),
    "mid": (11, 20),
    "late": (21, 31),
    "end": (25, 31),
    "first": (1, 15),
    "second": (16, 31),
    "": (1, 31),
}
_QUARTER = 3
_WEDNESDAY, _FRIDAY = 3, 5
_FEAST_REACH = timedelta(days=200)
LATER, FOLLOWING, AFTER = "later", "following", "after"
RELATED = frozenset({LATER, FOLLOWING, AFTER})
"""Kinds of forms that tell a distance from a day named elsewhere: before it, before it if at all, just behind it."""

FEAST = "feast"


@dataclass(frozen=True, slots=True)
class Window:
    """The earliest and the latest day of something, both included; local to the message that names it."""

    earliest: date
    latest: date


def meaning(means: str, slots: dict[str, int], today: date) -> Window | None:
    """The days that a form means, or None where its numbers are no date.

    `means` is the word for the form in `lexicon/dates/`; `slots` its numbers: day, day2, month, year, weekday
    (1 is Monday), number, number2, feast (its place in `lexicon/feasts.toml`).
    """
    kind, _, rest = means.partition(" ")
    try:
        return _KINDS[kind](rest, slots, today)
    except (ValueError, OverflowError, KeyError):
        return None


def add_workdays(day: date, count: int) -> date:
    """The day `count` working days (Monday to Friday) after `day`; holidays are not known here."""
    for _ in range(min(count, 400)):
        day += _DAY
        while day.isoweekday() > 5:
            day += _DAY
    return day


def _on(day: date) -> Window:
    return Window(day, day)


def _days(rest: str, slots: dict[str, int], today: date) -> Window:
    first, last = _range(rest, slots)
    return Window(today + first * _DAY, today + last * _DAY)


def _hours(rest: str, slots: dict[str, int], today: date) -> Window:
    first, last = _range(rest, slots)
    return Window(today + -(-first // 24) * _DAY, today + -(-last // 24) * _DAY)


def _weeks(rest: str, slots: dict[str, int], today: date) -> Window:
    first, last = _range(rest, slots)
    return Window(today + first * 7 * _DAY, today + last * 7 * _DAY)


def _months(rest: str, slots: dict[str, int], today: date) -> Window:
    first, last = _range(rest, slots)
    return Window(_later_month(today, first), _later_month(today, last))


def _later_month(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    length = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, length))


def _workdays(rest: str, slots: dict[str, int], today: date) -> Window:
    first, last = _range(rest, slots)
    return Window(add_workdays(today, first), add_workdays(today, last))


def _range(rest: str, slots: dict[str, int]) -> tuple[int, int]:
    first = slots.get("number", 0) or int(rest)
    last = slots.get("number2", first)
    if last < first:  # "twenty five" is no "two to three"
        raise ValueError(first)
    return first, last


def _day(rest: str, _slots: dict[str, int], today: date) -> Window:
    return _on(today + int(rest) * _DAY)


def _monday(today: date) -> date:
    return today - today.weekday() * _DAY


def _week(rest: str, slots: dict[str, int], today: date) -> Window:
    if rest == "of":
        named = _date("", slots, today) if "month" in slots else _day_of_month("", slots, today)
        return Window(_monday(named.earliest), _monday(named.earliest) + 4 * _DAY)
    ahead, _, part = rest.partition(" ")
    monday = _monday(today) + int(ahead) * 7 * _DAY
    first, last = _WEEK_PARTS[part]
    if monday + last * _DAY < today:
        monday += 7 * _DAY
    return Window(monday + first * _DAY, monday + last * _DAY)


def _calendar(_rest: str, slots: dict[str, int], today: date) -> Window:
    week = slots.get("number") or slots["day"]
    monday = date.fromisocalendar(today.isocalendar().year, week, 1)
    if monday + 6 * _DAY < today:
        monday = date.fromisocalendar(today.isocalendar().year + 1, week, 1)
    return Window(monday, monday + 4 * _DAY)


def _weekday(rest: str, slots: dict[str, int], today: date) -> Window:
    """A named day: the next one. "Next Friday" may be that or the one of next week; "Friday next week" only that;
    "that Friday" is the one of this week, gone by or not."""
    which, _, ahead = rest.partition(" ")
    weekday = slots.get("weekday", 1)
    coming = today + ((weekday - 1 - today.weekday() - 1) % 7 + 1) * _DAY
    of_this_week = _monday(today) + (weekday - 1) * _DAY
    days = {"after": coming + 7 * _DAY, "same": of_this_week, "week": of_this_week + int(ahead or 0) * 7 * _DAY}
    if which == "next":
        return Window(min(coming, of_this_week + 7 * _DAY), of_this_week + 7 * _DAY)
    return _on(days.get(which, coming))


def _month(rest: str, slots: dict[str, int], today: date) -> Window:
    which, _, part = rest.partition(" ")
    first, last = _MONTH_PARTS[part]
    if which in {"named", "january"}:
        month = slots["month"] if which == "named" else 1
        year = slots.get("year") or today.year + (month < today.month)
    else:
        ahead = _later_month(today.replace(day=1), int(which))
        year, month = ahead.year, ahead.month
    length = calendar.monthrange(year, month)[1]
    return Window(date(year, month, first), date(year, month, min(last, length)))


def _week_of_month(rest: str, slots: dict[str, int], today: date) -> Window:
    """The first, second, ... or (-1) last working week of a month; one with a single day of it is not its first."""
    year = slots.get("year") or today.year + (slots["month"] < today.month)
    first, count = date(year, slots["month"], 1), int(rest)
    length = calendar.monthrange(year, slots["month"])[1]
    if count < 0:
        last = first.replace(day=length)
        last -= (last.isoweekday() + 1) * _DAY if last.isoweekday() < _WEDNESDAY else timedelta()
        return Window(_monday(last), min(last, _monday(last) + 4 * _DAY))
    monday = _monday(first) + (first.isoweekday() >= _FRIDAY) * 7 * _DAY + (count - 1) * 7 * _DAY
    return Window(max(first, monday), monday + 4 * _DAY)


def _past(_rest: str, _slots: dict[str, int], today: date) -> Window:
    """Some day gone by: no promise, whichever it was."""
    return _on(today - _DAY)


def _feast(rest: str, slots: dict[str, int], today: date) -> Window | None:
    """The days off around a feast, the last one of work before them included; or a working week beside them."""
    if rest == "weekend":
        return Window(_monday(today) + 4 * _DAY, _monday(today) + 6 * _DAY)
    off = _coming(tuple(load("feasts")["feasts"].values())[slots["feast"]], today)
    if off is None or off.earliest - today > _FEAST_REACH:
        return None
    if rest == "behind":
        return Window(add_workdays(off.latest, 1), add_workdays(off.latest, 5))
    if rest:
        monday = _monday(off.latest - _DAY) + int(rest) * 7 * _DAY
        return Window(monday, monday + 4 * _DAY)
    return off


def _coming(feast: str, today: date) -> Window | None:
    years = (today.year - 1, today.year, today.year + 1)
    return next((off for year in years if (off := _days_off(feast, year)) and off.latest >= today), None)


def _days_off(feast: str, year: int) -> Window | None:
    """`feast` is two month-days, or what moves and the days from it to the first and to the last one."""
    name, *ends = feast.split()
    if len(ends) == 1:
        first, last = (date.fromisoformat(f"{year}-{written}") for written in (name, *ends))
        return Window(first, last if last >= first else last.replace(year=year + 1))
    day = _MOVING[name](year)
    return Window(day + int(ends[0]) * _DAY, day + int(ends[1]) * _DAY) if day else None


def _on_or_after(day: date, weekday: int) -> date:
    return day + (weekday - day.isoweekday()) % 7 * _DAY


def _spring_festival(year: int) -> date | None:
    listed: dict[str, str] = load("feasts")["spring_festival"]
    return date.fromisoformat(f"{year}-{listed[str(year)]}") if str(year) in listed else None


_MOVING: dict[str, Callable[[int], date | None]] = {
    "easter": easter,
    "thanksgiving": lambda year: _on_or_after(date(year, 11, 22), 4),
    "midsummer": lambda year: _on_or_after(date(year, 6, 19), 5),
    "spring-festival": _spring_festival,
}


def _weekend(_rest: str, _slots: dict[str, int], today: date) -> Window:
    saturday = _monday(today) + 5 * _DAY
    return Window(max(today, saturday), saturday + _DAY)


def _quarter(rest: str, slots: dict[str, int], today: date) -> Window:
    """A quarter of a year: `named` by its number, or so many ahead; of its end the last half month."""
    which, _, part = rest.partition(" ")
    number = slots.get("number") or slots.get("day", 0)
    this = (today.month - 1) // _QUARTER
    year = slots.get("year", today.year)
    if which == "named":
        if not 1 <= number <= 4:
            raise ValueError(number)
        year += "year" not in slots and number - 1 < this
    else:
        years, number = divmod(this + int(which), 4)
        year, number = today.year + years, number + 1
    last = _later_month(date(year, 1, 1), _QUARTER * number) - _DAY
    return Window(last.replace(day=16) if part == "end" else date(year, _QUARTER * number - 2, 1), last)


def _date(_rest: str, slots: dict[str, int], today: date) -> Window:
    month, first = slots["month"], slots["day"]
    last = slots.get("day2", first)
    year = slots.get("year") or _nearest_year(month, last, today)
    return Window(date(year, month, min(first, last)), date(year, month, max(first, last)))


def _nearest_year(month: int, day: int, today: date) -> int:
    """The year of a date without one: to come within ten months, or gone by no more than two."""
    this = date(today.year, month, min(day, calendar.monthrange(today.year, month)[1]))
    return today.year + (this < today - 60 * _DAY) - (this > today + 305 * _DAY)


def _day_of_month(_rest: str, slots: dict[str, int], today: date) -> Window:
    """A bare number of a day, the next to come. A weekday beside it must be its own: "Friday 10 am" is no tenth."""
    this = today.replace(day=slots["day"])
    found = this if this >= today else _later_month(today.replace(day=1), 1).replace(day=slots["day"])
    if slots.get("weekday", found.isoweekday()) != found.isoweekday():
        raise ValueError(found)
    return _on(found)


def _year(rest: str, _slots: dict[str, int], today: date) -> Window:
    """The end of the year, or the days "between the years" after Christmas."""
    return Window(date(today.year, 12, 27 if rest == "between" else 15), date(today.year, 12, 31))


_KINDS = {
    "day": _day,
    "days": _days,
    "hours": _hours,
    "workdays": _workdays,
    "weeks": _weeks,
    "months": _months,
    "week": _week,
    "calendar": _calendar,
    "weekday": _weekday,
    "month": _month,
    "date": _date,
    "dayofmonth": _day_of_month,
    "year": _year,
    "nthweek": _week_of_month,
    FEAST: _feast,
    "weekend": _weekend,
    "quarter": _quarter,
    "past": _past,
}
