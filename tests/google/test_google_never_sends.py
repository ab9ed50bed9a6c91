"""Of everything that the two APIs can do, the transport lets through what is listed here, and nothing that sends."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import googleapiclient
import pytest
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials

from afterword.ports import Usage
from afterword.providers.google.allowed import CALENDAR, CALLS, GMAIL, Forbidden, allowed
from afterword.providers.google.transport import Pace, Transport

DOCUMENTS = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
ENDPOINTS = {GMAIL: "https://gmail.googleapis.com", CALENDAR: "https://www.googleapis.com/calendar/v3"}
WHAT_PASSES = {
    "gmail.users.getProfile",
    "gmail.users.history.list",
    "gmail.users.messages.list",
    "gmail.users.messages.get",
    "gmail.users.drafts.list",
    "gmail.users.drafts.get",
    "gmail.users.drafts.create",
    "gmail.users.drafts.delete",
    "calendar.calendarList.list",
    "calendar.calendars.insert",
    "calendar.calendars.delete",
    "calendar.events.list",
    "calendar.events.get",
    "calendar.events.insert",
    "calendar.events.update",
    "calendar.events.delete",
}
QUIET = "?sendUpdates=none"


def walked(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from resource.get("methods", {}).values()
    for inner in resource.get("resources", {}).values():
        yield from walked(inner)


def methods() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for api, name in ((GMAIL, "gmail.v1"), (CALENDAR, "calendar.v3")):
        document = json.loads((DOCUMENTS / f"{name}.json").read_text(encoding="utf-8"))
        found += [(api, method) for method in walked(document)]
    return found


def paths(method: dict[str, Any]) -> list[str]:
    """The method's address, and that of its upload, with something in every place."""
    uploads = method.get("mediaUpload", {}).get("protocols", {}).values()
    every = [method["path"], *(each["path"].lstrip("/") for each in uploads)]
    return [re.sub(r"\{\+?\w+\}", "x1", path.replace("{userId}", "me")) for path in every]


def passes(api: str, http_method: str, path: str) -> bool:
    try:
        allowed(api, ENDPOINTS[api], http_method, f"{ENDPOINTS[api]}/{path}{QUIET}")
    except Forbidden:
        return False
    return True


def test_of_all_methods_of_both_apis_only_these_pass() -> None:
    every = methods()
    assert len(every) > 110
    passing = {
        method["id"] for api, method in every for path in paths(method) if passes(api, method["httpMethod"], path)
    }
    assert passing == WHAT_PASSES
    assert not [name for name in passing if "send" in name.lower()]


def test_no_upload_and_no_other_person_passes() -> None:
    for api, method in methods():
        plain, *uploads = paths(method)
        assert not [path for path in uploads if passes(api, method["httpMethod"], path)], method["id"]
        if "users/me" in plain and api == GMAIL:
            assert not passes(api, method["httpMethod"], plain.replace("users/me", "users/somebody@else.example"))


@pytest.mark.parametrize(
    "path",
    [
        "gmail/v1/users/me/drafts/send",
        "gmail/v1/users/me/messages/send",
        "gmail/v1/users/me/drafts/../messages/send",
        "gmail/v1/users/me/drafts/%2e%2e/messages/send",
        "gmail/v1/users/me/drafts%2Fsend",
        "gmail/v1/users/me//drafts",
        "gmail/v1/users/me/drafts/",
        "upload/gmail/v1/users/me/drafts",
        "batch/gmail/v1",
    ],
)
def test_no_detour_leads_to_sending(path: str) -> None:
    assert not passes(GMAIL, "POST", path)


def test_nothing_leaves_for_another_place() -> None:
    for address in (
        "https://elsewhere.example/gmail/v1/users/me/drafts",
        "http://gmail.googleapis.com/gmail/v1/users/me/drafts",
    ):
        with pytest.raises(Forbidden):
            allowed(GMAIL, ENDPOINTS[GMAIL], "GET", address)


def test_every_write_to_a_calendar_must_be_quiet() -> None:
    for call in CALLS[CALENDAR]:
        path = f"{ENDPOINTS[CALENDAR]}/{call.path.replace('{}', 'x1')}"
        if not call.writes or not call.path.endswith(("events", "events/{}")):  # a calendar has no guests
            continue
        for query in ("", "?sendUpdates=all", "?sendUpdates=none&sendUpdates=all", "?sendNotifications=false"):
            with pytest.raises(Forbidden):
                allowed(CALENDAR, ENDPOINTS[CALENDAR], call.method, path + query)
        assert allowed(CALENDAR, ENDPOINTS[CALENDAR], call.method, path + QUIET) is call


def test_the_transport_opens_no_connection_for_what_is_forbidden() -> None:
    session = AuthorizedSession(Credentials("token"))  # type: ignore[no-untyped-call]
    usage = Usage()
    line = Transport(session, GMAIL, ENDPOINTS[GMAIL], Pace(100, lambda: 0.0, lambda _: None), usage)
    with pytest.raises(Forbidden):
        line.request(f"{ENDPOINTS[GMAIL]}/gmail/v1/users/me/messages/send", "POST", "{}")
    assert usage.requests == {}
