"""The truth table of reconcile, row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.core.life import at

from afterword.core.model import Action, Medium, Nudge, NudgeKind, NudgeState, Record, RecordState
from afterword.core.planning.reconcile import reconcile

NOW = at("2026-03-03", "12:00")
CALL = Nudge(
    "key", NudgeKind.CALL, Medium.ENTRY, "acme", "acme.1", wanted=True, why="no answer yet", start=NOW, content="c"
)
DRAFT = replace(CALL, kind=NudgeKind.THANK_YOU, medium=Medium.DRAFT, start=None)


def record_of(nudge: Nudge, state: RecordState = RecordState.PLACED, **more) -> Record:
    base = Record("key", nudge.kind, nudge.medium, "acme", "acme.1", state, content="c", start=nudge.start, digest="d")
    return replace(base, seen_digest="d", **more)


def actions(nudge: Nudge | None, record: Record | None) -> list[Action]:
    records = {"key": record} if record else {}
    return [intent.action for intent in reconcile([nudge] if nudge else [], records, NOW)]


@pytest.mark.parametrize(("nudge", "made"), [(CALL, Action.PUT_EVENT), (DRAFT, Action.CREATE_DRAFT)])
def test_what_is_wanted_and_missing_is_made(nudge, made):
    assert actions(nudge, None) == [made]
    assert actions(nudge, record_of(nudge, RecordState.WITHDRAWN, present=False)) == [made]


@pytest.mark.parametrize("nudge", [CALL, DRAFT])
def test_what_is_wanted_and_stands_is_left(nudge):
    assert actions(nudge, record_of(nudge)) == []


@pytest.mark.parametrize("state", [RecordState.SENT, RecordState.DECLINED, RecordState.DONE, RecordState.EDITED])
@pytest.mark.parametrize("nudge", [CALL, DRAFT])
@pytest.mark.parametrize("wanted", [True, False])
def test_what_the_person_settled_is_left_whatever_is_wanted(nudge, state, wanted):
    nudge = replace(nudge, wanted=wanted, content="other", state=NudgeState.CANCELLED)
    record = record_of(nudge, state, present=state is RecordState.EDITED)
    assert actions(nudge, replace(record, content="c")) == []


@pytest.mark.parametrize(("nudge", "unmade"), [(CALL, Action.DELETE_EVENT), (DRAFT, Action.DELETE_DRAFT)])
def test_what_is_not_wanted_any_more_is_withdrawn(nudge, unmade):
    assert actions(replace(nudge, wanted=False, state=NudgeState.CANCELLED), record_of(nudge)) == [unmade]
    assert actions(None, record_of(nudge)) == [unmade]


@pytest.mark.parametrize("nudge", [CALL, DRAFT])
def test_what_is_held_is_neither_made_nor_withdrawn(nudge):
    held = replace(nudge, wanted=False, state=NudgeState.HELD)
    assert actions(held, None) == []
    assert actions(held, record_of(nudge)) == []


def test_a_draft_whose_facts_have_changed_is_renewed_first_removed_then_written():
    assert actions(replace(DRAFT, content="new"), record_of(DRAFT)) == [Action.DELETE_DRAFT, Action.CREATE_DRAFT]


def test_an_entry_that_belongs_elsewhere_is_moved_but_never_after_the_person_moved_it():
    later = replace(CALL, start=NOW + timedelta(days=1))
    assert actions(later, record_of(CALL)) == [Action.PUT_EVENT]
    assert actions(later, record_of(CALL, seen_start=NOW + timedelta(hours=2))) == []


def test_an_entry_the_person_moved_still_goes_when_it_is_not_wanted_any_more():
    moved = record_of(CALL, seen_start=NOW + timedelta(hours=2))
    assert actions(replace(CALL, wanted=False, state=NudgeState.CANCELLED), moved) == [Action.DELETE_EVENT]


def test_a_copy_of_a_sent_draft_that_still_lies_among_the_drafts_is_removed():
    assert actions(DRAFT, record_of(DRAFT, RecordState.SENT, present=True)) == [Action.DELETE_DRAFT]
    assert actions(DRAFT, record_of(DRAFT, RecordState.SENT, present=False)) == []
