"""`afterword run`: the service."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import click

from afterword.cli.main import DEBUG
from afterword.cli.options import config_option

_INTERRUPTED = 130


@click.command()
@config_option
@click.option(
    "--log",
    "form",
    type=click.Choice(["auto", "text", "json", "journal"]),
    default="auto",
    help="How log lines are written to standard error; auto: to the journal under systemd, else as text.",
)
def run(config_path: Path | None, form: str) -> int:
    """Run as a service: look, write what is due, wait, again, until it is stopped.

    SIGHUP reads the configuration again, SIGUSR1 looks now, SIGTERM stops after the effect under way.
    """
    from afterword import logs, serving  # noqa: PLC0415 - help does without them

    logs.configure(form, verbose=bool(os.environ.get(DEBUG)))
    return _INTERRUPTED if serving.serve(config_path) == signal.SIGINT else 0
