"""Signals of the service. SIGTERM and SIGINT: finish the effect under way, then stop; a second one stops at once.
SIGHUP: read the configuration again. SIGUSR1: look now."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

GRACE = 4.0
"""Seconds that an effect under way is given: with what comes after, the process is gone within five."""

_INTERRUPTED = 130
_OURS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGALRM)


class Stopped(BaseException):
    """It is time to go. Not an Exception: nothing on the way may take it for a fault."""


class Signals:
    """Catches the signals from `installed` on; used by one thread, the main one."""

    def __init__(self) -> None:
        self.stopping: int | None = None
        self._asked: set[int] = set()
        self._may_break_off = False
        self._in_effect = False
        self._read, self._write = -1, -1

    @contextmanager
    def installed(self) -> Iterator[Signals]:
        self._read, self._write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        before = {number: signal.signal(number, self._on) for number in _OURS}
        wakeup = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        try:
            yield self
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.set_wakeup_fd(wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(self._read)
            os.close(self._write)

    def wait(self, seconds: float) -> None:
        """Sleep, but no longer than to the next signal."""
        if self.stopping is None and not self._asked:
            select.select([self._read], [], [], max(0.0, seconds))
        with suppress(BlockingIOError):
            os.read(self._read, 4096)

    def asked(self, number: int) -> bool:
        """Whether that signal came since this was last asked."""
        found = number in self._asked
        self._asked.discard(number)
        return found

    @contextmanager
    def breaking_off(self) -> Iterator[None]:
        """Within, the wish to stop breaks off whatever goes on, unless it is an effect."""
        self._may_break_off = True
        try:
            self.heed()
            yield
        finally:
            self._may_break_off = self._in_effect = False

    def effect(self, *, begins: bool) -> None:
        """An effect begins, or is over: only now a wish that came meanwhile is heeded."""
        self._in_effect = begins
        self.heed()

    def heed(self) -> None:
        if self.stopping is not None and self._may_break_off and not self._in_effect:
            raise Stopped

    def _on(self, number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGALRM:
            if self._may_break_off:
                raise Stopped
        elif number not in (signal.SIGTERM, signal.SIGINT):
            self._asked.add(number)
        elif self.stopping is not None:
            os._exit(_INTERRUPTED)  # what had begun is journalled
        else:
            self.stopping = number
            signal.setitimer(signal.ITIMER_REAL, GRACE)
            self.heed()
