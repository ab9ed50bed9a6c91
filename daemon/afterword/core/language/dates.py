"""Dates in prose: when the employer says it will have decided, and when somebody away is back.

A small grammar of our own, its words in `lexicon/dates/`: every form there is a row of words with slots (`{day}`,
`{month}`, `{year}`, `{weekday}`, `{number}`) and what it means. Everything is relative to the date of the message in
the message's own offset. Only sentences that speak of deciding or getting back are read, never quoted ones.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from afterword.core.language.hours import zone_in
from afterword.core.language.index import one_word
from afterword.core.language.phrases import Phrases, hits, spelled_out
from afterword.core.language.quoting import own_text, sentences
from afterword.core.language.sentence import Sentence, joined
from afterword.core.language.spans import Window, add_workdays, meaning
from afterword.core.language.tongues import languages
from afterword.core.lexicon import load, names

_ISO = re.compile(r"(?<!\d)(20\d\d)[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})([./-])\s?(\d{1,2})(?:\2\s?((?:20)?\d\d)(?!\d)|\.(?!\d)|(?![\d./-]))")
_LAST_WORD = re.compile(r"([^\W\d_]{1,20})[.,]?\s{0,2}(?:the|den|le|el|der)?\s{0,2}$")
_APPLE_END = re.compile(r"endDate=(\d{4})-(\d\d)-(\d\d)T(\d\d)")
_AMERICAN = range(-10, -2)
_AMERICAN_ZONES = frozenset(f"America/{city}" for city in ("New_York", "Chicago", "Denver", "Los_Angeles", "Phoenix"))
_FARTHEST = timedelta(days=400)
_DAY = timedelta(days=1)
_LINK_REACH = 3
_LINKS = ("gone", "until", "after", "negated", "between", "joining", "surely")
_BACK_REACH = 9
_BACK_AFTER = 4
_SLOT = re.compile(r"\{(\w+)\}")
_SLOT_WHOLE = re.compile(r"(\{\w+\})")
_ORDINAL = "(?:st|nd|rd|th|er|o|a|de|ste|e)?"
_MOST = 60
_HERE = "iso"
"""Stands for the date itself behind what stands before it."""

_FRIDAY = 5
_DURATIONS = frozenset({"days", "workdays", "weeks", "months", "hours"})
_SINGLE_DAYS = frozenset({"date", "day", "weekday", "dayofmonth"})


@dataclass(frozen=True, slots=True)
class _Found:
    """A date found in a sentence: where it stands in the matched form, what it spans, and what kind of form it has."""

    start: int
    end: int
    window: Window
    kind: str = ""


@dataclass(frozen=True, slots=True)
class _Language:
    """The grammar of one language."""

    spaceless: bool
    forms: tuple[tuple[re.Pattern[str], str], ...]
    values: dict[str, dict[str, int]]
    deciding: Phrases
    never: Phrases
    links: dict[str, Phrases]
    absence: tuple[str, ...]


def decision(text: str, sent: datetime) -> Window | None:
    """When the employer says that it will have decided, or be back in touch: the latest such promise in the text.

    `text` is the sender's own (`quoting.own_text`); `sent` is aware, its offset is the one phrases are relative to.
    """
    found: Window | None = None
    for sentence in _read(text, sent):
        spoken = _spoken((sentence,))
        if sentence.text.rstrip().endswith(("?", "？")) or any(_asked(sentence, language) for language in spoken):
            continue
        for language in spoken:
            window = _promised(sentence, language, sent)
            if window and (found is None or window.latest > found.latest):
                found = window
    return found


def return_date(text: str, subject: str, sent: datetime, criteria: str = "") -> date | None:
    """The first day back that an out-of-office note gives, at least a working day after the last day away.

    `criteria` is Apple's machine-readable `X-Apple-Criteria`, whose end is the last moment away.
    """
    machine = _APPLE_END.search(criteria)
    if machine:
        return _date(int(machine[1]), int(machine[2]), int(machine[3]), after=timedelta(days=int(machine[4]) >= 12))
    read = [*_read(subject, sent), *_read(own_text(text), sent)]
    spoken = _spoken(read)
    answers = [answer for sentence in read for language in spoken for answer in _returns(sentence, language, sent)]
    kinds = ("back", "last", "")
    back, last, bare = (max((day for kind, day in answers if kind == one), default=None) for one in kinds)
    # "From 9 to 13 March": what looks like the day back is the first day away.
    return last if last and (back is None or last > back + _DAY) else back or bare


def days_in(text: str, sent: datetime, spoken: Iterable[str]) -> frozenset[date]:
    """The single days that a text names ("Tuesday, 3 March", "tomorrow"), read in the languages `spoken`.

    A bare week-day that is the day of sending itself is left out: it may mean today or in a week.
    """
    known = [language for name, language in _languages().items() if name in spoken]
    today = sent.date()
    found = [item for s in _read(text, sent) for language in known for item in _found(s, language, today)]
    return frozenset(
        item.window.latest
        for item in found
        if item.kind in _SINGLE_DAYS
        and item.window.earliest == item.window.latest
        and not (item.kind == "weekday" and item.window.latest.weekday() == today.weekday())
    )


# --- reading -------------------------------------------------------------------------------------------------


def _read(text: str, sent: datetime) -> Sequence[Sentence]:
    """The sentences of a text, with every date in figures written as one word, `iso20260312`."""
    return sentences(_spelled(text, sent))[:_MOST]


def _spelled(text: str, sent: datetime) -> str:
    iso = _ISO.sub(lambda match: _word(int(match[1]), int(match[2]), int(match[3])) or match[0], text)
    month_first = _month_first(iso, sent)
    return _NUMERIC.sub(lambda match: _numeric(match, sent, month_first=month_first) or match[0], iso)


def _month_first(text: str, sent: datetime) -> bool:
    """Whether dates with slashes are American here: one can be nothing else, or a zone or the offset says so."""
    slashed = [(int(match[1]), int(match[3])) for match in _NUMERIC.finditer(text) if match[2] == "/"]
    if any(first > 12 for first, _ in slashed):
        return False
    offset = sent.utcoffset() or timedelta()
    american = any(second > 12 for _, second in slashed) or int(offset.total_seconds() // 3600) in _AMERICAN
    return american or (bool(slashed) and zone_in(text) in _AMERICAN_ZONES)


def _numeric(match: re.Match[str], sent: datetime, *, month_first: bool) -> str:
    """Day first, but month first with slashes where that is the custom, or where the other order is no date."""
    first, second, separator = int(match[1]), int(match[3]), match[2]
    year = int(match[4]) if match[4] else 0
    if separator == "-" and not year:
        return ""
    american = separator == "/" and month_first
    orders = [(first, second), (second, first)] if american else [(second, first), (first, second)]
    year = year + 2000 if 0 < year < 100 else year
    dates = [_date(year or _year_of(month, day, sent), month, day) for month, day in orders]
    named = _weekday_before(match)
    own = [found for found in dates if found and found.isoweekday() == named]
    return next((_word(found.year, found.month, found.day) for found in (*own, *dates) if found), "")


def _weekday_before(match: re.Match[str]) -> int:
    """The week-day written just before a date in figures, 1 to 7, or 0: "Friday 3/6" is no third of June."""
    before = _LAST_WORD.search(match.string[max(0, match.start() - 24) : match.start()])
    return _weekdays().get(joined(before[1]), 0) if before else 0


@cache
def _weekdays() -> dict[str, int]:
    """The names of the days in every language, but those that are words elsewhere."""
    named = [language.values["weekday"] for language in _languages().values() if not language.spaceless]
    return {word: number for values in named for word, number in values.items() if len(word) > 2}


def _year_of(month: int, day: int, sent: datetime) -> int:
    """The year of a date without one: the next such date, or one gone by no more than two months."""
    this = _date(sent.year, month, day)
    if this is None:
        return sent.year
    return sent.year + (this < sent.date() - timedelta(days=60)) - (this > sent.date() + timedelta(days=305))


def _word(year: int, month: int, day: int) -> str:
    found = _date(year, month, day)
    return f" iso{found:%Y%m%d} " if found else ""


def _date(year: int, month: int, day: int, *, after: timedelta = timedelta()) -> date | None:
    try:
        return date(year, month, day) + after
    except ValueError:
        return None


# --- the grammar ---------------------------------------------------------------------------------------------


@cache
def _languages() -> dict[str, _Language]:
    return {name.rpartition("/")[2]: _language(load(name)) for name in names("dates")}


def _spoken(read: Sequence[Sentence]) -> list[_Language]:
    known = _languages()
    return [known[name] for name in sorted(languages(read)) if name in known]


def _language(table: dict[str, Any]) -> _Language:
    spaceless = bool(table.get("spaceless", False))
    values = _values(table, spaceless=spaceless)
    forms = [(re.compile(r" ?iso(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"), "date")]
    for form, means in table["forms"].items():
        forms += [(_form(part, values, spaceless=spaceless), means) for part in _parts(form, spaceless=spaceless)]
    links = {name: table.get(name, []) for name in _LINKS} | table["absence"]
    links["engaged"] = [f"{phrase} {_HERE}" for phrase in table.get("engaged", [])]
    return _Language(
        spaceless,
        tuple(forms),
        values,
        Phrases(spelled_out(table["deciding"], table), spaceless=spaceless),
        Phrases(spelled_out(table["never"], table), spaceless=spaceless),
        {name: Phrases(listed, spaceless=spaceless) for name, listed in links.items()},
        tuple(table["absence"]),
    )


def _parts(form: str, *, spaceless: bool) -> list[str]:
    return form.split("|") if spaceless else [form]


def _values(table: dict[str, Any], *, spaceless: bool) -> dict[str, dict[str, int]]:
    """What every word of a slot stands for: months, weekdays and numbers, counted from 1."""

    def numbered(group: str) -> dict[str, int]:
        return {
            joined(word): number
            for number, entry in enumerate(table[group], 1)
            for word in (entry.split("|") if spaceless else entry.split())
        }

    return {"month": numbered("months"), "weekday": numbered("weekdays"), "number": numbered("numbers")}


def _form(form: str, values: dict[str, dict[str, int]], *, spaceless: bool) -> re.Pattern[str]:
    """The pattern of a form. A slot named twice is `day` and `day2`."""
    counted: Counter[str] = Counter()

    def slot(match: re.Match[str]) -> str:
        counted[match[1]] += 1
        number = "" if counted[match[1]] == 1 else str(counted[match[1]])
        return f"(?P<{match[1]}{number}>{_slot(match[1], values)})" + (_ORDINAL if match[1] == "day" else "")

    if spaceless:
        return re.compile("".join(_SLOT.sub(slot, part) if "{" in part else joined(part) for part in _pieces(form)))
    return re.compile("".join(_form_word(word, slot) for word in form.split()) + "(?= )")


def _pieces(form: str) -> list[str]:
    return _SLOT_WHOLE.split(form)


def _form_word(word: str, slot: Callable[[re.Match[str]], str]) -> str:
    bare = word.removeprefix("?")
    if not bare.startswith("{"):
        return one_word(word)
    return f"(?: {_SLOT.sub(slot, bare)})" + ("?" if word != bare else "")


def _slot(name: str, values: dict[str, dict[str, int]]) -> str:
    if name == "year":
        return r"20\d\d"
    if name in {"day", "monthnumber"}:
        return r"\d{1,2}"
    listed = "|".join(sorted(map(re.escape, values[name]), key=len, reverse=True))
    return rf"\d{{1,3}}|{listed}" if name == "number" else listed


def _found(sentence: Sentence, language: _Language, today: date) -> list[_Found]:
    """Every date in a sentence, in the order of the text; where two overlap, the one that names more."""
    text = sentence.joined if language.spaceless else sentence.words
    matches = [(match, means) for form, means in language.forms for match in form.finditer(text)]
    matches.sort(key=lambda item: (-sum(map(bool, item[0].groups())), item[0].start() - item[0].end()))
    taken: list[_Found] = []
    for match, means in matches:
        window = meaning(means, _slots(match, language), today)
        clear = all(match.end() <= other.start or match.start() >= other.end for other in taken)
        if window and clear and abs(window.latest - today) <= _FARTHEST:
            taken.append(_Found(match.start(), match.end(), window, means.partition(" ")[0]))
    return sorted(taken, key=lambda found: found.start)


def _slots(match: re.Match[str], language: _Language) -> dict[str, int]:
    slots: dict[str, int] = {}
    for name, written in match.groupdict().items():
        if written:
            kind = name.rstrip("2")
            value = int(written) if written.isdecimal() else language.values[kind][written]
            slots["month" if kind == "monthnumber" else name] = value
    return slots


# --- promises ------------------------------------------------------------------------------------------------


def _asked(sentence: Sentence, language: _Language) -> bool:
    """Whether something is asked of the reader or advised, and no time asked for."""
    return language.never.search(sentence) is not None and language.links["surely"].search(sentence) is None


def _promised(sentence: Sentence, language: _Language, sent: datetime) -> Window | None:
    """The date in a sentence that speaks of deciding: the first after those words, else the last one before them."""
    surely = language.links["surely"].search(sentence)
    trigger = surely or language.deciding.search(sentence)
    if trigger is None:
        return None
    today = sent.date()
    named = _found(sentence, language, today)
    if any(item.kind == "apart" for item in named):  # "two days later": from a day that need not be named
        return None
    spans = _spans(named, sentence, language)
    found = [_bounded(found, sentence, language, today) for found in spans]
    coming = [item for item in found if item.window.latest >= today and not _engaged(item, trigger, sentence, language)]
    after = [item for item in coming if item.start >= trigger.start()]
    before = [
        item
        for item in coming
        if item.start < trigger.start() and (item.kind in _DURATIONS or not _told(item, "gone", sentence, language))
    ]
    if hits("out_of_office", (sentence,), ("absence",)):  # "on leave next week, then I will call": no date of theirs
        before = []
    chosen = after[:1] or before[-1:]
    return chosen[0].window if chosen else None


def _spans(found: Sequence[_Found], sentence: Sentence, language: _Language) -> list[_Found]:
    """The dates, two of them as one where they are the ends of a span: "between 9 March and 13 March"."""
    spans: list[_Found] = []
    for item in found:
        last = spans[-1] if spans else None
        if last and not language.spaceless and _joined(last, item, sentence, language):
            first, end = last.window.earliest, item.window.latest
            if item.kind == "weekday" and end < first:  # "between Friday and Tuesday"
                end += 7 * _DAY
            spans[-1] = _Found(last.start, item.end, Window(min(first, end), max(first, end)))
        else:
            spans.append(item)
    return spans


def _joined(first: _Found, second: _Found, sentence: Sentence, language: _Language) -> bool:
    between = Sentence("", f"{sentence.words[first.end : second.start]} ", "")
    match = language.links["joining"].search(between)
    return bool(match and match.group().split() == between.words.split()) and _linked(
        first, "between", sentence, language
    )


def _linked(found: _Found, link: str, sentence: Sentence, language: _Language) -> bool:
    """Whether a word of that group stands just before the date; in Japanese and Chinese just after it, too."""
    if language.spaceless:
        around = (
            sentence.joined[max(0, found.start - 4) : found.start] + "\0" + sentence.joined[found.end : found.end + 6]
        )
        return language.links[link].search(Sentence("", "", around)) is not None
    before = sentence.words[: found.start].split()[-_LINK_REACH:]
    near = Sentence("", f" {' '.join(before)} ", "")
    inside = Sentence("", f" {sentence.words[found.start : found.end].split()[0]} ", "")
    return any(language.links[link].search(part) for part in (near, inside))


def _engaged(found: _Found, trigger: re.Match[str], sentence: Sentence, language: _Language) -> bool:
    """Whether the date is that of something else in the same sentence: "news about your interview on Thursday"."""
    begin = trigger.start() if trigger.end() <= found.start else 0
    before = " ".join(sentence.words[begin : found.start].split()[-_BACK_REACH:])
    return language.links["engaged"].search(Sentence("", f" {before} {_HERE} ", "")) is not None


def _told(found: _Found, link: str, sentence: Sentence, language: _Language) -> bool:
    """Whether a word of that group stands anywhere before the date."""
    return language.links[link].search(Sentence("", f"{sentence.words[: found.start]} ", "")) is not None


def _bounded(found: _Found, sentence: Sentence, language: _Language, today: date) -> _Found:
    """The date with what the word before it makes of it: "by Friday" is from today on, "after Friday" no earlier."""
    window = found.window
    before = Sentence("", f" {' '.join(sentence.words[: found.start].split()[-_BACK_REACH:])} ", "")
    if language.links["negated"].search(before):
        window = Window(window.latest, window.latest)
    elif _linked(found, "until", sentence, language):
        window = Window(min(today, window.latest), window.latest)
    elif _linked(found, "after", sentence, language):
        window = Window(window.latest, window.latest)
    return _Found(found.start, found.end, window, found.kind)


# --- coming back ---------------------------------------------------------------------------------------------


def _returns(sentence: Sentence, language: _Language, sent: datetime) -> Iterator[tuple[str, date]]:
    """The first days back that a sentence gives: as "back" where it says so, as "last" where it gives the last day,
    as "" where nothing tells; there the day counts as the last one."""
    today = sent.date()
    for found in _found(sentence, language, today):
        if found.window.latest < today - _DAY:
            continue
        kind = _nearest_link(found, sentence, language)
        if kind == "open":  # "until": whoever is away until Friday is back on Monday, until Monday is back on Monday
            kind = "last" if found.window.latest.isoweekday() >= _FRIDAY else "back"
        if kind == "back":
            yield kind, found.window.earliest if found.window.latest > today + _DAY else found.window.latest
        else:
            yield kind, add_workdays(found.window.latest, 1)


def _nearest_link(found: _Found, sentence: Sentence, language: _Language) -> str:
    """Which kind of word stands nearest before the date, else nearest after it; "" if none does."""
    if language.spaceless:
        near = Sentence("", "", sentence.joined[max(0, found.start - 6) : found.end])
        behind = Sentence("", "", sentence.joined[found.end :][:14])
        return _first_link(behind, language) or _last_link(near, language)
    before, after = sentence.words[: found.end].split(), sentence.words[found.end :].split()
    near = Sentence("", f" {' '.join(before[-_BACK_REACH:])} ", "")
    behind = Sentence("", f" {' '.join(after[:_BACK_AFTER])} ", "")
    return _last_link(near, language) or _first_link(behind, language)


def _last_link(part: Sentence, language: _Language) -> str:
    ends = {kind: max((m.end() for m in language.links[kind].finditer(part)), default=-1) for kind in language.absence}
    kind = max(ends, key=lambda one: ends[one])
    return kind if ends[kind] >= 0 else ""


def _first_link(part: Sentence, language: _Language) -> str:
    starts = {kind: match.start() for kind in language.absence if (match := language.links[kind].search(part))}
    return min(starts, key=lambda one: starts[one], default="")
