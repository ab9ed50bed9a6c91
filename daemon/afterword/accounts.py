"""What is known of an id from `status`, told: where it stands, what came, what was decided, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from afterword.core.model import Automatic, Evidence, Letter, Nature, NudgeKind, Process, Reading, Verdict
from afterword.core.planning.matching import answer_id
from afterword.core.planning.ties import reading_of
from afterword.engine.cycle import Decided
from afterword.explaining import Account, decisive, decisive_of_mail
from afterword.overview import NudgeView, Overview, ProcessView, RoundView
from afterword.store.store import Decision

_INTERVIEW = {
    Verdict.INTERVIEW: "An interview",
    Verdict.UNSURE: "Perhaps an interview",
    Verdict.NOT_INTERVIEW: "No interview",
}
_KINDS = {Automatic.BULK: "a circular", Automatic.CALENDAR_RESPONSE: "a calendar's answer"}
_SETTLES = {True: "an answer", False: "no answer", None: "perhaps an answer: only you know"}
DEEDS = {
    "create-draft": "drafted",
    "delete-draft": "taken back",
    "put-event": "put into your calendar",
    "delete-event": "taken out of your calendar",
    "ask": "asked",
    "confirm": "confirmed",
    "skip": "skipped",
    "close": "closed",
    "reopen": "opened again",
    "note": "noted",
}
"""What the log of decisions says was done, in a person's words; what is missing here is its own word."""

_NOBODYS = (NudgeKind.REMINDER, NudgeKind.CLOSING, NudgeKind.MATTER)


class Log(Protocol):
    """Where decisions are kept."""

    def log(self, *subjects: str) -> tuple[Decision, ...]: ...


def account_of(ident: str, decided: Decided, view: Overview, log: Log, zone: str) -> Account:
    """The account of a process, round, nudge or question; moments in the person's own `zone`."""
    teller = _Teller(decided, log, zone)
    for process in view.processes:
        if ident == process.id:
            return teller.process(process)
        for round_ in process.rounds:
            if ident == round_.id:
                return teller.round(round_, process)
            for nudge in round_.nudges:
                if ident == nudge.key:
                    return teller.nudge(nudge, process)
    return teller.question(ident)


class _Teller:
    def __init__(self, decided: Decided, log: Log, zone: str) -> None:
        self._decided = decided
        self._log = log
        self._zone = ZoneInfo(zone)

    def process(self, view: ProcessView) -> Account:
        full = self._process(view.id)
        came = [letter for letter in full.letters if letter.reading and not letter.outgoing]
        lines = sorted([*((letter.date, self._letter(letter, full)) for letter in came), *self._decisions(view.id)])
        answer = full.answer.reading if full.answer else None
        sentence = f"{view.employer.name or view.id}: {view.state.value}, {view.why}."
        data = {"kind": "process", "state": view.state.value}
        return Account(view.id, sentence, data, tuple(self._dated(*line) for line in lines), *_grounds(answer))

    def round(self, view: RoundView, process: ProcessView) -> Account:
        full = next(one for one in self._process(process.id).rounds if one.id == view.id)
        reasons = tuple(reason for one in full.interviews for reason in one.evidence)
        best = max(full.interviews, key=lambda one: (one.verdict is Verdict.INTERVIEW, one.confidence))
        employer = process.employer.name or process.id
        sentence = (
            f"{_INTERVIEW[best.verdict]} at {employer}, {view.start.astimezone(self._zone):%A, %-d %B %Y, %H:%M}."
        )
        data = {"kind": "round", "process": process.id}
        lines = tuple(f"{_what(nudge)}: {nudge.state.value}, {nudge.reason}" for nudge in view.nudges)
        return Account(view.id, sentence, data, lines, reasons, decisive(reasons, best.verdict))

    def nudge(self, view: NudgeView, process: ProcessView) -> Account:
        sentence = f"{process.employer.name or process.id}: {_what(view)} is {view.state.value}: {view.reason}."
        data = {"kind": "nudge", "key": view.key, "state": view.state.value}
        return Account(view.key, sentence, data, tuple(self._dated(*line) for line in self._decisions(view.key)))

    def question(self, ident: str) -> Account:
        asked = [question for question in self._decided.questions if question.id == ident]
        if not asked:
            return Account(ident, "This was asked, and is settled.", {"kind": "question"})
        reading = next((reading_of(one) for one in self._letters() if asked[0].id.endswith(_name(one))), None)
        return Account(ident, asked[0].text, {"kind": "question"}, asked[0].answers, *_grounds(reading))

    def _process(self, name: str) -> Process:
        return next(one for one in self._decided.plan.processes if one.id == name)

    def _letters(self) -> Iterator[Letter]:
        for process in self._decided.plan.processes:
            yield from (letter for letter in process.letters if letter.reading)

    def _decisions(self, *subjects: str) -> list[tuple[datetime, str]]:
        return [(line.at, f"{DEEDS.get(line.what, line.what)}: {line.why}") for line in self._log.log(*subjects)]

    def _letter(self, letter: Letter, process: Process) -> str:
        """A mail in a clause; one that may be about another process counts as little as one that may be forged."""
        reading = reading_of(letter)
        open_ = letter.handle in process.shared | process.unclear or not letter.trusted
        settles = None if open_ and reading.settles else reading.settles
        return f"{letter.sender}: {_kind(reading)} ({_SETTLES[settles]})"

    def _dated(self, at: datetime, text: str) -> str:
        return f"{at.astimezone(self._zone):%-d %b %Y, %H:%M}  {text}"


def _grounds(reading: Reading | None) -> tuple[tuple[Evidence, ...], int | None, bool]:
    return (reading.evidence, decisive_of_mail(reading), True) if reading else ((), None, False)


def _kind(reading: Reading) -> str:
    if reading.automatic:
        return _KINDS.get(reading.automatic) or f"an automatic mail ({reading.automatic.value})"
    says = reading.says.value.replace("-", " ") if reading.says else "a mail"
    return f"{says} from a person" if reading.nature is Nature.HUMAN else says


def _what(nudge: NudgeView) -> str:
    """ "the call to Jane Doe", "the reminder"."""
    kind = nudge.kind.value
    return f"the {kind}" if nudge.kind in _NOBODYS else f"the {kind} to {nudge.person}"


def _name(letter: Letter) -> str:
    return answer_id(letter).partition(":")[2]
