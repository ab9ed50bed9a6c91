"""Digests that tell whether a person changed something, robust against what mail and calendar programs rewrite."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256

from afterword.core.model import Person

_PREFIX = re.compile(r"^\s*(?:(?:re|fwd?|aw|wg|sv|vs|tr|rv|antw|odp|r|i)\s*(?:\[\d{1,3}\])?\s*:\s*)+", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def digest(*parts: str) -> str:
    """128 bits of SHA-256 over the parts, in hex; parts can't run into each other."""
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def squeezed(text: str) -> str:
    """Text as a reader sees it: every run of white space one blank."""
    return _SPACE.sub(" ", text).strip()


def mail_digest(to: Iterable[Person], subject: str, text: str) -> str:
    """How a draft reads: whom it goes to, its subject, its words. Line wrapping and headers don't count."""
    return digest(",".join(sorted(person.email for person in to)), squeezed(subject), squeezed(text))


def entry_digest(title: str, text: str) -> str:
    """How an entry reads. Its time is compared apart: moving an entry is not rewriting it."""
    return digest(squeezed(title), squeezed(text))


def subject_key(subject: str) -> str:
    """A digest of a subject without its reply and forward prefixes, for comparing without keeping it."""
    return digest(squeezed(_PREFIX.sub("", subject)).casefold())
