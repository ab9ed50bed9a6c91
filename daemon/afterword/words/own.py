"""The person's own templates and phrases: read from their folder, every fault found before anything is written."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from afterword.errors import ConfigProblem, Problem
from afterword.words.texts import PHRASES, Texts, merged, shipped
from afterword.words.trial import faults_of_phrases, faults_of_templates, meant

_FILE_LENGTH = 64_000
_TOML_LINE = re.compile(r"at line (\d{1,6})")


def texts_of(language: str, folder: Path | None) -> Texts:
    """The texts of a language, with the person's own over ours. Raises ConfigProblem with all that is wrong."""
    if folder is None:
        return _shipped_alone(language)
    ours = shipped(language)
    phrases = tomllib.loads(ours.pop(PHRASES))
    problems: list[Problem] = []
    own = _read(folder, {*ours, PHRASES}, problems)
    theirs = _parsed(folder / PHRASES, own.pop(PHRASES, ""), problems)
    faults, sound = faults_of_phrases(theirs, phrases)
    texts = Texts(ours | own, merged(phrases, sound))
    faults += faults_of_templates(texts, own)
    problems += [_problem(folder / file, where, found, expected, hint) for file, where, found, expected, hint in faults]
    if problems:
        raise ConfigProblem(problems)
    return texts


@lru_cache(maxsize=4)
def _shipped_alone(language: str) -> Texts:
    """Ours never change while the program runs: a service need not read and compile them for every cycle."""
    ours = shipped(language)
    phrases = tomllib.loads(ours.pop(PHRASES))
    return Texts(ours, phrases)


def _read(folder: Path, names: set[str], problems: list[Problem]) -> dict[str, str]:
    """The folder's files by name. Hidden files and backups (`x~`) are passed over, unknown names are problems."""
    own: dict[str, str] = {}
    for path in _files(folder, problems):
        if path.name not in names:
            expected = f"a file with one of the names {', '.join(sorted(names))}"
            problems.append(_problem(path, "name", path.name, expected, meant(path.name, names)))
            continue
        try:
            own[path.name] = _text(path)
        except (OSError, ValueError) as error:
            problems.append(_problem(path, "text", str(error), f"a file of at most {_FILE_LENGTH} bytes of UTF-8"))
    return own


def _files(folder: Path, problems: list[Problem]) -> list[Path]:
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        hint = "Create it, or take the setting away to use the texts that come with Afterword."
        problems.append(
            _problem(folder, "templates", error.strerror or "unreadable", "a folder that can be read", hint)
        )
        return []
    return [path for path in paths if path.is_file() and not path.name.startswith(".") and path.name[-1] != "~"]


def _text(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(_FILE_LENGTH + 1)
    if len(data) > _FILE_LENGTH:
        raise ValueError("a longer file")
    return data.decode("utf-8-sig").replace("\r\n", "\n")


def _parsed(path: Path, text: str, problems: list[Problem]) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _TOML_LINE.search(str(error))
        problems.append(_problem(path, f"line {line[1]}" if line else "last line", str(error), "TOML"))
        return {}


def _problem(path: Path, key: str, found: str, expected: str, hint: str = "") -> Problem:
    return Problem(str(path), key, found, expected, hint)
