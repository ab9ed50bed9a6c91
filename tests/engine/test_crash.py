"""Stopped at every step, then run again: the end is always the same, and nothing is there twice."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from tests.engine.world import World, at

AFTER = at("2026-03-03", "12:00")


class Stopped(BaseException):
    """The process dies here. Not an Exception: nothing in the engine may catch it."""


def stop_at(step: int):
    counter = itertools.count(1)

    def checkpoint(_: str) -> None:
        if next(counter) == step:
            raise Stopped

    return checkpoint


def lively(root: Path) -> World:
    """Two interviewers, and what stood from before: a call that an answer takes away."""
    world = World(root)
    old = ("Old Friend", "old@globex.example")
    world.interview(at("2026-02-26"), old, title="Interview with Globex", uid="old")
    world.cycle(at("2026-02-26", "12:00"))
    world.send_draft("old@globex.example")
    world.interview(
        at("2026-03-03"), ("Jane Doe", "jane@acme-robotics.example"), ("Omar Said", "omar@acme-robotics.example")
    )
    world.receive(
        at("2026-03-02"),
        "Dear Robin,\n\nunfortunately we have decided to move forward with another candidate.\n\nOld Friend",
        sender="Old Friend <old@globex.example>",
    )
    return world


def picture(world: World) -> tuple:
    """All that the person can see, without what differs from run to run (ids, stamps)."""
    drafts = sorted((str(draft["To"]), str(draft["X-Afterword-Key"]), draft.get_content()) for draft in world.drafts())
    entries = sorted(
        "".join(line for line in entry.splitlines() if not line.startswith("DTSTAMP")) for entry in world.entries()
    )
    return drafts, entries


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple:
    steps = itertools.count()
    world = lively(tmp_path_factory.mktemp("undisturbed"))
    world.cycle(AFTER, lambda _: next(steps) and None)
    return picture(world), next(steps)


def test_the_undisturbed_cycle_does_something(undisturbed):
    (drafts, entries), steps = undisturbed
    assert len(drafts) == 3  # two thank-yous and a request for feedback
    assert len(entries) == 1  # the call to Acme; the one to Globex is gone
    assert steps > 12


def test_stopped_at_every_step_it_comes_to_the_same_end(undisturbed, tmp_path):
    expected, steps = undisturbed
    for step in range(1, steps + 1):
        world = lively(tmp_path / str(step))
        with pytest.raises(Stopped):
            world.cycle(AFTER, stop_at(step))
        world.cycle(AFTER)
        assert picture(world) == expected, f"stopped at step {step}"
        assert not world.store().open_intents()


def test_stopped_twice_it_still_comes_to_the_same_end(undisturbed, tmp_path):
    expected, steps = undisturbed
    for step in range(4, steps, 3):
        world = lively(tmp_path / str(step))
        for stop in (step, 2):
            with pytest.raises(Stopped):
                world.cycle(AFTER, stop_at(stop))
        world.cycle(AFTER)
        assert picture(world) == expected, f"stopped at step {step}"
