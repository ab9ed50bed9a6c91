"""What the person says of one event or mail is kept, holds for the like of it, is listed, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine.world import World, at

from afterword.core.model import NudgeKind, ProcessState, Verb
from afterword.core.planning.verdicts import Standing, standing
from afterword.engine.cycle import Outcome
from afterword.overview import overview

UMBRELLA = "Hi Robin,\n\nyou left your umbrella in the lobby. I have put it aside for you.\n\nBo"
REFUSAL = "Hi Robin,\n\nunfortunately we have decided to go with another candidate.\n\nBo"
DISOWNED = "mx.mail.example; dmarc=fail header.from=acme-robotics.example"
BO = "Bo Larsen <bo@acme-robotics.example>"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def kept(world: World, when: str) -> tuple[Standing, ...]:
    store = world.store()
    facts = store.facts(at(when, "23:00"))
    store.close()
    return standing(facts, at(when, "23:00"))


def listed(world: World, when: str) -> list[tuple[str, str]]:
    """The verdicts that stand: what each is about, and for what else it holds."""
    return [(one.about, one.reach) for one in kept(world, when)]


def state(outcome: Outcome) -> ProcessState:
    return outcome.plan.processes[0].state


def series(world: World, title: str, every: str) -> None:
    """Four times at two, from Tuesday, 3 March on."""
    path = world.interview(at("2026-03-03", "14:00"), uid="series", title=title)
    path.write_text(path.read_text().replace("SUMMARY:", f"RRULE:FREQ={every};COUNT=4\nSUMMARY:"))


def interviews_asked(outcome: Outcome) -> list[str]:
    return [question.id for question in outcome.questions if question.id.startswith("interview:")]


def thanked(outcome: Outcome) -> set[str]:
    return {nudge.round for nudge in outcome.plan.nudges if nudge.kind is NudgeKind.THANK_YOU and nudge.wanted}


# --- mails -----------------------------------------------------------------------------------------------------


def test_a_mail_that_was_no_answer_teaches_about_its_sender_until_they_decide_something(world: World) -> None:
    world.interview(at("2026-03-03"))
    world.cycle(at("2026-03-03", "18:00"))
    world.receive(at("2026-03-05"), UMBRELLA, sender=BO)
    answered = world.cycle(at("2026-03-05", "10:10"))
    assert state(answered) is ProcessState.ANSWERED
    world.say(Verb.SKIP, answered_by(answered), "2026-03-05")
    assert state(world.cycle(at("2026-03-05", "12:00"))) is ProcessState.WAITING
    assert listed(world, "2026-03-05") == [
        ("Bo Larsen wrote on Thursday, 5 March", "later mails of bo@acme-robotics.example that decide nothing")
    ]
    world.receive(at("2026-03-06"), "Hi Robin,\n\nit is a yellow one.\n\nBo", sender=BO)
    assert state(world.cycle(at("2026-03-06", "10:10"))) is ProcessState.WAITING
    world.receive(at("2026-03-09"), REFUSAL, sender=BO)
    assert state(world.cycle(at("2026-03-09", "10:10"))) is ProcessState.REJECTED


def answered_by(outcome: Outcome) -> str:
    """The id behind the answer, as `status` shows it."""
    return overview(outcome.plan, (), outcome.now, None).processes[0].answer


def test_taken_back_the_mail_is_the_answer_again(world: World) -> None:
    world.interview(at("2026-03-03"))
    world.cycle(at("2026-03-03", "18:00"))
    world.receive(at("2026-03-05"), UMBRELLA, sender=BO)
    target = answered_by(world.cycle(at("2026-03-05", "10:10")))
    world.say(Verb.SKIP, target, "2026-03-05")
    world.cycle(at("2026-03-05", "12:00"))
    world.say(Verb.REOPEN, target, "2026-03-05", "13:00")
    assert state(world.cycle(at("2026-03-05", "14:00"))) is ProcessState.ANSWERED
    assert listed(world, "2026-03-05") == []


def test_a_process_opened_against_its_answer_is_listed_and_taken_back(world: World) -> None:
    world.interview(at("2026-03-03"))
    world.cycle(at("2026-03-03", "18:00"))
    world.receive(at("2026-03-05"), UMBRELLA, sender=BO)
    process = world.cycle(at("2026-03-05", "10:10")).plan.processes[0].id
    world.say(Verb.REOPEN, process, "2026-03-05", "11:00")
    assert state(world.cycle(at("2026-03-05", "12:00"))) is ProcessState.WAITING
    assert undone_by(world, "2026-03-05") == [(Verb.REOPEN, process, Verb.HEARD)]
    world.say(Verb.HEARD, process, "2026-03-05", "13:00")
    assert state(world.cycle(at("2026-03-05", "14:00"))) is ProcessState.ANSWERED
    assert undone_by(world, "2026-03-05") == [(Verb.HEARD, process, Verb.REOPEN)]


def undone_by(world: World, when: str) -> list[tuple[Verb, str, Verb]]:
    """The words that stand, about what, and the word that takes each back."""
    return [(one.word.verb, one.word.target, one.undo) for one in kept(world, when)]


def test_reopening_a_process_keeps_what_was_asked_and_the_date_they_named(world: World) -> None:
    world.interview(at("2026-03-03"))
    world.cycle(at("2026-03-03", "18:00"))
    world.receive(at("2026-03-04"), "Hi Robin,\n\nwe will decide by Friday, 20 March.\n\nBo", sender=BO)
    world.receive(at("2026-03-05"), UMBRELLA, sender=BO, Authentication_Results=DISOWNED)
    before = world.cycle(at("2026-03-05", "10:10"))
    world.say(Verb.REOPEN, before.plan.processes[0].id, "2026-03-05")
    after = world.cycle(at("2026-03-05", "12:00"))
    assert [question.id for question in after.questions] == [question.id for question in before.questions] != []
    (call,) = [nudge for nudge in after.plan.nudges if nudge.kind is NudgeKind.CALL and nudge.wanted]
    assert call.start and call.start > at("2026-03-20", "23:59")


def test_what_was_told_of_a_process_is_listed_as_it_was_told_last(world: World) -> None:
    world.interview(at("2026-03-03"))
    process = world.cycle(at("2026-03-03", "18:00")).plan.processes[0].id
    world.say(Verb.EMPLOYER, process, "2026-03-04", text="Old")
    world.say(Verb.EMPLOYER, process, "2026-03-05", text="Globex")
    world.say(Verb.DECISION, process, "2026-03-05", "12:00", text="2026-03-20")
    told = [(one.word.verb, one.about, one.undo) for one in kept(world, "2026-03-05")]
    assert told == [
        (Verb.EMPLOYER, "Globex", Verb.EMPLOYER),
        (Verb.DECISION, "2026-03-20", Verb.DECISION),
    ]


# --- series ----------------------------------------------------------------------------------------------------


def test_a_doubtful_series_is_asked_about_once_and_the_answer_holds_for_all_of_it(world: World) -> None:
    series(world, "Technical chat about the Analyst role", "DAILY")
    asked = world.cycle(at("2026-03-04", "16:00"))
    assert len(interviews_asked(asked)) == 1
    rounds = [one.id for one in asked.plan.processes[0].rounds]
    world.say(Verb.CONFIRM, rounds[1], "2026-03-04", "17:00")
    confirmed = world.cycle(at("2026-03-04", "18:00"))
    assert interviews_asked(confirmed) == []
    assert thanked(confirmed) >= set(rounds[:2])
    world.say(Verb.REOPEN, rounds[1], "2026-03-04", "19:00")
    world.say(Verb.SKIP, rounds[1], "2026-03-04", "19:30")
    skipped = world.cycle(at("2026-03-04", "20:00"))
    assert (state(skipped), interviews_asked(skipped)) == (ProcessState.CLOSED, [])
    assert listed(world, "2026-03-04")[0][1].startswith("all of this series")


def test_a_skipped_round_of_a_series_that_is_in_no_doubt_takes_the_later_ones_with_it(world: World) -> None:
    series(world, "Technical interview at Acme", "WEEKLY")
    first = world.cycle(at("2026-03-03", "16:00"))
    assert thanked(first)
    world.say(Verb.SKIP, first.plan.processes[0].rounds[0].id, "2026-03-03", "17:00")
    later = world.cycle(at("2026-03-10", "16:00"))
    assert (thanked(later), state(later)) == (set(), ProcessState.CLOSED)
    assert listed(world, "2026-03-10") == [("Acme, 3 March", "the rest of this series")]
