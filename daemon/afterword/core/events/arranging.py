"""Who of those on an event only arranges it: recruiters, coordinators, assistants."""

from __future__ import annotations

import re
from itertools import islice

from afterword.core.language.vocabulary import level, words
from afterword.core.model import Person
from afterword.core.people.domains import is_agency
from afterword.core.people.names import greeting_name, plain_name, spellings

_MOST_MENTIONS = 20
_SOMEBODY_ELSES = re.compile(r"\b(?:to|of|für|fur|von|an|de|del|di|der|des|bij|till|til)\s*$")


def arranges(person: Person, text: str) -> bool:
    """Does a display name, an address or the text call somebody recruiter, coordinator, HR?"""
    office = words("people", "recruiter")
    behind = person.name[len(plain_name(person.name)) :]
    local = re.sub(r"[._+-]|\d", " ", person.email.partition("@")[0])
    if is_agency(person.domain) or office.search(level(behind)) or office.search(level(local)):
        return True
    plain = level(text)
    if any(
        office.search(_office_before(plain[max(0, found.start() - 30) : found.start()]))
        or office.search(_office_behind(plain[found.end() : found.end() + 80]))
        for name in spellings(person.name)
        for found in islice(re.finditer(re.escape(name), plain), _MOST_MENTIONS)
    ):
        return True
    given = level(greeting_name(person) or "")  # "Dan, Recruiting Coordinator" below a text
    signed = re.finditer(rf"(?<!\w){re.escape(given)}\s?[,(|]\s?([^\n]{{1,60}})", plain) if len(given) > 1 else ()
    return any(office.search(found[1]) for found in islice(signed, _MOST_MENTIONS))


def _office_before(before: str) -> str:
    """What may be somebody's office right before their name in the same line: "our recruiter Jane Doe".

    In "assistant to Jane Doe" it is somebody else's.
    """
    line = before.rpartition("\n")[2]
    return "" if _SOMEBODY_ELSES.search(line) else line


def _office_behind(after: str) -> str:
    """What may be somebody's office right behind their name: the rest of the clause, or the next line."""
    lines = after.lstrip(" ,*").splitlines()[:3]
    first = re.split(r"[.;!?]\s|\s(?:and|und|et|y|e|en|i|och)\s", lines[0])[0] if lines else ""
    return first if first.strip() else next((line for line in lines if line.strip()), "")
