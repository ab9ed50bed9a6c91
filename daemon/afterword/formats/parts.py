"""MIME (RFC 2045 to 2049): the readable body of a mail, its invitations, its parts. Capped before it is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from email.message import Message as Mail

from afterword.core.model import Event
from afterword.errors import Rejected
from afterword.formats.calendar import parse_events
from afterword.formats.plain import MAX_HTML, clean_text, decode_bytes, html_to_text

_MAX_PARTS = 200
_MAX_DEPTH = 20
_MAX_HEAD = 96 * 1024
_MAX_LINES = 30_000
_MAX_SEPARATORS = 2_000
_MAX_NESTING = 60
_MAX_EVENTS = 50
_CUT = 48 * 1024
_LONG_PART = 288 * 1024
_SHORT_PART = 2 * 1024
_ALL_PARTS = 1024 * 1024

_NESTING = re.compile(rb"boundary\s{0,5}=|content-type:\s{0,5}message/", re.IGNORECASE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CALENDAR_TYPES = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})


def capped(raw: bytes) -> bytes:
    """Bytes that the standard parser can take in bounded time and depth.

    It recurses for every nested part and makes an object of every header and every blank line in a report. A mail
    beyond these bounds is no letter: its headers are kept, and what stands under them is cut short. So is every part:
    nothing is read from the depths of one.
    """
    raw = _with_short_parts(raw)
    end = _HEAD_END.search(raw)
    head, body = (raw[: end.start()], raw[end.start() :]) if end else (raw, b"")
    if len(head) > _MAX_HEAD:
        return head[:_MAX_HEAD]
    nesting = sum(1 for _ in _NESTING.finditer(raw))
    if nesting > _MAX_NESTING or raw.count(b"\n--") > _MAX_SEPARATORS:
        return _without_type(head) + body[:_CUT]
    if raw.count(b"\n") > _MAX_LINES or b"message/delivery-status" in raw.lower():
        return head + body[:_CUT]
    return raw


def _with_short_parts(raw: bytes) -> bytes:
    """The mail with every stretch between two lines that may be boundaries cut, less of each when there are many."""
    if len(raw) <= _LONG_PART:
        return raw
    kept, left = [], _ALL_PARTS
    for part in raw.split(b"\n--", _MAX_SEPARATORS + 1):
        kept.append(part[: _LONG_PART if left > 0 else _SHORT_PART])
        left -= len(kept[-1])
    return b"\n--".join(kept)


def _without_type(head: bytes) -> bytes:
    """The headers without the one that says how the body is nested: the body is then one piece of text."""
    return re.sub(rb"(?im)^content-type:", b"X-Cut-Content-Type:", head)


def leaves(part: Mail, depth: int = 0) -> Iterator[Mail]:
    """The parts that hold something, in order. What is inside an attached mail is somebody else's letter: not here."""
    if depth > _MAX_DEPTH:
        return
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for child in _children(part):
            yield from leaves(child, depth + 1)
    else:
        yield part


def _children(part: Mail) -> list[Mail]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Mail)][:_MAX_PARTS] if isinstance(payload, list) else []


def content_types(mail: Mail) -> tuple[str, ...]:
    """The content types of the mail and its parts, outermost first, at most 200 of them."""
    found: list[str] = []
    waiting = [mail]
    while waiting and len(found) < _MAX_PARTS:
        part = waiting.pop()
        found.append(part.get_content_type())
        if part.get_content_maintype() == "multipart":
            waiting += reversed(_children(part))
    return tuple(found)


def body_text(mail: Mail) -> str:
    """What a person reads: the plain text, or the HTML turned into text where the plain part is missing or blank."""
    shown = [part for part in list(leaves(mail))[:_MAX_PARTS] if not _attached(part)]
    plain = "\n".join(_plain(part) for part in shown if part.get_content_type() == "text/plain").strip()
    if plain:
        return clean_text(plain).strip()
    return "\n".join(_from_html(part for part in shown if part.get_content_type() == "text/html")).strip()


def _from_html(parts: Iterable[Mail]) -> Iterator[str]:
    left = MAX_HTML
    for part in parts:
        html = _decoded(part)[:left]
        left -= len(html)
        yield html_to_text(html)


def _attached(part: Mail) -> bool:
    return part.get_content_disposition() == "attachment" or bool(_filename(part))


def _filename(part: Mail) -> str:
    try:
        return str(part.get_filename() or "")
    except Exception:  # noqa: BLE001 - RFC 2231 parameters in pieces raise TypeError and more when broken
        return ""


def payload_bytes(part: Mail) -> bytes:
    """The content of a part with its transfer encoding undone; b"" for one that holds other parts."""
    try:
        payload = part.get_payload(decode=True)
    except Exception:  # noqa: BLE001 - broken base64, uuencode and quoted-printable raise in many ways
        payload = None
    return payload if isinstance(payload, bytes) else b""


def _decoded(part: Mail) -> str:
    try:
        charset = part.get_content_charset() or ""
    except Exception:  # noqa: BLE001 - as above: a charset parameter in broken pieces
        charset = ""
    return decode_bytes(payload_bytes(part), charset)


def _plain(part: Mail) -> str:
    text = clean_text(_decoded(part))
    return _unflowed(text) if str(part.get_param("format", "")).lower() == "flowed" else text


def _unflowed(text: str) -> str:
    """RFC 3676: a line that ends in a blank goes on in the next one, unless it is the signature's mark or a quote."""
    lines: list[str] = []
    joins = False
    for line in text.split("\n"):
        unstuffed = line.removeprefix(" ")
        if joins and not unstuffed.startswith(">"):
            lines[-1] += unstuffed
        else:
            lines.append(unstuffed)
        joins = unstuffed.endswith(" ") and unstuffed != "-- " and not unstuffed.startswith(">")
    return "\n".join(lines)


def invitations(mail: Mail, default_zone: str) -> tuple[Event, ...]:
    """The events that a mail carries, as a part of its own or as an attached .ics file, each once (RFC 6047)."""
    found: dict[tuple[str, int, str], Event] = {}
    for part in list(leaves(mail))[:_MAX_PARTS]:
        if not _is_calendar(part):
            continue
        try:
            events = parse_events(payload_bytes(part), default_zone=default_zone)
        except Rejected:
            continue
        method = str(part.get_param("method", "") or "").upper()
        for event in events[:_MAX_EVENTS]:
            known = event if event.method else replace(event, method=method)
            found.setdefault((known.ref, known.sequence, known.method), known)
    return tuple(found.values())[:_MAX_EVENTS]


def _is_calendar(part: Mail) -> bool:
    return part.get_content_type() in _CALENDAR_TYPES or _filename(part).lower().endswith((".ics", ".vcs", ".ical"))
