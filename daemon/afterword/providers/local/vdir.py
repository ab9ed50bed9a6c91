"""Folders of .ics files (vdir, as khal and vdirsyncer keep them): the person's are read, Afterword's own is written.

A file of the person's is never written, moved or touched. One event of ours is one file, named by its key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from afterword.core.digests import entry_digest
from afterword.core.model import Entry, Event
from afterword.errors import Conflict, CursorExpired, Rejected
from afterword.formats.calendar import MAX_BYTES, parse_events, render_entry
from afterword.formats.entry import uid_of
from afterword.formats.headers import mark_of
from afterword.formats.ical_lines import cut_short, recurs
from afterword.ports import Change, Gone, Look, Receipt, Seen, Standing, Unreadable, Window
from afterword.providers.local.files import (
    Stamp,
    guarded,
    listed,
    moved_new,
    packed,
    read,
    shown,
    sync_folder,
    translated,
    unpacked,
    written_beside,
)
from afterword.providers.looks import Stream, as_left, by_key

_KIND = "vdir-1"
# Recurring events are expanded a little further than asked, so that they are not read again every day.
_AHEAD = timedelta(days=31)
_WRITING = 60.0
_UNREAD = [-1, -1, -1]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}")


@dataclass(frozen=True, slots=True)
class _File:
    handle: str
    place: str
    stamp: Stamp

    @property
    def path(self) -> Path:
        """Made when a file is opened: a look lists all of them."""
        return Path(self.place)


class VdirCalendar:
    """The `Calendar` port on folders of .ics files (or single files), `follow_ups` being Afterword's own folder.

    Sources are the paths as text, the own one last. Handles are file names. `default_zone` (IANA) is for floating times
    and whole days; `now` stamps what is written (DTSTAMP).
    """

    def __init__(
        self,
        calendars: Sequence[Path],
        follow_ups: Path,
        *,
        default_zone: str = "UTC",
        now: Callable[[], datetime],
    ) -> None:
        self._own = follow_ups
        self._zone = default_zone
        self._now = now
        others = {shown(str(path)): path for path in calendars if path.resolve() != follow_ups.resolve()}
        self._paths = {**others, shown(str(follow_ups)): follow_ups}

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(self._paths)

    def changes(self, source: str, cursor: str | None, window: Window) -> Look[Event]:
        """See `Calendar.changes`. Read are files with another date, size or inode, and series whose window ran out."""
        if source not in self._paths:
            raise Rejected(f"{source} is not among the calendars. Name it in the configuration.")
        known = _known(cursor, source, self._zone)
        files = self._files(source)
        stretch = _stretched(window, known)
        fresh = [file for file in files.values() if _is_fresh(file, known, window)]
        gone = self._gone(source, known, files)
        notes = dict(known["files"]) if known else {}
        return Stream(
            self._changes(source, fresh, gone, stretch, notes),
            lambda: _cursor(source, self._zone, files, stretch, notes),
            full=known is None,
            total=len(fresh) + len(gone),
        )

    def put(self, entry: Entry, replacing: Standing | None) -> Receipt:
        """See `Calendar.put`. Beside first, flushed, then under its name, which must be free or read as `replacing`."""
        data = render_entry(entry, stamp=self._now())
        if not _NAME.fullmatch(entry.key):
            raise Rejected(f"{entry.key!r} can't be the name of a file. Report this as a bug.")
        with guarded(self._own):
            self._own.mkdir(mode=0o700, parents=True, exist_ok=True)
            over = replacing if replacing and replacing.digest else None  # no digest: we took it away ourselves
            path = self._put_over(data, entry.key, over) if over else self._put_new(data, entry.key)
        events = parse_events(data, default_zone=self._zone)
        return Receipt(shown(path.name), entry_digest(events[0].title, events[0].text))

    def remove(self, standing: Standing) -> None:
        """See `Calendar.remove`. The file is read again right before: only what we wrote, where we put it, goes."""
        with guarded(self._own):
            found = self._located(standing)
            if found is None:
                return
            file, events = found
            if not any(event.mark for event in events):
                raise Rejected(f"{file.path} is not an entry of Afterword. It stays; delete it yourself.")
            _require_untouched(file, events, standing)
            file.path.unlink(missing_ok=True)
            sync_folder(self._own)

    def find(self, key: str) -> Standing | None:
        """See `Calendar.find`. By its mark or UID in any file of the folder: a sync tool may have renamed it."""
        with guarded(self._own):
            found = self._by_key(key)
        if found is None:
            return None
        file, event = found
        return Standing(key, file.handle, entry_digest(event.title, event.text), event.start)

    def discard(self, ours: Iterable[Standing]) -> bool:
        """See `Calendar.discard`. What a sync tool keeps in the folder besides events stays, and the folder with it."""
        known = by_key(ours)
        with guarded(self._own):
            if self._own.is_file():
                return False
            files = list(self._own_files().values())
            for file in files:
                events = self._readable(file)
                if len(events) != 1 or not as_left(events[0], known):
                    return False
            for file in files:
                file.path.unlink(missing_ok=True)
            with suppress(OSError):  # not there, or not empty
                self._own.rmdir()
        return True

    # --- looking ---------------------------------------------------------------------------------------------

    def _files(self, source: str) -> dict[str, _File]:
        path = self._paths[source]
        try:
            if path.is_file():
                return {shown(path.name): _File(shown(path.name), str(path), Stamp.of(path.stat()))}
            return {
                shown(entry.name): _File(shown(entry.name), entry.path, Stamp.of(entry.stat()))
                for entry in sorted(listed(path), key=lambda entry: entry.name)
                if entry.name.lower().endswith(".ics")
            }
        except FileNotFoundError as error:
            if path == self._own:
                return {}
            text = f"The calendar {path} is not there. Put it back, or name another one in the configuration."
            raise Rejected(text) from error
        except OSError as error:
            raise translated(error, path) from error

    def _gone(self, source: str, known: dict[str, Any] | None, files: dict[str, _File]) -> list[str]:
        """What is there no more, by two listings: one taken while a sync tool renames may miss a file."""
        gone = [handle for handle in known["files"] if handle not in files] if known else []
        again = self._files(source) if gone else {}
        return [handle for handle in gone if handle not in again]

    def _changes(
        self, source: str, fresh: list[_File], gone: list[str], window: Window, notes: dict[str, list[int]]
    ) -> Iterator[Change[Event]]:
        for file in fresh:
            try:
                raw = _bytes(file)
                events = self._events(raw, source, window)
            except FileNotFoundError:
                notes.pop(file.handle, None)
                yield Gone(file.handle)
            except OSError as error:
                notes[file.handle] = _UNREAD
                yield Unreadable(file.handle, str(translated(error, file.path)))
            except Rejected as error:
                notes[file.handle] = _note(file)
                yield Unreadable(file.handle, f"{file.path}: {error}")
            else:
                if self._being_written(file, raw):
                    notes[file.handle] = _UNREAD
                    yield Unreadable(file.handle, f"{file.path} is still being written. It is read at the next look.")
                    continue
                notes[file.handle] = _note(file, series=recurs(raw))
                yield Seen(file.handle, tuple(events))
        for handle in gone:
            notes.pop(handle, None)
            yield Gone(handle)

    def _being_written(self, file: _File, raw: bytes) -> bool:
        """Half a file would look as if the events in its other half were gone."""
        age = abs(self._now().timestamp() - file.stamp.modified_ns / 1e9)
        return cut_short(raw) and age < _WRITING

    def _events(self, raw: bytes, source: str, window: Window | None = None) -> list[Event]:
        events = parse_events(raw, calendar=source, window=window, default_zone=self._zone)
        return [self._with_mark(event) for event in events] if self._paths[source] == self._own else events

    @staticmethod
    def _with_mark(event: Event) -> Event:
        """Some servers drop properties they don't know on the way: in our own folder the UID tells as well."""
        key, _, owner = event.uid.rpartition("@")
        return event if event.mark or owner != "afterword" else replace(event, mark=mark_of([key]))

    # --- writing ---------------------------------------------------------------------------------------------

    def _put_new(self, data: bytes, key: str) -> Path:
        if self._by_key(key) is not None:
            raise Conflict(f"The entry {key} is already there. It is looked up before anything is written.")
        path = self._own / f"{key}.ics"
        with written_beside(data, self._own) as written:
            moved_new(written, path)
        return path

    def _put_over(self, data: bytes, key: str, replacing: Standing) -> Path:
        found = self._located(replacing)
        if found is None:
            raise Conflict(f"The entry {key} is not there any more: somebody deleted it. It stays deleted.")
        file, events = found
        _require_untouched(file, events, replacing)
        with written_beside(data, self._own) as written:
            written.replace(file.path)
            sync_folder(self._own)
        return file.path

    def _located(self, standing: Standing) -> tuple[_File, list[Event]] | None:
        """What stands under the handle, or under another name with the same key. Raises OSError."""
        files = self._own_files()
        file = files.get(standing.handle)
        if file is None:
            found = self._by_key(standing.key)
            file = found[0] if found else None
        return (file, self._events(_bytes(file), self.sources[-1])) if file else None

    def _by_key(self, key: str) -> tuple[_File, Event] | None:
        files = self._own_files()
        named = files.get(f"{key}.ics")
        for file in ([named] if named else []) + list(files.values()):
            for event in self._readable(file):
                if event.mark == key or event.uid == uid_of(key):
                    return file, event
        return None

    def _readable(self, file: _File) -> list[Event]:
        try:
            return self._events(_bytes(file), self.sources[-1])
        except (Rejected, FileNotFoundError):
            return []

    def _own_files(self) -> dict[str, _File]:
        return self._files(self.sources[-1])


def _bytes(file: _File) -> bytes:
    raw, status = read(file.path, MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        size = status.st_size // 1_000_000
        raise Rejected(f"It is too big ({size} MB). Split it into one file for each event.")
    return raw


def _require_untouched(file: _File, events: list[Event], standing: Standing) -> None:
    """Conflict unless the file holds our event alone, reading and standing as it was left."""
    event = events[0] if len(events) == 1 else None
    ours = event is not None and event.mark == standing.key
    same = event is not None and entry_digest(event.title, event.text) == standing.digest
    still = event is not None and standing.start in {None, event.start}
    if not (ours and same and still):
        raise Conflict(f"{file.path} has been changed. It stays as it is; delete it yourself if it is in the way.")


def _known(cursor: str | None, source: str, zone: str) -> dict[str, Any] | None:
    if cursor is None:
        return None
    known = unpacked(cursor, _KIND, source)
    try:
        datetime.fromisoformat(known["until"])
    except (KeyError, TypeError, ValueError) as error:
        raise CursorExpired("The cursor is not readable. Everything is looked at.") from error
    if known.get("zone", zone) != zone:
        raise CursorExpired("The person is in another zone: floating times are other moments. Everything is looked at.")
    return known


def _stretched(window: Window, known: dict[str, Any] | None) -> Window:
    """How far series are expanded in this look: as far as at the last one, or further where that is not enough."""
    until = datetime.fromisoformat(known["until"]) if known else window.start
    return Window(window.start, until if until >= window.end else window.end + _AHEAD)


def _is_fresh(file: _File, known: dict[str, Any] | None, window: Window) -> bool:
    before = known["files"].get(file.handle) if known else None
    if known is None or before is None or before[:3] != _note(file)[:3]:
        return True
    return bool(before[3]) and datetime.fromisoformat(known["until"]) < window.end


def _note(file: _File, *, series: bool = False) -> list[int]:
    """What the cursor keeps of a file: how to know it again, and whether it holds a series."""
    stamp = file.stamp
    return [stamp.modified_ns, stamp.size, stamp.inode, int(series)]


def _cursor(source: str, zone: str, files: dict[str, _File], stretch: Window, notes: dict[str, list[int]]) -> str:
    kept = {handle: note for handle, note in notes.items() if handle in files}
    return packed({"kind": _KIND, "place": source, "zone": zone, "until": stretch.end.isoformat(), "files": kept})
