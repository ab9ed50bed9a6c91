"""`afterword service`: install, uninstall, status, logs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from afterword.cli.options import config_option, json_option

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeVar

    F = TypeVar("F", bound=Callable[..., Any])

_NOT_RUNNING = 1


def _system_option(command: F) -> F:
    return click.option("--system", is_flag=True, help="The machine's systemd instead of your own.")(command)


@click.group()
def service() -> None:
    """Install `afterword run` as a service of systemd, look after it, or take it away."""


@service.command()
@config_option
@_system_option
@click.option("--linger", is_flag=True, help="Keep your services running when you are not logged in.")
def install(config_path: Path | None, *, system: bool, linger: bool) -> None:
    """Write the unit for this installation and configuration, and start it. Can be repeated."""
    from afterword import config, installing  # noqa: PLC0415 - help does without them

    _say(installing.install(config.load(config_path), system=system, linger=linger))


@service.command()
@config_option
@_system_option
def uninstall(config_path: Path | None, *, system: bool) -> None:
    """Stop the service and take its unit away. What Afterword remembers stays."""
    from afterword import config, installing  # noqa: PLC0415 - help does without them

    _say(installing.uninstall(config.located(config_path), system=system))


@service.command()
@config_option
@_system_option
@json_option
def status(config_path: Path | None, *, system: bool, as_json: bool) -> int:
    """Say whether the unit is installed and current, and whether the service runs. Ends with 1 if it does not."""
    from afterword import app, config, installing  # noqa: PLC0415 - help does without them

    loaded = config.load(config_path)
    found = installing.installed(loaded, system=system)
    process, said = app.running(loaded), installing.systemd_says(loaded, system=system)
    if as_json:
        from afterword.cli.jsonout import emit  # noqa: PLC0415 - needed here only

        unit = {"file": found.place.file, "installed": found.there, "current": found.current}
        emit({"unit": unit, "systemd": said or None, "process": process})
    else:
        _say(_told(found, process, said if found.there else ""))
    return 0 if process else _NOT_RUNNING


def _told(found: Any, process: int | None, said: str) -> Iterable[str]:
    file = found.place.file
    command = f"afterword service install{' --system' if found.place.system else ''}"
    if not found.there:
        yield f"No unit is installed at {file}: `{command}` writes one."
    elif found.current:
        yield f"Installed: {file}."
    else:
        yield f"{file} is from another version or configuration: `{command}` renews it."
    if said:
        yield f"systemd says: {said}."
    yield f"Running, process {process}." if process else "Not running."


@service.command()
@config_option
@_system_option
@click.option("--follow", is_flag=True, help="Go on showing new lines.")
@click.option("--lines", type=click.IntRange(min=0), default=50, show_default=True, help="So many lines.")
def logs(config_path: Path | None, *, system: bool, follow: bool, lines: int) -> None:
    """Show the service's lines in the journal."""
    from afterword import config, installing  # noqa: PLC0415 - help does without them

    command = installing.logs_command(config.located(config_path), system=system, follow=follow, lines=lines)
    os.execv(command[0], command)  # noqa: S606 - journalctl, with our own words


def _say(lines: Iterable[str]) -> None:
    from afterword.cli.render import printable  # noqa: PLC0415 - help does without it

    for line in lines:
        click.echo(printable(line))
