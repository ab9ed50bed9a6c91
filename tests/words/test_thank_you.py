"""What a thank-you says, to whom, and how the notes of one round differ."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from nudged import JANE, JOHN, ME, NOW, a_process, a_round, nothing_known, thank_you

from afterword.core.model import Draft, Employer, Interview, Medium, NudgeKind, Person, Stage, Verdict
from afterword.words.brief import Brief, Reply
from afterword.words.compose import Composer

COMPOSER = Composer(ME)
ROUND_OF_EIGHT = range(8)


def written(brief: Brief) -> Draft:
    return COMPOSER.draft(brief, now=NOW, message_id="1@poe.example")


def words(draft: Draft) -> int:
    return len(draft.text.split())


@pytest.mark.parametrize("notes", [(), ("the on-call rota",), ("the on-call rota", "release trains")])
@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("meetings", [1, 2, 3])
def test_no_two_interviewers_of_one_round_get_the_same_sentences(
    stage: Stage, notes: tuple[str, ...], meetings: int
) -> None:
    rounds = [a_round(f"r{number}", days=number, stage=stage) for number in range(meetings)]
    brief = thank_you(process=a_process(*rounds), notes=notes)
    drafts = [written(replace(brief, position=position)) for position in ROUND_OF_EIGHT]
    bodies = [draft.text.split("\n\n")[1:-1] for draft in drafts]
    for one, other in itertools.combinations(bodies, 2):
        assert one != other
        assert (one[0], one[-1]) != (other[0], other[-1])


def test_neighbours_differ_in_every_sentence() -> None:
    one, other = (written(thank_you(position=position)) for position in (0, 1))
    assert one.subject != other.subject
    assert not {*one.text.split("\n\n")[1:-1]} & {*other.text.split("\n\n")[1:-1]}


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("position", ROUND_OF_EIGHT)
def test_a_thank_you_is_short(stage: Stage, position: int) -> None:
    notes = ("the on-call rota and how it is shared", "release trains")
    process = a_process(a_round("r0", days=-7), a_round(stage=stage))
    assert 55 < words(written(thank_you(process=process, position=position))) < 130
    assert words(written(thank_you(process=process, position=position, notes=notes))) < 130


def test_it_goes_to_the_interviewer_from_the_person_and_says_hello_by_name() -> None:
    draft = written(thank_you())
    assert draft.to == (JANE,)
    assert draft.sender == Person("Sam Poe", "sam@poe.example")
    assert draft.text.startswith("Hello Jane,\n")
    assert (draft.date, draft.message_id, draft.key) == (NOW, "1@poe.example", "k" * 26)


def test_it_ends_with_name_and_how_to_reach_the_person() -> None:
    assert written(thank_you()).text.endswith(",\nSam Poe\n+49 30 5550100\nsam@poe.example\n")


def test_without_an_address_it_stands_without_recipient() -> None:
    draft = written(thank_you(person=Person("Jane Doe")))
    assert draft.to == ()
    assert draft.text == written(thank_you()).text


def test_a_name_is_never_made_from_an_address() -> None:
    draft = written(thank_you(person=Person("", "jane.doe@acme.example")))
    assert draft.text.startswith("Hello,\n")
    assert "jane" not in draft.text.lower()


def test_the_employer_is_named_only_by_a_known_name() -> None:
    process = a_process(employer=Employer("", ("acme.example",)), role="")
    assert "acme" not in written(thank_you(process=process)).text.lower()


def test_each_note_becomes_a_sentence_of_its_own() -> None:
    text = written(thank_you(notes=("she cares about on-call load", "why Rust?", "- the talk\n- the book"))).text
    assert ": she cares about on-call load. " in text
    assert ": why Rust? " in text
    assert ": the talk; the book.\n" in text


def test_from_the_third_note_on_they_share_a_sentence_and_none_is_lost() -> None:
    text = written(thank_you(notes=("a", "b", "c", "d", "e"))).text
    assert ": c; d; e.\n" in text


def test_empty_notes_are_no_notes() -> None:
    assert written(thank_you(notes=("", " \n ", "..."))).text == written(thank_you()).text


def test_somebody_met_before_is_thanked_for_a_second_conversation() -> None:
    process = a_process(a_round("r0", days=-9), a_round())
    for position in ROUND_OF_EIGHT:
        text = written(thank_you(process=process, position=position)).text
        assert "again" in text or "second" in text


def test_a_new_face_in_a_later_round_is_not_told_that_they_met_before() -> None:
    process = a_process(a_round("r0", days=-9, interviewers=(JOHN,)), a_round(interviewers=(JANE,)))
    for position in ROUND_OF_EIGHT:
        draft = written(thank_you(process=process, position=position))
        assert "again" not in draft.subject + draft.text
        assert "second round" in draft.text


def test_a_round_that_was_called_off_does_not_count() -> None:
    off = Interview("i0", NOW, NOW, Verdict.INTERVIEW, 1.0, cancelled=True)
    process = a_process(a_round("r0", days=-9, interviews=(off,)), a_round())
    assert written(thank_you(process=process)).text == written(thank_you()).text


def test_a_much_later_round_finds_a_word_too() -> None:
    process = a_process(*(a_round(f"r{number}", days=number, interviewers=(JANE,)) for number in range(9)))
    texts = [written(thank_you(process=process, position=position)).text for position in ROUND_OF_EIGHT]
    assert any("our latest conversation" in text for text in texts)


def test_the_day_is_the_one_the_employer_lived() -> None:
    late = a_round(zone="Asia/Tokyo", start=NOW.replace(hour=22), end=NOW.replace(hour=23))
    assert "Wednesday, 4 March" in written(thank_you(process=a_process(late))).text


def test_an_unknown_zone_falls_back_to_the_persons_own() -> None:
    late = a_round(zone="Mars/Olympus", start=NOW.replace(hour=23), end=NOW.replace(hour=23))
    assert "Wednesday, 4 March" in written(thank_you(process=a_process(late))).text


@pytest.mark.parametrize("role", ["Backend Engineer", "Backend Engineer role", "Backend Engineer Position"])
def test_no_role_is_called_a_role_twice(role: str) -> None:
    assert "the Backend Engineer role at Acme" in written(thank_you(process=a_process(role=role))).text


def test_a_company_that_ends_in_a_stop_does_not_double_it() -> None:
    process = a_process(employer=Employer("Acme Inc."))
    assert "at Acme Inc.\n" in written(thank_you(process=process)).text


def test_the_same_brief_always_gives_the_same_words() -> None:
    brief = thank_you(position=5, notes=("tea",))
    assert written(brief) == Composer(ME).draft(brief, now=NOW, message_id="1@poe.example")


def test_a_draft_that_answers_stands_in_its_thread() -> None:
    reply = Reply("9@acme.example", ("8@acme.example", "9@acme.example"), "t1", "Your interview\r\nBcc: x@y.example")
    draft = written(thank_you(reply_to=reply))
    assert (draft.in_reply_to, draft.references, draft.thread) == (reply.in_reply_to, reply.references, "t1")
    assert draft.subject == "Re: Your interview Bcc: x@y.example"
    assert COMPOSER.subject(thank_you(reply_to=reply)) == draft.subject


def test_subject_alone_is_the_subject_of_the_draft() -> None:
    assert COMPOSER.subject(thank_you(position=3)) == written(thank_you(position=3)).subject


def test_nothing_known_still_reads_well() -> None:
    draft = written(nothing_known(NudgeKind.THANK_YOU, Medium.DRAFT))
    assert draft.subject == "Thank you for our conversation"
    assert draft.text.endswith("Kind regards\nsam@poe.example\n")


@pytest.mark.parametrize(
    "changes",
    [
        {"notes": ("tea",)},
        {"person": Person("Jane Roe", "jane.doe@acme.example")},
        {"person": Person("Jane Doe", "jane@acme.example")},
        {"profile": replace(ME, phone="")},
        {"process": a_process(role="Designer")},
        {"process": a_process(a_round(stage=Stage.HR))},
        {"process": a_process(a_round("r0", days=-9), a_round())},
    ],
)
def test_content_changes_with_what_the_text_is_made_from(changes: dict[str, object]) -> None:
    assert COMPOSER.content(thank_you(**changes)) != COMPOSER.content(thank_you())


@pytest.mark.parametrize("changes", [{"position": 3}, {"max_calls": 1}, {"notes": (" ",)}, {"drafts_waiting": ("x",)}])
def test_content_stays_where_no_fact_of_the_text_changed(changes: dict[str, object]) -> None:
    assert COMPOSER.content(thank_you(**changes)) == COMPOSER.content(thank_you())
