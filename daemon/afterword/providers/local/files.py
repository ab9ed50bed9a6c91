"""Files that matter: listed without following links, read with a limit, written so that a crash leaves all or nothing.

The one place where an `OSError` becomes one of ours.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import tempfile
import zlib
from base64 import b85decode, b85encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from afterword.errors import AfterwordError, Conflict, CursorExpired, Rejected, Transient

_LATER = {
    errno.ENOSPC: "The disk is full: {path} can't be written. Free some space; it is tried again.",
    errno.EDQUOT: "Your disk quota is used up: {path} can't be written. Free some space; it is tried again.",
    errno.EIO: "The disk reports an error at {path}. Check the disk; it is tried again.",
    errno.EMFILE: "Too many files are open to reach {path}. It is tried again; raise LimitNOFILE if it stays.",
    errno.ENFILE: "Too many files are open to reach {path}. It is tried again; close other programs if it stays.",
    errno.ESTALE: "The network drive with {path} does not answer. Mount it again; it is tried again.",
    errno.ETIMEDOUT: "The drive with {path} does not answer. Check the connection; it is tried again.",
    errno.ENOTCONN: "The drive with {path} is not connected. Mount it again; it is tried again.",
}
_NEVER = {
    errno.EACCES: "{path} may not be opened. Give the user that runs Afterword the right to it.",
    errno.EPERM: "{path} may not be changed. Give the user that runs Afterword the right to it.",
    errno.EROFS: "{path} is on a read-only disk. Mount it writable, or name another folder in the configuration.",
    errno.ENOENT: "{path} is not there. Create it, or name another folder in the configuration.",
    errno.ENOTDIR: "{path} is not a folder. Name a folder in the configuration.",
    errno.ELOOP: "{path} is a link, and links are not followed. Put the file itself there.",
    errno.ENAMETOOLONG: "{path} has too long a name. Name a shorter folder in the configuration.",
}

_PASSING = ".afterword-"
_LEFT_OVER = 36 * 3600.0


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a file is known again without reading it: a writer changes at least one of the three."""

    modified_ns: int
    size: int
    inode: int

    @classmethod
    def of(cls, status: os.stat_result) -> Stamp:
        return cls(status.st_mtime_ns, status.st_size, status.st_ino)


def translated(error: OSError, path: Path) -> AfterwordError:
    """An operating system's error as the reaction it asks for, naming the file and what to do about it."""
    number = error.errno or 0
    if number == errno.EEXIST:
        return Conflict(f"{path} is already there. It is looked up before anything is written.")
    if number in _NEVER:
        return Rejected(_NEVER[number].format(path=path))
    return Transient(_LATER.get(number, f"{{path}}: {error.strerror}. It is tried again.").format(path=path))


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Whatever goes wrong with files inside is ours and names `path`."""
    try:
        yield
    except OSError as error:
        raise translated(error, path) from error


def listed(folder: Path) -> Iterator[os.DirEntry[str]]:
    """The regular files of a folder: no links, no folders, nothing hidden. Raises OSError."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.name.startswith(".") and entry.is_file(follow_symlinks=False):
                yield entry


def read(path: Path, limit: int) -> tuple[bytes, os.stat_result]:
    """At most `limit` bytes of a regular file, and its state from before. Raises OSError; a link is ELOOP."""
    # O_NONBLOCK: somebody may have put a pipe where a file was listed a moment ago.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EACCES, "not a regular file")
        return file.read(limit), status


@contextmanager
def written_beside(data: bytes, folder: Path) -> Iterator[Path]:
    """A file with `data` in `folder`, flushed to disk, 0600, under a passing name; gone again unless it was moved."""
    descriptor, name = tempfile.mkstemp(prefix=_PASSING, dir=folder)
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            _sweep(folder, os.fstat(file.fileno()).st_mtime)
        yield path
    finally:
        with suppress(FileNotFoundError):
            path.unlink()


def _sweep(folder: Path, now: float) -> None:
    """Remove what a process of ours that was killed left behind, after the 36 hours that Maildir gives to such files.

    `now` is the file system's own clock, by which files are dated.
    """
    with suppress(OSError):
        for path in folder.glob(f"{_PASSING}*"):
            status = path.lstat()
            if stat.S_ISREG(status.st_mode) and status.st_mtime < now - _LEFT_OVER:
                path.unlink()


def moved_new(source: Path, target: Path) -> None:
    """Give a written file its name, which must be free: raises FileExistsError otherwise. On disk when it returns."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS, errno.EXDEV}:
            raise
        _moved_without_links(source, target)
    sync_folder(target.parent)


def _moved_without_links(source: Path, target: Path) -> None:
    """For file systems without hard links (FAT, some network drives): take the name first, then fill it."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    source.replace(target)


def sync_folder(folder: Path) -> None:
    """A name in a folder survives a crash only when the folder itself is flushed."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def shown(name: str) -> str:
    """A file's name as text that any store takes: bytes that are no UTF-8 are written out."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def packed(cursor: dict[str, Any]) -> str:
    """A listing as short text; the same listing gives the same text."""
    data = json.dumps(cursor, sort_keys=True, separators=(",", ":")).encode()
    return b85encode(zlib.compress(data, 6)).decode()


def unpacked(cursor: str, kind: str, place: str) -> dict[str, Any]:
    """What `packed` made, if it is of that kind and place. Raises CursorExpired for anything else."""
    try:
        value = json.loads(zlib.decompress(b85decode(cursor)))
    except (ValueError, zlib.error) as error:
        raise CursorExpired("The cursor is not readable. Everything is looked at.") from error
    if not isinstance(value, dict) or (value.get("kind"), value.get("place")) != (kind, place):
        raise CursorExpired("The cursor is from somewhere else. Everything is looked at.")
    return value
