"""Dates in figures, written as one word that the grammar of dates reads: "12.3.2026" and "3/12/26" as "iso20260312"."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cache

from afterword.core.language.hours import zone_in
from afterword.core.language.sentence import Sentence, joined
from afterword.core.language.tongues import likeliest_languages
from afterword.core.lexicon import load

_ISO = re.compile(r"(?<!\d)(20\d\d)[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})([./-])\s?(\d{1,2})(?:\2\s?((?:20)?\d\d)(?!\d)|\.(?!\d)|(?![\d./-]))")
_LAST_WORD = re.compile(r"([^\W\d_]{1,20})[.,]?\s{0,2}(?:the|den|le|el|der)?\s{0,2}$")
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_AMERICAN = range(-10, -2)
_AMERICAN_ZONES = frozenset(f"America/{city}" for city in ("New_York", "Chicago", "Denver", "Los_Angeles", "Phoenix"))
_LIKELY = timedelta(days=60)
"""A date of which it is not known whether the day or the month comes first is hardly further ahead than this."""


def spelled(text: str, sent: datetime, weekdays: dict[str, int]) -> str:
    """The text with every date in figures as one word. `weekdays` are their names, 1 is Monday."""
    iso = _ISO.sub(lambda match: _word(int(match[1]), int(match[2]), int(match[3])) or match[0], text)
    month_first = _month_first(iso, sent)
    return _NUMERIC.sub(lambda match: _numeric(match, sent, weekdays, month_first) or match[0], iso)


def _month_first(text: str, sent: datetime) -> bool | None:
    """Whether dates with slashes begin with the month here: one can be nothing else, or the script, a zone or the
    offset says so; None where nothing tells, in English at an offset of zero."""
    slashed = [(int(match[1]), int(match[3])) for match in _NUMERIC.finditer(text) if match[2] == "/"]
    if not slashed or any(first > 12 for first, _ in slashed):
        return False
    offset = int((sent.utcoffset() or timedelta()).total_seconds() // 3600)
    if any(second > 12 for _, second in slashed) or offset in _AMERICAN:
        return True
    if zone_in(text) in _AMERICAN_ZONES or _EAST_ASIAN.search(text) is not None:
        return True
    return None if offset == 0 and likeliest_languages([Sentence.of(text)]) == {"en"} else False


def _numeric(match: re.Match[str], sent: datetime, weekdays: dict[str, int], month_first: bool | None) -> str:
    """Day first, but month first with slashes where that is the custom, or where the other order is no date.

    Where the custom is not known, the one that comes soon; of two such the later, as nobody is called too early.
    """
    first, second, separator = int(match[1]), int(match[3]), match[2]
    if _word_before(match) in _rooms():
        return ""
    year = int(match[4]) if match[4] else 0
    if separator == "-" and not year:
        return ""
    american = separator == "/" and month_first
    orders = [(first, second), (second, first)] if american else [(second, first), (first, second)]
    year = year + 2000 if 0 < year < 100 else year
    dates = [day_of(year or _year_of(month, day, sent), month, day) for month, day in orders]
    named = _weekday_before(match, weekdays)
    own = [found for found in dates if found and found.isoweekday() == named]
    if separator == "/" and month_first is None and not own and all(dates) and first != second:
        soon = [found for found in dates if found and timedelta() <= found - sent.date() <= _LIKELY]
        dates = [max(soon or filter(None, dates))]
    return next((_word(found.year, found.month, found.day) for found in (*own, *dates) if found), "")


def _weekday_before(match: re.Match[str], weekdays: dict[str, int]) -> int:
    """The week-day written just before a date in figures, 1 to 7, or 0: "Friday 3/6" is no third of June."""
    return weekdays.get(_word_before(match), 0)


def _word_before(match: re.Match[str]) -> str:
    before = _LAST_WORD.search(match.string[max(0, match.start() - 24) : match.start()])
    return joined(before[1]) if before else ""


@cache
def _rooms() -> frozenset[str]:
    """Words with a number behind them that is no date: "Raum 2.14"."""
    return frozenset(joined(word) for word in load("clock")["numbered"])


def _year_of(month: int, day: int, sent: datetime) -> int:
    """The year of a date without one: the next such date, or one gone by no more than two months."""
    this = day_of(sent.year, month, day)
    if this is None:
        return sent.year
    return sent.year + (this < sent.date() - timedelta(days=60)) - (this > sent.date() + timedelta(days=305))


def _word(year: int, month: int, day: int) -> str:
    found = day_of(year, month, day)
    return f" iso{found:%Y%m%d} " if found else ""


def day_of(year: int, month: int, day: int) -> date | None:
    """The day of these numbers, or None where there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
