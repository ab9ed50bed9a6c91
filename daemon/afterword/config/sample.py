"""The sample configuration and the reference page's tables, both made from the schema."""

from __future__ import annotations

import json
import textwrap
from datetime import time
from pathlib import Path

from pydantic.fields import FieldInfo

from afterword.config.loading import fields_of
from afterword.config.schema import Config

_HEAD = """\
# The configuration of Afterword. It belongs at ~/.config/afterword/config.toml ($XDG_CONFIG_HOME).
# A line that begins with "# " and holds a setting shows its default, or an example: take the "# " away to change it.
# Check it with: afterword config check
"""


def example() -> str:
    """A commented configuration that is itself valid."""
    return _HEAD + "".join(f"\n{_section(name, section)}" for name, section in Config.model_fields.items())


def reference() -> str:
    """The tables of the reference page, in Markdown."""
    parts = []
    for name, section in Config.model_fields.items():
        rows = "".join(_row(key, field) for key, field in fields_of(section).items())
        head = "| setting | default | meaning |\n|---|---|---|\n"
        parts.append(f"## [{section.alias or name}]\n\n{_words(section)}\n\n{head}{rows}")
    return "\n".join(parts)


def _section(name: str, section: FieldInfo) -> str:
    settings = "".join(_setting(key, field) for key, field in fields_of(section).items())
    return f"# {_words(section)}\n[{section.alias or name}]\n{settings}"


def _words(section: FieldInfo) -> str:
    return " ".join(str(section.annotation.__doc__).split())


def _setting(key: str, field: FieldInfo) -> str:
    comment = "\n".join(textwrap.wrap(field.description or "", 118, initial_indent="# ", subsequent_indent="# "))
    line = f"{field.alias or key} = {toml_value(_sample(field))}"
    return f"{comment}\n{line if field.is_required() else f'# {line}'}\n"


def _sample(field: FieldInfo) -> object:
    return field.examples[0] if field.examples else field.get_default()


def _row(key: str, field: FieldInfo) -> str:
    name = field.alias or key
    return f"| `{name}` | {_default(field)} | {(field.description or '').replace('|', chr(92) + '|')} |\n"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    if isinstance(field.json_schema_extra, dict):
        return str(field.json_schema_extra["usual"])
    if field.default is None:
        return "by the preset" if isinstance(_sample(field), int) or _sample(field) == "stop" else "none"
    return f"`{toml_value(field.default)}`" if field.default != "" else "none"


def toml_value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case time():
            return f'"{value:%H:%M}"'
        case list() | tuple():
            return f"[{', '.join(toml_value(each) for each in value)}]"
        case str() | Path():
            return json.dumps(str(value), ensure_ascii=False)
    return str(value)
