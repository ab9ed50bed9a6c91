"""A real client for the server's own tests: google-api-python-client over requests, and bare requests."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from pathlib import Path
from typing import Any

import googleapiclient
import httplib2
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build_from_document
from googleapiclient.errors import HttpError

from .server import SCOPES, GoogleServer

_DOCUMENTS = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
START = {"dateTime": "2026-03-09T09:00:00Z", "timeZone": "Europe/Berlin"}
END = {"dateTime": "2026-03-09T09:15:00Z", "timeZone": "Europe/Berlin"}


def credentials(authorized_user: str) -> Credentials:
    """`Credentials.from_authorized_user_info` would put Google's own token address in place of the file's."""
    info = json.loads(authorized_user)
    names = ("token", "refresh_token", "token_uri", "client_id", "client_secret", "scopes")
    expiry = datetime.fromisoformat(info["expiry"]).replace(tzinfo=None)
    return Credentials(**{name: info[name] for name in names}, expiry=expiry)


class _Adapter:
    """What google-api-python-client asks of an httplib2.Http."""

    def __init__(self, session: AuthorizedSession) -> None:
        self.session = session

    def request(self, uri: str, method: str = "GET", body: Any = None, headers: Any = None, **_: Any) -> Any:
        answer = self.session.request(method, uri, data=body, headers=headers, timeout=30)
        return httplib2.Response({"status": str(answer.status_code), **answer.headers}), answer.content

    def close(self) -> None:
        self.session.close()


class Client:
    """Somebody logged in with `scopes`."""

    def __init__(self, google: GoogleServer, scopes: tuple[str, ...] = SCOPES) -> None:
        self.base = google.base
        self.session = AuthorizedSession(credentials(google.authorized_user_json(scopes)))
        self.gmail = self._build("gmail.v1", google.gmail_endpoint)
        self.calendar = self._build("calendar.v3", google.calendar_endpoint)

    def _build(self, name: str, endpoint: str) -> Any:
        document = json.loads((_DOCUMENTS / f"{name}.json").read_text(encoding="utf-8"))
        options = {"api_endpoint": endpoint}
        return build_from_document(document, http=_Adapter(self.session), client_options=options)

    # --- mail ----------------------------------------------------------------------------------------------------

    @property
    def messages(self) -> Any:
        return self.gmail.users().messages()

    @property
    def drafts(self) -> Any:
        return self.gmail.users().drafts()

    def message(self, mail_id: str, **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.messages.get(userId="me", id=mail_id, **more).execute()
        return found

    def search(self, query: str) -> list[str]:
        """Message ids, newest first."""
        return [one["id"] for one in self.messages.list(userId="me", q=query).execute().get("messages", [])]

    def draft(self, raw: bytes, thread: str = "") -> dict[str, Any]:
        message = {"raw": urlsafe_b64encode(raw).decode()} | ({"threadId": thread} if thread else {})
        made: dict[str, Any] = self.drafts.create(userId="me", body={"message": message}).execute()
        return made

    def raw(self, mail_id: str) -> bytes:
        return urlsafe_b64decode(self.message(mail_id, format="raw")["raw"])

    def history(self, start: str, **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.gmail.users().history().list(userId="me", startHistoryId=start, **more).execute()
        return found

    def history_id(self) -> str:
        return str(self.gmail.users().getProfile(userId="me").execute()["historyId"])

    # --- calendar ------------------------------------------------------------------------------------------------

    @property
    def events(self) -> Any:
        return self.calendar.events()

    def own_calendar(self) -> str:
        return str(self.calendar.calendars().insert(body={"summary": "Afterword"}).execute()["id"])

    def insert(self, calendar: str, **body: Any) -> dict[str, Any]:
        body = {"summary": "Call", "start": START, "end": END} | body
        made: dict[str, Any] = self.events.insert(calendarId=calendar, body=body, sendUpdates="none").execute()
        return made

    def listed(self, calendar: str = "primary", **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.events.list(calendarId=calendar, **more).execute()
        return found


def reason(error: HttpError) -> tuple[int, str]:
    """Status and reason of a refusal."""
    return error.resp.status, json.loads(error.content)["error"]["errors"][0]["reason"]


def scoped(*names: str) -> tuple[str, ...]:
    return tuple(f"https://www.googleapis.com/auth/{name}" for name in names)
