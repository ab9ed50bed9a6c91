"""Who works on a memory: locks that a dead process can't hold, and how the service is told to look now.

There are two. The memory's own is held for one cycle or one word, and waited for; the service's is held for life, and
says which process it is.
"""

from __future__ import annotations

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from afterword import clock
from afterword.errors import AlreadyRunning, StoreProblem

_EVERY = 0.05
_A_MOMENT = 0.5
"""Who only looks whether the service runs holds its lock for an instant."""

_HERE = Path("/proc/self/ns/pid")


@contextmanager
def only_one(path: Path, wait: float = 0.0) -> Iterator[None]:
    """Hold the lock on `path` (made when missing). Raises AlreadyRunning if another process holds it for `wait`
    seconds on."""
    with _opened(path) as descriptor:
        if not _taken(descriptor, wait):
            raise AlreadyRunning("Another Afterword is at work on the same memory. Try again in a moment.")
        yield


@contextmanager
def for_life(path: Path) -> Iterator[None]:
    """Hold the service's lock, with the process's number in it. Raises AlreadyRunning, naming who holds it."""
    with _opened(path) as descriptor:
        if not _taken(descriptor, _A_MOMENT):
            who = holder(path)
            raise AlreadyRunning(
                f"Afterword is running already{f' (process {who})' if who else ''}, and one is enough. "
                "`afterword status` shows what it knows; to replace it, stop that one first."
            )
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()} {_namespace()}\n".encode(), 0)
        yield
        os.truncate(descriptor, 0)


def holder(path: Path) -> int | None:
    """The process that holds the service's lock, None if there is none, or none that can be told from here."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        if _taken(descriptor, 0.0, fcntl.LOCK_SH):
            return None
        number, _, namespace = os.pread(descriptor, 100, 0).decode(errors="replace").strip().partition(" ")
        # The same number means another process in another container.
        return int(number) if number.isdecimal() and namespace == _namespace() else None
    finally:
        os.close(descriptor)


def poke(path: Path) -> bool:
    """Tell the service to look now. False if none is running that we may tell."""
    process = holder(path)
    if process is None:
        return False
    try:
        os.kill(process, signal.SIGUSR1)
    except OSError:
        return False
    return True


def _namespace() -> str:
    try:
        return str(_HERE.readlink())
    except OSError:
        return ""


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreProblem(
            f"Cannot keep Afterword's memory in {path.parent}: {error.strerror}. Make the folder writable, "
            "or choose another with [state] folder."
        ) from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _taken(descriptor: int, wait: float, kind: int = fcntl.LOCK_EX) -> bool:
    until = clock.ticks() + wait
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if clock.ticks() >= until:
                return False
            time.sleep(_EVERY)
        else:
            return True
