"""The finished texts as a person reads them. `AFTERWORD_GOLDEN=write pytest tests/words` writes them anew."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from nudged import JANE, JOHN, KINDS, ME, NOW, PHONES, RITA, a_brief, a_process, a_round, call, nothing_known, thank_you

from afterword.core.model import Draft, Employer, Entry, Letter, Medium, NudgeKind, Person, Stage
from afterword.words.brief import Brief
from afterword.words.compose import Composer

WRITE = os.environ.get("AFTERWORD_GOLDEN") == "write"  # read before the tests' own surroundings hide it
FOLDER = Path(__file__).parent / "golden"
COMPOSER = Composer(ME)
NOTES = (
    "how you share the on-call load",
    "I promised you the link to my talk on quiet alerts: https://talks.example/quiet",
)
PANEL = a_process(a_round(stage=Stage.PANEL, interviewers=(JANE, JOHN, RITA)))
SECOND = a_process(a_round("r0", days=-9, interviewers=(JANE,)), a_round(stage=Stage.TECHNICAL))
ABROAD = a_round(zone="America/New_York", phones=PHONES, recruiter=RITA)

CASES: dict[str, Brief] = {
    "thank-you": thank_you(),
    "thank-you-technical": thank_you(process=a_process(a_round(stage=Stage.TECHNICAL)), position=1),
    "thank-you-with-one-note": thank_you(notes=NOTES[:1]),
    "thank-you-with-notes": thank_you(notes=(*NOTES, "- the hiking club\n- Thursdays without meetings")),
    "thank-you-without-employer": thank_you(process=a_process(employer=Employer())),
    "thank-you-without-employer-and-role": thank_you(process=a_process(employer=Employer(), role="")),
    "thank-you-without-role": thank_you(process=a_process(role=""), position=3),
    "thank-you-without-name": thank_you(person=Person("", "jane.doe@acme.example")),
    "thank-you-knowing-nothing": nothing_known(NudgeKind.THANK_YOU, Medium.DRAFT),
    "thank-you-second-conversation": thank_you(process=SECOND),
    "thank-you-second-round-new-face": thank_you(process=SECOND, person=JOHN, position=1),
    **{
        f"thank-you-panel-{position + 1}": thank_you(process=PANEL, person=person, position=position)
        for position, person in enumerate((JANE, JOHN, RITA))
    },
    "call-with-number": call(process=a_process(a_round(phones=PHONES, recruiter=RITA))),
    "call-abroad-last-try": call(process=a_process(ABROAD, decision_date=date(2026, 3, 9)), attempt=3, notes=NOTES),
    "call-without-number": call(),
    "call-knowing-nothing": nothing_known(NudgeKind.CALL, Medium.ENTRY),
    "follow-up-by-mail-1": a_brief(NudgeKind.CALL),
    "follow-up-by-mail-2": a_brief(NudgeKind.CALL, attempt=2, process=a_process(decision_date=date(2026, 3, 9))),
    "reminder": a_brief(NudgeKind.REMINDER, Medium.ENTRY, drafts_waiting=("Jane Doe", "John Roe", "")),
    "reminder-of-one": a_brief(NudgeKind.REMINDER, Medium.ENTRY, drafts_waiting=("Jane Doe",)),
    "closing": a_brief(NudgeKind.CLOSING, Medium.ENTRY),
    "feedback": a_brief(
        NudgeKind.FEEDBACK,
        process=a_process(answer=Letter("h", "9@acme.example", NOW, JANE)),
        answer_date=date(2026, 3, 12),
    ),
    "feedback-to-another": a_brief(
        NudgeKind.FEEDBACK, process=a_process(answer=Letter("h", "9@acme.example", NOW, RITA))
    ),
}


def shown(brief: Brief) -> str:
    """The draft or entry as a page of text."""
    if brief.nudge.medium is Medium.DRAFT:
        return _draft(COMPOSER.draft(brief, now=NOW, message_id="1@poe.example"))
    return _entry(COMPOSER.entry(brief))


def _draft(draft: Draft) -> str:
    to = ", ".join(f"{person.name} <{person.email}>".lstrip() for person in draft.to)
    return f"To: {to}\nSubject: {draft.subject}\n\n{draft.text}".replace("To: \n", "To:\n")


def _entry(entry: Entry) -> str:
    alarms = ", ".join(f"{alarm.minutes_before} min before" for alarm in entry.alarms) or "none"
    return f"Title: {entry.title}\nAlarms: {alarms}\n\n{entry.text}"


@pytest.mark.parametrize("name", CASES)
def test_it_reads_as_it_is_kept(name: str) -> None:
    path, text = FOLDER / f"{name}.txt", shown(CASES[name])
    if WRITE:
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_every_kind_is_kept_and_nothing_else() -> None:
    assert {(brief.nudge.kind, brief.nudge.medium) for brief in CASES.values()} == set(KINDS)
    assert {path.stem for path in FOLDER.iterdir()} == set(CASES)


def test_a_repeated_call_reads_alike_but_for_its_count() -> None:
    first, second = (COMPOSER.entry(call(attempt=attempt)) for attempt in (1, 2))
    assert first.text == second.text
    assert replace(first, title="", alarms=()) == replace(second, title="", alarms=())
