"""The clock. Nothing else reads the time: one reading per cycle, handed down as a value."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Says what time it is: an aware moment in UTC."""


def _read() -> datetime:
    return datetime.now(UTC)


def system() -> datetime:
    """The machine's own time, aware, in UTC."""
    return _read()


def ticks() -> float:
    """Seconds of a clock that only goes forward, for measuring how long something takes."""
    return time.monotonic()


def fixed(at: datetime) -> Clock:
    """A clock that stands still at `at`, for `--now` and for virtual time. Refuses a moment without a zone."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its offset, as in 2026-03-02T10:00:00+01:00")
    moment = at.astimezone(UTC)
    return lambda: moment
