"""Invented briefs, with everything known and with nothing: a person's own templates are tried on them when loaded."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from afterword.core.model import (
    Employer,
    Medium,
    Nudge,
    NudgeKind,
    Person,
    Phone,
    Process,
    Round,
    Stage,
)
from afterword.core.planning.matters import Matter, MatterKind
from afterword.words.brief import Brief, Profile

_START = datetime(2026, 3, 3, 13, tzinfo=UTC)
_JANE = Person("Jane Doe", "jane.doe@acme.example")
_JOHN = Person("John Roe", "john.roe@acme.example")
_RITA = Person("Rita Ray", "rita.ray@acme.example")


def full() -> Brief:
    """Everything is known."""
    earlier = Round("r0", "acme", _START - timedelta(days=9), _START - timedelta(days=9), (), interviewers=(_JANE,))
    round_ = Round(
        "r1",
        "acme",
        _START,
        _START + timedelta(hours=1),
        (),
        zone="America/New_York",
        stage=Stage.TECHNICAL,
        interviewers=(_JANE, _JOHN),
        recruiter=_RITA,
        phones=(Phone("+12025550143", "Jane Doe"), Phone("+12025550100")),
    )
    process = Process(
        "acme",
        Employer("Acme", ("acme.example",)),
        "Backend Engineer",
        (earlier, round_),
        decision_date=date(2026, 3, 9),
    )
    return Brief(
        _nudge(_JANE),
        process,
        round_,
        Profile("Sam Poe", "sam@poe.example", "+49 30 5550100", "Europe/Berlin", "DE"),
        notes=("the on-call rota", "how releases are made", "the hiking club", "tea"),
        answer_date=date(2026, 3, 12),
        drafts_waiting=("Jane Doe", "John Roe", ""),
        alternatives=(_RITA, _JOHN),
        matters=(
            Matter("a", MatterKind.QUESTION, _START, "Is it an interview?", ("afterword confirm acme.1",)),
            Matter("b", MatterKind.BOUNCE, _START, "Your mail to John Roe came back."),
        ),
    )


def bare() -> Brief:
    """Next to nothing is known."""
    round_ = Round("r1", "p1", _START, _START + timedelta(hours=1), ())
    return Brief(_nudge(Person()), Process("p1", Employer()), round_, Profile("", "sam@poe.example"), max_calls=1)


def _nudge(person: Person) -> Nudge:
    start = _START + timedelta(days=7)
    return Nudge(
        key="sample",
        kind=NudgeKind.CALL,
        medium=Medium.ENTRY,
        process="acme",
        round="r1",
        wanted=True,
        why="a sample",
        person=person,
        start=start,
        end=start + timedelta(minutes=15),
        due=start,
    )
