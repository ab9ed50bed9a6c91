"""`afterword backup` and `afterword restore`: a copy of what Afterword remembers, and the way back."""

from __future__ import annotations

from pathlib import Path

import click

from afterword.cli.options import config_option

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--with-login", is_flag=True, help="Copy the login at Google, too: keep the file as you keep a password.")
@click.option("--force", is_flag=True, help="Write over a file that exists.")
@config_option
def backup(file: Path, config_path: Path | None, *, with_login: bool, force: bool) -> None:
    """Copy all that Afterword remembers to FILE, also while the service works.

    Only you can read the copy. Configuration and client file are yours to copy.
    """
    from afterword import config  # noqa: PLC0415 - help does without it
    from afterword.cli.render import printable  # noqa: PLC0415 - see above
    from afterword.upkeep import data  # noqa: PLC0415 - see above

    data.back_up(config.load(config_path), file, with_login=with_login, force=force)
    left_out = "" if with_login else " The login is not in it."
    click.echo(printable(f"Copied to {file}.{left_out}"))


@click.command()
@click.argument("file", type=_FILE)
@click.option("--with-login", is_flag=True, help="Take over the login in it, too.")
@config_option
def restore(file: Path, config_path: Path | None, *, with_login: bool) -> None:
    """Put the copy in FILE in the place of what Afterword remembers.

    What it takes the place of is kept. The service must not be at work.
    """
    from afterword import clock, config  # noqa: PLC0415 - help does without it
    from afterword.cli.render import printable  # noqa: PLC0415 - see above
    from afterword.upkeep import data  # noqa: PLC0415 - see above

    copied = data.restore(config.load(config_path), file, clock.system(), with_login=with_login)
    kept = f" What stood there is kept as {copied.former}." if copied.former else ""
    click.echo(printable(f"Restored.{kept} The next cycle catches up with what happened since."))
