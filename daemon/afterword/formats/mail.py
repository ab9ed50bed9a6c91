"""RFC 5322: a mail as others wrote it, into a `Message`; a `Draft` of ours into bytes. Total: no mail raises.

The bodies are in `parts`, the headers in `headers`, the reports in `reports`, the writing in `draft`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message as Mail
from email.utils import parsedate_to_datetime
from unicodedata import normalize

from afterword.core.digests import mail_digest
from afterword.core.model import Folder, Message, Person
from afterword.formats import limits
from afterword.formats.draft import render_draft
from afterword.formats.headers import MARK_HEADER, decoded, eight_bit, ids, mark_of, message_id, people
from afterword.formats.parts import Capped, body_text, capped, content_types, invitations, plainly_described
from afterword.formats.plain import one_line
from afterword.formats.reports import delivery_report

__all__ = ["MARK_HEADER", "MAX_BYTES", "parse_message", "render_draft"]

MAX_BYTES = limits.MAIL_BYTES

_ADDRESSED = ("from", "sender", "reply-to", "to", "cc", "bcc")


def parse_message(
    raw: bytes, *, handle: str, folder: Folder, delivered: datetime, default_zone: str = "UTC"
) -> Message:
    """One mail, decoded. Never raises, whatever the bytes: what can't be understood is left empty.

    `delivered` (aware) stands in for a missing or impossible Date; `default_zone` is the IANA zone of floating times
    in its invitations. Bytes beyond `MAX_BYTES` are not read.
    """
    try:
        return _parse(capped(raw[:MAX_BYTES]), handle, folder, delivered, default_zone)
    except Exception:  # noqa: BLE001 - hostile mail; the one promise of this function is that it does not raise
        return Message(handle=handle, folder=folder, date=delivered.astimezone(UTC), sender=Person())


def _parse(read: Capped, handle: str, folder: Folder, delivered: datetime, default_zone: str) -> Message:
    mail = plainly_described(message_from_bytes(read.raw))
    headers = _headers(mail)
    raw_addresses = _raw_addresses(mail)
    to, cc, bcc = (people(raw_addresses.get(name, ())) for name in ("to", "cc", "bcc"))
    subject = normalize("NFC", headers.get("subject", ("",))[0])  # some programs write accents apart from letters
    text, longer = body_text(mail) if read.body else ("", False)
    text = normalize("NFC", text)
    return Message(
        handle=handle,
        folder=folder,
        date=_date(headers.get("date", ("",))[0], delivered),
        sender=_sender(raw_addresses),
        message_id=message_id(headers.get("message-id", ("",))[0]),
        in_reply_to=ids(headers.get("in-reply-to", ())),
        references=ids(headers.get("references", ())),
        reply_to=people(raw_addresses.get("reply-to", ())),
        to=to,
        cc=cc,
        bcc=bcc,
        subject=subject,
        text=text,
        headers=headers,
        parts=content_types(mail),
        invitations=invitations(mail, default_zone) if read.body else (),
        report=delivery_report(mail, headers, read.top),
        mark=mark_of(headers.get(MARK_HEADER.lower(), ())),
        digest=mail_digest(to + cc + bcc, subject, text),
        received=_received(headers),
        cut=("headers",) * read.cut + ("text",) * longer,
    )


def _headers(mail: Mail) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, value in mail.raw_items():
        found.setdefault(one_line(str(name), 100).lower(), []).append(decoded(str(value)))
    return {name: tuple(values) for name, values in found.items()}


def _raw_addresses(mail: Mail) -> dict[str, tuple[str, ...]]:
    """The address headers before RFC 2047 is undone: a decoded comma would cut a name in two."""
    given: dict[str, list[str]] = {name: [] for name in _ADDRESSED}
    for name, value in mail.raw_items():
        given.get(str(name).lower(), []).append(eight_bit(str(value)))
    left = limits.ADDRESS_CHARACTERS
    found: dict[str, tuple[str, ...]] = {}
    for name, values in given.items():
        for value in values:
            shown = value if len(value) <= left else value[:left].rpartition(",")[0]
            left -= len(shown)
            found[name] = (*found.get(name, ()), shown)
            if left <= 0:
                return found
    return found


def _sender(addresses: dict[str, tuple[str, ...]]) -> Person:
    for name in ("from", "sender"):
        for person in people(addresses.get(name, ())):
            return person
    for value in addresses.get("from", ()):
        return Person(name=decoded(value)[:200])
    return Person()


def _received(headers: dict[str, tuple[str, ...]]) -> datetime | None:
    """When the person's own server took it in: the topmost Received (RFC 5321 4.4)."""
    value = headers.get("received", ("",))[0].rpartition(";")[2].strip()
    never = datetime.min.replace(tzinfo=UTC)
    found = _date(value, never) if value else never
    return None if found == never else found


def _date(value: str, delivered: datetime) -> datetime:
    """The Date header in its own offset. One that no calendar can hold (RFC 5322 3.3 begins at 1900) is not taken."""
    try:
        date = parsedate_to_datetime(value)
    except Exception:  # noqa: BLE001 - ValueError, TypeError, IndexError, OverflowError: all mean no date
        return delivered.astimezone(UTC)
    if not 1980 <= date.year <= 2200:
        return delivered.astimezone(UTC)
    return date if date.tzinfo else date.replace(tzinfo=UTC)
