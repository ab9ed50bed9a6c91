"""A Google to test against, and the provider on it, with the person's deeds in the words of the contracts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from afterword.core.model import Folder
from afterword.ports import Calendar, Mailbox, Usage
from afterword.providers.google.scopes import needed
from afterword.providers.google.session import Timing
from afterword.providers.places import GooglePlaces
from afterword.providers.registry import google
from google_server import NOW, GoogleServer

OWN = "Afterword"
MINE = "kim@example.org"
# A word that makes a mail matter: at Google only what matters is read.
TEXT = "It is about your interview."


class Facts:
    """The memory of one configuration, without a database."""

    def __init__(self) -> None:
        self._facts: dict[str, str] = {}

    def fact(self, name: str) -> str | None:
        return self._facts.get(name)

    def set_fact(self, name: str, value: str) -> None:
        self._facts[name] = value


class Clockwork:
    """Time that passes only by waiting; `waited` says how long each wait was."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waited: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds

    @property
    def timing(self) -> Timing:
        return Timing(lambda: self.now, self.sleep, lambda: 0.5)


class World:
    """One person at Google, logged in, and the provider that works for them."""

    def __init__(
        self,
        server: GoogleServer,
        folder: Path,
        *,
        calendars: tuple[str, ...] = ("primary",),
        follow_ups: str = OWN,
        read_bodies: bool = True,
        expired: bool = False,
    ) -> None:
        self.google = server
        self.facts = Facts()
        self.clockwork = Clockwork()
        self.token = folder / "token.json"
        self.credentials = folder / "credentials.json"
        scopes = needed(own_calendar=follow_ups != "primary", read_bodies=read_bodies)
        self.token.write_text(server.authorized_user_json(scopes, expired=expired))
        self.credentials.write_text(json.dumps(server.client_file()))
        self.places = GooglePlaces(
            credentials=self.credentials,
            token=self.token,
            token_is_ours=True,
            calendars=calendars,
            follow_ups=follow_ups,
            read_bodies=read_bodies,
            gmail_endpoint=server.gmail_endpoint.rstrip("/"),
            calendar_endpoint=server.calendar_endpoint,
            zone="Europe/Berlin",
            mine=frozenset({MINE}),
        )
        self.calendar: Calendar
        self.mailbox: Mailbox
        self.usage: Usage
        self.again()

    def again(self) -> None:
        """A new process: another session, the same memory."""
        self.calendar, self.mailbox, self.usage = google(self.places, self.facts, self.clockwork.timing)


class CalendarAtGoogle(World):
    """The world of the calendar contract."""

    @property
    def _own(self) -> str:
        return self.google.person.calendar_named(OWN)

    def _id(self, key: str) -> str:
        [found] = [
            event["id"]
            for event in self.google.person.events(self._own)
            if event.get("extendedProperties", {}).get("private", {}).get("afterwordKey") == key
        ]
        return str(found)

    def add(self, title: str, start: datetime) -> str:
        return self.google.person.add_event(title, start)

    def change(self, handle: str, title: str) -> None:
        self.google.person.edit_event(handle, summary=title)

    def delete(self, handle: str) -> None:
        self.google.person.delete_event(handle)

    def edit_ours(self, key: str, text: str) -> None:
        self.google.person.edit_event(self._id(key), self._own, description=text)

    def move_ours(self, key: str, start: datetime) -> None:
        self.google.person.move_event(self._id(key), start, self._own)

    def delete_ours(self, key: str) -> None:
        self.google.person.delete_event(self._id(key), self._own)

    def add_foreign(self) -> str:
        own = self.google.person.add_calendar(OWN)
        self.facts.set_fact(f"google calendar {OWN}", own)
        return self.google.person.add_event("Mine", NOW, calendar=own)


class MailAtGoogle(World):
    """The world of the mailbox contract."""

    def deliver(
        self, subject: str, sender: str = "jo@acme.example", date: datetime = NOW, folder: Folder = Folder.INBOX
    ) -> str:
        labels = {Folder.INBOX: ("INBOX", "UNREAD"), Folder.SENT: ("SENT",)}[folder]
        mail = self.google.person.write(
            subject, sender, text=TEXT, date=date, message_id=f"{subject.replace(' ', '-')}@mail.example", labels=labels
        )
        return f"mail/{mail}"

    def delete(self, handle: str) -> None:
        self.google.person.delete(handle.partition("/")[2])

    def edit_draft(self, key: str, text: str) -> None:
        self.google.person.edit_draft(self.google.person.draft_of(key), text)

    def send(self, key: str, *, keep_headers: bool = True) -> None:
        self.google.person.send(self.google.person.draft_of(key), keep_headers=keep_headers)

    def delete_draft(self, key: str) -> None:
        self.google.person.discard(self.google.person.draft_of(key))

    def add_foreign(self) -> str:
        raw = b"From: kim@example.org\r\nTo: jo@acme.example\r\nSubject: My own draft\r\n\r\nHello\r\n"
        return f"drafts/{self.google.person.start_draft(raw)}"


@contextmanager
def standing_still() -> Iterator[GoogleServer]:
    with GoogleServer() as server:
        yield server


DAY = timedelta(days=1)
