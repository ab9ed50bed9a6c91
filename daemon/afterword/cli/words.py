"""The person's word, which always wins: `note`, `decision`, `employer`, `called`, `heard`, `skip`, `close`, `reopen`,
`confirm`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from afterword.cli import jsonout
from afterword.cli.options import config_option, json_option
from afterword.core.model import Verb

_KEPT = "Kept for {target}. The service acts on it now; without one, `afterword once` does."


def _say(config_path: Path | None, verb: Verb, ident: str, text: str, *, as_json: bool, answer: str) -> None:
    from afterword import app, config  # noqa: PLC0415 - help does without them
    from afterword.cli.render import printable  # noqa: PLC0415 - see above

    target = app.say(config.load(config_path), verb, ident, text)
    if as_json:
        jsonout.emit({"verb": verb, "target": target, "text": text})
    else:
        click.echo(printable(answer.format(target=target, text=text)))


def _joined(parts: tuple[str, ...], name: str, missing: str) -> str:
    """The words of an argument that needs no quotes. Raises BadParameter where there are none."""
    words = " ".join(parts).strip()
    if not words:
        raise click.BadParameter(missing, param_hint=name)
    return words


def _simple(verb: Verb, help_text: str, answer: str) -> click.Command:
    """A command that takes an id and nothing else."""

    @click.command(verb.value, help=help_text)
    @click.argument("ident", metavar="ID")
    @config_option
    @json_option
    def command(ident: str, config_path: Path | None, *, as_json: bool) -> None:
        _say(config_path, verb, ident, "", as_json=as_json, answer=answer)

    return command


called = _simple(
    Verb.CALLED,
    "Say that you made the call. ID is a process, a round or a call; the next one is a week later at the earliest.",
    "Good. {target}: the call counts as made; if they stay silent, the next follows the cadence.",
)
heard = _simple(
    Verb.HEARD,
    "Say that they answered, by whatever way. What is pending for the process is taken back.",
    "Noted: {target} has answered. What is pending goes with the next cycle.",
)
skip = _simple(
    Verb.SKIP,
    "Leave out a nudge, a round or a whole process, for good (until `reopen`); or say that a mail is no answer.",
    "Skipped: {target}. `afterword reopen` takes it back.",
)
close = _simple(
    Verb.CLOSE,
    "Close a process: nothing more is planned for it.",
    "Closed: {target}. `afterword reopen` takes it back.",
)
reopen = _simple(
    Verb.REOPEN,
    "Take back `close`, `skip`, `heard` or `confirm`, and wait again.",
    "Open again: {target}.",
)
confirm = _simple(
    Verb.CONFIRM,
    "Say yes to something that was asked: yes, that was an interview of mine; yes, write that many drafts.",
    "Thank you. {target}: confirmed; the next cycle acts on it.",
)


@click.command()
@click.argument("ident", metavar="ID")
@click.argument("text", nargs=-1, required=True)
@config_option
@json_option
def note(ident: str, text: tuple[str, ...], config_path: Path | None, *, as_json: bool) -> None:
    """Note what was discussed; the thank-you uses it, word for word.

    ID is a thank-you (for that interviewer alone), a round or a process. A draft you have not touched is renewed.
    """
    words = _joined(text, "TEXT", "write what was discussed, in a few words.")
    _say(config_path, Verb.NOTE, ident, words, as_json=as_json, answer=_KEPT)


class Day(click.ParamType[date]):
    """A date as in 2026-03-31."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date: write it as in 2026-03-31.", param, ctx)


@click.command()
@click.argument("ident", metavar="ID")
@click.argument("day", type=Day(), metavar="DATE")
@config_option
@json_option
def decision(ident: str, day: date, config_path: Path | None, *, as_json: bool) -> None:
    """Say by when they will decide. Nothing contacts them before the working day after."""
    answer = f"{{target}}: nothing before the working day after {day:%A, %-d %B %Y}."
    _say(config_path, Verb.DECISION, ident, day.isoformat(), as_json=as_json, answer=answer)


@click.command()
@click.argument("ident", metavar="ID")
@click.argument("name", nargs=-1, required=True)
@config_option
@json_option
def employer(ident: str, name: tuple[str, ...], config_path: Path | None, *, as_json: bool) -> None:
    """Say for which employer a process is, where an agency invites or nothing says so; or set it right.

    NAME is how they are called, or the domain of their mail, or both: "Acme Robotics" acme.example.
    """
    words = _joined(name, "NAME", "write how the employer is called.")
    _say(config_path, Verb.EMPLOYER, ident, words, as_json=as_json, answer="{target} is for {text}.")
