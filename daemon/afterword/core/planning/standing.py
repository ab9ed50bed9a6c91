"""Where a process stands: its current round, whether the employer has answered, and what date they named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
)
from afterword.core.planning.cadence import Policy
from afterword.core.planning.ties import reading_of
from afterword.core.planning.voice import Voice
from afterword.core.planning.workdays import working_day_after

FAR = timedelta(days=366)
"""A date further off than this is more likely a misreading than a plan: it is asked about."""

_LONG_PAUSE = timedelta(days=30)

_DECISIVE = (Says.REJECTION, Says.OFFER, Says.NEXT_ROUND, Says.SCHEDULING)
_TELLING = (Says.REJECTION, Says.OFFER, Says.NEXT_ROUND)
_ENDED = (ProcessState.REJECTED,)
_TOLD = {Says.REJECTION: "turned you down", Says.OFFER: "made you an offer"}
_FINAL = {Says.REJECTION: ProcessState.REJECTED, Says.OFFER: ProcessState.OFFER}


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of one process at one moment.

    `current` is the latest round that has begun, `following` the next one that is to come. `waiting` says whether a
    follow-up is owed at all; if so, none before `not_before` (a local date, None for no such bound) and the wait counts
    from `since`. `doubts` are letters of which only the person can say whether they are an answer, `either` those that
    may be another process's: they pause both.
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
    either: tuple[Letter, ...] = ()
    far_dates: tuple[Letter, ...] = ()

    @property
    def paused(self) -> bool:
        """Whether the wait stands still until the person has said which process a mail is about."""
        return self.state is ProcessState.WAITING and not self.waiting and self.following is None


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
    letters = [letter for letter in process.letters if letter.date <= now and not letter.outgoing]
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
            doubts=self._doubts(),
            either=self.either(),
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
        """What ends the wait for certain."""
        open_ = self.process.shared | self.process.unclear
        return [letter for letter in self._settling() if letter.handle not in open_]

    def either(self) -> tuple[Letter, ...]:
        """Answers of which only the person knows whether they are about this process or another at the employer."""
        shared = self.process.shared - self.process.unclear
        return tuple(letter for letter in self._settling() if letter.handle in shared)

    def _settling(self) -> list[Letter]:
        """Letters that would end the wait: `reopen` says of those before it that they did not."""
        reopened = self.voice.last(Verb.REOPEN, self.process.id)
        after = [letter for letter in self._after() if not (reopened and letter.date <= reopened.at)]
        return [letter for letter in after if letter.trusted and reading_of(letter).settles is True]

    def _doubts(self) -> tuple[Letter, ...]:
        return tuple(letter for letter in self._after() if _doubtful(letter, self.process.unclear))

    def decision(self) -> tuple[tuple[datetime, date] | None, tuple[Letter, ...]]:
        """When which decision date was named last, by the employer or by the person; and letters with absurd ones."""
        named: list[tuple[datetime, date]] = []
        far: list[Letter] = []
        for letter in self.letters:
            day = reading_of(letter).decision_date
            if day is None or not letter.trusted or letter.handle in self.process.unclear:
                continue
            if day > letter.date.date() + FAR:
                far.append(letter)
            elif not self._has_kept(letter):
                named.append((letter.date, day))
        word = self.voice.last(Verb.DECISION, self.process.id)
        if word:
            named.append((word.at, date.fromisoformat(word.text)))
        last = max(named, default=None)
        if last and self.current and last[1] < local_date(self.current.end, self.zone()):
            last = None
        return last, tuple(far)

    def _has_kept(self, letter: Letter) -> bool:
        """Whether an acknowledgement's promise to be heard of, kept by the invitation: no date on which they decide."""
        acknowledges = reading_of(letter).automatic is Automatic.ACKNOWLEDGEMENT
        return acknowledges and self.current is not None and letter.date < self.current.start

    def _bound(self) -> tuple[date | None, str]:
        """The first day on which they may be contacted again, and why not before."""
        bounds: list[tuple[date, str]] = []
        decided, _ = self.decision()
        if decided:
            day = decided[1]
            bounds.append((working_day_after(day, self.policy), f"they decide by {day:%A, %-d %B}"))
        for letter in self.letters:
            promised = reading_of(letter).decision_date if self._has_kept(letter) and letter.trusted else None
            if promised and promised <= letter.date.date() + FAR and letter.handle not in self.process.unclear:
                why = f"they promised an answer by {promised:%A, %-d %B}"
                bounds.append((working_day_after(promised, self.policy), why))
        return max(bounds, default=(None, ""))


def told_apart(processes: Sequence[Process], standings: Mapping[str, Standing]) -> tuple[Process, ...]:
    """The processes without the letters that can't be about them: those that came when they were over, and that another
    one may have got. What can be about one alone is no longer shared."""
    over = {name for name, standing in standings.items() if standing.state is ProcessState.CLOSED}
    ended = {name: one.answer.date for name, one in standings.items() if one.state in _ENDED and one.answer}
    sharing: dict[str, list[str]] = defaultdict(list)
    for process in processes:
        for letter in process.letters:
            late = process.id in over or letter.date > ended.get(process.id, letter.date)
            if letter.handle in process.shared and not late:
                sharing[letter.handle].append(process.id)
    return tuple(_without_others(process, sharing) for process in processes)


def _without_others(process: Process, sharing: Mapping[str, Sequence[str]]) -> Process:
    lost = {name for name in process.shared if sharing.get(name) and process.id not in sharing[name]}
    alone = {name for name in process.shared if sharing.get(name) == [process.id]}
    letters = tuple(letter for letter in process.letters if letter.handle not in lost)
    return replace(process, letters=letters, shared=process.shared - lost - alone)


def _judge(case: _Case) -> Standing:
    voice, process = case.voice, case.process
    closed = voice.stands(Verb.CLOSE, process.id)
    skipped = voice.stands(Verb.SKIP, process.id)
    if closed or skipped:
        return case.standing(ProcessState.CLOSED, "you closed the file" if closed else "you said to skip it")
    if case.current is None:
        living = [round_ for round_ in process.rounds if is_alive(round_)]
        if living and all(voice.stands(Verb.SKIP, round_.id) for round_ in living):
            return case.standing(ProcessState.CLOSED, "you said to skip it")
        if not living:
            every = [one for round_ in process.rounds for one in round_.interviews]
            declined = any(one.attendance is PartStat.DECLINED and not one.cancelled for one in every)
            why = "you declined the invitation" if declined else "the interview was cancelled"
            return case.standing(ProcessState.CLOSED, why)
        return case.standing(ProcessState.WAITING, "the interview is yet to come", waiting=True)
    if case.following is not None:
        return case.standing(ProcessState.WAITING, f"the next round is on {case.following.start:%A, %-d %B}")
    return _paused(case, _judge_answers(case, case.current))


def _paused(case: _Case, standing: Standing) -> Standing:
    """While nobody knows whose answer it is, the wait is neither over nor goes on; a month later it is over."""
    either = case.either()
    if not (standing.waiting and either):
        return standing
    if case.now > either[0].date + _LONG_PAUSE:
        return replace(standing, state=ProcessState.ANSWERED, why=wrote(either[0]), waiting=False)
    return replace(standing, why=f"{wrote(either[0])}: about which job, only you know", waiting=False)


def wrote(letter: Letter) -> str:
    """Who wrote when: "Jane Doe wrote on Friday, 6 March"."""
    return f"{letter.sender} wrote on {letter.date:%A, %-d %B}"


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


def _doubtful(letter: Letter, unclear: frozenset[str]) -> bool:
    """Only the person can tell: the verdict is open, the sender's own domain disowns what would be an answer, or it may
    not be about this process."""
    settles = reading_of(letter).settles
    return settles is None or (settles is True and (not letter.trusted or letter.handle in unclear))


def _who(letter: Letter) -> str:
    return str(letter.sender)
