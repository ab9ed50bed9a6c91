"""The drafts that ought to exist: a thank-you for every interviewer, the reminder while they wait, and a thanks and
request for feedback after a rejection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from afterword.core.keys import identity, nudge_key
from afterword.core.local_time import at, local_date, zone
from afterword.core.model import (
    Interview,
    Letter,
    Medium,
    Nudge,
    NudgeKind,
    NudgeState,
    PartStat,
    Person,
    Process,
    ProcessState,
    Record,
    RecordState,
    Round,
    Verb,
    Verdict,
)
from afterword.core.people.domains import is_hiring_system, is_system, registrable
from afterword.core.people.names import same_person
from afterword.core.planning.cadence import Policy
from afterword.core.planning.matching import is_stranger
from afterword.core.planning.settle import is_sent_copy
from afterword.core.planning.standing import FAR, Standing, alive, is_alive
from afterword.core.planning.ties import reading_of
from afterword.core.planning.voice import Voice
from afterword.core.planning.workdays import AWAKE, decent_hour

REMINDER_LENGTH = timedelta(minutes=15)
_EVENING = time(20)
_CLEAR = 0.8
_NOBODY = Person()
_UNSENT = (RecordState.PLACED, RecordState.EDITED, RecordState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the planning of one process looks at."""

    process: Process
    standing: Standing
    voice: Voice
    records: Sequence[Record]
    policy: Policy
    now: datetime

    def record(self, kind: NudgeKind, round_id: str, person: Person, refs: Sequence[str]) -> Record | None:
        """What was already placed for this person and round: the same round, or one that shares an event with it."""
        for record in self.records:
            if record.kind is not kind or not (record.round == round_id or set(record.refs) & set(refs)):
                continue
            if record.person == person or (identity(person) and same_person(record.person, person)):
                return record
        return None


def thank_yous(scene: Scene) -> Iterator[Nudge]:
    """One for every interviewer of every round that has begun or is to come."""
    for round_ in scene.process.rounds:
        for person in round_.interviewers or (_NOBODY,):
            yield _thank_you(scene, round_, person)


def _thank_you(scene: Scene, round_: Round, person: Person) -> Nudge:
    mine = [one for one in round_.interviews if _met(one, person, round_)]
    living = [one for one in mine if alive(one)]
    over = max(one.end for one in living or mine)
    refs = tuple(one.ref for one in mine)
    record = scene.record(NudgeKind.THANK_YOU, round_.id, person, refs)
    ready = _ready(over, scene.policy)
    nudge = Nudge(
        key=record.key if record else nudge_key(NudgeKind.THANK_YOU, round_.process, round_.id, identity(person)),
        kind=NudgeKind.THANK_YOU,
        medium=Medium.DRAFT,
        process=round_.process,
        round=round_.id,
        wanted=False,
        why="",
        person=reachable(person, scene.process),
        ready=ready,
        due=_due(over, ready, scene.policy),
        refs=refs,
    )
    return _decided(nudge, *_thank_you_state(scene, nudge, living, over, record))


def reachable(person: Person, process: Process) -> Person:
    """The person without an address that is known not to work: better no recipient than a mail that comes back."""
    return Person(person.name) if person.email in process.bounced else person


def _met(one: Interview, person: Person, round_: Round) -> bool:
    """Whether this person was in that interview; somebody nobody names was in all of them."""
    if person == _NOBODY or not round_.interviewers:
        return True
    return any(same_person(person, met) for met in one.interviewers)


def _ready(over: datetime, policy: Policy) -> datetime:
    days = policy.cadence.thank_you_day
    if not days:
        return over
    return at(local_date(over, policy.zone) + timedelta(days=days), policy.hours.start, policy.zone)


def _due(over: datetime, ready: datetime, policy: Policy) -> datetime:
    if policy.cadence.same_evening:
        return max(at(local_date(over, policy.zone), _EVENING, policy.zone), over + timedelta(hours=1))
    if policy.cadence.thank_you_day:
        return max(at(local_date(ready, policy.zone), policy.hours.end, policy.zone), ready)
    return over + timedelta(hours=policy.cadence.thank_you_hours)


def _decided(nudge: Nudge, state: NudgeState, why: str) -> Nudge:
    wanted = state is NudgeState.PLACED
    return replace(nudge, wanted=wanted, why=why, state=NudgeState.PLANNED if wanted else state)


def _thank_you_state(
    scene: Scene, nudge: Nudge, living: Sequence[Interview], over: datetime, record: Record | None
) -> tuple[NudgeState, str]:
    """PLACED here means: ought to exist now."""
    refused = _refused(scene, nudge, living)
    if refused:
        return NudgeState.CANCELLED, refused
    wrote = _wrote_already(scene, nudge, over)
    if wrote:
        return _instead_of(record, wrote)
    doubt = doubt_about(scene, living)
    if doubt:
        return NudgeState.HELD, doubt
    now, ready = scene.now, nudge.ready or over
    if now < ready:
        ends = over.astimezone(zone(scene.policy.zone))
        return NudgeState.PLANNED, f"the interview ends {ends:%-d %B, %H:%M}" if now < over else "ready later"
    if now > over + timedelta(days=scene.policy.cadence.thank_you_days) and record is None:
        return NudgeState.CANCELLED, f"the interview was more than {scene.policy.cadence.thank_you_days} days ago"
    return NudgeState.PLACED, "everybody who took the time for you is thanked"


def _refused(scene: Scene, nudge: Nudge, living: Sequence[Interview]) -> str:
    """Why there is to be no thank-you at all, "" if there may be."""
    if not living:
        declined = any(
            one.attendance is PartStat.DECLINED
            for round_ in scene.process.rounds
            if round_.id == nudge.round
            for one in round_.interviews
        )
        return "you declined the invitation" if declined else "the interview was cancelled"
    if scene.voice.stands(Verb.SKIP, nudge.key, nudge.round, nudge.process):
        return "you said to skip it"
    return "you closed the file" if scene.voice.stands(Verb.CLOSE, nudge.process) else ""


def _instead_of(record: Record | None, wrote: Letter) -> tuple[NudgeState, str]:
    """What the person's own mail makes of the draft: some mail programs send a copy, and leave the draft behind."""
    if record and record.subject_key and record.subject_key == wrote.subject_key:
        return NudgeState.SENT, f"you sent it on {wrote.date:%A, %-d %B}"
    return NudgeState.CANCELLED, f"you wrote to them yourself on {wrote.date:%A, %-d %B}"


def _wrote_already(scene: Scene, nudge: Nudge, over: datetime) -> Letter | None:
    """The person's own mail to this interviewer after the interview, other than the draft itself."""
    if not nudge.person.email:
        return None
    ours = [record for record in scene.records if record.medium is Medium.DRAFT]
    for letter in scene.process.letters:
        if not letter.outgoing or not over < letter.date <= scene.now:
            continue
        if any(person.email == nudge.person.email for person in letter.recipients) and not any(
            is_sent_copy(record, letter) for record in ours
        ):
            return letter
    return None


def doubt_about(scene: Scene, living: Sequence[Interview]) -> str:
    """What the person must confirm before anything is written about these interviews, "" if nothing."""
    confirmed = scene.voice.stands(Verb.CONFIRM, *_targets(scene, living))
    if confirmed:
        return ""
    if all(one.start > scene.now + FAR for one in living):
        return "it is more than a year away: is the date right?"
    if all(one.verdict is not Verdict.INTERVIEW for one in living):
        return "this may be an interview, or not: only you know"
    if all(not _accepted(one, scene.process) for one in living):
        return "you have not accepted this invitation, and never wrote with them"
    return ""


def _targets(scene: Scene, living: Sequence[Interview]) -> tuple[str, ...]:
    refs = {one.ref for one in living}
    rounds = [r.id for r in scene.process.rounds if refs & {one.ref for one in r.interviews}]
    return (*rounds, scene.process.id)


def _accepted(one: Interview, process: Process) -> bool:
    """Anybody can put an invitation on a calendar: a stranger's counts only when the person has accepted it.

    An invitation that stands in a mail alone can't show an answer (RFC 5546: its PARTSTAT is what was asked for): a
    clear one counts if it comes from the employer's own domain or a hiring system.
    """
    if one.organized_by_me or one.attendance is PartStat.ACCEPTED:
        return True
    if one.calendar:
        return one.attendance is PartStat.UNKNOWN or not is_stranger(process, one.ref)
    sender = one.organizer.domain if one.organizer else ""
    official = is_hiring_system(sender) or registrable(sender) in one.employer.domains
    return (official and one.confidence >= _CLEAR) or not is_stranger(process, one.ref)


def reminders(scene: Scene, drafts: Sequence[Nudge]) -> Iterator[Nudge]:
    """One entry a round while its drafts wait unsent and their time runs out. It goes when they are sent."""
    if scene.standing.answer is not None or scene.voice.stands(Verb.HEARD, scene.process.id):
        return
    settled = {record.key: record for record in scene.records}
    for round_ in scene.process.rounds:
        waiting = [nudge for nudge in drafts if nudge.round == round_.id and waits(nudge, settled.get(nudge.key))]
        if waiting and is_alive(round_):
            yield from _reminder(scene, round_, waiting)


def waits(nudge: Nudge, record: Record | None) -> bool:
    """Whether this draft lies unsent, or is about to be written."""
    return nudge.wanted and (record is None or record.state in _UNSENT)


def _reminder(scene: Scene, round_: Round, waiting: Sequence[Nudge]) -> Iterator[Nudge]:
    policy, now = scene.policy, scene.now
    due = min(nudge.due or now for nudge in waiting)
    ready = due - timedelta(hours=policy.cadence.remind_hours)
    expires = round_.end + timedelta(days=policy.cadence.thank_you_days)
    key = nudge_key(NudgeKind.REMINDER, round_.process, round_.id)
    record = next((record for record in scene.records if record.key == key), None)
    start = record.live_start if record and record.live_start else _reminder_start(due, now, policy)
    wanted = now >= ready and (record is not None or now < expires)
    if scene.voice.stands(Verb.SKIP, key, round_.id):
        wanted = False
    yield Nudge(
        key=key,
        kind=NudgeKind.REMINDER,
        medium=Medium.ENTRY,
        process=round_.process,
        round=round_.id,
        wanted=wanted,
        why="thank-you drafts wait unsent and their time runs out" if wanted else "only if drafts are still unsent",
        state=NudgeState.PLANNED,
        ready=ready,
        due=due,
        start=start,
        end=start + REMINDER_LENGTH,
        refs=tuple(one.ref for one in round_.interviews),
    )


def _reminder_start(due: datetime, now: datetime, policy: Policy) -> datetime:
    """Two hours before the drafts are due, else in a quarter of an hour; never at night: rather the evening before."""
    soon = (now + timedelta(minutes=15)).replace(second=0, microsecond=0)
    start = max(due - timedelta(hours=2), soon)
    evening = at(local_date(start, policy.zone), AWAKE.end, policy.zone)
    return evening if soon <= evening < start else decent_hour(start, policy)


def feedback(scene: Scene) -> Iterator[Nudge]:
    """After a rejection: thanks once more, a request for feedback, an offer to stay in touch."""
    answer, current = scene.standing.answer, scene.standing.current
    if scene.standing.state is not ProcessState.REJECTED or answer is None or current is None:
        return
    person = _feedback_goes_to(answer, current, scene.process)
    record = next((r for r in scene.records if r.kind is NudgeKind.FEEDBACK and r.round == current.id), None)
    nudge = Nudge(
        key=record.key if record else nudge_key(NudgeKind.FEEDBACK, current.process, current.id),
        kind=NudgeKind.FEEDBACK,
        medium=Medium.DRAFT,
        process=current.process,
        round=current.id,
        wanted=False,
        why="",
        person=record.person if record else person,
        ready=answer.date,
        due=answer.date + timedelta(days=1),
        refs=tuple(one.ref for one in current.interviews),
    )
    late = scene.now > answer.date + timedelta(days=scene.policy.cadence.feedback_days)
    if scene.voice.stands(Verb.SKIP, nudge.key, nudge.round, nudge.process):
        yield _decided(nudge, NudgeState.CANCELLED, "you said to skip it")
    elif late and record is None:
        yield _decided(nudge, NudgeState.CANCELLED, "the rejection is too long ago")
    elif _wrote_already(scene, nudge, answer.date):
        yield _decided(nudge, NudgeState.CANCELLED, "you answered them yourself")
    else:
        yield _decided(nudge, NudgeState.PLACED, "they turned you down: thank them, ask for feedback, stay in touch")


def _feedback_goes_to(answer: Letter, current: Round, process: Process) -> Person:
    """Whoever wrote it if somebody did, else the recruiter or the first interviewer, those who can be reached first."""
    reading = reading_of(answer)
    if reading.nature.value == "human" and answer.sender.email and not is_system(answer.sender.domain):
        return answer.sender
    people = [reachable(person, process) for person in (current.recruiter, *current.interviewers) if person]
    return next((person for person in people if person.email), people[0] if people else _NOBODY)
