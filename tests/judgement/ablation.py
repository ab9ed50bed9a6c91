"""Which rules the cases need: each is taken away in turn, and each is made to speak where it does not.

A rule that no case needs is either superfluous or untested; so is one that could speak anywhere without a case
noticing. Rules are taken away by name, at the few places where they speak: nothing in the judgement itself knows of
this. At first every case is judged once and it is noted which rules spoke: only those pairs need be judged again.
"""

from __future__ import annotations

import inspect
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median_low
from typing import Any
from unittest.mock import patch

from tests.judgement.cases import Case, cases
from tests.judgement.scoring import judged, mistakes

from afterword.cli.reasons import WORDS
from afterword.core.events import against, interviews, rules
from afterword.core.events.case import Scale
from afterword.core.language import dates
from afterword.core.language.phrases import Hit, groups, together
from afterword.core.language.vocabulary import keys
from afterword.core.lexicon import names
from afterword.core.mail import automatic, marks, replies, stand_ins, writers
from afterword.core.model import Evidence
from afterword.core.people import employers

EXPLAINING = frozenset({"replies question"})
"""What only tells which sentence asks: every question mark counts, whatever the words."""

GROUPS = ("mail", "events", "files")
_NAMED_ON_SCALE = re.compile(r'scale\.add\(\s*"([\w-]+)"')
_NAMED_EVIDENCE = re.compile(r'evidence\(\s*"([^"]+)"|seen\(hit, "([^"]+)"')
_MOST_TRIED = 300

# Functions of one rule each: what they return without it is None, no evidence, or no.
_STEPS = {
    automatic: (
        "_report", "_calendar_answer", "_receipt", "_auto_reply", "_is_gateway_note", "_tells_of_leave", "_is_vacation",
        "_names_absence", "addresses_reader", "is_reminder",
    ),
    writers: ("_says_nothing", "_speaks_for_a_person", "_is_personal", "addresses_reader"),
    replies: (
        "_conditional", "_hints_at_rejection", "_regrets", "_is_mass_mail", "_is_of_something_else", "_in_conversation",
        "stand_in",
    ),
    against: ("speaks_of_a_job", "_is_internal", "_is_outsider", "_somebody_elses"),
}  # fmt: skip
_YES_OR_NO = frozenset(
    f"step {name.lstrip('_')}"
    for owner, listed in _STEPS.items()
    for name in listed
    if getattr(owner, name).__annotations__["return"] == "bool"
)
_SIGNS = {
    "_sender_signs": writers,
    "_header_signs": writers,
    "_text_signs": writers,
    "_shape": writers,
    "_letter_signs": writers,
    "_reply_headers": automatic,
}
_HITS = (automatic, replies, stand_ins, writers)


@dataclass
class Change:
    """What is changed about the rules: one taken away (`without`), or one that speaks everywhere (`forced`)."""

    without: str = ""
    forced: str = ""
    spoke: set[str] = field(default_factory=set)
    weights: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def passes(self, rule: str) -> bool:
        """Note that the rule speaks; whether it may."""
        self.spoke.add(rule)
        return rule != self.without


class _Listed(Set[str]):
    """A list of the lexicon that notes when something is found in it, or when it is gone through."""

    def __init__(self, entries: frozenset[str], rule: str, change: Change) -> None:
        self._entries, self._rule, self._change = entries, rule, change

    def __contains__(self, entry: object) -> bool:
        if self._rule == self._change.forced:
            return True
        return entry in self._entries and self._change.passes(self._rule)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries if self._change.passes(self._rule) else ())

    def __len__(self) -> int:
        return len(self._entries)

    @classmethod
    def _from_iterable(cls, found: Iterable[Any]) -> Any:
        """Two lists together are a plain set."""
        return set(found)


@contextmanager
def changed(change: Change, weight: float = 1.0) -> Iterator[Change]:
    """The judgement with that change; `weight` is what evidence weighs that is forced."""
    with ExitStack() as stack:
        for owner, name, new in _replacements(change, weight):
            stack.enter_context(patch.object(owner, name, new))
        yield change


def _replacements(change: Change, weight: float) -> Iterator[tuple[Any, str, Any]]:
    yield Scale, "add", _adding(Scale.add, change)
    yield interviews, "RULES", (*rules.RULES, _forcing(change, weight))
    for owner in _HITS:
        yield owner, "hits", _hitting(owner.hits, change)
    for name, owner in _SIGNS.items():
        yield owner, name, _signing(getattr(owner, name), change, weight, name == "_text_signs")
    yield automatic, "find", _finding(marks.find, change)
    yield automatic, "listed", _listing(marks.listed, "list", change)
    yield employers, "_domains", _listing(employers._domains, "domains", change)
    yield dates, "_found", _dating(dates._found, change)
    for owner, listed in _STEPS.items():
        for name in listed:
            yield owner, name, _stepping(getattr(owner, name), f"step {name.lstrip('_')}", change)


def _adding(add: Callable[..., None], change: Change) -> Callable[..., None]:
    def added(scale: Scale, rule: str, weight: float, saw: str = "") -> None:
        change.weights[f"event {rule}"].append(weight)
        if change.passes(f"event {rule}"):
            add(scale, rule, weight, saw)

    return added


def _forcing(change: Change, weight: float) -> Callable[..., None]:
    def force(_: Any, scale: Scale) -> None:
        rule = change.forced.removeprefix("event ")
        if rule != change.forced and not scale.saw(rule):
            scale.evidence.append(Evidence(rule, weight))

    return force


def _hitting(hits: Callable[..., list[Hit]], change: Change) -> Callable[..., list[Hit]]:
    def hit(topic: str, sentences: Any, only: Any = (), spoken: Any = None) -> list[Hit]:
        found = [one for one in hits(topic, sentences, only, spoken) if change.passes(f"{topic} {one.group}")]
        forced = change.forced.removeprefix(f"{topic} ")
        if forced != change.forced and (not only or forced in only):
            found += [Hit(forced, one, 0, len(one.words)) for one in sentences[:2]]
        return found

    return hit


def _signing(signs: Callable[..., list[Evidence]], change: Change, weight: float, forcing: bool) -> Callable[..., Any]:
    def signed(*arguments: Any) -> list[Evidence]:
        found = signs(*arguments)
        for piece in found:
            change.weights[f"sign {piece.rule}"].append(piece.weight)
        kept = [piece for piece in found if change.passes(f"sign {piece.rule}")]
        rule = change.forced.removeprefix("sign ")
        return kept + ([Evidence(rule, weight)] if forcing and rule != change.forced else [])

    return signed


def _finding(find: Callable[..., bool], change: Change) -> Callable[..., bool]:
    def found(group: str, sentence: Any) -> bool:
        if change.forced == f"words {group}":
            return True
        return bool(find(group, sentence)) and change.passes(f"words {group}")

    return found


def _listing(listed: Callable[[str], frozenset[str]], kind: str, change: Change) -> Callable[[str], Set[str]]:
    return lambda group: _Listed(listed(group), f"{kind} {group}", change)


def _dating(found: Callable[..., list[Any]], change: Change) -> Callable[..., list[Any]]:
    return lambda *arguments: [one for one in found(*arguments) if change.passes(f"date {one.kind}")]


def _stepping(step: Callable[..., Any], rule: str, change: Change) -> Callable[..., Any]:
    def stepped(*arguments: Any, **named: Any) -> Any:
        result = step(*arguments, **named)
        if isinstance(result, bool) and change.forced == rule:
            return True
        if not result or change.passes(rule):
            return result
        return False if isinstance(result, bool) else None

    return stepped


# --- judging -------------------------------------------------------------------------------------------------------


@dataclass
class Baseline:
    """All cases as they are judged: in which each rule speaks, and what it weighs; of those judged rightly."""

    right: list[Case]
    spoke: dict[str, list[Case]]
    weights: dict[str, list[float]]


def baseline() -> Baseline:
    right: list[Case] = []
    spoke: dict[str, list[Case]] = defaultdict(list)
    weights: dict[str, list[float]] = {}
    change = Change()
    with changed(change):
        for case in (case for group in GROUPS for case in cases(group)):
            change.spoke = set()
            if mistakes(case, judged(case)[0]):
                continue
            right.append(case)
            for rule in change.spoke:
                spoke[rule].append(case)
        weights = change.weights
    return Baseline(right, spoke, weights)


def needs(case: Case, rule: str) -> bool:
    """Whether the case is judged wrongly without the rule."""
    with changed(Change(without=rule)):
        return bool(mistakes(case, judged(case)[0]))


def suffers(case: Case, rule: str, weight: float) -> bool:
    """Whether the case is judged wrongly when the rule speaks, too."""
    with changed(Change(forced=rule), weight):
        return bool(mistakes(case, judged(case)[0]))


def needing(rule: str, known: Baseline) -> Case | None:
    """A case that needs the rule, from those where the fewest rules speak on."""
    return next((case for case in known.spoke[rule] if needs(case, rule)), None)


def refusing(rule: str, known: Baseline) -> Case | None:
    """A case in which the rule must not speak."""
    spoken = {case.name for case in known.spoke[rule]}
    silent = [case for case in known.right if case.name not in spoken]
    weight = median_low(known.weights.get(rule) or [1.0])
    return next((case for case in _spread(silent) if suffers(case, rule, weight)), None)


def _spread(silent: list[Case]) -> list[Case]:
    """Not more than some, from all groups and files."""
    step = max(1, len(silent) // _MOST_TRIED)
    return silent[::step]


# --- which rules there are ---------------------------------------------------------------------------------------


def every_rule() -> frozenset[str]:
    """The rules by name: what adds to the scale of an event, groups of phrases, lists, signs, steps."""
    return frozenset({*_of_events(), *_of_phrases(), *_of_lists(), *_of_signs(), *_of_steps()})


def _of_events() -> Iterator[str]:
    yield from (
        f"event {name}" for name in _NAMED_ON_SCALE.findall(inspect.getsource(rules) + inspect.getsource(against))
    )
    for group, prefix in (("not", "not-"), ("not_text", "text-")):
        kinds = (kind for kind in keys(group) if kind not in ("hold", "place"))
        yield from (f"event {prefix}{kind}".replace("_", "-") for kind in kinds)


def _of_phrases() -> Iterator[str]:
    for topic in ("replies", "out_of_office", "notices"):
        listed = [*(group for file in names(topic) for group, _ in (*groups(file), *together(file)))]
        yield from (f"{topic} {group}" for group in listed)


def _of_lists() -> Iterator[str]:
    for module, function, kind in ((automatic, "find", "words"), (automatic, "listed", "list")):
        used = re.findall(rf'\b{function}\("(\w+)"', inspect.getsource(module))
        yield from (f"{kind} {name}" for name in used)
    yield from (f"domains {name}" for name in re.findall(r'_domains\("(\w+)"', inspect.getsource(employers)))


def _of_signs() -> Iterator[str]:
    for name, owner in _SIGNS.items():
        yield from (
            f"sign {''.join(rule)}" for rule in _NAMED_EVIDENCE.findall(inspect.getsource(getattr(owner, name)))
        )


def _of_steps() -> Iterator[str]:
    yield from (f"step {name.lstrip('_')}" for listed in _STEPS.values() for name in listed)


# --- what is written down ----------------------------------------------------------------------------------------

NEEDED = Path(__file__).parent / "needed.toml"


def record(found: Mapping[str, Case]) -> None:
    """By rule, a case that needs it."""
    lines = (f"{json.dumps(rule)} = {json.dumps(case.name, ensure_ascii=False)}" for rule, case in found.items())
    head = "# By rule, a case that needs it. Written by `python -m tests.judgement --ablate --record`."
    NEEDED.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")


def recorded() -> dict[str, str]:
    return tomllib.loads(NEEDED.read_text(encoding="utf-8"))


def can_be_forced(rule: str) -> bool:
    """Whether `Change.forced` can make it speak: steps that find something, and dates, can't be made up."""
    return not rule.startswith(("date ", "step ")) or rule in _YES_OR_NO


def wordless() -> list[str]:
    """The rules that `explain` can only name."""
    spoken = {name.partition(" ")[2] for name in every_rule() if name.startswith(("event ", "sign "))}
    return sorted(spoken - WORDS.keys())
