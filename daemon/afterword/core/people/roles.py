"""Which job a mail is about: the titles it names, so that two processes at one employer are kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from afterword.core.language.vocabulary import level, words
from afterword.core.people.marked import without_sentence
from afterword.core.people.names import EAST_ASIAN
from afterword.core.people.titles import role_in

_SUBJECT = 300
_OPENING = 900
_MOST = 3
_LONGEST = 7
_END = re.compile(r"[,.;:!?()\[\]{}\n\r\t\"“”„«»‹›|、。，！？「」『』（）]|\s[-–—/@#]\s|\s{2}|$")
_LEAD = re.compile(r"^(?:d['’]|(?:de|der|des|the|our|an?|une?|el|la|le|il|lo|o)\s)+", re.IGNORECASE)
_ARTICLE = re.compile(r"\b(?:the|our|this|die|der|unsere|de|onze|tjänsten)\s", re.IGNORECASE)
_EDGE = " -–—*'’_"


def roles_in(subject: str, text: str, employer: str = "") -> tuple[str, ...]:
    """The job titles that a mail names, as written, each once, at most three.

    `subject` without reply prefixes, `text` the sender's own. Only what stands in the subject, or in the first
    sentences behind or before words like "the position of", and holds a word that trades are named by.
    """
    subject, opening = subject[:_SUBJECT], text[:_OPENING]
    found = [*_named(subject), *_named(opening)] or [role_in(subject, employer, frozenset())]
    kept = [role for role in found if role and level(role) != level(employer)]
    return tuple({level(role): role for role in kept}.values())[:_MOST]


def _named(text: str) -> Iterator[str]:
    plain = level(text)
    for group, any_case in (("position_of", True), ("meant_for", False)):
        for found in words("roles", group).finditer(plain):
            rest = text[found.end() : found.end() + 90].lstrip(" :：「『“\"'„«*")
            yield _title(rest[: _END.search(rest).start()], any_case=any_case)  # type: ignore[union-attr]  # "$" matches
    for found in words("roles", "position_behind").finditer(plain):
        before = re.split(
            _END.pattern.removesuffix("|$"), text[max(0, found.start() - 90) : found.start()].rstrip(_EDGE)
        )
        yield _title_at_end(before[-1])


def _title(text: str, *, any_case: bool) -> str:
    """The text up to where the title ends, if it is one: it begins with a capital and holds a word of a trade."""
    stop = words("roles", "stop").search(level(text))
    text = text[: stop.start()] if stop else text
    companies = list(words("employer", "mark_behind").finditer(text)) if EAST_ASIAN.search(text) else []
    title = _LEAD.sub("", text[companies[-1].end() if companies else 0 :].strip(_EDGE))
    if not title or len(title.split()) > _LONGEST or not words("roles", "words").search(level(title)):
        return ""
    return title if any_case or not title[0].islower() else ""


def _title_at_end(text: str) -> str:
    """The capitalised words at the end of a text, else those behind its last article: "about the Data Engineer"."""
    if EAST_ASIAN.search(text):
        return _title(without_sentence(re.split(r"[のへ的\s]", text.removesuffix("の"))[-1]), any_case=True)
    kept: list[str] = []
    for word in reversed(text.split()[-_LONGEST:]):
        if not (word[0].isupper() or word[0].isdigit() or (kept and level(word) in {"of", "&", "and", "de", "for"})):
            break
        kept.append(word)
    behind = _ARTICLE.split(text)
    return _title(" ".join(reversed(kept)) or (behind[-1] if len(behind) > 1 else ""), any_case=not kept)
