"""Verdicts in words."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

import pytest
from tests.judgement.cases import cases, judged_mail
from tests.judgement.rules import every_rule

from afterword.cli.reasons import SAYING, WORDS, in_words
from afterword.cli.render import Plain
from afterword.cli.verdicts import interview_sentence, reading_sentence, show
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
from afterword.explaining import Account, EventVerdict, Explained, decisive, decisive_of_mail

DECIDING = (Says.REJECTION, Says.OFFER, Says.NEXT_ROUND, Says.SCHEDULING, Says.DECISION_DATE)
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
        (Verdict.INTERVIEW, "This is a panel interview at Brightwater, Tue 3 Mar 2026, 14:00 (UTC) (surely)."),
        (Verdict.NOT_INTERVIEW, "This is not a job interview, Tue"),
        (
            Verdict.UNSURE,
            "This is perhaps an interview at Brightwater, Tue 3 Mar 2026, 14:00 (UTC). You would",
        ),
    ],
)
def test_an_event_is_told_in_one_sentence(verdict: Verdict, words: str) -> None:
    assert interview_sentence(interview(verdict, stage=Stage.PANEL)).startswith(words)


@pytest.mark.parametrize("automatic", Automatic)
def test_every_kind_of_automatic_mail_has_its_words(automatic: Automatic) -> None:
    told = reading_sentence(Reading(Nature.AUTOMATIC, False, 1.0, automatic=automatic))

    assert told.startswith("This is a")
    assert told.endswith("It is no answer.")


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
        0,
    )

    assert shown(found).splitlines()[:3] == ["p1", "  It waits until Friday.", "  A call is planned."]
    assert "> date     +2.0    by Friday" in shown(found)


def test_the_decisive_line_of_a_mail_is_what_it_says_else_who_wrote_it() -> None:
    says, human, machine = Evidence("rejection", 3.0, "no"), Evidence("answers-a-message", -2.5), Evidence("bulk", 1.25)
    no = Reading(Nature.HUMAN, True, 0.9, says=Says.REJECTION, evidence=(says, human, machine))
    hello = Reading(Nature.HUMAN, True, 0.9, says=Says.OTHER, evidence=(machine, human))
    mass = Reading(Nature.AUTOMATIC, False, 0.9, Automatic.BULK, evidence=(human, machine))

    assert [decisive_of_mail(one) for one in (no, hello, mass)] == [0, 1, 1]


def test_an_account_is_short_says_nothing_twice_and_begins_with_what_decided() -> None:
    small = tuple(Evidence(f"rule-{number}", 0.1) for number in range(9))
    reasons = (*small, Evidence("title-interview", 0.8, "interview"), Evidence("title-interview", 0.8, "interview"))
    told = shown(EventVerdict("one.ics", Event("uid", AT, AT), interview(evidence=reasons))).splitlines()

    table = next(number for number, line in enumerate(told) if line.startswith("> "))
    assert told[table].split("  ")[0] == "> the title calls it an interview"
    assert sum("the title calls it an interview" in line for line in told) == 1
    assert len(told) < 14
    assert "and 4 lesser reasons" in "\n".join(told)


def test_a_rule_is_told_in_words_and_a_new_one_by_its_name() -> None:
    rules = {name.partition(" ")[2] for name in every_rule() if name.startswith(("event ", "sign ", "proof "))}

    assert rules - WORDS.keys() == set()
    assert in_words("quite-new") == "quite new"


def test_what_decides_about_an_answer_is_told_in_words_and_as_what_it_says() -> None:
    read = [judged_mail(case) for case in cases("mail") if case.file == "between-the-lines"]
    deciding = {one.evidence[0].rule for one in read if one.says in DECIDING}

    assert {"no-between-the-lines", "rejection", "next_round"} <= deciding
    assert deciding - SAYING == set()
    assert deciding - WORDS.keys() == set()
