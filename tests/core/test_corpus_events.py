"""The judgement on other people's calendars, where that corpus is at hand: no figure may fall below its mark."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from afterword.core.events.interviews import understand
from afterword.core.model import Event, Interview, Me, Verdict
from afterword.errors import AfterwordError
from afterword.formats.calendar import parse_events
from afterword.providers.google.wire import event_from_json

ROOT = Path(__file__).parent.parent.parent
CORPUS = Path(os.environ.get("AFTERWORD_CORPUS", ROOT.parent / "shared" / "corpus")) / "open"
Row = dict[str, Any]

pytestmark = [pytest.mark.corpus, pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not at hand")]


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def events_of(row: Row) -> list[Event]:
    name, _, item = row["path"].partition("#")
    raw = (CORPUS / name).read_bytes()
    try:
        if row["kind"] == "ics":
            return parse_events(raw)
        data = json.loads(raw)
        listed = data.get("items", data.get("value", [data])) if isinstance(data, dict) else data
        event = event_from_json(listed[int(item)], calendar="")
    except (AfterwordError, ValueError, KeyError):
        return []
    return [event] if isinstance(event, Event) else []


def me_in(row: Row) -> Me:
    """The candidate's address, where a guest's display name or address shows it."""
    name = folded((row.get("expected") or {}).get("candidate", ""))
    text = re.sub(r"\r?\n[ \t]", "", (CORPUS / row["path"].partition("#")[0]).read_text("utf-8", "replace"))
    guests = re.finditer(
        r"^ATTENDEE[^\n]*?CN=\"?([^;:\"\n]*)[^\n]*?mailto:([^\s\"]+)", text, re.IGNORECASE | re.MULTILINE
    )
    found = [guest[2] for guest in guests if name and (name in folded(guest[1]) or name.split()[0] in folded(guest[2]))]
    return Me(emails=frozenset({found[0].lower()})) if found else Me()


def judged() -> Iterator[tuple[Row, Interview]]:
    """Every labelled calendar item with the likeliest of its events."""
    for line in (CORPUS / "labels.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["kind"] not in ("ics", "calendar_json"):
            continue
        found = [understand(event, me_in(row)) for event in events_of(row)]
        if found:
            yield row, max(found, key=lambda one: list(reversed(Verdict)).index(one.verdict))


@pytest.fixture(scope="module")
def judgements() -> list[tuple[Row, Interview]]:
    order = {Verdict.INTERVIEW: 0, Verdict.UNSURE: 1, Verdict.NOT_INTERVIEW: 2}
    return sorted(judged(), key=lambda pair: order[pair[1].verdict])


def share(good: list[bool]) -> float:
    assert good
    return 100 * sum(good) / len(good)


def interviews_of(judgements: list[tuple[Row, Interview]]) -> list[tuple[Row, Interview]]:
    return [(row, found) for row, found in judgements if row["label"] == "interview"]


def test_no_other_event_is_called_an_interview(judgements: list[tuple[Row, Interview]]) -> None:
    others = ("not_interview", "hiring_not_interview", "calendar_response")
    wrong = [row["path"] for row, found in judgements if row["label"] in others and found.verdict is Verdict.INTERVIEW]
    assert wrong == []


def test_interviews_are_found(judgements: list[tuple[Row, Interview]]) -> None:
    assert share([found.verdict is Verdict.INTERVIEW for _, found in interviews_of(judgements)]) >= 95


def test_few_other_events_are_asked_about(judgements: list[tuple[Row, Interview]]) -> None:
    others = [found for row, found in judgements if row["label"] == "not_interview"]
    assert share([found.verdict is Verdict.NOT_INTERVIEW for found in others]) >= 97


def test_employers_are_found(judgements: list[tuple[Row, Interview]]) -> None:
    good = []
    for row, found in interviews_of(judgements):
        wanted = folded(row["expected"]["company"])
        shown = folded(f"{found.employer.name} {' '.join(found.employer.domains)}")
        good.append(wanted in shown or bool(set(wanted.split()) & set(shown.split())))
    assert share(good) >= 90


def _one_name(first: set[str], second: set[str]) -> bool:
    return first <= second or second <= first


def test_every_interviewer_named_is_found_or_stands_with_an_address(judgements: list[tuple[Row, Interview]]) -> None:
    good = []
    for row, found in interviews_of(judgements):
        wanted = [set(folded(name).split()) for name in row["expected"]["interviewers"]]
        shown = [set(folded(one.name or one.email.partition("@")[0]).split()) for one in found.interviewers]
        good.append(all(any(_one_name(want, name) for name in shown) for want in wanted))
    assert share(good) >= 90


def test_no_interviewer_is_invented(judgements: list[tuple[Row, Interview]]) -> None:
    good = []
    for row, found in interviews_of(judgements):
        wanted = [set(folded(name).split()) for name in row["expected"]["interviewers"]]
        shown = [set(folded(one.name).split()) for one in found.interviewers if one.name]
        good.append(all(any(name & want for want in wanted) for name in shown))
    assert share(good) >= 95


def test_the_candidates_number_is_nobody_elses(judgements: list[tuple[Row, Interview]]) -> None:
    numbered = [(row, found) for row, found in judgements if (row.get("expected") or {}).get("candidate_phone")]
    digits = [(re.sub(r"\D", "", row["expected"]["candidate_phone"])[-7:], found.phones) for row, found in numbered]
    assert not [own for own, phones in digits if any(own in phone.number for phone in phones)]
