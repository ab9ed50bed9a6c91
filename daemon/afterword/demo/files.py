"""The folders of the demonstration, written the way other programs write them: a mail server and a sync tool bring
things in, a mail program sends, edits and deletes drafts, a calendar program moves an event.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from afterword.demo.events import Shown, event_file, moved, shown
from afterword.demo.letters import Answered, acceptance, received
from afterword.demo.world import COUNTRY, PHONE, YOU, ZONE, Mail, Meeting
from afterword.errors import UsageProblem
from afterword.formats.headers import people

_CONFIG = f"""\
[me]
name = "{YOU.name}"
email = "{YOU.email}"
phone = "{PHONE}"
time_zone = "{ZONE}"
country = "{COUNTRY}"

[local]
mail = "mail"
calendars = ["calendars/personal"]
follow_ups = "calendars/follow-ups"

[state]
folder = "state"
"""
_KHAL = """\
[calendars]
[[personal]]
path = {calendar}
readonly = True
[[follow-ups]]
path = {follow_ups}
color = light green

[view]
agenda_event_format = "{{calendar-color}}{{start-end-time-style}} {{title}}{{reset}}"

[sqlite]
path = {database}

[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %d.%m.
longdateformat = %d.%m.%Y
datetimeformat = %d.%m. %H:%M
longdatetimeformat = %d.%m.%Y %H:%M
"""
_PARTS = ("cur", "new", "tmp")


class Files:
    """Everything below one folder: `config.toml`, `mail/` (a Maildir), `calendars/`, `state/`, `khal.conf`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.config = root / "config.toml"
        self.mail = root / "mail"
        self.drafts = self.mail / ".Drafts" / "cur"
        self.sent = self.mail / ".Sent" / "cur"
        self.calendar = root / "calendars" / "personal"
        self.follow_ups = root / "calendars" / "follow-ups"
        self._written = 0

    def make(self) -> None:
        """The empty folders and the configuration. Raises UsageProblem for a folder that holds something."""
        if self.root.exists() and not self.root.is_dir():
            raise UsageProblem(f"{self.root} is a file. Name a folder that is empty or does not exist yet.")
        if self.root.is_dir() and any(self.root.iterdir()):
            raise UsageProblem(f"{self.root} is not empty. Name a folder that is empty or does not exist yet.")
        for folder in (self.mail, self.mail / ".Drafts", self.mail / ".Sent"):
            for part in _PARTS:
                (folder / part).mkdir(mode=0o700, parents=True)
        for folder in (self.calendar, self.follow_ups):
            folder.mkdir(parents=True)
        (self.root / "khal.conf").write_text(self._khal(), encoding="utf-8")
        self.config.write_text(_CONFIG, encoding="utf-8")

    def _khal(self) -> str:
        """A configuration for khal, which wants whole paths; its cache stays in this folder, too."""
        root = self.root.resolve()
        return _KHAL.format(
            calendar=root / "calendars" / "personal",
            follow_ups=root / "calendars" / "follow-ups",
            database=root / "khal.db",
            zone=ZONE,
        )

    # --- what comes in -----------------------------------------------------------------------------------------

    def deliver(self, mail: Mail) -> Path:
        """The mail server puts a mail into the inbox."""
        name = self._name(mail.at)
        answered = self._last_sent(mail.answers) if mail.answers else None
        return _placed(self.mail / "new" / f"{name}.mx", received(mail, name, answered), mail.at)

    def appear(self, meeting: Meeting, when: datetime) -> Path:
        """The sync tool puts an event into the calendar folder."""
        return _placed(self.calendar / f"{meeting.uid}.ics", event_file(meeting, when, answer="ACCEPTED"), when)

    # --- your mail program, your calendar program --------------------------------------------------------------

    def accept(self, meeting: Meeting, when: datetime) -> Path:
        name = self._name(when)
        return _placed(self.sent / f"{name}.mua:2,S", acceptance(meeting, when, name), when)

    def file_as_sent(self, address: str, when: datetime) -> Path:
        """What a mail program leaves behind after Send: the draft, newly dated, moved from the drafts to the sent."""
        draft = self.draft_to(address)
        message = _read(draft)
        message.replace_header("Date", format_datetime(when.astimezone(ZoneInfo(ZONE))))
        sent = _placed(self.sent / f"{self._name(when)}.mua:2,S", message.as_bytes(), when)
        draft.unlink()
        return sent

    def delete(self, address: str) -> None:
        self.draft_to(address).unlink()

    def edit(self, address: str, line: str, when: datetime) -> Path:
        """Put a line into a draft, before the closing words: mail programs write a new file and drop the old."""
        draft = self.draft_to(address)
        message = _read(draft)
        paragraphs = str(message.get_content()).rstrip("\n").split("\n\n")
        message.set_content("\n\n".join((*paragraphs[:2], line, *paragraphs[2:])) + "\n")
        edited = _placed(self.drafts / f"{self._name(when)}.mua:2,DS", message.as_bytes(), when)
        draft.unlink()
        return edited

    def move(self, name: str, start: datetime) -> Path:
        """Drag the call to `name` to another time."""
        path = next(path for path in sorted(self.follow_ups.glob("*.ics")) if name in path.read_text(encoding="utf-8"))
        raw = moved(path.read_bytes(), start)
        path.write_bytes(raw)
        return path

    def read_inbox(self) -> None:
        """Opening the mail program takes new mail from `new` to `cur`, as seen."""
        for path in sorted((self.mail / "new").iterdir()):
            path.rename(self.mail / "cur" / f"{path.name}:2,S")

    def draft_to(self, address: str) -> Path:
        return next(path for path, message in self.drafts_in_order() if address in _addresses(message))

    def drafts_in_order(self) -> Iterator[tuple[Path, EmailMessage]]:
        """Every draft with its file, in the order of their dates."""
        read = [(path, _read(path)) for path in sorted(self.drafts.iterdir())]
        yield from sorted(read, key=lambda each: (each[1]["Date"].datetime, _addresses(each[1])))

    def entries(self) -> list[Shown]:
        """Every follow-up entry that stands in Afterword's own calendar, in the order of time."""
        read = [shown(path.read_bytes()) for path in self.follow_ups.glob("*.ics")]
        return sorted(read, key=lambda entry: entry.start)

    def _last_sent(self, address: str) -> Answered:
        messages = [_read(path) for path in sorted(self.sent.iterdir())]
        mine = [message for message in messages if address in _addresses(message)]
        last = max(mine, key=lambda message: message["Date"].datetime)
        return Answered(str(last["Message-ID"]), str(last["Subject"]))

    def _name(self, when: datetime) -> str:
        """Unique in a Maildir: the second, and a number that rises."""
        self._written += 1
        return f"{int(when.timestamp())}.M{self._written:03}"


def _placed(path: Path, raw: bytes, when: datetime) -> Path:
    """The file under its name, dated as of virtual time: programs tell old mail from new by it."""
    path.write_bytes(raw)
    os.utime(path, (when.timestamp(), when.timestamp()))
    return path


def _read(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    if not isinstance(message, EmailMessage):
        raise TypeError(path)
    return message


def _addresses(message: EmailMessage) -> list[str]:
    return [person.email for person in people((str(message.get("To", "")),))]
