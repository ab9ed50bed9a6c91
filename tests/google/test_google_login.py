"""Logging in: the person's own client, PKCE and state, the boxes to tick, and a token that nobody else can read."""

from __future__ import annotations

import json
import re
import stat
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from commands import PATIENCE, Command
from google_world import World
from test_google_never_sends import DOCUMENTS

from afterword.errors import NeedsLogin, Rejected
from afterword.providers.google.auth import client_of
from afterword.providers.google.scopes import BOXES, missing, needed
from google_server import EMAIL, SCOPES, GoogleServer


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """The browser's last page does not load: only its address counts."""


def browsed(address: str) -> str:
    """Where the browser ends when somebody logs in at that address."""
    try:
        build_opener(_Stay).open(address)
    except HTTPError as error:
        return str(error.headers["Location"])
    raise AssertionError(address)


def logged_in(command: Command, change: tuple[str, str] = ("", "")) -> tuple[int, str]:
    process = command.start("login", "--no-browser")
    assert process.stderr is not None
    assert process.stdin is not None
    shown = ""
    while not (found := re.search(r"^(http\S+)$", shown, re.MULTILINE)):
        line = process.stderr.readline()
        assert line, shown
        shown += line
    process.stdin.write(browsed(found[1]).replace(*change) + "\n")
    out, error = process.communicate(timeout=PATIENCE)
    return process.returncode, shown + out + error


def test_a_login_by_ssh_leaves_a_token_for_its_owner_alone(tmp_path: Path) -> None:
    with GoogleServer() as server:
        command = Command(server, tmp_path, logged_in=False)
        code, text = logged_in(command)
        assert (code, f"Logged in as {EMAIL}" in text) == (0, True), text
        assert stat.S_IMODE(command.token.stat().st_mode) == 0o600
        token = json.loads(command.token.read_text())
        assert sorted(token["scopes"]) == sorted(SCOPES)
        assert [secret for secret in (token["token"], token["refresh_token"]) if secret in text] == []
        [asked] = server.accounts.seen
        assert (asked["code_challenge_method"], asked["access_type"]) == ("S256", "offline")
        assert asked["state"]
        assert asked["scope"].split() == list(SCOPES)
        [exchange] = [call for call in server.requests if call.method == "oauth.token"]
        assert "authorization" not in exchange.headers


def test_check_says_who_is_logged_in_and_for_what(tmp_path: Path) -> None:
    with GoogleServer() as server:
        command = Command(server, tmp_path)
        code, text = command.run("login", "--check", "--json")
        found = json.loads(text)
        assert (code, found["account"], found["missing"]) == (0, EMAIL, [])
        assert sorted(found["scopes"]) == sorted(SCOPES)
        code, text = command.run("login", "--check")
        assert "may: Manage drafts and send emails" in text


def test_a_box_that_was_left_empty_is_named_and_nothing_is_kept(tmp_path: Path) -> None:
    with GoogleServer() as server:
        server.accounts.consent = frozenset(SCOPES) - {SCOPES[1]}
        command = Command(server, tmp_path, logged_in=False)
        code, text = logged_in(command)
        assert code == 4
        assert '"Manage drafts and send emails"' in text
        assert not command.token.exists()


def test_who_refuses_is_told_what_to_do(tmp_path: Path) -> None:
    with GoogleServer() as server:
        server.accounts.consent = None
        code, text = logged_in(Command(server, tmp_path, logged_in=False))
        assert (code, "You did not allow it" in text) == (4, True)


def test_an_answer_with_another_state_is_refused(tmp_path: Path) -> None:
    with GoogleServer() as server:
        command = Command(server, tmp_path, logged_in=False)
        code, text = logged_in(command, ("state=", "state=x"))
        assert (code, "another login" in text) == (4, True), text
        assert not command.token.exists()


def test_without_a_login_a_cycle_asks_for_one_and_does_nothing(tmp_path: Path) -> None:
    with GoogleServer() as server:
        code, text = Command(server, tmp_path, logged_in=False).run("once")
        assert (code, text.count("afterword login")) == (4, 1), text
        assert server.requests == []


def test_a_login_withdrawn_asks_for_another_keeps_everything_and_goes_on(tmp_path: Path) -> None:
    with GoogleServer() as server:
        command = Command(server, tmp_path)
        assert command.run("once")[0] == 0
        server.accounts.withdraw()
        code, text = command.run("once")
        assert (code, "publish the app" in text) == (4, True), text
        command.token.write_text(server.authorized_user_json(SCOPES))
        server.forget()
        assert command.run("once")[0] == 0
        assert server.counts() == {"gmail.users.history.list": 1, "calendar.events.list": 1}


def test_a_login_that_covers_too_little_names_the_box(tmp_path: Path) -> None:
    with GoogleServer() as server:
        command = Command(server, tmp_path)
        command.token.write_text(server.authorized_user_json(SCOPES[:3]))
        code, text = command.run("once")
        assert (code, "Make secondary Google calendars" in text) == (4, True)
        assert server.requests == []


def test_a_password_in_the_persons_netrc_does_not_take_the_tokens_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login kim password canary")
    monkeypatch.setenv("NETRC", str(netrc))
    with GoogleServer() as server:
        list(World(server, tmp_path).mailbox.changes(None, _nothing()))
        assert {call.headers["authorization"][:7] for call in server.requests} == {"Bearer "}


@pytest.mark.parametrize("again", [True, False], ids=["in", "out"])
def test_who_logs_in_or_out_meanwhile_is_not_undone_by_a_refresh(tmp_path: Path, again: bool) -> None:
    with GoogleServer() as server:
        world = World(server, tmp_path)
        list(world.mailbox.changes(None, _nothing()))
        fresh = server.authorized_user_json()
        if again:
            world.token.write_text(fresh)
        else:
            world.token.unlink()
        server.accounts.expire()
        list(world.mailbox.changes(None, _nothing()))
        assert server.counts()["oauth.token"] == 1
        assert (world.token.read_text() if world.token.exists() else "") == (fresh if again else "")


def test_an_expired_token_is_refreshed_once_and_kept_for_the_next_process(tmp_path: Path) -> None:
    with GoogleServer() as server:
        world = World(server, tmp_path, expired=True)
        before = json.loads(world.token.read_text())
        list(world.mailbox.changes(None, _nothing()))
        assert server.counts()["oauth.token"] == 1
        after = json.loads(world.token.read_text())
        assert after["token"] != before["token"]
        assert after["refresh_token"] == before["refresh_token"]
        assert stat.S_IMODE(world.token.stat().st_mode) == 0o600
        world.again()
        list(world.mailbox.changes(None, _nothing()))
        assert server.counts()["oauth.token"] == 1


def _nothing():
    from google_house import at

    from afterword.ports import Interest

    return Interest(at("2026-01-01"))


def test_a_token_that_systemd_hands_out_is_never_written(tmp_path: Path) -> None:
    with GoogleServer() as server:
        world = World(server, tmp_path, expired=True)
        from dataclasses import replace

        world.places = replace(world.places, token_is_ours=False)
        world.again()
        before = world.token.read_bytes()
        list(world.mailbox.changes(None, _nothing()))
        assert world.token.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "docs/google.md"),
        ("no json", "JSON"),
        ("[]", "Desktop app"),
        ('{"web": {}}', "Desktop app"),
        (
            '{"installed": {"client_id": "a", "client_secret": "b", "auth_uri": "c", "token_uri": "http://far.example"}}',
            "without encryption",
        ),
    ],
)
def test_a_client_file_that_is_none_says_what_to_do(tmp_path: Path, content: str | None, told: str) -> None:
    path = tmp_path / "credentials.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(Rejected, match=told):
        client_of(path)


def test_the_example_client_file_has_the_right_shape() -> None:
    example = Path(__file__).parents[2] / "credentials.example.json"
    assert "thisisnotareal" in client_of(example)["client_id"]


def test_the_boxes_are_worded_as_google_words_them() -> None:
    known = {}
    for name in ("gmail.v1", "calendar.v3"):
        document = json.loads((DOCUMENTS / f"{name}.json").read_text(encoding="utf-8"))
        known |= {scope: each["description"] for scope, each in document["auth"]["oauth2"]["scopes"].items()}
    assert {scope: known[scope] for scope in BOXES} == BOXES


def test_the_least_is_asked_for_and_more_than_that_is_enough() -> None:
    assert needed(own_calendar=True, read_bodies=True) == SCOPES
    primary = needed(own_calendar=False, read_bodies=False)
    assert [scope.rsplit("/", 1)[1] for scope in primary] == ["gmail.metadata", "gmail.compose", "calendar.events"]
    assert missing(SCOPES, ["https://mail.google.com/", "https://www.googleapis.com/auth/calendar"]) == ()
    assert missing(SCOPES, SCOPES[1:]) == SCOPES[:1]


def test_a_missing_token_needs_a_login(tmp_path: Path) -> None:
    with GoogleServer() as server:
        world = World(server, tmp_path)
        world.token.unlink()
        with pytest.raises(NeedsLogin, match="not logged in"):
            world.mailbox.changes(None, _nothing())


_BROWSER = """
import sys, urllib.request
urllib.request.urlopen(sys.argv[1]).read()
"""


def test_a_login_with_a_browser_here_comes_back_by_a_loopback_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f"#!{sys.executable}\n{_BROWSER}")
    browser.chmod(0o700)
    monkeypatch.setenv("BROWSER", str(browser))
    with GoogleServer() as server:
        command = Command(server, tmp_path, logged_in=False)
        code, text = command.run("login")
        assert (code, f"Logged in as {EMAIL}" in text) == (0, True), text
        assert stat.S_IMODE(command.token.stat().st_mode) == 0o600
        [asked] = server.accounts.seen
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", asked["redirect_uri"])
        assert (asked["code_challenge_method"], bool(asked["state"])) == ("S256", True)


def test_a_service_takes_its_login_from_systemd_and_leaves_it_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with GoogleServer() as server:
        command = Command(server, tmp_path, logged_in=False)
        handed = tmp_path / "handed"
        handed.mkdir()
        (handed / "credentials.json").write_bytes((tmp_path / "credentials.json").read_bytes())
        (handed / "google-token.json").write_text(server.authorized_user_json(SCOPES, expired=True))
        (handed / "google-token.json").chmod(0o400)
        (tmp_path / "credentials.json").unlink()
        before = (handed / "google-token.json").read_bytes()
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(handed))
        code, text = command.run("once")
        assert code == 0, text
        assert (handed / "google-token.json").read_bytes() == before
        assert not command.token.exists()
        code, text = command.run("login", "--check")
        assert (code, f"Logged in as {EMAIL}" in text) == (0, True), text
