"""The loop of the service:

    wait      until something is due, a signal, a clock that was set, a new login
    look      one cycle; whatever goes wrong in it ends the cycle, never the loop
    pause     how long until the next, as `core.pace` says

Due times of nudges are in the store. The loop keeps none but its own next look.
"""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Protocol

from afterword.clock import Clock
from afterword.core.planning.pace import Pause, Trouble
from afterword.engine.cycle import Outcome
from afterword.engine.metrics import Metrics
from afterword.engine.notify import Notifier
from afterword.engine.signals import Signals, Stopped
from afterword.engine.ticking import Ticker
from afterword.errors import AfterwordError, ConfigProblem, NeedsLogin, Transient
from afterword.logs import fields

_log = logging.getLogger(__name__)

SLICE = 15.0
"""The longest sleep in one piece, in seconds: after so long a clock that was set, or a suspend, is noticed."""

PARTED = 5.0
"""By so many seconds wall and monotonic clock may part before everything is planned anew."""

_HOURLY = timedelta(hours=1)


class Pulse:
    """The real progress of a cycle: each step of it is a sign of life, and a place to stop. Serves as `Progress`."""

    def __init__(self, signals: Signals, notifier: Notifier) -> None:
        self._signals = signals
        self._notifier = notifier

    @contextmanager
    def stage(self, _what: str, _total: int | None) -> Iterator[Callable[[], None]]:
        yield self.step

    def step(self) -> None:
        self._notifier.alive()
        self._signals.effect(begins=False)

    def checkpoint(self, place: str) -> None:
        """From the intent written down to its receipt nothing is broken off."""
        self._notifier.alive()
        self._signals.effect(begins=place in ("intent written", "effect done"))


class Work(Protocol):
    """What the loop does, put together by `serving`."""

    def cycle(self, now: datetime, pulse: Pulse) -> Outcome | None:
        """One cycle. None if nothing has changed and nothing is due. Raises any AfterwordError."""
        ...

    def pause(self, now: datetime, trouble: Trouble) -> Pause:
        """How long to wait now."""
        ...

    def not_before(self, now: datetime) -> datetime:
        """When the first look may be: now, unless the last process was asked to leave somebody alone."""
        ...

    def reload(self) -> None:
        """Read the configuration again. ConfigProblem: it is refused, and the old one holds."""
        ...

    def moved(self) -> str:
        """The zone that the person is in now, "" while it is the one that was known."""
        ...

    def login_changed(self) -> bool:
        """Whether somebody has logged in since the last cycle."""
        ...

    def measured(self, metrics: Metrics) -> None:
        """Numbers after a look, to be shown to whoever wants them."""
        ...

    def summary(self) -> str:
        """How things stand, in a few words that anybody may read."""
        ...


class Loop:
    """Runs `work` until a signal ends it. `wait` sleeps for at most so many seconds."""

    def __init__(
        self,
        work: Work,
        *,
        signals: Signals,
        notifier: Notifier,
        now: Clock,
        ticks: Callable[[], float],
        wait: Callable[[float], None],
    ) -> None:
        self._work = work
        self._signals = signals
        self._notifier = notifier
        self._now = now
        self._ticks = ticks
        self._wait = wait
        self._pulse = Pulse(signals, notifier)
        self._trouble = Trouble()
        self._metrics = Metrics()
        self._standing: frozenset[str] = frozenset()
        self._refused = False
        self._looks, self._spoke = 0, False
        self._offset = self._clocks()
        self._ticker = Ticker(now, self._fault)
        self._look = self._ticker.add(self._cycle, work.not_before(now()))
        self._ticker.add(self._hourly, now() + _HOURLY)

    def run(self) -> None:
        """Until a signal says stop."""
        self._notifier.ready(self._status("Ready"))
        _log.info("started", extra=fields(action="start"))
        try:
            while self._signals.stopping is None:
                self._ticker.run_pending()
                self._until_due()
        except Stopped:
            pass
        finally:
            self._notifier.stopping()
            _log.info("stopped", extra=fields(action="stop"))

    # --- waiting ---------------------------------------------------------------------------------------------------

    def _until_due(self) -> None:
        """Sleep a slice, then see whether something else makes a look due at once."""
        piece = min(SLICE, (self._notifier.watchdog or SLICE * 4) / 4)
        self._wait(max(0.0, min(piece, self._ticker.idle_seconds or 0.0)))
        self._notifier.alive()
        if self._signals.asked(signal.SIGHUP):
            self._reload()
        if zone := self._work.moved():
            _log.info("this machine is in another time zone: planning anew", extra=fields(action="zone", zone=zone))
            self._look.next_run = self._now()
        parted = self._clocks() - self._offset
        if abs(parted) > PARTED:
            self._offset += parted
            _log.info("the clock was set, or the machine slept", extra=fields(action="clock", seconds=round(parted)))
            for job in self._ticker.jobs:
                job.next_run = self._now()
        elif self._signals.asked(signal.SIGUSR1) or (self._trouble.login and self._work.login_changed()):
            self._look.next_run = self._now()

    def _clocks(self) -> float:
        """How far the wall clock is ahead of the one that only goes forward."""
        return self._now().timestamp() - self._ticks()

    # --- looking ---------------------------------------------------------------------------------------------------

    def _cycle(self) -> datetime:
        """One look; returns when the next is due."""
        begun, now = self._ticks(), self._now()
        self._looks += 1
        try:
            with self._signals.breaking_off():
                outcome = self._work.cycle(now, self._pulse)
        except AfterwordError as error:
            self._failed(error)
        except Exception as error:  # noqa: BLE001 - a mistake of our own must not end the service either
            self._failed(error)
        else:
            if outcome is not None:
                self._metrics.took = self._ticks() - begun
                self._tell(outcome)
            self._metrics.idle += outcome is None
        pause = self._work.pause(self._now(), self._trouble)
        due = self._now() + timedelta(seconds=pause.seconds)
        self._notifier.status(self._status(f"next look in {_duration(pause.seconds)}"))
        self._measure(now, due)
        return due

    def _measure(self, looked: datetime, due: datetime) -> None:
        metrics = self._metrics
        metrics.looks += 1
        metrics.faults += bool(self._trouble.faults)
        metrics.looked, metrics.next_look = looked, due
        metrics.login_needed = self._trouble.login
        self._work.measured(metrics)

    def _tell(self, outcome: Outcome) -> None:
        """One line if something happened, and what that means for the next look."""
        failing = outcome.retry or any(failure.retry for failure in outcome.failures)
        faults = self._trouble.faults + 1 if failing else 0
        was_login = self._trouble.login  # of that, `_login` tells
        self._login(outcome.needs_login)
        self._trouble = Trouble(faults, outcome.retry_after, login=outcome.needs_login is not None)
        standing = frozenset(outcome.problems) | {failure.why for failure in outcome.failures}
        news = len(standing - self._standing)
        if self._standing and not standing and not was_login:
            _log.info("all is well again", extra=fields(action="well"))
        self._standing = standing
        failed = {failure.intent.nudge.key for failure in outcome.failures}
        done = [one.intent for one in outcome.intents if one.intent.nudge.key not in failed]
        self._metrics.effects.update(intent.action.value for intent in done)
        if not (outcome.performed or outcome.new_questions or news):
            return
        found = fields(
            action=tuple(intent.action.value for intent in done) or "look",
            nudge=tuple(intent.nudge.key for intent in done),
            performed=outcome.performed,
            failed=len(outcome.failures),
            asked=len(outcome.new_questions),
            problems=len(outcome.problems),
            took_ms=round(self._metrics.took * 1000),
            **outcome.asked,
        )
        self._spoke = True
        _log.log(logging.WARNING if news else logging.INFO, "cycle", extra=found)

    def _login(self, needed: NeedsLogin | None) -> None:
        """Told once when it is needed, and once when it is there."""
        if needed and not self._trouble.login:
            _log.warning("%s", needed, extra=fields(action="login"))
        elif self._trouble.login and not needed:
            _log.info("logged in again", extra=fields(action="login"))

    def _failed(self, error: Exception) -> None:
        """A cycle that came to nothing. The same trouble is told once."""
        if isinstance(error, NeedsLogin):
            self._login(error)
            self._trouble = Trouble(login=True)
            return
        after = error.retry_after if isinstance(error, Transient) else None
        self._trouble = Trouble(self._trouble.faults + 1, after)
        told = frozenset({_words(error)})
        if told != self._standing:
            self._standing, self._spoke = told, True
            _log.warning("%s", _words(error), extra=fields(action="fault", error=type(error).__name__))

    def _fault(self, error: Exception) -> None:
        _log.error("a job failed: %s", type(error).__name__, extra=fields(action="fault", error=type(error).__name__))

    def _hourly(self) -> datetime:
        """The sign of life of a service that has nothing else to tell."""
        if not self._spoke:
            _log.info("idle", extra=fields(action="idle", looks=self._looks))
        self._looks, self._spoke = 0, False
        return self._now() + _HOURLY

    # --- the configuration -----------------------------------------------------------------------------------------

    def _reload(self) -> None:
        self._notifier.reloading()
        try:
            self._work.reload()
        except AfterwordError as error:
            self._refused = True
            _log.warning(
                "the configuration is refused, the old one holds: %s", _words(error), extra=fields(action="reload")
            )
        else:
            self._refused = False
            self._look.next_run = self._now()
            _log.info("the configuration was read again", extra=fields(action="reload"))
        self._notifier.ready(self._status("Ready"))

    def _status(self, what: str) -> str:
        parts = [self._work.summary()]
        if self._refused:
            parts.append("the new configuration is refused, the old one holds (`afterword config check`)")
        if self._trouble.login:
            parts.append("login needed (`afterword login`)")
        elif self._standing:
            parts.append("there is trouble (`afterword status`)")
        return "; ".join((*parts, what)) + "."


def _words(error: Exception) -> str:
    """What may stand in a log: of a configuration's problems not what was found, of a mistake of our own the name."""
    if isinstance(error, ConfigProblem):
        return " ".join(f"{problem.key}: {problem.expected}." for problem in error.problems)
    return str(error) if isinstance(error, AfterwordError) else f"a mistake of Afterword's own: {type(error).__name__}"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
