"""The line to Google: what googleapiclient takes for an httplib2.Http, over a `requests` session.

httplib2 itself would send a POST again when the connection drops before the answer. Here every request is checked
against the list of those allowed, paced, counted, and made once.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httplib2
import requests
from google.auth.transport.requests import AuthorizedSession

from afterword.ports import Usage
from afterword.providers.google.allowed import GMAIL, Call, allowed

CONNECT, READ = 5.0, 30.0
"""Seconds to connect and to wait for an answer."""

_MINUTE = 60.0
_UNAUTHORIZED = 401
_MOST_UNITS, _MOST_REQUESTS = 5_400, 540
"""Nine tenths of what Google grants a person in a minute: 6,000 Gmail units, 600 calendar requests."""

# These log addresses and queries, and queries hold the addresses of people.
_TALKATIVE = (
    "urllib3",
    "requests",
    "google",
    "googleapiclient",
    "google_auth_oauthlib",
    "requests_oauthlib",
    "oauthlib",
)

Sleep = Callable[[float], None]
Ticks = Callable[[], float]


def hush() -> None:
    """Keep the libraries from logging anything of what goes over the line, also where the environment asks for it."""
    os.environ.pop("GOOGLE_SDK_PYTHON_LOGGING_SCOPE", None)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


@dataclass
class Pace:
    """So many units a minute: waits before the one too many. `ticks` are seconds of a clock that never goes back."""

    most: int
    ticks: Ticks
    sleep: Sleep
    _spent: deque[tuple[float, int]] = field(default_factory=deque)

    def take(self, units: int) -> None:
        now = self.ticks()
        while self._spent and self._spent[0][0] <= now - _MINUTE:
            self._spent.popleft()
        while self._spent and sum(spent for _, spent in self._spent) + units > self.most:
            self.sleep(max(0.0, self._spent.popleft()[0] + _MINUTE - self.ticks()))
        self._spent.append((self.ticks(), units))


def pace_of(api: str, ticks: Ticks, sleep: Sleep) -> Pace:
    return Pace(_MOST_UNITS if api == GMAIL else _MOST_REQUESTS, ticks, sleep)


class Transport:
    """The line to one API at one `endpoint`. Raises Forbidden, the builtin TimeoutError and ConnectionError, and what
    google.auth raises when it can't get a token."""

    def __init__(self, session: AuthorizedSession, api: str, endpoint: str, pace: Pace, usage: Usage) -> None:
        self._session = session
        self._api = api
        self._endpoint = endpoint
        self._pace = pace
        self._usage = usage

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,
        headers: dict[str, str] | None = None,
        **_: Any,
    ) -> tuple[httplib2.Response, bytes]:
        """One request, once. The signature is httplib2's; redirects are not followed."""
        call = allowed(self._api, self._endpoint, method, uri)
        answer = self._answer(call, method, uri, body, headers)
        if answer.status_code == _UNAUTHORIZED:
            # Refused, so nothing has happened: the token may have ended before its time. Without it a new one is got.
            self._session.credentials.token = None
            answer = self._answer(call, method, uri, body, headers)
        found = {name.lower(): value for name, value in answer.headers.items() if name.lower() != "content-encoding"}
        return httplib2.Response({**found, "status": str(answer.status_code)}), answer.content

    def _answer(
        self, call: Call, method: str, uri: str, body: Any, headers: dict[str, str] | None
    ) -> requests.Response:
        def goes_out(request: requests.PreparedRequest) -> requests.PreparedRequest:
            # Called when there is a token, which requests must not replace by a password from ~/.netrc.
            self._usage.count(self._api, call.units)
            return request

        self._pace.take(call.units if self._api == GMAIL else 1)
        try:
            answer: requests.Response = self._session.request(  # type: ignore[no-untyped-call]
                method, uri, data=body, headers=headers, auth=goes_out, timeout=(CONNECT, READ), allow_redirects=False
            )
        except requests.exceptions.Timeout as error:
            raise TimeoutError("no answer in time") from error
        except requests.exceptions.RequestException as error:
            raise ConnectionError(type(error).__name__) from error
        return answer

    def close(self) -> None:
        self._session.close()  # type: ignore[no-untyped-call]
