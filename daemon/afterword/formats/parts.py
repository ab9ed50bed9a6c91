"""MIME (RFC 2045 to 2049): the readable body of a mail, its invitations, its parts. Capped before it is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from email.message import Message as Mail
from itertools import islice
from typing import NamedTuple

from afterword.core.model import Event
from afterword.formats import limits
from afterword.formats.calendar import parse_attached
from afterword.formats.plain import clean_text, decode_bytes, html_to_text

# A part that is worth its bytes; a stretch without any of these may be no part at all, and counts as text.
_TYPE = re.compile(rb"content-type:", re.IGNORECASE)
_READABLE = re.compile(
    rb"content-type:\s{0,5}(?:text|message|multipart)/|\.i?(?:cs|cal)|\.vcs|/ics|calendar", re.IGNORECASE
)
_PARAMETERS = ("content-type", "content-disposition")
_CALENDAR_TYPES = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})


@dataclass(frozen=True, slots=True)
class Capped:
    """Bytes that the standard parser can take in bounded time and depth. `head` lacks what `cut` tells of."""

    head: bytes
    body: bytes
    cut: bool

    @property
    def raw(self) -> bytes:
        return self.head + self.body

    def top(self, lines: int) -> bytes:
        """The headers with so many lines of the body."""
        return self.head + b"\n".join(self.body.split(b"\n", lines)[:lines])


def capped(raw: bytes) -> Capped:
    """The beginning of a mail: its headers, and of its parts those that can be read, none of them to its depths.

    The standard parser recurses for every nested part and makes an object of every header and every blank line in a
    report. A mail beyond these bounds is no letter: its headers are kept, and what stands under them is cut short.
    """
    most = limits.HEAD_BYTES + len("\n\r\n")
    end = min((at for at in (raw.find(b"\n\n", 0, most), raw.find(b"\n\r\n", 0, most)) if at >= 0), default=len(raw))
    head = raw[: min(end, limits.HEAD_BYTES)]
    lines = head.split(b"\n", limits.HEAD_LINES)
    if end > limits.HEAD_BYTES or len(lines) > limits.HEAD_LINES:
        return Capped(b"\n".join(lines[: limits.HEAD_LINES]) + b"\n\n", b"", cut=True)
    body = _with_short_parts(raw, end)
    if not body.strip():
        return Capped(head + b"\n\n", b"", cut=False)
    lowered = (head + body).lower()
    if _multiparts(lowered) > limits.MULTIPARTS or body.count(b"\n--") > limits.SEPARATORS:
        return Capped(_without_type(head), body[: limits.SHORT_PART], cut=False)
    most = limits.REPORT_LINES if b"message/delivery-status" in lowered else limits.BODY_LINES
    if body.count(b"\n") > most:
        body = b"\n".join(body.split(b"\n", most)[:most])
    return Capped(head, body, cut=False)


def _multiparts(lowered: bytes) -> int:
    """How many parts may hold others."""
    bounded = sum(piece[:9].lstrip().startswith(b"=") for piece in lowered.split(b"boundary")[1:])
    return bounded + sum(piece[:20].lstrip().startswith(b"message/") for piece in lowered.split(b"content-type:")[1:])


def _with_short_parts(raw: bytes, at: int) -> bytes:
    """The body with every stretch between two lines that may be boundaries cut, less of each when there are many."""
    if len(raw) - at <= limits.LONG_PART:
        return raw[at:]
    kept: list[bytes] = []
    left = limits.LONG_PARTS
    for _ in range(limits.SEPARATORS + 1):
        end = raw.find(b"\n--", at + 1)
        opening = raw[at : at + 400]
        long = left > 0 and (_READABLE.search(opening) or not _TYPE.search(opening))
        stop = at + (limits.LONG_PART if long else limits.SHORT_PART)
        kept.append(raw[at : stop if end < 0 else min(end, stop)])
        left -= len(kept[-1]) if long else 0
        if end < 0:
            break
        at = end
    return b"".join(kept)


def _without_type(head: bytes) -> bytes:
    """The headers without the one that says how the body is nested: the body is then one piece of text."""
    return re.sub(rb"(?im)^content-type:", b"X-Cut-Content-Type:", head)


def plainly_described(mail: Mail) -> Mail:
    """The mail, whose parts say what they are in few words: the parser takes long over many parameters."""
    for part in islice(mail.walk(), limits.PARTS):
        for name in _PARAMETERS:
            value = part.get(name)
            if isinstance(value, str) and (
                len(value) > limits.HEADER_CHARACTERS or value.count(";") > limits.PARAMETERS
            ):
                few = ";".join(value[: limits.HEADER_CHARACTERS].split(";", limits.PARAMETERS)[: limits.PARAMETERS])
                part.replace_header(name, few)
    return mail


def leaves(part: Mail, depth: int = 0) -> Iterator[Mail]:
    """The parts that hold something, in order. What is inside an attached mail is somebody else's letter: not here."""
    if depth > limits.DEPTH:
        return
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for child in _children(part):
            yield from leaves(child, depth + 1)
    else:
        yield part


def _children(part: Mail) -> list[Mail]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Mail)][: limits.PARTS] if isinstance(payload, list) else []


def content_types(mail: Mail) -> tuple[str, ...]:
    """The content types of the mail and its parts, outermost first, at most a hundred of them."""
    found: list[str] = []
    waiting = [mail]
    while waiting and len(found) < limits.PARTS:
        part = waiting.pop()
        found.append(part.get_content_type())
        if part.get_content_maintype() == "multipart":
            waiting += reversed(_children(part))
    return tuple(found)


class _Read(NamedTuple):
    """Text of a part or a mail, and whether it went on behind that."""

    text: str
    cut: bool


def body_text(mail: Mail) -> tuple[str, bool]:
    """What a person reads: the plain text, or the HTML turned into text where the plain part is missing or blank.

    And whether it went on behind the first `limits.TEXT` characters. A longer text is rid of what it quotes first.
    """
    shown = [part for part in islice(leaves(mail), limits.PARTS) if not _attached(part)]
    plain = _first(_plain(part) for part in shown if part.get_content_type() == "text/plain")
    read = plain if plain.text else _first(_from_html(part for part in shown if part.get_content_type() == "text/html"))
    return read.text[: limits.TEXT], read.cut or len(read.text) > limits.TEXT


def _first(texts: Iterable[_Read]) -> _Read:
    """The texts one below the other, as many as are needed."""
    kept: list[str] = []
    cut = False
    left = limits.TEXT
    for text, more in texts:
        kept.append(text)
        cut |= more
        left -= len(text.strip())
        if left < 0:
            break
    return _Read("\n".join(kept).strip(), cut)


def _from_html(parts: Iterable[Mail]) -> Iterator[_Read]:
    for part in islice(parts, 3):
        yield _Read(html_to_text(_decoded(part, limits.LONG_PART)), cut=False)


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


def _decoded(part: Mail, most: int) -> str:
    """The text of a part, at most so many characters of it."""
    try:
        charset = part.get_content_charset() or ""
    except Exception:  # noqa: BLE001 - as above: a charset parameter in broken pieces
        charset = ""
    payload = payload_bytes(part)
    return decode_bytes(payload[: most * 4], charset, cut=len(payload) > most * 4)[:most]


def _plain(part: Mail) -> _Read:
    written = _decoded(part, limits.QUOTING)
    text = clean_text(written)
    text = _unflowed(text) if str(part.get_param("format", "")).lower() == "flowed" else text
    return _Read(_without_quotes(text) if len(text) > limits.TEXT else text, len(written) >= limits.QUOTING)


def _without_quotes(text: str) -> str:
    """The text with the first line of each quotation: who answers below a long one is read, too."""
    kept: list[str] = []
    quoted = False
    for line in text.split("\n"):
        if not (quoted and line.startswith(">")):
            kept.append(line)
        quoted = line.startswith(">")
    return "\n".join(kept)


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
    files = [part for part in islice(leaves(mail), limits.PARTS) if _is_calendar(part)][: limits.ATTACHED_FILES]
    for part, events in zip(files, parse_attached(map(payload_bytes, files), default_zone), strict=True):
        method = str(part.get_param("method", "") or "").upper()
        for event in events:
            known = event if event.method else replace(event, method=method)
            found.setdefault((known.ref, known.sequence, known.method), known)
    return tuple(found.values())[: limits.ATTACHED_EVENTS]


def _is_calendar(part: Mail) -> bool:
    return part.get_content_type() in _CALENDAR_TYPES or _filename(part).lower().endswith((".ics", ".vcs", ".ical"))
