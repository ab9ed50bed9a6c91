"""What a letter says though none of its sentences says it: a no by its reasons and its farewell, good news by what
goes along with it.

People who write few such letters have no set phrases for them. Signs of several sentences are added up, and only where
no phrase decides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence, Set

from afterword.core.language.phrases import Hit, hits
from afterword.core.language.sentence import Sentence
from afterword.core.mail.marks import asks, evidence
from afterword.core.model import Evidence, Says

_REASONS = {"taken": 2, "back": 2, "reason": 1, "turn": 1}
_FAREWELLS = {"parting": 2, "later": 2, "sorry": 1}
_ENOUGH = 3
_AHEAD = ("trial", "meets", "visit", "onwards")
"""What is to come."""

# "All right?" at the end of a sentence asks nothing.
_TAG = re.compile(r",\s{0,2}(?:tá|está bem|ok|okay|vale|né|ja|right|va bene|d'accord|dobrze)\s{0,2}[?？]$")

Told = tuple[Says, tuple[Evidence, ...]]


def tenor(
    text: Sequence[Sentence], says: Says | None, asked: Sequence[Sentence], over: Set[Sentence] = frozenset()
) -> Told | None:
    """What the sentences say together, given what one of them says alone; None if no more than that.

    `asked` are the sentences that ask something of the reader, or for a time; `over` those of a round that has been.
    """
    found: dict[str, list[Hit]] = defaultdict(list)
    told = hits("tenor", text)
    aside = {hit.sentence for hit in told if hit.group == "aside"}  # fares and car parks
    for hit in told:
        back = hit.group == "parting" and _asks_back(hit.sentence)
        if hit.sentence not in aside and not back and not (hit.group in _AHEAD and hit.sentence in over):
            found[hit.group].append(hit)
    farewell = {hit.sentence for group in ("parting", "later") for hit in found[group]}
    parts = all(sentence in farewell or _TAG.search(sentence.text) for sentence in asked)
    if parts and (no := _no(found)):
        return no
    return _job(found) or (None if farewell else _round(found, says, asked)) or _moved(found, says)


def _asks_back(sentence: Sentence) -> bool:
    """ "Can you come in again next week?" is no farewell; "come in again, ok?" may be one."""
    return asks(sentence) and not _TAG.search(sentence.text)


def _no(found: dict[str, list[Hit]]) -> Told | None:
    """Why it is somebody else, or nobody, with a farewell or after praise, unless they will write again."""
    later = {hit.sentence for hit in found["later"]}
    if any(hit.sentence not in later for hit in found["promise"]):
        return None
    reasons = [hit for group in _REASONS for hit in found[group]]
    farewells = [hit for group in _FAREWELLS for hit in found[group]]
    praised = found["praise"] if found["turn"] else []
    weight = sum(points for group, points in (_REASONS | _FAREWELLS).items() if found[group]) + bool(praised)
    sure = found["taken"] or found["back"] or found["reason"] or (found["parting"] and found["turn"])
    spread = len({hit.sentence for hit in (*reasons, *farewells, *praised)}) > 1
    if not sure or weight < _ENOUGH + (not spread):
        return None
    return _told(Says.REJECTION, "no-between-the-lines", [*reasons[:2], *farewells[:2], *praised[:1]])


def _job(found: dict[str, list[Hit]]) -> Told | None:
    """For what pay, and when the reader begins or that one is glad of them."""
    gladly = [*found["start"], *found["glad"]]
    if found["taken"] or not _in_two_sentences(gladly, found["terms"]):
        return None
    return _told(Says.OFFER, "begins-for-pay", [*gladly[:1], *found["terms"][:1]])


def _round(found: dict[str, list[Hit]], says: Says | None, asked: Sequence[Sentence]) -> Told | None:
    """Somebody higher wants to see the reader, or praise is followed by an invitation, and nothing agreed moves."""
    if found["moved"] or found["taken"] or found["back"]:
        return None
    invited = [*found["visit"], *found["onwards"]]
    gladly = found["praise"] or found["glad"] or invited or asked or says is Says.SCHEDULING
    if found["meets"] or (found["trial"] and gladly):
        return _told(Says.NEXT_ROUND, "somebody-wants-to-meet", [*found["meets"][:1], *found["trial"][:1]])
    if found["turn"] and not any("?" in sentence.text for sentence in asked):  # praise, and then a "but"
        return None
    waits = bool(found["promise"])  # "We are still seeing others"
    if found["praise"] and not waits and (says is Says.SCHEDULING or _in_two_sentences(found["praise"], invited)):
        return _told(Says.NEXT_ROUND, "praised-and-invited", [*found["praise"][:1], *invited[:1]])
    return None


def _moved(found: dict[str, list[Hit]], says: Says | None) -> Told | None:
    """Asked whether something agreed can be moved: it is about a time."""
    if says is not Says.QUESTION or not found["moved"]:
        return None
    return _told(Says.SCHEDULING, "asks-to-move", found["moved"][:1])


def _in_two_sentences(some: Sequence[Hit], others: Sequence[Hit]) -> bool:
    """Whether there are both, and not in one sentence alone: a sentence for itself is for the phrases."""
    return bool(some and others) and len({hit.sentence for hit in (*some, *others)}) > 1


def _told(says: Says, rule: str, seen: Sequence[Hit]) -> Told:
    return says, tuple(evidence(rule, 1, hit.sentence.text) for hit in seen)
