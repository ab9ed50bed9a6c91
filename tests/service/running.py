"""The real service in a process of its own, listened to as systemd does."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.engine.world import ZONE, configuration

PATIENCE = 90.0
"""Seconds until something that must happen counts as not happening: for a machine under load."""


class Running:
    """`afterword run` on the configuration in `root`. Its messages to systemd are kept in order, its log in a file.

    `within`: the words of a program that starts it, and becomes it.
    """

    def __init__(self, root: Path, *, watchdog: float | None = None, within: tuple[str, ...] = ()) -> None:
        self.root = root
        self.messages: list[dict[str, str]] = []
        self._address = f"@afterword-test-{os.getpid()}-{id(self)}"
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._listener.bind(f"\0{self._address[1:]}")
        environment = {**os.environ, "NOTIFY_SOCKET": self._address}
        if watchdog is not None:
            environment["WATCHDOG_USEC"] = str(int(watchdog * 1e6))
        self._log = (root / "log").open("ab")
        self.process = subprocess.Popen(
            [*within, sys.executable, "-m", "afterword", "run", "--config", "config.toml", "--log", "json"],
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stderr=self._log,
        )

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self._listener.close()
        self._log.close()

    # --- what it says ------------------------------------------------------------------------------------------

    def hear(self, seconds: float = 0.0) -> dict[str, str] | None:
        """The next message, None if there is none for so long."""
        self._listener.settimeout(max(seconds, 0.001))
        try:
            data = self._listener.recv(65536).decode()
        except TimeoutError:
            return None
        message = dict(line.split("=", 1) for line in data.splitlines())
        self.messages.append(message)
        return message

    def until(self, true: Callable[[], Any], what: str = "") -> Any:
        """Listen until `true` is true."""
        end = time.monotonic() + PATIENCE
        while not (found := true()):
            if time.monotonic() > end or self.process.poll() is not None:
                raise AssertionError(f"{what or 'it'} never came. {self.messages[-5:]} {self.log[-5:]}")
            self.hear(0.05)
        return found

    def ready(self) -> Running:
        self.until(lambda: self.said("READY"), "READY=1")
        return self

    def said(self, name: str, text: str = "") -> list[dict[str, str]]:
        return [message for message in self.messages if name in message and text in message[name]]

    def looked(self) -> Running:
        """Wait for the end of a look: the status line then says when the next is."""
        before = len(self.said("STATUS", "next look"))
        self.until(lambda: len(self.said("STATUS", "next look")) > before, "a look")
        return self

    def look(self) -> Running:
        """Tell it to look now, and wait until it has."""
        while self.hear():
            pass
        seen = self.looks
        self.send(signal.SIGUSR1)
        self.until(lambda: self.looks > seen, "a look")
        return self

    @property
    def looks(self) -> int:
        """So many looks, as the metrics say."""
        return int(self.measured("looks_total"))

    def measured(self, name: str) -> float:
        """A number of the metrics, 0 before there is one."""
        file = self.root / "afterword.prom"
        lines = file.read_text().splitlines() if file.exists() else []
        return next((float(line.split()[1]) for line in lines if line.startswith(f"afterword_{name} ")), 0.0)

    @property
    def log(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.root / "log").read_text().splitlines()]

    def told(self, action: str) -> list[str]:
        return [line["message"] for line in self.log if line.get("action") == action]

    # --- what is done to it ------------------------------------------------------------------------------------

    def send(self, number: int) -> None:
        self.process.send_signal(number)

    def stop(self) -> int:
        self.send(signal.SIGTERM)
        return self.process.wait(PATIENCE)


def configure(root: Path, state: str = "state", zone: str = ZONE) -> None:
    (root / "config.toml").write_text(configuration(state, zone) + '[metrics]\nfile = "afterword.prom"\n')
