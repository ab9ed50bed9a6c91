"""Is an event a job interview of the person, of which stage, with whom, for which employer; and why."""

from __future__ import annotations

from math import exp

from afterword.core.events.case import CERTAIN, UNLIKELY, Case, Context, Scale
from afterword.core.events.guests import without_tool
from afterword.core.events.rules import RULES
from afterword.core.language.vocabulary import words
from afterword.core.model import (
    Event,
    EventStatus,
    Interview,
    Me,
    PartStat,
    Phone,
    Stage,
    Verdict,
)
from afterword.core.people import titles
from afterword.core.people.phones import phones_of

_STEEPNESS = 4.0
_ALONE = Context()
_STAGES = (Stage.FINAL, Stage.ONSITE, Stage.PANEL, Stage.TECHNICAL, Stage.SCREEN, Stage.HR)


def understand(event: Event, me: Me, context: Context = _ALONE) -> Interview:
    """What an event is. Always an Interview: its `verdict` says whether it is one, its `evidence` why.

    `me` may be empty: then who the candidate is, is inferred from the event. A cancelled event is judged as what it
    was. Raises nothing; looks at no more than the first `LONGEST_TEXT` characters of a text and sixty guests.
    """
    case = Case(without_tool(event), me, context)
    scale = Scale()
    for rule in RULES:
        rule(case, scale)
    verdict = _verdict(scale.score)
    return Interview(
        ref=event.ref,
        start=event.start,
        end=event.end,
        verdict=verdict,
        confidence=_confidence(scale.score, verdict),
        zone="" if case.organized_by_me else event.zone,
        stage=_stage(case),
        employer=case.employer,
        role=titles.role_in(case.title, case.employer.name, case.known_names),
        interviewers=case.panel.interviewers,
        recruiter=case.panel.recruiter,
        organizer=case.panel.organizer,
        phones=_phones(case),
        attendance=_attendance(event, me),
        organized_by_me=case.organized_by_me,
        cancelled=event.status is EventStatus.CANCELLED or event.method == "CANCEL",
        calendar=event.calendar,
        method=event.method,
        sequence=event.sequence,
        stamp=event.stamp,
        recurring=event.recurring,
        evidence=tuple(scale.evidence),
    )


def _verdict(score: float) -> Verdict:
    if score >= CERTAIN:
        return Verdict.INTERVIEW
    return Verdict.UNSURE if score >= UNLIKELY else Verdict.NOT_INTERVIEW


def _confidence(score: float, verdict: Verdict) -> float:
    """How sure the verdict is: 1 far from the nearest border, 0.5 on it."""
    away = {
        Verdict.INTERVIEW: score - CERTAIN,
        Verdict.NOT_INTERVIEW: UNLIKELY - score,
        Verdict.UNSURE: min(score - UNLIKELY, CERTAIN - score) * 0.5,
    }[verdict]
    return round(1 / (1 + exp(-_STEEPNESS * max(0.0, min(away, 5.0)))), 2)


def _attendance(event: Event, me: Me) -> PartStat:
    return next((guest.status for guest in event.guests if me.owns(guest.person)), PartStat.UNKNOWN)


def _phones(case: Case) -> tuple[Phone, ...]:
    people = [*case.panel.interviewers, *case.others]
    return phones_of(case.event, people, case.employer.domains)


def _stage(case: Case) -> Stage:
    """The stage that the title names, else the one that the text names; the later or harder one of several."""
    for text in (case.headline, case.body[:2000]):
        for stage in _STAGES:
            if words("stage", stage.value).search(text):
                return stage
    host = case.panel.interviewers
    return Stage.PANEL if len(host) > 2 else Stage.UNKNOWN
