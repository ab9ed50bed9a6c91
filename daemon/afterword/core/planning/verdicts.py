"""The person's verdicts: what they said of one interview or letter holds for the like of it from then on.

Nothing is stored for it but their words. A `confirm` or `skip` of a round holds for its whole series, as far as that is
in doubt, and for later doubtful events of the same organiser; a `skip` also for the later ones of a series that are not
in doubt. One of an `answer:` holds for later doubtful letters of the same sender; a `skip` of one that was in no doubt,
for later ones that decide nothing either. `reopen` takes it back, as everything is worked out anew each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from afterword.core.keys import folded
from afterword.core.model import Evidence, Facts, Interview, Letter, Says, Verb, Verdict, Word
from afterword.core.people.domains import is_machine, is_system
from afterword.core.planning.matching import answer_id
from afterword.core.planning.standing import wrote
from afterword.core.planning.voice import Voice

_LASTING = (Verb.CONFIRM, Verb.SKIP, Verb.HEARD, Verb.CLOSE)
_SET = (Verb.DECISION, Verb.EMPLOYER)
"""What is said of a process until it is said anew."""

_SAID_SO = 9.0
_DECIDING = (Says.REJECTION, Says.OFFER, Says.NEXT_ROUND, Says.SCHEDULING, Says.DECISION_DATE)


@dataclass(frozen=True, slots=True)
class Standing:
    """A word of the person that stands; what it is about, in words; for what else it holds ("" if for that alone).

    `undo` is the word that takes it back, or the same word if saying it anew sets it right.
    """

    word: Word
    about: str = ""
    reach: str = ""
    undo: Verb = Verb.REOPEN


def apply(facts: Facts, now: datetime) -> Facts:
    """The facts as the person's words leave them: doubtful interviews and letters decided where they have been."""
    said = Voice.of(facts.words, now).judged()
    if not said:
        return facts
    rounds = [(one, said[name]) for one in facts.interviews if (name := _round(one, facts)) in said]
    answers = [(letter, said[name]) for letter in facts.letters if (name := answer_id(letter)) in said]
    return replace(
        facts,
        interviews=tuple(_judged(one, rounds) for one in facts.interviews),
        letters=tuple(_answered(letter, answers) for letter in facts.letters),
    )


def standing(facts: Facts, now: datetime) -> tuple[Standing, ...]:
    """Every word that stands and how it is taken back, the earliest first."""
    voice = Voice.of(facts.words, now)
    last = [word for word in voice.words if word.verb in _LASTING and voice.stands(word.verb, word.target) is word]
    decided = voice.judged()
    kept = [
        Standing(word, _about(word.target, facts), _reach(word, facts) if decided.get(word.target) is word else "")
        for word in last
    ]
    processes = {filing.process for filing in facts.filings.values()}
    kept += [Standing(word, undo=Verb.HEARD) for word in voice.opened(*_LASTING) if word.target in processes]
    known = {(word.verb, word.target): word for word in voice.words if word.verb in _SET and word.target in processes}
    kept += [Standing(word, word.text, undo=word.verb) for word in known.values()]
    return tuple(sorted(kept, key=lambda one: one.word.at))


# --- interviews ------------------------------------------------------------------------------------------------


def _round(one: Interview, facts: Facts) -> str:
    filing = facts.filings.get(one.ref)
    return filing.round if filing else ""


def _doubtful(one: Interview) -> bool:
    return one.verdict is Verdict.UNSURE


def _judged(one: Interview, said: Sequence[tuple[Interview, Word]]) -> Interview:
    """An interview as the last verdict on one like it has it. The one judged itself stays."""
    if any(one.ref == other.ref for other, _ in said):
        return one
    like = [word for other, word in said if _holds_for(one, other, word)]
    if not like:
        return one
    word = max(like, key=lambda each: each.at)
    verdict = Verdict.INTERVIEW if word.verb is Verb.CONFIRM else Verdict.NOT_INTERVIEW
    weight = _SAID_SO if word.verb is Verb.CONFIRM else -_SAID_SO
    return replace(one, verdict=verdict, evidence=(*one.evidence, Evidence("you-said-so", weight, word.target[:60])))


def _holds_for(one: Interview, other: Interview, word: Word) -> bool:
    """Whether what was said of the other is said of this one, too."""
    later = one.start > other.start
    if one.series == other.series:
        return _doubtful(one) or (later and word.verb is Verb.SKIP)
    doubtful = _doubtful(one) and _doubtful(other)
    return later and doubtful and _host(one) == _host(other) != ""


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
    like = [word for other, word in said if letter.date > other.date and _alike(letter, other, word)]
    if not like:
        return letter
    settles = max(like, key=lambda each: each.at).verb is Verb.CONFIRM
    return replace(letter, reading=replace(letter.reading, settles=settles))


def _alike(one: Letter, other: Letter, word: Word) -> bool:
    """Whether what was said of the other letter is said of this one: never of one that decides something itself."""
    if one.reading is None or other.reading is None or not _same_sender(one, other):
        return False
    if one.reading.settles is None:
        return True
    certain = one.reading.settles and other.reading.settles
    return bool(certain) and word.verb is Verb.SKIP and one.reading.says not in _DECIDING


def _same_sender(one: Letter, other: Letter) -> bool:
    """One address; a system's must speak for the same employer, too."""
    if not one.sender.email or one.sender.email != other.sender.email:
        return False
    return not is_system(one.sender.domain) or _employer(one) == _employer(other) != ""


def _employer(letter: Letter) -> str:
    employer = letter.reading.employer if letter.reading else None
    return folded(employer.name) if employer else ""


# --- in words --------------------------------------------------------------------------------------------------


def _about(target: str, facts: Facts) -> str:
    """What is meant: "Acme, 3 March", "Jane Doe wrote on Friday, 6 March"; "" where nothing is known of it any more."""
    letter = next((one for one in facts.letters if answer_id(one) == target), None)
    if letter:
        return wrote(letter)
    one = next((one for one in facts.interviews if _round(one, facts) == target), None)
    return f"{one.employer.name or facts.filings[one.ref].process}, {one.start:%-d %B}" if one else ""


def _reach(word: Word, facts: Facts) -> str:
    """For what else a verdict holds."""
    judged = [one for one in facts.interviews if _round(one, facts) == word.target]
    series = "all of this series" if any(_doubtful(one) for one in judged) else "the rest of this series"
    found = [series] if any("#" in one.ref for one in judged) else []
    hosts = dict.fromkeys(_host(one) for one in judged if _doubtful(one) and _host(one))
    found += [f"later doubtful events of {', '.join(hosts)}"] * bool(hosts)
    letter = next((one for one in facts.letters if answer_id(one) == word.target and one.reading), None)
    if letter and letter.reading:
        plain = letter.reading.settles and word.verb is Verb.SKIP
        sender = letter.sender.email
        found.append(f"later mails of {sender} that decide nothing" if plain else f"later doubtful mails of {sender}")
    return " and ".join(found)
