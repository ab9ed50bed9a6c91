"""Numbers at which people can be called, and whose they are."""

from __future__ import annotations

import pytest

from afterword.core.model import Person, Phone
from afterword.core.people.phones import phones_in, region_of

JANE, TOM = Person("Jane Doe", "jane@acme.example"), Person("Fox, Tom", "tom@acme.example")


def test_a_number_in_a_signature_belongs_to_who_signs() -> None:
    text = "See you soon!\n\nJane Doe\nHead of Data\n+49 30 901820\n"
    assert phones_in(text, [JANE, TOM]) == (Phone("+4930901820", "Jane Doe"),)


def test_a_given_name_in_the_line_is_enough_to_own_a_number() -> None:
    assert phones_in("If anything goes wrong ring Jane: +49 30 901820", [JANE])[0].owner == "Jane Doe"


def test_a_number_nobody_is_named_beside_has_no_owner() -> None:
    assert phones_in("Questions? +49 30 901820", [JANE]) == (Phone("+4930901820"),)


@pytest.mark.parametrize(
    "text",
    [
        "Or call in (audio only)\n+1 212-736-5000,,478281968# United States\nPhone Conference ID: 478 281 968#",
        "Join with Google Meet\nOr dial: (US) +1 212-736-5000 PIN: 423118043#",
        "One tap mobile\n+12127365000,,123456789# US\n+14157365000,,123456789# US",
        "Dial by your location\n+1 212 736 5000 US (New York)\n+1 415 736 5000 US (San Francisco)",
        "Einwahl: +49 30 901820",
        "Meeting ID: 212 736 5000",
        "Technical support: +1 800 275 2273",
        "https://acme.example/call?number=+493090182000",
        "tel:+4930901820",
        "Requisition 4930901820",
    ],
)
def test_numbers_of_conferences_and_machines_are_left_out(text: str) -> None:
    assert phones_in(text, [JANE], "US") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Booked by\nSam Carter\nsam@homepage.example\n+49 30 901820",
        "We will call you at +49 30 901820.",
        "Your phone number: +49 30 901820",
        "Event Name: Chat\n\nPlease share your mobile: +49 30 901820\n\nPowered by Calendly.com",
        "Wir rufen Sie unter +49 30 901820 an.",
    ],
)
def test_the_persons_own_number_is_not_taken(text: str) -> None:
    assert phones_in(text, [JANE]) == ()


def test_a_number_without_prefix_is_read_in_the_employers_country() -> None:
    assert region_of("Europe/Berlin") == "DE"
    assert region_of("Europe/Berlin", ["acme.fr"]) == "FR"
    assert region_of("America/New_York", ["acme.io"]) == "US"
    assert region_of("") is None
    assert phones_in("Jane Doe, 030 901820", [JANE], "DE") == (Phone("+4930901820", "Jane Doe"),)


def test_each_number_is_there_once_and_no_more_than_eight() -> None:
    text = "\n\n".join(f"+49 30 9018{line:02d}0" for line in range(20)) + "\n+49 30 901800"
    numbers = [phone.number for phone in phones_in(text, [])]
    assert len(numbers) == len(set(numbers)) == 8
