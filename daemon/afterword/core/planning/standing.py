"""Where a process stands: its current round, whether the employer has answered, and what date they named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from afterword.core.local_time import local_date
from afterword.core.model import (
    Automatic,
    Interview,
    Letter,
    PartStat,
    Process,
    ProcessState,
    Round,
    Says,
    Verb,
    Verdict,
    Word,
)
from afterword.core.planning.cadence import Policy
from afterword.core.planning.matching import reading_of
from afterword.core.planning.workdays import working_day_after

FAR = timedelta(days=366)
"""A date further off than this is more likely a misreading than a plan: it is asked about."""

_DECISIVE = (Says.REJECTION, Says.OFFER, Says.NEXT_ROUND, Says.SCHEDULING)
_TELLING = (Says.REJECTION, Says.OFFER, Says.NEXT_ROUND)
_TOLD = {Says.REJECTION: "turned you down", Says.OFFER: "made you an offer"}
_FINAL = {Says.REJECTION: ProcessState.REJECTED, Says.OFFER: ProcessState.OFFER}


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of one process at one moment.

    `current` is the latest round that has begun, `following` the next one that is to come. `waiting` says whether a
    follow-up is owed at all; if so, none before `not_before` (a local date, None for no such bound) and the wait counts
    from `since`. `doubts` are letters of which only the person can say whether they are an answer.
    """

    state: ProcessState
    why: str
    current: Round | None = None
    following: Round | None = None
    waiting: bool = False
    since: date | None = None
    answer: Letter | None = None
    decision_date: date | None = None
    not_before: date | None = None
    not_before_why: str = ""
    doubts: tuple[Letter, ...] = ()
    far_dates: tuple[Letter, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """What the person has said, as of now; a later `reopen` takes back what was said before it."""

    words: tuple[Word, ...]

    @classmethod
    def of(cls, words: Iterable[Word], now: datetime) -> Voice:
        return cls(tuple(sorted((word for word in words if word.at <= now), key=lambda word: word.at)))

    def last(self, verb: Verb, *targets: str) -> Word | None:
        return next((word for word in reversed(self.words) if word.verb is verb and word.target in targets), None)

    def stands(self, verb: Verb, *targets: str) -> Word | None:
        """The last such word, unless the same was reopened later."""
        word, reopened = self.last(verb, *targets), self.last(Verb.REOPEN, *targets)
        return word if word and not (reopened and reopened.at > word.at) else None

    def notes(self, *targets: str) -> tuple[str, ...]:
        return tuple(word.text for word in self.words if word.verb is Verb.NOTE and word.target in targets)


def alive(one: Interview) -> bool:
    """Neither cancelled nor declined by the person."""
    return not one.cancelled and one.attendance is not PartStat.DECLINED


def is_alive(round_: Round) -> bool:
    return any(alive(one) for one in round_.interviews)


def is_certain(round_: Round, voice: Voice) -> bool:
    """An interview beyond doubt, or one that the person has confirmed."""
    if voice.stands(Verb.CONFIRM, round_.id, round_.process):
        return True
    return any(alive(one) and one.verdict is Verdict.INTERVIEW for one in round_.interviews)


def stand(process: Process, voice: Voice, policy: Policy, now: datetime) -> Standing:
    """Where `process` stands at `now`. Its letters must be matched already."""
    held = [round_ for round_ in process.rounds if is_alive(round_) and not voice.stands(Verb.SKIP, round_.id)]
    begun = [round_ for round_ in held if round_.start <= now]
    sure = [round_ for round_ in begun if is_certain(round_, voice)]
    current = (sure or begun)[-1] if begun else None
    following = next((round_ for round_ in held if round_.start > now and is_certain(round_, voice)), None)
    reopened = voice.last(Verb.REOPEN, process.id)
    letters = [
        letter
        for letter in process.letters
        if letter.date <= now and not letter.outgoing and not (reopened and letter.date <= reopened.at)
    ]
    return _judge(_Case(process, voice, policy, now, current, following, letters))


@dataclass(frozen=True, slots=True)
class _Case:
    process: Process
    voice: Voice
    policy: Policy
    now: datetime
    current: Round | None
    following: Round | None
    letters: Sequence[Letter]

    def standing(self, state: ProcessState, why: str, *, waiting: bool = False, **more: object) -> Standing:
        bound, because = self._bound()
        decided, far = self.decision()
        return Standing(
            state=state,
            why=why,
            current=self.current,
            following=self.following,
            waiting=waiting,
            decision_date=decided[1] if decided else None,
            not_before=bound,
            not_before_why=because,
            doubts=tuple(letter for letter in self._after() if _doubtful(letter)),
            far_dates=far,
            **more,  # type: ignore[arg-type]
        )

    def zone(self) -> str:
        return (self.current.zone if self.current else "") or self.policy.zone

    def _after(self) -> list[Letter]:
        """Letters that came when the current round was over; a telling one counts from its beginning on."""
        if self.current is None:
            return []
        current = self.current
        refs = {one.ref for one in current.interviews}
        return [
            letter
            for letter in self.letters
            if letter.date > (current.start if reading_of(letter).says in _TELLING else current.end)
            and not (reading_of(letter).invitations and all(one.ref in refs for one in reading_of(letter).invitations))
        ]

    def answers(self) -> list[Letter]:
        return [letter for letter in self._after() if letter.trusted and reading_of(letter).settles is True]

    def decision(self) -> tuple[tuple[datetime, date] | None, tuple[Letter, ...]]:
        """When which decision date was named last, by the employer or by the person; and letters with absurd ones."""
        named: list[tuple[datetime, date]] = []
        far: list[Letter] = []
        for letter in self.letters:
            day = reading_of(letter).decision_date
            if day is None or not letter.trusted:
                continue
            if day > letter.date.date() + FAR:
                far.append(letter)
            else:
                named.append((letter.date, day))
        word = self.voice.last(Verb.DECISION, self.process.id)
        if word:
            named.append((word.at, date.fromisoformat(word.text)))
        last = max(named, default=None)
        if last and self.current and last[1] < local_date(self.current.end, self.zone()):
            last = None
        return last, tuple(far)

    def _bound(self) -> tuple[date | None, str]:
        """The first day on which they may be contacted again, and why not before."""
        bounds: list[tuple[date, str]] = []
        decided, _ = self.decision()
        if decided:
            day = decided[1]
            bounds.append((working_day_after(day, self.policy), f"they decide by {day:%A, %-d %B}"))
        for letter in self.letters:
            back = reading_of(letter).return_date
            if reading_of(letter).automatic is Automatic.OUT_OF_OFFICE and back and self._recent(letter, back):
                away = f"{letter.sender} is away until {back:%A, %-d %B}"
                bounds.append((working_day_after(back, self.policy), away))
        return max(bounds, default=(None, ""))

    def _recent(self, letter: Letter, back: date) -> bool:
        start = self.current.start if self.current else letter.date
        return letter.date >= start - timedelta(days=14) and back <= letter.date.date() + FAR


def _judge(case: _Case) -> Standing:
    voice, process = case.voice, case.process
    closed = voice.stands(Verb.CLOSE, process.id)
    skipped = voice.stands(Verb.SKIP, process.id)
    if closed or skipped:
        return case.standing(ProcessState.CLOSED, "you closed the file" if closed else "you said to skip it")
    if case.current is None:
        if not any(is_alive(round_) for round_ in process.rounds):
            every = [one for round_ in process.rounds for one in round_.interviews]
            declined = any(one.attendance is PartStat.DECLINED and not one.cancelled for one in every)
            why = "you declined the invitation" if declined else "the interview was cancelled"
            return case.standing(ProcessState.CLOSED, why)
        return case.standing(ProcessState.WAITING, "the interview is yet to come", waiting=True)
    if case.following is not None:
        return case.standing(ProcessState.WAITING, f"the next round is on {case.following.start:%A, %-d %B}")
    return _judge_answers(case, case.current)


def _judge_answers(case: _Case, current: Round) -> Standing:
    answers = case.answers()
    heard = case.voice.stands(Verb.HEARD, case.process.id)
    decided, _ = case.decision()
    over = local_date(current.end, case.zone())
    last = max((letter.date for letter in answers), default=None)
    if heard and heard.at > current.start and (last is None or heard.at >= last) and not _newer(decided, heard.at):
        return case.standing(ProcessState.ANSWERED, "you heard from them")
    if not answers or last is None:
        return case.standing(ProcessState.WAITING, "no answer yet", waiting=True, since=over)
    telling = [letter for letter in answers if reading_of(letter).says in _DECISIVE]
    answer = telling[-1] if telling else answers[-1]
    says = reading_of(answer).says
    if says in _FINAL:
        return case.standing(_FINAL[says], f"{_who(answer)} {_TOLD[says]}", answer=answer)
    if _newer(decided, answers[-1].date):
        return case.standing(ProcessState.WAITING, "they named a date", waiting=True, since=over, answer=answers[-1])
    if case.policy.cadence.after_answer == "wait-again" and says not in _DECISIVE:
        return case.standing(
            ProcessState.WAITING, "they wrote, and left it open", waiting=True, since=last.date(), answer=answer
        )
    return case.standing(ProcessState.ANSWERED, f"{_who(answer)} answered on {answer.date:%A, %-d %B}", answer=answer)


def _newer(decided: tuple[datetime, date] | None, than: datetime) -> bool:
    """Whether the date was named with that message or after it."""
    return decided is not None and decided[0] >= than


def _doubtful(letter: Letter) -> bool:
    """Only the person can tell: the verdict is open, or the sender's own domain disowns what would be an answer."""
    settles = reading_of(letter).settles
    return settles is None or (settles is True and not letter.trusted)


def _who(letter: Letter) -> str:
    return str(letter.sender)
