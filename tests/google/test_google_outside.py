"""What other servers of these APIs taught: ways of answering that Google's pages allow and `google_server` does not use
by itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from google_house import AFTER, JANE, OMAR, Household, at

from google_server import FAULTS, Fault, GoogleServer

HOUR = timedelta(hours=1)
ZOE = ("Zoe Sample", "zoe@acme-robotics.example")
TOLD = "Dear Kim,\n\nwe have decided to move forward with another candidate.\n\nJane Doe"


def test_drafts_sent_all_at_once_under_new_headers_are_sent_and_nothing_is_asked(tmp_path: Path) -> None:
    with GoogleServer() as server:
        house = Household(server, tmp_path)
        house.interview(at("2026-03-03"), JANE, OMAR, ZOE)
        house.cycle(AFTER)
        server.clock.set(AFTER + HOUR)
        for _, address in (JANE, OMAR, ZOE):
            server.person.send(house.draft_to(address), keep_headers=False)
        outcome = house.cycle(AFTER + 2 * HOUR)
        assert (outcome.questions, outcome.blind) == ((), False)
        assert [one.state for one in outcome.plan.records.values() if one.kind == "thank-you"] == ["sent"] * 3


def test_an_answer_that_the_index_does_not_show_is_seen_at_the_first_look(tmp_path: Path) -> None:
    with GoogleServer() as server:
        house = Household(server, tmp_path)
        house.interview(at("2026-03-03"), JANE)
        server.mailbox.indexing = False
        server.person.write("Your interview", f"{JANE[0]} <{JANE[1]}>", text=TOLD, date=AFTER - HOUR)
        house.cycle(AFTER)
        assert house.entries() == []


def test_without_a_profile_the_history_starts_at_the_newest_mail(tmp_path: Path) -> None:
    with GoogleServer() as server:
        house = Household(server, tmp_path)
        server.fail("gmail.users.getProfile", FAULTS["404 notFound"], times=2)
        server.person.write("Hello", "jo@shop.example", date=at("2026-03-02"))
        house.interview(at("2026-03-03"), JANE)
        assert house.cycle(AFTER).problems == ()
        server.person.write("Your interview", f"{JANE[0]} <{JANE[1]}>", text=TOLD, date=AFTER)
        house.cycle(AFTER + HOUR)
        assert house.entries() == []


@pytest.mark.parametrize("fault", ["404 notFound", "409 duplicate"])
@pytest.mark.parametrize("method", ["gmail.users.messages.get", "gmail.users.history.list", "calendar.events.get"])
def test_one_refusal_of_something_that_is_there_loses_nothing(tmp_path: Path, method: str, fault: str) -> None:
    with GoogleServer() as server:
        house = Household(server, tmp_path)
        house.interview(at("2026-03-03"), JANE)
        house.cycle(AFTER)
        server.person.write("Your interview", f"{JANE[0]} <{JANE[1]}>", text=TOLD, date=AFTER)
        server.fail(method, FAULTS[fault])
        for _ in range(3):
            house.cycle(AFTER + HOUR)
        assert house.entries() == []
        assert len(house.drafts()) == 2


@pytest.mark.parametrize(
    ("method", "fault", "told"),
    [
        ("calendar.calendars.insert", FAULTS["404 notFound"], 'follow_ups = "primary"'),
        ("calendar.events.insert", Fault("own ids", status=200, text='{"id": "evt1"}'), "ids of its own"),
    ],
)
def test_a_calendar_server_that_lacks_what_we_need_is_told_and_the_drafts_are_written(
    tmp_path: Path, method: str, fault: Fault, told: str
) -> None:
    with GoogleServer() as server:
        house = Household(server, tmp_path)
        house.interview(at("2026-03-03"), JANE)
        server.fail(method, fault)
        outcome = house.cycle(AFTER)
        assert [told in failure.why for failure in outcome.failures] == [True]
        assert (len(house.drafts()), house.entries()) == (1, [])


def unconfirmed(server: GoogleServer, folder: Path, when: str) -> Household:
    """After a cycle in which the line broke before or after the thank-you's creation took effect."""
    house = Household(server, folder)
    house.interview(at("2026-03-03"), JANE)
    server.fail("gmail.users.drafts.create", FAULTS[f"dropped {when} the effect"])
    house.cycle(AFTER)
    return house


def test_a_draft_rewritten_before_its_birth_was_confirmed_is_not_written_again(tmp_path: Path) -> None:
    with GoogleServer() as server:
        house = unconfirmed(server, tmp_path, "after")
        server.person.edit_draft(house.draft_to(JANE[1]), "My own words.", keep_headers=False)
        for _ in range(2):
            house.cycle(AFTER + HOUR)
        assert [mail.get_content().strip() for mail in house.drafts()] == ["My own words."]


def test_a_draft_discarded_before_its_birth_was_confirmed_never_comes_back(tmp_path: Path) -> None:
    with GoogleServer() as server:
        house = unconfirmed(server, tmp_path, "after")
        server.person.discard(house.draft_to(JANE[1]))
        for _ in range(3):
            outcome = house.cycle(AFTER + HOUR)
        assert house.drafts() == []
        assert [one.state for one in outcome.plan.records.values() if one.kind == "thank-you"] == ["declined"]


def test_a_draft_that_was_never_written_is_not_taken_for_discarded(tmp_path: Path) -> None:
    with GoogleServer() as server:
        house = unconfirmed(server, tmp_path, "before")
        own = server.person.start_draft(b"To: zoe@shop.example\r\nSubject: Hello\r\n\r\nHello")
        server.person.edit_draft(own, "Hello again")
        for _ in range(2):
            house.cycle(AFTER + HOUR)
        assert house.draft_to(JANE[1])
