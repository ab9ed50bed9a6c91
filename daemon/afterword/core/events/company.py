"""What in a title, or in a line of a text, is a company's name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from afterword.core.language.vocabulary import level, words
from afterword.core.people import employers, titles
from afterword.core.people.named import named_in
from afterword.core.people.names import EAST_ASIAN, same_name

_CLOCK = re.compile(
    r"(?:\b(?:um|at|ore|alle|kl\.?|klo|om|godz\.?|o|às|as|à|las)\s)?\b\d{1,2}(?:[:h]\d{0,2}|\s?(?:am|pm|uhr|uur))\b"
    r"|\b(?:ore|kl\.?|klo|godz\.?|alle)\s\d{1,2}(?:[:.]\d\d)?(?!\w)",
    re.IGNORECASE,
)
_WITH = re.compile(r"\s(?:with|w/|at|@|mit|bei|avec|chez|con|en|com|na|no|met|bij|w|hos|på|med|presso)\s")
_WITH_SOMEBODY = re.compile(r"\s(?:with|w/|mit|avec|con|com|met|med|z|ze)\s", re.IGNORECASE)
_LEADING = re.compile(
    r"^(?:bei|beim|at|@|＠|chez|hos|bij|en|em|na|no|w|we|presso|på|i|da|do|de|di|du|del|della|von|van|from|fra|från|of|à|"
    r"al|alla|für|for|för)(?:\s|(?<=[@＠]))"
)
# A name and the bracket behind it.
_BRACKETED = re.compile(r"((?:[^\W\d_a-z][\w'’-]{1,25}\s){1,4})\(([^()]{3,60})\)")
_LONGEST_NOTED = 5
# "trabajo Panadería Real": what begins in lower case before a name is none of it.
_LOWER = re.compile(r"^(?:[^\W\d_A-Z][^\WA-Z]{0,20}\s){1,3}(?=[A-Z])")
# Words in lower case inside names that stand alone; in a sentence "am" goes before a day.
_BETWEEN = employers.INSIDE_NAMES | {"y", "e", "am", "im", "zum", "zur", "den", "dem"}
_KATAKANA = re.compile(r"[\u3400-\u9fff][\u30a1-\u30fa\u30fc]{2}|[\u30a1-\u30fa\u30fc]{2}[\u3400-\u9fff]")
_DOTTED = re.compile(r"[A-Za-z][\w-]{1,30}\.(?:ai|io|com|app|co|dev|tech|so|net|org|me)")


def in_title(title: str, known: frozenset[str]) -> str:
    """The company in a title: after "at" or "with", beside "<>", or alone in a segment with "Interview"."""
    title = _CLOCK.sub(" ", title)
    name = employers.called_firm(title)
    if name:
        return name
    name = employers.named_employer(title)
    if name and not is_person(name, known) and not titles.person_name(name):
        return name
    for found in _WITH.finditer(title if words("title", "strong").search(level(title)) else ""):
        after = titles.segments(title[found.end() :])
        if after and may_be_company(after[0], known):
            return after[0]
    paired = (titles.rest_of(piece) for piece in titles.segments(title, pairs=False) if " & " in piece)
    pair = next((piece for piece in paired if may_be_company(piece, known) and not _names_one(piece, known)), "")
    if pair and any(words("title", key).search(level(title)) for key in ("strong", "job", "short")):
        return pair
    for piece in titles.segments(title):
        rest = _LEADING.sub("", _without_office(_without_lead(titles.rest_of(piece))))
        if may_be_company(rest, known):
            return rest
        # "Acme.io Backend internship": a word with a dot in it is a company, whatever follows.
        dotted = next((word for word in rest.split() if _DOTTED.fullmatch(word)), "")
        if dotted:
            return dotted
    return ""


def noted(title: str, body: str, known: frozenset[str]) -> str:
    """What a note to oneself has beside words for a job interview: "Bewerbungsgespräch Maxi Markt" means a company.

    Even where it is written like a person's name, but not behind "with". A word that may mean other interviews as well
    will do if the text says who it is with.
    """
    title = _WITH_SOMEBODY.split(_CLOCK.sub(" ", title))[0]
    plain = level(title)
    short = words("title", "short").match(plain)
    if not (short or words("title", "job").search(plain) or words("employer", "department").search(plain)):
        met = [one.name for one in named_in(body)] if words("title", "strong").search(plain) else []
        if not met:
            return ""
        known = known.union(met)
    for piece in titles.segments(title, pairs=False):
        rest = _without_lead(_LEADING.sub("", _without_office(_LEADING.sub("", titles.rest_of(piece)))))
        name = rest if short or is_written_as_company(rest) else employers.cut_name(rest.split())
        if _is_noted(name) and not is_person(name, known):
            return name
    return ""


def _is_noted(text: str) -> bool:
    """Does it begin as names do, and is it no job, and not made of words of the trade alone?"""
    parts, plain = text.split(), level(text)
    if not 1 <= len(parts) <= _LONGEST_NOTED or parts[0][0].islower() or parts[-1][0].islower():
        return False
    if words("roles", "words").search(plain) or words("employer", "never").fullmatch(plain) or is_trade(text):
        return False
    return any(not _is_common(part) and not words("employer", "forms").fullmatch(level(part)) for part in parts)


def of_office(title: str) -> tuple[str, str]:
    """Person and company of "Call with Dana (HR at Acme)", "Appel Sophie (RH Boréal)"; "" where there are none."""
    for found in _BRACKETED.finditer(title):
        office = words("people", "recruiter").search(level(found[2]))
        if office:
            beside = (found[2][: office.start()], found[2][office.end() :])
            company = _LEADING.sub("", max(beside, key=len).strip(" ,;/–-"))
            tokens = [token for token in found[1].split() if not _is_common(token)]
            name = titles.person_name(" ".join(tokens), single=True)
            if name and is_written_as_company(company):
                return name, company
    return "", ""


def in_east_asian_title(title: str, known: frozenset[str]) -> str:
    """The company in brackets or between bars, in a script that no domain spells: `カジュアル面談（青葉テクノ）`."""
    pieces = [titles.rest_of(piece) for piece in titles.segments(title)]
    return next((piece for piece in pieces if EAST_ASIAN.search(piece) and may_be_company(piece, known)), "")


def may_be_company(text: str, known: frozenset[str]) -> bool:
    """Is it written as companies' names are, and is it nobody's?"""
    if not is_written_as_company(text) or is_person(text, known):
        return False
    return not titles.person_name(text) or bool(_KATAKANA.search(text))


def is_written_as_company(text: str) -> bool:
    """One to four words written as names are, none of them of the trade."""
    plain = level(text)
    parts = text.removeprefix("The ").split()
    if not 2 <= len(text) <= 40 or len(parts) > 4 or not any(char.isalpha() for char in text):
        return False
    if any(sign in plain for sign in ("://", "www.", "@")):  # a link or an address alone
        return False
    inner = {part for part in parts[1:-1] if level(part) in _BETWEEN}
    if any((part[0].islower() and "." not in part and part not in inner) for part in parts):
        return False
    return not (
        any(_is_common(part) for part in parts if part not in inner)
        or words("roles", "words").search(plain)
        or words("employer", "never").fullmatch(plain)
        or words("employer", "forms").fullmatch(plain)
        or is_trade(text)
    )


def is_person(name: str, known: Iterable[str]) -> bool:
    first = (level(name).split() or [""])[0]
    return any(same_name(name, other) or level(name) in level(other).split() or first == other for other in known)


def is_trade(text: str) -> bool:
    """Is it a trade ("Boulanger (H/F)", "Serveur en salle"): that word alone, or with words in lower case behind it?"""
    first, _, rest = re.sub(
        r"\s?[(/]\s?(?:h/f|f/h|m/w/d|w/m/d|d/m/w|in|e|m/f|f)\)?\s?$", "", text, flags=re.IGNORECASE
    ).partition(" ")
    whole = words("roles", "trades").fullmatch(level(f"{first} {rest}".strip()))
    return bool(whole or (words("roles", "trades").fullmatch(level(first)) and rest == rest.lower()))


def _names_one(text: str, known: Iterable[str]) -> bool:
    """Does one of the words belong to somebody's name?"""
    return not set(level(text).split()).isdisjoint(word for name in known for word in level(name).split())


def _without_lead(text: str) -> str:
    lead = _LOWER.match(text)
    return text[lead.end() :] if lead and not words("roles", "words").search(level(lead[0])) else text


def _without_office(text: str) -> str:
    """ "HR Tannwald" is Tannwald."""
    office = words("people", "recruiter").match(level(text))
    return text[office.end() :].strip() if office else text


def _is_common(word: str) -> bool:
    plain = level(word)
    return bool(words("people", "never").fullmatch(plain) or words("title", "weak").fullmatch(plain))
