"""Interviews that only a mail's words fix, move or call off. `told` says what that does to those in a calendar.

Only clear cases: one day, one time, no condition and no question. What is unclear stays with the calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise, zip_longest

from afterword.core.digests import digest
from afterword.core.events.guests import TOLD, TOLD_AGAIN
from afterword.core.language.dates import days_in
from afterword.core.language.grammar import calendar_words
from afterword.core.language.hours import Clock, clocks_in, without, zone_in
from afterword.core.language.phrases import hits
from afterword.core.language.quoting import own_text, sentences
from afterword.core.language.sentence import Sentence, joined
from afterword.core.language.tongues import languages
from afterword.core.language.vocabulary import level, pattern, words
from afterword.core.lexicon import load, names
from afterword.core.local_time import zone as zone_of
from afterword.core.mail.authentication import trusted
from afterword.core.mail.marks import carries_calendar, is_reply, without_prefixes
from afterword.core.model import Event, Folder, Guest, Me, Message

_CONFIRMED, MOVED, _CANCELLED, _AGREED = "confirmed", "moved", "cancelled", "agreed"
_GROUPS = (_CONFIRMED, _AGREED, MOVED, _CANCELLED, "invited", "never", "condition", "meeting")
_TELLING = frozenset({_CONFIRMED, _AGREED, MOVED, _CANCELLED, "invited", "meeting"})
_FIXING = (_CONFIRMED, _AGREED, MOVED, _CANCELLED, "invited")
PREFIX = "told-"
_MOST_SENTENCES = 40
_LONGEST_SAID = 500
_FARTHEST = timedelta(days=200)
_USUAL_LENGTH = timedelta(hours=1)
_SLACK = timedelta(minutes=30)
_EARLIEST = time(6)
"""Half past two without more is no hour of the night, but nobody says which it is."""

_FEW = 4
_EAST_ASIAN_DAY = re.compile(r"\d{1,4}\s?[年月日号號년월일]")
_MINUTES = re.compile(r"(?<!\d)(\d{2,3})[\s-]{0,2}(?:min|мин|分)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_LABEL = re.compile(r"^[\s*•·–¿-]{0,6}([^\s:：?？¿][^:：?？]{0,30}?)\s?\*{0,2}\s?[:：?？]\*{0,2}\s?(.{0,200})$")


@dataclass(frozen=True, slots=True)
class _When:
    """When it takes place: aware, and the IANA zone it is said in."""

    start: datetime
    end: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class _Telling:
    """A mail's own words, split, with what tells of an appointment in them. `zone` holds where none is named."""

    message: Message
    text: str
    read: tuple[Sentence, ...]
    telling: dict[str, tuple[Sentence, ...]]
    doubtful: frozenset[str]
    spoken: frozenset[str]
    zone: str

    def clear(self) -> list[str]:
        """The sentences that neither ask nor only say what could be, nor when somebody is away."""
        away = {hit.sentence.text for hit in hits("out_of_office", self.read, ("absence",))}
        return [one.text for one in self.read if one.text not in self.doubtful and one.text not in away]


def found(message: Message, me: Me, zone: str, *, expected: bool = False) -> Event | None:
    """The interview that a received mail fixes (REQUEST), moves (REQUEST) or calls off (CANCEL) in its words, if any.

    None for a mail that carries a calendar part, that its sender's domain disowns, or that leaves anything open.
    `zone` is the IANA zone of times that name none; `expected`, whether the thread speaks of an interview already, so
    that it need not be called one here ("Thursday at two it is"). Of a CANCEL that names no day, `start` is the mail's
    own date; of one that names a day only, its midnight. Whether it is a job interview is for `interviews.understand`
    to say.
    """
    if message.folder is not Folder.INBOX or me.owns(message.sender) or _carries_calendar(message):
        return None
    case = _read(message, zone, expected=expected)
    if not case.telling or not trusted(message):
        return None
    if _CANCELLED in case.telling and not _names_another(case):
        return _event(case, me, _CANCELLED, _off(case))
    what = MOVED if MOVED in case.telling else _CONFIRMED
    when = _when(case, what)
    if when is None:
        postponed = what == MOVED and not any(_days(case, text) for text in case.clear())
        return _event(case, me, _CANCELLED, _off(case)) if postponed else None
    ahead = when.start - message.date
    return _event(case, me, what, when) if -_SLACK < ahead < _FARTHEST else None


def _names_another(case: _Telling) -> bool:
    """Whether a sentence that moves it says when it will be: "we'll come back with a new time" does not."""
    off = {sentence.text for sentence in case.telling[_CANCELLED]}
    return any(_days(case, one.text) for one in case.telling.get(MOVED, ()) if one.text not in off)


def completed(message: Message, me: Me, zone: str, *, expected: bool = False) -> Message:
    """The message with the interview that its words tell of among its invitations, where it carries none itself."""
    told = found(message, me, zone, expected=expected)
    return replace(message, invitations=(told,)) if told else message


def _carries_calendar(message: Message) -> bool:
    return bool(message.invitations) or carries_calendar(message)


def _read(message: Message, zone: str, *, expected: bool) -> _Telling:
    own = own_text(message.text)
    bare = without_prefixes(message.subject)[:300]
    title = Sentence.of(bare)
    subject = () if is_reply(message.subject) else (title,)
    read = (*subject, *sentences(own)[:_MOST_SENTENCES])
    told = _groups_told(read, title, expected=expected)
    invited = told.pop("invited", [])
    told.setdefault(_CONFIRMED, []).extend(invited)
    asking = {sentence.text for sentence in read if sentence.text.rstrip().endswith(("?", "？"))}
    polite = {sentence.text for sentence in invited}
    unfixed = {sentence.text for sentence in told.pop("never", []) if sentence.text not in polite}
    doubtful = frozenset(asking | unfixed | {sentence.text for sentence in told.pop("condition", [])})
    clear = {
        group: tuple(sentence for sentence in listed if sentence.text not in doubtful) for group, listed in told.items()
    }
    telling = {group: listed for group, listed in clear.items() if listed}
    if not telling and subject and words("title", "strong").search(level(bare)):
        telling = {_CONFIRMED: ()}  # "Interview", and perhaps a form of date, place and people
    return _Telling(message, own, read, telling, doubtful, languages(read), zone)


def _groups_told(read: Sequence[Sentence], title: Sentence, *, expected: bool) -> dict[str, list[Sentence]]:
    """The sentences by what they tell; nothing where no word for an interview stands in them or in the subject, unless
    one is expected."""
    timeless = {_timeless(one): one for one in read}
    cut = [replace(hit, sentence=timeless[hit.sentence]) for hit in hits("appointments", tuple(timeless), _FIXING)]
    found = [*hits("appointments", read, _GROUPS), *cut]
    telling = {(hit.sentence.text, hit.language) for hit in found if hit.group in _TELLING}
    decided, tongues = {text for text, _ in telling}, {language for _, language in telling}
    told: dict[str, list[Sentence]] = {}
    for hit in found:
        # Of a sentence, or beside one, that tells it in French, a Portuguese "se" is no condition.
        here = (hit.sentence.text, hit.language) in telling
        if not hit.language or not tongues or here or (hit.sentence.text not in decided and hit.language in tongues):
            told.setdefault(hit.group, []).append(hit.sentence)
    named = told.pop("meeting", None) or hits("appointments", (title,), ("meeting",), languages((title, *read)))
    return told if named or expected else {}


def _timeless(sentence: Sentence) -> Sentence:
    """The sentence without its day and time, whose words part those that belong together.

    Lines without a full stop run together to something longer than a sentence: each is as people write it.
    """
    if len(sentence.text) > _LONGEST_SAID:
        return sentence
    text = _EAST_ASIAN_DAY.sub("", without(sentence.text, clocks_in(sentence.text)))
    words = Sentence.of(text).words.split()
    if not words or len(words) < _FEW:  # no blanks between words
        return Sentence.of(text)
    kept = [word for word in words if not word[:1].isdigit() and word not in calendar_words()]
    return Sentence.of(" ".join(kept))


# --- when ------------------------------------------------------------------------------------------------------


def _when(case: _Telling, what: str) -> _When | None:
    """The one time that the telling sentences give; else all clear sentences together; else the labelled lines."""
    agreed = case.telling.get(_AGREED, ()) if what == _CONFIRMED else ()
    told = case.telling.get(what, ())
    form = list(_labelled(case)) if what in case.telling else []
    wide = [case.clear(), form] if told else [form]
    near = [sentence.text for sentence in (*told, *agreed)]
    for scope in (*([text] for text in near), near, *wide):
        when = _only(case, scope, moved=what == MOVED)
        if when:
            return when
    return None


def _only(case: _Telling, scope: Sequence[str], *, moved: bool) -> _When | None:
    """The time in these texts if they name exactly one day and, on it, exactly one moment."""
    texts = [_without_former(case, text) if moved else text for text in scope]
    days = {day for text in texts for day in _days(case, text)}
    clocks = [clock for text in texts for clock in _clocks(case, text, moved=moved)]
    if len(days) != 1 or not clocks:
        return None
    day = next(iter(days))
    named = next((clock.zone for clock in clocks if clock.zone), "") or zone_in(" ".join(scope)) or case.zone
    times = [_on(day, clock, clock.zone or named) for clock in clocks]
    if any(clock.begins < _EARLIEST for clock in clocks):
        return None
    if len({when.start for when in times}) != 1:
        return _in_a_row(texts, times)
    best = max(times, key=lambda when: when.end - when.start if when.end > when.start else timedelta())
    return best if best.end > best.start else replace(best, end=best.start + _length(scope))


def _in_a_row(texts: Sequence[str], times: Sequence[_When]) -> _When | None:
    """Sessions of one day, each stretch of time with words of its own: one visit, from the first to the last."""
    in_turn = all(one.start < one.end <= two.start for one, two in pairwise(times))
    last = times[-1]
    described = all(_is_described(text) for text in texts)
    return replace(times[0], end=last.end) if in_turn and described and last.start < last.end else None


def _is_described(text: str) -> bool:
    """Whether words stand behind each time in the text, or before each: bare times are a choice of them."""
    clocks = clocks_in(text)
    edges = [0, *(edge for clock in clocks for edge in (clock.start, clock.end)), len(text)]
    between = [len(_WORD.findall(text[start:end])) > 1 for start, end in zip(edges[::2], edges[1::2], strict=True)]
    return all(between[1:]) or all(between[:-1])


def _on(day: date, clock: Clock, zone: str) -> _When:
    start = datetime.combine(day, clock.begins, zone_of(zone))
    end = datetime.combine(day, clock.ends or clock.begins, zone_of(zone))
    return _When(start, end, zone)


def _length(scope: Iterable[str]) -> timedelta:
    minutes = {int(match[1]) for text in scope for match in _MINUTES.finditer(text)}
    fitting = [count for count in minutes if 15 <= count <= 480]
    return timedelta(minutes=fitting[0]) if len(fitting) == 1 else _USUAL_LENGTH


def _days(case: _Telling, text: str) -> frozenset[date]:
    return days_in(without(text, clocks_in(text)), case.message.date, case.spoken)


def _clocks(case: _Telling, text: str, *, moved: bool) -> Sequence[Clock]:
    """The times in a text. "Moved from 2 PM to 3 PM" is no stretch of an hour: three is what holds."""
    clocks = clocks_in(text)
    if not moved:
        return clocks
    former = _patterns(case.spoken, "former")

    def is_former(clock: Clock) -> bool:
        before = level(text[: clock.start])
        return any(match.end() >= clock.start - 2 for form in former for match in form.finditer(before))

    return [
        replace(clock, begins=clock.ends, ends=None) if clock.ends and is_former(clock) else clock for clock in clocks
    ]


def _without_former(case: _Telling, text: str) -> str:
    """The text without the time that no longer holds: "from Tuesday", "instead of Tuesday", up to "to Friday"."""
    if len(_days(case, text)) < 2:
        return text
    plain = level(text)
    _, onward = _first(_patterns(case.spoken, "moved_to"), plain)
    if _days(case, text[onward:]):
        return text[onward:]
    start, end = _first(_patterns(case.spoken, "former"), plain)
    goes_on, _ = _first(_patterns(case.spoken, "behind"), plain, end)
    return text[:start] + text[goes_on:]


def _first(forms: Iterable[re.Pattern[str]], plain: str, since: int = 0) -> tuple[int, int]:
    """Where the first of them stands; behind the text's end if none does."""
    return min((found.span() for form in forms if (found := form.search(plain, since))), default=(len(plain),) * 2)


def _patterns(spoken: Iterable[str], group: str) -> list[re.Pattern[str]]:
    """The words before what no longer holds ("former"), or before what does ("behind"), a pattern for each language."""
    return [_pattern(name, group) for name in _files(spoken)]


@cache
def _pattern(name: str, group: str) -> re.Pattern[str]:
    return pattern(load(name)[group])


def _files(spoken: Iterable[str]) -> list[str]:
    return [name for name in names("appointments") if name.rpartition("/")[2] in spoken]


def _labelled(case: _Telling) -> Iterator[str]:
    """What stands behind labels like "Date:" and "When:", or on the line below them."""
    labels = _labels(case.spoken)
    lines = [line for line in case.text.splitlines() if line.strip()]
    for line, below in zip_longest(lines, lines[1:], fillvalue=""):
        match = _LABEL.match(line[:260])
        if match and joined(match[1]) in labels:
            value = match[2] if match[2].strip() else below[:260]
            if not value.rstrip().endswith(("?", "？")):  # "Wann? Dienstag um zehn?" asks
                yield value


@cache
def _labels(spoken: frozenset[str]) -> frozenset[str]:
    return frozenset(joined(label) for name in _files(spoken) for label in load(name)["labels"])


def _off(case: _Telling) -> _When:
    """The time of what is called off: a moment, a day's midnight, or the mail's own date where nothing is said."""
    sent = case.message.date
    told = [sentence.text for group in (_CANCELLED, MOVED) for sentence in case.telling.get(group, ())]
    when = _only(case, told, moved=False)
    if when:
        return when
    days = {day for text in told for day in _days(case, text)}
    if len(days) != 1:
        return _When(sent, sent, case.zone)
    midnight = datetime.combine(next(iter(days)), time(), zone_of(case.zone))
    start = max(midnight, sent + timedelta(seconds=1))
    return _When(start, start, case.zone)


# --- the event -------------------------------------------------------------------------------------------------


def _event(case: _Telling, me: Me, what: str, when: _When) -> Event:
    """The event that the mail tells of. What one thread tells of one day is one event, the later mail its newer one."""
    message = case.message
    thread = next(iter((*message.references, *message.in_reply_to)), message.message_id or message.handle)
    name = digest(message.sender.domain, thread, what, when.start.date().isoformat())
    mine = [person for person in message.recipients if me.owns(person)]
    return Event(
        uid=f"{PREFIX}{what}-{name}",
        start=when.start,
        end=when.end,
        zone=when.zone,
        title=without_prefixes(message.subject),
        text=case.text,
        organizer=message.sender,
        guests=tuple(Guest(replace(person, name=person.name or me.name)) for person in mine[:1]),
        sequence=max(0, int(message.date.timestamp())),
        stamp=message.date,
        method="CANCEL" if what == _CANCELLED else "REQUEST",
        kind=TOLD if what == _CONFIRMED else TOLD_AGAIN,
    )
