"""A calendar's bytes before anything is read of them: no more events than may be, none too long, no series too changed.

A calendar of the person's own may hold all their events, and takes its time; one event of somebody else's may not.
"""

from __future__ import annotations

import re

from afterword.formats import limits

_BEGIN, _END = b"BEGIN:VEVENT", b"END:VEVENT"
_UID = re.compile(rb"\nUID[^:]{0,100}:([^\r\n]{0,200})")
_WHEN = re.compile(rb"\n(?:RECURRENCE-ID|DTSTART)[^:]{0,300}:\s{0,5}(\d{8})")
_NEXT_LINE = re.compile(rb"\n(?=[A-Za-z])")


def bounded(raw: bytes, most: int, earliest: str = "") -> bytes:
    """The calendar with its first `most` events, and of no series more overrides than `limits.OVERRIDES`.

    Overrides that were over by the day `earliest` (YYYYMMDD) go first, then the latest.
    """
    pieces = [_short(piece) for piece in _pieces(raw[: limits.CALENDAR_BYTES], most)]
    left_out = _superfluous(pieces, earliest.encode())
    return b"".join(_behind(piece) if at in left_out else piece for at, piece in enumerate(pieces))


def _pieces(raw: bytes, most: int) -> list[bytes]:
    """What stands before the first event, then each event with what stands between it and the next."""
    capitals = raw if _BEGIN in raw else raw.upper()
    starts = [0]
    while len(starts) <= most and (found := capitals.find(_BEGIN, starts[-1] + len(_BEGIN) * (len(starts) > 1))) >= 0:
        starts.append(found)
    end = capitals.find(_BEGIN, starts[-1] + len(_BEGIN)) if len(starts) > most else -1
    stops = [*starts[1:], len(raw) if end < 0 else end]
    return [raw[start:stop] for start, stop in zip(starts, stops, strict=True)]


def _short(piece: bytes) -> bytes:
    """An event's beginning and end if it is too long: between them lies what somebody attached or painted."""
    half = limits.EVENT_BYTES // 2
    if len(piece) <= 2 * half:
        return piece
    tail = piece[-half:]
    line = _NEXT_LINE.search(tail)
    return piece[:half] + (tail[line.start() :] if line else b"\n" + _END + b"\n")


def _superfluous(pieces: list[bytes], earliest: bytes) -> set[int]:
    """Which pieces are overrides of a series that has too many, or that were over too early to be shown."""
    overrides: dict[bytes, list[tuple[bytes, int]]] = {}
    for at, piece in enumerate(pieces):
        capitals = piece.upper()
        if b"\nRECURRENCE-ID" in capitals and b"RANGE=" not in capitals:
            uid = _UID.search(capitals)
            overrides.setdefault(uid[1] if uid else b"", []).append((max(_WHEN.findall(capitals), default=b""), at))
    left_out: set[int] = set()
    for found in overrides.values():
        coming = sorted(one for one in found if one[0] >= earliest)[: limits.OVERRIDES]
        left_out |= {at for _, at in found} - {at for _, at in coming}
    return left_out


def _behind(piece: bytes) -> bytes:
    """What stands between an event and the next."""
    at = piece.upper().find(_END)
    return piece[at + len(_END) :] if at >= 0 else b""
