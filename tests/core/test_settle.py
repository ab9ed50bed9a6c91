"""What became of the things that were placed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.core.life import JANE, OMAR, at, mine

from afterword.core.model import Medium, NudgeKind, Record, RecordState
from afterword.core.planning.settle import settle

PLACED = at("2026-03-03", "12:00")
DRAFT = Record(
    "key",
    NudgeKind.THANK_YOU,
    Medium.DRAFT,
    "acme",
    "acme.1",
    RecordState.PLACED,
    person=JANE,
    message_id="ours@mail.example",
    subject_key="thanks",
    digest="d",
    seen_digest="d",
    placed_at=PLACED,
)
CALL = replace(DRAFT, kind=NudgeKind.CALL, medium=Medium.ENTRY, start=PLACED, end=PLACED + timedelta(minutes=15))
LATER = PLACED + timedelta(hours=1)


def state(record, *letters, now=LATER):
    records, _ = settle({"key": record}, letters, now)
    return records["key"].state


def test_an_untouched_draft_stays_placed():
    assert state(DRAFT) is RecordState.PLACED


def test_a_draft_is_sent_by_its_mark_by_its_id_or_by_whom_and_what():
    gone = replace(DRAFT, present=False)
    assert state(gone, mine(LATER, JANE, mark="key")) is RecordState.SENT
    assert state(gone, mine(LATER, JANE, message_id="ours@mail.example")) is RecordState.SENT
    assert state(gone, mine(LATER, JANE, subject_key="thanks")) is RecordState.SENT


def test_another_mail_is_not_the_draft():
    gone = replace(DRAFT, present=False)
    assert state(gone, mine(LATER, OMAR, subject_key="thanks")) is RecordState.DECLINED
    assert state(DRAFT, mine(LATER, JANE, subject_key="else")) is RecordState.PLACED
    assert state(gone, mine(PLACED - timedelta(hours=1), JANE, subject_key="thanks")) is RecordState.DECLINED
    assert state(gone, mine(LATER, JANE, mark="another", subject_key="thanks")) is RecordState.DECLINED
    assert state(DRAFT, mine(LATER, JANE, subject_key="thanks")) is RecordState.PLACED


def test_a_draft_declined_too_early_is_sent_after_all():
    declined = replace(DRAFT, present=False, state=RecordState.DECLINED)
    assert state(declined, mine(LATER, JANE, mark="key")) is RecordState.SENT


def test_a_draft_that_reads_differently_is_the_persons():
    assert state(replace(DRAFT, seen_digest="other")) is RecordState.EDITED


def test_an_entry_deleted_before_its_time_is_declined_and_afterwards_done():
    gone = replace(CALL, present=False)
    assert state(gone, now=PLACED - timedelta(hours=1)) is RecordState.DECLINED
    assert state(gone, now=LATER) is RecordState.DONE


def test_an_entry_is_done_when_its_time_has_passed_where_it_really_stands():
    assert state(CALL, now=LATER) is RecordState.DONE
    assert state(CALL, now=PLACED + timedelta(minutes=5)) is RecordState.PLACED
    assert state(replace(CALL, seen_start=LATER + timedelta(days=1)), now=LATER) is RecordState.PLACED


def test_every_change_is_told_once():
    records, told = settle({"key": replace(DRAFT, present=False)}, (), LATER)
    assert [transition.record.state for transition in told] == [RecordState.DECLINED]
    assert settle(records, (), LATER)[1] == ()


def test_a_draft_that_was_rewritten_from_subject_to_signature_and_sent_is_sent():
    gone = replace(DRAFT, present=False)
    assert state(gone, mine(LATER, JANE, subject_key="quite another")) is RecordState.SENT
