"""The database's shape, version by version, and the suspicious way in which it is opened."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from afterword.errors import AfterwordError, StoreProblem, Transient

APPLICATION_ID = 0x41465457  # "AFTW": tells our file from anybody else's (SQLite file format, section 1.3.14)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # What stands in the calendars and invitations: the time it takes, and the interview if it is one.
        """CREATE TABLE events (
            source TEXT NOT NULL, handle TEXT NOT NULL, ref TEXT NOT NULL,
            starts TEXT NOT NULL, ends TEXT NOT NULL, busy INTEGER NOT NULL, interview TEXT,
            PRIMARY KEY (source, handle, ref)) WITHOUT ROWID""",
        "CREATE INDEX events_by_end ON events (busy, ends)",
        "CREATE TABLE letters (handle TEXT PRIMARY KEY, sent_at TEXT NOT NULL, letter TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE records (key TEXT PRIMARY KEY, handle TEXT NOT NULL, record TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE filings (ref TEXT PRIMARY KEY, process TEXT NOT NULL, round TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT NOT NULL)",
        "CREATE TABLE cursors (source TEXT PRIMARY KEY, cursor TEXT NOT NULL) WITHOUT ROWID",
        # An intent is written before its effect, its outcome after it; one without outcome is looked up.
        """CREATE TABLE intents (
            id INTEGER PRIMARY KEY, at TEXT NOT NULL, key TEXT NOT NULL, action TEXT NOT NULL,
            record TEXT NOT NULL, cursor TEXT, outcome TEXT)""",
        "CREATE INDEX open_intents ON intents (id) WHERE outcome IS NULL",
        """CREATE TABLE log (
            id INTEGER PRIMARY KEY, at TEXT NOT NULL, subject TEXT NOT NULL, what TEXT NOT NULL, why TEXT NOT NULL)""",
        "CREATE TABLE asked (id TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    ),
)


def connect(path: Path | None) -> sqlite3.Connection:
    """Open, check and bring up to date the database at `path` (None: in memory). Raises StoreProblem with a remedy."""
    connection = _open(path)
    try:
        check(connection, path)
        _settle_in(connection, path)
        _migrate(connection, path)
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.Error):
            raise translated(error, path) from error
        raise
    return connection


def _open(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Private from its first moment on: SQLite itself would create it readable for all.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise StoreProblem(
                f"Cannot keep Afterword's memory in {path}: {error.strerror}. Make the folder writable, "
                "or choose another with [state] folder."
            ) from error
    return sqlite3.connect(path or ":memory:", isolation_level=None, timeout=10)


@contextmanager
def snapshot(path: Path) -> Iterator[sqlite3.Connection]:
    """The database at `path` for reading only, beside whoever writes to it."""
    # On a read-only disk not even a reader can note down that it reads (sqlite.org/wal.html, "Read-Only Databases").
    still = "&immutable=1" if not os.access(path.parent, os.W_OK) else ""
    address = f"{path.absolute().as_uri()}?mode=ro{still}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=10)
    try:
        yield connection
    finally:
        connection.close()


def bring_up_to_date(copy: sqlite3.Connection, path: Path) -> None:
    """Check and migrate a copy in memory of the database at `path`."""
    check(copy, path)
    _migrate(copy, None)


def _settle_in(connection: sqlite3.Connection, path: Path | None) -> None:
    """Only now that the file is known to be ours: this writes to it."""
    if path is not None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")


def check(connection: sqlite3.Connection, path: Path | None) -> None:
    """Refuse what is not ours, or was written by a newer Afterword."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application != APPLICATION_ID and not empty:
        raise StoreProblem(f"{path} is not a database of Afterword. Move it away, or choose another [state] folder.")
    if version > len(MIGRATIONS):
        raise StoreProblem(
            f"{path} was written by a newer Afterword (version {version}; this one knows {len(MIGRATIONS)}). "
            "Upgrade Afterword; nothing was changed."
        )


def _migrate(connection: sqlite3.Connection, path: Path | None) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == len(MIGRATIONS):
        return
    if path is not None and version:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy2(path, path.with_suffix(f".before-{version + 1}.db"))
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def translated(error: sqlite3.Error, path: Path | None) -> AfterwordError:
    """What SQLite's error means for the person (sqlite.org/rescode.html), with a remedy."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return Transient(
            f"{path} can't be written: the disk is full or fails ({error}). Free some space; nothing is lost."
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Transient(f"{path} is in use by another program ({error}). Try again when it has finished.")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return StoreProblem(
            f"{path} can't be written ({error}). Make it and its folder writable, or choose another [state] folder."
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreProblem(
            f"{path} is damaged ({error}). Move it away: Afterword starts afresh and finds what it has written again."
        )
    return StoreProblem(f"{path} did not do what was asked of it ({error}). Please report it.")
