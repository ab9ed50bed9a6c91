"""Which employer a sender or a text names. Whose domain an address is: `domains`; what a label spells: `labels`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from afterword.core.language.vocabulary import level, squashed, words
from afterword.core.model import LONGEST_TEXT, Person
from afterword.core.people.domains import (
    is_system,
    registrable,
)
from afterword.core.people.marked import marked_company, without_sentence
from afterword.core.people.names import is_given

_MOST_WORDS = 6
_SHORT_FORM = 2
_SHORT_NAME = 6
_END_OF_NAME = re.compile(r"\s[-–—|:(/,]|[|:(),;!?\n\r\t\"“”<>\[\]]|\.(?:\s|$)|\s{2}|$")
_VIA = re.compile(r"^(.{2,60}?)\s(?:via|über|par|vía|tramite|przez|durch)\s.{2,40}$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(([^()]{2,50})\)\s*$")
_AT = re.compile(r"(?:^|\s)(?:@\s?|(?:at|from|bei|von|chez|de chez)\s|\|\s?|[-–—]\s)([^@|]{2,50})$", re.IGNORECASE)
_OF = re.compile(r"\sof\s([^@|]{2,50})$", re.IGNORECASE)
AND = re.compile(r"\s(?:and|und|et|y|e|en|i|och|og|&)\s")
"""Between two names."""
INSIDE_NAMES = frozenset(
    "de of the and und et di von van der du la da do dos & für del della delle dello dei degli des los las le les il het".split()  # noqa: E501, SIM905
)
"""Words in lower case inside companies' names."""
_EAST_ASIAN_TEAM = r"(?<=[\u3040-\u9fff])\s?(?:HR|hr|Hr|人事|人事部|採用|採用担当|採用チーム|招聘|招聘组|人力资源)+$"
# What is a part of many houses tells none of them.
_PART_OF_HOUSE = re.compile(r"^(?:department|dept\.?|faculty|division|office|school|institute) of\s", re.IGNORECASE)
# "Acme TA": those who acquire talent; in lower case, or at the beginning, it may be a name.
_TALENT = re.compile(r"\s(?:TA|HR)$")
_NOT_A_NAME = re.compile(r"^[\W\d_]*$|@|://|^(?:no|do)[\W_]?(?:not)?[\W_]?reply", re.IGNORECASE)


def company_part(display: str) -> str:
    """The employer in a display name: `Acme Recruiting`, `Acme via Greenhouse`, `Jane Doe (Acme)`; or ""."""
    whole = display = display.strip().strip("\"'")
    if _NOT_A_NAME.search(display) or _PART_OF_HOUSE.search(display):
        return ""
    if not display.isascii():
        display = re.sub(_EAST_ASIAN_TEAM, "", display) or display
    via = _VIA.match(display)
    if via:
        display = via[1]
    inside = _IN_BRACKETS.search(display) or _AT.search(display)
    if not inside and is_given(display.partition(" ")[0]):  # "Ada of Acme"; "University of Leeds" is one name
        inside = _OF.search(display)
    named = inside[1] if inside else display
    team = words("employer", "team").search(level(named))
    behind = squashed(named[team.end() :]) if team and not team.start() else ""
    if behind and len(behind) < _SHORT_NAME and not behind.isascii():
        return ""  # "人事部 田辺" is somebody there
    talent = None if team else _TALENT.search(named)
    if talent:
        return tidy(named[: talent.start()])
    if team:
        named = (named[: team.start()] if team.start() else named[team.end() :]).strip(" -–—|:@&,")
        return tidy(re.sub(r"^(?:the|at|bei|von|de|chez|of)\s", "", named, flags=re.IGNORECASE))
    stripped = not display.isascii() and display != whole
    return tidy(named) if inside or via or stripped else ""


def tidy(name: str) -> str:
    name = name.strip(" -–—|:@&,'\"“”*#").removesuffix("'s").removesuffix("’s").strip()
    return "" if len(name) < 2 or len(name) > 60 or _NOT_A_NAME.search(name) else name


def is_company_like(name: str) -> bool:
    """Does it start like a name, and is it no common word that happens to follow "at"?"""
    first = name[:1]
    if is_pair(name):
        return False
    common = words("employer", "never").fullmatch(level(name))
    return bool(first) and not common and (first.isupper() or first.isdigit() or not first.isascii() or "." in name)


def is_pair(name: str) -> bool:
    """Are they two people, by their given names: "Final round with Dave and Pete"?"""
    return bool(AND.search(name)) and all(map(is_given, AND.split(name)))


def called_firm(text: str) -> str:
    """The name behind a word like "the company": "Telefon z HR firmy Solaris Dom". "" if there is none."""
    found = words("employer", "firm").search(level(text))
    rest = text[found.end() : found.end() + 60].strip() if found else ""
    name = cut_name(rest[: _END_OF_NAME.search(rest).start()].split())  # type: ignore[union-attr]  # matches at the end
    return name if name and is_company_like(name) else ""


def named_employer(text: str) -> str:
    """The company after a phrase like "your application at" or "interview with", as written. "" if there is none."""
    text = text[:LONGEST_TEXT]
    plain = level(text)
    for found in words("employer", "before").finditer(plain):
        rest = text[found.end() : found.end() + 80].lstrip(" \u3000")
        said = rest[: _END_OF_NAME.search(rest).start()]  # type: ignore[union-attr]  # matches at the end at the latest
        short = cut_name(said.split())
        if short and len(short.split()) <= _MOST_WORDS and is_company_like(short):
            return short
    marked = marked_company(text)
    if marked:
        return marked
    for found in words("employer", "after").finditer(plain):
        name = _name_at_end(text[max(0, found.start() - 60) : found.start()].rstrip())
        if name and is_company_like(name):
            return name
    return ""


def _name_at_end(text: str) -> str:
    """The capitalised words that a text ends with, or the unspaced run of another script: "On Monday, Acme Labs"."""
    run = re.split(r"[、。,，:：|｜\n【】「」.;!?()]", text)[-1].split()
    if run and not run[-1].isascii():
        return tidy(without_sentence(run[-1]))
    kept: list[str] = []
    for word in reversed(run[-4:]):
        if not (word[:1].isupper() or word[:1].isdigit() or (kept and word in ("&", "of", "de"))):
            break
        kept.insert(0, word)
    return tidy(" ".join(kept))


def fuller_name(name: str, texts: Iterable[str]) -> str:
    """The name with the words that follow it wherever it is written twice so, or that a sender puts there."""
    shown = [text[:LONGEST_TEXT] for text in texts]
    behind = re.compile(rf"(?<!\w){re.escape(name)}((?: [A-Z][\w&'’-]{{2,20}}){{1,2}})(?![\w.@])")
    tails = [found[1].split() for text in shown for found in behind.finditer(text)]
    seen = Counter(" ".join(tail[:count]) for tail in tails for count in range(1, len(tail) + 1))
    for tail in sorted(seen, key=len, reverse=True):
        form = words("employer", "forms").fullmatch(level(tail))  # "Hillside Youth" and "Trust" behind it
        named = form or seen[tail] > 1 or any(text.strip() == f"{name} {tail}" for text in shown)
        if named and not any(map(is_common_word, tail.split())):
            return f"{name} {tail}"
    return _with_form_before(name, shown)


def _with_form_before(name: str, texts: list[str]) -> str:
    """The name with the kind of house that stands before it: "Stadt Ulmenau", "Grupo Duero"."""
    before = re.compile(rf"(?<!\w)([^\W\d_]{{4,20}})((?: d[eio]| da| of| van)?) {re.escape(name)}(?![\w.@])")
    kinds = (found for text in texts for found in before.finditer(text) if found[1][0].isupper())
    kind = next((one for one in kinds if words("employer", "forms").fullmatch(level(one[1]))), None)
    return f"{kind[1]}{kind[2]} {name}" if kind and not is_common_word(kind[1]) else name


def without_legal_form(name: str) -> str:
    """ "Sonnberg GmbH" as people say it: Sonnberg."""
    parts = name.split()
    while len(parts) > 1 and words("employer", "legal").fullmatch(level(parts[-1])):
        parts.pop()
    return " ".join(parts).rstrip(",")


def is_common_word(word: str) -> bool:
    """Is it a word of the trade or of the calendar, a legal form or a job: nothing that a name goes on with?"""
    plain = level(word)
    groups = (("people", "never"), ("title", "weak"), ("title", "strong"), ("roles", "words"), ("employer", "legal"))
    return any(words(*group).fullmatch(plain) for group in groups) or bool(words("employer", "team").fullmatch(plain))


def registered_company(text: str) -> str:
    """The first company with its legal form behind its name ("Pennant Books Ltd"), without it; no system's; or ""."""
    text = text[:LONGEST_TEXT]
    for found in words("employer", "legal").finditer(level(text)):
        form, behind = text[found.start() : found.end()], text[found.end() : found.end() + 2].strip(" ")
        if form == form.lower() or (len(form) <= _SHORT_FORM and behind[:1].isalnum()):
            continue  # "as agreed", "AS DISCUSSED"
        name = _name_at_end(text[max(0, found.start() - 60) : found.start()].rstrip(" ,"))
        named = name and not any(map(is_common_word, name.split()))
        if named and is_company_like(name) and not is_system(f"{squashed(name.split()[0])}.com"):
            return name
    return ""


def speaks_for_client(text: str) -> bool:
    """Does a text speak of "our client", as agencies do?"""
    return bool(words("employer", "client").search(level(text[:LONGEST_TEXT])))


def cut_name(parts: list[str]) -> str:
    """Up to the first word in lower case that is no part of names: "Acme for the role" is Acme."""
    kept: list[str] = []
    for word in parts:
        if kept and word[:1].islower() and word not in INSIDE_NAMES:
            break
        kept.append(word)
    while kept and kept[-1].islower():
        kept.pop()
    return tidy(" ".join(kept))


def without_systems_name(name: str, sender: Person) -> str:
    """The name unless it is the system's own: "LinkedIn Jobs" is not an employer called LinkedIn."""
    label = registrable(sender.domain).partition(".")[0]
    return "" if squashed(name) in label or label in squashed(name) else name
