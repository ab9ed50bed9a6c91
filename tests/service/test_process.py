"""The real process: what it tells systemd, signals, words that are said meanwhile, being killed and frozen."""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fence import Run
from tests.engine.world import World
from tests.service.running import PATIENCE, Running, configure

CANARY = "Xylophon7431"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An interview that was over a quarter of an hour ago, by the real clock: the service has no other."""
    configure(tmp_path)
    world = World(tmp_path)
    world.interview(datetime.fromtimestamp(time.time(), UTC).replace(microsecond=0) - timedelta(minutes=75))
    return world


def process_of(afterword: Run) -> str:
    return json.loads(afterword("status", "--config", "config.toml", "--json").stdout)["processes"][0]["id"]


def test_it_tells_systemd_everything_in_order_and_heeds_its_signals(world, tmp_path):
    with Running(tmp_path, watchdog=2.0) as service:
        service.ready()
        assert service.messages[0].keys() == {"READY", "STATUS"}
        service.until(lambda: len(world.drafts()) == 1, "the draft")
        service.until(lambda: service.looks, "the end of the look")
        service.until(lambda: len(service.said("WATCHDOG")) > 2, "signs of life")

        (tmp_path / "config.toml").write_text((tmp_path / "config.toml").read_text() + "[nonsense]\n")
        service.send(signal.SIGHUP)
        service.until(lambda: len(service.said("READY")) == 2, "READY after RELOADING")
        assert int(service.said("RELOADING", "1")[0]["MONOTONIC_USEC"]) > 0
        assert "refused" in service.said("READY")[1]["STATUS"]
        assert any("[nonsense]" in text for text in service.told("reload"))

        configure(tmp_path)
        service.send(signal.SIGHUP)
        service.until(lambda: len(service.said("READY")) == 3, "READY again")
        assert "refused" not in service.said("READY")[2]["STATUS"]
        service.look()

        assert service.stop() == 0
        while service.hear(0.1):
            pass
    turns = ("READY", "RELOADING", "STOPPING")
    order = [name for message in service.messages for name in turns if name in message]
    assert order == ["READY", "RELOADING", "READY", "RELOADING", "READY", "STOPPING"]
    assert len(world.drafts()) == 1


def test_what_is_said_meanwhile_is_acted_on_at_once_and_what_is_asked_waits_for_nothing(world, tmp_path, afterword):
    with Running(tmp_path) as service:
        service.ready().until(lambda: len(world.drafts()) == 1, "the draft")
        service.until(lambda: service.looks, "the end of the look")
        said = afterword("note", process_of(afterword), "the on-call rota", "--config", "config.toml")
        assert said.returncode == 0, said.stderr
        service.until(lambda: any("on-call rota" in draft.get_content() for draft in world.drafts()), "the note")

        second = afterword("run", "--config", "config.toml")
        assert second.returncode == 75
        assert f"process {service.process.pid}" in second.stderr

        blocked = sqlite3.connect(tmp_path / "state" / "afterword.db", isolation_level=None)
        blocked.execute("BEGIN IMMEDIATE")  # as in the middle of a cycle
        status, log = (afterword(command, "--config", "config.toml", "--json") for command in ("status", "log"))
        blocked.close()
        assert json.loads(status.stdout)["service"] == service.process.pid
        assert "you said so" in log.stdout


def test_killed_and_started_again_it_goes_on_and_nothing_is_there_twice(world, tmp_path):
    with Running(tmp_path) as service:
        service.until(world.drafts, "the draft")
        service.send(signal.SIGKILL)
        service.process.wait(PATIENCE)
    with Running(tmp_path) as service:
        service.ready().until(lambda: service.looks, "a look")
        assert len(world.drafts()) == 1
        assert len(world.entries()) == 1
        assert service.stop() == 0


def test_frozen_for_longer_than_the_watchdog_it_is_told_from_one_that_works_and_a_new_one_takes_over(world, tmp_path):
    watchdog = 2.0
    with Running(tmp_path, watchdog=watchdog) as service:
        service.ready().until(lambda: service.looks, "a look")
        service.until(lambda: service.said("WATCHDOG"), "a sign of life")
        service.send(signal.SIGSTOP)
        while service.hear(0.2):  # what was on its way
            pass
        assert service.hear(watchdog) is None, "a frozen process gives no sign of life"
        service.send(signal.SIGKILL)  # as systemd does it in the end
        service.process.wait(PATIENCE)
    with Running(tmp_path, watchdog=watchdog) as service:
        service.ready().until(lambda: service.looks, "a look")
        service.send(signal.SIGSTOP)
        time.sleep(0.5)
        service.send(signal.SIGCONT)
        service.look()
        assert service.stop() == 0
    assert len(world.drafts()) == 1


def test_no_text_of_others_reaches_the_log_the_status_line_or_the_numbers(world, tmp_path):
    world.interview(
        datetime.fromtimestamp(time.time(), UTC).replace(microsecond=0) - timedelta(minutes=200),
        (f"{CANARY}name", f"{CANARY}@globex.example".lower()),
        title=f"Interview with Globex: {CANARY}title engineer",
        uid="other",
    )
    world.receive(datetime.fromtimestamp(time.time(), UTC), f"{CANARY}body", Subject=f"{CANARY}subject")
    (world.calendar / "broken.ics").write_text(f"BEGIN:VCALENDAR\n{CANARY}broken\n")
    with Running(tmp_path) as service:
        service.ready().until(lambda: len(world.drafts()) == 2, "the drafts")
        service.look()
        assert service.stop() == 0
        while service.hear(0.1):
            pass
    told = (tmp_path / "log").read_text() + str(service.messages) + (tmp_path / "afterword.prom").read_text()
    assert "create-draft" in told
    assert CANARY.lower() not in told.lower()


def test_a_memory_upgraded_by_a_newer_version_is_left_alone_and_told_once(world, tmp_path):
    with Running(tmp_path) as service:
        service.ready().until(lambda: service.looks, "a look")
        database = sqlite3.connect(tmp_path / "state" / "afterword.db", isolation_level=None)
        version = database.execute("PRAGMA user_version").fetchone()[0]
        database.execute("PRAGMA user_version = 999")
        service.look().look()
        assert sum("newer Afterword" in text for text in service.told("fault")) == 1
        service.until(lambda: service.said("STATUS", "there is trouble"), "the status")
        database.execute(f"PRAGMA user_version = {version}")
        database.close()
        service.look()
        assert service.stop() == 0
