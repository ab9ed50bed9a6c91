"""A job search in a few words, for tests of the pure core: interviews, letters and the policy they are planned by."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from afterword.core.model import (
    Automatic,
    Employer,
    Facts,
    Interview,
    Letter,
    Nature,
    Nudge,
    NudgeKind,
    PartStat,
    Person,
    Reading,
    Says,
    Verdict,
)
from afterword.core.planning.cadence import PRESETS, Policy
from afterword.core.planning.plan import Plan, plan

BERLIN = ZoneInfo("Europe/Berlin")
ME = Person("Robin Sample", "robin@mail.example")
JANE = Person("Jane Doe", "jane@acme.example")
OMAR = Person("Omar Said", "omar@acme.example")
ACME = Employer("Acme", ("acme.example",))


def at(day: str, clock: str = "10:00") -> datetime:
    """A moment in Berlin, in UTC."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BERLIN).astimezone(UTC)


def interview(start: datetime, *people: Person, uid: str = "one", minutes: int = 60, **more: Any) -> Interview:
    """An interview at Acme that the person has accepted."""
    base = Interview(
        ref=uid,
        start=start,
        end=start + timedelta(minutes=minutes),
        verdict=Verdict.INTERVIEW,
        confidence=0.95,
        employer=ACME,
        interviewers=people or (JANE,),
        attendance=PartStat.ACCEPTED,
        calendar="work",
    )
    return replace(base, **more)


def letter(
    sent: datetime, sender: Person = JANE, *, says: Says | None = Says.OTHER, settles: bool | None = True, **more: Any
) -> Letter:
    """A letter to the person; `reading` fields are given as `read_...`."""
    fields = {name.removeprefix("read_"): more.pop(name) for name in list(more) if name.startswith("read_")}
    automatic = fields.get("automatic")
    nature = Nature.AUTOMATIC if automatic else Nature.HUMAN
    reading = Reading(nature=nature, settles=False if automatic else settles, confidence=0.9, says=says, **fields)
    handle = more.pop("handle", f"{sent:%m%d%H%M}.{sender.email}")
    return replace(
        Letter(handle, f"{handle}@id", sent, sender, recipients=(ME,), reading=reading),
        **more,
    )


def away(sent: datetime, back: date, sender: Person = JANE, **more: Any) -> Letter:
    return letter(sent, sender, says=None, read_automatic=Automatic.OUT_OF_OFFICE, read_return_date=back, **more)


def mine(sent: datetime, *to: Person, **more: Any) -> Letter:
    """A mail of the person's own."""
    handle = f"sent.{sent:%m%d%H%M}.{to[0].email}"
    return replace(Letter(handle, f"{handle}@id", sent, ME, recipients=to, outgoing=True), **more)


def policy(preset: str = "week", holidays: frozenset[date] = frozenset(), **numbers: Any) -> Policy:
    return Policy(replace(PRESETS[preset], **numbers), zone="Europe/Berlin", holidays=holidays)


def planned(facts: Facts, now: datetime, rules: Policy | None = None) -> Plan:
    return plan(facts, now, rules or policy())


def nudges(planned_: Plan, kind: NudgeKind) -> list[Nudge]:
    return [nudge for nudge in planned_.nudges if nudge.kind is kind]


def wanted(planned_: Plan, kind: NudgeKind) -> list[Nudge]:
    return [nudge for nudge in nudges(planned_, kind) if nudge.wanted]
