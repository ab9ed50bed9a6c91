"""What is particular to Google: threads, headers alone, the person's own calendar, kinds of events, many mails."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from google_house import JANE, OMAR, Household, at
from google_world import MINE

from afterword.ports import Interest
from google_server import GoogleServer

NOON = at("2026-03-03", "12:00")
NO = "Dear Kim,\n\nunfortunately we have decided to move forward with another candidate.\n\nJane"
SENDER = f"{JANE[0]} <{JANE[1]}>"
ADVERTISEMENT = f"Autumn sale!{' Warm coats.' * 40} Put the heater in any position."
TO_MANY = {"List-Unsubscribe": "<https://shop.example>"}


def test_a_thank_you_to_somebody_who_wrote_before_stands_in_that_thread(tmp_path: Path) -> None:
    with GoogleServer() as server:
        house = Household(server, tmp_path)
        letter = server.person.write(
            "Your interview on Tuesday",
            SENDER,
            text="Dear Kim,\n\nI look forward to our interview.\n\nJane",
            date=at("2026-03-01"),
            message_id="abc@acme-robotics.example",
        )
        house.interview(at("2026-03-03"), JANE, OMAR)
        house.cycle(NOON)
        box = server.mailbox
        answer, fresh = box.draft(house.draft_to(JANE[1])), box.draft(house.draft_to(OMAR[1]))
        assert answer.thread == box.mails[letter].thread
        assert fresh.thread not in {answer.thread, box.mails[letter].thread}
        assert _heads(answer.raw) == ("Re: Your interview on Tuesday", *["<abc@acme-robotics.example>"] * 2)
        assert _heads(fresh.raw)[1:] == (None, None)


def _heads(raw: bytes) -> tuple[str | None, ...]:
    from email import message_from_bytes

    mail = message_from_bytes(raw)
    return tuple(mail[name] for name in ("Subject", "In-Reply-To", "References"))


def test_with_headers_alone_nothing_is_searched_or_read_and_an_answer_is_asked_about(tmp_path: Path) -> None:
    with GoogleServer() as server:
        house = Household(server, tmp_path, read_bodies=False)
        house.interview(at("2026-03-03"), JANE, OMAR)
        house.cycle(NOON)
        server.person.write("Re: your interview", SENDER, text=NO, date=at("2026-03-04"))
        outcome = house.cycle(at("2026-03-04", "12:00"))
        assert [question.text for question in outcome.questions] == [
            "Jane Doe wrote on Wednesday, 4 March. Is that Acme's answer?"
        ]
        gets = [call for call in server.requests if call.method == "gmail.users.messages.get"]
        assert [call.params["format"] for call in gets] == ["metadata"]


def test_in_the_persons_own_calendar_only_what_afterword_made_comes_and_goes(tmp_path: Path) -> None:
    with GoogleServer() as server:
        house = Household(server, tmp_path, follow_ups="primary")
        house.interview(at("2026-03-03"), JANE, OMAR)
        server.person.add_event("Dentist", at("2026-03-10", "14:00"))
        before = server.person.events()
        house.cycle(NOON)
        assert len(server.person.events()) == 3
        house.cycle(NOON + timedelta(minutes=5))
        assert server.counts() == {"gmail.users.history.list": 1, "calendar.events.list": 1}
        server.person.write("Re: your interview", SENDER, text=NO, date=at("2026-03-04"))
        house.cycle(at("2026-03-04", "12:00"))
        assert server.person.events() == before


@pytest.mark.parametrize("kind", ["outOfOffice", "focusTime", "workingLocation"])
def test_an_event_that_is_no_meeting_is_no_interview(tmp_path: Path, kind: str) -> None:
    with GoogleServer() as server:
        house = Household(server, tmp_path)
        server.person.add_event("Interview at Acme", at("2026-03-03"), eventType=kind)
        outcome = house.cycle(NOON)
        assert (house.drafts(), outcome.questions) == ([], ())


def test_an_event_that_gmail_made_of_a_mail_is_an_interview(tmp_path: Path) -> None:
    with GoogleServer() as server:
        house = Household(server, tmp_path)
        house.interview(at("2026-03-03"), JANE, eventType="fromGmail")
        house.cycle(NOON)
        assert [str(mail["To"]) for mail in house.drafts()] == [SENDER]


def test_rooms_are_not_thanked_and_a_hidden_guest_list_is_not_nobody(tmp_path: Path) -> None:
    with GoogleServer() as server:
        house = Household(server, tmp_path)
        room = {"email": "c_1@resource.calendar.google.com", "displayName": "Room Turing", "resource": True}
        me = {"email": MINE, "self": True, "responseStatus": "accepted"}
        jane = {"email": JANE[1], "displayName": JANE[0], "responseStatus": "accepted", "organizer": True}
        server.person.invited(
            "Technical interview at Acme",
            at("2026-03-03"),
            JANE[1],
            attendees=[jane, me, room],
            guestsCanSeeOtherGuests=False,
        )
        house.cycle(NOON)
        assert [str(mail["To"]) for mail in house.drafts()] == [JANE[1]]


@pytest.mark.parametrize("answer", ["needsAction", "tentative"])
def test_an_invitation_of_a_stranger_makes_no_draft_before_it_is_accepted(tmp_path: Path, answer: str) -> None:
    with GoogleServer() as server:
        house = Household(server, tmp_path)
        me = {"email": MINE, "self": True, "responseStatus": answer}
        jane = {"email": JANE[1], "displayName": JANE[0], "responseStatus": "accepted", "organizer": True}
        event = server.person.invited("Technical interview at Acme", at("2026-03-03"), JANE[1], attendees=[jane, me])
        outcome = house.cycle(NOON)
        assert house.drafts() == []
        assert "not accepted" in outcome.questions[0].text
        server.person.answer(event)
        house.cycle(NOON + timedelta(minutes=5))
        assert [str(mail["To"]) for mail in house.drafts()] == [SENDER]


def test_a_colleagues_calendar_is_left_out_and_said_once(tmp_path: Path) -> None:
    with GoogleServer() as server:
        theirs = server.person.add_calendar("Pat", role="reader", owner="pat@example.org", name="pat@example.org")
        house = Household(server, tmp_path, calendars=("primary", theirs))
        house.interview(at("2026-03-03"), JANE, calendar=theirs)
        outcome = house.cycle(NOON)
        assert ["somebody else" in problem for problem in outcome.problems] == [True]
        assert house.drafts() == []
        assert house.cycle(NOON).problems == ()
        assert server.counts() == {"gmail.users.history.list": 1, "calendar.events.list": 1}


@pytest.mark.parametrize("many", [1, 200])
def test_mails_that_have_nothing_to_do_with_it_are_not_opened_however_many(tmp_path: Path, many: int) -> None:
    with GoogleServer() as server:
        house = Household(server, tmp_path)
        house.interview(at("2026-03-03"), JANE)
        house.cycle(NOON)
        server.person.fill(many, NOON, timedelta(seconds=1))
        house.cycle(NOON + timedelta(minutes=5))
        assert server.units == 12
        assert server.counts()["gmail.users.messages.get"] == 0


def test_an_advertisement_with_our_words_in_it_is_not_read(tmp_path: Path) -> None:
    with GoogleServer() as server:
        house = Household(server, tmp_path)
        house.interview(at("2026-03-03"), JANE)
        house.cycle(NOON)
        server.person.write("Sale", "news@shop.example", text=ADVERTISEMENT, headers=TO_MANY)
        house.cycle(NOON + timedelta(minutes=5))
        gets = [call.params["format"] for call in server.requests if call.method == "gmail.users.messages.get"]
        assert gets == ["metadata"]


def test_mails_passed_over_once_cost_nothing_when_the_service_asks_again(tmp_path: Path) -> None:
    with GoogleServer() as server:
        house = Household(server, tmp_path)
        interest = Interest(at("2026-01-01"), addresses=frozenset({JANE[1]}))
        look = house.mailbox.changes(None, interest)
        assert list(look) == []
        server.person.fill(20, NOON, timedelta(seconds=1))
        server.person.write("Sale", "news@shop.example", text=ADVERTISEMENT, headers=TO_MANY)
        for units in (2 + 3 * 5 + 20, 2):
            server.forget()
            assert list(house.mailbox.changes(look.cursor, interest)) == []
            assert server.units == units
        server.person.write("Hello", SENDER, text=NO)
        assert len(list(house.mailbox.changes(look.cursor, interest))) == 1


def test_a_mailbox_full_of_applications_stays_below_three_thousand_units_at_first(tmp_path: Path) -> None:
    with GoogleServer() as server:
        house = Household(server, tmp_path)
        house.interview(at("2026-03-03"), JANE)
        for number in range(250):
            sender = SENDER if number % 2 else f"jobs{number}@employer{number}.example"
            server.person.write(
                "Your interview", sender, text="Your application.", date=at("2026-01-10") + timedelta(hours=4 * number)
            )
        house.cycle(NOON)
        assert server.units < 3000
        assert len(house.drafts()) == 1
