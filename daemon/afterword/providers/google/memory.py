"""What is remembered of Google between cycles, as facts in the store: ids and digests, no texts."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
    """A draft as it was last read: its message (another one after every edit), our key or "", how it reads.

    `gone` is the history id from which its disappearance was seen, or "removed" by ourselves.
    """

    message: str
    key: str = ""
    digest: str = ""
    gone: str = ""


class DraftBook:
    """The drafts already read, by their ids, so that none is read twice. At Gmail a draft keeps its id for life."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def known(self) -> dict[str, KnownDraft]:
        stored = json.loads(self._memory.fact(_DRAFTS) or "{}")
        return {draft: KnownDraft(**each) for draft, each in stored.items()}

    def write(self, drafts: Mapping[str, KnownDraft]) -> None:
        """Keep these and no others; of more than can be kept the first of the person's own are dropped."""
        too_many = max(0, len(drafts) - _MOST)
        dropped = set([draft for draft, each in drafts.items() if not each.key][:too_many])
        kept = {draft: asdict(each) for draft, each in drafts.items() if draft not in dropped}
        self._memory.set_fact(_DRAFTS, json.dumps(kept, separators=(",", ":")))

    def note(self, draft: str, known: KnownDraft) -> None:
        self.write({**{name: each for name, each in self.known().items() if name != draft}, draft: known})
