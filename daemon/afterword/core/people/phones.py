"""Numbers at which people can be called, with their owner. Dial-ins, meeting ids and the person's own are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

import phonenumbers
from phonenumbers import Leniency, PhoneNumber, PhoneNumberMatcher, PhoneNumberType

from afterword.core.language.vocabulary import level, words
from afterword.core.model import Event, Person, Phone
from afterword.core.people.names import plain_name

_TEXT_CAP = 10_000
_MOST = 8
_LINES_BACK = 3
_MOST_LINES = 20
_NUMBER = re.compile(r"(?:\d[^\d\n]{0,4}){6}")
_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")
_LINK = re.compile(r"<?(?:https?|tel|sip|mailto|conf):[^\s<>]{1,2000}>?|\b\S{1,80}@\S{1,200}")
# ",,329754404#" and "PIN: 12#" behind a number belong to a conference.
_CONFERENCE_TAIL = re.compile(r"\s{0,3}(?:,,|;|x?#|\(?PIN)", re.IGNORECASE)
_SERVICE = {
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.UAN,
}
# Endings of domains that everybody uses, whatever country they were made for.
_NO_COUNTRY = {"IO", "AI", "CO", "ME", "TV", "CC", "LY", "FM"}
_RULER = re.compile(r"^[\W_]{8,}$|-::~")


@cache
def _countries() -> dict[str, str]:
    """The ISO 3166 country of each IANA zone, from the `zone.tab` of the tz database."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {row[2]: row[0] for row in rows}


def region_of(zone: str, domains: Sequence[str] = ()) -> str | None:
    """The country that numbers without a prefix are read in: of the employer's domain, else of the zone."""
    endings = [domain.rpartition(".")[2].upper() for domain in domains]
    known = [{"UK": "GB"}.get(ending, ending) for ending in endings]
    countries = phonenumbers.SUPPORTED_REGIONS - _NO_COUNTRY
    return next((ending for ending in known if ending in countries), None) or _countries().get(zone)


def _matches(line: str, region: str | None) -> Iterator[tuple[int, int, PhoneNumber]]:
    """Numbers in one line; those in national form only when they are grouped as that country groups them."""
    for match in PhoneNumberMatcher(line, None, leniency=Leniency.VALID, max_tries=40):
        yield match.start, match.end, match.number
    if region:
        for match in PhoneNumberMatcher(line, region, leniency=Leniency.STRICT_GROUPING, max_tries=40):
            if not match.raw_string.lstrip("(").startswith("+"):
                yield match.start, match.end, match.number


def _owner(lines: Sequence[str], at: int, people: Sequence[Person]) -> str:
    """Whose number it is: the person named nearest above, in the same line or the three before it."""
    for line in reversed(lines[max(0, at - _LINES_BACK) : at + 1]):
        plain = level(line)
        for person in people:
            name = plain_name(person.name)
            if name and level(name) in plain:
                return person.name
        for person in people:
            first = level(plain_name(person.name)).split()
            if first and len(first[0]) > 2 and re.search(rf"(?<!\w){re.escape(first[0])}(?!\w)", plain):
                return person.name
    return ""


def phones_in(text: str, people: Sequence[Person], region: str | None = None) -> tuple[Phone, ...]:
    """The numbers in a text at which somebody can be called, each once, in order, at most eight.

    `people` may own them; `region` is the country (ISO 3166) that numbers without a prefix belong to.
    """
    lines = _LINK.sub(" ", text[:_TEXT_CAP]).splitlines()
    is_form = bool(words("phone", "form").search(level(text[:_TEXT_CAP])))
    found: dict[str, Phone] = {}
    barred, tried = False, 0
    for at, line in enumerate(lines):
        plain = level(line)
        speaks_of_other = bool(words("phone", "dial_in").search(plain) or words("phone", "own").search(plain))
        barred = speaks_of_other or (barred and bool(line.strip()) and not _RULER.match(line.strip()))
        if barred or not _NUMBER.search(_CLOCK.sub("", line)):
            continue
        tried += 1
        for _, end, number in _matches(line, region) if tried <= _MOST_LINES else ():
            written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            if written in found:
                continue
            owner = _owner(lines, at, people)
            if _CONFERENCE_TAIL.match(line[end:]) or (is_form and not owner):
                continue
            if phonenumbers.number_type(number) in _SERVICE and not owner:
                continue
            found[written] = Phone(written, owner)
        if len(found) >= _MOST:
            break
    return tuple(found.values())[:_MOST]


def phones_of(event: Event, people: Sequence[Person], domains: Sequence[str] = ()) -> tuple[Phone, ...]:
    """The numbers in an event's place and text. A booking form's place is the number that the person gave there."""
    text = "\n\n".join(filter(None, (event.location, event.text)))
    return phones_in(text, people, region_of(event.zone, domains))
