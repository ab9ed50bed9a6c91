"""Who is named in a text or a title as one who interviews, and who signs it. Whether they do, `panel` decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, zip_longest

from afterword.core.language.vocabulary import entries, level, words
from afterword.core.model import LONGEST_TEXT
from afterword.core.people.names import EAST_ASIAN, addressed, is_given, plain_name
from afterword.core.people.titles import PARTICLES, is_trade_word, person_name, segments

_MOST_NAMED = 12
_MOST_ROWS = 100
_MOST_ITEMS = 20
_MOST_HEADINGS = 40
_LONGEST_LINE = 300
_TIME = re.compile(
    r"(?<!\d)(?:[01]?\d|2[0-3])(?:[:.hH時点]\s?[0-5]\d(?:\s?(?:h|hrs?|uhr|uur)\b\.?)?|\s?(?:am|pm|uhr|h|時|点)\b)",
    re.IGNORECASE,
)
# Between people; and between somebody and their office or task.
_AND = r"(?<!\w)(?:and|und|sowie|et|y|e|ed|en|i|oraz|och|og|or|plus|with|mit|avec|con|com|met|z)(?!\w)"
_LIST = re.compile(rf"\s*(?:[,;/&+\t、，；]|{_AND}|(?<=[^\x00-\x7f])(?:と|和|及び?)(?=[^\x00-\x7f]))\s*")
_SEMICOLONS = re.compile(rf"\s*(?:[;/&+\t；]|{_AND})\s*")
_APART = re.compile(r"\s*(?:[|:：•()\[\]（）]|\s[-–—]\s)\s*")
_FAMILY_FIRST = re.compile(r"([^\W\d_][\w'’-]{1,30}),\s?([^\W\d_][\w'’-]{1,30}(?:\s[^\W\d_][\w'’.-]{0,30})?)")
_BRACKETS = re.compile(r"[(（\[]([^()（）\[\]]{0,80})[)）\]]")
# A full stop ends a sentence, but not behind an abbreviated title or an initial.
_NO_END = "".join(
    rf"(?<!\b{title})"
    for title in (
        "Dr",
        "Prof",
        "Dott",
        "Mrs",
        "Ing",
        "Dipl",
        "Dra",
        "Dña",
        "Sra",
        "Mme",
        "Mag",
        "Avv",
        "Sig",
        "Hr",
        "Fr",
    )
)
_STOP = rf"(?<=[^\W\d_]{{2}}){_NO_END}[.!?](?:\s|$)|[。！？]"
_FULL_STOP = re.compile(_STOP, re.IGNORECASE)
_CLAUSE_END = re.compile(rf"{_STOP}|[!?]|\s(?:on|at|for|from|in|am|um|für|le|el|il|om|w|kl)\s", re.IGNORECASE)
_ADDRESSED = re.compile(
    r"(?<!\w)(?:Herrn?|Frau|Mr\.?|Mrs\.?|Ms\.?|Mme|Mlle|M\.|Sig\.(?:ra)?|Sra?\.|Dhr\.|Mevr\.|Pan|Pani|Fru|Dr\.?|Prof\.?)"
    r"(?:[^\S\n](?:[^\W\d_a-z][\w'’-]{1,25}|Dr\.|Prof\.)){1,3}(?!\w)"
)
_WITH = re.compile(r"\s(?:with|w/|mit|avec|con|com|met|med)\s")
_BULLET = re.compile(r"^[\s•*·・–—>-]+|^\s*\d{1,2}[.)]\s")
# "Interviewer(s):", "Gesprächspartner/in:", "Your interviewers will be:", "Panel" and nothing more in its line.
_LABEL_END = re.compile(r"\s?(?:\(\w{1,3}\)|/\w{1,3})?(?:[ *]{0,3}|(?:\s\w{1,9}){1,2}\s?)[:：]|[ *]{0,3}(?=\n)")
# Up to where a sentence reaches back; a comma may stand between names.
_CLAUSE = re.compile(rf"{_STOP}|[;:!?\n]", re.IGNORECASE)
_JOINED = re.compile(rf",\s|\s&\s|{_AND}")
_ME_FIRST = re.compile(
    r"\s{1,3}(?:me|myself|mir|mich|moi|mi|mim|mij|mnie|mna|mig|meg)\s(?:and|und|et|y|e|en|i|och|og|&)\s"
)
_LIST_OF_PEOPLE = re.compile(rf"{_AND}|[;/&]")
_WITH_LIST = re.compile(r"(?<!\w)(?:with|mit|avec|con|com|met|med|z|ze)(?:[^\S\n]*:[^\S\n]*|[^\S\n]+)(?=\n)")
_WITH_LINE = re.compile(r"^[ \t*•-]{0,4}(?:with|mit|avec|con|com|met|med)[^\S\n]", re.MULTILINE)
# "与技术总监李明进行面试", "山田太郎が面接を担当".
_EAST_ASIAN_WITH = re.compile(
    r"[与與和跟由]([\u3400-\u9fff]{2,12}?)(?:女士|先生|老师)?(?:进行|進行|为您|為您|对您|给您|负责|負責|主持|面试|面試|面谈|面談)"
    r"|([\u3400-\u9fff々]{2,5}(?:[ \u3000][\u3400-\u9fff々]{1,4})?)"
    r"(?:さん|氏)?(?:[がと](?:面接|面談|担当|お話|ご対応|対応|同席|参加)|も同席)"
)
_RULER = re.compile(r"^(?:[^\w\n]|_){8,}$|-::~", re.MULTILINE)
_CONFERENCE = re.compile(r"teams|zoom|meet|webex|skype|-::~|dial|^\W*(?:from|von|de|van|da|från|od)\s?:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Named:
    """A person whom the text names as one who interviews, with the address that it puts behind the name.

    `sure`: under a heading that says so, not merely "with".
    """

    name: str
    sure: bool
    email: str = ""


_ADDRESS = re.compile(
    r"\s?[<(\[]?(?:mailto:)?([A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{3,190})[>)\]]?|[<(]?https?://\S{1,400}"
)


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
    """Everybody whom a text names as interviewing, see `_named_in`."""
    return list(_named_in(text))


@lru_cache(maxsize=4)
def _named_in(text: str) -> tuple[Named, ...]:
    """Everybody whom a text names as interviewing: after "You will meet with:", in "Panel:" lists, in timetables."""
    text = own_words(text)
    plain = level(text)
    found: list[Named] = [
        Named(name, sure=True) for both in _both_see_you(plain) if (name := _name_before(text[: both.start()]))
    ]
    for heading in islice(words("people", "meet").finditer(plain), _MOST_HEADINGS):
        found += _after_heading(text, heading.end(), _label_end(text, heading.end()))
    for heading in islice(words("people", "label").finditer(plain), _MOST_HEADINGS):
        end = _label_end(text, heading.end())
        if end and starts_line(text, heading.start()):
            found += _after_heading(text, heading.end(), end)
    for verb in islice(words("people", "takes_part").finditer(plain), _MOST_HEADINGS):
        clause = _CLAUSE.split(text[max(0, verb.start() - 160) : verb.start()])[-1]
        found += [Named(name, sure=True) for piece in _JOINED.split(clause) if (name := _name_before(_bare(piece)))]
    for heading in islice(_WITH_LIST.finditer(plain), _MOST_HEADINGS):
        found += _after_heading(text, heading.end(), heading.end())
    for heading in islice(_WITH_LINE.finditer(plain), _MOST_HEADINGS):
        found += _after_heading(text, heading.end(), 0)
    found += [
        Named(name, sure=True)
        for said in islice(_EAST_ASIAN_WITH.finditer(text), _MOST_HEADINGS)
        if (name := person_name(said[1] or said[2]))
    ]
    rows: list[list[str]] = []
    for names in _timetable([line for line in text.splitlines()[:_MOST_ROWS] if line.strip()]):
        rows.append(names)
        if len(rows) > 1 and len({name for row in rows for name in row}) >= _MOST_NAMED:
            break
    # One line with a time may name a zone or a place; two are a timetable.
    found += [Named(name, sure=len(rows) > 1) for names in rows for name in names]
    first = list(dict.fromkeys(found))[:_MOST_NAMED]
    return tuple(replace(one, email=_address_behind(one.name, text)) for one in first)


def _address_behind(name: str, text: str) -> str:
    """The address behind the name: `Jane Doe <jane@acme.example>`; `Jane Doe, CTO, jane@acme.example` in a line."""
    at = text.find(name)
    if at < 0:
        return ""
    found = _ADDRESS.match(text, at + len(name))
    line = text[at + len(name) :][:_LONGEST_LINE].partition("\n")[0]
    alone = [address[1] for address in _ADDRESS.finditer(line) if address[1]]
    if found is None and len(alone) == 1 and not _LIST_OF_PEOPLE.search(line.partition(alone[0])[0]):
        return alone[0].lower()
    return (found[1] or "").lower() if found else ""


def _timetable(lines: list[str]) -> Iterator[list[str]]:
    """The names beside each time, or on the line below where a line holds nothing but a time."""
    lines = [line for line in lines if not words("people", "places").match(level(line).lstrip(" *-•\t"))]
    for line, below in zip_longest(lines, lines[1:], fillvalue=""):
        for piece in _FULL_STOP.split(line[:2_000]):
            if not _TIME.search(piece):
                continue
            names = _names(_TIME.sub("|", piece))
            if not names and not _TIME.search(below) and len(level(piece).split()) < 8:
                names = _names(_FULL_STOP.split(below)[0])
            if names:
                yield names


def _bare(text: str) -> str:
    """The text without what stands in brackets."""
    return _BRACKETS.sub(" ", text)


def _both_see_you(plain: str) -> Iterator[re.Match[str]]:
    """Every "and I" that "will interview you" or its like follows."""
    for both in islice(words("people", "and_i").finditer(plain), _MOST_HEADINGS):
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
    for heading in islice(words("people", "meet").finditer(plain), _MOST_HEADINGS):
        clause = re.split(r"[.;:!?\n]\s", plain[heading.end() : heading.end() + 200])[0]
        if words("people", "and_me").search(clause) or _ME_FIRST.match(clause):
            return True
    return bool(words("people", "with_me").search(plain))


def starts_line(text: str, at: int) -> bool:
    """Does nothing but bullets and blanks stand before this place in its line?"""
    return not text[max(0, at - 200) : at].rpartition("\n")[2].strip(" \t*•·・>-–")


def _label_end(text: str, end: int) -> int:
    """Where the text behind a label begins: after "Interviewer(s):" or at the line's end; 0 if it is no label."""
    found = _LABEL_END.match(text, end)
    return found.end() if found else 0


def _after_heading(text: str, end: int, label_end: int) -> list[Named]:
    label = bool(label_end)
    rest = text[label_end or end :][:600].lstrip(" :：*-–\t")
    if rest.startswith("\n"):
        block = rest.lstrip("\n").split("\n\n")[0].splitlines()[:8] if label else []
    else:
        block = rest.splitlines()[:1]
    found: list[Named] = []
    for line in block:
        body = _BULLET.sub("", line)
        cut = (_FULL_STOP if label else _CLAUSE_END).split(body)[0]
        names = _names(cut, single=True)
        # Of one person a line, the rest is the office: "Jane Doe, Platform Payments".
        found += [Named(name, sure=label) for name in (names[:1] if len(block) > 1 and "," in cut else names)]
    return found


def _names(line: str, *, single: bool = False) -> list[str]:
    """The people in a line; what follows a dash or stands in brackets behind a name is their office."""
    if len(line) > _LONGEST_LINE:
        return []
    line = _ADDRESS.sub(" ", line)
    bare = _BRACKETS.sub(lambda found: f" ({_LIST.sub(' ', found[1])}) ", line)
    between = _SEMICOLONS if ";" in line else _LIST
    found = []
    for item in between.split(bare)[:_MOST_ITEMS]:
        turned = _FAMILY_FIRST.match(item.strip()) if between is _SEMICOLONS else None
        if turned and person_name(f"{turned[2]} {turned[1]}"):
            found.append(turned[0])
            continue
        pieces = _APART.split(item) if between is _LIST else re.split(rf"{_APART.pattern}|,\s", item)
        found.append(next(filter(None, (written(piece, single=single) for piece in pieces)), ""))
    return [name for name in found if name]


@lru_cache(maxsize=512)
def written(piece: str, *, single: bool = False) -> str:
    """The name of a person at the start of a text, with its academic titles, without "Herr" and "Mrs"; or "".

    "Herr Grün" keeps its form of address: alone, a family's name would be taken for a given one.
    """
    civil, academic, rest = addressed(_without_office(piece.strip()))
    name = person_name(_leading_name(rest), single=single or bool(civil or academic))
    if not name:
        return ""
    alone = len(name.split()) == 1 and not EAST_ASIAN.search(name)
    civil = "Herr" if civil == "Herrn" else civil
    return " ".join(filter(None, (civil if alone else "", academic, name)))


def _without_office(piece: str) -> str:
    """The text without what may stand before a name: "is our Engineering Manager Jane Doe" gives "Jane Doe"."""
    lead = words("people", "lead").match(level(piece))
    if lead and piece[: lead.end()].lower() not in entries("people", "lead"):
        lead = None  # Sara is a name, "sarà" is none
    tokens = (piece[lead.end() :] if lead else piece).split()
    while len(tokens) > 2 and (is_trade_word(tokens[0]) or tokens[0] == "of"):
        tokens.pop(0)
    return " ".join(tokens)


def _leading_name(piece: str) -> str:
    """The words up to the first in lower case: "Jane Doe will ask" is Jane Doe, "Please join" is nobody."""
    kept: list[str] = []
    for word in piece.split():
        if word[:1].islower() and level(word) not in PARTICLES:
            return "" if len(kept) == 1 and not is_given(kept[0]) else " ".join(kept)
        kept.append(word)
    return " ".join(kept)


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
        found += [Named(name, sure=False) for name in _names(rest, single=is_chat)]
    for heading in _WITH.finditer(title):
        found += [Named(name, sure=False) for name in _names(title[heading.end() :])]
    found += [Named(name, sure=False) for name in addressed_in(title)]
    found += [Named(name, sure=False) for piece in segments(title) if (name := written(piece))]
    return list(dict.fromkeys(found))


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
