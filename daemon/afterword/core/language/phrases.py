"""The groups of phrases that the lexicon lists, found in sentences; `index` has the notation, and how they are found.

`{name}` in a phrase stands for the alternatives that the file lists under `words.name`.

What no row of words can foresee is said by classes that stand in one sentence in whatever order: `[classes]` names
them, and under `[together]` a group lists which of them tell together; `-name` must not stand there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from afterword.core.language.index import Index, Matches, Row, SpacelessRow, pattern, spaceless_pattern
from afterword.core.language.sentence import Sentence
from afterword.core.language.tongues import languages
from afterword.core.lexicon import load, names

ANY: frozenset[str] = frozenset({"*"})
"""Every language: for `hits` in a subject line."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of `group` found in `sentence`; `start` and `end` are positions in its matched form.

    `language` is that of the phrase, "" any; a text too short to tell is read in several.
    """

    group: str
    sentence: Sentence
    start: int
    end: int
    language: str = ""


class Phrases:
    """The phrases of one group in one language."""

    def __init__(self, phrases: Iterable[str], *, spaceless: bool = False) -> None:
        self._listed = tuple(phrases)
        self._spaceless = spaceless
        self.rows = [SpacelessRow(phrase) if spaceless else Row(phrase) for phrase in self._listed]

    def search(self, sentence: Sentence) -> re.Match[str] | None:
        """The first match in the sentence, of several that begin there that of the phrase listed first."""
        return self._index.search(sentence).get(0)

    def finditer(self, sentence: Sentence) -> Iterator[re.Match[str]]:
        if self.search(sentence):
            yield from self._whole.finditer(sentence.joined if self._spaceless else sentence.words)

    @cached_property
    def _index(self) -> Index:
        return Index([self.rows])

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        written = spaceless_pattern if self._spaceless else pattern
        return re.compile(f"(?:{'|'.join(map(written, self._listed))})" + ("" if self._spaceless else "(?= )"))


@dataclass(frozen=True, slots=True)
class Together:
    """Classes of phrases, by name, that tell only together: all of `needed` and none of `against` in one sentence."""

    needed: frozenset[str]
    against: frozenset[str]

    @classmethod
    def of(cls, row: str) -> Together:
        names = row.split()
        return cls(
            frozenset(name for name in names if not name.startswith("-")),
            frozenset(name[1:] for name in names if name.startswith("-")),
        )


@cache
def together(file: str) -> tuple[tuple[str, Together], ...]:
    """What tells together in a file of the lexicon: pairs of the group's name and one set of classes."""
    return tuple((group, Together.of(row)) for group, rows in load(file).get("together", {}).items() for row in rows)


@cache
def groups(file: str) -> tuple[tuple[str, Phrases], ...]:
    """Every group of phrases in a file of the lexicon: pairs of the group's name and its phrases."""
    return _phrases_of(file, load(file))


@cache
def _classes(file: str) -> tuple[tuple[str, Phrases], ...]:
    return _phrases_of(file, load(file).get("classes", {}))


def _phrases_of(file: str, listed: dict[str, Any]) -> tuple[tuple[str, Phrases], ...]:
    table = load(file)
    spaceless = bool(table.get("spaceless", False))
    return tuple(
        (name, Phrases(spelled_out(phrases, table), spaceless=spaceless))
        for name, phrases in listed.items()
        if isinstance(phrases, list)
    )


def spelled_out(phrases: Iterable[str], table: dict[str, Any]) -> list[str]:
    """The phrases with every `{name}` replaced by the alternatives of `words.name`."""
    listed = list(phrases)
    for name, alternatives in table.get("words", {}).items():
        listed = [phrase.replace(f"{{{name}}}", alternatives) for phrase in listed]
    return listed


def hits(
    topic: str, sentences: Sequence[Sentence], only: Collection[str] = (), spoken: Collection[str] | None = None
) -> list[Hit]:
    """The first hit of every group (or of those in `only`) in every sentence, in the order of the text.

    Only the languages that the sentences are written in are looked up, so that a Dutch "of" is no English one; a text
    too short to tell may be given `spoken`, or `ANY`.
    """
    spoken = languages(sentences) if spoken is None else frozenset(spoken)
    files = [file for file in names(topic) if spoken == ANY or _language(file) in spoken]
    # All together in one index; any other set of languages is one of too many to keep an index of each.
    sought = [_sought(tuple(some), tuple(only)) for some in ([files] if spoken == ANY else [[file] for file in files])]
    found: list[Hit] = []
    for sentence in sentences:
        sets: list[Hit] = []
        for each in sought:
            if first := each.index.search(sentence):
                found += each.hits(sentence, first)
                sets += each.together(sentence, first)
        found += sets
    return found


class _Sought:
    """The groups of some files, or those in `only`, and the classes that tell of them together, in one index."""

    def __init__(self, files: Iterable[str], only: Collection[str]) -> None:
        self._named: list[tuple[str, str]] = []
        self._sets: list[tuple[str, frozenset[int], frozenset[int], str]] = []
        listed: list[Phrases] = []
        for file in files:
            kept = [(group, phrases) for group, phrases in groups(file) if not only or group in only]
            self._named += [(group, _language(file)) for group, _ in kept]
            listed += [phrases for _, phrases in kept]
        for file in files:
            sets = [(group, classes) for group, classes in together(file) if not only or group in only]
            at = {name: len(listed) + number for number, (name, _) in enumerate(_classes(file))}
            listed += [phrases for _, phrases in _classes(file)] if sets else []
            self._sets += [
                (
                    group,
                    frozenset(at[name] for name in one.needed),
                    frozenset(at[name] for name in one.against),
                    _language(file),
                )
                for group, one in sets
            ]
        self.index = Index([phrases.rows for phrases in listed])

    def hits(self, sentence: Sentence, first: Matches) -> Iterator[Hit]:
        for at, match in first.items():
            if at < len(self._named):
                group, language = self._named[at]
                yield Hit(group, sentence, match.start(), match.end(), language)

    def together(self, sentence: Sentence, first: Matches) -> Iterator[Hit]:
        """The groups that classes tell of, from the first of those to the end of the last."""
        for group, needed, against, language in self._sets:
            if first.keys() >= needed and first.keys().isdisjoint(against):
                matches = [first[at] for at in needed]
                start, end = min(match.start() for match in matches), max(match.end() for match in matches)
                yield Hit(group, sentence, start, end, language)


def _language(file: str) -> str:
    """The language of a file of the lexicon: of "replies/de" it is "de"."""
    return file.rpartition("/")[2]


@cache
def _sought(files: tuple[str, ...], only: tuple[str, ...]) -> _Sought:
    return _Sought(files, only)
