"""`afterword config`: a sample configuration, and what is wrong with yours."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import click

from afterword.cli.options import config_option, json_option

if TYPE_CHECKING:
    from afterword.errors import Problem


@click.group()
def config() -> None:
    """Show a sample configuration, or check yours."""


@config.command()
def example() -> None:
    """Print a commented sample configuration."""
    from afterword.config import example as sample  # noqa: PLC0415 - help does without pydantic

    click.echo(sample(), nl=False)


@config.command()
@config_option
@json_option
def check(config_path: Path | None, as_json: bool) -> int:
    """Say everything that is wrong with the configuration, or that all is well.

    It also looks whether the folders named are there.
    """
    from afterword.config import advice, default_path, load, surroundings  # noqa: PLC0415 - help does without pydantic
    from afterword.errors import ConfigProblem  # noqa: PLC0415 - needed here only

    file = config_path or default_path()
    remarks: tuple[str, ...] = ()
    try:
        loaded = load(config_path)
    except ConfigProblem as error:
        problems = error.problems
    else:
        problems, remarks = surroundings(loaded), advice(loaded)
    if as_json:
        _emit(file, problems, remarks)
    elif problems:
        raise ConfigProblem(problems)
    else:
        _say(file, remarks)
    return ConfigProblem.exit_code if problems else 0


def _emit(file: Path, problems: tuple[Problem, ...], remarks: tuple[str, ...]) -> None:
    from afterword.cli.jsonout import emit  # noqa: PLC0415 - needed here only

    found = [dataclasses.asdict(problem) for problem in problems]
    emit({"file": file, "ok": not problems, "problems": found, "advice": remarks})


def _say(file: Path, remarks: tuple[str, ...]) -> None:
    from afterword.cli.render import screen  # noqa: PLC0415 - needed here only

    out = screen()
    out.line(f"{file}: all is well.", style="green")
    for remark in remarks:
        out.line(remark, indent=2)
