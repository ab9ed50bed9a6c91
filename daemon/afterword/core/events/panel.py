"""Who takes part in an event: the candidate, those who interview, the recruiter; and who is named in its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from afterword.core.events.arranging import arranges
from afterword.core.events.candidate import candidate_names, is_alias, is_candidate
from afterword.core.events.company import of_office
from afterword.core.events.guests import TOLD, TOLD_AGAIN, attendees, clean, described, first_name_in
from afterword.core.language.quoting import unquoted
from afterword.core.language.vocabulary import level, squashed, words
from afterword.core.model import Employer, Event, Guest, Me, PartStat, Person
from afterword.core.people.domains import is_agency, is_machine, is_system, own_domain
from afterword.core.people.labels import stems
from afterword.core.people.named import (
    Named,
    addressed_in_prose,
    named_in,
    own_words,
    signed_by,
    titled,
    works_somewhere,
)
from afterword.core.people.names import (
    addressed,
    is_full_name,
    is_given,
    is_human,
    plain_name,
    same_given,
    same_name,
    same_person,
    written_name,
)
from afterword.core.people.noted import noted_in
from afterword.core.people.oneself import counts_themself_in, is_eager_in
from afterword.core.people.spelt import spelt_by
from afterword.core.people.titles import person_name

_MOST_MENTIONS = 20
# "Jane Doe, " or "Jane Doe (Senior " before an office.
_NAMED_BEFORE = re.compile(
    r"((?:[^\W\d_a-z][\w'’-]{1,25}\s){1,3}[^\W\d_a-z][\w'’-]{1,25})\s?(?:,|\||\(|\s[-–—])\s?(?:[\w&]{2,12}\s){0,2}$"
)


@dataclass(frozen=True, slots=True)
class Panel:
    """Who is who. `candidate` holds the person's own addresses and names, given or inferred from the event."""

    candidate: Me
    interviewers: tuple[Person, ...] = ()
    recruiter: Person | None = None
    organizer: Person | None = None


def panel_of(
    event: Event,
    candidate: Me,
    title: str,
    employer: Employer,
    mail_text: str = "",
    sender: Person | None = None,
) -> Panel:
    """Who interviews and who arranges, from guests, organiser, title, description and the invitation mail.

    `sender` is who wrote that mail.
    """
    names = candidate_names(event, candidate)
    text = _words_of(event, mail_text)
    unmanned = not event.guests if event.organizer is None else is_agency(event.organizer.domain)
    noted = noted_in(text) if unmanned else []
    spoken = named_in(text) or noted or [Named(name, sure=False) for name in addressed_in_prose(text)]
    told = [one for one in spoken if not _is_somebody_else(one.name, names, employer)]
    officer = of_office(title)[0]
    in_title = [one for one in titled(title) if officer in one.name]
    in_title += [Named(officer, sure=False)] if officer and not in_title else []
    in_title = [one for one in in_title if not _is_somebody_else(one.name, names, employer)]
    signature = signed_by(text)
    spelt = [one.name for one in (*told, *in_title)] + [signature]
    present = [_agreeing(person, spelt) for person in _present(event, candidate, names, employer)]
    arrangers = [person for person in present if arranges(person, text)]
    believed = bool(candidate.name) or arrangers == present
    may_screen = not employer.name or any(words("stage", stage).search(level(title)) for stage in ("screen", "hr"))
    hosts = [person for person in present if may_screen or not is_agency(person.domain)]
    if event.kind in (TOLD, TOLD_AGAIN):  # its organiser is whoever wrote the mail: often somebody who only arranges
        hosts, signature = [], ""
    told = [one if _may_have(one, employer) else replace(one, email="") for one in told]
    chosen = _matched(told, present, believed)
    if not chosen or all(one.beside for one in told):
        invited = _invited(event, hosts, arrangers, in_title)
        invited = _only_titled(event, candidate, invited, in_title) or invited
        hosting = [person for person in invited if not chosen or person not in arrangers]
        chosen = [*hosting, *(one for one in chosen if not _is_among(one, hosting))]
    if not chosen and (believed or not event.guests):
        chosen = [Person(one.name) for one in in_title]
    signer = Person(signature)
    if not chosen and signature and not (_is_somebody_else(signature, names, employer) or arranges(signer, text)):
        chosen = [signer]
    chosen = chosen or _relayed(event, text)
    for writer in _writers(event, candidate, mail_text, sender, eager=not chosen or all(one.beside for one in told)):
        chosen = chosen if _is_among(writer, chosen) else [*chosen, writer]
    recruiter = next(iter(arrangers), None) or _signing(signature, text, chosen) or _mentioned(text, chosen)
    host = clean(event.organizer) if event.organizer else None
    return Panel(candidate, tuple(map(_shown, chosen)), recruiter and _shown(recruiter), host)


def _only_titled(event: Event, candidate: Me, invited: Sequence[Person], titled: Sequence[Named]) -> list[Person]:
    """Whom a title names in full, two or one with an office, where only its writer is there; the candidate is known."""
    alone = len(invited) == 1 and event.organizer is not None and same_person(invited[0], event.organizer)
    mine = set(level(candidate.name).split())
    named = [Person(one.name) for one in titled if is_given(one.name) and is_full_name(one.name)]
    named = [person for person in named if mine.isdisjoint(level(person.name).split())]
    others = alone and is_full_name(candidate.name) and not any(_bears(invited[0], one.name) for one in named)
    plain = level(event.title)
    behind = [plain[plain.find(level(person.name)) + len(person.name) :].lstrip(" ,(-") for person in named]
    told = len(named) > 1 or any(words("people", "bosses").match(office) for office in behind)
    return named if others and told else []


def _words_of(event: Event, mail_text: str) -> str:
    """What the event and the mail that brought it say, without what they quote; once what both say."""
    own = own_words(unquoted(described(event, mail_text)))
    return "\n\n".join(filter(None, dict.fromkeys((own, own_words(unquoted(mail_text))))))


def _may_have(one: Named, employer: Employer) -> bool:
    """Is the address behind a name at the employer's domain, or the employer's domain not known?"""
    domain = own_domain(Person(one.name, one.email)) if one.email else ""
    return bool(domain) and (not employer.domains or domain in employer.domains)


def _signing(signature: str, text: str, chosen: Sequence[Person]) -> Person | None:
    """Who signs as recruiter or coordinator without being a guest."""
    signer = Person(signature)
    return signer if signature and not _is_among(signer, chosen) and arranges(signer, text) else None


def _mentioned(text: str, chosen: Sequence[Person]) -> Person | None:
    """Who is named with the office of a recruiter or coordinator right behind: "Jane Doe, Recruiting Coordinator"."""
    for office in islice(words("people", "recruiter").finditer(level(text)), _MOST_MENTIONS):
        found = _NAMED_BEFORE.search(text[max(0, office.start() - 90) : office.start()])
        name = person_name(found[1]) if found else ""
        if name and not _is_among(Person(name), chosen):
            return Person(name)
    return None


def _relayed(event: Event, text: str) -> list[Person]:
    """The person in whose name a system invites from an address that nobody reads, if the text says whose they are."""
    host = event.organizer
    if host and is_system(host.domain) and is_machine(host.email) and works_somewhere(plain_name(host.name), text):
        return [Person(host.name)]
    return []


def _writers(event: Event, candidate: Me, mail_text: str, sender: Person | None, *, eager: bool) -> list[Person]:
    """The organiser and the mail's sender, if what they wrote says that they interview themselves.

    `eager`: nobody else is known to, so that it is enough if they say when they are glad to speak to the candidate.
    """
    wrote = ((event.organizer, described(event, mail_text)), (sender, mail_text))
    people = [clean(person) for person, text in wrote if person and _interviews(own_words(text), eager=eager)]
    return [person for person in people if is_human(Guest(person)) and not candidate.owns(person)]


def _interviews(text: str, *, eager: bool) -> bool:
    return counts_themself_in(text) or (eager and is_eager_in(text))


def _is_among(person: Person, people: Iterable[Person]) -> bool:
    return any(same_person(person, other) or _bears(person, other.name) for other in people)


def _is_somebody_else(name: str, candidates: Iterable[str], employer: Employer) -> bool:
    """Is it the candidate's name or the employer's, so that nobody of that name interviews?"""
    return is_candidate(name, candidates) or _is_house(name, employer)


def _is_house(name: str, employer: Employer) -> bool:
    labels = [domain.partition(".")[0] for domain in employer.domains] + [employer.name]
    office = words("people", "recruiter").search(level(name))
    if office and office.end() == len(name):  # "Corvid Coordinator"
        name = name[: office.start()]
    if employer.name.endswith(f" {name}"):  # "Zahnarztpraxis Dr. Heller"
        return True
    if " & " in employer.name and f" {name}" in f" {employer.name}" and " " not in name:  # "Ben & Jerry's"
        return True
    return bool(squashed(name)) and any(squashed(name) in stems(label) for label in labels if label)


def _shown(person: Person) -> Person:
    """The person with the name as they write it, but for what stands behind it ("@ Acme", Exchange's number)."""
    return replace(person, name=written_name(person.name))


def _present(event: Event, candidate: Me, names: frozenset[str], employer: Employer) -> list[Person]:
    """The humans of the other side, one person with two addresses once."""
    found: list[Person] = []
    for guest in attendees(event):
        person = guest.person
        mine = candidate.owns(person) or any(is_alias(person, own, employer) for own in names)
        if mine or not is_human(guest) or guest.status is PartStat.DECLINED or _is_house(person.name, employer):
            continue
        if not any(same_person(person, known) for known in found):
            found.append(person)
    company = [person for person in found if own_domain(person) or is_agency(person.domain)]
    # Beside people of a company, those on free mail are other candidates.
    return company or found


def _agreeing(person: Person, names: Sequence[str]) -> Person:
    """A guest without a name gets the one in the text that the address spells."""
    return person if person.name else replace(person, name=spelt_by(person.email, names))


def _matched(named: Sequence[Named], present: Sequence[Person], believed: bool) -> list[Person]:
    """The people whom the text names: guests who bear the name, and others if the text surely means them.

    A name merely standing after "with" may be the candidate's. It is believed if a guest bears it; else only a full
    name, and only if the candidate is known by name or all guests are of those who arrange.
    """
    found: list[Person] = []
    for one in named:
        guest = next((person for person in present if _bears(person, one.name)), None)
        if guest and not is_full_name(guest.name) and is_full_name(one.name):
            guest = replace(guest, name=one.name)
        if guest is None and (one.sure or (_is_whole(one.name) and (not present or believed))):
            guest = Person(one.name, one.email)
        if guest and not any(_bears(known, guest.name) or same_person(guest, known) for known in found):
            found.append(guest)
    return found


def _is_whole(name: str) -> bool:
    """A full name, or a family's with its form of address: "Herr Grün"."""
    return is_full_name(name) or any(addressed(name)[:2])


def _bears(person: Person, name: str) -> bool:
    """Is it the person's name, a part of it ("Jane" of Jane Doe), or one with a short form ("Mike Doe")?"""
    own = plain_name(person.name)
    if same_name(own, name):
        return True
    tokens, wanted = level(own).replace(",", " ").split(), level(plain_name(name)).replace(".", "").split()
    if not tokens or not wanted:
        return False
    if set(wanted) <= set(tokens) or (len(tokens) > 1 and set(tokens) <= set(wanted)):
        return True
    family = len(tokens) == 1 or (len(wanted) > 1 and tokens[-1] == wanted[-1])
    return family and len(wanted) > 1 and same_given(tokens[0], wanted[0])


def _invited(
    event: Event, present: Sequence[Person], arrangers: Sequence[Person], titled: Sequence[Named]
) -> list[Person]:
    """The guests but those who arrange, and but an organiser who put others on the list, not themself.

    Exchange never lists the organiser: so only if the others are two or more, or stand in the title. If nobody else
    is there, those who arrange are the ones who interview.
    """
    remaining = [person for person in present if person not in arrangers]
    host = event.organizer
    if host and all(guest.person.email != host.email for guest in event.guests):
        named = [person for person in present if any(_bears(person, one.name) for one in titled)]
        named += [person for person in present if person not in named and first_name_in(event.title, [person])]
        guests = [person for person in remaining if person.email != host.email]
        if (len(guests) > 1 or any(person in named for person in guests)) and not any(
            person.email == host.email for person in named
        ):
            remaining = guests
    return remaining or list(present)
