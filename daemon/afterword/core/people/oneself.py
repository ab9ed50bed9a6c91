"""Does the writer of a text say that they interview themselves, alone or beside others whom they name?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from afterword.core.language.hours import clocks_in
from afterword.core.language.phrases import hits
from afterword.core.language.quoting import sentences as read_sentences
from afterword.core.language.vocabulary import level, words
from afterword.core.people.prose import is_of_meeting, sentences

_MOST_HEADINGS = 40
_MOST_SENTENCES = 60
_ME_AND = re.compile(
    r"(?<!\w)(?i:i|me|myself|mir|ich|moi|moi-même|yo|io|eu|ik|mij|ja|jag|mig|jeg|meg)"
    r"\s(?:and|und|sowie|et|y|e|ed|en|i|och|og|&)\s(?=[^\W\d_a-z])"
)
_ME_FIRST = re.compile(
    r"\s{1,3}(?:me|myself|mir|mich|moi|mi|mim|mij|mnie|mna|mig|meg)\s(?:and|und|et|y|e|en|i|och|og|&)\s"
)


def both_see_you(plain: str) -> Iterator[re.Match[str]]:
    """Every "and I" that "will interview you" or its like follows."""
    for both in islice(words("people", "and_i").finditer(plain), _MOST_HEADINGS):
        if words("people", "see_you").match(plain[both.end() : both.end() + 60].lstrip()):
            yield both


def counts_themself_in(text: str) -> bool:
    """Does the writer say that they interview, too: "you will meet Jane Doe and me", "Jane Doe and I will see you"?

    `text` is without what follows below a ruler.
    """
    plain = level(text)
    if any(both_see_you(plain)):
        return True
    for heading in islice(words("people", "meet").finditer(plain), _MOST_HEADINGS):
        clause = re.split(r"[.;:!?\n]\s", plain[heading.end() : heading.end() + 200])[0]
        if _adds_me(clause) or _ME_FIRST.match(clause):
            return True
    if any(is_of_meeting(one) for one in sentences(text) if _ME_AND.search(one) or _adds_me(level(one))):
        return True
    return bool(hits("appointments", read_sentences(text)[:_MOST_SENTENCES], ("writer",)))


def is_eager_in(text: str) -> bool:
    """Is the writer glad to speak to the reader at an hour that they name? Without the hour it is a mere courtesy."""
    found = hits("appointments", read_sentences(text)[:_MOST_SENTENCES], ("eager",))
    return any(clocks_in(hit.sentence.text) for hit in found)


def _adds_me(clause: str) -> bool:
    """Does the writer stand at the end of a list: "Jane Doe and me"; not in "You meet Jane, and I send you a link"?"""
    for found in words("people", "and_me").finditer(clause):
        rest = clause[found.end() :].lstrip()
        begins = words("people", "and_i").fullmatch(found[0]) and rest[:1].isalpha()
        if not begins or words("people", "see_you").match(rest):
            return True
    return False
