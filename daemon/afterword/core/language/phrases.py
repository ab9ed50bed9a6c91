"""Finding the phrases of the lexicon in text: a small notation, folded words, linear time on any input.

A phrase is a row of words, matched whole and regardless of case and accents. `a|b` is either word, `?a` a word that
may be missing, `a*` any ending, `a_b` two words as one, `...` up to six other words, `{name}` the alternatives that the
file lists under `words.name`. In a language without spaces `...` is up to 24 characters.

What no row of words can foresee is said by classes that stand in one sentence in whatever order: `[classes]` names
them, and under `[together]` a group lists which of them tell together; `-name` must not stand there.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import islice
from typing import Any

from afterword.core.lexicon import load, names

_WORD = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
_GAP = r"(?: [^ ]{1,60}){0,6}?"
_SPACELESS_GAP = r".{0,24}?"
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_SENTENCES_FOR_LANGUAGE = 60
_WORDS_FOR_LANGUAGE = 60
_TELLING_WORDS = 4
_MOST_LANGUAGES = 6
ANY: frozenset[str] = frozenset({"*"})
"""Every language: for `hits` in a subject line."""

_LONGEST_STEM = 8
"""Letters by which a stem is looked up."""


def fold(text: str) -> str:
    """Case, accents and width taken away, so that "Für" and "FUR" read alike. Kana lose their voicing marks too."""
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return spread.translate(dict.fromkeys(ord(char) for char in set(spread) if unicodedata.combining(char)))


def words(text: str) -> str:
    """Folded words between single blanks, with a blank at each end: what phrases are matched against."""
    return f" {' '.join(_WORD.findall(fold(text)))} "


def joined(text: str) -> str:
    """Folded text without anything but letters and digits: for languages that put no spaces."""
    return "".join(_WORD.findall(fold(text)))


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
        return frozenset(self.words.split())

    @cached_property
    def stems(self) -> frozenset[str]:
        """What its words begin with, up to a length."""
        return frozenset(word[:end] for word in self.vocabulary for end in range(1, min(len(word), _LONGEST_STEM) + 1))

    @classmethod
    def of(cls, text: str) -> Sentence:
        return _sentence(text)


@lru_cache(maxsize=512)
def _sentence(text: str) -> Sentence:
    """Every rule reads the same few sentences again: a mail's worth of them is kept folded."""
    found = words(text)
    return Sentence(text, found, found.replace(" ", ""))


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


def one_word(word: str) -> str:
    """The regular expression of one word of a phrase, with the blank before it."""
    optional = word.startswith("?")
    choices = [_choice(choice) for choice in word.removeprefix("?").split("|")]
    return f"(?: (?:{'|'.join(choices)})){'?' if optional else ''}"


def _choice(choice: str) -> str:
    """A word, an umlaut also as the two letters that stand for it where a keyboard lacks it."""
    stem = " ".join("".join(map(_letter, word)) for word in _WORD.findall(unicodedata.normalize("NFC", choice)))
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


class _Row:
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


class _SpacelessRow:
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


class _Index:
    """Phrases of several groups, numbered. There are thousands, and a sentence holds the signs of only a few."""

    def __init__(self, groups: Iterable[Phrases]) -> None:
        self._rows: list[tuple[int, _Row | _SpacelessRow]] = []
        self._words: dict[str, list[int]] = {}
        self._stems: dict[str, list[int]] = {}
        self._openings: dict[str, list[int]] = {}
        for group, phrases in enumerate(groups):
            for row in phrases.rows:
                self._add(group, row)

    def _add(self, group: int, row: _Row | _SpacelessRow) -> None:
        place = len(self._rows)
        self._rows.append((group, row))
        for sign in row.signs:
            if isinstance(row, _SpacelessRow):
                self._openings.setdefault(sign[:1], []).append(place)
            elif sign.endswith("*"):
                self._stems.setdefault(sign[:-1][:_LONGEST_STEM], []).append(place)
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


class Phrases:
    """The phrases of one group in one language."""

    def __init__(self, phrases: Iterable[str], *, spaceless: bool = False) -> None:
        self._listed = tuple(phrases)
        self._spaceless = spaceless
        self.rows = [_SpacelessRow(phrase) if spaceless else _Row(phrase) for phrase in self._listed]

    def search(self, sentence: Sentence) -> re.Match[str] | None:
        """The first match in the sentence, of several that begin there that of the phrase listed first."""
        return self._index.search(sentence).get(0)

    def finditer(self, sentence: Sentence) -> Iterator[re.Match[str]]:
        if self.search(sentence):
            yield from self._whole.finditer(sentence.joined if self._spaceless else sentence.words)

    @cached_property
    def _index(self) -> _Index:
        return _Index([self])

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        written = spaceless_pattern if self._spaceless else pattern
        return re.compile(f"(?:{'|'.join(map(written, self._listed))})" + ("" if self._spaceless else "(?= )"))


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
    frequent = _frequent()
    return min(telling or needed, key=lambda choices: (sum(word in frequent for word in choices), len(choices)))


def _first_words(choice: str) -> list[str]:
    """The first word of a choice, folded, in all its spellings."""
    found = _WORD.findall(unicodedata.normalize("NFC", choice))
    if not found:
        return ["*"]
    spellings = [""]
    for char in found[0]:
        ends = (fold(char), fold(char) + "e") if char in "äöüÄÖÜ" else (fold(char),)
        spellings = [before + end for before in spellings for end in ends]
    star = "*" if choice.endswith("*") and len(found) == 1 else ""
    return [spelling + star for spelling in spellings]


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
        self.index = _Index(listed)

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


@cache
def _frequent() -> dict[str, tuple[str, ...]]:
    """The languages in which a word is frequent."""
    found: dict[str, tuple[str, ...]] = {}
    for language, listed in load("languages").items():
        for word in dict.fromkeys(words(listed).split()):
            found[word] = (*found.get(word, ()), language)
    return found


def languages(sentences: Iterable[Sentence]) -> frozenset[str]:
    """The languages (ISO 639-1) a text seems to be written in, several when in doubt; English when nothing tells.

    A mail often says the same twice, so every language with a third of the best one's frequent words counts,
    of those the first six.
    """
    return _languages(tuple(sentence.text for sentence in islice(sentences, _SENTENCES_FOR_LANGUAGE)))


@lru_cache(maxsize=512)
def _languages(texts: tuple[str, ...]) -> frozenset[str]:
    """A mail is asked for its languages, and each of its sentences, by one rule after the other."""
    foreign = [text for text in texts if not text.isascii()]
    scripts = {script for text in foreign if (script := _script(text))}
    counted = _counted(map(_sentence, texts))
    best = max(counted.values(), default=0)
    if best < _TELLING_WORDS:
        return frozenset(scripts | {"en"} | {name for name, count in counted.items() if count} | _lettered(foreign))
    return frozenset(scripts | {name for name, count in counted.most_common(_MOST_LANGUAGES) if count >= best / 3})


def likeliest_languages(sentences: Iterable[Sentence]) -> frozenset[str]:
    """Those with the most frequent words: where a word of one is another word in the next."""
    counted = _counted(tuple(islice(sentences, _SENTENCES_FOR_LANGUAGE)))
    best = max(counted.values(), default=0)
    return frozenset(language for language, count in counted.items() if count == best) or frozenset({"en"})


def _counted(sentences: Iterable[Sentence]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for sentence in sentences:
        for language, count in _counts(sentence.words).items():
            counted[language] += count
    return counted


@lru_cache(maxsize=512)
def _counts(words: str) -> Mapping[str, int]:
    """How many frequent words of which language."""
    frequent = _frequent()
    return Counter(language for word in words.split()[:_WORDS_FOR_LANGUAGE] for language in frequent.get(word, ()))


def _lettered(texts: Iterable[str]) -> set[str]:
    """The languages that have a letter of the texts which the others lack."""
    used = {char for text in texts for char in text.lower() if not char.isascii()}
    return {language for language, letters in load("letters").items() if used & set(letters)} if used else set()


def _script(text: str) -> str:
    """The language that a script tells of, "" of Latin ones."""
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    return "zh" if _HAN.search(text) else ""
