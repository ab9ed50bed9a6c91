"""What Afterword keeps, in the person's hands: copied, put back, handed out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from afterword import app, installing
from afterword.config import Config
from afterword.core.model import Facts, Interview, Medium, Record
from afterword.core.planning.filing import join
from afterword.engine.cycle import decide
from afterword.engine.lock import only_one
from afterword.errors import AlreadyRunning, NeedsLogin, UsageProblem
from afterword.formats.diary import Item, render_diary
from afterword.overview import Overview, overview
from afterword.store import copies

_A_CALL = timedelta(minutes=15)


@contextmanager
def alone(config: Config) -> Iterator[Path]:
    """The state folder, with nobody else at work on it: neither a cycle nor the service."""
    with ExitStack() as locks:
        try:
            locks.enter_context(only_one(app.service_lock(config)))
            locks.enter_context(only_one(app.memory_lock(config)))
        except AlreadyRunning:
            where = next((unit.place for unit in installing.standing(config)), None)
            how = f" (`{installing.command(where, 'stop')}`)" if where else ""
            text = f"Afterword is at work. Stop it first{how}, then try again."
            raise AlreadyRunning(text) from None
        yield config.state_folder()


def back_up(config: Config, target: Path, *, with_login: bool, force: bool) -> None:
    """Copy the memory to `target`, also while the service works. The login goes with it only when asked for."""
    login = _login(config) if with_login else None
    copies.take(app.database(config), target, login=login, overwrite=force)


def restore(config: Config, source: Path, now: datetime, *, with_login: bool) -> copies.Copied:
    """Let a copy take the place of the memory; what it replaces is kept. Its login, too, when asked for."""
    with alone(config):
        copied = copies.put_back(source, app.database(config), f"{now:%Y%m%dT%H%M%SZ}")
        if with_login:
            _keep_login(config, copied.login, source)
    return copied


def _login(config: Config) -> bytes:
    token, _ = config.token_file()
    if config.provider.kind != "google" or not token.is_file():
        raise NeedsLogin("There is no login to copy. Leave --with-login out, or run `afterword login` first.")
    return token.read_bytes()


def _keep_login(config: Config, login: bytes | None, source: Path) -> None:
    token, ours = config.token_file()
    if login is None or not ours:
        raise UsageProblem(f"The memory is restored, but {source} holds no login. Run `afterword login`.")
    passing = token.with_name(f".{token.name}.{os.getpid()}")
    with os.fdopen(os.open(passing, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb") as file:
        file.write(login)
        file.flush()
        os.fsync(file.fileno())
    passing.replace(token)


# --- handing out ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Export:
    """All that is known at one moment: as `status` tells it, and row by row; `diary` is a calendar file."""

    view: Overview
    memory: dict[str, list[dict[str, Any]]]
    diary: bytes


def export(config: Config, now: datetime) -> Export:
    """All that is known, as of `now`, also while the service works."""
    with app.recollection(config) as store:
        memory = store.everything()
        facts = store.facts(now)
        decided = decide(app.house(config, store, now), now)
        looked = store.fact("last_look")
        view = overview(decided.plan, decided.questions, now, datetime.fromisoformat(looked) if looked else None)
        return Export(view, memory, render_diary(_items(facts), stamp=now))


def _items(facts: Facts) -> Iterator[Item]:
    for one in join(facts.interviews):
        yield _interview_item(one)
    for record in facts.records.values():
        if record.medium is Medium.ENTRY and record.live_start and record.present:
            yield _record_item(record, record.live_start)


def _interview_item(one: Interview) -> Item:
    title = " · ".join(part for part in (one.employer.name, one.role) if part)
    people = [f"- {person}" for person in one.interviewers]
    heading = f"Interview: {title or 'employer not known'}"
    return Item(one.ref, one.start, one.end, heading, "\n".join(people), one.cancelled)


def _record_item(record: Record, start: datetime) -> Item:
    end = record.seen_end or record.end or start + _A_CALL
    who = f": {record.person}" if record.person.name or record.person.email else ""
    return Item(f"{record.key}@afterword", start, end, f"{record.kind.value.capitalize()}{who} ({record.process})")
