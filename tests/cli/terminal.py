"""A command at a terminal of its own, and somebody who answers."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys


class Terminal:
    """`afterword init`, or another command."""

    def __init__(self, *words: str) -> None:
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "afterword", *words],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env={**os.environ, "TERM": "dumb", "COLUMNS": "200"},
        )
        os.close(theirs)
        self.seen = ""
        self._answered = 0

    def until(self, words: str) -> None:
        """Read on until that is shown: after the last answer, behind what was waited for since."""
        while words not in self.seen[self._answered :]:
            ready, _, _ = select.select([self._ours], [], [], 60)
            assert ready, self.seen
            data = self._read()
            assert data, self.seen
            self.seen += data
        self._answered = self.seen.index(words, self._answered) + len(words)

    def say(self, words: str) -> None:
        self._answered = len(self.seen)
        os.write(self._ours, words.encode())

    def end(self) -> int:
        while select.select([self._ours], [], [], 60)[0] and (data := self._read()):
            self.seen += data
        code = self.process.wait(60)
        os.close(self._ours)
        return code

    def _read(self) -> str:
        try:
            return os.read(self._ours, 4096).decode(errors="replace")
        except OSError:  # the other side is closed
            return ""
