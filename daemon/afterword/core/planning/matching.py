"""Which letters belong to which process.

The order of trust: our own draft, thread and In-Reply-To/References against known Message-IDs, the writer's address,
the employer's domain (never free mail or a system's), a system on the employer's behalf by name, a domain called like
an employer of whom none is known; and then, for the person to decide, a like domain, a like name.
Two processes at one employer share a letter unless it says which of them it means, or the person does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from afterword.core.digests import digest
from afterword.core.keys import folded, full_name
from afterword.core.language.vocabulary import words
from afterword.core.model import Automatic, Employer, Letter, Medium, Nature, Process, Reading, Record, Verb, Word
from afterword.core.people.domains import (
    is_agency,
    is_free_mail,
    is_hiring_system,
    is_machine,
    is_system,
    own_domain,
    registrable,
)
from afterword.core.people.employers import labels, labels_of
from afterword.core.people.names import plain_name
from afterword.core.planning.filing import same_role
from afterword.core.planning.settle import is_sent_copy

_ROUNDS_OF_THREADING = 3
_TOO_SHORT = 3
_UNSAID: Mapping[str, Word] = {}


@dataclass(frozen=True, slots=True)
class _Known:
    """What marks a letter as belonging to one process."""

    addresses: frozenset[str]
    domains: frozenset[str]
    names: frozenset[str]
    people: frozenset[str]
    ids: frozenset[str]
    threads: frozenset[str]
    invitations: frozenset[str]
    drafts: tuple[Record, ...]
    labels: frozenset[str]


_Tie = Callable[[Letter, _Known], bool]


@dataclass(slots=True)
class _Tray:
    """The letters of one process while they are sorted, and of which of them it is not sure that they are its own."""

    known: _Known
    letters: list[Letter] = field(default_factory=list)
    shared: set[str] = field(default_factory=set)
    unclear: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Places:
    """The processes that a letter belongs to. `unclear`: perhaps to none, `shared`: perhaps to one of them alone."""

    places: tuple[int, ...] = ()
    shared: bool = False
    unclear: bool = False


def answer_id(letter: Letter) -> str:
    """The id of the question whether a letter is the answer: stays when the mail's file is renamed."""
    return f"answer:{_short(letter)}"


def which_id(letter: Letter, process: str = "") -> str:
    """The id of the question about which process a letter is, and of each answer to it."""
    return f"which:{_short(letter)}" + (f":{process}" if process else "")


def _short(letter: Letter) -> str:
    return digest(letter.message_id or letter.handle)[:8]


def match(
    processes: Sequence[Process],
    letters: Iterable[Letter],
    records: Mapping[str, Record],
    judged: Mapping[str, Word] = _UNSAID,
) -> tuple[Process, ...]:
    """The processes, each with its letters in the order of their dates, and with the addresses that bounced.

    `judged` is the person's last word on each question, by its id.
    """
    ordered = sorted(letters, key=lambda letter: (letter.date, letter.handle))
    sorting = _Sorting(
        processes, [_Tray(_known(process, records)) for process in processes], judged, _refused(ordered, judged)
    )
    waiting = ordered
    # A reply to a reply is known by the letter between them: a few passes reach every thread that matters.
    for _ in range(_ROUNDS_OF_THREADING):
        left = [letter for letter in waiting if not sorting.sort(letter)]
        if len(left) == len(waiting):
            break
        waiting = left
    return tuple(_filled(process, tray) for process, tray in zip(processes, sorting.trays, strict=True))


def _filled(process: Process, tray: _Tray) -> Process:
    return replace(
        process,
        letters=tuple(sorted(tray.letters, key=lambda one: one.date)),
        bounced=_bounced(letter for letter in tray.letters if letter.handle not in tray.unclear),
        shared=frozenset(tray.shared),
        unclear=frozenset(tray.unclear),
    )


def _refused(letters: Iterable[Letter], judged: Mapping[str, Word]) -> frozenset[str]:
    """The addresses of which the person said that a mail from there was no answer."""
    said = [(letter, judged.get(answer_id(letter))) for letter in letters] if judged else []
    return frozenset(letter.sender.email for letter, word in said if word and word.verb is Verb.SKIP)


@dataclass(frozen=True, slots=True)
class _Sorting:
    """Letters on their way into the trays of the processes."""

    processes: Sequence[Process]
    trays: list[_Tray]
    judged: Mapping[str, Word]
    refused: frozenset[str]

    def sort(self, letter: Letter) -> bool:
        """Put the letter where it belongs; false if it belongs nowhere as far as is known by now."""
        found = self._told(letter, self._belongs(letter))
        for place in found.places:
            tray = self.trays[place]
            tray.letters.append(letter)
            if found.shared:
                tray.shared.add(letter.handle)
            if found.unclear:
                tray.unclear.add(letter.handle)
            else:
                tray.known = _learn(tray.known, letter)
        return bool(found.places)

    def _belongs(self, letter: Letter) -> _Places:
        """The processes with the strongest tie that the letter has to any, unless it names others."""
        for tie in _TIES:
            places = [place for place, tray in enumerate(self.trays) if tie(letter, tray.known)]
            if places:
                places = self._narrowed(letter, places)
                unclear = tie in _UNCLEAR or self._names_another(letter, places, tie)
                return _Places(tuple(places), len(places) > 1 and not letter.outgoing, unclear)
        return _Places()

    def _narrowed(self, letter: Letter, places: list[int]) -> list[int]:
        """Of several processes, those whose employer, job or people the letter names; all if it names none."""
        if letter.outgoing:
            return places
        for fits in (self._names_employer, self._names_job, self._copies_people):
            if len(places) > 1:
                places = [place for place in places if fits(letter, place)] or places
        return places

    def _names_employer(self, letter: Letter, place: int) -> bool:
        theirs = _speaks_for(letter)
        exact = [other for other, tray in enumerate(self.trays) if theirs in tray.known.names]
        return place in exact if exact else any(_same_name(mine, theirs) for mine in self.trays[place].known.names)

    def _names_job(self, letter: Letter, place: int) -> bool:
        mine = self.processes[place].role
        return bool(mine) and any(same_role(mine, role) for role in reading_of(letter).roles)

    def _copies_people(self, letter: Letter, place: int) -> bool:
        return any(person.email in self.trays[place].known.addresses for person in letter.recipients)

    def _names_another(self, letter: Letter, places: Sequence[int], tie: _Tie) -> bool:
        """Whether it speaks of another client of the agency's, or of another job, than any of these processes."""
        if tie in (_by_draft, _by_thread):
            return False
        theirs, roles = _speaks_for(letter), reading_of(letter).roles
        employers = [self.trays[place].known.names for place in places]
        if theirs and is_agency(letter.sender.domain) and all(employers):
            return not any(_same_name(mine, theirs) for names in employers for mine in names)
        jobs = [self.processes[place].role for place in places]
        return tie is not _by_person and bool(roles) and all(_apart(job, role) for job in jobs for role in roles)

    def _told(self, letter: Letter, found: _Places) -> _Places:
        """What the person's own word makes of it."""
        if found.unclear and letter.sender.email in self.refused:
            return _Places()
        if found.unclear and answer_id(letter) in self.judged:
            found = replace(found, unclear=False)
        if not found.shared or not self.judged:
            return found
        every = self.judged.get(which_id(letter))
        said = [(every, found.places if every.verb is Verb.CONFIRM else ())] if every else []
        for place in found.places:
            word = self.judged.get(which_id(letter, self.processes[place].id))
            said += [(word, (place,))] if word and word.verb is Verb.CONFIRM else []
        return _Places(max(said, key=lambda each: each[0].at)[1], unclear=found.unclear) if said else found


def _known(process: Process, records: Mapping[str, Record]) -> _Known:
    people = [
        person
        for round_ in process.rounds
        for one in round_.interviews
        for person in (*one.interviewers, one.recruiter, None if one.organized_by_me else one.organizer)
        if person
    ]
    ours = [record for record in records.values() if record.process == process.id]
    addresses = {person.email for person in people if person.email and not is_system(person.domain)}
    return _Known(
        addresses=frozenset(addresses),
        domains=frozenset(process.employer.domains),
        names=_names(process.employer),
        people=frozenset(full_name(person.name) for person in people) - {""},
        ids=frozenset(record.message_id for record in ours if record.message_id),
        threads=frozenset(),
        invitations=frozenset(one.ref for round_ in process.rounds for one in round_.interviews),
        drafts=tuple(record for record in ours if record.medium is Medium.DRAFT),
        labels=labels(process.employer.name) | {domain.partition(".")[0] for domain in process.employer.domains},
    )


def _names(employer: Employer) -> frozenset[str]:
    """What a system may call the employer: its name, and its domain without the ending ("cmsenergy")."""
    labels = {folded(domain.partition(".")[0]) for domain in employer.domains}
    return frozenset({folded(employer.name), *labels} - {""})


def _learn(known: _Known, letter: Letter) -> _Known:
    ids = known.ids | ({letter.message_id} if letter.message_id else set())
    threads = known.threads | ({letter.thread} if letter.thread else set())
    name = "" if letter.outgoing else full_name(letter.sender.name)
    # An interviewer's other address, once it is known to be theirs.
    addresses = known.addresses | (
        {letter.sender.email} if name in known.people and not _from_system(letter) else set()
    )
    return replace(known, ids=ids, threads=threads, addresses=addresses)


def _from_system(letter: Letter) -> bool:
    return not letter.sender.email or is_system(letter.sender.domain)


# --- ties --------------------------------------------------------------------------------------------------------


def _by_draft(letter: Letter, known: _Known) -> bool:
    """A draft of ours that was sent belongs where it was written, whoever else knows its addressee."""
    return letter.outgoing and any(is_sent_copy(record, letter) for record in known.drafts)


def _by_thread(letter: Letter, known: _Known) -> bool:
    if letter.reading and any(one.ref in known.invitations for one in letter.reading.invitations):
        return True
    return bool(known.ids.intersection(letter.links)) or bool(letter.thread and letter.thread in known.threads)


def _by_person(letter: Letter, known: _Known) -> bool:
    """An interviewer's address, or their full name at a hiring system that mails for them."""
    if any(address in known.addresses for address in _others(letter)):
        return True
    relayed = not letter.outgoing and is_hiring_system(letter.sender.domain)
    return relayed and full_name(_shown(letter)) in known.people


def _by_domain(letter: Letter, known: _Known) -> bool:
    domains = {registrable(address.rpartition("@")[2]) for address in _others(letter)}
    return any(domain in known.domains for domain in domains if domain)


def _by_name(letter: Letter, known: _Known) -> bool:
    """A system on the employer's behalf: its tenant or display name is the employer's."""
    employer = letter.reading.employer if letter.reading and not letter.outgoing else None
    if employer and set(employer.domains) & known.domains:
        return True
    if letter.outgoing or is_free_mail(letter.sender.domain):
        return False
    theirs = _speaks_for(letter)
    if theirs and any(_same_name(mine, theirs) for mine in known.names):
        return True
    return is_machine(letter.sender.email) and _shown(letter) in known.names


def _by_own_name(letter: Letter, known: _Known) -> bool:
    """The domain is called like an employer of whom no domain is known: "Interview KPMG", and a mail from kpmg.de."""
    domain = own_domain(letter.sender)
    return not letter.outgoing and not known.domains and bool(domain) and bool(labels_of(domain) & known.labels)


def _by_like_name(letter: Letter, known: _Known) -> bool:
    """As above, of an employer whose domain is another; or any address under the employer's name."""
    if letter.outgoing:
        return False
    return bool(labels_of(own_domain(letter.sender)) & known.labels) or _shown(letter) in known.names


def _by_namesake(letter: Letter, known: _Known) -> bool:
    """Somebody with an interviewer's full name, from an address that nobody knows: perhaps the same."""
    return not letter.outgoing and not _from_system(letter) and full_name(letter.sender.name) in known.people


_TIES: tuple[_Tie, ...] = (
    _by_draft,
    _by_thread,
    _by_person,
    _by_domain,
    _by_name,
    _by_own_name,
    _by_like_name,
    _by_namesake,
)
_UNCLEAR = frozenset({_by_like_name, _by_namesake})
"""The ties that only the person can be sure of."""


def _speaks_for(letter: Letter) -> str:
    """The employer that a mail names, folded; a system's display name is the employer's more often than not."""
    if letter.outgoing:
        return ""
    employer = letter.reading.employer if letter.reading else None
    if employer and employer.name:
        return folded(employer.name)
    return folded(letter.sender.name) if is_system(letter.sender.domain) else ""


def _shown(letter: Letter) -> str:
    """Under which name a mail came, folded: "Acme via Recruitsystem" is acme."""
    return folded(plain_name(letter.sender.name))


def _same_name(mine: str, theirs: str) -> bool:
    """Alike at word boundaries: "acme" is "acme robotics", not "acmeville"; "dhl" is "dhl group", not "dhl stars"."""
    if mine == theirs or mine.replace(" ", "") == theirs.replace(" ", ""):
        return True
    short, long = sorted((mine, theirs), key=len)
    if not f"{long} ".startswith(f"{short} "):
        return False
    behind = long[len(short) :].split()
    return len(short) > _TOO_SHORT or all(words("employer", "forms").fullmatch(word) for word in behind)


def _apart(one: str, other: str) -> bool:
    """Two jobs without a word in common. Nobody knows of one without a title."""
    mine, theirs = set(folded(one).split()), set(folded(other).split())
    return bool(mine and theirs) and not mine & theirs


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
            and letter.handle not in process.unclear
            and reading_of(letter).settles is not False
            and all(one.ref != ref for one in reading_of(letter).invitations)
        )
        for letter in process.letters
    )


_NOTHING = Reading(nature=Nature.UNSURE, settles=False, confidence=0.0)


def reading_of(letter: Letter) -> Reading:
    """The reading of a letter; one that says nothing for the person's own."""
    return letter.reading or _NOTHING
