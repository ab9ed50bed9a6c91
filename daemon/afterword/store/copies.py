"""Copies of the memory: taken while it is in use, and put back.

A copy is an SQLite file like the memory itself. A login that was asked for travels in a table of its own.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from afterword.errors import AfterwordError, Rejected, StoreProblem, UsageProblem
from afterword.store.schema import APPLICATION_ID, MIGRATIONS, translated

_LOGIN = "CREATE TABLE login (token BLOB NOT NULL)"
_SUFFIXES = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was put back: where what it took the place of is kept (None: there was nothing), and its login."""

    former: Path | None
    login: bytes | None


def take(database: Path, target: Path, *, login: bytes | None, overwrite: bool) -> None:
    """Copy the memory to `target`, as it is at one moment, whatever writes to it meanwhile. For its owner alone."""
    if not database.is_file():
        raise Rejected(f"There is nothing to copy yet: {database} does not exist. Run `afterword once` first.")
    if target.exists() and not overwrite:
        raise UsageProblem(f"{target} exists already. Name another file, or say --force.")
    with _beside(target) as passing, _opened(database) as memory, closing(_new(passing)) as copy:
        with _told(database):
            _require_ours(memory, database)
        with _told(target):
            memory.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, complete in itself
            if login is not None:
                copy.execute(_LOGIN)
                copy.execute("INSERT INTO login VALUES (?)", (login,))


def put_back(source: Path, database: Path, stamp: str) -> Copied:
    """Let the copy at `source` take the place of the memory. Nobody else may be at work on it.

    What stood there is kept beside it, under `stamp`. The memory changes in one transaction of SQLite's.
    """
    if not source.is_file():
        raise UsageProblem(f"There is no {source}. Name a file that `afterword backup` made.")
    with _opened(source) as copy:
        login = _checked(copy, source)
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        former = _kept_aside(database, database.with_name(f"{database.stem}.replaced-{stamp}.db"))
        os.close(os.open(database, os.O_CREAT | os.O_RDWR, 0o600))
        with _told(database), closing(sqlite3.connect(database, isolation_level=None, timeout=10)) as memory:
            copy.backup(memory)
            memory.execute("PRAGMA secure_delete = ON")
            memory.execute("DROP TABLE IF EXISTS login")
    return Copied(former, login)


def is_whole(database: Path) -> str:
    """What SQLite finds wrong with the file, "" if nothing. Raises AfterwordError if it can't be read at all."""
    with _opened(database) as memory, _told(database):
        _require_ours(memory, database)
        found = memory.execute("PRAGMA quick_check(3)").fetchall()
    return "" if found == [("ok",)] else "; ".join(str(line) for (line,) in found)


def _checked(copy: sqlite3.Connection, source: Path) -> bytes | None:
    """Ours, not newer, whole. Returns the login in it."""
    with _told(source):
        _require_ours(copy, source)
        if copy.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
            raise StoreProblem(f"{source} is damaged. Take an older copy; nothing was changed.")
        tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        row = copy.execute("SELECT token FROM login").fetchone() if "login" in tables else None
    return bytes(row[0]) if row else None


def _require_ours(database: sqlite3.Connection, path: Path) -> None:
    if database.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreProblem(f"{path} is not a memory of Afterword. Name a file that `afterword backup` made.")
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise StoreProblem(
            f"{path} is from a newer Afterword (version {version}; this one knows {len(MIGRATIONS)}). "
            "Upgrade Afterword; nothing was changed."
        )


def _kept_aside(database: Path, place: Path) -> Path | None:
    """What is replaced, copied; or moved as it is where it can't be read any more."""
    if not database.is_file() or not database.stat().st_size:
        return None
    try:
        with _opened(database) as memory, closing(_new(place)) as copy:
            if memory.execute("PRAGMA application_id").fetchone()[0] not in (APPLICATION_ID, 0):
                raise StoreProblem(f"{database} is somebody else's. Choose another [state] folder.")
            memory.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError:
        place.unlink(missing_ok=True)
        for suffix in _SUFFIXES:
            with suppress(FileNotFoundError):
                Path(f"{database}{suffix}").replace(f"{place}{suffix}")
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    return place


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=10)) as connection:
        yield connection


def _new(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_TRUNC | os.O_NOFOLLOW, 0o600))
    return sqlite3.connect(path, isolation_level=None)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A passing file that becomes `target` at once, flushed, or is gone."""
    passing = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        yield passing
        with passing.open("rb") as file:
            os.fsync(file.fileno())
        passing.replace(target)
    finally:
        for suffix in (*_SUFFIXES, "-journal"):
            Path(f"{passing}{suffix}").unlink(missing_ok=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """SQLite's errors with what to do about them."""
    try:
        yield
    except AfterwordError:
        raise
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_NOTADB:
            raise StoreProblem(f"{path} is no memory of Afterword. Name a file that `afterword backup` made.") from None
        raise translated(error, path) from error
