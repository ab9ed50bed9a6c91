"""Whole cycles on a real Maildir and a real calendar folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine.world import World, at

from afterword.core.model import Action, NudgeKind, NudgeState, ProcessState, RecordState, Verb, Word
from afterword.overview import overview

INTERVIEW = at("2026-03-03")
JANE = "jane@acme-robotics.example"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def actions(outcome):
    return [announced.intent.action for announced in outcome.intents]


def test_after_the_interview_a_draft_and_a_call_are_there_and_a_second_cycle_does_nothing(world):
    world.interview(INTERVIEW)
    before = world.snapshot()
    first = world.cycle(at("2026-03-03", "12:00"))
    assert actions(first) == [Action.CREATE_DRAFT, Action.PUT_EVENT]
    assert first.performed == 2
    assert [draft["To"] for draft in world.drafts()] == [f"Jane Doe <{JANE}>"]
    assert len(world.entries()) == 1
    assert actions(world.cycle(at("2026-03-03", "12:00"))) == []
    assert actions(world.cycle(at("2026-03-03", "12:05"))) == []
    assert world.snapshot() == before


def test_an_answer_takes_the_call_away_within_the_cycle(world):
    world.interview(INTERVIEW)
    world.cycle(at("2026-03-03", "12:00"))
    world.receive(at("2026-03-05"), "Hi Robin,\n\nthanks for coming in, we enjoyed it and will be in touch.\n\nJane")
    outcome = world.cycle(at("2026-03-05", "10:10"))
    assert actions(outcome) == [Action.DELETE_EVENT]
    assert world.entries() == []
    assert len(world.drafts()) == 1


def test_an_out_of_office_note_is_no_answer(world):
    world.interview(INTERVIEW)
    world.cycle(at("2026-03-03", "12:00"))
    world.receive(
        at("2026-03-05"),
        "I am out of the office until 16 March 2026 with no access to mail.",
        Subject="Automatic reply: Your interview",
        Auto_Submitted="auto-replied",
    )
    outcome = world.cycle(at("2026-03-05", "10:10"))
    assert Action.DELETE_EVENT not in actions(outcome)
    (call,) = [entry for entry in world.entries() if "SUMMARY:Call" in entry]
    day = next(line for line in call.splitlines() if line.startswith("DTSTART;TZID=Europe/Berlin:202603"))
    assert day > "DTSTART;TZID=Europe/Berlin:20260316"


def test_a_sent_draft_is_sent_and_never_written_again(world):
    world.interview(INTERVIEW)
    world.cycle(at("2026-03-03", "12:00"))
    world.send_draft(JANE)
    world.cycle(at("2026-03-03", "13:00"))
    assert world.drafts() == []
    states = {record.kind: record.state for record in world.store().records().values()}
    assert RecordState.SENT in states.values()


def test_a_deleted_draft_never_comes_back(world):
    world.interview(INTERVIEW)
    world.cycle(at("2026-03-03", "12:00"))
    world.delete_draft(JANE)
    for clock in ("13:00", "14:00"):
        assert actions(world.cycle(at("2026-03-03", clock))) == []
    assert world.drafts() == []


def test_an_edited_draft_is_left_alone_when_the_interview_is_cancelled(world):
    path = world.interview(INTERVIEW, uid="one")
    world.cycle(at("2026-03-03", "12:00"))
    world.edit_draft(JANE, "PS: greetings to the team\n")
    world.cycle(at("2026-03-03", "12:10"))
    path.unlink()
    world.interview(INTERVIEW, uid="one", status="CANCELLED", sequence=1)
    outcome = world.cycle(at("2026-03-03", "12:20"))
    assert actions(outcome) == [Action.DELETE_EVENT]
    assert len(world.drafts()) == 1


def test_a_cancelled_interview_withdraws_what_was_written_for_it(world):
    world.interview(INTERVIEW, uid="one")
    world.cycle(at("2026-03-03", "12:00"))
    world.interview(INTERVIEW, uid="one", status="CANCELLED", sequence=1)
    outcome = world.cycle(at("2026-03-03", "12:20"))
    assert sorted(actions(outcome)) == [Action.DELETE_DRAFT, Action.DELETE_EVENT]
    assert world.drafts() == []
    assert world.entries() == []


def test_an_interview_moved_to_the_future_takes_the_draft_back_and_writes_it_when_it_is_over(world):
    world.interview(INTERVIEW, uid="one")
    world.cycle(at("2026-03-03", "12:00"))
    world.interview(at("2026-03-12"), uid="one", sequence=1)
    world.cycle(at("2026-03-03", "13:00"))
    assert world.drafts() == []
    assert world.entries() == []
    world.cycle(at("2026-03-12", "12:00"))
    assert len(world.drafts()) == len(world.entries()) == 1


def test_silence_brings_three_calls_a_week_apart_and_then_the_closing(world):
    world.interview(INTERVIEW)
    titles: dict[str, str] = {}
    for day in range(3, 46):
        month, of_month = (3, day) if day <= 31 else (4, day - 31)
        world.cycle(at(f"2026-{month:02}-{of_month:02}", "18:00"))
        for entry in world.entries():
            lines = entry.replace("\r\n ", "").splitlines()
            title = next(line for line in lines if line.startswith("SUMMARY:"))
            titles[title] = next(line for line in lines if line.startswith("DTSTART;TZID"))[-15:-7]
    calls = {title: day for title, day in titles.items() if "Call" in title}
    assert sorted(calls.values()) == ["20260310", "20260317", "20260324"]
    assert [day for title, day in titles.items() if "lose" in title] == ["20260331"]
    outcome = world.cycle(at("2026-04-15"))
    assert [process.state for process in outcome.plan.processes] == [ProcessState.CLOSED]


def test_a_reminder_comes_while_drafts_wait_and_goes_when_they_are_sent(world):
    world.interview(INTERVIEW)
    world.cycle(at("2026-03-03", "12:00"))
    world.cycle(at("2026-03-04", "07:00"))
    assert len(world.entries()) == 2
    world.send_draft(JANE)
    world.cycle(at("2026-03-04", "07:30"))
    assert len(world.entries()) == 1


def test_everything_gone_at_once_is_asked_about_and_nothing_is_withdrawn(world):
    for number in range(4):
        world.interview(
            INTERVIEW, (f"Person {number}", f"p{number}@firm-{number}.example"), title=f"Interview {number}"
        )
    world.cycle(at("2026-03-03", "12:00"))
    drafts = len(world.drafts())
    for path in list(world.calendar.iterdir()):
        path.unlink()
    outcome = world.cycle(at("2026-03-03", "12:10"))
    assert len(world.drafts()) == drafts
    assert any(question.id.startswith("vanished-calendar") for question in outcome.questions)


def test_sixteen_drafts_at_once_are_held_and_asked_about(world):
    for number in range(16):
        world.interview(INTERVIEW, (f"Ann Person{number}", f"p{number}@firm-{number}.example"), title="Job interview")
    outcome = world.cycle(at("2026-03-03", "12:00"))
    assert world.drafts() == []
    assert "many-drafts" in {question.id for question in outcome.questions}


def test_whoever_got_a_mail_of_the_persons_own_gets_no_draft(world):
    world.interview(INTERVIEW)
    world.write(at("2026-03-03", "11:30"), f"Jane Doe <{JANE}>", "Thank you, Jane!")
    world.cycle(at("2026-03-03", "12:00"))
    assert world.drafts() == []


def test_a_sent_copy_without_our_headers_is_still_the_draft(world):
    world.interview(INTERVIEW)
    world.cycle(at("2026-03-03", "12:00"))
    (draft,) = world.drafts()
    world.delete_draft(JANE)
    world.write(at("2026-03-03", "12:30"), draft["To"], draft.get_content(), Subject=draft["Subject"])
    world.cycle(at("2026-03-03", "13:00"))
    states = {record.state for record in world.store().records().values()}
    assert RecordState.SENT in states
    assert RecordState.DECLINED not in states


def test_an_event_tidied_away_after_it_took_place_keeps_what_is_owed(world):
    path = world.interview(INTERVIEW)
    world.cycle(at("2026-03-03", "12:00"))
    path.unlink()
    assert actions(world.cycle(at("2026-03-03", "12:10"))) == []
    assert len(world.drafts()) == len(world.entries()) == 1


def test_an_event_taken_off_before_its_end_withdraws_what_was_planned(world):
    path = world.interview(at("2026-03-05"))
    world.cycle(at("2026-03-03", "12:00"))
    path.unlink()
    world.cycle(at("2026-03-03", "12:10"))
    assert actions(world.cycle(at("2026-03-05", "12:00"))) == []
    assert world.drafts() == []


def test_a_draft_rewritten_without_our_header_is_the_persons_and_never_written_again(world):
    world.interview(INTERVIEW)
    world.cycle(at("2026-03-03", "12:00"))
    (draft,) = world.drafts()
    world.delete_draft(JANE)
    path = world.write(at("2026-03-03", "12:05"), draft["To"], "Dear Jane, my own words.", Subject=draft["Subject"])
    path.rename(world.mail / ".Drafts" / "cur" / "1.own:2,D")
    assert actions(world.cycle(at("2026-03-03", "12:10"))) == []
    states = {record.kind: record.state for record in world.store().records().values()}
    assert states[NudgeKind.THANK_YOU] is RecordState.EDITED


def test_a_deleted_call_never_comes_back_and_none_follows_it(world):
    world.interview(INTERVIEW)
    world.cycle(at("2026-03-03", "12:00"))
    next(world.follow_ups.glob("*.ics")).unlink()
    for day in ("2026-03-04", "2026-03-11", "2026-03-18"):
        outcome = world.cycle(at(day))
        assert NudgeKind.CALL not in {announced.intent.nudge.kind for announced in outcome.intents}


def test_a_draft_found_again_after_a_crash_is_known_by_its_place(world):
    def die(step: str) -> None:
        if step == "effect done":
            raise KeyboardInterrupt

    world.interview(INTERVIEW)
    with pytest.raises(KeyboardInterrupt):
        world.cycle(at("2026-03-03", "12:00"), die)
    world.cycle(at("2026-03-03", "12:05"))
    world.delete_draft(JANE)
    world.cycle(at("2026-03-03", "12:10"))
    states = {record.kind: record.state for record in world.store().records().values()}
    assert states[NudgeKind.THANK_YOU] is RecordState.DECLINED


def test_a_copy_sent_while_the_draft_still_stands_takes_the_draft_away(world):
    world.interview(INTERVIEW)
    world.cycle(at("2026-03-03", "12:00"))
    (draft,) = world.drafts()
    world.write(at("2026-03-03", "12:30"), str(draft["To"]), draft.get_content(), Subject=str(draft["Subject"]))
    world.cycle(at("2026-03-03", "13:00"))
    assert world.drafts() == []
    (nudge,) = [one for one in world.cycle(at("2026-03-03", "13:10")).plan.nudges if one.kind is NudgeKind.THANK_YOU]
    assert nudge.state is NudgeState.SENT


def test_a_call_that_the_persons_own_call_replaces_is_done_and_goes_from_the_calendar(world):
    world.interview(INTERVIEW)
    world.cycle(at("2026-03-03", "12:00"))
    store = world.store()
    store.say(Word(at("2026-03-06", "11:00"), Verb.CALLED, "acme.1"))
    store.close()
    for clock in ("11:10", "11:20"):
        outcome = world.cycle(at("2026-03-06", clock))
        nudges = [nudge for process in _seen(outcome).processes for nudge in process.rounds[0].nudges]
        first, second = [nudge for nudge in nudges if nudge.kind is NudgeKind.CALL]
        assert (first.state, first.reason) == (NudgeState.DONE, "you called on Friday, 6 March")
        assert (second.attempt, second.due) == (2, at("2026-03-13", "11:00"))
    assert len([entry for entry in world.entries() if "SUMMARY:Call" in entry]) == 1


@pytest.mark.parametrize(("word", "left"), [(Verb.CONFIRM, 0), (Verb.SKIP, 1)])
def test_what_only_a_dropped_calendar_knew_is_left_out_when_the_person_says_so(world, word, left):
    world.interview(INTERVIEW)
    world.cycle(at("2026-03-03", "12:00"))
    world.calendar_folder = "another"
    world.calendar.mkdir()
    (question,) = world.cycle(at("2026-03-03", "12:10")).questions
    assert question.id.startswith("vanished-source-")
    assert len(world.drafts()) == len(world.entries()) - 1 == 1
    store = world.store()
    store.say(Word(at("2026-03-03", "12:20"), word, question.id))
    store.close()
    outcome = world.cycle(at("2026-03-03", "12:30"))
    assert outcome.questions == ()
    assert len(world.drafts()) == len([entry for entry in world.entries() if "SUMMARY:Call" in entry]) == left


def test_a_calendar_that_has_only_moved_is_not_asked_about(world):
    world.interview(INTERVIEW, uid="one")
    world.cycle(at("2026-03-03", "12:00"))
    world.calendar.rename(world.root / "another")
    world.calendar_folder = "another"
    outcome = world.cycle(at("2026-03-03", "12:10"))
    assert (outcome.questions, actions(outcome)) == ((), [])


def _seen(outcome):
    return overview(outcome.plan, (), outcome.now, None)
