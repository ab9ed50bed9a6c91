"""Are two of them one person, how is one greeted, is it a person at all."""

from __future__ import annotations

import pytest

from afterword.core.model import Guest, Person
from afterword.core.people.names import Greeting, greeting, greeting_name, is_human, same_person


def test_one_address_is_one_person() -> None:
    assert same_person(Person("Jane Doe", "jane@acme.example"), Person("J. D.", "Jane@acme.example"))


@pytest.mark.parametrize(
    "other", ["Jane Doe", "jane doe", "DOE, Jane", "Doe Jane", "Dr. Jane Doe", "Jané Doe", "Jane Doe (Acme)"]
)
def test_one_full_name_however_written_is_one_person(other: str) -> None:
    assert same_person(Person("Jane Doe", "jane@acme.example"), Person(other, "j.doe@acme-group.example"))


def test_a_single_name_at_two_addresses_is_two_people() -> None:
    assert not same_person(Person("Jane", "jane@acme.example"), Person("Jane", "jane@other.example"))
    assert same_person(Person("Jane", "jane@acme.example"), Person("Jane"))


def test_nameless_people_at_different_addresses_are_different() -> None:
    assert not same_person(Person("", "jane@acme.example"), Person("", "tom@acme.example"))
    assert not same_person(Person(), Person())


def test_a_japanese_name_is_the_same_with_and_without_the_blank() -> None:
    assert same_person(Person("佐藤 花子", "a@acme.example"), Person("佐藤花子", "b@acme.example"))


@pytest.mark.parametrize(
    "written", ["Jane Doe", "Dr. Jane Doe", "DOE, Jane", "Doe, Jane", "DOE Jane", "Jane Q. Doe", "Jane van Doe",
                "Jane Doe, PhD",
                "Jane Doe (Acme)", "Jane Doe | Acme", "Jane Doe @ Acme", "Jane Doe 2", "'Jane Doe'", "Jane"],
)  # fmt: skip
def test_the_given_name_is_found(written: str) -> None:
    assert greeting(Person(written, "jane@acme.example")) == Greeting("Jane", given=True)


@pytest.mark.parametrize(
    "written",
    [
        "Tanaka Hiroshi",
        "Wang Fang",
        "Nagy Anna",
        "Kim Smith",
        "佐藤 花子",
        "王芳",
        "Mary Ann Smith",
        "J. Doe",
        "JANE DOE",
    ],
)
def test_in_doubt_it_is_the_full_name_as_written(written: str) -> None:
    assert greeting(Person(written, "x@acme.example")) == Greeting(written, given=False)


def test_where_family_names_stand_first_nobody_is_taken_by_the_first_word() -> None:
    assert greeting_name(Person("Oda Mio", "oda@acme.co.jp")) == "Oda Mio"


@pytest.mark.parametrize(
    "written", ["", "Acme Recruiting Team", "hr1", "jane", "jane doe", "HR", "Boardroom 4", "Acme Careers",
                "jane.doe@acme.example", "Fireflies.ai Notetaker", "採用担当", "EA @ Acme",
                "Calendly", "R2D2", "Doe, Jane, Tom", "J."],
)  # fmt: skip
def test_what_is_no_persons_name_is_not_greeted(written: str) -> None:
    assert greeting_name(Person(written, "somebody@acme.example")) is None


@pytest.mark.parametrize(
    "guest",
    [
        Guest(Person("Atrium", "c_1@resource.calendar.google.com")),
        Guest(Person("Atrium", "atrium@acme.example"), kind="room"),
        Guest(Person("Everybody", "list@acme.example"), kind="group"),
        Guest(Person("", "fred@fireflies.ai")),
        Guest(Person("", "no-reply@greenhouse.io")),
        Guest(Person("", "hr1@acme.example")),
        Guest(Person("Acme Solutions", "hello@acme.example")),
    ],
)
def test_rooms_machines_and_shared_mailboxes_are_no_humans(guest: Guest) -> None:
    assert not is_human(guest)


def test_a_guest_without_a_name_is_a_human_if_the_address_is_a_persons() -> None:
    assert is_human(Guest(Person("", "jane.doe@acme.example")))
