"""The groups of phrases that the lexicon lists, found in sentences; `index` has the notation, and how they are found.

`{name}` in a phrase stands for the alternatives that the file lists under `words.name`.

What no row of words can foresee is said by classes that stand in one sentence in whatever order: `[classes]` names
them, and under `[together]` a group lists which of them tell together; `-name` must not stand there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from afterword.core.language.index import Index, Row, SpacelessRow, Span
from afterword.core.language.sentence import Sentence
from afterword.core.language.tongues import languages
from afterword.core.lexicon import load, names

TOPICS = ("replies", "tenor", "out_of_office", "notices", "appointments")
"""What mails are searched for."""

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
        self.rows = [SpacelessRow(phrase) if spaceless else Row(phrase) for phrase in phrases]

    def search(self, sentence: Sentence) -> Span | None:
        """Where one stands first in the sentence, of several that begin there the one that is listed first."""
        near = self._index.near(sentence)
        return self._index.search(sentence, near).get(0) if near else None

    def all(self, sentence: Sentence) -> Iterator[Span]:
        """Where they stand, from the beginning, each behind the one before."""
        near = self._index.near(sentence)
        found = self._index.search(sentence, near).get(0)
        while found:
            yield found
            found = self._index.search(sentence, near, found.end).get(0)

    @cached_property
    def _index(self) -> Index:
        return Index([self.rows])


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
    if spoken == ANY:  # a book of its own: the others hold every group of every topic
        books = [_book(names(topic), tuple(only))]
    else:
        books = [_of_language(language) for language in _known(topic) if language in spoken]
    found: list[Hit] = []
    for sentence in sentences:
        read = [_read(book, topic, sentence) for book in books]
        found += [hit for hits, _ in read for hit in hits if not only or hit.group in only]
        found += [hit for _, sets in read for hit in sets if not only or hit.group in only]
    return found


class _Book:
    """The groups of some files, or those in `only`, and the classes that tell of them together, in one index."""

    def __init__(self, files: Iterable[str], only: Collection[str] = ()) -> None:
        self._named: dict[int, tuple[str, str]] = {}
        self._topics: list[str] = []
        self._sets: list[tuple[str, str, frozenset[int], frozenset[int], str]] = []
        listed: list[Phrases] = []
        for file in files:
            topic, _, language = file.partition("/")
            kept = [(group, phrases) for group, phrases in groups(file) if not only or group in only]
            self._named |= {len(listed) + at: (group, language) for at, (group, _) in enumerate(kept)}
            listed += [phrases for _, phrases in kept]
            sets = [(group, classes) for group, classes in together(file) if not only or group in only]
            at = {name: len(listed) + at for at, (name, _) in enumerate(_classes(file))}
            listed += [phrases for _, phrases in _classes(file)] if sets else []
            for group, one in sets:
                needed, against = (frozenset(at[name] for name in listed) for listed in (one.needed, one.against))
                self._sets.append((topic, group, needed, against, language))
            self._topics += [topic] * (len(listed) - len(self._topics))
        self._index = Index([phrases.rows for phrases in listed])

    def near(self, sentence: Sentence) -> dict[str, list[int]]:
        """The rows of the index that the sentence holds a sign of, by topic."""
        found: dict[str, list[int]] = {}
        for row in self._index.near(sentence):
            found.setdefault(self._topics[self._index.group(row)], []).append(row)
        return found

    def hits(self, topic: str, sentence: Sentence, near: Iterable[int]) -> tuple[list[Hit], list[Hit]]:
        """The groups of a topic that stand in a sentence; and those that classes tell of, from the first of the classes
        to the end of the last."""
        first = self._index.search(sentence, near)
        found = [
            Hit(self._named[at][0], sentence, *span, self._named[at][1])
            for at, span in first.items()
            if at in self._named
        ]
        sets: list[Hit] = []
        for one, group, needed, against, language in self._sets:
            if one == topic and first.keys() >= needed and first.keys().isdisjoint(against):
                starts, ends = zip(*(first[at] for at in needed), strict=True)
                sets.append(Hit(group, sentence, min(starts), max(ends), language))
        return found, sets


@cache
def _book(files: tuple[str, ...], only: tuple[str, ...] = ()) -> _Book:
    return _Book(files, only)


@cache
def _known(topic: str) -> tuple[str, ...]:
    """The languages that a topic has a file of."""
    return tuple(file.partition("/")[2] for file in names(topic))


@cache
def _of_language(language: str) -> _Book:
    """Everything that mails are searched for in a language: a sentence's signs are looked up once for all of it."""
    return _book(tuple(f"{topic}/{language}" for topic in TOPICS if language in _known(topic)))


@lru_cache(maxsize=512)
def _near(book: _Book, sentence: Sentence) -> dict[str, list[int]]:
    return book.near(sentence)


@lru_cache(maxsize=1024)
def _read(book: _Book, topic: str, sentence: Sentence) -> tuple[list[Hit], list[Hit]]:
    """One rule after the other reads the same few sentences."""
    near = _near(book, sentence).get(topic)
    return book.hits(topic, sentence, near) if near else _NOTHING


_NOTHING: tuple[list[Hit], list[Hit]] = ([], [])
