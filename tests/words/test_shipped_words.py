"""The words that come with Afterword, and the page that describes them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from jinja2 import meta

from afterword.words import samples
from afterword.words.sandbox import environment
from afterword.words.texts import PHRASES, Texts, shipped
from afterword.words.trial import faults_of_phrases, faults_of_templates
from afterword.words.values import FACTS, values

SOURCES = shipped("en")
TABLES = tomllib.loads(SOURCES[PHRASES])
TEMPLATES = {name: text for name, text in SOURCES.items() if name != PHRASES}
TEXTS = Texts(TEMPLATES, TABLES)
PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "templates.md").read_text(encoding="utf-8")
LISTS = [
    pytest.param(texts, id=f"{template}.{slot}.{which}")
    for template in FACTS
    for slot, lists in TABLES.get(template, {}).items()
    for which, texts in lists.items()
]


def test_our_own_words_pass_the_trial_that_a_persons_words_must_pass() -> None:
    assert faults_of_phrases(TABLES, TABLES) == ([], TABLES)
    assert faults_of_templates(TEXTS, TEMPLATES) == []


def test_every_list_can_be_answered_for_any_stage() -> None:
    assert all("any" in lists for template in FACTS for lists in TABLES.get(template, {}).values())


@pytest.mark.parametrize("texts", LISTS)
def test_no_phrase_stands_twice_in_a_list(texts: list[str]) -> None:
    assert len(set(texts)) == len(texts)


def test_a_thank_you_has_four_phrases_for_everything() -> None:
    assert {len(texts) for lists in TABLES["thank-you"].values() for texts in lists.values()} == {4}


def test_facts_are_variables_and_cover_what_the_templates_say() -> None:
    """A text that changes while its digest stays would never be renewed."""
    known = set(values(samples.full(), TEXTS.tongue))
    parts = {name: _names(text) for name, text in TABLES["parts"].items()}
    covered = {"note_1": "notes", "note_2": "notes", "note_3": "notes", "turn_word": "turn", "meeting_word": "meeting"}
    for template, facts in FACTS.items():
        phrases = [text for lists in TABLES.get(template, {}).values() for texts in lists.values() for text in texts]
        used = set().union(*map(_names, [TEMPLATES[f"{template}.j2"], *phrases]))
        for name in used & parts.keys():
            used |= parts[name]
        used = {covered.get(name, name) for name in used} & known
        assert set(facts) <= known
        assert used - set(facts) == set(), template


def _names(source: str) -> set[str]:
    return meta.find_undeclared_variables(environment({}).parse(source))


def test_the_page_lists_every_variable_part_template_and_place() -> None:
    named = set(re.findall(r"`([\w.-]+)`", PAGE))
    places = {f"{template}.{slot}" for template in FACTS for slot in TABLES.get(template, {})}
    wanted = {*values(samples.full(), TEXTS.tongue), *TABLES["parts"], *TABLES["language"], *SOURCES, *places}
    assert wanted - named == set()


def test_the_page_lists_no_variable_that_is_not_there() -> None:
    rows = re.findall(r"^\| `(\w+)`", PAGE, re.MULTILINE)
    known = {*values(samples.full(), TEXTS.tongue), *TABLES["parts"], *TABLES["language"]}
    assert rows
    assert set(rows) <= known
