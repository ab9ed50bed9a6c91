"""What each method costs, and the limits a minute.

Gmail's quota units: messages.get, threads.get, messages.list and history.list as of May 2026; the others as Google's
usage-limits page has had them for years (developers.google.com/workspace/gmail/api/reference/quota).
"""

from __future__ import annotations

import time
from collections import deque

from .problems import Problem, usage_limit

_GMAIL = {
    "getProfile": 1,
    "stop": 50,
    "watch": 100,
    "drafts.create": 10,
    "drafts.delete": 10,
    "drafts.get": 5,
    "drafts.list": 5,
    "drafts.send": 100,
    "drafts.update": 15,
    "history.list": 2,
    "labels.create": 5,
    "labels.delete": 5,
    "labels.get": 1,
    "labels.list": 1,
    "labels.patch": 5,
    "labels.update": 5,
    "messages.attachments.get": 5,
    "messages.batchDelete": 50,
    "messages.batchModify": 50,
    "messages.delete": 10,
    "messages.get": 20,
    "messages.import": 25,
    "messages.insert": 25,
    "messages.list": 5,
    "messages.modify": 5,
    "messages.send": 100,
    "messages.trash": 5,
    "messages.untrash": 5,
    "threads.delete": 20,
    "threads.get": 40,
    "threads.list": 10,
    "threads.modify": 10,
    "threads.trash": 10,
    "threads.untrash": 10,
}


def units_of(method: str) -> int:
    """Calendar counts requests: each is one. Gmail's settings are about one each."""
    return _GMAIL.get(method.removeprefix("gmail.users."), 1)


class Limits:
    """The limits a minute and person, kept only when `enforced`. In real time: this is about a client's pace."""

    def __init__(self) -> None:
        self.enforced = False
        self.gmail_units = 6000
        self.calendar_requests = 600
        self._spent: dict[str, deque[tuple[float, int]]] = {"gmail": deque(), "calendar": deque()}

    def spend(self, method: str, units: int) -> None:
        service = method.partition(".")[0]
        spent, now = self._spent[service], time.monotonic()
        while spent and spent[0][0] < now - 60:
            spent.popleft()
        limit = self.gmail_units if service == "gmail" else self.calendar_requests
        if self.enforced and sum(cost for _, cost in spent) + units > limit:
            raise self._exceeded(service)
        spent.append((now, units))

    def _exceeded(self, service: str) -> Problem:
        if service == "gmail":
            return usage_limit(429, "rateLimitExceeded", "Quota exceeded for quota metric 'Total quota'.")
        return usage_limit(403, "rateLimitExceeded", "Rate Limit Exceeded")
