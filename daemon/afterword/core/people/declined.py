"""Names as sentences decline them, "z Anną Nowak", turned back into the names that people bear."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from afterword.core.lexicon import load
from afterword.core.people.names import addressed, is_given

_VOWELS = "aeiouyąęóáéíýůúě"
# One consonant, also where two letters write it; before more of them a vowel may have been lost: "Dudkiem" is Dudek's.
_WHOLE = re.compile(rf"[{_VOWELS}](?:sz|cz|rz|ch|dz|[^\W\d_{_VOWELS}])$")
_LOSING = "kłl"
"""Consonants before which given names lose an e: Marek, Paweł, Karel."""

_NEVER_BARE = ("ą", "ę")
"""No given name ends so."""


def nominative(name: str) -> str:
    """A name as its bearer writes it: `Anną Nowak` is Anna Nowak, `Markiem Wójcikiem` is Marek Wójcik.

    A family that can't be told from its declined form is left out; a name that is not declined stays as it is.
    """
    civil, academic, rest = addressed(name)
    first, *families = rest.split() or [""]
    for ending, given in _given(first):
        rows = load("declined")["families"][ending]
        told = [_family(family, rows) for family in families]
        if ending in _NEVER_BARE or (told != families and (ending == "a" or not is_given(first))):
            return " ".join(filter(None, (civil, academic, given, *told)))
    return name


def _given(word: str) -> Iterator[tuple[str, str]]:
    """The given names that a declined one may be, each with the ending that it has here."""
    for row in load("declined")["given"]:
        ending, *instead = row.split()
        if word.endswith(ending):
            bare = (_filled(form, word.removesuffix(ending)) for form in instead)
            known = next(filter(is_given, bare), "")
            yield from [(ending, known)] if known else []


def _filled(form: str, stem: str) -> str:
    if form == "e*":
        return f"{stem[:-1]}e{stem[-1:]}" if stem.endswith(tuple(_LOSING)) else ""
    return form.replace("*", stem) if "*" in form else stem + form


def _family(word: str, rows: Sequence[str]) -> str:
    """A family's name as it is borne; "" if that can't be told."""
    for row in rows:
        ending, instead = row.split()
        if word.endswith(ending):
            bare = _filled(instead, word.removesuffix(ending))
            return bare if "*" not in instead or _WHOLE.search(bare) else ""
    return word
