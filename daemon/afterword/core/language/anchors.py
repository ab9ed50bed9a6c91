"""What a distance is measured from when it is not the message: "a week after the interview on Friday", "that Friday".

RFC 5545 calls such a distance a duration that is related to a start. Where no start is named, nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from afterword.core.language.grammar import Found, Language, linked
from afterword.core.language.phrases import hits
from afterword.core.language.sentence import Sentence
from afterword.core.language.spans import AFTER, FOLLOWING, LATER, RELATED, Window

_AHEAD = 7
_BESIDE = 5
_SAME_WORD = 5
_STEM = 6
_LEAST = 5
UNKNOWN = "apart"
"""The kind of a distance whose start is not named."""

_WEEKS = frozenset({"week", "calendar", "nthweek"})
_DAYS = frozenset({"date", "day", "weekday", "dayofmonth"})
_WITHIN = frozenset({"weekday", "dayofmonth"})
"""Kinds of dates that may be those of a stretch of time named before."""

_NO_STARTS = frozenset({UNKNOWN, "past"})

Told = tuple[Sentence, Sequence[Found]]
"""A sentence with the dates in it."""


def placed(
    sentence: Sentence,
    dates: Sequence[Found],
    language: Language,
    today: date,
    earlier: Iterable[Told] = (),
    promise: int = 0,
) -> list[Found]:
    """The dates of a sentence, every distance measured from its start.

    `earlier` are the sentences before, the nearest first. A distance whose start is named nowhere is of the kind
    `UNKNOWN`; "the following Monday" then follows `today`. What stands before `promise` is told before it happens.
    """
    if all(one.from_day is None and one.kind not in _WITHIN for one in dates):
        return list(dates)
    before = list(earlier)
    dates = [*(_same_week(one, before) for one in dates[:1]), *dates[1:]]
    done: list[Found] = []
    for index, one in enumerate(dates):
        if done and one.end <= done[-1].end:  # the start of the distance before it
            continue
        if one.from_day is None:
            done[-1:] = _narrowed(done[-1:], one, sentence, language, promise)
            continue
        ahead = None
        if one.kind == AFTER or (one.kind == LATER and _start(done) is None):
            ahead = _ahead(one, dates[index + 1 :], sentence, language)
        start = ahead or _behind(one, done, sentence, before, language)
        done.append(_measured(one, start, today, end=ahead.end if ahead else one.end))
    return done


def _narrowed(last: Sequence[Found], one: Found, sentence: Sentence, language: Language, promise: int) -> list[Found]:
    """A date behind the `last` one, if any: a day of the week or month named there, or the next such day."""
    before = last[0] if last and one.kind in _WITHIN else None
    if before is None:
        return [*last, one]
    if one.kind == "dayofmonth":
        return [before, _in_month(one, before) if before.kind == "month" else one]
    if _is_week(before) and one.window.latest <= before.window.latest and not _apart(before, one, sentence, language):
        day = _in_week(one, before)
        if _next_to(before, one, sentence, language):  # "next week, probably Thursday"
            return [Found(before.start, one.end, Window(min(before.window.earliest, day), day), one.kind)]
        return [before, replace(one, window=_until(day, one))]
    if one.window.latest < before.window.latest and _goes_on(before, one, sentence, language, promise):
        return [before, replace(one, window=_until(_behind_it(one, before), one))]
    return [before, one]


def _is_week(one: Found) -> bool:
    """Whether it is a week, or a part of one."""
    first, last = one.window.earliest, one.window.latest
    measured = one.kind in RELATED and first < last and last - first < timedelta(days=7 - first.weekday())
    return one.kind in _WEEKS or measured


def _goes_on(before: Found, one: Found, sentence: Sentence, language: Language, promise: int) -> bool:
    """Whether what is told goes on from day to day; "by Friday, but I'll try on Wednesday" does not."""
    due = any(linked(each, "until", sentence, language) for each in (before, one))
    return before.kind in _DAYS and (before.start < promise or not due)


def _until(day: date, one: Found) -> Window:
    """A day, from the day on from which the date that it is of was."""
    return Window(one.window.earliest if one.window.earliest < one.window.latest else day, day)


def _in_week(one: Found, week: Found) -> date:
    monday = week.window.latest - timedelta(days=week.window.latest.weekday())
    return monday + timedelta(days=one.window.latest.weekday())


def _in_month(one: Found, month: Found) -> Found:
    """The day of the month named before it, where that has one: "mid-February, say the 12th"."""
    first = month.window.latest.replace(day=1)
    day = first + timedelta(days=one.window.latest.day - 1)
    return replace(one, window=Window(day, day)) if day.month == first.month else one


def _behind_it(one: Found, before: Found) -> date:
    """The next such day: "the board meets on Tuesday, we call you on Wednesday"."""
    return before.window.latest + timedelta(days=(one.window.latest - before.window.latest).days % 7)


def _next_to(week: Found, one: Found, sentence: Sentence, language: Language) -> bool:
    if language.spaceless:
        return one.start == week.end
    return sentence.words.count(" ", week.end, one.start) < _BESIDE


def _apart(week: Found, one: Found, sentence: Sentence, language: Language) -> bool:
    """Whether it is this day or that week: "Friday" is no day of it in "next week or on Friday"."""
    between = Sentence("", f"{sentence.words[week.end : one.start]} ", "")
    choice = None if language.spaceless else language.links["either"].search(between)
    return choice is not None and choice.start == 0 and between.words.count(" ") <= _BESIDE


def _same_week(one: Found, earlier: Sequence[Told]) -> Found:
    """A week-day in the week told just before, or in that of the day: "We meet on Tuesday. I'll call on Wednesday".

    A week of somebody's absence is none of it.
    """
    text, told = next(((text, dates[-1]) for text, dates in earlier[:1] if dates), (None, None))
    if text is None or told is None or one.kind != "weekday" or told.window.latest <= one.window.latest:
        return one
    day = _in_week(one, told)
    if _is_week(told):
        return one if hits("out_of_office", (text,), ("absence",)) else replace(one, window=_until(day, one))
    return replace(one, window=_until(day, one)) if told.kind in _DAYS and day > told.window.latest else one


def _measured(one: Found, start: Found | None, today: date, *, end: int) -> Found:
    known = start.window.latest if start else today if one.kind == FOLLOWING else None
    window = one.from_day(known) if one.from_day and known else None
    if window is None:
        return replace(one, kind=UNKNOWN, from_day=None)
    return Found(one.start, end, window, one.kind)


def _ahead(one: Found, coming: Sequence[Found], sentence: Sentence, language: Language) -> Found | None:
    """The date just behind: "two weeks after the closing date, 12 March". One with "by" is no start."""
    start = next((each for each in coming if each.from_day is None), None)
    if start is None or language.spaceless:
        return None
    near = sentence.words.count(" ", one.end, start.start) <= _AHEAD
    return start if near and not linked(start, "until", sentence, language, reach=1) else None


def _behind(
    one: Found, done: Sequence[Found], sentence: Sentence, earlier: Sequence[Told], language: Language
) -> Found | None:
    """The date named last before; where the distance is from something, the one in whose sentence that stands, too."""
    something = _words_behind(one, sentence) if one.kind == AFTER and not language.spaceless else []
    if something and not language.links["pointing"].search(Sentence("", f" {something[0]} ", "")):
        told = [(sentence.words[: one.start], done), *((each.words, dates) for each, dates in earlier)]
        return next((_start(dates) for words, dates in told if _start(dates) and _speaks_of(something, words)), None)
    return _start(done) or next((_start(dates) for _, dates in earlier if _start(dates)), None)


def _start(dates: Sequence[Found]) -> Found | None:
    return next((one for one in reversed(dates) if one.kind not in _NO_STARTS and one.from_day is None), None)


def _words_behind(one: Found, sentence: Sentence) -> list[str]:
    return sentence.words[one.end :].split()[:_SAME_WORD]


def _speaks_of(something: Sequence[str], words: str) -> bool:
    """Whether a longer word of these stands there, whatever its ending."""
    return any(len(word) >= _LEAST and word[:_STEM] in words for word in something)
