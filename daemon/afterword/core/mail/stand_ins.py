"""Whom a note of absence names for the meantime."""

from __future__ import annotations

import re

from afterword.core.language.phrases import hits
from afterword.core.language.quoting import own_text, sentences
from afterword.core.language.sentence import fold
from afterword.core.model import Message, Person
from afterword.core.people.declined import nominative
from afterword.core.people.listed import written
from afterword.core.people.names import is_team, plain_name

ABSENCE_SENTENCES = 14
"""How far into a note is read."""

ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
_NAME = re.compile(r"[^\W\d_a-zß-öø-ÿ][^\W\d_]{1,29}(?:[ -][^\W\d_a-zß-öø-ÿ][^\W\d_]{1,29}){1,2}")


def stand_in(message: Message) -> Person | None:
    """Whom a note of absence names for the meantime, by address or name: first where it says so, then anywhere."""
    text = sentences(own_text(message.text))[:ABSENCE_SENTENCES]
    known = {message.sender.email, *(person.email for person in message.recipients)}
    saying = [hit.sentence for hit in hits("out_of_office", text, ("stand_in",))]
    for sentence in (*saying, *text):
        address = next((one for one in addresses_in(sentence.text) if one not in known), "")
        name = _name_in(ADDRESS.sub(" ", sentence.text), message.sender.name)
        if address or (name and sentence in saying):
            return Person(name, address)
    return None


def addresses_in(text: str) -> list[str]:
    """The addresses in a text, in lower case."""
    return [found.lower().rstrip(".") for found in ADDRESS.findall(text)]


def _name_in(text: str, absent: str) -> str:
    """The first two or three capitalised words in a row that are somebody else's name, without "Frau" and offices."""
    absent_words = set(fold(absent).split())
    for match in _NAME.finditer(text):
        name = plain_name(written(match[0])) if match[0][0].isupper() else ""
        other = match.start() > 0 and not set(fold(name).split()) & absent_words
        if name and other and not is_team(Person(name, "")):
            return nominative(name)
    return ""
