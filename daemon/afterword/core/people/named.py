"""Who is named in a text or a title as one who interviews, and who signs it. Whether they do, `panel` decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, takewhile

from afterword.core.language.vocabulary import level, words
from afterword.core.model import LONGEST_TEXT
from afterword.core.people.declined import nominative
from afterword.core.people.listed import ADDRESS, AND, LONGEST_LINE, names_in, written
from afterword.core.people.names import is_full_name, is_given, may_be_given, plain_name
from afterword.core.people.oneself import both_see_you
from afterword.core.people.places import without_places
from afterword.core.people.prose import (
    CLAUSE_END,
    FULL_STOP,
    is_of_others,
    name_at_end,
    said_in,
    sentences,
    unwrapped,
)
from afterword.core.people.titles import person_name, segments

_MOST_NAMED = 12
_MOST_SAID = 40
"""Finds, of which several may be one person."""

_MOST_ROWS = 100
_MOST_PLACES = 10
_MOST_HEADINGS = 40
_LINES_BELOW = 3
_LINES_OF_SIGNATURE = 6
_LINES_UNDER_HEADING = 8
_LINES_OF_PERSON = 3
_LONGEST_ENTRY = 60
_TIME = re.compile(
    r"(?<!\d)(?:[01]?\d|2[0-3])(?:[:.hH時点]\s?[0-5]\d(?:\s?(?:h|hrs?|uhr|uur)\b\.?)?|\s?(?:am|pm|uhr|h|時|点)\b)",
    re.IGNORECASE,
)
# "(45 min)" in a list of sessions.
_LASTS = re.compile(r"[(（]\s?\d{2,3}\s?(?:min[a-z]{0,6}\.?|分钟?)\s?[)）]", re.IGNORECASE)
_ADDRESSED = re.compile(
    r"(?<!\w)(?:Herrn?|Frau|Mr\.?|Mrs\.?|Ms\.?|Mme|Mlle|M\.|Sig\.(?:ra)?|Sra?\.|Dhr\.|Mevr\.|Pan|Pani|Fru|Dr\.?|Prof\.?)"
    r"(?:[^\S\n](?:Dr\.|Prof\.|Dipl\.-\w{2,6}\.)){0,3}(?:[^\S\n](?!Dr\.|Prof\.)[^\W\d_a-z][\w'’-]{1,25}){1,3}(?!\w)"
)
_LABELLED_TIME = re.compile(r"[^\d:：]{1,30}[:：]")
_WITH = re.compile(r"\s(?:with|w/?|mit|avec|con|com|met|med)\s")
_BULLET = re.compile(r"^[\s•*·・–—>-]+|^\s*\d{1,2}[.)]\s")
# "Interviewer(s):", "Gesprächspartner/in:", "Your interviewers will be:", "Panel" and nothing more in its line.
_LABEL_END = re.compile(r"\s?(?:\(\w{1,3}\)|/\w{1,3})?\??(?:[ *]{0,3}|(?:\s\w{1,10}){1,3}\s?)[:：]|[ *]{0,3}(?=\n)")
_LIST_OF_PEOPLE = re.compile(rf"{AND}|[;/&]")
_WITH_LIST = re.compile(r"(?<!\w)(?:with|mit|avec|con|com|met|med|z|ze)(?:[^\S\n]*:[^\S\n]*|[^\S\n]+)(?=\n)")
_WITH_LINE = re.compile(r"^[ \t*•-]{0,4}(?:with|mit|avec|con|com|met|med)[^\S\n]", re.MULTILINE)
# "与技术总监李明进行面试", "山田太郎が面接を担当".
_EAST_ASIAN_WITH = re.compile(
    r"[与與和跟由]([\u3400-\u9fff]{2,12}?(?:[和、及][\u3400-\u9fff]{2,4}?)?)(?:女士|先生|老师)?"
    r"(?:进行|進行|与您|與您|与你|和您|和你|跟您|同您|为您|為您|对您|给您|(?:负责|負責)(?!人)|主持|面试|面試|面谈|面談)"
    r"|([\u3400-\u9fff々]{2,5}(?:[ \u3000][\u3400-\u9fff々]{1,4})?"
    r"(?:[と、](?:[\u3400-\u9fff]{2,6}の)?[\u3400-\u9fff々]{1,5}(?:[ \u3000][\u3400-\u9fff々]{1,4})?)?)"
    r"(?:さん|氏)?(?:[がと](?:面接|面談|担当|お話|ご対応|対応|同席|参加)|も同席)"
)
_EAST_ASIAN_AND = re.compile(r"[和、及と]")
_EAST_ASIAN_BESIDE = re.compile(r"[与與和跟]([\u3400-\u9fff]{2,8})(?:$|[^\u3400-\u9fff])")
_WORD = re.compile(r"[^\W\d_]{2,}")
_RULER = re.compile(r"^(?:[^\w\n]|_){8,}$|-::~", re.MULTILINE)
_CONFERENCE = re.compile(r"teams|zoom|meet|webex|skype|-::~|dial|^\W*(?:from|von|de|van|da|från|od)\s?:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Named:
    """A person whom the text names as one who interviews, with the address that it puts behind the name.

    `sure`: under a heading that says so, not merely "with". `beside`: they come to somebody who is not named there.
    """

    name: str
    sure: bool
    email: str = ""
    beside: bool = False


@lru_cache(maxsize=8)
def own_words(text: str) -> str:
    """The text up to the block that a conference system appends behind a ruler, or the mail that follows below one."""
    text = text[:LONGEST_TEXT]
    for ruler in _RULER.finditer(text):
        below = text[ruler.end() : ruler.end() + 200].strip().partition("\n")[0]
        if text[: ruler.start()].strip() and _CONFERENCE.search(level(f"{ruler[0]}\n{below}")):
            return text[: ruler.start()]
    return text


def named_in(text: str) -> list[Named]:
    """Everybody whom a text names as interviewing: after "You will meet with:", in "Panel:" lists, in timetables."""
    return list(_named_in(without_places(unwrapped(_without_signature(own_words(text))).strip())))


@lru_cache(maxsize=4)
def _named_in(text: str) -> tuple[Named, ...]:
    """The same of a text without what stands below it: an event, its mail and both are asked one after the other."""
    plain = level(text)
    found: list[Named] = []
    for both in both_see_you(plain):
        before = text[: both.start()]
        name = name_at_end(before) or next(iter(before.split()[-1:]), "")
        found += [Named(name, sure=is_full_name(name))] if person_name(name, single=True) else []
    for end in _labels(text, plain, "meet", "label"):
        found += _under_heading(text, end)
    found += [Named(one.name, one.sure, beside=one.beside) for one in islice(said_in(text), _MOST_SAID)]
    for heading in islice(_WITH_LIST.finditer(plain), _MOST_HEADINGS):
        found += _under_heading(text, heading.end())
    for heading in islice(_WITH_LINE.finditer(plain), _MOST_HEADINGS):
        line = text[heading.end() :].partition("\n")[0]
        found += [
            Named(name, sure=is_given(name) and not is_full_name(name))
            for name in names_in(CLAUSE_END.split(line)[0], single=True)
        ]
    found += [
        Named(name, sure=True)
        for said in islice(_EAST_ASIAN_WITH.finditer(text), _MOST_HEADINGS)
        for piece in _EAST_ASIAN_AND.split(said[1] or said[2])
        if (name := person_name(piece))
    ]
    for end in _labels(text, plain, "contact_label") if not found else ():
        found += _under_heading(text, end)
    rows: list[list[str]] = []
    for names in _timetable(text.splitlines()[:_MOST_ROWS]):
        rows.append(names)
        if len(rows) > 1 and len({name for row in rows for name in row}) >= _MOST_NAMED:
            break
    # One line with a time may name a zone or a place; two are a timetable.
    found += [Named(name, sure=len(rows) > 1) for names in rows for name in names]
    return tuple(_told_once(found, text))


def _told_once(found: Sequence[Named], text: str) -> Iterator[Named]:
    """Each person once, surely if any place is sure of them, under their longest name, in the text's order."""
    surest = {one.name: one for one in sorted(found, key=lambda one: one.sure)}
    in_order = sorted(surest.values(), key=lambda one: text.find(one.name.split()[-1]))[:_MOST_SAID]
    words_of = [frozenset(one.name.split()) for one in in_order]
    longest = [one for one, own in zip(in_order, words_of, strict=True) if not any(own < other for other in words_of)]
    seen: set[str] = set()
    for one in longest[:_MOST_NAMED]:
        name = nominative(one.name)
        if name not in seen:
            seen.add(name)
            yield replace(one, name=name, email=_address_behind(one.name, text))


def _labels(text: str, plain: str, *groups: str) -> Iterator[int]:
    """Where the text behind each label begins. "With:" is one only at the start of a line or sentence."""
    for group in groups:
        for heading in islice(words("people", group).finditer(plain), _MOST_HEADINGS):
            end = _label_end(text, heading.end())
            reach = max(0, heading.start() - 4)
            aside = words("people", "aside").search(plain[reach : heading.end()])
            if aside and reach + aside.start() < heading.start():  # "採用担当" is not "担当"
                continue
            if end and (group == "meet" or _opens(text, heading.start())):
                yield end


def _without_signature(text: str) -> str:
    """The text without its signatures: the closing formula, the name below it and the lines that go on from there."""
    for found in reversed(list(words("people", "sign_off").finditer(level(text)))):
        if not starts_line(text, found.start()) or "\n" not in text[found.end() : found.end() + 10]:
            continue
        block = text[found.end() :].lstrip(" ,.!;:*_").lstrip("\n\r\t ")
        end = len(text) - len(block) + len("\n".join(block.split("\n\n")[0].splitlines()[:_LINES_OF_SIGNATURE]))
        text = text[: found.start()] + text[end:]
    return text


def _address_behind(name: str, text: str) -> str:
    """The address behind the name: `Jane Doe <jane@acme.example>`; `Jane Doe, CTO, jane@acme.example` in a line."""
    for place in islice(re.finditer(re.escape(name), text), _MOST_PLACES):
        found = ADDRESS.match(text, place.end())
        if found and found[1]:
            return found[1].lower()
        line = text[place.end() :][:LONGEST_LINE].partition("\n")[0]
        alone = [address[1] for address in ADDRESS.finditer(line) if address[1]]
        if len(alone) == 1 and not _LIST_OF_PEOPLE.search(line.partition(alone[0])[0]):
            return alone[0].lower()
    return ""


def _timetable(lines: list[str]) -> Iterator[list[str]]:
    """The names beside each time, or in the lines below where a line holds nothing but a time."""
    lines = [line for line in lines if not words("people", "places").match(level(line).lstrip(" *-•\t"))]
    for at, line in enumerate(lines):
        for piece in FULL_STOP.split(line[:2_000]):
            lasts = _LASTS.search(piece)
            if not (lasts or _TIME.search(piece)):
                continue
            listed = _LASTS.sub("|", _TIME.sub("|", piece))
            names = names_in(listed, anywhere=not is_of_others(piece)) or _above(lines, at)
            if not (names or lasts or _ends_form(lines, at)) and len(_TIME.sub("", piece).split()) < 8:
                names = next(filter(None, map(_names_alone, _below(lines, at))), [])
            if names:
                yield names


def _ends_form(lines: list[str], at: int) -> bool:
    """Is the time what a label tells, "Time: Tuesday, 10:00", with nothing right below it?"""
    return bool(_LABELLED_TIME.match(lines[at])) and not "".join(lines[at + 1 : at + 2]).strip()


def _above(lines: list[str], at: int) -> list[str]:
    """The people in the line above a time that stands alone, where that begins a paragraph."""
    begins = at == 1 or (at > 1 and not lines[at - 2].strip())
    alone = len(_WORD.findall(_TIME.sub("", lines[at]))) <= 1
    return _names_alone(lines[at - 1]) if begins and alone and not _TIME.search(lines[at - 1]) else []


def _below(lines: list[str], at: int) -> Iterator[str]:
    """The next line with something in it, and those that follow it closely, up to the next time; three at most."""
    rest = [line.strip() for line in lines[at + 1 : at + 6]]
    while rest and not rest[0]:
        rest.pop(0)
    for line in rest[:_LINES_BELOW]:
        if not line or _TIME.search(line):
            return
        yield line


def _names_alone(line: str) -> list[str]:
    """The people in a line that is a list: "Coding - Jane Doe, CTO", but not "Your coordinator is Jane Doe"."""
    first = FULL_STOP.split(line)[0]
    return [] if ":" in first or is_of_others(first) else names_in(first, anywhere=False)


def starts_line(text: str, at: int) -> bool:
    """Does nothing but bullets and blanks stand before this place in its line?"""
    return not text[max(0, at - 200) : at].rpartition("\n")[2].strip(" \t*•·・>-–")


def _opens(text: str, at: int) -> bool:
    """Does a line or a sentence begin here?"""
    return starts_line(text, at) or text[max(0, at - 2) : at].rstrip()[-1:] in ".!?"


def _label_end(text: str, end: int) -> int:
    """Where the text behind a label begins: after "Interviewer(s):" or at the line's end; 0 if it is no label."""
    found = _LABEL_END.match(text, end)
    return found.end() if found else 0


def _under_heading(text: str, end: int) -> list[Named]:
    """The people behind a label, in its line or in the ones below up to an empty one."""
    rest = text[end:][:600].lstrip(" :：*-–\t")
    block = list(_block(rest.lstrip("\n"))) if rest.startswith("\n") else rest.splitlines()[:1]
    found: list[Named] = []
    for line in block:
        cut = FULL_STOP.split(_BULLET.sub("", line))[0]
        names = names_in(cut, single=True)
        # Of one person a line, the rest is the office: "Jane Doe, Platform Payments".
        found += [Named(name, sure=True) for name in (names[:1] if len(block) > 1 and "," in cut else names)]
    return found


def _block(rest: str) -> Iterator[str]:
    """The lines up to the first empty one; or the first of each paragraph, where each is a person with an office."""
    paragraphs = [part.splitlines() for part in re.split(r"\n[ \t]*\n", rest)]
    if not (_is_entry(paragraphs[0]) and len(paragraphs) > 1 and _is_entry(paragraphs[1])):
        yield from paragraphs[0][:_LINES_UNDER_HEADING]
        return
    for lines in takewhile(_is_entry, paragraphs):
        yield lines[0]


def _is_entry(lines: Sequence[str]) -> bool:
    """A name, and below it at most two lines that are none."""
    named = [is_full_name(written(line)) and len(line) <= _LONGEST_ENTRY for line in lines]
    return 1 < len(lines) <= _LINES_OF_PERSON and named[0] and not any(named[1:])


def signed_by(text: str) -> str:
    """The name under the text: what stands after "Best regards," or its like. "" if there is none."""
    return plain_name(next(iter(_signed(own_words(text))), ""))


def signature_of(text: str) -> list[str]:
    """The lines below that name, four at most."""
    return _signed(text)[1:]


def _signed(text: str) -> list[str]:
    for found in reversed(list(words("people", "sign_off").finditer(level(text)))):
        after = text[found.end() : found.end() + 300].lstrip(" ,.!;:\n\r\t*_")
        lines = [line.strip(" *_\t") for line in after.splitlines()[:5]]
        name = person_name(lines[0], single=True) if lines else ""
        if name and "\n" in text[found.end() : found.end() + 10]:
            return [name, *filter(None, lines[1:])]
    return []


def titled(title: str) -> list[Named]:
    """Names after "with" in the title, and those standing alone in one of its segments."""
    found = []
    for heading in _titles_headings(level(title)):
        rest = re.split(r"[|/:<>\[\]]|\s[-–—@]\s", title[heading.end() :])[0]
        is_chat = not words("title", "strong").search(heading[0])
        found += [Named(name, sure=False) for name in names_in(rest, single=is_chat)]
    for heading in _WITH.finditer(title):
        names = names_in(title[heading.end() :], single=True)
        found += [Named(name, sure=False) for name in names if is_full_name(name) or may_be_given(name, alone=True)]
    found += [Named(name, sure=False) for said in _EAST_ASIAN_BESIDE.finditer(title) if (name := person_name(said[1]))]
    addressed = addressed_in(title)
    found += [Named(name, sure=False) for name in addressed]
    pieces = (
        piece for piece in segments(title) if not any(name in piece or piece in name for name in addressed)
    )  # "CEO Mr. Doe"
    found += [Named(name, sure=False) for piece in pieces if (name := written(piece))]
    return list(dict.fromkeys(replace(one, name=nominative(one.name)) for one in found))


def _titles_headings(plain: str) -> Iterator[re.Match[str]]:
    """What names follow in a title; "ask for Jane Doe" only there: in a text it may be the porter."""
    yield from words("people", "meet").finditer(plain)
    yield from words("people", "ask_for").finditer(plain)


def works_somewhere(name: str, text: str) -> bool:
    """Does the text say for whom somebody works: "Jane Doe from Acme invites you"? Then the name is a person's."""
    behind = re.compile(rf"(?<!\w){re.escape(name)}\s(?:from|at|@|bei|von|chez|de chez|bij|från|fra|hos)\s[A-Z0-9]")
    return bool(person_name(name)) and bool(behind.search(text[:LONGEST_TEXT]))


def addressed_in(title: str) -> list[str]:
    """Whom a title addresses by "Herr", "Mrs" and their like, wherever in it: "Interview Hotel Park Frau Amann"."""
    return [name for found in _ADDRESSED.finditer(title) if (name := written(found[0]))]


def addressed_in_prose(text: str) -> list[str]:
    """The same in a text, but for whom it greets, who signs it, and whom a sentence gives another part."""
    greeting = words("people", "greeting")
    said = sentences(_without_signature(own_words(text)))
    return [
        name
        for sentence in said
        if not (greeting.match(level(sentence).lstrip()) or is_of_others(sentence))
        for name in addressed_in(sentence)
    ]
