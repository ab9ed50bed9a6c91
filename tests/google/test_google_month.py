"""A month at Google with the real command: interview, drafts, Send, answer; and what must never show."""

from __future__ import annotations

import stat
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from commands import Command
from google_house import JANE, OMAR, Household, at

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


def test_killed_at_every_request_nothing_is_there_twice(tmp_path: Path) -> None:
    for number in range(9):
        folder = tmp_path / str(number)
        folder.mkdir()
        with GoogleServer() as server:
            command, house = peopled(server, folder)
            server.clock.set(at("2026-03-03", "11:05"))
            process = command.start("once", "--now", at("2026-03-03", "11:05").isoformat())
            writes = [0]

            def kill(
                stage: str, call: Any, process: Any = process, writes: list[int] = writes, number: int = number
            ) -> None:
                """At the n-th write: before its effect, or after it, before the answer."""
                if call.http_method == "GET":
                    return
                writes[0] += 1
                if writes[0] == number + 1:
                    process.kill()
                    process.wait()

            server.watchers.append(kill)
            process.communicate(timeout=120)
            server.watchers.clear()
            for minute in (10, 15, 20):
                code, text = command.once(at("2026-03-03", f"11:{minute}"))
                assert code == 0, text
            assert len(house.drafts()) == 2, number
            assert len(house.entries()) == 1, number
            assert server.counts() == {"gmail.users.history.list": 1, "calendar.events.list": 2}
