"""The form of a mail: what only templates have, and what only persons do; no word of what it is about.

A person signs with a name or speaks of "I". What nobody signs, and comes from a brand with lines of "label: value",
amounts, numbers of orders or a company's imprint, a machine has filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from afterword.core.language.quoting import own_text, sentences, sign_off, unquoted
from afterword.core.language.sentence import Sentence, fold, joined
from afterword.core.language.sentence import words as words_of
from afterword.core.language.tongues import languages, likeliest_languages
from afterword.core.lexicon import load
from afterword.core.mail.marks import NAME_ONLY, Finding, evidence, find, local_part, name_words
from afterword.core.model import LONGEST_TEXT, Evidence, Message
from afterword.core.people.domains import is_free_mail

FILLED_IN = frozenset({"labels", "amounts", "number", "imprint"})
"""What stands in the places that a template leaves open."""

TEMPLATE = FILLED_IN | {"nothing-of-yours", "brand", "greets-everybody", "signed-by-a-team"}
"""The signs of a template."""

UNTELLING = TEMPLATE | {
    "nobody-speaks",
    "role-address",
    "unread-address",
    "machine-address",
    "system-address",
    "bulk-header",
}
"""Signs of a machine that are no words."""

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
_NO_NAME = re.compile(r"[\d:：@]|\w\.\w|[,!?，]$")
_NAME_LINES = 8
_NAME_WORDS = 4
_SHORTEST_LABEL = 4
_SILENT = {"ь": "", "ъ": "", "’": ""}
_SAID = re.compile(r"[\"“”„«»「」][^\"“”„«»「」]{1,400}(?:[\"“”«»「」]|$)")
_PART = re.compile(r"[+._\-\d]+")
_WORD = re.compile(r"[^\W\d_]+")
_SIGNED_PART = 2
_LAST = re.compile(r"[.!?,] ")
_SHORT_WORD = 3
_SPOKEN = 4
_SCRIPTS = frozenset({"ja", "zh", "ko"})
_SPACELESS = re.compile(r"[\u3040-\u9fff]")


def is_brand(message: Message) -> bool:
    """Whether the sender's name is no person's: "Acme Shop", from anywhere but a free mailbox."""
    name, label = _name(message), _label(message)
    if not name or is_named(message):
        return False
    own = _own(message)
    if own.intersection(name_words(name)) or Sentence.of(" ".join(own).title()).names:
        return joined(name) == label  # "Neri" of "Studio Neri" may be somebody
    alike = _alike(message) or any(word in label for word in name_words(name) if len(word) >= _SHORTEST_LABEL)
    return alike or not is_free_mail(message.sender.domain)


@cache
def offices() -> frozenset[str]:
    """Parts of addresses that are no person's."""
    return frozenset((*load("automatic")["machines"], *load("automatic")["roles"]))


def is_named(message: Message) -> bool:
    """Whether the sender is called as persons are: by a given name, initials, or a family's character and few more."""
    name, own = _name(message), _own(message)
    words = [fold(word) for word in NAME_ONLY.findall(name) if fold(word) not in _titles()]
    given = Sentence.of(name).names
    if len(own) > 1 and (Sentence.of(" ".join(own).title()).names or len(own.intersection(words)) > 1):
        return True  # "Talent Team" at ada.lovelace
    if given and (words[0] not in given or (len(words) > 1 and _alike(message))) and not own.intersection(words):
        return False  # "Studio Agata" at hello@studioagata.example
    return bool(given) or any(form.fullmatch(name.strip()) for form in (_INITIALS, _families()))


@cache
def _titles() -> frozenset[str]:
    return frozenset(fold(title).rstrip(".") for title in load("people")["honorifics"])


def _alike(message: Message) -> bool:
    """Whether the sender is called as the domain is."""
    name, label = joined(_name(message)), _label(message)
    return min(len(name), len(label)) >= _SHORTEST_LABEL and (label in name or name in label)


def _own(message: Message) -> frozenset[str]:
    """The parts of the sender's address that may be a name's."""
    return frozenset(part for part in _PART.split(local_part(message)) if part) - offices()


def _label(message: Message) -> str:
    host = message.sender.domain.split(".")
    return joined(host[-2] if len(host) > 1 else host[0])


def _name(message: Message) -> str:
    """The sender's name, Cyrillic and Greek letters as they stand in addresses."""
    return message.sender.name.translate(_romanised())


@cache
def _romanised() -> dict[int, str]:
    letters = load("automatic")["romanised"].split()
    small = dict(zip(letters[::2], letters[1::2], strict=True))
    return str.maketrans({**small, **{letter.upper(): latin.title() for letter, latin in small.items()}} | _SILENT)


@cache
def _families() -> re.Pattern[str]:
    """Names in scripts of few characters, the family's first."""
    listed = load("people")
    one = "|".join((*listed["chinese_families"].split(), *listed["korean_families"].split()))
    apart = r"[\u4e00-\u9fff]{1,3}[ \u3000][\u3040-\u9fff]{1,3}"
    return re.compile(rf"(?:{one})\s?[\u4e00-\u9fff\uac00-\ud7a3]{{1,2}}|{apart}")


def personal_signs(message: Message, text: Sequence[Sentence]) -> list[Evidence]:
    """Somebody speaks: of "I", or by a name below."""
    spoken = tongues(text)
    speaker = next((sentence for sentence in text if says_i(sentence, spoken)), None)
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
    return all(piece.rule in UNTELLING for piece in finding.evidence)


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


def tongues(text: Sequence[Sentence]) -> frozenset[str]:
    """The languages in which somebody may say "I" in a text."""
    return likeliest_languages(text) | languages(text).intersection(_SCRIPTS)


def says_i(sentence: Sentence, spoken: frozenset[str]) -> bool:
    """Whether somebody speaks of themself in it; `spoken` are the languages of the text."""
    own = Sentence.of(_SAID.sub(" ", sentence.text))  # what somebody else has said is told of
    if len(own.words.split()) < _SPOKEN and not _SPACELESS.search(own.text):  # "My account"
        return False
    return any(
        own.vocabulary & _first_person(language) or any(word in own.joined for word in _spaceless().get(language, ()))
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
    sender = frozenset() if is_brand(message) else frozenset(_names_of(message))
    if not lines:
        return ""
    brand = frozenset(name_words(message.sender.name)) if is_brand(message) else frozenset()
    apart = [*lines[1:][-_NAME_LINES:], *_LAST.split(lines[-1][-_LONGEST_LABELLED:])[1:][-1:]]
    found = next((line for line in apart if _bears_a_name(line, sender, brand)), "")
    found = found or _signs_off(lines, sender, brand)
    ends = [fold(word) for word in _WORD.findall(lines[-1])[-_SIGNED_PART:]]
    return found or (lines[-1] if sender.intersection(ends) and "@" not in lines[-1] else "")


def _signs_off(lines: Sequence[str], sender: frozenset[str], brand: frozenset[str]) -> str:
    """Somebody's name behind a closing formula in the same line, "" if there is none."""
    for line in lines[-_NAME_LINES:]:
        last = [one for one in sentences(line)[-1:] if len(one.text) <= _LONGEST_LABELLED]
        formula = sign_off(last[0]) if last else None
        behind = len(last[0].words[formula.end :].split()) if formula else 0
        name = " ".join(_WORD.findall(last[0].text)[-behind:]) if behind else ""
        if name and _bears_a_name(name, sender, brand):
            return name
    return ""


def _names_of(message: Message) -> Iterator[str]:
    yield from name_words(message.sender.name)
    yield from (part for part in _PART.split(local_part(message)) if len(part) >= _SHORT_WORD)


def _bears_a_name(line: str, sender: frozenset[str], brand: frozenset[str]) -> bool:
    """Whether a line is a name and nothing else: "Grace", "/Elin", "Ellen M. Marsh"."""
    named = Sentence.of(line[:_LONGEST_LABELLED]).names - brand
    return _may_be_a_name(line) and bool(named or sender.intersection(map(fold, _WORD.findall(line))))


def _may_be_a_name(line: str) -> bool:
    """Whether a few words stand there, with capitals where a script has them."""
    written = _WORD.findall(line[:_LONGEST_LABELLED])
    if not 0 < len(written) <= _NAME_WORDS or _NO_NAME.search(line):
        return False
    return all(word[0].isupper() or len(word) <= _SHORT_WORD or not word[0].islower() for word in written)
