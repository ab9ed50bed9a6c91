"""Persons and employers: whoever a mail or an event names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a mail or an event names them. Either field may be empty; nothing is ever guessed.

    `name` is the display name as written (order and script kept); `email` is a lower-cased addr-spec.
    """

    name: str = ""
    email: str = ""

    @property
    def domain(self) -> str:
        return self.email.rpartition("@")[2]

    def __str__(self) -> str:
        return self.name or self.email or "somebody"


@dataclass(frozen=True, slots=True)
class Me:
    """The person Afterword works for: every address of theirs, so that they are never their own interviewer."""

    name: str = ""
    emails: frozenset[str] = frozenset()

    def owns(self, person: Person) -> bool:
        return bool(person.email) and person.email in self.emails


@dataclass(frozen=True, slots=True)
class Employer:
    """Who is hiring. `domains` are registrable domains that are theirs alone, never free mail or a system's."""

    name: str = ""
    domains: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.name or self.domains)


@dataclass(frozen=True, slots=True)
class Phone:
    """A number somebody can be called at: E.164, and the name of its owner where the text gives it."""

    number: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a verdict: the rule, how much it weighs (for or against), what it saw (at most 60 characters)."""

    rule: str
    weight: float
    saw: str = ""
