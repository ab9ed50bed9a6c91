"""Who answers whom: mails of all kinds after one interview or two, and what stands in drafts and calendar then."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.engine.world import World, at

from afterword.core.model import Employer, NudgeKind, NudgeState, ProcessState, Verb, Word
from afterword.engine.cycle import Outcome
from afterword.overview import overview

JANE = ("Jane Doe", "jane@acme-robotics.example")
OMAR = ("Omar Said", "omar@acme-robotics.example")
RITA = ("Rita Roth", "rita.roth@hays.com")
HR = "Acme People <hr@acme-robotics.example>"
RELAY = "Acme Robotics <no-reply@us.greenhouse-mail.io>"
CAME = at("2026-03-05")
NEWS = "Hi Robin,\n\nI have spoken with the team. Can I ring you tomorrow at eleven?\n\nJane"
REFUSAL = "Dear Robin,\n\nthank you for your time. Unfortunately we have decided to move forward with other candidates."


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def after(world: World, text: str = NEWS, **mail: Any) -> Outcome:
    """The evening of the interview, then a mail on Thursday, and a look at it."""
    world.cycle(at("2026-03-03", "18:00"))
    world.receive(CAME, text, **mail)
    return world.cycle(at("2026-03-05", "10:10"))


def states(outcome: Outcome) -> dict[str, ProcessState]:
    return {process.id: process.state for process in outcome.plan.processes}


def calls(outcome: Outcome) -> set[str]:
    """The processes with a call that stands or is to stand."""
    return {nudge.process for nudge in outcome.plan.nudges if nudge.kind is NudgeKind.CALL and nudge.wanted}


def called(world: World) -> list[str]:
    """Whom the calls in the calendar are to."""
    titles = [line for entry in world.entries() for line in entry.splitlines() if line.startswith("SUMMARY:Call ")]
    return sorted(title.partition(" (")[0].removeprefix("SUMMARY:Call ") for title in titles)


def asked(outcome: Outcome) -> list[str]:
    return [question.id.partition(":")[0] for question in outcome.questions]


ONE = {
    "the interviewer": ({}, "answered"),
    "the interviewer from a sub-domain": ({"sender": "Jane Doe <jd@mail.acme-robotics.example>"}, "answered"),
    "a colleague": ({"sender": "Paul Meyer <paul.meyer@acme-robotics.example>"}, "answered"),
    "a new subject": ({"Subject": "Hello from Acme"}, "answered"),
    "a relay with the employer's name": ({"sender": RELAY, "text": REFUSAL}, "rejected"),
    "a relay with the tenant in its address": (
        {"sender": "Workday <acmerobotics@myworkday.com>", "text": REFUSAL},
        "rejected",
    ),
    "a relay with the employer in the subject": (
        {
            "sender": "no-reply <no-reply@us.greenhouse-mail.io>",
            "text": REFUSAL,
            "Subject": "Your application at Acme Robotics",
        },
        "rejected",
    ),
    "a domain of the group, in its name": (
        {"sender": "Acme Group Careers <jobs@acmegroup.example>", "text": REFUSAL},
        "rejected",
    ),
    "a system that nobody knows, in the employer's name": (
        {"sender": "Acme Robotics <no-reply@hirewell.example>", "text": REFUSAL},
        "rejected",
    ),
    "somebody elsewhere, in the employer's name": (
        {"sender": "Acme Robotics <paul@hirewell.example>", "text": REFUSAL},
        "asked",
    ),
    "a relay in the interviewer's name": (
        {"sender": "Jane Doe (via Personio) <ac@m.personio.de>", "text": REFUSAL},
        "rejected",
    ),
    "a colleague at the domain under another ending": (
        {"sender": "Paul <paul@acme-robotics.io>", "text": REFUSAL},
        "asked",
    ),
    "a relay for somebody else": (
        {"sender": "Globex <no-reply@us.greenhouse-mail.io>", "text": REFUSAL},
        "waiting",
    ),
    "a look-alike domain": ({"sender": "Jane <jane@acme-robotics.example.org>"}, "waiting"),
    "a namesake elsewhere": ({"sender": "Jane Doe <jane.doe@gmail.com>"}, "asked"),
    "the interviewer, disowned by her domain": (
        {"Authentication_Results": "mx.mail.example; dmarc=fail header.from=acme-robotics.example"},
        "asked",
    ),
}


@pytest.mark.parametrize("name", ONE)
def test_after_one_interview_a_mail_answers_if_it_comes_from_the_employer(world: World, name: str) -> None:
    mail, expected = ONE[name]
    world.interview(at("2026-03-03"))
    outcome = after(world, **mail)
    state = "waiting" if expected == "asked" else expected
    assert states(outcome) == {"acme": ProcessState(state)}
    assert asked(outcome) == (["answer"] if expected == "asked" else [])
    assert called(world) == (["Jane Doe at Acme"] if state == "waiting" else [])
    assert len(world.drafts()) == (2 if expected == "rejected" else 1)


def test_nobody_is_told_to_call_or_to_try_somebody_who_has_left(world: World) -> None:
    world.interview(at("2026-03-03"), JANE, OMAR)
    gone = "Jane Doe is no longer with Acme Robotics. Please contact people@acme-robotics.example."
    after(world, gone, Subject="Automatic reply: Thank you", Auto_Submitted="auto-replied")
    (entry,) = [entry for entry in world.entries() if "SUMMARY:Call" in entry]
    text = entry.replace("\r\n ", "").replace("\n ", "")
    assert "SUMMARY:Call Omar Said at Acme" in text
    assert "- people@acme-robotics.example" in text
    assert "- Jane Doe" not in text


NOTED = [
    ("Interview KPMG", "Lena Hoff <lena.hoff@kpmg.example>", "answered"),
    ("Vorstellungsgespräch Müller & Söhne", "Personal <karriere@mueller-soehne.example>", "answered"),
    ("Interview bei Blumen Risse", "Anke Risse <a.risse@blumenrisse.example>", "answered"),
    ("Interview bei Blumen Risse", "Blumen Risse <risse@gmx.de>", "asked"),
    ("Interview bei Blumen Risse", "Anke Roth <a.roth@gmx.de>", "waiting"),
    ("Interview @ Base", "Home Base <jo@homebase.example>", "waiting"),
]


@pytest.mark.parametrize(("title", "sender", "expected"), NOTED)
def test_of_an_employer_known_by_name_alone_the_domain_or_the_name_tells(
    world: World, title: str, sender: str, expected: str
) -> None:
    world.interview(at("2026-03-03"), ("Robin Sample", "robin@mail.example"), title=title)
    outcome = after(world, NEWS.replace("Jane", ""), sender=sender)
    (state,) = states(outcome).values()
    assert ("asked" if asked(outcome) else state.value) == expected
    assert len(calls(outcome)) == (0 if expected == "answered" else 1)


def test_a_mail_that_came_before_its_employer_was_in_play_is_found_by_the_name(world: World) -> None:
    world.receive(CAME, NEWS, sender="Anke Risse <a.risse@blumenrisse.example>")
    world.cycle(at("2026-03-05", "10:10"))
    world.interview(at("2026-03-03"), ("Robin Sample", "robin@mail.example"), title="Interview bei Blumen Risse")
    assert set(states(world.cycle(at("2026-03-05", "11:00"))).values()) == {ProcessState.ANSWERED}


@pytest.mark.parametrize(
    ("mail", "expected"),
    [
        ({"List_Id": "<dev.lists.example.org>", "To": "dev@lists.example.org"}, "waiting"),
        ({"List_Id": "<people.acme-robotics.example>"}, "answered"),
    ],
)
def test_what_was_written_to_a_list_answers_nothing(world: World, mail: dict[str, str], expected: str) -> None:
    world.interview(at("2026-03-03"))
    outcome = after(world, NEWS, **mail)
    assert ("asked" if asked(outcome) else states(outcome)["acme"].value) == expected


def test_an_answer_in_the_thread_of_our_draft_counts_whoever_writes_it(world: World) -> None:
    world.interview(at("2026-03-03"))
    world.cycle(at("2026-03-03", "18:00"))
    (draft,) = world.drafts()
    world.send_draft("jane@")
    outcome = after(world, sender="Boss <boss@parent.example>", References=f"<x@y.example> {draft['Message-ID']}")
    assert states(outcome) == {"acme": ProcessState.ANSWERED}
    # Jane's other address is known once she has written from it in the thread.
    world.say(Verb.REOPEN, "acme", "2026-03-05")
    world.receive(at("2026-03-06"), NEWS, sender="Jane Doe <jd@parent.example>", In_Reply_To=str(draft["Message-ID"]))
    world.receive(at("2026-03-09"), REFUSAL, sender="Jane Doe <jd@parent.example>", Subject="Sorry")
    assert states(world.cycle(at("2026-03-09", "10:10"))) == {"acme": ProcessState.REJECTED}


def test_the_persons_own_later_mail_ends_no_wait_and_undoes_no_answer(world: World) -> None:
    world.interview(at("2026-03-03"))
    world.cycle(at("2026-03-03", "18:00"))
    world.write(at("2026-03-04"), "Jane Doe <jane@acme-robotics.example>", "Have you decided?")
    assert states(world.cycle(at("2026-03-04", "11:00"))) == {"acme": ProcessState.WAITING}
    world.receive(CAME, NEWS)
    world.write(at("2026-03-05", "10:05"), "Jane Doe <jane@acme-robotics.example>", "Yes, thank you!")
    assert states(world.cycle(at("2026-03-05", "10:10"))) == {"acme": ProcessState.ANSWERED}
    assert called(world) == []


def test_a_new_invitation_takes_the_old_call_away_and_has_a_thank_you_and_a_call_of_its_own(world: World) -> None:
    world.interview(at("2026-03-03"))
    world.cycle(at("2026-03-03", "18:00"))
    world.interview(at("2026-03-12"), OMAR, title="Final interview at Acme")
    assert calls(world.cycle(CAME)) == set()
    assert called(world) == []
    outcome = world.cycle(at("2026-03-12", "12:00"))
    assert called(world) == ["Omar Said at Acme"]
    assert sorted(draft["To"] for draft in world.drafts()) == [f"{name} <{email}>" for name, email in (JANE, OMAR)]
    assert {nudge.round for nudge in outcome.plan.nudges if nudge.kind is NudgeKind.CALL} == {"acme.2"}


@pytest.mark.parametrize(
    ("subject", "first", "starts"),
    [
        ("Analyst role", "We'd like to interview you for the analyst role. Tuesday at 10 or Wednesday at 2pm? Jane", 1),
        ("Lunch", "Next week? Tuesday at noon or Wednesday at 2pm? Jane", 0),
    ],
)
def test_a_time_agreed_on_counts_where_the_thread_speaks_of_an_interview(
    world: World, subject: str, first: str, starts: int
) -> None:
    sent = at("2026-02-24")
    world.receive(sent, first, Message_ID="<first@acme-robotics.example>", Subject=subject)
    world.write(sent + timedelta(hours=1), JANE[1], "Wednesday, please.", In_Reply_To="<first@acme-robotics.example>")
    world.cycle(sent + timedelta(hours=2))
    agreed = "Perfect, Wednesday 4 March at 2pm it is. Jane"
    links = "<first@acme-robotics.example> <own@mail.example>"
    world.receive(at("2026-02-25"), agreed, References=links, Subject=f"Re: {subject}")
    outcome = world.cycle(at("2026-03-04", "16:00"))
    held = [one for process in outcome.plan.processes for round_ in process.rounds for one in round_.interviews]
    assert [one.start for one in held] == [at("2026-03-04", "14:00")] * starts


# --- two processes at one employer -------------------------------------------------------------------------------


def two(world: World, other: tuple[str, str] = OMAR) -> None:
    world.interview(at("2026-03-03"), JANE, title="Interview: Data Engineer at Acme")
    world.interview(at("2026-03-02"), other, title="Interview: Product Manager at Acme")


MANAGER, ENGINEER = "acme", "acme-data-engineer"
TWO = {
    "the job in the subject": ({"sender": HR, "Subject": "Your application as Product Manager"}, MANAGER),
    "the job in the text": (
        {"sender": HR, "text": REFUSAL.replace("your time", "your interest in the position of Data Engineer")},
        ENGINEER,
    ),
    "the job in a relay's subject": ({"sender": RELAY, "Subject": "Data Engineer at Acme", "text": REFUSAL}, ENGINEER),
    "the interviewer of one": ({"sender": "Omar Said <omar@acme-robotics.example>"}, MANAGER),
    "a copy to the interviewer of one": ({"sender": HR, "Cc": "Omar Said <omar@acme-robotics.example>"}, MANAGER),
    "nothing": ({"sender": HR}, ""),
    "nothing, through a relay": ({"sender": RELAY, "text": REFUSAL}, ""),
}


@pytest.mark.parametrize("name", TWO)
def test_of_two_processes_the_one_that_the_mail_names_is_settled_else_both_pause(world: World, name: str) -> None:
    mail, named = TWO[name]
    two(world)
    outcome = after(world, **mail)
    waiting = {process for process, state in states(outcome).items() if state is ProcessState.WAITING}
    assert waiting == {MANAGER, ENGINEER} - {named}
    assert calls(outcome) == ({MANAGER, ENGINEER} - {named} if named else set())
    assert asked(outcome) == ([] if named else ["which"])


def test_a_call_that_was_taken_away_for_a_pause_is_held_not_cancelled(world: World) -> None:
    two(world)
    world.cycle(at("2026-03-03", "18:00"))
    assert called(world) == ["Jane Doe at Acme", "Omar Said at Acme"]
    after(world, sender=HR)
    assert called(world) == []
    outcome = world.cycle(at("2026-03-05", "11:00"))
    seen = overview(outcome.plan, outcome.questions, at("2026-03-05", "11:00"), None)
    rounds = [round_ for process in seen.processes for round_ in process.rounds]
    held = [nudge.state for round_ in rounds for nudge in round_.nudges if nudge.kind is NudgeKind.CALL]
    assert held == [NudgeState.HELD, NudgeState.HELD]


def test_the_thread_of_one_draft_tells_two_processes_with_one_interviewer_apart(world: World) -> None:
    two(world, JANE)
    world.cycle(at("2026-03-03", "18:00"))
    ours = {key: record for key, record in world.store().records().items() if record.process == ENGINEER}
    draft = next(draft for draft in world.drafts() if draft["X-Afterword-Key"] in ours)
    world.send_draft_of(draft["X-Afterword-Key"])
    outcome = after(world, In_Reply_To=str(draft["Message-ID"]))
    assert states(outcome) == {MANAGER: ProcessState.WAITING, ENGINEER: ProcessState.ANSWERED}


@pytest.mark.parametrize(
    ("word", "settled"), [(f":{MANAGER}", {MANAGER}), (f":{ENGINEER}", {ENGINEER}), ("", {MANAGER, ENGINEER})]
)
def test_saying_which_job_a_mail_is_about_ends_that_wait_and_the_other_goes_on(
    world: World, word: str, settled: set[str]
) -> None:
    two(world)
    outcome = after(world, sender=HR)
    (question,) = outcome.questions
    assert f"afterword confirm {question.id}{word}" in question.answers
    world.say(Verb.CONFIRM, f"{question.id}{word}", "2026-03-05")
    outcome = world.cycle(at("2026-03-05", "12:00"))
    assert {name for name, state in states(outcome).items() if state is ProcessState.ANSWERED} == settled
    assert calls(outcome) == {MANAGER, ENGINEER} - settled
    assert len(called(world)) == 2 - len(settled)
    world.say(Verb.REOPEN, f"{question.id}{word}", "2026-03-06")
    outcome = world.cycle(at("2026-03-06", "12:00"))
    assert [asked.id for asked in outcome.questions] == [question.id]
    assert called(world) == []


def test_a_mail_about_neither_job_lets_both_waits_go_on(world: World) -> None:
    two(world)
    (question,) = after(world, sender=HR).questions
    world.say(Verb.SKIP, question.id, "2026-03-05")
    outcome = world.cycle(at("2026-03-05", "12:00"))
    assert asked(outcome) == []
    assert calls(outcome) == {MANAGER, ENGINEER}


def test_a_mail_about_a_third_job_is_asked_about_once_and_takes_no_call_away(world: World) -> None:
    two(world)
    outcome = after(world, REFUSAL, sender=HR, Subject="Your application as Accountant")
    assert asked(outcome) == ["answer"]
    assert called(world) == ["Jane Doe at Acme", "Omar Said at Acme"]


def test_what_comes_after_one_process_has_ended_is_about_the_other(world: World) -> None:
    two(world)
    after(world, REFUSAL, sender="Omar Said <omar@acme-robotics.example>")
    world.receive(at("2026-03-06"), NEWS, sender=HR)
    outcome = world.cycle(at("2026-03-06", "11:00"))
    assert states(outcome) == {MANAGER: ProcessState.REJECTED, ENGINEER: ProcessState.ANSWERED}
    assert asked(outcome) == []


def test_a_pause_that_nobody_ends_is_over_after_a_month(world: World) -> None:
    two(world)
    after(world, sender=HR)
    outcome = world.cycle(at("2026-04-06"))
    assert set(states(outcome).values()) == {ProcessState.ANSWERED}
    assert "which" not in asked(outcome)


# --- names that are alike, agencies, free mail ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sender", "settled"),
    [
        ("Acme Health <no-reply@us.greenhouse-mail.io>", {"acme-health"}),
        ("Acme <no-reply@us.greenhouse-mail.io>", {"acme"}),
        ("Jobs <jobs@acme-health.example>", {"acme-health"}),
        ("Jobs <jobs@acme.example.org>", set()),
    ],
)
def test_employers_with_like_names_are_kept_apart(world: World, sender: str, settled: set[str]) -> None:
    world.interview(at("2026-03-03"), ("Jane Doe", "jane@acme.example"), title="Interview at Acme")
    world.interview(
        at("2026-03-03", "14:00"), ("Omar Said", "omar@acme-health.example"), title="Interview: Acme Health"
    )
    outcome = after(world, REFUSAL, sender=sender)
    assert {name for name, state in states(outcome).items() if state is ProcessState.REJECTED} == settled


def test_of_free_mail_only_the_interviewers_own_address_counts(world: World) -> None:
    tom = ("Tom Hall", "tom.hall@gmail.com")
    world.interview(at("2026-03-03"), tom, title="Job interview: cook at Blue Bistro")
    outcome = after(world, sender="Ann Lee <ann@gmail.com>")
    assert set(states(outcome).values()) == {ProcessState.WAITING}
    world.receive(at("2026-03-06"), NEWS, sender="Tom Hall <tom.hall@gmail.com>")
    assert set(states(world.cycle(at("2026-03-06", "11:00"))).values()) == {ProcessState.ANSWERED}


@pytest.mark.parametrize(
    ("subject", "settled", "questions"),
    [
        ("Your application at Globex", {"globex"}, []),
        ("Your application at Initech", set(), ["answer"]),
        ("News", set(), ["which"]),
    ],
)
def test_an_agencys_recruiter_answers_for_the_client_she_names(
    world: World, subject: str, settled: set[str], questions: list[str]
) -> None:
    world.interview(at("2026-03-03"), RITA, title="Interview Robin Sample / Northwind")
    world.interview(at("2026-03-02"), RITA, title="Interview Robin Sample / Globex")
    outcome = after(world, REFUSAL, sender="Rita Roth <rita.roth@hays.com>", Subject=subject)
    assert {name for name, state in states(outcome).items() if state is ProcessState.REJECTED} == settled
    assert asked(outcome) == questions


def test_of_an_agencys_nameless_client_it_is_asked_who_they_are_and_then_they_answer(world: World) -> None:
    world.interview(at("2026-03-03"), RITA, title="Interview with client - Data Engineer")
    (question,) = world.cycle(at("2026-03-03", "18:00")).questions
    assert question.text.startswith("For which employer was the interview on 3 March with Rita Roth?")
    world.receive(CAME, NEWS, sender="Gus Lob <gus.lob@globex.example>")
    outcome = world.cycle(CAME)
    assert set(states(outcome).values()) == {ProcessState.WAITING}
    store = world.store()
    store.say(Word(CAME, Verb.EMPLOYER, question.process, "Globex"))
    store.close()
    outcome = world.cycle(at("2026-03-05", "10:30"))
    assert asked(outcome) == []
    assert [process.employer for process in outcome.plan.processes] == [Employer("Globex")]
    assert set(states(outcome).values()) == {ProcessState.ANSWERED}


def test_an_employer_that_nobody_wants_to_name_is_not_asked_for_again(world: World) -> None:
    world.interview(at("2026-03-03"), RITA, title="Interview with client - Data Engineer")
    (question,) = world.cycle(at("2026-03-03", "18:00")).questions
    world.say(Verb.SKIP, question.id, "2026-03-04")
    assert asked(world.cycle(CAME)) == []


# --- what the person says of it -------------------------------------------------------------------------------------


def test_a_namesake_that_the_person_confirmed_is_the_interviewer_from_then_on(world: World) -> None:
    world.interview(at("2026-03-03"))
    (question,) = after(world, sender="Jane Doe <jane.doe@gmail.com>").questions
    world.say(Verb.CONFIRM, question.id, "2026-03-05")
    assert states(world.cycle(at("2026-03-05", "12:00"))) == {"acme": ProcessState.ANSWERED}
    world.receive(at("2026-03-06"), REFUSAL, sender="Jane Doe <jane.doe@gmail.com>")
    assert states(world.cycle(at("2026-03-06", "11:00"))) == {"acme": ProcessState.REJECTED}


def test_a_namesake_that_the_person_does_not_know_is_never_asked_about_again(world: World) -> None:
    world.interview(at("2026-03-03"))
    (question,) = after(world, sender="Jane Doe <jane.doe@gmail.com>").questions
    world.say(Verb.SKIP, question.id, "2026-03-05")
    world.receive(at("2026-03-06"), REFUSAL, sender="Jane Doe <jane.doe@gmail.com>")
    outcome = world.cycle(at("2026-03-06", "11:00"))
    assert (states(outcome), asked(outcome)) == ({"acme": ProcessState.WAITING}, [])
    (call,) = [nudge for nudge in outcome.plan.nudges if nudge.kind is NudgeKind.CALL]
    assert call.state is NudgeState.PLANNED
