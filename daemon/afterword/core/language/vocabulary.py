"""The lexicon's words as patterns that keep their place: a find in the folded text points into the text as written.

`phrases` matches normalised sentences and forgets where they stood; names and numbers need the place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, cached_property, lru_cache
from typing import Any

from afterword.core.lexicon import load, names

TOPIC = "interviews"

# Scripts written without blanks between words: no word boundary can be asked for there.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_PLAIN = dict(zip("’‘´“”„«»–—‐‑‒−\u00a0\u3000：｜（）【】", '\'\'\'"""""------  :|()[]', strict=True))
_SPECIAL = {"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ı": "i"}
# U+1100 to U+11FF are the letters that NFKD takes Korean syllables apart into: those stay whole.
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_LETTERS = re.compile(r"[^\W_]+")
_WORDS = re.compile(r"\w+")
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_WORD = 200
"""Longer texts are not worth remembering."""

_LONG = 30
"""Shorter texts are gone through as quickly as they are looked up."""


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    if char in _PLAIN:
        return _PLAIN[char]
    if _HANGUL.match(char):
        return char
    base = _SPECIAL.get(char) or unicodedata.normalize("NFKD", char)[0]
    return base.lower()[0]


def level(text: str) -> str:
    """Lower case without accents, typographic signs as plain ones; exactly as long as `text` (in NFC)."""
    return _level_word(text) if len(text) <= _WORD else _level_text(text)


def _levelled(text: str) -> str:
    plain = text.replace("`", "'")
    if not plain.isascii():
        plain = _FOREIGN.sub(lambda found: "".join(map(_fold_char, found[0])), plain)
    return plain.lower()


# Apart: the many words that are looked at in between would push the few whole texts out.
_level_word = lru_cache(maxsize=512)(_levelled)
_level_text = lru_cache(maxsize=16)(_levelled)


def squashed(text: str) -> str:
    """Only the letters and digits, levelled: `Acme & Söhne` and `acmesohne` become comparable."""
    return _squashed(text) if len(text) <= _WORD else "".join(_LETTERS.findall(level(text)))


@lru_cache(maxsize=2048)
def _squashed(word: str) -> str:
    return "".join(_LETTERS.findall(level(word)))


_Trie = dict[str, Any]


def _pieces(phrase: str) -> list[str]:
    """A phrase as patterns of one character each; a blank matches any short white space."""
    return [r"\s{1,3}" if char == " " else re.escape(char) for char in " ".join(phrase.split())]


def _trie_pattern(trie: _Trie) -> str:
    """One alternation a character: it fails at the first wrong one, however many phrases there are. Longest first."""
    branches = [piece + _trie_pattern(rest) for piece, rest in sorted(trie.items()) if piece]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 and "" not in trie else f"(?:{'|'.join(branches)})"
    return f"{body}?" if "" in trie else body


def _any_of(phrases: Iterable[str]) -> str:
    trie: _Trie = {}
    for phrase in phrases:
        node = trie
        for piece in _pieces(phrase):
            node = node.setdefault(piece, {})
        node[""] = {}
    return _trie_pattern(trie)


def pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """One linear-time pattern for all phrases, to be used on levelled text.

    A leading or trailing `*` stands for the rest of a word. Words are found whole, but in scripts without blanks.
    """
    kinds: dict[tuple[str, str], list[str]] = {}
    for phrase in map(level, phrases):
        core = phrase.strip().strip("*")
        before = "" if _UNSPACED.search(core) or not core[0].isalnum() else r"(?<!\w)"
        after = "" if _UNSPACED.search(core) or not core[-1].isalnum() else r"(?!\w)"
        before += r"\w{0,24}" if phrase.startswith("*") else ""
        kinds.setdefault((before, (r"\w{0,24}" if phrase.endswith("*") else "") + after), []).append(core)
    found = [before + _any_of(sorted(cores)) + after for (before, after), cores in sorted(kinds.items())]
    return re.compile("|".join(found) if found else r"(?!)")


class Wording:
    """The pattern of some phrases, held only where a word stands in the text that one of them begins with.

    Most texts have few of these words, and every rule has phrases of its own to look for in the same text.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        listed = [phrase.strip() for phrase in map(level, phrases)]
        self._compiled = pattern(listed)
        whole, stems, loose = set(), set(), set()
        for phrase in listed:
            first = _WORDS.match(phrase)
            if first is None or _UNSPACED.search(phrase) or not phrase[0].isalnum():
                loose.add(phrase.strip("*").split()[0])
            elif first[0] + "*" == phrase:
                stems.add(first[0])
            else:
                whole.add(first[0])
        self._whole, self._stems = frozenset(whole), tuple(sorted(stems))
        self._loose = tuple(sorted(loose)), tuple(sorted(one for one in loose if one.isascii()))

    @property
    def pattern(self) -> str:
        return self._compiled.pattern

    def search(self, text: str) -> re.Match[str] | None:
        """The first that stands in a levelled text."""
        places = self._places(text)
        if places is None:
            return self._compiled.search(text)
        return next((found for place in places if (found := self._compiled.match(text, place))), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All that stand in it, each behind the one before."""
        places = self._places(text)
        if places is None:
            yield from self._compiled.finditer(text)
            return
        end = 0
        for place in places:
            if place >= end and (found := self._compiled.match(text, place)):
                end = found.end()
                yield found

    def match(self, text: str) -> re.Match[str] | None:
        return self._compiled.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self._compiled.fullmatch(text)

    def sub(self, instead: str, text: str) -> str:
        return self._compiled.sub(instead, text)

    def _places(self, text: str) -> list[int] | None:
        """Where one can begin; None if that may be anywhere."""
        if len(text) < _LONG or any(loose in text for loose in self._loose[text.isascii()]):
            return None
        known = _words_of(text)
        begun = known.listed & self._whole
        if self._stems and any(f" {stem}" in known.run for stem in self._stems):
            begun = begun.union(word for word in known.listed if word.startswith(self._stems))
        return sorted(place for word in begun for place in known.places[word]) if begun else []


class _Words:
    """The words of a text: `listed`, `run` together with a blank before each, and the `places` where each begins."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.listed = frozenset(_WORDS.findall(text))
        self.run = f" {' '.join(self.listed)}"

    @cached_property
    def places(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for word in _WORDS.finditer(self._text):
            found.setdefault(word[0], []).append(word.start())
        return found


@lru_cache(maxsize=256)
def _words_of(text: str) -> _Words:
    return _Words(text)


@cache
def entries(group: str, key: str) -> tuple[str, ...]:
    """What stands under `[group] key` in every language's file: the language of a calendar is never known.

    A phrase with a hyphen is also written with a blank instead: "on site".
    """
    found = (phrase for name in names(TOPIC) for phrase in load(name).get(group, {}).get(key, ()))
    return tuple(spelt for phrase in found for spelt in dict.fromkeys((phrase, _HYPHEN.sub(" ", phrase))))


@cache
def words(group: str, key: str) -> Wording:
    """The pattern of `entries(group, key)`, for levelled text."""
    return Wording(entries(group, key))


@cache
def any_words(group: str, *keys: str) -> Wording:
    """The words under all of these keys: a text without any of them need not be searched for each."""
    return Wording(phrase for key in keys for phrase in entries(group, key))


@cache
def keys(group: str) -> tuple[str, ...]:
    """The keys under `[group]` in any language, in the order of the files."""
    return tuple(dict.fromkeys(key for name in names(TOPIC) for key in load(name).get(group, {})))
