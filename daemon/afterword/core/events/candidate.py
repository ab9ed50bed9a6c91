"""Who of those on an event, and of those named in it, is the candidate: the person whose calendar it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from afterword.core.events.guests import attendees
from afterword.core.language.vocabulary import level, words
from afterword.core.model import LONGEST_TEXT, Employer, Event, Me, Person
from afterword.core.people.domains import is_free_mail, own_domain, registrable
from afterword.core.people.named import own_words, starts_line
from afterword.core.people.names import is_full_name, is_human, plain_name, same_name, same_person, spellings
from afterword.core.people.spelt import spelt_by, spelt_in
from afterword.core.people.titles import person_name, rest_of, segments


def candidate_of(event: Event, me: Me, title: str) -> Me:
    """The person as this event knows them: `me` with what it adds; or who the candidate probably is."""
    guests = [guest.person for guest in attendees(event) if is_human(guest)]
    mine = [person for person in guests if me.owns(person) or (me.name and same_name(me.name, person.name))]
    if not mine and not (me.emails and event.organizer and me.owns(event.organizer)):
        mine = _probable(event, guests, title)
    emails = me.emails | {person.email for person in mine if person.email}
    name = me.name or next((person.name for person in mine if person.name), "")
    return Me(name or _spelt(emails, title, own_words(event.text)), emails)


def _spelt(emails: Iterable[str], title: str, text: str) -> str:
    """The full name that one of the addresses spells: a piece of the title, or two words anywhere; or ""."""
    pieces = [rest_of(piece) for piece in segments(title)]
    said = f"{title}\n{text}"
    found = [spelt_by(email, pieces, short=False) for email in sorted(emails)]
    found += [spelt_in(email, said) for email in sorted(emails)]
    return next(filter(None, found), "")


def _probable(event: Event, guests: Sequence[Person], title: str) -> list[Person]:
    """The guest who is not of the organiser's company: the one named in the title, on free mail, or simply alone."""
    booked = _booked_by(event.text)
    by_form = [person for person in guests if person.email and person.email in booked]
    if by_form:
        return by_form
    host = event.organizer
    others = [person for person in guests if not (host and same_person(person, host))]
    company = own_domain(host) if host else ""
    outside = [person for person in others if registrable(person.domain) != company or not company]
    titled = [person for person in outside if _is_titled(person, title)]
    free = [person for person in outside if is_free_mail(person.domain)]
    if len(titled) == 1:
        return titled
    if len(free) == 1:
        return free
    return outside if len(outside) == 1 and company else []


def _is_titled(person: Person, title: str) -> bool:
    name = plain_name(person.name)
    return any(same_name(name, piece) for piece in segments(title)) if name else False


def _booked_by(text: str) -> frozenset[str]:
    """The addresses in the four lines after "Booked by" and its like."""
    found = words("people", "candidate").search(level(text[:LONGEST_TEXT]))
    block = text[found.end() : found.end() + 200].splitlines()[:4] if found else []
    return frozenset(word.lower() for line in block for word in re.findall(r"[^\s<>()]{1,64}@[\w.-]{3,190}", line))


def candidate_names(event: Event, candidate: Me) -> frozenset[str]:
    """Names by which the text calls the candidate: their own, the one greeted, the one in brackets after a booking."""
    text = own_words(event.text)
    names = {candidate.name} if candidate.name else set()
    for found in list(words("people", "greeting").finditer(level(text)))[:3]:
        after = re.split(r"[,.!:\n]", text[found.end() : found.end() + 40].strip())[0]
        if starts_line(text, found.start()) and person_name(after, single=True):
            names.add(after)
    booked = words("people", "candidate").search(level(text))
    if booked:
        line = next(
            filter(None, (part.strip(" :*") for part in text[booked.end() : booked.end() + 120].splitlines())), ""
        )
        if person_name(line, single=True):
            names.add(line)
    return frozenset(names)


def is_candidate(name: str, names: Iterable[str]) -> bool:
    """Is `name` one of the candidate's names, or the given name of one?"""
    return any(same_name(name, own) or level(name) in level(own).split() for own in names)


def is_alias(person: Person, own: str, employer: Employer) -> bool:
    """Is it the candidate's name, or one like it at an address that is not the employer's ("Rob" of Robin)?"""
    if same_name(person.name, own):
        return True
    outside = registrable(person.domain) not in employer.domains
    if not (outside and is_full_name(own) and is_full_name(person.name)):
        return False
    given, _, family = spellings(person.name)[0].rpartition(" ")
    my_given, _, my_family = spellings(own)[0].rpartition(" ")
    return family == my_family and given[:3] == my_given[:3]
