"""`afterword demo`: a month of job search in virtual time, on real files."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from afterword.cli.main import INTERRUPTED

if TYPE_CHECKING:
    from afterword.demo.files import Files

_TITLE = (
    "A month of job search, in virtual time. You are Robin Sample, in Berlin, in March 2026. Mails and events are real "
    "files; what you read here is read from them, and done to them."
)
_SIGNS = "✉ mail   ▣ event   ● interview   ☞ you   → Afterword, which drafts and plans, and never sends"

# So long a line stands alone on a terminal before the next, in seconds; in a pipe nobody waits.
_LINE, _DAY, _SECTION = 0.5, 0.4, 2.0


@click.command()
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    metavar="D",
    help="Write the files into this folder, empty or not yet there. Default: a new temporary folder.",
)
@click.option("--keep", is_flag=True, help="Keep the temporary folder of an earlier demo, which is replaced otherwise.")
def demo(folder: Path | None, *, keep: bool) -> int:
    """Let a month of job search pass, and see what Afterword does with it, and why.

    Writes a mailbox and calendars with invented people into a folder of their own and works on these files as it would
    on yours, in virtual time; on a terminal that takes about a minute. Your own configuration, mail and calendars are
    not touched, and nothing is ever sent. The files stay when it ends: look at them with any mail and calendar program.
    """
    from afterword.demo.places import made, over  # noqa: PLC0415 - help does without it

    files = made(folder, keep=keep)
    try:
        _show(files, _pause if sys.stdout.isatty() else _go_on)
    except KeyboardInterrupt:
        click.echo(f"\nStopped. What was written until now lies in {files.root}", err=True)
        return INTERRUPTED
    finally:
        over(files)
    return 0


def _pause(seconds: float) -> None:
    sys.stdout.flush()
    time.sleep(seconds)


def _go_on(_: float) -> None:
    """In a pipe nobody watches."""


def _show(files: Files, pause: Callable[[float], None]) -> None:
    from afterword import app, config  # noqa: PLC0415 - help does without them
    from afterword.cli import demo_end  # noqa: PLC0415 - see above
    from afterword.cli.demo_page import page  # noqa: PLC0415 - see above
    from afterword.cli.demo_story import Story  # noqa: PLC0415 - see above
    from afterword.demo.month import month  # noqa: PLC0415 - see above

    out, story, loaded = page(), Story(), config.load(files.config)
    out.words(_TITLE, "bold")
    out.words(_SIGNS, "dim")
    out.words()
    for moment in month(files, loaded):
        for line in story.lines(moment):
            pause(_LINE + (_DAY if line.day else 0))
            out.line(line)
    pause(_SECTION)
    demo_end.timeline(app.status(loaded), story.changed, out)
    pause(_SECTION)
    path, message = list(files.drafts_in_order())[-1]
    demo_end.draft(path, message, files.root, out)
    pause(_SECTION)
    demo_end.call(files.entries()[-1], files.root, files.follow_ups, out)
    pause(_SECTION)
    demo_end.where(files, out)
