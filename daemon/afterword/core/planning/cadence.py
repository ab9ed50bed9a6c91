"""The policies: when a thank-you is due, when to call, when to call again, and when to give up.

Each preset is one piece of career advice (the table in ARCHITECTURE.md names them); every number can be overridden by
its name. What holds in *all* of them (nothing before the employer's own date, never two calls within seven days) is
not here: it is in `plan` and can't be configured away.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from types import MappingProxyType

DAYS_BETWEEN_CALLS = 7
"""Never two calls to one employer within this many days, whatever the cadence says."""


@dataclass(frozen=True, slots=True)
class Cadence:
    """The numbers of one cadence. Days are calendar days, hours are hours.

    `thank_you_day`: on which day after the interview the draft appears (0: as soon as it ends).
    `thank_you_hours`: due so many hours after the interview (or after it appears, if it appears on a later day).
    `same_evening`: due by the evening of the interview's day instead.
    `thank_you_days`: no thank-you later than this many days after an interview.
    `call_days`: the first call so many days after the round.
    `call_again_days`: the next call so many days after the last.
    `calls`: how many at most.
    `give_up_days`: the file is closed so many days after the last call.
    `by_mail`: where no number is known, the follow-up is a draft.
    `remind_hours`: how long before the thank-you is due one is reminded of unsent drafts.
    `feedback_days`: no request for feedback later than this many days after a rejection.
    `after_answer`: "stop", or "wait-again" if the wait starts anew from an answer that settles nothing.
    `asks_for_date`: whether the person is asked for the date the employer named.
    `date_brings_forward`: whether a named date may bring the first call forward (it always puts it off).
    """

    thank_you_day: int = 0
    thank_you_hours: int = 24
    same_evening: bool = False
    thank_you_days: int = 3
    call_days: int = 7
    call_again_days: int = 7
    calls: int = 3
    give_up_days: int = 7
    by_mail: bool = False
    remind_hours: int = 6
    feedback_days: int = 7
    after_answer: str = "stop"
    asks_for_date: bool = False
    date_brings_forward: bool = True


PRESETS: MappingProxyType[str, Cadence] = MappingProxyType(
    {
        "week": Cadence(),
        "patient": Cadence(call_days=14, calls=1, date_brings_forward=False),
        "their-date": Cadence(asks_for_date=True),
        "two-day": Cadence(thank_you_day=2),
        "same-day": Cadence(same_evening=True, by_mail=True),
    }
)


@dataclass(frozen=True, slots=True)
class Hours:
    """When people work: from and to in local time, and on which weekdays (Monday is 0)."""

    start: time = time(9)
    end: time = time(17)
    days: frozenset[int] = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class Policy:
    """All that `plan` follows besides the facts: the cadence, working hours, holidays and the person's own zone."""

    cadence: Cadence = Cadence()
    hours: Hours = Hours()
    zone: str = "UTC"
    holidays: frozenset[date] = field(default=frozenset(), repr=False)
