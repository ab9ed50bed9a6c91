"""The server's own time: stands still until it is moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """`now` in UTC. Every stamp that the server gives is later than the one before."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(UTC)
        self._last = 0

    def set(self, now: datetime) -> None:
        self.now = now.astimezone(UTC)

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)

    def stamp(self) -> datetime:
        """Now, in milliseconds, and never the same twice."""
        self._last = max(self._last + 1, int(self.now.timestamp() * 1000))
        return datetime.fromtimestamp(self._last / 1000, UTC)


def rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
