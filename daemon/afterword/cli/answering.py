"""Questions answered at the terminal, with one key each."""

from __future__ import annotations

import os
import sys
import termios
import tty
from collections.abc import Callable, Iterable

import click

from afterword.cli.render import Screen
from afterword.core.model import Question, Verb


def at_terminal() -> bool:
    """Whether somebody sits there who can answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


class Answerer:
    """Asks one question after the other. `say` keeps an answer: a verb and the id that it is about."""

    def __init__(self, screen: Screen, say: Callable[[Verb, str], str]) -> None:
        self._screen = screen
        self._say = say

    def ask(self, questions: Iterable[Question]) -> None:
        """Each question with its choices; any key that is none of them leaves it for later."""
        for question in questions:
            self._screen.line(f"? {question.text}", "bold")
            if not question.choices:
                for command in question.answers:
                    self._screen.line(command, indent=4)
                continue
            for number, (choice, command) in enumerate(zip(question.choices, question.answers, strict=True), 1):
                self._screen.line(f"{number}  {choice:<14} {command}", indent=4)
            command = self._chosen(question)
            if command:
                _, verb, ident = command.split(maxsplit=2)
                self._say(Verb(verb), ident)
                self._screen.line("Kept. `afterword reopen` takes it back.", "dim", indent=4)

    def _chosen(self, question: Question) -> str:
        keys = {str(number): command for number, command in enumerate(question.answers, 1)}
        keys |= {choice[0]: command for choice, command in zip(question.choices, question.answers, strict=True)}
        key = _key(f"    {' or '.join(key for key in keys if key.isdecimal())}? ")
        click.echo(key if key.isprintable() else "")
        return keys.get(key.lower(), "")


def _key(prompt: str) -> str:
    """One key, without Enter; "" at the end of the input. What was typed ahead counts (click's own throws it away)."""
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSADRAIN)
        click.echo(prompt, nl=False)
        return os.read(terminal, 16).decode(errors="replace")[:1]
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
