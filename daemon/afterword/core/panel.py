"""Who takes part in an event: the candidate, those who interview, the recruiter; and who is named in its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from afterword.core.employers import is_agency, is_free_mail, own_domain, registrable, stems
from afterword.core.model import Employer, Event, Guest, Me, PartStat, Person
from afterword.core.people import (
    greeting_name,
    is_full_name,
    is_human,
    plain_name,
    same_name,
    same_person,
    written_name,
)
from afterword.core.titles import person_name, segments
from afterword.core.vocabulary import level, squashed, words

TEXT_CAP = 20_000
TOLD = "told"
"""The `kind` of an event that only a mail's words tell of: who wrote it may merely arrange."""
TOLD_AGAIN = "told-again"
"""The same where the words move or call off what was fixed before."""

_MOST_GUESTS = 60
_MOST_NAMED = 12
_TIME = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3])(?:[:.hH時点]\s?[0-5]\d|\s?(?:am|pm|uhr|h|時|点)\b)", re.IGNORECASE)
_SPLIT = re.compile(
    r"\s*(?:[,;/|&+\t、，・•]|\s[-–—]\s|\(|\)|(?<!\w)(?:and|und|et|y|e|en|i|och|og|with|mit|avec|con|com|met|z)(?!\w)|と|和|及)\s*"
)
_SENTENCE_END = re.compile(
    r"(?<=[^\W\d_]{3})\.(?:\s|$)|[!?。！？]|\s(?:on|at|for|from|in|am|um|für|le|el|il|om|w|kl)\s", re.IGNORECASE
)
_FULL_STOP = re.compile(r"(?<=[^\W\d_]{2})[.!?]\s|[。！？]")
_WITH = re.compile(r"\s(?:with|w/|mit|avec|con|com|met|med)\s")
_BULLET = re.compile(r"^[\s•*·–—>-]+|^\s*\d{1,2}[.)]\s")
_RULER = re.compile(r"^[\W_]{8,}$|-::~", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Named:
    """A person whom the text names as one who interviews. `sure`: under a heading that says so, not merely "with"."""

    name: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """Who is who. `candidate` holds the person's own addresses and names, given or inferred from the event."""

    candidate: Me
    interviewers: tuple[Person, ...] = ()
    recruiter: Person | None = None
    organizer: Person | None = None


def clean(person: Person) -> Person:
    """The person with an empty name where only an address stands in its place."""
    return person if not person.name or plain_name(person.name) else replace(person, name="")


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


def own_words(text: str) -> str:
    """The text up to the block that a conference system appends."""
    ruler = _RULER.search(text)
    head = text[: ruler.start()] if ruler and text[: ruler.start()].strip() else text
    return head[:TEXT_CAP]


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
    found = words("people", "candidate").search(level(text[:TEXT_CAP]))
    block = text[found.end() : found.end() + 200].splitlines()[:4] if found else []
    return frozenset(word.lower() for line in block for word in re.findall(r"[^\s<>()]{1,64}@[\w.-]{3,190}", line))


def candidate_names(event: Event, candidate: Me) -> frozenset[str]:
    """Names by which the text calls the candidate: their own, the one greeted, the one in brackets after a booking."""
    text = own_words(event.text)
    names = {candidate.name} if candidate.name else set()
    for found in list(words("people", "greeting").finditer(level(text)))[:3]:
        after = re.split(r"[,.!:\n]", text[found.end() : found.end() + 40].strip())[0]
        if _starts_line(text, found.start()) and person_name(after, single=True):
            names.add(after)
    booked = words("people", "candidate").search(level(text))
    if booked:
        line = next(
            filter(None, (part.strip(" :*") for part in text[booked.end() : booked.end() + 120].splitlines())), ""
        )
        if person_name(line, single=True):
            names.add(line)
    return frozenset(names)


def _starts_line(text: str, at: int) -> bool:
    return not text[:at].rpartition("\n")[2].strip(" *>-")


def is_candidate(name: str, names: Iterable[str]) -> bool:
    """Is `name` one of the candidate's names, or the given name of one?"""
    return any(same_name(name, own) or level(name) in level(own).split() for own in names)


# --- names in the text ---------------------------------------------------------------------------------------


def named_in(text: str) -> list[Named]:
    """Everybody whom a text names as interviewing: after "You will meet with:", in "Panel:" lists, in timetables."""
    text = own_words(text)
    plain = level(text)
    found: list[Named] = [
        Named(name, sure=True) for both in _both_see_you(plain) if (name := _name_before(text[: both.start()]))
    ]
    for heading in words("people", "meet").finditer(plain):
        found += _after_heading(text, heading.end(), _is_label(text, heading.end()))
    lines = (piece for line in text.splitlines()[:200] for piece in _FULL_STOP.split(line[:2_000]))
    rows = [names for line in lines if _TIME.search(line) and (names := _names(_TIME.sub("|", line)))]
    # One line with a time may name a zone or a place; two are a timetable.
    found += [Named(name, sure=len(rows) > 1) for names in rows for name in names]
    return list(dict.fromkeys(found))[:_MOST_NAMED]


def _both_see_you(plain: str) -> Iterator[re.Match[str]]:
    """Every "and I" that "will interview you" or its like follows."""
    for both in words("people", "and_i").finditer(plain):
        if words("people", "see_you").match(plain[both.end() : both.end() + 60].lstrip()):
            yield both


def _name_before(text: str) -> str:
    """The two to four words at the end of a text, if they are a person's name: "Jane Doe" of "On Monday Jane Doe"."""
    clause = re.split(r"[.,;:!?\n]", text[-80:])[-1].split()
    return next(filter(None, (person_name(" ".join(clause[-count:])) for count in (4, 3, 2))), "")


def counts_themself_in(text: str) -> bool:
    """Does the writer say that they interview, too: "you will meet Jane Doe and me", "Jane Doe and I will see you"?"""
    plain = level(own_words(text))
    if any(True for _ in _both_see_you(plain)):
        return True
    for heading in words("people", "meet").finditer(plain):
        clause = re.split(r"[.;:!?\n]\s", plain[heading.end() : heading.end() + 200])[0]
        if words("people", "and_me").search(clause):
            return True
    return bool(words("people", "with_me").search(plain))


def _is_label(text: str, end: int) -> bool:
    return text[end : end + 3].lstrip(" *").startswith((":", "：", "\n"))


def _after_heading(text: str, end: int, label: bool) -> list[Named]:
    rest = text[end : end + 600].lstrip(" :：*-–\t")
    if rest.startswith("\n"):
        block = rest.lstrip("\n").split("\n\n")[0].splitlines()[:8] if label else []
    else:
        block = rest.splitlines()[:1]
    found: list[Named] = []
    for line in block:
        body = _BULLET.sub("", line)
        cut = body if label else _SENTENCE_END.split(body)[0]
        found += [Named(name, sure=label) for name in _names(cut, single=label)]
    return found


def _names(line: str, *, single: bool = False) -> list[str]:
    """The pieces of a line that are written like names; what follows a dash or stands in brackets is their office."""
    if len(line) > 300:
        return []
    names = []
    for piece in _SPLIT.split(line):
        head = piece.split(":")[-1].strip()
        name = person_name(_leading_name(head), single=single)
        if name:
            names.append(plain_name(name))
    return names


def _leading_name(piece: str) -> str:
    """The words up to the first in lower case: "Jane Doe will ask" is Jane Doe."""
    kept: list[str] = []
    for word in piece.split():
        if (
            word[:1].islower()
            and len(kept) == 1
            and level(word) not in {"van", "von", "de", "der", "den", "del", "di", "da", "du", "la"}
        ):
            return ""
        if word[:1].islower() and level(word) not in {"van", "von", "de", "der", "den", "del", "di", "da", "du", "la"}:
            break
        kept.append(word)
    return " ".join(kept)


def signed_by(text: str) -> str:
    """The name under the text: what stands after "Best regards," or its like. "" if there is none."""
    text = own_words(text)
    for found in reversed(list(words("people", "sign_off").finditer(level(text)))):
        after = text[found.end() : found.end() + 120].lstrip(" ,.!;:\n\r\t*_")
        name = person_name(after.splitlines()[0], single=True) if after else ""
        if name and "\n" in text[found.end() : found.end() + 10]:
            return plain_name(name)
    return ""


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
    text = f"{own_words(event.text)}\n\n{own_words(mail_text)}"
    told = [one for one in named_in(text) if not _is_somebody_else(one.name, names, employer)]
    titled = [one for one in _titled(title) if not _is_somebody_else(one.name, names, employer)]
    signature = signed_by(text)
    spelt = [one.name for one in (*told, *titled)] + [signature]
    present = [_agreeing(person, spelt) for person in _present(event, candidate, names, employer)]
    arrangers = [person for person in present if _arranges(person, text)]
    believed = bool(candidate.name) or arrangers == present
    may_screen = not employer.name or any(words("stage", stage).search(level(title)) for stage in ("screen", "hr"))
    hosts = [person for person in present if may_screen or not is_agency(person.domain)]
    if event.kind in (TOLD, TOLD_AGAIN):  # its organiser is whoever wrote the mail: often somebody who only arranges
        hosts, signature = [], ""
    chosen = _matched(told, present, believed) or _invited(event, hosts, arrangers, titled)
    if not chosen and (believed or not event.guests):
        chosen = [Person(one.name) for one in titled]
    if not chosen and signature and not _is_somebody_else(signature, names, employer):
        chosen = [Person(signature)]
    for writer in _writers(event, candidate, mail_text, sender):
        chosen = chosen if _is_among(writer, chosen) else [*chosen, writer]
    recruiter = next(iter(arrangers), None)
    host = clean(event.organizer) if event.organizer else None
    return Panel(candidate, tuple(map(_shown, chosen)), recruiter and _shown(recruiter), host)


def _writers(event: Event, candidate: Me, mail_text: str, sender: Person | None) -> list[Person]:
    """The organiser and the mail's sender, if what they wrote says that they interview themselves."""
    wrote = ((event.organizer, event.text), (sender, mail_text))
    people = [clean(person) for person, text in wrote if person and counts_themself_in(text)]
    return [person for person in people if is_human(Guest(person)) and not candidate.owns(person)]


def _is_among(person: Person, people: Iterable[Person]) -> bool:
    return any(same_person(person, other) or _bears(person, other.name) for other in people)


def _is_somebody_else(name: str, candidates: Iterable[str], employer: Employer) -> bool:
    """Is it the candidate's name or the employer's, so that nobody of that name interviews?"""
    return is_candidate(name, candidates) or _is_house(name, employer)


def _is_house(name: str, employer: Employer) -> bool:
    labels = [domain.partition(".")[0] for domain in employer.domains] + [employer.name]
    return bool(squashed(name)) and any(squashed(name) in stems(label) for label in labels if label)


def _shown(person: Person) -> Person:
    """The person with the name as they write it, but for what stands behind it ("@ Acme", Exchange's number)."""
    return replace(person, name=written_name(person.name))


def _present(event: Event, candidate: Me, names: frozenset[str], employer: Employer) -> list[Person]:
    """The humans of the other side, one person with two addresses once."""
    found: list[Person] = []
    for guest in attendees(event):
        person = guest.person
        mine = candidate.owns(person) or any(same_name(person.name, own) for own in names)
        if mine or not is_human(guest) or guest.status is PartStat.DECLINED or _is_house(person.name, employer):
            continue
        if not any(same_person(person, known) for known in found):
            found.append(person)
    company = [person for person in found if own_domain(person) or is_agency(person.domain)]
    # Beside people of a company, those on free mail are other candidates.
    return company or found


def _titled(title: str) -> list[Named]:
    """Names after "with" in the title, and those standing alone in one of its segments."""
    found = []
    for heading in words("people", "meet").finditer(level(title)):
        rest = re.split(r"[|/:()<>\[\]]|\s[-–—@]\s", title[heading.end() :])[0]
        is_chat = not words("title", "strong").search(heading[0])
        found += [Named(name, sure=False) for name in _names(rest, single=is_chat)]
    for heading in _WITH.finditer(title):
        found += [Named(name, sure=False) for name in _names(title[heading.end() :])]
    found += [Named(name, sure=False) for piece in segments(title) if (name := person_name(piece))]
    return list(dict.fromkeys(found))


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
    return person


def _matched(named: Sequence[Named], present: Sequence[Person], believed: bool) -> list[Person]:
    """The people whom the text names: guests who bear the name, and others if the text surely means them.

    A name merely standing after "with" may be the candidate's. It is believed if a guest bears it; else only a full
    name, and only if the candidate is known by name or all guests are of those who arrange.
    """
    found: list[Person] = []
    for one in named:
        guest = next((person for person in present if _bears(person, one.name)), None)
        if guest is None and (one.sure or not present or (believed and is_full_name(one.name))):
            guest = Person(one.name)
        if guest and not any(_bears(known, guest.name) or same_person(guest, known) for known in found):
            found.append(guest)
    return found


def _bears(person: Person, name: str) -> bool:
    """Is it the person's name, or a part of it ("Jane" of Jane Doe)?"""
    own = plain_name(person.name)
    if same_name(own, name):
        return True
    tokens, wanted = level(own).replace(",", " ").split(), level(name).replace(".", "").split()
    return bool(own and wanted) and (set(wanted) <= set(tokens) or (len(tokens) > 1 and set(tokens) <= set(wanted)))


def _arranges(person: Person, text: str) -> bool:
    """Does a display name, an address or the text call somebody recruiter, coordinator, HR?"""
    office = words("people", "recruiter")
    behind = person.name[len(plain_name(person.name)) :]
    local = re.sub(r"[._+-]|\d", " ", person.email.partition("@")[0])
    if is_agency(person.domain) or office.search(level(behind)) or office.search(level(local)):
        return True
    name, plain = level(plain_name(person.name)), level(text)
    return any(
        office.search(plain[max(0, found.start() - 30) : found.start()].rpartition("\n")[2])
        or office.search(_office_behind(plain[found.end() : found.end() + 80]))
        for found in (re.finditer(re.escape(name), plain) if name else ())
    )


def _office_behind(after: str) -> str:
    """What may be somebody's office right behind their name: the rest of the clause, or the next line."""
    lines = after.lstrip(" ,*").splitlines()[:3]
    first = re.split(r"[.;!?]\s|\s(?:and|und|et|y|e|en|i|och)\s", lines[0])[0] if lines else ""
    return first if first.strip() else next((line for line in lines if line.strip()), "")


def _invited(
    event: Event, present: Sequence[Person], arrangers: Sequence[Person], titled: Sequence[Named]
) -> list[Person]:
    """The guests but those who arrange, and but an organiser who put two or more others on the list, not themself.

    If nobody else is there, those who arrange are the ones who interview.
    """
    remaining = [person for person in present if person not in arrangers]
    host = event.organizer
    if host and len(remaining) > 2 and all(guest.person.email != host.email for guest in event.guests):
        named = [person for person in present if any(_bears(person, one.name) for one in titled)]
        remaining = [person for person in remaining if person.email != host.email or person in named]
    return remaining or list(present)


def first_name_in(title: str, people: Sequence[Person]) -> bool:
    """Does the title call one of the people by name?"""
    plain = f" {re.sub(r'[^a-z0-9]+', ' ', level(title))} "
    return any((name := greeting_name(person)) and f" {level(name)} " in plain for person in people)
