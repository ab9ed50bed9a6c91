"""The trial of a person's own templates and phrases: what is wrong with them, and where."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any, NamedTuple

from jinja2 import TemplateSyntaxError, meta, nodes

from afterword.core.model import Stage
from afterword.words import samples
from afterword.words.sandbox import environment
from afterword.words.texts import PHRASES, Phrases, Texts, merged
from afterword.words.tongue import Tongue
from afterword.words.values import FACTS, values

_LISTS = {"any", "later", "again", *(stage.value for stage in Stage)}
_PATTERN_ERRORS = (LookupError, ValueError, TypeError, AttributeError)
_TEXTS = "a list of one or more texts in quotes"
_ALWAYS = "something that works whether everything is known or nothing"


class Fault(NamedTuple):
    """One thing wrong: in which file, where in it, what stands there, what is expected, and what may help."""

    file: str
    where: str
    found: str
    expected: str
    hint: str = ""


def meant(name: str, names: Iterable[str]) -> str:
    """A question that offers the nearest of the names, "" where none is near."""
    close = get_close_matches(name, list(names), 1)
    return f"Did you mean {close[0]}?" if close else ""


def faults_of_phrases(theirs: Phrases, ours: Phrases) -> tuple[list[Fault], Phrases]:
    """What is wrong in a phrases.toml, and its tables ({} if anything is)."""
    faults = list(_misplaced(theirs, ours)) or list(_faults_of_patterns(merged(ours, theirs)))
    faults = faults or _faults_inside(theirs, Texts({}, merged(ours, theirs)))
    return faults, {} if faults else theirs


def faults_of_templates(texts: Texts, own: Mapping[str, str]) -> list[Fault]:
    """What is wrong in the person's templates: syntax and unknown names first, then whatever shows when used."""
    known = _known(texts) | {"say"}
    faults = [fault for name, source in own.items() for fault in _faults_of_source(name, source, known)]
    return faults or list(dict.fromkeys(_faults_in_use(texts, own)))


# --- phrases -----------------------------------------------------------------------------------------------------


def _misplaced(theirs: Phrases, ours: Phrases) -> Iterator[Fault]:
    """Whatever has a name or a shape that phrases.toml does not know."""
    for key, value in _leaves(theirs, ()):
        expected, names = _expected(key, value, ours)
        if expected:
            yield Fault(PHRASES, ".".join(key), repr(value)[:60], expected, meant(key[-1], names))


def _leaves(table: Any, key: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if not isinstance(table, Mapping):
        yield key, table
        return
    for name, value in table.items():
        yield from _leaves(value, (*key, name))


def _expected(key: tuple[str, ...], value: Any, ours: Phrases) -> tuple[str, Iterable[str]]:
    """What should stand under that key instead, "" if it is right; and the names it may have meant."""
    match key:
        case ("language", name):
            known = ours["language"]
            return (_unlike(value, known[name], name), ()) if name in known else (f"one of {', '.join(known)}", known)
        case ("parts", _):
            return "" if isinstance(value, str) else "a text in quotes", ()
        case (template, slot, which) if template in FACTS and slot in ours.get(template, {}):
            names = ", ".join(sorted(_LISTS))
            return ("" if _is_texts(value) else _TEXTS, ()) if which in _LISTS else (f"one of {names}", _LISTS)
    places = [f"{template}.{slot}" for template in FACTS for slot in ours.get(template, ())]
    return f"a list in one of the tables {', '.join(['language', 'parts', *places])}", ()


def _unlike(value: Any, ours: Any, name: str) -> str:
    if isinstance(ours, str):
        return "" if isinstance(value, str) else "a text in quotes"
    if name not in {"weekdays", "months", "halves"}:
        return "" if _is_texts(value) else _TEXTS
    return "" if _is_texts(value) and len(value) == len(ours) else f"a list of {len(ours)} texts in quotes"


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(text, str) for text in value)


def _faults_of_patterns(phrases: Phrases) -> Iterator[Fault]:
    tongue, moment = Tongue.of(dict(phrases["language"])), datetime(2026, 3, 3, 13, tzinfo=UTC)
    uses: dict[str, Callable[[], str]] = {
        "day_pattern": lambda: tongue.day(moment),
        "clock_pattern": lambda: tongue.clock(moment),
        "span_pattern": lambda: tongue.span_pattern.format(start="", end=""),
    }
    for key, use in uses.items():
        try:
            use()
        except _PATTERN_ERRORS as error:
            yield Fault(PHRASES, f"language.{key}", str(error), "a pattern like the one that comes with Afterword")


def _faults_inside(theirs: Phrases, texts: Texts) -> list[Fault]:
    """Faults within single phrases: all are read; if they read well, each is tried."""
    known = _known(texts)
    phrases = list(_phrases(theirs))
    faults = [
        fault._replace(where=where) for where, source in phrases for fault in _faults_of_source(PHRASES, source, known)
    ]
    return faults or [fault for where, source in phrases for fault in _fault_of_phrase(where, source, texts)]


def _phrases(theirs: Phrases) -> Iterator[tuple[str, str]]:
    for key, value in _leaves(theirs, ()):
        if key[0] != "language":
            where = ".".join(key)
            yield from (
                [(where, value)]
                if isinstance(value, str)
                else ((f"{where} ({number})", source) for number, source in enumerate(value, start=1))
            )


def _fault_of_phrase(where: str, source: str, texts: Texts) -> Iterator[Fault]:
    try:
        for brief in (samples.full(), samples.bare()):
            texts.phrase(source, texts.with_parts(values(brief, texts.tongue)))
    except Exception as error:  # noqa: BLE001 - a template can raise anything, and all of it is the template's fault
        yield Fault(PHRASES, where, str(error), _ALWAYS)


# --- templates ---------------------------------------------------------------------------------------------------


def _known(texts: Texts) -> set[str]:
    return {*values(samples.full(), texts.tongue), *texts.phrases["parts"]}


def _faults_of_source(file: str, source: str, known: set[str]) -> Iterator[Fault]:
    try:
        tree = environment({}).parse(source)
        environment({}).from_string(source)  # finds unknown filters and tests, which parsing alone does not
    except TemplateSyntaxError as error:
        yield Fault(file, f"line {error.lineno}", str(error.message).rstrip("."), "a Jinja template")
        return
    unknown = meta.find_undeclared_variables(tree) - known
    for node in sorted(tree.find_all(nodes.Name), key=lambda node: node.lineno):
        if node.name in unknown and node.ctx == "load":
            hint = meant(node.name, known) or "docs/reference/templates.md lists them."
            yield Fault(file, f"line {node.lineno}", node.name, "a variable that exists", hint)


def _faults_in_use(texts: Texts, own: Mapping[str, str]) -> Iterator[Fault]:
    """Every template on both samples, ours too: they may include one of theirs."""
    for template in FACTS:
        name = f"{template}.j2"
        try:
            for brief in (samples.full(), samples.bare()):
                rendered = texts.render(template, values(brief, texts.tongue), 0)
                if name in own and brief.process.employer and not rendered.text.strip():
                    yield Fault(name, "line 1", rendered.heading or "nothing", "a subject or title, and a text below")
        except Exception as error:  # noqa: BLE001 - a template can raise anything, and all of it is the template's fault
            file, line = _place(error, name)
            yield Fault(file, f"line {line}", str(error), _ALWAYS)


def _place(error: BaseException, template: str) -> tuple[str, int]:
    """The file and line where it went wrong: Jinja writes them into the traceback."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    return (frames[-1].filename, frames[-1].lineno or 1) if frames else (template, 1)
