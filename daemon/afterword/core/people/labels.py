"""Which name an address's label spells: a domain's, a tenant's, beside what a text writes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile

from afterword.core.language.umlauts import in_one_letter, in_two_letters
from afterword.core.language.vocabulary import level, squashed, words
from afterword.core.lexicon import load
from afterword.core.model import LONGEST_TEXT, Person
from afterword.core.people.domains import alike, is_hiring_system, is_machine
from afterword.core.people.employers import (
    INSIDE_NAMES,
    company_part,
    is_common_word,
    is_company_like,
    tidy,
    without_legal_form,
    without_systems_name,
)
from afterword.core.people.names import is_given

_MOST_WORDS = 6
_FAR = 2000
_FULL_LINE = 60
_LONGEST_LABEL = 30
_MOST_STARTS = 30
_BEGINNINGS = (3, 2, 1)
_TELLING = 4
_MANY = 2
_MOST_OF_IT = 0.75
_WORD = re.compile(r"[\w&.'’+-]{1,40}")
_BLANKS = re.compile(r"(\s+)")
_IS_ADDRESS = re.compile(r"\S(?:@|://|www\.|\.(?:com|io|de|net|org)/)")


@lru_cache(maxsize=512)
def stems(label: str) -> tuple[str, ...]:
    """What a company may be called whose domain starts with `label`: as it is, then without `careers`, `join`..."""
    data, whole = load("domains"), squashed(label)
    found = [whole]
    found += [whole[: -len(end)] for end in data["label_endings"] if whole.endswith(end)]
    found += [whole[len(squashed(begin)) :] for begin in data["label_beginnings"] if whole.startswith(squashed(begin))]
    return tuple(stem for stem in found if len(stem) > 2 or stem == whole)


@lru_cache(maxsize=512)
def labels(name: str) -> frozenset[str]:
    """What the domain of a company may start with: `Müller & Söhne` with muellersoehne, mueller-soehne, muller-sohne...

    None for a name in another script.
    """
    spoken = re.findall(r"\w+", without_legal_form(name).casefold())
    short = [word for word in spoken if word not in INSIDE_NAMES]
    spellings = [[level(spell(word)) for word in kept] for kept in (spoken, short) for spell in (in_two_letters, str)]
    found = {joint.join(words) for words in spellings for joint in ("", "-")}
    return frozenset(label for label in found if len(label) > 1 and label.isascii())


def labels_of(domain: str) -> frozenset[str]:
    """What a domain says of its owner's name: `join-acme.example` says join-acme, joinacme and acme."""
    label = domain.partition(".")[0]
    return frozenset({label, *stems(label)})


def written_name(label: str, text: str) -> str:
    """How `text` writes the company whose domain or tenant label is given: `northwind-labs` finds `Northwind Labs`.

    One to four words beside each other that spell the label, "" where the text has none. Addresses don't count.
    """
    spellings = tuple(dict.fromkeys((*stems(label), *stems(in_one_letter(label)))))
    shown = _without_addresses(text[:LONGEST_TEXT])
    plain = squashed(shown)
    bare = squashed(" ".join(word for word in shown.split() if word not in INSIDE_NAMES))
    if not any(stem in plain or stem in bare for stem in spellings):
        return ""
    spoken = list(filter(None, (match.group().strip(".'’-&") for match in _WORD.finditer(shown))))
    spoken = [word for word in spoken if squashed(word)]
    spelt = [squashed(word) for word in spoken]
    found: dict[str, str] = {}
    for first in range(len(spoken)):
        name = ""
        for last in range(first, min(first + 4, len(spoken))):
            if (
                name
                and spoken[last] in INSIDE_NAMES
                and not any(stem.startswith(name + spelt[last]) for stem in spellings)
            ):
                continue  # `ferreterasur` is "Ferretera del Sur"
            name += spelt[last]
            if not any(stem.startswith(name) for stem in spellings):
                break
            written = " ".join(spoken[first : last + 1])
            if name in spellings and _looks_written(written):
                found.setdefault(name, written)
    return next((found[stem] for stem in spellings if stem in found), "")


def begun_name(label: str, texts: Iterable[str]) -> str:
    """The capitalised words that begin as the label does, most of it: `jamieson-protect` is "Jamieson Protection"."""
    sought = squashed(label)[:_LONGEST_LABEL]
    for text in texts:
        spoken = [word.strip(".'’-") for word in _WORD.findall(_without_addresses(text[:_FAR]))]
        for first, word in enumerate(spoken):
            if not word[:1].isupper() or squashed(word)[:_TELLING] != sought[:_TELLING]:
                continue
            run = list(takewhile(lambda one: one[:1].isupper() or one in INSIDE_NAMES, spoken[first : first + 3]))
            for last in range(1, len(run) + 1):
                shared = alike(squashed("".join(run[:last])), sought)
                if run[last - 1][:1].isupper() and shared > _MOST_OF_IT * len(sought):
                    return " ".join(run[:last])
    return ""


def abbreviated(label: str, texts: Iterable[str]) -> str:
    """The run of words whose beginnings spell the label: `dunfold-dc` is "Dunfold District Council", `svh` three words.

    Small words inside names may be left out; fewer than three words must hold one in full.
    """
    sought = squashed(label)[:_LONGEST_LABEL]
    for text in texts:
        spoken = [word.strip(".'’-") for word in _WORD.findall(_without_addresses(text[:_FAR]))]
        starts = [at for at, word in enumerate(spoken) if word[:1].isupper() and level(word[0]) == sought[:1]]
        for first in starts[:_MOST_STARTS]:
            kept = _spelling(sought, spoken[first : first + _MOST_WORDS], alone=len(text) < _FULL_LINE)
            whole = any(len(one) >= _TELLING and squashed(one) in sought for one in kept)
            formed = any(words("employer", "forms").fullmatch(level(one)) for one in kept)
            loose = any(map(is_common_word, kept)) or (any(map(is_given, kept)) and not formed)
            initials = len(kept) >= _TELLING or (len(kept) > _MANY and not loose)
            if len(kept) > 1 and (whole or initials):
                return " ".join(spoken[first : first + _reach(spoken[first:], kept)])
    return ""


def _spelling(sought: str, spoken: list[str], *, alone: bool) -> list[str]:
    """The words, in their order, that spell all of it by their beginnings; none where they don't.

    `alone`: nothing stands beside the name, so that words in lower case are its own ("Centre de gestion").
    """
    spelt: dict[int, tuple[str, ...]] = {0: ()}  # how many of its letters, by which words
    for word in spoken:
        plain, further = squashed(word), dict[int, tuple[str, ...]]()
        begun = {plain[:length] for length in (len(plain), *_BEGINNINGS)} if alone or word[:1].isupper() else {plain}
        for at, kept in spelt.items():
            for part in sorted(begun, key=len, reverse=True):
                if part and sought.startswith(part, at):
                    further.setdefault(at + len(part), (*kept, word))
        if len(sought) in further:
            return list(further[len(sought)])
        small = word in INSIDE_NAMES or (word.isupper() and len(word) < _TELLING)  # "Harlow Vale NHS Trust" is HVT
        spelt = {**further, **spelt} if small else further
    return []


def _reach(spoken: list[str], kept: list[str]) -> int:
    """How many of the words the kept ones reach over."""
    return next(count for count in range(len(kept), len(spoken) + 1) if spoken[count - 1] == kept[-1])


def _without_addresses(text: str) -> str:
    return "".join(
        " " if ("@" in piece or "/" in piece or "www." in piece) and _IS_ADDRESS.search(piece) else piece
        for piece in _BLANKS.split(text)
    )


def _looks_written(name: str) -> bool:
    """A capital somewhere, a dot, or a script without capitals: a name, not a word that spells the same."""
    return name != name.lower() or name == name.upper() or "." in name


def written_tenant(person: Person, text: str) -> str:
    """The employer that a hiring system's address names and the text spells: `acme@mail.personio.de`, "Acme" in both.

    Unlike `tenant`, this believes any system's local part and display name, because the text says the same.
    """
    if not is_hiring_system(person.domain):
        return ""
    local = re.split(r"[+.]", person.email.rpartition("@")[0])[0]
    label = "" if is_machine(person.email) or len(local) < 3 else local
    display = without_systems_name(tidy(person.name.strip().strip("\"'")), person)
    spelt = level(display) in level(text) or (label and squashed(display).startswith(squashed(label)))
    if display and not is_machine(f"{display}@x") and spelt and is_company_like(display):
        return without_legal_form(company_part(display) or display)
    return written_name(label, f"{display}\n{text}") if label else ""
