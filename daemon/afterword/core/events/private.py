"""What a note to oneself may be about beside the person's own interview: a film, an outing, an errand, a relative's."""

from __future__ import annotations

import re

from afterword.core.events.case import DOUBTFUL, NO, Case, Scale
from afterword.core.language.vocabulary import any_words, level, words
from afterword.core.people import titles
from afterword.core.people.employers import INSIDE_NAMES
from afterword.core.people.names import is_given

_POSSESSIVE = re.compile(r"^(?:\w{2,20} )?(\w{2,20})'s (?:\w{2,20} )?(?:interview|job interview)\b")
_INTERVIEWING = re.compile(r"interviewing (?:with )?(\w{2,20})\b")
_FOR_WHOM = re.compile(r"\s(?:für|for|pour|para|per|voor|dla|för|til|till)\s([^\W\d_]{2,20})$")
# "Kino: Das Vorstellungsgespräch": what is called so is a work; at the head of a title it is said in passing.
_ARTICLE = re.compile(
    r"(?:[:–—|,\-(]\s?|\s\"?)(?:The|An?|Das|Die|Ein|La|Le|Une?|El|Una?|Il|O|Uma|Het|De|Een|Den|Det)\s$|L['’]$"
)
# "Le Cheval Blanc", "El Gato Negro".
_INN = re.compile(r"(?:L[ae]|Les|El|L[ao]s|Il|Lo|O|A|Os|De|Het)\s\w+\s\w+\s")
_QUOTE = re.compile(r"[\"'„“«‚‘「『]$")
_AT_COMPANY = re.compile(r"\s(?:at|with|@|bei|chez|presso|bij|hos|w)\s")
_LONG_NAME = 6
_OF_A_JOB = ("title-role", "title-short", "title-office", "text-role", "text-application", "papers", "corresponded")
_JOINED = re.compile(r"(?:[&+]|\b(?:and|und|et|y|e|en|i|och|og|of))\s?$")
_NEXT = re.compile(r"\W*(?:(?:to|a|al|à|o|my|our|il|la|le|mon|ma|mi|minha)\s)?([^\W\d_]{2,20})")


def private(case: Case, scale: Scale) -> None:
    """In a note to oneself something else, or somebody else, may be meant."""
    if not case.kept_alone:
        return
    whose = _whose(case) or _relative(case.headline)
    if whose:
        scale.add("somebody-elses", -0.5, whose, DOUBTFUL)
    child = _child(case)
    if child:
        scale.add("nursery", -0.5, child, DOUBTFUL)
    errand = _errand(case.title)
    if errand:
        scale.add("errand", -1.0, errand, DOUBTFUL)
    out = words("side", "outings").match(case.headline)
    if out and not words("title", "strong").search(case.headline):
        scale.add("outing", -0.5, out[0], DOUBTFUL)
    matter = "" if _is_for_a_job(case, scale) else _matter(case)
    if matter:
        scale.add("private-matter", 0.0, matter, DOUBTFUL)
    elif not scale.saw("title-role") and (_is_opening_word(case) or _is_notion(case.employer.name)):
        scale.add("no-name", -0.1, case.employer.name, DOUBTFUL)
    contest = _contest(case) if scale.saw("title-round") and not scale.saw("title-interview") else ""
    if contest and not _is_for_a_job(case, scale):
        scale.add("contest", -0.1, contest, DOUBTFUL)
    work, certain = _work(case.title)
    if work:
        scale.add("title-of-work", -0.3, work, NO if certain else DOUBTFUL)


def _is_for_a_job(case: Case, scale: Scale) -> bool:
    """Does anything beside the bare word of interviews speak of a job: a "Dog Groomer" has to do with dogs?"""
    helper = words("side", "helpers").search(case.headline)
    hired = helper[0] if helper else ""
    seen = (one for one in scale.evidence if one.rule in _OF_A_JOB)
    return any(one.rule != "title-role" or one.saw not in hired for one in seen)


def _matter(case: Case) -> str:
    """What households hold interviews about, and whom they hire for themselves; "" where a company's name holds it."""
    matter = words("side", "matters").search(case.headline)
    if matter and not _is_called_after(case, matter[0]):
        return matter[0]
    left = level(case.employer.name)
    helper = words("side", "helpers").search(case.headline)
    if helper and left in helper[0]:
        return helper[0]
    schooled = words("side", "schooled").search(case.headline) or words("not", "place").search(case.headline)
    tried = words("side", "trials").search(case.headline)
    return schooled[0] if schooled and (tried or schooled[0] == left) else ""


def _is_called_after(case: Case, matter: str) -> bool:
    """Is it a word of a company's name: beside what kind of house it is, or apart from the rest, "Call, Green Dog"?"""
    name = level(case.employer.name)
    if _is_formed(name) or not (name.endswith(f" {matter}") or _INN.match(f"{case.employer.name} ")):
        return matter in name and _is_formed(name)
    apart = case.employer.name in titles.segments(_AT_COMPANY.sub(" - ", case.title))
    beside = name.replace(matter, " ")
    return apart and not any(words("side", key).search(beside) for key in ("matters", "helpers", "abstract"))


def _is_formed(name: str) -> bool:
    return any(words("employer", "forms").fullmatch(part) for part in level(name).split())


def _is_opening_word(case: Case) -> bool:
    """Is what is taken for the company the title's first word, and other words in lower case are not explained?

    "Rescue dog interview + home check": it has its capital because the title begins there.
    """
    name, parts = case.employer.name, case.title.split()
    if not name or not parts or parts[0].rstrip(":,") != name or name != name.capitalize() or _is_formed(name):
        return False
    rest = any_words("title", "strong", "round").sub(" ", level(case.title)[len(name) :])
    small = [word for word in re.findall(r"[^\W\d_]{3,40}", rest) if f" {word}" in case.title]
    return any(not _is_said(word) and not words("people", "never").fullmatch(word) for word in small)


def _is_notion(name: str) -> bool:
    """Is it one word that ends as those for deeds and qualities do: "Adopción", "Reitbeteiligung"?"""
    return len(name) > _LONG_NAME and not _is_formed(name) and bool(words("side", "abstract").fullmatch(level(name)))


def _contest(case: Case) -> str:
    """The round, where it may be one of a game: "Final Round - Spelling Bee", "Zweite Runde Skat"; "" beside a company.

    A name is known by its capital alone, which says nothing where the round is written with one, too.
    """
    found = words("title", "round").search(case.headline)
    noun = words("side", "contests").search(found[0]) if found else None
    if not found or not noun or _is_formed(case.employer.name) or _AT_COMPANY.search(case.title):
        return ""
    return found[0] if case.headline_written[found.start() + noun.start()].isupper() else ""


def _whose(case: Case) -> str:
    """ "Emma's interview", "Interviewing Jake": who is interviewed, by the title; none in "Sainsbury's interview"."""
    found = _POSSESSIVE.match(case.headline) or _INTERVIEWING.match(case.headline)
    own = found and any(found[1] in level(name) for name in (case.me.name, *case.me.emails))
    return found[0] if found and not own and is_given(found[1]) else ""


def _relative(headline: str) -> str:
    """Somebody close, "Bewerbungsgespräch Lukas (Sohn)", "Kaffee mit Recruiter-Freundin"; not in "Maas & Tochter"."""
    found = words("side", "relatives").finditer(headline)
    return next((one[0] for one in found if not _JOINED.search(headline[: one.start()])), "")


def _child(case: Case) -> str:
    """The given name behind a nursery or a school, "Vorstellungsgespräch Kita Sonnenblume (Mila)", if not one's own."""
    if not words("side", "schooled").search(case.headline) or words("roles", "words").search(case.headline):
        return ""
    own = level(case.candidate.name).split() or [re.split(r"[._]", email)[0] for email in case.me.emails]
    for_whom = [found[1] for found in _FOR_WHOM.finditer(case.title)]
    for piece in (*titles.segments(case.title)[1:], *for_whom):
        bracketed = case.title.endswith(f"({piece})") and titles.person_name(piece, single=True)
        town = words("employer", "towns").fullmatch(level(piece))
        if " " not in piece and (bracketed or is_given(piece)) and not town and level(piece) not in own:
            return piece
    return ""


def _errand(title: str) -> str:
    """Somebody whom the person takes there: "Drive Mia to job interview", "Vorstellungsgespräch Lukas – fahren"."""
    plain = level(title)
    begun = words("side", "drives").match(plain)
    whom = _NEXT.match(plain, begun.end()) if begun else None
    if begun and whom and (is_given(whom[1]) or words("side", "relatives").fullmatch(whom[1])):
        return plain[: whom.end()]
    last = (titles.segments(plain) or [""])[-1]
    return last if words("side", "drives_behind").fullmatch(last.split(" ")[-1] if last else "") else ""


def _work(title: str) -> tuple[str, bool]:
    """A film, a play or a book that is called after interviews, and whether that is certain; "" without one."""
    plain, found = level(title), words("title", "strong").search(level(title))
    if not found:
        return "", False
    before, pieces = title[: found.start()], titles.segments(title)
    shown = words("side", "works").search(plain)
    called = bool(_QUOTE.search(before) or _ARTICLE.search(before))
    if called:
        return title[: found.end()], bool(shown)
    first = level(pieces[0])
    if len(pieces) == 1 or found[0] in first or words("roles", "words").search(first):
        return "", False
    # "Comedy night: Interview from Hell": what stands before a colon in lower case is no company.
    small = [word for word in pieces[0].split() if word.isalpha() and word.islower() and word not in INSIDE_NAMES]
    evening = small and re.match(r"[^:]{3,30}:", title) and not any(map(_is_said, small))
    return (first if evening or (shown and words("side", "works").match(first)) else ""), False


def _is_said(word: str) -> bool:
    """Is it one of the words that titles of interviews are made of?"""
    return any(words("title", key).fullmatch(level(word)) for key in ("manner", "weak", "round", "application", "mine"))
