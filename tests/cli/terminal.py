"""A command at a terminal of its own, and somebody who answers."""

from __future__ import annotations

import os
import pty
import select
import signal
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
        self._past = 0

    def until(self, words: str) -> None:
        """Read on until that is shown, after what was waited for before."""
        while (found := self.seen.find(words, self._past)) < 0:
            ready, _, _ = select.select([self._ours], [], [], 60)
            assert ready, self.seen
            data = self._read()
            assert data, self.seen
            self.seen += data
        self._past = found + len(words)

    def say(self, words: str) -> None:
        os.write(self._ours, words.encode())

    def interrupt(self) -> None:
        """Ctrl-C. The terminal is not the session's own, so the signal goes there by hand."""
        os.killpg(self.process.pid, signal.SIGINT)

    def end(self) -> int:
        while data := self._read():
            self.seen += data
        code = self.process.wait(60)
        os.close(self._ours)
        return code

    def _read(self) -> str:
        try:
            return os.read(self._ours, 4096).decode(errors="replace")
        except OSError:  # the other side is closed
            return ""
