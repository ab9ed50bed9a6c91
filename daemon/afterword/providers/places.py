"""Where each provider finds what it works on: plain values, so that knowing them loads no provider."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LocalPlaces:
    """Where the local provider finds everything; paths are absolute, `zone` is for times that name none."""

    mail: Path
    drafts: str
    sent: str
    calendars: tuple[Path, ...]
    follow_ups: Path
    zone: str


@dataclass(frozen=True, slots=True)
class GooglePlaces:
    """Where the Google provider finds everything. `follow_ups` is the name of the calendar that Afterword makes, or
    "primary"; `mine` are the person's addresses; `token_is_ours` says that the token may be written."""

    credentials: Path
    token: Path
    token_is_ours: bool
    calendars: tuple[str, ...]
    follow_ups: str
    read_bodies: bool
    gmail_endpoint: str
    calendar_endpoint: str
    zone: str
    mine: frozenset[str]
