"""From a TOML file to a checked `Config`, or to the list of everything that is wrong with it."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from platformdirs import user_config_path
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from afterword.config.schema import Config
from afterword.config.values import closest
from afterword.errors import ConfigProblem, Problem

_PLACE = re.compile(r"(.*) \(at (?:(line \d+), column \d+|(end of document))\)\Z", re.DOTALL)
_MUST = {
    "string_type": "must be a text in quotes",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "model_type": "must be a section",
    "path_type": "must be the path of a folder",
    "is_instance_of": "must be the path of a folder",
}


def default_path() -> Path:
    """`$XDG_CONFIG_HOME/afterword/config.toml`."""
    return user_config_path("afterword", appauthor=False) / "config.toml"


def located(path: Path | None) -> Path:
    """The file that `--config` names, absolute; the usual one for None."""
    return (default_path() if path is None else path.expanduser()).absolute()


def is_usual(file: Path) -> bool:
    """Whether commands find that file without being told."""
    return file.resolve() == default_path().absolute().resolve()


def load(path: Path | None = None) -> Config:
    """The configuration at `path`, or at the usual place for None. Raises ConfigProblem with all that is wrong.

    What the file *names* (folders, a country) is not looked up here: see `surroundings`.
    """
    file = located(path)
    return checked(read(file), file)


def checked(data: dict[str, Any], file: Path) -> Config:
    """What a file at the absolute path `file` says, checked. Raises ConfigProblem with all that is wrong."""
    for section in ("me", "google") if _kind(data) == "google" else ("me", "google", "local"):
        data.setdefault(section, {})
    context = {"path": file, "folder": file.parent, "usual": is_usual(file)}
    try:
        return Config.model_validate(data, context=context)
    except ValidationError as error:
        raise ConfigProblem(_problems(str(file), error.errors(include_url=False), data)) from None


def _kind(data: Mapping[str, Any]) -> object:
    provider = data.get("provider")
    return provider.get("kind") if isinstance(provider, Mapping) else None


def read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        folder, target = shlex.quote(str(file.parent)), shlex.quote(str(file))
        hint = f"Run `afterword init`. Or make one by hand: mkdir -p {folder} && afterword config example > {target}"
        problem = Problem(str(file), "the file", "", "does not exist yet", hint)
    except OSError as error:
        problem = Problem(
            str(file), "the file", error.strerror or "", "can't be read", "Look at its owner and permissions."
        )
    except UnicodeDecodeError as error:
        hint = "Save it as UTF-8 in your editor."
        problem = Problem(str(file), f"byte {error.start + 1}", "another encoding", "must be UTF-8", hint)
    except tomllib.TOMLDecodeError as error:
        problem = _syntax(file, str(error))
    raise ConfigProblem([problem])


def _syntax(file: Path, text: str) -> Problem:
    place = _PLACE.match(text)
    what, where = (place[1], place[2] or place[3]) if place else (text, "the file")
    hint = 'Texts need quotes, as in name = "Robin"; a section\'s name stands in brackets, as in [me].'
    return Problem(str(file), where, "", f"is not valid TOML: {what}", hint)


def _problems(file: str, errors: Iterable[ErrorDetails], data: Mapping[str, Any]) -> list[Problem]:
    found = [_problem(file, each, data) for each in errors]
    if any(problem.key == "[provider]" for problem in found):  # without its provider, [local] need not be complete
        found = [problem for problem in found if not problem.key.startswith("[local]")]
    return found


def _problem(file: str, error: ErrorDetails, data: Mapping[str, Any]) -> Problem:
    place = error["loc"]
    context = error.get("ctx") or {}
    expected, hint = _MUST.get(error["type"], error["msg"]), str(context.get("hint", ""))
    match error["type"]:
        case "missing":
            return Problem(file, _key(place), "", *_missing(place))
        case "extra_forbidden":
            return Problem(file, _key(place), "", *_unknown(place))
        case "literal_error":
            expected = f"must be {context['expected']}".replace("'", '"')
            hint = closest(str(error["input"]), re.findall(r"'([^']+)'", str(context["expected"])))
        case "greater_than_equal" | "less_than_equal":
            bound = context.get("ge", context.get("le"))
            expected = f"must be {'at least' if 'ge' in context else 'at most'} {bound}"
        case "too_short" | "string_too_short":
            expected = "must not be empty"
    return Problem(file, _key(place), _shown(error["input"], data), expected, hint)


def _missing(place: tuple[int | str, ...]) -> tuple[str, str]:
    if place[0] == "local":
        return 'is required while [provider] kind is "local"', "`afterword config example` shows one."
    return "is required", "`afterword config example` shows one."


def _unknown(place: tuple[int | str, ...]) -> tuple[str, str]:
    """An unknown section or setting: what was meant, or where it belongs."""
    sections = settings()
    name = str(place[-1])
    if len(place) > 1:
        section = str(place[0])
        hint = (
            closest(name, sections.get(section, [])) or _belongs(name) or f"There are: {', '.join(sections[section])}."
        )
        return f"is no setting of [{section}]", hint
    hint = (
        closest(name, list(sections)) or _belongs(name) or f"There are: {', '.join(f'[{each}]' for each in sections)}."
    )
    return "is no section", hint


def _belongs(name: str) -> str:
    homes = [section for section, names in settings().items() if name in names]
    return f"It belongs under [{homes[0]}]." if homes else ""


def settings() -> dict[str, list[str]]:
    """The names of all settings, by section, as the file spells them."""
    return {
        section.alias or name: [each.alias or key for key, each in fields_of(section).items()]
        for name, section in Config.model_fields.items()
    }


def fields_of(section: Any) -> dict[str, Any]:
    """The settings of a section of `Config`, by their names in the class."""
    return dict(section.annotation.model_fields)


def _key(place: tuple[int | str, ...]) -> str:
    section, *rest = place
    names = ".".join(f"{part + 1}" if isinstance(part, int) else str(part) for part in rest)
    return f"[{section}] {names}".strip()


def _shown(value: object, data: Mapping[str, Any]) -> str:
    """What stands there, short; nothing for a whole section."""
    if isinstance(value, Mapping) or value is data or not isinstance(value, str | int | float | bool | list):
        return ""
    text = repr(value) if not isinstance(value, str) else f'"{value}"'
    return text if len(text) <= 60 else f"{text[:57]}..."
