"""What mails alone have said of interviews, beside what stands in a calendar: one more, one moved, one called off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from afterword.core.mail.appointments import MOVED, PREFIX
from afterword.core.model import Interview
from afterword.core.planning.filing import same_employer

_SLACK = timedelta(minutes=30)


def settled(interviews: Iterable[Interview]) -> tuple[Interview, ...]:
    """The interviews after what mails alone have said of them; `interviews` are joined already (one per ref).

    A told time that a calendar has as well is one interview. A told move or cancellation changes the one interview of
    that employer that it can mean, unless the calendar was written later than the mail: then the calendar knows better.
    """
    everything = tuple(interviews)
    known = [one for one in everything if not one.ref.startswith(PREFIX)]
    told = sorted((one for one in everything if one.ref.startswith(PREFIX)), key=lambda one: (one.sequence, one.ref))
    for one in told:
        _apply(one, known)
    return tuple(known)


def _apply(one: Interview, known: list[Interview]) -> None:
    twin = next((at for at, other in enumerate(known) if _is_twin(one, other)), None)
    if one.cancelled:
        meant = _meant(one, known)
        if meant is not None:
            known[meant] = replace(known[meant], cancelled=True)
    elif twin is not None:
        known[twin] = replace(known[twin], interviewers=known[twin].interviewers or one.interviewers)
    elif one.ref.startswith(f"{PREFIX}{MOVED}-") and (meant := _meant(one, known)) is not None:
        known[meant] = replace(known[meant], start=one.start, end=one.end)
    else:
        known.append(one)


def _is_twin(one: Interview, other: Interview) -> bool:
    beside = other.start - _SLACK <= one.start <= other.start + _SLACK
    return beside and not other.cancelled and _of_same(one, other)


def _meant(one: Interview, known: Sequence[Interview]) -> int | None:
    """The place of the one interview that was still ahead when the mail came, and not written later than it."""
    told_at = one.stamp or one.start
    ahead = [
        at
        for at, other in enumerate(known)
        if not other.cancelled
        and _of_same(one, other)
        and other.start > told_at - _SLACK
        and (other.stamp is None or other.stamp <= told_at)
    ]
    if one.cancelled and one.start > told_at:
        ahead = [at for at in ahead if _is_on_day(known[at], one)]
    return ahead[0] if len(ahead) == 1 else None


def _is_on_day(other: Interview, one: Interview) -> bool:
    """Whether it begins at the moment that was called off, or some time on the day if only a day was named."""
    if one.end > one.start:
        return abs(other.start - one.start) <= _SLACK
    zone = one.start.tzinfo
    return other.start.astimezone(zone).date() == one.start.date()


def _of_same(one: Interview, other: Interview) -> bool:
    """Of one employer, or arranged by the same person."""
    if one.employer and other.employer and same_employer(one.employer, other.employer):
        return True
    people = {person.email for person in (*other.interviewers, other.recruiter, other.organizer) if person}
    return bool(one.organizer and one.organizer.email) and one.organizer.email in people  # type: ignore[union-attr]  # told by somebody
