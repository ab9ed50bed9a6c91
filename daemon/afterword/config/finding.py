"""What this machine tells of a person, so that they need not be asked: who they are, where, and where their mail lies.

Only looks; asks nobody on the network. Whatever can't be read is not known.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from heapq import nlargest
from importlib.resources import files
from pathlib import Path

from afterword.config.surroundings import is_maildir
from afterword.config.values import system_zone
from afterword.formats.headers import people

_MAIL = ("Maildir", "Mail", "mail", ".mail", ".maildir", ".local/share/mail")
_CALENDARS = (".calendars", ".calendar", ".local/share/calendars", ".local/share/vdirsyncer", ".local/share/khal")
_DRAFTS = (".Drafts", ".INBOX.Drafts", ".[Gmail].Drafts", "Drafts", ".Entw&APw-rfe")
_SENT = (".Sent", ".INBOX.Sent", ".Sent Items", ".Sent Messages", ".[Gmail].Sent Mail", "Sent", ".Gesendet")
_DEEP = 3
_MOST = 300
_LATEST = 40
_HEAD = 64 * 1024
_LOCALE = re.compile(r"[a-z]{2,3}_([A-Z]{2})\b")


@dataclass(frozen=True, slots=True)
class Found:
    """What was found; "" or nothing where nothing was. `mails` are Maildirs, `calendars` folders of .ics files."""

    name: str = ""
    emails: tuple[str, ...] = ()
    zone: str = ""
    country: str = ""
    mails: tuple[Path, ...] = ()
    calendars: tuple[Path, ...] = ()


def look(home: Path) -> Found:
    """Everything that `home` and the system tell."""
    mails = tuple(_maildirs(home))
    zone = system_zone()
    written = [email for mail in mails[:1] for email in _written_from(mail)]
    told = [*written, _git("user.email")]
    return Found(
        name=_git("user.name") or _full_name(),
        emails=tuple(dict.fromkeys(email.lower() for email in told if _is_address(email)))[:3],
        zone=zone,
        country=country_of(zone) or _country_of_locale(),
        mails=mails,
        calendars=tuple(_vdirs(home)),
    )


def folders_of(mail: Path) -> dict[str, str]:
    """The names of the folders for drafts and sent mail in that Maildir, where they are not the usual ones."""
    found = {}
    for key, names in (("drafts", _DRAFTS), ("sent", _SENT)):
        name = next((name for name in names if is_maildir(mail / name)), names[0])
        if name != names[0]:
            found[key] = name
    return found


def country_of(zone: str) -> str:
    """The country of a time zone (tz database, zone.tab), "" if it is of none or several."""
    with suppress(OSError, ModuleNotFoundError):
        table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
        for line in table.splitlines():
            parts = line.split("\t")
            if not line.startswith("#") and len(parts) > 2 and parts[2] == zone:
                return parts[0]
    return ""


# --- who ------------------------------------------------------------------------------------------------------------


def _git(setting: str) -> str:
    program = shutil.which("git")
    if program is None:
        return ""
    with suppress(OSError, subprocess.TimeoutExpired):
        done = subprocess.run(  # noqa: S603 - our own words
            [program, "config", "--global", "--get", setting], capture_output=True, check=False, timeout=5
        )
        return done.stdout.decode(errors="replace").strip()[:200]
    return ""


def _full_name() -> str:
    """The first field of GECOS, if it is a name and not the account's."""
    with suppress(KeyError):
        entry = pwd.getpwuid(os.getuid())
        name = entry.pw_gecos.partition(",")[0].strip()
        return "" if name in (entry.pw_name, "root", "user", "User") or " " not in name else name
    return ""


def _country_of_locale() -> str:
    for name in ("LC_ALL", "LC_TIME", "LANG"):
        if found := _LOCALE.match(os.environ.get(name, "")):
            return found[1]
    return ""


def _is_address(email: str) -> bool:
    return bool(re.fullmatch(r"[^\s@<>,;:\"()]{1,64}@[^\s@<>,;:\"()]+\.[^\s@<>,;:\"()]+", email))


def _written_from(mail: Path) -> list[str]:
    """From which addresses the latest mails were sent, the most frequent first."""
    sent = mail / folders_of(mail).get("sent", _SENT[0]) / "cur"
    with suppress(OSError):
        latest = nlargest(_LATEST, (path for path in sent.iterdir() if path.is_file()), key=lambda path: path.name)
        senders = Counter(address for path in latest if (address := _sender(path)))
        return [address for address, times in senders.most_common() if times > 1 or len(latest) < 5]
    return []


def _sender(path: Path) -> str:
    with suppress(OSError, ValueError), path.open("rb") as file:
        header = BytesHeaderParser().parsebytes(file.read(_HEAD)).get("From", "")
        return next((person.email for person in people((str(header),))), "")
    return ""


# --- where ----------------------------------------------------------------------------------------------------------


def _maildirs(home: Path) -> Iterator[Path]:
    """Maildirs at the usual places, or one or two folders further down: those that hold an inbox."""
    for place in _MAIL:
        yield from (folder for folder in _walk(home / place) if is_maildir(folder))


def _vdirs(home: Path) -> Iterator[Path]:
    for place in _CALENDARS:
        yield from (folder for folder in _walk(home / place) if _holds_events(folder))


def _walk(folder: Path, deep: int = _DEEP) -> Iterator[Path]:
    """The folder and those in it, but none inside a Maildir, nor hidden ones."""
    with suppress(OSError):
        if not folder.is_dir():
            return
        yield folder
        if deep > 1 and not is_maildir(folder):
            for inside in _first(sorted(folder.iterdir())):
                if not inside.name.startswith(".") and not inside.is_symlink():
                    yield from _walk(inside, deep - 1)


def _holds_events(folder: Path) -> bool:
    with suppress(OSError):
        return any(path.suffix.lower() == ".ics" for path in _first(folder.iterdir()))
    return False


def _first(paths: Iterable[Path]) -> Iterator[Path]:
    for number, path in enumerate(paths):
        if number == _MOST:
            return
        yield path
