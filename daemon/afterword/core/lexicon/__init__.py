"""The words and domains that the rules use, as data: one TOML file per topic, or per topic and language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The table in `<name>.toml` of this package, e.g. `load("replies/en")`. Read once and shared: don't change it."""
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def names(topic: str) -> tuple[str, ...]:
    """The files of a topic in sorted order, for `load`: of "replies" they are `("replies/de", "replies/en", ...)`."""
    folder = files(__name__).joinpath(topic)
    return tuple(sorted(f"{topic}/{entry.name[:-5]}" for entry in folder.iterdir() if entry.name.endswith(".toml")))
