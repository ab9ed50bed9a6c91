"""For which employer a mail speaks, by its sender, its subject and its text."""

from __future__ import annotations

import re

from afterword.core.language.vocabulary import level, words
from afterword.core.model import LONGEST_TEXT, Employer, Person
from afterword.core.people import titles
from afterword.core.people.domains import is_agency, is_free_mail, own_domain, tenant
from afterword.core.people.employers import (
    company_part,
    cut_name,
    is_common_word,
    is_company_like,
    named_employer,
    without_systems_name,
)
from afterword.core.people.labels import written_name
from afterword.core.people.names import is_given

_MOST_WORDS = 5
_BEGINNING = 2_000
# With its article, which belongs to no name: "bei der Nordlicht Energie".
_AT = re.compile(
    r"\s(?:at|with|from|to|by|@|bei(?:m|\sder|\sdem)?|von(?:\sder|\sdem)?|chez|en|presso|na|no|em|bij|hos|på|w)\s(?=\S)"
)
_END = re.compile(r"\s[-–—|:(/,]|[|:(),;!?]|\.(?:\s|$)|\s(?:for|als|für|as|pour|para|per|voor|för)\s|$")
_YOURS = re.compile(r"\byour\s(\w.{1,40}?)\s(?:job\s)?application", re.IGNORECASE)


def employer_of_sender(sender: Person, subject: str, text: str) -> Employer | None:
    """For whom a mail speaks, from its sender, subject and body; None where nothing says so.

    The sender's own domain first; then the tenant of an ATS, the display name, the subject. `domains` never holds a
    domain of free mail, an ATS, a scheduler or an agency. An agency's mail gives the employer it names, if any.
    """
    domain, said = own_domain(sender), f"{sender.name}\n{subject}\n{text[:LONGEST_TEXT]}"
    if domain:
        label = domain.partition(".")[0]
        return Employer(written_name(label, said) or company_part(sender.name), (domain,))
    if is_agency(sender.domain):
        name = employer_of_subject(subject, text) or named_employer(text)
        return Employer(name) if name else None
    label = tenant(sender.domain, sender.email.rpartition("@")[0])
    if label:
        return Employer(written_name(label, said) or company_part(sender.name) or label.replace("-", " ").title())
    if is_free_mail(sender.domain):
        name = employer_of_subject(subject, text)
    else:
        shown = without_systems_name(company_part(sender.name), sender)
        name = "" if is_given(shown.partition(" ")[0]) and titles.person_name(shown) else shown
        name = name or employer_of_subject(subject, text) or named_employer(text[:_BEGINNING])
    return Employer(name) if name else None


def employer_of_subject(subject: str, text: str) -> str:
    """ "Your application for Data Engineer at Kestrel": Kestrel; "Kestrel | Application received" where `text` says it,
    too. "" where none is named."""
    subject = titles.stripped(subject)
    if not (words("title", "application").search(level(subject)) or _YOURS.search(subject)):
        return named_employer(subject)
    places = [subject[found.end() :] for found in _AT.finditer(subject)]
    behind = [cut_name(place[: _END.search(place).start()].split()) for place in places]  # type: ignore[union-attr]
    apart = [piece for piece in titles.segments(subject) if not words("title", "application").search(level(piece))]
    spoken = [name for name in (*apart, *_YOURS.findall(subject)) if name in text[:LONGEST_TEXT]]
    names = (*reversed(behind), named_employer(subject), *(name for name in spoken if not is_given(name.split()[0])))
    return next(filter(_may_be, names), "")


def _may_be(name: str) -> bool:
    """Is it written like a company, and neither a job, a town nor words of the trade alone?"""
    parts = name.split()
    if not name[:1].isupper() or len(parts) > _MOST_WORDS or not is_company_like(name):
        return False
    plain = level(name)
    other = words("roles", "words").search(plain) or words("roles", "trades").fullmatch(plain)
    return not other and not words("employer", "towns").fullmatch(plain) and not all(map(is_common_word, parts))
