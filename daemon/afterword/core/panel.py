"""Who takes part in an event: the candidate, those who interview, the recruiter; and who is named in its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from afterword.core.employers import is_free_mail, own_domain, registrable
from afterword.core.model import Event, Guest, Me, PartStat, Person
from afterword.core.people import greeting_name, is_human, plain_name, same_name, same_person
from afterword.core.titles import person_name, segments
from afterword.core.vocabulary import level, squashed, words

TEXT_CAP = 20_000
_MOST_GUESTS = 60
_MOST_NAMED = 12
_TIME = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3])(?:[:.hH時点]\s?[0-5]\d|\s?(?:am|pm|uhr|h|時|点)\b)", re.IGNORECASE)
_SPLIT = re.compile(
    r"\s*(?:[,;/|&+\t、，・•]|\s[-–—]\s|\(|\)|(?<!\w)(?:and|und|et|y|e|en|i|och|og|with|mit|avec|con|com|met|z)(?!\w)|と|和|及)\s*"
)
_SENTENCE_END = re.compile(
    r"(?<=[^\W\d_]{3})\.(?:\s|$)|[!?。！？]|\s(?:on|at|for|from|in|am|um|für|le|el|il|om|w|kl)\s", re.IGNORECASE
)
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
        if known:
            person, guest = known.person if known.person.name else person, guest
        found[person.email or person.name] = replace(guest, person=person)
    return tuple(found.values())


def own_words(text: str) -> str:
    """The text up to the block that a conference system appends."""
    ruler = _RULER.search(text)
    head = text[: ruler.start()] if ruler and text[: ruler.start()].strip() else text
    return head[:TEXT_CAP]


# --- the candidate -------------------------------------------------------------------------------------------


def candidate_of(event: Event, me: Me, title: str) -> Me:
    """The person as this event knows them: `me` with what it adds, or who the candidate probably is if `me` is unknown."""
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
    found: list[Named] = []
    for heading in words("people", "meet").finditer(plain):
        found += _after_heading(text, heading.end(), _is_label(text, heading.end()))
    for line in text.splitlines()[:200]:
        if _TIME.search(line):
            found += [Named(name, sure=True) for name in _names(_TIME.sub("|", line))]
    return list(dict.fromkeys(found))[:_MOST_NAMED]


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
    kept = []
    for word in piece.split():
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


def panel_of(event: Event, candidate: Me, title: str, mail_text: str = "") -> Panel:
    """Who interviews and who arranges, from guests, organiser, title, description and the invitation mail."""
    names = candidate_names(event, candidate)
    present = _present(event, candidate, names)
    text = f"{own_words(event.text)}\n\n{own_words(mail_text)}"
    named = [one for one in _titled(title) + named_in(text) if not is_candidate(one.name, names)]
    present = [_agreeing(person, [one.name for one in named] + [signed_by(text)]) for person in present]
    matched = _matched(named, present, owner_known=bool(candidate.name))
    arrangers = [person for person in present if _arranges(person, text)]
    organizer = clean(event.organizer) if event.organizer else None
    named_in_title = [person for person in present if any(_bears(person, one.name) for one in titled)]
    chosen = matched or _without_scheduler(event, present, arrangers) or present
    if not chosen:
        alone = signed_by(text)
        chosen = [Person(alone)] if alone and not is_candidate(alone, names) else []
    recruiter = next((person for person in arrangers if not matched or person not in matched), None)
    return Panel(candidate, tuple(chosen), recruiter, organizer)


def _present(event: Event, candidate: Me, names: frozenset[str]) -> list[Person]:
    """The humans of the other side, one person with two addresses once."""
    found: list[Person] = []
    for guest in attendees(event):
        person = guest.person
        mine = candidate.owns(person) or any(same_name(person.name, own) for own in names)
        if mine or not is_human(guest) or guest.status is PartStat.DECLINED:
            continue
        if not any(same_person(person, known) for known in found):
            found.append(person)
    company = [person for person in found if own_domain(person)]
    # Beside people of a company, those on free mail are other candidates.
    return company or found


def _titled(title: str) -> list[Named]:
    """Names after "with" in the title, and those standing alone in one of its segments."""
    found = []
    for heading in words("people", "meet").finditer(level(title)):
        rest = re.split(r"[|/:()<>\[\]]|\s[-–—@]\s", title[heading.end() :])[0]
        found += [Named(name, sure=False) for name in _names(rest, single=True)]
    return found + [Named(name, sure=False) for piece in segments(title) if (name := person_name(piece))]


def _agreeing(person: Person, names: Sequence[str]) -> Person:
    """A guest without a name gets the one in the text that the address spells; names are never made of addresses."""
    if person.name:
        return person
    local = squashed(re.sub(r"\d", "", person.email.rpartition("@")[0]))
    for name in names:
        parts = [squashed(part) for part in plain_name(name).split()]
        if (
            len(parts) > 1
            and len(local) > 3
            and local in ("".join(parts), "".join(reversed(parts)), parts[0] + parts[-1])
        ):
            return replace(person, name=name)
    return person


def _matched(named: Sequence[Named], present: Sequence[Person], *, owner_known: bool) -> list[Person]:
    """The guests whom the text names; and of those it names who are not guests, the ones it surely means.

    Where guests are known, a name merely standing after "with" may be the candidate's and is believed only if a
    guest bears it, or if the candidate is known and there is nobody else.
    """
    found: list[Person] = []
    for one in named:
        guest = next((person for person in present if _bears(person, one.name)), None)
        if guest is None and (one.sure or (owner_known and not present) or not present):
            guest = Person(one.name)
        if guest and not any(same_person(guest, known) for known in found):
            found.append(guest)
    return found


def _bears(person: Person, name: str) -> bool:
    own = plain_name(person.name)
    if same_name(own, name):
        return True
    tokens, wanted = level(own).replace(",", " ").split(), level(name).replace(".", "").split()
    return bool(own) and (set(wanted) <= set(tokens) or (len(tokens) > 1 and set(tokens) <= set(wanted)))


def _arranges(person: Person, text: str) -> bool:
    """Does a display name, an address or the text call somebody recruiter, coordinator, HR?"""
    office = words("people", "recruiter")
    behind = person.name[len(plain_name(person.name)) :]
    if office.search(level(behind)) or office.search(level(re.sub(r"[._+-]|\d", " ", person.email.partition("@")[0]))):
        return True
    name, plain = level(plain_name(person.name)), level(text)
    at = plain.find(name) if name else -1
    while at >= 0:
        after = plain[at + len(name) : at + len(name) + 120]
        nearest = " ".join(after.splitlines()[:2])[:60]
        before = plain[max(0, at - 30) : at].rpartition("\n")[2]
        if office.search(re.split(r"[.;!?]\s|,\s[^,]{0,40}(?:and|&)", nearest)[0]) or office.search(before):
            return True
        at = plain.find(name, at + len(name))
    return False


def _without_scheduler(event: Event, present: Sequence[Person], arrangers: Sequence[Person]) -> list[Person]:
    """Everybody but those who arrange; and but an organiser who has put two or more others on the list, not themself."""
    remaining = [person for person in present if person not in arrangers]
    host = event.organizer
    if host and len(remaining) > 2 and not any(guest.person.email == host.email for guest in event.guests):
        remaining = [person for person in remaining if person.email != host.email]
    return remaining


def first_name_in(title: str, people: Sequence[Person]) -> bool:
    """Does the title call one of the people by name?"""
    plain = f" {re.sub(r'[^a-z0-9]+', ' ', level(title))} "
    return any((name := greeting_name(person)) and f" {level(name)} " in plain for person in people)
