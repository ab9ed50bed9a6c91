"""For which employer an interview is: by guests' domains, a hiring system's tenant, display names, the title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from afterword.core.events.company import (
    in_east_asian_title,
    in_title,
    may_be_company,
    of_office,
)
from afterword.core.events.notes import noted
from afterword.core.events.senders import by_display, by_house_address, by_systems_sender, by_tenant, systems_names
from afterword.core.events.spoken import (
    before_east_asian_name,
    by_form,
    by_job,
    by_short_note,
    by_text,
    candidates_in,
    client_in,
    in_east_asian_office,
    of_somebody,
    signed,
    without_agent,
)
from afterword.core.language.vocabulary import level, squashed, words
from afterword.core.model import Employer, Guest, Person
from afterword.core.people import employers, labels, titles
from afterword.core.people.domains import (
    hiring_links,
    is_agency,
    registrable,
    tenant_of_link,
)
from afterword.core.people.marked import marked_company
from afterword.core.people.named import addressed_in, works_somewhere
from afterword.core.people.names import EAST_ASIAN, is_given, is_human

_TOOLS = re.compile(r"(?:support|no-?reply|notifications?|reminders?|calendar|invites?|system|mailer)@")
_TELLING = 4
_THROUGH = re.compile(
    r"\b(?:scheduled|booked|arranged|powered|sent|geplant|gebucht|planifie|programada|organizzato|gepland|umowion[eay]|bokad)"
    r"\s(?:via|through|with|by|on|in|uber|mit|par|avec|por|con|da|tramite|met|door|przez|genom)\s([\w-]{3,30})"
)


def employer_of_event(
    title: str, texts: Sequence[str], others: Sequence[Person], domains: Sequence[str], names: Iterable[str]
) -> Employer:
    """The employer, as far as anything says it.

    `texts` are what event and mail say, `others` the people without the candidate, `domains` their company domains
    (the organiser's first), `names` everybody's names: a person in the title is no company. An agency's domain is
    never among `domains`: then the employer is who the title or the text names, or stays empty.
    """
    body = "\n".join(filter(None, texts))
    known = frozenset((*names, *candidates_in(title, body)))
    title = _without_names(title, known)
    title, ordered = without_agent(title, known)
    agents = [squashed(registrable(one.domain).partition(".")[0]) for one in others if is_agency(one.domain)]
    called = (titles.rest_of(piece) for piece in titles.segments(title) if agents)
    known |= {name for name in called if len(name) > _TELLING and any(one.startswith(squashed(name)) for one in agents)}
    for addressed in addressed_in(title):  # "Hotel Park Frau Amann", but not "Zahnarztpraxis Dr. Heller"
        before = next(reversed(title.partition(addressed)[0].split()), "")
        house = may_be_company(before, known) or bool(words("employer", "forms").fullmatch(level(before)))
        if not addressed.startswith("Dr") or not house:
            title = title.replace(addressed, " | ")
    client = ordered or client_in(title, known) or client_in(body, known)
    for_client = employers.speaks_for_client(title) or employers.speaks_for_client(body)
    if client or (domains and for_client):
        return Employer(client or in_title(title, known) or by_text(body, known))
    ordered = _by_agency(domains, title, body, known) if domains else ""
    if ordered:
        return Employer(ordered)
    if domains:
        tool = _is_tools(domains[0], others, f"{title}\n{body}")
        named = (in_title(title, known) or by_job(body, known)) if tool else ""
        return Employer(named) if named else _of_domain(title, body, others, domains, known)
    known |= systems_names(others, body) | frozenset(
        person.name for person in others if works_somewhere(person.name, body)
    )
    by_system = by_tenant(others, body, title) or by_systems_sender(others, f"{title}\n{body}", known)
    if titles.person_name(by_system) and is_given(by_system):  # who arranges it, at the system's address
        spoken = in_title(title, known) or by_text(body, known)
        by_system = by_system if is_given(spoken) else spoken or by_system
    alone = not any(is_human(Guest(person)) for person in others)
    titled = of_office(title)[1] or ("" if others else noted(title, body, known))
    titled = titled or of_somebody(title, known, full=False) or in_title(title, known, alone=alone)
    titled = titled and (by_house_address(others, known) or titled)
    said = by_system or titled or by_display([one.name for one in others], known)
    said = said or of_somebody(body, known, full=True) or by_text(body, known)
    agency = any(is_agency(person.domain) for person in others)
    said = said or ("" if agency else signed(body, known)) or (noted(title, body, known) if alone else "")
    return Employer(said or by_short_note(body, known) or by_form(f"{title}\n{body}", known))


def _by_agency(domains: Sequence[str], title: str, body: str, known: frozenset[str]) -> str:
    """The company that an agency arranges it for: the text speaks of the agency's trade, no domain is the company's."""
    if not words("employer", "agency").search(level(body)):
        return ""
    stems = {stem for domain in domains for stem in labels.stems(domain.partition(".")[0])}
    name = in_title(title, known) or by_text(body, known)
    if titles.person_name(name) and is_given(name):
        return ""
    return "" if any(squashed(name) in stem or stem in squashed(name) for stem in stems) else name


def _of_domain(
    title: str, body: str, others: Sequence[Person], domains: Sequence[str], known: frozenset[str]
) -> Employer:
    """The employer whose domain somebody has an address at, called as title, names and text spell that domain."""
    label = domains[0].partition(".")[0]
    kept = tuple(domain for domain in domains if _same_house(domain, domains[0]))
    displays = [person.name for person in others if registrable(person.domain) in kept]
    everywhere = [title, *(person.name for person in others), body]
    name = labels.written_name(label, "\n".join(everywhere)) or by_display(displays)
    if _is_shortened(name, label):  # "KSV Personal", and in the text "Klinikum Sankt Veit"
        name = labels.abbreviated(label, [title, body]) or name
    name = employers.fuller_name(name, everywhere) if name else _by_link(label, body)
    # A company in the title that the domain does not spell may be a client or a place: only believed if its name
    # is in a script that no domain spells.
    name = name or labels.abbreviated(label, everywhere) or _begun_by(label, in_title(title, known))
    name = name or labels.begun_name(label, everywhere)
    written = marked_company(title) or marked_company(body) or in_east_asian_office(body, known)
    written = written or before_east_asian_name(body, known)
    foreign = written or in_east_asian_title(title, known)
    return Employer(name or foreign, kept)


def _is_shortened(name: str, label: str) -> bool:
    """Is it what the domain says, in capitals: initials?"""
    return name.isupper() and " " not in name and squashed(name) == squashed(label)


def _without_names(title: str, known: Iterable[str]) -> str:
    """The title without the full names of people, where scripts mix: there a name stands beside a company unparted."""
    for name in known if EAST_ASIAN.search(title) else ():
        if " " in name:
            title = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " | ", title, flags=re.IGNORECASE)
    return title


def _begun_by(label: str, name: str) -> str:
    """The company's name if the domain begins with its first word: `halcyonsys.example` is "Halcyon Systems"."""
    first = squashed(name.partition(" ")[0])
    return name if len(first) >= _TELLING and squashed(label).startswith(first) else ""


def _is_tools(domain: str, others: Iterable[Person], text: str) -> bool:
    """Is it only the address of a tool: of which no word speaks, or none but "scheduled via Skilltool"?"""
    there = [person for person in others if registrable(person.domain) == domain]
    passing = _THROUGH.search(level(text))
    said = squashed(_THROUGH.sub(" ", level(text)))
    stems = labels.stems(domain.partition(".")[0])
    if passing and squashed(passing[1]) in stems:
        return not any(stem in said for stem in stems)
    return not any(stem in said for stem in stems) and all(_TOOLS.match(person.email) for person in there)


def _same_house(domain: str, main: str) -> bool:
    """`acme.de` and `acme-group.com` belong to `acme.com`; an outside consultant's domain does not."""
    mine, theirs = main.partition(".")[0], domain.partition(".")[0]
    return mine == theirs or (min(len(mine), len(theirs)) > 3 and (mine.startswith(theirs) or theirs.startswith(mine)))


def _by_link(label: str, body: str) -> str:
    """The name under which a hiring system's link has the company of that domain label, if one does."""
    linked = {tenant_of_link(host, path) for host, path in hiring_links(body)}
    return next(
        (name.replace("-", " ").title() for name in sorted(linked) if name and squashed(name) in labels.stems(label)),
        "",
    )
