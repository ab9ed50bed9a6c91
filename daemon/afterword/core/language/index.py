"""Phrases in their notation, and the index that tells in linear time which of thousands stand in a sentence.

A phrase is a row of words, matched whole and regardless of case and accents. `a|b` is either word, `?a` a word that
may be missing, `a*` any ending, `a_b` two words as one, `...` up to six other words, `@name` a common given name. In a
language without spaces `...` is up to 24 characters.

Where a row of words begins is worked out for all places of a sentence at once, a bit for each, from its last word to
its first: so nothing is tried twice. Of several ways to read it the first counts that a regular expression would find.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from afterword.core.language.sentence import NAME, STEM, WORD, Sentence, fold, joined
from afterword.core.language.tongues import frequent
from afterword.core.language.umlauts import has_umlaut

_GAP = "..."
_MOST_BETWEEN = 6
_SPACELESS_GAP = r".{0,24}?"


class Span(NamedTuple):
    """Where something begins and ends in the matched form of a sentence."""

    start: int
    end: int


def one_word(word: str) -> str:
    """The regular expression of one word of a phrase, with the blank before it."""
    optional = word.startswith("?")
    choices = [_choice(choice) for choice in word.removeprefix("?").split("|")]
    return f"(?: (?:{'|'.join(choices)})){'?' if optional else ''}"


def _choice(choice: str) -> str:
    """A word, an umlaut also as the two letters that stand for it where a keyboard lacks it."""
    stem = " ".join("".join(map(_letter, word)) for word in WORD.findall(unicodedata.normalize("NFC", choice)))
    return stem + ("[^ ]{0,60}" if choice.endswith("*") else "")


def _letter(char: str) -> str:
    return re.escape(fold(char)) + ("e?" if has_umlaut(char) else "")


@cache
def spellings(choice: str) -> tuple[tuple[str, ...], ...]:
    """A choice as the words that it may be, folded, a stem with its star; two of each that an umlaut stands in."""
    if choice == NAME:
        return ((NAME,),)
    found: list[tuple[str, ...]] = [()]
    for word in WORD.findall(unicodedata.normalize("NFC", choice)):
        spelled = [""]
        for char in word:
            ends = (fold(char), fold(char) + "e") if has_umlaut(char) else (fold(char),)
            spelled = [before + end for end in ends for before in spelled]
        found = [(*before, end) for end in spelled for before in found]
    if choice.endswith("*"):
        found = [(*words[:-1], f"{words[-1] if words else ''}*") for words in found]
    return tuple(words for words in found if words)


def _at(word: str, sentence: Sentence) -> int:
    """The places at which a word stands, or a stem with its star."""
    return sentence.beginning(word[:-1]) if word.endswith("*") else sentence.places.get(word, 0)


def _in_a_row(words: Sequence[str], sentence: Sentence) -> int:
    """The places at which these words begin, one behind the other."""
    found = _at(words[0], sentence)
    for far, word in enumerate(words[1:], 1):
        found &= _at(word, sentence) >> far
    return found


class _Word:
    """One word of a phrase in all its choices, or a gap. The places of a sentence are bits, the last behind its end."""

    __slots__ = ("_choices", "_first", "_longer", "_stems", "_whole", "gap", "optional")

    def __init__(self, written: str) -> None:
        self.gap = written == _GAP
        self.optional = written.startswith("?")
        listed = () if self.gap else written.removeprefix("?").split("|")
        self._choices = [words for choice in listed for words in spellings(choice)]
        single = [words[0] for words in self._choices if len(words) == 1]
        self._whole = frozenset(word for word in single if not word.endswith("*"))
        self._stems = [word[:-1] for word in single if word.endswith("*")]
        self._longer = [words for words in self._choices if len(words) > 1]
        self._first = self._whole.union(words[0] for words in self._longer)

    @property
    def signs(self) -> list[str]:
        """The first word of every choice, a stem with its star."""
        return [words[0] for words in self._choices]

    def absent(self, sentence: Sentence) -> bool:
        """Whether no choice can stand in the sentence: it has not even the first word of one."""
        if not self._first.isdisjoint(sentence.vocabulary):
            return False
        return not self._stems or not any(map(sentence.beginning, self._stems))

    def before(self, behind: int, sentence: Sentence) -> int:
        """The places where the word stands and leads to one of those `behind` it."""
        if self.gap:
            for _ in range(_MOST_BETWEEN):
                behind |= behind >> 1 & sentence.short
            return behind
        found = 0
        for word in self._whole & sentence.vocabulary:
            found |= sentence.places[word]
        for stem in self._stems:
            found |= sentence.beginning(stem)
        found &= behind >> 1
        for words in self._longer:
            if words[0] in sentence.vocabulary:
                found |= _in_a_row(words, sentence) & behind >> len(words)
        return found

    def after(self, place: int, behind: int, sentence: Sentence) -> int:
        """To which of the places `behind` it the word leads from a place, in the order of the notation."""
        if self.gap:
            return next(at for at in range(place, place + _MOST_BETWEEN + 1) if behind >> at & 1)
        if not self._longer:
            return place + 1
        ends = (place + len(words) for words in self._choices if _in_a_row(words, sentence) >> place & 1)
        return next(end for end in ends if behind >> end & 1)


class Row:
    """One phrase. `signs` are the choices of the word by which it is looked up, a stem with its star."""

    __slots__ = ("_backwards", "_needed", "signs")

    def __init__(self, phrase: str) -> None:
        words = [_word(written) for written in phrase.split()]
        self._backwards = words[::-1]
        needed = [word for word in words if not (word.gap or word.optional)]
        sign = _telling(needed)
        self.signs = sign.signs
        self._needed = [word for word in needed if word is not sign]

    def search(self, sentence: Sentence, since: int = 0) -> Span | None:
        """Where the phrase stands first, beginning no earlier than `since`."""
        for word in self._needed:
            if word.absent(sentence):
                return None
        places = sentence.everywhere
        ways: list[tuple[_Word, int, int]] = []
        for word in self._backwards:
            here = word.before(places, sentence)
            ways.append((word, here, places))
            places = here | places if word.optional else here
            if not places:
                return None
        if since:
            passed = sentence.words.count(" ", 0, since)
            places = places >> passed << passed
            if not places:
                return None
        start = end = (places & -places).bit_length() - 1
        for word, here, behind in reversed(ways):
            if here >> end & 1:
                end = word.after(end, behind, sentence)
        return Span(sentence.offsets[start], sentence.offsets[end])


@cache
def _word(written: str) -> _Word:
    """The lexicon's phrases share many of their words."""
    return _Word(written)


def _telling(needed: Sequence[_Word]) -> _Word:
    """The word that says most: frequent ones say little."""
    telling = [word for word in needed if all(len(sign.rstrip("*")) > 1 for sign in word.signs)]
    known = frequent()
    return min(telling or needed, key=lambda word: (sum(sign in known for sign in word.signs), len(word.signs)))


class SpacelessRow:
    """The same in a language without spaces: of each piece between the gaps one alternative must be there."""

    __slots__ = ("_phrase", "_pieces", "signs")

    def __init__(self, phrase: str) -> None:
        self._phrase = phrase
        self._pieces = [tuple(map(joined, piece.split("|"))) for piece in phrase.split(_GAP)]
        self.signs = self._pieces[0]

    def search(self, sentence: Sentence, since: int = 0) -> Span | None:
        """Where the phrase stands first, beginning no earlier than `since`."""
        for piece in self._pieces:
            if not any(choice in sentence.joined for choice in piece):
                return None
        found = _spaceless(self._phrase).search(sentence.joined, since)
        return Span(*found.span()) if found else None


@cache
def _spaceless(phrase: str) -> re.Pattern[str]:
    pieces = ["|".join(re.escape(joined(choice)) for choice in piece.split("|")) for piece in phrase.split(_GAP)]
    return re.compile(_SPACELESS_GAP.join(f"(?:{piece})" for piece in pieces))


AnyRow = Row | SpacelessRow
Matches = dict[int, Span]
"""Where every group stands first in a sentence, by the group's number."""


class Index:
    """Phrases of several groups, numbered. There are thousands, and a sentence holds the signs of only a few."""

    def __init__(self, groups: Iterable[Sequence[AnyRow]]) -> None:
        self._rows: list[tuple[int, AnyRow]] = []
        self._words: dict[str, list[int]] = {}
        self._stems: dict[str, list[int]] = {}
        self._openings: dict[str, list[int]] = {}
        for group, rows in enumerate(groups):
            for row in rows:
                self._add(group, row)

    def _add(self, group: int, row: AnyRow) -> None:
        place = len(self._rows)
        self._rows.append((group, row))
        for sign in row.signs:
            if isinstance(row, SpacelessRow):
                self._openings.setdefault(sign[:1], []).append(place)
            elif sign.endswith("*"):
                self._stems.setdefault(sign[:-1][:STEM], []).append(place)
            else:
                self._words.setdefault(sign, []).append(place)

    def near(self, sentence: Sentence) -> list[int]:
        """The rows of which the sentence holds a sign, by number."""
        found: set[int] = set()
        for word in self._words.keys() & sentence.vocabulary:
            found.update(self._words[word])
        if self._stems:
            for stem in self._stems.keys() & sentence.stems:
                found.update(self._stems[stem])
        if self._openings:
            for char in self._openings.keys() & set(sentence.joined):
                found.update(self._openings[char])
        return sorted(found)

    def group(self, row: int) -> int:
        """The number of the group that a row is of."""
        return self._rows[row][0]

    def search(self, sentence: Sentence, near: Iterable[int], since: int = 0) -> Matches:
        """Where every group stands first, by its number; of several that begin there the phrase that is listed first.

        `near` are the rows to be looked for, in order. No match begins earlier than `since`.
        """
        first: Matches = {}
        for number in near:
            group, row = self._rows[number]
            found = row.search(sentence, since)
            if found and (group not in first or found.start < first[group].start):
                first[group] = found
        return first
