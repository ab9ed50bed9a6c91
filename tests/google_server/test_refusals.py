"""What Google refuses, the server refuses: unknown things, wrong things, and what the person did not allow."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from googleapiclient.errors import HttpError

from google_server import GoogleServer
from google_server.client import END, START, Client, reason, scoped
from google_server.discovery import Document

EVENTS = "/calendar/v3/calendars/primary/events"


def status(client: Client, method: str, path: str, **more: Any) -> int:
    return int(client.session.request(method, client.base + path, timeout=2, **more).status_code)


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/gmail/v1/users/me/letters", 404),
        ("GET", "/gmail/v1/users/me/drafts/send", 404),
        ("PATCH", "/gmail/v1/users/me/drafts", 404),
        ("GET", "/calendar/v3/calendars", 404),
        ("GET", "/nothing", 404),
        ("GET", "/gmail/v1/users/somebody@else.example/profile", 403),
        ("GET", "/gmail/v1/users/me/messages?maxResult=5", 400),
        ("GET", "/gmail/v1/users/me/messages?maxResults=-1", 400),
        ("GET", "/gmail/v1/users/me/messages?maxResults=many", 400),
        ("GET", "/gmail/v1/users/me/messages?includeSpamTrash=yes", 400),
        ("GET", "/gmail/v1/users/me/messages?q=a&q=b", 400),
        ("GET", "/gmail/v1/users/me/messages?labelIds=NOPE", 400),
        ("GET", "/gmail/v1/users/me/messages?pageToken=invented", 400),
        ("GET", "/gmail/v1/users/me/messages/18e0000000000000?format=whole", 400),
        ("GET", "/gmail/v1/users/me/history", 400),
        ("GET", "/gmail/v1/users/me/history?startHistoryId=12.5", 400),
        ("GET", "/gmail/v1/users/me/history?startHistoryId=99999999999999999999", 400),
        ("GET", "/gmail/v1/users/me/history?startHistoryId=5&historyTypes=messagesAdded", 400),
        ("GET", f"{EVENTS}?expand=true", 400),
        ("GET", f"{EVENTS}?singleEvents=1", 400),
        ("GET", f"{EVENTS}?maxResults=0", 400),
        ("GET", f"{EVENTS}?orderBy=end", 400),
        ("GET", f"{EVENTS}?orderBy=startTime", 400),
        ("GET", f"{EVENTS}?timeMin=2026-03-02", 400),
        ("GET", f"{EVENTS}?timeMin=2026-03-02T00:00:00", 400),
        ("GET", f"{EVENTS}?timeMin=2026-03-02T00:00:00Z&timeMax=2026-03-01T00:00:00Z", 400),
        ("GET", f"{EVENTS}?timeZone=Middle-earth", 400),
        ("GET", f"{EVENTS}?fields=items(id,colour)", 400),
        ("GET", f"{EVENTS}?fields=items(id", 400),
        ("GET", f"{EVENTS}?fields=items)", 400),
        ("GET", "/calendar/v3/calendars/nobody/events", 404),
        ("GET", f"{EVENTS}/abcde", 404),
        ("GET", "/gmail/v1/users/me/profile?" + "x" * 20_000, 414),
        ("GET", "/gmail/v1/users/me/profile?alt=json&prettyPrint=false&fields=emailAddress", 200),
    ],
)
def test_a_request_is_answered_with(
    google: GoogleServer, client: Client, method: str, path: str, expected: int
) -> None:
    google.person.add_event("Here", google.clock.now)
    assert status(client, method, path) == expected


@pytest.mark.parametrize(
    "more",
    [
        {"json": {"message": {"raw": "VG86IGE", "colour": "red"}}},
        {"json": {"draft": {}}},
        {"json": {"message": {"raw": 7}}},
        {"json": {"message": {"raw": "not base64!"}}},
        {"json": {"message": {"raw": "AAAAA"}}},
        {"json": {"message": {"labelIds": "DRAFT"}}},
        {"json": ["message"]},
        {"json": {}},
        {"data": "{", "headers": {"Content-Type": "application/json"}},
        {"data": "raw=x", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
    ],
)
def test_a_body_that_does_not_fit_is_refused(google: GoogleServer, client: Client, more: dict[str, Any]) -> None:
    assert status(client, "POST", "/gmail/v1/users/me/drafts", **more) == 400
    assert google.mailbox.drafts == {}


def test_only_the_fields_asked_for_come_back(google: GoogleServer, client: Client) -> None:
    google.person.add_event("Here", google.clock.now)
    page = client.listed(fields="items(summary,start/timeZone),nextSyncToken")
    assert page["items"] == [{"summary": "Here", "start": {"timeZone": "Europe/Berlin"}}]
    assert page.keys() == {"items", "nextSyncToken"}


# --- who may what ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer invented"}, {"Authorization": "Basic x"}])
def test_nobody_gets_in_without_a_token(google: GoogleServer, header: dict[str, str]) -> None:
    answer = requests.get(f"{google.base}/gmail/v1/users/me/profile", headers=header, timeout=30)
    assert answer.status_code == 401
    assert answer.json()["error"]["status"] == "UNAUTHENTICATED"


@pytest.mark.parametrize("service", ["gmail", "calendar"])
def test_every_method_wants_one_of_its_scopes(google: GoogleServer, service: str) -> None:
    name, prefix = {"gmail": ("gmail.v1", "/"), "calendar": ("calendar.v3", "/calendar/v3/")}[service]
    client = Client(google, scoped("drive"))
    methods = Document(service, name, prefix).methods
    assert len(methods) > 30
    for method in methods:
        path = method.pattern.pattern.replace("\\", "")
        for variable in method.pattern.groupindex:
            path = path.replace(f"(?P<{variable}>[^/]+)", "me" if variable == "userId" else "abcde")
        needed = [key for key, spec in method.params.items() if spec.get("required") and spec["location"] == "query"]
        query = {key: "true" if method.params[key]["type"] == "boolean" else "x" for key in needed}
        answer = client.session.request(method.http_method, google.base + path, params=query, timeout=30)
        assert answer.status_code == 403, method.id
        assert answer.json()["error"]["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
        assert google.requests[-1].method == method.id


def test_a_client_writes_only_the_calendars_that_it_made(google: GoogleServer, client: Client) -> None:
    own, other = client.own_calendar(), google.person.add_calendar("Private")
    client.insert(own)
    for calendar in ("primary", other):
        with pytest.raises(HttpError) as caught:
            client.insert(calendar)
        assert reason(caught.value) == (403, "insufficientPermissions")
    everything = Client(google, scoped("calendar.events"))
    everything.insert("primary")
    only_own = Client(google, scoped("calendar.app.created"))
    assert len(only_own.listed(own)["items"]) == 1
    with pytest.raises(HttpError) as caught:
        only_own.listed()
    assert reason(caught.value) == (403, "insufficientPermissions")


def test_reading_rights_do_not_write(google: GoogleServer) -> None:
    reader = Client(google, scoped("calendar.events.readonly", "gmail.readonly"))
    for refused in (
        reader.events.insert(calendarId="primary", body={"start": START, "end": END}),
        reader.calendar.calendars().insert(body={"summary": "Afterword"}),
        reader.drafts.create(userId="me", body={"message": {"raw": "VG86IGE"}}),
    ):
        with pytest.raises(HttpError) as caught:
            refused.execute()
        assert reason(caught.value) == (403, "insufficientPermissions")


def test_the_minutes_limit_is_kept_when_enforced(google: GoogleServer, client: Client) -> None:
    google.limits.enforced, google.limits.gmail_units, google.limits.calendar_requests = True, 12, 1
    assert client.search("x") == client.search("x") == []
    with pytest.raises(HttpError) as caught:
        client.search("x")
    assert reason(caught.value) == (429, "rateLimitExceeded")
    client.listed()
    with pytest.raises(HttpError) as caught:
        client.listed()
    assert reason(caught.value) == (403, "rateLimitExceeded")
