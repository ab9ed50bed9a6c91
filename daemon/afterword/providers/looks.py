"""One look at a provider: changes as they are read, and a cursor only for who has seen them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from afterword.core.digests import entry_digest
from afterword.core.model import Event
from afterword.ports import Change, Standing

T = TypeVar("T")


def as_left(event: Event, ours: Mapping[str, Standing]) -> bool:
    """Whether an event is one of `ours` (by key), and reads and stands as we left it."""
    standing = ours.get(event.mark)
    if standing is None or standing.start not in {None, event.start}:
        return False
    return entry_digest(event.title, event.text) == standing.digest


def by_key(ours: Iterable[Standing]) -> dict[str, Standing]:
    return {standing.key: standing for standing in ours}


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
