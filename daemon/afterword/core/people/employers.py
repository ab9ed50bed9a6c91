"""Which employer a sender or a text names, and what it is called there. Whose domain an address is: `domains`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile

from afterword.core.language.umlauts import in_one_letter, in_two_letters
from afterword.core.language.vocabulary import level, squashed, words
from afterword.core.lexicon import load
from afterword.core.model import LONGEST_TEXT, Person
from afterword.core.people.domains import (
    alike,
    is_hiring_system,
    is_machine,
    is_system,
    registrable,
)
from afterword.core.people.marked import marked_company, without_sentence
from afterword.core.people.names import is_given

_MOST_WORDS = 6
_SHORT_FORM = 2
_SHORT_NAME = 6
_FAR = 2000
_FULL_LINE = 60
_LONGEST_LABEL = 30
_MOST_STARTS = 30
_BEGINNINGS = (3, 2, 1)
_TELLING = 4
_MANY = 2
_MOST_OF_IT = 0.75
_WORD = re.compile(r"[\w&.'’+-]{1,40}")
_END_OF_NAME = re.compile(r"\s[-–—|:(/,]|[|:(),;!?\n\r\t\"“”<>\[\]]|\.(?:\s|$)|\s{2}|$")
_VIA = re.compile(r"^(.{2,60}?)\s(?:via|über|par|vía|tramite|przez|durch)\s.{2,40}$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(([^()]{2,50})\)\s*$")
_AT = re.compile(r"(?:^|\s)(?:@\s?|(?:at|from|of|bei|von|chez|de chez)\s|\|\s?|[-–—]\s)([^@|]{2,50})$", re.IGNORECASE)
AND = re.compile(r"\s(?:and|und|et|y|e|en|i|och|og|&)\s")
"""Between two names."""
_BLANKS = re.compile(r"(\s+)")
INSIDE_NAMES = frozenset(
    "de of the and und et di von van der du la da do dos & für del della delle dello dei degli des los las le les il het".split()  # noqa: E501, SIM905
)
"""Words in lower case inside companies' names."""
_IS_ADDRESS = re.compile(r"\S(?:@|://|www\.|\.(?:com|io|de|net|org)/)")
_EAST_ASIAN_TEAM = r"(?<=[\u3040-\u9fff])\s?(?:HR|hr|Hr|人事|人事部|採用|採用担当|採用チーム|招聘|招聘组|人力资源)+$"
# What is a part of many houses tells none of them.
_PART_OF_HOUSE = re.compile(r"^(?:department|dept\.?|faculty|division|office|school|institute) of\s", re.IGNORECASE)
# "Acme TA": those who acquire talent; in lower case, or at the beginning, it may be a name.
_TALENT = re.compile(r"\s(?:TA|HR)$")
_NOT_A_NAME = re.compile(r"^[\W\d_]*$|@|://|^(?:no|do)[\W_]?(?:not)?[\W_]?reply", re.IGNORECASE)


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
    named = inside[1] if inside else display
    team = words("employer", "team").search(level(named))
    behind = squashed(named[team.end() :]) if team and not team.start() else ""
    if behind and len(behind) < _SHORT_NAME and not behind.isascii():
        return ""  # "人事部 田辺" is somebody there
    talent = None if team else _TALENT.search(named)
    if talent:
        return _tidy(named[: talent.start()])
    if team:
        named = (named[: team.start()] if team.start() else named[team.end() :]).strip(" -–—|:@&,")
        return _tidy(re.sub(r"^(?:the|at|bei|von|de|chez|of)\s", "", named, flags=re.IGNORECASE))
    stripped = not display.isascii() and display != whole
    return _tidy(named) if inside or via or stripped else ""


def _tidy(name: str) -> str:
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
        return _tidy(without_sentence(run[-1]))
    kept: list[str] = []
    for word in reversed(run[-4:]):
        if not (word[:1].isupper() or word[:1].isdigit() or (kept and word in ("&", "of", "de"))):
            break
        kept.insert(0, word)
    return _tidy(" ".join(kept))


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
    return _tidy(" ".join(kept))


def without_systems_name(name: str, sender: Person) -> str:
    """The name unless it is the system's own: "LinkedIn Jobs" is not an employer called LinkedIn."""
    label = registrable(sender.domain).partition(".")[0]
    return "" if squashed(name) in label or label in squashed(name) else name


def written_tenant(person: Person, text: str) -> str:
    """The employer that a hiring system's address names and the text spells: `acme@mail.personio.de`, "Acme" in both.

    Unlike `tenant`, this believes any system's local part and display name, because the text says the same.
    """
    if not is_hiring_system(person.domain):
        return ""
    local = re.split(r"[+.]", person.email.rpartition("@")[0])[0]
    label = "" if is_machine(person.email) or len(local) < 3 else local
    display = without_systems_name(_tidy(person.name.strip().strip("\"'")), person)
    spelt = level(display) in level(text) or (label and squashed(display).startswith(squashed(label)))
    if display and not is_machine(f"{display}@x") and spelt and is_company_like(display):
        return without_legal_form(company_part(display) or display)
    return written_name(label, f"{display}\n{text}") if label else ""
