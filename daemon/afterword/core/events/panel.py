"""Who takes part in an event: the candidate, those who interview, the recruiter; and who is named in its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from afterword.core.events.company import of_office
from afterword.core.language.quoting import unquoted
from afterword.core.language.vocabulary import level, squashed, words
from afterword.core.model import LONGEST_TEXT, Employer, Event, Guest, Me, PartStat, Person
from afterword.core.people.domains import is_agency, is_free_mail, is_machine, is_system, own_domain, registrable
from afterword.core.people.employers import stems
from afterword.core.people.named import (
    Named,
    addressed_in_prose,
    asked_for_in,
    counts_themself_in,
    named_in,
    own_words,
    signed_by,
    starts_line,
    titled,
    works_somewhere,
)
from afterword.core.people.names import (
    addressed,
    greeting_name,
    is_full_name,
    is_human,
    plain_name,
    same_name,
    same_person,
    spellings,
    written_name,
)
from afterword.core.people.titles import person_name, segments

TOLD = "told"
"""The `kind` of an event that only a mail's words tell of: who wrote it may merely arrange."""
TOLD_AGAIN = "told-again"
"""The same where the words move or call off what was fixed before."""

_MOST_GUESTS = 60
_LONGEST_NAME = 200
_MOST_MENTIONS = 20
_SOMEBODY_ELSES = re.compile(r"\b(?:to|of|für|fur|von|an|de|del|di|der|des|bij|till|til)\s*$")
_LEAST_OF_A_TOOL = 4
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


def clean(person: Person) -> Person:
    """The person with an empty name where only an address stands in its place, and with no more than a name can be."""
    name = person.name[:_LONGEST_NAME]
    return replace(person, name=name if not name or plain_name(name) else "")


def attendees(event: Event) -> tuple[Guest, ...]:
    """The organiser first, then the guests, each address once; at most sixty."""
    everyone = [Guest(event.organizer)] if event.organizer else []
    everyone += event.guests[:_MOST_GUESTS]
    found: dict[str, Guest] = {}
    for guest in everyone:
        person = clean(guest.person)
        known = found.get(person.email or person.name)
        if known and known.person.name:
            person = known.person
        found[person.email or person.name] = replace(guest, person=person)
    return tuple(found.values())


def without_tool(event: Event) -> Event:
    """The event without an organiser who is the program that wrote it: "SkillTrack" in a file of -//SkillTrack//EN."""
    host = event.organizer
    name = squashed(host.name or host.domain.partition(".")[0]) if host else ""
    if host is None or len(name) < _LEAST_OF_A_TOOL or name not in squashed(event.product):
        return event
    guests = tuple(guest for guest in event.guests if not same_person(guest.person, host))
    return replace(event, organizer=None, guests=guests)


# --- the candidate -------------------------------------------------------------------------------------------


def candidate_of(event: Event, me: Me, title: str) -> Me:
    """The person as this event knows them: `me` with what it adds; or who the candidate probably is."""
    guests = [guest.person for guest in attendees(event) if is_human(guest)]
    mine = [person for person in guests if me.owns(person) or (me.name and same_name(me.name, person.name))]
    if not mine and not (me.emails and event.organizer and me.owns(event.organizer)):
        mine = _probable(event, guests, title)
    names = [person.name for person in mine if person.name]
    return Me(me.name or next(iter(names), ""), me.emails | {person.email for person in mine if person.email})


def _probable(event: Event, guests: Sequence[Person], title: str) -> list[Person]:
    """The guest who is not of the organiser's company: the one named in the title, on free mail, or simply alone."""
    booked = _booked_by(event.text)
    by_form = [person for person in guests if person.email and person.email in booked]
    if by_form:
        return by_form
    host = event.organizer
    others = [person for person in guests if not (host and same_person(person, host))]
    company = own_domain(host) if host else ""
    outside = [person for person in others if registrable(person.domain) != company or not company]
    titled = [person for person in outside if _is_titled(person, title)]
    free = [person for person in outside if is_free_mail(person.domain)]
    if len(titled) == 1:
        return titled
    if len(free) == 1:
        return free
    return outside if len(outside) == 1 and company else []


def _is_titled(person: Person, title: str) -> bool:
    name = plain_name(person.name)
    return any(same_name(name, piece) for piece in segments(title)) if name else False


def _booked_by(text: str) -> frozenset[str]:
    """The addresses in the four lines after "Booked by" and its like."""
    found = words("people", "candidate").search(level(text[:LONGEST_TEXT]))
    block = text[found.end() : found.end() + 200].splitlines()[:4] if found else []
    return frozenset(word.lower() for line in block for word in re.findall(r"[^\s<>()]{1,64}@[\w.-]{3,190}", line))


def candidate_names(event: Event, candidate: Me) -> frozenset[str]:
    """Names by which the text calls the candidate: their own, the one greeted, the one in brackets after a booking."""
    text = own_words(event.text)
    names = {candidate.name} if candidate.name else set()
    for found in list(words("people", "greeting").finditer(level(text)))[:3]:
        after = re.split(r"[,.!:\n]", text[found.end() : found.end() + 40].strip())[0]
        if starts_line(text, found.start()) and person_name(after, single=True):
            names.add(after)
    booked = words("people", "candidate").search(level(text))
    if booked:
        line = next(
            filter(None, (part.strip(" :*") for part in text[booked.end() : booked.end() + 120].splitlines())), ""
        )
        if person_name(line, single=True):
            names.add(line)
    return frozenset(names)


def is_candidate(name: str, names: Iterable[str]) -> bool:
    """Is `name` one of the candidate's names, or the given name of one?"""
    return any(same_name(name, own) or level(name) in level(own).split() for own in names)


# --- who interviews ------------------------------------------------------------------------------------------


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
    noted = asked_for_in(text) if not event.organizer and not event.guests else []
    spoken = named_in(text) or noted or [Named(name, sure=False) for name in addressed_in_prose(text)]
    told = [one for one in spoken if not _is_somebody_else(one.name, names, employer)]
    officer = of_office(title)[0]
    in_title = [one for one in titled(title) if officer in one.name]
    in_title += [Named(officer, sure=False)] if officer and not in_title else []
    in_title = [one for one in in_title if not _is_somebody_else(one.name, names, employer)]
    signature = signed_by(text)
    spelt = [one.name for one in (*told, *in_title)] + [signature]
    present = [_agreeing(person, spelt) for person in _present(event, candidate, names, employer)]
    arrangers = [person for person in present if _arranges(person, text)]
    believed = bool(candidate.name) or arrangers == present
    may_screen = not employer.name or any(words("stage", stage).search(level(title)) for stage in ("screen", "hr"))
    hosts = [person for person in present if may_screen or not is_agency(person.domain)]
    if event.kind in (TOLD, TOLD_AGAIN):  # its organiser is whoever wrote the mail: often somebody who only arranges
        hosts, signature = [], ""
    told = [one if _may_have(one, employer) else replace(one, email="") for one in told]
    chosen = _matched(told, present, believed)
    if not chosen or all(one.beside for one in told):
        invited = _invited(event, hosts, arrangers, in_title)
        hosting = [person for person in invited if not chosen or person not in arrangers]
        chosen = [*hosting, *(one for one in chosen if not _is_among(one, hosting))]
    if not chosen and (believed or not event.guests):
        chosen = [Person(one.name) for one in in_title]
    signer = Person(signature)
    if not chosen and signature and not (_is_somebody_else(signature, names, employer) or _arranges(signer, text)):
        chosen = [signer]
    chosen = chosen or _relayed(event, text)
    for writer in _writers(event, candidate, mail_text, sender):
        chosen = chosen if _is_among(writer, chosen) else [*chosen, writer]
    recruiter = next(iter(arrangers), None) or _signing(signature, text, chosen) or _mentioned(text, chosen)
    host = clean(event.organizer) if event.organizer else None
    return Panel(candidate, tuple(map(_shown, chosen)), recruiter and _shown(recruiter), host)


def _words_of(event: Event, mail_text: str) -> str:
    """What the event and the mail that brought it say, without what they quote; once what both say."""
    own = own_words(unquoted(described(event, mail_text)))
    return "\n\n".join(filter(None, dict.fromkeys((own, own_words(unquoted(mail_text))))))


def described(event: Event, mail_text: str) -> str:
    """The event's own text; none where it was read out of the words of its mail, which says the same."""
    return "" if event.kind in (TOLD, TOLD_AGAIN) and mail_text.strip() else event.text


def _may_have(one: Named, employer: Employer) -> bool:
    """Is the address behind a name at the employer's domain, or the employer's domain not known?"""
    domain = own_domain(Person(one.name, one.email)) if one.email else ""
    return bool(domain) and (not employer.domains or domain in employer.domains)


def _signing(signature: str, text: str, chosen: Sequence[Person]) -> Person | None:
    """Who signs as recruiter or coordinator without being a guest."""
    signer = Person(signature)
    return signer if signature and not _is_among(signer, chosen) and _arranges(signer, text) else None


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


def _writers(event: Event, candidate: Me, mail_text: str, sender: Person | None) -> list[Person]:
    """The organiser and the mail's sender, if what they wrote says that they interview themselves."""
    wrote = ((event.organizer, described(event, mail_text)), (sender, mail_text))
    people = [clean(person) for person, text in wrote if person and counts_themself_in(text)]
    return [person for person in people if is_human(Guest(person)) and not candidate.owns(person)]


def _is_among(person: Person, people: Iterable[Person]) -> bool:
    return any(same_person(person, other) or _bears(person, other.name) for other in people)


def _is_somebody_else(name: str, candidates: Iterable[str], employer: Employer) -> bool:
    """Is it the candidate's name or the employer's, so that nobody of that name interviews?"""
    return is_candidate(name, candidates) or _is_house(name, employer)


def _is_house(name: str, employer: Employer) -> bool:
    labels = [domain.partition(".")[0] for domain in employer.domains] + [employer.name]
    if employer.name.endswith(f" {name}"):  # "Zahnarztpraxis Dr. Heller"
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
        mine = candidate.owns(person) or any(_is_alias(person, own, employer) for own in names)
        if mine or not is_human(guest) or guest.status is PartStat.DECLINED or _is_house(person.name, employer):
            continue
        if not any(same_person(person, known) for known in found):
            found.append(person)
    company = [person for person in found if own_domain(person) or is_agency(person.domain)]
    # Beside people of a company, those on free mail are other candidates.
    return company or found


def _is_alias(person: Person, own: str, employer: Employer) -> bool:
    """Is it the candidate's name, or one like it at an address that is not the employer's ("Rob" of Robin)?"""
    if same_name(person.name, own):
        return True
    outside = registrable(person.domain) not in employer.domains
    if not (outside and is_full_name(own) and is_full_name(person.name)):
        return False
    given, _, family = spellings(person.name)[0].rpartition(" ")
    my_given, _, my_family = spellings(own)[0].rpartition(" ")
    return family == my_family and given[:3] == my_given[:3]


def _agreeing(person: Person, names: Sequence[str]) -> Person:
    """A guest without a name gets the one in the text that the address spells; names are never made of addresses."""
    if person.name:
        return person
    local = squashed(re.sub(r"\d", "", person.email.rpartition("@")[0]))
    for name in names:
        parts = [squashed(part) for part in plain_name(name).split()]
        spellings = ("".join(parts), "".join(reversed(parts)), parts[0] + parts[-1]) if len(parts) > 1 else ()
        if len(local) > 3 and local in spellings:
            return replace(person, name=name)
    short = {name for name in names if local in _short_addresses(name)}
    return replace(person, name=short.pop()) if len(short) == 1 else person


def _short_addresses(name: str) -> tuple[str, ...]:
    """What a company may make of a name: "jane", "doe", "jdoe", "janed" of Jane Doe."""
    parts = [squashed(part) for part in plain_name(name).split()]
    if len(parts) < 2 or not all(parts):
        return ()
    given, family = parts[0], parts[-1]
    return (given, family, given[0] + family, given + family[0])


def _matched(named: Sequence[Named], present: Sequence[Person], believed: bool) -> list[Person]:
    """The people whom the text names: guests who bear the name, and others if the text surely means them.

    A name merely standing after "with" may be the candidate's. It is believed if a guest bears it; else only a full
    name, and only if the candidate is known by name or all guests are of those who arrange.
    """
    found: list[Person] = []
    for one in named:
        guest = next((person for person in present if _bears(person, one.name)), None)
        if guest is None and (one.sure or (_is_whole(one.name) and (not present or believed))):
            guest = Person(one.name, one.email)
        if guest and not any(_bears(known, guest.name) or same_person(guest, known) for known in found):
            found.append(guest)
    return found


def _is_whole(name: str) -> bool:
    """A full name, or a family's with its form of address: "Herr Grün"."""
    return is_full_name(name) or any(addressed(name)[:2])


def _bears(person: Person, name: str) -> bool:
    """Is it the person's name, or a part of it ("Jane" of Jane Doe)?"""
    own = plain_name(person.name)
    if same_name(own, name):
        return True
    tokens, wanted = level(own).replace(",", " ").split(), level(plain_name(name)).replace(".", "").split()
    return bool(own and wanted) and (set(wanted) <= set(tokens) or (len(tokens) > 1 and set(tokens) <= set(wanted)))


def _arranges(person: Person, text: str) -> bool:
    """Does a display name, an address or the text call somebody recruiter, coordinator, HR?"""
    office = words("people", "recruiter")
    behind = person.name[len(plain_name(person.name)) :]
    local = re.sub(r"[._+-]|\d", " ", person.email.partition("@")[0])
    if is_agency(person.domain) or office.search(level(behind)) or office.search(level(local)):
        return True
    plain = level(text)
    if any(
        office.search(_office_before(plain[max(0, found.start() - 30) : found.start()]))
        or office.search(_office_behind(plain[found.end() : found.end() + 80]))
        for name in spellings(person.name)
        for found in islice(re.finditer(re.escape(name), plain), _MOST_MENTIONS)
    ):
        return True
    given = level(greeting_name(person) or "")  # "Dan, Recruiting Coordinator" below a text
    signed = re.finditer(rf"(?<!\w){re.escape(given)}\s?[,(|]\s?([^\n]{{1,60}})", plain) if len(given) > 1 else ()
    return any(office.search(found[1]) for found in islice(signed, _MOST_MENTIONS))


def _office_before(before: str) -> str:
    """What may be somebody's office right before their name in the same line: "our recruiter Jane Doe".

    In "assistant to Jane Doe" it is somebody else's.
    """
    line = before.rpartition("\n")[2]
    return "" if _SOMEBODY_ELSES.search(line) else line


def _office_behind(after: str) -> str:
    """What may be somebody's office right behind their name: the rest of the clause, or the next line."""
    lines = after.lstrip(" ,*").splitlines()[:3]
    first = re.split(r"[.;!?]\s|\s(?:and|und|et|y|e|en|i|och)\s", lines[0])[0] if lines else ""
    return first if first.strip() else next((line for line in lines if line.strip()), "")


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


def first_name_in(title: str, people: Sequence[Person]) -> bool:
    """Does the title call one of the people by name?"""
    plain = f" {re.sub(r'[^a-z0-9]+', ' ', level(title))} "
    return any((name := greeting_name(person)) and f" {level(name)} " in plain for person in people)
