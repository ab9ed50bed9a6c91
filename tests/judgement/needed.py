"""By rule, a case that needs it and one that refuses it: searched, written to `needed.toml`, and held to be true.

A rule that no case needs is either superfluous or untested; so is one that could speak anywhere without a case
noticing.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.judgement.ablation import Change, heard, needs, refuses
from tests.judgement.cases import Case, cases

NEEDED = Path(__file__).parent / "needed.toml"
GROUPS = ("mail", "events", "files")
_HEAD = "# By rule, a case that needs it and one that refuses it. Written by `make judge ARGS='--ablate --record'`."
_HOW = (
    "Write a case that hangs on it (docs/judgement.md), then `make judge ARGS='--ablate --record'`; "
    "or remove the rule, if no case can be thought of."
)


@dataclass(frozen=True, slots=True)
class Pair:
    """The names of the case that needs a rule and of the one that refuses it, "" where there is none."""

    needed: str = ""
    refused: str = ""


@cache
def _by_name() -> dict[str, Case]:
    return {case.name: case for group in GROUPS for case in cases(group)}


# --- what is written down ----------------------------------------------------------------------------------------


def recorded() -> dict[str, Pair]:
    if not NEEDED.exists():
        return {}
    return {rule: Pair(**pair) for rule, pair in tomllib.loads(NEEDED.read_text(encoding="utf-8")).items()}


def record(pairs: dict[str, Pair]) -> None:
    """One line a rule."""
    lines = (
        f"{_quoted(rule)} = {{ needed = {_quoted(pair.needed)}, refused = {_quoted(pair.refused)} }}"
        for rule, pair in sorted(pairs.items())
    )
    NEEDED.write_text("\n".join([_HEAD, *lines]) + "\n", encoding="utf-8")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def untrue(rule: str, pair: Pair) -> str:
    """What is wrong with a pair, as a sentence that says what to do; "" where it holds."""
    needing, refusing = _by_name().get(pair.needed), _by_name().get(pair.refused)
    spoken = heard(needing) if needing else None
    if not needing or not spoken or not needs(needing, rule):
        return f"No case is known to need the rule {rule!r}. {_HOW}"
    silent = heard(refusing) if refusing else None
    may_refuse = silent and _may_refuse(rule, silent.said)
    if not refusing or not may_refuse or not refuses(refusing, rule, spoken.said.get(rule, True)):
        return f"No case is known to go wrong when the rule {rule!r} speaks there. {_HOW}"
    return ""


# --- searching ---------------------------------------------------------------------------------------------------


def pair(rule: str, before: Pair) -> Pair:
    """The cases of the last time where they still hold, else the shortest ones that do."""
    if not untrue(rule, before):
        return before
    asked = [(case, change.said) for case, change in _heard() if change.could_say(rule)]
    # What is only gone through (endings of words) is not heard to speak.
    speaking = [case for case, said in asked if rule in said] or [case for case, _ in asked]
    needing = next((case for case in _first(before.needed, speaking) if needs(case, rule)), None)
    said = next((said for case, said in asked if case is needing or (not needing and rule in said)), None)
    if said is None:
        return Pair()
    saying = said.get(rule, True)
    silent = [case for case, said in asked if _may_refuse(rule, said)]
    refusing = next((case for case in _first(before.refused, silent) if refuses(case, rule, saying)), None)
    return Pair(needing.name if needing else "", refusing.name if refusing else "")


def _may_refuse(rule: str, said: Collection[str]) -> bool:
    """Where a rule speaks there is nothing to refuse; but a step may be right about one sentence of several."""
    return rule not in said or rule.startswith("step ")


def _first(name: str, listed: Sequence[Case]) -> list[Case]:
    """The cases, beginning with the one of that name."""
    return sorted(listed, key=lambda case: case.name != name)


@cache
def _heard() -> tuple[tuple[Case, Change], ...]:
    """The cases that are judged rightly, with what the rules say in each: judged once for that.

    Those that were written for one rule come first, then the shortest.
    """
    listed = sorted(_by_name().values(), key=lambda case: (case.file != "single-rules", len(repr(case.fields))))
    return tuple((case, change) for case in listed if (change := heard(case)))
