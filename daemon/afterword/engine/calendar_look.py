"""The calendars of a look: what is an interview becomes a fact, what is ours is noted as it stands now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from afterword.core.digests import digest, entry_digest
from afterword.core.events.case import Context
from afterword.core.events.interviews import understand
from afterword.core.mail.letters import takes_time
from afterword.core.model import Event, Interview, Medium, Question, RecordState, Verb, Verdict
from afterword.engine.desk import MAIL, SUDDENLY, Desk
from afterword.ports import Calendar, Seen, Window

_AHEAD = timedelta(days=120)


class CalendarLook:
    """One look at each calendar, and at those that are no longer among them."""

    def __init__(self, desk: Desk, calendar: Calendar) -> None:
        self._desk = desk
        self._store = desk.store
        self._calendar = calendar
        self._own = calendar.sources[-1]

    def look(self, source: str, number: int) -> None:
        """Take in what has changed in one calendar, the `number`th of them."""
        window = self.window()
        look = self._desk.opened(lambda cursor: self._calendar.changes(source, cursor, window), source)
        known = self._store.handles(source) | (self._entry_handles() if source == self._own else set())
        gone, seen = self._desk.take(
            look, f"reading {source}", lambda change: self._see_events(source, change), look.total
        )
        if look.full:
            gone |= known - seen
        vanished = len(known) >= SUDDENLY and gone >= known and not seen
        if vanished and not self._desk.may_vanish(f"vanished-calendar-{number}", source):
            # What is written now would look like all that ever stood there.
            self._desk.observed.entries_seen = self._desk.observed.entries_seen and source != self._own
            return
        with self._store.transaction():
            for handle in sorted(gone):
                self._event_gone(source, handle)
            if source == self._own:
                self._desk.check_unseen(Medium.ENTRY, seen, lambda record: self._calendar.find(record.key) is not None)
            self._store.set_cursor(source, look.cursor)

    def look_at_dropped(self) -> None:
        """Calendars that are no longer configured: what only they knew of is left out when the person says so."""
        facts = self._store.facts(self._desk.now)
        here = {*self._calendar.sources, ""}
        known = {one.ref for one in facts.interviews if one.calendar in here}
        for source in sorted(self._store.sources() - {*here, MAIL}):
            held = {one.ref for one in facts.interviews if one.calendar == source and one.end > self._desk.since}
            if not held - known or self._may_be_left_out(source, len(held - known)):
                self._store.forget_source(source)

    def _may_be_left_out(self, source: str, count: int) -> bool:
        """True if the person has said so; else asks, once and for all if they say no."""
        name = f"vanished-source-{digest(source)[:8]}"
        if self._desk.voice.stands(Verb.CONFIRM, name):
            return True
        if not self._desk.voice.stands(Verb.SKIP, name):
            number = "one interview" if count == 1 else f"{count} interviews"
            text = f"{source} is no longer among your calendars. Afterword knows {number} from there. Leave them out?"
            answers = (f"afterword confirm {name}", f"afterword skip {name}")
            self._desk.observed.questions.append(Question(name, "", text, answers, ("leave out", "go on")))
        return False

    def window(self) -> Window:
        """The time that is looked at."""
        return Window(self._desk.since, self._desk.now + _AHEAD, ours=self._awaits_entries())

    def _entry_handles(self) -> set[str]:
        return {record.handle for record in self._desk.of(Medium.ENTRY) if record.present}

    def _awaits_entries(self) -> bool:
        """Whether anything of ours stands in the calendar that the person may still move, change or delete."""
        alive = (RecordState.UNKNOWN, RecordState.PLACED, RecordState.EDITED)
        return any(record.present and record.state in alive for record in self._desk.of(Medium.ENTRY))

    def _see_events(self, source: str, change: Seen[Event]) -> None:
        context = self._desk.context()
        rows = []
        for event in change.items:
            if event.mark:
                self._see_entry(event, change.handle)
                continue
            one = self._judged(event, context)
            rows.append((event, takes_time(event, self._desk.me), one))
        kept = {event.ref for event, _, one in rows if one}
        for former in self._store.interviews_under(source, change.handle):
            if former.ref not in kept:
                self._interview_gone(source, change.handle, former)
        if rows or not any(event.mark for event in change.items):
            self._store.replace_events(source, change.handle, rows)

    def _judged(self, event: Event, context: Context) -> Interview | None:
        one = understand(event, self._desk.me, context)
        return None if one.verdict is Verdict.NOT_INTERVIEW else one

    def _see_entry(self, event: Event, handle: str) -> None:
        """One of ours, as it stands now."""
        record = self._desk.records.get(event.mark)
        if record is None or record.medium is not Medium.ENTRY:
            return
        self._desk.keep(
            replace(
                record,
                handle=handle,
                present=True,
                confirmed=True,
                seen_digest=entry_digest(event.title, event.text),
                seen_start=event.start,
                seen_end=event.end,
            )
        )

    def _event_gone(self, source: str, handle: str) -> None:
        for record in self._desk.of(Medium.ENTRY) if source == self._own else ():
            if record.handle == handle and record.present:
                self._desk.keep(replace(record, present=False))
        former = self._store.interviews_under(source, handle)
        self._store.replace_events(source, handle, ())
        for one in former:
            self._interview_gone(source, handle, one)

    def _interview_gone(self, source: str, handle: str, one: Interview) -> None:
        """Taken off the calendar before its end: cancelled. Afterwards: tidied away, it took place all the same."""
        last = self._store.fact("last_look")
        took_place = last is not None and one.end <= datetime.fromisoformat(last)
        self._store.keep_interview(source, handle, one if took_place else replace(one, cancelled=True))
