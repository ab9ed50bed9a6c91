"""Faults strike where and when they were planned, and do what their names say."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

import pytest
import requests

from google_server import FAULTS, TOKEN_FAULTS, Fault, GoogleServer
from google_server.calls import Call
from google_server.client import Client
from google_server.faults import half, hung, server_error, skewed

DRAFT = {"message": {"raw": "VG86IGFAYi5leGFtcGxlCgpIaQ=="}}
QUICK = {name: hung(executed=fault.executed, seconds=0.3) for name, fault in FAULTS.items() if fault.delivery == "hang"}


def create(client: Client, timeout: float = 2) -> requests.Response:
    return client.session.post(f"{client.base}/gmail/v1/users/me/drafts", json=DRAFT, timeout=timeout)


@pytest.mark.parametrize(
    "fault", [QUICK.get(name, fault) for name, fault in FAULTS.items()], ids=lambda fault: fault.name
)
def test_a_fault_has_its_effect_or_not_and_strikes_once(google: GoogleServer, client: Client, fault: Fault) -> None:
    google.fail("gmail.users.drafts.create", fault)
    if fault.delivery == "whole":
        answer = create(client)
        retried = fault.status == 401  # the session refreshes and asks again by itself
        assert answer.status_code == (200 if retried else fault.status)
        assert answer.headers.get("Retry-After") == (
            fault.problem.headers.get("Retry-After") if fault.problem else None
        )
    else:
        with pytest.raises(requests.RequestException):
            create(client)
    assert google.requests[0].executed is fault.executed
    assert len(google.mailbox.drafts) == (1 if fault.executed or fault.status == 401 else 0)
    assert google.faults.waiting == 0
    assert create(client).status_code == 200


def test_every_fault_that_a_client_must_know_is_there() -> None:
    reasons = {fault.problem.reason for fault in FAULTS.values() if fault.problem and fault.problem.code == 403}
    assert reasons >= {
        "rateLimitExceeded",
        "userRateLimitExceeded",
        "quotaExceeded",
        "dailyLimitExceeded",
        "insufficientPermissions",
        "forbidden",
        "forbiddenForNonOrganizer",
        "accessNotConfigured",
        "domainPolicy",
    }
    assert {fault.status for fault in FAULTS.values()} >= {200, 401, 403, 404, 409, 410, 412, 429, 500, 502, 503}
    assert {fault.status for fault in TOKEN_FAULTS.values()} >= {400, 401, 500}


def test_a_client_that_does_not_wait_has_its_effect_all_the_same(google: GoogleServer, client: Client) -> None:
    google.fail("gmail.users.drafts.create", hung(executed=True, seconds=5))
    with pytest.raises(requests.Timeout):
        create(client, timeout=0.1)
    assert len(google.mailbox.drafts) == 1


def test_half_an_answer_promises_more_than_it_brings(google: GoogleServer, client: Client) -> None:
    google.fail("*", half())
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        create(client)


def test_half_of_no_answer_is_one_too(google: GoogleServer, client: Client) -> None:
    made = create(client).json()["id"]
    google.fail("gmail.users.drafts.delete", half())
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        client.session.delete(f"{client.base}/gmail/v1/users/me/drafts/{made}", timeout=30)
    assert google.person.drafts() == {}


def test_a_skewed_clock_shows_in_the_date(google: GoogleServer, client: Client) -> None:
    google.fail("*", skewed(-3600))
    off, right = (parsedate_to_datetime(create(client).headers["Date"]) for _ in range(2))
    assert (right - off).total_seconds() == 3600
    assert right == google.clock.now


def test_a_fault_waits_for_its_call(google: GoogleServer, client: Client) -> None:
    google.fail("gmail.users.*", server_error(503), times=2, skip=1)
    google.fail("calendar.*", server_error(500), when=lambda params: params.get("calendarId") == "other")
    client.listed()
    assert [create(client).status_code for _ in range(4)] == [200, 503, 503, 200]
    assert google.faults.waiting == 1
    google.faults.clear()
    assert google.faults.waiting == 0


def test_watchers_stand_before_and_after_the_effect(google: GoogleServer, client: Client) -> None:
    seen: list[tuple[str, int]] = []

    def watch(stage: str, call: Call) -> None:
        seen.append((f"{stage} {call.method}", len(google.mailbox.drafts)))

    google.watchers.append(watch)
    create(client)
    assert seen == [("before gmail.users.drafts.create", 0), ("after gmail.users.drafts.create", 1)]


def test_a_watcher_may_let_the_person_act_meanwhile(google: GoogleServer, client: Client) -> None:
    google.watchers.append(lambda stage, call: stage == "before" and google.person.write("Meanwhile"))
    create(client)
    assert len(google.mailbox.mails) == 2


def test_an_answer_against_the_discovery_document_is_a_bug_that_shows() -> None:
    with (
        pytest.raises(AssertionError, match=r"calendar\.events\.list: int where a text belongs"),
        GoogleServer() as google,
    ):
        google.person.add_event("Here", google.clock.now, description=7)
        Client(google).listed()
