"""Progress of long work, on stderr, and only where somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from afterword.cli.render import printable
from afterword.engine.progress import Progress, Silent


def progress() -> Progress:
    """A bar on a terminal, nothing elsewhere."""
    return Bars() if sys.stderr.isatty() else Silent()


class Bars:
    """One bar a stage; it vanishes when the stage is through."""

    @contextmanager
    def stage(self, what: str, total: int | None) -> Iterator[Callable[[], None]]:
        from rich.console import Console  # noqa: PLC0415 - 60 ms that only a terminal needs
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn  # noqa: PLC0415 - see above
        from rich.progress import Progress as Shown  # noqa: PLC0415 - see above

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Shown(*columns, console=Console(stderr=True, markup=False), transient=True) as shown:
            task = shown.add_task(printable(what), total=total)
            yield lambda: shown.advance(task)
