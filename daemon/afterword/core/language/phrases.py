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
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
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
ANY: frozenset[str] = frozenset({"*"})
"""Every language: for `hits` in a subject line."""

_HEAD = 2
"""Letters of a word's head: no stem is shorter."""

_NEVER = re.compile(r"(?!)")


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


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, as written and as it is matched. `words` has a blank at each end; `joined` has none at all.

    `vocabulary` and `heads`, its words and how they begin, tell which phrases are worth looking for.
    """

    text: str
    words: str
    joined: str
    vocabulary: frozenset[str] = field(init=False, repr=False, compare=False)
    heads: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        vocabulary = frozenset(self.words.split())
        object.__setattr__(self, "vocabulary", vocabulary)
        object.__setattr__(self, "heads", frozenset(word[:_HEAD] for word in vocabulary))

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
    """A phrase of `group` found in `sentence`; `start` and `end` are positions in its matched form."""

    group: str
    sentence: Sentence
    start: int
    end: int


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


class Phrases:
    """The phrases of one group in one language.

    There are thousands, and a sentence holds the words of only a few: each is looked for only where the word that says
    most in it, its sign, stands. So phrases are also compiled only when a mail needs them.
    """

    def __init__(self, phrases: Iterable[str], *, spaceless: bool = False) -> None:
        self._listed = tuple(phrases)
        self.spaceless = spaceless
        self._signs: dict[str, list[int]] = {}
        self._stems: dict[str, list[tuple[str, int]]] = {}
        for number, phrase in enumerate(() if spaceless else self._listed):
            for sign in _signs(phrase):
                if sign.endswith("*"):
                    self._stems.setdefault(sign[:-1][:_HEAD], []).append((f" {sign[:-1]}", number))
                else:
                    self._signs.setdefault(sign, []).append(number)

    def search(self, sentence: Sentence) -> re.Match[str] | None:
        """The first match in the sentence, of several that begin there that of the phrase listed first."""
        if self.spaceless:
            begins = any(opening in sentence.joined for opening in self._openings)
            return self._whole.search(sentence.joined) if begins else None
        numbers = {number for word in self._signs.keys() & sentence.vocabulary for number in self._signs[word]}
        for head in self._stems.keys() & sentence.heads:
            numbers.update(number for stem, number in self._stems[head] if stem in sentence.words)
        best: re.Match[str] | None = None
        for number in sorted(numbers):
            match = _compiled(self._listed[number]).search(sentence.words)
            if match and (best is None or match.start() < best.start()):
                best = match
        return best

    def finditer(self, sentence: Sentence) -> Iterator[re.Match[str]]:
        return self._whole.finditer(sentence.joined if self.spaceless else sentence.words)

    @property
    def signs(self) -> Collection[str]:
        return self._signs.keys()

    @property
    def heads(self) -> Collection[str]:
        """The beginnings of the stems among the signs."""
        return self._stems.keys()

    @cached_property
    def _openings(self) -> frozenset[str]:
        """What a sentence without spaces must hold for one of the phrases to begin in it."""
        return frozenset(joined(one) for phrase in self._listed for one in phrase.split("...")[0].split("|"))

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        if not self._listed:
            return _NEVER
        written = spaceless_pattern if self.spaceless else pattern
        return re.compile(f"(?:{'|'.join(map(written, self._listed))})" + ("" if self.spaceless else "(?= )"))


@cache
def _compiled(phrase: str) -> re.Pattern[str]:
    return re.compile(f"{pattern(phrase)}(?= )")


def _signs(phrase: str) -> list[str]:
    """The alternatives of the word by which a phrase is looked up, a stem with its star: frequent words say little."""
    candidates = [
        [sign for choice in word.split("|") for sign in _first_words(choice)]
        for word in phrase.split()
        if word != "..." and not word.startswith("?")
    ]
    telling = [choices for choices in candidates if all(len(sign.rstrip("*")) > 1 for sign in choices)]
    frequent = _frequent()
    return min(telling or candidates, key=lambda choices: (sum(sign in frequent for sign in choices), len(choices)))


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
    """Classes of phrases that tell only together: all of `needed` and none of `against` in one sentence."""

    needed: tuple[Phrases, ...]
    against: tuple[Phrases, ...]

    def search(self, sentence: Sentence) -> tuple[int, int] | None:
        """From the first of them to the end of the last, as positions in the matched form."""
        found: list[re.Match[str]] = []
        for phrases in self.needed:
            match = phrases.search(sentence)
            if match is None:
                return None
            found.append(match)
        if any(phrases.search(sentence) for phrases in self.against):
            return None
        return min(match.start() for match in found), max(match.end() for match in found)


@cache
def together(file: str) -> tuple[tuple[str, Together], ...]:
    """The classes that tell together in a file of the lexicon: pairs of the group's name and one set of them."""
    table = load(file)
    spaceless = bool(table.get("spaceless", False))
    classes = {
        name: Phrases(spelled_out(listed, table), spaceless=spaceless)
        for name, listed in table.get("classes", {}).items()
    }
    return tuple(
        (
            group,
            Together(
                tuple(classes[name] for name in row.split() if not name.startswith("-")),
                tuple(classes[name[1:]] for name in row.split() if name.startswith("-")),
            ),
        )
        for group, rows in table.get("together", {}).items()
        for row in rows
    )


@cache
def groups(file: str) -> tuple[tuple[str, Phrases], ...]:
    """Every group of phrases in a file of the lexicon: pairs of the group's name and its phrases."""
    table = load(file)
    spaceless = bool(table.get("spaceless", False))
    return tuple(
        (group, Phrases(spelled_out(listed, table), spaceless=spaceless))
        for group, listed in table.items()
        if isinstance(listed, list)
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
    sought = _sought(topic, tuple(only), spoken)
    found: list[Hit] = []
    for sentence in sentences:
        matches = ((group, phrases.search(sentence)) for group, phrases in sought.likely(sentence))
        found += [Hit(group, sentence, match.start(), match.end()) for group, match in matches if match]
        spans = ((group, classes.search(sentence)) for group, classes in sought.sets)
        found += [Hit(group, sentence, *span) for group, span in spans if span]
    return found


class _Sought:
    """Groups of phrases that are looked for together, and by which words of a sentence each may be in it."""

    def __init__(self, groups: Iterable[tuple[str, Phrases]], sets: Iterable[tuple[str, Together]]) -> None:
        self.sets = tuple(sets)
        self._groups = tuple(groups)
        self._always = {at for at, (_, phrases) in enumerate(self._groups) if phrases.spaceless}
        self._words: dict[str, set[int]] = {}
        self._heads: dict[str, set[int]] = {}
        for at, (_, phrases) in enumerate(self._groups):
            for word in phrases.signs:
                self._words.setdefault(word, set()).add(at)
            for head in phrases.heads:
                self._heads.setdefault(head, set()).add(at)

    def likely(self, sentence: Sentence) -> list[tuple[str, Phrases]]:
        """The groups of which the sentence has a word, in their order."""
        by_word = [self._words[word] for word in self._words.keys() & sentence.vocabulary]
        by_head = [self._heads[head] for head in self._heads.keys() & sentence.heads]
        return [self._groups[at] for at in sorted(self._always.union(*by_word, *by_head))]


@cache
def _sought(topic: str, only: tuple[str, ...], spoken: frozenset[str]) -> _Sought:
    """The groups of a topic that are looked up in those languages."""
    files = [file for file in names(topic) if spoken == ANY or file.rpartition("/")[2] in spoken]
    return _Sought(
        [(group, phrases) for file in files for group, phrases in groups(file) if not only or group in only],
        [(group, classes) for file in files for group, classes in together(file) if not only or group in only],
    )


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

    A mail often says the same twice, so every language with a third of the best one's frequent words counts.
    """
    listed = tuple(islice(sentences, _SENTENCES_FOR_LANGUAGE))
    scripts = {script for sentence in listed for script in _script(sentence.text)}
    counted = _counted(listed)
    best = max(counted.values(), default=0)
    if best < _TELLING_WORDS:
        return frozenset(scripts | {"en"} | {name for name, count in counted.items() if count} | _lettered(listed))
    return frozenset(scripts | {name for name, count in counted.items() if count >= best / 3})


def likeliest_languages(sentences: Iterable[Sentence]) -> frozenset[str]:
    """Those with the most frequent words: where a word of one is another word in the next."""
    counted = _counted(tuple(islice(sentences, _SENTENCES_FOR_LANGUAGE)))
    best = max(counted.values(), default=0)
    return frozenset(language for language, count in counted.items() if count == best) or frozenset({"en"})


def _counted(sentences: Iterable[Sentence]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for sentence in sentences:
        for language, count in _counts(sentence.words):
            counted[language] += count
    return counted


@lru_cache(maxsize=512)
def _counts(words: str) -> tuple[tuple[str, int], ...]:
    """How many frequent words of which language."""
    frequent = _frequent()
    return tuple(
        Counter(language for word in words.split()[:_WORDS_FOR_LANGUAGE] for language in frequent.get(word, ())).items()
    )


def _lettered(sentences: Iterable[Sentence]) -> set[str]:
    """The languages that have a letter of the text which the others lack."""
    used = {char for sentence in sentences for char in sentence.text.lower() if not char.isascii()}
    return {language for language, letters in load("letters").items() if used & set(letters)} if used else set()


def _script(text: str) -> set[str]:
    if _KANA.search(text):
        return {"ja"}
    if _HANGUL.search(text):
        return {"ko"}
    return {"zh"} if _HAN.search(text) else set()
