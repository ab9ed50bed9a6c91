"""Logging in at Google: the flow for installed apps (RFC 8252), with PKCE (RFC 7636), a state and a loopback address.

Whoever calls shows the address and asks the person; nothing is printed or read here.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import requests
from google_auth_oauthlib.flow import InstalledAppFlow, WSGITimeoutError
from oauthlib.oauth2.rfc6749.errors import (
    AccessDeniedError,
    InvalidClientError,
    InvalidGrantError,
    MismatchingStateError,
    OAuth2Error,
)
from requests.exceptions import RequestException

from afterword.errors import AfterwordError, NeedsLogin, Rejected, Transient
from afterword.providers.google.auth import (
    LOGGED_IN,
    client_of,
    granted_of,
    require_scopes,
    save,
    token_address,
    token_of,
)
from afterword.providers.google.failures import LATER, Missing
from afterword.providers.google.scopes import Login, missing
from afterword.providers.google.session import Session
from afterword.providers.google.transport import READ, hush

DIES = "refresh_token_dies"
"""When the login will end by itself, ISO 8601: only where Google says so, as for an app in testing."""

_LOOPBACK = "127.0.0.1"
_NOBODY_LISTENS = f"http://{_LOOPBACK}:8085/"
_PATIENCE = 600
_DONE = "Afterword is logged in. You can close this window."
_AGAIN = "Run `afterword login` again."


@dataclass(frozen=True, slots=True)
class Account:
    """Who is logged in. `dies` is known only where Google tells; `lacking` are scopes that were not granted."""

    email: str
    scopes: tuple[str, ...]
    lacking: tuple[str, ...]
    since: datetime | None
    dies: datetime | None


class _Flow(InstalledAppFlow):  # type: ignore[misc]
    """Names the client in the body, as Google's pages do; oauthlib alone would do so in a header (HTTP Basic).

    `opens`: the address is shown by the browser of this machine, beside us: some browsers return only when they are
    closed, and by then nobody would have listened to them.
    """

    opens = False

    def authorization_url(self, **more: Any) -> tuple[str, str]:
        address, state = super().authorization_url(**more)
        if self.opens:
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        return address, state

    def fetch_token(self, **more: Any) -> Any:
        return super().fetch_token(**{"include_client_id": True, **more})


def by_browser(login: Login, now: datetime) -> None:
    """Log in with a browser on this machine; waits for it. Raises NeedsLogin, Transient, Rejected."""
    flow = _flow(login)
    flow.opens = True
    try:
        webbrowser.get()
        # The library prints the address for whoever has to open it by hand: not among what programs read.
        with contextlib.redirect_stdout(sys.stderr):
            flow.run_local_server(
                host=_LOOPBACK,
                port=0,
                open_browser=False,
                authorization_prompt_message="Your browser opens. If it does not, open this address:\n\n{url}\n",
                success_message=_DONE,
                timeout_seconds=_PATIENCE,
                **_WISHES,
            )
    except webbrowser.Error as error:
        raise Rejected("No browser can be opened here. Run `afterword login --no-browser`.") from error
    except WSGITimeoutError as error:
        raise NeedsLogin(f"Nobody logged in within ten minutes. {_AGAIN}") from error
    except (OAuth2Error, RequestException, ValueError) as error:
        raise _translated(error) from error
    _keep(login, flow, now)


def by_hand(login: Login, now: datetime, ask: Callable[[str], str]) -> None:
    """Log in with a browser elsewhere: `ask` shows the address, and returns that of the page it ended at."""
    flow = _flow(login)
    flow.redirect_uri = _NOBODY_LISTENS
    address, _ = flow.authorization_url(**_WISHES)
    pasted = ask(address).strip()
    if not urlsplit(pasted).query:
        raise NeedsLogin(f"That is no address with an answer in it. Copy all of the browser's address line. {_AGAIN}")
    try:
        # oauthlib insists on https, although a loopback address needs none (RFC 8252 8.3).
        flow.fetch_token(authorization_response=pasted.replace("http://", "https://", 1), timeout=READ)
    except (OAuth2Error, RequestException, ValueError) as error:
        raise _translated(error) from error
    _keep(login, flow, now)


def account(login: Login, session: Session) -> Account:
    """Who is logged in, asked of Google itself."""
    token = token_of(login.token)
    try:
        email = str(session.read(session.gmail().getProfile(userId="me")).get("emailAddress") or "")
    except Missing:  # a stand-in for Gmail may know no profile
        email = ""
    granted = granted_of(token)
    return Account(email, granted, missing(login.scopes, granted), _moment(token, LOGGED_IN), _moment(token, DIES))


def lifetime(login: Login) -> tuple[datetime | None, datetime | None]:
    """Since when one is logged in, and until when, as far as the token tells. Raises NeedsLogin without one."""
    token = token_of(login.token)
    return _moment(token, LOGGED_IN), _moment(token, DIES)


def log_out(login: Login) -> bool:
    """End the login, at Google and here. True if there was one. Raises Transient, and then nothing is gone.

    Either token ends the whole grant: developers.google.com/identity/protocols/oauth2/native-app#tokenrevoke.
    """
    try:
        token = token_of(login.token)
    except NeedsLogin:
        return False
    hush()
    address = urlsplit(token_address(login, token))._replace(path="/revoke", query="", fragment="").geturl()
    try:
        answer = requests.post(address, data={"token": token["refresh_token"]}, timeout=READ, allow_redirects=False)
    except RequestException as error:
        raise Transient(f"Google's login server can't be reached ({type(error).__name__}). Try again.") from error
    if answer.status_code not in (200, 400):  # 400: it has ended already
        raise Transient(f"Google did not end the login ({answer.status_code}). Try again.")
    if login.token_is_ours:
        login.token.unlink(missing_ok=True)
    return True


_WISHES = {"access_type": "offline", "prompt": "consent"}
"""A refresh token, and always: without asking again Google gives one only the first time."""


def _flow(login: Login) -> Any:
    hush()
    client = client_of(login.credentials)
    # Google may grant less than was asked: that is for us to tell, not for oauthlib to stumble over.
    os.environ["OAUTHLIB_RELAX_TOKEN_SCOPE"] = "1"  # noqa: S105 - a switch of oauthlib's
    if urlsplit(client["token_uri"]).scheme == "http":  # on this machine: `client_of` lets no other through
        os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    return _Flow.from_client_config({"installed": client}, scopes=list(login.scopes), autogenerate_code_verifier=True)


def _keep(login: Login, flow: Any, now: datetime) -> None:
    credentials = flow.credentials
    if not credentials.refresh_token:
        raise NeedsLogin(f"Google gave no lasting login. {_AGAIN}")
    granted = list(credentials.granted_scopes or credentials.scopes or ())
    token = json.loads(credentials.to_json()) | {"scopes": granted, LOGGED_IN: now.isoformat()}
    seconds = flow.oauth2session.token.get("refresh_token_expires_in")
    if isinstance(seconds, int) and seconds > 0:
        token[DIES] = (now + timedelta(seconds=seconds)).isoformat()
    require_scopes(login.scopes, token)
    if not login.token_is_ours:
        raise Rejected(f"{login.token} is systemd's to hand out. Log in where it is encrypted, then hand it in again.")
    try:
        save(login.token, token)
    except OSError as error:
        raise Rejected(f"{login.token} can't be written: {error.strerror}. Make its folder writable.") from error


def _translated(error: Exception) -> AfterwordError:
    if isinstance(error, AccessDeniedError):
        return NeedsLogin(f"You did not allow it. {_AGAIN}")
    if isinstance(error, MismatchingStateError):
        return NeedsLogin(f"That answer belongs to another login: use the address shown last. {_AGAIN}")
    if isinstance(error, InvalidGrantError):
        return NeedsLogin(f"Google did not accept the answer: it can be used once, and soon. {_AGAIN}")
    if isinstance(error, InvalidClientError):
        return Rejected("Google does not know the client of your credentials file. Download it again: docs/google.md.")
    if isinstance(error, RequestException):
        return Transient(f"Google's login server can't be reached ({type(error).__name__}). {LATER}")
    return NeedsLogin(f"The login did not succeed ({type(error).__name__}). {_AGAIN}")


def _moment(token: dict[str, Any], name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(token[name])
    except (KeyError, TypeError, ValueError):
        return None
