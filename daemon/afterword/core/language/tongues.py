"""The languages that sentences are written in, by their frequent words, their script and their letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import islice

from afterword.core.language.sentence import Sentence, words
from afterword.core.lexicon import load

_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_LEGIBLE = re.compile(r"[A-Za-z\u00aa-\u052f\u1e00-\u1fff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff00-\uffef]")
_LETTERS_READ = 1_000
_SENTENCES = 60
_WORDS = 60
_TELLING_WORDS = 4
_MOST_LANGUAGES = 6


@cache
def frequent() -> dict[str, tuple[str, ...]]:
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
    return _languages(tuple(sentence.text for sentence in islice(sentences, _SENTENCES)))


@lru_cache(maxsize=512)
def _languages(texts: tuple[str, ...]) -> frozenset[str]:
    """A mail is asked for its languages, and each of its sentences, by one rule after the other."""
    foreign = [text for text in texts if not text.isascii()]
    scripts = {script for text in foreign if (script := _script(text))}
    if "ja" in scripts:  # a name or a heading without kana is Japanese there, too
        scripts.discard("zh")
    counted = _counted(map(Sentence.of, texts))
    best = max(counted.values(), default=0)
    if best < _TELLING_WORDS:
        return frozenset(scripts | {"en"} | {name for name, count in counted.items() if count} | _lettered(foreign))
    return frozenset(scripts | {name for name, count in counted.most_common(_MOST_LANGUAGES) if count >= best / 3})


def is_legible(text: str) -> bool:
    """Whether a text is written in letters of languages that are read here: in Latin, Greek, Cyrillic or East Asian."""
    letters = [char for char in text[:_LETTERS_READ] if char.isalpha()]
    return 2 * sum(_LEGIBLE.match(char) is not None for char in letters) >= len(letters)


def likeliest_languages(sentences: Iterable[Sentence]) -> frozenset[str]:
    """Those with the most frequent words: where a word of one is another word in the next."""
    counted = _counted(tuple(islice(sentences, _SENTENCES)))
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
    known = frequent()
    return Counter(language for word in words.split()[:_WORDS] for language in known.get(word, ()))


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
