"""`afterword demo`: a month of job search in virtual time, on real files."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

from afterword.cli.main import INTERRUPTED

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
    from afterword.demo.places import made  # noqa: PLC0415 - help does without it

    files = made(folder, keep=keep)
    pause = time.sleep if sys.stdout.isatty() else _no_pause
    try:
        _show(files, pause)
    except KeyboardInterrupt:
        click.echo(f"\nStopped. What was written so far lies in {files.root}.", err=True)
        return INTERRUPTED
    return 0
