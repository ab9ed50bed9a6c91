"""The reference pages say what the program does."""

from __future__ import annotations

import importlib
import re
from enum import StrEnum
from pathlib import Path

import click
import pytest

from afterword import errors
from afterword.cli.main import BUG, COMMANDS, INTERRUPTED
from afterword.config import example, reference
from afterword.core import model

CONTRACT = (
    *(model.Verdict, model.Stage, model.Nature, model.Automatic, model.Says),
    *(model.Action, model.NudgeKind, model.NudgeState, model.ProcessState),
)
PAGES = Path(__file__).parents[2] / "docs" / "reference"


def page(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


def test_the_configuration_page_shows_the_sample_and_every_setting() -> None:
    assert f"```toml\n{example()}```" in page("configuration.md")
    assert reference() in page("configuration.md")


def test_the_table_of_exit_codes_is_that_of_the_error_classes() -> None:
    rows = re.findall(r"^\| (\d+) \| (.*?) \|", page("exit-codes.md"), re.MULTILINE)
    table = {name: int(code) for code, names in rows for name in re.findall(r"`(\w+)`", names)}
    kinds = [
        each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.AfterwordError)
    ]

    assert table == {kind.__name__: kind.exit_code for kind in kinds}
    assert {int(code) for code, _ in rows} == {*table.values(), 0, BUG, INTERRUPTED}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    assert section(name)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_documented(name: str) -> None:
    module, _, attribute = COMMANDS[name].target.partition(":")
    command = getattr(importlib.import_module(module), attribute)

    assert [option for option in options(command) if option not in section(name)] == []


def section(name: str) -> str:
    found = re.search(rf"^## afterword {name}\n(.*?)(?=^## |\Z)", page("commands.md"), re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def options(command: click.Command) -> list[str]:
    nested = command.commands.values() if isinstance(command, click.Group) else ()
    own = [each.opts[-1] for each in command.params if isinstance(each, click.Option)]
    return [*own, *(option for each in nested for option in options(each))]


@pytest.mark.parametrize("words", CONTRACT)
def test_every_word_a_field_can_hold_is_on_the_json_page(words: type[StrEnum]) -> None:
    assert [word for word in words if f'`"{word}"`' not in page("json.md")] == []
