"""For which employer an interview is: by guests' domains, a hiring system's tenant, display names, the title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from afterword.core.events.company import (
    in_east_asian_title,
    in_title,
    is_job,
    is_never,
    is_person,
    is_trade,
    is_written_as_company,
    may_be_company,
    of_office,
)
from afterword.core.events.notes import noted
from afterword.core.language.vocabulary import entries, level, squashed, words
from afterword.core.model import LONGEST_TEXT, Employer, Guest, Person
from afterword.core.people import employers, labels, titles
from afterword.core.people.domains import (
    hiring_links,
    is_agency,
    is_hiring_system,
    is_machine,
    is_system,
    registrable,
    tenant,
    tenant_of_link,
)
from afterword.core.people.marked import marked_company
from afterword.core.people.named import addressed_in, own_words, signature_of, works_somewhere
from afterword.core.people.names import EAST_ASIAN, has_bots_name, is_given, is_human

_TOOLS = re.compile(r"(?:support|no-?reply|notifications?|reminders?|calendar|invites?|system|mailer)@")
_TELLING = 4
_MOST_CLIENTS = 20
_CLIENT_ENDS = re.compile(r"[\n|,;()]|\.\s|\s[-–—]\s")
_CLIENT_LEAD = re.compile(
    r"^[\s,:(–-]*(?:(?:the|die|der|das|dem|den|la|le|les|el|los|il|lo|de|het|o|a|os|as|der firma|die firma)\s|l['’])?"
    r"(?:(?:company|firma|firmą|firmie|firmy|société|entreprise|empresa|compañía|azienda|società|ditta|bedrijf|företaget|firmaet)\s)?"
)
# "Jane Doe from Acme", "Jane (Acme)".
_SOMEBODY_OF = re.compile(
    r"((?:[^\W\d_a-z][\w'’-]{1,25}\s){1,3})"
    r"(?:at|from|@|bei|chez|bij|från|fra|hos)\s((?:[^\W_a-z][^\s,;:!?()|<>]{0,30}[ ]?){1,4})"
)
_EAST_ASIAN_OFFICE = re.compile(
    r"(?:^|[\s、，。：]|我是)([\u3400-\u9fff\u30a0-\u30ff]{2,14}?)"
    r"\s?(?:HR|人力资源|人事部|人事|招聘|採用担当|採用)(?=[\s部组团担の\u3000]|$)",
    re.MULTILINE,
)


# "Interview Acme via Hays": who arranges it. Behind "by" and "over" stand other things, too.
_VIA = re.compile(
    r"\s\(?(?:via|über|through|par le biais de|vía|tramite|przez|através d[ae]|genom|gennem)"
    r"\s(?:(?!\s-\s)[^:|,;()/–—]){2,40}(?:\)|$|(?=[:|,;/–—]|\s-\s))"
)
# "for Data Engineer at Acme", "Ausbildung als Koch (m/w/d) bei der Acme GmbH".
_JOB_AT = re.compile(
    r"(?:\s\([^()]{1,20}\))?\s?(?:position|role|job|opening|vacancy|post|stelle)?\s(?:here\s)?"
    r"(?:at|with|@|bei|chez|presso|bij|hos|en|em|na|w firmie)\s(?:der\s|dem\s|the\s)?(?=[^\W\d_a-z])"
)
_THROUGH = re.compile(
    r"\b(?:scheduled|booked|arranged|powered|sent|geplant|gebucht|planifie|programada|organizzato|gepland|umowion[eay]|bokad)"
    r"\s(?:via|through|with|by|on|in|uber|mit|par|avec|por|con|da|tramite|met|door|przez|genom)\s([\w-]{3,30})"
)
_SPELT = re.compile(r"((?:[^\W\d_a-z][\w'’-]{1,25}\s){2,3})[(<]\s?([\w.+-]{3,60})@")


def employer_of_event(
    title: str, texts: Sequence[str], others: Sequence[Person], domains: Sequence[str], names: Iterable[str]
) -> Employer:
    """The employer, as far as anything says it.

    `texts` are what event and mail say, `others` the people without the candidate, `domains` their company domains
    (the organiser's first), `names` everybody's names: a person in the title is no company. An agency's domain is
    never among `domains`: then the employer is who the title or the text names, or stays empty.
    """
    body = "\n".join(filter(None, texts))
    known = frozenset((*names, *_candidates(title, body)))
    title = _without_names(title, known)
    title, ordered = _without_agent(title, known)
    agents = [squashed(registrable(one.domain).partition(".")[0]) for one in others if is_agency(one.domain)]
    called = (titles.rest_of(piece) for piece in titles.segments(title) if agents)
    known |= {name for name in called if len(name) > _TELLING and any(one.startswith(squashed(name)) for one in agents)}
    for addressed in addressed_in(title):  # "Hotel Park Frau Amann", but not "Zahnarztpraxis Dr. Heller"
        before = next(reversed(title.partition(addressed)[0].split()), "")
        house = may_be_company(before, known) or bool(words("employer", "forms").fullmatch(level(before)))
        if not addressed.startswith("Dr") or not house:
            title = title.replace(addressed, " | ")
    client = ordered or _client(title, known) or _client(body, known)
    for_client = employers.speaks_for_client(title) or employers.speaks_for_client(body)
    if client or (domains and for_client):
        return Employer(client or in_title(title, known) or _by_text(body, known))
    if domains:
        tool = _is_tools(domains[0], others, f"{title}\n{body}")
        named = (in_title(title, known) or _by_job(body, known)) if tool else ""
        return Employer(named) if named else _of_domain(title, body, others, domains, known)
    known |= _systems_names(others, body) | frozenset(
        person.name for person in others if works_somewhere(person.name, body)
    )
    by_system = _by_tenant(others, body, title) or _by_system(others, f"{title}\n{body}", known)
    if titles.person_name(by_system) and is_given(by_system):  # who arranges it, at the system's address
        spoken = in_title(title, known) or _by_text(body, known)
        by_system = by_system if is_given(spoken) else spoken or by_system
    alone = not any(is_human(Guest(person)) for person in others)
    titled = of_office(title)[1] or ("" if others else noted(title, body, known))
    titled = titled or _of_somebody(title, known, full=False) or in_title(title, known, alone=alone)
    titled = titled and (by_house_address(others, known) or titled)
    said = by_system or titled or _by_display([one.name for one in others], known)
    said = said or _of_somebody(body, known, full=True) or _by_text(body, known)
    agency = any(is_agency(person.domain) for person in others)
    said = said or ("" if agency else _signed(body, known)) or (noted(title, body, known) if alone else "")
    return Employer(said or _by_short_note(body, known) or _by_form(f"{title}\n{body}", known))


def _of_domain(
    title: str, body: str, others: Sequence[Person], domains: Sequence[str], known: frozenset[str]
) -> Employer:
    """The employer whose domain somebody has an address at, called as title, names and text spell that domain."""
    label = domains[0].partition(".")[0]
    kept = tuple(domain for domain in domains if _same_house(domain, domains[0]))
    displays = [person.name for person in others if registrable(person.domain) in kept]
    everywhere = [title, *(person.name for person in others), body]
    name = labels.written_name(label, "\n".join(everywhere)) or _by_display(displays)
    if _is_shortened(name, label):  # "KSV Personal", and in the text "Klinikum Sankt Veit"
        name = labels.abbreviated(label, [title, body]) or name
    name = employers.fuller_name(name, everywhere) if name else _by_link(label, body)
    # A company in the title that the domain does not spell may be a client or a place: only believed if its name
    # is in a script that no domain spells.
    name = name or labels.abbreviated(label, everywhere) or _begun_by(label, in_title(title, known))
    name = name or labels.begun_name(label, everywhere)
    written = marked_company(title) or marked_company(body) or _in_east_asian_office(body, known)
    written = written or _before_east_asian_name(body, known)
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


def _client(text: str, known: frozenset[str]) -> str:
    """Who stands behind "Client:" and its like, or is named by the agency: "our client, the Halbmond AG"; no person."""
    plain = level(text)
    labelled = (
        _CLIENT_ENDS.split(text[found.end() :][:60].lstrip(" :：,"))[0] for found in _clients(plain, "client_is")
    )
    behind = (text[found.end() :][:90] for found in _clients(plain, "client"))
    named = (employers.cut_name(_CLIENT_ENDS.split(_CLIENT_LEAD.sub("", rest))[0].split()) for rest in behind)
    for name in (employers.without_legal_form(one.strip()) for one in (*labelled, *named)):
        human = is_person(name, known) or (not EAST_ASIAN.search(name) and titles.person_name(name) and is_given(name))
        if _looks_named(name) and not human and not is_job(name) and not is_never(level(name)):
            return name
    return ""


def _clients(plain: str, group: str) -> Iterator[re.Match[str]]:
    return islice(words("employer", group).finditer(plain), _MOST_CLIENTS)


def _without_agent(title: str, known: frozenset[str]) -> tuple[str, str]:
    """The title without who arranges it, and for whom where that is an agency: "Interview Ember Foods via Hays"."""
    arranged = _VIA.search(title)
    if not arranged:
        return title, ""
    agent = squashed(arranged[0].split(maxsplit=1)[-1])
    before = titles.rest_of((titles.segments(title[: arranged.start()]) or [""])[-1])
    named = is_written_as_company(before) and not is_given(before) and not is_person(before, known)
    ordered = before if named and is_agency(f"{agent}.com") else ""
    return f"{title[: arranged.start()]}{title[arranged.end() :]}", ordered


def _candidates(title: str, body: str) -> Iterator[str]:
    """Who is interviewed, by "Jane Doe for Data Engineer", or because an address beside the name spells it."""
    for piece in titles.segments(title):
        name, _, role = piece.partition(" for ")
        if is_given(name) and titles.person_name(name) and is_job(role):
            yield name
    for found in _SPELT.finditer(body[:LONGEST_TEXT]):
        name = found[1].strip()
        if titles.person_name(name) and squashed(found[2]) == squashed(name):
            yield name


def _same_house(domain: str, main: str) -> bool:
    """`acme.de` and `acme-group.com` belong to `acme.com`; an outside consultant's domain does not."""
    mine, theirs = main.partition(".")[0], domain.partition(".")[0]
    return mine == theirs or (min(len(mine), len(theirs)) > 3 and (mine.startswith(theirs) or theirs.startswith(mine)))


def _systems_names(others: Iterable[Person], body: str) -> frozenset[str]:
    """The labels of the systems in play: "HackerRank CodePair" is no employer in a mail of hackerrank.com."""
    hosts = [*(person.domain for person in others), *(host for host, _ in hiring_links(body))]
    labels = (registrable(host).partition(".")[0] for host in hosts if is_system(host))
    return frozenset(label.removesuffix("mail") for label in labels)


def _by_display(displays: Iterable[str], known: frozenset[str] = frozenset()) -> str:
    names = (employers.company_part(one) or marked_company(one) or _by_form_of_house(one) for one in displays)
    telling = (name for name in names if not words("employer", "forms").fullmatch(level(name)))
    fitting = (name for name in telling if _looks_named(name) and not employers.is_common_word(name))
    return next((name for name in fitting if level(name) not in known), "")


def _by_form_of_house(display: str) -> str:
    """The display name if it says what house it is of: "Landkreis Ulmen"."""
    formed = any(words("employer", "forms").fullmatch(level(part)) for part in display.split())
    return display if formed and may_be_company(display, frozenset()) else ""


def _looks_named(name: str) -> bool:
    """Not "she/her" and its like, which stand in brackets as well: a capital, or a script without."""
    return bool(name) and (name[0].isupper() or name[0].isdigit() or not name[0].isascii())


def _by_tenant(others: Sequence[Person], body: str, title: str) -> str:
    tenants = [tenant(person.domain, person.email.rpartition("@")[0]) for person in others]
    tenants += [tenant_of_link(host, first) for host, first in hiring_links(body)]
    label = next(filter(None, tenants), "")
    everywhere = [title, *(person.name for person in others), body]
    written = labels.written_name(label, "\n".join(everywhere)) if label else ""
    if written:
        return employers.fuller_name(written, everywhere)
    starting = (person.name for person in others if label and squashed(person.name).startswith(squashed(label)))
    return employers.without_legal_form(next(starting, "")) or label.replace("-", " ").title()


def _by_system(others: Iterable[Person], text: str, known: frozenset[str]) -> str:
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
    return is_written_as_company(name) and not is_person(name, known) and not is_given(name)


def _by_link(label: str, body: str) -> str:
    """The name under which a hiring system's link has the company of that domain label, if one does."""
    linked = {tenant_of_link(host, path) for host, path in hiring_links(body)}
    return next(
        (name.replace("-", " ").title() for name in sorted(linked) if name and squashed(name) in labels.stems(label)),
        "",
    )


def _by_short_note(body: str, known: frozenset[str]) -> str:
    """The company if the text is nothing but it: "Northfield (video)"."""
    note = re.sub(r"\([^()]{0,40}\)", "", body.strip()).strip()
    return note if "\n" not in body.strip() and may_be_company(note, known) else ""


def _by_text(body: str, known: frozenset[str]) -> str:
    name = employers.named_employer(body)
    if name and not is_person(name, known):
        return name
    return _by_job(body, known)


def _by_job(body: str, known: frozenset[str]) -> str:
    """The company at which a job is said to be: "Interview for Legal Intern at Hartwell Chambers."."""
    for found in words("roles", "words").finditer(level(body)):
        behind = _JOB_AT.match(body, found.end())
        rest = re.split(r"[,.;:!?()\n|]|\s[-–—]\s", body[behind.end() : behind.end() + 80])[0] if behind else ""
        name = employers.cut_name(rest.split())
        if is_written_as_company(name) and not is_person(name, known) and not is_given(name):
            return name
    return ""


def _signed(body: str, known: frozenset[str]) -> str:
    """The company under a text: by its legal form, or in the signature behind an office or alone in its line."""
    below = signature_of(own_words(body))
    registered = employers.registered_company("\n".join(below) or body)
    pieces = [re.split(r",\s|\s[|·•–—-]\s|\s(?:at|bei|chez|en|em|hos|bij)\s", line) for line in below]
    behind = [
        line[-1]
        for line in pieces
        if len(line) > 1 and (is_trade(line[0]) or words("roles", "words").search(level(line[0])))
    ]
    alone = [line[0] for line in pieces if len(line) == 1]
    return registered or next((name for name in (*behind, *alone) if may_be_company(name, known)), "")


def _by_form(text: str, known: frozenset[str]) -> str:
    """The run of East Asian characters that ends as companies' names do: `启明软件`."""
    runs = (run for run in re.split(r"[^\u3400-\u9fff\u30a0-\u30ff]+", text[:LONGEST_TEXT]) if 4 <= len(run) <= 12)
    ends = tuple(form for form in entries("employer", "forms") if EAST_ASIAN.search(form))
    return next((run for run in runs if run.endswith(ends) and may_be_company(run, known)), "")


def _before_east_asian_name(body: str, known: frozenset[str]) -> str:
    """The company before somebody's name in a signature: `云海科技 王丽`."""
    for name in filter(EAST_ASIAN.search, known):
        found = re.search(rf"^([\u3400-\u9fff\u30a0-\u30ff]{{3,14}})[ \u3000]{re.escape(name)}$", body, re.MULTILINE)
        if found and may_be_company(found[1], known) and not words("employer", "team").fullmatch(found[1]):
            return found[1]
    return ""


def _in_east_asian_office(body: str, known: frozenset[str]) -> str:
    """The company before its office in a signature: `星河科技 人力资源部`."""
    found = (office[1] for office in _EAST_ASIAN_OFFICE.finditer(body[:LONGEST_TEXT]))
    return next((name for name in found if may_be_company(name, known)), "")


def _of_somebody(text: str, known: frozenset[str], *, full: bool) -> str:
    """The company that a person in the text is said to be from; `full`: only if they are named in full."""
    for found in _SOMEBODY_OF.finditer(text[:LONGEST_TEXT]):
        words_before = found[1].split()
        names = [" ".join(words_before[at:]) for at in range(len(words_before) - (1 if full else 0))]
        if any(titles.person_name(name, single=not full) for name in names):
            name = employers.cut_name(found[2].split())
            if name and not is_person(name, known) and may_be_company(name, known):
                return name
    return ""
