"""Whether a cycle can be left out: nothing has happened since the last one, and nothing is due.

A plan depends on the facts and on the time. The facts are the same if no provider shows a change since the cursors and
nobody wrote to the memory; the time matters at the edges that the plan itself names. That is all that is looked at
here, and nothing is written: an idle service costs next to nothing. Every hour a whole cycle makes good what is missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from afterword.engine.cycle import House, Outcome
from afterword.engine.desk import MAIL, Sight
from afterword.errors import AfterwordError

_AT_MOST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Stillness:
    """After a cycle on `house` that saw by `sight` and left the store at `version`, until `until`."""

    house: House
    sight: Sight
    version: tuple[int, int]
    until: datetime

    @classmethod
    def after(cls, outcome: Outcome, house: House, version: tuple[int, int], edge: datetime | None) -> Stillness | None:
        """None after a cycle in which something happened, or that left something to be tried again: then the next one
        looks at what came of it."""
        unsettled = outcome.intents or outcome.failures or outcome.blind or outcome.needs_login or outcome.problems
        if unsettled or outcome.retry or outcome.sight is None:
            return None
        latest = outcome.now + _AT_MOST
        return cls(house, outcome.sight, version, min(latest, edge) if edge else latest)

    def holds(self, now: datetime, version: tuple[int, int]) -> bool:
        """Whether a cycle at `now` would find everything as it was. An error says no: the cycle tells what it is."""
        if not self.sight.now <= now < self.until or version != self.version:
            return False
        try:
            return not (self._mail_changed() or self._calendars_changed())
        except AfterwordError:
            return False

    def _mail_changed(self) -> bool:
        cursor = self.house.store.cursor(MAIL)
        return cursor is None or any(True for _ in self.house.mailbox.changes(cursor, self.sight.interest))

    def _calendars_changed(self) -> bool:
        calendar = self.house.calendar
        for source in calendar.sources:
            cursor = self.house.store.cursor(source)
            if cursor is None or any(True for _ in calendar.changes(source, cursor, self.sight.window)):
                return True
        return False
