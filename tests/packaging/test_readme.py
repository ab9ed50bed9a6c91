"""The README never lies: its recording is the demo's own beginning, its commands exist, and it stays short."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fence import Run

from afterword.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
RECORDING = re.compile(r"<!-- recording -->\n```\n(.*?)```\n<!-- /recording -->", re.DOTALL)


def test_it_is_at_most_150_lines_long():
    assert len(README.splitlines()) <= 150


def test_the_recording_is_the_beginning_of_the_demo(afterword: Run, tmp_path: Path):
    shown = RECORDING.search(README)
    assert shown is not None
    real = afterword("demo", "--dir", tmp_path / "demo").stdout.splitlines()
    lines = shown[1].splitlines()
    assert len(lines) > 15
    assert lines == real[: len(lines)], "`make recording` renews it"


@pytest.mark.parametrize("name", sorted(set(re.findall(r"(?:`|bin/)afterword (\w+)", README))))
def test_every_command_it_names_exists(name: str):
    assert name in COMMANDS


def test_the_targets_it_names_are_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?:`|^    )make (\w+)", README, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
