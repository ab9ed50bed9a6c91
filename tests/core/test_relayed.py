"""Who wrote what a job board or network hands on."""

from dataclasses import replace

import pytest
from tests.core.life import at, interview, planned
from tests.core.mails import ME, mail

from afterword.core.mail.letters import letter_of
from afterword.core.mail.relayed import writer
from afterword.core.model import Facts, NudgeKind, NudgeState, Person
from afterword.core.planning.matching import answer_id

BOARD = Person("LinkedIn", "messages-noreply@linkedin.com")


@pytest.mark.parametrize(
    ("subject", "text", "shown"),
    [
        ("Anna just messaged you", "Anna Berg sent you a message\n\nHi", "Anna Berg"),
        ("New message from Hexley Foods", "", "Hexley Foods"),
        ("Neue Nachricht zu Ihrer Bewerbung", "Sie haben eine neue Nachricht von Alpenmed GmbH.", "Alpenmed GmbH"),
        ("You have a new message from Dr. Anna Berg", "", "Dr. Anna Berg"),
        ("Ada, you have 1 new message", "Read it here.", "LinkedIn"),
        ("Jobs for you", "Accountant, Hexley", "LinkedIn"),
    ],
)
def test_a_board_s_notice_is_by_whom_it_names(subject: str, text: str, shown: str) -> None:
    assert writer(mail(text, subject, BOARD)) == Person(shown, BOARD.email)


def test_whoever_writes_by_themselves_is_the_writer() -> None:
    sender = Person("Grace Hopper", "grace.hopper@acme.example")
    assert writer(mail("x", "Anna Berg sent you a message", sender)) is sender


def test_what_an_interviewer_wrote_at_a_network_is_asked_about_and_settles_nothing() -> None:
    notice = mail("Hi Ada, thanks for yesterday. I wanted to...\n\nView message", "Jane Doe sent you a message", BOARD)
    found = letter_of(replace(notice, date=at("2026-03-05")), ME, at("2026-03-06"))
    plan = planned(Facts(interviews=(interview(at("2026-03-03")),), letters=(found,)), at("2026-03-06"))
    assert [question.id for question in plan.questions] == [answer_id(found)]
    assert [nudge.state for nudge in plan.nudges if nudge.kind is NudgeKind.CALL] == [NudgeState.HELD]
