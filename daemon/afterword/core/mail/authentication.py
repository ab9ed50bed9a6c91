"""What the person's own provider says of a sender's domain: its Authentication-Results alone (RFC 8601)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from afterword.core.model import Message

_COMMENT = re.compile(r"\([^()]{0,500}\)")
_METHOD = re.compile(
    r"(?:^|;)\s{0,20}(?P<method>[a-z][a-z0-9-]{0,20})(?:/\d{1,3})?\s{0,20}=\s{0,20}(?P<result>[a-z]{1,20})"
)
_LONGEST = 4_000
_MOST = 8
_DISOWNED = {("dmarc", "fail"), ("compauth", "fail"), ("dmarc", "permfail")}
_SILENT = (None, "none", "temperror", "permerror")


def results(message: Message) -> dict[str, str]:
    """The methods and results that the person's own provider found, lower case; empty where it says nothing.

    That is the topmost Authentication-Results, and those next to it by the same server: some write one for each method.
    What stands below them the sender may have written (RFC 8601 5), even in that server's name; so of a method named in
    two of them the worse counts, and nobody can vouch for themself. One that checks several signatures passes with one.
    """
    found: dict[str, str] = {}
    for value in _topmost(message):
        for method, result in _named(value).items():
            found[method] = result if found.get(method, "pass") == "pass" else found[method]
    return found


def _topmost(message: Message) -> Iterator[str]:
    values = [
        _COMMENT.sub(" ", value[:_LONGEST].lower()) for value in message.headers.get("authentication-results", ())
    ]
    return takewhile(lambda value: _server(value) == _server(values[0]), values[:_MOST])


def _server(value: str) -> str:
    """The authserv-id, "" where a server leaves it out (Exchange does)."""
    first = value.partition(";")[0].split()
    return first[0] if first and "=" not in value.partition(";")[0] else ""


def _named(value: str) -> dict[str, str]:
    """The methods of one header: of several signatures one that passes is enough, of all else the worse counts."""
    found: dict[str, str] = {}
    for match in _METHOD.finditer(value):
        method, result = match["method"], match["result"]
        keep = "pass" if method == "dkim" else "fail"
        if found.get(method) != keep:
            found[method] = result
    return found


def trusted(message: Message) -> bool:
    """Whether the sender's domain does not disown the mail: True when nothing is said.

    It does when DMARC failed; where nobody looked at DMARC, when the server is none of the domain's (SPF) and no
    signature says otherwise.
    """
    found = results(message)
    if _DISOWNED & set(found.items()):
        return False
    return not (found.get("dmarc") in _SILENT and found.get("spf") == "fail" and found.get("dkim") != "pass")
