"""Everything of Afterword's taken away: what it has placed and the person has not made theirs, its calendar, its login,
its memory. In this order, so that what breaks off in the middle can be begun again.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from afterword import app
from afterword.config import Config
from afterword.core.model import Action, Intent, Medium, Nudge, NudgeState, Record, RecordState
from afterword.engine.act import Actor, Checkpoint, keep_going
from afterword.engine.cycle import House
from afterword.errors import NeedsLogin, Transient
from afterword.ports import Standing
from afterword.store.store import SqliteStore
from afterword.upkeep.data import alone

_WHY = "you asked for everything of Afterword's to go"
_UNMAKE = {Medium.DRAFT: Action.DELETE_DRAFT, Medium.ENTRY: Action.DELETE_EVENT}
_MEMORY = ("afterword.db*", "afterword.before-*.db", "afterword.replaced-*.db*")
_TAKEN_AWAY = "purged_as_of"


@dataclass(frozen=True, slots=True)
class Listing:
    """What is to go, before anything does. `past`: entries whose time has passed; they go with the calendar alone."""

    drafts: tuple[Record, ...]
    entries: tuple[Record, ...]
    past: tuple[Record, ...]
    calendar: str
    login: Path | None
    files: tuple[Path, ...]

    @property
    def empty(self) -> bool:
        return not (self.drafts or self.entries or self.login or self.files)


@dataclass
class Purged:
    """What became of it. `kept`: what is the person's by now and stays, in words."""

    removed: int = 0
    kept: list[str] = field(default_factory=list)
    login: bool = False


def purge(
    config: Config,
    now: datetime,
    agreed: Callable[[Listing], bool],
    *,
    only_here: bool = False,
    checkpoint: Checkpoint = keep_going,
) -> Purged | None:
    """List what is to go, and if that is agreed to, take it away. None if it is not, or there is nothing.

    `only_here`: nothing but what lies on this machine, for when the mailbox can't be reached any more. Raises Transient
    and NeedsLogin when something could not be removed: then what is left is remembered, and it can be begun again.
    """
    with alone(config) as folder:
        listing = _listing(config, folder, only_here=only_here)
        if listing.empty:
            _tidy(config, folder)
            return None
        if not agreed(listing):
            return None
        purged = Purged()
        if not only_here:
            _take_away(config, listing, now, purged, checkpoint)
            checkpoint("taken away")
            purged.login = bool(listing.login) and _log_out(config)
            checkpoint("logged out")
        for file in listing.files:
            file.unlink(missing_ok=True)
            checkpoint("file deleted")
        _tidy(config, folder)
    return purged


def _tidy(config: Config, folder: Path) -> None:
    app.service_lock(config).unlink(missing_ok=True)
    app.memory_lock(config).unlink(missing_ok=True)
    with suppress(OSError):  # something of the person's lies in it
        folder.rmdir()


def _listing(config: Config, folder: Path, *, only_here: bool) -> Listing:
    records: tuple[Record, ...] = ()
    if not only_here:
        with app.recollection(config) as store:
            records = tuple(store.records().values())
    open_ = [record for record in records if record.present and record.state in (RecordState.PLACED, RecordState.DONE)]
    ours = [record for record in open_ if _as_we_left_it(record)]
    pending = [record for record in ours if record.state is RecordState.PLACED]
    google = config.provider.kind == "google"
    token, token_is_ours = config.token_file()
    files = {file for pattern in _MEMORY for file in folder.glob(pattern)}
    if google and token_is_ours and only_here and token.is_file():
        files.add(token)
    return Listing(
        drafts=tuple(record for record in pending if record.medium is Medium.DRAFT),
        entries=tuple(record for record in pending if record.medium is Medium.ENTRY),
        past=tuple(record for record in ours if record.state is RecordState.DONE and record.medium is Medium.ENTRY),
        calendar=config.google.follow_ups if google else str(config.local.follow_ups),
        login=token if google and token.is_file() else None,
        files=tuple(sorted(files)),
    )


def _as_we_left_it(record: Record) -> bool:
    return not record.moved and record.seen_digest == record.digest


def _take_away(config: Config, listing: Listing, now: datetime, purged: Purged, checkpoint: Checkpoint) -> None:
    database = app.database(config)
    if not database.is_file():
        return
    with SqliteStore.opened(database) as store:
        if store.fact(_TAKEN_AWAY) == (store.fact("last_look") or ""):
            return  # the last attempt came so far, and no cycle has been since
        house = app.house(config, store, now)
        actor = Actor(store, house.calendar, house.mailbox, house.composer, now, checkpoint)
        try:
            unknown = actor.recover(house.since)
            for record in (*listing.drafts, *listing.entries):
                _one(actor, record, purged)
            if unknown or store.open_intents():
                raise Transient("Not everything could be taken away just now. Run `afterword purge` again in a while.")
            if not _discard(house, listing):
                purged.kept.append(f"the calendar {listing.calendar}: there is something of yours in it")
        except NeedsLogin as error:
            text = f"{error} Or say --only-here: then the drafts and the calendar stay, and only this machine forgets."
            raise NeedsLogin(text) from error
        store.set_fact(_TAKEN_AWAY, store.fact("last_look") or "")


def _one(actor: Actor, record: Record, purged: Purged) -> None:
    failure = actor.perform(Intent(_UNMAKE[record.medium], _nudge(record), _WHY, record), None)
    if failure is None:
        purged.removed += 1
    elif failure.why:
        purged.kept.append(failure.why)


def _discard(house: House, listing: Listing) -> bool:
    return house.calendar.discard(
        [Standing(record.key, record.handle, record.digest, record.live_start) for record in listing.past]
    )


def _log_out(config: Config) -> bool:
    from afterword.providers.google import login, provider  # noqa: PLC0415 - a provider is loaded when used

    try:
        return login.log_out(provider.login_of(app.google_places(config)))
    except NeedsLogin:
        return False


def _nudge(record: Record) -> Nudge:
    return Nudge(
        key=record.key,
        kind=record.kind,
        medium=record.medium,
        process=record.process,
        round=record.round,
        wanted=False,
        why=_WHY,
        state=NudgeState.CANCELLED,
        person=record.person,
        start=record.start,
        end=record.end,
    )
