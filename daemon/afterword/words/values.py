"""The facts of a brief as plain values for the templates: text, numbers and lists of them, all made harmless."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers

from afterword.core.digests import digest
from afterword.core.keys import identity
from afterword.core.local_time import zone
from afterword.core.model import Person, Phone, Round
from afterword.core.people.names import greeting_name
from afterword.core.planning.matters import Matter, MatterKind
from afterword.words import clean
from afterword.words.brief import Brief
from afterword.words.tongue import Tongue

_NOTES_APART = 3
_MATTER_LENGTH = 500
_MATTERS = {
    MatterKind.LOGIN: "a login",
    MatterKind.QUESTION: "a question",
    MatterKind.BOUNCE: "a mail that came back",
    MatterKind.DRAFTS: "drafts that wait",
    MatterKind.SOURCE: "something can't be read",
}
_LISTED = 12
_WHO = "my_name my_email my_phone person addressee email employer role"
_FACTS = {
    "thank-you": f"{_WHO} day stage turn meeting notes",
    "follow-up": f"{_WHO} day decision_day attempt",
    "feedback": f"{_WHO} day answer_day wrote_back",
    "call": f"{_WHO} day held held_there start_there place_there decision_day attempt max_calls phones alternatives"
    " interviewers notes process",
    "reminder": "employer role waiting due due_at",
    "closing": "person employer role day max_calls process",
    "matter": "matters",
}
FACTS = {template: tuple(names.split()) for template, names in _FACTS.items()}


def values(brief: Brief, tongue: Tongue) -> dict[str, Any]:
    """Every variable a template may use. What is not known is "" (or an empty list), never missing or None."""
    moments = _when(brief, tongue) | _there(brief, tongue)
    return _me(brief) | _who(brief) | _job(brief, tongue) | moments | _counts(brief, tongue) | _lists(brief)


def content(template: str, known: dict[str, Any]) -> str:
    """A digest of the facts that the text of this template is made from."""
    return digest(template, *(f"{name}={known[name]!r}" for name in FACTS[template]))


def _who(brief: Brief) -> dict[str, Any]:
    person, answer = brief.nudge.person, brief.process.answer
    return {
        "person": clean.name(person.name),
        "email": _address(person, brief),
        "addressee": clean.name(greeting_name(person) or ""),
        "wrote_back": bool(answer and person.email and answer.sender.email == person.email),
    }


def _job(brief: Brief, tongue: Tongue) -> dict[str, Any]:
    employer = brief.process.employer
    return {
        "employer": clean.name(employer.name),
        "domain": clean.name(employer.domains[0]) if employer.domains else "",
        "role": tongue.bare_role(clean.name(brief.process.role)),
        "stage": brief.round.stage.value,
        "process": clean.line(brief.process.id),
    }


def _when(brief: Brief, tongue: Tongue) -> dict[str, Any]:
    """`day` is the day as the employer lived it, since they read it; what only the person reads is in their zone."""
    round_, mine = brief.round, zone(brief.profile.zone)
    start, end = round_.start.astimezone(mine), round_.end.astimezone(mine)
    due = brief.nudge.due.astimezone(mine) if brief.nudge.due else None
    return {
        "day": tongue.day(round_.start.astimezone(_zone_there(brief))),
        "held": _joined(tongue.day(start), tongue.span(start, end)),
        "decision_day": tongue.day(brief.process.decision_date) if brief.process.decision_date else "",
        "answer_day": tongue.day(brief.answer_date) if brief.answer_date else "",
        "due": tongue.day(due) if due else "",
        "due_at": tongue.clock(due) if due else "",
    }


def _there(brief: Brief, tongue: Tongue) -> dict[str, Any]:
    """The same moments where the employer is; "" where the clocks agree."""
    mine, there, call = zone(brief.profile.zone), _zone_there(brief), brief.nudge.start
    start, end = brief.round.start.astimezone(there), brief.round.end.astimezone(there)
    here = start.astimezone(mine)
    day = tongue.day(start) if start.date() != here.date() else ""
    call_apart = call is not None and call.astimezone(there).utcoffset() != call.astimezone(mine).utcoffset()
    return {
        "held_there": _joined(day, tongue.span(start, end)) if start.utcoffset() != here.utcoffset() else "",
        "start_there": tongue.clock(call.astimezone(there)) if call and call_apart else "",
        "place_there": there.key.rpartition("/")[2].replace("_", " "),
    }


def _counts(brief: Brief, tongue: Tongue) -> dict[str, Any]:
    earlier = list(_earlier_rounds(brief))
    who = identity(brief.nudge.person)
    met = sum(1 for round_ in earlier if who and any(identity(person) == who for person in round_.interviewers))
    return {
        "turn": 1 + len(earlier),
        "turn_word": tongue.ordinal(1 + len(earlier)),
        "meeting": 1 + met,
        "meeting_word": tongue.ordinal(1 + met),
        "attempt": brief.nudge.attempt,
        "max_calls": brief.max_calls,
    }


def _lists(brief: Brief) -> dict[str, Any]:
    notes = [text for text in map(clean.note, brief.notes) if text]
    apart = [*notes[: _NOTES_APART - 1], clean.note("\n".join(notes[_NOTES_APART - 1 :]))]
    return {
        "notes": notes,
        **{f"note_{place + 1}": apart[place] if place < len(apart) else "" for place in range(_NOTES_APART)},
        "phones": [_phone(phone) for phone in _numbers(brief)][:_LISTED],
        "alternatives": [_somebody(person, brief) for person in _others(brief)][:_LISTED],
        "interviewers": [clean.name(str(person)) for person in brief.round.interviewers if person.name][:_LISTED],
        "waiting": [clean.name(name) for name in brief.drafts_waiting],
        "matters": [_matter(matter) for matter in brief.matters][:_LISTED],
    }


def _matter(matter: Matter) -> dict[str, Any]:
    answers = [clean.line(answer) for answer in matter.answers]
    return {"what": _MATTERS[matter.kind], "text": clean.line(matter.text, _MATTER_LENGTH), "answers": answers}


def _me(brief: Brief) -> dict[str, Any]:
    me = brief.profile
    return {"my_name": clean.name(me.name), "my_email": clean.line(me.email, 320), "my_phone": clean.line(me.phone)}


def _earlier_rounds(brief: Brief) -> Iterator[Round]:
    for round_ in brief.process.rounds:
        called_off = bool(round_.interviews) and all(interview.cancelled for interview in round_.interviews)
        if round_.id != brief.round.id and round_.start < brief.round.start and not called_off:
            yield round_


def _numbers(brief: Brief) -> list[Phone]:
    """Every number of the process once: the addressee's own first, then this round's, then the other rounds'."""
    unique: dict[str, Phone] = {}
    for round_ in (brief.round, *brief.process.rounds):
        for phone in round_.phones:
            unique.setdefault(phone.number, phone)
    return sorted(unique.values(), key=lambda phone: not phone.owner or phone.owner != brief.nudge.person.name)


def _others(brief: Brief) -> Iterable[Person]:
    """Whom to try instead; nobody twice, nobody without a name or an address."""
    unique = {identity(person): person for person in brief.alternatives if identity(person)}
    return (person for who, person in unique.items() if who != identity(brief.nudge.person))


def _somebody(person: Person, brief: Brief) -> dict[str, str]:
    return {"name": clean.name(person.name), "email": _address(person, brief)}


def _address(person: Person, brief: Brief) -> str:
    """The address, "" where it is none, or is known not to work any more."""
    return "" if person.email in brief.process.bounced else clean.address(person.email)


def _phone(phone: Phone) -> dict[str, str]:
    try:
        parsed = phonenumbers.parse(phone.number)
        number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        number = phone.number
    return {"number": clean.line(number, 40), "owner": clean.name(phone.owner)}


def _zone_there(brief: Brief) -> ZoneInfo:
    """The employer's zone, or the person's own where the event shows none that exists."""
    there = zone(brief.round.zone)
    return there if there.key == brief.round.zone else zone(brief.profile.zone)


def _joined(*pieces: str) -> str:
    return ", ".join(piece for piece in pieces if piece)
