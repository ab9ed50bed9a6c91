"""`afterword config`, as a person or a program runs it."""

from __future__ import annotations

import json
from pathlib import Path

from fence import Run

from afterword.config import example


def test_the_example_is_printed_as_it_is(afterword: Run) -> None:
    assert afterword("config", "example").stdout == example()


def test_the_example_put_in_its_place_checks_but_for_the_folders(afterword: Run, surroundings: Path) -> None:
    path = surroundings / ".config" / "afterword" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(afterword("config", "example").stdout)

    before = afterword("config", "check")
    for name in ("Maildir/cur", "Maildir/new", "Maildir/tmp", ".calendars/personal", ".calendars/work"):
        (surroundings / name).mkdir(parents=True)
    after = afterword("config", "check")

    assert before.returncode == 2
    assert before.stderr.count("\n") == 3
    assert after.returncode == 0
    assert after.stdout.startswith(f"{path}: all is well.")
    assert ".Sent does not exist yet" in after.stdout


def test_without_a_file_it_says_how_to_make_one(afterword: Run) -> None:
    ended = afterword("config", "check")

    assert ended.returncode == 2
    assert "afterword config example >" in ended.stderr
    assert ended.stdout == ""


def test_all_problems_come_as_one_json_object(afterword: Run, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text('[me]\nname = "Robin"\nemial = "robin@mail.example"\n')

    ended = afterword("config", "check", "--config", "c.toml", "--json")
    told = json.loads(ended.stdout)

    assert ended.returncode == 2
    assert ended.stderr == ""
    assert told["ok"] is False
    assert "[me] emial" in [problem["key"] for problem in told["problems"]]
    assert set(told["problems"][0]) == {"file", "key", "found", "expected", "hint"}
