"""Which company a note to oneself names: "Interview Acme 2nd round", "tel. Müller GmbH wg. Bewerbung", `面接 楽天`.

A note has no address and no sentence that would tell; what is left of its title beside the words of interviews is the
company, a person, a job or a place. Each stretch that is left is weighed, and the heaviest is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest

from afterword.core.events.company import BETWEEN, is_never, is_person, is_trade, without_clock
from afterword.core.language.vocabulary import any_words, entries, level, pattern, squashed, words
from afterword.core.lexicon import load
from afterword.core.people import domains, employers, titles
from afterword.core.people.named import named_in
from afterword.core.people.names import EAST_ASIAN, addressed, is_given, may_be_given

_LONGEST = 5
_SHORTEST = 2
_EDGES = " -–—:!?.*#\"'“”"
_PERSON = 3.0
_LEAST = 0.25
_HINTS = (
    ("title", "strong"),
    ("title", "round"),
    ("title", "application"),
    ("roles", "words"),
    ("people", "recruiter"),
    ("people", "bosses"),
)
_SAID = (
    *(("title", key) for key in ("job", "short", "strong", "round", "weak", "application", "appointment")),
    ("people", "recruiter"),
    ("employer", "department"),
    ("employer", "firm"),
    ("roles", "post"),
)
_SMALL = (("people", "never"), ("employer", "never"), ("title", "manner"), ("title", "weak"))
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{3,}")
_SHORT_WITH = re.compile(r"(?<!\w)[wcm]/\s?")
_NUMBER = re.compile(r"[\d\W]*(?:\d[a-z]{1,2})?\W?")
_OF = re.compile(r"\s(?:of|at|von|bei|de|du|di|da|do|van|bij)\s(?=[^\W\d_a-z])")
_PARTICLE = re.compile(r"[のをへとでに]")
_BEFORE = ("at", "with", "for", "in")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Words beside each other. `beside`: in a segment with a word of interviews; `after`: the small word before it;
    `job`: the job right behind it; `more`: a word in lower case right behind it.
    """

    text: str
    beside: bool
    after: str = ""
    job: str = ""
    more: str = ""


def noted(title: str, body: str, known: frozenset[str]) -> str:
    """The company in a note that speaks of a job or an interview: "Bewerbungsgespräch Maxi Markt"; "" without one.

    Where the words can mean nothing but a job, or the text says who it is with, even what is written as a person is.
    """
    plain = level(title)
    if not any(words(*hint).search(plain) for hint in _HINTS) and not words("title", "short").match(plain):
        return ""
    famous = words("employer", "known").search(plain)
    if famous and not title[famous.start()].islower():
        return title[famous.start() : famous.end()]
    unmistakable = (("title", "job"), ("title", "short"), ("employer", "department"))
    sure = any(words(*group).search(plain) for group in unmistakable)
    alone = sure or bool(words("roles", "post").search(plain))
    met = [one.name for one in named_in(body)]
    weighed = [
        (_weight(stretch, sure=sure or bool(met)), stretch.text)
        for stretch in _stretches(title)
        if _is_name(stretch.text, alone=alone) and not is_person(stretch.text, known.union(met))
    ]
    best = max((weight for weight, _ in weighed), default=0.0)
    return next((text for weight, text in weighed if weight == best), "") if best > 0 else _of_tools(title)


def _of_tools(title: str) -> str:
    """The company that is mostly named for its tool, where it stands alone: "Phone screen - Google"."""
    plain = level(title)
    tools = [tool.span() for tool in words("employer", "tools").finditer(plain)]
    makers = words("employer", "makers").finditer(plain)
    alone = (one for one in makers if not any(start <= one.start() < end for start, end in tools))
    return next((title[one.start() : one.end()] for one in alone if title[one.start()].isupper()), "")


def located(title: str, location: str) -> str:
    """The company at whose house a note sets an interview: "Praxis am Markt, 1. OG"; "" where the place tells none."""
    plain, house = level(title), re.split(r"[,;|\n(]|\s[-–—]\s", location)[0].strip()
    if not any(words("title", key).search(plain) for key in ("strong", "job")):
        return ""
    formed = any(map(_is_form, house.split())) and not re.search(r"\d|://", house)
    return house if formed and _is_name(house, alone=False) else ""


def _weight(stretch: _Stretch, *, sure: bool) -> float:
    """How much speaks for a company's name."""
    parts = stretch.text.split()
    formed = sum(map(_is_form, parts))
    marked = bool(words("employer", "mark").search(level(stretch.text)))
    if formed == len(parts):
        return _LEAST
    weight = 0.5 + (1.0 if stretch.beside else 0.0)
    if marked or formed:
        weight += 2.0
    if stretch.more:  # "Life insurance phone interview", "Bewerbung Acme abschicken"
        weight -= 1.5 if stretch.more.endswith("en") else 1.0
    if _is_before(stretch.after, "at"):
        weight += 1.0
    if _is_before(stretch.after, "for"):  # a job, a newspaper
        weight -= 1.5
    if _is_before(stretch.after, "in"):
        weight -= 1.0
    if stretch.job:  # "Senior Java Developer": in English what a job is called by stands before it
        weight -= 2.0 if _english("roles", "words").fullmatch(stretch.job) else 1.25
    if domains.is_agency(f"{squashed(stretch.text)}.com") or domains.is_test_service(f"{squashed(stretch.text)}.com"):
        weight -= 1.25
    return weight if marked or formed else weight - _like_a_person(stretch, sure=sure)


def _like_a_person(stretch: _Stretch, *, sure: bool) -> float:
    """How much speaks against a company that is written as people are."""
    text = stretch.text
    if not titles.person_name(text, single=True) or _KATAKANA.fullmatch(text):
        return 0.0
    if is_given(text):
        return 0.0 if " " not in text and _is_before(stretch.after, "surely_at") else _PERSON
    if EAST_ASIAN.search(text):
        return 0.0 if sure else _PERSON
    if not _is_before(stretch.after, "with"):
        return 0.0
    return _PERSON if " " in text or may_be_given(text) else 0.6


def _is_name(text: str, *, alone: bool) -> bool:
    """Can it be a company's name: no job, no form of address, and not made of words of the trade only?

    `alone`: what kind of house it is will do ("Stadtwerke").
    """
    parts, plain = text.split(), level(text)
    if _PARTICLE.match(text):  # `のご案内`
        return False
    if not 0 < len(parts) <= _LONGEST or len(text) < _SHORTEST or addressed(text)[0]:
        return False
    if employers.is_pair(text):
        return False
    if is_never(plain) or is_trade(text) or not any(char.isalpha() for char in text):
        return False
    return any(not _is_small(part) and (alone or not _is_form(part)) for part in parts)


def _stretches(title: str) -> Iterator[_Stretch]:
    """What is left of the title beside the words of interviews, offices and jobs."""
    title = _without_office(_SHORT_WITH.sub("with ", without_clock(title)))
    for piece in titles.segments(_in_capitals(title), pairs=False):
        spoken = list(_said().finditer(level(piece)))
        last = 0
        for found in _with_jobs(piece, spoken):
            apart = found.start() and piece[found.start() - 1].isspace() and EAST_ASIAN.match(piece, last)
            job = "" if found in spoken or apart else found[0]
            for stretch in _runs(piece[last : found.start()], beside=bool(spoken)):
                yield replace(stretch, job=job if not piece[found.start()].islower() else "")
            last = found.end()
        yield from _runs(piece[last:], beside=bool(spoken))


def _without_office(title: str) -> str:
    """ "Interview with CEO of Acme" is one at Acme."""
    for office in words("people", "bosses").finditer(level(title)):
        behind = _OF.match(title, office.end())
        if behind:
            return f"{title[: office.start()]}at {title[behind.end() :]}"
    return title


def _in_capitals(title: str) -> str:
    """A title all in lower case as it would be written with care: "interview at Tesco Extra"."""
    loud = words("title", "strong").search(level(title))  # "JOB INTERVIEW greggs"
    loud = loud if loud and title[loud.start() : loud.end()].isupper() else None
    rest = title[: loud.start()] + title[loud.end() :] if loud else title
    if rest != rest.lower():
        return title
    small = employers.INSIDE_NAMES
    return " ".join(
        part if part in small or _is_before(part) or _is_small(part) else part[:1].upper() + part[1:]
        for part in title.split()
    )


def _with_jobs(piece: str, spoken: list[re.Match[str]]) -> list[re.Match[str]]:
    """The words of interviews, and those of jobs that are no part of one of them, in their order."""
    jobs = words("roles", "words").finditer(level(piece))
    jobs = (job for job in jobs if not _is_form(job[0]))  # "Critical Software"
    apart = (job for job in jobs if all(job.end() <= one.start() or one.end() <= job.start() for one in spoken))
    return sorted((*spoken, *apart), key=lambda found: found.start())


@cache
def _said() -> re.Pattern[str]:
    return pattern(phrase for group in _SAID for phrase in entries(*group))


@cache
def _english(group: str, key: str) -> re.Pattern[str]:
    return pattern(load("interviews/en")[group][key])


def _runs(text: str, *, beside: bool) -> Iterator[_Stretch]:
    """The names in a text: words with a capital beside each other, and what stands in lower case inside names."""
    parts, run, after = text.strip(_EDGES).split(), list[str](), ""
    for part, behind in zip_longest(parts, parts[1:], fillvalue=""):
        if part.startswith(("@", "＠")):
            yield _stretch(run, after, beside=beside)
            run, after, beside = [part[1:]], "@", False
        elif _belongs(part, run, behind):
            run.append(part)
        else:
            more = "" if _is_small(part) or _is_before(part) else part
            yield replace(_stretch(run, after, beside=beside), more=more)
            run, after = [], level(part)
    yield _stretch(run, after, beside=beside)


def _belongs(part: str, run: list[str], behind: str) -> bool:
    """Is it a word of a name: in capitals, or what names hold inside ("Mairie de Tours"), or a kind of house?"""
    if not run and _is_before(part) and part.lower() not in employers.INSIDE_NAMES:  # "Interview With Jane Doe"
        return False
    if part != part.lower() or not part[0].islower() or "." in part[1:-1]:
        return True
    if _is_form(part) and not _is_small(part) and not _english("employer", "forms").fullmatch(level(part)):
        # "Solbackens skola", "gemeente Utrecht", "mairie de Lyon"
        return bool(run) or behind in BETWEEN or bool(words("employer", "towns").fullmatch(level(behind)))
    inside = part in BETWEEN and run and behind[:1].isupper()
    return bool(inside and not titles.person_name(" ".join(run)) and not is_given(run[0]))


def _stretch(run: list[str], after: str, *, beside: bool) -> _Stretch:
    """The run without the words of calendars and numbers at its ends."""
    while run and _is_small(run[-1]) and not _is_form(run[-1]) and not (len(run) > 2 and run[-2] in BETWEEN):
        run = run[:-1]
    while len(run) > 1 and _NUMBER.fullmatch(run[0]):
        run = run[1:]
    while len(run) > 1 and EAST_ASIAN.search(run[0]) and run[-1].isascii():  # `启明软件 Java开发`
        run = run[:-1]
    return _Stretch(" ".join(run), beside, after)


def _is_before(word: str, kind: str = "") -> bool:
    """Is it a small word before a name, of that kind: "at", "surely_at", "with", "for" or "in"?"""
    return bool(any_words("before", *((kind,) if kind else _BEFORE)).fullmatch(level(word)))


def _is_form(word: str) -> bool:
    return bool(words("employer", "forms").fullmatch(level(word)))


def _is_small(word: str) -> bool:
    """Is it a word of calendars and interviews, or a number ("2.", "3e")?"""
    plain = level(word)
    return bool(_NUMBER.fullmatch(plain)) or any(words(*group).fullmatch(plain) for group in _SMALL)
