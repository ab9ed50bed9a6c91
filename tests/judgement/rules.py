"""Which rules the judgement has, by name: what adds to the scale of an event, signs, steps, phrases, lists, dates.

The names are read from the code and the lexicon, so that a new rule is one of them by being written.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from afterword.core.events import (
    against,
    arranging,
    candidate,
    company,
    employer,
    guests,
    notes,
    panel,
    private,
    rules,
    senders,
    sides,
    spoken,
)
from afterword.core.language import anchors, dates, figures, grammar, quoting
from afterword.core.language.phrases import groups, together
from afterword.core.language.vocabulary import keys
from afterword.core.lexicon import load, names
from afterword.core.mail import (
    absences,
    appointments,
    automatic,
    autoreplies,
    failures,
    field,
    form,
    marks,
    replies,
    stand_ins,
    telling,
    tenor,
    writers,
)
from afterword.core.people import domains, employers, labels, listed, named, noted, oneself, places, prose, titles
from afterword.core.people import names as people

TOPICS = ("replies", "tenor", "out_of_office", "notices", "appointments")

PROOFS = (autoreplies._reply_headers,)
SIGNS = (
    writers._sender_signs,
    writers._header_signs,
    writers._text_signs,
    writers._form_signs,
    form.personal_signs,
    form.template_signs,
)
"""Functions that find evidence; each piece of it is a rule."""

_MAIL = (
    marks,
    automatic,
    autoreplies,
    failures,
    field,
    form,
    absences,
    writers,
    replies,
    telling,
    tenor,
    stand_ins,
    appointments,
    dates,
    anchors,
    grammar,
    figures,
)
_EVENTS = (
    against,
    private,
    sides,
    rules,
    employer,
    senders,
    spoken,
    company,
    notes,
    guests,
    candidate,
    arranging,
    panel,
)
_WORDS = (quoting, people, named, noted, oneself, places, listed, prose, titles, employers, labels)


def _steps() -> Iterator[Callable[..., Any]]:
    for room in (*_MAIL, *_EVENTS, *_WORDS):
        for function in vars(room).values():
            code = inspect.unwrap(function)  # a function that remembers what it answered is a rule like any other
            own = inspect.isfunction(code) and code.__module__ == room.__name__
            answer = str(code.__annotations__.get("return", "")) if own else ""
            one_or_none = answer.endswith("| None") and room not in _WORDS
            if function is not marks.find and (answer == "bool" or one_or_none):
                yield function


STEPS = tuple(_steps())
"""Functions that say yes or no, or find one thing or none: each is a rule."""


@cache
def every_rule() -> tuple[str, ...]:
    """The rules by name, in an order that is always the same."""
    found = (*_of_events(), *_of_signs(), *_of_phrases(), *_of_lists(), *_of_dates(), *map(step_name, STEPS))
    return tuple(sorted(set(found)))


def step_name(step: Callable[..., Any]) -> str:
    return f"step {step.__name__.lstrip('_')}"


def sign_name(signs: Callable[..., Any], rule: str) -> str:
    """What proves an automatic answer is a rule apart from what is weighed when nothing does."""
    return f"{'proof' if signs in PROOFS else 'sign'} {rule}"


def _of_events() -> Iterator[str]:
    for module in (rules, against, private, sides):
        yield from (f"event {name}" for name in _named(module, "add", 0))
    for group, prefix in (("not", "not-"), ("not_text", "text-")):
        kinds = (kind for kind in keys(group) if kind not in ("hold", "place"))
        yield from (f"event {prefix}{kind}".replace("_", "-") for kind in kinds)


def _of_signs() -> Iterator[str]:
    for signs in (*PROOFS, *SIGNS, writers._shape):
        listed = (*_named(signs, "evidence", 0), *_named(signs, "seen", 1))
        yield from (sign_name(signs, rule) for rule in listed)
    yield from (f"sign {group}" for group in sorted(writers._ANSWERS))


def _of_phrases() -> Iterator[str]:
    for topic in TOPICS:
        listed = [group for file in names(topic) for group, _ in (*groups(file), *together(file))]
        yield from (f"{topic} {group}" for group in listed)


def _of_lists() -> Iterator[str]:
    for module in (automatic, autoreplies):
        yield from (f"words {name}" for name in _named(module, "find", 0))
        yield from (f"list {name}" for name in _named(module, "listed", 0))
    yield from (f"domains {name}" for name in (*_named(domains, "_domains", 0), *domains._SYSTEMS))


def _of_dates() -> Iterator[str]:
    yield "date date"  # in figures
    for file in names("dates"):
        yield from (f"date {means.partition(' ')[0]}" for means in load(file)["forms"].values())


def _named(code: Any, function: str, position: int) -> Iterator[str]:
    """The strings that stand as an argument where the function is called: `"a" if x else "b"` are two."""
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(code)))):
        if isinstance(node, ast.Call) and _called(node) == function and len(node.args) > position:
            given = node.args[position]
            chosen = (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,)
            yield from (one.value for one in chosen if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
