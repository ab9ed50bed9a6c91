"""The loop in virtual time: the real loop, scripted work, a clock that is turned by hand."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from afterword.core.planning.pace import Pause, Trouble
from afterword.core.planning.plan import Plan
from afterword.engine.cycle import Outcome
from afterword.engine.loop import Loop, Pulse
from afterword.engine.metrics import Metrics, render
from afterword.engine.notify import Notifier
from afterword.engine.signals import Signals, Stopped
from afterword.engine.ticking import Ticker
from afterword.errors import ConfigProblem, NeedsLogin, Problem, StoreProblem, Transient

START = datetime(2026, 3, 3, 12, tzinfo=UTC)
CANARY = "Xylophon7431"


@dataclass
class Clocks:
    """A wall clock and one that only goes forward. `steps` are set at their seconds: then the wall clock jumps."""

    wall: datetime = START
    forward: float = 0.0
    steps: dict[float, float] = field(default_factory=dict)

    def now(self) -> datetime:
        return self.wall

    def ticks(self) -> float:
        return self.forward

    def wait(self, seconds: float) -> None:
        seconds = max(seconds, 0.001)
        self.forward += seconds
        self.wall += timedelta(seconds=seconds)
        for moment in [each for each in self.steps if each <= self.forward]:
            self.wall += timedelta(seconds=self.steps.pop(moment))


def outcome(now: datetime, **more: object) -> Outcome:
    return Outcome(now, Plan((), {}, (), (), {}, (), {}), **more)  # type: ignore[arg-type]


@dataclass
class Scripted:
    """Work by a script: what each look does, and when things happen outside."""

    clocks: Clocks
    signals: Signals
    script: Callable[[int, datetime], Outcome | None]
    at: dict[float, Callable[[], None]] = field(default_factory=dict)
    until: float = 3600.0
    looks: list[float] = field(default_factory=list)
    pauses: list[Trouble] = field(default_factory=list)
    reloads: list[Exception | None] = field(default_factory=list)
    fresh_login: bool = False
    zone: str = ""
    first: datetime | None = None
    metrics: Metrics | None = None

    def cycle(self, now: datetime, pulse: Pulse) -> Outcome | None:
        self.looks.append(self.clocks.forward)
        pulse.step()
        return self.script(len(self.looks), now)

    def pause(self, now: datetime, trouble: Trouble) -> Pause:
        self.pauses.append(trouble)
        return Pause(600.0 if not trouble.faults else 60.0 * 2 ** (trouble.faults - 1), "scripted")

    def not_before(self, now: datetime) -> datetime:
        return self.first or now

    def reload(self) -> None:
        error = self.reloads.pop(0)
        if error:
            raise error

    def moved(self) -> str:
        zone, self.zone = self.zone, ""
        return zone

    def login_changed(self) -> bool:
        return self.fresh_login

    def measured(self, metrics: Metrics) -> None:
        self.metrics = metrics

    def summary(self) -> str:
        return "Scripted"

    def run(self) -> Scripted:
        def wait(seconds: float) -> None:
            self.clocks.wait(seconds)
            for moment in [each for each in self.at if each <= self.clocks.forward]:
                self.at.pop(moment)()
            if self.clocks.forward >= self.until:
                self.signals.stopping = signal.SIGTERM

        parts = {"signals": self.signals, "notifier": Notifier(), "now": self.clocks.now, "ticks": self.clocks.ticks}
        Loop(self, wait=wait, **parts).run()  # type: ignore[arg-type]
        return self

    def ask(self, number: int) -> Callable[[], None]:
        return lambda: self.signals._asked.add(number)


@pytest.fixture
def told() -> Iterator[list[str]]:
    """What the loop logs."""
    lines: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    logger, ear = logging.getLogger("afterword.engine.loop"), Ear()
    before = logger.level
    logger.addHandler(ear)
    logger.setLevel(logging.INFO)
    yield lines
    logger.removeHandler(ear)
    logger.setLevel(before)


@pytest.fixture
def work() -> Scripted:
    return Scripted(Clocks(), Signals(), lambda _, now: outcome(now))


def rounded(work: Scripted) -> list[int]:
    return [round(moment) for moment in work.looks]


def test_in_another_time_zone_it_looks_at_once_and_says_so_in_one_line(work, told):
    work.at = {700.0: lambda: setattr(work, "zone", "Europe/Lisbon")}
    assert rounded(work.run())[:4] == [0, 600, 705, 1305]
    assert sum("another time zone" in line for line in told) == 1


def test_it_looks_when_it_starts_and_then_as_often_as_it_should(work):
    assert rounded(work.run()) == [0, 600, 1200, 1800, 2400, 3000]


def test_a_wish_to_be_left_alone_outlives_the_process(work):
    work.first = START + timedelta(seconds=900)
    assert rounded(work.run()) == [900, 1500, 2100, 2700, 3300]


@pytest.mark.parametrize("step", [86_400.0, -86_400.0, 3600.0, -3600.0, 40.0])
def test_after_sleep_or_a_clock_that_was_set_it_looks_at_once_and_goes_on_as_usual(work, step, told):
    work.clocks.steps = {700.0: step}
    found = rounded(work.run())
    assert found[:2] == [0, 600]
    assert 700 <= found[2] <= 716  # within one slice
    assert found[3] - found[2] == 600
    assert "the clock was set, or the machine slept" in told


def test_a_clock_that_is_only_corrected_changes_nothing(work, told):
    work.clocks.steps = {700.0: 0.5}
    assert rounded(work.run())[2] in (1199, 1200)
    assert "the clock was set, or the machine slept" not in told


def test_asked_to_look_now_it_does(work):
    work.at = {100.0: work.ask(signal.SIGUSR1)}
    assert 100 <= rounded(work.run())[1] <= 116


def test_whatever_goes_wrong_ends_a_cycle_and_never_the_loop(work, told):
    faults = [Transient("The disk is full."), ValueError(CANARY), StoreProblem("It is broken."), RecursionError(CANARY)]

    def script(number: int, now: datetime) -> Outcome:
        if number <= len(faults):
            raise faults[number - 1]
        return outcome(now)

    work.script = script
    work.run()
    assert [trouble.faults for trouble in work.pauses[:6]] == [1, 2, 3, 4, 0, 0]
    assert [line for line in told if "." in line or "mistake" in line] == [
        "The disk is full.",
        "a mistake of Afterword's own: ValueError",
        "It is broken.",
        "a mistake of Afterword's own: RecursionError",
    ]
    assert CANARY not in "".join(told)


def test_the_same_trouble_is_told_once_and_again_after_it_was_gone(work, told):
    def script(number: int, now: datetime) -> Outcome:
        if number in (1, 2, 3, 5):
            raise Transient("No network.", retry_after=7.0)
        return outcome(now)

    work.script = script
    work.run()
    assert told.count("No network.") == 2
    assert told.index("all is well again") in range(told.index("No network."), len(told) - 1)
    assert work.pauses[0].retry_after == 7.0


def test_a_login_that_is_needed_is_told_once_and_its_coming_ends_the_wait_at_once(work, told):
    needs = NeedsLogin("You must log in again.")
    work.script = lambda _, now: outcome(now) if work.fresh_login else outcome(now, needs_login=needs, problems=("x",))
    work.at = {1500.0: lambda: setattr(work, "fresh_login", True)}
    found = rounded(work.run())
    assert told.count("You must log in again.") == 1
    assert told.count("logged in again") == 1
    assert "all is well again" not in told
    assert any(1500 <= moment <= 1516 for moment in found)
    assert [trouble.login for trouble in work.pauses] == [True, True, True, False, False, False, False][
        : len(work.pauses)
    ]


def test_idle_it_says_so_once_an_hour_and_otherwise_nothing(work, told):
    work.script = lambda *_: None
    work.until = 3 * 3600.0 + 60
    work.run()
    assert told == ["started", "idle", "idle", "idle", "stopped"]
    assert work.metrics is not None
    assert work.metrics.idle == work.metrics.looks


def test_a_configuration_that_is_refused_is_named_without_what_was_found_in_it(work, told):
    problem = Problem("config.toml", "[me] email", CANARY, "must be a plain mail address", CANARY)
    work.reloads = [ConfigProblem([problem]), None]
    work.at = {100.0: work.ask(signal.SIGHUP), 700.0: work.ask(signal.SIGHUP)}
    found = rounded(work.run())
    assert any("[me] email: must be a plain mail address" in line for line in told)
    assert CANARY not in "".join(told)
    assert "the configuration was read again" in told
    assert found[:2] == [0, 600]
    assert 700 <= found[2] <= 716


def test_a_cycle_that_is_broken_off_ends_the_loop(work):
    def script(number: int, _: datetime) -> None:
        raise Stopped

    work.script = script
    assert rounded(work.run()) == [0]


def test_a_job_that_fails_is_put_off_and_the_others_have_their_turn():
    clocks, done, faults = Clocks(), [], []

    def fails() -> datetime:
        raise RuntimeError

    def works() -> datetime:
        done.append(clocks.now())
        return clocks.now() + timedelta(minutes=5)

    ticker = Ticker(clocks.now, faults.append)
    ticker.add(fails, START - timedelta(seconds=1))
    ticker.add(works, START)
    for _ in range(10 * 60):
        ticker.run_pending()
        clocks.wait(1.0)
    assert done == [START, START + timedelta(minutes=5)]
    assert len(faults) == 10
    assert ticker.idle_seconds is not None
    assert ticker.idle_seconds <= 60


def test_the_numbers_are_what_node_exporter_reads():
    metrics = Metrics(looks=3, idle=1, faults=1, looked=START, took=0.25, waiting=2)
    metrics.effects.update(["create-draft", "create-draft", "put-event"])
    text = render(metrics, "1.2.3")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert 'afterword_effects_total{action="create-draft"} 2' in lines
    assert f"afterword_last_look_timestamp_seconds {int(START.timestamp())}" in lines
    assert 'afterword_info{version="1.2.3"} 1' in lines
    for line in lines:
        name = line.split("{")[0].split()[0]
        assert text.index(f"# TYPE {name} ") < text.index(f"# HELP {name} ") + 200
        float(line.rsplit(" ", 1)[1])
