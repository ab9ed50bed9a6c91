"""The labelled cases: every `[[case]]` of the files under `cases/` is a mail or an event and what must come of it.

A case in `cases/mail` has `text` (or `raw`, a whole mail); one in `cases/events` has `[case.event]`; one in
`cases/files` is written out in the `form` of a program first. What is left out has a likely value. `docs/judgement.md`
lists the fields.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any

from tests.judgement import files

from afterword.core.events.case import Context
from afterword.core.events.interviews import understand
from afterword.core.mail.appointments import completed
from afterword.core.mail.replies import read
from afterword.core.model import Event, EventStatus, Folder, Guest, Interview, Me, Message, PartStat, Person, Reading
from afterword.formats.calendar import parse_events
from afterword.formats.mail import parse_message
from afterword.providers.google.wire import event_from_json

FOLDER = Path(__file__).parent / "cases"
START = datetime(2031, 3, 3, 9, 0, tzinfo=UTC)
SENT = "2026-03-04T15:00:00+00:00"
GRACE = "Grace Hopper <grace.hopper@acme.example>"
SAM = {"name": "Sam Carter", "emails": ["sam.example.candidate@gmail.com"]}


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One labelled case. `group` is "mail" or "events", `file` the language or topic that its file is named after."""

    group: str
    file: str
    fields: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.group}/{self.file}: {self.fields['name']}"

    @property
    def expect(self) -> dict[str, Any]:
        expect: dict[str, Any] = self.fields["expect"]
        return expect

    @property
    def me(self) -> Me:
        if self.group == "files":
            return Me("", frozenset(files.my_addresses(self.fields)))
        me = self.fields.get("me", SAM)
        return Me(me["name"], frozenset(me["emails"]))


@cache
def cases(group: str) -> tuple[Case, ...]:
    """Every case of a group, in the order of the files."""
    return tuple(_read(group))


def _read(group: str) -> Iterator[Case]:
    for path in sorted((FOLDER / group).glob("*.toml")):
        for fields in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            yield Case(group, path.stem, fields)


def person(text: str) -> Person:
    name, _, email = text.rpartition("<")
    return Person(name.strip(' "'), email.rstrip(">").lower())


# --- events --------------------------------------------------------------------------------------------------


def event_of(fields: dict[str, Any]) -> Event:
    names = (
        "title",
        "text",
        "location",
        "method",
        "url",
        "zone",
        "all_day",
        "recurring",
        "kind",
        "guests_hidden",
        "mark",
    )
    return Event(
        uid="case@tests.example",
        start=START,
        end=START + timedelta(minutes=fields.get("minutes", 45)),
        status=EventStatus(fields.get("status", "confirmed")),
        organizer=person(fields["organizer"]) if "organizer" in fields else None,
        guests=tuple(_guest(guest) for guest in fields.get("guests", ())),
        cut=tuple(fields.get("cut", ())),
        **{key: fields[key] for key in names if key in fields},
    )


def _guest(given: str | dict[str, str]) -> Guest:
    """ "Jane Doe <jane@acme.example>", or a table with `who`, `status`, `kind`, `role`."""
    if isinstance(given, str):
        return Guest(person(given))
    status = PartStat(given.get("status", ""))
    return Guest(person(given["who"]), status, given.get("kind", "individual"), given.get("role", "req-participant"))


def judged_event(case: Case) -> Interview:
    return understand(event_of(case.fields["event"]), case.me, _context(case))


def _context(case: Case) -> Context:
    fields = case.fields.get("context", {})
    sender = person(fields["sender"]) if "sender" in fields else None
    return Context(
        frozenset(fields.get("corresponded", ())), sender, fields.get("mail_text", ""), frozenset(fields.get("met", ()))
    )


def judged_file(case: Case) -> Interview | None:
    """The first event in the file that the case describes, or None if there is none in it."""
    found = _read_file(case)
    if isinstance(found, Event):
        return understand(found, case.me, _context(case))
    message = completed(found, case.me, "UTC")
    context = Context(sender=message.sender, mail_text=message.text)
    return next((understand(event, case.me, context) for event in message.invitations), None)


@cache
def _read_file(case: Case) -> Event | Message:
    """What is read from the file, before any judgement: the same however often it is judged."""
    ending, raw = files.file_of(case.fields)
    if ending == ".eml":
        return parse_message(raw, handle="1", folder=Folder.INBOX, delivered=START)
    return parse_events(raw)[0] if ending == ".ics" else event_from_json(json.loads(raw))


def event_shown(found: Interview) -> dict[str, Any]:
    """An interview in the words that the cases use."""
    return {
        "is": found.verdict.value,
        "stage": found.stage.value,
        "employer": found.employer.name,
        "domains": list(found.employer.domains),
        "interviewers": [one.name for one in found.interviewers],
        "addresses": [one.email for one in found.interviewers],
        "recruiter": found.recruiter.name if found.recruiter else "",
        "phones": [phone.number for phone in found.phones],
        "role": found.role,
        "cancelled": found.cancelled,
        "start": found.start.isoformat(timespec="minutes"),
        "start_utc": f"{found.start.astimezone(UTC):%Y-%m-%dT%H:%M}",
        "zone": found.zone,
    }


# --- mails ---------------------------------------------------------------------------------------------------


@cache
def _kits() -> dict[str, dict[str, str]]:
    return tomllib.loads((FOLDER / "headers.toml").read_text(encoding="utf-8"))


def raw_mail(case: Case) -> bytes:
    """The mail as it would lie in a mailbox."""
    fields = case.fields
    if "raw" in fields:
        return str(fields["raw"]).lstrip("\n").replace("\n", "\r\n").encode()
    mail = EmailMessage(policy=SMTP.clone(utf8=True))
    mail["From"] = fields.get("from", GRACE)
    mail["To"] = f"{case.me.name} <{min(case.me.emails)}>"
    mail["Subject"] = fields.get("subject", "Your application")
    mail["Date"] = format_datetime(datetime.fromisoformat(fields.get("date", SENT)))
    mail["Message-ID"] = "<1@case.example>"
    if fields.get("reply"):
        mail["In-Reply-To"] = mail["References"] = "<thanks@mail.example>"
    kits = [_kits()[kit] for kit in fields.get("kits", ())]
    for name, value in (pair for table in (*kits, fields.get("headers", {})) for pair in table.items()):
        del mail[name]
        mail[name] = value
    mail.set_content(fields["text"].strip("\n") + "\n", subtype="html" if fields.get("html") else "plain")
    if "ics" in fields:
        mail.add_attachment(fields["ics"], subtype="calendar", params={"method": fields.get("method", "REQUEST")})
    return bytes(mail)


def message_of(case: Case) -> Message:
    return completed(_parsed(case), case.me, "UTC")


@cache
def _parsed(case: Case) -> Message:
    return parse_message(raw_mail(case), handle="1", folder=Folder.INBOX, delivered=datetime.fromisoformat(SENT))


def judged_mail(case: Case) -> Reading:
    message = message_of(case)
    context = Context(sender=message.sender, mail_text=message.text)
    invitations = tuple(understand(event, case.me, context) for event in message.invitations)
    return replace(read(message, case.me), invitations=invitations)


def mail_class(reading: Reading) -> str:
    """One word for a reading: what it says if it settles, its kind if it does not, "ask" if the person is asked."""
    if reading.settles is None:
        return "ask"
    return (reading.says or "other") if reading.settles else (reading.automatic or "automatic")


def mail_shown(reading: Reading) -> dict[str, Any]:
    """A reading in the words that the cases use."""
    return {
        "is": mail_class(reading),
        "nature": reading.nature.value,
        "says": reading.says.value if reading.says else "",
        "decides": reading.decision_date.isoformat() if reading.decision_date else "",
        "decides_from": reading.decision_from.isoformat() if reading.decision_from else "",
        "back": reading.return_date.isoformat() if reading.return_date else "",
        "stand_in": str(reading.stand_in.name or reading.stand_in.email) if reading.stand_in else "",
        "stand_in_address": reading.stand_in.email if reading.stand_in else "",
        "departed": reading.departed,
        "failed": list(reading.failed_recipients),
        "employer": reading.employer.name if reading.employer else "",
        "roles": list(reading.roles),
        "invitation": event_shown(reading.invitations[0]) if reading.invitations else {},
    }
