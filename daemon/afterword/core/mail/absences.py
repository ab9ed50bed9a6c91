"""What a letter that tells of an absence says besides: an answer often mentions one, a note says nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from afterword.core.language.phrases import Hit, hits
from afterword.core.language.sentence import Sentence
from afterword.core.mail.stand_ins import ABSENCE_SENTENCES, ADDRESS

_DECIDING = ("deciding", "next_round", "likely_next_round", "rejection", "likely_rejection", "offer", "likely_offer")


def answers(text: Sequence[Sentence]) -> bool:
    """Whether it also answers: a decision, a call that is promised, an apology for silence, somebody else's absence."""
    read = text[:ABSENCE_SENTENCES]
    instead = {hit.sentence for hit in hits("out_of_office", read, ("stand_in",))}
    told = [hit for hit in hits("replies", read, _DECIDING) if hit.sentence not in instead]
    return bool(told or hits("out_of_office", read, ("answers",)))


def concerns(text: Sequence[Sentence]) -> Hit | None:
    """Where it speaks of the reader's own matter, other than to say whom to ask meanwhile: one can't tell."""
    read = [sentence for sentence in text[:ABSENCE_SENTENCES] if not ADDRESS.search(sentence.text)]
    stock = {hit.sentence for hit in hits("out_of_office", read, ("stand_in", "stock"))}
    return next((hit for hit in hits("out_of_office", read, ("concerns",)) if hit.sentence not in stock), None)
