"""How long to wait before the next look: pure, from what is known, what went wrong, and a chance handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from afterword.core.local_time import zone
from afterword.core.model import ProcessState
from afterword.core.planning.cadence import Policy
from afterword.core.planning.plan import Plan
from afterword.core.planning.workdays import is_working_day

BUSY, STEADY, CALM = 60.0, 300.0, 900.0
"""Seconds between two looks: around interviews and while an answer may come at any moment; in working hours; else."""

LONGEST_BACK_OFF = 3600.0
_BEFORE, _AFTER = timedelta(minutes=30), timedelta(hours=2)
_SPREAD = 0.2
_SOONEST = 1.0


@dataclass(frozen=True, slots=True)
class Prospect:
    """What is ahead, as of the last look: `edges` are the moments at which something becomes due or is over,
    `interviews` their stretches of time, `awaiting` whether an employer owes an answer."""

    edges: tuple[datetime, ...] = ()
    interviews: tuple[tuple[datetime, datetime], ...] = ()
    awaiting: bool = False

    @classmethod
    def of(cls, plan: Plan) -> Prospect:
        rounds = [round_ for process in plan.processes for round_ in process.rounds]
        nudges = [moment for one in plan.nudges for moment in (one.ready, one.due, one.start, one.end) if moment]
        ends = [moment for round_ in rounds for moment in (round_.start, round_.end)]
        awaiting = any(
            process.state is ProcessState.WAITING and plan.standings[process.id].waiting for process in plan.processes
        )
        return cls(tuple(sorted({*nudges, *ends})), tuple((one.start, one.end) for one in rounds), awaiting)

    def next_edge(self, now: datetime) -> datetime | None:
        return next((edge for edge in self.edges if edge > now), None)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong: so many looks in a row that failed, for how many seconds the other side wants to be left alone
    (None: it did not say), and whether only a login can help."""

    faults: int = 0
    retry_after: float | None = None
    login: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """Seconds to wait, and why so long, in a word for the log."""

    seconds: float
    why: str


def pause(
    prospect: Prospect, now: datetime, policy: Policy, trouble: Trouble, chance: float, fixed: float | None = None
) -> Pause:
    """How long to wait from `now` on. `chance` (0 to 1) spreads the looks of many machines; `fixed` is the person's own
    interval, instead of the adaptive one. Trouble counts for more than either; nothing due is ever slept over."""
    if trouble.login:
        return Pause(CALM, "login")
    if trouble.faults:
        backed_off = min(LONGEST_BACK_OFF, BUSY * 2.0 ** min(trouble.faults - 1, 10))
        # Spread upwards: never sooner than the other side asked for.
        return Pause(max(backed_off, trouble.retry_after or 0.0) * (1 + _SPREAD * chance), "back-off")
    usual = Pause(fixed, "fixed") if fixed else _adapted(prospect, now, policy)
    seconds = usual.seconds * (1 - _SPREAD * chance)
    edge = prospect.next_edge(now)
    if edge is not None and (edge - now).total_seconds() < seconds:
        return Pause(max(_SOONEST, (edge - now).total_seconds()), "due")
    return Pause(seconds, usual.why)


def _adapted(prospect: Prospect, now: datetime, policy: Policy) -> Pause:
    if any(start - _BEFORE <= now <= end + _AFTER for start, end in prospect.interviews):
        return Pause(BUSY, "interview")
    if not in_working_hours(now, policy):
        return Pause(CALM, "calm")
    return Pause(BUSY, "awaiting") if prospect.awaiting else Pause(STEADY, "steady")


def in_working_hours(now: datetime, policy: Policy) -> bool:
    """Whether people work now, where the person is."""
    local = now.astimezone(zone(policy.zone))
    return is_working_day(local.date(), policy) and policy.hours.start <= local.time() < policy.hours.end
