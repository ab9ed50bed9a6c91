"""Who is said in a sentence to interview: cues stand before the names, or behind them, or say that it is somebody else.

What counts for a name is the nearest cue. Lists under a heading, timetables and titles are read in `named`.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from itertools import islice, pairwise

from afterword.core.language.vocabulary import any_words, entries, level, words
from afterword.core.people.listed import (
    AND,
    certain_names,
    names_in,
    without_brackets,
    written,
)
from afterword.core.people.names import abbreviated_titles, is_form_of_address, is_full_name, is_given
from afterword.core.people.titles import person_name

_MOST_SENTENCES = 200
_MOST_CUES = 12
_LONGEST_SENTENCE = 600
# A full stop ends a sentence, but not behind an abbreviated title or an initial.
_ABBREVIATED = (*abbreviated_titles(), "Mag", "Lic", "Dipl", "ssa", "ra", "kl", "godz")
_NO_END = "".join(rf"(?<!\b{before}[.!?])" for before in _ABBREVIATED)
_AN_HOUR = r"(?<=\b(?:um|at|às|om|kl)\s\d\d[.])|(?<=\bore\s\d\d[.])|(?<=\balle\s\d\d[.])"
# The sign first, what stands before it after it: so most places are passed over at once.
_BEFORE = rf"(?<=[^\W\d_]{{2}}[.!?]){_NO_END}|(?<=\d[hH][.!?])|(?<=:\d\d[.!?])|{_AN_HOUR}|(?<=[)\]\"”»][.!?])"
STOP = rf"[.!?](?=\s|$)(?:{_BEFORE})|[。！？]"
FULL_STOP = re.compile(STOP, re.IGNORECASE)
# In lower case only: Le Guennec is a family.
CLAUSE_END = re.compile(r"[;!?]|\s(?:on|at|for|from|in|am|um|für|le|el|il|om|w|kl|who|qui)\s")
_JOINED = re.compile(rf",\s|\s&\s|{AND}")
_ALSO = re.compile(rf"{AND}|[;/&+、，と]")
# But for one between names.
_COMMA = re.compile(rf",\s(?!{AND})|;\s")
# "Ravi from her team".
_OF_TEAM = re.compile(r"\s(?:from|of|aus|vom|von|de|du|del|dal|della|do|da|uit|van|z|ze|från|fra)\s[a-zà-ž ]{2,30}$")
# Between two people.
_THEN = re.compile(rf"{AND}\s[^\W\d_a-z]")
_BREAK = re.compile(r"[,;:()]")
# Where what is said of somebody may go on with "she".
_CLAUSE = re.compile(r"[,;:]\s|\s[–—-]\s")
_BULLET = re.compile(r"^\s{0,8}(?:[-*•·–—・>]|\d{1,2}[.)])\s")
_LABELLED = re.compile(r"^\s{0,8}\S{1,20}(?:\s\S{1,20}){0,2}\s?[:：]")
# Programs break lines of mails between 60 and 80 characters.
_BROKEN = 58
_WIDTH = 66
_PAST_REACH = 3
# "She will interview you with our head chef Dan".
_BESIDE = re.compile(r"\s?(?:with|avec|con|com|met|med|z|ze)\s\S")
_WITH = frozenset({"with", "mit", "avec", "con", "com", "met", "med", "z", "ze", "by"})


class _Cue(Enum):
    """What a phrase says of the names around it. In this order they win where two begin at one place."""

    PAST = "past"  # those behind were there before: "after your call with"
    ASIDE = "aside"  # those behind have another part: "reporting to"
    ASIDE_BEHIND = "aside_behind"  # those before have another part: "will be your manager"
    BEHALF = "behalf"  # the one behind it is written for
    MEET = "meet"  # those behind interview
    TAKES_PART = "takes_part"  # those before interview
    SEES = "sees"  # it is about meeting somebody


_CUES = {cue: cue.value for cue in _Cue}
"""The lists of the lexicon: an enumeration's own `value` is slow to ask for."""

_BEHIND = (_Cue.PAST, _Cue.ASIDE)


@dataclass(frozen=True, slots=True)
class Said:
    """A person whom a sentence names. `sure`: it says so of them alone; `beside`: of them beside somebody else."""

    name: str
    sure: bool
    beside: bool


@dataclass(frozen=True, slots=True)
class _Found:
    cue: _Cue
    start: int
    end: int
    either: bool = False
    """Names may stand on either side: "Jane Doe will take part", "in the interview will take part Jane Doe"."""


def unwrapped(text: str) -> str:
    """The text with the lines joined that a mail program has broken."""
    joined: list[str] = []
    last = ""
    for line in text.splitlines():
        first = line.split(maxsplit=1)[:1]
        goes_on = (
            len(last) >= _BROKEN
            and first
            and len(last) + 1 + len(first[0]) >= _WIDTH
            and last.rstrip()[-1:] not in ".:!?;"
            and not (_BULLET.match(line) or _LABELLED.match(line))
        )
        last = line
        if goes_on:
            joined[-1] += " " + line.strip()
        else:
            joined.append(line)
    return "\n".join(joined)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, each in its line, bullets taken off; as many as are looked at."""
    each = (
        sentence[:_LONGEST_SENTENCE]
        for line in text.splitlines()
        for sentence in FULL_STOP.split(_BULLET.sub("", line))
        if sentence.strip()
    )
    yield from islice(each, _MOST_SENTENCES)


def said_in(text: str) -> Iterator[Said]:
    """Everybody whom the sentences of a text name as interviewing, in their order."""
    asked: list[str] = []
    for sentence in sentences(text):
        asked = yield from _asked(sentence, asked)
        yield from _said(sentence)


def _asked(sentence: str, asked: list[str]) -> Generator[Said, None, list[str]]:
    """Whom the reader is to ask for, where it is said that they interview: "Ask for Beth. She and Dan will see you".

    `asked` are those of the sentence before; returns those of this one.
    """
    if not asked and not words("people", "ask").search(level(sentence)):
        return []
    known = asked
    for clause in _CLAUSE.split(sentence):
        if known and _they_interview(clause):
            yield from (Said(name, True, False) for name in known)
        known = _to_ask_for(clause) or known
    return known if known is not asked else []


def _to_ask_for(clause: str) -> list[str]:
    found = words("people", "ask").search(level(clause))
    if not found:
        return []
    rest = clause[found.end() :].lstrip()
    first, _, behind = rest.partition(" ")
    rest = behind if first.islower() else rest
    alone = written(rest, single=True) if is_given(rest) else ""
    listed = [alone] if alone else certain_names(rest, single=True) or [name_at_end(rest.rstrip(" .!"))]
    return list(filter(None, listed[:1]))


def _they_interview(clause: str) -> bool:
    """Does it begin with "she", perhaps "she and Dan", who takes part; or with the verb where that is enough?"""
    plain = level(clause).strip()
    begun = words("people", "they").match(plain)
    first = next(iter(_cues(plain)), None)
    if first is None or first.cue not in (_Cue.TAKES_PART, _Cue.MEET):
        return False
    between = plain[begun.end() : first.start] if begun else plain[: first.start]
    return not between.strip() or (bool(begun) and len(between.split()) <= _PAST_REACH + 1)


@lru_cache(maxsize=2 * _MOST_SENTENCES)
def _said(sentence: str) -> tuple[Said, ...]:
    """The same of one sentence. An event's text is read with its mail's and without: each sentence once."""
    return tuple(_told(sentence))


def is_of_meeting(sentence: str) -> bool:
    """Does a sentence speak of a meeting to come?"""
    plain = level(sentence)
    meeting = (_Cue.MEET, _Cue.TAKES_PART, _Cue.SEES)
    return not is_of_others(sentence) and any(words("people", _CUES[cue]).search(plain) for cue in meeting)


@lru_cache(maxsize=_MOST_SENTENCES)
def is_of_others(sentence: str) -> bool:
    """Does a sentence say of somebody that they have another part: "report to", "questions to"?"""
    plain = level(sentence)
    behind = (hit for cue in _BEHIND for hit in words("people", _CUES[cue]).finditer(plain))
    return any(_says_more(plain, hit.end()) for hit in behind) or bool(words("people", "aside_behind").search(plain))


def _says_more(plain: str, end: int) -> bool:
    """Does anything stand behind a cue that speaks of those behind it? "Findet bei Prof. Lind statt" says none."""
    behind = plain[end : end + _LONGEST_SENTENCE].lstrip()
    return behind[:1] not in ",;" and any(map(str.isalnum, behind))


def _told(sentence: str) -> Iterator[Said]:
    beside = bool(words("people", "beside").search(level(sentence)))
    sentence = _without_adverbs(sentence)
    plain = level(sentence)
    cues = _cues(plain)
    if not any(one.cue in (_Cue.MEET, _Cue.TAKES_PART, _Cue.SEES, _Cue.BEHALF) for one in cues):
        return
    edges = [_Found(_Cue.SEES, 0, 0), *cues, _Found(_Cue.SEES, len(sentence), len(sentence))]
    settled = False  # the names of the cue on the left stand before it
    took = False  # somebody was named before the cue on the left
    for left, right in pairwise(edges):
        stretch = sentence[left.end : right.start]
        before = list(_before(stretch, left)) if right.cue is _Cue.TAKES_PART or right.either else []
        opens = left.end == 0 and right.cue in (_Cue.MEET, _Cue.PAST)
        if before:
            yield from (Said(name, True, beside) for name in before)
        elif not (opens or settled or right.cue is _Cue.ASIDE_BEHIND):
            goes_on = right.cue is _Cue.SEES and right.end > right.start
            yield from _between(stretch, left.cue, beside, goes_on=goes_on)
            if left.cue is _Cue.TAKES_PART and not took:
                yield from (Said(name, False, beside) for name in _listed_behind(stretch))
        settled = right.either and bool(before)
        took = bool(before)


def _between(stretch: str, cue: _Cue, beside: bool, *, goes_on: bool) -> Iterator[Said]:
    """The people behind a cue."""
    if cue is _Cue.BEHALF:
        yield from (Said(name, True, False) for name in certain_names(stretch)[:1])
    elif cue is _Cue.MEET:
        yield from _behind(stretch, beside)
    elif cue is _Cue.TAKES_PART and _BESIDE.match(level(stretch)):
        yield from _behind(stretch.split(maxsplit=1)[1], beside)
    elif cue in (_Cue.SEES, _Cue.TAKES_PART):
        yield from (Said(name, False, beside) for name in certain_names(stretch))
    elif goes_on:
        yield from (Said(name, False, beside) for name in certain_names(_behind_others(stretch)))


def _behind_others(stretch: str) -> str:
    """What follows the clause of those who have another part: "after your call with Jane our head John Doe ..."."""
    found = (form.search(level(stretch)) for form in (words("people", "main_clause"), _COMMA))
    begins = min((one.end() for one in found if one), default=len(stretch))
    return stretch[begins:]


def _without_adverbs(sentence: str) -> str:
    """ "Will also join" is "will join"."""
    kept, last = [], 0
    for adverb in words("people", "adverbs").finditer(level(sentence)):
        if sentence[adverb.start() : adverb.end()] not in entries("people", "adverbs"):
            continue  # Dan is a name, "take" is no "také"
        if _THEN.match(sentence, adverb.start()):
            continue  # "Sophie puis Luc"
        kept.append(sentence[last : adverb.start()].rstrip())
        last = adverb.end()
    return "".join((*kept, sentence[last:])) if kept else sentence


def _cues(plain: str) -> list[_Found]:
    """The cues of a sentence in order; one within another, and a meeting that is over, are left out."""
    if not any_words("people", *_CUES.values()).search(plain):
        return []
    found = [
        _Found(cue, hit.start(), hit.end())
        for cue, key in _CUES.items()
        for hit in words("people", key).finditer(plain)
        if cue not in _BEHIND or _says_more(plain, hit.end())
    ]
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[_Found] = []
    for one in found[: 3 * _MOST_CUES]:
        last = kept[-1] if kept else None
        if last is None or one.start >= last.end:
            said = plain[one.start : one.end]
            over = last is not None and last.cue is _Cue.PAST and _is_over(plain[last.end : one.start], said)
            kept[-1 if over else len(kept) :] = [replace(one, cue=_Cue.ASIDE) if over else one]
        elif {last.cue, one.cue} == {_Cue.MEET, _Cue.TAKES_PART} and one.start == last.start:
            kept[-1] = replace(last, cue=_Cue.MEET, either=True)
        elif last.cue is _Cue.SEES and one.cue is not _Cue.SEES:
            kept[-1] = one
    return kept[:_MOST_CUES]


def _is_over(before: str, said: str) -> bool:
    """Is it "call with" of "after your first call with", and not "you meet" of "after your application you meet"?"""
    few = len(before.split()) <= _PAST_REACH and not _BREAK.search(before)
    return few and said.rsplit(maxsplit=1)[-1] in _WITH and not words("people", "reader").match(said)


def _listed_behind(stretch: str) -> list[str]:
    """The full names of a list right behind "will take part": "wezmą udział kierownik Jan Nowak oraz Anna Lis"."""
    end = CLAUSE_END.search(stretch)
    head = stretch[: end.start()] if end else stretch
    head = head.lstrip(" :：*-–\t")
    return [name for name in names_in(head) if is_full_name(name)] or [
        name for name in names_in(head, single=True, anywhere=False) if is_given(name)
    ]


def _behind(stretch: str, beside: bool) -> Iterator[Said]:
    """The people in what follows "you will meet": any names up to the clause's end, behind it only certain ones."""
    end = CLAUSE_END.search(stretch)
    head, tail = (stretch[: end.start()], stretch[end.end() :]) if end else (stretch, "")
    listed = names_in(head.lstrip(" :：*-–\t"), single=True)
    if not _ALSO.search(head):  # one person and their office: "Jane Doe, County Archivist"
        listed = [*listed[:1], *filter(is_given, listed[1:])]
    within = (name for name in certain_names(head) if not any(set(name.split()) & set(one.split()) for one in listed))
    names = [*listed, *within]
    yield from (Said(name, is_given(name) and not is_full_name(name), beside) for name in names)
    yield from (Said(name, False, beside) for name in certain_names(tail))


def _before(stretch: str, left: _Found) -> Iterator[str]:
    """The people right before "will join you": each at the end of a piece of the list."""
    own = _behind_others(stretch) if left.cue in (_Cue.PAST, _Cue.ASIDE) else stretch
    clause = re.split(r"[;:!?]", without_brackets(own)[-200:])[-1]
    pieces = _JOINED.split(clause)
    for piece in pieces:
        leading = written(piece, single=True)
        behind = piece.strip().removeprefix(leading)
        alone = is_given(leading) and (not behind or bool(_OF_TEAM.match(behind)))  # "Tom will ring you"
        name = titled_at_end(piece) or (leading if alone or is_full_name(leading) else "")
        name = name or next(iter(certain_names(piece, single=True)), "")
        if name:
            yield name


def titled_at_end(text: str) -> str:
    """The name at the end of a text with the titles before it."""
    name = name_at_end(text)
    before = text[: text.rfind(name)].split() if name else []
    titles: list[str] = []
    while before and is_form_of_address(before[-1]):
        titles.insert(0, before.pop())
    return written(" ".join((*titles, name))) if titles else name


def name_at_end(text: str) -> str:
    """The two to four words at the end of a text, if they are a person's name: "Jane Doe" of "On Monday Jane Doe"."""
    clause = re.split(r"[.,;:!?\n]", text[-80:])[-1].split()
    found = [name for count in (4, 3, 2) if (name := person_name(" ".join(clause[-count:])))]
    return next(filter(is_given, found), next(iter(found), ""))  # "Estaremos Marta Gil" is no name of three words
