"""The month, told: what happened, what Afterword made of it, and why. Every word is read from files or outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from afterword.cli.demo_page import Line
from afterword.cli.story import when
from afterword.core.model import (
    Action,
    Automatic,
    Intent,
    Interview,
    Me,
    Message,
    NudgeKind,
    Person,
    ProcessState,
    Reading,
    RecordState,
    Says,
    Verdict,
)
from afterword.core.planning.standing import alive
from afterword.demo import world
from afterword.demo.month import Happened, Moment
from afterword.engine.cycle import Announced
from afterword.explaining import EventVerdict, MessageVerdict, explain_file

_GIST = 74
_AUTOMATIC = {
    Automatic.OUT_OF_OFFICE: "out of office, no answer",
    Automatic.AUTO_REPLY: "automatic, no answer",
    Automatic.BOUNCE: "bounce",
    Automatic.ACKNOWLEDGEMENT: "automatic, no answer",
    Automatic.CALENDAR_RESPONSE: "calendar response, no answer",
    Automatic.BULK: "bulk mail, no answer",
}
_SAYS = {
    Says.REJECTION: "rejection",
    Says.OFFER: "offer",
    Says.NEXT_ROUND: "next round",
    Says.SCHEDULING: "about a date",
    Says.DECISION_DATE: "when they decide",
    Says.QUESTION: "question",
    Says.OTHER: "message",
}
_VERDICTS = {
    Verdict.INTERVIEW: "interview",
    Verdict.NOT_INTERVIEW: "no job interview",
    Verdict.UNSURE: "perhaps an interview",
}


class Story:
    """Turns moment after moment into lines. Remembers what has been told, so that nothing is said twice."""

    def __init__(self) -> None:
        self._day = ""
        self._clock = ""
        self._last = world.BEGINS
        self._reasons: set[str] = set()
        self._states: dict[str, ProcessState] = {}
        self._bounced: frozenset[str] = frozenset()
        self.changed: dict[str, tuple[date, ProcessState]] = {}

    def lines(self, moment: Moment) -> Iterator[Line]:
        """What is worth telling of this moment; often nothing."""
        told = [
            *(piece for one in moment.happened for piece in _happened(one, moment)),
            *(("●", _over(one), "") for one in _ended(moment, self._last)),
            *self._deeds(moment),
            *(
                ("?", question.text, f" Say: {' or '.join(question.answers)}")
                for question in moment.outcome.new_questions
            ),
            *self._states_changed(moment),
        ]
        self._last = moment.now
        local = moment.now.astimezone(ZoneInfo(world.ZONE))
        for sign, text, aside in told:
            yield self._line(local, sign, text, aside)

    def _line(self, now: datetime, sign: str, text: str, aside: str) -> Line:
        day, clock = f"{now:%a} {now.day:>2}", f"{now:%H:%M}"
        shown_day, shown_clock = (
            ("" if day == self._day else day),
            ("" if (day, clock) == (self._day, self._clock) else clock),
        )
        self._day, self._clock = day, clock
        return Line(shown_day, shown_clock, sign, text, aside)

    def _deeds(self, moment: Moment) -> Iterator[tuple[str, str, str]]:
        """What Afterword did. A reason is told when it is first given; deeds without a new one share a line."""
        names = {process.id: process.employer.name for process in moment.outcome.plan.processes}
        joined: list[str] = []
        for text, reason in _sentences(moment.outcome.intents, names):
            if reason in self._reasons:
                joined.append(text)
                continue
            self._reasons.add(reason)
            yield "→", "; ".join((*joined, text)), f", because {reason}"
            joined = []
        if joined:
            yield "→", "; ".join(joined), ""

    def _states_changed(self, moment: Moment) -> Iterator[tuple[str, str, str]]:
        for process in moment.outcome.plan.processes:
            before = self._states.get(process.id, ProcessState.WAITING)
            self._states[process.id] = process.state
            for address in sorted(process.bounced - self._bounced):
                yield "→", f"marked {address}: it does not work", ""
            self._bounced |= process.bounced
            if process.state is not before:
                self.changed[process.id] = (_local(moment.now), process.state)
            if process.state is ProcessState.CLOSED and before is ProcessState.WAITING:
                yield "→", f"closed the file on {process.employer.name}", f", because {process.why}"


# --- what happened -----------------------------------------------------------------------------------------------


def _happened(one: Happened, moment: Moment) -> Iterator[tuple[str, str, str]]:
    what = one.what
    match what:
        case world.Mail():
            yield _arrived(one)
        case world.Accepts() if what.told:
            yield "☞", f"you accept the invitation of {what.meeting.organizer}", ""
        case world.Appears() if what.told:
            yield _appeared(one)
        case world.Sends() if what.told:
            yield "☞", f"you press Send on the draft{'s' if len(what.to) > 1 else ''} to {_names(what.to, moment)}", ""
        case world.Deletes():
            yield "☞", f"you delete the draft to {_names((what.to,), moment)}", _noted(what.to, moment)
        case world.Edits():
            yield "☞", f"you reword the draft to {_names((what.to,), moment)}", _noted(what.to, moment)
        case world.Moves():
            yield (
                "☞",
                f"you drag the call to {what.name} to {when(what.to, world.ZONE)}",
                " (it stays where you put it)",
            )
        case world.Says():
            text = f' "{what.text}"' if what.text else ""
            heard = f"{what.occasion}; you say" if what.occasion else "you say"
            yield "☞", f"{heard}: afterword {what.verb} {_short(one.target)}{text}", ""


def _arrived(one: Happened) -> tuple[str, str, str]:
    """A mail as its file reads, and what it was taken for."""
    found = next(each for each in explain_file(str(one.file), _me(), world.ZONE) if isinstance(each, MessageVerdict))
    reading, message = found.reading, found.message
    company = f", {reading.employer.name}" if reading.employer and reading.employer.name else ""
    name = f"{message.sender}{company}" if reading.automatic is None else str(message.sender)
    words = _gist(message) if reading.automatic is None else message.subject
    return "✉", f"{name}: “{words}”", f" ({_taken_for(reading)})"


def _appeared(one: Happened) -> tuple[str, str, str]:
    found = next(each for each in explain_file(str(one.file), _me(), world.ZONE) if isinstance(each, EventVerdict))
    return "▣", f"{_day(_local(found.event.start))}  {found.event.title}", f" ({_VERDICTS[found.interview.verdict]})"


def _taken_for(reading: Reading) -> str:
    if reading.automatic is not None:
        back = f", back {_day(reading.return_date)}" if reading.return_date else ""
        return _AUTOMATIC[reading.automatic] + back
    if any(one.verdict is Verdict.INTERVIEW for one in reading.invitations):
        return f"invitation: {_day(_local(reading.invitations[0].start))}"
    if reading.decision_date:
        return f"answer: they decide by {_day(reading.decision_date)}"
    return f"answer: {_SAYS[reading.says or Says.OTHER]}"


def _gist(message: Message) -> str:
    """The first sentence after the greeting, cut short."""
    paragraphs = [" ".join(each.split()) for each in message.text.split("\n\n")]
    first = (paragraphs[1] if len(paragraphs) > 1 else message.subject).split(". ")[0]
    return first if len(first) <= _GIST else f"{first[:_GIST].rsplit(' ', 1)[0]} …"


def _ended(moment: Moment, since: datetime) -> Iterator[Interview]:
    for process in moment.outcome.plan.processes:
        for round_ in process.rounds:
            yield from (one for one in round_.interviews if alive(one) and since < one.end <= moment.now)


def _over(one: Interview) -> str:
    return f"{one.employer.name}: you talk with {_listed(map(str, one.interviewers))}"


def _noted(address: str, moment: Moment) -> str:
    """What Afterword noted about a draft that you touched."""
    for transition in moment.outcome.plan.transitions:
        if transition.record.person.email == address:
            declined = transition.record.state is RecordState.DECLINED
            return " (it never comes back)" if declined else " (it is yours from now on)"
    return ""


def _names(addresses: Iterable[str], moment: Moment) -> str:
    people = {record.person.email: record.person for record in moment.outcome.plan.records.values()}
    return _listed(str(people.get(address, Person("", address))) for address in addresses)


# --- what Afterword did ------------------------------------------------------------------------------------------


def _sentences(intents: Sequence[Announced], names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What the intents of one cycle bring about, those of a kind in one sentence; each with the reason for it.

    `names` are the employers' by process. An entry that only has its words brought up to date is not worth a line.
    """
    taken_back = {one.intent.nudge.key for one in intents if one.intent.action is Action.DELETE_DRAFT}
    renewed = {one.intent.nudge.key for one in intents if one.intent.action is Action.CREATE_DRAFT} & taken_back
    for one in intents:
        if one.intent.nudge.key in renewed and one.intent.action is Action.CREATE_DRAFT:
            yield f"wrote the draft to {one.intent.nudge.person} anew", one.intent.why
    rest = [one.intent for one in intents if one.intent.nudge.key not in renewed and not _only_reworded(one.intent)]
    named: set[str] = set()
    for _, group in groupby(rest, key=lambda intent: (intent.action, intent.nudge.kind, intent.why)):
        held = list(group)
        people = [str(intent.nudge.person) for intent in held]
        to = "" if named.issuperset(people) else f" to {_listed(people)}"
        named.update(people)
        yield _sentence(held[0], to, names.get(held[0].nudge.process, "")), held[0].why


def _only_reworded(intent: Intent) -> bool:
    former = intent.record
    return intent.action is Action.PUT_EVENT and former is not None and former.live_start == intent.nudge.start


def _sentence(intent: Intent, to: str, employer: str) -> str:
    """What an intent brings about; `to` is whom it concerns, "" if that has just been said."""
    nudge = intent.nudge
    stood = _day(_local(intent.record.live_start)) if intent.record and intent.record.live_start else ""
    day = _day(_local(nudge.start)) if nudge.start else ""
    match intent.action, nudge.kind:
        case Action.CREATE_DRAFT, NudgeKind.FEEDBACK:
            return f"drafted thanks and a request for feedback{to}"
        case Action.CREATE_DRAFT, _:
            return f"drafted a thank-you{to}"
        case Action.PUT_EVENT, NudgeKind.CALL if stood:
            return f"moved the call to {day}"
        case Action.PUT_EVENT, NudgeKind.CALL:
            return f"put call {nudge.attempt}{to} on {when(nudge.start, world.ZONE)}"
        case Action.PUT_EVENT, NudgeKind.REMINDER:
            return f"put a reminder on {when(nudge.start, world.ZONE)}"
        case Action.PUT_EVENT, NudgeKind.MATTER:
            return f"put what needs you on {when(nudge.start, world.ZONE)}"
        case _, NudgeKind.MATTER:
            return "took back the entry: it is settled"
        case Action.PUT_EVENT, _:
            return f"put {employer}'s closing on {day}"
        case Action.DELETE_EVENT, NudgeKind.CALL:
            return f"took back the call of {stood}"
        case _, NudgeKind.REMINDER:
            return "took back the reminder"
        case _:
            return f"took back the draft{to}"


# --- words -------------------------------------------------------------------------------------------------------


def _listed(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _short(ident: str) -> str:
    """A key as `status` shows it; the name of a process as it is."""
    return ident if "-" in ident else ident[:8]


def _local(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(world.ZONE)).date()


def _day(day: date | None) -> str:
    return f"{day:%a} {day.day} {day:%b}" if day else ""


def _me() -> Me:
    return Me(world.YOU.name, frozenset({world.YOU.email}))
