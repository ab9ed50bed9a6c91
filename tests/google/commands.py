"""The real command against a Google of the test's own: configuration, login, and processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from google_world import MINE

from google_server import SCOPES, GoogleServer

PATIENCE = 600.0
"""Seconds until a command counts as stuck: for a machine under load."""

_QUIET = ["-m", "afterword"]
_TALKATIVE = """
import logging, sys
logging.basicConfig(level=1)
logging.getLogger("urllib3").setLevel(1)
from afterword.cli.main import run
sys.exit(run())
"""


class Quick:
    """The same commands within the test's own process: quicker by far. `inside` runs one (`tests.cli.inside`)."""

    def __init__(self, command: Command, inside: Callable[..., subprocess.CompletedProcess[str]]) -> None:
        self.command = command
        self._inside = inside

    def run(self, *words: str) -> tuple[int, str]:
        done = self._inside(words[0], "--config", self.command.config, *words[1:])
        return done.returncode, done.stdout + done.stderr

    def once(self, now: datetime) -> tuple[int, str]:
        self.command.google.clock.set(now)
        self.command.google.forget()
        return self.run("once", "--now", now.isoformat())


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

    def start(self, *words: str, talkative: bool = False) -> subprocess.Popen[str]:
        """`talkative`: everything that anybody logs, at any level, is written."""
        program, more = (
            (["-c", _TALKATIVE], {"GOOGLE_SDK_PYTHON_LOGGING_SCOPE": "google"}) if talkative else (_QUIET, {})
        )
        return subprocess.Popen(
            [sys.executable, *program, words[0], "--config", str(self.config), *words[1:]],
            env={**os.environ, **more},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *words: str, talkative: bool = False) -> tuple[int, str]:
        """The exit code, and all that was said."""
        process = self.start(*words, talkative=talkative)
        out, error = process.communicate(timeout=PATIENCE)
        return process.returncode, out + error

    def once(self, now: datetime, *, talkative: bool = False) -> tuple[int, str]:
        """One cycle; the time is the same everywhere."""
        self.google.clock.set(now)
        self.google.forget()
        return self.run("once", "--now", now.isoformat(), talkative=talkative)
