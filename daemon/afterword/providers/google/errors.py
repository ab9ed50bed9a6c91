"""What Google and the line to it say when something fails, in the branches that the engine knows. One table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from google.auth.exceptions import GoogleAuthError, RefreshError
from googleapiclient.errors import Error as ApiError
from googleapiclient.errors import HttpError

from afterword.errors import AfterwordError, Conflict, NeedsLogin, Rejected, Transient
from afterword.providers.google.allowed import CALENDAR, GMAIL
from afterword.providers.google.failures import LATER, LOG_IN, Missing, NoAnswer, Refused, garbled

_TICK = "Run `afterword login` again and tick every box that it names."
_EXPIRED = (
    "Google no longer accepts the login: it was revoked, its password changed, or it is older than the 7 days that "
    f"an app in testing gets (publish the app: docs/google.md). {LOG_IN}"
)


VENDOR = (ApiError, GoogleAuthError, OSError, ValueError, KeyError, TypeError)
"""What the vendor's libraries raise over an answer, or for want of one."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """An error as Google words it: the code, every reason it gives, seconds to wait."""

    code: int
    reasons: frozenset[str]
    retry_after: float | None


_BUSY = frozenset(
    {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED"}
)
_DAY = frozenset({"dailyLimitExceeded", "dailyLimitExceededUnreg"})
_SCOPE = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})
_API_OFF = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})
_POLICY = frozenset({"domainPolicy", "ADMIN_POLICY_ENFORCED", "admin_policy_enforced", "policy_enforced"})

ENABLE = (
    "The Gmail or the Calendar API is not enabled for your Google project. Enable both under "
    "console.cloud.google.com > APIs & Services > Library, wait a minute, then try again."
)

_CHECK = {
    GMAIL: "Open mail.google.com with this account: if its mail is there, run `afterword login` again.",
    CALENDAR: "Check that the calendar is yours and may be written to.",
}


def translated(error: Exception, api: str = CALENDAR) -> AfterwordError:
    """The branch that an error of the vendor's libraries or of the line belongs to. `api`: which was asked."""
    if isinstance(error, AfterwordError):
        return error
    if isinstance(error, HttpError):
        return _of_answer(_answer(error), api)
    if isinstance(error, RefreshError):
        return _of_refresh(error)
    if isinstance(error, GoogleAuthError):
        return Transient(f"Google's login server can't be reached ({type(error).__name__}). {LATER}")
    if isinstance(error, TimeoutError):
        return NoAnswer(f"Google did not answer in time. {LATER}")
    if isinstance(error, OSError):
        return Transient(f"Google can't be reached ({error or type(error).__name__}): is this machine online? {LATER}")
    return garbled(type(error).__name__)


def _of_answer(answer: _Answer, api: str) -> AfterwordError:
    match answer.code:
        case 401:
            return NeedsLogin(f"Google refuses the login. {LOG_IN}")
        case 403:
            return _forbidden(answer, api)
        case 404:
            return Missing(
                "Google does not have it (404): it was deleted, or the account or an endpoint is another. Check both."
            )
        case 409:
            return Conflict("An entry of that id is or was there. It is looked up before anything is written.")
        case 410:  # of a sync token it means: too old, which the look that sent it knows
            return Missing(f"Google does not have it any more (410). {LATER}")
        case 412:
            return Conflict("It was changed meanwhile. It stays as it is.")
        case 408 | 425 | 429:
            return Transient(f"Google asks to slow down ({answer.code}). {LATER}", answer.retry_after)
        case code if code >= 500:
            return Transient(f"Google has trouble of its own ({code}). {LATER}", answer.retry_after)
        case code if 300 <= code < 400:
            return Rejected(f"Google's address answers with a redirect ({code}). Check the endpoints under [google].")
    why = ", ".join(sorted(answer.reasons)) or "no reason given"
    return Refused(f"Google refuses the request ({answer.code}: {why}). Update Afterword; if it stays, report it.")


def _forbidden(answer: _Answer, api: str) -> AfterwordError:
    reasons = answer.reasons
    if reasons & _BUSY:
        return Transient(f"Google's quota for this minute is used up. {LATER}", answer.retry_after)
    if reasons & _DAY:
        return Transient("Google's quota for today is used up. It is tried again later.", answer.retry_after or 3600.0)
    if reasons & _SCOPE:
        return NeedsLogin(f"The login does not cover what Afterword needs. {_TICK}")
    if reasons & _API_OFF:
        return Rejected(ENABLE)
    if reasons & _POLICY:
        return Rejected("Your organisation does not let apps in. Ask its administrator, or use another account.")
    why = ", ".join(sorted(reasons)) or "forbidden"
    return Rejected(f"Google forbids it ({why}). {_CHECK[api]}")


def _of_refresh(error: RefreshError) -> AfterwordError:
    """The token server's errors (RFC 6749 5.2) come as the text and as a dict of the answer."""
    said = " ".join(str(part) for part in error.args)
    if error.retryable:
        return Transient(f"Google's login server has trouble. {LATER}")
    if "invalid_grant" in said:
        return NeedsLogin(_EXPIRED)
    if "invalid_client" in said or "deleted_client" in said or "unauthorized_client" in said:
        return NeedsLogin(
            "Google does not know the client of your credentials file any more. Download a new one (docs/google.md), "
            f"then log in again. {LOG_IN}"
        )
    if "invalid_scope" in said or "scopes" in said:
        return NeedsLogin(f"The login does not cover what Afterword needs. {_TICK}")
    if any(word in said for word in _POLICY):
        return Rejected("Your organisation does not let apps in. Ask its administrator, or use another account.")
    if any(word in said for word in ("invalid_request", "refresh_token", "access_denied")):
        return NeedsLogin(f"Google refuses the login. {LOG_IN}")
    return Transient(f"Google's login server can't be understood. {LATER}")


def _answer(error: HttpError) -> _Answer:
    told = error.resp
    wait = _seconds(told.get("retry-after", ""), told.get("date", ""))
    return _Answer(int(told.status or 0), frozenset(_reasons(error.content)), wait)


def _reasons(content: bytes) -> list[str]:
    """Google gives reasons in three places, and an HTML page where a machine before it fails."""
    try:
        told = json.loads(content)["error"]
        found = [told.get("status"), *(each.get("reason") for each in _listed(told, "errors"))]
        found += [each.get("reason") for each in _listed(told, "details")]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []
    return [reason for reason in found if isinstance(reason, str)]


def _listed(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = data.get(name)
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _seconds(value: str, date: str) -> float | None:
    """Retry-After (RFC 9110 10.2.3): seconds, or a moment, which is measured by Google's own clock."""
    if value.strip().isdigit():
        return float(value)
    until, at = _moment(value), _moment(date)
    return max(0.0, (until - at).total_seconds()) if until and at else None


def _moment(value: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
