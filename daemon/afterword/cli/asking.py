"""Asking a person at a terminal. Ctrl-C interrupts as everywhere; the end of the input is told apart from it."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from afterword.cli.render import printable
from afterword.errors import UsageProblem

if TYPE_CHECKING:
    from afterword.cli.render import Screen

_YES, _NO = ("y", "yes"), ("n", "no")


class Asker:
    """Asks on the terminal, and shows what can be chosen on `screen`."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def ask(self, question: str, default: str = "") -> str:
        """A line, or the default for an empty one. "-" empties what has a default."""
        offered = f" [{printable(default)}]" if default else ""
        said = _line(f"{question}{offered}: ")
        return "" if said == "-" else said or default

    def yes(self, question: str) -> bool:
        """Yes unless they say no."""
        while True:
            said = _line(f"{question} [Y/n] ").lower()
            if not said or said in _YES:
                return True
            if said in _NO:
                return False

    def pick(self, question: str, choices: Mapping[str, str], default: str) -> str:
        """One of `choices`, by its number or name."""
        self._screen.line(f"\n{question}", "bold")
        for number, (name, words) in enumerate(choices.items(), 1):
            self._screen.line(f"{number}  {name:<11} {words}", indent=2)
        names = list(choices)
        while True:
            said = _line(f"1 to {len(names)} [{default}]: ").lower() or default
            if said in choices:
                return said
            if said.isdecimal() and 1 <= int(said) <= len(names):
                return names[int(said) - 1]


def _line(prompt: str) -> str:
    click.echo(prompt, nl=False)
    _until_answered()
    said = sys.stdin.readline()
    if not said:
        raise UsageProblem("\nThe answers ended here. Nothing was written; run `afterword init` again.")
    return said.strip()


def _until_answered() -> None:
    """Wait for a line. A Ctrl-C at any moment ends this; one just before `readline` would wait for the next key."""
    heard, hears = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
    before = signal.set_wakeup_fd(hears, warn_on_full_buffer=False)
    try:
        select.select([sys.stdin, heard], [], [])
    finally:
        signal.set_wakeup_fd(before)
        os.close(heard)
        os.close(hears)
