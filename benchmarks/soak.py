"""The service left alone for a very long time: the real loop and memory, a clock that is turned by hand.

    make soak     1,000,000 idle looks on the memory provider, 100,000 on a Maildir and folders of .ics files

It fails if after any later tenth of the way the process is larger by a mebibyte than after the first, or has another
number of open files.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.engine.world import World, configuration

from afterword import app, config
from afterword.engine.loop import Loop
from afterword.engine.metrics import Metrics
from afterword.engine.notify import Notifier
from afterword.engine.signals import Signals
from afterword.providers.memory import MemoryCalendar, MemoryMailbox
from afterword.serving import Service

START = datetime(2026, 3, 3, 12, tzinfo=UTC)
CONFIG = configuration(poll_seconds=60)
ALLOWED = 1024 * 1024


@dataclass
class Virtual:
    """A clock that stands still until somebody waits."""

    seconds: float = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def ticks(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.seconds += max(seconds, 0.001)


class Left(Service):
    """The service, counted: told to stop after so many looks."""

    looks = 0
    idle = 0
    after: Callable[[Left], None] = staticmethod(lambda _: None)

    def measured(self, metrics: Metrics) -> None:
        self.looks, self.idle = metrics.looks, metrics.idle
        self.after(self)


def resident() -> int:
    """Bytes of memory that are the process's own."""
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Private_Dirty:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("no Private_Dirty")


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def soak(provider: str, looks: int, root: Path) -> dict[str, Any]:
    """So many looks, an interview being over and everything about it settled before they begin."""
    world = World(root)
    world.interview(START - timedelta(hours=3))
    world.receive(START - timedelta(hours=1), "Unfortunately we have decided to move forward with another candidate.")
    (root / "config.toml").write_text(CONFIG)
    chosen = config.load(root / "config.toml")
    memory = MemoryCalendar(), MemoryMailbox()

    def build(*given: Any) -> Any:
        house = app.house(*given)
        return house if provider == "local" else replace(house, calendar=memory[0], mailbox=memory[1])

    clock, signals, samples = Virtual(), Signals(), {}
    marks = {max(1, looks * tenth // 10) for tenth in range(1, 11)}

    def after(service: Left) -> None:
        if service.looks in marks:
            gc.collect()
            samples[service.looks] = (resident(), descriptors())
        if service.looks == looks:
            signals.stopping = 15

    service = Left(root / "config.toml", chosen, lambda: 0.5, build)
    service.after = after  # type: ignore[method-assign]
    service.open()
    loop = Loop(service, signals=signals, notifier=Notifier(), now=clock.now, ticks=clock.ticks, wait=clock.wait)
    begun = time.process_time()
    loop.run()
    took = time.process_time() - begun
    service.close()
    sizes, files = zip(*(samples[mark] for mark in sorted(marks)), strict=True)
    return {
        "provider": provider,
        "looks": looks,
        "idle": service.idle,
        "virtual_days": round(clock.seconds / 86400),
        "cpu_seconds": round(took, 1),
        "microseconds_a_look": round(took / looks * 1e6),
        "private_bytes": sizes,
        "grown_bytes": max(sizes) - sizes[0],
        "descriptors": sorted(set(files)),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memory", type=int, default=1_000_000, help="looks on the memory provider")
    parser.add_argument("--local", type=int, default=100_000, help="looks on the local provider")
    given = parser.parse_args()
    failed = False
    for provider, looks in (("memory", given.memory), ("local", given.local)):
        with tempfile.TemporaryDirectory() as folder:
            found = soak(provider, looks, Path(folder))
        print(json.dumps(found))
        failed |= found["grown_bytes"] > ALLOWED or len(found["descriptors"]) > 1
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
