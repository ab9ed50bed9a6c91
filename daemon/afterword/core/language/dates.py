"""Dates in prose: when the employer says it will have decided, and when somebody away is back.

What the dates are, `grammar.py` finds with the words of `lexicon/dates/`; here is what they are to their sentences.
Everything is relative to the date of the message in the message's own offset. Only sentences that speak of deciding
or getting back are read, never quoted ones.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from afterword.core.language import anchors
from afterword.core.language.figures import day_of, spelled
from afterword.core.language.grammar import HERE, Found, Language, every_language, found, linked, spoken, weekdays
from afterword.core.language.index import Span
from afterword.core.language.phrases import hits
from afterword.core.language.quoting import own_text, sentences
from afterword.core.language.sentence import Sentence
from afterword.core.language.spans import FEAST, RELATED, Window, add_workdays
from afterword.core.language.tongues import likeliest_languages

_APPLE_END = re.compile(r"endDate=(\d{4})-(\d\d)-(\d\d)T(\d\d)")
_DAY = timedelta(days=1)
_MOST = 60
_MOST_PROMISES = 15
_BEFORE = 3
_BACK_REACH = 9
_BACK_AFTER = 4
_DUE_REACH = 4
_AWAY_REACH = 4
_BESIDE = 3
_FRIDAY = 5
_DURATIONS = frozenset({"days", "workdays", "weeks", "months", "hours"})
_SINGLE_DAYS = frozenset({"date", "day", "weekday", "dayofmonth"})


def decision(text: str, sent: datetime) -> Window | None:
    """When the employer says that it will have decided, or be back in touch: the latest such promise in the text.

    `text` is the sender's own (`quoting.own_text`); `sent` is aware, its offset is the one phrases are relative to.
    """
    latest: Window | None = None
    promises = 0
    read = _read(text, sent)
    home = likeliest_languages(read)
    for index, sentence in enumerate(read):
        known = spoken((sentence,), home)
        if sentence.text.rstrip().endswith(("?", "？")) or any(_asked(sentence, one) for one in known.values()):
            continue
        before = read[max(0, index - _BEFORE) : index]
        # What is Danish for a promise that was not kept is nothing in Swedish.
        known = {name: one for name, one in known.items() if one.links["broken"].search(sentence)} or known
        windows = {name: _promised(sentence, one, sent.date(), before) for name, one in known.items()}
        told = {name: window for name, window in windows.items() if window}
        promises += bool(told)
        for window in _best_read(told, known, home, sentence, sent.date()):
            if latest is None or window.latest > latest.latest:
                latest = window
        if promises == _MOST_PROMISES:
            break
    return latest


def _best_read(
    told: Mapping[str, Window], known: Mapping[str, Language], home: Collection[str], sentence: Sentence, today: date
) -> list[Window]:
    """What is promised in the languages that count: a word of one is another word in the next, so those that the text
    is written in, but of sister languages the one that reads most of the dates."""
    read = {name: sum(one.end - one.start for one in found(sentence, known[name], today)) for name in told}
    own = [name for name in told if name in home] or list(told)
    best = max((read[name] for name in own), default=0)
    sisters = [name for name in told if read[name] > 2 * best]
    return [told[name] for name in sisters or own]


def return_date(text: str, subject: str, sent: datetime, criteria: str = "") -> date | None:
    """The first day back that an out-of-office note gives, at least a working day after the last day away.

    `criteria` is Apple's machine-readable `X-Apple-Criteria`, whose end is the last moment away.
    """
    machine = _APPLE_END.search(criteria)
    if machine:
        last = day_of(int(machine[1]), int(machine[2]), int(machine[3]))
        return last + timedelta(days=int(machine[4]) >= 12) if last else None
    read = [*_read(subject, sent), *_read(own_text(text), sent)]
    known = spoken(read).values()
    answers = [answer for sentence in read for language in known for answer in _returns(sentence, language, sent)]
    kinds = ("back", "last", "")
    back, last, bare = (max((day for kind, day in answers if kind == one), default=None) for one in kinds)
    # "From 9 to 13 March": what looks like the day back is the first day away.
    return last if last and (back is None or last > back + _DAY) else back or bare


@lru_cache(maxsize=128)
def days_in(text: str, sent: datetime, names: frozenset[str]) -> frozenset[date]:
    """The single days that a text names ("Tuesday, 3 March", "tomorrow"), read in the languages of these names.

    A bare week-day that is the day of sending itself is left out: it may mean today or in a week; and one that only
    says again which day a date is.
    """
    known = [language for name, language in every_language().items() if name in names]
    today = sent.date()
    named = [
        item
        for s in _read(text, sent)
        for language in known
        for item in found(s, language, today)
        if item.kind in _SINGLE_DAYS and item.window.earliest == item.window.latest
    ]
    dated = {item.window.latest.weekday() for item in named if item.kind == "date"} | {today.weekday()}
    return frozenset(
        item.window.latest for item in named if not (item.kind == "weekday" and item.window.latest.weekday() in dated)
    )


def _read(text: str, sent: datetime) -> Sequence[Sentence]:
    """The sentences of a text, with every date in figures written as one word, `iso20260312`."""
    return sentences(spelled(text, sent, weekdays()))[:_MOST]


# --- promises ------------------------------------------------------------------------------------------------


def _asked(sentence: Sentence, language: Language) -> bool:
    """Whether something is asked of the reader, and no time or patience asked for; or advised to anybody."""
    if language.links["advice"].search(sentence):
        return True
    spared = (language.links[link].search(sentence) for link in ("surely", "patience"))
    return language.never.search(sentence) is not None and not any(spared)


def _promised(sentence: Sentence, language: Language, today: date, before: Sequence[Sentence]) -> Window | None:
    """The date in a sentence that speaks of deciding: the first after those words, else the last one before them.

    `before` are the sentences before it.
    """
    telling = (language.links["surely"], *language.deciding)
    clear = next((match for phrases in telling if (match := phrases.search(sentence))), None)
    trigger = clear or language.topic.search(sentence)
    if trigger is None:
        return None
    earlier = ((one, found(one, language, today)) for one in reversed(before))
    dates = [
        one if one.from_day else _bounded(one, sentence, language, today) for one in found(sentence, language, today)
    ]
    named = [
        _bounded(one, sentence, language, today) if one.kind in RELATED else one
        for one in anchors.placed(sentence, dates, language, today, earlier, trigger.start)
    ]
    if any(one.kind == anchors.UNKNOWN for one in named):  # "two days later": from a day that need not be named
        return None
    spans = _kept(_spans(named, sentence, language), sentence, language)
    coming = [one for one in spans if one.window.latest >= today and not _engaged(one, trigger, sentence, language)]
    after = [one for one in coming if one.start >= trigger.start]
    ahead = [
        one
        for one in coming
        if one.start < trigger.start and (one.kind in _DURATIONS or not _told(one, "gone", sentence, language))
    ]
    absent = hits("out_of_office", (sentence,), ("absence",)) if ahead else ()
    if absent:  # "on leave next week, then I will call": no date of theirs
        end = max(hit.end for hit in absent)
        ahead = [one for one in ahead if sentence.words.count(" ", end, one.start) > _AWAY_REACH and end < one.start]
    chosen = _first(after, trigger, sentence, language) if after else ahead[-1] if ahead else None
    told = clear or (chosen and (chosen.kind in _DURATIONS or _is_last(chosen, sentence, language)))
    return chosen.window if chosen and told else None


def _kept(dates: list[Found], sentence: Sentence, language: Language) -> list[Found]:
    """The dates without the one that did not hold: "we had hoped to decide by Friday"."""
    broken = language.links["broken"].search(sentence)
    given = next((one for one in dates if broken and one.start >= broken.start), None)
    return [one for one in dates if one is not given]


def _first(dates: Sequence[Found], trigger: Span, sentence: Sentence, language: Language) -> Found:
    """Of dates behind the first words of deciding the first one; but the one that counts where that is said, the one
    behind later such words if it is later, and what is not before one date is until the next."""
    if len(dates) == 1:
        return dates[0]
    inside = [one for one in dates if one.start < trigger.end]
    if len(inside) > 1:  # "the last one comes on Monday, on Tuesday you get our answer"
        dates = dates[len(inside) - 1 :]
    first, second = dates[0], dates[-1] if len(dates) == 1 else dates[1]
    settled = next((one for one in dates if linked(one, "settled", sentence, language)), None)
    due = [settled] if settled else [one for one in dates if _due(one, sentence, language)]
    if due:
        return max(due, key=lambda one: one.window.latest)
    if _negated(first, sentence, language):
        return replace(second, window=Window(first.window.latest, max(first.window.latest, second.window.latest)))
    if first.start < trigger.end <= second.start and sentence.words.count(" ", trigger.end, second.start) <= _BESIDE:
        return second  # "will be done with interviews by Monday, with a decision by Wednesday"
    starts = [span.start for span in language.deciding[0].all(sentence)]
    told = [next((one for one in dates if one.start >= start), dates[-1]) for start in starts]
    told += [one for one in dates if one.kind in RELATED]
    return max(told, key=lambda one: one.window.latest, default=first)


def _due(one: Found, sentence: Sentence, language: Language) -> bool:
    """Whether it is said to be the last day: "Thursday at the latest"."""
    if language.spaceless:
        return linked(one, "due", sentence, language)
    around = sentence.words[: one.start].split()[-_DUE_REACH:], sentence.words[one.end :].split()[:_DUE_REACH]
    return any(language.links["due"].search(Sentence("", f" {' '.join(words)} ", "")) for words in around)


def _is_last(one: Found, sentence: Sentence, language: Language) -> bool:
    return linked(one, "until", sentence, language) or _due(one, sentence, language)


def _negated(one: Found, sentence: Sentence, language: Language) -> bool:
    """Whether it is not before that date."""
    return _told(one, "negated", sentence, language)


def _spans(named: Sequence[Found], sentence: Sentence, language: Language) -> list[Found]:
    """The dates, two of them as one where they are the ends of a span: "between 9 March and 13 March"."""
    spans: list[Found] = []
    for one in named:
        last = spans[-1] if spans else None
        if last and not language.spaceless and _joined(last, one, sentence, language):
            first, end = last.window.earliest, one.window.latest
            if one.kind == "weekday" and end < first:  # "between Friday and Tuesday"
                end += 7 * _DAY
            spans[-1] = Found(last.start, one.end, Window(min(first, end), max(last.window.latest, end)))
        else:
            spans.append(one)
    return spans


def _joined(first: Found, second: Found, sentence: Sentence, language: Language) -> bool:
    """Whether they are the ends of a span, or a choice of two: "Monday or Tuesday"."""
    between = Sentence("", f"{sentence.words[first.end : second.start]} ", "")
    if _is_all(language.links["either"].search(between), between):
        return (first.kind in _DURATIONS) == (second.kind in _DURATIONS)
    return _is_all(language.links["joining"].search(between), between) and linked(first, "between", sentence, language)


def _is_all(match: Span | None, text: Sentence) -> bool:
    return match is not None and text.words[match.start : match.end].split() == text.words.split()


def _engaged(one: Found, trigger: Span, sentence: Sentence, language: Language) -> bool:
    """Whether the date is that of something else in the same sentence: "news about your interview on Thursday"."""
    if one.kind in RELATED:  # "the last interview, a week later"
        return False
    begin = trigger.start if trigger.end <= one.start else 0
    before = " ".join(sentence.words[begin : one.start].split()[-_BACK_REACH:])
    return language.links["engaged"].search(Sentence("", f" {before} {HERE} ", "")) is not None


def _told(one: Found, link: str, sentence: Sentence, language: Language) -> bool:
    """Whether a word of that group stands near before the date."""
    before = " ".join(sentence.words[: one.start].split()[-_BACK_REACH:])
    return language.links[link].search(Sentence("", f" {before} ", "")) is not None


def _bounded(one: Found, sentence: Sentence, language: Language, today: date) -> Found:
    """The date with what the word before it makes of it: "by Friday" is from today on, "after Friday" no earlier.

    Of the days off around a feast, "by" means their first, until which work goes on, and "after" the first behind them.
    """
    window = one.window
    first, last = window.latest, window.latest
    if one.kind == FEAST:
        first, last = window.earliest, add_workdays(window.latest, 1)
    if _negated(one, sentence, language) or _just_after(one, sentence, language):
        window = Window(last, last)
    elif linked(one, "until", sentence, language):
        window = Window(min(today, first), first)
    elif linked(one, "after", sentence, language):
        window = Window(last, last)
    return replace(one, window=window)


def _just_after(one: Found, sentence: Sentence, language: Language) -> bool:
    """Whether "after" stands directly before it: it counts more than the "until" before that."""
    words = sentence.words[: one.start].split()
    near = (Sentence("", f" {' '.join(words[-count:])} ", "") for count in range(1, 4))
    return not language.spaceless and any(_is_all(language.links["after"].search(part), part) for part in near)


# --- coming back ---------------------------------------------------------------------------------------------


def _returns(sentence: Sentence, language: Language, sent: datetime) -> Iterator[tuple[str, date]]:
    """The first days back that a sentence gives: as "back" where it says so, as "last" where it gives the last day,
    as "" where nothing tells; there the day counts as the last one."""
    today = sent.date()
    for one in anchors.placed(sentence, found(sentence, language, today), language, today):
        window = one.window
        if window.latest < today - _DAY or one.kind == anchors.UNKNOWN:
            continue
        kind = _nearest_link(one, sentence, language)
        if kind == "open":  # "until": whoever is away until Friday is back on Monday, until Monday is back on Monday
            kind = "last" if window.latest.isoweekday() >= _FRIDAY else "back"
        if kind == "back":
            yield kind, window.earliest if window.latest > today + _DAY else window.latest
        else:
            yield kind, add_workdays(window.latest, 1)


def _nearest_link(one: Found, sentence: Sentence, language: Language) -> str:
    """Which kind of word stands nearest before the date, else nearest after it; "" if none does."""
    if language.spaceless:
        near = Sentence("", "", sentence.joined[max(0, one.start - 6) : one.end])
        behind = Sentence("", "", sentence.joined[one.end :][:14])
        return _first_link(behind, language) or _last_link(near, language)
    before, after = sentence.words[: one.end].split(), sentence.words[one.end :].split()
    near = Sentence("", f" {' '.join(before[-_BACK_REACH:])} ", "")
    behind = Sentence("", f" {' '.join(after[:_BACK_AFTER])} ", "")
    return _last_link(near, language) or _first_link(behind, language)


def _last_link(part: Sentence, language: Language) -> str:
    ends = {kind: max((span.end for span in language.links[kind].all(part)), default=-1) for kind in language.absence}
    kind = max(ends, key=lambda one: ends[one])
    return kind if ends[kind] >= 0 else ""


def _first_link(part: Sentence, language: Language) -> str:
    starts = {kind: span.start for kind in language.absence if (span := language.links[kind].search(part))}
    return min(starts, key=lambda one: starts[one], default="")
