"""What can go wrong between a client and Google, by name and on command.

`FAULTS` holds them all, so that a test can walk through them; the functions make one to measure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from . import problems
from .problems import Problem


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `executed`: the call has its effect before its answer is spoilt. `delivery` is how it goes out:

    whole · drop (the connection ends without an answer) · hang (no answer for `seconds`, then the connection ends) ·
    half (the Content-Length promises more than comes).
    """

    name: str
    executed: bool = False
    delivery: str = "whole"
    problem: Problem | None = None
    status: int = 200
    text: str | None = None
    content_type: str = "application/json; charset=UTF-8"
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 60.0
    date_shift: float = 0.0


def refused(problem: Problem, name: str = "") -> Fault:
    return Fault(name or f"{problem.code} {problem.reason}", problem=problem, status=problem.code)


def dropped(*, executed: bool) -> Fault:
    return Fault(f"dropped {'after' if executed else 'before'} the effect", executed=executed, delivery="drop")


def hung(*, executed: bool, seconds: float = 60.0) -> Fault:
    name = f"timeout {'after' if executed else 'before'} the effect"
    return Fault(name, executed=executed, delivery="hang", seconds=seconds)


def half(*, executed: bool = True) -> Fault:
    return Fault("half an answer", executed=executed, delivery="half")


def garbage(*, executed: bool = True, text: str = '{"id": "18c, \x00\xff]') -> Fault:
    return Fault("garbage JSON", executed=executed, text=text)


def untrue(status: int, text: str = "", *, executed: bool) -> Fault:
    """Something before Google answers in its place that all is well."""
    what = f"{status} {text or 'without a body'}"
    return Fault(f"{what} {'after' if executed else 'before'} the effect", executed, status=status, text=text)


def html(status: int, *, executed: bool = False) -> Fault:
    text = f"<!DOCTYPE html>\n<html lang=en>\n<title>Error {status}</title>\n<p><b>{status}.</b> That’s an error.\n"
    return Fault(
        f"HTML {status}{' after the effect' if executed else ''}",
        executed,
        status=status,
        text=text,
        content_type="text/html; charset=UTF-8",
    )


def skewed(seconds: float) -> Fault:
    """The Date header is off by so much; the answer is fine."""
    return Fault("clock skew", executed=True, date_shift=seconds)


def server_error(code: int, retry_after: int | str | None = None, *, executed: bool = False) -> Fault:
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    texts = {500: "Backend Error", 502: "Bad Gateway", 503: "The service is currently unavailable.", 504: "Timeout"}
    problem = Problem(code, "backendError", texts.get(code, "Backend Error"), headers=headers)
    name = f"{code}{' with Retry-After' if headers else ''}{' after the effect' if executed else ''}"
    return Fault(name, executed=executed, problem=problem, status=code)


def token_error(error: str, description: str, status: int = 400) -> Fault:
    """For the method `oauth.token`."""
    return Fault(f"token {error}", status=status, text=f'{{"error": "{error}", "error_description": "{description}"}}')


def _forbidden(reason: str, message: str, domain: str = "global", detail: str = "") -> Fault:
    details = (problems.info(detail, "gmail"),) if detail else ()
    return refused(Problem(403, reason, message, domain=domain, details=details))


def _of_rights() -> list[Fault]:
    return [
        refused(problems.unauthorized("gmail")),
        _forbidden("rateLimitExceeded", "Rate Limit Exceeded", "usageLimits"),
        _forbidden("userRateLimitExceeded", "User Rate Limit Exceeded", "usageLimits"),
        _forbidden("quotaExceeded", "Calendar usage limits exceeded.", "usageLimits"),
        _forbidden("dailyLimitExceeded", "Daily Limit Exceeded", "usageLimits"),
        refused(problems.missing_scope("gmail", [])),
        _forbidden("forbidden", "Forbidden"),
        _forbidden(
            "forbiddenForNonOrganizer",
            "Shared properties can only be changed by the organizer of the event.",
            "calendar",
        ),
        _forbidden(
            "accessNotConfigured",
            "The API has not been used in project 123456789012 before or it is disabled.",
            "usageLimits",
            "SERVICE_DISABLED",
        ),
        _forbidden("domainPolicy", "The domain administrators have disabled Gmail apps."),
    ]


def _of_the_server() -> list[Fault]:
    limit = problems.usage_limit
    return [
        refused(problems.not_found("gmail")),
        refused(problems.duplicate()),
        refused(problems.full_sync_required()),
        refused(problems.deleted()),
        refused(problems.condition_not_met()),
        refused(limit(429, "rateLimitExceeded", "Too many concurrent requests for user")),
        refused(limit(429, "userRateLimitExceeded", "User-rate limit exceeded.", 7), "429 with Retry-After"),
        refused(
            limit(429, "userRateLimitExceeded", "User-rate limit exceeded.  Retry after 2026-03-02T09:05:00.000Z"),
            "429 with a time in the text",
        ),
        server_error(500),
        server_error(502),
        server_error(503),
        server_error(503, 7),
        server_error(503, executed=True),
        html(502),
        html(502, executed=True),
        html(200, executed=True),
        dropped(executed=False),
        dropped(executed=True),
        hung(executed=False),
        hung(executed=True),
        half(),
        garbage(),
        untrue(204, executed=False),
        untrue(204, executed=True),
        untrue(200, "{}", executed=False),
        skewed(-86400.0),
    ]


FAULTS: dict[str, Fault] = {fault.name: fault for fault in [*_of_rights(), *_of_the_server()]}
TOKEN_FAULTS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        token_error("invalid_grant", "Token has been expired or revoked."),
        token_error("invalid_client", "The OAuth client was not found.", 401),
        token_error("internal_failure", "Internal error", 500),
        html(503),
        dropped(executed=False),
        dropped(executed=True),
        garbage(),
    )
}


@dataclass(slots=True)
class Planned:
    """A fault waiting for its call."""

    pattern: str
    fault: Fault
    times: int
    skip: int
    when: Callable[[dict[str, Any]], bool] | None

    def strikes(self, method: str, params: dict[str, Any]) -> bool:
        """Whether this call is the one; counts it."""
        if self.times <= 0 or not fnmatchcase(method, self.pattern) or (self.when and not self.when(params)):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True


class Faults:
    """The faults to come, in the order of their planning."""

    def __init__(self) -> None:
        self._planned: list[Planned] = []

    def plan(
        self,
        pattern: str,
        fault: Fault,
        times: int = 1,
        skip: int = 0,
        when: Callable[[dict[str, Any]], bool] | None = None,
    ) -> None:
        self._planned.append(Planned(pattern, fault, times, skip, when))

    def strike(self, method: str, params: dict[str, Any]) -> Fault | None:
        """The fault for this call, if one is due. Every plan counts every call it matches."""
        hits = [planned.fault for planned in self._planned if planned.strikes(method, params)]
        return hits[0] if hits else None

    @property
    def waiting(self) -> int:
        """How many faults have not struck yet."""
        return sum(planned.times for planned in self._planned)

    def clear(self) -> None:
        self._planned.clear()
