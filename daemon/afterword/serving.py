"""The service: one configuration, its memory and its providers, kept at hand for the loop of `engine.loop`."""

from __future__ import annotations

import gc
import logging
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from afterword import __version__, app, clock, config
from afterword.config import Config
from afterword.core.model import ProcessState
from afterword.core.planning.cadence import Policy
from afterword.core.planning.pace import Pause, Prospect, Trouble, pause
from afterword.engine.cycle import House, Outcome
from afterword.engine.lock import for_life, only_one
from afterword.engine.loop import Loop, Pulse
from afterword.engine.metrics import Metrics, render, write
from afterword.engine.notify import Notifier
from afterword.engine.signals import Signals, Stopped
from afterword.engine.stillness import Stillness
from afterword.errors import ConfigProblem, Problem, Transient
from afterword.logs import fields
from afterword.store.store import SqliteStore, explained

_log = logging.getLogger(__name__)

_NEXT_LOOK = "next_look"
_BACKING_OFF = "back-off"
_LONGEST = timedelta(days=1)
_SETTLED = timedelta(minutes=1)

Stamp = tuple[int, ...]


def serve(path: Path | None) -> int:
    """Run until a signal says stop; which one is returned. Raises AlreadyRunning, ConfigProblem, StoreProblem."""
    # Signals first: who sees the lock held may send one.
    with Signals().installed() as signals, _opened(path) as chosen:
        service = Service(path, chosen)
        notifier = Notifier.of_environment()
        try:
            app.complete(chosen)
            service.open()
            loop = Loop(
                service, signals=signals, notifier=notifier, now=clock.system, ticks=clock.ticks, wait=signals.wait
            )
            loop.run()
        finally:
            service.close()
            notifier.close()
        if service.replaced:
            raise Transient("A new version of Afterword has been installed: it takes over when the service is started.")
        return signals.stopping or 0


@contextmanager
def _opened(path: Path | None) -> Iterator[Config]:
    """The configuration, with the memory that it names held as the service's."""
    chosen = config.load(path)
    with for_life(app.service_lock(chosen)):
        yield chosen


class Service:
    """The work of the loop. `chance` spreads the looks of many machines, `build` puts the house together."""

    def __init__(
        self,
        path: Path | None,
        chosen: Config,
        chance: Callable[[], float] = random.random,
        build: Callable[[Config, SqliteStore, datetime], House] = app.house,
        program: Path = Path(app.__file__),
    ) -> None:
        self._path = path
        self._config = chosen
        self._chance = chance
        self._build = build
        self._store: SqliteStore | None = None
        self._file: Stamp = ()
        self._stillness: Stillness | None = None
        self._prospect = Prospect()
        self._policy = Policy()
        self._counts = (0, 0)
        self._swept = False
        self._login: Stamp = ()
        self._zone_files: tuple[object, ...] = ()
        self._database = app.database(chosen)
        self._unwritten: Path | None = None
        self._program = _stamp(program)
        self._program_file = program
        self._renewed_at: datetime | None = None
        self.replaced = False

    # --- the memory --------------------------------------------------------------------------------------------

    def open(self) -> SqliteStore:
        """The memory, opened anew when another file stands in its place. A newer one is refused."""
        if self._store is None or self._file != _stamp(self._database)[:2]:
            self.close()
            self._store = SqliteStore(self._database)
            self._file = _stamp(self._database)[:2]
        self._store.verify()
        return self._store

    def _require_memory(self) -> None:
        """One that has disappeared is waited for: an empty one in its place would know nothing of what was said."""
        if self._file and not _stamp(self._database):
            raise Transient(
                f"{self._database} has disappeared. Put it back, or mount its disk again; nothing is done until then."
            )

    def close(self) -> None:
        if self._store is not None:
            self._store.close()
        self._store = self._stillness = None

    # --- what the loop asks for --------------------------------------------------------------------------------

    def cycle(self, now: datetime, pulse: Pulse) -> Outcome | None:
        """See `Work.cycle`. The memory is locked for the cycle alone: words can be said between two."""
        self._make_way(now)
        if self._still(now):
            return None
        self._stillness = None
        self._login = self._login_stamp()
        try:
            self._require_memory()
            with only_one(app.memory_lock(self._config), app.PATIENCE), explained(self._database):
                return self._whole(now, pulse)
        except BaseException:
            self.close()  # whatever became of the file, it is opened anew
            raise
        finally:
            self._sweep()

    def _sweep(self) -> None:
        """Free what the look leaves behind. Left to add up it takes more room, now and then, and for good. What stands
        after the first look is there to stay, and not gone through again."""
        gc.collect()
        if not self._swept:
            gc.freeze()
            self._swept = True

    def _make_way(self, now: datetime) -> None:
        """Stop when another version was installed in the place of this one, and has been there for a minute: what is
        not loaded yet would come from that one. systemd starts it."""
        if _stamp(self._program_file) in (self._program, ()):
            self._renewed_at = None
        elif self._renewed_at is None:
            self._renewed_at = now
        elif now - self._renewed_at >= _SETTLED:
            self.replaced = True
            raise Stopped

    def _whole(self, now: datetime, pulse: Pulse) -> Outcome:
        store = self.open()
        house = self._build(self._config, store, now)
        store.set_fact(app.AS_OF, "")
        outcome = app.one_cycle(house, store, now, progress=pulse, checkpoint=pulse.checkpoint)
        self._policy = house.policy
        self._prospect = Prospect.of(outcome.plan)
        waiting = [process for process in outcome.plan.processes if process.state is ProcessState.WAITING]
        self._counts = len(waiting), len(outcome.questions)
        self._stillness = Stillness.after(outcome, house, store.version, self._prospect.next_edge(now))
        return outcome

    def _still(self, now: datetime) -> bool:
        if self._stillness is None or self._file != _stamp(self._database)[:2]:
            return False
        with explained(self._database):
            return self._store is not None and self._stillness.holds(now, self._store.version)

    def pause(self, now: datetime, trouble: Trouble) -> Pause:
        """See `Work.pause`. A wish to be left alone is written down, so that a new process honours it, too."""
        chosen = pause(self._prospect, now, self._policy, trouble, self._chance(), self._config.poll_seconds())
        if trouble.faults and trouble.retry_after and self._store is not None:
            with suppress(Exception):  # the memory itself may be what is in trouble
                until = now + timedelta(seconds=chosen.seconds)
                self._store.set_fact(_NEXT_LOOK, f"{until.isoformat()} {chosen.why}")
        return chosen

    def not_before(self, now: datetime) -> datetime:
        """See `Work.not_before`."""
        said = self._store.fact(_NEXT_LOOK) if self._store is not None else None
        moment, _, why = (said or "").partition(" ")
        if why != _BACKING_OFF:
            return now
        until = datetime.fromisoformat(moment)
        return until if now < until <= now + _LONGEST else now

    def reload(self) -> None:
        """See `Work.reload`."""
        fresh = config.load(self._path)
        app.complete(fresh)
        if fresh.state_folder() != self._config.state_folder():
            problem = Problem(
                str(fresh.path), "[state] folder", "", "can't change while the service runs", "Restart it."
            )
            raise ConfigProblem([problem])
        self._config = fresh
        self._stillness = None

    def moved(self) -> str:
        """See `Work.moved`. What tells the zone is read only when it has changed."""
        files = config.zone_files()
        if files == self._zone_files or not self._config.goes_along:
            return ""
        self._zone_files = files
        here = config.system_zone()
        if here in ("", self._config.zone):
            return ""
        self._config = self._config.in_zone(here)
        self._stillness = None
        return here

    def login_changed(self) -> bool:
        """See `Work.login_changed`."""
        return self._login != self._login_stamp()

    def measured(self, metrics: Metrics) -> None:
        """See `Work.measured`. A file that can't be written is named once."""
        file = self._config.metrics.file
        if file is None:
            return
        metrics.waiting, metrics.questions = self._counts
        try:
            write(file, render(metrics, __version__))
            self._unwritten = None
        except OSError as error:
            if self._unwritten != file:
                _log.warning("the metrics can't be written: %s", error.strerror, extra=fields(action="metrics"))
            self._unwritten = file

    def summary(self) -> str:
        """See `Work.summary`: numbers only."""
        waiting, questions = self._counts
        asked = f", {questions} question{'' if questions == 1 else 's'} for you" if questions else ""
        return f"Waiting for {waiting} employer{'' if waiting == 1 else 's'}{asked}"

    def _login_stamp(self) -> Stamp:
        return _stamp(self._config.token_file()[0]) if self._config.provider.kind == "google" else ()


def _stamp(path: Path) -> Stamp:
    """What tells one file from another that takes its place. () where there is none."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return (status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size)
