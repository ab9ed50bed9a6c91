"""`afterword export`: all that Afterword knows, in formats that anything reads."""

from __future__ import annotations

import os
from pathlib import Path

import click

from afterword.cli import jsonout
from afterword.cli.options import config_option
from afterword.errors import UsageProblem


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option(
    "--dir", "folder", type=click.Path(path_type=Path, file_okay=False), help="Write both formats into this folder."
)
@click.option("--force", is_flag=True, help="Write over files that exist.")
@config_option
def export(file: Path | None, folder: Path | None, config_path: Path | None, *, force: bool) -> None:
    """Write all that Afterword knows to FILE: JSON, or a calendar if its name ends in .ics.

    Without FILE and --dir the JSON goes to the screen.
    """
    from afterword import clock, config  # noqa: PLC0415 - help does without them
    from afterword.cli.status import view_object  # noqa: PLC0415 - see above
    from afterword.upkeep import data  # noqa: PLC0415 - see above

    if file and folder:
        raise UsageProblem("Name a FILE or --dir, not both.")
    made = data.export(config.load(config_path), clock.system())
    text = jsonout.dumps({"status": view_object(made.view), "memory": made.memory}).encode() + b"\n"
    if folder:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(folder / "afterword.json", text, force=force)
        _write(folder / "afterword.ics", made.diary, force=force)
    elif file:
        _write(file, made.diary if file.suffix.lower() == ".ics" else text, force=force)
    else:
        click.echo(text, nl=False)


def _write(path: Path, content: bytes, *, force: bool) -> None:
    """For its owner alone; over a file that exists only when asked to."""
    kept = os.O_TRUNC if force else os.O_EXCL
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_NOFOLLOW | kept, 0o600)
    except FileExistsError:
        raise UsageProblem(f"{path} exists already. Name another, or say --force.") from None
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)
