"""What the Google provider tells apart among the branches of `afterword.errors`. Loads nothing of Google's."""

from __future__ import annotations

from afterword.errors import Rejected, Transient

LOG_IN = "Run `afterword login`; everything is kept, and Afterword goes on when you have."
LATER = "It is tried again at the next cycle."


class Missing(Rejected):
    """What was asked for is not there, or not any more."""


class Refused(Rejected):
    """Google does not understand the request. Callers that sent a cursor take it for expired."""


class NoAnswer(Transient):
    """Nobody answered in time: every further try costs as long again."""


def garbled(what: str) -> Transient:
    """An answer that is none, or lacks what it must have. `what` is a word, never something out of the answer."""
    return Transient(f"Google's answer can't be read ({what}). {LATER}")
