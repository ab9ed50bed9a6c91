"""Observe and understand: what the providers show becomes facts in the store. The texts end here.

Mail first, so that the calendars are read by somebody who knows with whom the person has been writing; then the mail
once more for employers that have only now come into play.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from afterword.core.model import Me
from afterword.core.planning.matters import LOGIN
from afterword.engine.calendar_look import CalendarLook
from afterword.engine.desk import Desk, Observed, Sight, longer
from afterword.engine.mail_look import MailLook
from afterword.engine.progress import Progress
from afterword.errors import NeedsLogin, Rejected, Transient
from afterword.ports import Calendar, Mailbox, Store


class Observer:
    """One look at everything, at `now`; what is older than `since` does not matter."""

    def __init__(
        self,
        store: Store,
        calendar: Calendar,
        mailbox: Mailbox,
        me: Me,
        now: datetime,
        since: datetime,
        progress: Progress,
        zone: str = "",
    ) -> None:
        self._desk = Desk(store, me, now, since, progress)
        self._sources = calendar.sources
        self._calendars = CalendarLook(self._desk, calendar)
        self._mail = MailLook(self._desk, mailbox, zone)

    def look(self) -> Observed:
        """Mail, calendars, and the mail of employers that have just come into play."""
        before = self._desk.in_play()
        self._guarded("your mail", lambda: self._mail.look(before))
        if self._desk.observed.needs_login:
            return self._desk.observed  # the calendars need the same, and without the mail nothing is done anyway
        for number, source in enumerate(self._sources, 1):
            self._guarded(f"calendar {source}", lambda s=source, n=number: self._calendars.look(s, n))  # type: ignore[misc]
        self._calendars.look_at_dropped()
        self._guarded("your mail", self._look_for_newcomers)
        return self._desk.observed

    def _look_for_newcomers(self) -> None:
        in_play = self._desk.in_play()
        self._desk.observed.sight = Sight(self._desk.now, self._desk.interest(in_play), self._calendars.window())
        self._mail.look_for_newcomers(in_play)

    def _guarded(self, what: str, look: Callable[[], None]) -> None:
        """One source that fails does not keep the others from being seen."""
        observed = self._desk.observed
        try:
            look()
        except NeedsLogin as error:
            observed.needs_login = error
            if str(error) not in observed.problems:
                observed.problems.append(str(error))
            observed.failing[LOGIN] = str(error)
        except (Transient, Rejected) as error:
            if isinstance(error, Transient):
                observed.retry = True
                observed.retry_after = longer(observed.retry_after, error.retry_after)
            said = f"{what}: {error}" if what not in str(error) else str(error)
            observed.problems.append(said)
            observed.failing[what] = said
