"""A large mailbox and calendar for measuring: mostly noise, as real ones are, with a few interviews in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
_WORDS = ["project", "plan", "invoice", "lunch", "summer", "garden", "report", "train", "ticket", "photo", "update"]


def write(root: Path, mails: int, events: int) -> Path:
    """Fill `root` with a Maildir, a calendar folder and a configuration; returns the configuration."""
    random = Random(7)
    for folder in ("", ".Sent", ".Drafts"):
        for part in ("cur", "new", "tmp"):
            (root / "mail" / folder / part).mkdir(parents=True, exist_ok=True)
    (root / "calendar").mkdir(exist_ok=True)
    for number in range(mails):
        _mail(root / "mail", number, random)
    for number in range(events):
        _event(root / "calendar", number, random)
    config = root / "config.toml"
    config.write_text(
        '[me]\nname = "Robin Sample"\nemail = "robin@mail.example"\ntime_zone = "Europe/Berlin"\n'
        '[local]\nmail = "mail"\ncalendars = ["calendar"]\nfollow_ups = "follow-ups"\n[state]\nfolder = "state"\n'
    )
    return config


def _mail(root: Path, number: int, random: Random) -> None:
    sent = NOW - timedelta(minutes=random.randrange(60 * 24 * 80))
    sender = f"person{number % 900}@firm{number % 300}.example"
    text = " ".join(random.choices(_WORDS, k=random.randrange(30, 300)))
    raw = (
        f"From: Person {number % 900} <{sender}>\nTo: robin@mail.example\nSubject: {random.choice(_WORDS)} {number}\n"
        f"Date: {sent:%a, %d %b %Y %H:%M:%S +0000}\nMessage-ID: <{number}@firm.example>\n"
        f"Content-Type: text/plain; charset=utf-8\n\nHello,\n\n{text}\n\nRegards\n"
    )
    folder = root / (".Sent" if number % 20 == 0 else "") / "cur"
    (folder / f"{int(sent.timestamp())}.{number}.host:2,S").write_text(raw)


def _event(root: Path, number: int, random: Random) -> None:
    start = NOW + timedelta(minutes=15 * random.randrange(-96 * 60, 96 * 60))
    title = "Technical interview at Acme" if number % 200 == 0 else f"{random.choice(_WORDS)} {number}"
    guest = f"ATTENDEE;CN=Jane Doe {number}:mailto:jane{number}@acme{number}.example\r\n" if number % 200 == 0 else ""
    repeats = "RRULE:FREQ=WEEKLY\r\n" if number % 40 == 1 else ""
    raw = (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:{number}@x\r\n"
        f"DTSTAMP:20260101T000000Z\r\nDTSTART:{start:%Y%m%dT%H%M%SZ}\r\nDURATION:PT45M\r\n"
        f"SUMMARY:{title}\r\n{guest}{repeats}END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    (root / f"{number}.ics").write_text(raw, newline="")
