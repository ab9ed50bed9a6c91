"""Every rule of the judgement has a case that needs it and one in which it must not speak: needed.toml names them."""

from __future__ import annotations

import pytest
from tests.judgement import needed
from tests.judgement.needed import Pair
from tests.judgement.rules import every_rule

pytestmark = pytest.mark.xdist_group("needed")
KINDS = sorted({rule.partition(" ")[0] for rule in every_rule()})


def test_each_rule_has_its_row_and_no_row_is_left_of_a_former_one() -> None:
    rows = needed.recorded().keys()
    assert [needed.untrue(rule, Pair()) for rule in every_rule() if rule not in rows] == []
    assert [f"{rule!r} is no rule any more: record" for rule in rows if rule not in every_rule()] == []


@pytest.mark.parametrize("kind", KINDS)
def test_one_case_goes_wrong_without_the_rule_and_another_where_it_speaks(kind: str) -> None:
    rows = {rule: pair for rule, pair in needed.recorded().items() if rule.startswith(f"{kind} ")}
    assert [problem for rule, pair in rows.items() if (problem := needed.untrue(rule, pair))] == []


def test_a_case_that_does_not_hang_on_the_rule_is_told_with_what_to_do() -> None:
    rule, pair = "replies rejection", needed.recorded()["replies rejection"]
    assert "known to need the rule 'replies rejection'. Write a case" in needed.untrue(rule, Pair("", pair.refused))
    assert "known to need" in needed.untrue(rule, Pair(pair.refused, pair.refused))
    assert "when the rule 'replies rejection' speaks there. Write" in needed.untrue(rule, Pair(pair.needed, ""))
