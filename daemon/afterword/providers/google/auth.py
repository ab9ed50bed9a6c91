"""The login as it lies on disk: the person's own OAuth client, and the token in google-auth's authorized-user JSON.

Nothing here asks anybody anything; that is `login`. Secrets are in files only: never in a log, an argument, a variable
of the environment.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from google.oauth2.credentials import Credentials

from afterword.errors import NeedsLogin, Rejected
from afterword.providers.google.failures import LOG_IN
from afterword.providers.google.scopes import Login, boxes, missing

TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
LOGGED_IN = "logged_in"
"""When the person logged in, ISO 8601: our addition to google-auth's format, which ignores it."""

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def client_of(path: Path) -> dict[str, Any]:
    """The inside of the client file that Google's console hands out. Raises Rejected with what to do."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        text = f"There is no {path}. Download your OAuth client from Google's console to there: see docs/google.md."
        raise Rejected(text) from error
    except (OSError, ValueError) as error:
        raise Rejected(f"{path} can't be read as JSON. Download the OAuth client again: see docs/google.md.") from error
    client = data.get("installed") if isinstance(data, dict) else None
    if not isinstance(client, dict) or not _texts(client, "client_id", "client_secret", "auth_uri", "token_uri"):
        raise Rejected(f'{path} is not the client of a "Desktop app". Create one of that type: see docs/google.md.')
    _require_private(client["token_uri"], path)
    return client


def token_of(path: Path) -> dict[str, Any]:
    """The stored token. Raises NeedsLogin where there is none that can be used."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NeedsLogin(f"You are not logged in at Google yet. {LOG_IN}") from error
    except (OSError, ValueError) as error:
        raise NeedsLogin(f"The login in {path} can't be read. {LOG_IN}") from error
    if not isinstance(data, dict) or not _texts(data, "refresh_token"):
        raise NeedsLogin(f"{path} holds no login. {LOG_IN}")
    return data


def credentials_of(login: Login) -> tuple[Credentials, dict[str, Any]]:
    """The credentials and the stored token they are from. The token address is the client file's, where there is one.

    Raises NeedsLogin, also when the stored scopes don't cover those needed.
    """
    token = token_of(login.token)
    _tighten(login)
    client = _client_or_nothing(login.credentials)
    require_scopes(login.scopes, token)
    address = token_address(login, token)
    identity, secret = (token.get(name) or client.get(name) for name in ("client_id", "client_secret"))
    if not identity or not secret:
        raise NeedsLogin(f"{login.token} names no client, and {login.credentials} is not there. {LOG_IN}")
    # Without scopes: to ask for one that was not granted would fail the whole refresh.
    credentials = Credentials(  # type: ignore[no-untyped-call]
        token=token.get("token"),
        refresh_token=token["refresh_token"],
        token_uri=address,
        client_id=identity,
        client_secret=secret,
        expiry=_expiry(token),
    )
    return credentials, token


def token_address(login: Login, token: Mapping[str, Any]) -> str:
    """Where tokens are asked for: what the client file says if it is there. Never without encryption."""
    address = str(_client_or_nothing(login.credentials).get("token_uri") or token.get("token_uri") or TOKEN_URI)
    _require_private(address, login.token)
    return address


def require_scopes(wanted: tuple[str, ...], token: Mapping[str, Any]) -> None:
    """Raises NeedsLogin naming the boxes that were left empty. A token that names no scopes is tried."""
    granted = granted_of(token)
    lacking = missing(wanted, granted) if granted else ()
    if lacking:
        raise NeedsLogin(f"The login lacks permissions. Run `afterword login` and tick: {boxes(lacking)}.")


def granted_of(token: Mapping[str, Any]) -> tuple[str, ...]:
    """The scopes that a stored token names: a list, or one string of them."""
    scopes = token.get("scopes") or token.get("scope") or ()
    return tuple(scopes.split()) if isinstance(scopes, str) else tuple(map(str, scopes))


def renewed(token: Mapping[str, Any], credentials: Credentials) -> dict[str, Any]:
    """The stored token with what the last refresh brought."""
    expiry = credentials.expiry
    fresh = {
        "token": credentials.token,
        "refresh_token": credentials.refresh_token or token.get("refresh_token"),
        "expiry": f"{expiry.replace(microsecond=0).isoformat()}Z" if expiry else None,
    }
    granted = credentials.granted_scopes
    return {**token, **fresh, **({"scopes": list(granted)} if granted else {})}


def save(path: Path, token: Mapping[str, Any]) -> None:
    """Write a token so that it is there whole or not at all, and for its owner alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(token, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def is_private(address: str) -> bool:
    """Whether secrets may go there: encrypted, or to this machine itself."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def _require_private(address: str, path: Path) -> None:
    if not is_private(address):
        raise Rejected(f"{path} names a token address without encryption. Download it again from Google's console.")


def _texts(data: Mapping[str, Any], *names: str) -> bool:
    return all(isinstance(data.get(name), str) and data[name] for name in names)


def _client_or_nothing(path: Path) -> dict[str, Any]:
    """The client file is needed to log in; afterwards the token file holds all there is in it."""
    return client_of(path) if path.exists() else {}


def _tighten(login: Login) -> None:
    if login.token_is_ours:
        with suppress(OSError):
            login.token.chmod(0o600)


def _expiry(token: Mapping[str, Any]) -> datetime | None:
    """Naive UTC, as google-auth wants it. A token without a readable one counts as expired long ago."""
    try:
        at = datetime.fromisoformat(str(token.get("expiry")))
    except ValueError:
        return datetime(1970, 1, 2)  # noqa: DTZ001 - google-auth compares naive times
    return (at.astimezone(UTC) if at.tzinfo else at).replace(tzinfo=None)
