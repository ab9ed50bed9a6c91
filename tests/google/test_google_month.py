"""A month at Google with the real command: interview, drafts, Send, answer; and what must never show."""

from __future__ import annotations

import json
import stat
from collections import Counter
from datetime import timedelta
from pathlib import Path

from commands import PATIENCE, Command
from google_house import JANE, OMAR, Household, at
from google_world import MINE

from google_server import GoogleServer

CANARIES = ("canary-subject", "canary-body", "canary-event", "canary.address")


def peopled(server: GoogleServer, folder: Path) -> tuple[Command, Household]:
    """An interview tomorrow, and mails and events that are nobody's business."""
    house = Household(server, folder)
    house.interview(at("2026-03-03"), JANE, OMAR, description="canary-event: bring your passport")
    server.person.add_event("canary-event dentist", at("2026-03-04"))
    server.person.write("canary-subject", "canary.address@shop.example", text="canary-body", date=at("2026-03-01"))
    server.person.fill(50, at("2026-01-15"), timedelta(hours=3))
    return Command(server, folder), house


def test_a_month_passes(tmp_path: Path) -> None:
    with GoogleServer() as server:
        command, house = peopled(server, tmp_path)
        said = []

        def cycle(day: str, clock: str) -> Counter[str]:
            code, text = command.once(at(day, clock))
            said.append(text)
            assert code == 0, text
            return server.counts()

        cycle("2026-03-02", "08:00")
        assert cycle("2026-03-02", "08:05") == {"gmail.users.history.list": 1, "calendar.events.list": 1}
        assert house.drafts() == []

        cycle("2026-03-03", "11:05")
        assert sorted(str(mail["To"]) for mail in house.drafts()) == [
            f"{name} <{email}>" for name, email in (JANE, OMAR)
        ]
        [call] = house.entries()
        assert call["start"]["dateTime"].startswith("2026-03-10")
        assert cycle("2026-03-03", "11:10") == {"gmail.users.history.list": 1, "calendar.events.list": 2}
        assert server.units == 2

        draft = house.draft_to(JANE[1])
        server.person.edit_draft(draft, "Dear Jane, thank you! canary-body", keep_headers=False)
        server.person.send(draft, keep_headers=False)
        server.person.discard(house.draft_to(OMAR[1]))
        cycle("2026-03-03", "12:00")
        cycle("2026-03-04", "12:00")
        assert house.drafts() == []

        server.person.write(
            "canary-subject",
            f"{JANE[0]} <{JANE[1]}>",
            text="Dear Kim,\n\nunfortunately we have decided to move forward with another candidate. "
            "canary-body\n\nJane",
            date=at("2026-03-05"),
        )
        cycle("2026-03-05", "12:00")
        assert house.entries() == []
        assert [str(mail["To"]) for mail in house.drafts()] == [f"{JANE[0]} <{JANE[1]}>"]
        assert cycle("2026-03-05", "12:05") == {"gmail.users.history.list": 1, "calendar.events.list": 1}

        _, status = command.run("status")
        assert "sent      thank-you Jane Doe" in status
        assert "declined" in status
        assert "2 units" in status
        assert server.sent() == []
        assert server.noisy() == []
        assert not [canary for canary in CANARIES for text in said if canary in text]
        assert stat.S_IMODE(command.token.stat().st_mode) == 0o600
        stored = b"".join(path.read_bytes() for path in command.token.parent.glob("afterword.db*"))
        assert not [canary for canary in CANARIES if canary.encode() in stored]


def test_at_the_most_talkative_level_no_log_line_tells_anything_private(tmp_path: Path) -> None:
    with GoogleServer() as server:
        command, house = peopled(server, tmp_path)
        now = at("2026-03-03", "11:05")
        server.clock.set(now)
        out, log = command.start("once", "--now", now.isoformat(), talkative=True).communicate(timeout=PATIENCE)
        assert len(house.drafts()) == 2
        assert out
        assert "DEBUG:afterword.app:asked" in log
        token = json.loads(command.token.read_text())
        private = [*CANARIES, JANE[1], OMAR[1], MINE, "Technical interview", "acme-robotics", "after:", token["token"]]
        assert [word for word in private if word in log] == []
