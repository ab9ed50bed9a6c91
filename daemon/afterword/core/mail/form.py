"""The form of a mail: what only templates have, and what only persons do; no word of what it is about.

A person signs with a name or speaks of "I". What nobody signs, and comes from a brand with lines of "label: value",
amounts, numbers of orders or a company's imprint, a machine has filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from afterword.core.language.quoting import own_text, unquoted
from afterword.core.language.sentence import Sentence, fold, joined
from afterword.core.language.sentence import words as words_of
from afterword.core.language.tongues import languages, likeliest_languages
from afterword.core.lexicon import load
from afterword.core.mail.marks import Finding, evidence, find, local_part, name_words
from afterword.core.model import LONGEST_TEXT, Evidence, Message

FILLED_IN = frozenset({"labels", "amounts", "number", "imprint"})
"""What stands in the places that a template leaves open."""

TEMPLATE = FILLED_IN | {"brand", "greets-everybody", "signed-by-a-team"}
"""The signs of a template."""

_LABEL = re.compile(r"\W{0,4}[^\W\d_][^:：]{1,34}[:：](?!//)\s{0,4}\S")
_LONGEST_LABELLED = 100
_AMOUNT = re.compile(
    r"[€$£¥₺₽₩₴]\s?\d"
    r"|\d[.,]?\d?\s?(?:[€$£¥円元원₺₽₴]|(?:zł|kr|Kč|Ft|lei|EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|TL)(?!\w))"
)
_NUMBERED = re.compile(r"(?:#|№|\bn[°ºr]\.?|\bno\.|\bč\.|番号|번호|号)\s?[:：]?\s?[A-Z]{0,4}-?\d{3,12}", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\d.,:/-])(?!(?:19|20)\d\d(?!\d))[A-Z]{0,4}-?\d{4,16}(?![\d.,:/-]\d)")
_INITIALS = re.compile(r"(?:[^\W\d_]\. ?){2,3}")
_IMPRINT_LINES = 12
_LINES = 60
_NO_NAME = re.compile(r"[\d:：@]|[,!?，]$")
_NAME_LINES = 8
_NAME_WORDS = 4
_SHORTEST_LABEL = 4
_PART = re.compile(r"[+._\-\d]+")
_WORD = re.compile(r"[^\W\d_]+")
_SIGNED_PART = 2
_SHORT_WORD = 3
_SPOKEN = 4
_SPACELESS = re.compile(r"[\u3040-\u9fff]")


def is_brand(message: Message) -> bool:
    """Whether the sender is called as the domain is, and not as a person: "Acme Shop" at acmeshop.example."""
    host, name = message.sender.domain.split("."), joined(message.sender.name)
    label = joined(host[-2] if len(host) > 1 else host[0])
    given = Sentence.of(message.sender.name).names
    own = {part for part in _PART.split(local_part(message)) if part}
    if given & own or (given and name != label):
        return False
    words = [word for word in name_words(message.sender.name) if len(word) >= _SHORTEST_LABEL]
    alike = len(label) >= _SHORTEST_LABEL and len(name) >= _SHORTEST_LABEL and (label in name or name in label)
    return alike or any(word in label for word in words if word not in own)


@cache
def offices() -> frozenset[str]:
    """Parts of addresses that are no person's."""
    return frozenset((*load("automatic")["machines"], *load("automatic")["roles"]))


def is_named(message: Message) -> bool:
    """Whether the sender bears a person's name: a given one, initials, or one that the address has a part of."""
    if is_brand(message):
        return False
    name, own = message.sender.name, {part for part in _PART.split(local_part(message)) if part} - offices()
    given = Sentence.of(name).names or _INITIALS.fullmatch(name)
    return bool(given) or any(word in own for word in name_words(name))


def personal_signs(message: Message, text: Sequence[Sentence]) -> list[Evidence]:
    """Somebody speaks: of "I", or by a name below."""
    speaker = next((sentence for sentence in text if _says_i(sentence, text)), None)
    signature = _signature(message)
    found = [evidence("says-i", -1.25, speaker.text)] if speaker else []
    return [*found, evidence("signed", -1.25, signature)] if signature else found


def template_signs(message: Message, text: Sequence[Sentence]) -> list[Evidence]:
    """What a machine has filled in."""
    own = _lines(own_text(message.text))
    everything = unquoted(message.text)
    labelled = [line for line in own if len(line) <= _LONGEST_LABELLED and _LABEL.match(line)]
    amounts = len(_AMOUNT.findall(everything))
    number = _NUMBER.search(message.subject) or _NUMBERED.search(f"{message.subject}\n{everything}")
    found = [evidence("labels", 0.4 * min(3, len(labelled)), labelled[0])] if len(labelled) > 1 else []
    found += [evidence("amounts", 0.5 * min(2, amounts), str(amounts))] if amounts else []
    found += [evidence("number", 0.5, number[0])] if number else []
    found += [evidence("brand", 0.75, message.sender.name)] if is_brand(message) else []
    found += [evidence("greets-everybody", 0.75, one.text) for one in text[:2] if find("mass_greetings", one)][:1]
    last = _lines(everything)[-_IMPRINT_LINES:]
    found += [evidence("imprint", 0.75, line) for line in last if _imprint().search(line)][:1]
    return found + [evidence("signed-by-a-team", 0.5, line) for line in last[-_NAME_LINES:] if _names_a_team(line)][:1]


def by_form_alone(finding: Finding) -> bool:
    """Whether no word and no header tells of a machine: of a no or good news in a template a person may be asked."""
    return all(piece.rule in TEMPLATE | {"nobody-speaks", "role-address"} for piece in finding.evidence)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()][:_LINES]


@cache
def _imprint() -> re.Pattern[str]:
    marks = "|".join(re.escape(mark) for mark in load("automatic")["imprint"])
    return re.compile(rf"(?:{marks})(?!\w)")


def _names_a_team(line: str) -> bool:
    """Whether a short line names an office and no person."""
    sentence = Sentence.of(line[:_LONGEST_LABELLED])
    return len(sentence.words.split()) <= _NAME_WORDS + 1 and find("team_signatures", sentence)


# --- persons -------------------------------------------------------------------------------------------------


def _says_i(sentence: Sentence, text: Sequence[Sentence]) -> bool:
    if len(sentence.words.split()) < _SPOKEN and not _SPACELESS.search(sentence.text):  # "My account"
        return False
    spoken = likeliest_languages(text) | languages(text).intersection(_spaceless())
    return any(
        sentence.vocabulary & _first_person(language)
        or any(word in sentence.joined for word in _spaceless().get(language, ()))
        for language in spoken
    )


@cache
def _first_person(language: str) -> frozenset[str]:
    return frozenset(words_of(load("automatic")["first_person"].get(language, "")).split())


@cache
def _spaceless() -> dict[str, tuple[str, ...]]:
    listed = load("automatic")["first_person_spaceless"]
    return {language: tuple(map(joined, words)) for language, words in listed.items()}


def _signature(message: Message) -> str:
    """The line below a letter that is a person's name: the sender's, or a given one; "" if there is none."""
    lines = [line.strip() for line in unquoted(message.text[:LONGEST_TEXT]).splitlines() if line.strip()]
    sender = frozenset(_names_of(message)) if is_named(message) else frozenset()
    if not lines:
        return ""
    brand = frozenset(name_words(message.sender.name)) if is_brand(message) else frozenset()
    found = next((line for line in lines[1:][-_NAME_LINES:] if _bears_a_name(line, sender, brand)), "")
    ends = [fold(word) for word in _WORD.findall(lines[-1])[-_SIGNED_PART:]]
    return found or (lines[-1] if sender.intersection(ends) and "@" not in lines[-1] else "")


def _names_of(message: Message) -> Iterator[str]:
    yield from name_words(message.sender.name)
    yield from (part for part in _PART.split(local_part(message)) if len(part) >= _SHORT_WORD)


def _bears_a_name(line: str, sender: frozenset[str], brand: frozenset[str]) -> bool:
    """Whether a line is a name and nothing else: "Grace", "/Elin", "Ellen M. Marsh"."""
    written = _WORD.findall(line[:_LONGEST_LABELLED])
    if not 0 < len(written) <= _NAME_WORDS or _NO_NAME.search(line):
        return False
    if not all(word[0].isupper() or len(word) <= _SHORT_WORD or not word[0].islower() for word in written):
        return False
    return bool(Sentence.of(line).names - brand or sender.intersection(map(fold, written)))
