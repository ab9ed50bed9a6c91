"""Which letters belong to which process.

The order of trust: thread and In-Reply-To/References against known Message-IDs, the writer's address, the employer's
domain (never free mail or a system's), a system on the employer's behalf by name. Two processes at one employer share
a letter unless it says which of them it means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from afterword.core.keys import folded
from afterword.core.model import Automatic, Employer, Letter, Nature, Process, Reading, Record
from afterword.core.people.employers import is_free_mail, is_system, registrable
from afterword.core.planning.filing import same_role

_ROUNDS_OF_THREADING = 3


@dataclass(frozen=True, slots=True)
class _Known:
    """What marks a letter as belonging to one process."""

    addresses: frozenset[str]
    domains: frozenset[str]
    names: frozenset[str]
    ids: frozenset[str]
    threads: frozenset[str]
    invitations: frozenset[str]


def match(
    processes: Sequence[Process], letters: Iterable[Letter], records: Mapping[str, Record]
) -> tuple[Process, ...]:
    """The processes, each with its letters in the order of their dates, and with the addresses that bounced."""
    ordered = sorted(letters, key=lambda letter: (letter.date, letter.handle))
    known = [_known(process, records) for process in processes]
    found: list[list[Letter]] = [[] for _ in processes]
    waiting = ordered
    # A reply to a reply is known by the letter between them: a few passes reach every thread that matters.
    for _ in range(_ROUNDS_OF_THREADING):
        left = []
        for letter in waiting:
            places = _belongs(letter, processes, known)
            for place in places:
                found[place].append(letter)
                known[place] = _learn(known[place], letter)
            if not places:
                left.append(letter)
        if len(left) == len(waiting):
            break
        waiting = left
    return tuple(
        replace(process, letters=tuple(sorted(mine, key=lambda one: one.date)), bounced=_bounced(mine))
        for process, mine in zip(processes, found, strict=True)
    )


def _known(process: Process, records: Mapping[str, Record]) -> _Known:
    people = [
        person
        for round_ in process.rounds
        for one in round_.interviews
        for person in (*one.interviewers, one.recruiter, None if one.organized_by_me else one.organizer)
        if person
    ]
    ours = [record.message_id for record in records.values() if record.process == process.id and record.message_id]
    addresses = {person.email for person in people if person.email and not is_system(person.domain)}
    return _Known(
        addresses=frozenset(addresses),
        domains=frozenset(process.employer.domains),
        names=_names(process.employer),
        ids=frozenset(ours),
        threads=frozenset(),
        invitations=frozenset(one.ref for round_ in process.rounds for one in round_.interviews),
    )


def _names(employer: Employer) -> frozenset[str]:
    """What a system may call the employer: its name, and its domain without the ending ("cmsenergy")."""
    labels = {folded(domain.partition(".")[0]) for domain in employer.domains}
    return frozenset({folded(employer.name), *labels} - {""})


def _learn(known: _Known, letter: Letter) -> _Known:
    ids = known.ids | ({letter.message_id} if letter.message_id else set())
    threads = known.threads | ({letter.thread} if letter.thread else set())
    return replace(known, ids=ids, threads=threads)


def _belongs(letter: Letter, processes: Sequence[Process], known: Sequence[_Known]) -> list[int]:
    """The places of the processes that the letter belongs to: those of the strongest tie that it has to any."""
    for tie in (_by_thread, _by_person, _by_domain, _by_name):
        places = [place for place, one in enumerate(known) if tie(letter, one)]
        if places:
            return _narrowed(letter, places, processes)
    return []


def _narrowed(letter: Letter, places: list[int], processes: Sequence[Process]) -> list[int]:
    roles = letter.reading.roles if letter.reading else ()
    if len(places) < 2 or not roles:
        return places
    named = [
        place for place in places if processes[place].role and any(same_role(processes[place].role, r) for r in roles)
    ]
    return named or places


def _by_thread(letter: Letter, known: _Known) -> bool:
    if letter.reading and any(one.ref in known.invitations for one in letter.reading.invitations):
        return True
    return bool(known.ids.intersection(letter.links)) or bool(letter.thread and letter.thread in known.threads)


def _by_person(letter: Letter, known: _Known) -> bool:
    return any(address in known.addresses for address in _others(letter))


def _by_domain(letter: Letter, known: _Known) -> bool:
    domains = {registrable(address.rpartition("@")[2]) for address in _others(letter)}
    return any(domain in known.domains for domain in domains if domain)


def _by_name(letter: Letter, known: _Known) -> bool:
    """A system on the employer's behalf: its tenant or display name is the employer's."""
    reading = letter.reading
    if letter.outgoing or reading is None or not reading.employer:
        return False
    if set(reading.employer.domains) & known.domains:
        return True
    theirs = folded(reading.employer.name)
    if is_free_mail(letter.sender.domain) or not theirs:
        return False
    return any(_same_name(mine, theirs) for mine in known.names)


def _same_name(mine: str, theirs: str) -> bool:
    """Alike at word boundaries: "acme" is "acme robotics", but not "acmeville"; two letters alone are too few."""
    if mine == theirs or mine.replace(" ", "") == theirs.replace(" ", ""):
        return True
    short, long = sorted((mine, theirs), key=len)
    return len(short) > 3 and f"{long} ".startswith(f"{short} ")


def _others(letter: Letter) -> Iterable[str]:
    """Everybody at the far end: who wrote it, or to whom it was written, or whom it could not reach."""
    if letter.outgoing:
        return [person.email for person in letter.recipients if person.email]
    failed = letter.reading.failed_recipients if letter.reading else ()
    return [address for address in (letter.sender.email, *(p.email for p in letter.reply_to), *failed) if address]


def _bounced(letters: Iterable[Letter]) -> frozenset[str]:
    readings = [(letter, letter.reading) for letter in letters if letter.reading and not letter.outgoing]
    failed = {
        address
        for _, reading in readings
        if reading.automatic is Automatic.BOUNCE
        for address in reading.failed_recipients
    }
    gone = {letter.sender.email for letter, reading in readings if reading.departed}
    return frozenset(failed | gone)


def is_stranger(process: Process, ref: str) -> bool:
    """Whether nothing but the invitation itself was ever exchanged with this employer.

    A mail of the person's own to them, or a trusted human mail from them besides the invitation, makes them known.
    """
    return not any(
        letter.outgoing
        or (
            letter.trusted
            and reading_of(letter).settles is not False
            and all(one.ref != ref for one in reading_of(letter).invitations)
        )
        for letter in process.letters
    )


_NOTHING = Reading(nature=Nature.UNSURE, settles=False, confidence=0.0)


def reading_of(letter: Letter) -> Reading:
    """The reading of a letter; one that says nothing for the person's own."""
    return letter.reading or _NOTHING
