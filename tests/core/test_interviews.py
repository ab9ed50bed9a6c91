"""Events judged: what the labelled cases of `tests/judgement` do not show."""

from __future__ import annotations

from datetime import timedelta
from time import perf_counter
from typing import Any

import pytest
from tests.judgement.cases import START

from afterword.core.events.interviews import understand
from afterword.core.model import Event, Guest, Me, PartStat, Person, Verdict


def simple(title: str = "Technical interview - Northwind", **fields: Any) -> Event:
    return Event(uid="one@tests.example", start=START, end=START + timedelta(minutes=45), title=title, **fields)


ME = Me("Sam Carter", frozenset({"sam@homepage.example"}))
HOST = Person("Jane Doe", "jane.doe@northwind.example")


def test_the_persons_own_answer_is_their_attendance() -> None:
    guest = Guest(Person("Sam Carter", "sam@homepage.example"), PartStat.TENTATIVE)
    assert understand(simple(organizer=HOST, guests=(guest,)), ME).attendance is PartStat.TENTATIVE
    assert understand(simple(organizer=HOST), ME).attendance is PartStat.UNKNOWN


def test_the_zone_is_the_employers_only_if_somebody_else_invites() -> None:
    assert understand(simple(organizer=HOST, zone="Europe/Berlin"), ME).zone == "Europe/Berlin"
    mine = Person("Sam Carter", "sam@homepage.example")
    own = understand(simple(organizer=mine, zone="Europe/Berlin", guests=(Guest(HOST),)), ME)
    assert (own.zone, own.organized_by_me) == ("", True)


def test_an_interviewer_who_declined_does_not_interview() -> None:
    guests = (Guest(Person("Tom Fox", "tom@northwind.example"), PartStat.DECLINED),)
    found = understand(simple(organizer=HOST, guests=guests), ME)
    assert [one.name for one in found.interviewers] == ["Jane Doe"]


def test_evidence_is_short_and_free_of_control_characters() -> None:
    found = understand(simple("Interview \x1b[31m Northwind <> \u202eSam " + "x" * 200, organizer=HOST), ME)
    assert found.evidence
    for one in found.evidence:
        assert len(one.saw) <= 60
        assert one.saw.isprintable()


def test_confidence_lies_between_half_and_one_for_what_is_said() -> None:
    for title in ("Technical interview - Northwind", "30 Minute Sync", "Dentist"):
        found = understand(simple(title, organizer=HOST), ME)
        assert 0.5 <= found.confidence <= 1.0


def test_nothing_at_all_is_no_interview() -> None:
    assert understand(simple(""), Me()).verdict is Verdict.NOT_INTERVIEW


@pytest.mark.parametrize(
    "noise",
    [
        "(" * 50_000,
        "interview " * 6_000,
        "a@" * 30_000,
        "- " * 40_000,
        "10:00 - 10:45 Jane Doe, " * 3_000,
        "面接" * 20_000,
    ],
    ids=["brackets", "words", "addresses", "bullets", "timetable", "unspaced"],
)
def test_hostile_text_takes_no_longer_than_a_moment(noise: str) -> None:
    understand(simple(organizer=HOST), ME)
    began = perf_counter()
    understand(simple(noise, text=noise, location=noise, organizer=Person(noise, HOST.email)), ME)
    assert perf_counter() - began < 2.0
