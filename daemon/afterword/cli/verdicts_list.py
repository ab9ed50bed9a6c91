"""`afterword verdicts`: the person's words that stand, and how to take them back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from afterword.cli import jsonout
from afterword.cli.options import config_option, json_option
from afterword.core.model import Verb

if TYPE_CHECKING:
    from afterword.core.planning.verdicts import Standing


@click.command()
@config_option
@json_option
def verdicts(config_path: Path | None, *, as_json: bool) -> None:
    """List what you have confirmed, skipped, heard, closed, opened again and told, and for what else it holds.

    `afterword reopen ID` takes a line back; `afterword heard ID` takes back that it was opened again. An employer or a
    date of decision is set right by telling it anew.
    """
    from afterword import app, config  # noqa: PLC0415 - help does without them
    from afterword.cli.render import screen  # noqa: PLC0415 - see above

    found = app.verdicts(config.load(config_path))
    if as_json:
        jsonout.emit(
            [
                {
                    "at": one.word.at,
                    "verb": one.word.verb,
                    "target": one.word.target,
                    "about": one.about,
                    "reach": one.reach,
                    "undo": one.undo,
                }
                for one in found
            ]
        )
        return
    show = screen()
    for one in found:
        about = f" ({one.about})" if one.about else ""
        reach = f"; holds for {one.reach}, too" if one.reach else ""
        show.line(f"{one.word.at:%Y-%m-%d} {one.word.verb.value} {one.word.target}{about}{reach}{_undo(one)}")
    if any(one.undo is Verb.REOPEN for one in found):
        show.line("`afterword reopen ID` takes one back.", "dim")
    if not found:
        show.line("You have decided nothing yet.", "dim")


def _undo(one: Standing) -> str:
    """How to take it back, where that is not what holds for most and stands below them."""
    if one.undo is Verb.REOPEN:
        return ""
    again = f"; `afterword {one.undo} {one.word.target}"
    return f"{again} ...` sets it right" if one.undo is one.word.verb else f"{again}` takes it back"
