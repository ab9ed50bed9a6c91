"""`afterword log`: what was decided, when, and why, from the memory."""

from __future__ import annotations

from pathlib import Path

import click

from afterword.cli import jsonout
from afterword.cli.options import config_option, json_option

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

    loaded = config.load(config_path)
    lines = app.decisions(loaded, ident)[-last:]
    if as_json:
        for line in lines:
            jsonout.emit(line)
        return
    from afterword.cli.render import screen  # noqa: PLC0415 - programs do without it

    out, zone = screen(), ZoneInfo(loaded.zone)
    if not lines:
        out.line("Nothing has been decided yet.")
    for line in lines:
        out.line(f"{line.at.astimezone(zone):%Y-%m-%d %H:%M}  {line.subject[:12]:12}  {line.what}: {line.why}")
