"""What in a title, or in a line of a text, is a company's name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from afterword.core.language.vocabulary import level, words
from afterword.core.people import employers, titles
from afterword.core.people.names import EAST_ASIAN, is_given, may_be_given, same_name

_CLOCK = re.compile(
    r"(?:\b(?:um|at|ore|alle|kl\.?|klo|om|godz\.?|o|às|as|à|las)\s)?\b\d{1,2}(?:[:hu]\d{0,2}|\s?(?:am|pm|uhr|uur))\b"
    r"|(?:上午|下午|晚上|午前|午後)?\s?\d{1,2}[時点](?:半|\d{1,2}分?)?"
    r"|\b(?:ore|kl\.?|klo|godz\.?|alle)\s\d{1,2}(?:[:.]\d\d)?(?!\w)",
    re.IGNORECASE,
)
_WITH = re.compile(r"\s(?:with|w/|at|@|mit|bei|avec|chez|con|en|com|na|no|met|bij|w|hos|på|med|presso)\s")
_LEADING = re.compile(
    r"^(?:bei|beim|at|@|＠|chez|hos|bij|en|em|na|no|w|we|presso|på|i|da|do|de|di|du|del|della|von|van|from|fra|från|of|à|"
    r"al|alla|für|for|för)(?:\s|(?<=[@＠]))"
)
_OFFICES = (("people", "recruiter"), ("people", "bosses"), ("title", "round"), ("roles", "words"), ("roles", "trades"))
# "trabajo Panadería Real": what begins in lower case before a name is none of it.
_LOWER = re.compile(r"^(?:[^\W\d_A-Z][^\WA-Z]{0,20}\s){1,3}(?=[A-Z])")
# Words in lower case inside names that stand alone; in a sentence "am" goes before a day.
BETWEEN = employers.INSIDE_NAMES | {"y", "e", "am", "im", "zum", "zur", "den", "dem"}
_KATAKANA = re.compile(r"[\u3400-\u9fff][\u30a1-\u30fa\u30fc]{2}|[\u30a1-\u30fa\u30fc]{2}[\u3400-\u9fff]")
_CHINESE = re.compile(r"面试|面試")
_FOUR = re.compile(r"[\u3400-\u9fff]{4,10}")
_DOTTED = re.compile(r"[A-Za-z][\w-]{1,30}\.(?:ai|io|com|app|co|dev|tech|so|net|org|me)")


def in_title(title: str, known: frozenset[str], *, alone: bool = False) -> str:
    """The company in a title: after "at" or "with", beside "<>", or alone in a segment with "Interview".

    `alone`: nobody is on it who might be called so.
    """
    title = without_clock(title)
    name = employers.called_firm(title)
    if name:
        return name
    name = _without_known(employers.named_employer(title), known)
    if may_be_given(name):  # "Interview with Hope Banks (Merrin)"
        apart = (titles.rest_of(piece) for piece in titles.segments(title) if name not in piece)
        name = next((piece for piece in apart if may_be_company(piece, known)), name)
    one = " " not in name and is_given(name)
    if name and not (one or is_person(name, known)) and (not titles.person_name(name) or (alone and _is_many(name))):
        return name
    for found in _WITH.finditer(title if words("title", "strong").search(level(title)) else ""):
        after = titles.segments(title[found.end() :])
        if after and may_be_company(after[0], known):
            return after[0]
    paired = (titles.rest_of(piece) for piece in titles.segments(title, pairs=False) if " & " in piece)
    pair = next((piece for piece in paired if may_be_company(piece, known) and not _names_one(piece, known)), "")
    meant = any(words("title", key).search(level(title)) for key in ("strong", "job", "short"))
    if meant and pair and employers.is_company_like(pair):
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


def _without_known(name: str, known: frozenset[str]) -> str:
    """The company in "Interview with Sam Carter and Larkfield" where it is known who Sam Carter is."""
    pieces = employers.AND.split(name)
    return pieces[-1] if len(pieces) > 1 and is_person(pieces[0], known) else name


def without_clock(title: str) -> str:
    """The title without times of day: "VG Sparkasse 14 Uhr"."""
    return _CLOCK.sub(" ", title)


def of_office(title: str) -> tuple[str, str]:
    """Person and company of "Call with Dana (HR at Acme)", "Café con Laura, directora de Acme"; "" without them."""
    pieces = titles.segments(title)
    for before, behind, third in zip(pieces, pieces[1:], [*pieces[2:], ""], strict=False):
        name = _person_at_end(before)
        office = next(filter(None, (words(*group).match(level(behind)) for group in _OFFICES)), None)
        rest = _LEADING.sub("", behind[office.end() :].strip()) if office else ""
        at_end = None if office else words("people", "recruiter").search(level(behind))
        company = (rest or third) if office else behind[: at_end.start()].strip() if at_end else ""
        if name and is_written_as_company(company) and not is_given(company):
            return name, company
    return "", ""


def _person_at_end(text: str) -> str:
    """Who is named at the end of a piece behind "with" or a word like "call", or by a common given name."""
    kept: list[str] = []
    for token in reversed(text.split()):
        if not token[0].isupper() or _is_common(token):
            break
        kept.insert(0, token)
    alone = len(kept) == len(text.split())
    name = titles.person_name(" ".join(kept), single=True)
    return name if name and (is_given(name) or not alone) else ""


def in_east_asian_title(title: str, known: frozenset[str]) -> str:
    """The company in brackets or between bars, in a script that no domain spells: `カジュアル面談（青葉テクノ）`."""
    pieces = [titles.rest_of(piece) for piece in titles.segments(title)]
    pieces = [piece for piece in pieces if EAST_ASIAN.search(piece)]
    return next((piece for piece in pieces if may_be_company(piece, known)), "") or _chinese(title, pieces, known)


def _chinese(title: str, pieces: list[str], known: frozenset[str]) -> str:
    """The company in a Chinese title, where hardly anybody's name has four characters: `数据分析师（晨光智能）`."""
    if not _CHINESE.search(title):
        return ""
    fitting = (piece for piece in pieces if _FOUR.fullmatch(piece) and not is_person(piece, known))
    return next((piece for piece in fitting if is_written_as_company(piece)), "")


def may_be_company(text: str, known: frozenset[str]) -> bool:
    """Is it written as companies' names are, and is it nobody's?"""
    if not is_written_as_company(text) or is_person(text, known) or (" " not in text and is_given(text)):
        return False
    if employers.is_pair(text):
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
    if text.endswith(("様", "さん", "氏", "님", "씨")):
        return False
    inner = {part for part in parts[1:-1] if level(part) in BETWEEN}
    if any((part[0].islower() and "." not in part and part not in inner) for part in parts):
        return False
    return not (
        any(_is_common(part) for part in parts if part not in inner)
        or words("roles", "words").search(plain)
        or is_never(plain)
        or words("employer", "forms").fullmatch(plain)
        or is_trade(text)
    )


def is_never(plain: str) -> bool:
    """Is it what no company is called: "hiring manager", "dec 1", a town alone?"""
    never = words("employer", "never")
    whole = never.fullmatch(plain) or words("employer", "towns").fullmatch(plain)
    return bool(whole) or all(part.isdigit() or never.fullmatch(part) for part in plain.split())


def is_person(name: str, known: Iterable[str]) -> bool:
    first = (level(name).split() or [""])[0]
    return any(same_name(name, other) or level(name) in level(other).split() or first == other for other in known)


def is_job(text: str) -> bool:
    """Does it name a job, by one of its words or as a trade?"""
    return bool(words("roles", "words").search(level(text))) or is_trade(text)


def is_trade(text: str) -> bool:
    """Is it a trade ("Boulanger (H/F)", "Serveur en salle"): that word alone, or with words in lower case behind it?"""
    first, _, rest = re.sub(
        r"\s?[(/]\s?(?:h/f|f/h|m/w/d|w/m/d|d/m/w|in|e|m/f|f)\)?\s?$", "", text, flags=re.IGNORECASE
    ).partition(" ")
    whole = words("roles", "trades").fullmatch(level(f"{first} {rest}".strip()))
    return bool(whole or (words("roles", "trades").fullmatch(level(first)) and rest == rest.lower()))


def _is_many(name: str) -> bool:
    """Two words or more that end in a plural and begin with no given name: "Coastline Traders"."""
    return " " in name and name.endswith("s") and not is_given(name)


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
