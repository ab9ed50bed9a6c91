"""A verdict in words for people: one sentence, then who and when, then the evidence with the decisive line marked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from afterword.cli.render import Screen
from afterword.core.model import Automatic, Evidence, Interview, Nature, Person, Reading, Says, Stage, Verdict
from afterword.explaining import Account, EventVerdict, Explained, MessageVerdict

_STAGES = {
    Stage.SCREEN: "a screening call",
    Stage.TECHNICAL: "a technical interview",
    Stage.PANEL: "a panel interview",
    Stage.ONSITE: "an on-site interview",
    Stage.FINAL: "a final interview",
    Stage.HR: "an interview with HR",
    Stage.UNKNOWN: "an interview",
}
_AUTOMATIC = {
    Automatic.OUT_OF_OFFICE: "an out-of-office note",
    Automatic.AUTO_REPLY: "an automatic reply",
    Automatic.BOUNCE: "a bounce",
    Automatic.ACKNOWLEDGEMENT: "an automatic acknowledgement",
    Automatic.CALENDAR_RESPONSE: "a calendar response",
    Automatic.BULK: "a newsletter or other bulk mail",
}
_SAYS = {
    Says.REJECTION: "a rejection",
    Says.OFFER: "an offer",
    Says.NEXT_ROUND: "an invitation to the next round",
    Says.SCHEDULING: "about finding a time",
    Says.DECISION_DATE: "a word on when they will decide",
    Says.QUESTION: "a question to you",
    Says.OTHER: "a message",
}
_SETTLES = {
    True: "From the employer you wait for, it would end the wait.",
    False: "It would not end the wait.",
    None: "Whether it ends the wait, you would be asked.",
}
_COLOURS = {Verdict.INTERVIEW: "bold green", Verdict.NOT_INTERVIEW: "bold", Verdict.UNSURE: "bold yellow"}


def show(found: Explained, out: Screen) -> None:
    """One verdict on the screen; a Failure is not for here."""
    out.line(found.source, style="dim")
    match found:
        case EventVerdict():
            _show_interview(found.interview, out)
        case MessageVerdict():
            out.line(reading_sentence(found.reading), style="bold", indent=2)
            _facts(_of_reading(found.reading), out)
            _evidence(found.reading.evidence, decisive(found.reading.evidence), out)
            for invitation in found.reading.invitations:
                out.line("It carries an invitation:", indent=2)
                _show_interview(invitation, out)
        case Account():
            out.line(found.sentence, style="bold", indent=2)
            for line in found.lines:
                out.line(line, indent=2)
            _evidence(found.evidence, decisive(found.evidence), out)
    out.line()


def _show_interview(interview: Interview, out: Screen) -> None:
    out.line(interview_sentence(interview), style=_COLOURS[interview.verdict], indent=2)
    _facts(_of_interview(interview), out)
    _evidence(interview.evidence, decisive(interview.evidence, interview.verdict), out)


def interview_sentence(interview: Interview) -> str:
    """The verdict on an event: what it is, with whom, when, how sure."""
    what = {
        Verdict.INTERVIEW: _STAGES[interview.stage],
        Verdict.NOT_INTERVIEW: "not a job interview",
        Verdict.UNSURE: "perhaps an interview",
    }[interview.verdict]
    company = f" at {interview.employer.name or interview.employer.domains[0]}" if interview.employer else ""
    company = "" if interview.verdict is Verdict.NOT_INTERVIEW else company
    cancelled = ", cancelled" if interview.cancelled else ""
    asked = " You would be asked." if interview.verdict is Verdict.UNSURE else ""
    return f"This is {what}{company}, {_moment(interview.start)}{cancelled} ({interview.confidence:.0%} sure).{asked}"


def reading_sentence(reading: Reading) -> str:
    """The verdict on a message: who wrote it, what it says, whether it ends the wait."""
    if reading.automatic is not None:
        what = _AUTOMATIC[reading.automatic]
    elif reading.nature is Nature.HUMAN:
        what = f"{_SAYS[reading.says or Says.OTHER]}, written by a person"
    elif reading.nature is Nature.AUTOMATIC:
        what = "an automatic mail" + (f": {_SAYS[reading.says]}" if reading.says else "")
    else:
        what = _SAYS[reading.says or Says.OTHER]
        sure = f"{what} ({reading.confidence:.0%} sure), from a person or a machine: that can't be told"
        return f"This is {sure}. {_SETTLES[reading.settles]}"
    return f"This is {what} ({reading.confidence:.0%} sure). {_SETTLES[reading.settles]}"


def decisive(reasons: tuple[Evidence, ...], verdict: Verdict = Verdict.UNSURE) -> int | None:
    """The place of the reason that weighs most for the verdict, None without reasons."""
    sign = {Verdict.INTERVIEW: 1, Verdict.NOT_INTERVIEW: -1}.get(verdict)
    weights = [abs(each.weight) if sign is None else sign * each.weight for each in reasons]
    return weights.index(max(weights)) if weights else None


Fact = tuple[str, str]


def _of_interview(interview: Interview) -> Iterator[Fact]:
    if interview.verdict is Verdict.NOT_INTERVIEW:
        return
    yield "employer", ", ".join((interview.employer.name, *interview.employer.domains))
    yield "role", interview.role
    yield "interviewers", ", ".join(map(_person, interview.interviewers))
    yield "recruiter", _person(interview.recruiter)
    yield "phones", ", ".join(f"{each.number} {each.owner}".strip() for each in interview.phones)


def _of_reading(reading: Reading) -> Iterator[Fact]:
    if reading.employer:
        yield "employer", ", ".join((reading.employer.name, *reading.employer.domains))
    yield "decision by", _day(reading.decision_date)
    yield "back on", _day(reading.return_date)
    yield "stand-in", _person(reading.stand_in)
    yield "failed", ", ".join(reading.failed_recipients)


def _facts(facts: Iterator[Fact], out: Screen) -> None:
    for name, value in facts:
        if value.strip(", "):
            out.line(f"{name + ':':14}{value.strip(', ')}", indent=4)


def _evidence(reasons: tuple[Evidence, ...], main: int | None, out: Screen) -> None:
    rows = [(each.rule, f"{each.weight:+.1f}", each.saw) for each in reasons]
    if rows:
        out.table(("rule", "weight", "saw"), rows, frozenset(() if main is None else (main,)))


def _person(whom: Person | None) -> str:
    if whom is None:
        return ""
    return f"{whom.name} <{whom.email}>" if whom.name and whom.email else whom.name or whom.email


def _moment(moment: datetime) -> str:
    return f"{moment:%a} {moment.day} {moment:%b %Y, %H:%M} {moment:%z}"


def _day(day: date | None) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}" if day else ""
