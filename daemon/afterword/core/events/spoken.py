"""Which employer a title or a text speaks of: in a sentence, in a signature, beside a job, before its agency."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from afterword.core.events.company import (
    is_job,
    is_never,
    is_person,
    is_trade,
    is_written_as_company,
    may_be_company,
)
from afterword.core.language.vocabulary import any_words, entries, level, squashed, words
from afterword.core.model import LONGEST_TEXT
from afterword.core.people import employers, titles
from afterword.core.people.domains import (
    is_agency,
)
from afterword.core.people.named import own_words, signature_of
from afterword.core.people.names import EAST_ASIAN, is_given

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
# Behind "via": who arranges it.
_AGENT = r"\s(?:(?!\s-\s)[^:|,;()/–—]){2,40}(?:\)|$|(?=[:|,;/–—]|\s-\s))"
_SPELT = re.compile(r"((?:[^\W\d_a-z][\w'’-]{1,25}\s){2,3})[(<]\s?([\w.+-]{3,60})@")
_MOST_CLIENTS = 20
_CLIENT_ENDS = re.compile(r"[\n|,;()]|\.\s|\s[-–—]\s")


def _clients(plain: str, group: str) -> Iterator[re.Match[str]]:
    return islice(words("employer", group).finditer(plain), _MOST_CLIENTS)


def client_in(text: str, known: frozenset[str]) -> str:
    """Who stands behind "Client:" and its like, or is named by the agency: "our client, the Halbmond AG"; no person."""
    plain = level(text)
    said = []
    for found in (*_clients(plain, "client_is"), *_clients(plain, "client")):
        rest = _CLIENT_ENDS.split(_without_lead(text[found.end() :][:90]))[0]
        said.append(rest if found[0].endswith((":", "：")) else employers.cut_name(rest.split()))
    for name in (employers.without_legal_form(one.strip()) for one in said):
        human = is_person(name, known) or (not EAST_ASIAN.search(name) and titles.person_name(name) and is_given(name))
        if looks_named(name) and not human and not is_job(name) and not is_never(level(name)):
            return name
    return ""


def _without_lead(text: str) -> str:
    """The text without an article and a word for companies before a name: "the company Acme" is Acme."""
    text = text.lstrip(" ,:：(–-")
    for _ in range(2):
        lead = words("employer", "client_lead").match(level(text))
        apart = lead and (text[lead.end() - 1] in "'’" or text[lead.end() : lead.end() + 1].isspace())
        text = text[lead.end() :].lstrip() if lead and apart else text
    return text


@cache
def _via() -> re.Pattern[str]:
    return re.compile(rf"\s\(?(?:{words('before', 'via').pattern}){_AGENT}")


@cache
def _job_at() -> re.Pattern[str]:
    """ "for Data Engineer at Acme", "Ausbildung als Koch (m/w/d) bei der Acme GmbH": what stands behind the job."""
    post, at = words("roles", "post").pattern, any_words("before", "surely_at", "with", "in").pattern
    return re.compile(rf"(?:\s\([^()]{{1,20}}\))?\s?(?:{post})?\s(?:here\s)?(?:{at})\s(?:der\s|dem\s|the\s)?")


def without_agent(title: str, known: frozenset[str]) -> tuple[str, str]:
    """The title without who arranges it, and for whom where that is an agency: "Interview Ember Foods via Hays"."""
    arranged = _via().search(level(title))
    if not arranged:
        return title, ""
    agent = squashed(arranged[0].split(maxsplit=1)[-1])
    before = titles.rest_of((titles.segments(title[: arranged.start()]) or [""])[-1])
    named = is_written_as_company(before) and not is_given(before) and not is_person(before, known)
    ordered = before if named and is_agency(f"{agent}.com") else ""
    return f"{title[: arranged.start()]}{title[arranged.end() :]}", ordered


def candidates_in(title: str, body: str) -> Iterator[str]:
    """Who is interviewed, by "Jane Doe for Data Engineer", or because an address beside the name spells it."""
    for piece in titles.segments(title):
        name, _, role = piece.partition(" for ")
        if is_given(name) and titles.person_name(name) and is_job(role):
            yield name
    for found in _SPELT.finditer(body[:LONGEST_TEXT]):
        name = found[1].strip()
        if titles.person_name(name) and squashed(found[2]) == squashed(name):
            yield name


def looks_named(name: str) -> bool:
    """Not "she/her" and its like, which stand in brackets as well: a capital, or a script without."""
    return bool(name) and (name[0].isupper() or name[0].isdigit() or not name[0].isascii())


def by_short_note(body: str, known: frozenset[str]) -> str:
    """The company if the text is nothing but it: "Northfield (video)"."""
    note = re.sub(r"\([^()]{0,40}\)", "", body.strip()).strip()
    return note if "\n" not in body.strip() and may_be_company(note, known) else ""


def by_text(body: str, known: frozenset[str]) -> str:
    """The company that a sentence of the text names: "your application at Acme"; "" without one."""
    name = employers.named_employer(body)
    if name and not is_person(name, known):
        return name
    return by_job(body, known)


def by_job(body: str, known: frozenset[str]) -> str:
    """The company at which a job is said to be: "Interview for Legal Intern at Hartwell Chambers."."""
    plain = level(body)
    for found in words("roles", "words").finditer(plain):
        behind = _job_at().match(plain, found.end())
        rest = re.split(r"[,.;:!?()\n|]|\s[-–—]\s", body[behind.end() : behind.end() + 80])[0] if behind else ""
        name = employers.cut_name(rest.split())
        if is_written_as_company(name) and not is_person(name, known) and not is_given(name):
            return name
    return ""


def signed(body: str, known: frozenset[str]) -> str:
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


def by_form(text: str, known: frozenset[str]) -> str:
    """The run of East Asian characters that ends as companies' names do: `启明软件`."""
    runs = (run for run in re.split(r"[^\u3400-\u9fff\u30a0-\u30ff]+", text[:LONGEST_TEXT]) if 4 <= len(run) <= 12)
    ends = tuple(form for form in entries("employer", "forms") if EAST_ASIAN.search(form))
    return next((run for run in runs if run.endswith(ends) and may_be_company(run, known)), "")


def before_east_asian_name(body: str, known: frozenset[str]) -> str:
    """The company before somebody's name in a signature: `云海科技 王丽`."""
    for name in filter(EAST_ASIAN.search, known):
        found = re.search(rf"^([\u3400-\u9fff\u30a0-\u30ff]{{3,14}})[ \u3000]{re.escape(name)}$", body, re.MULTILINE)
        if found and may_be_company(found[1], known) and not words("employer", "team").fullmatch(found[1]):
            return found[1]
    return ""


def in_east_asian_office(body: str, known: frozenset[str]) -> str:
    """The company before its office in a signature: `星河科技 人力资源部`."""
    found = (office[1] for office in _EAST_ASIAN_OFFICE.finditer(body[:LONGEST_TEXT]))
    return next((name for name in found if may_be_company(name, known)), "")


def of_somebody(text: str, known: frozenset[str], *, full: bool) -> str:
    """The company that a person in the text is said to be from; `full`: only if they are named in full."""
    for found in _SOMEBODY_OF.finditer(text[:LONGEST_TEXT]):
        words_before = found[1].split()
        names = [" ".join(words_before[at:]) for at in range(len(words_before) - (1 if full else 0))]
        if any(titles.person_name(name, single=not full) for name in names):
            name = employers.cut_name(found[2].split())
            if name and not is_person(name, known) and may_be_company(name, known):
                return name
    return ""
