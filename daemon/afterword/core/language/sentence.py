"""Text as phrases are matched against it: words without case and accents, between single blanks; or run together."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, reduce
from itertools import accumulate, pairwise
from operator import or_

from afterword.core.lexicon import load

WORD = re.compile(r"[^\W_]+")
NAME = "@name"
"""What stands in a phrase for any given name."""

STEM = 4
"""Letters by which a stem is looked up."""

_BOTH = re.compile(r"(?<=[^\W\d_]{2})(?:(?:[/·•*:_]-?|\(-?)(?:e|es|ne|in|innen|n|r|s|a|as|o|os)\)?){1,2}(?![\w-])")
_LONGEST_ENDING = 60
_SHORTEST_DECLINED = 3
_CASES = (("a", "em", "owi"), ("e", "y", "i", "o"))
"""The endings of names, by whether they end in "a"."""
_MOST_SPREAD = 4
"""Letters and marks of one character: a Korean syllable has three, a Vietnamese vowel, too."""

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def fold(text: str) -> str:
    """Case, accents and width taken away, so that "Für" and "FUR" read alike. Kana lose their voicing marks too.

    A text of nothing but ligatures of many letters is read up to four times its length.
    """
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))[: _MOST_SPREAD * len(text)]
    return spread.translate(dict.fromkeys(ord(char) for char in set(spread) if unicodedata.combining(char)))


def words(text: str) -> str:
    """Folded words between single blanks, with a blank at each end: what phrases are matched against.

    People write e-mail, email and mail for one thing: all of them stand here, and in phrases, as "mail". An ending that
    names the other sex too is left out: "Bewerber:in", "candidato(a)", "un/e".
    """
    found = f" {' '.join(WORD.findall(fold(_BOTH.sub('', text))))} "
    return found.replace(" e mail", " mail").replace(" email", " mail")


def joined(text: str) -> str:
    """Folded text without anything but letters and digits: for languages that put no spaces."""
    return "".join(WORD.findall(fold(text)))


@cache
def joined_list(name: str, key: str) -> tuple[str, ...]:
    """The words of a list in the lexicon, joined."""
    return tuple(map(joined, load(name)[key]))


@dataclass(frozen=True)
class Sentence:
    """One sentence, as written and as it is matched. `words` has a blank at each end; `joined` has none at all."""

    text: str
    words: str
    joined: str

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Its words: they tell which phrases are worth looking for."""
        found = frozenset(self.words.split())
        return found | {NAME} if self.names else found

    @cached_property
    def names(self) -> frozenset[str]:
        """Its words that are common given names or stand behind a form of address, and are written with a capital."""
        written = WORD.findall(self.text)
        given, forms = _given_names(), _forms_of_address()
        folded = [(fold(before), fold(word)) for before, word in pairwise(["", *written]) if word[0].isupper()]
        return frozenset(word for before, word in folded if word in given or before in forms)

    @cached_property
    def stems(self) -> frozenset[str]:
        """What its words begin with, up to a length."""
        return frozenset([word[:end] for end in range(1, STEM + 1) for word in self.vocabulary])

    @cached_property
    def places(self) -> dict[str, int]:
        """At which places each word stands: the first is bit 0, the second bit 1."""
        found: dict[str, int] = {}
        place = 1
        for word in self.words.split():
            found[word] = found.get(word, 0) | place
            place <<= 1
        if self.names:
            found[NAME] = reduce(or_, (found.get(name, 0) for name in self.names))
        return found

    @cached_property
    def everywhere(self) -> int:
        """All places, the one behind the last word included."""
        return (2 << len(self.words.split())) - 1

    @cached_property
    def short(self) -> int:
        """The places of words that are of a usual length."""
        return self.beginning("")

    def beginning(self, stem: str) -> int:
        """The places of words that begin so, and go on for no more than a word's length."""
        known = self._beginnings.get(stem)
        if known is None:
            known = self._beginnings[stem] = self._beginning(stem) if f" {stem}" in self.words else 0
        return known

    @cached_property
    def _beginnings(self) -> dict[str, int]:
        return {}

    def _beginning(self, stem: str) -> int:
        found = 0
        for word, places in self.places.items():
            if word.startswith(stem) and len(word) <= len(stem) + _LONGEST_ENDING:
                found |= places
        return found

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """By place: where the blank before it stands in `words`; the last is behind the last word."""
        return tuple(accumulate((len(word) + 1 for word in self.words.split()), initial=0))

    @classmethod
    def of(cls, text: str) -> Sentence:
        return _sentence(text)


@lru_cache(maxsize=512)
def _sentence(text: str) -> Sentence:
    """Every rule reads the same few sentences again: a mail's worth of them is kept folded."""
    found = words(text)
    return Sentence(text, found, found.replace(" ", ""))


@cache
def _given_names() -> frozenset[str]:
    """Common given names, folded, also as Slavic languages decline them: "Marta" is "Martę", "Tomasz" is "Tomasza"."""
    names = [fold(name) for name in load("given")["names"]]
    long = [name for name in names if len(name) > _SHORTEST_DECLINED]
    declined = (name.removesuffix("a") + end for name in long for end in _CASES[name.endswith("a")])
    return frozenset((*names, *declined))


@cache
def _forms_of_address() -> frozenset[str]:
    listed = load("people")
    forms = {*listed["honorifics"], *listed["small_forms"]}.difference(listed["also_words"])
    return frozenset(fold(form).rstrip(".") for form in forms)
