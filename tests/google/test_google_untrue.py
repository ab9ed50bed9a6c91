"""Answers that say that all is well and are none: nothing is missed, and nothing is believed gone that stands."""

from __future__ import annotations

from dataclasses import astuple
from datetime import timedelta
from pathlib import Path

import pytest
from google_house import AFTER, JANE, OMAR, Household, at, lively
from google_world import OWN
from tests.contracts.mailbox_contract import DRAFT

from afterword.errors import Transient
from afterword.ports import Standing, Usage
from google_server import FAULTS, Fault, GoogleServer
from google_server.faults import untrue

HOUR = timedelta(hours=1)
NOTHING = [untrue(204, executed=False), untrue(200, executed=False), untrue(200, "{}", executed=False)]
TOLD = "Dear Kim,\n\nwe have decided to move forward with another candidate.\n\nJane Doe"
READS = (
    "gmail.users.history.list",
    "gmail.users.messages.list",
    "gmail.users.messages.get",
    "gmail.users.drafts.list",
    "gmail.users.drafts.get",
    "calendar.events.list",
    "calendar.events.get",
)


@pytest.mark.parametrize(("fault", "indexed"), list(zip(NOTHING, (True, False, True), strict=True)))
def test_an_answer_of_the_employers_is_not_missed_because_google_answers_nothing(
    tmp_path: Path, fault: Fault, indexed: bool
) -> None:
    with GoogleServer() as server:
        house = Household(server, tmp_path)
        house.interview(at("2026-03-03"), JANE, OMAR)
        house.cycle(AFTER)
        server.mailbox.indexing = indexed
        server.person.write("Your interview", f"{JANE[0]} <{JANE[1]}>", text=TOLD, date=AFTER)
        server.person.edit_draft(house.draft_to(OMAR[1]), "Mine.")
        for method in READS:
            server.fail(method, fault, times=2)
        assert house.cycle(AFTER + HOUR).problems == ()
        assert house.entries() == []
        assert sorted(str(mail["To"]) for mail in house.drafts()).count(f"{OMAR[0]} <{OMAR[1]}>") == 1


@pytest.mark.parametrize("method", ["gmail.users.history.list", "gmail.users.messages.list", "calendar.events.list"])
def test_who_answers_nothing_time_and_again_is_named_and_asked_again_at_the_next_cycle(
    tmp_path: Path, method: str
) -> None:
    with GoogleServer() as server:
        house = Household(server, tmp_path)
        house.interview(at("2026-03-03"), JANE)
        house.cycle(AFTER)
        server.person.write("Your interview", f"{JANE[0]} <{JANE[1]}>", text=TOLD, date=AFTER)
        server.fail(method, untrue(204, executed=False), times=4)
        outcome = house.cycle(AFTER + HOUR)
        assert ["can't be read" in problem for problem in outcome.problems] == [True]
        house.cycle(AFTER + 2 * HOUR)
        assert house.entries() == []


@pytest.mark.parametrize(
    "method",
    ["gmail.users.drafts.create", "calendar.calendars.insert", "calendar.events.insert", "calendar.events.delete"],
)
def test_a_write_said_to_be_done_that_was_not_is_done(tmp_path: Path, method: str) -> None:
    with GoogleServer() as server:
        house = lively(server, tmp_path)
        if method == "calendar.calendars.insert":
            server.calendars.boxes.pop(server.person.calendar_named(OWN))
        server.fail(method, untrue(204, executed=False))
        outcome = house.cycle(AFTER)
        assert len(outcome.failures) == 1
        house.cycle(AFTER)
        assert house.cycle(AFTER).performed == 0
        assert len(house.drafts()) == 3
        assert len(house.entries()) == 1


def test_a_draft_said_to_be_deleted_that_stands_is_not_believed_gone(tmp_path: Path) -> None:
    with GoogleServer() as server:
        mailbox = Household(server, tmp_path).mailbox
        standing = Standing(DRAFT.key, *astuple(mailbox.create(DRAFT)))
        server.fail("gmail.users.drafts.delete", untrue(204, executed=False))
        with pytest.raises(Transient):
            mailbox.remove(standing)
        mailbox.remove(standing)
        assert not server.mailbox.drafts


def test_what_is_asked_again_after_a_token_was_refused_is_counted(tmp_path: Path) -> None:
    with GoogleServer() as server:
        house = Household(server, tmp_path)
        house.interview(at("2026-03-03"), JANE)
        house.cycle(AFTER)
        server.fail("gmail.users.history.list", FAULTS["401 authError"])
        assert house.cycle(AFTER).problems == ()
        assert house.usage == Usage({"gmail": 2, "calendar": 2}, {"gmail": 4, "calendar": 0})
        assert server.counts()["oauth.token"] == 1


def test_what_could_not_be_asked_for_want_of_a_token_is_not_counted(tmp_path: Path) -> None:
    with GoogleServer() as server:
        house = Household(server, tmp_path, expired=True)
        server.accounts.withdraw()
        assert house.cycle(AFTER).needs_login
        assert house.usage == Usage()
