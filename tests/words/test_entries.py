"""What stands in the calendar: the call, the reminder, the closing; and the mails that follow a wait."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from nudged import JANE, JOHN, KINDS, ME, NOW, PHONES, RITA, START, a_brief, a_process, a_round, call, nothing_known

from afterword.core.model import (
    Alarm,
    Employer,
    Entry,
    Letter,
    Medium,
    NudgeKind,
    Person,
    Phone,
    Process,
)
from afterword.words.brief import Brief
from afterword.words.compose import Composer

COMPOSER = Composer(ME)
UNNAMED = a_process(employer=Employer())


def entered(brief: Brief) -> Entry:
    return COMPOSER.entry(brief)


def mailed(brief: Brief) -> str:
    return COMPOSER.draft(brief, now=NOW, message_id="1@poe.example").text


def rejected(sender: Person) -> Process:
    return a_process(answer=Letter("h", "9@acme.example", NOW, sender))


# --- the call ----------------------------------------------------------------------------------------------------


def test_a_call_takes_a_quarter_of_an_hour_and_rings_an_hour_and_ten_minutes_before() -> None:
    entry = entered(call())
    assert entry.end - entry.start == timedelta(minutes=15)
    assert [alarm.minutes_before for alarm in entry.alarms] == [60, 10]
    assert (entry.key, entry.zone) == ("k" * 26, "Europe/Berlin")


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({}, "Call Jane Doe at Acme (follow-up 1 of 3)"),
        ({"attempt": 3}, "Call Jane Doe at Acme (follow-up 3 of 3)"),
        ({"max_calls": 1}, "Call Jane Doe at Acme (follow-up)"),
        ({"person": Person()}, "Call Acme (follow-up 1 of 3)"),
        ({"process": UNNAMED}, "Call Jane Doe (follow-up 1 of 3)"),
        (
            {"process": a_process(employer=Employer()), "person": Person()},
            "Call about your interview (follow-up 1 of 3)",
        ),
    ],
)
def test_the_title_says_whom_and_the_how_manieth_time(changes: dict[str, object], title: str) -> None:
    assert entered(call(**changes)).title == title == COMPOSER.title(call(**changes))


def test_numbers_are_readable_and_their_own_stands_first() -> None:
    text = entered(call(process=a_process(a_round(phones=PHONES)))).text
    assert "THE NUMBER\n+49 30 55501234 (Jane Doe)\n+49 30 55501200\n\n" in text


def test_a_number_from_an_earlier_round_is_used_too_and_none_stands_twice() -> None:
    process = a_process(a_round("r0", days=-9, phones=PHONES), a_round(phones=PHONES[:1]))
    text = entered(call(process=process)).text
    assert [text.count(number) for number in ("55501234", "55501200")] == [1, 1]


def test_a_number_that_is_none_is_shown_as_it_stands() -> None:
    text = entered(call(process=a_process(a_round(phones=(Phone("ext. 12\n{{ 1 }}"),))))).text
    assert "\next. 12 {{ 1 }}\n" in text


def test_without_a_number_it_says_so_and_where_to_look() -> None:
    text = entered(call()).text
    assert "NO NUMBER IS KNOWN" in text
    assert "switchboard of Acme for Jane Doe" in text
    assert "a short mail will do: jane.doe@acme.example\n" in text


def test_an_address_that_bounced_is_not_offered() -> None:
    text = entered(call(process=a_process(bounced=frozenset({JANE.email})))).text
    assert "a short mail will do.\n" in text
    assert JANE.email not in text


def test_the_script_fits_into_twenty_seconds_and_a_mailbox() -> None:
    text = entered(call()).text
    voice_mail = re.search(r'VOICE MAIL.*\n"(.*)"', text)
    assert voice_mail is not None
    assert 25 < len(voice_mail[1].split()) <= 60
    assert "Sam Poe" in voice_mail[1]
    assert ME.phone in voice_mail[1]


def test_without_a_number_of_their_own_the_voice_mail_names_the_address() -> None:
    text = entered(call(profile=replace(ME, phone=""))).text
    assert "reach me at sam@poe.example." in text


def test_others_are_named_for_when_nobody_answers() -> None:
    text = entered(call(alternatives=(RITA, RITA, JANE))).text
    assert "TRY\n- Rita Ray (rita.ray@acme.example)\n- whoever" in text


def test_times_are_the_persons_own_with_the_employers_beside_them() -> None:
    text = entered(call(process=a_process(a_round(zone="America/New_York")))).text
    assert "on Tuesday, 3 March, 14:00 to 15:00 (08:00 to 09:00 in New York)." in text
    assert "When you call, it is 09:00 in New York.\n" in text


def test_another_day_over_there_is_named() -> None:
    text = entered(call(process=a_process(a_round(zone="Pacific/Auckland")))).text
    assert "14:00 to 15:00 (Wednesday, 4 March, 02:00 to 03:00 in Auckland)." in text


def test_where_the_clocks_agree_no_second_time_stands() -> None:
    text = entered(call(process=a_process(a_round(zone="Europe/Paris")))).text
    assert "Paris" not in text


def test_a_whole_day_has_no_hours() -> None:
    day = a_round(start=START - timedelta(hours=14), end=START + timedelta(hours=10))
    assert "on Tuesday, 3 March.\n" in entered(call(process=a_process(day))).text


def test_the_date_they_named_and_the_last_try_are_said() -> None:
    text = entered(call(process=a_process(decision_date=date(2026, 3, 9)), attempt=3)).text
    assert "by Monday, 9 March." in text
    assert "This is the last try." in text


def test_it_says_how_it_ends() -> None:
    text = entered(call(notes=("tea",))).text
    assert "goes away by itself" in text
    assert "\nafterword called acme (" in text
    assert "\nafterword heard acme (" in text
    assert "YOUR NOTES\n- tea.\n" in text


def test_a_call_without_a_start_is_refused() -> None:
    brief = call()
    with pytest.raises(ValueError, match="no start"):
        entered(replace(brief, nudge=replace(brief.nudge, start=None)))


@pytest.mark.parametrize(
    "changes",
    [
        {"process": a_process(a_round(phones=PHONES))},
        {"process": a_process(decision_date=date(2026, 3, 9))},
        {"process": a_process(a_round(recruiter=RITA))},
        {"notes": ("tea",)},
        {"person": JOHN},
    ],
)
def test_content_of_a_call_changes_with_its_facts(changes: dict[str, object]) -> None:
    assert COMPOSER.content(call(**changes)) != COMPOSER.content(call())


# --- reminder and closing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (("Jane Doe", "John Roe", ""), "3 thank-you drafts wait in your drafts"),
        (("Jane Doe",), "A thank-you draft waits in your drafts"),
        ((), "Thank-you drafts wait in your drafts"),
    ],
)
def test_a_reminder_counts_the_drafts(names: tuple[str, ...], title: str) -> None:
    entry = entered(a_brief(NudgeKind.REMINDER, Medium.ENTRY, drafts_waiting=names))
    assert entry.title == title
    assert entry.alarms == (Alarm(0, title),)
    assert entry.text.count("\n- ") == len(names)


def test_a_closing_is_quiet_and_says_how_often() -> None:
    entry = entered(a_brief(NudgeKind.CLOSING, Medium.ENTRY))
    assert entry.title == "Close the file on Acme: no answer after 3 tries; keep looking"
    assert entry.alarms == ()
    once = entered(a_brief(NudgeKind.CLOSING, Medium.ENTRY, max_calls=1))
    assert once.title == "Close the file on Acme: no answer after 1 try; keep looking"


# --- mails after the wait ----------------------------------------------------------------------------------------


def test_feedback_thanks_for_the_message_whoever_wrote_it() -> None:
    text = mailed(a_brief(NudgeKind.FEEDBACK, process=rejected(JANE), answer_date=date(2026, 3, 12)))
    assert "Thank you for your message of Thursday, 12 March." in text
    text = mailed(a_brief(NudgeKind.FEEDBACK, process=rejected(JANE)))
    assert "Thank you for letting me know how you decided." in text


def test_feedback_from_another_does_not_pretend_that_they_wrote() -> None:
    text = mailed(a_brief(NudgeKind.FEEDBACK, process=rejected(RITA), answer_date=date(2026, 3, 12)))
    assert "your message" not in text
    assert "letting me know" not in text


def test_a_call_by_mail_is_a_draft_and_another_one_each_time() -> None:
    first, second, third = (mailed(a_brief(NudgeKind.CALL, attempt=attempt)) for attempt in (1, 2, 3))
    assert len({first, second, third}) == 3
    brief = call(by_mail=True)
    assert mailed(brief) == first
    assert COMPOSER.subject(brief) == "Following up on my interview for the Backend Engineer role at Acme"


@pytest.mark.parametrize("attempt", [1, 2, 3])
def test_mails_after_the_wait_are_short(attempt: int) -> None:
    assert len(mailed(a_brief(NudgeKind.CALL, attempt=attempt)).split()) < 130
    assert len(mailed(a_brief(NudgeKind.FEEDBACK, process=rejected(RITA))).split()) < 150


def test_there_are_no_words_for_a_thank_you_in_the_calendar() -> None:
    with pytest.raises(ValueError, match="no words"):
        COMPOSER.content(a_brief(NudgeKind.THANK_YOU, Medium.ENTRY))


@pytest.mark.parametrize(("kind", "medium"), KINDS)
def test_content_is_stable_and_tells_the_kinds_apart(kind: NudgeKind, medium: Medium) -> None:
    contents = {COMPOSER.content(a_brief(other, its)) for other, its in KINDS}
    assert len(contents) == len(KINDS)
    assert COMPOSER.content(nothing_known(kind, medium)) == Composer(ME).content(nothing_known(kind, medium))
