"""The lexicon's words as patterns that keep their place: a find in the folded text points into the text as written.

`phrases` matches normalised sentences and forgets where they stood; names and numbers need the place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from afterword.core.lexicon import load, names

TOPIC = "interviews"

# Scripts written without blanks between words: no word boundary can be asked for there.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_PLAIN = str.maketrans("’‘`´“”„«»–—‐‑‒−\u00a0\u3000：｜（）【】", '\'\'\'\'"""""------  :|()[]')
_SPECIAL = {"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ı": "i"}
# U+1100 to U+11FF are the letters that NFKD takes Korean syllables apart into: those stay whole.
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_LETTERS = re.compile(r"[^\W_]+")
_WORD = 200
"""Longer texts are not worth remembering."""


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    if _HANGUL.match(char):
        return char
    base = _SPECIAL.get(char) or unicodedata.normalize("NFKD", char)[0]
    return base.lower()[0]


@lru_cache(maxsize=64)
def level(text: str) -> str:
    """Lower case without accents, typographic signs as plain ones; exactly as long as `text` (in NFC)."""
    plain = text.translate(_PLAIN)
    if not plain.isascii():
        plain = _FOREIGN.sub(lambda found: "".join(map(_fold_char, found[0])), plain)
    return plain.lower()


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


@cache
def entries(group: str, key: str) -> tuple[str, ...]:
    """What stands under `[group] key` in every language's file: the language of a calendar is never known."""
    return tuple(phrase for name in names(TOPIC) for phrase in load(name).get(group, {}).get(key, ()))


@cache
def words(group: str, key: str) -> re.Pattern[str]:
    """The pattern of `entries(group, key)`, for levelled text."""
    return pattern(entries(group, key))


@cache
def keys(group: str) -> tuple[str, ...]:
    """The keys under `[group]` in any language, in the order of the files."""
    return tuple(dict.fromkeys(key for name in names(TOPIC) for key in load(name).get(group, {})))
