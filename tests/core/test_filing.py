"""Versions of one event, rounds, processes, and names that last."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.core.life import JANE, OMAR, at, interview

from afterword.core.keys import folded, nudge_key, slug
from afterword.core.model import Employer, NudgeKind, PartStat, Person
from afterword.core.planning.filing import join, merged, processes, same_employer, same_role

TUESDAY = at("2026-03-03")


def filed(*interviews, filings=None):
    return processes(join(interviews), filings or {}, "Europe/Berlin")


def test_the_newest_version_of_an_invitation_wins_wherever_it_is_found():
    old = interview(TUESDAY, calendar="work", sequence=0)
    new = interview(TUESDAY + timedelta(days=1), calendar="", sequence=1)
    (one,) = join([new, old])
    assert one.start == new.start
    assert one.calendar == "work"


def test_a_cancellation_keeps_what_was_known_of_the_event():
    (one,) = join([interview(TUESDAY), replace(interview(TUESDAY), sequence=1, cancelled=True, interviewers=())])
    assert one.cancelled
    assert one.interviewers == (JANE,)


def test_an_older_cancellation_does_not_cancel_a_newer_invitation():
    (one,) = join([replace(interview(TUESDAY), cancelled=True), replace(interview(TUESDAY), sequence=2)])
    assert not one.cancelled


def test_cancelling_a_series_cancels_its_occurrences():
    occurrence = interview(TUESDAY, uid="series#20260303T090000Z")
    series = replace(interview(TUESDAY, uid="series"), sequence=3, cancelled=True)
    assert all(one.cancelled for one in join([occurrence, series]))


def test_a_reply_tells_what_the_person_answered():
    asked = interview(TUESDAY, attendance=PartStat.NEEDS_ACTION, calendar="")
    reply = replace(asked, method="REPLY", attendance=PartStat.ACCEPTED)
    (one,) = join([asked, reply])
    assert one.attendance is PartStat.ACCEPTED


def test_a_day_is_a_round_and_the_next_day_another():
    found, made = filed(
        interview(TUESDAY, uid="a"), interview(TUESDAY + timedelta(hours=3), OMAR, uid="b"),
        interview(TUESDAY + timedelta(days=1), uid="c"),
    )  # fmt: skip
    assert [round_.id for round_ in found[0].rounds] == ["acme.1", "acme.2"]
    assert {filing.round for filing in made.values()} == {"acme.1", "acme.2"}


def test_a_filing_lasts_when_the_event_moves():
    _, made = filed(interview(TUESDAY, uid="a"), interview(TUESDAY + timedelta(days=7), uid="b"))
    moved = (interview(TUESDAY + timedelta(days=14), uid="a"), interview(TUESDAY + timedelta(days=7), uid="b"))
    found, changed = filed(*moved, filings=made)
    assert {one.ref: round_.id for round_ in found[0].rounds for one in round_.interviews} == {
        "a": "acme.1",
        "b": "acme.2",
    }
    assert changed == {}


def test_names_are_free_of_surprises():
    assert slug("Müller & Söhne GmbH") == "muller-sohne"
    assert slug("株式会社") == "employer"
    assert folded("ACME Robotics, Inc.") == folded("acme robotics")
    key = nudge_key(NudgeKind.CALL, "acme", "acme.1")
    assert len(key) == 26
    assert set(key) <= set("0123456789abcdefghijklmnopqrstuv")
    assert key != nudge_key(NudgeKind.CALL, "acme", "acme.1", attempt=2)


def test_employers_are_one_by_domain_or_by_name():
    assert same_employer(Employer("Acme", ("acme.example",)), Employer("Other", ("acme.example",)))
    assert same_employer(Employer("Acme GmbH"), Employer("ACME"))
    assert not same_employer(Employer("Acme"), Employer("Acme Robotics"))
    assert not same_employer(Employer(), Employer())


def test_roles_fit_when_one_holds_the_other():
    assert same_role("Senior Data Engineer", "Data Engineer")
    assert same_role("", "Data Engineer")
    assert not same_role("Data Engineer", "Product Manager")


def test_somebody_known_twice_is_one_with_the_fuller_knowledge():
    assert merged([Person("Jane Doe"), Person("Jane Doe", "jane@acme.example"), OMAR]) == (JANE, OMAR)
