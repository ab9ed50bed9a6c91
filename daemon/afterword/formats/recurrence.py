"""Recurring events (RFC 5545 3.8.5) expanded within a window by recurring-ical-events, and which rules are refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import recurring_ical_events
from icalendar import Calendar

from afterword.ports import Window

MAX_OCCURRENCES = 500

# A parsed VEVENT, see `calendar`.
Component = Any
Rule = Mapping[str, Sequence[object]]

_PERIODS = {"DAILY": timedelta(days=1), "WEEKLY": timedelta(days=7), "MONTHLY": timedelta(28), "YEARLY": timedelta(365)}
_MAX_PERIODS = 25_000
_MAX_LENGTH = timedelta(days=60)
_MAX_MOVE = timedelta(days=800)
_LONGEST = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
_MORE_THAN_DAYS = ("BYHOUR", "BYMINUTE", "BYSECOND", "BYYEARDAY", "BYWEEKNO")


def repeats(component: Component) -> bool:
    """Whether a component stands for a series."""
    return "RRULE" in component or "RDATE" in component


def expanded(components: list[Component], window: Window) -> list[Component]:
    """The occurrences of one UID within the window: overrides and exceptions applied, at most 500.

    `components` are the master and its overrides, their times aware or dates. Raises whatever the library raises on a
    rule that makes no sense.
    """
    calendar = Calendar()
    for component in components:
        calendar.add_component(component)
    query = recurring_ical_events.of(calendar, components=["VEVENT"])
    occurrences = query.between(window.start, window.end)
    return sorted(occurrences, key=lambda found: str(found["DTSTART"].dt))[:MAX_OCCURRENCES]


def expandable(component: Component, window: Window) -> bool:
    """Whether the series can be expanded in bounded time.

    Refused: rules finer than a day (a SECONDLY one never ends, and no interview recurs hourly), events longer than
    their period makes sense, rules that need too many steps from their start to the window, or never match.
    """
    start = component["DTSTART"].dt
    if _length(component) > _MAX_LENGTH:
        return False
    rules = component.get("RRULE", [])
    return all(_bounded(rule, start, window) for rule in (rules if isinstance(rules, list) else [rules]))


def intricate(component: Component) -> bool:
    """Whether a rule has filters that may never meet, which cost up to half a second to find out."""
    rules = component.get("RRULE", [])
    names = [name for rule in (rules if isinstance(rules, list) else [rules]) for name in rule]
    return any(name in {"BYMONTH", "BYMONTHDAY", "BYSETPOS"} for name in names)


def near(component: Component) -> bool:
    """Whether an override stands near the occurrence it moves: one moved by years widens every search by as much."""
    moved, original = component["DTSTART"].dt, component["RECURRENCE-ID"].dt
    return abs(_day(moved) - _day(original)) < _MAX_MOVE


def _length(component: Component) -> timedelta:
    if "DTEND" in component:
        return abs(_day(component["DTEND"].dt) - _day(component["DTSTART"].dt))
    duration = component["DURATION"].dt if "DURATION" in component else timedelta()
    return abs(duration) if isinstance(duration, timedelta) else timedelta()


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _bounded(rule: Rule, start: date, window: Window) -> bool:
    frequency = str(next(iter(rule.get("FREQ", [])), "")).upper()
    period = _PERIODS.get(frequency)
    if period is None or any(name in rule for name in _MORE_THAN_DAYS):
        return False
    interval = _interval(rule)
    if interval < 1 or (_day(window.end) - _day(start)) / (period * interval) > _MAX_PERIODS:
        return False
    return _matches_ever(rule, frequency)


def _interval(rule: Rule) -> int:
    value = next(iter(rule.get("INTERVAL", [])), 1)
    return value if isinstance(value, int) and value < 1000 else 0


def _matches_ever(rule: Rule, frequency: str) -> bool:
    """Whether the filters can let a day through: dateutil searches up to the year 9999 for a 30th of February."""
    months, days = _numbers(rule, "BYMONTH"), _numbers(rule, "BYMONTHDAY")
    if days and not any(abs(day) <= _LONGEST.get(month, 31) for day in days for month in months or [1]):
        return False
    if days and any(str(day)[:-2] for day in rule.get("BYDAY", [])):
        return False
    if frequency == "DAILY" and _interval(rule) % 7 == 0 and "BYDAY" in rule:
        return False
    last = max((abs(position) for position in _numbers(rule, "BYSETPOS")), default=1)
    # A month holds the first Friday once, and any Friday four times or five.
    held = sum(1 if str(day)[:-2] else 5 for day in rule.get("BYDAY", [])) or 1
    held *= len(months) if months and frequency == "YEARLY" else 1
    return last == 1 or (frequency in {"MONTHLY", "YEARLY"} and not days and last <= min(held, 5))


def _numbers(rule: Rule, name: str) -> list[int]:
    return [int(str(value)) for value in rule.get(name, [])]
