"""Ordinary human mail: short, plain, from a company's address that names nobody in particular. Never a machine's."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from tests.core.mails import GRACE, ME, mail

from afterword.core.mail.automatic import classify
from afterword.core.mail.replies import read
from afterword.core.model import Automatic, Nature, Person

LETTERS = tomllib.loads((Path(__file__).parents[1] / "data" / "plain_letters.toml").read_text("utf-8"))["letters"]


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter["email"])
def test_a_short_plain_letter_was_written_by_a_person_and_settles(letter: dict[str, str]) -> None:
    reading = read(mail(letter["text"], letter["subject"], Person(letter["name"], letter["email"])), ME)
    assert (reading.nature, reading.settles) == (Nature.HUMAN, True), reading.evidence


@pytest.mark.parametrize(
    ("sender", "text", "headers"),
    [
        ("hello@acme.example", "You can now unsubscribe from this newsletter.", {}),
        ("acme@acme.example", "Your verification code is 123456. It expires in 10 minutes.", {}),
        ("jx@acme.example", "Hello. " + "Read more at https://acme.example/a " * 4, {}),
        ("jx@acme.example", "I have news for you.", {"list-unsubscribe": "<mailto:u@acme.example>"}),
        ("no-reply@acme.example", "I have news for you.", {}),
        ("jx@acme.example", "I have news for you. " * 90, {}),
    ],
    ids=["newsletter", "code", "links", "list", "no-reply", "long"],
)
def test_what_a_machine_leaves_is_no_letter_whoever_speaks_in_it(
    sender: str, text: str, headers: dict[str, str]
) -> None:
    found = classify(mail(text, "News", Person("", sender), headers))
    assert all(piece.rule not in {"says-i", "signed"} for piece in found.evidence)


def test_a_plain_acknowledgement_is_still_one() -> None:
    text = "Dear Ada,\n\nwe have received your application and will look at it with care.\n\nGrace"
    assert read(mail(text, "Your application"), ME).automatic is Automatic.ACKNOWLEDGEMENT


@pytest.mark.parametrize(
    ("subject", "sender", "text"),
    [
        ("You are not a member", "talk-admin@lists.example", "You are not a member of this mailing list."),
        ("Re: Hello", "talk-request@lists.example", "Only subscribers may post to this list."),
        ("Re:Hello", "mail@relay.example", "550 - Requested action not taken: no such user here"),
        ("Re: Hello", "post_master@relay.example", "Error: Invalid user address"),
    ],
)
def test_the_refusal_of_a_list_server_or_a_relay_is_a_bounce(subject: str, sender: str, text: str) -> None:
    reading = read(mail(text, subject, Person("", sender)), ME)
    assert (reading.automatic, reading.settles) == (Automatic.BOUNCE, False)


def test_somebody_who_tells_of_a_bounce_is_a_person() -> None:
    text = "Hi Ada, my first mail could not be delivered, so here it is again: see you on the fourth floor."
    assert read(mail(text, "Again", GRACE), ME).settles is True


def test_who_is_not_going_to_do_something_does_not_turn_anybody_down() -> None:
    text = "I am not going to forget what happened at that interview. We are not going to put it in the paper."
    says = read(mail(text, "The news interview"), ME).says
    assert says is not None and says.value != "rejection"
