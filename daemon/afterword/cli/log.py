"""`afterword log`: what was decided, when, and why, from the memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from afterword.cli import jsonout
from afterword.cli.options import config_option, json_option

if TYPE_CHECKING:
    from afterword.core.model import Record

_LAST = 50


@click.command()
@click.argument("ident", metavar="[ID]", required=False)
@config_option
@click.option("--last", type=click.IntRange(min=0), default=_LAST, metavar="N", help="So many lines; 0 for all.")
@json_option
def log(ident: str | None, config_path: Path | None, *, last: int, as_json: bool) -> None:
    """Show what was decided, when and why, oldest first. ID (from `status`) chooses a process, a round or a nudge.

    How the service itself fares is told by `afterword service logs`.
    """
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - help does without it

    from afterword import app, config  # noqa: PLC0415 - help does without them
    from afterword.accounts import DEEDS  # noqa: PLC0415 - as above

    loaded = config.load(config_path)
    lines = app.decisions(loaded, ident)[-last:]
    if as_json:
        for line, _ in lines:
            jsonout.emit(line)
        return
    from afterword.cli.render import screen  # noqa: PLC0415 - programs do without it

    out, zone = screen(), ZoneInfo(loaded.zone)
    if not lines:
        out.line("Nothing has been decided yet.")
    told = [(line, *_about(line.subject, record)) for line, record in lines]
    widest = max((len(place) for _, place, _ in told), default=0)
    for line, place, thing in told:
        when = f"{line.at.astimezone(zone):%Y-%m-%d %H:%M}"
        out.line(f"{when}  {place:{widest}}  {thing}{DEEDS.get(line.what, line.what)}: {line.why}")


def _about(subject: str, record: Record | None) -> tuple[str, str]:
    """The process that a line is about, and the thing of it; the id of what is not known any more."""
    if record is None:
        return subject.partition(":")[0], ""
    whom = record.person.name or record.person.email
    thing = "what needs you" if record.kind == "matter" else f"{record.kind}{f' to {whom}' if whom else ''}"
    return record.process or "-", f"{thing} "
