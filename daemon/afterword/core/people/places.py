"""Places that are called like people: "Grace Hopper House", "Raum Marie Curie", "Mill Lane"."""

from __future__ import annotations

import re
from functools import cache

from afterword.core.lexicon import load
from afterword.core.people.names import is_form_of_address, is_given

_CAPITALISED = r"[^\W\d_a-zß-ÿ][\w'’.-]{0,24}"


def without_places(text: str) -> str:
    """The text with dots for what places are called, exactly as long."""
    text = _before().sub(lambda found: found[1] + _dots(found[2]), text)
    return _behind().sub(lambda found: _dots(found[0]) if _is_place(found[1]) else found[0], text)


def _dots(name: str) -> str:
    return re.sub(r"\w", "…", name)


def _is_place(before: str) -> bool:
    """Is what stands before "House" no given name: "Rebecca Hall" is a person, "Dr. Anna Maria Hall" too?"""
    words = before.split()
    return not any(map(is_form_of_address, words)) and not all(map(is_given, words))


@cache
def _before() -> re.Pattern[str]:
    """The kind of place, and what it is called behind it."""
    kinds = "|".join(load("people")["places_before"])
    return re.compile(rf"((?<!\w)(?:{kinds})\s)({_CAPITALISED}(?:\s{_CAPITALISED}){{0,2}})")


@cache
def _behind() -> re.Pattern[str]:
    """What it is called, and the kind of place behind it."""
    kinds = "|".join(load("people")["places_behind"])
    return re.compile(rf"((?<!\w){_CAPITALISED}(?:\s{_CAPITALISED}){{0,2}})[\s-](?:{kinds})(?!\w)")
