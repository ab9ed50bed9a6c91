"""At Google everything of Afterword's goes, too: drafts, calendar, login."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import Command, Quick
from google_house import AFTER, JANE, OMAR, at
from google_world import MINE, OWN
from tests.cli.inside import Inside, commands

from google_server import GoogleServer


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Inside]:
    with commands(tmp_path, monkeypatch, capsys, AFTER) as run:
        yield run


def lived(server: GoogleServer, folder: Path, inside: Inside) -> Quick:
    command = Quick(Command(server, folder), inside)
    guests = [
        {"email": email, "displayName": name, "responseStatus": "accepted", **({"organizer": True} if not n else {})}
        for n, (name, email) in enumerate((JANE, OMAR))
    ]
    guests.append({"email": MINE, "self": True, "responseStatus": "accepted"})
    server.person.invited("Technical interview at Acme", at("2026-03-03"), JANE[1], attendees=guests)
    code, text = command.once(AFTER)
    assert code == 0, text
    assert len(server.mailbox.drafts) == 2
    return command


def calendars(server: GoogleServer) -> list[str]:
    return [box.summary for box in server.calendars.boxes.values() if box.summary == OWN and not box.deleted]


def test_drafts_calendar_login_and_memory_go(tmp_path: Path, inside: Inside) -> None:
    with GoogleServer() as server:
        command = lived(server, tmp_path, inside)
        code, text = command.run("purge", "--yes")
        assert code == 0, text
        assert (list(server.mailbox.drafts), calendars(server), server.accounts.refresh) == ([], [], {})
        assert not (tmp_path / "state").exists()
        assert command.run("purge", "--yes")[0] == 0


def test_a_login_that_has_ended_stops_it_with_a_way_out(tmp_path: Path, inside: Inside) -> None:
    with GoogleServer() as server:
        command = lived(server, tmp_path, inside)
        server.accounts.withdraw()
        code, text = command.run("purge", "--yes")
        assert (code, "--only-here" in text) == (4, True)
        assert command.command.token.exists()
        assert command.run("purge", "--yes", "--only-here")[0] == 0
        assert not (tmp_path / "state").exists()


def test_a_copy_carries_the_login_only_when_asked_and_brings_it_back(tmp_path: Path, inside: Inside) -> None:
    with GoogleServer() as server:
        command = lived(server, tmp_path, inside)
        secret = json.loads(command.command.token.read_text())["refresh_token"].encode()
        assert command.run("backup", str(tmp_path / "plain.db"))[0] == 0
        assert command.run("backup", "--with-login", str(tmp_path / "whole.db"))[0] == 0
        assert secret not in (tmp_path / "plain.db").read_bytes()
        assert secret in (tmp_path / "whole.db").read_bytes()
        command.command.token.unlink()
        code, text = command.run("restore", "--with-login", str(tmp_path / "plain.db"))
        assert (code, "afterword login" in text) == (2, True)
        code, text = command.run("restore", "--with-login", str(tmp_path / "whole.db"))
        assert code == 0, text
        assert command.command.token.stat().st_mode & 0o077 == 0
        assert secret not in b"".join(path.read_bytes() for path in (tmp_path / "state").glob("afterword.db*"))
        code, text = command.once(AFTER)
        assert (code, "Nothing to do" in text) == (0, True), text
