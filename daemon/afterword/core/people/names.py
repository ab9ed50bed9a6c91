"""Names as people write them: are two of them one person, how is one greeted, is it a person at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from afterword.core.language.vocabulary import entries, level, pattern, squashed
from afterword.core.lexicon import load
from afterword.core.model import Guest, Person
from afterword.core.people.domains import is_machine, is_note_taker, is_system, registrable

EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7a3]")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*[.'’]?")
# "(Acme)", "@ Acme", "| Acme", "- Acme", "/ Acme" after a name say for whom somebody works.
_AFFILIATION = re.compile(r"\s*(?:[(\[@|/].*|\s[-–—]\s.*|\s(?:via|from|at|bei|chez)\s.*)$")
# Exchange numbers namesakes: "Jane Doe 2".
_NAMESAKE = re.compile(r"\s\d{1,2}$")
_INITIAL = re.compile(r"[^\W\d_]\.?")
_ROOM_DOMAINS = ("resource.calendar.google.com", "group.calendar.google.com", "import.calendar.google.com")
_DIGIT = re.compile(r"\d")
_LONGEST = 80
# Shorter ones ("Sa", "Ai", "Bank") are also people's names.
_SHORTEST_FORM = 5


@cache
def _house() -> re.Pattern[str]:
    forms = entries("employer", "forms")
    return pattern(form for form in forms if len(form) >= _SHORTEST_FORM or (len(form) > 1 and EAST_ASIAN.search(form)))


@cache
def _listed(key: str) -> frozenset[str]:
    return frozenset(level(entry) for entry in load("people")[key])


@cache
def families(language: str) -> tuple[str, ...]:
    """The common family names of "chinese" or "korean", in their script."""
    return tuple(load("people")[f"{language}_families"].split())


@cache
def _any_of(key: str) -> re.Pattern[str]:
    return pattern(load("people")[key])


def written_name(name: str) -> str:
    """A display name as written, without affiliation and namesake number; order, titles and degrees are kept."""
    return _NAMESAKE.sub("", _AFFILIATION.sub("", name.strip().strip("\"'“”"))).strip(" ;")


@lru_cache(maxsize=512)
def plain_name(name: str) -> str:
    """A display name without quotes, affiliation, degrees, Exchange's namesake number. "" if it holds an address."""
    name = name.strip().strip("\"'“”<>").strip()[:_LONGEST]
    if "@" in name and _LETTERS.search(name) and re.search(r"\S@\S", name):
        return ""
    name = _NAMESAKE.sub("", _AFFILIATION.sub("", name)).strip(" ,;")
    tokens = name.split()
    while tokens and level(tokens[0]) in _listed("honorifics") and len(tokens) > 1:
        tokens.pop(0)
    while len(tokens) > 1 and level(tokens[-1].strip(",")) in _listed("credentials"):
        tokens.pop()
    return " ".join(tokens).rstrip(",")


def spellings(name: str) -> tuple[str, ...]:
    """A name as others may write it, levelled: as it is, and the other way round ("Doe, Jane" is "jane doe")."""
    plain = level(plain_name(name))
    family, comma, given = plain.partition(",")
    tokens = plain.split()
    turned = f"{given.strip()} {family.strip()}" if comma else " ".join(reversed(tokens))
    return tuple(dict.fromkeys(filter(None, (plain, turned if comma or len(tokens) == 2 else plain))))


def is_given(name: str) -> bool:
    """Does it begin with a common given name?"""
    first = level(name).replace("-", " ").split()[:1]
    return bool(first) and first[0] in _given_names()


def may_be_given(name: str, *, alone: bool = False) -> bool:
    """The same where nothing but a person can stand: there a word or a town counts, too ("Interview with Sala Haddad").

    `alone`: no family's name follows, so that it is no day or month.
    """
    first = level(name).replace("-", " ").split()[:1]
    if not first or not name[0].isupper() or (len(name) > 1 and name.isupper()):
        return False
    also = _also_given("also_words") if alone else _also_given("also_words") | _also_given("also_dates")
    return first[0] in _given_names() or first[0] in also


@cache
def _given_names() -> frozenset[str]:
    return frozenset(load("given")["names"])


@cache
def _also_given(key: str) -> frozenset[str]:
    return frozenset(load("given")[key])


def abbreviated_titles() -> list[str]:
    """Forms of address that are written with a full stop, without it, but for those that are words as well."""
    people = load("people")
    kept = (title[:-1] for title in people["honorifics"] if title.endswith(".") and title not in people["also_words"])
    return [title for title in kept if len(title) > 1 and title.isalpha()]


def is_form_of_address(word: str) -> bool:
    """Is it "Frau", "Dr." or their like, as it is written before a name in a text?"""
    plain = level(word)
    if plain not in _listed("honorifics") or plain in _listed("also_words"):
        return False
    return word[0].isupper() or plain in _listed("small_forms")


def addressed(name: str) -> tuple[str, str, str]:
    """Form of address, academic titles and the rest: "Herr Dr. Thomas Grün" is ("Herr", "Dr.", "Thomas Grün")."""
    tokens = name.split() or [""]
    if tokens[0] in ("D.", "Dª") and len(tokens) > 1 and is_given(tokens[1]):  # Don Ramón, who is no "D. Ferrer"
        tokens[0] = "Don"
    front = next((at for at, token in enumerate(tokens) if level(token) not in _listed("honorifics")), 0)
    academic = [token for token in tokens[:front] if level(token) in _listed("academic")]
    civil = [token for token in tokens[:front] if token not in academic]
    return " ".join(civil), " ".join(academic), " ".join(tokens[front:])


@lru_cache(maxsize=512)
def _key(name: str) -> tuple[str, ...]:
    """The words of a name regardless of case, accents, order and punctuation."""
    plain = plain_name(name)
    if EAST_ASIAN.search(plain):
        return (squashed(plain),)
    return tuple(sorted(filter(None, (squashed(token) for token in plain.replace(",", " ").split()))))


def is_full_name(name: str) -> bool:
    """Two words or more, or two East Asian characters or more: enough to tell a person from namesakes."""
    key = _key(name)
    return len(key) > 1 or bool(key and EAST_ASIAN.search(key[0]) and len(key[0]) > 1)


def same_name(first: str, second: str) -> bool:
    """Are two names written alike, whatever their case, accents and order ("Doe, Jane")?"""
    return bool(_key(first)) and _key(first) == _key(second)


def same_person(first: Person, second: Person) -> bool:
    """One address; or one name, which must be a full one if two different addresses stand beside it."""
    if first.email and first.email.lower() == second.email.lower():
        return True
    if not same_name(first.name, second.name):
        return False
    return not (first.email and second.email) or is_full_name(first.name)


@cache
def _short_forms() -> dict[str, frozenset[str]]:
    """By a given name, levelled, all those that its bearers may go by."""
    rows = [frozenset(level(row).split()) for row in load("people")["short_forms"]]
    return {name: frozenset().union(*(row for row in rows if name in row)) for name in frozenset().union(*rows)}


def same_given(first: str, second: str) -> bool:
    """May two given names be one person's: "Mike" and "Michael"?"""
    one, two = level(first), level(second)
    return one == two or two in _short_forms().get(one, ())


def is_room(person: Person) -> bool:
    """Is the guest a place or a thing?"""
    name = level(person.name)
    begun = any(_any_of("rooms_first").match(piece.strip()) for piece in re.split(r"[^\w\s]", name))
    return person.domain.endswith(_ROOM_DOMAINS) or bool(begun or _any_of("rooms").search(name))


def is_bot(person: Person) -> bool:
    """Is the guest a machine: a note-taker, a scheduler, a sender that nobody reads?"""
    if is_note_taker(person.domain) or (is_system(person.domain) and is_machine(person.email)):
        return True
    return has_bots_name(person) or bears_systems_name(person)


def bears_systems_name(person: Person) -> bool:
    """Is somebody called as the system is whose address it is: "Workday <acme@myworkday.com>"?"""
    name, label = squashed(person.name), squashed(registrable(person.domain).partition(".")[0])
    automatic = is_system(person.domain) or is_machine(person.email)
    return automatic and len(name) >= _SHORTEST_FORM and name in label


def has_bots_name(person: Person) -> bool:
    """Is somebody called as machines are: "Otter.ai", "Zoom Meeting"?"""
    return bool(_any_of("bots").search(level(written_name(person.name) or person.name)))


def is_team(person: Person) -> bool:
    """Is it a shared mailbox or group ("Acme Recruiting Team", `hr1@`), by its name, or its address if it has none?"""
    name = plain_name(person.name)
    if name:
        return (
            bool(_any_of("teams").search(level(name)) or _house().search(level(name)))
            or _DIGIT.search(name) is not None
        )
    local = re.sub(r"\d+$", "", person.email.rpartition("@")[0])
    return bool(person.email) and (is_machine(person.email) or bool(_any_of("teams").search(local.replace(".", " "))))


def is_human(guest: Guest) -> bool:
    """Is a guest one human being, as far as kind, name and address show?"""
    if guest.kind in ("resource", "room", "group"):
        return False
    person = guest.person
    return bool(person.name or person.email) and not (is_room(person) or is_bot(person) or is_team(person))


@dataclass(frozen=True, slots=True)
class Greeting:
    """What to call somebody: `given` says that it is a given name, else it is the full name as they write it."""

    name: str
    given: bool


def greeting(person: Person) -> Greeting | None:
    """A name that can't go wrong: the full one where the given one is not certain; None to greet without."""
    name = plain_name(person.name)
    if not name or not is_human(Guest(person)) or len(name) > _LONGEST:
        return None
    if EAST_ASIAN.search(name):
        return Greeting(name, given=False) if 2 <= len(squashed(name)) <= 12 else None
    if "," in name:
        return _family_comma_given(name)
    tokens = name.split()
    if not all(_LETTERS.fullmatch(token) for token in tokens) or name == name.lower():
        return None
    if len(tokens) == 1:
        if any(addressed(person.name)[:2]):  # "Herr Grün": a family's name, to be kept with its form of address
            return Greeting(written_name(person.name), given=False)
        return Greeting(name, given=True) if name[0].isupper() and name != name.upper() and len(name) > 1 else None
    return _of_tokens(tokens, person)


def greeting_name(person: Person) -> str | None:
    """The text of `greeting`, None where one greets without a name."""
    found = greeting(person)
    return found.name if found else None


def _family_comma_given(name: str) -> Greeting | None:
    """ "Doe, Jane" and "DOE, Jane Q." are Jane; more commas are a list or a signature."""
    family, _, rest = name.partition(",")
    given = rest.split()
    if "," in rest or not family.strip() or not 1 <= len(given) <= 3 or level(given[0]) in _listed("credentials"):
        return None
    first = given[0]
    certain = _looks_given(first) and (len(given) == 1 or bool(_INITIAL.fullmatch(given[1])))
    if certain:
        return Greeting(first, given=True)
    return Greeting(f"{rest.strip()} {family.strip()}", given=False) if all(map(_LETTERS.fullmatch, given)) else None


def _looks_given(token: str) -> bool:
    letters = token.rstrip(".'’")
    return len(letters) > 1 and not token.endswith(".") and letters[0].isupper() and letters != letters.upper()


def _of_tokens(tokens: list[str], person: Person) -> Greeting:
    """Which of two or more words is the given name, if that is certain."""
    full = Greeting(" ".join(tokens), given=False)
    if tokens[0] == tokens[0].upper() and len(tokens) == 2 and _looks_given(tokens[1]) and len(tokens[0]) > 2:
        return Greeting(tokens[1], given=True)
    country = registrable(person.domain).rpartition(".")[2]
    either_order = country in _listed("family_first_countries") or level(tokens[0]) in _listed("family_first")
    if either_order or not _looks_given(tokens[0]):
        return full
    second = tokens[1]
    if len(tokens) == 2 or _INITIAL.fullmatch(second) or level(second) in _listed("particles"):
        return Greeting(tokens[0], given=True)
    return full
