"""What Google says when it refuses: one function for each refusal, in the JSON of the API that was asked."""

from __future__ import annotations

from typing import Any

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}

USAGE = frozenset(
    {
        "rateLimitExceeded",
        "userRateLimitExceeded",
        "quotaExceeded",
        "dailyLimitExceeded",
        "accessNotConfigured",
    }
)


class Problem(Exception):
    """A refusal, raised by whatever finds it; the server turns it into an answer."""

    def __init__(
        self,
        code: int,
        reason: str,
        message: str,
        *,
        domain: str = "global",
        location: tuple[str, str] | None = None,
        details: tuple[dict[str, Any], ...] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code, self.reason, self.message, self.domain = code, reason, message, domain
        self.location, self.details, self.headers = location, details, headers or {}

    def body(self, service: str) -> dict[str, Any]:
        """Gmail answers with `status` and `details` besides the older form, which is all that Calendar has."""
        item: dict[str, Any] = {"domain": self.domain, "reason": self.reason, "message": self.message}
        if self.location:
            item |= {"locationType": self.location[0], "location": self.location[1]}
        error: dict[str, Any] = {"code": self.code, "message": self.message, "errors": [item]}
        if service == "gmail":
            error["status"] = _STATUS.get(self.code, "UNKNOWN")
        if self.details and (service == "gmail" or self.code in (401, 403)):
            error["details"] = list(self.details)
        return {"error": error}


def info(reason: str, service: str) -> dict[str, Any]:
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": {"service": f"{service}.googleapis.com"},
    }


def bad_request(message: str, *, reason: str = "invalid", parameter: str = "") -> Problem:
    return Problem(400, reason, message, location=("parameter", parameter) if parameter else None)


def bad_field(message: str, field: str) -> Problem:
    violation = {
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [{"field": field, "description": message}],
    }
    return Problem(400, "invalid", message, details=(violation,))


def unauthorized(service: str) -> Problem:
    return Problem(
        401,
        "authError",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
        "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
        location=("header", "Authorization"),
        details=(info("ACCESS_TOKEN_TYPE_UNSUPPORTED", service),),
        headers={"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"'},
    )


def missing_scope(service: str, scopes: list[str]) -> Problem:
    challenge = f'Bearer realm="https://accounts.google.com/", error="insufficient_scope", scope="{" ".join(scopes)}"'
    return Problem(
        403,
        "insufficientPermissions",
        "Request had insufficient authentication scopes.",
        details=(info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", service),),
        headers={"WWW-Authenticate": challenge},
    )


def not_found(service: str) -> Problem:
    return Problem(404, "notFound", "Requested entity was not found." if service == "gmail" else "Not Found")


def duplicate() -> Problem:
    return Problem(409, "duplicate", "The requested identifier already exists.")


def deleted() -> Problem:
    return Problem(410, "deleted", "Resource has been deleted")


def full_sync_required() -> Problem:
    return Problem(
        410,
        "fullSyncRequired",
        "Sync token is no longer valid, a full sync is required.",
        domain="calendar",
        location=("parameter", "syncToken"),
    )


def condition_not_met() -> Problem:
    return Problem(412, "conditionNotMet", "Precondition Failed", location=("header", "If-Match"))


def no_writer() -> Problem:
    return Problem(403, "requiredAccessLevel", "You need to have writer access to this calendar.", domain="calendar")


def usage_limit(code: int, reason: str, message: str, retry_after: int | None = None) -> Problem:
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Problem(code, reason, message, domain="usageLimits", headers=headers)
