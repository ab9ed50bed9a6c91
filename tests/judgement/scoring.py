"""Figures on the labelled cases: precision and recall of every class, single fields, who was confused with whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.judgement.cases import Case, cases, event_shown, judged_event, judged_file, judged_mail, mail_shown

from afterword.core.model import Evidence

SETTLING = frozenset({"rejection", "offer", "next-round", "scheduling", "decision-date", "question", "other"})
_GOOD_NEWS = frozenset({"offer", "next-round"})


@dataclass(frozen=True, slots=True)
class Figure:
    """How often it was right. `name` says what; a total of zero is no figure."""

    name: str
    right: int
    total: int

    @property
    def percent(self) -> float:
        return 100 * self.right / self.total


@dataclass(frozen=True, slots=True)
class Miss:
    """A case that was judged otherwise than it says: field by field what was expected and found, and the evidence."""

    case: Case
    fields: dict[str, tuple[Any, Any]]
    evidence: tuple[Evidence, ...]


@dataclass(slots=True)
class Score:
    """Everything that is measured on one group of cases."""

    group: str
    classes: Counter[tuple[str, str]] = field(default_factory=Counter)
    fields: dict[str, Counter[bool]] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)
    rules: dict[str, int] = field(default_factory=Counter)
    invented_dates: int = 0

    def figures(self) -> list[Figure]:
        """The figures in a stable order, those of all first."""
        total = self.classes.total()
        right = sum(count for (want, got), count in self.classes.items() if want == got)
        shown = [Figure(f"{self.group}: all classes", right, total), *self._cautions()]
        for name in sorted({want for want, _ in self.classes}):
            found = self.classes[name, name]
            wanted = sum(count for (want, _), count in self.classes.items() if want == name)
            given = sum(count for (_, got), count in self.classes.items() if got == name)
            shown.append(Figure(f"{self.group}: {name}, recall", found, wanted))
            shown += [Figure(f"{self.group}: {name}, precision", found, given)] if given else []
        for name, counted in sorted(self.fields.items()):
            shown.append(Figure(f"{self.group}: {name} right", counted[True], counted.total()))
        return shown

    def _cautions(self) -> list[Figure]:
        """What must never happen, as the share of cases in which it did not."""
        if self.group != "mail":
            return []
        return [
            self._spared("no automatic mail taken for an answer", lambda w: w not in SETTLING, lambda g: g in SETTLING),
            self._spared(
                "no answer taken for automatic", SETTLING.__contains__, lambda g: g not in SETTLING and g != "ask"
            ),
            self._spared("no rejection read as good news", "rejection".__eq__, _GOOD_NEWS.__contains__),
            self._spared("no good news read as rejection", _GOOD_NEWS.__contains__, "rejection".__eq__),
            Figure("mail: no decision date invented or wrong", self._mails() - self.invented_dates, self._mails()),
        ]

    def _mails(self) -> int:
        return self.classes.total()

    def _spared(self, name: str, concerned: Callable[[str], bool], wrong: Callable[[str], bool]) -> Figure:
        counted = [(got, count) for (want, got), count in self.classes.items() if concerned(want)]
        total = sum(count for _, count in counted)
        return Figure(f"{self.group}: {name}", total - sum(count for got, count in counted if wrong(got)), total)


def score(group: str) -> Score:
    """Every case of the group judged and counted."""
    result = Score(group)
    for case in cases(group):
        shown, evidence = judged(case)
        _count(result, case, shown, evidence)
    return result


def judged(case: Case) -> tuple[dict[str, Any], tuple[Evidence, ...]]:
    """What comes of a case, in the words of the cases, and why."""
    if case.group == "mail":
        reading = judged_mail(case)
        return mail_shown(reading), reading.evidence
    interview = judged_file(case) if case.group == "files" else judged_event(case)
    return (event_shown(interview), interview.evidence) if interview else ({"is": "nothing"}, ())


def _count(result: Score, case: Case, shown: dict[str, Any], evidence: Iterable[Evidence]) -> None:
    wanted = case.expect["is"]
    also = [wanted, *case.expect.get("also", ())]
    result.classes[wanted, wanted if shown["is"] in also else shown["is"]] += 1
    for rule in {piece.rule for piece in evidence}:
        result.rules[rule] += 1
    for name, value in _fields(case):
        result.fields.setdefault(name, Counter())[_part(shown.get(name), value) == value] += 1
    wrong = mistakes(case, shown)
    result.invented_dates += _invents(case, shown)
    if wrong:
        result.misses.append(Miss(case, wrong, tuple(evidence)))


def mistakes(case: Case, shown: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What is not as the case says: by field, what was expected and what was found."""
    also = [case.expect["is"], *case.expect.get("also", ())]
    wrong = {} if shown["is"] in also else {"is": (case.expect["is"], shown["is"])}
    for name, value in _fields(case):
        found = _part(shown.get(name), value)
        if found != value:
            wrong[name] = (value, found)
    if _invents(case, shown):
        wrong.setdefault("decides", (case.expect.get("decides", ""), shown["decides"]))
    return wrong


def _fields(case: Case) -> Iterable[tuple[str, Any]]:
    return ((name, value) for name, value in case.expect.items() if name not in {"is", "also"})


def _invents(case: Case, shown: dict[str, Any]) -> bool:
    """Whether a decision date is read that the case does not name."""
    return case.group == "mail" and shown["decides"] not in {"", case.expect.get("decides", "")}


def _part(found: Any, wanted: Any) -> Any:
    """Of a table, only the keys that the case speaks of."""
    return {key: found.get(key) for key in wanted} if isinstance(wanted, dict) else found
