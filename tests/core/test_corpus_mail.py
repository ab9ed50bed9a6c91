"""The judgement on other people's labelled mail: minimum shares, on a folder that is no part of the project.

The folder holds `open/labels.jsonl`, one row an item, and the mails; AFTERWORD_CORPUS names it. Only counts are
compared, no text of it stands here.
"""

import json
import os
from collections import Counter
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from afterword.core.mail.replies import read
from afterword.core.model import Automatic, Folder, Me, Reading, Says
from afterword.formats.mail import parse_message

CORPUS = Path(os.environ.get("AFTERWORD_CORPUS") or Path(__file__).parents[2] / "../shared/corpus") / "open"
AUTOMATIC = {"ooo", "auto_ack", "ats_ack", "challenge", "bounce", "delay_dsn", "arf", "receipt", "recall"}
MASS = {"newsletter", "notification", "job_alert", "application_viewed"}
SETTLING = {"rejection", "next_round", "scheduling", "on_hold", "withdrawn", "human_other"}
KINDS = {
    "ooo": {Automatic.OUT_OF_OFFICE},
    "bounce": {Automatic.BOUNCE},
    "ats_ack": {Automatic.ACKNOWLEDGEMENT, Automatic.AUTO_REPLY},
    "calendar_response": {Automatic.CALENDAR_RESPONSE},
}

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not (CORPUS / "labels.jsonl").is_file(), reason="no corpus folder (AFTERWORD_CORPUS)"),
]


@cache
def _lines(path: Path) -> dict[str, dict[str, Any]]:
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {str(row["id"]): row for row in rows}


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _raw(path: str) -> bytes:
    file, _, ident = path.partition("#")
    if not ident:
        return (CORPUS / file).read_bytes()
    row = _lines(CORPUS / file)[ident]
    sender = row.get("sender") or ""
    mail = EmailMessage()
    mail["From"] = _on_one_line(sender) if "@" in sender else "Recruiting <recruiting@employer.example>"
    mail["To"] = "candidate@mail.example"
    mail["Subject"] = _on_one_line(row.get("subject") or "Your application")
    mail["Date"] = "Mon, 02 Mar 2026 10:00:00 +0000"
    mail.set_content(row.get("body") or "")
    return bytes(mail)


@cache
def _readings() -> list[tuple[str, Reading]]:
    rows = [json.loads(line) for line in (CORPUS / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    return [(row["label"], _reading(row["path"])) for row in rows if row["kind"] in {"mail", "job_mail_text"}]


def _reading(path: str) -> Reading:
    delivered = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    return read(parse_message(_raw(path), handle="1", folder=Folder.INBOX, delivered=delivered), Me())


def _share(right: int, total: int) -> float:
    assert total
    return 100 * right / total


@pytest.mark.parametrize(("labels", "least"), [(AUTOMATIC, 96), (MASS, 90)], ids=["automatic", "mass mail"])
def test_what_no_person_wrote_does_not_settle(labels: set[str], least: float) -> None:
    verdicts = [reading.settles is False for label, reading in _readings() if label in labels]
    assert _share(sum(verdicts), len(verdicts)) >= least


def test_answers_settle() -> None:
    verdicts = [reading.settles for label, reading in _readings() if label in SETTLING]
    assert _share(verdicts.count(True), len(verdicts)) >= 97
    assert verdicts.count(False) == 0


def test_rejections_are_found_and_nothing_else_is_called_one() -> None:
    said = Counter(label for label, reading in _readings() if reading.says is Says.REJECTION)
    total = sum(label == "rejection" for label, _ in _readings())
    assert _share(said["rejection"], total) >= 97
    assert _share(said["rejection"], said.total() - said["status_update"] - said["spam"]) >= 97


def test_the_kind_of_an_automatic_message_is_told() -> None:
    verdicts = [reading.automatic in KINDS[label] for label, reading in _readings() if label in KINDS]
    assert _share(sum(verdicts), len(verdicts)) >= 95
