"""Whose domain an address is: a company's own, free mail's, an agency's, or a system's that speaks for others."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from ipaddress import ip_address
from itertools import takewhile

from publicsuffixlist import PublicSuffixList

from afterword.core.language.vocabulary import squashed
from afterword.core.lexicon import load
from afterword.core.model import LONGEST_TEXT, Person

_SYSTEMS = ("ats", "interview_systems", "schedulers", "note_takers", "video", "job_boards", "calendars", "mailers")
_NO_REPLY = re.compile(
    r"(?:no|not|ne|nie|nicht)[._-]?(?:reply|repondre|antworten|responder|rispondere|svar)", re.IGNORECASE
)
_LINK_HOST = re.compile(r"https?://([A-Za-z0-9.-]{4,200})((?:/[\w.-]{1,60}){0,3})")
_NUMBERED = re.compile(r"\d|^.$")
_TELLING = 5


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(only_icann=True)


@cache
def _domains(group: str) -> frozenset[str]:
    return frozenset(load("domains")[group])


def _is_address(host: str) -> bool:
    if ":" not in host and not host.rstrip("]")[-1:].isdigit():
        return False
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


@lru_cache(maxsize=512)
def registrable(host: str) -> str:
    """The domain somebody registered, lower case: `mail.acme.co.uk` gives `acme.co.uk`. "" for IPs and nonsense."""
    host = host.strip().rstrip(".").lower()
    if not host or len(host) > 253 or _is_address(host):
        return ""
    return _suffixes().privatesuffix(host) or ""


def is_free_mail(domain: str) -> bool:
    """Does a domain give addresses to everybody, so that it says nothing of an employer?"""
    return registrable(domain) in _domains("free_mail")


def is_agency(domain: str) -> bool:
    """Is it the domain of a staffing or search firm, that interviews on behalf of others?"""
    name = registrable(domain)
    label = name.partition(".")[0]
    ends = label.endswith(tuple(_domains("agency_endings"))) and not label.endswith("research")
    named = ends or any(part in label for part in _domains("agency_labels"))
    return name in _domains("agencies") or (named and not is_hiring_system(name))


def is_hiring_system(domain: str) -> bool:
    """Is it an applicant-tracking or interviewing system, which sends nothing but hiring? Its own staff's is not."""
    name = registrable(domain)
    if name in _domains("also_employers") and domain.strip(".").lower() == name:
        return False
    return name in _domains("ats") or name in _domains("interview_systems")


def is_note_taker(domain: str) -> bool:
    """Is it a service whose guests are machines that write notes?"""
    return registrable(domain) in _domains("note_takers")


def is_system(domain: str) -> bool:
    """Is it a service that mails and invites on behalf of others (ATS, scheduler, video, job board, calendar, mailer)?

    `google.com` itself is an employer too, and so not a system; `calendar.google.com` is one.
    """
    name = registrable(domain)
    if name in _domains("also_employers") and domain.strip(".").lower() == name:
        return False
    return any(name in _domains(group) for group in _SYSTEMS)


def is_scheduler(domain: str) -> bool:
    """Is it a service where anybody books a time (Calendly and its like)?"""
    return registrable(domain) in _domains("schedulers")


def is_job_board(domain: str) -> bool:
    """Is it a job board or a professional network, where employers and others write to people?"""
    return registrable(domain) in _domains("job_boards")


def is_test_service(domain: str) -> bool:
    """Is it a service where applicants sit tests (HackerRank, Codility and their like)?"""
    return registrable(domain) in _domains("interview_systems")


def own_domain(person: Person) -> str:
    """The registrable domain of an address if it can be the employer's own, else ""."""
    host = person.domain
    domain = registrable(host)
    if not domain or is_free_mail(domain) or is_system(host) or is_agency(domain):
        return ""
    if domain in _domains("also_employers") and is_machine(person.email):
        return ""
    return domain


def is_machine(email: str) -> bool:
    """Does the local part name a machine (`no-reply`, `calendar-notification`) and no human?"""
    local = email.rpartition("@")[0]
    parts = re.split(r"[._+-]", local)
    return bool(_NO_REPLY.search(local)) or all(part in _domains("no_tenant") or part.isdigit() for part in parts)


def is_press_desk(email: str) -> bool:
    """Does the local part name those who speak with journalists, or are some?"""
    return email.rpartition("@")[0] in _domains("press_desks")


def is_hiring_desk(email: str) -> bool:
    """Does the local part name those who hire?"""
    return email.rpartition("@")[0] in _domains("hiring_desks")


def is_talks_desk(email: str) -> bool:
    """Does the local part name those who hold talks and courses?"""
    return email.rpartition("@")[0] in _domains("talks_desks")


def tenant(host: str, local: str = "") -> str:
    """The customer's label in a hiring system's address or host: `acme.greenhouse.io`, `acme@myworkday.com`; or ""."""
    domain = registrable(host)
    if not is_hiring_system(host):
        return ""
    labels = host.strip().lower()[: -len(domain)].rstrip(".").split(".")
    candidates = [label for label in reversed(labels) if label]
    if domain in _domains("tenant_in_local"):
        candidates.insert(0, re.split(r"[+.]", local.lower())[0])
    return next((label for label in candidates if len(label) > 1 and not _is_machines(label)), "")


def _is_machines(label: str) -> bool:
    """`jobs`, `career5`, `reply-3f2a9c`: a task or a number, and no customer."""
    tasks, bare = _domains("no_tenant"), label.rstrip("0123456789")
    first, _, rest = label.partition("-")
    return not bare or label in tasks or bare in tasks or (first in tasks and any(map(str.isdigit, rest)))


def hiring_links(text: str) -> list[tuple[str, str]]:
    """Host and path (three steps at most) of every link to a hiring system, at most twenty."""
    found = ((link[1].lower(), link[2]) for link in _LINK_HOST.finditer(text[:LONGEST_TEXT]))
    return [(host, path) for host, path in found if is_hiring_system(host)][:20]


def tenant_of_link(host: str, path: str) -> str:
    """The employer's label in a link: `acme.wd3.myworkdayjobs.com`, `jobs.lever.co/acme`. "" if it shows none."""
    steps = path.lower().split("/") if registrable(host) in _domains("tenant_in_path") else []
    no_name = (_domains("no_tenant"), _domains("path_steps"))
    first = next((step for step in steps if step and not any(step in listed for listed in no_name)), "")
    return tenant(host) or ("" if _NUMBERED.search(first) else first)


def is_house_address(person: Person) -> bool:
    """Is it an address for a company, and not somebody's there: `Acme <acme@mail.gupy.com.br>`, `Acme <hr@acme.de>`?

    At a company's own domain the name must begin as the domain does, and the local part must be a desk's.
    """
    local = squashed(re.split(r"[+.]", person.email.rpartition("@")[0])[0])
    if not is_hiring_system(person.domain):
        shared = alike(squashed(person.name), squashed(registrable(person.domain).partition(".")[0]))
        return shared >= _TELLING and (is_hiring_desk(person.email) or is_machine(person.email))
    return is_machine(person.email) or (len(local) > 2 and squashed(person.name).startswith(local))


def alike(one: str, other: str) -> int:
    """How many letters two words have in common from their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
