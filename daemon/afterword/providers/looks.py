"""One look at a provider: changes as they are read, and a cursor only for who has seen them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from afterword.ports import Change

T = TypeVar("T")


class Stream(Generic[T]):
    """A `Look` over a generator: nothing is kept, `cursor` is made when the last change has been handed out."""

    def __init__(
        self, changes: Iterator[Change[T]], cursor: Callable[[], str], *, full: bool, total: int | None = None
    ) -> None:
        self._changes = changes
        self._cursor = cursor
        self._done = False
        self.full = full
        self.total = total

    @property
    def cursor(self) -> str:
        if not self._done:
            raise RuntimeError("The cursor is known only after the last change.")
        return self._cursor()

    def __iter__(self) -> Iterator[Change[T]]:
        yield from self._changes
        self._done = True
