"""Every fault, and a death at every step: in the end all is as if nothing had happened, and nothing is there twice."""

from __future__ import annotations

import itertools
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from google_house import AFTER, Household, lively, picture

from afterword.errors import NeedsLogin
from afterword.providers.google import transport
from google_server import FAULTS, TOKEN_FAULTS, Fault, GoogleServer

_EVERYWHERE = ("503", "dropped after the effect", "timeout after the effect", "half an answer", "garbage JSON")
_WRITES = ("gmail.users.drafts.create", "calendar.events.insert", "calendar.events.delete")


class Stopped(BaseException):
    """The process dies here."""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "READ", 0.25)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[object, ...], list[str], int]:
    """How it looks in the end, the calls of the cycle in order, and its steps."""
    steps = itertools.count()
    with GoogleServer() as server:
        house = lively(server, tmp_path_factory.mktemp("undisturbed"))
        house.cycle(AFTER, lambda _: next(steps) and None)
        calls = [call.method for call in server.requests]
        house.cycle(AFTER)
        return picture(house), calls, next(steps)


def settled(house: Household) -> tuple[object, ...]:
    """A few cycles later, when the trouble is over."""
    for _ in range(3):
        outcome = house.cycle(AFTER)
    assert outcome.problems == ()
    assert outcome.performed == 0
    assert house.google.sent() == []
    assert house.google.noisy() == []
    return picture(house)


def test_the_undisturbed_cycle_reads_and_writes_everywhere(
    undisturbed: tuple[tuple[object, ...], list[str], int],
) -> None:
    (drafts, entries, calendars), calls, _ = undisturbed
    assert (len(drafts), len(entries), calendars) == (3, 1, 1)  # type: ignore[arg-type]
    assert {"gmail.users.drafts.create", "calendar.events.insert", "calendar.events.delete"} <= set(calls)


def struck(tmp_path: Path, fault: Fault, *calls: tuple[str, int]) -> tuple[object, ...]:
    """How it looks in the end if `fault` strikes these calls: each a method, and how many of its calls go well."""
    with GoogleServer() as server:
        house = lively(server, tmp_path)
        for method, skip in calls:
            server.fail(method, fault, skip=skip)
        while server.faults.waiting:  # some faults end a cycle, so that the next one meets the rest
            with suppress(NeedsLogin):
                house.cycle(AFTER)
        return settled(house)


@pytest.mark.parametrize("name", _EVERYWHERE)
def test_a_fault_at_every_call_changes_nothing_in_the_end(
    undisturbed: tuple[tuple[object, ...], list[str], int], tmp_path: Path, name: str
) -> None:
    expected, calls, _ = undisturbed
    for number, method in enumerate(calls):
        (tmp_path / str(number)).mkdir()
        found = struck(tmp_path / str(number), FAULTS[name], (method, calls[:number].count(method)))
        assert found == expected, f"{name} at call {number}, {method}"


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_at_a_write_leads_to_one_draft_and_one_entry(
    undisturbed: tuple[tuple[object, ...], list[str], int], tmp_path: Path, name: str
) -> None:
    expected, _, _ = undisturbed
    assert struck(tmp_path, FAULTS[name], *((method, 0) for method in _WRITES)) == expected


@pytest.mark.parametrize("name", TOKEN_FAULTS)
def test_every_fault_of_the_login_server_leaves_everything_for_later(
    undisturbed: tuple[tuple[object, ...], list[str], int], tmp_path: Path, name: str
) -> None:
    expected, _, _ = undisturbed
    with GoogleServer() as server:
        house = lively(server, tmp_path)
        server.accounts.expire()
        server.fail("oauth.token", TOKEN_FAULTS[name], times=1)
        outcome = house.cycle(AFTER)
        assert (outcome.needs_login is not None) == (name in ("token invalid_grant", "token invalid_client"))
        assert settled(house) == expected


def test_stopped_at_every_step_it_comes_to_the_same_end(
    undisturbed: tuple[tuple[object, ...], list[str], int], tmp_path: Path
) -> None:
    expected, _, steps = undisturbed
    for step in range(1, steps + 1):
        counter = itertools.count(1)

        def stop(_: str, counter: itertools.count[int] = counter, step: int = step) -> None:
            if next(counter) == step:
                raise Stopped

        (tmp_path / str(step)).mkdir()
        with GoogleServer() as server:
            house = lively(server, tmp_path / str(step))
            with pytest.raises(Stopped):
                house.cycle(AFTER, stop)
            assert settled(house) == expected, f"stopped at step {step}"


def test_killed_inside_every_request_it_comes_to_the_same_end(
    undisturbed: tuple[tuple[object, ...], list[str], int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request arrives and takes effect; the process is dead before the answer."""
    expected, calls, _ = undisturbed
    real = transport.Transport.request
    for number in range(len(calls)):
        left = itertools.count(number, -1)

        def dying(
            self: transport.Transport, *args: Any, left: itertools.count[int] = left, **more: Any
        ) -> tuple[Any, bytes]:
            answer = real(self, *args, **more)
            if next(left) == 0:
                raise Stopped
            return answer

        (tmp_path / str(number)).mkdir()
        with GoogleServer() as server:
            house = lively(server, tmp_path / str(number))
            with monkeypatch.context() as patch, pytest.raises(Stopped):
                patch.setattr(transport.Transport, "request", dying)
                house.cycle(AFTER)
            assert settled(house) == expected, f"killed in call {number}, {calls[number]}"
