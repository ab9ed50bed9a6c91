"""Who wrote what a job board or network hands on."""

import pytest
from tests.core.mails import mail

from afterword.core.mail.relayed import writer
from afterword.core.model import Person

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
