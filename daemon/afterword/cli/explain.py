"""`afterword explain`: what Afterword makes of a file or an id, and why."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from afterword.cli import jsonout
from afterword.cli.options import config_option, json_option
from afterword.core.model import Me
from afterword.errors import AfterwordError, ConfigProblem

if TYPE_CHECKING:
    from afterword.config import Config
    from afterword.explaining import Explained, Failure

_FILE_ENDINGS = (".ics", ".eml", ".json")


@click.command()
@click.argument("sources", metavar="PATH-OR-ID...", nargs=-1, required=True)
@click.option("--me", "addresses", metavar="ADDR", multiple=True, help="An address of yours; may be repeated.")
@click.option("--name", default="", help="Your name, where files show no address of yours.")
@config_option
@json_option
def explain(
    sources: tuple[str, ...], addresses: tuple[str, ...], name: str, config_path: Path | None, as_json: bool
) -> int:
    """Show how files or ids are understood, and why.

    A file is an .ics file, a mail (.eml, or any file of a Maildir), or the JSON of one Calendar API event. An id is one
    that `afterword status` shows. Files need no configuration; --me says who you are, so that you are not taken for an
    interviewer.
    """
    from afterword.explaining import Failure  # noqa: PLC0415 - help does without the parsers

    me, zone = _who(addresses, name, config_path)
    show = _show_json if as_json else _show_words
    failed = False
    for found in (found for source in sources for found in _explained(source, me, zone, config_path)):
        show(found)
        if isinstance(found, Failure):
            failed = True
            _trace(found)
    return 1 if failed else 0


def _who(addresses: tuple[str, ...], name: str, config_path: Path | None) -> tuple[Me, str]:
    """Whom the words name, else whom the configuration names, else nobody; and the zone of times that name none."""
    if addresses or name:
        return Me(name, frozenset(address.strip().lower() for address in addresses)), "UTC"
    try:
        config = _configuration(config_path)
    except ConfigProblem:
        if config_path is not None:
            raise
        return Me(), "UTC"
    return config.me(), config.zone


def _configuration(path: Path | None) -> Config:
    from afterword.config import load  # noqa: PLC0415 - 150 ms that --me saves

    return load(path)


def _explained(source: str, me: Me, zone: str, config_path: Path | None) -> Iterator[Explained]:
    from afterword.explaining import Failure, explain_file  # noqa: PLC0415 - help does without the parsers

    if os.path.lexists(source):
        yield from explain_file(source, me, zone)
    elif os.sep in source or source.lower().endswith(_FILE_ENDINGS):
        yield Failure(source, "There is no such file.")
    else:
        try:
            yield from _by_id(source, config_path)
        except ConfigProblem as problem:
            yield Failure(source, f"There is no such file, and no id can be looked up. {problem}")
        except AfterwordError as error:
            yield Failure(source, str(error))


def _by_id(ident: str, config_path: Path | None) -> Iterator[Explained]:
    config = _configuration(config_path)
    from afterword.app import explain_id  # noqa: PLC0415 - only an id needs the store

    yield from explain_id(config, ident)


def _show_json(found: Explained) -> None:
    jsonout.emit(_object(found))


def _object(found: Explained) -> dict[str, Any]:
    """What was found, in the form of docs/reference/json.md."""
    from afterword.explaining import Account, EventVerdict, MessageVerdict  # noqa: PLC0415 - loaded by now

    source = found.source
    match found:
        case EventVerdict():
            return jsonout.event_object(source, found.interview)
        case MessageVerdict():
            return jsonout.message_object(source, found.message, found.reading)
        case Account():
            evidence = jsonout.evidence(found.evidence)
            return {"source": source, **found.data, "sentence": found.sentence, "evidence": evidence}
        case _:
            return {"source": source, "kind": "error", "error": found.why}


def _show_words(found: Explained) -> None:
    from afterword.cli.render import printable, screen  # noqa: PLC0415 - programs do without it
    from afterword.cli.verdicts import show  # noqa: PLC0415 - programs do without it
    from afterword.explaining import Failure  # noqa: PLC0415 - loaded by now

    if isinstance(found, Failure):
        click.echo(printable(f"{found.source}: {found.why}"), err=True)
    else:
        show(found, screen())


def _trace(failure: Failure) -> None:
    """The traceback of a mistake of ours, where somebody asked for it: it may quote the file."""
    if failure.cause is not None and os.environ.get("AFTERWORD_DEBUG"):
        traceback.print_exception(failure.cause)
