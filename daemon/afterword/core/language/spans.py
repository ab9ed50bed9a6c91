"""What a phrase of time means on the calendar: "end of next week", seen from the day a mail was sent."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
_WEEK_PARTS = {"early": (0, 2), "mid": (1, 3), "late": (2, 4), "end": (3, 4), "": (0, 4)}
_MONTH_PARTS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31), "end": (25, 31), "": (1, 31)}


@dataclass(frozen=True, slots=True)
class Window:
    """The earliest and the latest day of something, both included; local to the message that names it."""

    earliest: date
    latest: date


def meaning(means: str, slots: dict[str, int], today: date) -> Window | None:
    """The days that a form means, or None where its numbers are no date.

    `means` is the word for the form in `lexicon/dates/`; `slots` its numbers: day, day2, month, year, weekday
    (1 is Monday), number, number2.
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
    numbers = [slots[name] for name in ("number", "number2") if name in slots] or [int(rest)]
    return min(numbers), max(numbers)


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
    """A named day: the next one. "Next Friday" may be that or the one of next week; "Friday next week" only that."""
    coming = today + ((slots["weekday"] - 1 - today.weekday() - 1) % 7 + 1) * _DAY
    of_next_week = _monday(today) + (7 + slots["weekday"] - 1) * _DAY
    if rest == "after":
        return _on(coming + 7 * _DAY)
    if rest == "next":
        return Window(min(coming, of_next_week), of_next_week)
    return _on(of_next_week if rest else coming)


def _month(rest: str, slots: dict[str, int], today: date) -> Window:
    which, _, part = rest.partition(" ")
    first, last = _MONTH_PARTS[part]
    if which == "named":
        month = slots["month"]
        year = slots.get("year") or today.year + (month < today.month)
    else:
        ahead = _later_month(today.replace(day=1), int(which))
        year, month = ahead.year, ahead.month
    length = calendar.monthrange(year, month)[1]
    return Window(date(year, month, first), date(year, month, min(last, length)))


def _week_of_month(rest: str, slots: dict[str, int], today: date) -> Window:
    """The first, second, ... or (-1) last working week of a month, of which the month may have a part only."""
    year = slots.get("year") or today.year + (slots["month"] < today.month)
    first, count = date(year, slots["month"], 1), int(rest)
    length = calendar.monthrange(year, slots["month"])[1]
    if count < 0:
        last = first.replace(day=length)
        return Window(_monday(last), min(last, _monday(last) + 4 * _DAY))
    monday = _monday(first) + (first.isoweekday() > 5) * 7 * _DAY + (count - 1) * 7 * _DAY
    return Window(max(first, monday), monday + 4 * _DAY)


def _past(_rest: str, _slots: dict[str, int], today: date) -> Window:
    """Some day gone by: no promise, whichever it was."""
    return _on(today - _DAY)


def _apart(_rest: str, _slots: dict[str, int], today: date) -> Window:
    """A distance from something else than the message: "two days later"."""
    return _on(today)


def _feast(rest: str, _slots: dict[str, int], today: date) -> Window:
    month, _, day = rest.partition("-")
    this = date(today.year, int(month), int(day))
    return _on(this if this >= today else this.replace(year=today.year + 1))


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


def _year(_rest: str, _slots: dict[str, int], today: date) -> Window:
    return Window(date(today.year, 12, 15), date(today.year, 12, 31))


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
    "feast": _feast,
    "past": _past,
    "apart": _apart,
}
