"""A login that has ended is told once, by the way that is left, and taken back when it is settled."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from commands import Command, Quick
from google_house import AFTER
from tests.cli.inside import commands

from google_server import SCOPES, GoogleServer


def test_a_login_that_ended_is_told_once_and_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    heard = tmp_path / "heard"
    program = tmp_path / "tell.py"
    program.write_text(f"import os\nopen({str(heard)!r}, 'a').write(os.environ['AFTERWORD_STATE'] + '\\n')\n")
    more = f"[notify]\ncommand = {json.dumps([sys.executable, str(program)])}"
    with GoogleServer() as server, commands(tmp_path, monkeypatch, capsys, AFTER) as inside:
        made = Command(server, tmp_path, more=more)
        command = Quick(made, inside)
        server.accounts.withdraw()
        for minutes in (0, 10):
            assert command.once(AFTER + timedelta(minutes=minutes))[0] == 4
        assert heard.read_text().split() == ["open"]
        code, text = command.run("status")
        assert (code, text.count("afterword login")) == (0, 1), text
        made.token.write_text(server.authorized_user_json(SCOPES))
        assert command.once(AFTER + timedelta(minutes=20))[0] == 0
        assert heard.read_text().split() == ["open", "settled"]
