"""`afterword run` at Google, in real time: what befalls a service that nobody looks after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from commands import Command
from google_house import JANE, OMAR, Household
from google_world import MINE
from tests.service.running import Running

from google_server import SCOPES, Fault, GoogleServer
from google_server.faults import dropped, server_error

IDLE = {"gmail.users.history.list": 1, "calendar.events.list": 2}
PRIVATE = ("canary", JANE[0], JANE[1], OMAR[1], MINE, "Technical interview", "acme-robotics")
MORE = 'poll_seconds = 3600\n[metrics]\nfile = "afterword.prom"\n'


@contextmanager
def serving(folder: Path) -> Iterator[tuple[GoogleServer, Household, Command, Running]]:
    """A service after its first look: two drafts and a call stand. At the end its log tells nothing private."""
    now = datetime.now(UTC)
    with GoogleServer() as server:
        server.clock.set(now)
        house = Household(server, folder)
        house.interview(now - timedelta(hours=2), JANE, OMAR, description="canary")
        command = Command(server, folder, more=MORE)
        with Running(folder) as service:
            service.ready().until(lambda: service.looks, "the first look")
            assert (len(house.drafts()), len(house.entries())) == (2, 1)
            [line] = [line for line in service.log if line["message"] == "cycle"]
            assert line["gmail_units"] == server.units
            yield server, house, command, service.look()
            assert service.stop() == 0
            log = (folder / "log").read_text()
            assert [word for word in PRIVATE if word in log] == []
        assert (server.sent(), server.noisy()) == ([], [])


def looked(server: GoogleServer, service: Running) -> dict[str, int]:
    server.forget()
    service.look()
    return dict(server.counts())


def test_a_login_that_ends_is_told_once_and_a_new_one_heals_the_service_without_a_restart(tmp_path: Path) -> None:
    with serving(tmp_path) as (server, _, command, service):
        server.accounts.withdraw()
        for _ in range(2):
            service.look()
        assert [("login" in text, "everything is kept" in text) for text in service.told("login")] == [(True, True)]
        command.token.write_text(server.authorized_user_json(SCOPES))
        service.until(lambda: service.told("login")[1:] == ["logged in again"], "a look by itself")
        assert looked(server, service) == IDLE


@pytest.mark.parametrize(("fault", "seconds"), [(dropped(executed=False), 60), (server_error(503, 1200), 1200)])
def test_trouble_at_google_is_told_once_waited_out_and_forgotten(tmp_path: Path, fault: Fault, seconds: int) -> None:
    with serving(tmp_path) as (server, house, _, service):
        before = len(service.log)
        server.fail("gmail.*", fault, times=1000)
        for _ in range(2):
            service.look()
        assert len([line for line in service.log[before:] if line["level"] != "info"]) == 1
        waits = service.measured("next_look_timestamp_seconds") - service.measured("last_look_timestamp_seconds")
        assert waits >= seconds
        server.faults.clear()
        service.look()
        assert looked(server, service) == IDLE
        assert (len(house.drafts()), len(house.entries())) == (2, 1)


def test_mails_that_are_nobodys_business_are_paid_for_once(tmp_path: Path) -> None:
    with serving(tmp_path) as (server, house, _, service):
        for number in range(20):
            server.person.write(f"canary {number}", f"canary{number}@shop.example", text="canary")
        assert looked(server, service) == {**IDLE, "gmail.users.messages.list": 2}
        assert looked(server, service) == IDLE
        server.person.write("canary", f"{JANE[0]} <{JANE[1]}>", text="We have chosen another candidate. canary\n\nJane")
        service.look()
        assert house.entries() == []
