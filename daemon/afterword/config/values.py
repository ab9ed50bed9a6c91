"""The kinds of value a setting can have, each with its check and with words for what is expected instead."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable
from datetime import time
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ZONE_FILES = (Path("/etc/localtime"), Path("/etc/timezone"))
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,253}")
_COUNTRY = re.compile(r"[A-Z]{2}(?:-[A-Za-z0-9]{1,10})?")
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{3,30}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def wrong(expected: str, hint: str = "") -> PydanticCustomError:
    """A failed check: what is expected instead, as a sentence without its full stop, and what to do about it."""
    return PydanticCustomError("wrong", "{expected}", {"expected": expected, "hint": hint})


def closest(word: str, choices: tuple[str, ...] | list[str]) -> str:
    """A hint at what was meant, or nothing."""
    lowered = {choice.lower(): choice for choice in choices}
    near = get_close_matches(word.lower(), list(lowered), n=1, cutoff=0.6)
    return f'Did you mean "{lowered[near[0]]}"?' if near else ""


def _several(value: object) -> object:
    """One string is as good as a list of one."""
    return tuple(value) if isinstance(value, list) else (value,) if isinstance(value, str) else value


def _line(value: str) -> str:
    if _CONTROL.search(value):
        raise wrong("must be one line without control characters")
    return value.strip()


def _argument(value: str) -> str:
    if "\0" in value:
        raise wrong("must be texts without a NUL character")
    return value


def _command(value: tuple[str, ...]) -> tuple[str, ...]:
    """`~` is the home directory in the program's own name."""
    if not value:
        return value
    if len(value) == 1 and " " in value[0].strip():
        raise wrong("must be a list of a program and its arguments", 'Write it as in ["notify", "--quiet"]: no shell.')
    if not value[0].strip():
        raise wrong("must begin with a program")
    return (os.path.expanduser(value[0]), *value[1:])  # noqa: PTH111 - a name without a slash is looked for in $PATH


def _address(value: str) -> str:
    if not _ADDRESS.fullmatch(value.strip()):
        raise wrong("must be a plain mail address", 'Write it as in "robin@mail.example", without a name.')
    return value.strip().lower()


def _phone(value: str) -> str:
    if value and not _PHONE.fullmatch(value.strip()):
        raise wrong("must be a phone number", 'Write it as in "+49 30 1234567".')
    return value.strip()


def _zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, OSError):  # not known, not a name, a folder of names
        hint = closest(value, sorted(available_timezones())) or 'Write it as in "Europe/Berlin".'
        raise wrong("must be a time zone by its IANA name", hint) from None


def system_zone() -> str:
    """This machine's own IANA zone as it is now, "" where it can't be told."""
    from time import tzset  # noqa: PLC0415 - as below

    import tzlocal  # noqa: PLC0415 - only where the configuration names no zone

    logging.getLogger("tzlocal").setLevel(logging.ERROR)  # what it thinks of /etc/timezone helps nobody
    try:
        tzset()  # the C library remembers, too, and what is found is compared with it
        tzlocal.reload_localzone()  # what the library remembers, a journey makes wrong
        return ZoneInfo(tzlocal.get_localzone_name()).key
    except Exception:  # noqa: BLE001 - whatever is odd about this system's zone, it is not known
        return ""


def zone_files(files: Iterable[Path] = _ZONE_FILES) -> tuple[tuple[int, int, int] | None, ...]:
    """What tells this machine's zone, as it stands now: where two of these differ, `system_zone` may have changed."""
    return tuple(_stood(file) for file in files)


def _stood(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.lstat()  # /etc/localtime is a link, and set by putting another in its place
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_mtime_ns


def required_system_zone() -> str:
    zone = system_zone()
    if not zone:
        raise wrong("is needed: this system's own zone can't be told", 'Write it as in "Europe/Berlin".')
    return zone


def _country(value: str) -> str:
    if value and not _COUNTRY.fullmatch(value):
        raise wrong("must be an ISO 3166 code", 'Write it as in "DE", or with the region as in "DE-BY".')
    return value


def _time(value: object) -> object:
    if isinstance(value, time) and value.tzinfo is None:
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{1,2}:\d{2}", value.strip()):
        hour, minute = map(int, value.split(":"))
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise wrong("must be a time of day", 'Write it as in "09:00".')


def _day(value: str) -> str:
    name = value.strip().lower()
    short = name[:3]
    if short in DAYS and (name == short or name in _LONG_DAYS):
        return short
    raise wrong("must be weekdays", f"Choose from {', '.join(DAYS)}.")


_LONG_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _path(value: object, info: ValidationInfo) -> object:
    """`~` is the home directory; a relative path starts at the folder of the configuration file."""
    if not isinstance(value, str):
        return value
    if not value.strip() or "\0" in value:
        raise wrong("must be the path of a folder")
    try:
        path = Path(value).expanduser()
    except RuntimeError:
        raise wrong("names a home directory that does not exist", "Write the whole path.") from None
    context: dict[str, Any] = info.context or {}
    base: Path = context.get("folder", Path())
    return Path(os.path.normpath(base / path))


def _maildir_name(value: str) -> str:
    if not value or value in (".", "..") or "/" in value or "\0" in value:
        raise wrong("must be the name of a folder inside [local] mail", 'Write it as in ".Drafts".')
    return value


def _endpoint(value: str) -> str:
    """Without its last slash. Tokens travel there: encrypted, or on this machine alone."""
    parts = urlsplit(value.strip())
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1"))
    if not secure or not parts.netloc or parts.query or parts.fragment or "@" in parts.netloc:
        raise wrong(
            "must be an address that begins with https://", "Without encryption only this machine itself will do."
        )
    return value.strip().rstrip("/")


Line = Annotated[str, AfterValidator(_line)]
Argument = Annotated[str, AfterValidator(_argument)]
Address = Annotated[str, AfterValidator(_address)]
PhoneNumber = Annotated[str, AfterValidator(_phone)]
Zone = Annotated[str, AfterValidator(_zone)]
Country = Annotated[str, AfterValidator(_country)]
TimeOfDay = Annotated[time, BeforeValidator(_time)]
Day = Annotated[str, AfterValidator(_day)]
Folder = Annotated[Path, BeforeValidator(_path)]
MaildirName = Annotated[str, AfterValidator(_maildir_name)]
Addresses = Annotated[tuple[Address, ...], BeforeValidator(_several), Field(min_length=1)]
Days = Annotated[tuple[Day, ...], BeforeValidator(_several), Field(min_length=1)]
Endpoint = Annotated[str, AfterValidator(_endpoint)]
Calendars = Annotated[tuple[Annotated[Line, Field(min_length=1)], ...], BeforeValidator(_several), Field(min_length=1)]
Command = Annotated[tuple[Argument, ...], BeforeValidator(_several), AfterValidator(_command)]
Folders = Annotated[tuple[Folder, ...], BeforeValidator(_several), Field(min_length=1)]
