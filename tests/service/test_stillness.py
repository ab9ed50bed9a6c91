"""Looks that find nothing changed cost nothing, and miss nothing: the real providers, stores and loop's work."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.engine.world import World, at
from tests.service.running import configure

from afterword import config
from afterword.core.model import Verb, Word
from afterword.engine.loop import Pulse
from afterword.engine.notify import Notifier
from afterword.engine.signals import Signals
from afterword.serving import Service
from afterword.store.store import SqliteStore

BEGIN = at("2026-03-03", "09:00")


class Life:
    """The service's work in virtual time, as the loop calls it."""

    def __init__(self, root: Path) -> None:
        configure(root)
        self.root = root
        self.world = World(root)
        self.now = BEGIN
        self.service = Service(root / "config.toml", config.load(root / "config.toml"), lambda: 0.0)
        self.service.open()
        self.pulse = Pulse(Signals(), Notifier())

    def look(self, minutes: float = 1) -> bool:
        """Whether a whole cycle was run, so many minutes later."""
        self.now += timedelta(minutes=minutes)
        return self.service.cycle(self.now, self.pulse) is not None

    def settled(self) -> Life:
        while self.look():
            pass
        return self

    def memory(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.root / "state").iterdir() if path.name != "lock"}


@pytest.fixture
def life(tmp_path: Path) -> Life:
    made = Life(tmp_path)
    made.world.interview(at("2026-03-03", "14:00"))
    yield made.settled()
    made.service.close()


def test_a_look_that_finds_nothing_writes_nothing(life):
    before = life.memory()
    assert not any(life.look() for _ in range(20))
    assert life.memory() == before


@pytest.mark.parametrize(
    "deed",
    [
        lambda world: world.receive(BEGIN, "Hello Robin, see you this afternoon."),
        lambda world: world.write(BEGIN, "jane@acme-robotics.example"),
        lambda world: world.interview(at("2026-03-05")),
        lambda world: next(world.calendar.glob("*.ics")).unlink(),
        lambda world: (world.calendar / "broken.ics").write_text("nonsense"),
    ],
    ids=["mail", "sent", "event", "gone", "unreadable"],
)
def test_whatever_happens_outside_is_seen_at_the_next_look(life, deed):
    deed(life.world)
    assert life.look()


def test_a_word_of_the_persons_is_seen_at_the_next_look(life):
    with SqliteStore.opened(life.root / "state" / "afterword.db") as other:
        other.say(Word(life.now, Verb.NOTE, "anything", "words"))
    assert life.look()


def test_the_end_of_the_interview_is_not_slept_over(life):
    while life.now < at("2026-03-03", "15:00"):
        life.look()
    assert len(life.world.drafts()) == 1
    assert life.now == at("2026-03-03", "15:00")


def test_what_was_written_is_looked_at_again_and_the_persons_no_is_seen(life):
    while not life.world.drafts():
        life.look()
    assert life.look(), "what was just written is confirmed"
    life.settled()
    life.world.delete_draft("jane@acme-robotics.example")
    assert life.look()
    life.settled()
    assert not life.world.drafts()


def test_once_an_hour_a_whole_cycle_makes_sure(life):
    whole = [life.now for _ in range(180) if life.look()]
    assert len(whole) >= 2


def test_after_the_clock_went_back_a_whole_cycle_is_run(life):
    assert life.look(-30)


def test_another_memory_in_its_place_is_opened(life):
    file = life.root / "state" / "afterword.db"
    restored = file.with_name("restored.db")
    with SqliteStore.opened(restored) as store:
        store.note(life.now, "restored", "restored", "from a backup")
    for name in ("afterword.db-wal", "afterword.db-shm"):
        (file.parent / name).unlink(missing_ok=True)
    restored.replace(file)
    assert life.look()
    with SqliteStore.opened(file) as store:
        assert store.log("restored")
        assert store.fact("last_look") == life.now.isoformat()


def test_words_count_from_the_moment_they_are_said(life):
    with SqliteStore.opened(life.root / "state" / "afterword.db") as store:
        assert not store.fact("as_of")


def test_a_wish_to_be_left_alone_is_kept_for_the_next_process(life):
    from afterword.core.planning.pace import Trouble

    life.service.pause(life.now, Trouble(faults=1, retry_after=1800.0))
    life.service.close()
    other = Service(life.root / "config.toml", config.load(life.root / "config.toml"))
    other.open()
    until = other.not_before(life.now)
    other.close()
    assert timedelta(seconds=1800) <= until - life.now <= timedelta(seconds=2160)


def test_a_new_version_in_its_place_takes_over_once_it_is_there_whole(life, tmp_path):
    from afterword.engine.signals import Stopped

    program = tmp_path / "app.py"
    program.write_text("1")
    chosen = config.load(life.root / "config.toml")
    service = Service(life.root / "config.toml", chosen, program=program)
    service.open()
    service.cycle(life.now, life.pulse)
    program.unlink()
    service.cycle(life.now + timedelta(seconds=30), life.pulse)
    program.write_text("22")
    service.cycle(life.now + timedelta(seconds=60), life.pulse)
    service.cycle(life.now + timedelta(seconds=90), life.pulse)
    assert not service.replaced
    with pytest.raises(Stopped):
        service.cycle(life.now + timedelta(seconds=120), life.pulse)
    assert service.replaced
    service.close()


def test_where_the_memory_is_kept_can_not_change_while_it_runs(life):
    from afterword.errors import ConfigProblem

    configure(life.root, "elsewhere")
    with pytest.raises(ConfigProblem, match="Restart"):
        life.service.reload()
    assert isinstance(life.now, datetime)
    assert life.look() in (True, False)
