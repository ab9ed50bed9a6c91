"""The judgement with a rule silenced, or made to speak, at the few places where rules speak.

Nothing in the judgement itself knows of this. What a rule says in one case (a weight, a finding, how many days ahead)
is what it is made to say in another.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any

from pytest import MonkeyPatch
from tests.judgement.cases import Case
from tests.judgement.rules import PROOFS, SIGNS, STEPS, sign_name, step_name
from tests.judgement.scoring import judged, mistakes

from afterword.core.events import interviews
from afterword.core.events.case import Scale
from afterword.core.language import grammar
from afterword.core.language.phrases import Hit, hits
from afterword.core.language.spans import Window
from afterword.core.mail import appointments, marks
from afterword.core.model import Evidence
from afterword.core.people import domains


@dataclass
class Change:
    """One rule `silenced`, or `forced` to say `saying` wherever it is asked.

    `said` is what each rule says; `asked` are the rules, or all of a kind, that could have said something.
    """

    silenced: str = ""
    forced: str = ""
    saying: Any = True
    said: dict[str, Any] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def could_say(self, rule: str) -> bool:
        return not self.asked.isdisjoint((rule, rule.partition(" ")[0]))

    def forces(self, kind: str) -> str:
        """Note that rules of a kind are asked; which of them is forced, "" if none."""
        self.asked.add(kind)
        of, _, rule = self.forced.partition(" ")
        return rule if of == kind else ""

    def is_forced(self, rule: str) -> bool:
        """Note that the rule is asked; whether it is forced."""
        self.asked.add(rule)
        return rule == self.forced

    def hears(self, rule: str, said: Any = True) -> bool:
        """Note what the rule says; whether it may."""
        self.said.setdefault(rule, said)
        return rule != self.silenced


def heard(case: Case) -> Change | None:
    """What the rules say in the case, or None where it is judged wrongly."""
    change = Change()
    return None if _goes_wrong(case, change) else change


def needs(case: Case, rule: str) -> bool:
    """Whether the case is judged wrongly without the rule."""
    return _goes_wrong(case, Change(silenced=rule))


def refuses(case: Case, rule: str, saying: Any) -> bool:
    """Whether the case is judged wrongly when the rule says that there."""
    try:
        return _goes_wrong(case, Change(forced=rule, saying=saying))
    except LookupError:  # it could not have said it: what it speaks of, a company's domain say, is not there
        return False


def _goes_wrong(case: Case, change: Change) -> bool:
    with _changed(change):
        return bool(mistakes(case, judged(case)[0]))


@contextmanager
def _changed(change: Change) -> Iterator[None]:
    _remembering()  # before a rule that remembers is changed for one that doesn't
    with MonkeyPatch.context() as patch:
        patch.setattr(Scale, "add", _adding(Scale.add, change))
        patch.setattr(interviews, "RULES", (_beginning(change), *interviews.RULES))
        for function, changing in _seams():
            for module, name in _imported(function):
                patch.setattr(module, name, changing(function, change))
        _forget()
        yield
    _forget()


def _forget() -> None:
    """What the core keeps of the texts and names that it has just seen; lexicons stay."""
    for remembered in _remembering():
        remembered.cache_clear()


@cache
def _remembering() -> tuple[Any, ...]:
    core = [module for name, module in sys.modules.items() if name.startswith("afterword.core")]
    caches = {value for module in core for value in vars(module).values() if hasattr(value, "cache_parameters")}
    return tuple(one for one in caches if one.cache_parameters()["maxsize"] is not None)


def _seams() -> Iterator[tuple[Callable[..., Any], Callable[..., Any]]]:
    """The functions through which rules speak, each with what puts a changed one into its place."""
    yield from ((hits, _hitting), (marks.find, _finding), (grammar.found, _dating))
    yield from ((marks.listed, _listing("list")), (domains._domains, _listing("domains")))
    yield from ((appointments._labels, _labelling), (appointments._patterns, _seeking))
    yield from ((signs, _signing) for signs in (*PROOFS, *SIGNS))
    yield from ((step, _stepping) for step in STEPS)


@cache
def _imported(function: Callable[..., Any]) -> tuple[tuple[Any, str], ...]:
    """Every module of the core that has the function, with the name it has there."""
    core = [module for name, module in sys.modules.items() if name.startswith("afterword.core")]
    return tuple((module, name) for module in core for name, value in vars(module).items() if value is function)


# --- one for each way to speak -----------------------------------------------------------------------------------


def _adding(add: Callable[..., None], change: Change) -> Callable[..., None]:
    def added(scale: Scale, rule: str, weight: float, saw: str = "", at_most: float = Scale.ceiling) -> None:
        if change.hears(f"event {rule}", (weight, saw, at_most)):
            add(scale, rule, weight, saw, at_most)

    return added


def _beginning(change: Change) -> Callable[..., None]:
    """A rule of events that speaks before all others, some of which look whether it has spoken."""

    def begin(_: Any, scale: Scale) -> None:
        rule = change.forces("event")
        if rule:
            scale.add(rule, *change.saying)

    return begin


def _hitting(hits: Callable[..., list[Hit]], change: Change) -> Callable[..., list[Hit]]:
    def hit(topic: str, sentences: Any, only: Any = (), spoken: Any = None) -> list[Hit]:
        found = [one for one in hits(topic, sentences, only, spoken) if change.hears(f"{topic} {one.group}")]
        group = change.forces(topic)
        if group and (not only or group in only):
            found += [Hit(group, one, 0, len(one.words)) for one in sentences]
        return found

    return hit


def _finding(find: Callable[..., bool], change: Change) -> Callable[..., bool]:
    def found(group: str, sentence: Any) -> bool:
        rule = f"words {group}"
        return change.is_forced(rule) or (find(group, sentence) and change.hears(rule))

    return found


def _listing(kind: str) -> Callable[..., Callable[[str], Set[str]]]:
    return lambda listed, change: lambda group: _Listed(listed(group), f"{kind} {group}", change)


def _labelling(labels: Callable[..., frozenset[str]], change: Change) -> Callable[..., Set[str]]:
    return lambda spoken: _Listed(labels(spoken), "appointments labels", change)


class _Listed(Set[str]):
    """A list of the lexicon that tells when something is found in it."""

    def __init__(self, entries: frozenset[str], rule: str, change: Change) -> None:
        self._entries, self._rule, self._change = entries, rule, change

    def __contains__(self, entry: object) -> bool:
        return self._change.is_forced(self._rule) or (entry in self._entries and self._change.hears(self._rule))

    def __iter__(self) -> Iterator[str]:
        if self._change.is_forced(self._rule):
            yield ""  # every word begins and ends with it
        yield from () if self._rule == self._change.silenced else self._entries

    def __len__(self) -> int:
        return len(self._entries)

    @classmethod
    def _from_iterable(cls, found: Iterable[Any]) -> Any:
        """What two lists have in common is a plain set."""
        return set(found)


def _seeking(patterns: Callable[..., list[re.Pattern[str]]], change: Change) -> Callable[..., list[_Pattern]]:
    return lambda spoken, group: [_Pattern(one, f"appointments {group}", change) for one in patterns(spoken, group)]


class _Pattern:
    """A pattern that tells when it is found; a forced one is found at once."""

    def __init__(self, pattern: re.Pattern[str], rule: str, change: Change) -> None:
        self._pattern = re.compile("") if change.is_forced(rule) else pattern
        self._hears = partial(change.hears, rule)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        found = self._pattern.search(text, start)
        return found if found and self._hears() else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return (found for found in self._pattern.finditer(text) if self._hears())


def _signing(signs: Callable[..., list[Evidence]], change: Change) -> Callable[..., list[Evidence]]:
    def signed(*arguments: Any) -> list[Evidence]:
        found = [
            piece
            for piece in signs(*arguments)
            if change.hears(sign_name(signs, piece.rule), (signs.__name__, piece.weight))
        ]
        rule = change.forces(sign_name(signs, "").strip())
        if rule and change.saying[0] == signs.__name__:
            found.append(Evidence(rule, change.saying[1]))
        return found

    return signed


def _stepping(step: Callable[..., Any], change: Change) -> Callable[..., Any]:
    rule = step_name(step)

    def stepped(*arguments: Any, **named: Any) -> Any:
        forced = change.is_forced(rule)
        found = step(*arguments, **named)
        if not found:
            return change.saying if forced else found
        return found if change.hears(rule, found) else False if found is True else None

    return stepped


def _dating(found: Callable[..., list[Any]], change: Change) -> Callable[..., list[Any]]:
    def dated(sentence: Any, language: Any, today: Any) -> list[Any]:
        # Of two dates that overlap one is kept: without its kind of form, the other is.
        spoken = tuple(form for form in language.forms if f"date {_kind(form.means)}" != change.silenced)
        kept = found(sentence, replace(language, forms=spoken), today)
        for one in kept:
            change.hears(f"date {one.kind}", (one.window.earliest - today, one.window.latest - today))
        rule = change.forces("date")
        if not rule:
            return kept
        days = Window(*(today + ahead for ahead in change.saying))
        return [grammar.Found(0, len(sentence.joined if language.spaceless else sentence.words), days, rule)]

    return dated


def _kind(means: str) -> str:
    return means.partition(" ")[0]
