"""A random life: interviews come, move and go, people answer or don't, the person sends, edits, deletes and drags; and
at every step the promises hold."""

from __future__ import annotations

import itertools
import os
from collections import Counter
from datetime import date, datetime, timedelta
from email.message import EmailMessage

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.engine.world import ME, ZONE, at

from afterword.core.model import (
    Action,
    Event,
    EventStatus,
    Folder,
    Guest,
    Me,
    NudgeKind,
    PartStat,
    Person,
)
from afterword.core.planning.cadence import PRESETS, Policy
from afterword.engine.cycle import House, run
from afterword.providers.memory import MemoryCalendar, MemoryMailbox
from afterword.store.store import SqliteStore
from afterword.words.brief import Profile
from afterword.words.compose import Composer

EXAMPLES = int(os.environ.get("AFTERWORD_EXAMPLES", "30"))
EMPLOYERS = {
    "acme-robotics.example": ("Acme Robotics", ["Jane Doe", "Omar Said", "Li Wei"]),
    "globex.example": ("Globex", ["Ana Lima", "Tom Reed"]),
}
ANSWER = "Hi Robin,\n\nthank you for the interview. We will get back to you as soon as we can.\n\nBest regards\n{name}"
REJECTION = "Dear Robin,\n\nunfortunately we have decided to move forward with another candidate.\n\nRegards\n{name}"
AWAY = "I am out of the office until {back:%-d %B %Y}.\n\n{name}"
DECISION = "Hi Robin,\n\nwe will let you know our decision by {day:%A, %-d %B %Y}.\n\nBest regards\n{name}"
PROFILE = Profile("Robin Sample", ME, "", ZONE, "")
COMPOSER = Composer(PROFILE)

employers = st.sampled_from(sorted(EMPLOYERS))


def email_of(name: str, domain: str) -> str:
    return f"{name.lower().replace(' ', '.')}@{domain}"


class Life(RuleBasedStateMachine):
    @initialize(preset=st.sampled_from(sorted(PRESETS)), after=st.sampled_from(["stop", "wait-again"]))
    def born(self, preset: str, after: str) -> None:
        from dataclasses import replace

        self.calendar, self.mailbox, self.store = MemoryCalendar(), MemoryMailbox(), SqliteStore()
        self.cadence = replace(PRESETS[preset], after_answer=after)
        self.now = at("2026-03-02", "09:00")
        self.count = 0
        self.events: dict[str, Event] = {}
        self.refused: set[str] = set()
        self.edited: dict[str, str] = {}
        self.dragged: dict[str, datetime] = {}
        self.answered: dict[str, datetime] = {}
        self.dates: dict[str, list[tuple[datetime, date]]] = {}
        self.written: Counter[str] = Counter()
        self.calls: dict[str, tuple[str, datetime]] = {}
        self.last = None

    # --- the world -------------------------------------------------------------------------------------------

    @rule(domain=employers, days=st.integers(0, 6), hour=st.integers(8, 16), people=st.integers(1, 3))
    def invited(self, domain: str, days: int, hour: int, people: int) -> None:
        if len(self.events) >= 6:
            return
        self.count += 1
        name, staff = EMPLOYERS[domain]
        start = at((self.now + timedelta(days=days)).date().isoformat(), f"{hour:02}:00")
        chosen = [Person(who, email_of(who, domain)) for who in staff[:people]]
        me = Guest(Person("Robin Sample", ME), PartStat.ACCEPTED)
        event = Event(
            uid=f"event-{self.count}",
            start=start,
            end=start + timedelta(hours=1),
            zone=ZONE,
            title=f"Technical interview at {name}",
            organizer=chosen[0],
            guests=(me, *(Guest(person, PartStat.ACCEPTED) for person in chosen)),
        )
        self.events[self.calendar.add_event(event)] = event

    @precondition(lambda self: self.events)
    @rule(data=st.data(), days=st.integers(-1, 6))
    def moved(self, data: st.DataObject, days: int) -> None:
        from dataclasses import replace

        handle = data.draw(st.sampled_from(sorted(self.events)))
        event = self.events[handle]
        shift = timedelta(days=days)
        event = replace(event, start=event.start + shift, end=event.end + shift, sequence=event.sequence + 1)
        self.events[handle] = event
        self.calendar.add_event(event, handle=handle)

    @precondition(lambda self: self.events)
    @rule(data=st.data())
    def cancelled(self, data: st.DataObject) -> None:
        from dataclasses import replace

        handle = data.draw(st.sampled_from(sorted(self.events)))
        event = self.events.pop(handle)
        self.calendar.add_event(replace(event, status=EventStatus.CANCELLED, sequence=9), handle=handle)

    def _mail(self, domain: str, who: int, text: str, **headers: str) -> None:
        self.count += 1
        name = EMPLOYERS[domain][1][who]
        message = EmailMessage()
        message["From"] = f"{name} <{email_of(name, domain)}>"
        message["To"] = ME
        message["Subject"] = headers.pop("Subject", "Your interview")
        message["Date"] = self.now
        message["Message-ID"] = f"<{self.count}@{domain}>"
        for header, value in headers.items():
            message[header.replace("_", "-")] = value
        message.set_content(text.format(name=name, back=self.now + timedelta(days=9), day=self.now + timedelta(days=9)))
        self.mailbox.deliver_raw(bytes(message), Folder.INBOX)

    @rule(domain=employers, who=st.integers(0, 1), text=st.sampled_from([ANSWER, REJECTION]))
    def answers(self, domain: str, who: int, text: str) -> None:
        self._mail(domain, who, text)
        self.answered[domain] = self.now

    @rule(domain=employers, who=st.integers(0, 1))
    def is_away(self, domain: str, who: int) -> None:
        self._mail(domain, who, AWAY, Subject="Automatic reply: Hello", Auto_Submitted="auto-replied")

    @rule(domain=employers, who=st.integers(0, 1))
    def names_a_date(self, domain: str, who: int) -> None:
        self._mail(domain, who, DECISION)
        self.dates.setdefault(domain, []).append((self.now, (self.now + timedelta(days=9)).date()))

    # --- the person ------------------------------------------------------------------------------------------

    def _untouched_drafts(self) -> list[str]:
        return sorted(draft.mark for draft in self.mailbox.drafts if draft.mark not in self.edited)

    @precondition(lambda self: self._untouched_drafts())
    @rule(data=st.data(), keep=st.booleans())
    def sends(self, data: st.DataObject, keep: bool) -> None:
        self.mailbox.person_sends(data.draw(st.sampled_from(self._untouched_drafts())), keep_headers=keep)

    @precondition(lambda self: self._untouched_drafts())
    @rule(data=st.data())
    def deletes_a_draft(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(self._untouched_drafts()))
        self.refused.add(key)
        self.mailbox.person_deletes(next(draft.handle for draft in self.mailbox.drafts if draft.mark == key))

    @precondition(lambda self: self._untouched_drafts())
    @rule(data=st.data())
    def edits_a_draft(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(self._untouched_drafts()))
        self.edited[key] = "My own words."
        self.mailbox.person_edits(key, "My own words.")

    def _free_entries(self) -> list[str]:
        return sorted(entry.mark for entry in self.calendar.entries if entry.start > self.now)

    @precondition(lambda self: self._free_entries())
    @rule(data=st.data())
    def deletes_an_entry(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(self._free_entries()))
        self.refused.add(key)
        self.calendar.person_deletes(key)

    @precondition(lambda self: self._free_entries())
    @rule(data=st.data(), days=st.integers(1, 5))
    def drags_an_entry(self, data: st.DataObject, days: int) -> None:
        key = data.draw(st.sampled_from(self._free_entries()))
        start = next(entry.start for entry in self.calendar.entries if entry.mark == key) + timedelta(days=days)
        self.dragged[key] = start
        self.calendar.person_moves(key, start)

    # --- time, and Afterword ---------------------------------------------------------------------------------

    @rule(hours=st.sampled_from([1, 6, 24, 72, 170]))
    def time_passes(self, hours: int) -> None:
        self._cycle()
        self.now += timedelta(hours=hours)
        self._cycle()

    @rule()
    def a_cursor_expires(self) -> None:
        self.mailbox.expire_cursors()
        self.calendar.expire_cursors()

    def _house(self) -> House:
        policy = Policy(self.cadence, zone=ZONE)
        since = at("2025-12-01")
        me = Me("Robin Sample", frozenset({ME}))
        return House(self.store, self.calendar, self.mailbox, COMPOSER, policy, me, PROFILE, since)

    def _cycle(self) -> None:
        self.last = run(self._house(), self.now)
        assert not self.last.failures
        assert not self.last.problems
        for announced in self.last.intents:
            nudge = announced.intent.nudge
            if announced.intent.action is Action.CREATE_DRAFT:
                self.written[nudge.key] += 1
            if announced.intent.action is Action.DELETE_DRAFT:
                self.written[nudge.key] -= 1
        again = run(self._house(), self.now)
        assert [one.intent for one in again.intents] == [], "a second cycle at once has nothing to do"
        self._check()

    def _check(self) -> None:
        self._nothing_twice()
        self._the_person_wins()
        self._calls_keep_their_distance()
        self._no_two_calls_at_once()
        self._answers_end_it()

    def _nothing_twice(self) -> None:
        marks = Counter(message.mark for message in self.mailbox.messages if message.mark)
        assert not [mark for mark, times in marks.items() if times > 1]
        assert all(times <= 1 for times in self.written.values())
        thanked = Counter(
            (nudge.round, nudge.person.email)
            for nudge in self.last.plan.nudges
            if nudge.kind is NudgeKind.THANK_YOU and nudge.wanted
        )
        assert not [who for who, times in thanked.items() if times > 1]

    def _the_person_wins(self) -> None:
        standing = {draft.mark for draft in self.mailbox.drafts} | {entry.mark for entry in self.calendar.entries}
        assert not standing & self.refused
        texts = {draft.mark: draft.text.strip() for draft in self.mailbox.drafts}
        assert all(texts.get(key, words) == words for key, words in self.edited.items())
        starts = {entry.mark: entry.start for entry in self.calendar.entries}
        assert all(starts.get(key, start) == start for key, start in self.dragged.items())

    def _no_two_calls_at_once(self) -> None:
        standing = sorted(
            (record.live_start, record.key)
            for record in self.store.records().values()
            if record.kind is NudgeKind.CALL and record.state.value == "placed" and record.medium.value == "entry"
        )
        for (one, key), (other, next_key) in itertools.pairwise(standing):
            assert key in self.dragged or other - one >= timedelta(minutes=15) or next_key in self.dragged

    def _calls_keep_their_distance(self) -> None:
        calls = [
            (record.process, record.live_start)
            for record in self.store.records().values()
            if record.kind is NudgeKind.CALL
            and record.state.value in ("placed", "done", "edited")
            and record.key not in self.dragged
            and record.medium.value == "entry"
        ]
        domains = {process.id: process.employer.domains for process in self.last.plan.processes}
        for place, (process, start) in enumerate(calls):
            for other, moment in calls[:place]:
                if set(domains.get(process, ())) & set(domains.get(other, ())):
                    assert abs(start - moment) >= timedelta(days=7)
        for record in self.store.records().values():
            if record.kind is NudgeKind.CALL and record.state.value == "placed" and record.key not in self.dragged:
                for domain in domains.get(record.process, ()):
                    named = [day for _, day in self.dates.get(domain, [])[-1:]]
                    over = [r.end for p in self.last.plan.processes if p.id == record.process for r in p.rounds]
                    if named and record.start > self.now and over:
                        assert record.start.date() > named[0] or named[0] < max(over).date()

    def _answers_end_it(self) -> None:
        if self.cadence.after_answer != "stop":
            return
        for process in self.last.plan.processes:
            current = self.last.plan.standings[process.id].current
            for domain in process.employer.domains:
                answer = self.answered.get(domain)
                dated = [when for when, _ in self.dates.get(domain, [])]
                if answer and current and answer > current.end and not (dated and dated[-1] >= answer):
                    open_entries = [
                        record
                        for record in self.store.records().values()
                        if record.process == process.id and record.medium.value == "entry" and record.present
                    ]
                    pending = [r for r in open_entries if r.live_start > self.now and r.state.value == "placed"]
                    assert not pending, "nothing pending after an answer"

    @invariant()
    def alive(self) -> None:
        assert self.now.tzinfo is not None


Life.TestCase.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=30,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if EXAMPLES < 100 else [])],
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
TestLife = Life.TestCase
