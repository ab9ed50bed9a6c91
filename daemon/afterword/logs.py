"""Log lines with fields, and where they go: the journal's own fields under systemd, JSON lines or text elsewhere.

No private text at any level: ids yes; subjects, addresses and bodies no. Lines of libraries are left out altogether.
"""

from __future__ import annotations

import errno
import fcntl
import json
import logging
import os
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_FIELDS = "afterword_fields"
_OURS = "afterword"
_JOURNAL = Path("/run/systemd/journal/socket")
_PRIORITIES = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}
_SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SEAL


def fields(**values: Any) -> dict[str, Any]:
    """For `extra=`: what a line says in fields besides its words. A tuple is a field with several values."""
    return {_FIELDS: {name: value for name, value in values.items() if value not in ((), None, "")}}


def configure(form: str, *, verbose: bool = False) -> None:
    """Send this program's log lines to standard error or the journal: "text", "json", "journal", or "auto" for the
    journal where standard error leads there, else text."""
    chosen = form if form != "auto" else "journal" if _leads_to_journal(sys.stderr.fileno()) else "text"
    handler: logging.Handler
    if chosen == "journal":
        handler = JournalHandler(_JOURNAL)
    else:
        handler = logging.StreamHandler()
        handler.setFormatter(JsonLines() if chosen == "json" else TextLines())
    ours = logging.getLogger(_OURS)
    ours.handlers[:] = [handler]
    ours.propagate = False
    ours.setLevel(logging.DEBUG if verbose else logging.INFO)
    logging.getLogger().addHandler(logging.NullHandler())
    logging.raiseExceptions = False  # a full disk must not end in a traceback for every line


def _leads_to_journal(descriptor: int) -> bool:
    """Whether systemd connected that descriptor to the journal (systemd.exec(5), $JOURNAL_STREAM)."""
    try:
        status = os.fstat(descriptor)
    except OSError:
        return False
    return os.environ.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"


def _given(record: logging.LogRecord) -> dict[str, Any]:
    found: dict[str, Any] = getattr(record, _FIELDS, {})
    return found


def _message(record: logging.LogRecord) -> str:
    """The words on one line, whatever a path or an error brings along."""
    return "".join(each if each.isprintable() else " " for each in record.getMessage())


def _at(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


class TextLines(logging.Formatter):
    """One line a record: when, how serious, what, and the fields as name=value."""

    def format(self, record: logging.LogRecord) -> str:
        shown = {
            name: ",".join(map(str, value)) if isinstance(value, tuple) else value
            for name, value in _given(record).items()
        }
        words = (_at(record), record.levelname.lower(), _message(record), *(f"{k}={v}" for k, v in shown.items()))
        return " ".join(map(str, words))


class JsonLines(logging.Formatter):
    """One JSON object a record."""

    def format(self, record: logging.LogRecord) -> str:
        head = {"at": _at(record), "level": record.levelname.lower(), "message": _message(record)}
        return json.dumps({**head, **_given(record)}, default=str)


class JournalHandler(logging.Handler):
    """Speaks the journal's native protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL), so that each field can be asked for:
    `journalctl AFTERWORD_NUDGE=...`. Where the journal does not answer, lines go to standard error."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = str(path)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self._instead = logging.StreamHandler()
        self._instead.setFormatter(TextLines())

    def emit(self, record: logging.LogRecord) -> None:
        data = b"".join(_packed(name, str(value)) for name, value in _entry(record))
        try:
            self._send(data)
        except OSError:
            self._instead.emit(record)

    def _send(self, data: bytes) -> None:
        try:
            self._socket.sendto(data, self._path)
        except OSError as error:
            if error.errno not in (errno.EMSGSIZE, errno.ENOBUFS):
                raise
            self._send_large(data)

    def _send_large(self, data: bytes) -> None:
        """Too large for a datagram: a sealed file in memory, of which only the descriptor travels."""
        descriptor = os.memfd_create("afterword-log", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        try:
            with os.fdopen(os.dup(descriptor), "wb") as file:
                file.write(data)
            fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, _SEALS)
            rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack("i", descriptor))
            self._socket.sendmsg([b""], [rights], 0, self._path)
        finally:
            os.close(descriptor)

    def close(self) -> None:
        with suppress(OSError):
            self._socket.close()
        super().close()


def _entry(record: logging.LogRecord) -> Iterator[tuple[str, object]]:
    """The fields of a line as the journal names them; one with several values is there several times."""
    given = _given(record)
    what = " ".join(f"{name}={','.join(map(str, _several(value)))}" for name, value in given.items())
    yield "MESSAGE", f"{_message(record)} {what}".strip()
    yield "PRIORITY", _PRIORITIES.get(record.levelno, 6)
    yield "SYSLOG_IDENTIFIER", "afterword"
    for name, value in given.items():
        for each in _several(value):
            yield f"AFTERWORD_{name.upper()}", each


def _several(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _packed(name: str, value: str) -> bytes:
    raw = value.encode("utf-8", "backslashreplace")
    if b"\n" not in raw:
        return name.encode() + b"=" + raw + b"\n"
    return name.encode() + b"\n" + struct.pack("<Q", len(raw)) + raw + b"\n"
