"""Whom a note to oneself names: "ask for Jane Doe", or in a line of their own with their office, "Eva Lang, CTO"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from afterword.core.language.vocabulary import any_words, level, words
from afterword.core.people.listed import names_in, written
from afterword.core.people.named import Named
from afterword.core.people.names import is_full_name, is_given
from afterword.core.people.prose import CLAUSE_END, FULL_STOP

_MOST_LINES = 12
_LONGEST_LINE = 80


def noted_in(text: str) -> list[Named]:
    """Whom a note says to ask for, else who stands in it. In an invitation it may be the porter."""
    found = words("people", "ask_for").search(level(text))
    line = text[found.end() :].partition("\n")[0] if found else ""
    asked = names_in(FULL_STOP.split(CLAUSE_END.split(line)[0])[0], single=True)
    return [Named(name, sure=True) for name in asked or _with_office(text)]


def _with_office(text: str) -> Iterator[str]:
    """The people at the beginnings of short lines, with nothing but an office behind that is no recruiter's."""
    for line in islice(filter(None, map(str.strip, text.splitlines())), _MOST_LINES):
        head, comma, office = line.partition(",") if "," in line else line.partition(" (")
        name = written(head) if comma and len(line) <= _LONGEST_LINE else ""
        held = any_words("people", "bosses").search(level(office)) or words("roles", "words").search(level(office))
        arranges = words("people", "recruiter").search(level(office))
        if name == head and is_full_name(name) and is_given(name) and held and not arranges:
            yield name
