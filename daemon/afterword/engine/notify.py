"""What systemd is told (sd_notify(3)): readiness, a status line, reloading, stopping, and that work goes on.

Does nothing where nobody listens. A line of status can be read by everybody on the machine: nothing private in it.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, MutableMapping
from contextlib import suppress

from afterword import clock

_PATIENCE = 1.0
"""Seconds for one message. More would keep the work, and a wish to stop, waiting for a systemd that hangs itself."""


class Notifier:
    """Talks to the socket at `address` ("" for nobody; "@..." is an abstract one). `watchdog` seconds may pass between
    two signs of life, None for no watchdog."""

    def __init__(self, address: str = "", watchdog: float | None = None, ticks: Callable[[], float] = clock.ticks):
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) if address else None
        if self._socket is not None:
            self._socket.settimeout(_PATIENCE)
        self.watchdog = watchdog
        self._ticks = ticks
        self._alive_at = float("-inf")
        self._status = ""

    @classmethod
    def of_environment(cls, environment: MutableMapping[str, str] | None = None) -> Notifier:
        """As systemd says in the environment, where it is taken away: programs that we start are not the service."""
        given = os.environ if environment is None else environment
        address = given.pop("NOTIFY_SOCKET", "")
        microseconds, process = given.pop("WATCHDOG_USEC", ""), given.pop("WATCHDOG_PID", "")
        mine = microseconds.isdecimal() and process in ("", str(os.getpid()))
        watched = int(microseconds) / 1e6 if mine and int(microseconds) else None
        return cls(address if address[:1] in ("/", "@") else "", watched)

    def ready(self, status: str) -> None:
        """The service can take work, for the first time or again after `reloading`."""
        self._status = status
        self._send("READY=1", f"STATUS={status}")

    def status(self, status: str) -> None:
        if status != self._status:
            self._status = status
            self._send(f"STATUS={status}")

    def alive(self) -> None:
        """A sign of life. Called at every step of the work, sent no more often than the watchdog needs."""
        if self.watchdog is not None and self._ticks() - self._alive_at >= min(1.0, self.watchdog / 4):
            self._alive_at = self._ticks()
            self._send("WATCHDOG=1")

    def reloading(self) -> None:
        """The configuration is being read again; `ready` ends that. The stamp is what Type=notify-reload asks for."""
        self._send("RELOADING=1", f"MONOTONIC_USEC={int(self._ticks() * 1e6)}")

    def stopping(self, status: str = "Stopping.") -> None:
        self._send("STOPPING=1", f"STATUS={status}")

    def _send(self, *lines: str) -> None:
        if self._socket is not None:
            with suppress(OSError):  # a listener that went away, or does not listen, must not stop the work
                self._socket.sendto("\n".join(line.replace("\n", " ") for line in lines).encode(), self._address)

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
