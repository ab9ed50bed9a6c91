"""Making foreign text harmless to look at: one line, no control characters, no endless names."""

from __future__ import annotations

import re
import unicodedata

NAME_LENGTH = 80
NOTE_LENGTH = 2_000
SUBJECT_LENGTH = 200
TEXT_LENGTH = 20_000

_JOINERS = "\u200c\u200d"  # without these two, Persian and Hindi names and many emoji fall apart
_BLANKS = {"Cc", "Zl", "Zp"}
_NOTHING = {"Cf", "Cs"}
_BULLET = re.compile(r"^[-*•–·]{1,3}\s+")
_RUN_OF_BLANKS = re.compile(r"[ \t]{2,}")
_TOO_MANY_LINES = re.compile(r"\n{3,}")
_DOUBLE_STOP = re.compile(r"(?<!\.)\.\.(?!\.)")  # "at Acme Inc.." at the end of a sentence
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,255}")


def line(text: str, length: int = NAME_LENGTH) -> str:
    """The text as one line of visible characters, cut at a blank where it is longer than `length`."""
    squeezed = " ".join("".join(map(_visible, text[: 4 * length])).split())
    return squeezed if len(squeezed) <= length else _cut(squeezed, length)


def name(text: str, length: int = NAME_LENGTH) -> str:
    """A name, a title or an employer for use inside a sentence: no punctuation left hanging at its ends."""
    return line(text, length).strip(" ,;:")


def note(text: str) -> str:
    """The person's own note as one sentence: its lines joined, its bullets gone, a stop at its end."""
    lines = [_BULLET.sub("", line(part, NOTE_LENGTH)).rstrip(" ,;") for part in text.splitlines()]
    *firsts, last = [part for part in lines if part.strip(" .")] or [""]
    return sentence(_cut("; ".join([*(part.removesuffix(".") for part in firsts), last]), NOTE_LENGTH))


def sentence(text: str) -> str:
    """The text with a stop at its end, unless it ends already."""
    bare = text.rstrip(" ,;:")
    return bare if not bare or bare.rstrip("\"'”’)»").endswith((".", "!", "?", "…")) else f"{bare}."


def address(email: str) -> str:
    """The address if it is one plain address, else "": whatever could smuggle in a second one is none."""
    return email if _ADDRESS.fullmatch(email) and email == line(email, 320) else ""


def tidy(text: str) -> str:
    """What a template left behind: no double blanks or stops, no blanks at a line's end, one empty line at most."""
    lines = (_RUN_OF_BLANKS.sub(" ", part).rstrip() for part in text.split("\n"))
    return _DOUBLE_STOP.sub(".", _TOO_MANY_LINES.sub("\n\n", "\n".join(lines))).strip()


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category in _BLANKS:
        return " "
    return "" if category in _NOTHING and char not in _JOINERS else char


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    head, blank, _ = text[:length].rpartition(" ")
    return f"{(head if blank and len(head) > length // 2 else text[: length - 1]).rstrip(' ,;:')}…"
