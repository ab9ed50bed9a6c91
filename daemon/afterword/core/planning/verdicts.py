"""The person's verdicts: what they said of one doubtful interview or letter holds for the like of it from then on.

Nothing is stored for it but their words. A `confirm` or `skip` of a round whose events were doubtful holds for later
doubtful events of the same series or organiser; one of an `answer:` question for later doubtful letters of the same
sender. `reopen` takes it back, as everything is worked out anew each time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from afterword.core.keys import folded
from afterword.core.model import Evidence, Facts, Interview, Letter, Verb, Verdict, Word
from afterword.core.people.employers import is_machine, is_system
from afterword.core.planning.matching import answer_id
from afterword.core.planning.voice import Voice

_LASTING = (Verb.CONFIRM, Verb.SKIP, Verb.HEARD, Verb.CLOSE)
_SAID_SO = 9.0


@dataclass(frozen=True, slots=True)
class Standing:
    """A word of the person that stands, and for what else it holds, in words ("" if for its target alone)."""

    word: Word
    reach: str = ""


def apply(facts: Facts, now: datetime) -> Facts:
    """The facts as the person's words leave them: doubtful interviews and letters decided where they have been."""
    said = Voice.of(facts.words, now).judged()
    if not said:
        return facts
    rounds = [(one, said[name]) for one in facts.interviews if (name := _round(one, facts)) in said and _doubtful(one)]
    answers = [(letter, said[name]) for letter in facts.letters if (name := answer_id(letter)) in said]
    return replace(
        facts,
        interviews=tuple(_judged(one, rounds) for one in facts.interviews),
        letters=tuple(_answered(letter, answers) for letter in facts.letters),
    )


def standing(facts: Facts, now: datetime) -> tuple[Standing, ...]:
    """Every word that stands and that `reopen` takes back, the earliest first."""
    voice = Voice.of(facts.words, now)
    last = [word for word in voice.words if word.verb in _LASTING and voice.stands(word.verb, word.target) is word]
    decided = voice.judged()
    return tuple(
        Standing(word, _reach(word.target, facts) if decided.get(word.target) is word else "") for word in last
    )


# --- interviews ------------------------------------------------------------------------------------------------


def _round(one: Interview, facts: Facts) -> str:
    filing = facts.filings.get(one.ref)
    return filing.round if filing else ""


def _doubtful(one: Interview) -> bool:
    return one.verdict is Verdict.UNSURE


def _judged(one: Interview, said: Sequence[tuple[Interview, Word]]) -> Interview:
    """A doubtful interview as the last verdict on an earlier one like it has it. The one judged itself stays."""
    like = [word for other, word in said if one.start > other.start and _alike(one, other)]
    if not _doubtful(one) or not like or any(one.ref == other.ref for other, _ in said):
        return one
    word = max(like, key=lambda each: each.at)
    verdict = Verdict.INTERVIEW if word.verb is Verb.CONFIRM else Verdict.NOT_INTERVIEW
    weight = _SAID_SO if word.verb is Verb.CONFIRM else -_SAID_SO
    return replace(one, verdict=verdict, evidence=(*one.evidence, Evidence("you-said-so", weight, word.target[:60])))


def _alike(one: Interview, other: Interview) -> bool:
    """Of the same series, or organised by the same human being."""
    if one.ref.partition("#")[0] == other.ref.partition("#")[0]:
        return True
    return bool(_host(one)) and _host(one) == _host(other)


def _host(one: Interview) -> str:
    host = one.organizer
    if host is None or one.organized_by_me or is_system(host.domain) or is_machine(host.email):
        return ""
    return host.email


# --- letters ---------------------------------------------------------------------------------------------------


def _answered(letter: Letter, said: Sequence[tuple[Letter, Word]]) -> Letter:
    """The letter that was asked about as the person said; a later doubtful one of the same sender likewise.

    That a forged letter was no forgery holds for that letter alone.
    """
    if letter.reading is None:
        return letter
    own = next((word for other, word in said if other.handle == letter.handle), None)
    if own:
        settles = own.verb is Verb.CONFIRM
        return replace(letter, trusted=letter.trusted or settles, reading=replace(letter.reading, settles=settles))
    like = [word for other, word in said if letter.date > other.date and _same_sender(letter, other)]
    if letter.reading.settles is not None or not like:
        return letter
    settles = max(like, key=lambda each: each.at).verb is Verb.CONFIRM
    return replace(letter, reading=replace(letter.reading, settles=settles))


def _same_sender(one: Letter, other: Letter) -> bool:
    """One address; a system's must speak for the same employer, too."""
    if not one.sender.email or one.sender.email != other.sender.email:
        return False
    return not is_system(one.sender.domain) or _employer(one) == _employer(other) != ""


def _employer(letter: Letter) -> str:
    employer = letter.reading.employer if letter.reading else None
    return folded(employer.name) if employer else ""


# --- in words --------------------------------------------------------------------------------------------------


def _reach(target: str, facts: Facts) -> str:
    """For what else a verdict holds."""
    names: Mapping[str, None] = dict.fromkeys(
        _host(one) or one.ref for one in facts.interviews if _doubtful(one) and _round(one, facts) == target
    )
    if names:
        return f"later doubtful events of {', '.join(names)}"
    sender = next((str(letter.sender.email) for letter in facts.letters if answer_id(letter) == target), "")
    return f"later doubtful mails of {sender}" if sender else ""
