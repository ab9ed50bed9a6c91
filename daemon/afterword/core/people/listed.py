"""The people in a line of text: in a list of them with their offices, or wherever a name can't be mistaken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from afterword.core.language.vocabulary import entries, level, words
from afterword.core.people.names import EAST_ASIAN, addressed, is_form_of_address, is_given
from afterword.core.people.titles import PARTICLES, is_name_token, is_trade_word, person_name

LONGEST_LINE = 300
_MOST_ITEMS = 20
_MOST_TOKENS = 5
_LONGEST_OFFICE = 6
# Between people; and between somebody and their office or task.
_THEN = "and then|then|et puis|puis|und dann|dann|y luego|luego|e poi|poi|daarna|sedan|e depois|depois|potem"
AND = rf"(?<!\w)(?:{_THEN}|and|und|sowie|et|y|e|ed|en|i|oraz|och|og|samt|or|plus|with|mit|avec|con|com|met|z)(?!\w)"
_LIST = re.compile(rf"\s*(?:[,;/／&+\t、，；]|{AND}|(?<=[^\x00-\x7f])(?:と|和|及び?)(?=[^\x00-\x7f]))\s*")
_SEMICOLONS = re.compile(rf"\s*(?:[;/&+\t；]|{AND})\s*")
_APART = re.compile(r"\s*(?:[|:：•()\[\]（）]|\s[-–—@]\s)\s*")
_FAMILY_FIRST = re.compile(r"([^\W\d_][\w'’-]{1,30}),\s?([^\W\d_][\w'’-]{1,30}(?:\s[^\W\d_][\w'’.-]{0,30})?)")
_INNER = PARTICLES - {"e", "y"}
_BEGINNING = frozenset({"das", "der", "den", "dem"})
"""Articles with which a sentence begins, before a noun in capitals: "Frau Krause / Das Team"."""
_BRACKETS = re.compile(r"[(（\[]([^()（）\[\]]{0,80})[)）\]]")
ADDRESS = re.compile(
    r"\s?[<(\[]?(?:mailto:)?([A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{3,190})[>)\]]?|[<(]?https?://\S{1,400}"
)
# "l'Ing. Paolo Brera".
_ARTICLE = re.compile(r"(?<!\w)l['’](?=[^\W\d_a-z])")
# "by Jane Doe and by Mr Roe".
_AGAIN = re.compile(
    r"^\s*(?:by|with|von|mit|par|avec|por|con|da|dal|com|pelo|pela|door|met|przez|av|med)\s(?=[^\W\d_a-z])"
)
_LIKE_A_NAME = re.compile(r"[^\W\d_a-z][^\W\d_]{1,20}(?:[-'’][^\W\d_]{1,20})?")
_WORD = re.compile(r"[^\s,;:()\[\]/|!?…\"“”„«»<>]+")
# "Head of Anna Berg's team", "assistant to Anna Berg", "at Trent House": it is said of somebody else, or of a place.
_SOMEBODY_ELSES = re.compile(
    r"(?<!\w)(?:to|of|for|from|by|für|von|vom|an|de|d'|del|di|da|do|der|des|van|bij|voor|till|til|av|af|od|dla|room|raum|saal|salle|sala|suite|zaal|lokal|sal|at|in|im|bei|à|chez|presso|op|på|we?)\s?$"
)


def without_brackets(text: str) -> str:
    """The text without what stands in brackets."""
    return _BRACKETS.sub(" ", text)


def names_in(line: str, *, single: bool = False, anywhere: bool = True) -> list[str]:
    """The people in a line; what follows a dash or stands in brackets behind a name is their office.

    With `single`, one word may be a name, too: where nothing but people can stand. `anywhere`: a name that can't be
    mistaken counts where other words stand before it, too.
    """
    if len(line) > LONGEST_LINE:
        return []
    line = _ARTICLE.sub("", ADDRESS.sub(" ", line))
    bare = _BRACKETS.sub(lambda found: f" ({_LIST.sub(' ', found[1])}) ", line)
    between = _SEMICOLONS if ";" in line else _LIST
    found = []
    for listed in between.split(bare)[:_MOST_ITEMS]:
        item = _AGAIN.sub("", listed)
        turned = _FAMILY_FIRST.match(item.strip()) if between is _SEMICOLONS else None
        if turned and person_name(f"{turned[2]} {turned[1]}"):
            found.append(turned[0])
            continue
        pieces = _APART.split(item) if between is _LIST else re.split(rf"{_APART.pattern}|,\s", item)
        direct = next(filter(None, (written(piece, single=single) for piece in pieces)), "")
        if not direct or direct not in pieces[0]:
            direct = _before_office(pieces) or direct
        if not direct and (anywhere or single):
            direct = behind_office(pieces[0], anyones=single)
        certain = certain_names(pieces[0], single=single) if anywhere and not direct else []
        found.append(direct or next(iter(certain), ""))
    # Beside a whole name one word alone is an office, unless it is a given name: "Herr Grün, Pforte".
    whole = any(" " in name for name in found)
    return [name for name in found if name and not (whole and _may_be_office(name))]


def _before_office(pieces: Sequence[str]) -> str:
    """Two words that an office follows are a name, even if one is a word in some language: "Din Ezz (Coach)"."""
    if len(pieces) < 2 or not words("roles", "words").search(level(pieces[1])):
        return ""
    tokens = pieces[0].split()
    looks = len(tokens) == 2 and all(_LIKE_A_NAME.fullmatch(token) for token in tokens)
    return pieces[0].strip() if looks and sum(map(is_name_token, tokens)) == 1 and is_name_token(tokens[1]) else ""


def behind_office(piece: str, *, anyones: bool = False) -> str:
    """The full name at the end of a text of words in lower case: "centerchef Mette Krogh".

    One of those must be the word of a trade, or, with `anyones`, the names of people are all that can stand there.
    """
    tokens = _without_end(piece.split())
    at = next((at for at in range(len(tokens), 0, -1) if not _is_part(tokens[at - 1])), 0)
    before, name = tokens[:at], tokens[at:]
    while name and name[0] in _INNER:
        before.append(name.pop(0))
    office = level(" ".join(before))
    named = bool(words("roles", "words").search(office) or words("people", "recruiter").search(office))
    fits = 0 < len(before) <= _LONGEST_OFFICE and before[-1][0].islower() and (named or anyones)
    alone = named and anyones and len(name) == 1 and is_given(name[0])  # "head chef Dan"
    if not fits or not (alone or len(name) > 1) or _SOMEBODY_ELSES.search(office):
        return ""
    # "mein Mann Jochen Maas", "our adviser Prof. Leo Stark"
    begins = next((at for at, word in enumerate(name[:-1]) if is_given(word) or is_form_of_address(word)), 0)
    return written(" ".join(name[begins:]), single=alone)


def _without_end(tokens: list[str]) -> list[str]:
    """The words without particles at the end: "Jan Jansen van (het team)"."""
    while tokens and tokens[-1] in _INNER:
        tokens = tokens[:-1]
    return tokens


def _may_be_office(name: str) -> bool:
    return " " not in name and not is_given(name) and not EAST_ASIAN.search(name)


@lru_cache(maxsize=512)
def written(piece: str, *, single: bool = False) -> str:
    """The name of a person at the start of a text, with its academic titles, without "Herr" and "Mrs"; or "".

    "Herr Grün" keeps its form of address: alone, a family's name would be taken for a given one.
    """
    civil, academic, rest = addressed(_without_office(piece.strip()))
    name = person_name(_leading_name(rest), single=single or bool(civil or academic))
    if not name:
        return ""
    alone = len(name.split()) == 1 and not EAST_ASIAN.search(name)
    civil = "" if civil.islower() and not is_form_of_address(civil) else civil  # "chef Dan" is no "Chef Marchetti"
    civil = "Herr" if civil == "Herrn" else civil
    return " ".join(filter(None, (civil if alone else "", academic, name)))


def _without_office(piece: str) -> str:
    """The text without what may stand before a name: "is our Engineering Manager Jane Doe" gives "Jane Doe"."""
    lead = words("people", "lead").match(level(piece))
    if lead and piece[: lead.end()].lower() not in entries("people", "lead"):
        lead = None  # Sara is a name, "sarà" is none
    tokens = (piece[lead.end() :] if lead else piece).split()
    while len(tokens) > 2 and (_is_office(tokens[0]) or tokens[0] == "of"):
        tokens.pop(0)
    return " ".join(tokens)


def _is_office(word: str) -> bool:
    return is_trade_word(word) and not is_form_of_address(word)


def _leading_name(piece: str) -> str:
    """The words up to the first in lower case: "Jane Doe will ask" is Jane Doe, "Please join" is nobody."""
    kept: list[str] = []
    for word in piece.split():
        if word[:1].islower() and level(word) not in PARTICLES:
            kept = _without_end(kept)
            return "" if len(kept) == 1 and not is_given(kept[0]) else " ".join(kept)
        kept.append(word)
    return " ".join(_without_end(kept))


def certain_names(text: str, *, single: bool = False) -> list[str]:
    """Names anywhere in a text that begin with a common given one or a form of address, and are said of nobody else.

    With `single`, a given name alone is enough where only words in lower case stand before it: "her colleague Tom".
    """
    found = []
    text = _ARTICLE.sub("", text[:LONGEST_LINE])
    for start, run in _runs(text):
        before = text[:start]
        name = _certain(run, single=single and (before[:1].lower() + before[1:]).islower())
        before = text[:start] + run[: run.find(name)] if name else ""
        if name and not _SOMEBODY_ELSES.search(level(before)):
            found.append(written(name, single=True))
    return [name for name in found if name]


def _runs(text: str) -> Iterator[tuple[int, str]]:
    """Stretches of words that can be parts of a name, with where they begin; nothing but blanks is between them."""
    joined: list[list[re.Match[str]]] = []
    for token in _WORD.finditer(text):
        last = joined[-1][-1] if joined and joined[-1] else None
        if not (_is_part(token[0]) or (last and _is_inside(token[0]))):
            joined.append([])
        elif last and _goes_on(text, last, token):
            joined[-1].append(token)
        else:
            joined.append([token])
    for run in filter(None, joined):
        yield run[0].start(), text[run[0].start() : run[-1].end()]


def _goes_on(text: str, last: re.Match[str], token: re.Match[str]) -> bool:
    """Does a name go on: only a blank between, and no full stop but that of a title or an initial?"""
    ended = last[0].endswith(".") and not is_form_of_address(last[0]) and len(last[0]) > len("J.")
    return not ended and not text[last.end() : token.start()].strip()


def _is_part(word: str) -> bool:
    return is_form_of_address(word) or word in _INNER or (word != "I" and is_name_token(word.rstrip(".")))


def _is_inside(word: str) -> bool:
    """Is it a particle in capitals, as in "Yann Le Goff"?"""
    return word[0].isupper() and level(word) in _INNER - _BEGINNING


def _certain(run: str, *, single: bool) -> str:
    """The name in a run of words: from its first form of address, else from its first given name on."""
    tokens = run.split()
    at = next((at for at, word in enumerate(tokens) if is_form_of_address(word)), None)
    if at is None:
        at = next((at for at, word in enumerate(tokens) if is_given(word) and word[0].isupper()), None)
        least = 1 if single else 2
    else:
        least = 2
    if at is None:
        return ""
    kept = _without_end(tokens[at : at + _MOST_TOKENS])
    return " ".join(kept).rstrip(".,'’") if len(kept) >= least else ""
