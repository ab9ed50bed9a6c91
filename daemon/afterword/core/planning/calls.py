"""The calls that ought to stand in the calendar, and the closing entry after the last of them.

One call at a time: the next is planned when the last was tried. Three rules hold whatever the cadence says: nothing
before the date the employer named, never two calls to one employer within seven days, none once they have answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from afterword.core.keys import nudge_key
from afterword.core.local_time import at, local_date, wall_clock
from afterword.core.model import (
    Busy,
    Medium,
    Nudge,
    NudgeKind,
    NudgeState,
    Record,
    RecordState,
    Round,
    Verb,
)
from afterword.core.planning.cadence import DAYS_BETWEEN_CALLS
from afterword.core.planning.contacts import Contact, contact
from afterword.core.planning.standing import alive
from afterword.core.planning.thanks import Scene, doubt_about, reachable
from afterword.core.planning.workdays import fits, slot, working_day_after, working_day_from

CALL_LENGTH = timedelta(minutes=15)
CLOSING_LENGTH = timedelta(minutes=15)
_NOTICE = timedelta(minutes=30)
_APART = timedelta(days=DAYS_BETWEEN_CALLS)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the calls of one process must fit in with: appointments, and the other calls to the same employer."""

    busy: Sequence[Busy] = ()
    other_calls: Sequence[datetime] = ()


@dataclass(frozen=True, slots=True)
class _Tries:
    """The calls of one round so far: how many were tried, when the last was, which one stands, was one declined.

    `replaced` are those that stood when the person called on their own, which counts in their place.
    """

    made: int = 0
    last: datetime | None = None
    standing: Record | None = None
    declined: bool = False
    replaced: tuple[Record, ...] = ()


def calls(scene: Scene, desk: Desk) -> Iterator[Nudge]:
    """The next call of this process, or why there is none; and the closing after the last."""
    round_ = scene.standing.current or next(iter(scene.process.rounds), None)
    if round_ is None:
        return
    tries = _tries(scene, round_)
    yield from _made_by_hand(scene)
    for record in tries.replaced:
        yield record.shadow(NudgeState.DONE, f"you called on {tries.last:%A, %-d %B}")
    nudge = _next_call(scene, round_, tries)
    refused = _refused(scene, round_, tries, nudge)
    if refused:
        if tries.made < scene.policy.cadence.calls:
            # A call that stands is taken away; what is HELD would stay.
            held = scene.standing.paused and tries.standing is None
            yield replace(nudge, state=NudgeState.HELD if held else NudgeState.CANCELLED, why=refused)
        if scene.standing.waiting and tries.made and not tries.declined:
            yield _closing(scene, round_, tries)
        return
    yield _placed(scene, desk, round_, tries, nudge)


def _tries(scene: Scene, round_: Round) -> _Tries:
    """Counts what was tried: an entry whose time has passed, a follow-up mail that was sent, the person's `called`."""
    made, last, standing, declined = 0, None, None, False
    said = [
        word.at
        for word in scene.voice.words
        if word.verb is Verb.CALLED and word.target in (round_.id, round_.process) and word.at > round_.end
    ]
    for record in sorted(_records(scene, round_), key=lambda record: record.attempt):
        word = scene.voice.stands(Verb.CALLED, record.key)
        tried = _tried_at(record)
        if word or tried:
            made, last = made + 1, max(filter(None, (last, word.at if word else tried)))
        elif record.state is RecordState.DECLINED:
            declined = True
        elif record.state is not RecordState.WITHDRAWN:
            standing = record
    # A call that the person made on their own takes the place of the one that stood for it, and counts once.
    extra = [moment for moment in said if last is None or local_date(moment, "UTC") > local_date(last, "UTC")]
    replaced: tuple[Record, ...] = ()
    if extra:
        made, last = made + len({moment.date() for moment in extra}), max(extra)
        replaced = tuple(record for record in _records(scene, round_) if _stood(scene, record, last))
        standing = None if standing in replaced else standing
    return _Tries(made, last, standing, declined, replaced)


def _stood(scene: Scene, record: Record, at_: datetime) -> bool:
    """Whether the call was in the calendar by then, neither tried nor declined."""
    open_ = record.state is not RecordState.DECLINED and not _tried_at(record)
    return open_ and record.placed_at is not None and record.placed_at <= at_ and not _said(scene, record)


def _said(scene: Scene, record: Record) -> bool:
    return scene.voice.stands(Verb.CALLED, record.key) is not None


def _made_by_hand(scene: Scene) -> Iterator[Nudge]:
    """The calls of which the person said that they made them: done, and their entries, if still to come, can go."""
    for record in scene.records:
        word = scene.voice.stands(Verb.CALLED, record.key)
        if word and record.kind is NudgeKind.CALL and record.process == scene.process.id and not _tried_at(record):
            yield record.shadow(NudgeState.DONE, f"you called on {word.at:%A, %-d %B}")


def _records(scene: Scene, round_: Round) -> list[Record]:
    return [record for record in scene.records if record.kind is NudgeKind.CALL and record.round == round_.id]


def _tried_at(record: Record) -> datetime | None:
    if record.state is RecordState.SENT:
        return record.start or record.placed_at
    if record.medium is Medium.ENTRY and record.state is RecordState.DONE:
        return record.live_start
    return None


def _next_call(scene: Scene, round_: Round, tries: _Tries) -> Nudge:
    attempt = tries.standing.attempt if tries.standing else _next_attempt(scene, round_, tries)
    by_mail = scene.policy.cadence.by_mail and not round_.phones
    return Nudge(
        key=nudge_key(NudgeKind.CALL, round_.process, round_.id, attempt=attempt),
        kind=NudgeKind.CALL,
        medium=Medium.DRAFT if by_mail else Medium.ENTRY,
        process=round_.process,
        round=round_.id,
        wanted=False,
        why="",
        person=reachable(_contact(scene, round_).person, scene.process),
        ready=round_.end,
        attempt=attempt,
        refs=tuple(one.ref for one in round_.interviews),
    )


def _next_attempt(scene: Scene, round_: Round, tries: _Tries) -> int:
    """One more than were tried; a withdrawn attempt is taken up again under its own number."""
    spent = [record.attempt for record in _records(scene, round_) if record.state is not RecordState.WITHDRAWN]
    return max([tries.made, *spent], default=0) + 1


def _contact(scene: Scene, round_: Round) -> Contact:
    return contact(scene.process, round_, _owed_on(scene, round_), scene.policy, scene.now)


def _refused(scene: Scene, round_: Round, tries: _Tries, nudge: Nudge) -> str:
    """Why there is no further call, "" if there may be one."""
    standing, cadence = scene.standing, scene.policy.cadence
    if not standing.waiting:
        return standing.why
    if scene.voice.stands(Verb.SKIP, nudge.key, round_.id):
        return "you said to skip it"
    if tries.declined:
        return "you deleted the call: no further one is planned"
    if tries.standing is None and tries.made >= cadence.calls:
        return f"{tries.made} of {cadence.calls} calls were tried"
    if standing.current is not None and tries.standing is None and scene.now > _give_up(scene, round_):
        return "the interview is too long ago for a call"
    return ""


def _first_day(scene: Scene, round_: Round) -> date:
    """The day of the first call: when it is owed, or when the one to be called is back."""
    owed = _owed_on(scene, round_)
    return max(owed, _contact(scene, round_).not_before or owed)


def _owed_on(scene: Scene, round_: Round) -> date:
    """So many days after the interview, or the working day after the date they named."""
    standing, cadence = scene.standing, scene.policy.cadence
    over = local_date(round_.end, round_.zone or scene.policy.zone)
    day = max(over, standing.since or over) + timedelta(days=cadence.call_days)
    if standing.decision_date and cadence.date_brings_forward:
        day = working_day_after(standing.decision_date, scene.policy)
    return max(day, standing.not_before) if standing.not_before else day


def _give_up(scene: Scene, round_: Round) -> datetime:
    """Until when a call may still be begun: the whole span that the cadence would have taken."""
    cadence = scene.policy.cadence
    days = (cadence.calls - 1) * cadence.call_again_days + cadence.give_up_days
    return at(_first_day(scene, round_) + timedelta(days=days), time(23, 59), scene.policy.zone)


def _placed(scene: Scene, desk: Desk, round_: Round, tries: _Tries, nudge: Nudge) -> Nudge:
    zone = round_.zone or scene.policy.zone
    earliest = _earliest(scene, round_, tries, zone, by_mail=nudge.medium is Medium.DRAFT)
    start = _kept(scene, desk, tries, earliest, zone) or _free(scene, desk, earliest, zone)
    if start is None:
        return replace(nudge, state=NudgeState.HELD, why="there is no free quarter of an hour in two months")
    doubt = _doubt(scene, round_, tries)
    begun = scene.standing.current is not None and round_.end <= scene.now
    wanted = begun and not doubt
    if nudge.medium is Medium.DRAFT:
        wanted = wanted and scene.now >= start
    why = doubt or _why_then(scene, round_) or _reason(nudge.attempt, scene.policy.cadence.calls)
    return replace(
        nudge,
        wanted=wanted,
        state=NudgeState.HELD if doubt else NudgeState.PLANNED,
        why=why,
        start=start,
        end=start + CALL_LENGTH,
        due=start,
        ready=tries.last or round_.end,
    )


def _why_then(scene: Scene, round_: Round) -> str:
    """Why not before, or why somebody else is called: what comes last, or "" for nothing of the kind."""
    standing, whom = scene.standing, _contact(scene, round_)
    later = whom.not_before and (not standing.not_before or whom.not_before > standing.not_before)
    return whom.why if later or not standing.not_before_why else standing.not_before_why


def _reason(attempt: int, most: int) -> str:
    if attempt == 1:
        return f"they may not have answered by then (call 1 of at most {most})"
    return f"no answer has come since the last call (call {attempt} of at most {most})"


def _doubt(scene: Scene, round_: Round, tries: _Tries) -> str:
    unsure = doubt_about(scene, [one for one in round_.interviews if alive(one)])
    if unsure:
        return unsure
    if scene.standing.doubts and tries.standing is None:
        return "a mail came that may be their answer: only you know"
    return ""


def _earliest(scene: Scene, round_: Round, tries: _Tries, zone: str, *, by_mail: bool) -> datetime:
    """The first moment that the rules allow, in UTC. A mail needs no notice: it stands from that moment on."""
    day = _first_day(scene, round_)
    moments = [at(day, scene.policy.hours.start, zone)]
    if not by_mail:
        moments.append(scene.now + _NOTICE)
    if tries.last:
        again = local_date(tries.last, zone) + timedelta(days=scene.policy.cadence.call_again_days)
        moments += [at(again, scene.policy.hours.start, zone), _week_after(tries.last, zone)]
    return max(moments).astimezone(UTC)


def _kept(scene: Scene, desk: Desk, tries: _Tries, earliest: datetime, zone: str) -> datetime | None:
    """The start of the call that stands, if it may stay: moved by the person, under way, or as good as a new one."""
    record = tries.standing
    start = record.live_start if record and record.state is not RecordState.WITHDRAWN else None
    if record is None or start is None:
        return None
    if record.moved or record.state is RecordState.EDITED or start <= scene.now + _NOTICE:
        return start
    fresh = _free(scene, desk, earliest, zone)
    same_day = fresh is not None and local_date(fresh, zone) == local_date(start, zone)
    room = start >= earliest and fits(start, CALL_LENGTH, zone, scene.policy, desk.busy)
    return start if same_day and room and _apart(start, desk.other_calls, zone) else None


def _free(scene: Scene, desk: Desk, earliest: datetime, zone: str) -> datetime | None:
    """The first good quarter of an hour that keeps its distance from every other call to this employer."""
    for _ in range(len(desk.other_calls) + 1):
        start = slot(earliest, CALL_LENGTH, zone, scene.policy, desk.busy)
        near = [other for other in desk.other_calls if start is not None and not _apart(start, [other], zone)]
        if not near:
            return start
        earliest = _week_after(max(near), zone)
    return None


def _week_after(call: datetime, zone: str) -> datetime:
    """Seven days later by the hours that pass and by the clock on the wall, which part when summer time begins."""
    on_the_wall = at(local_date(call, zone) + _APART, wall_clock(call, zone), zone)
    return max(call + _APART, on_the_wall)


def _apart(start: datetime, others: Sequence[datetime], zone: str) -> bool:
    return all(max(start, other) >= _week_after(min(start, other), zone) for other in others)


def _closing(scene: Scene, round_: Round, tries: _Tries) -> Nudge:
    """The quiet end: a week after the last try, on a working day of the person's own."""
    policy = scene.policy
    last = tries.last or round_.end
    day = working_day_from(local_date(last, policy.zone) + timedelta(days=policy.cadence.give_up_days), policy)
    key = nudge_key(NudgeKind.CLOSING, round_.process, round_.id)
    record = next((record for record in scene.records if record.key == key), None)
    start = at(day, policy.hours.start, policy.zone)
    if record and record.live_start and (record.moved or record.live_start <= scene.now):
        start = record.live_start
    past = scene.now >= start + CLOSING_LENGTH
    return Nudge(
        key=key,
        kind=NudgeKind.CLOSING,
        medium=Medium.ENTRY,
        process=round_.process,
        round=round_.id,
        wanted=not past and not scene.voice.stands(Verb.SKIP, key, round_.id),
        why="no answer to the last call",
        state=NudgeState.DONE if past else NudgeState.PLANNED,
        ready=last,
        due=start,
        start=start,
        end=start + CLOSING_LENGTH,
        refs=tuple(one.ref for one in round_.interviews),
    )
