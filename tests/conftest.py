"""What every test stands on: folders of its own, no home directory, no network, no real clock."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
GUARD = ROOT / "tests" / "guard"
sys.path.insert(0, str(GUARD))

from fence import Ended, OffLimits, Run, folders, install  # noqa: E402 - found by the line above

from afterword import clock  # noqa: E402 - after the guard's place is known

_NEEDED = [str(ROOT), tempfile.gettempdir(), sys.prefix, sys.base_prefix, sys.exec_prefix, *filter(None, sys.path)]
TOLD = folders(os.path.expanduser("~"), _NEEDED)  # noqa: PTH111 - pathlib's would raise where there is no home at all

install(TOLD)


# What a shell runs in the background is deaf to Ctrl-C, and so would be every program that a test interrupts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A machine that is busy is no reason to fail.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

_KEPT = "AFTERWORD_CORPUS"
_FOREIGN = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE", "COLUMNS", "TZ", "STATE_DIRECTORY")


@pytest.fixture(autouse=True)
def surroundings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own: HOME and the XDG folders point into it, and nothing of the real one shines through.

    Programs that the test starts are fenced in as well.
    """
    home = tmp_path_factory.mktemp("home")
    ours = [name for name in os.environ if name.startswith(("XDG_", "AFTERWORD_")) and name != _KEPT]
    for name in (*ours, *_FOREIGN):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    for kind in ("config", "state", "data", "cache"):
        monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", str(home / f".{kind}"))
    monkeypatch.setenv("PYTHONPATH", str(GUARD))
    monkeypatch.setenv("AFTERWORD_GUARD", TOLD)
    return home


@pytest.fixture(autouse=True)
def _no_real_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    def read() -> datetime:
        raise OffLimits("the real clock")

    monkeypatch.setattr(clock, "_read", read)


@pytest.fixture
def afterword(surroundings: Path, tmp_path: Path) -> Run:
    """The real command, in a process of its own: `afterword("explain", "--json", path)`. Runs in `tmp_path`."""

    def run(*arguments: str | Path, env: dict[str, str] | None = None, code: str = "") -> Ended:
        program = ("-c", code) if code else ("-m", "afterword")
        return subprocess.run(
            [sys.executable, *program, *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run
