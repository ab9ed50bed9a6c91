"""What a hiring system's sender, or somebody's display name, says of the employer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from afterword.core.events.company import (
    is_person,
    is_written_as_company,
    may_be_company,
)
from afterword.core.events.spoken import looks_named
from afterword.core.language.vocabulary import level, squashed, words
from afterword.core.model import Person
from afterword.core.people import employers, labels, titles
from afterword.core.people.domains import (
    hiring_links,
    is_hiring_system,
    is_machine,
    is_system,
    registrable,
    tenant,
    tenant_of_link,
)
from afterword.core.people.marked import marked_company
from afterword.core.people.names import has_bots_name, is_given


def systems_names(others: Iterable[Person], body: str) -> frozenset[str]:
    """The labels of the systems in play: "HackerRank CodePair" is no employer in a mail of hackerrank.com."""
    hosts = [*(person.domain for person in others), *(host for host, _ in hiring_links(body))]
    called = (registrable(host).partition(".")[0] for host in hosts if is_system(host))
    return frozenset(label.removesuffix("mail") for label in called)


def by_display(displays: Iterable[str], known: frozenset[str] = frozenset()) -> str:
    """The company in one of the display names: "Jane Doe (Acme)", "Acme HR"; "" without one."""
    names = (employers.company_part(one) or marked_company(one) or _by_form_of_house(one) for one in displays)
    names = (name for name in names if not (is_given(name) and titles.person_name(name)))  # "Jane Doe via Calendly"
    telling = (name for name in names if not words("employer", "forms").fullmatch(level(name)))
    fitting = (name for name in telling if looks_named(name) and not employers.is_common_word(name))
    return next((name for name in fitting if level(name) not in known), "")


def _by_form_of_house(display: str) -> str:
    """The display name if it says what house it is of: "Landkreis Ulmen"."""
    formed = any(words("employer", "forms").fullmatch(level(part)) for part in display.split())
    return display if formed and may_be_company(display, frozenset()) else ""


def by_tenant(others: Sequence[Person], body: str, title: str) -> str:
    """The employer whose tenant an address or a link of a hiring system is, as anything spells it; "" without one."""
    tenants = [tenant(person.domain, person.email.rpartition("@")[0]) for person in others]
    tenants += [tenant_of_link(host, first) for host, first in hiring_links(body)]
    label = next(filter(None, tenants), "")
    everywhere = [title, *(person.name for person in others), body]
    written = labels.written_name(label, "\n".join(everywhere)) if label else ""
    if written:
        return employers.fuller_name(written, everywhere)
    starting = (person.name for person in others if label and squashed(person.name).startswith(squashed(label)))
    return employers.without_legal_form(next(starting, "")) or label.replace("-", " ").title()


def by_systems_sender(others: Iterable[Person], text: str, known: frozenset[str]) -> str:
    """What a hiring system's sender is called, if the text says it too and nobody else bears that name."""
    names = (labels.written_tenant(person, text) for person in others if not has_bots_name(person))
    return next((name for name in names if name and not is_person(name, known)), "")


def by_house_address(others: Iterable[Person], known: frozenset[str]) -> str:
    """What a hiring system's machine is called, where that is no one's name: `Tessellate <no-reply@hire.lever.co>`."""
    machines = (person for person in others if is_hiring_system(person.domain) and is_machine(person.email))
    names = (employers.without_systems_name(person.name, person) for person in machines if not has_bots_name(person))
    names = (titles.rest_of(employers.without_legal_form(employers.company_part(name) or name)) for name in names)
    return next((name for name in names if _is_houses(name, known.difference({name}))), "")


def _is_houses(name: str, known: frozenset[str]) -> bool:
    """May a machine be called so for its company: "Orrick Power", but not "Jane Doe"?"""
    joined = " & " in name and not employers.is_pair(name)  # "Ernst & Young"
    return is_written_as_company(name) and not is_person(name, known) and (joined or not is_given(name))
