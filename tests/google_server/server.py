"""The server as a test sees it: start it, point a client at it, command it, count what came."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import parse_qsl

from . import calendar, gmail, oauth, problems
from .calendar_state import Calendars
from .calls import Answer, Call, as_json
from .clock import Clock
from .deeds import Person
from .discovery import Document, Method, parameters
from .faults import Fault, Faults
from .fields import selected
from .mailbox import Mailbox
from .pages import Pages
from .problems import Problem
from .serving import Listener
from .units import Limits, units_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EMAIL = "kim@example.org"
SCOPES = tuple(
    f"https://www.googleapis.com/auth/{name}"
    for name in (
        "gmail.readonly",
        "gmail.compose",
        "calendar.events.readonly",
        "calendar.calendarlist.readonly",
        "calendar.app.created",
    )
)


class GoogleServer:
    """Gmail, Google Calendar and Google's accounts for one person, on a port of the loopback interface.

    `requests` holds every call in order. `bugs` are violations of the discovery documents by this server itself,
    `misuse` are requests that Google takes for something else than was meant (an unknown search operator): leaving the
    `with` raises AssertionError if there is either. `watchers` are called as (stage, call) with the stages "before"
    and "after" the effect, while the client still waits and nothing else happens. `dialects` make it answer like
    another server of these APIs: by method, what becomes of (call, answer).
    """

    def __init__(self, email: str = EMAIL, zone: str = "Europe/Berlin", now: datetime = NOW, port: int = 0) -> None:
        self.email = email
        self.clock = Clock(now)
        self.lock = threading.RLock()
        self.closing = threading.Event()
        self.mailbox = Mailbox(email, self.clock)
        self.calendars = Calendars(email, zone, self.clock)
        self.accounts = oauth.Accounts()
        self.faults = Faults()
        self.pages = Pages()
        self.attachments: dict[str, tuple[str, str]] = {}
        self.limits = Limits()
        self.person = Person(self)
        self.requests: list[Call] = []
        self.bugs: list[str] = []
        self.misuse: list[str] = []
        self.watchers: list[Callable[[str, Call], object]] = []
        self.dialects: dict[str, Callable[[Call, Any], Any]] = {}
        self._documents = [
            Document("gmail", "gmail.v1", "/"),
            Document("calendar", "calendar.v3", "/calendar/v3/"),
        ]
        self._handlers = {**gmail.METHODS, **calendar.METHODS}
        self._listener = Listener(self, port)
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True)

    # --- life ----------------------------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.closing.set()
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()
        if kind is None and (self.bugs or self.misuse):
            raise AssertionError("\n".join(["wrong at the server or in what it was asked:", *self.bugs, *self.misuse]))

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._listener.server_address[1]}"

    @property
    def gmail_endpoint(self) -> str:
        """For `client_options.api_endpoint`, which replaces root and service path."""
        return f"{self.base}/"

    @property
    def calendar_endpoint(self) -> str:
        return f"{self.base}/calendar/v3"

    @property
    def auth_uri(self) -> str:
        return f"{self.base}/o/oauth2/auth"

    @property
    def token_uri(self) -> str:
        return f"{self.base}/token"

    def client_file(self) -> dict[str, Any]:
        """The content of the person's credentials.json, pointing here."""
        return oauth.client_file(self.base)

    def authorized_user_json(self, scopes: tuple[str, ...] = SCOPES, *, expired: bool = False) -> str:
        """The content of a token file after a login that granted `scopes` (full addresses)."""
        access, refresh = self.accounts.issue(tuple(scopes))
        return oauth.authorized_user(self.base, tuple(scopes), access, refresh, expired=expired)

    # --- counting and commanding -----------------------------------------------------------------------------------

    @property
    def units(self) -> int:
        """Gmail quota units spent since the last `forget`."""
        return sum(call.units for call in self.requests if call.method.startswith("gmail."))

    def counts(self) -> Counter[str]:
        """Requests by method id (tokens included, as `oauth.token`)."""
        return Counter(call.method for call in self.requests)

    def forget(self) -> None:
        """Count from zero."""
        self.requests.clear()

    def attachment_id(self, mail: str, path: str) -> str:
        """A new id every time, as at Gmail."""
        token = f"ANGjdJ{len(self.attachments) + 1:08d}"
        self.attachments[token] = (mail, path)
        return token

    def sent(self) -> list[Call]:
        """The calls of sending methods: must stay empty."""
        return [call for call in self.requests if call.method.endswith(".send")]

    def noisy(self) -> list[Call]:
        """The calendar writes that may have sent mail to guests: must stay empty."""
        writes = [
            call
            for call in self.requests
            if call.method.startswith("calendar.events.") and call.http_method in ("POST", "PUT", "PATCH", "DELETE")
        ]
        return [
            call for call in writes if call.params.get("sendUpdates") != "none" or "sendNotifications" in call.params
        ]

    def fail(
        self,
        pattern: str,
        fault: Fault,
        times: int = 1,
        skip: int = 0,
        when: Callable[[dict[str, Any]], bool] | None = None,
    ) -> None:
        """The next `times` calls of a method matching `pattern` (as in a shell) fail, after `skip` that don't."""
        with self.lock:
            self.faults.plan(pattern, fault, times, skip, when)

    # --- answering -----------------------------------------------------------------------------------------------

    def answer(self, call: Call) -> Answer:
        """What goes back for a call. Holds the lock while state is touched, not while the client waits."""
        with self.lock:
            self.requests.append(call)
            try:
                answer = self._spoilt(call)
            except Exception as error:  # noqa: BLE001 - a bug of this server, kept for the test to see
                self.bugs.append(f"{call.method or call.path}: {type(error).__name__}: {error}")
                answer = as_json(500, {"error": {"code": 500, "message": f"bug: {error!r}"}})
            call.status = answer.status if answer.delivery in ("whole", "half") else 0
            return answer

    def _spoilt(self, call: Call) -> Answer:
        found = self._find(call)
        call.method = found[0].id if found else _ACCOUNT_PATHS.get((call.http_method, call.path), "")
        fault = self.faults.strike(call.method or call.path, {**dict(call.query), **(found[1] if found else {})})
        if found:
            call.units = units_of(found[0].id)
        if fault is None:
            return self._real(call, found)
        call.fault = fault.name
        real = self._real(call, found) if fault.executed else Answer(200, b"{}")
        return self._spoil(real, fault, call)

    def _spoil(self, real: Answer, fault: Fault, call: Call) -> Answer:
        answer = real
        if fault.problem is not None:
            call.reason = fault.problem.reason
            answer = _refusal(call, fault.problem)
        elif fault.text is not None:
            answer = Answer(fault.status, fault.text.encode(), fault.content_type)
        answer.headers = {**answer.headers, **fault.headers}
        answer.delivery, answer.seconds, answer.date_shift = fault.delivery, fault.seconds, fault.date_shift
        return answer

    def _find(self, call: Call) -> tuple[Method, dict[str, str]] | None:
        hits = (document.find(call.http_method, call.path) for document in self._documents)
        return next((hit for hit in hits if hit), None)

    def _real(self, call: Call, found: tuple[Method, dict[str, str]] | None) -> Answer:
        for watcher in self.watchers:
            watcher("before", call)
        try:
            answer = self._api(call, *found) if found else self._account(call)
        except Problem as problem:
            call.reason = problem.reason
            answer = _refusal(call, problem)
        for watcher in self.watchers:
            watcher("after", call)
        return answer

    def _api(self, call: Call, method: Method, variables: dict[str, str]) -> Answer:
        document = next(document for document in self._documents if document.service == method.service)
        grant = self.accounts.grant_of(call.headers.get("authorization", ""))
        if grant is None:
            raise problems.unauthorized(method.service)
        self.limits.spend(method.id, call.units)
        call.params = parameters(method, variables, call.query)
        call.body = _body(call)
        document.check_body(method, call.body)
        call.scopes, call.client = frozenset(grant.scopes), grant.client
        call.usable = call.scopes & frozenset(method.scopes)
        if not call.usable:
            raise problems.missing_scope(method.service, list(method.scopes))
        handler = self._handlers.get(method.id)
        if handler is None:
            raise Problem(501, "notImplemented", f"{method.id} is not part of this server.")
        body = handler(self, call)
        call.executed = True
        self.bugs += document.check_answer(method, body)
        if body is None:
            return Answer(204)
        document.check_fields(method, call.params.get("fields"))
        if method.id in self.dialects:
            body = self.dialects[method.id](call, body)
        etag = {"ETag": body["etag"]} if "etag" in body else {}
        return as_json(200, selected(body, call.params.get("fields")), etag)

    def _account(self, call: Call) -> Answer:
        form = dict(parse_qsl(call.raw.decode("utf-8", "replace"), keep_blank_values=True))
        if call.method == "oauth.auth":
            reply = self.accounts.page(dict(call.query))
        elif call.method == "oauth.token":
            reply = self.accounts.token(form, call.headers.get("authorization", ""))
        elif call.method == "oauth.revoke":
            reply = self.accounts.revoke({**dict(call.query), **form})
        else:
            return Answer(404, b"<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>", "text/html; charset=UTF-8")
        call.executed = reply.status < 400
        if isinstance(reply.body, str):
            return Answer(reply.status, reply.body.encode(), "text/html; charset=UTF-8", reply.headers)
        call.reason = reply.body.get("error", "")
        return as_json(reply.status, reply.body, reply.headers)


_ACCOUNT_PATHS = {
    ("GET", "/o/oauth2/auth"): "oauth.auth",
    ("GET", "/o/oauth2/v2/auth"): "oauth.auth",
    ("POST", "/token"): "oauth.token",
    ("POST", "/revoke"): "oauth.revoke",
}


def _service(call: Call) -> str:
    return "calendar" if call.path.startswith("/calendar/") else "gmail"


def _refusal(call: Call, problem: Problem) -> Answer:
    if problem.code == 304:
        return Answer(304)
    return as_json(problem.code, problem.body(_service(call)), problem.headers)


def _body(call: Call) -> Any:
    if not call.raw:
        return None
    if not call.headers.get("content-type", "").startswith("application/json"):
        raise problems.bad_request("Content type is not supported: use application/json.", reason="parseError")
    try:
        return json.loads(call.raw)
    except ValueError as error:
        raise problems.bad_request("Invalid JSON payload received.", reason="parseError") from error
