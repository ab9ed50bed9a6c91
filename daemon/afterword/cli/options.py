"""The options that several commands share, so that they read the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

F = TypeVar("F", bound=Callable[..., Any])


def json_option(command: F) -> F:
    """`--json`: argument `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")(command)


def config_option(command: F) -> F:
    """`--config FILE`: argument `config_path`, None for the usual place."""
    return click.option(
        "--config",
        "config_path",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Use this configuration instead of the usual one.",
    )(command)


_EARLIEST, _LATEST = 1990, 2200


class Moment(click.ParamType[datetime]):
    """ISO 8601. Without an offset it is local to the person (see `placed`)."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a moment: write it as in 2026-03-02T10:00:00+01:00.", param, ctx)
        return moment


def now_option(command: F) -> F:
    """`--now MOMENT`: argument `now`, to be passed through `placed`, or None for the real time."""
    return click.option("--now", type=Moment(), metavar="ISO8601", help="Act as of this moment.")(command)


def placed(moment: datetime | None, zone: str) -> datetime | None:
    """An aware moment in UTC: one without an offset is meant in the person's own zone."""
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    if not _EARLIEST <= aware.year <= _LATEST:
        raise click.UsageError(f"{moment.isoformat()} is no moment of a job search: give a year from {_EARLIEST} on.")
    return aware.astimezone(UTC)
