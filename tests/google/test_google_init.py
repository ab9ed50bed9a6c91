"""One sitting at a terminal with a login at Google: the account says which addresses are the person's."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from google_world import MINE
from test_google_login import browsed
from tests.cli.terminal import Terminal

from google_server import GoogleServer


def test_a_sitting_with_a_login_by_hand(tmp_path: Path, surroundings: Path) -> None:
    folder = surroundings / ".config" / "afterword"
    folder.mkdir(parents=True)
    with GoogleServer() as server:
        (folder / "credentials.json").write_text(json.dumps(server.client_file()))
        endpoints = (
            f'[google]\ngmail_endpoint = "{server.gmail_endpoint}"\ncalendar_endpoint = "{server.calendar_endpoint}"\n'
        )
        (folder / "config.toml").write_text(endpoints)
        terminal = Terminal("init", "--no-service", "--no-browser", "--name", "Kim Sample", "--time-zone", "UTC")
        for question, answer in (("1 to 2", "1\n"), ("client file", "\n")):
            terminal.until(question)
            terminal.say(answer)
        terminal.until("The address of the last page")
        found = re.search(r"^(http\S+)\r?$", terminal.seen, re.MULTILINE)
        assert found, terminal.seen
        terminal.say(browsed(found[1]) + "\n")
        for question, answer in (
            ("Is that right?", "\n"),
            ("phone number", "\n"),
            ("1 to 5", "\n"),
            ("Write this to", "\n"),
        ):
            terminal.until(question)
            terminal.say(answer)
        assert terminal.end() == 0, terminal.seen
        assert f"Logged in as {MINE}" in terminal.seen
    written = tomllib.loads((folder / "config.toml").read_text())
    assert (written["me"]["email"], written["provider"]) == ([MINE], {"kind": "google"})
    assert (folder / "config.toml").read_text().startswith(endpoints)
    token = surroundings / ".state" / "afterword" / "google-token.json"
    assert token.stat().st_mode & 0o077 == 0
