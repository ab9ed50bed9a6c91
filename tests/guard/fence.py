"""Keeps tests from the person's home directory and from the network: whatever reaches for either raises `OffLimits`.

`tests/conftest.py` installs it in the tests' own process, `sitecustomize.py` in the programs that they start.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from subprocess import CompletedProcess
from typing import Protocol

_FILES = frozenset(
    {"open", "os.listdir", "os.scandir", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "sqlite3.connect"}
)
_NETWORK = frozenset({"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"})
_LOOPBACK = ("127.", "::1", "localhost", "testserver")


Ended = CompletedProcess[str]


class OffLimits(Exception):
    """A test, or what it tests, reached for something that is not there for tests."""


class Run(Protocol):
    """Runs the real command, or `code`, in a process of its own: `afterword("explain", "--json", path)`."""

    def __call__(self, *arguments: str | Path, env: dict[str, str] | None = None, code: str = "") -> Ended: ...


def folders(home: str, allowed: list[str]) -> str:
    """What AFTERWORD_GUARD holds: the home directory that is off limits, and what in it is needed to run at all.

    A home that is itself such a folder (or the root) can't be kept off limits: then `home` is empty.
    """
    real, needed = _real(home), sorted({_real(each) for each in allowed})
    within = [each for each in needed if _inside(each, real)]
    return json.dumps({"home": "" if real == "/" or real in within else real, "allowed": within})


def install(told: str) -> None:
    """Guard this process from now on, as `folders` says: an audit hook, which can't be taken out again."""
    home, allowed = json.loads(told)["home"], tuple(json.loads(told)["allowed"])

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in _FILES:
            _check_file(arguments[0], home, allowed)
        elif event in _NETWORK:
            _check_address(event, arguments)

    sys.addaudithook(hook)


def _real(path: str) -> str:
    return str(Path(path).resolve())


def _check_file(path: object, home: str, allowed: tuple[str, ...]) -> None:
    if not home or not isinstance(path, str | bytes | os.PathLike):
        return
    name = os.path.normpath(os.path.join(os.getcwd(), os.fsdecode(path)))  # noqa: PTH109, PTH118 - as bare as hooks must be
    if _inside(name, home) and not any(_inside(name, folder) for folder in allowed):
        raise OffLimits(f"the home directory: {name}")


def _inside(name: str, folder: str) -> bool:
    return name == folder or name.startswith(folder.rstrip("/") + "/")


def _check_address(event: str, arguments: tuple[object, ...]) -> None:
    address = arguments[0] if event.startswith("socket.gethost") or event.endswith("addrinfo") else arguments[1]
    host = address[0] if isinstance(address, tuple) else address
    if isinstance(address, tuple) or event in ("socket.getaddrinfo", "socket.gethostbyname"):
        name = os.fsdecode(host) if isinstance(host, str | bytes) else ""
        if name and not name.startswith(_LOOPBACK):
            raise OffLimits(f"the network: {name}")
