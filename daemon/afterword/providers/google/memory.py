"""The few things of Google's that Afterword remembers between cycles, by name in the store: ids and digests, no texts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Protocol

_DRAFTS = "google drafts"
_MOST = 500


class Memory(Protocol):
    """What the store offers: small facts by name."""

    def fact(self, name: str) -> str | None: ...
    def set_fact(self, name: str, value: str) -> None: ...


@dataclass(frozen=True, slots=True)
class KnownDraft:
    """A draft as it was last read: its message (another one after every edit), our key or "", how it reads."""

    message: str
    key: str = ""
    digest: str = ""


class DraftBook:
    """The drafts already read, by their ids, so that none is read twice. At Gmail a draft keeps its id for life."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def known(self) -> dict[str, KnownDraft]:
        stored = json.loads(self._memory.fact(_DRAFTS) or "{}")
        return {draft: KnownDraft(**each) for draft, each in stored.items()}

    def keep(self, drafts: dict[str, KnownDraft]) -> None:
        """Add these; of more than can be kept the oldest of the person's own go first."""
        everything = {**{draft: each for draft, each in self.known().items() if draft not in drafts}, **drafts}
        for draft in [name for name, each in everything.items() if not each.key][: len(everything) - _MOST]:
            del everything[draft]
        kept = {draft: asdict(each) for draft, each in everything.items()}
        self._memory.set_fact(_DRAFTS, json.dumps(kept, separators=(",", ":")))

    def forget(self, drafts: set[str]) -> None:
        kept = {draft: asdict(each) for draft, each in self.known().items() if draft not in drafts}
        self._memory.set_fact(_DRAFTS, json.dumps(kept, separators=(",", ":")))
