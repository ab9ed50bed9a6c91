"""What ties a letter to a process.

The order of trust: our own draft, thread and In-Reply-To/References against known Message-IDs, the writer's address,
the employer's domain (never free mail or a system's), a system on the employer's behalf by name, a domain called like
an employer of whom none is known; and then, for the person to decide, a like domain, a like name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from afterword.core.keys import folded, full_name
from afterword.core.language.vocabulary import words
from afterword.core.model import Employer, Letter, Medium, Nature, Process, Reading, Record
from afterword.core.people.domains import (
    is_free_mail,
    is_hiring_system,
    is_job_board,
    is_machine,
    is_system,
    own_domain,
    registrable,
)
from afterword.core.people.labels import labels, labels_of
from afterword.core.people.names import plain_name
from afterword.core.planning.settle import is_sent_copy

_TOO_SHORT = 3
_NOTHING = Reading(nature=Nature.UNSURE, settles=False, confidence=0.0)


def reading_of(letter: Letter) -> Reading:
    """The reading of a letter; one that says nothing for the person's own."""
    return letter.reading or _NOTHING


@dataclass(frozen=True, slots=True)
class Known:
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


Tie = Callable[[Letter, Known], bool]


def known_of(process: Process, records: Mapping[str, Record]) -> Known:
    """What is known of a process before any of its letters."""
    people = [
        person
        for round_ in process.rounds
        for one in round_.interviews
        for person in (*one.interviewers, one.recruiter, None if one.organized_by_me else one.organizer)
        if person
    ]
    ours = [record for record in records.values() if record.process == process.id]
    addresses = {person.email for person in people if person.email and not is_system(person.domain)}
    return Known(
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


def learn(known: Known, letter: Letter) -> Known:
    """What is known once a letter belongs to the process: its thread and, of an interviewer, their other address."""
    ids = known.ids | ({letter.message_id} if letter.message_id else set())
    threads = known.threads | ({letter.thread} if letter.thread else set())
    name = "" if letter.outgoing else full_name(letter.sender.name)
    addresses = known.addresses | (
        {letter.sender.email} if name in known.people and not _from_system(letter) else set()
    )
    return replace(known, ids=ids, threads=threads, addresses=addresses)


def _from_system(letter: Letter) -> bool:
    return not letter.sender.email or is_system(letter.sender.domain)


def by_draft(letter: Letter, known: Known) -> bool:
    """A draft of ours that was sent belongs where it was written, whoever else knows its addressee."""
    return letter.outgoing and any(is_sent_copy(record, letter) for record in known.drafts)


def by_thread(letter: Letter, known: Known) -> bool:
    if letter.reading and any(one.ref in known.invitations for one in letter.reading.invitations):
        return True
    return bool(known.ids.intersection(letter.links)) or bool(letter.thread and letter.thread in known.threads)


def by_person(letter: Letter, known: Known) -> bool:
    """An interviewer's address, or their full name at a hiring system or job board that mails for them."""
    if any(address in known.addresses for address in _others(letter)):
        return True
    domain = letter.sender.domain
    relayed = not letter.outgoing and (is_hiring_system(domain) or is_job_board(domain))
    return relayed and full_name(_shown(letter)) in known.people


def _by_domain(letter: Letter, known: Known) -> bool:
    domains = {registrable(address.rpartition("@")[2]) for address in _others(letter)}
    return any(domain in known.domains for domain in domains if domain)


def _by_name(letter: Letter, known: Known) -> bool:
    """A system on the employer's behalf: its tenant or display name is the employer's."""
    employer = letter.reading.employer if letter.reading and not letter.outgoing else None
    if employer and set(employer.domains) & known.domains:
        return True
    if letter.outgoing or is_free_mail(letter.sender.domain):
        return False
    theirs = speaks_for(letter)
    if theirs and any(same_name(mine, theirs) for mine in known.names):
        return True
    return is_machine(letter.sender.email) and _shown(letter) in known.names


def _by_own_name(letter: Letter, known: Known) -> bool:
    """The domain is called like an employer of whom no domain is known: "Interview KPMG", and a mail from kpmg.de."""
    domain = own_domain(letter.sender)
    return not letter.outgoing and not known.domains and bool(domain) and bool(labels_of(domain) & known.labels)


def _by_like_name(letter: Letter, known: Known) -> bool:
    """As above, of an employer whose domain is another; or any address under the employer's name."""
    if letter.outgoing:
        return False
    return bool(labels_of(own_domain(letter.sender)) & known.labels) or _shown(letter) in known.names


def _by_namesake(letter: Letter, known: Known) -> bool:
    """Somebody with an interviewer's full name, from an address that nobody knows: perhaps the same."""
    return not letter.outgoing and not _from_system(letter) and full_name(letter.sender.name) in known.people


TIES: tuple[Tie, ...] = (
    by_draft,
    by_thread,
    by_person,
    _by_domain,
    _by_name,
    _by_own_name,
    _by_like_name,
    _by_namesake,
)
UNCLEAR = frozenset({_by_like_name, _by_namesake})
"""The ties that only the person can be sure of."""


def speaks_for(letter: Letter) -> str:
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


def same_name(mine: str, theirs: str) -> bool:
    """Alike at word boundaries: "acme" is "acme robotics", not "acmeville"; "dhl" is "dhl group", not "dhl stars"."""
    if mine == theirs or mine.replace(" ", "") == theirs.replace(" ", ""):
        return True
    short, long = sorted((mine, theirs), key=len)
    if not f"{long} ".startswith(f"{short} "):
        return False
    behind = long[len(short) :].split()
    return len(short) > _TOO_SHORT or all(words("employer", "forms").fullmatch(word) for word in behind)


def _others(letter: Letter) -> Iterable[str]:
    """Everybody at the far end: who wrote it, or to whom it was written, or whom it could not reach."""
    if letter.outgoing:
        return [person.email for person in letter.recipients if person.email]
    failed = letter.reading.failed_recipients if letter.reading else ()
    return [address for address in (letter.sender.email, *(p.email for p in letter.reply_to), *failed) if address]
