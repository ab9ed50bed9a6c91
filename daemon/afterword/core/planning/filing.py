"""Interviews into rounds and processes: which belong together, and under which lasting name.

Several events of one employer on one day are one round; two roles at one employer stay apart when the titles say so.
A filing, once made, is kept: an event that moves keeps its round, so that nothing is thanked for twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from afterword.core.keys import folded, free_name, slug
from afterword.core.local_time import local_date
from afterword.core.model import (
    Employer,
    Facts,
    Filing,
    Interview,
    PartStat,
    Person,
    Phone,
    Process,
    Round,
    Stage,
    Verdict,
)
from afterword.core.people.names import same_person

NEW_PROCESS_AFTER = timedelta(days=90)
"""So long after the last interview, a new one with the same employer is a new application."""

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


# --- versions of one event -----------------------------------------------------------------------------------


def join(interviews: Iterable[Interview]) -> tuple[Interview, ...]:
    """One interview per UID and occurrence, out of all calendars and mails that hold a version of it.

    The newest SEQUENCE, then the newest DTSTAMP wins (RFC 5546 2.1.5); a calendar's copy beats a mail's of the same
    age. A CANCEL withdraws what it names, and the whole series when it names no occurrence. A REPLY only tells what
    the person answered.
    """
    versions: dict[str, list[Interview]] = defaultdict(list)
    replies: dict[str, PartStat] = {}
    for one in sorted(interviews, key=_age):
        if one.method == "REPLY":
            replies[one.ref] = one.attendance
        else:
            versions[one.ref].append(one)
    joined = [_newest(ref, held, replies.get(ref)) for ref, held in versions.items()]
    dropped = {one.ref for one in joined if one.cancelled and "#" not in one.ref}
    return tuple(replace(one, cancelled=True) if one.series in dropped else one for one in joined)


def _age(one: Interview) -> tuple[int, datetime, bool]:
    return (one.sequence, one.stamp or _BEGINNING, bool(one.calendar))


def _newest(ref: str, versions: Sequence[Interview], reply: PartStat | None) -> Interview:
    newest = versions[-1]
    alive = [one for one in versions if not one.cancelled]
    base = alive[-1] if alive and newest.cancelled else newest
    best = max(versions, key=lambda one: (one.verdict is Verdict.INTERVIEW, one.confidence))
    named = next((one for one in reversed(versions) if one.interviewers), base)
    answered = [one.attendance for one in versions if one.attendance not in (PartStat.UNKNOWN, PartStat.NEEDS_ACTION)]
    return replace(
        base,
        ref=ref,
        cancelled=newest.cancelled,
        verdict=best.verdict,
        confidence=best.confidence,
        employer=base.employer or best.employer,
        interviewers=base.interviewers or named.interviewers,
        calendar=next((one.calendar for one in versions if one.calendar), ""),
        attendance=reply or (answered[-1] if answered else base.attendance),
    )


def remembered(facts: Facts) -> Facts:
    """The facts without interviews of a forgotten process, should a look have shown them again."""
    if not facts.forgotten:
        return facts
    return replace(facts, interviews=tuple(one for one in facts.interviews if not _is_forgotten(one, facts)))


def _is_forgotten(one: Interview, facts: Facts) -> bool:
    filing = facts.filings.get(one.ref)
    until = facts.forgotten.get(filing.process) if filing else None
    return until is not None and one.end <= until


# --- who belongs together ------------------------------------------------------------------------------------


def same_employer(one: Employer, other: Employer) -> bool:
    """A domain in common, or the same name apart from its legal form."""
    if set(one.domains) & set(other.domains):
        return True
    a, b = folded(one.name), folded(other.name)
    return bool(a) and a == b


def same_role(one: str, other: str) -> bool:
    """Whether two job titles may mean the same job: one's words contain the other's. An empty title fits any."""
    a, b = set(folded(one).split()), set(folded(other).split())
    return not a or not b or a <= b or b <= a


@dataclass
class _Group:
    """Interviews of one process, in the order of time, while they are being gathered."""

    employer: Employer
    role: str
    members: list[Interview]

    def takes(self, one: Interview) -> bool:
        if one.start - max(member.end for member in self.members) > NEW_PROCESS_AFTER:
            return False
        return self._same_company(one) and same_role(self.role, one.role)

    def _same_company(self, one: Interview) -> bool:
        if self.employer and one.employer:
            return same_employer(self.employer, one.employer)
        mine = {member.organizer.email for member in self.members if member.organizer and not member.organized_by_me}
        if one.organizer and not one.organized_by_me and one.organizer.email in mine - {""}:
            return True
        return any(member.ref == one.ref for member in self.members)

    def add(self, one: Interview) -> None:
        self.members.append(one)
        name = self.employer.name or one.employer.name
        self.employer = Employer(name, tuple(dict.fromkeys(self.employer.domains + one.employer.domains)))
        self.role = max(self.role, one.role, key=len)


def processes(
    interviews: Iterable[Interview], filings: Mapping[str, Filing], zone: str
) -> tuple[tuple[Process, ...], dict[str, Filing]]:
    """The processes with their rounds, and the filings that are new or have changed. `zone` is the person's own."""
    groups = _gather(interviews)
    taken = {filing.process for filing in filings.values()}
    claimed: set[str] = set()
    found: list[Process] = []
    made: dict[str, Filing] = {}
    for group in groups:
        name = _process_id(group, filings, taken, claimed)
        claimed.add(name)
        rounds = _rounds(group, name, filings, zone)
        found.append(Process(name, group.employer, group.role, rounds))
        for round_ in rounds:
            for one in round_.interviews:
                filing = Filing(one.ref, name, round_.id)
                if filings.get(one.ref) != filing:
                    made[one.ref] = filing
    return tuple(found), made


def _gather(interviews: Iterable[Interview]) -> list[_Group]:
    """First those whose title names a role, so that the others can join the one they fit."""
    groups: list[_Group] = []
    held = [one for one in interviews if one.verdict is not Verdict.NOT_INTERVIEW]
    for one in sorted(held, key=lambda one: (one.start, one.ref)):
        fitting = [group for group in groups if group.takes(one)]
        if fitting:
            max(fitting, key=lambda group: (bool(one.role) and bool(group.role), group.members[-1].start)).add(one)
        else:
            groups.append(_Group(one.employer, one.role, [one]))
    return groups


def _process_id(group: _Group, filings: Mapping[str, Filing], taken: set[str], claimed: set[str]) -> str:
    for member in group.members:
        filing = filings.get(member.ref)
        if filing and filing.process not in claimed:
            return filing.process
    name = group.employer.name or next((domain.partition(".")[0] for domain in group.employer.domains), "")
    if not name:
        organizer = group.members[0].organizer
        name = organizer.name if organizer and not group.members[0].organized_by_me else ""
    base = slug(name)
    if base in taken | claimed and group.role:
        base = slug(f"{name} {group.role}")
    return free_name(base, taken | claimed)


def _rounds(group: _Group, process: str, filings: Mapping[str, Filing], zone: str) -> tuple[Round, ...]:
    """A day of interviews is one round. A cancelled one has a round to itself, so that it holds nothing back."""
    days: dict[tuple[date, str], list[Interview]] = defaultdict(list)
    for one in group.members:
        days[local_date(one.start, one.zone or zone), one.ref if one.cancelled else ""].append(one)
    known = {filing.round for filing in filings.values() if filing.process == process}
    claimed: set[str] = set()
    rounds: list[Round] = []
    # What lives claims its filed name before what was cancelled does: a re-invited round stays itself.
    for (_, cancelled), members in sorted(days.items(), key=lambda day: (bool(day[0][1]), day[0])):
        name = _round_id(members, process, filings, claimed, known)
        claimed.add(name)
        rounds.append(_round(name, process, members, lone=bool(cancelled)))
    return tuple(sorted(rounds, key=lambda round_: (round_.start, round_.id)))


def _round_id(
    members: Sequence[Interview], process: str, filings: Mapping[str, Filing], claimed: set[str], known: set[str]
) -> str:
    for member in members:
        filing = filings.get(member.ref)
        if filing and filing.process == process and filing.round not in claimed:
            return filing.round
    number = 1
    while f"{process}.{number}" in known | claimed:
        number += 1
    return f"{process}.{number}"


def _round(name: str, process: str, members: Sequence[Interview], *, lone: bool) -> Round:
    stages = [one.stage for one in members if one.stage is not Stage.UNKNOWN]
    people = merged(person for one in members for person in one.interviewers)
    stage = stages[0] if len(set(stages)) == 1 else Stage.PANEL if len(people) > 1 and not lone else Stage.UNKNOWN
    return Round(
        id=name,
        process=process,
        start=min(one.start for one in members),
        end=max(one.end for one in members),
        interviews=tuple(members),
        zone=next((one.zone for one in members if one.zone), ""),
        stage=stages[0] if stages and stage is Stage.UNKNOWN else stage,
        interviewers=people,
        recruiter=next((one.recruiter for one in members if one.recruiter), None),
        phones=tuple(dict.fromkeys(phone for one in members for phone in one.phones)) or (),
    )


def merged(people: Iterable[Person]) -> tuple[Person, ...]:
    """Everybody once, with the fuller of what is known of them; the order is that of first mention."""
    found: list[Person] = []
    for person in people:
        for place, known in enumerate(found):
            if same_person(known, person):
                found[place] = Person(known.name or person.name, known.email or person.email)
                break
        else:
            found.append(person)
    return tuple(found)


def phones_of(person: Person, phones: Iterable[Phone]) -> tuple[Phone, ...]:
    """The numbers that the text gives to this person."""
    name = folded(person.name)
    return tuple(phone for phone in phones if name and folded(phone.owner) == name)
