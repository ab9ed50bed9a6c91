"""Who wrote what a job board or network hands on to the reader, as its notice shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from afterword.core.language.index import Span
from afterword.core.language.sentence import WORD, Sentence, fold
from afterword.core.lexicon import load
from afterword.core.mail.automatic import relaying
from afterword.core.mail.marks import places
from afterword.core.model import Message, Person
from afterword.core.people.domains import is_job_board

_APART = re.compile(r"[,:;|(\n]|(?<=\w{3})\.(?:\s|$)|\s[-–—]\s")
_LONGEST_NAME = 5


def writer(message: Message) -> Person:
    """Who is shown to have written: of a job board's notice not the site, if it names who wrote there."""
    if not is_job_board(message.sender.domain):
        return message.sender
    shown = max(_shown(message), key=len, default="")
    return Person(shown or message.sender.name, message.sender.email)


def _shown(message: Message) -> Iterator[str]:
    """ "Ada Byron sent you a message", "New message from Acme": the names at both ends of such phrases."""
    for sentence in relaying(message):
        for told in places("relay_texts", sentence):
            yield from _beside(sentence, told)


def _beside(sentence: Sentence, told: Span) -> Iterator[str]:
    written = [*WORD.finditer(sentence.text)]
    if len(written) != sentence.words.count(" ") - 1:  # a letter that is matched as two words
        return
    first = sentence.words.count(" ", 0, told.start)
    last = first + sentence.words.count(" ", told.start, told.end) - 1
    if fold(written[last].group()) in load("automatic")["message_from"]:
        behind = _APART.split(sentence.text[written[last].end() :])[0].split()
        yield _capitals(behind[:_LONGEST_NAME])
    else:
        before = _APART.split(sentence.text[: written[first].start()])[-1].split()
        yield " ".join(reversed(_capitals(reversed(before[-_LONGEST_NAME:])).split()))


def _capitals(words: Iterable[str]) -> str:
    return " ".join(takewhile(lambda word: word[:1].isupper(), words))
