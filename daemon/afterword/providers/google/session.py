"""The way to Google's two APIs: built when first used, reads repeated with patience, writes made once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tenacity import RetryCallState, Retrying

from afterword.errors import Conflict, NeedsLogin, Transient
from afterword.ports import Usage
from afterword.providers.google.allowed import CALENDAR, GMAIL
from afterword.providers.google.answers import whole
from afterword.providers.google.failures import Missing, NoAnswer, garbled

if TYPE_CHECKING:
    from google.auth.transport.requests import AuthorizedSession
    from google.oauth2.credentials import Credentials

    from afterword.providers.google.scopes import Login

_TRIES, _TRIES_IN_SILENCE = 4, 2
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 20.0
_VERSIONS = {GMAIL: "v1", CALENDAR: "v3"}


@dataclass(frozen=True, slots=True)
class Timing:
    """Whatever has to do with waiting, to be replaced in tests. `jitter` gives 0 to 1."""

    ticks: Callable[[], float]
    sleep: Callable[[float], None]
    jitter: Callable[[], float]


class Session:
    """One login at Google. Nothing is loaded from disk or asked before the first call."""

    def __init__(self, login: Login, endpoints: dict[str, str], timing: Timing) -> None:
        self.usage = Usage()
        self._login = login
        self._endpoints = endpoints
        self._timing = timing
        self._services: dict[str, Any] = {}
        self._collections: dict[tuple[str, ...], Any] = {}
        self._credentials: Credentials | None = None
        self._token: dict[str, Any] = {}

    def gmail(self, *names: str) -> Any:
        """A collection of the person's mailbox, as `gmail("messages")`; without a name the mailbox itself."""
        return self._collection(GMAIL, "users", *names)

    def calendar(self, name: str) -> Any:
        """A collection of the calendar's, as `calendar("events")`."""
        return self._collection(CALENDAR, name)

    def read(self, request: Any) -> dict[str, Any]:
        """The answer to something that is safe to ask again: tried up to four times, as long as Google asks to wait no
        longer than a cycle can. Raises the branches of `errors`."""
        try:
            return self._patiently(request)
        except Missing:
            # What is new is not known everywhere at once: that something is not there is believed when said twice.
            return self._patiently(request)

    def write(self, request: Any) -> dict[str, Any]:
        """The answer to a write, made once. Transient: nobody knows whether it took effect."""
        return whole(request.methodId, self._once(request))

    def delete(self, request: Any) -> None:
        """A deletion, made once. What Google answers proves little, that something was not there least of all: whoever
        calls looks afterwards."""
        with suppress(Missing):
            self._once(request)

    def _patiently(self, request: Any) -> dict[str, Any]:
        patience = Retrying(
            retry=_worth_repeating,
            stop=_enough,
            wait=self._wait,
            sleep=self._timing.sleep,
            reraise=True,
        )
        return patience(self._looked, request)

    def _looked(self, request: Any) -> dict[str, Any]:
        try:
            return whole(request.methodId, self._once(request))
        except Conflict as error:  # with what should a look be in conflict?
            raise garbled("a conflict") from error

    def _once(self, request: Any) -> Any:
        from afterword.providers.google.errors import VENDOR, translated  # noqa: PLC0415 - loaded by now

        try:
            return request.execute(num_retries=0)
        except VENDOR as error:
            raise translated(error, request.methodId.partition(".")[0]) from error
        finally:
            self._keep_token()

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, Transient) and error.retry_after is not None:
            return error.retry_after
        return _FIRST_WAIT * 2.0 ** (state.attempt_number - 1) * (0.5 + self._timing.jitter())

    def _collection(self, api: str, *path: str) -> Any:
        """Built once: Google's library takes longer to make one than to ask it something."""
        if not path:
            return self._service(api)
        if (api, *path) not in self._collections:
            self._collections[api, *path] = getattr(self._collection(api, *path[:-1]), path[-1])()
        return self._collections[api, *path]

    # --- the line ----------------------------------------------------------------------------------------------

    def _service(self, api: str) -> Any:
        if api not in self._services:
            from googleapiclient.discovery import build  # noqa: PLC0415 - only who asks Google loads its libraries

            from afterword.providers.google.transport import Transport, pace_of  # noqa: PLC0415 - see above

            pace = pace_of(api, self._timing.ticks, self._timing.sleep)
            transport = Transport(self._authorized, api, self._endpoints[api], pace, self.usage)
            self._services[api] = build(
                api,
                _VERSIONS[api],
                http=transport,
                static_discovery=True,
                cache_discovery=False,
                client_options={"api_endpoint": self._endpoints[api]},
            )
        return self._services[api]

    @cached_property
    def _authorized(self) -> AuthorizedSession:
        from google.auth.transport.requests import AuthorizedSession  # noqa: PLC0415 - see `_service`

        from afterword.providers.google.auth import credentials_of  # noqa: PLC0415 - see `_service`
        from afterword.providers.google.transport import hush  # noqa: PLC0415 - see `_service`

        hush()
        self._credentials, self._token = credentials_of(self._login)
        # A token refused is the transport's business, which counts what it asks.
        return AuthorizedSession(self._credentials, refresh_status_codes=())  # type: ignore[no-untyped-call]

    def _keep_token(self) -> None:
        """A token refreshed is one that the next cycle need not ask for. What can't be written is not needed."""
        credentials = self._credentials
        if credentials is None or not credentials.token or credentials.token == self._token.get("token"):
            return
        from afterword.providers.google.auth import renewed, save, token_of  # noqa: PLC0415 - loaded by now

        former, self._token = self._token, renewed(self._token, credentials)
        if self._login.token_is_ours:
            with suppress(OSError, NeedsLogin):
                # Whoever has logged in or out meanwhile wants that to stay.
                if token_of(self._login.token)["refresh_token"] == former["refresh_token"]:
                    save(self._login.token, self._token)


def _worth_repeating(state: RetryCallState) -> bool:
    error = state.outcome.exception() if state.outcome else None
    return isinstance(error, Transient) and (error.retry_after or 0.0) <= _LONGEST_WAIT


def _enough(state: RetryCallState) -> bool:
    error = state.outcome.exception() if state.outcome else None
    return state.attempt_number >= (_TRIES_IN_SILENCE if isinstance(error, NoAnswer) else _TRIES)
