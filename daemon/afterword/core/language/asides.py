"""A sentence without what only says which application or job is meant, for phrases that it would part.

"Your application for the post of Senior Cook (m/f/d), reference 2026-114, has been declined" is read as "Your
application has been declined". What is cut out begins with one of a few words behind one of a few nouns, and ends where
the sentence goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from afterword.core.language.sentence import WORD, Sentence, fold, words
from afterword.core.lexicon import load

_FEWEST = 3
_MOST = 24


@dataclass(frozen=True, slots=True)
class _Words:
    """The small classes of words of a language by which such an aside is known; `folded` are the heads."""

    heads: frozenset[str]
    openers: frozenset[str]
    inside: frozenset[str]
    resumes: frozenset[str]
    folded: frozenset[str]


def plainly(sentence: Sentence, spoken: Iterable[str]) -> Sentence:
    """The same sentence, matched without such asides in the languages `spoken`; its text stays."""
    for language in sorted(spoken):
        known = _words(language)
        if known and sentence.vocabulary & known.folded:
            written = WORD.findall(sentence.text)
            kept = [*_kept(written, known)]
            if len(kept) < len(written):
                matched = words(" ".join(kept))
                return Sentence(sentence.text, matched, matched.replace(" ", ""))
    return sentence


@cache
def _words(language: str) -> _Words | None:
    listed = {name: frozenset(row.split()) for name, row in load("asides").get(language, {}).items()}
    return _Words(**listed, folded=frozenset(map(fold, listed["heads"]))) if listed else None


def _kept(written: list[str], known: _Words) -> Iterator[str]:
    small = [word.lower() for word in written]
    place = 0
    while place < len(written):
        yield written[place]
        begins = place + 1
        behind = begins < len(written) and small[place] in known.heads and small[begins] in known.openers
        end = _end(small, written, begins, known) if behind else begins
        aside = range(begins, end)
        names = any(small[one] in known.heads or not written[one].islower() for one in aside)
        place = end if len(aside) >= _FEWEST and names else begins


def _end(small: list[str], written: list[str], begins: int, known: _Words) -> int:
    """Where the aside that begins there ends: before the word that goes on, else before the first in small letters."""
    goes_on = 0
    last = min(len(small), begins + _MOST)
    for place in range(begins + 1, last):
        word = small[place]
        if word in known.resumes:
            return place
        within = len(word) == 1 or word in known.inside or word in known.openers or word in known.heads
        if not (goes_on or within) and written[place][0].islower():
            goes_on = place
    return goes_on or (len(small) if last == len(small) else begins)
