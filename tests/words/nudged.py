"""Briefs for the tests: invented people at an invented employer, anything of it changed by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from afterword.core.model import Employer, Medium, Nudge, NudgeKind, Person, Phone, Process, Round
from afterword.words.brief import Brief, Profile

START = datetime(2026, 3, 3, 13, tzinfo=UTC)
NOW = START + timedelta(hours=2)
JANE = Person("Jane Doe", "jane.doe@acme.example")
JOHN = Person("John Roe", "john.roe@acme.example")
RITA = Person("Rita Ray", "rita.ray@acme.example")
ME = Profile("Sam Poe", "sam@poe.example", "+49 30 5550100", "Europe/Berlin", "DE")
ACME = Employer("Acme", ("acme.example",))
PHONES = (Phone("+493055501200"), Phone("+493055501234", "Jane Doe"))
KINDS = [
    (NudgeKind.THANK_YOU, Medium.DRAFT),
    (NudgeKind.FEEDBACK, Medium.DRAFT),
    (NudgeKind.CALL, Medium.DRAFT),
    (NudgeKind.CALL, Medium.ENTRY),
    (NudgeKind.REMINDER, Medium.ENTRY),
    (NudgeKind.CLOSING, Medium.ENTRY),
]


def a_round(name: str = "r1", *, days: int = 0, **changes: Any) -> Round:
    """An hour on Tuesday, 3 March 2026, or so many days later, with Jane and John."""
    start = START + timedelta(days=days)
    known = Round(name, "acme", start, start + timedelta(hours=1), (), "Europe/Berlin", interviewers=(JANE, JOHN))
    return replace(known, **changes)


def a_process(*rounds: Round, **changes: Any) -> Process:
    return replace(Process("acme", ACME, "Backend Engineer", rounds or (a_round(),)), **changes)


def a_nudge(kind: NudgeKind, medium: Medium, **changes: Any) -> Nudge:
    start = START + timedelta(days=7)
    known = Nudge("k" * 26, kind, medium, "acme", "r1", True, "owed", person=JANE, due=start, start=start)
    return replace(known, **changes)


def a_brief(kind: NudgeKind, medium: Medium = Medium.DRAFT, *, person: Person = JANE, **changes: Any) -> Brief:
    """A brief about the last round of the process given."""
    process = changes.pop("process", a_process())
    nudge = a_nudge(kind, medium, person=person, attempt=changes.pop("attempt", 1))
    return replace(Brief(nudge, process, process.rounds[-1], ME), **changes)


def thank_you(**changes: Any) -> Brief:
    return a_brief(NudgeKind.THANK_YOU, **changes)


def call(**changes: Any) -> Brief:
    """With everybody else of the round to try instead, if nobody is given."""
    brief = a_brief(NudgeKind.CALL, Medium.ENTRY, **changes)
    others = (brief.round.recruiter, *brief.round.interviewers)
    return replace(brief, alternatives=brief.alternatives or tuple(filter(None, others)))


def nothing_known(kind: NudgeKind, medium: Medium) -> Brief:
    """Neither name, address, employer, role, number nor note; not even the person's own name and telephone."""
    process = a_process(a_round(interviewers=(), zone=""), employer=Employer(), role="")
    return a_brief(kind, medium, person=Person(), process=process, profile=Profile("", "sam@poe.example"), max_calls=1)
