"""Whom a bounce says that it could not reach: by its report, its headers, or in the words of its text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from afterword.core.language.quoting import own_text, sentences
from afterword.core.lexicon import load
from afterword.core.mail.marks import (
    Finding,
    find,
    listed,
)
from afterword.core.mail.stand_ins import addresses_in
from afterword.core.model import LONGEST_TEXT, Automatic, Message

# What may stand before an address that heads a line: a mark, or a name and a bracket.
_BEFORE_ADDRESS = re.compile(r"(?:[^@]{0,60}[<(\[]|\W{0,8})")
# A report's field where it stands as text (RFC 3464 2.3.2), and how Postfix and qmail list whom they could not reach.
_RECIPIENT = re.compile(
    r"^(?:final-recipient: {0,3}rfc822; {0,3}|<(?=[^\s>]{1,254}>:))([^\s<>;@]{1,64}@[^\s<>;@]{1,190})", re.MULTILINE
)
_TOLD = 12


def failed_recipients(message: Message, finding: Finding) -> tuple[str, ...]:
    """The addresses that do not work: of a bounce those it names, of a departed person's note its own."""
    if finding.departed:
        return (message.sender.email,) if message.sender.email else ()
    if finding.automatic is not Automatic.BOUNCE:
        return ()
    named = message.report.recipients if message.report else ()
    header = message.header("x-failed-recipients").lower().replace(",", " ").split()
    found = (*named, *(address for address in header if "@" in address))
    told = _RECIPIENT.findall(message.text[:LONGEST_TEXT].lower())
    return tuple(dict.fromkeys(found or told or tuple(_addresses_told(message)) or _first_named(message)))


def _first_named(message: Message) -> tuple[str, ...]:
    """The addresses in the first sentence of a bounce that names any, but for those of whoever runs the servers."""
    ours = {message.sender.email, *(person.email for person in message.recipients)}
    machines = {*listed("daemons"), *load("automatic")["machines"]}
    for sentence in sentences(own_text(message.text))[:_TOLD]:
        named = [one for one in addresses_in(sentence.text) if one not in ours]
        if told := tuple(one for one in named if one.partition("@")[0] not in machines):
            return told
    return ()


def _addresses_told(message: Message) -> Iterator[str]:
    """The addresses in the sentences that tell of the failure, and those that head the lines below such a sentence,
    where it ends in a colon: older servers, and Exchange, write for people only."""
    known = {message.sender.email, *(person.email for person in message.recipients)}
    listing = False
    for sentence in sentences(own_text(message.text))[:_TOLD]:
        named = addresses_in(sentence.text)
        told = find("bounce_texts", sentence)
        head = sentence.text.lower().partition(named[0])[0] if named else "none"
        listing = listing and _BEFORE_ADDRESS.fullmatch(head) is not None
        if told or listing:
            yield from (one for one in named if one not in known)
        listing = listing or (told and sentence.text.rstrip().endswith((":", "：")))
