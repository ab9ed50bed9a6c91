"""Header values (RFC 5322, RFC 2047) as others write them: words, people, Message-IDs, our mark. Nothing raises."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.header import decode_header
from email.utils import getaddresses
from inspect import signature
from typing import Any

from afterword.core.model import Person
from afterword.formats import limits
from afterword.formats.plain import decode_bytes, one_line

MARK_HEADER = "X-Afterword-Key"

_MARK = re.compile(r"[A-Za-z0-9._:@-]{1,200}")
_ID = re.compile(r"<([^<>\s]{1,500})>")
# What nearly all of them look like, and needs no parser: Jane Doe <jane@acme.example>, Jo Roe <jo@acme.example>
_PLAIN = re.compile(
    r'\s{0,9}(?:"([^"\\\r\n]{1,200})"\s|([^"\\()<>@,;:\[\]\r\n]{0,200}))\s{0,9}<([\w.+=-]{1,200}@[\w.-]{1,250})>\s{0,9}',
    re.ASCII,
)
# Newer Pythons refuse a whole header for one name that looks like an address. Names prove nothing here, anyway: whether
# a sender is to be believed is said by Authentication-Results.
_TOLERANT: dict[str, Any] = {"strict": False} if "strict" in signature(getaddresses).parameters else {}
_ADDRESS = re.compile(r"[^@\s<>\"(),:;]{1,200}@[^@\s<>\"(),:;]{1,255}")


def mark_of(values: Iterable[str]) -> str:
    """The key of a nudge out of the header that carries it; "" for anything that is no key."""
    for value in values:
        return value.strip() if _MARK.fullmatch(value.strip()) else ""
    return ""


def eight_bit(value: str) -> str:
    """A header with raw bytes in it, which the parser keeps as surrogates, read as UTF-8 or else as Latin."""
    return decode_bytes(value.encode("utf-8", "surrogateescape")) if not value.isascii() else value


def decoded(value: str) -> str:
    """A header's value unfolded, RFC 2047 undone, on one line."""
    # Unfolded first: decode_header would drop the blank at which a line was folded.
    value = eight_bit(value[: limits.HEADER_CHARACTERS]).replace("\r", "").replace("\n", "")
    if "=?" not in value:
        return one_line(value, limits.HEADER_CHARACTERS)
    try:
        pieces = decode_header(value)
    except Exception:  # noqa: BLE001 - binascii and email raise five kinds of error on broken encoded words
        return one_line(value, limits.HEADER_CHARACTERS)
    return one_line("".join(_piece(part, charset) for part, charset in pieces), limits.HEADER_CHARACTERS)


def _piece(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    # Without a charset, decode_header hands out text as raw-unicode-escape bytes.
    return decode_bytes(part, charset) if charset else part.decode("raw_unicode_escape", "replace")


def people(values: Iterable[str]) -> tuple[Person, ...]:
    """The people in address headers, in order, each address once; whoever has no address is left out."""
    found: dict[str, Person] = {}
    for value in values:
        for person in _people(value):
            found.setdefault(person.email, person)
    return tuple(found.values())[: limits.PEOPLE]


def _people(value: str) -> list[Person]:
    plain = [_PLAIN.fullmatch(piece) for piece in value.split(",")]
    if all(plain):
        return [_person(decoded(one[1] or one[2] or ""), one[3].lower()) for one in plain if one]
    try:
        pairs = getaddresses([value.replace("\r", "").replace("\n", "")], **_TOLERANT)
    except Exception:  # noqa: BLE001 - the standard library recurses and indexes out of range on hostile headers
        pairs = [("", address) for address in _ADDRESS.findall(value)]
    return [_person(decoded(name), address.strip().lower()) for name, address in pairs if _address(address)]


def _person(name: str, email: str) -> Person:
    """Many programs put the address where the name should be: that is no name."""
    name = name.strip("'\" ")
    return Person("" if name.lower() == email else name, email)


def _address(text: str) -> bool:
    return len(text) < 500 and _ADDRESS.fullmatch(text.strip()) is not None


def message_id(value: str) -> str:
    found = ids((value,))
    return found[0] if found else value.strip("<> ")[:500]


def ids(values: Iterable[str]) -> tuple[str, ...]:
    """Message-IDs in order, each once. Some programs leave the brackets out."""
    found: list[str] = []
    for value in values:
        found += _ID.findall(value) or [word for word in value.split() if "@" in word and "<" not in word]
    return tuple(dict.fromkeys(found))[-100:]
