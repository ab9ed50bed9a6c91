"""Whom to call, and from when on: an interviewer, or who stands in for one who is long away or has left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from afterword.core.model import Automatic, Letter, Person, Process, Round
from afterword.core.people.names import same_person
from afterword.core.planning.cadence import Policy
from afterword.core.planning.filing import phones_of
from afterword.core.planning.standing import FAR
from afterword.core.planning.ties import reading_of
from afterword.core.planning.workdays import working_day_after

_STILL_TRUE = timedelta(days=14)
_LONG = timedelta(days=7)
"""Whoever comes back so much later than the call is due, is not waited for where somebody stands in."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call. `not_before` is the first working day after their absence, local to the person (None for no such
    bound); `why` says for whom they stand in, or what has to be waited for."""

    person: Person
    not_before: date | None = None
    why: str = ""


def contact(process: Process, round_: Round, due: date, policy: Policy, now: datetime) -> Contact:
    """Whom of this round to call on the day that a call is `due`.

    An interviewer with a number, else the first, else the recruiter; nobody who has left. A note of absence of theirs,
    or of an address that is nobody's of the round (the house is closed), puts the call off; but if they come back more
    than a week after that day, the stand-in whom they name is called in their place.
    """
    people = [person for person in (*round_.interviewers, round_.recruiter) if person]
    people.sort(key=lambda person: not phones_of(person, round_.phones))
    notes = [letter for letter in process.letters if _is_note(letter, process, round_, now)]
    heir = Contact(Person())
    for person in people or [Person()]:
        own = [letter for letter in notes if same_person(letter.sender, person)]
        named = reading_of(own[-1]).stand_in if own else None
        if own and reading_of(own[-1]).departed:
            heir = Contact(named, why=f"{person} has left, and names {named}") if named else heir
            continue
        anybodys = [letter for letter in notes if not any(same_person(letter.sender, one) for one in people)]
        return _there(person, named, [*own, *anybodys], due, policy)
    return heir


def _there(person: Person, named: Person | None, notes: Iterable[Letter], due: date, policy: Policy) -> Contact:
    """Somebody who still works there, after the last of these absences; `named` is who stands in by their own note."""
    absences = [(reading_of(letter).return_date, str(letter.sender)) for letter in notes]
    back, who = max(((day, who) for day, who in absences if day), default=(None, ""))
    if back is None:
        return Contact(person)
    if named and back > due + _LONG:
        return Contact(named, why=f"{person} is away until {back:%A, %-d %B}, and names {named}")
    return Contact(person, working_day_after(back, policy), f"{who} is away until {back:%A, %-d %B}")


def has_left(person: Person, process: Process) -> bool:
    """Whether a note says that the person does not work there any more."""
    notes = (
        letter for letter in process.letters if reading_of(letter).departed and letter.handle not in process.unclear
    )
    return any(same_person(letter.sender, person) for letter in notes)


def _is_note(letter: Letter, process: Process, round_: Round, now: datetime) -> bool:
    """A note of absence or departure that still holds when this round is followed up."""
    reading = reading_of(letter)
    absent = reading.departed or reading.automatic is Automatic.OUT_OF_OFFICE
    if not absent or letter.handle in process.unclear or not round_.start - _STILL_TRUE <= letter.date <= now:
        return False
    return reading.return_date is None or reading.return_date <= letter.date.date() + FAR
