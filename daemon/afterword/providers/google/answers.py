"""What each answer of Google's carries, whatever else it holds: an answer without it is none. One table, pure.

An empty body or an empty object must not pass for "there is nothing": an employer's answer would never be seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from afterword.providers.google.failures import garbled

_CARRIED: dict[str, tuple[str, ...]] = {
    "gmail.users.getProfile": ("historyId", "emailAddress"),
    "gmail.users.history.list": ("historyId",),
    "gmail.users.messages.list": ("messages", "resultSizeEstimate"),
    "gmail.users.messages.get": ("id",),
    "gmail.users.drafts.list": ("drafts", "resultSizeEstimate"),
    "gmail.users.drafts.get": ("id",),
    "gmail.users.drafts.create": ("id",),
    "calendar.calendarList.list": ("items",),
    "calendar.calendars.insert": ("id",),
    "calendar.events.list": ("items",),
    "calendar.events.get": ("id",),
    "calendar.events.insert": ("id",),
    "calendar.events.update": ("id",),
}
"""By the ids of the discovery documents: one of these is always there. Gmail leaves out a list that is empty, the
calendar does not."""


def whole(method: str, answer: Any) -> dict[str, Any]:
    """The answer to a call of `method`. Raises Transient for one that lacks what it must have."""
    if not isinstance(answer, Mapping):
        raise garbled("no object")
    names = _CARRIED[method]
    if all(answer.get(name) in (None, "") for name in names):
        raise garbled(f"no {names[0]}")
    return dict(answer)
