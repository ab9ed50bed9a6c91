"""A configuration written by a program: what a person wrote themselves is kept, with their comments, but for the lines
that change."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from afterword.config.sample import toml_value
from afterword.errors import Rejected

Settings = Mapping[str, Mapping[str, Any]]
"""Section, setting, value, as in the file."""

_HEAD = """\
# The configuration of Afterword. Every other setting is shown by: afterword config example
# Check it with: afterword config check
"""


def edited(text: str, settings: Settings) -> str:
    """The file's text with these settings, everything else as it was; "" makes a new one.

    Where a line can't be told from what is around it, the file is written anew, without its comments.
    """
    wanted = merged(tomllib.loads(text), settings)
    lines = text.splitlines() if text else _HEAD.splitlines()
    for section, values in settings.items():
        for name, value in values.items():
            lines = _with(lines, section, name, f"{name} = {toml_value(value)}")
    new = "\n".join(lines) + "\n"
    with suppress(tomllib.TOMLDecodeError):
        if tomllib.loads(new) == wanted:
            return new
    return _anew(wanted)


def merged(data: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """What the file says with these settings, as TOML gives it."""
    both = {name: dict(value) if isinstance(value, Mapping) else value for name, value in data.items()}
    for section, values in settings.items():
        both[section] = {**both.get(section, {}), **{name: _plain(value) for name, value in values.items()}}
    return both


def write(file: Path, text: str) -> Path | None:
    """Write the file for its owner alone, whole or not at all. Returns where what stood there is kept, if it did."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    kept = file.with_name(f"{file.name}.bak")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        former = file.read_bytes() if file.exists() else None
        if former is not None:
            _flushed(beside, former)
            beside.replace(kept)
        _flushed(beside, text.encode())
        beside.replace(file)
    except OSError as error:
        raise Rejected(f"{file} can't be written: {error.strerror}. Make its folder writable.") from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return kept if former is not None else None


def _flushed(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, Path) else value


def _with(lines: list[str], section: str, name: str, line: str) -> list[str]:
    """The lines with that setting: over the one that stands there, else at the end of its section."""
    begins = next((n for n, each in enumerate(lines) if re.fullmatch(rf"\s*\[{section}\]\s*(#.*)?", each)), None)
    if begins is None:
        return [*lines, "", f"[{section}]", line]
    ends = next((n for n in range(begins + 1, len(lines)) if re.match(r"\s*\[", lines[n])), len(lines))
    stands = next((n for n in range(begins + 1, ends) if re.match(rf"\s*{name}\s*=", lines[n])), None)
    if stands is not None:
        return [*lines[:stands], line, *lines[stands + 1 :]]
    last = max((n for n in range(begins, ends) if lines[n].strip()), default=begins)
    return [*lines[: last + 1], line, *lines[last + 1 :]]


def _anew(data: Mapping[str, Any]) -> str:
    parts = [_HEAD]
    for section, values in data.items():
        parts += [f"\n[{section}]\n", *(f"{name} = {toml_value(value)}\n" for name, value in values.items())]
    return "".join(parts)
