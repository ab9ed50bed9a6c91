"""A Maildir, a calendar folder and a memory in a temporary folder, and the deeds of the people around them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from afterword.core.model import Me, Verb, Word
from afterword.core.planning.cadence import PRESETS, Policy
from afterword.engine.act import keep_going
from afterword.engine.cycle import House, Outcome, run
from afterword.providers.local.maildir import MaildirMailbox
from afterword.providers.local.vdir import VdirCalendar
from afterword.store.store import SqliteStore
from afterword.words.brief import Profile
from afterword.words.compose import Composer

ZONE = "Europe/Berlin"
ME = "robin@mail.example"


def configuration(state: str = "state", zone: str = ZONE, poll_seconds: int | None = None) -> str:
    """Of a world: a file beside its folders. An empty `state` or `zone` is not named."""
    lines = ["[me]", 'name = "Robin Sample"', f'email = "{ME}"']
    lines += [f'time_zone = "{zone}"'] if zone else []
    lines += ["[local]", 'mail = "mail"', 'calendars = ["calendar"]', 'follow_ups = "follow-ups"']
    lines += [f"poll_seconds = {poll_seconds}"] if poll_seconds else []
    lines += ["[state]", f'folder = "{state}"'] if state else []
    return "\n".join([*lines, ""])


def at(day: str, clock: str = "10:00") -> datetime:
    """A moment in Berlin, in UTC."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


@dataclass
class World:
    """Everything lies under `root`. The store is opened anew for each cycle, as a process would."""

    root: Path
    preset: str = "week"
    calendar_folder: str = "calendar"
    counter: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        for folder in ("", ".Sent", ".Drafts"):
            for part in ("cur", "new", "tmp"):
                (self.mail / folder / part).mkdir(parents=True, exist_ok=True)
        self.calendar.mkdir(parents=True, exist_ok=True)

    @property
    def mail(self) -> Path:
        return self.root / "mail"

    @property
    def calendar(self) -> Path:
        return self.root / self.calendar_folder

    @property
    def follow_ups(self) -> Path:
        return self.root / "follow-ups"

    # --- Afterword -------------------------------------------------------------------------------------------

    def cycle(self, now: datetime, checkpoint: Callable[[str], None] = keep_going) -> Outcome:
        """One cycle in a process of its own: nothing but the files is carried over."""
        store = SqliteStore(self.root / "state" / "afterword.db")
        profile = Profile("Robin Sample", ME, "+49 30 1234567", ZONE, "DE")
        house = House(
            store=store,
            calendar=VdirCalendar([self.calendar], self.follow_ups, default_zone=ZONE, now=lambda: now),
            mailbox=MaildirMailbox(self.mail, default_zone=ZONE),
            composer=Composer(profile),
            policy=Policy(PRESETS[self.preset], zone=ZONE),
            me=Me("Robin Sample", frozenset({ME})),
            profile=profile,
            since=at("2025-12-01"),
        )
        try:
            return run(house, now, checkpoint=checkpoint)
        finally:
            store.close()

    def store(self) -> SqliteStore:
        return SqliteStore(self.root / "state" / "afterword.db")

    def say(self, verb: Verb, target: str, when: str, clock: str = "11:00", text: str = "") -> None:
        """What the person says, at that time of that day in Berlin."""
        store = self.store()
        store.say(Word(at(when, clock), verb, target, text))
        store.close()

    def drafts(self) -> list[EmailMessage]:
        return [_parsed(path) for path in sorted((self.mail / ".Drafts" / "cur").iterdir())]

    def entries(self) -> list[str]:
        return [path.read_text() for path in sorted(self.follow_ups.glob("*.ics"))] if self.follow_ups.exists() else []

    def snapshot(self) -> dict[str, bytes]:
        """Every file outside of Afterword's own places, byte for byte."""
        theirs = [*self.calendar.rglob("*"), *self.mail.rglob("*")]
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in theirs
            if path.is_file() and ".Drafts" not in path.parts
        }

    # --- everybody else --------------------------------------------------------------------------------------

    def interview(
        self,
        start: datetime,
        *guests: tuple[str, str],
        uid: str = "",
        title: str = "Technical interview at Acme",
        status: str = "CONFIRMED",
        minutes: int = 60,
        sequence: int = 0,
    ) -> Path:
        """An event as a calendar program keeps it, accepted by the person."""
        uid = uid or f"event-{next(self.counter)}"
        people = guests or (("Jane Doe", "jane@acme-robotics.example"),)
        lines = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Some calendar//EN",
            "BEGIN:VEVENT",
            f"UID:{uid}",
            "DTSTAMP:20260101T000000Z",
            f"SEQUENCE:{sequence}",
            f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
            f"DTEND:{start + timedelta(minutes=minutes):%Y%m%dT%H%M%SZ}",
            f"SUMMARY:{title}",
            f"STATUS:{status}",
            f"ORGANIZER;CN={people[0][0]}:mailto:{people[0][1]}",
            *(f"ATTENDEE;CN={name};PARTSTAT=ACCEPTED:mailto:{email}" for name, email in people),
            f"ATTENDEE;CN=Robin Sample;PARTSTAT=ACCEPTED:mailto:{ME}",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
        path = self.calendar / f"{uid}.ics"
        path.write_bytes("\r\n".join([*lines, ""]).encode())
        return path

    def receive(
        self, sent: datetime, text: str, *, sender: str = "Jane Doe <jane@acme-robotics.example>", **headers: str
    ) -> Path:
        """A mail that arrives in the inbox. Header names take `_` for `-`."""
        return self._deliver(self.mail / "new", sent, text, sender, f"Robin Sample <{ME}>", headers)

    def write(self, sent: datetime, to: str, text: str = "Hello.", **headers: str) -> Path:
        """A mail that the person writes in their own program."""
        path = self._deliver(self.mail / ".Sent" / "cur", sent, text, f"Robin Sample <{ME}>", to, headers)
        return path.rename(f"{path}:2,S")

    def _deliver(self, folder: Path, sent: datetime, text: str, sender: str, to: str, headers: dict[str, str]) -> Path:
        number = next(self.counter)
        message = EmailMessage(policy=policy.default)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        base = {"From": sender, "To": to, "Subject": "Your interview", "Message-ID": f"<{number}@test.example>"}
        for name, value in {**base, **given}.items():
            message[name] = value
        message["Date"] = sent
        message.set_content(text)
        path = folder / f"{int(sent.timestamp())}.{number}.host"
        path.write_bytes(bytes(message))
        return path

    def send_draft(self, to: str) -> None:
        """The person presses Send: the draft leaves the drafts and turns up among the sent mail."""
        path = self._draft_to(to)
        path.rename(self.mail / ".Sent" / "cur" / f"{path.name.partition(':')[0]}:2,S")

    def send_draft_of(self, key: str) -> None:
        """The same for the draft of a nudge."""
        folder = self.mail / ".Drafts" / "cur"
        path = next(path for path in folder.iterdir() if str(_parsed(path)["X-Afterword-Key"]) == key)
        path.rename(self.mail / ".Sent" / "cur" / f"{path.name.partition(':')[0]}:2,S")

    def delete_draft(self, to: str) -> None:
        self._draft_to(to).unlink()

    def edit_draft(self, to: str, words: str) -> None:
        """As a mail program does it: a new file with our headers, the old one removed."""
        path = self._draft_to(to)
        raw = path.read_bytes() + words.encode()
        (path.parent / f"{next(self.counter)}.edited:2,D").write_bytes(raw)
        path.unlink()

    def _draft_to(self, to: str) -> Path:
        folder = self.mail / ".Drafts" / "cur"
        return next(path for path in folder.iterdir() if to in str(_parsed(path)["To"]))


def _parsed(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    if not isinstance(message, EmailMessage):
        raise TypeError(path)
    return message
