"""Phrases in their notation, and the index that tells in linear time which of thousands stand in a sentence.

A phrase is a row of words, matched whole and regardless of case and accents. `a|b` is either word, `?a` a word that
may be missing, `a*` any ending, `a_b` two words as one, `...` up to six other words. In a language without spaces
`...` is up to 24 characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from afterword.core.language.sentence import LONGEST_STEM, WORD, Sentence, fold, joined
from afterword.core.language.tongues import frequent

_GAP = r"(?: [^ ]{1,60}){0,6}?"
_SPACELESS_GAP = r".{0,24}?"


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
    return re.escape(fold(char)) + ("e?" if char in "äöüÄÖÜ" else "")


def pattern(phrase: str) -> str:
    """The regular expression of a phrase over `Sentence.words`, without the blank that must follow."""
    return "".join(_GAP if word == "..." else one_word(word) for word in phrase.split())


def spaceless_pattern(phrase: str) -> str:
    """The regular expression of a phrase over `Sentence.joined`."""
    pieces = ["|".join(re.escape(joined(choice)) for choice in piece.split("|")) for piece in phrase.split("...")]
    return _SPACELESS_GAP.join(f"(?:{piece})" for piece in pieces)


Matches = dict[int, re.Match[str]]
"""The first match of every group in a sentence, by the group's number."""


class Row:
    """One phrase: compiled only when a sentence holds every word that it can't do without.

    `signs` are the alternatives of the word by which it is looked up, a stem with its star.
    """

    __slots__ = ("_needed", "_phrase", "signs")

    def __init__(self, phrase: str) -> None:
        self._phrase = phrase
        needed = _needed_words(phrase)
        self.signs = _sign(needed)
        self._needed = tuple(
            (
                frozenset(word for word in choices if not word.endswith("*")),
                tuple(f" {word[:-1]}" for word in choices if word.endswith("*")),
            )
            for choices in needed
        )

    def search(self, sentence: Sentence) -> re.Match[str] | None:
        for whole, stems in self._needed:
            if whole.isdisjoint(sentence.vocabulary) and not any(stem in sentence.words for stem in stems):
                return None
        return _compiled(self._phrase).search(sentence.words)


class SpacelessRow:
    """The same in a language without spaces: of each piece between the gaps one alternative must be there."""

    __slots__ = ("_phrase", "_pieces", "signs")

    def __init__(self, phrase: str) -> None:
        self._phrase = phrase
        self._pieces = [tuple(map(joined, piece.split("|"))) for piece in phrase.split("...")]
        self.signs = self._pieces[0]

    def search(self, sentence: Sentence) -> re.Match[str] | None:
        for piece in self._pieces:
            if not any(choice in sentence.joined for choice in piece):
                return None
        return _compiled_spaceless(self._phrase).search(sentence.joined)


AnyRow = Row | SpacelessRow


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
                self._stems.setdefault(sign[:-1][:LONGEST_STEM], []).append(place)
            else:
                self._words.setdefault(sign, []).append(place)

    def search(self, sentence: Sentence) -> Matches:
        """The first match of every group by its number, of several that begin there that of the phrase listed first."""
        places = {place for word in self._words.keys() & sentence.vocabulary for place in self._words[word]}
        for stem in self._stems.keys() & sentence.stems:
            places.update(self._stems[stem])
        if self._openings:
            places.update(
                place for char in self._openings.keys() & set(sentence.joined) for place in self._openings[char]
            )
        first: Matches = {}
        for place in sorted(places):
            group, row = self._rows[place]
            match = row.search(sentence)
            if match and (group not in first or match.start() < first[group].start()):
                first[group] = match
        return first


@cache
def _compiled(phrase: str) -> re.Pattern[str]:
    return re.compile(f"{pattern(phrase)}(?= )")


@cache
def _compiled_spaceless(phrase: str) -> re.Pattern[str]:
    return re.compile(spaceless_pattern(phrase))


def _needed_words(phrase: str) -> list[list[str]]:
    """Of each word of a phrase that can't be missing its alternatives, a stem with its star."""
    needed = [word for word in phrase.split() if word != "..." and not word.startswith("?")]
    return [[sign for choice in word.split("|") for sign in _first_words(choice)] for word in needed]


def _sign(needed: list[list[str]]) -> list[str]:
    """The word that says most: frequent ones say little."""
    telling = [choices for choices in needed if all(len(word.rstrip("*")) > 1 for word in choices)]
    known = frequent()
    return min(telling or needed, key=lambda choices: (sum(word in known for word in choices), len(choices)))


def _first_words(choice: str) -> list[str]:
    """The first word of a choice, folded, in all its spellings."""
    found = WORD.findall(unicodedata.normalize("NFC", choice))
    if not found:
        return ["*"]
    spellings = [""]
    for char in found[0]:
        ends = (fold(char), fold(char) + "e") if char in "äöüÄÖÜ" else (fold(char),)
        spellings = [before + end for before in spellings for end in ends]
    star = "*" if choice.endswith("*") and len(found) == 1 else ""
    return [spelling + star for spelling in spellings]
