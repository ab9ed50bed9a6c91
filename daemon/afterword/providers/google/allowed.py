"""The only requests that may leave for Google: HTTP method and path, and what each costs. Sending is not among them.

There is no scope for writing drafts that can't send as well, so this list is what keeps the promise. Whatever is not
in it raises `Forbidden` before a connection is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

GMAIL, CALENDAR = "gmail", "calendar"


class Forbidden(Exception):
    """A request that Afterword never makes: a mistake of its own, not the person's."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the path is that of the discovery document, after the endpoint, its user being `me`.

    `units` is what it costs of Gmail's quota (developers.google.com/workspace/gmail/api/reference/quota, May 2026).
    `quiet`: it must say sendUpdates=none, so that no guest is ever notified.
    """

    method: str
    path: str
    units: int = 0
    quiet: bool = False

    @property
    def writes(self) -> bool:
        return self.method != "GET"


CALLS: dict[str, tuple[Call, ...]] = {
    GMAIL: (
        Call("GET", "gmail/v1/users/me/profile", 1),
        Call("GET", "gmail/v1/users/me/history", 2),
        Call("GET", "gmail/v1/users/me/messages", 5),
        Call("GET", "gmail/v1/users/me/messages/{}", 20),
        Call("GET", "gmail/v1/users/me/drafts", 5),
        Call("GET", "gmail/v1/users/me/drafts/{}", 5),
        Call("POST", "gmail/v1/users/me/drafts", 10),
        Call("DELETE", "gmail/v1/users/me/drafts/{}", 10),
    ),
    CALENDAR: (
        Call("GET", "users/me/calendarList"),
        Call("POST", "calendars"),
        Call("DELETE", "calendars/{}"),
        Call("GET", "calendars/{}/events"),
        Call("GET", "calendars/{}/events/{}"),
        Call("POST", "calendars/{}/events", quiet=True),
        Call("PUT", "calendars/{}/events/{}", quiet=True),
        Call("DELETE", "calendars/{}/events/{}", quiet=True),
    ),
}


def allowed(api: str, endpoint: str, method: str, address: str) -> Call:
    """The call that this request is. Raises Forbidden for everything else."""
    base, parts = urlsplit(endpoint), urlsplit(address)
    prefix = base.path.rstrip("/") + "/"
    if (parts.scheme, parts.netloc) != (base.scheme, base.netloc) or not parts.path.startswith(prefix):
        raise Forbidden(f"{method} to another place than the {api} endpoint")
    path = parts.path[len(prefix) :]
    for call in CALLS[api]:
        if call.method == method and _fits(call.path, path):
            if call.quiet and parse_qs(parts.query).get("sendUpdates") != ["none"]:
                raise Forbidden(f"{method} {call.path} without sendUpdates=none")
            return call
    raise Forbidden(f"{method} of {api} is not among the calls that Afterword makes")


def _fits(template: str, path: str) -> bool:
    wanted, found = template.split("/"), path.split("/")
    return len(wanted) == len(found) and all(
        _is_name(part) if want == "{}" else part == want for want, part in zip(wanted, found, strict=True)
    )


def _is_name(part: str) -> bool:
    """One id, which can't lead anywhere else: neither a step up nor, decoded, a path of its own."""
    name = unquote(part)
    return name not in {"", ".", ".."} and "/" not in name and "\\" not in name
