"""Numbers of the service, as text for node_exporter's textfile collector (prometheus.io, exposition formats)."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass
class Metrics:
    """Since the start: looks, those in which nothing had changed, those that failed, and effects by their kind. Now:
    when the last look was and how long the last cycle took (seconds), and what waits."""

    looks: int = 0
    idle: int = 0
    faults: int = 0
    effects: Counter[str] = field(default_factory=Counter)
    looked: datetime | None = None
    took: float = 0.0
    next_look: datetime | None = None
    login_needed: bool = False
    waiting: int = 0
    questions: int = 0


def render(metrics: Metrics, version: str) -> str:
    """The numbers, each with its kind and meaning."""
    return "".join(_lines(metrics, version))


def _lines(metrics: Metrics, version: str) -> Iterator[str]:
    yield _one("info", "gauge", "The version that is running.", 1, f'{{version="{version}"}}')
    yield _one("looks_total", "counter", "Looks since the start.", metrics.looks)
    yield _one("idle_looks_total", "counter", "Looks that found nothing changed.", metrics.idle)
    yield _one("faults_total", "counter", "Looks that failed.", metrics.faults)
    yield _head("effects_total", "counter", "Drafts and entries written, moved and removed.")
    for action, count in sorted(metrics.effects.items()):
        yield f'afterword_effects_total{{action="{action}"}} {count}\n'
    if metrics.looked:
        yield _one("last_look_timestamp_seconds", "gauge", "When it last looked.", round(metrics.looked.timestamp()))
    if metrics.next_look:
        text = "When it looks again at the latest."
        yield _one("next_look_timestamp_seconds", "gauge", text, round(metrics.next_look.timestamp()))
    yield _one("cycle_seconds", "gauge", "How long the last whole cycle took.", round(metrics.took, 3))
    yield _one("login_needed", "gauge", "1 while only a login can help.", int(metrics.login_needed))
    yield _one("employers_awaited", "gauge", "Processes that wait for an answer.", metrics.waiting)
    yield _one("questions", "gauge", "Questions that wait for the person.", metrics.questions)


def _head(name: str, kind: str, meaning: str) -> str:
    return f"# HELP afterword_{name} {meaning}\n# TYPE afterword_{name} {kind}\n"


def _one(name: str, kind: str, meaning: str, value: float, labels: str = "") -> str:
    return f"{_head(name, kind, meaning)}afterword_{name}{labels} {value}\n"


def write(path: Path, text: str) -> None:
    """Put `text` at `path`, whole or not at all: the collector may read at any moment. Raises OSError."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.chmod(0o644)  # another user's collector reads it; there are only numbers in it
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
