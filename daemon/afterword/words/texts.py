"""The texts of a language: our templates and phrases, the person's own over them, and their rendering.

The person's templates are code of theirs and run in a sandbox; names, notes and everything else that comes from mails
and events reach a template only as values and are never themselves rendered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Template

from afterword.words import clean
from afterword.words.sandbox import capped, environment
from afterword.words.tongue import Tongue

PHRASES = "phrases.toml"
Phrases = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Rendered:
    """The first line of a template (a subject or a title), and the rest."""

    heading: str
    text: str


def shipped(language: str) -> dict[str, str]:
    """Our own files of a language by name."""
    folder = files(__package__).joinpath("templates", language)
    return {entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir()}


def merged(ours: Phrases, theirs: Phrases) -> Phrases:
    """The tables of phrases with the person's own over ours: a list of theirs replaces ours of the same name."""
    both: dict[str, Any] = dict(ours)
    for name, table in theirs.items():
        mine = both.get(name)
        both[name] = merged(mine, table) if isinstance(mine, Mapping) and isinstance(table, Mapping) else table
    return both


class Texts:
    """The templates and phrases of one language, ready to be rendered."""

    def __init__(self, sources: Mapping[str, str], phrases: Phrases) -> None:
        self.environment = environment(sources)
        self.phrases = phrases
        self.tongue = Tongue.of(dict(phrases["language"]))
        self._compiled: dict[str, Template] = {}

    def render(self, template: str, values: Mapping[str, Any], position: int) -> Rendered:
        """What `<template>.j2` says of these values. `position` chooses among the phrases."""
        known = self.with_parts(values)
        say = {slot: self.phrase(phrase, known) for slot, phrase in self.chosen(template, known, position)}
        whole = capped(self.environment.get_template(f"{template}.j2"), known | {"say": say})
        heading, _, text = clean.tidy(whole).partition("\n")
        return Rendered(clean.line(heading, clean.SUBJECT_LENGTH), f"{text.strip()}\n")

    def with_parts(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values and the parts made from them; a part may use those above it."""
        known = dict(values)
        for name, phrase in self.phrases["parts"].items():
            known[name] = self.phrase(phrase, known)
        return known

    def chosen(self, template: str, known: Mapping[str, Any], position: int) -> Iterable[tuple[str, str]]:
        """One phrase of every list of a template; another for each try and each round.

        Neighbours differ in every phrase. When the lists are through, each list moves on by a step of its own, so that
        with four phrases a list, eight people get eight different rows of them.
        """
        shift = position + known["attempt"] - 1 + known["turn"] - 1
        for place, (slot, lists) in enumerate(self.phrases.get(template, {}).items()):
            phrases = fitting(lists, known)
            yield slot, phrases[(shift + place * (position // len(phrases))) % len(phrases)]

    def phrase(self, source: str, known: Mapping[str, Any]) -> str:
        """A phrase with its values filled in."""
        if source not in self._compiled:
            self._compiled[source] = self.environment.from_string(source)
        return capped(self._compiled[source], known)


def fitting(lists: Mapping[str, list[str]], known: Mapping[str, Any]) -> list[str]:
    """The list for somebody met before, for a later round, for this stage, or for any."""
    again = ("again",) if known["meeting"] > 1 else ()
    later = ("later",) if known["turn"] > 1 else ()
    return next(lists[name] for name in (*again, *later, known["stage"], "any") if name in lists)
