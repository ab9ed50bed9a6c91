"""How a language says days, times, spans and counts: the `[language]` table of its phrases.toml."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from afterword.words import clean

_WHOLE_DAY = timedelta(hours=23)  # the shortest day of the year, when the clocks go forward


@dataclass(frozen=True, slots=True)
class Tongue:
    """`day`, `clock` and `span` are `str.format` patterns; the rest are the words they are filled with.

    `day` knows {weekday} {day} {month} {year}; `clock` {hour} {minute} {hour12} {half}; `span` {start} {end}.
    """

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    halves: tuple[str, ...]
    ordinals: tuple[str, ...]
    beyond: str
    role_endings: tuple[str, ...]
    day_pattern: str
    clock_pattern: str
    span_pattern: str

    @classmethod
    def of(cls, table: dict[str, Any]) -> Tongue:
        """From the `[language]` table, already checked."""
        values: dict[str, Any] = {}
        for field in fields(cls):
            value = table[field.name]
            values[field.name] = tuple(value) if isinstance(value, list) else value
        return cls(**values)

    def day(self, moment: date) -> str:
        """A date in words, as its own zone has it."""
        weekday, month = self.weekdays[moment.weekday()], self.months[moment.month - 1]
        return self.day_pattern.format(weekday=weekday, day=moment.day, month=month, year=moment.year)

    def clock(self, moment: datetime) -> str:
        half = self.halves[moment.hour // 12]
        return self.clock_pattern.format(
            hour=moment.hour, minute=moment.minute, hour12=(moment.hour - 1) % 12 + 1, half=half
        )

    def span(self, start: datetime, end: datetime) -> str:
        """From when to when; nothing for whole days."""
        if end - start >= _WHOLE_DAY:
            return ""
        return self.span_pattern.format(start=self.clock(start), end=self.clock(end))

    def ordinal(self, count: int) -> str:
        """first, second ...; a word for all that come after the words run out."""
        return self.ordinals[count - 1] if count <= len(self.ordinals) else self.beyond

    def bare_role(self, role: str) -> str:
        """A job's title without the word that the sentences put after it, so that none says "role role"."""
        endings = "|".join(map(re.escape, self.role_endings))
        shorter = clean.name(re.sub(rf"\s+(?:{endings})$", "", role, flags=re.IGNORECASE))
        return shorter if shorter and shorter.casefold() not in self.role_endings else ""
