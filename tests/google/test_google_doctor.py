"""What the doctor tells of a login at Google: its age, its permissions, and the clock."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from commands import Command

from afterword.upkeep.doctor import Finding, examine
from google_server import SCOPES, GoogleServer

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


def found(server: GoogleServer, command: Command, about: str, *, off: timedelta = timedelta()) -> list[Finding]:
    server.clock.set(NOW + off)
    return [finding for finding in examine(command.config, NOW) if finding.about == about]


def lasting(command: Command, until: datetime) -> None:
    token = json.loads(command.token.read_text())
    token |= {"logged_in": (until - timedelta(days=7)).isoformat(), "refresh_token_dies": until.isoformat()}
    command.token.write_text(json.dumps(token))


def test_a_login_that_does_not_end_is_fine(tmp_path: Path) -> None:
    with GoogleServer() as server:
        command = Command(server, tmp_path)
        assert [each.grade for each in found(server, command, "login")] == ["fine"]
        assert [each.grade for each in found(server, command, "google") if each.grade == "broken"] == []


@pytest.mark.parametrize(("days", "grade"), [(5, "fine"), (1.9, "warning"), (-1, "broken")])
def test_a_login_in_testing_is_told_two_days_before_it_ends(tmp_path: Path, days: float, grade: str) -> None:
    with GoogleServer() as server:
        command = Command(server, tmp_path)
        lasting(command, NOW + timedelta(days=days))
        [finding] = found(server, command, "login")
        assert (finding.grade, bool(finding.remedy)) == (grade, grade != "fine")


def test_no_login_and_an_ended_one_are_broken(tmp_path: Path) -> None:
    with GoogleServer() as server:
        command = Command(server, tmp_path)
        server.accounts.withdraw()
        [finding] = found(server, command, "google")
        assert (finding.grade, "afterword login" in finding.text) == ("broken", True)
        command.token.unlink()
        assert [each.grade for each in found(server, command, "login")] == ["broken"]


def test_a_permission_that_was_not_granted_is_broken(tmp_path: Path) -> None:
    with GoogleServer() as server:
        command = Command(server, tmp_path)
        command.token.write_text(server.authorized_user_json(SCOPES[1:]))
        assert "broken" in [each.grade for each in found(server, command, "google")]


@pytest.mark.parametrize(("seconds", "grade"), [(1, "fine"), (-90, "warning"), (3600, "broken")])
def test_a_clock_that_is_off_is_told(tmp_path: Path, seconds: int, grade: str) -> None:
    with GoogleServer() as server:
        command = Command(server, tmp_path)
        [finding] = found(server, command, "clock", off=timedelta(seconds=seconds))
        assert finding.grade == grade


def test_without_a_line_to_google_the_rest_is_looked_at(tmp_path: Path) -> None:
    with GoogleServer() as server:
        command = Command(server, tmp_path)
    findings = {finding.about: finding.grade for finding in examine(command.config, NOW)}
    assert (findings["google"], findings["clock"], findings["disk"]) == ("warning", "warning", "fine")
