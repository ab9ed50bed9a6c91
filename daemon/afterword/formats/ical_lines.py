"""RFC 5545 content lines, before any parser: bytes into small, bounded blocks, one for each component that matters.

Broken lines are mended where that is safe and dropped where it is not, so that one bad line costs nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from afterword.formats import limits
from afterword.formats.ical_pieces import bounded
from afterword.formats.plain import decode_bytes

MAX_BYTES = limits.CALENDAR_BYTES
MAX_EVENTS = 20_000

_MAX_ZONE_LINES = 100

_PROPERTY = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,60})[;:]")
_NO_TEXT = bytes([*range(9), *range(14, 32), 127])
_EMPTY_LINES = re.compile("\n{2,}")
# The parser would look the name up in a cache that all files share: the name goes where only `zones` reads it.
_TZID = re.compile(r"^([A-Za-z-]{3,13}(?:;[^:]{0,200})?;)TZID=", re.IGNORECASE)

# CN="Jo Doe" <jo@acme.example>: what follows the quoted name would cost the whole line.
_AFTER_NAME = re.compile(r'(;CN="[^"]{0,300}")[^;:"]{1,200}')

# What an Event is made of. Attachments, alarms, vendors' own fields cost time and tell nothing.
_SINGLE = frozenset(
    {
        *("UID", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RRULE", "SEQUENCE", "DTSTAMP", "STATUS", "TRANSP"),
        *("SUMMARY", "DESCRIPTION", "X-ALT-DESC", "LOCATION", "ORGANIZER", "X-AFTERWORD-KEY"),
        *("URL", "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"),
    }
)
_REPEATED = {"ATTENDEE": limits.GUESTS}
_DATES = frozenset({"EXDATE", "RDATE"})
_DAY = re.compile(r":(\d{8})(?:T\d{6}Z?)?\s*$")
# What may make an event last, come again, or matter for another reason.
_GOES_ON = ("DURATION", "RRULE", "RDATE", "RECURRENCE-ID", "X-AFTERWORD-KEY")
_PROSE = frozenset({"DESCRIPTION", "SUMMARY", "LOCATION", "COMMENT", "X-ALT-DESC"})


@dataclass(slots=True)
class Block:
    """The lines of one VEVENT or VTIMEZONE, and the METHOD of the calendar around it."""

    name: str
    method: str = ""
    lines: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    dates: dict[str, str] = field(default_factory=dict)

    def over_by(self, day: str) -> bool:
        """Whether it is a single event that was over before that day (YYYYMMDD), as its bare lines say.

        Most of a calendar kept for years is, and need not be parsed.
        """
        if any(name in self.counts for name in _GOES_ON):
            return False
        days = [_DAY.search(line) for line in self.lines if line.startswith(("DTSTART", "DTEND"))]
        return bool(days) and all(found and found[1] < day for found in days)

    @property
    def weight(self) -> int:
        """How much work it makes, in characters: guests are looked up among each other, tags are laid out."""
        if self.name != "VEVENT":
            return 0
        prose = sum(len(line) + limits.TAG_WEIGHT * line.count("<") for line in self.lines)
        return limits.EVENT_WEIGHT + prose + limits.GUEST_WEIGHT * min(self.counts["ATTENDEE"], limits.GUESTS)

    @property
    def text(self) -> str:
        dates = (f"{alike}:{dates}" for alike, dates in self.dates.items())
        return "\r\n".join((f"BEGIN:{self.name}", *self.lines, *dates, f"END:{self.name}", ""))


def looks_like_calendar(raw: bytes) -> bool:
    """Whether there is anything to be understood at all: an event, or a calendar that is whole and has none."""
    if b"BEGIN:VEVENT" in raw:
        return True
    head = raw[:MAX_BYTES].replace(b"\x00", b"").upper()
    return b"BEGIN:VEVENT" in head or (b"BEGIN:VCALENDAR" in head and b"END:VCALENDAR" in head)


def cut_short(raw: bytes) -> bool:
    """Whether the end is missing: somebody may still be writing."""
    text = raw.upper()
    return text.rfind(b"END:VCALENDAR") < text.rfind(b"BEGIN:VCALENDAR")


def recurs(raw: bytes) -> bool:
    """Whether an event in it seems to recur, so that what it shows depends on the window. Zones' rules don't count."""
    for event in raw[:MAX_BYTES].upper().split(b"BEGIN:VEVENT")[1:]:
        body = event.partition(b"END:VEVENT")[0]
        if b"\nRRULE" in body or b"\nRDATE" in body or b"\rRRULE" in body:
            return True
    return False


def blocks(raw: bytes, most: int = MAX_EVENTS, earliest: str = "") -> Iterator[Block]:
    """The events and time zones in the bytes, in order, from however many VCALENDARs they hold.

    No more than `most` events, and of a series no overrides that were over by the day `earliest` (YYYYMMDD).
    """
    open_blocks: list[Block | None] = []
    methods = ""
    zones = 0
    for name, line in _content_lines(bounded(raw, most, earliest)):
        if name == "BEGIN":
            kind = _kind(line)
            zones += kind == "VTIMEZONE"
            wanted = kind == "VEVENT" or (kind == "VTIMEZONE" and zones <= limits.ZONES)
            open_blocks.append(Block(kind, methods) if wanted else _inner(kind, open_blocks))
            methods = "" if kind == "VCALENDAR" else methods
        elif name == "END":
            yield from _close(_kind(line), open_blocks)
        elif name == "METHOD" and all(block is None for block in open_blocks):
            methods = line.partition(":")[2].strip().upper()[:20]
        elif open_blocks and (block := open_blocks[-1]) is not None:
            _keep(block, name, line)
    # A file that was cut off: what is whole enough to have begun is still looked at.
    yield from (block for block in open_blocks if block is not None and block.name == "VEVENT")


def _kind(line: str) -> str:
    return line.partition(":")[2].strip().upper()[:40]


def _inner(kind: str, around: list[Block | None]) -> Block | None:
    """The rules inside a time zone belong to it; alarms and everything else inside or outside an event don't matter."""
    zone = around[-1] if around else None
    if zone is None or zone.name not in {"VTIMEZONE", "STANDARD", "DAYLIGHT"} or kind not in {"STANDARD", "DAYLIGHT"}:
        return None
    return Block(kind)


def _close(kind: str, around: list[Block | None]) -> Iterator[Block]:
    """Close the innermost component. One that was never opened, or not in this order, closes nothing of note."""
    if not around:
        return
    block = around.pop()
    if block is None:
        return
    if block.name in {"STANDARD", "DAYLIGHT"}:
        if around and (zone := around[-1]) is not None and len(zone.lines) < _MAX_ZONE_LINES:
            zone.lines += [f"BEGIN:{block.name}", *block.lines, f"END:{block.name}"]
    else:
        yield block
    if kind == "VCALENDAR":
        around.clear()


def _keep(block: Block, name: str, line: str) -> None:
    if block.name != "VEVENT":
        if len(block.lines) < _MAX_ZONE_LINES:
            block.lines.append(line)
        return
    block.counts[name] += 1
    if name in _DATES:
        _keep_dates(block, _TZID.sub(r"\1X-TZID=", line))
    elif block.counts[name] <= (1 if name in _SINGLE else _REPEATED.get(name, 0)):
        if name == "RRULE":
            line = line.replace(" ", "").upper()
        elif name not in _PROSE:
            line = _AFTER_NAME.sub(r"\1", line.replace(";;", ";"))
        if name in _PROSE or len(line) <= limits.LINE_CHARACTERS:
            block.lines.append(_TZID.sub(r"\1X-TZID=", line))


def _keep_dates(block: Block, line: str) -> None:
    """Exceptions that are written alike share a line: the parser takes longer over a line than over a date."""
    alike, colon, dates = line.partition(":")
    before = block.dates.get(alike, "")
    if colon and len(before) + len(dates) < limits.DATES_CHARACTERS:
        block.dates[alike] = f"{before},{dates}" if before else dates


def _content_lines(raw: bytes) -> Iterator[tuple[str, str]]:
    """Unfolded lines with the name in upper case. What is no content line goes on the prose before it, or away."""
    last = ("", "")
    for line in _lines(_unfolded(_text(raw))):
        match = _PROPERTY.match(line)
        if match and (match[1].isupper() or match[1].upper() in _NAMES):
            if last[0]:
                yield last
            name = match[1].upper()
            last = (name, name + line[match.end(1) :])
        elif last[0] in _PROSE and len(last[1]) < limits.PROSE_CHARACTERS:
            last = (last[0], f"{last[1]}\\n{line}")
    if last[0]:
        yield last


_NAMES = _SINGLE | _DATES | set(_REPEATED) | {"BEGIN", "END", "METHOD", "TZID", "TZOFFSETFROM", "TZOFFSETTO"}


def _text(raw: bytes) -> str:
    """The text with plain line ends and without control characters."""
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raw = decode_bytes(raw, "utf-16", cut=True).encode("utf-8", "replace")
    text = decode_bytes(raw.translate(None, _NO_TEXT), "utf-8").replace("\ufeff", "")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unfolded(text: str) -> str:
    """RFC 5545 3.1: a line that begins with white space goes on the one before. Empty lines are nothing."""
    return _EMPTY_LINES.sub("\n", text).replace("\n ", "").replace("\n\t", "")


def _lines(text: str) -> Iterator[str]:
    """The lines, of every event only as many as one may have."""
    for piece in re.split(r"\n(?=BEGIN:VEVENT)", text):
        yield from (line[: limits.PROSE_CHARACTERS] for line in _first_lines(piece) if line.strip())


def _first_lines(piece: str) -> list[str]:
    """The first lines of an event, its last, and the first of what stands behind it."""
    lines = piece.split("\n", limits.EVENT_LINES)
    if len(lines) <= limits.EVENT_LINES:
        return lines
    _, end, behind = f"\n{lines.pop()}".partition("\nEND:VEVENT")
    return [*lines, *f"{end}{behind}".split("\n", limits.EVENT_LINES)[: limits.EVENT_LINES]]
