"""The architecture, tested: what loads what, who reads the time, who prints, how long things may get."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from fence import Run

import afterword as package

SOURCE = Path(package.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))
MODULES = [path.relative_to(SOURCE.parent).with_suffix("").as_posix().replace("/", ".") for path in FILES]
CORE = [name.removesuffix(".__init__") for name in MODULES if name.startswith("afterword.core")]

_SHOW = "import sys; print(*sorted({name.partition('.')[0] for name in sys.modules} | set(sys.modules)), sep='\\n')"
_CLOCKS = frozenset(
    f"{owner}.{name}"
    for owner, names in {
        "datetime": ("now", "utcnow", "today"),
        "date": ("today",),
        "time": ("time", "time_ns", "monotonic", "monotonic_ns", "localtime", "gmtime", "perf_counter", "ctime"),
    }.items()
    for name in names
)


def loaded(afterword: Run, code: str) -> set[str]:
    ended = afterword(code=f"{code}\n{_SHOW}")
    assert ended.returncode == 0, ended.stderr
    return set(ended.stdout.split())


def test_the_core_loads_no_database_no_network_no_vendor(afterword: Run) -> None:
    modules = loaded(afterword, "\n".join(f"import {name}" for name in CORE))

    assert "afterword.core.model" in modules
    assert not modules & {
        "sqlite3",
        "ssl",
        "_socket",
        "google",
        "googleapiclient",
        "requests",
        "icalendar",
        "click",
        "rich",
    }


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["-h"]])
def test_help_and_version_load_no_provider_and_nothing_heavy(afterword: Run, words: list[str]) -> None:
    modules = loaded(afterword, f"from afterword.cli.main import main; main({words!r})")

    heavy = {"google", "googleapiclient", "rich", "pydantic", "icalendar", "sqlite3", "ssl", "jinja2", "holidays"}
    assert not modules & heavy
    assert not [name for name in modules if name.startswith(("afterword.providers", "afterword.config"))]


def test_a_command_that_shows_json_loads_no_rich(afterword: Run) -> None:
    modules = loaded(afterword, "from afterword.cli.main import main; main(['config', 'check', '--json'])")

    assert "rich" not in modules


@pytest.mark.parametrize("path", FILES, ids=MODULES)
def test_only_the_clock_reads_the_time(path: Path) -> None:
    if path.name == "clock.py" and path.parent == SOURCE:
        return
    found = [f"line {line}: {name}" for line, name in _names(path) if ".".join(name.split(".")[-2:]) in _CLOCKS]

    assert not found


@pytest.mark.parametrize("path", FILES, ids=MODULES)
def test_only_the_command_line_prints(path: Path) -> None:
    if path.is_relative_to(SOURCE / "cli"):
        return
    printing = {"print", "click.echo", "click.secho", "sys.stdout.write", "sys.stderr.write"}
    found = [f"line {line}: {name}" for line, name in _names(path) if name in printing]

    assert not found


@pytest.mark.parametrize("path", FILES, ids=MODULES)
def test_no_file_is_longer_than_500_lines_and_no_function_than_50(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = [f"{each.name}: {_length(each)} lines" for each in functions if _length(each) > 50]

    assert len(text.splitlines()) <= 500
    assert not long


@pytest.mark.parametrize("path", FILES, ids=MODULES)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def _names(path: Path) -> Iterator[tuple[int, str]]:
    """Every plain or dotted name that is used: called, or handed on as in `default_factory=time.time`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute | ast.Name):
            yield node.lineno, ast.unparse(node)


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1
