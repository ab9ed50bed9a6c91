"""Who stands on an event: the organiser and the guests, cleaned of programs; and what the event says of itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from afterword.core.language.vocabulary import level, squashed
from afterword.core.model import Event, Guest, Person
from afterword.core.people.names import greeting_name, plain_name, same_person

TOLD = "told"
"""The `kind` of an event that only a mail's words tell of: who wrote it may merely arrange."""
TOLD_AGAIN = "told-again"
"""The same where the words move or call off what was fixed before."""

_MOST_GUESTS = 60
_LONGEST_NAME = 200
_LEAST_OF_A_TOOL = 4


def clean(person: Person) -> Person:
    """The person with an empty name where only an address stands in its place, and with no more than a name can be."""
    name = person.name[:_LONGEST_NAME]
    return replace(person, name=name if not name or plain_name(name) else "")


def attendees(event: Event) -> tuple[Guest, ...]:
    """The organiser first, then the guests, each address once; at most sixty."""
    everyone = [Guest(event.organizer)] if event.organizer else []
    everyone += event.guests[:_MOST_GUESTS]
    found: dict[str, Guest] = {}
    for guest in everyone:
        person = clean(guest.person)
        known = found.get(person.email or person.name)
        if known and known.person.name:
            person = known.person
        found[person.email or person.name] = replace(guest, person=person)
    return tuple(found.values())


def without_tool(event: Event) -> Event:
    """The event without an organiser who is the program that wrote it: "SkillTrack" in a file of -//SkillTrack//EN."""
    host = event.organizer
    name = squashed(host.name or host.domain.partition(".")[0]) if host else ""
    if host is None or len(name) < _LEAST_OF_A_TOOL or name not in squashed(event.product):
        return event
    guests = tuple(guest for guest in event.guests if not same_person(guest.person, host))
    return replace(event, organizer=None, guests=guests)


def described(event: Event, mail_text: str) -> str:
    """The event's own text; none where it was read out of the words of its mail, which says the same."""
    return "" if event.kind in (TOLD, TOLD_AGAIN) and mail_text.strip() else event.text


def first_name_in(title: str, people: Sequence[Person]) -> bool:
    """Does the title call one of the people by name?"""
    plain = f" {re.sub(r'[^a-z0-9]+', ' ', level(title))} "
    return any((name := greeting_name(person)) and f" {level(name)} " in plain for person in people)
