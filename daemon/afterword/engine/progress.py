"""How long work is shown while it goes on. The engine says where it is; whoever shows it decides how."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Progress(Protocol):
    """`stage` opens a piece of work of `total` steps (None: nobody knows) and yields what to call after each step."""

    def stage(self, what: str, total: int | None) -> AbstractContextManager[Callable[[], None]]: ...


class Silent:
    """Shows nothing."""

    @contextmanager
    def stage(self, what: str, total: int | None) -> Iterator[Callable[[], None]]:  # noqa: ARG002 - the protocol's
        yield lambda: None
