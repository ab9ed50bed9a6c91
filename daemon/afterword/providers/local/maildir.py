"""A Maildir (cr.yp.to/proto/maildir.html) with its Maildir++ folders: read where mail lies, written among the drafts.

No file is ever changed: a draft is added whole, and removed only if it still reads as it was written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

from afterword.core.model import Draft, Folder, Message
from afterword.errors import Conflict, Rejected, Transient
from afterword.formats.headers import MARK_HEADER, mark_of
from afterword.formats.mail import MAX_BYTES, parse_message, render_draft
from afterword.ports import Change, Gone, Interest, Look, Receipt, Seen, Standing, Unreadable
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
from afterword.providers.looks import Stream

_HEAD = 256 * 1024
_TOO_BIG = 200 * 1024 * 1024
_KIND = "maildir-1"
# Stands in the cursor for a file that could not be opened: it is tried again at every look.
_UNREAD = [-1]
# A sender's clock may be off and a copied mail has a new file: only what is older by both is old.
_MARGIN = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class _File:
    """A mail where it lies: its name without flags is what stays when a mail program reads or moves it."""

    folder: Folder
    base: str
    place: str
    stamp: Stamp | None = None

    @property
    def path(self) -> Path:
        """Made when a file is opened: a look lists all of them."""
        return Path(self.place)

    @property
    def handle(self) -> str:
        return f"{self.folder}/{self.base}"


@dataclass(slots=True)
class _Listing:
    """What lies where: files by folder and name, and the folders that are not there."""

    files: dict[Folder, dict[str, _File]] = field(default_factory=dict)
    missing: list[Folder] = field(default_factory=list)

    def get(self, handle: str) -> _File | None:
        folder, _, base = handle.partition("/")
        return self.files.get(Folder(folder), {}).get(base) if folder in set(Folder) else None


class MaildirMailbox:
    """The `Mailbox` port on a Maildir. The inbox is `root` itself; `drafts` and `sent` are folders in it.

    `default_zone` (IANA) is for invitations that name no zone. Handles are `<folder>/<file name without flags>`.
    """

    def __init__(self, root: Path, *, drafts: str = ".Drafts", sent: str = ".Sent", default_zone: str = "UTC") -> None:
        self._root = root
        self._zone = default_zone
        self._folders = {Folder.INBOX: root, Folder.DRAFTS: root / drafts, Folder.SENT: root / sent}
        for name in (drafts, sent):
            if "/" in name or name in {"", ".", ".."} or "\x00" in name:
                raise Rejected(f"{name!r} is no folder of the Maildir {root}. Write its name alone, as in .Drafts.")

    def changes(self, cursor: str | None, interest: Interest) -> Look[Message]:
        """See `Mailbox.changes`. A listing of names tells what is new and gone; only new files are opened."""
        known = None if cursor is None else unpacked(cursor, _KIND, self._place)
        listing = self._list()
        fresh = [found for files in listing.files.values() for found in files.values() if _is_fresh(found, known)]
        gone = [] if known is None else self._gone(known, listing)
        unread: set[str] = set()
        return Stream(
            self._changes(fresh, gone, _newly_missing(listing, known), interest, unread),
            lambda: self._cursor(listing, unread),
            full=known is None,
            total=len(fresh) + len(gone),
        )

    def search(self, interest: Interest) -> Iterator[Seen[Message]]:
        """See `Mailbox.search`. The headers of every mail since then are looked through; what matches is read."""
        named = interest.domains | interest.addresses | interest.threads | interest.labels
        needles = [word.lower().encode() for word in named if word]
        listing = self._list() if needles else _Listing()
        for folder in (Folder.INBOX, Folder.SENT):
            for found in listing.files.get(folder, {}).values():
                with suppress(OSError):
                    if _matches(found.path, needles, interest.since):
                        change = self._read(found, interest.since)
                        if isinstance(change, Seen):
                            yield change

    def create(self, draft: Draft) -> Receipt:
        """See `Mailbox.create`. In `tmp` first, flushed, then in `cur` with the flag D under a name nobody has."""
        raw = render_draft(draft)
        folder = self._folders[Folder.DRAFTS]
        with guarded(folder):
            self._make_folder(folder)
            with written_beside(raw, folder / "tmp") as written:
                base = _unique_name(written)
                moved_new(written, folder / "cur" / f"{base}:2,D")
        return self._receipt(raw, base)

    def remove(self, standing: Standing) -> None:
        """See `Mailbox.remove`. The file is read again right before: only our own words are deleted."""
        found = self._list().get(standing.handle)
        if found is None:
            return
        if found.folder is not Folder.DRAFTS:
            raise Rejected(f"{standing.handle} is no draft any more. It stays where it is.")
        with guarded(found.path):
            message = self._parsed(found)
            if not message.mark:
                raise Rejected(f"{standing.handle} is not a draft of Afterword. It stays; delete it yourself.")
            if (message.mark, message.digest) != (standing.key, standing.digest):
                raise Conflict(f"The draft {standing.handle} has been changed. It stays; delete it yourself.")
            found.path.unlink(missing_ok=True)
            sync_folder(found.path.parent)

    def subject(self, handle: str) -> str:
        """See `Mailbox.subject`."""
        found = self._list().get(handle)
        if found is None:
            return ""
        with guarded(found.path):
            return self._parsed(found).subject

    def find(self, key: str, since: datetime, cursor: str | None = None) -> tuple[Standing, ...]:  # noqa: ARG002 - the port's: here the files themselves are the witness
        """See `Mailbox.find`. Reads the headers of every draft, and of what was sent since a day before `since`."""
        listing = self._list()
        found = []
        for folder in (Folder.DRAFTS, Folder.SENT):
            oldest = since - timedelta(days=1) if folder is Folder.SENT else None
            for file in listing.files.get(folder, {}).values():
                with guarded(file.path), suppress(PermissionError, FileNotFoundError):
                    if _marked(file.path, key, oldest):
                        sent = folder is Folder.SENT
                        found.append(Standing(key, file.handle, self._parsed(file).digest, sent=sent))
        return tuple(found)

    # --- looking ---------------------------------------------------------------------------------------------

    @property
    def _place(self) -> str:
        return "\n".join(shown(str(folder)) for folder in self._folders.values())

    def _list(self) -> _Listing:
        listing = _Listing()
        for folder, path in self._folders.items():
            try:
                listing.files[folder] = self._files(folder, path)
            except FileNotFoundError:
                listing.missing.append(folder)
            except OSError as error:
                raise translated(error, path) from error
        if Folder.INBOX in listing.missing:
            raise Rejected(f"{self._root} is no Maildir: it lacks cur and new. Name its root in the configuration.")
        return listing

    def _files(self, folder: Folder, path: Path) -> dict[str, _File]:
        """`new` before `cur`: a mail that moves from one to the other meanwhile is then seen twice, not missed."""
        if not path.resolve().is_relative_to(self._root.resolve()):
            raise FileNotFoundError(path)
        files: dict[str, _File] = {}
        for part in ("new", "cur"):
            for entry in listed(path / part):
                base, _, flags = entry.name.partition(":2,")
                if "T" in flags:
                    continue
                stamp = Stamp.of(entry.stat(follow_symlinks=False)) if folder is Folder.DRAFTS else None
                files[shown(base)] = _File(folder, shown(base), entry.path, stamp)
        return files

    def _gone(self, known: dict[str, Any], listing: _Listing) -> list[str]:
        """What is there no more, by two listings: one taken while a mail program renames may miss a file."""
        for folder in listing.missing:
            if known["files"].get(folder):
                text = f"The folder {self._folders[folder]} has disappeared. Put it back; it is tried again."
                raise Transient(text)
        gone = [
            f"{folder}/{base}"
            for folder, names in known["files"].items()
            for base in names
            if base not in listing.files.get(Folder(folder), {})
        ]
        if not gone:
            return []
        again = self._list()
        return [handle for handle in gone if again.get(handle) is None]

    def _changes(
        self, fresh: list[_File], gone: list[str], missing: list[Folder], interest: Interest, unread: set[str]
    ) -> Iterator[Change[Message]]:
        for folder in missing:
            path = self._folders[folder]
            why = f"There is no folder {path}. Create it, or name the right one in the configuration."
            yield Unreadable(f"{folder}/", why)
        for found in fresh:
            try:
                change: Change[Message] | None = self._read(found, interest.since)
            except FileNotFoundError:
                change = Gone(found.handle)
            except OSError as error:
                unread.add(found.handle)
                change = Unreadable(found.handle, str(translated(error, found.path)))
            if change is not None:
                yield change
        yield from (Gone(handle) for handle in gone)

    def _read(self, found: _File, since: datetime) -> Seen[Message] | Unreadable | None:
        """One mail; None for one that is too old to matter. Raises OSError."""
        if found.folder is not Folder.DRAFTS and self._delivered(found) < since:
            return None
        raw, status = self._bytes(found)
        if why := _unfit(raw, status, found.path):
            return Unreadable(found.handle, why)
        message = self._message(found, raw, _modified(status))
        if found.folder is not Folder.DRAFTS and _is_old(message, since):
            return None
        return Seen(found.handle, (message,))

    def _delivered(self, found: _File) -> datetime:
        """When the file was written; now where it has just been renamed: then reading it finds it."""
        try:
            return _modified(found.path.stat(follow_symlinks=False))
        except FileNotFoundError:
            return datetime.max.replace(tzinfo=UTC)

    def _bytes(self, found: _File) -> tuple[bytes, os.stat_result]:
        """The mail's bytes, also when its flags, and with them its name, changed since it was listed."""
        try:
            return read(found.path, MAX_BYTES)
        except FileNotFoundError:
            moved = self._files(found.folder, self._folders[found.folder]).get(found.base)
            if moved is None:
                raise
            return read(moved.path, MAX_BYTES)

    def _message(self, found: _File, raw: bytes, delivered: datetime) -> Message:
        return parse_message(
            raw, handle=found.handle, folder=found.folder, delivered=delivered, default_zone=self._zone
        )

    def _parsed(self, found: _File) -> Message:
        raw, status = self._bytes(found)
        return self._message(found, raw, _modified(status))

    def _cursor(self, listing: _Listing, unread: set[str]) -> str:
        files = {
            folder: {
                base: _UNREAD if found.handle in unread else _known_by(found) for base, found in sorted(files.items())
            }
            for folder, files in listing.files.items()
        }
        return packed({"kind": _KIND, "place": self._place, "files": files, "missing": sorted(listing.missing)})

    # --- writing ---------------------------------------------------------------------------------------------

    def _make_folder(self, folder: Path) -> None:
        """A folder as Maildir++ wants it: the three parts, and an empty file that says what it is."""
        if not folder.parent.resolve().is_relative_to(self._root.resolve()):
            raise Rejected(f"{folder} lies outside of the Maildir. Name a folder inside it in the configuration.")
        ours = not folder.exists()
        for part in ("tmp", "new", "cur"):
            (folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        if ours:
            (folder / "maildirfolder").touch(mode=0o600)

    def _receipt(self, raw: bytes, base: str) -> Receipt:
        handle = f"{Folder.DRAFTS}/{base}"
        message = parse_message(raw, handle=handle, folder=Folder.DRAFTS, delivered=datetime(1970, 1, 1, tzinfo=UTC))
        return Receipt(handle, message.digest)


def _is_fresh(found: _File, known: dict[str, Any] | None) -> bool:
    if known is None:
        return True
    before = known["files"].get(found.folder, {}).get(found.base)
    if before is None:
        return True
    return bool(before != _known_by(found))


def _known_by(found: _File) -> list[int]:
    """What tells a changed file: nothing but its name in folders where mail does not change."""
    return [found.stamp.modified_ns, found.stamp.size, found.stamp.inode] if found.stamp else []


def _newly_missing(listing: _Listing, known: dict[str, Any] | None) -> list[Folder]:
    """Folders to speak of: once, not at every look. Drafts are made when the first one is written."""
    told = known["missing"] if known else [Folder.DRAFTS]
    return [folder for folder in listing.missing if folder not in told and folder is not Folder.DRAFTS]


def _modified(status: os.stat_result) -> datetime:
    return datetime.fromtimestamp(max(0, min(status.st_mtime, 4_000_000_000)), UTC)


def _unfit(raw: bytes, status: os.stat_result, path: Path) -> str:
    """Why the bytes are no mail, "" if they may be one."""
    if not raw or raw.isspace():
        return f"{path} is empty. Delete it, or fetch the mail again."
    if status.st_size > _TOO_BIG:
        return f"{path} is too big to be a mail ({status.st_size // 1_000_000} MB). Move it out of the mailbox."
    if b":" not in raw[:_HEAD].split(b"\n\n", 1)[0] or b"\x00" in raw[:512]:
        return f"{path} is not a mail. Move it out of the mailbox."
    return ""


def _matches(path: Path, needles: list[bytes], since: datetime) -> bool:
    """Whether the headers name one of the addresses, domains or threads. Lets every match through. Raises OSError."""
    raw, status = read(path, _HEAD)
    head = raw.partition(b"\n\n")[0].partition(b"\r\n\r\n")[0].lower()
    return _modified(status) >= since and any(needle in head for needle in needles)


def _is_old(message: Message, since: datetime) -> bool:
    """Old by the sender's clock and by that of the server that took it in (the topmost Received)."""
    if message.date >= since - _MARGIN:
        return False
    return message.received is None or message.received < since - _MARGIN


def _marked(path: Path, key: str, oldest: datetime | None) -> bool:
    """Whether a file carries the key in its headers. Raises OSError."""
    raw, status = read(path, _HEAD)
    if oldest is not None and _modified(status) < oldest:
        return False
    if key.encode() not in raw:
        return False
    head = BytesHeaderParser().parsebytes(raw)
    return mark_of(str(value) for value in head.get_all(MARK_HEADER, [])) == key


def _unique_name(written: Path) -> str:
    """As the Maildir specification has it: the second, what is unique in it (device and inode), a host (not named)."""
    status = written.stat()
    second, rest = divmod(status.st_mtime_ns, 1_000_000_000)
    return f"{second}.M{rest // 1000}V{status.st_dev:x}I{status.st_ino:x}.afterword"
