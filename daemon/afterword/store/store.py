"""What Afterword remembers: facts, the journal of intents and receipts, cursors, the person's words, and the log.

Each method is one statement or one short transaction; `transaction()` binds several. Times are stored as ISO 8601 in
UTC, so that they sort as text. No mail or event text is ever stored (the model has no place for it).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter

from afterword.core.model import (
    Action,
    Busy,
    Event,
    Facts,
    Filing,
    Interview,
    Letter,
    Question,
    Record,
    Verb,
    Word,
)
from afterword.core.planning.retention import Forgetting
from afterword.ports import OpenIntent
from afterword.store.schema import bring_up_to_date, check, connect, snapshot, translated

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the log: when, about which key or process, what was done or seen, and why."""

    at: datetime
    subject: str
    what: str
    why: str


_FORGOTTEN = "forgotten"
_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {kind: TypeAdapter(kind) for kind in (Interview, Letter, Record, Word)}


def _dump(value: Any) -> str:
    return _ADAPTERS[type(value)].dump_json(value, exclude_defaults=True).decode()


def _load(kind: type[T], text: str) -> T:
    value: T = _ADAPTERS[kind].validate_json(text)
    return value


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """What SQLite objects to about the database at `path` is raised as an AfterwordError with a remedy."""
    try:
        yield
    except sqlite3.Error as error:
        raise translated(error, path) from error


def _opened_up(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


class SqliteStore:
    """One SQLite file, or memory for None. Not for several threads; several processes are kept apart by the lock."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._db = connect(path)

    def close(self) -> None:
        self._db.close()

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator[SqliteStore]:
        """The store while it is needed. What SQLite objects to is raised as an AfterwordError with a remedy."""
        store = cls(path)
        try:
            with explained(path):
                yield store
        finally:
            store.close()

    @classmethod
    @contextmanager
    def remembered(cls, path: Path) -> Iterator[SqliteStore]:
        """A copy in memory of what stands at `path`, nothing if nothing does: for reading while another process works.

        Waits for nobody and writes nothing, not even a migration: only the copy is brought up to date.
        """
        store = cls()
        try:
            with explained(path):
                if path.exists():
                    with snapshot(path) as connection:
                        connection.backup(store._db)
                    bring_up_to_date(store._db, path)
                yield store
        finally:
            store.close()

    @property
    def version(self) -> tuple[int, int]:
        """Differs from an earlier one if anything was written meanwhile: by another process, or by this one."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0]), self._db.total_changes

    def verify(self) -> None:
        """Raises StoreProblem if the database is not this program's to write any more: upgraded by a newer one."""
        check(self._db, self._path)

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        """All that is stored: every row of every table, with what is JSON in it opened up."""
        tables = self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        return {name: self._rows(name) for (name,) in tables}

    def _rows(self, table: str) -> list[dict[str, Any]]:
        found = self._db.execute(f"SELECT * FROM {table}")  # noqa: S608 - a name from the schema
        names = [column[0] for column in found.description]
        return [{name: _opened_up(value) for name, value in zip(names, row, strict=True)} for row in found]

    def copy(self) -> SqliteStore:
        """All that is known, in memory: a dry run may do with it as it likes."""
        other = SqliteStore()
        self._db.backup(other._db)
        return other

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. BEGIN IMMEDIATE: a plain BEGIN fails at once when two writers meet."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # SQLite itself rolls back when the disk is full
                self._db.execute("ROLLBACK")
            raise

    # --- events --------------------------------------------------------------------------------------------

    def replace_events(self, source: str, handle: str, seen: Iterable[tuple[Event, bool, Interview | None]]) -> None:
        """What stands under `handle` now: each event, whether it takes time, and the interview if it is one."""
        with self.transaction():
            self._db.execute("DELETE FROM events WHERE source = ? AND handle = ?", (source, handle))
            self._db.executemany(
                "INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (source, handle, event.ref, _stamp(event.start), _stamp(event.end), busy, one and _dump(one))
                    for event, busy, one in seen
                ],
            )

    def interviews_under(self, source: str, handle: str) -> tuple[Interview, ...]:
        rows = self._db.execute(
            "SELECT interview FROM events WHERE source = ? AND handle = ? AND interview IS NOT NULL", (source, handle)
        )
        return tuple(_load(Interview, text) for (text,) in rows)

    def keep_interview(self, source: str, handle: str, one: Interview) -> None:
        """An interview that stays known although its event does not stand there any more."""
        self._db.execute(
            "INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?, ?, 0, ?)",
            (source, handle, one.ref, _stamp(one.start), _stamp(one.end), _dump(one)),
        )

    def handles(self, source: str) -> set[str]:
        return {row[0] for row in self._db.execute("SELECT DISTINCT handle FROM events WHERE source = ?", (source,))}

    def sources(self) -> set[str]:
        """Where anything known was found: calendars, and the mail."""
        return {row[0] for row in self._db.execute("SELECT DISTINCT source FROM events")}

    def forget_source(self, source: str) -> None:
        """Drop all that was found there, and how far it was read."""
        with self.transaction():
            self._db.execute("DELETE FROM events WHERE source = ?", (source,))
            self._db.execute("DELETE FROM cursors WHERE source = ?", (source,))

    # --- letters -------------------------------------------------------------------------------------------

    def put_letter(self, letter: Letter) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO letters VALUES (?, ?, ?)", (letter.handle, _stamp(letter.date), _dump(letter))
        )

    def knows_letter(self, handle: str) -> bool:
        return bool(self._db.execute("SELECT 1 FROM letters WHERE handle = ?", (handle,)).fetchone())

    # --- records, filings, words ---------------------------------------------------------------------------

    def put_record(self, record: Record) -> None:
        self._db.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", (record.key, record.handle, _dump(record)))

    def record(self, key: str) -> Record | None:
        row = self._db.execute("SELECT record FROM records WHERE key = ?", (key,)).fetchone()
        return _load(Record, row[0]) if row else None

    def records(self) -> dict[str, Record]:
        rows = self._db.execute("SELECT key, record FROM records ORDER BY key")
        return {key: _load(Record, text) for key, text in rows}

    def put_filings(self, filings: Iterable[Filing]) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO filings VALUES (?, ?, ?)", [(one.ref, one.process, one.round) for one in filings]
        )

    def say(self, word: Word) -> None:
        self._db.execute("INSERT INTO words (word) VALUES (?)", (_dump(word),))

    def words(self) -> tuple[Word, ...]:
        return tuple(_load(Word, text) for (text,) in self._db.execute("SELECT word FROM words ORDER BY id"))

    def facts(self, now: datetime) -> Facts:
        """Everything known, for planning at `now` (appointments that are over take no time any more)."""
        interviews = self._db.execute("SELECT interview FROM events WHERE interview IS NOT NULL ORDER BY ref, source")
        letters = self._db.execute("SELECT letter FROM letters ORDER BY sent_at, handle")
        busy = self._db.execute(
            "SELECT starts, ends FROM events WHERE busy AND ends > ? ORDER BY starts", (_stamp(now),)
        )
        filings = self._db.execute("SELECT ref, process, round FROM filings")
        return Facts(
            interviews=tuple(_load(Interview, text) for (text,) in interviews),
            letters=tuple(_load(Letter, text) for (text,) in letters),
            records=self.records(),
            filings={ref: Filing(ref, process, round_) for ref, process, round_ in filings},
            words=self.words(),
            busy=tuple(Busy(datetime.fromisoformat(starts), datetime.fromisoformat(ends)) for starts, ends in busy),
            forgotten=self._forgotten(),
        )

    def _forgotten(self) -> dict[str, datetime]:
        known = json.loads(self.fact(_FORGOTTEN) or "{}")
        return {process: datetime.fromisoformat(until) for process, until in known.items()}

    def forget(self, what: Forgetting) -> None:
        """Drop what need not be remembered any more: all of it, or nothing. Overwritten on disk, not only unlinked."""
        self._db.execute("PRAGMA secure_delete = ON")
        with self.transaction():
            before = _stamp(what.before)
            events = self._db.execute("SELECT DISTINCT ref FROM events WHERE ends < ?", (before,)).fetchall()
            self._drop("events", "ref", [ref for (ref,) in events if ref not in what.refs], "ends < ?", before)
            letters = self._db.execute("SELECT handle FROM letters WHERE sent_at < ?", (before,)).fetchall()
            self._drop("letters", "handle", [name for (name,) in letters if name not in what.letters])
            self._drop("log", "subject", what.names)
            notes = self._db.execute("SELECT id, word FROM words").fetchall()
            mine = [(number, _load(Word, text)) for number, text in notes]
            self._drop("words", "id", [n for n, word in mine if word.verb is Verb.NOTE and word.target in what.names])
            self._db.execute("DELETE FROM intents WHERE at < ? AND outcome IS NOT NULL", (before,))
            for record in what.records:
                self.put_record(record)
            if what.processes:
                known = {**self._forgotten(), **what.processes}
                stamps = {process: _stamp(until) for process, until in sorted(known.items())}
                self.set_fact(_FORGOTTEN, json.dumps(stamps))
                self.set_fact("in_play", "")  # who comes into play again is looked for again

    def _drop(self, table: str, column: str, values: Iterable[Any], where: str = "1", *more: str) -> None:
        self._db.executemany(
            f"DELETE FROM {table} WHERE {column} = ? AND {where}",  # noqa: S608 - the names are ours
            [(value, *more) for value in values],
        )

    # --- cursors and small facts ---------------------------------------------------------------------------

    def cursor(self, source: str) -> str | None:
        row = self._db.execute("SELECT cursor FROM cursors WHERE source = ?", (source,)).fetchone()
        return row[0] if row else None

    def set_cursor(self, source: str, cursor: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO cursors VALUES (?, ?)", (source, cursor))

    def fact(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set_fact(self, name: str, value: str) -> None:
        if self.fact(name) != value:  # each write is a commit of its own, and most facts stay as they are
            self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    # --- the journal ---------------------------------------------------------------------------------------

    def begin(self, at: datetime, action: Action, record: Record, cursor: str | None) -> int:
        """Write down an intent before its effect; the record is as it will be. Returns the intent's number."""
        row = self._db.execute(
            "INSERT INTO intents (at, key, action, record, cursor) VALUES (?, ?, ?, ?, ?) RETURNING id",
            (_stamp(at), record.key, action.value, _dump(record), cursor),
        ).fetchone()
        return int(row[0])

    def finish(self, intent: int, outcome: str, record: Record | None = None) -> None:
        """Write down how an intent ended, with the record as it is now: the receipt."""
        with self.transaction():
            self._db.execute("UPDATE intents SET outcome = ? WHERE id = ?", (outcome, intent))
            if record is not None:
                self.put_record(record)

    def open_intents(self) -> tuple[OpenIntent, ...]:
        rows = self._db.execute(
            "SELECT id, at, action, record, cursor FROM intents WHERE outcome IS NULL ORDER BY id"
        ).fetchall()
        return tuple(
            OpenIntent(number, datetime.fromisoformat(at), Action(action), _load(Record, record), cursor)
            for number, at, action, record, cursor in rows
        )

    # --- the log and the questions -------------------------------------------------------------------------

    def note(self, at: datetime, subject: str, what: str, why: str) -> None:
        self._db.execute(
            "INSERT INTO log (at, subject, what, why) VALUES (?, ?, ?, ?)", (_stamp(at), subject, what, why)
        )

    def log(self, *subjects: str) -> tuple[Decision, ...]:
        """What was decided about these keys and processes (about anything, without any), oldest first."""
        marks = ", ".join("?" * len(subjects))
        where = f"WHERE subject IN ({marks})" if subjects else ""
        rows = self._db.execute(f"SELECT at, subject, what, why FROM log {where} ORDER BY id", subjects)  # noqa: S608 - only question marks are put in
        return tuple(Decision(datetime.fromisoformat(at), subject, what, why) for at, subject, what, why in rows)

    def asked(self) -> set[str]:
        return {row[0] for row in self._db.execute("SELECT id FROM asked")}

    def set_asked(self, at: datetime, questions: Iterable[Question]) -> None:
        self._db.executemany(
            "INSERT OR IGNORE INTO asked VALUES (?, ?)", [(question.id, _stamp(at)) for question in questions]
        )
