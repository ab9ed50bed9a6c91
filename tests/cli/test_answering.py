"""Questions answered in `status`, with one key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fence import Run
from tests.cli.terminal import Terminal
from tests.cli.test_once import CONFIG, once
from tests.engine.world import World, at

NICK = ("Nick Dorn", "nick@payleaf.example")


@pytest.fixture
def world(tmp_path: Path) -> World:
    (tmp_path / "config.toml").write_text(CONFIG)
    world = World(tmp_path)
    world.interview(at("2026-03-03"), NICK, title="Intro call Robin and Nick")
    return world


def verdicts(afterword: Run) -> list[tuple[str, str]]:
    told = json.loads(afterword("verdicts", "--config", "config.toml", "--json").stdout)
    return [(one["verb"], one["target"]) for one in told]


def test_one_key_in_status_answers_holds_for_the_like_and_can_be_taken_back(world: World, afterword: Run) -> None:
    once(afterword)
    terminal = Terminal("status", "--config", str(world.root / "config.toml"))
    terminal.until("only you know.")
    terminal.until("1 or 2? ")
    terminal.say("1")
    assert terminal.end() == 0
    assert verdicts(afterword) == [("confirm", "payleaf.1")]
    assert "drafted a thank-you to Nick Dorn" in once(afterword).stdout
    # Another one of the same person's: not asked about again.
    world.interview(at("2026-03-10"), NICK, title="Intro call Robin and Nick, again")
    later = once(afterword, now="2026-03-10T12:00+01:00").stdout
    assert "drafted a thank-you to Nick Dorn" in later
    assert "?" not in later
    told = afterword("verdicts", "--config", "config.toml").stdout
    assert "confirm payleaf.1 (payleaf, 3 March); holds for later doubtful events of nick@payleaf.example" in told
    assert afterword("reopen", "payleaf.1", "--config", "config.toml").returncode == 0
    assert verdicts(afterword) == []
    asked = once(afterword, now="2026-03-10T12:10+01:00").stdout
    assert "afterword confirm payleaf.2" in asked


def test_any_other_key_leaves_a_question_for_later(world: World, afterword: Run) -> None:
    once(afterword)
    terminal = Terminal("status", "--config", str(world.root / "config.toml"))
    terminal.until("1 or 2? ")
    terminal.say("\r")
    assert terminal.end() == 0
    assert verdicts(afterword) == []
    assert "afterword confirm payleaf.1" in afterword("status", "--config", "config.toml").stdout
