"""What the person's own provider says of a sender's domain: the topmost Authentication-Results alone (RFC 8601)."""

from __future__ import annotations

import re

from afterword.core.model import Message

_COMMENT = re.compile(r"\([^()]{0,500}\)")
_METHOD = re.compile(
    r"(?:^|;)\s{0,20}(?P<method>[a-z][a-z0-9-]{0,20})(?:/\d{1,3})?\s{0,20}=\s{0,20}(?P<result>[a-z]{1,20})"
)
_LONGEST = 4_000
_DISOWNED = {("dmarc", "fail"), ("compauth", "fail"), ("dmarc", "permfail")}


def results(message: Message) -> dict[str, str]:
    """The methods and results of the topmost Authentication-Results, lower case; empty without one.

    Every header below it may have been written by the sender (RFC 8601 5). Of a method named twice, the worse counts.
    """
    header = _COMMENT.sub(" ", message.header("authentication-results")[:_LONGEST].lower())
    found: dict[str, str] = {}
    for match in _METHOD.finditer(header):
        if found.get(match["method"]) != "fail":
            found[match["method"]] = match["result"]
    return found


def trusted(message: Message) -> bool:
    """Whether the sender's domain does not disown the mail: False only when DMARC failed, True when nothing is said."""
    return not _DISOWNED & set(results(message).items())
