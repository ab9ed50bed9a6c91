"""Times of day in prose, and the zones they hold in: "2:00 – 2:45 PM (CET)", "14.30 Uhr", "午後2時"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from afterword.core.language.vocabulary import level
from afterword.core.lexicon import load, names

_ZONE_REACH = 60
_FIGURE = re.compile(r"\d")
_IANA = re.compile(r"(?<![\w/])(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Z][A-Za-z_]{2,30}")
_OFFSET = re.compile(r"(?:UTC|GMT)\s?([+−-])\s?(\d{1,2})(?::?([0-5]\d))?(?!\d)")
_ABBREVIATION = re.compile(r"(?<![A-Za-z])[A-Z]{2,4}(?![A-Za-z])")
_EAST_ASIAN = re.compile(
    r"(?P<half>午前|午後|上午|下午|晚上|夕方|오전|오후)?\s?(?<!\d)(?P<hour>\d{1,2})[時时点點시](?!\w?間)"
    r"(?:\s?(?P<minute>[0-5]?\d)[分분]|\s?(?P<thirty>[半반]))?"
)
_HALF_FIRST = re.compile(
    r"(?P<half>午前|午後|上午|下午|晚上|夕方|오전|오후)\s?(?P<hour>\d{1,2})[:：](?P<minute>[0-5]\d)(?!\d)"
)
_AFTERNOON = frozenset({"p", "午後", "下午", "晚上", "夕方", "오후"})


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day: where it stands in the text, when it begins and (if said) ends, its IANA zone ("" if unsaid)."""

    start: int
    end: int
    begins: time
    ends: time | None = None
    zone: str = ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One time as written. `half` is "a" or "p" (or its Japanese or Chinese word), "" for the clock of 24 hours."""

    start: int
    end: int
    hour: int
    minute: int
    half: str = ""

    def time(self, half: str = "") -> time | None:
        half, hour = self.half or half, self.hour
        if half and hour > 12:
            half = ""
        if half:
            hour = hour % 12 + 12 * (half in _AFTERNOON)
        return time(hour, self.minute) if hour < 24 else None


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Hours with minutes; with a dot and a word before or behind; with a word alone; before a dash and another time;
    with a word before them, and with one before and none, or a small one, behind."""
    behind, before, bare, between = map(_one_of, ("hour_words", "before_hour", "before_bare_hour", "range_words"))
    spoken, spoken_behind, plain, plain_behind = map(
        _one_of, ("before_spoken_hour", "spoken_hour_words", "before_plain_hour", "behind_plain_hour")
    )
    first, half = r"(?<![\d:.,/])(?P<hour>\d{1,2})", r"(?:\s?(?P<half>[ap])\.?\s?m(?![a-z])\.?)"
    minute = r"(?P<minute>[0-5]\d)(?![\d:]|\.\d)"
    return tuple(
        re.compile(form, re.IGNORECASE)
        for form in (
            rf"{first}[:h](?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\d:])(?:\s?(?:{behind})(?!\w)|{half})?",
            rf"{first}\.(?P<minute>[0-5]\d)(?:\s?(?:{behind})(?!\w)|{half})",
            rf"(?<!\w)(?:{before})\s(?P<hour>\d{{1,2}})\.{minute}",
            rf"{first}(?:\s?(?:{behind})(?!\w)|{half})",
            rf"{first}(?=\s?(?:{between})\s?\d{{1,2}}(?:[:.][0-5]\d)?\s?(?:(?:{behind})(?!\w)|[ap]\.?m(?![a-z])))",
            rf"(?<!\w)(?:{bare})\s(?P<hour>\d{{1,2}})(?![\d:]|[.,]\d)",
            rf"(?<!\w)(?:{spoken})\s(?P<hour>\d{{1,2}})\s(?:{spoken_behind})(?!\w)",
            rf"(?<!\w)(?P<day>{_weekdays()})\s(?P<hour>[7-9]|1\d)\.(?P<minute>00|15|30|45)(?![\d.])",
            rf"(?<!\w)(?:{plain})\s(?P<hour>[89]|1\d)(?=[.,;!)]?(?:\s(?:(?:{plain_behind})\s|[^\w])|\s?$)|[,;!)]\s"
            r"|\.\s(?-i:[A-ZÀ-Þ]))",
        )
    )


def _one_of(group: str) -> str:
    """The words of a group of the lexicon as alternatives, the longer ones first."""
    return "|".join(sorted(map(re.escape, load("clock")[group]), key=len, reverse=True))


@cache
def _part_of_day() -> re.Pattern[str]:
    """Behind an hour: "de la mañana", "in the afternoon"."""
    form = rf"\s(?:(?P<afternoon>{_one_of('afternoon')})|{_one_of('forenoon')})(?!\w)"
    return re.compile(form, re.IGNORECASE)


@cache
def _weekdays() -> str:
    """The names of the days in every language that parts its words."""
    tables = [load(name) for name in names("dates")]
    listed = [
        word for table in tables if not table.get("spaceless") for entry in table["weekdays"] for word in entry.split()
    ]
    return "|".join(
        sorted({re.escape(word.replace("_", " ")) for word in listed if len(word) > 2}, key=len, reverse=True)
    )


def _readings(text: str) -> list[_Reading]:
    if not _FIGURE.search(text):
        return []
    found: list[_Reading] = []
    taken = bytearray(len(text))
    for match in _OFFSET.finditer(text):  # "UTC-05:00" is a zone, and no time of day
        taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    for form in (_HALF_FIRST, *_patterns(), _EAST_ASIAN):
        for match in form.finditer(text):
            groups = match.groupdict()
            minute = 30 if groups.get("thirty") else int(groups.get("minute") or 0)
            half, end = (groups.get("half") or "").lower(), match.end()
            behind = None if half else _part_of_day().match(text, end)
            if behind:
                half, end = ("p" if behind["afternoon"] else "a"), behind.end()
            start = match.end("day") if groups.get("day") else match.start()
            reading = _Reading(start, end, int(groups["hour"]), minute, half)
            if reading.time() and 1 not in taken[start:end]:
                taken[start:end] = b"\1" * (end - start)
                found.append(reading)
    return sorted(found, key=lambda one: one.start)


@lru_cache(maxsize=128)
def clocks_in(text: str) -> tuple[Clock, ...]:
    """Every time of day in a text, in its order; two that are joined like "2 – 2:45 PM" are one."""
    found: list[Clock] = []
    readings = _readings(text[:4_000])
    at = 0
    while at < len(readings):
        one, two = readings[at], readings[at + 1] if at + 1 < len(readings) else None
        ends = two if two and _is_range(text[one.end : two.start]) else None
        begins = one.time(_half_of_range(one, ends))
        last = ends or one
        zone = zone_in(text[last.end : _next_start(readings, at + 1 + bool(ends), last.end)])
        if begins:
            found.append(Clock(one.start, last.end, begins, _end_of_range(one, ends, begins), zone))
        at += 1 + bool(ends)
    return tuple(found)


def _next_start(readings: list[_Reading], at: int, end: int) -> int:
    return min(readings[at].start if at < len(readings) else end + _ZONE_REACH, end + _ZONE_REACH)


def _half_of_range(one: _Reading, ends: _Reading | None) -> str:
    """ "2 – 2:45 PM" is two in the afternoon; "11 – 1 PM" begins before noon."""
    if ends is None or one.half or not ends.half:
        return ""
    within = (one.hour % 12, one.minute) < (ends.hour % 12, ends.minute)
    return ends.half if within else "a"


def _end_of_range(one: _Reading, ends: _Reading | None, begins: time) -> time | None:
    """The end, in the half of the day that only the beginning names: "午後2時から3時"."""
    written = ends.time() if ends else None
    return ends.time(one.half) if ends and written and written < begins else written


def _is_range(between: str) -> bool:
    return level(between).strip(" ()") in _range_words()


@cache
def _range_words() -> frozenset[str]:
    return frozenset(level(word) for word in load("clock")["range_words"])


def zone_in(text: str) -> str:
    """The IANA zone that a text names first: whole, as an offset from UTC, by abbreviation, or by name; or ""."""
    return next(filter(None, (look(text) for look in (_iana, _offset, _named, _abbreviated))), "")


def _iana(text: str) -> str:
    return next((match[0] for match in _IANA.finditer(text) if _exists(match[0])), "")


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _offset(text: str) -> str:
    """Whole hours only have a zone of their own; its sign is turned round (POSIX)."""
    match = _OFFSET.search(text)
    if not match or int(match[2]) > 12 or (match[3] or "00") != "00":
        return ""
    hours = int(match[2])
    return f"Etc/GMT{'-' if match[1] == '+' else '+'}{hours}" if hours else "UTC"


def _abbreviated(text: str) -> str:
    known: dict[str, str] = load("clock")["abbreviations"]
    return next((known[match[0]] for match in _ABBREVIATION.finditer(text) if match[0] in known), "")


def _named(text: str) -> str:
    plain = level(text)
    return next((zone for name, zone in load("clock")["names"].items() if name in plain), "")


def without(text: str, clocks: Sequence[Clock]) -> str:
    """The text with its times blanked, so that their figures are not taken for dates."""
    for clock in reversed(clocks):
        text = f"{text[: clock.start]} , {text[clock.end :]}"
    return text
