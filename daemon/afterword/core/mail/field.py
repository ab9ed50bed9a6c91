"""Of what a mail speaks: of hiring, or of flats, orders and loans, which are refused and promised, too."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from afterword.core.language.sentence import words as words_of
from afterword.core.lexicon import load
from afterword.core.mail.marks import Finding, carries_calendar, is_reply
from afterword.core.model import Me, Message
from afterword.core.people.domains import is_hiring_desk, is_job_board, is_system, own_domain

_SPACELESS = frozenset({"ja", "zh", "ko"})
READ = 6_000
"""Characters of a text that are looked through."""


def is_about_work(message: Message, me: Me, finding: Finding) -> bool:
    """Whether a no or good news in a mail may be about a job: by its words, its sender, or as it goes on in a thread.

    What comes from somebody's address at an own domain may be, too, whatever it names; what is written to a list not.
    """
    if is_list_post(message, me):
        return False
    domain = message.sender.domain
    if message.invitations or is_system(domain) or is_job_board(domain) or is_hiring_desk(message.sender.email):
        return True
    personal = any(piece.rule == "personal-address" for piece in finding.evidence)
    if personal and own_domain(message.sender):
        return True
    return goes_on(message) or speaks_of_hiring(message) or names_a_job(message)


def is_list_post(message: Message, me: Me) -> bool:
    """Was it written to a mailing list (RFC 2919, RFC 2369), and not to the person? Then it answers nothing.

    The programs of hiring systems set List-Id, too; but nobody writes to an address of that name.
    """
    post, name = message.header("list-post").lower(), message.header("list-id").lower()
    if not (post or name) or any(map(me.owns, message.recipients)):
        return False
    return any(to.email in post or f"{to.email.replace('@', '.')}>" in name for to in message.recipients if to.email)


def goes_on(message: Message) -> bool:
    """Whether it answers something."""
    return bool(message.in_reply_to or message.references) or is_reply(message.subject)


def speaks_of_hiring(message: Message) -> bool:
    return names_hiring(words_of(_signed(message)))


def names_hiring(text: str) -> bool:
    """Whether a word for hiring stands in a text; `text` as `Sentence.words` is."""
    return any(stem in text for stem in _hiring_words())


def may_be_of_work(message: Message) -> bool:
    """Whether a mail of which nothing tells what it says may be about a job, by its sender or by how a word begins."""
    domain = message.sender.domain
    if carries_calendar(message) or is_system(domain) or is_job_board(domain) or is_hiring_desk(message.sender.email):
        return True
    return may_speak_of_hiring(message)


def may_speak_of_hiring(message: Message) -> bool:
    """Whether a word begins as one of hiring does, be it one that is common elsewhere."""
    text = words_of(_signed(message))
    return any(beginning in text for beginning in _beginnings())


def speaks_of_yours(message: Message, spoken: Iterable[str]) -> bool:
    """Whether a word stands there without which no employer answers: of the reader's application, of thanks or regret,
    of a decision. `spoken` are the languages of the text."""
    text = words_of(f"{message.subject} {message.text[:READ]}")
    return any(beginning in text for language in spoken for beginning in _yours(language))


@cache
def _yours(language: str) -> tuple[str, ...]:
    stems = [words_of(stem) for stem in load("hiring")["yours"].get(language, ())]
    return tuple(stem.strip() if language in _SPACELESS else stem.rstrip() for stem in stems)


def names_a_job(message: Message) -> bool:
    """Whether a word for a job stands there that has other meanings as well, or is part of other words."""
    text = words_of(_signed(message))
    return any(f" {word}" in text for word in _job_words())


def _signed(message: Message) -> str:
    """What is looked through, with whom it is from."""
    return f"{message.sender.name} {message.subject} {message.text[:READ]}"


def is_refused_elsewhere(message: Message) -> bool:
    """Whether the words of another field stand there, of credit, homes or visas, and none that only hiring has."""
    text = words_of(f"{message.subject} {message.text[:READ]}")
    if not any(beginning in text for beginning in _elsewhere()):
        return False
    shared = {words_of(stem).strip() for stem in load("hiring")["shared"]}
    return not any(stem in text for stem in _hiring_words() if stem not in shared)


@cache
def _elsewhere() -> tuple[str, ...]:
    """How the words of other fields begin: a "loan" is none in "hello and"."""
    return tuple(words_of(beginning).rstrip() for beginning in load("hiring")["elsewhere"])


@cache
def _hiring_words() -> tuple[str, ...]:
    listed = load("hiring")
    return tuple(words_of(stem).strip() for stem in (*listed["stems"], *listed["work"]) if stem not in listed["vague"])


@cache
def _beginnings() -> tuple[str, ...]:
    """How words begin that hiring can't do without; Japanese and Chinese begin no words."""
    stems = [words_of(stem) for stem in load("hiring")["stems"]]
    return tuple(stem.rstrip() if stem.isascii() else stem.strip() for stem in stems)


@cache
def _job_words() -> tuple[str, ...]:
    return tuple(words_of(word)[1:] for word in load("hiring")["jobs"])
