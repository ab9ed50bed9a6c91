"""Whom an address spells, of those whom a text names. Names are never made of addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable

from afterword.core.language.vocabulary import level, squashed
from afterword.core.people.names import plain_name

_SHORTEST = 4
_TWO_WORDS = re.compile(r"([a-z]{2,30})[._-]([a-z]{2,30})\d{0,4}")


def spelt_by(email: str, names: Iterable[str], *, short: bool = True) -> str:
    """The one of the names that an address spells, dots and digits apart; or "".

    The whole name in either order; with `short`, a part of it or an initial, too, if that is one name's alone.
    """
    local = squashed(re.sub(r"\d", "", email.rpartition("@")[0]))
    listed = list(names)
    whole = next((name for name in listed if len(local) >= _SHORTEST and local in _whole(name)), "")
    if whole or not short:
        return whole
    brief = {name for name in listed if local in _brief(name)}
    return brief.pop() if len(brief) == 1 else ""


def spelt_in(email: str, text: str) -> str:
    """The two words of a text that an address like `jane.doe@` takes together, as the text writes them; or ""."""
    parts = _TWO_WORDS.fullmatch(email.rpartition("@")[0])
    found = re.search(rf"(?<!\w){parts[1]}\s{parts[2]}(?!\w)", level(text)) if parts else None
    return text[found.start() : found.end()] if found else ""


def _parts(name: str) -> list[str]:
    return [squashed(part) for part in plain_name(name).split()]


def _whole(name: str) -> tuple[str, ...]:
    parts = _parts(name)
    return ("".join(parts), "".join(reversed(parts)), parts[0] + parts[-1]) if len(parts) > 1 else ()


def _brief(name: str) -> tuple[str, ...]:
    """What a company may make of a name: "jane", "doe", "jdoe", "janed" of Jane Doe."""
    parts = _parts(name)
    if len(parts) < 2 or not all(parts):
        return ()
    given, family = parts[0], parts[-1]
    return (given, family, given[0] + family, given + family[0])
