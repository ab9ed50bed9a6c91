"""Logging in, refreshing and being thrown out."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request
from google_auth_oauthlib.flow import InstalledAppFlow

from google_server import SCOPES, TOKEN_FAULTS, GoogleServer
from google_server.client import Client, credentials

HERE = "http://127.0.0.1:8099/"


@pytest.fixture
def flow(google: GoogleServer, monkeypatch: pytest.MonkeyPatch) -> InstalledAppFlow:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")
    flow = InstalledAppFlow.from_client_config(google.client_file(), list(SCOPES), autogenerate_code_verifier=True)
    flow.redirect_uri = HERE
    return flow


def visit(flow: InstalledAppFlow, **more: str) -> dict[str, str]:
    """The browser goes to the page and is sent back with this."""
    address, _ = flow.authorization_url(access_type="offline", **more)
    back = requests.get(address, allow_redirects=False, timeout=30).headers["Location"]
    assert back.startswith(HERE)
    return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}


def test_a_login_ends_with_a_token_that_works(google: GoogleServer, flow: InstalledAppFlow) -> None:
    answer = visit(flow, state="st4te")
    assert answer["state"] == "st4te"
    flow.fetch_token(code=answer["code"])
    assert flow.credentials.refresh_token
    profile = flow.authorized_session().get(f"{google.base}/gmail/v1/users/me/profile", timeout=30).json()
    assert profile["emailAddress"] == google.email
    assert google.accounts.seen[0]["code_challenge_method"] == "S256"


def test_a_code_is_good_once_and_only_with_its_verifier(google: GoogleServer, flow: InstalledAppFlow) -> None:
    code = visit(flow)["code"]
    client = google.client_file()["installed"]
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": HERE,
        "client_id": client["client_id"],
        "client_secret": client["client_secret"],
    }
    refused = requests.post(google.token_uri, data=form | {"code_verifier": "guessed"}, timeout=30)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    again = requests.post(google.token_uri, data=form | {"code_verifier": flow.code_verifier}, timeout=30)
    assert again.json()["error"] == "invalid_grant"


def test_the_person_may_refuse_or_grant_a_part(google: GoogleServer, flow: InstalledAppFlow) -> None:
    google.accounts.consent = None
    assert visit(flow)["error"] == "access_denied"
    google.accounts.consent = frozenset(SCOPES[:2])
    answer = visit(flow)
    assert answer["scope"].split() == list(SCOPES[:2])
    flow.fetch_token(code=answer["code"])
    assert flow.credentials.granted_scopes == list(SCOPES[:2])


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "somebody"},
        {"redirect_uri": "http://evil.example/"},
        {"redirect_uri": "https://127.0.0.1/"},
        {"response_type": "token"},
        {"scope": ""},
    ],
    ids=str,
)
def test_the_page_refuses(google: GoogleServer, change: dict[str, str]) -> None:
    query = {
        "client_id": google.client_file()["installed"]["client_id"],
        "redirect_uri": HERE,
        "response_type": "code",
        "scope": SCOPES[0],
    }
    assert requests.get(google.auth_uri, params=query, allow_redirects=False, timeout=30).status_code == 302
    assert requests.get(google.auth_uri, params=query | change, allow_redirects=False, timeout=30).status_code == 400


def test_an_expired_token_is_refreshed_before_it_is_used(google: GoogleServer) -> None:
    stale = credentials(google.authorized_user_json(expired=True))
    assert stale.expired
    stale.refresh(Request())
    assert stale.valid
    assert google.counts()["oauth.token"] == 1


def test_a_token_that_died_early_is_refreshed_after_a_401(google: GoogleServer, client: Client) -> None:
    client.history_id()
    google.accounts.expire()
    client.history_id()
    assert [call.status for call in google.requests] == [200, 401, 200, 200]


def test_a_withdrawn_consent_can_not_be_refreshed(google: GoogleServer) -> None:
    known = credentials(google.authorized_user_json())
    google.accounts.withdraw()
    with pytest.raises(RefreshError, match="invalid_grant"):
        known.refresh(Request())


def test_a_revoked_token_takes_the_grant_with_it(google: GoogleServer) -> None:
    known = credentials(google.authorized_user_json())
    assert requests.post(f"{google.base}/revoke", data={"token": known.refresh_token}, timeout=30).status_code == 200
    assert requests.post(f"{google.base}/revoke", data={"token": known.refresh_token}, timeout=30).status_code == 400
    with pytest.raises(RefreshError):
        known.refresh(Request())


def test_a_client_with_a_wrong_secret_is_none(google: GoogleServer) -> None:
    data = json.loads(google.authorized_user_json()) | {"client_secret": "wrong"}
    with pytest.raises(RefreshError, match="invalid_client"):
        credentials(json.dumps(data)).refresh(Request())


@pytest.mark.parametrize("name", ["token invalid_grant", "token invalid_client", "garbage JSON"])
def test_the_token_endpoint_fails_on_command(google: GoogleServer, name: str) -> None:
    google.fail("oauth.token", TOKEN_FAULTS[name])
    known = credentials(google.authorized_user_json())
    with pytest.raises((RefreshError, TypeError)):  # google-auth stumbles over an answer that is no JSON
        known.refresh(Request())
    known.refresh(Request())
    assert known.valid
