"""A request that came in, and the answer that goes out."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Call:
    """One request. From `method` on it is filled in while it is understood."""

    http_method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    raw: bytes
    method: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    scopes: frozenset[str] = frozenset()
    usable: frozenset[str] = frozenset()
    client: str = ""
    status: int = 0
    reason: str = ""
    units: int = 0
    fault: str = ""
    executed: bool = False

    def __str__(self) -> str:
        return f"{self.method or self.path} {self.status or ''} {self.reason or self.fault}".strip()


@dataclass(slots=True)
class Answer:
    """What goes out, and how: see `faults.Fault.delivery`."""

    status: int
    body: bytes = b""
    content_type: str = "application/json; charset=UTF-8"
    headers: dict[str, str] = field(default_factory=dict)
    delivery: str = "whole"
    seconds: float = 0.0
    date_shift: float = 0.0


def as_json(status: int, body: object, headers: dict[str, str] | None = None) -> Answer:
    return Answer(status, json.dumps(body, ensure_ascii=False, indent=2).encode(), headers=headers or {})
