"""Whole cycles at Google, each as a process of its own would run it: only store and token file are carried over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from google_world import MINE, OWN, World

from afterword.core.model import Me
from afterword.core.planning.cadence import PRESETS, Policy
from afterword.engine.act import keep_going
from afterword.engine.cycle import House, Outcome, run
from afterword.providers.registry import google as google_provider
from afterword.store.store import SqliteStore
from afterword.words.brief import Profile
from afterword.words.compose import Composer
from google_server import GoogleServer

ZONE = "Europe/Berlin"
JANE, OMAR = ("Jane Doe", "jane@acme-robotics.example"), ("Omar Said", "omar@acme-robotics.example")
PAT = ("Pat Old", "pat@globex.example")


def at(day: str, clock: str = "10:00") -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=UTC)


class Household(World):
    """A person at Google with Afterword at work for them."""

    def __init__(self, server: GoogleServer, folder: Path, **more: Any) -> None:
        super().__init__(server, folder, **more)
        self._folder = folder

    def cycle(self, now: datetime, checkpoint: Callable[[str], None] = keep_going) -> Outcome:
        """One cycle as of `now`, which is Google's own time as well."""
        self.google.clock.set(now)
        self.google.forget()
        store = SqliteStore(self._folder / "afterword.db")
        calendar, mailbox, self.usage = google_provider(self.places, store, self.clockwork.timing)
        profile = Profile("Kim Sample", MINE, "+49 30 1234567", ZONE, "DE")
        house = House(
            store=store,
            calendar=calendar,
            mailbox=mailbox,
            composer=Composer(profile),
            policy=Policy(PRESETS["week"], zone=ZONE),
            me=Me("Kim Sample", frozenset({MINE})),
            profile=profile,
            since=now - timedelta(days=90),
            usage=self.usage,
        )
        try:
            return run(house, now, checkpoint=checkpoint)
        finally:
            store.close()

    def interview(
        self, start: datetime, *people: tuple[str, str], title: str = "Technical interview at Acme", **more: Any
    ) -> str:
        """An invitation that the person has accepted."""
        guests = [{"email": email, "displayName": name, "responseStatus": "accepted"} for name, email in people]
        guests[0]["organizer"] = True  # type: ignore[assignment]
        me = {"email": MINE, "self": True, "responseStatus": "accepted"}
        return self.google.person.invited(title, start, people[0][1], attendees=[*guests, me], **more)

    def drafts(self) -> list[EmailMessage]:
        box = self.google.mailbox
        found = [message_from_bytes(box.draft(name).raw, policy=policy.default) for name in box.drafts]
        return [mail for mail in found if isinstance(mail, EmailMessage)]

    def draft_to(self, address: str) -> str:
        """The id of the only draft to somebody."""
        [found] = [name for name in self.google.mailbox.drafts if address in str(self._parsed(name)["To"])]
        return found

    def entries(self) -> list[dict[str, Any]]:
        """What stands in Afterword's own calendars: there ought to be one."""
        boxes = [box for box in self.google.calendars.boxes.values() if box.summary == OWN and not box.deleted]
        return [event for box in boxes for event in self.google.person.events(box.id)]

    def _parsed(self, draft: str) -> EmailMessage:
        mail = message_from_bytes(self.google.mailbox.draft(draft).raw, policy=policy.default)
        if not isinstance(mail, EmailMessage):
            raise TypeError(draft)
        return mail


def lively(server: GoogleServer, folder: Path) -> Household:
    """At the interview's end: two drafts and a call are due; an answer of somebody else's takes a call away."""
    house = Household(server, folder)
    house.interview(at("2026-02-26"), PAT, title="Interview with Globex")
    house.cycle(at("2026-02-26", "12:00"))
    server.clock.set(at("2026-02-26", "13:00"))
    server.person.send(house.draft_to(PAT[1]))
    house.cycle(at("2026-02-26", "14:00"))
    house.interview(at("2026-03-03"), JANE, OMAR)
    server.person.write(
        "Your application",
        f"{PAT[0]} <{PAT[1]}>",
        text="Dear Kim,\n\nunfortunately we have decided to move forward with another candidate.\n\nPat Old",
        date=at("2026-03-02"),
    )
    return house


AFTER = at("2026-03-03", "12:00")


def picture(house: Household) -> tuple[object, ...]:
    """All that the person can see, without what differs from run to run."""
    drafts = sorted((str(mail["To"]), str(mail["X-Afterword-Key"]), mail.get_content()) for mail in house.drafts())
    entries = sorted((event["summary"], event["description"], str(event["start"])) for event in house.entries())
    calendars = [box for box in house.google.calendars.boxes.values() if box.summary == OWN and not box.deleted]
    return drafts, entries, len(calendars)
