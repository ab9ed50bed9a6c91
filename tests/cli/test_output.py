"""What reaches a terminal or a program: nothing that a terminal obeys, and JSON that every program reads."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest

from afterword.cli import status
from afterword.cli.jsonout import dumps, event_object
from afterword.cli.render import Plain, Rich, console, printable, screen
from afterword.core.model import Evidence, Interview, Person, Stage, Verdict


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    "hostile",
    [
        "\x1b[2J\x1b[31mred",
        "\x1b]0;title\x07",
        "\x9b31m",
        "over\rwritten",
        "back\x08\x08\x08space",
        "\u202egnp.exe",
        "\u2066isolated\u2069",
        "tag\U000e0041",
        "lone\udc9bsurrogate",
        "null\x00",
        "\x7f",
        "private\ue000",
    ],
)
def test_nothing_that_a_terminal_obeys_gets_through(hostile: str) -> None:
    shown = printable(hostile)

    assert "\N{REPLACEMENT CHARACTER}" in shown
    assert shown.isprintable()


@pytest.mark.parametrize("name", ["Zoë Müller", "山田 太郎", "ليلى", "Łukasz", "🙂", "فارسی‌زبان", "e\u0301"])
def test_names_of_every_script_stay_as_they_are(name: str) -> None:
    assert printable(name) == name


def test_line_ends_become_blanks_unless_lines_are_wanted() -> None:
    assert printable("a\r\nb\tc\u2028d") == "a b c d"
    assert printable("a\r\nb", lines=True) == "a\nb"


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_both_screens_clean_what_they_show(stream: io.StringIO) -> None:
    out = screen(stream)
    out.line("evil \x1b[5mblink [bold]markup[/bold] :smile:")
    out.table(("rule", "saw"), [("title", "\x1b]0;x\x07 [red]no[/red]")], frozenset({0}))
    shown = stream.getvalue()

    assert "[bold]markup[/bold] :smile:" in shown
    assert "[red]no[/red]" in shown
    assert "\x1b[5m" not in shown
    assert "\x1b]" not in shown


def test_colour_is_left_out_where_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    coloured, plain = Terminal(), Terminal()
    Rich(console(coloured)).line("yes", style="green")
    monkeypatch.setenv("NO_COLOR", "1")
    Rich(console(plain)).line("yes", style="green")

    assert "\x1b[32m" in coloured.getvalue()
    assert "\x1b[32m" not in plain.getvalue()


def test_a_narrow_terminal_wraps_and_a_pipe_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    terminal, pipe = Terminal(), io.StringIO()
    for out in (screen(terminal), screen(pipe)):
        out.line("word " * 20)

    assert max(map(len, terminal.getvalue().splitlines())) <= 40
    assert len(pipe.getvalue().splitlines()) == 1


def test_a_plain_table_marks_the_row_that_matters() -> None:
    stream = io.StringIO()
    Plain(stream).table(("rule", "weight"), [("a", "+1.0"), ("longer", "+2.0")], frozenset({1}))

    assert stream.getvalue().splitlines() == ["  rule    weight", "  a       +1.0", "> longer  +2.0"]


def test_json_is_one_line_in_the_order_given_with_other_scripts_readable() -> None:
    assert dumps({"b": "Zoë\n", "a": [True, None]}) == '{"b": "Zoë\\n", "a": [true, null]}'


def test_json_gives_times_with_their_offset_and_dates_without() -> None:
    at = datetime(2026, 3, 2, 10, tzinfo=timezone(timedelta(hours=1)))

    assert json.loads(dumps([at, at.astimezone(UTC), date(2026, 3, 2), time(9)])) == [
        "2026-03-02T10:00:00+01:00",
        "2026-03-02T09:00:00+00:00",
        "2026-03-02",
        "09:00:00",
    ]


def test_json_takes_values_of_the_model_paths_and_sets() -> None:
    thing = [Person("Zoë", "zoe@acme.example"), Stage.PANEL, Path("/tmp/x"), frozenset({"b", "a"})]

    assert json.loads(dumps(thing)) == [{"name": "Zoë", "email": "zoe@acme.example"}, "panel", "/tmp/x", ["a", "b"]]


def test_a_file_name_that_is_no_utf8_still_makes_valid_json() -> None:
    line = dumps({"source": "caf\udce9.eml"})

    assert json.loads(line.encode()) == {"source": "caf\udce9.eml"}


def test_json_refuses_what_it_does_not_know() -> None:
    with pytest.raises(TypeError, match="object has no JSON form"):
        dumps(object())


def test_an_event_object_tells_uid_and_occurrence_apart() -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    interview = Interview("a#b@x#20260302T090000Z", at, at, Verdict.UNSURE, 0.5, evidence=(Evidence("title", 1.0),))

    shown = event_object("x.ics", interview)

    assert (shown["uid"], shown["occurrence"]) == ("a#b@x", "20260302T090000Z")


def test_several_places_that_fail_for_one_reason_stand_in_one_line():
    problems = ("your mail: no network.", "The disk is full.", "calendar A: no network.", "calendar B: not there.")
    told = ["your mail, calendar A: no network.", "The disk is full.", "calendar B: not there."]
    assert list(status._together(problems)) == told
