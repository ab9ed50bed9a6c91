"""What ought to exist, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.core.life import (
    ACME,
    BERLIN,
    JANE,
    OMAR,
    at,
    away,
    interview,
    letter,
    mine,
    nudges,
    planned,
    policy,
    wanted,
)

from afterword.core.model import (
    Automatic,
    Employer,
    Facts,
    NudgeKind,
    NudgeState,
    PartStat,
    Person,
    ProcessState,
    Says,
    Verb,
    Verdict,
    Word,
)

TUESDAY = at("2026-03-03")
ONE = Facts(interviews=(interview(TUESDAY),))


def local(moment):
    return moment.astimezone(BERLIN)


def the_call(facts, now, rules=None):
    (call,) = nudges(planned(facts, now, rules), NudgeKind.CALL)
    return call


def test_before_the_interview_everything_is_planned_and_nothing_wanted():
    result = planned(ONE, at("2026-03-02"))
    assert [nudge.state for nudge in result.nudges] == [NudgeState.PLANNED, NudgeState.PLANNED]
    assert not any(nudge.wanted for nudge in result.nudges)


def test_when_the_interview_ends_is_said_in_the_persons_own_time():
    elsewhere = Facts(interviews=(interview(TUESDAY.astimezone(ZoneInfo("America/New_York"))),))
    for facts in (ONE, elsewhere):
        (nudge,) = nudges(planned(facts, at("2026-03-02")), NudgeKind.THANK_YOU)
        assert nudge.why == "the interview ends 3 March, 11:00"


def test_a_thank_you_is_wanted_when_the_interview_ends():
    assert not wanted(planned(ONE, at("2026-03-03", "10:59")), NudgeKind.THANK_YOU)
    assert wanted(planned(ONE, at("2026-03-03", "11:00")), NudgeKind.THANK_YOU)


def test_every_interviewer_of_a_panel_day_gets_one_thank_you_and_the_day_is_one_round():
    day = (
        interview(TUESDAY, JANE, OMAR, uid="a"),
        interview(TUESDAY + timedelta(hours=2), OMAR, Person("Li Wei", ""), uid="b"),
    )
    result = planned(Facts(interviews=day), at("2026-03-03", "18:00"))
    assert len(result.processes) == len(result.processes[0].rounds) == 1
    names = [nudge.person.name for nudge in wanted(result, NudgeKind.THANK_YOU)]
    assert sorted(names) == ["Jane Doe", "Li Wei", "Omar Said"]
    assert len({nudge.key for nudge in result.nudges}) == len(result.nudges)


def test_no_thank_you_later_than_three_days_after_an_interview():
    late = planned(ONE, at("2026-03-06", "11:01"))
    (nudge,) = nudges(late, NudgeKind.THANK_YOU)
    assert nudge.state is NudgeState.CANCELLED
    assert "more than 3 days ago" in nudge.why
    assert wanted(planned(ONE, at("2026-03-06", "10:59")), NudgeKind.THANK_YOU)


@pytest.mark.parametrize(
    ("preset", "day"), [("week", "2026-03-10"), ("patient", "2026-03-17"), ("two-day", "2026-03-10")]
)
def test_the_first_call_comes_when_the_cadence_says(preset, day):
    call = the_call(ONE, at("2026-03-03", "12:00"), policy(preset))
    assert call.wanted
    assert local(call.start).date() == date.fromisoformat(day)
    assert call.end - call.start == timedelta(minutes=15)


def test_a_call_falls_on_a_working_day_that_is_no_holiday():
    saturday_after = Facts(interviews=(interview(at("2026-03-27")),))  # a week later is Good Friday
    rules = policy(holidays=frozenset({date(2026, 4, 3), date(2026, 4, 6)}))
    assert local(the_call(saturday_after, at("2026-03-28"), rules).start).date() == date(2026, 4, 7)


def test_a_call_keeps_clear_of_appointments():
    from afterword.core.model import Busy

    busy = replace(ONE, busy=(Busy(at("2026-03-10", "09:00"), at("2026-03-10", "16:45")),))
    assert local(the_call(busy, at("2026-03-03", "12:00")).start).strftime("%d %H:%M") == "10 16:45"
    full = replace(ONE, busy=(Busy(at("2026-03-10", "08:00"), at("2026-03-10", "17:00")),))
    assert local(the_call(full, at("2026-03-03", "12:00")).start).date() == date(2026, 3, 11)


def test_a_call_is_in_the_employers_hours():
    tokyo = Facts(interviews=(interview(TUESDAY, zone="Asia/Tokyo"),))
    from zoneinfo import ZoneInfo

    start = the_call(tokyo, at("2026-03-03", "12:00")).start.astimezone(ZoneInfo("Asia/Tokyo"))
    assert 9 <= start.hour < 17


def test_an_answer_cancels_the_call_and_keeps_the_thank_you():
    facts = replace(ONE, letters=(letter(at("2026-03-04")),))
    result = planned(facts, at("2026-03-04", "12:00"))
    assert not wanted(result, NudgeKind.CALL)
    assert wanted(result, NudgeKind.THANK_YOU)
    assert result.processes[0].state is ProcessState.ANSWERED


def test_a_mail_from_before_the_end_of_the_interview_is_no_answer():
    facts = replace(ONE, letters=(letter(at("2026-03-03", "09:30")),))
    assert wanted(planned(facts, at("2026-03-03", "12:00")), NudgeKind.CALL)


@pytest.mark.parametrize("kind", list(Automatic))
def test_automatic_mail_is_no_answer(kind):
    facts = replace(ONE, letters=(letter(at("2026-03-04"), read_automatic=kind),))
    assert wanted(planned(facts, at("2026-03-04", "12:00")), NudgeKind.CALL)


def test_a_colleague_at_the_domain_answers_for_the_employer():
    facts = replace(ONE, letters=(letter(at("2026-03-04"), Person("HR", "hr@acme.example")),))
    assert not wanted(planned(facts, at("2026-03-04", "12:00")), NudgeKind.CALL)


def test_a_stranger_does_not_answer_for_the_employer():
    facts = replace(ONE, letters=(letter(at("2026-03-04"), Person("X", "x@other.example")),))
    assert wanted(planned(facts, at("2026-03-04", "12:00")), NudgeKind.CALL)


def test_a_system_answers_on_the_employers_behalf_by_name():
    relay = Person("Acme via Greenhouse", "no-reply@us.greenhouse-mail.io")
    rejected = letter(at("2026-03-04"), relay, says=Says.REJECTION, read_employer=Employer("Acme", ()))
    result = planned(replace(ONE, letters=(rejected,)), at("2026-03-04", "12:00"))
    assert result.processes[0].state is ProcessState.REJECTED
    assert not wanted(result, NudgeKind.CALL)


def test_a_decision_date_moves_the_call_to_the_working_day_after():
    facts = replace(
        ONE, letters=(letter(at("2026-03-04"), says=Says.DECISION_DATE, read_decision_date=date(2026, 3, 20)),)
    )
    result = planned(facts, at("2026-03-04", "12:00"))
    (call,) = wanted(result, NudgeKind.CALL)
    assert local(call.start).date() == date(2026, 3, 23)
    assert result.processes[0].decision_date == date(2026, 3, 20)
    assert result.processes[0].state is ProcessState.WAITING


def acknowledged(sent, promised):
    """An acknowledgement that promises to be heard of by a date."""
    return letter(sent, says=None, read_automatic=Automatic.ACKNOWLEDGEMENT, read_decision_date=promised)


def test_what_an_acknowledgement_promised_before_the_interview_brings_no_call_forward():
    later, rules = at("2026-03-04", "12:00"), policy("their-date")
    early = replace(ONE, letters=(acknowledged(at("2026-02-20"), date(2026, 3, 4)),))
    calls = [[call.start for call in wanted(planned(facts, later, rules), NudgeKind.CALL)] for facts in (early, ONE)]
    assert calls[0] == calls[1] != []
    assert planned(early, later, rules).processes[0].decision_date is None


def test_no_call_comes_before_the_date_that_an_acknowledgement_promised():
    facts = replace(ONE, letters=(acknowledged(at("2026-02-25"), date(2026, 3, 20)),))
    (call,) = wanted(planned(facts, at("2026-03-04", "12:00")), NudgeKind.CALL)
    assert local(call.start).date() == date(2026, 3, 23)


def test_an_acknowledgement_after_the_interview_names_a_date_like_anybody():
    facts = replace(ONE, letters=(acknowledged(at("2026-03-04"), date(2026, 3, 20)),))
    assert planned(facts, at("2026-03-04", "12:00")).processes[0].decision_date == date(2026, 3, 20)


def test_a_decision_date_more_than_a_year_off_is_asked_about():
    facts = replace(
        ONE, letters=(letter(at("2026-03-04"), says=Says.DECISION_DATE, read_decision_date=date(2036, 3, 20)),)
    )
    result = planned(facts, at("2026-03-04", "12:00"))
    assert result.processes[0].decision_date is None
    assert any(question.id.startswith("date:") for question in result.questions)


def test_the_persons_own_word_sets_the_decision_date():
    word = Word(at("2026-03-03", "13:00"), Verb.DECISION, "acme", "2026-03-13")
    call = the_call(replace(ONE, words=(word,)), at("2026-03-04"))
    assert local(call.start).date() == date(2026, 3, 16)


def test_an_out_of_office_note_moves_the_call_past_the_return():
    facts = replace(ONE, letters=(away(at("2026-03-04"), date(2026, 3, 16)),))
    assert local(the_call(facts, at("2026-03-04", "12:00")).start).date() == date(2026, 3, 17)


def test_whoever_stands_in_for_somebody_long_away_is_called_in_their_place_and_on_time():
    facts = replace(ONE, letters=(away(at("2026-03-04"), date(2026, 4, 30), read_stand_in=OMAR),))
    call = the_call(facts, at("2026-03-04", "12:00"))
    assert (call.person, local(call.start).date()) == (OMAR, date(2026, 3, 10))
    assert call.why == "Jane Doe is away until Thursday, 30 April, and names Omar Said"


def test_a_short_absence_is_waited_for_even_if_somebody_stands_in():
    facts = replace(ONE, letters=(away(at("2026-03-04"), date(2026, 3, 16), read_stand_in=OMAR),))
    call = the_call(facts, at("2026-03-04", "12:00"))
    assert (call.person, local(call.start).date()) == (JANE, date(2026, 3, 17))


@pytest.mark.parametrize(("named", "called"), [(OMAR, OMAR), (None, Person())])
def test_nobody_who_has_left_is_called(named, called):
    gone = letter(
        at("2026-03-04"), says=None, read_automatic=Automatic.AUTO_REPLY, read_departed=True, read_stand_in=named
    )
    assert the_call(replace(ONE, letters=(gone,)), at("2026-03-04", "12:00")).person == called


def test_another_interviewers_absence_puts_no_call_off_but_a_closed_house_does():
    both = Facts(interviews=(interview(TUESDAY, JANE, OMAR),))
    facts = replace(both, letters=(away(at("2026-03-04"), date(2026, 3, 16), OMAR),))
    assert local(the_call(facts, at("2026-03-04", "12:00")).start).date() == date(2026, 3, 10)
    facts = replace(both, letters=(away(at("2026-03-04"), date(2026, 3, 16), Person("HR", "hr@acme.example")),))
    assert local(the_call(facts, at("2026-03-04", "12:00")).start).date() == date(2026, 3, 17)


def test_a_later_round_supersedes_the_calls_of_the_earlier_and_has_its_own_thank_you():
    second = interview(at("2026-03-09"), OMAR, uid="two")
    result = planned(Facts(interviews=(interview(TUESDAY), second)), at("2026-03-04", "12:00"))
    assert not wanted(result, NudgeKind.CALL)
    later = planned(Facts(interviews=(interview(TUESDAY), second)), at("2026-03-09", "12:00"))
    (call,) = wanted(later, NudgeKind.CALL)
    assert call.round == later.processes[0].rounds[1].id
    assert [nudge.person for nudge in wanted(later, NudgeKind.THANK_YOU)] == [OMAR]


def test_two_roles_at_one_employer_stay_apart():
    roles = (
        interview(TUESDAY, JANE, uid="a", role="Data Engineer"),
        interview(TUESDAY + timedelta(days=1), OMAR, uid="b", role="Product Manager"),
    )
    result = planned(Facts(interviews=roles), at("2026-03-05"))
    assert len(result.processes) == 2
    calls = wanted(result, NudgeKind.CALL)
    assert len(calls) == 2
    assert abs(calls[0].start - calls[1].start) >= timedelta(days=7)


def test_a_cancelled_interview_withdraws_everything():
    facts = Facts(interviews=(interview(TUESDAY, cancelled=True),))
    result = planned(facts, at("2026-03-03", "12:00"))
    assert not any(nudge.wanted for nudge in result.nudges)
    assert {nudge.why for nudge in result.nudges} == {"the interview was cancelled"}


def test_a_declined_invitation_is_no_interview_of_ours():
    facts = Facts(interviews=(interview(TUESDAY, attendance=PartStat.DECLINED),))
    assert not any(nudge.wanted for nudge in planned(facts, at("2026-03-03", "12:00")).nudges)


def test_an_unaccepted_invitation_of_a_stranger_waits_for_the_persons_word():
    facts = Facts(interviews=(interview(TUESDAY, attendance=PartStat.NEEDS_ACTION),))
    now = at("2026-03-03", "12:00")
    result = planned(facts, now)
    (nudge,) = nudges(result, NudgeKind.THANK_YOU)
    assert nudge.state is NudgeState.HELD
    assert result.questions
    confirmed = replace(facts, words=(Word(now, Verb.CONFIRM, nudge.round),))
    assert wanted(planned(confirmed, now), NudgeKind.THANK_YOU)
    known = replace(facts, letters=(mine(at("2026-02-20"), JANE),))
    assert wanted(planned(known, now), NudgeKind.THANK_YOU)


def test_an_uncertain_interview_is_asked_about_and_nothing_is_written():
    facts = Facts(interviews=(interview(TUESDAY, verdict=Verdict.UNSURE),))
    result = planned(facts, at("2026-03-03", "12:00"))
    assert not any(nudge.wanted for nudge in result.nudges)
    assert [question.id for question in result.questions] == [f"interview:{result.processes[0].rounds[0].id}"]


def test_whoever_was_written_to_already_is_not_thanked_again():
    facts = replace(ONE, letters=(mine(at("2026-03-03", "15:00"), JANE),))
    assert not wanted(planned(facts, at("2026-03-03", "16:00")), NudgeKind.THANK_YOU)


def test_nobody_named_still_gets_a_draft_without_recipient():
    facts = Facts(interviews=(replace(interview(TUESDAY), interviewers=()),))
    (nudge,) = wanted(planned(facts, at("2026-03-03", "12:00")), NudgeKind.THANK_YOU)
    assert nudge.person == Person()


def test_a_rejection_brings_a_request_for_feedback_to_whoever_wrote_it():
    facts = replace(ONE, letters=(letter(at("2026-03-05"), OMAR, says=Says.REJECTION),))
    (nudge,) = wanted(planned(facts, at("2026-03-05", "12:00")), NudgeKind.FEEDBACK)
    assert nudge.person == OMAR


def test_a_forged_answer_cancels_nothing_and_is_asked_about():
    facts = replace(ONE, letters=(letter(at("2026-03-04"), says=Says.REJECTION, trusted=False),))
    result = planned(facts, at("2026-03-04", "12:00"))
    assert result.processes[0].state is ProcessState.WAITING
    assert any(question.id.startswith("answer:") for question in result.questions)


def test_the_first_cycle_in_an_existing_life_plans_only_what_is_still_timely():
    now = at("2026-03-13")
    result = planned(ONE, now)
    assert not wanted(result, NudgeKind.THANK_YOU)
    assert wanted(result, NudgeKind.CALL)
    old = planned(Facts(interviews=(interview(at("2026-01-20")),)), now)
    assert not any(nudge.wanted for nudge in old.nudges)
    assert old.processes[0].state is ProcessState.CLOSED


def test_wait_again_starts_anew_from_an_answer_that_leaves_it_open():
    facts = replace(ONE, letters=(letter(at("2026-03-06")),))
    rules = policy(after_answer="wait-again")
    assert local(the_call(facts, at("2026-03-06", "12:00"), rules).start).date() == date(2026, 3, 13)


def test_the_word_heard_ends_the_wait_and_reopen_takes_it_back():
    now = at("2026-03-05")
    heard = Word(at("2026-03-04"), Verb.HEARD, "acme")
    assert not wanted(planned(replace(ONE, words=(heard,)), now), NudgeKind.CALL)
    back = replace(ONE, words=(heard, Word(at("2026-03-04", "12:00"), Verb.REOPEN, "acme")))
    assert wanted(planned(back, now), NudgeKind.CALL)


def test_a_process_after_a_long_silence_is_a_new_one():
    facts = Facts(interviews=(interview(at("2025-10-01"), uid="old"), interview(TUESDAY)))
    result = planned(facts, at("2026-03-03", "12:00"))
    assert [process.id for process in result.processes] == ["acme", "acme-2"]


def test_an_employer_named_alike_but_for_the_legal_form_is_one():
    facts = Facts(
        interviews=(
            interview(TUESDAY, uid="a", employer=Employer("Acme GmbH", ())),
            interview(TUESDAY + timedelta(days=3), uid="b", employer=ACME),
        )
    )
    assert len(planned(facts, TUESDAY).processes) == 1


def test_calls_to_two_employers_do_not_fall_on_each_other():
    both = Facts(
        interviews=(
            interview(TUESDAY, uid="a"),
            interview(TUESDAY, OMAR, uid="b", employer=Employer("Globex", ("globex.example",))),
        )
    )
    first, second = sorted(call.start for call in wanted(planned(both, at("2026-03-03", "12:00")), NudgeKind.CALL))
    assert second - first >= timedelta(minutes=15)


def test_a_clear_invitation_of_the_employers_own_in_a_mail_alone_counts_and_one_from_free_mail_does_not():
    now = at("2026-03-03", "12:00")
    mail_only = interview(TUESDAY, attendance=PartStat.NEEDS_ACTION, calendar="", organizer=JANE)
    assert wanted(planned(Facts(interviews=(mail_only,)), now), NudgeKind.THANK_YOU)
    private = replace(mail_only, organizer=Person("Jane", "jane@gmail.com"))
    held = planned(Facts(interviews=(private,)), now)
    assert not any(nudge.wanted for nudge in held.nudges)
    assert {nudge.state for nudge in held.nudges} == {NudgeState.HELD}


def test_after_the_last_call_there_is_no_word_of_another():
    rules = policy(calls=0)
    assert nudges(planned(ONE, at("2026-03-04"), rules), NudgeKind.CALL) == []


def placed(planned_, kind, **more):
    """The record of the only nudge of that kind, as if it had been placed."""
    from afterword.core.model import Record, RecordState

    (nudge,) = nudges(planned_, kind)
    base = Record(
        nudge.key,
        nudge.kind,
        nudge.medium,
        nudge.process,
        nudge.round,
        RecordState.PLACED,
        person=nudge.person,
        refs=nudge.refs,
        handle="h",
        start=nudge.start,
        end=nudge.end,
        placed_at=at("2026-03-03", "12:00"),
    )
    return {nudge.key: replace(base, **more)}


def test_a_call_that_the_person_moved_is_planned_where_it_stands():
    elsewhere = at("2026-03-12", "15:00")
    records = placed(planned(ONE, at("2026-03-03", "12:00")), NudgeKind.CALL, seen_start=elsewhere)
    call = the_call(replace(ONE, records=records), at("2026-03-04"))
    assert call.start == elsewhere


def test_a_call_that_the_person_deleted_ends_the_series():
    from afterword.core.model import RecordState

    records = placed(planned(ONE, at("2026-03-03", "12:00")), NudgeKind.CALL, state=RecordState.DECLINED, present=False)
    for day in ("2026-03-04", "2026-03-11", "2026-03-20"):
        result = planned(replace(ONE, records=records), at(day))
        assert not wanted(result, NudgeKind.CALL)
        assert "you deleted the call" in nudges(result, NudgeKind.CALL)[0].why


def test_an_interviewer_whose_address_becomes_known_is_not_thanked_twice():
    named = Facts(interviews=(interview(TUESDAY, Person("Jane Doe")),))
    records = placed(planned(named, at("2026-03-03", "12:00")), NudgeKind.THANK_YOU)
    known = replace(ONE, records=records)
    (nudge,) = wanted(planned(known, at("2026-03-03", "13:00")), NudgeKind.THANK_YOU)
    assert nudge.key in records
    assert nudge.person == JANE


def test_a_letter_from_the_future_has_not_come_yet():
    facts = replace(ONE, letters=(letter(at("2026-03-06")),))
    assert wanted(planned(facts, at("2026-03-05")), NudgeKind.CALL)
    assert not wanted(planned(facts, at("2026-03-06", "10:01")), NudgeKind.CALL)


def test_a_call_the_person_marked_as_made_is_done_and_the_next_waits_a_week():
    records = placed(planned(ONE, at("2026-03-04")), NudgeKind.CALL)
    (key,) = records
    facts = replace(ONE, records=records, words=(Word(at("2026-03-06"), Verb.CALLED, key),))
    made, following = nudges(planned(facts, at("2026-03-06", "12:00")), NudgeKind.CALL)
    assert (made.key, made.state, made.wanted) == (key, NudgeState.DONE, False)
    assert made.why == "you called on Friday, 6 March"
    assert (following.attempt, local(following.start).date()) == (2, date(2026, 3, 13))


def test_a_week_between_calls_is_a_week_on_the_wall_clock_when_summer_time_ends():
    autumn = Facts(interviews=(interview(at("2026-10-16")),))
    then = planned(autumn, at("2026-10-16", "12:00"))
    tried = placed(then, NudgeKind.CALL, start=at("2026-10-23", "15:00"), end=at("2026-10-23", "15:15"))
    (second,) = wanted(planned(replace(autumn, records=tried), at("2026-10-23", "16:00")), NudgeKind.CALL)
    assert second.start == at("2026-10-30", "15:00")


def test_a_reminder_comes_before_its_drafts_are_due_at_midnight():
    late = Facts(interviews=(interview(at("2026-03-03", "23:15")),))
    (reminder,) = wanted(planned(late, at("2026-03-04", "19:00")), NudgeKind.REMINDER)
    assert local(reminder.start).strftime("%d %H:%M") == "04 21:00"


def test_a_request_for_feedback_greets_an_interviewer_of_whom_only_the_name_is_known():
    nameless = replace(ONE, interviews=(interview(TUESDAY, Person("Li Wei", "")),))
    system = Person("Acme", "no-reply@greenhouse-mail.io")
    told = letter(at("2026-03-06"), system, says=Says.REJECTION, read_employer=ACME)
    result = planned(replace(nameless, letters=(told,)), at("2026-03-06", "12:00"))
    assert [one.person for one in wanted(result, NudgeKind.FEEDBACK)] == [Person("Li Wei", "")]
