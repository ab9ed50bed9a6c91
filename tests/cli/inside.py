"""The commands within the test's own process: quicker by far than a process each, and the clock is the test's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from afterword import clock
from afterword.cli.main import main

Inside = Callable[..., "CompletedProcess[str]"]
NOW = datetime(2026, 3, 3, 11, 0, tzinfo=UTC)


@contextmanager
def commands(
    folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str], now: datetime = NOW
) -> Iterator[Inside]:
    """`run("status", "--json")` in `folder`, at `now`: what it said, and its exit code."""
    patch.chdir(folder)
    patch.setattr(clock, "_read", lambda: now)

    def run(*words: str | Path) -> CompletedProcess[str]:
        capture.readouterr()
        code = main([str(word) for word in words])
        said = capture.readouterr()
        return CompletedProcess(list(words), code, said.out, said.err)

    yield run
