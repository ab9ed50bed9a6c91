"""The grammar of dates in prose, and the dates that it finds in a sentence, one after the other.

Its words stand in `lexicon/dates/`: every form there is a row of words with slots (`{day}`, `{nth}`, `{ordinal}`,
`{month}`, `{year}`, `{figures}`, `{weekday}`, `{number}`, `{feast}`) and what it means (`spans.py`). What a date is to
its sentence, a promise or a return, is for `dates.py` to say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache, partial
from itertools import islice
from typing import Any

from afterword.core.language.index import one_word, spellings
from afterword.core.language.phrases import Phrases, spelled_out
from afterword.core.language.sentence import Sentence, fold, joined
from afterword.core.language.spans import RELATED, Window, meaning
from afterword.core.language.tongues import languages
from afterword.core.lexicon import load, names

_FARTHEST = timedelta(days=400)
_MOST = 12
"""Dates in a sentence."""

_LINKS = (
    *("gone", "until", "after", "negated", "between", "joining", "either", "due", "settled"),
    *("surely", "patience", "advice", "broken", "pointing"),
)
_SLOT = re.compile(r"\{(\w+)\}")
_SLOT_WHOLE = re.compile(r"(\{\w+\})")
_SUFFIX = "(?:st|nd|rd|th|er|o|a|de|ste|e)?"
_NTH = "(?:st|nd|rd|th)"
_IN_WORDS = frozenset({"weekday", "month", "feast", "ordinal"})
_FIGURES = r"iso(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
_NAMED_BY = {"monthnumber": "month", "ordinal": "day", "nth": "day"}
HERE = "iso"
"""Stands for the date itself behind what stands before it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A date found in a sentence: where it stands in the matched form, what it spans, and what kind of form it has.

    `from_day` says what it spans seen from another day, where it is a distance from one ("a week later").
    """

    start: int
    end: int
    window: Window
    kind: str = ""
    from_day: Callable[[date], Window | None] | None = None


@dataclass(frozen=True)
class Form:
    """One form: its regular expression, what it means, and the words of which it can't do without one; empty where
    figures do."""

    expression: str
    means: str
    signs: frozenset[str] = frozenset()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Most of the two thousand forms are never looked for in the life of a command."""
        return re.compile(self.expression)


@dataclass(frozen=True, eq=False)
class Language:
    """The grammar of one language."""

    spaceless: bool
    forms: tuple[Form, ...]
    values: dict[str, dict[str, int]]
    deciding: tuple[Phrases, ...]
    topic: Phrases
    never: Phrases
    links: dict[str, Phrases]
    absence: tuple[str, ...]

    def near(self, sentence: Sentence) -> list[Form]:
        """The forms that may stand in a sentence: it has a sign of each."""
        signs = self._by_sign.keys()
        seen = {sign for sign in signs if sign in sentence.joined} if self.spaceless else signs & sentence.vocabulary
        numbers = {number for sign in (*seen, "") for number in self._by_sign.get(sign, ())}
        return [self.forms[number] for number in sorted(numbers)]

    @cached_property
    def _by_sign(self) -> dict[str, list[int]]:
        """The numbers of the forms by each of their signs, "" of those that have none."""
        found: dict[str, list[int]] = {}
        for number, form in enumerate(self.forms):
            for sign in form.signs or ("",):
                found.setdefault(sign, []).append(number)
        return found


@cache
def every_language() -> dict[str, Language]:
    """The languages by their names (ISO 639-1)."""
    return {name.rpartition("/")[2]: _language(load(name)) for name in names("dates")}


def spoken(read: Sequence[Sentence], home: Iterable[str] = ()) -> dict[str, Language]:
    """The languages that the sentences seem to be written in, and those called `home`, by their names."""
    known = every_language()
    return {name: known[name] for name in sorted({*languages(read), *home}) if name in known}


@cache
def weekdays() -> dict[str, int]:
    """The names of the days in every language, but those that are words elsewhere."""
    named = [language.values["weekday"] for language in every_language().values() if not language.spaceless]
    return {word: number for values in named for word, number in values.items() if len(word) > 2}


@cache
def calendar_words() -> frozenset[str]:
    """The names of days and months in the languages that part their words."""
    spaced = [language.values for language in every_language().values() if not language.spaceless]
    return frozenset(
        word for values in spaced for slot in ("weekday", "month") for word in values[slot] if len(word) > 2
    )


# --- reading a file of the lexicon ---------------------------------------------------------------------------------


def _language(table: dict[str, Any]) -> Language:
    spaceless = bool(table.get("spaceless", False))
    values = _values(table, spaceless=spaceless)
    forms = [Form(_in_figures(values, spaceless=spaceless), "date")]
    for written, means in table["forms"].items():
        for part in _parts(written, spaceless=spaceless):
            signs = _signs(part, values, spaceless=spaceless)
            forms.append(Form(_form(part, values, spaceless=spaceless), means, signs))
    links = {name: table.get(name, []) for name in _LINKS} | table["absence"]
    links["engaged"] = [f"{phrase} {HERE}" for phrase in table.get("engaged", [])]
    return Language(
        spaceless,
        tuple(forms),
        values,
        tuple(
            Phrases(spelled_out(table.get(group, ()), table), spaceless=spaceless) for group in ("deciding", "distant")
        ),
        Phrases(table.get("topic", ()), spaceless=spaceless),
        Phrases(spelled_out(table["never"], table), spaceless=spaceless),
        {name: Phrases(listed, spaceless=spaceless) for name, listed in links.items()},
        tuple(table["absence"]),
    )


def _in_figures(values: dict[str, dict[str, int]], *, spaceless: bool) -> str:
    """A date in figures, with the week-day before it."""
    names = "|".join(values["weekday"])
    weekday = "" if spaceless else rf"(?: (?:{names})(?: (?:the|den|dem|der|le|el|il|de|d|dia))?)?"
    return f"{weekday} ?{_FIGURES}"


def _parts(form: str, *, spaceless: bool) -> list[str]:
    return form.split("|") if spaceless else [form]


def _values(table: dict[str, Any], *, spaceless: bool) -> dict[str, dict[str, int]]:
    """What every word of a slot stands for: months, weekdays, numbers and feasts, counted from 1."""

    def numbered(group: str) -> dict[str, int]:
        return {
            joined(word) if spaceless else fold(word).replace("_", " "): number
            for number, entry in enumerate(table.get(group, ()), 1)
            for word in (entry.split("|") if spaceless else entry.split())
            if word
        }

    feasts = {name: number for number, name in enumerate(load("feasts")["feasts"])}
    return {
        "month": numbered("months"),
        "weekday": numbered("weekdays"),
        "number": numbered("numbers"),
        "day": numbered("ordinals"),
        "feast": {
            joined(written) if spaceless else fold(written): feasts[name]
            for name, listed in table.get("feasts", {}).items()
            for written in listed.split("|")
        },
    }


def _form(form: str, values: dict[str, dict[str, int]], *, spaceless: bool) -> str:
    """The regular expression of a form. A slot named twice is `day` and `day2`."""
    counted: Counter[str] = Counter()

    def slot(match: re.Match[str]) -> str:
        if match[1] == "figures":
            return _FIGURES
        counted[match[1]] += 1
        number = "" if counted[match[1]] == 1 else str(counted[match[1]])
        written = _slot(match[1], values, spaceless=spaceless)
        return f"(?P<{match[1]}{number}>{written})" + {"day": _SUFFIX, "nth": _NTH}.get(match[1], "")

    if spaceless:
        return "".join(_SLOT.sub(slot, part) if "{" in part else joined(part) for part in _pieces(form))
    return "".join(_form_word(word, slot) for word in form.split()) + "(?= )"


def _signs(form: str, values: dict[str, dict[str, int]], *, spaceless: bool) -> frozenset[str]:
    """The words of which one stands wherever the form does, the smallest such set; none where figures do."""
    pieces = _pieces(form) if spaceless else [word for word in form.split() if not word.startswith("?")]
    sets = [_sign(piece, values, spaceless=spaceless) for piece in pieces if piece]
    return min(filter(None, sets), key=lambda signs: (len(signs), -max(map(len, signs))), default=frozenset())


def _sign(piece: str, values: dict[str, dict[str, int]], *, spaceless: bool) -> frozenset[str]:
    slot = _SLOT.fullmatch(piece)
    if slot:
        listed = values[_NAMED_BY.get(slot[1], slot[1])] if slot[1] in _IN_WORDS else ()
        return frozenset(listed if spaceless else (word.split()[0] for word in listed))
    if "{" in piece:
        return frozenset()
    if spaceless:
        return frozenset({joined(piece)} - {""})
    return frozenset(words[0] for choice in piece.split("|") for words in spellings(choice))


def _pieces(form: str) -> list[str]:
    return _SLOT_WHOLE.split(form)


def _form_word(word: str, slot: Callable[[re.Match[str]], str]) -> str:
    bare = word.removeprefix("?")
    if "{" not in bare:
        return one_word(word)
    written = "".join(_SLOT.sub(slot, part) if "{" in part else joined(part) for part in _pieces(bare))
    return f"(?: (?:{written}))" + ("?" if word != bare else "")


def _slot(name: str, values: dict[str, dict[str, int]], *, spaceless: bool) -> str:
    if name == "year":
        return r"20\d\d"
    if name in {"day", "nth", "monthnumber"} and not spaceless:
        return r"\d{1,2}"
    kind = _NAMED_BY.get(name, name)
    listed = "|".join(sorted(map(re.escape, values[kind]), key=len, reverse=True)) or "(?!)"
    figures = {"number": r"\d{1,3}|", "day": r"\d{1,2}|", "monthnumber": r"\d{1,2}|"}.get(name, "")
    return figures + listed


# --- finding -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def found(sentence: Sentence, language: Language, today: date) -> tuple[Found, ...]:
    """Every date in a sentence, in the order of the text; where two overlap, the one that names more.

    A distance from a day that is named elsewhere (`spans.RELATED`) is given as if from `today`. A row of dozens of
    dates is no prose: only so many are read.
    """
    text = sentence.joined if language.spaceless else sentence.words
    near = language.near(sentence)
    matches = [(match, form.means) for form in near for match in islice(form.pattern.finditer(text), _MOST)]
    matches.sort(key=lambda item: _order(item[0]))
    taken: list[Found] = []
    occupied = bytearray(len(text))
    for match, means in matches:
        if occupied.find(1, match.start(), match.end()) >= 0:
            continue
        one = _one(match, means, language, today)
        if one and abs(one.window.latest - today) <= _FARTHEST:
            occupied[one.start : one.end] = b"\1" * (one.end - one.start)
            taken.append(one)
        if len(taken) == _MOST:
            break
    return tuple(sorted(taken, key=lambda one: one.start))


def _order(match: re.Match[str]) -> tuple[int, int, int]:
    """First what names more, then what is longer, then what is said in so many words: "quinze jours" are two weeks."""
    named = sum(map(bool, match.groups()))
    return -max(named, 1), match.start() - match.end(), named


def _one(match: re.Match[str], means: str, language: Language, today: date) -> Found | None:
    kind, _, rest = means.partition(" ")
    slots = _slots(match, language)
    from_day = partial(meaning, rest, slots) if kind in RELATED else None
    window = from_day(today) if from_day else meaning(means, slots, today)
    return Found(match.start(), match.end(), window, kind, from_day) if window else None


def _slots(match: re.Match[str], language: Language) -> dict[str, int]:
    slots: dict[str, int] = {}
    for name, written in match.groupdict().items():
        if written:
            kind = name.rstrip("2")
            of = _NAMED_BY.get(kind, kind)
            value = int(written) if written.isdecimal() else language.values[of][written]
            slots[of if kind in _NAMED_BY else name] = value
    return slots


def linked(one: Found, link: str, sentence: Sentence, language: Language, *, reach: int = 3) -> bool:
    """Whether a word of that group stands just before the date; in Japanese and Chinese just after it, too."""
    if language.spaceless:
        around = sentence.joined[max(0, one.start - 4) : one.start] + "\0" + sentence.joined[one.end : one.end + 6]
        return language.links[link].search(Sentence("", "", around)) is not None
    before = sentence.words[: one.start].split()[-reach:]
    near = Sentence("", f" {' '.join(before)} ", "")
    inside = Sentence("", f" {sentence.words[one.start : one.end].split()[0]} ", "")
    return any(language.links[link].search(part) for part in (near, inside))
