"""One Afterword at a time on one memory: a lock that a dead process can't hold."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from afterword.errors import AlreadyRunning, StoreProblem


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock on `path` (made when missing). Raises AlreadyRunning at once if another process holds it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreProblem(
            f"Cannot keep Afterword's memory in {path.parent}: {error.strerror}. Make the folder writable, "
            "or choose another with [state] folder."
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning("Another Afterword is at work on the same memory. Try again in a moment.") from None
        yield
    finally:
        os.close(descriptor)
