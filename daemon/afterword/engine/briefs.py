"""From a plan to the briefs that the words are made from."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy

from afterword.core.model import Employer, Letter, Medium, Nature, Nudge, NudgeKind, Person, Process, Round
from afterword.core.people.domains import is_system
from afterword.core.people.names import same_person
from afterword.core.planning.contacts import has_left
from afterword.core.planning.filing import merged
from afterword.core.planning.matters import Matter
from afterword.core.planning.plan import Plan
from afterword.core.planning.thanks import waits
from afterword.core.planning.ties import reading_of
from afterword.core.planning.voice import Voice
from afterword.words.brief import Brief, Profile, Reply


class Briefs:
    """Briefs for the nudges of one plan."""

    def __init__(self, plan: Plan, voice: Voice, profile: Profile, max_calls: int) -> None:
        self._matters: Mapping[str, tuple[Matter, ...]] = {}
        self._plan = plan
        self._voice = voice
        self._profile = profile
        self._max_calls = max_calls
        self._processes: Mapping[str, Process] = {process.id: process for process in plan.processes}

    def about(self, matters: Mapping[str, tuple[Matter, ...]]) -> Briefs:
        """These briefs, and those of entries about matters, by their keys."""
        more = copy(self)
        more._matters = matters
        return more

    def of(self, nudge: Nudge) -> Brief | None:
        """The brief of a nudge; None for one whose process is not known any more (it can only be withdrawn)."""
        if nudge.kind is NudgeKind.MATTER:
            return self._of_matters(nudge)
        process = self._processes.get(nudge.process)
        round_ = next((one for one in process.rounds if one.id == nudge.round), None) if process else None
        if process is None or round_ is None:
            return None
        answer = process.answer
        return Brief(
            nudge=nudge,
            process=process,
            round=round_,
            profile=self._profile,
            notes=self._voice.notes(nudge.key, nudge.round, nudge.process) if _writes_to_them(nudge) else (),
            position=_position(nudge.person, round_),
            reply_to=_reply_to(nudge, process),
            answer_date=answer.date.date() if answer else None,
            max_calls=self._max_calls,
            drafts_waiting=self._waiting(nudge),
            alternatives=_alternatives(nudge, round_, process),
            by_mail=nudge.kind is NudgeKind.CALL and nudge.medium is Medium.DRAFT,
        )

    def _of_matters(self, nudge: Nudge) -> Brief | None:
        """The brief of an entry about matters: it belongs to no process."""
        matters, start, end = self._matters.get(nudge.key, ()), nudge.start, nudge.end
        if not matters or start is None or end is None:
            return None
        nowhere = Round("", "", start, end, ())
        return Brief(nudge, Process("", Employer()), nowhere, self._profile, matters=matters)

    def _waiting(self, nudge: Nudge) -> tuple[str, ...]:
        """For a reminder: to whom the round's unsent drafts are."""
        if nudge.kind is not NudgeKind.REMINDER:
            return ()
        drafts = [one for one in self._plan.nudges if one.kind is NudgeKind.THANK_YOU and one.round == nudge.round]
        return tuple(one.person.name for one in drafts if waits(one, self._plan.records.get(one.key)))


def _writes_to_them(nudge: Nudge) -> bool:
    return nudge.kind in (NudgeKind.THANK_YOU, NudgeKind.CALL)


def _position(person: Person, round_: Round) -> int:
    return next((place for place, one in enumerate(round_.interviewers) if same_person(one, person)), 0)


def _alternatives(nudge: Nudge, round_: Round, process: Process) -> tuple[Person, ...]:
    """Whom to try instead: whom a note of absence or departure names, the recruiter, the other interviewers."""
    if nudge.kind is not NudgeKind.CALL:
        return ()
    stand_ins = [reading_of(letter).stand_in for letter in process.letters]
    people = merged(person for person in (*stand_ins, round_.recruiter, *round_.interviewers) if person)
    return tuple(one for one in people if not same_person(one, nudge.person) and not has_left(one, process))


def _reply_to(nudge: Nudge, process: Process) -> Reply | None:
    """The letter that a draft answers: the rejection itself, or for a thank-you the interviewer's last own mail."""
    if nudge.medium is not Medium.DRAFT:
        return None
    if nudge.kind is NudgeKind.FEEDBACK:
        letter = process.answer
        if letter is None or letter.sender.email != nudge.person.email:
            return None
    else:
        letter = next((one for one in reversed(process.letters) if _wrote(one, nudge.person)), None)
    if letter is None or not letter.message_id:
        return None
    links = (*letter.links[-20:], letter.message_id)
    return Reply(letter.message_id, links, letter.thread, handle=letter.handle)


def _wrote(letter: Letter, person: Person) -> bool:
    """A human mail of this very person, not an invitation or a note of their absence."""
    reading = reading_of(letter)
    return (
        not letter.outgoing
        and bool(person.email)
        and letter.sender.email == person.email
        and not is_system(person.domain)
        and reading.nature is Nature.HUMAN
        and not reading.invitations
    )
