"""The stable names of nudges, processes and rounds."""

from __future__ import annotations

import re
import unicodedata
from base64 import b32hexencode
from collections.abc import Container
from hashlib import sha256

from afterword.core.model import NudgeKind, Person

_LEGAL = re.compile(
    r"\b(?:gmbh|mbh|ag|kg|se|inc|llc|ltd|limited|corp|corporation|plc|bv|nv|sa|sas|sarl|srl|spa|oy|ab|as|aps|pty|co)\b\.?"
)
_OTHER = re.compile(r"[^\w]+")


def nudge_key(kind: NudgeKind, process: str, round_: str, who: str = "", attempt: int = 1) -> str:
    """26 characters of base32hex (a-v, 0-9), which is also a valid event id at Google; reveals nothing of its parts."""
    parts = "\x1f".join((kind.value, process, round_, who, str(attempt)))
    return b32hexencode(sha256(parts.encode()).digest()[:16]).decode().rstrip("=").lower()


def identity(person: Person) -> str:
    """What tells this interviewer from the others of the round: the address, else the name, else nothing at all."""
    return person.email or folded(person.name)


def folded(name: str) -> str:
    """A name for comparing: no case, accents, punctuation or legal form ("Acme Robotics GmbH" is "acme robotics")."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(_OTHER.sub(" ", _LEGAL.sub(" ", plain)).split())


def full_name(name: str) -> str:
    """A name for comparing, "" for one word alone: there are many of those."""
    words = folded(name)
    return words if " " in words else ""


def slug(text: str) -> str:
    """A short word for a command line: letters, digits, hyphens, at most 24; "employer" if nothing is left."""
    ascii_ = folded(text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_).strip("-")[:24].strip("-") or "employer"


def free_name(base: str, taken: Container[str]) -> str:
    """`base`, or the first of `base-2`, `base-3` ... that is not taken."""
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
