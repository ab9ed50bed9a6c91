"""A verdict in words for people: one sentence, then who and when, then the evidence with the decisive line marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from afterword.cli.reasons import SAYING, in_words
from afterword.cli.render import Screen
from afterword.core.model import Automatic, Employer, Evidence, Interview, Nature, Person, Reading, Says, Stage, Verdict
from afterword.explaining import Account, EventVerdict, Explained, MessageVerdict, decisive, decisive_of_mail

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
    True: "If you wait for an answer from them, this is one.",
    False: "It is no answer.",
    None: "Whether it is an answer, you would be asked.",
}
_SURELY, _RATHER = 0.85, 0.65
_MOST_REASONS = 6
_CUT = 60
"""Evidence holds at most so much of what it saw."""

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
            _evidence(found.reading.evidence, decisive_of_mail(found.reading), out, of_mail=True)
            for invitation in found.reading.invitations:
                out.line("It carries an invitation:", indent=2)
                _show_interview(invitation, out)
        case Account():
            out.line(found.sentence, style="bold", indent=2)
            for line in found.lines:
                out.line(line, indent=2)
            _evidence(found.evidence, found.decisive, out, of_mail=found.of_mail)
    out.line()


def _show_interview(interview: Interview, out: Screen) -> None:
    out.line(interview_sentence(interview), style=_COLOURS[interview.verdict], indent=2)
    _facts(_of_interview(interview), out)
    _evidence(interview.evidence, decisive(interview.evidence, interview.verdict), out)


def interview_sentence(interview: Interview) -> str:
    """The verdict on an event: what it is, with whom, when; and how sure, where the person is not asked anyway."""
    what = {
        Verdict.INTERVIEW: _STAGES[interview.stage],
        Verdict.NOT_INTERVIEW: "not a job interview",
        Verdict.UNSURE: "perhaps an interview",
    }[interview.verdict]
    company = f" at {interview.employer.name or interview.employer.domains[0]}" if interview.employer else ""
    company = "" if interview.verdict is Verdict.NOT_INTERVIEW else company
    cancelled = ", cancelled" if interview.cancelled else ""
    told = f"This is {what}{company}, {_moment(interview.start)}{cancelled}"
    if interview.verdict is Verdict.UNSURE:
        return f"{told}. You would be asked."
    return f"{told} ({_sure(interview.confidence)})."


def reading_sentence(reading: Reading) -> str:
    """The verdict on a message: who wrote it, what it says, whether it ends the wait."""
    if reading.automatic is not None:
        what = _AUTOMATIC[reading.automatic]
    elif reading.nature is Nature.HUMAN:
        what = f"{_SAYS[reading.says or Says.OTHER]}, written by a person"
    elif reading.nature is Nature.AUTOMATIC:
        what = "an automatic mail" + (f": {_SAYS[reading.says]}" if reading.says else "")
    else:
        what = f"{_SAYS[reading.says or Says.OTHER]}, from a person or a machine: that can't be told"
        return f"This is {what}. {_SETTLES[reading.settles]}"
    return f"This is {what} ({_sure(reading.confidence)}). {_SETTLES[reading.settles]}"


def _sure(confidence: float) -> str:
    """How far the evidence is from the nearest border: it is weighed by hand, and no share of cases."""
    return "surely" if confidence >= _SURELY else "rather surely" if confidence >= _RATHER else "only just"


Fact = tuple[str, str]


def _of_interview(interview: Interview) -> Iterator[Fact]:
    if interview.verdict is Verdict.NOT_INTERVIEW:
        return
    yield "employer", _employer(interview.employer)
    yield "role", interview.role
    yield "interviewers", ", ".join(map(_person, interview.interviewers))
    yield "recruiter", _person(interview.recruiter)
    yield "phones", ", ".join(f"{each.number} {each.owner}".strip() for each in interview.phones)


def _of_reading(reading: Reading) -> Iterator[Fact]:
    if reading.employer:
        yield "employer", _employer(reading.employer)
    yield "decision by", _day(reading.decision_date)
    yield "back on", _day(reading.return_date)
    yield "stand-in", _person(reading.stand_in)
    yield "failed", ", ".join(reading.failed_recipients)


def _facts(facts: Iterator[Fact], out: Screen) -> None:
    for name, value in facts:
        if value.strip(", "):
            out.line(f"{name + ':':14}{value.strip(', ')}", indent=4)


def _evidence(reasons: Sequence[Evidence], main: int | None, out: Screen, *, of_mail: bool = False) -> None:
    """The reasons, the decisive one first and marked, then by their weight; lesser ones are only counted."""
    if main is None:
        return
    first = reasons[main]
    others = sorted(dict.fromkeys(one for one in reasons if one != first), key=lambda one: -abs(one.weight))
    shown = _once([first, *others])
    weigh = _for_whom if of_mail else _for_or_against
    rows = [(in_words(one.rule), weigh(one), _quoted(one.saw)) for one in shown[:_MOST_REASONS]]
    out.table(("because", "weight", "seen"), rows, frozenset({0}))
    left = len(shown) - _MOST_REASONS
    if left > 0:
        out.line(f"and {left} lesser reason{'' if left == 1 else 's'}: --json lists all.", "dim", indent=2)


def _once(reasons: Iterable[Evidence]) -> list[Evidence]:
    """Of reasons that say the same, the first."""
    return list({in_words(one.rule): one for one in reversed(list(reasons))}.values())[::-1]


def _for_or_against(one: Evidence) -> str:
    return f"{one.weight:+.1f}"


def _for_whom(one: Evidence) -> str:
    """A mail is weighed between a person and a machine; what it says is weighed by itself."""
    if one.rule in SAYING or not one.weight:
        return _for_or_against(one)
    return f"{'machine' if one.weight > 0 else 'person'} {abs(one.weight):.1f}"


def _quoted(saw: str) -> str:
    return f"{saw.rstrip()}…" if len(saw) >= _CUT else saw


def _employer(employer: Employer) -> str:
    domains = ", ".join(employer.domains)
    return f"{employer.name} ({domains})" if employer.name and domains else employer.name or domains


def _person(whom: Person | None) -> str:
    if whom is None:
        return ""
    return f"{whom.name} <{whom.email}>" if whom.name and whom.email else whom.name or whom.email


def _moment(moment: datetime) -> str:
    """As it stands in the file, with the distance to UTC: "Tue 3 Mar 2026, 14:00 (UTC+1)"."""
    hours, minutes = divmod(int((moment.utcoffset() or timedelta()).total_seconds()) // 60, 60)
    offset = f"{hours:+d}" + (f":{minutes:02}" if minutes else "") if hours or minutes else ""
    return f"{moment:%a} {moment.day} {moment:%b %Y, %H:%M} (UTC{offset})"


def _day(day: date | None) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}" if day else ""
