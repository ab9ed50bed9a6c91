"""What every rule about a mail is made of: evidence, words of the lexicon, its subject and its sender's address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from afterword.core.language.index import Span
from afterword.core.language.phrases import Hit, Phrases
from afterword.core.language.sentence import Sentence, fold
from afterword.core.lexicon import load
from afterword.core.model import Automatic, Evidence, Message, Nature

_LIST_TAG = re.compile(r"^\s{0,4}(?:\[[^\[\]]{1,60}\]\s{0,4}){1,3}")
_REPLY = re.compile(
    r"^\s{0,4}(?:re|aw|sv|vs|antw|odp|rif|r|res|ref|tr|回复|答复|回覆|返信)\s{0,2}(?:\[\d{1,3}\])?\s{0,2}[:：]",
    re.IGNORECASE,
)
_CALLED = re.compile(r"(?:[^\W\d_]{2,12}\s){0,2}([^\W\d_]{2,9}\.?)\s[^\W\d_][^\W\d_-]{1,30}\s?[,!:]")
_SPACELESS = re.compile(r"[\u3040-\u9fff]")
NAME_ONLY = re.compile(r"[^\W\d_]{2,30}")
_ADDRESSED = re.compile(r"[^\s@]{1,64}@\S{1,190}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# A question as it ends; in Japanese and Chinese also without the mark, but not the greeting that asks how one is.
_ASKS = re.compile(r"(?:[?？]|(?<!お過ごし)(?:でしょうか|ますか|ませんか|ですか)|[吗嗎])[\s。.]{0,3}$")
_SHORTEST_NAME = 2
_SHORTEST_SPACELESS = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """What `classify` found. `final`: no wording of the text can change that this is automatic.

    `delay`: a warning that delivery takes longer; nothing has failed. `departed`: the address is no longer in use.
    """

    automatic: Automatic | None
    nature: Nature
    evidence: tuple[Evidence, ...] = ()
    final: bool = False
    delay: bool = False
    departed: bool = False


def evidence(rule: str, weight: float, saw: str = "") -> Evidence:
    """Evidence with what it saw cut to 60 characters, without control characters."""
    return Evidence(rule, weight, " ".join(_CONTROL.sub(" ", saw).split())[:60])


def seen(hit: Hit, rule: str, weight: float) -> Evidence:
    """Evidence for a phrase: the sentence it stands in."""
    return evidence(rule, weight, hit.sentence.text)


@cache
def _phrases(group: str) -> tuple[Phrases, Phrases]:
    listed = load("automatic")[group]
    plain = [phrase for phrase in listed if not _SPACELESS.search(phrase)]
    return Phrases(plain), Phrases([phrase for phrase in listed if _SPACELESS.search(phrase)], spaceless=True)


@cache
def listed(group: str) -> frozenset[str]:
    return frozenset(fold(entry) for entry in load("automatic")[group])


def find(group: str, sentence: Sentence) -> bool:
    return any(phrases.search(sentence) for phrases in _phrases(group))


def places(group: str, sentence: Sentence) -> list[Span]:
    """Where the phrases of a group stand in the sentence's words; of languages with blanks between the words."""
    return [*_phrases(group)[0].all(sentence)]


def bare_subject(subject: str) -> str:
    """The subject without the tag of a mailing list."""
    return _LIST_TAG.sub("", subject)


def is_reply(subject: str) -> bool:
    return bool(_REPLY.match(bare_subject(subject)))


def without_prefixes(subject: str) -> str:
    """The subject as it was before anybody answered: without list tags and reply prefixes."""
    for _ in range(4):
        bare = _REPLY.sub("", bare_subject(subject))
        if bare == subject:
            break
        subject = bare
    return subject.strip()


def local_part(message: Message) -> str:
    return fold(message.sender.email.partition("@")[0])


def auto_submitted(message: Message) -> str:
    """The keyword of Auto-Submitted, without its parameters (RFC 3834 5)."""
    return fold(message.header("auto-submitted")).partition(";")[0].strip()


def precedence(message: Message) -> str:
    return fold(message.header("precedence")).strip()


def is_discussion(message: Message) -> bool:
    """Whether a list handed it on to whom it is open to write (RFC 2369 3.4, and list programs older than that)."""
    named = any(name in message.headers for name in load("automatic")["discussion_headers"])
    return named or ("list-id" in message.headers and "list-post" in message.headers)


def without_envelope_sender(message: Message) -> bool:
    """Whether it came with a null reverse-path, as reports and automatic answers do (RFC 5321 4.5.5, RFC 3834 3.3)."""
    return message.header("return-path").strip() == "<>"


def carries_calendar(message: Message) -> bool:
    """Whether a calendar's own entry is attached, beyond what the words may tell of one."""
    return any("calendar" in part or part.endswith("/ics") for part in message.parts)


def mailer(message: Message) -> str:
    """The program that wrote the mail, as it calls itself."""
    return fold(message.header("x-mailer") + " " + message.header("user-agent")).strip()


def name_words(name: str) -> list[str]:
    """The words of a name, folded, without initials and the like."""
    return [fold(word) for word in NAME_ONLY.findall(name) if len(word) > _SHORTEST_NAME]


def addresses_reader(message: Message, text: Sequence[Sentence]) -> bool:
    """Whether the first sentence names whom it is written to: notes greet nobody."""
    to = message.to[:3]
    names = {word for person in to for word in name_words(person.name)}
    # Of an address only longer words: "you@" and "me@" are no names.
    names |= {fold(word) for person in to for word in re.findall(r"[^\W\d_]{4,30}", person.email.partition("@")[0])}
    said = Sentence.of(_ADDRESSED.sub(" ", text[0].text)).words if text else ""
    return any(f" {name} " in said for name in names) or bool(text and calls_by_name(text[0].text))


def calls_by_name(opening: str) -> bool:
    """Whether it begins with a form of address, a name and a comma: "Frau Vale, ..."."""
    called = _CALLED.match(opening)
    return called is not None and called[1].lower() in load("people")["honorifics"]


def without_helpdesk_line(text: Sequence[Sentence]) -> Sequence[Sentence]:
    """The text without the line that a help desk puts above what somebody there has written."""
    return text[1:] if text and find("helpdesk_lines", text[0]) else text


def asks(sentence: Sentence) -> bool:
    """Whether the sentence ends as a question."""
    return _ASKS.search(sentence.text) is not None


def says_something(sentence: Sentence) -> bool:
    """More than a greeting or a bare name. A language without spaces puts a whole sentence into one word."""
    spaceless = len(sentence.joined) > _SHORTEST_SPACELESS and bool(_SPACELESS.search(sentence.joined))
    return spaceless or len(NAME_ONLY.findall(sentence.text)) > 2
