"""The HTTP of it: sockets in, sockets out, and the faults that happen on the wire."""

from __future__ import annotations

import gzip
import socket
import sys
from contextlib import suppress
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from .calls import Answer, Call

if TYPE_CHECKING:
    from .server import GoogleServer

_LONGEST_TARGET = 16_384
_LARGEST_BODY = 36_700_160


class Listener(ThreadingHTTPServer):
    """Binds to a free port of the loopback interface."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, google: GoogleServer, port: int = 0) -> None:
        self.google = google
        super().__init__(("127.0.0.1", port), Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no bug; anything else is."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            self.google.bugs.append(f"{type(error).__name__}: {error}")


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: Listener
    timeout = 120
    disable_nagle_algorithm = True

    def _serve(self) -> None:
        if len(self.path) > _LONGEST_TARGET:
            self._deliver(Answer(414, b"<html><title>Error 414</title></html>", "text/html"))
            return
        length = int(self.headers.get("Content-Length") or 0)
        if length > _LARGEST_BODY:
            self._deliver(Answer(413, b"<html><title>Error 413</title></html>", "text/html"))
            self.close_connection = True
            return
        self._deliver(self.server.google.answer(self._call(self.rfile.read(length))))

    def _call(self, body: bytes) -> Call:
        target = urlsplit(self.path)
        query = parse_qsl(target.query, keep_blank_values=True)
        headers = {name.lower(): value for name, value in self.headers.items()}
        http_method = self.command
        if override := headers.get("x-http-method-override"):
            # Clients turn a GET that is too long into a POST whose body is the query.
            http_method = override.upper()
            if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
                query, body = query + parse_qsl(body.decode(), keep_blank_values=True), b""
        return Call(http_method, target.path, query, headers, body)

    def _deliver(self, answer: Answer) -> None:
        if answer.delivery == "hang":
            self.server.google.closing.wait(answer.seconds)
        if answer.delivery in ("hang", "drop"):
            self._break_off()
            return
        if answer.delivery == "half":
            answer.status = 200 if answer.status == 204 else answer.status
            answer.headers["Content-Length"] = str(len(answer.body) + 100)
        elif self._takes_gzip():
            answer.body = gzip.compress(answer.body, 1) if answer.body else b""
            answer.headers |= {"Content-Encoding": "gzip"} if answer.body else {}
        self.send_response_only(answer.status)
        for name, value in self._headers(answer).items():
            self.send_header(name, value)
        self.end_headers()
        if answer.delivery == "half":
            self.wfile.write(answer.body[: len(answer.body) // 2])
            self._break_off()
        elif self.command != "HEAD":
            self.wfile.write(answer.body)

    def _headers(self, answer: Answer) -> dict[str, str]:
        now = self.server.google.clock.now + timedelta(seconds=answer.date_shift)
        headers = {"Date": format_datetime(now, usegmt=True), "Server": "ESF", "Vary": "Origin, X-Origin, Referer"}
        if answer.status not in (204, 304):
            headers |= {"Content-Type": answer.content_type, "Content-Length": str(len(answer.body))}
        return headers | answer.headers

    def _takes_gzip(self) -> bool:
        """Google wants to read it in the User-Agent, too."""
        return "gzip" in self.headers.get("Accept-Encoding", "") and "gzip" in self.headers.get("User-Agent", "")

    def _break_off(self) -> None:
        """End the connection, and with it the answer."""
        self.close_connection = True
        self.wfile.flush()
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _serve  # noqa: N815 - names of the standard library

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - name of the standard library
        """Says nothing."""
