"""Every fault, and a death at every step: in the end all is as if nothing had happened, and nothing is there twice.

Every day a sample: each call is struck by one of the faults, every fourth step is stopped at. `make walk` walks it all.
"""

from __future__ import annotations

import itertools
from contextlib import suppress
from pathlib import Path

import pytest
from google_house import AFTER, Household, lively, picture

from afterword.errors import NeedsLogin
from afterword.providers.google import transport
from google_server import FAULTS, TOKEN_FAULTS, Fault, GoogleServer

_EVERYWHERE = ("503", "dropped after the effect", "timeout after the effect", "half an answer", "garbage JSON")
_WRITES = ("gmail.users.drafts.create", "calendar.events.insert", "calendar.events.delete")


Undisturbed = tuple[tuple[object, ...], list[str], int]


class Stopped(BaseException):
    """The process dies here."""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "READ", 1.0)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """How it looks in the end, the calls of the cycle in order, and its steps."""
    steps = itertools.count()
    with GoogleServer() as server:
        house = lively(server, tmp_path_factory.mktemp("undisturbed"))
        house.cycle(AFTER, lambda _: next(steps) and None)
        calls = [call.method for call in server.requests]
        house.cycle(AFTER)
        return picture(house), calls, next(steps)


def settled(house: Household) -> tuple[object, ...]:
    """Two cycles later, when the trouble is over."""
    house.cycle(AFTER)
    outcome = house.cycle(AFTER)
    assert outcome.problems == ()
    assert outcome.performed == 0
    assert house.google.sent() == []
    assert house.google.noisy() == []
    return picture(house)


def test_the_undisturbed_cycle_reads_and_writes_everywhere(
    undisturbed: Undisturbed,
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


def struck_at(undisturbed: Undisturbed, folder: Path, name: str, first: int = 0, stride: int = 1) -> None:
    """Strike call after call, each in a life of its own."""
    expected, calls, _ = undisturbed
    for number in range(first, len(calls), stride):
        place, method = folder / str(number), calls[number]
        place.mkdir()
        found = struck(place, FAULTS[name], (method, calls[:number].count(method)))
        assert found == expected, f"{name} at call {number}, {method}"


@pytest.mark.parametrize("number", range(len(_EVERYWHERE)))
def test_a_fault_at_every_call_changes_nothing_in_the_end(
    undisturbed: Undisturbed, tmp_path: Path, number: int
) -> None:
    struck_at(undisturbed, tmp_path, _EVERYWHERE[number], number, len(_EVERYWHERE))


@pytest.mark.walk
@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_at_every_call_changes_nothing_in_the_end(
    undisturbed: Undisturbed, tmp_path: Path, name: str
) -> None:
    struck_at(undisturbed, tmp_path, name)


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_at_a_write_leads_to_one_draft_and_one_entry(
    undisturbed: Undisturbed, tmp_path: Path, name: str
) -> None:
    expected, _, _ = undisturbed
    assert struck(tmp_path, FAULTS[name], *((method, 0) for method in _WRITES)) == expected


@pytest.mark.parametrize("name", TOKEN_FAULTS)
def test_every_fault_of_the_login_server_leaves_everything_for_later(
    undisturbed: Undisturbed, tmp_path: Path, name: str
) -> None:
    expected, _, _ = undisturbed
    with GoogleServer() as server:
        house = lively(server, tmp_path)
        server.accounts.expire()
        server.fail("oauth.token", TOKEN_FAULTS[name], times=1)
        outcome = house.cycle(AFTER)
        assert (outcome.needs_login is not None) == (name in ("token invalid_grant", "token invalid_client"))
        assert settled(house) == expected


def stopped_at(steps: range, expected: tuple[object, ...], folder: Path) -> None:
    for step in steps:
        counter = itertools.count(1)

        def stop(_: str, counter: itertools.count[int] = counter, step: int = step) -> None:
            if next(counter) == step:
                raise Stopped

        (folder / str(step)).mkdir()
        with GoogleServer() as server:
            house = lively(server, folder / str(step))
            with pytest.raises(Stopped):
                house.cycle(AFTER, stop)
            assert settled(house) == expected, f"stopped at step {step}"


def test_stopped_at_a_step_it_comes_to_the_same_end(undisturbed: Undisturbed, tmp_path: Path) -> None:
    expected, _, steps = undisturbed
    stopped_at(range(2, steps + 1, 4), expected, tmp_path)


@pytest.mark.walk
def test_stopped_at_every_step_it_comes_to_the_same_end(undisturbed: Undisturbed, tmp_path: Path) -> None:
    expected, _, steps = undisturbed
    stopped_at(range(1, steps + 1), expected, tmp_path)
