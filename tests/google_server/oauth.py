"""The accounts page, the token and the revoke endpoint, and who holds which token.

Error forms: RFC 6749 section 5.2. PKCE: RFC 7636. A loopback redirect may have any port: RFC 8252 section 7.3.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

CLIENT_ID = "123456789012-afterwordtestclient.apps.googleusercontent.com"
CLIENT_SECRET = "GOCSPX-not-a-secret-of-anybody"
LIFETIME = 3599


@dataclass(frozen=True, slots=True)
class Grant:
    """What the person agreed to: behind every token stands one."""

    client: str
    scopes: tuple[str, ...]


@dataclass(slots=True)
class Code:
    grant: Grant
    redirect: str
    challenge: str
    offline: bool


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: dict[str, Any] | str
    headers: dict[str, str] = field(default_factory=dict)


class TokenProblem(Exception):
    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.reply = Reply(status, {"error": error, "error_description": description})


class Accounts:
    """Tokens and consent. `consent` is what the person does at the page: every scope, a set of scopes, or None for no.

    `seen` keeps the parameters of every visit to the page.
    """

    def __init__(self) -> None:
        self.consent: str | frozenset[str] | None = "everything"
        self.secrets = {CLIENT_ID: CLIENT_SECRET}
        self.access: dict[str, Grant] = {}
        self.refresh: dict[str, Grant] = {}
        self.codes: dict[str, Code] = {}
        self.seen: list[dict[str, str]] = []
        self._count = 0

    def _new(self, prefix: str) -> str:
        self._count += 1
        noise = hashlib.sha256(f"{prefix}{self._count}".encode()).hexdigest()
        return f"{prefix}{self._count:04d}-{noise}"

    # --- on command ----------------------------------------------------------------------------------------------

    def expire(self) -> None:
        """Every access token is worthless from now on; refreshing works."""
        self.access.clear()

    def withdraw(self) -> None:
        """The person withdraws consent, or the seven days of a client in Testing are over."""
        self.access.clear()
        self.refresh.clear()

    def narrow(self, scopes: tuple[str, ...]) -> None:
        """From now on every token is worth only these scopes."""
        for tokens in (self.access, self.refresh):
            for token, grant in tokens.items():
                tokens[token] = Grant(grant.client, scopes)

    def issue(self, scopes: tuple[str, ...], client: str = CLIENT_ID) -> tuple[str, str]:
        """An access token and a refresh token, as after a login."""
        grant = Grant(client, scopes)
        access, refresh = self._new("ya29."), self._new("1//0")
        self.access[access], self.refresh[refresh] = grant, grant
        return access, refresh

    def grant_of(self, authorization: str) -> Grant | None:
        kind, _, token = authorization.partition(" ")
        return self.access.get(token) if kind == "Bearer" else None

    # --- the page ------------------------------------------------------------------------------------------------

    def page(self, query: dict[str, str]) -> Reply:
        """GET /o/oauth2/auth: the person decides at once, and the browser is sent back."""
        self.seen.append(query)
        redirect = query.get("redirect_uri", "")
        if problem := self._wrong(query, redirect):
            return Reply(400, f"Error 400: {problem}")
        if self.consent is None:
            return self._back(redirect, {"error": "access_denied", "state": query.get("state", "")})
        asked = tuple(query["scope"].split())
        scopes = asked if isinstance(self.consent, str) else tuple(scope for scope in asked if scope in self.consent)
        code = self._new("4/0A")
        self.codes[code] = Code(
            Grant(query["client_id"], scopes),
            redirect,
            query.get("code_challenge", ""),
            query.get("access_type") == "offline",
        )
        answer = {"code": code, "scope": " ".join(scopes), "state": query.get("state", "")}
        return self._back(redirect, {name: value for name, value in answer.items() if value})

    def _wrong(self, query: dict[str, str], redirect: str) -> str:
        if query.get("client_id") not in self.secrets:
            return "invalid_client"
        if urlsplit(redirect).scheme != "http" or urlsplit(redirect).hostname not in ("127.0.0.1", "localhost", "::1"):
            return "redirect_uri_mismatch"
        if query.get("response_type") != "code" or not query.get("scope"):
            return "invalid_request"
        if query.get("code_challenge") and query.get("code_challenge_method", "plain") not in ("plain", "S256"):
            return "invalid_request"
        return ""

    def _back(self, redirect: str, answer: dict[str, str]) -> Reply:
        return Reply(302, "", {"Location": f"{redirect}{'&' if '?' in redirect else '?'}{urlencode(answer)}"})

    # --- tokens --------------------------------------------------------------------------------------------------

    def token(self, form: dict[str, str], authorization: str = "") -> Reply:
        """POST /token. The client names itself in the form or by HTTP Basic."""
        if authorization.startswith("Basic "):
            name, _, secret = b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
            form = {"client_id": unquote(name), "client_secret": unquote(secret), **form}
        try:
            client = self._client(form)
            if form.get("grant_type") == "refresh_token":
                return self._refreshed(form, client)
            if form.get("grant_type") == "authorization_code":
                return self._exchanged(form, client)
            raise TokenProblem("unsupported_grant_type", "Invalid grant_type")
        except TokenProblem as problem:
            return problem.reply

    def _client(self, form: dict[str, str]) -> str:
        client = form.get("client_id", "")
        if client not in self.secrets:
            raise TokenProblem("invalid_client", "The OAuth client was not found.", 401)
        if not hmac.compare_digest(form.get("client_secret", ""), self.secrets[client]):
            raise TokenProblem("invalid_client", "The provided client secret is invalid.", 401)
        return client

    def _refreshed(self, form: dict[str, str], client: str) -> Reply:
        grant = self.refresh.get(form.get("refresh_token", ""))
        if grant is None or grant.client != client:
            raise TokenProblem("invalid_grant", "Token has been expired or revoked.")
        scopes = tuple(form.get("scope", "").split()) or grant.scopes
        if not set(scopes) <= set(grant.scopes):
            raise TokenProblem("invalid_scope", "Some requested scopes were not granted.")
        return self._tokens(Grant(client, scopes), None)

    def _exchanged(self, form: dict[str, str], client: str) -> Reply:
        code = self.codes.pop(form.get("code", ""), None)
        if code is None or code.grant.client != client:
            raise TokenProblem("invalid_grant", "Malformed auth code.")
        if form.get("redirect_uri") != code.redirect:
            raise TokenProblem("redirect_uri_mismatch", "Bad Request")
        if code.challenge and not hmac.compare_digest(_challenge(form.get("code_verifier", "")), code.challenge):
            raise TokenProblem("invalid_grant", "Invalid code verifier.")
        refresh = self._new("1//0") if code.offline else None
        if refresh:
            self.refresh[refresh] = code.grant
        return self._tokens(code.grant, refresh)

    def _tokens(self, grant: Grant, refresh: str | None) -> Reply:
        access = self._new("ya29.")
        self.access[access] = grant
        body: dict[str, Any] = {
            "access_token": access,
            "expires_in": LIFETIME,
            "scope": " ".join(grant.scopes),
            "token_type": "Bearer",
        }
        return Reply(200, body | ({"refresh_token": refresh} if refresh else {}))

    def revoke(self, form: dict[str, str]) -> Reply:
        """POST /revoke: either token ends the whole grant."""
        token = form.get("token", "")
        grant = self.access.get(token) or self.refresh.get(token)
        if grant is None:
            return Reply(400, {"error": "invalid_token", "error_description": "Token expired or revoked"})
        self.access = {name: other for name, other in self.access.items() if other != grant}
        self.refresh = {name: other for name, other in self.refresh.items() if other != grant}
        return Reply(200, {})


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def client_file(base: str) -> dict[str, Any]:
    """The client file of a desktop app, as the Google console hands it out, for the server at `base`."""
    return {
        "installed": {
            "client_id": CLIENT_ID,
            "project_id": "afterword-test",
            "auth_uri": f"{base}/o/oauth2/auth",
            "token_uri": f"{base}/token",
            "auth_provider_x509_cert_url": f"{base}/oauth2/v1/certs",
            "client_secret": CLIENT_SECRET,
            "redirect_uris": ["http://localhost"],
        }
    }


def authorized_user(base: str, scopes: tuple[str, ...], access: str, refresh: str, *, expired: bool) -> str:
    """What `google.oauth2.credentials.Credentials.to_json` writes. `expired`: the client must refresh first."""
    expiry = datetime.now(UTC) + timedelta(hours=-1 if expired else 1)
    return json.dumps(
        {
            "token": access,
            "refresh_token": refresh,
            "token_uri": f"{base}/token",
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "scopes": list(scopes),
            "universe_domain": "googleapis.com",
            "account": "",
            "expiry": expiry.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        }
    )
