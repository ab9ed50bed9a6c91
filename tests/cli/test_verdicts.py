"""Verdicts in words."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

import pytest

from afterword.cli.render import Plain
from afterword.cli.verdicts import decisive, interview_sentence, reading_sentence, show
from afterword.core.model import (
    Automatic,
    Employer,
    Event,
    Evidence,
    Interview,
    Nature,
    Person,
    Reading,
    Says,
    Stage,
    Verdict,
)
from afterword.explaining import Account, EventVerdict, Explained

AT = datetime(2026, 3, 3, 14, tzinfo=UTC)


def interview(verdict: Verdict = Verdict.INTERVIEW, **more: object) -> Interview:
    return Interview("uid", AT, AT, verdict, 0.9, employer=Employer("Brightwater"), **more)  # type: ignore[arg-type]


def shown(found: Explained) -> str:
    stream = StringIO()
    show(found, Plain(stream))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict.INTERVIEW, "This is a panel interview at Brightwater, Tue 3 Mar 2026, 14:00 +0000 (90% sure)."),
        (Verdict.NOT_INTERVIEW, "This is not a job interview, Tue"),
        (
            Verdict.UNSURE,
            "This is perhaps an interview at Brightwater, Tue 3 Mar 2026, 14:00 +0000 (90% sure). You would",
        ),
    ],
)
def test_an_event_is_told_in_one_sentence(verdict: Verdict, words: str) -> None:
    assert interview_sentence(interview(verdict, stage=Stage.PANEL)).startswith(words)


@pytest.mark.parametrize("automatic", Automatic)
def test_every_kind_of_automatic_mail_has_its_words(automatic: Automatic) -> None:
    told = reading_sentence(Reading(Nature.AUTOMATIC, False, 1.0, automatic=automatic))

    assert told.startswith("This is a")
    assert told.endswith("It would not end the wait.")


@pytest.mark.parametrize("says", Says)
@pytest.mark.parametrize("nature", Nature)
def test_every_thing_a_mail_can_say_has_its_words(nature: Nature, says: Says) -> None:
    assert reading_sentence(Reading(nature, None, 0.5, says=says)).endswith("you would be asked.")


def test_the_decisive_line_is_the_one_that_weighs_most_for_the_verdict() -> None:
    reasons = (Evidence("a", 1.0), Evidence("b", -3.0), Evidence("c", 2.0))

    assert decisive(reasons, Verdict.INTERVIEW) == 2
    assert decisive(reasons, Verdict.NOT_INTERVIEW) == 1
    assert decisive(reasons) == 1
    assert decisive(()) is None


def test_who_and_how_to_reach_them_is_shown() -> None:
    found = interview(
        interviewers=(Person("Jonas Weber", "jonas@b.example"), Person("Ana")), recruiter=Person("", "hr@b.example")
    )
    told = shown(EventVerdict("one.ics", Event("uid", AT, AT), found))

    assert "interviewers: Jonas Weber <jonas@b.example>, Ana" in told
    assert "recruiter:    hr@b.example" in told


def test_an_account_of_an_id_is_shown_with_its_lines_and_evidence() -> None:
    found = Account(
        "p1",
        "It waits until Friday.",
        {"kind": "process"},
        ("A call is planned.",),
        (Evidence("date", 2.0, "by Friday"),),
    )

    assert shown(found).splitlines()[:3] == ["p1", "  It waits until Friday.", "  A call is planned."]
    assert "> date  +2.0    by Friday" in shown(found)
