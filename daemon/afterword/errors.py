"""The errors, a branch for each reaction, and the exit code that goes with each.

0 fine, 1 expected failure, 2 usage, 3 a bug, 4 login needed, 75 try later, 130 interrupted.
Every text ends with what the person can do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class AfterwordError(Exception):
    """The root: something went wrong that was expected to be able to."""

    exit_code = 1


class Transient(AfterwordError):
    """It may work later. `retry_after` is in seconds, None where nobody said."""

    exit_code = 75

    def __init__(self, text: str, retry_after: float | None = None) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class CursorExpired(AfterwordError):
    """The cursor is too old or from elsewhere: look at everything."""


class NeedsLogin(AfterwordError):
    """The person must log in again."""

    exit_code = 4


class Conflict(AfterwordError):
    """What stands there is not what we left: somebody changed, deleted or already made it. Look, then decide."""


class Rejected(AfterwordError):
    """It will never work like this. The text says what to change."""


class StoreProblem(AfterwordError):
    """The database is broken, from a newer version, or somebody else's."""


class AlreadyRunning(AfterwordError):
    """Another Afterword is at work on the same state."""

    exit_code = 75


class UsageProblem(AfterwordError):
    """The command's words are off."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a configuration."""

    file: str
    key: str
    found: str
    expected: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.file}: " if self.file else ""
        found = f" (found: {self.found})" if self.found else ""
        hint = f" {self.hint}" if self.hint else ""
        return f"{where}{self.key}: {self.expected}{found}.{hint}"


class ConfigProblem(AfterwordError):
    """Everything that is wrong in the configuration, at once."""

    exit_code = 2

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
