"""From a file to what Afterword makes of it: the verdict and its evidence, as values for `afterword explain` to show.

Needs no configuration, no store and no provider's account. One file that can't be read never keeps the next from it.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from afterword.core.events.case import Context, share
from afterword.core.events.interviews import understand
from afterword.core.mail.appointments import completed
from afterword.core.mail.replies import read
from afterword.core.model import Event, Evidence, Folder, Interview, Me, Message, Nature, Reading, Says, Verdict
from afterword.errors import AfterwordError
from afterword.formats import limits
from afterword.formats.calendar import parse_events
from afterword.formats.mail import parse_message
from afterword.providers.google.wire import event_from_json, myself

MAX_BYTES = 32 * 1024 * 1024
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_HEADER = re.compile(rb"(?:From |[!-9;-~]{1,100}[ \t]{0,10}:)")
_CALENDAR = re.compile(rb"\s{0,100}BEGIN[ \t]{0,10}:[ \t]{0,10}V(?:CALENDAR|EVENT)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EventVerdict:
    """An event and what it was understood as."""

    source: str
    event: Event
    interview: Interview


@dataclass(frozen=True, slots=True)
class MessageVerdict:
    """A message, how it was read, and what the invitations in it were understood as."""

    source: str
    message: Message
    reading: Reading


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of an id from `status`: said in a sentence, line by line, and as a JSON object.

    `data` holds at least `kind`. `evidence` is what the decision rests on, `decisive` the place of what weighs most in
    it, None if nothing does; `of_mail`: it is about a mail, else about events.
    """

    source: str
    sentence: str
    data: Mapping[str, Any]
    lines: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    decisive: int | None = None
    of_mail: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that can't be read at all. `why` is one line for a person; `cause` is there if it is our mistake."""

    source: str
    why: str
    cause: Exception | None = None


Explained = EventVerdict | MessageVerdict | Account | Failure


def explain_file(source: str, me: Me, zone: str = "UTC") -> Iterator[Explained]:
    """Everything that the file at `source` holds, in order; a Failure if nothing in it is readable. Never raises.

    `zone` is the IANA zone of times that name none.
    """
    try:
        yield from _explain(source, me, zone)
    except AfterwordError as error:
        yield Failure(source, str(error))
    except OSError as error:
        yield Failure(source, f"{error.strerror or error}. Look at that file and its permissions.")
    except Exception as error:  # noqa: BLE001 - one poisonous file is named and set aside; the rest goes on
        yield Failure(source, f"Afterword stumbled over this file ({type(error).__name__}). Please report it.", error)


def _explain(source: str, me: Me, zone: str) -> Iterator[Explained]:
    path = Path(source)
    raw, delivered = _content(path)
    form = _form(raw, path.suffix.lower())
    if form == "mail":
        message = parse_message(raw, handle=source, folder=Folder.INBOX, delivered=delivered, default_zone=zone)
        message = completed(message, me, zone)
        context = Context(sender=message.sender, mail_text=share(message))
        invitations = tuple(understand(event, me, context) for event in message.invitations)
        yield MessageVerdict(source, message, replace(read(message, me), invitations=invitations))
        return
    if form == "calendar":
        events = parse_events(raw, default_zone=zone)
    else:
        resource = _resource(raw)
        events, me = [event_from_json(resource, "", zone)], me if me.emails or me.name else myself(resource)
    if not events:
        raise AfterwordError("It is a calendar without a single event.")
    for event in events:
        yield EventVerdict(source, event, understand(event, me))


def _content(path: Path) -> tuple[bytes, datetime]:
    """The file's bytes, and its date, which stands in for a mail's own."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # O_NONBLOCK: a pipe must not hold us up
    with open(descriptor, "rb") as file:  # noqa: PTH123 - an open descriptor, so that what was looked at is what is read
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise AfterwordError("It is a folder. Name the files in it.")
        if not stat.S_ISREG(status.st_mode):
            raise AfterwordError("It is not a file that can be read.")
        if status.st_size > MAX_BYTES:
            raise AfterwordError(f"It is larger than {MAX_BYTES // 1024**2} MB. No mail or event is.")
        raw = file.read(limits.MAIL_BYTES)
    if not raw or raw.isspace():
        raise AfterwordError("It is empty.")
    return raw, datetime.fromtimestamp(status.st_mtime, UTC)


def _form(raw: bytes, suffix: str) -> str:
    """What kind of file this is: by its first words, and by its name only where they leave it open."""
    head = _utf8(raw[:4096])
    if _CALENDAR.match(head):
        return "calendar"
    if head.lstrip().startswith(b"{"):
        return "json"
    if _HEADER.match(head.lstrip(b"\r\n")):
        return "mail"
    by_name = {".ics": "calendar", ".ical": "calendar", ".ifb": "calendar", ".eml": "mail", ".json": "json"}.get(suffix)
    if by_name is None:
        raise AfterwordError("It is neither a mail, nor a calendar file, nor the JSON of a Calendar API event.")
    return by_name


def _utf8(raw: bytes) -> bytes:
    for mark, encoding in _BOMS.items():
        if raw.startswith(mark):
            return raw.decode(encoding, "replace").encode()
    return raw


def _resource(raw: bytes) -> dict[str, Any]:
    if len(raw) > limits.API_BYTES:
        raise AfterwordError(f"It is larger than {limits.API_BYTES // 1024**2} MB. No event is.")
    try:
        data = json.loads(_utf8(raw))
    except (ValueError, RecursionError):
        raise AfterwordError("It is not valid JSON.") from None
    if not isinstance(data, dict) or not ({"start", "id", "iCalUID", "status"} & data.keys()):
        raise AfterwordError("It is not one event of the Calendar API.")
    return data


# --- what decided -------------------------------------------------------------------------------------------------


def decisive(reasons: tuple[Evidence, ...], verdict: Verdict = Verdict.UNSURE) -> int | None:
    """The place of the reason that weighs most for the verdict, None without reasons."""
    sign = {Verdict.INTERVIEW: 1, Verdict.NOT_INTERVIEW: -1}.get(verdict)
    weights = [abs(each.weight) if sign is None else sign * each.weight for each in reasons]
    return weights.index(max(weights)) if weights else None


def decisive_of_mail(reading: Reading) -> int | None:
    """The same for a mail: what it says if that counts; else what shows a person or a machine (negative, positive)."""
    reasons = reading.evidence
    if reading.says and reading.says is not Says.OTHER and reasons and reasons[0].weight > 0:
        return 0
    return decisive(reasons, Verdict.NOT_INTERVIEW if reading.nature is Nature.HUMAN else Verdict.INTERVIEW)
