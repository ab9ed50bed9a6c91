"""The person's own templates and phrases: they take the place of ours, and every fault in them is found when loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from nudged import ME, NOW, a_process, a_round, call, thank_you

from afterword.core.model import Stage
from afterword.errors import ConfigProblem, Problem
from afterword.words.brief import Brief
from afterword.words.compose import Composer


def composer(folder: Path, **files: str) -> Composer:
    """A composer with these files: `thank_you` is thank-you.j2, `phrases` is phrases.toml."""
    for name, text in files.items():
        ending = "toml" if name == "phrases" else "j2"
        (folder / f"{name.replace('_', '-')}.{ending}").write_text(text, encoding="utf-8")
    return Composer(ME, folder)


def problems(folder: Path, **files: str) -> tuple[Problem, ...]:
    with pytest.raises(ConfigProblem) as caught:
        composer(folder, **files)
    return caught.value.problems


def text(of: Composer, brief: Brief) -> str:
    return of.draft(brief, now=NOW, message_id="1@poe.example").text


def test_an_empty_folder_changes_nothing(tmp_path: Path) -> None:
    assert text(composer(tmp_path), thank_you()) == text(Composer(ME), thank_you())


def test_a_template_takes_the_place_of_ours(tmp_path: Path) -> None:
    own = composer(
        tmp_path, thank_you="Thanks, {{ addressee }}\n\n{% if employer %}\nFor {{ employer }}.\n{% endif %}\n"
    )
    assert own.subject(thank_you()) == "Thanks, Jane"
    assert text(own, thank_you()) == "For Acme.\n"
    assert own.title(call()) == Composer(ME).title(call())


def test_a_signature_of_ones_own_goes_below_every_mail(tmp_path: Path) -> None:
    assert text(composer(tmp_path, signature="Cheers, {{ my_name }}"), thank_you()).endswith("\n\nCheers, Sam Poe\n")


def test_a_list_of_phrases_takes_the_place_of_ours_of_that_name_only(tmp_path: Path) -> None:
    own = composer(tmp_path, phrases='[thank-you.opening]\nhr = ["Thank you{{ for_job }}."]\n')
    assert own.subject(thank_you()) == Composer(ME).subject(thank_you())
    assert text(own, thank_you()) == text(Composer(ME), thank_you())
    hr = thank_you(process=a_process(a_round(stage=Stage.HR)))
    assert "\nThank you for the Backend Engineer role at Acme.\n" in text(own, hr)


def test_days_and_times_can_be_said_the_american_way(tmp_path: Path) -> None:
    language = 'day_pattern = "{weekday}, {month} {day}"\nclock_pattern = "{hour12}:{minute:02} {half}"'
    entry = composer(tmp_path, phrases=f"[language]\n{language}\n").entry(call())
    assert "on Tuesday, March 3, 2:00 pm to 3:00 pm." in entry.text


def test_parts_can_be_added_and_used(tmp_path: Path) -> None:
    own = composer(tmp_path, phrases='[parts]\nps = "P.S. {{ my_name }}"\n', signature="{{ ps }}")
    assert text(own, thank_you()).endswith("\n\nP.S. Sam Poe\n")


def test_hidden_files_and_backups_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".thank-you.j2.swp").write_text("{{")
    (tmp_path / "thank-you.j2~").write_text("{{")
    assert composer(tmp_path)


def test_an_unknown_variable_is_named_with_file_and_line(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, thank_you="Hi\n\n{% if role %}\n{{ role }}\n{% endif %}\n{{ adressee }}\n")
    assert problem.file == str(tmp_path / "thank-you.j2")
    assert problem.key == "line 6"
    assert problem.found == "adressee"
    assert problem.hint == "Did you mean addressee?"


def test_an_unknown_variable_is_found_in_a_branch_that_is_never_taken(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, call="Hi\n{% if max_calls > 99 %}{{ typo }}{% endif %}x")
    assert (problem.key, problem.found) == ("line 2", "typo")


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        thank_you="{{ a }}\n{{ b }}",
        call="{% if %}",
        closing="x\n{{ x | shout }}",
        thankyou="hello",
        phrases="[thank-you.opning]\nany = ['x']",
    )
    assert {(Path(problem.file).name, problem.key) for problem in found} == {
        ("thank-you.j2", "line 1"),
        ("thank-you.j2", "line 2"),
        ("call.j2", "line 1"),
        ("closing.j2", "line 2"),
        ("thankyou.j2", "name"),
        ("phrases.toml", "thank-you.opning.any"),
    }


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("Hi\n\n{{ say.farewell }}", "line 3"),
        ("Hi\n\n{{ turn / (turn - 1) }}", "line 3"),
        ("Hi\n{{ phones[0].number }}", "line 2"),
        ("Hi\n{{ ''.__class__.__mro__ }}", "line 2"),
        ("Hi\n{{ 'a' * 10**9 }}", "line 2"),
        ("Hi\n{% include '../../secrets' %}", "line 2"),
        ("only a subject", "line 1"),
    ],
)
def test_what_only_shows_in_use_is_found_by_trying(tmp_path: Path, template: str, line: str) -> None:
    [problem] = problems(tmp_path, thank_you=template)
    assert (Path(problem.file).name, problem.key) == ("thank-you.j2", line)


def test_a_fault_in_the_signature_is_told_once_and_as_the_signatures(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, signature="\n\n{{ say.farewell }}")
    assert (Path(problem.file).name, problem.key) == ("signature.j2", "line 3")


@pytest.mark.parametrize(
    ("phrases", "key"),
    [
        ("[a\n", "line 1"),
        ("a = 1", "a"),
        ("[parts]\nx = 1", "parts.x"),
        ("[parts]\nx = '{{ y }}'", "parts.x"),
        ("[language]\nweekdays = ['Mo']", "language.weekdays"),
        ("[language]\nday_pattern = 5", "language.day_pattern"),
        ("[language]\nday_pattern = '{wekday}'", "language.day_pattern"),
        ("[language]\nclock_pattern = '{hour'", "language.clock_pattern"),
        ("[language]\nordinals = []", "language.ordinals"),
        ("[language]\nfoo = 'x'", "language.foo"),
        ("[thank-you.opening]\nhr = []", "thank-you.opening.hr"),
        ("[thank-you.opening]\nboss = ['x']", "thank-you.opening.boss"),
        ("[thank-you.opening]\nany = ['x', '{{ rolle }}']", "thank-you.opening.any (2)"),
        ("[thank-you.opening]\nany = ['{{ notes[0].x }}']", "thank-you.opening.any (1)"),
        ("thank-you = 'x'", "thank-you"),
    ],
)
def test_a_fault_in_the_phrases_is_named_by_its_key(tmp_path: Path, phrases: str, key: str) -> None:
    [problem] = problems(tmp_path, phrases=phrases)
    assert (Path(problem.file).name, problem.key) == ("phrases.toml", key)


def test_an_endless_template_is_stopped(tmp_path: Path) -> None:
    endless = "Hi\n{% for a in range(9999) %}{% for b in range(9999) %}blah{% endfor %}{% endfor %}"
    assert len(text(composer(tmp_path, thank_you=endless), thank_you())) <= 20_001


def test_what_is_not_text_or_too_long_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "call.j2").write_bytes(b"\xff\xfe")
    (tmp_path / "closing.j2").write_bytes(b"x" * 70_000)
    assert {Path(problem.file).name for problem in problems(tmp_path)} == {"call.j2", "closing.j2"}


def test_a_folder_that_is_not_there_is_a_problem_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem, match="Create it"):
        Composer(ME, tmp_path / "missing")
