"""The command line's frame: exit codes, errors as text, help that costs nothing."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from fence import Run

from afterword import __version__, errors
from afterword.cli import main as frame
from afterword.cli.main import COMMANDS, Lazy, main
from afterword.cli.options import Moment, placed


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command `fail` that raises what its argument names."""
    monkeypatch.setitem(COMMANDS, "fail", Lazy(f"{__name__}:fail", "Fails."))


@click.command()
@click.argument("how")
def fail(how: str) -> int:
    if how == "seven":
        return 7
    if how == "secret":
        raise ZeroDivisionError("Dear Robin, unfortunately")
    raise {
        "transient": errors.Transient("The server is busy. Try again later."),
        "login": errors.NeedsLogin("Log in again."),
        "rejected": errors.Rejected("\x1b[31mred\x1b[0m"),
        "interrupted": KeyboardInterrupt(),
        "full": OSError(28, "No space left on device", "/state/afterword.db"),
    }[how]


@pytest.mark.parametrize(
    ("how", "code"),
    [("transient", 75), ("login", 4), ("rejected", 1), ("interrupted", 130), ("secret", 3), ("seven", 7), ("full", 1)],
)
def test_every_way_to_fail_has_its_exit_code(failing: None, how: str, code: int) -> None:
    assert main(["fail", how]) == code


def test_an_expected_error_is_told_in_its_own_words_on_stderr(
    failing: None, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["fail", "transient"])

    assert capsys.readouterr() == ("", "The server is busy. Try again later.\n")


def test_a_bug_names_its_place_but_quotes_nothing(failing: None, capsys: pytest.CaptureFixture[str]) -> None:
    main(["fail", "secret"])
    told = capsys.readouterr().err

    assert "ZeroDivisionError in " in told
    assert "AFTERWORD_DEBUG=1" in told
    assert "Dear Robin" not in told
    assert "Traceback" not in told


def test_a_bug_tells_everything_to_who_asks(
    failing: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERWORD_DEBUG", "1")

    assert main(["fail", "secret"]) == frame.BUG
    assert "Traceback" in capsys.readouterr().err


def test_an_error_can_not_speak_to_the_terminal(failing: None, capsys: pytest.CaptureFixture[str]) -> None:
    main(["fail", "rejected"])

    assert "\x1b" not in capsys.readouterr().err


def test_a_full_disk_is_told_with_the_file(failing: None, capsys: pytest.CaptureFixture[str]) -> None:
    main(["fail", "full"])

    assert "/state/afterword.db: No space left on device" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["no-such-command"], ["config", "check", "--no-such-option"], ["explain"]])
def test_words_that_are_off_are_a_usage_error(afterword: Run, words: list[str]) -> None:
    ended = afterword(*words)

    assert ended.returncode == 2
    assert "Usage:" in ended.stderr


def test_the_version_is_the_packages(afterword: Run) -> None:
    assert afterword("--version").stdout == f"afterword {__version__}\n"


def test_help_names_every_command(afterword: Run) -> None:
    told = afterword("--help").stdout

    assert all(f"\n  {name} " in told for name in COMMANDS)


def test_a_reader_that_leaves_early_is_no_error_worth_a_word(tmp_path: Path) -> None:
    ended = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m afterword config example | true"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_output_that_finds_no_room_is_told(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "afterword", "config", "example"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert ended.returncode == 1
    assert (
        ended.stderr == "The output could not be written: No space left on device. Make room or write it elsewhere.\n"
    )


def test_a_moment_without_its_offset_is_meant_in_the_persons_zone() -> None:
    local = Moment().convert("2026-03-02T10:00", None, None)
    exact = Moment().convert("2026-03-02T10:00:00+02:00", None, None)

    assert placed(local, "Europe/Berlin") == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert placed(exact, "Europe/Berlin") == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert placed(None, "Europe/Berlin") is None


def test_a_moment_that_is_none_is_refused() -> None:
    with pytest.raises(click.BadParameter):
        Moment().convert("tomorrow", None, None)
