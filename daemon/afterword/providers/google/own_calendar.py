"""Afterword's own calendar at Google: found again by its name and our words in it, made when it is first needed."""

from __future__ import annotations

from afterword.errors import Rejected
from afterword.providers.google.failures import Missing
from afterword.providers.google.memory import Memory
from afterword.providers.google.session import Session
from afterword.providers.google.wire import items_of

_DESCRIPTION = "Follow-up calls and reminders that Afterword keeps. Made by Afterword: it writes here and nowhere else."
_NO_CALENDARS = (
    'No calendar can be made at calendar_endpoint. Write follow_ups = "primary" under [google], then `afterword login`.'
)


class OwnCalendar:
    """The calendar called `name`, in the person's `zone` (IANA). Its id is remembered."""

    def __init__(self, session: Session, memory: Memory, name: str, zone: str) -> None:
        self._session = session
        self._memory = memory
        self._name = name
        self._zone = zone
        self._fact = f"google calendar {name}"
        # The fact that one was about to be made: nobody knows whether it was.
        self._making = f"google calendar {name} begun"

    @property
    def remembered(self) -> str:
        """Its id as of the last time that it was found, "" where it was not yet."""
        return self._memory.fact(self._fact) or ""

    def forget(self) -> None:
        """It is not there any more: the next one to need it looks again."""
        self._memory.set_fact(self._fact, "")

    def id(self, *, create: bool = False) -> str:
        """Its id, "" where there is none yet. Looked for before one is made."""
        if self.remembered:
            return self.remembered
        found = self.listed(begun=bool(self._memory.fact(self._making)))
        if not found and create:
            found = self._made()
        if found:
            self._memory.set_fact(self._fact, found)
            self._memory.set_fact(self._making, "")
        return found

    def listed(self, *, begun: bool = False) -> str:
        """One that was made before: by its name and our words in its description. `begun`: perhaps a moment ago, when
        its name is enough where no description is told."""
        descriptions = (_DESCRIPTION, "") if begun else (_DESCRIPTION,)
        token = ""
        while True:
            more = {"pageToken": token} if token else {}
            listing = self._session.calendar("calendarList")
            page = self._session.read(listing.list(maxResults=250, showHidden=True, **more))
            for item in items_of(page):
                if item.get("summary") == self._name and str(item.get("description") or "") in descriptions:
                    return str(item.get("id") or "")
            token = str(page.get("nextPageToken") or "")
            if not token:
                return ""

    def _made(self) -> str:
        body = {"summary": self._name, "description": _DESCRIPTION, "timeZone": self._zone}
        self._memory.set_fact(self._making, "yes")
        try:
            made = self._session.write(self._session.calendar("calendars").insert(body=body))
        except Missing as error:
            raise Rejected(_NO_CALENDARS) from error
        return str(made["id"])
