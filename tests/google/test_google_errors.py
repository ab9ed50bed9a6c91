"""Every error of Google's and of the line, in the branch that says what to do about it."""

from __future__ import annotations

import json

import httplib2
import pytest
from google.auth.exceptions import RefreshError, TransportError
from googleapiclient.errors import HttpError

from afterword.errors import AfterwordError, Conflict, NeedsLogin, Rejected, Transient
from afterword.providers.google.errors import translated
from afterword.providers.google.failures import Missing, NoAnswer, Refused
from google_server.problems import Problem


def answered(
    code: int, reason: str = "", *, headers: dict[str, str] | None = None, body: bytes | None = None
) -> HttpError:
    response = httplib2.Response({"status": str(code), **(headers or {})})
    return HttpError(
        response, body if body is not None else json.dumps(Problem(code, reason, "said").body("gmail")).encode()
    )


@pytest.mark.parametrize(
    ("code", "reason", "branch", "remedy"),
    [
        (400, "badRequest", Refused, "Update Afterword"),
        (401, "authError", NeedsLogin, "afterword login"),
        (403, "rateLimitExceeded", Transient, "next cycle"),
        (403, "userRateLimitExceeded", Transient, "next cycle"),
        (403, "quotaExceeded", Transient, "next cycle"),
        (403, "dailyLimitExceeded", Transient, "tried again later"),
        (403, "insufficientPermissions", NeedsLogin, "tick every box"),
        (403, "accessNotConfigured", Rejected, "Enable both"),
        (403, "domainPolicy", Rejected, "administrator"),
        (403, "forbidden", Rejected, "Check that the calendar is yours"),
        (403, "forbiddenForNonOrganizer", Rejected, "Check that the calendar is yours"),
        (404, "notFound", Missing, "deleted"),
        (409, "duplicate", Conflict, "looked up"),
        (410, "deleted", Missing, "any more"),
        (410, "fullSyncRequired", Missing, "any more"),
        (412, "conditionNotMet", Conflict, "stays as it is"),
        (429, "rateLimitExceeded", Transient, "slow down"),
        (500, "backendError", Transient, "next cycle"),
        (503, "backendError", Transient, "next cycle"),
        (302, "", Rejected, "endpoints"),
    ],
)
def test_every_answer_has_its_branch_and_a_remedy(
    code: int, reason: str, branch: type[AfterwordError], remedy: str
) -> None:
    error = translated(answered(code, reason))
    assert type(error) is branch
    assert remedy in str(error)


@pytest.mark.parametrize(
    ("error", "branch", "remedy"),
    [
        (TimeoutError("slow"), NoAnswer, "in time"),
        (ConnectionError("ChunkedEncodingError"), Transient, "is this machine online"),
        (json.JSONDecodeError("garbage", "x", 0), Transient, "can't be read"),
        (UnicodeDecodeError("utf-8", b"x", 0, 1, "bad"), Transient, "can't be read"),
        (TransportError("no route"), Transient, "login server"),
        (RefreshError("invalid_grant: expired", {"error": "invalid_grant"}), NeedsLogin, "publish the app"),
        (RefreshError("invalid_client: unknown", {"error": "invalid_client"}), NeedsLogin, "Download a new one"),
        (RefreshError("deleted_client: gone", {"error": "deleted_client"}), NeedsLogin, "Download a new one"),
        (RefreshError("invalid_scope: Bad Request", {}), NeedsLogin, "tick every box"),
        (RefreshError("admin_policy_enforced: no", {}), Rejected, "administrator"),
        (RefreshError("internal_failure", retryable=True), Transient, "has trouble"),
        (RefreshError("<html>"), Transient, "can't be understood"),
    ],
)
def test_every_failure_of_the_line_and_the_login_has_its_branch(
    error: Exception, branch: type[AfterwordError], remedy: str
) -> None:
    found = translated(error)
    assert type(found) is branch
    assert remedy in str(found)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "Tue, 03 Mar 2026 10:00:30 GMT", "date": "Tue, 03 Mar 2026 10:00:00 GMT"}, 30.0),
        ({"retry-after": "Tue, 03 Mar 2026 09:00:00 GMT", "date": "Tue, 03 Mar 2026 10:00:00 GMT"}, 0.0),
        ({"retry-after": "Tue, 03 Mar 2026 10:00:30 GMT"}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_as_google_says_by_its_own_clock(headers: dict[str, str], seconds: float | None) -> None:
    error = translated(answered(503, "backendError", headers=headers))
    assert isinstance(error, Transient)
    assert error.retry_after == seconds


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"error": "text"}', b'{"error": {"errors": [1], "details": 2}}', b"\xff"]
)
def test_an_error_in_any_form_is_translated(body: bytes) -> None:
    assert type(translated(answered(502, body=body))) is Transient
    assert type(translated(answered(403, body=body))) is Rejected


@pytest.mark.parametrize(("api", "remedy"), [("gmail", "mail.google.com"), ("calendar", "the calendar is yours")])
def test_what_google_forbids_is_advised_on_for_the_api_that_was_asked(api: str, remedy: str) -> None:
    assert remedy in str(translated(answered(403, "forbidden"), api))


def test_nothing_of_an_answer_but_its_reasons_is_told() -> None:
    error = translated(
        answered(400, "badRequest", body=b'{"error": {"message": "canary", "errors": [{"reason": "why"}]}}')
    )
    assert "canary" not in str(error)
    assert "why" in str(error)
