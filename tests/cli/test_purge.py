"""Everything of Afterword's goes, and nothing of the person's; broken off anywhere, it can be begun again."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.inside import Inside, commands
from tests.cli.test_once import CONFIG
from tests.engine.world import World, at

from afterword import clock, config
from afterword.engine.lock import only_one
from afterword.upkeep.purge import purge

HERE = ("--config", "config.toml")
OMAR = "omar@acme-robotics.example"


@pytest.fixture
def afterword(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Inside]:
    with commands(tmp_path, monkeypatch, capsys) as run:
        yield run


def lived(root: Path) -> World:
    """Two drafts and a call stand; a draft of the person's own lies beside them."""
    world = World(root)
    (root / "config.toml").write_text(CONFIG + '[state]\nfolder = "state"\n')
    (world.mail / ".Drafts" / "cur" / "mine:2,D").write_text("To: mum@mail.example\nSubject: Hello\n\nHi\n")
    world.interview(at("2026-03-03"), ("Jane Doe", "jane@acme-robotics.example"), ("Omar Said", OMAR))
    world.cycle(at("2026-03-03", "12:00"))
    return world


def left(root: Path) -> set[str]:
    """What is there besides the person's mail and calendar."""
    return {
        str(path.relative_to(root))
        for path in root.rglob("*")
        if path.is_file()
        and path.name != "maildirfolder"
        and path.relative_to(root).parts[0] in ("follow-ups", "state", "mail")
    }


MINE = {"mail/.Drafts/cur/mine:2,D"}


def test_all_that_it_made_goes_and_the_rest_stays(tmp_path, afterword):
    world = lived(tmp_path)
    before = world.snapshot()
    done = afterword("purge", *HERE, "--yes")
    assert done.returncode == 0, done.stderr
    assert "the unsent draft to Jane Doe" in done.stdout
    assert left(tmp_path) == MINE
    assert not world.follow_ups.exists()
    assert world.snapshot() == before
    assert "nothing of Afterword's" in afterword("purge", *HERE, "--yes").stdout


def test_it_shows_what_goes_and_asks_first(tmp_path, afterword):
    lived(tmp_path)
    before = {name for name in left(tmp_path) if not name.startswith("state/")}
    assert afterword("purge", *HERE, "--dry-run").returncode == 0
    nobody = afterword("purge", *HERE)
    assert (nobody.returncode, "--yes" in nobody.stderr) == (2, True)
    assert {name for name in left(tmp_path) if not name.startswith("state/")} == before
    assert (tmp_path / "state" / "afterword.db").exists()


def test_what_the_person_made_theirs_stays(tmp_path, afterword):
    world = lived(tmp_path)
    world.edit_draft(OMAR, "I liked the tour.")
    [entry] = world.follow_ups.glob("*.ics")
    entry.write_bytes(entry.read_bytes().replace(b"SUMMARY:", b"SUMMARY:My "))
    done = afterword("purge", *HERE, "--yes")
    assert done.returncode == 0, done.stderr
    assert "It stays" in done.stdout
    assert [draft["To"] for draft in world.drafts() if "omar" in str(draft["To"])] == [f"Omar Said <{OMAR}>"]
    assert len(world.entries()) == 1
    assert not (tmp_path / "state").exists()


def test_it_does_not_begin_under_the_hands_of_the_service(tmp_path, afterword):
    lived(tmp_path)
    with only_one(tmp_path / "state" / "run.lock"):
        assert afterword("purge", *HERE, "--yes").returncode == 75


def test_only_here_leaves_drafts_and_calendar_alone(tmp_path, afterword):
    world = lived(tmp_path)
    assert afterword("purge", *HERE, "--yes", "--only-here").returncode == 0
    assert (len(world.drafts()), len(world.entries())) == (3, 1)
    assert not (tmp_path / "state").exists()


class Stopped(BaseException):
    """The process dies here."""


def test_broken_off_anywhere_it_comes_to_the_same_end(tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "_read", lambda: at("2026-03-03", "13:00"))
    for step in itertools.count(1):
        root = tmp_path / str(step)
        root.mkdir()
        lived(root)
        chosen = config.load(root / "config.toml")
        steps = itertools.count(1)

        def stop(_: str, steps: Iterator[int] = steps, last: int = step) -> None:
            if next(steps) == last:
                raise Stopped

        try:
            purge(chosen, at("2026-03-03", "13:00"), lambda _: True, checkpoint=stop)
        except Stopped:
            purge(chosen, at("2026-03-03", "13:05"), lambda _: True)
        else:
            break
        assert left(root) == MINE, f"stopped at step {step}"
    assert step > 10
