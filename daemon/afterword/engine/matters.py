"""Matters in the memory: since when each is known, since when what fails; and telling the person by other ways."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from typing import Any

from afterword.core.planning.matters import Failing, Matter, MatterKind
from afterword.logs import fields
from afterword.ports import Notebook
from afterword.words import clean

_log = logging.getLogger(__name__)

_FAILING, _MATTERS = "failing", "matters"
_TRIES = 3
_PATIENCE = 10
_TITLE = "Afterword needs you"
_LONGEST = 500
_NOT_HANDED_ON = ("CREDENTIALS_DIRECTORY", "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")


@dataclass(frozen=True, slots=True)
class Channels:
    """How the person is told, besides `status`. `command` is a program with its arguments; no shell reads it."""

    calendar: bool = True
    command: tuple[str, ...] = ()
    desktop: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """A matter as it is remembered: whether it was told, and how often that was tried."""

    matter: Matter
    told: bool = False
    tries: int = 0


# --- what fails -----------------------------------------------------------------------------------------------------


def failing(store: Notebook) -> dict[str, Failing]:
    stored = json.loads(store.fact(_FAILING) or "{}")
    return {name: Failing(datetime.fromisoformat(since), why) for name, (since, why) in stored.items()}


def keep_failing(store: Notebook, seen: Mapping[str, str], now: datetime) -> None:
    """What fails now, by its name, and why; since when is remembered as long as it goes on."""
    before = failing(store)
    kept = {name: [(before[name].since if name in before else now).isoformat(), why] for name, why in seen.items()}
    store.set_fact(_FAILING, json.dumps(kept) if kept else "{}")


# --- what is known --------------------------------------------------------------------------------------------------


def known(store: Notebook) -> dict[str, Known]:
    return {each["id"]: _loaded(each) for each in json.loads(store.fact(_MATTERS) or "[]")}


def _loaded(stored: Mapping[str, Any]) -> Known:
    matter = Matter(
        stored["id"],
        MatterKind(stored["kind"]),
        datetime.fromisoformat(stored["since"]),
        stored["text"],
        tuple(stored["answers"]),
        stored["process"],
    )
    return Known(matter, stored["told"], stored["tries"])


def _keep(store: Notebook, every: Iterable[Known]) -> None:
    stored = [
        {
            "id": one.matter.id,
            "kind": one.matter.kind.value,
            "since": one.matter.since.isoformat(),
            "text": one.matter.text,
            "answers": one.matter.answers,
            "process": one.matter.process,
            "told": one.told,
            "tries": one.tries,
        }
        for one in every
    ]
    store.set_fact(_MATTERS, json.dumps(stored))


# --- telling --------------------------------------------------------------------------------------------------------


def tell(store: Notebook, found: Iterable[Matter], channels: Channels) -> None:
    """Remember the matters that are open, and tell of each once; of one that is settled the command is told, too.

    That it is tried is written down before it is done: a crash in between can leave something untold for once more,
    but never tells it without end.
    """
    before = known(store)
    now = {matter.id: replace(before.get(matter.id, Known(matter)), matter=matter) for matter in found}
    settled = [one for ident, one in before.items() if ident not in now and one.told]
    reachable = bool(channels.command) or channels.desktop
    due = [ident for ident, one in now.items() if reachable and not one.told and one.tries < _TRIES]
    for ident in due:
        now[ident] = replace(now[ident], tries=now[ident].tries + 1)
    _keep(store, now.values())
    for ident in due:
        now[ident] = replace(now[ident], told=_told(now[ident].matter, channels))
    if due:
        _keep(store, now.values())
    for one in settled:
        _by_command(one.matter, channels.command, "settled")


def _told(matter: Matter, channels: Channels) -> bool:
    """By every way there is; one that works is enough."""
    by_command = _by_command(matter, channels.command, "open")
    return (channels.desktop and _on_desktop(matter)) or by_command


def _by_command(matter: Matter, command: tuple[str, ...], state: str) -> bool:
    """The text on standard input, what it is about in the environment."""
    if not command:
        return False
    about = {
        "AFTERWORD_MATTER": matter.id,
        "AFTERWORD_KIND": matter.kind.value,
        "AFTERWORD_STATE": state,
        "AFTERWORD_PROCESS": matter.process,
    }
    text = "\n".join((clean.line(matter.text, _LONGEST), *map(clean.line, matter.answers), ""))
    return _run(command, text, matter, {name: clean.line(value) for name, value in about.items()})


def _on_desktop(matter: Matter) -> bool:
    """A bubble, where there is a session that can show one."""
    program = shutil.which("notify-send")
    bus = f"/run/user/{os.getuid()}/bus"
    if program is None or not ("DBUS_SESSION_BUS_ADDRESS" in os.environ or os.path.exists(bus)):  # noqa: PTH110 - a socket
        return False
    # The text may hold what others wrote, and a bubble understands a little HTML.
    text = escape(clean.line(matter.text, _LONGEST))
    bus_of = {} if "DBUS_SESSION_BUS_ADDRESS" in os.environ else {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={bus}"}
    return _run((program, "--app-name=Afterword", "--", _TITLE, text), "", matter, bus_of)


def _run(command: tuple[str, ...], text: str, matter: Matter, about: Mapping[str, str]) -> bool:
    """Whether it ended well. What it says is nobody's business; that it failed is told in the log, without words."""
    environment = {name: value for name, value in os.environ.items() if name not in _NOT_HANDED_ON}
    try:
        ended: int | str = subprocess.run(  # noqa: S603 - the person's own command, or notify-send
            command,
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**environment, **about},
            timeout=_PATIENCE,
            start_new_session=True,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        ended = "timeout"
    except (OSError, ValueError) as error:
        ended = type(error).__name__
    if ended != 0:
        _log.warning("notify failed", extra=fields(action="notify", matter=matter.kind.value, ended=str(ended)))
    return ended == 0
