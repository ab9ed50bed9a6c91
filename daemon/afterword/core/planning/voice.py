"""What the person has said, and which of it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from afterword.core.model import Employer, Verb, Word
from afterword.core.people.domains import registrable

_JUDGING = (Verb.CONFIRM, Verb.SKIP)


@dataclass(frozen=True, slots=True)
class Voice:
    """What the person has said, as of now; a later `reopen` takes back what was said before it."""

    words: tuple[Word, ...]

    @classmethod
    def of(cls, words: Iterable[Word], now: datetime) -> Voice:
        return cls(tuple(sorted((word for word in words if word.at <= now), key=lambda word: word.at)))

    def last(self, verb: Verb, *targets: str) -> Word | None:
        return next((word for word in reversed(self.words) if word.verb is verb and word.target in targets), None)

    def stands(self, verb: Verb, *targets: str) -> Word | None:
        """The last such word, unless the same was reopened later."""
        word, reopened = self.last(verb, *targets), self.last(Verb.REOPEN, *targets)
        return word if word and not (reopened and reopened.at > word.at) else None

    def opened(self, *lasting: Verb) -> tuple[Word, ...]:
        """The last `reopen` of every target with no `lasting` word: it took back what was understood, no word."""
        said = {word.target for word in self.words if word.verb in lasting}
        opened = {word.target: word for word in self.words if word.verb is Verb.REOPEN}
        return tuple(word for target, word in opened.items() if target not in said)

    def notes(self, *targets: str) -> tuple[str, ...]:
        return tuple(word.text for word in self.words if word.verb is Verb.NOTE and word.target in targets)

    def employers(self) -> dict[str, Employer]:
        """For whom the person said that processes are, by their ids."""
        return {word.target: _employer(word.text) for word in self.words if word.verb is Verb.EMPLOYER}

    def judged(self) -> dict[str, Word]:
        """The last `confirm` or `skip` of every target that stands."""
        judging = [word for word in self.words if word.verb in _JUDGING]
        return {word.target: word for word in judging if self.stands(word.verb, word.target) is word}


def _employer(text: str) -> Employer:
    """As somebody types it: a name, a domain, or both: "Acme Robotics acme.example"."""
    parts = text.split()
    domains = [registrable(part) if "." in part.strip(".") else "" for part in parts]
    name = " ".join(part for part, domain in zip(parts, domains, strict=True) if not domain)
    return Employer(name, tuple(filter(None, domains)))
