"""The judgement on the project's own labelled cases never falls below the figures in docs/judgement.md."""

from __future__ import annotations

import pytest
from tests.judgement import report
from tests.judgement.__main__ import GROUPS, fallen
from tests.judgement.cases import cases
from tests.judgement.scoring import Figure, score


@pytest.mark.parametrize("group", GROUPS)
def test_no_figure_falls_below_the_recorded_one(group: str) -> None:
    result = score(group)
    assert fallen(result.figures()) == [], report.misses(result.misses)


def test_the_page_holds_a_figure_for_each_group() -> None:
    names = report.recorded()
    assert all(f"{group}: all classes" in names for group in GROUPS)


def test_a_figure_that_falls_is_noticed() -> None:
    best = report.recorded()["mail: all classes"]
    assert fallen([Figure(best.name, best.right - 1, best.total)]) != []
    assert fallen([best]) == []


@pytest.mark.parametrize("group", GROUPS)
def test_every_case_has_a_name_of_its_own(group: str) -> None:
    names = [case.name for case in cases(group)]
    assert len(names) == len(set(names))
