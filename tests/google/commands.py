"""The real command against a Google of the test's own: configuration, login, and processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from google_world import MINE

from google_server import SCOPES, GoogleServer


class Command:
    """`afterword` with a configuration in `folder` that points at `server`."""

    def __init__(self, server: GoogleServer, folder: Path, *, logged_in: bool = True, more: str = "") -> None:
        self.google = server
        self.folder = folder
        self.config = folder / "config.toml"
        self.token = folder / "state" / "google-token.json"
        (folder / "credentials.json").write_text(json.dumps(server.client_file()))
        if logged_in:
            self.token.parent.mkdir()
            self.token.write_text(server.authorized_user_json(SCOPES))
        self.config.write_text(
            f"""
            [me]
            name = "Kim Sample"
            email = "{MINE}"
            phone = "+49 30 1234567"
            time_zone = "Europe/Berlin"
            [provider]
            kind = "google"
            [google]
            gmail_endpoint = "{server.gmail_endpoint}"
            calendar_endpoint = "{server.calendar_endpoint}"
            {more}
            [state]
            folder = "state"
            """
        )

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "afterword", words[0], "--config", str(self.config), *words[1:]],
            env={**os.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *words: str) -> tuple[int, str]:
        """The exit code, and all that was said."""
        process = self.start(*words)
        out, error = process.communicate(timeout=120)
        return process.returncode, out + error

    def once(self, now: datetime) -> tuple[int, str]:
        """One cycle; the time is the same everywhere."""
        self.google.clock.set(now)
        self.google.forget()
        return self.run("once", "--now", now.isoformat())
