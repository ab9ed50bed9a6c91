"""Is this message an answer, and what does it say: the verdict on any message, wherever it belongs.

A person's own words settle the wait, and so does a system that says on the employer's behalf what settles it. Nothing
else automatic does; in doubt `settles` is None, and the person is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from afterword.core import automatic, dates
from afterword.core.automatic import Finding, evidence, seen
from afterword.core.employers import employer_of_sender
from afterword.core.model import Automatic, Evidence, Me, Message, Nature, Person, Reading, Says
from afterword.core.phrases import Hit, Sentence, hits
from afterword.core.quoting import own_text, sentences

_MOST_SENTENCES = 120
_CONDITION_REACH = 14
_ENOUGH_HINTS = 3
_STRONG = ("rejection", "offer", "next_round", "scheduling", "on_hold", "withdrawn", "received")
_INVITES = frozenset({"REQUEST", "PUBLISH", "ADD"})


@dataclass(slots=True)
class _Words:
    """The telling phrases of a message by group, conditional sentences left out."""

    by_group: dict[str, list[Hit]] = field(default_factory=dict)

    def __getitem__(self, group: str) -> list[Hit]:
        return self.by_group.get(group, [])

    def sentences(self, group: str) -> set[str]:
        return {hit.sentence.words for hit in self[group]}


def read(message: Message, me: Me) -> Reading:
    """The verdict on a message. `invitations` stays empty: whoever understands events fills it in."""
    employer = employer_of_sender(message.sender, message.subject, message.text)
    if me.owns(message.sender):
        return Reading(Nature.HUMAN, False, 1.0, evidence=(evidence("written-by-me", 5, message.sender.email),))
    finding = automatic.classify(message)
    if finding.final:
        return _automatic(message, finding, employer=employer)
    text = sentences(own_text(message.text))[:_MOST_SENTENCES]
    subject = Sentence.of(automatic.bare_subject(message.subject)[:300])
    words = _telling(subject, text)
    window = dates.decision(own_text(message.text), message.date)
    says, why = _says(message, words, text, window)
    return _judged(finding, says, why, words, window, employer)


# --- automatic ones ------------------------------------------------------------------------------------------


def _automatic(message: Message, finding: Finding, *, employer: object) -> Reading:
    failed = _failed_recipients(message, finding)
    away = finding.automatic is Automatic.OUT_OF_OFFICE
    text = own_text(message.text)
    return Reading(
        nature=Nature.AUTOMATIC,
        settles=False,
        confidence=_confidence(sum(piece.weight for piece in finding.evidence)),
        automatic=finding.automatic,
        return_date=_return_date(message, text) if away else None,
        stand_in=dates.stand_in(text, message.sender) if away or finding.departed else None,
        departed=finding.departed,
        failed_recipients=failed,
        employer=employer,
        evidence=finding.evidence,
    )
