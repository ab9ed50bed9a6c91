"""Disks that are full, read-only or gone, and a memory that somebody else holds: told once, nothing lost."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fence import Run
from tests.engine.world import World
from tests.service.running import Running, configure


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, skipped where none may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    if not mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)):
        pytest.skip("mounting is not permitted here")
    yield place
    umount(place)


def mount(*words: str) -> bool:
    program = shutil.which("mount")
    return program is not None and subprocess.run([program, *words], capture_output=True, check=False).returncode == 0


def umount(place: Path) -> None:
    subprocess.run(["umount", "-l", str(place)], capture_output=True, check=False)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def past() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC).replace(microsecond=0) - timedelta(minutes=75)


def test_a_full_disk_is_told_once_and_what_was_owed_comes_when_there_is_room(tmp_path, world, disk):
    configure(tmp_path, "disk/state")
    with Running(tmp_path) as service:
        service.ready().until(lambda: service.looks, "a look")
        with (disk / "stuff").open("wb") as file, pytest.raises(OSError):
            while True:
                os.write(file.fileno(), bytes(4096))
        world.interview(past())
        service.look().look()
        assert sum("disk is full" in text for text in service.told("fault")) == 1
        (disk / "stuff").unlink()
        service.look()
        service.until(lambda: len(world.drafts()) == 1, "the draft")
        service.look()
        assert service.stop() == 0
    assert (len(world.drafts()), len(world.entries())) == (1, 1)


def test_a_disk_that_vanishes_is_waited_for_and_no_empty_memory_is_made_in_its_place(tmp_path, world, disk):
    configure(tmp_path, "disk/state")
    world.interview(past())
    with Running(tmp_path) as service:
        service.until(lambda: service.looks, "a look")
        shutil.copytree(disk / "state", tmp_path / "kept")
        umount(disk)
        service.look().look()
        assert sum("has disappeared" in text for text in service.told("fault")) == 1
        assert not (disk / "state" / "afterword.db").exists()
        shutil.copytree(tmp_path / "kept", disk / "state", dirs_exist_ok=True)
        service.look()
        assert service.stop() == 0
    assert len(world.drafts()) == 1


def test_a_read_only_disk_ends_in_a_sentence_with_a_remedy(tmp_path, world, disk, afterword: Run):
    configure(tmp_path, "disk/state")
    world.interview(past())
    assert afterword("once", "--config", "config.toml").returncode == 0
    assert mount("-o", "remount,ro", str(disk))
    for command in ("once", "run"):
        done = afterword(command, "--config", "config.toml")
        assert done.returncode == 1
        assert "writable" in done.stderr
    status = afterword("status", "--config", "config.toml", "--json")
    assert status.returncode == 0, status.stderr
    assert len(json.loads(status.stdout)["processes"]) == 1


def test_a_memory_that_another_program_holds_is_tried_again(tmp_path, world):
    configure(tmp_path)
    with Running(tmp_path) as service:
        service.ready().until(lambda: service.looks, "a look")
        held = sqlite3.connect(tmp_path / "state" / "afterword.db", isolation_level=None)
        held.execute("BEGIN IMMEDIATE")
        world.interview(past())
        service.look()
        assert sum("in use by another program" in text for text in service.told("fault")) == 1
        held.close()
        service.look()
        service.until(lambda: len(world.drafts()) == 1, "the draft")
