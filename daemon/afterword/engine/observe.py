"""Observe and understand: what the providers show becomes facts in the store. The texts end here.

Mail first, so that the calendars are read by somebody who knows with whom the person has been writing; then the mail
once more for employers that have only now come into play.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from afterword.core.digests import digest, entry_digest, subject_key
from afterword.core.events.case import Context
from afterword.core.events.interviews import understand
from afterword.core.keys import full_name
from afterword.core.mail.appointments import completed
from afterword.core.mail.letters import InPlay, domains_of, letter_of, matters, may_matter, my_answer, takes_time
from afterword.core.model import (
    Event,
    Folder,
    Interview,
    Me,
    Medium,
    Message,
    NudgeKind,
    Person,
    Question,
    Record,
    RecordState,
    Verb,
    Verdict,
    Word,
)
from afterword.core.people.employers import is_system
from afterword.core.planning.filing import join
from afterword.core.planning.matters import LOGIN
from afterword.core.planning.settle import is_sent_copy
from afterword.core.planning.voice import Voice
from afterword.engine.progress import Progress
from afterword.errors import AfterwordError, CursorExpired, NeedsLogin, Rejected, Transient
from afterword.ports import Calendar, Change, Gone, Interest, Look, Mailbox, Seen, Store, Unreadable, Window

T = TypeVar("T")

MAIL = "mail"
LOOK_AHEAD = timedelta(days=120)
SUDDENLY = 3
"""From so many things on, all of them vanishing at once is more likely a broken mount than a decision."""

_BATCH = 200
# Somebody who interviewed within that time and invites again goes on with it.
_LATELY = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Sight:
    """What was looked for at `now`: who asks for changes again asks for the same."""

    now: datetime
    interest: Interest
    window: Window


@dataclass
class Observed:
    """What a look brought besides facts: what could not be read, what must be asked, what was not seen at all."""

    problems: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    mail_seen: bool = False
    entries_seen: bool = True
    needs_login: NeedsLogin | None = None
    retry: bool = False
    retry_after: float | None = None
    sight: Sight | None = None
    failing: dict[str, str] = field(default_factory=dict)


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
        self._store = store
        self._calendar = calendar
        self._mailbox = mailbox
        self._me = me
        self._now = now
        self._since = since
        self._zone = zone
        self._progress = progress
        self._voice = Voice.of(store.words(), now)
        self._records = store.records()
        self._loose_drafts: list[Message] = []
        self._own = calendar.sources[-1]
        self.observed = Observed()

    def look(self) -> Observed:
        """Mail, calendars, and the mail of employers that have just come into play."""
        before = self._in_play()
        self._guarded("your mail", lambda: self._look_at_mail(before))
        for number, source in enumerate(self._calendar.sources, 1):
            self._guarded(f"calendar {source}", lambda s=source, n=number: self._look_at_calendar(s, n))  # type: ignore[misc]
        self._look_at_dropped()
        self._guarded("your mail", self._look_for_newcomers)
        return self.observed

    def _guarded(self, what: str, look: Callable[[], None]) -> None:
        """One source that fails does not keep the others from being seen."""
        try:
            look()
        except NeedsLogin as error:
            self.observed.needs_login = error
            if str(error) not in self.observed.problems:
                self.observed.problems.append(str(error))
            self.observed.failing[LOGIN] = str(error)
        except (Transient, Rejected) as error:
            if isinstance(error, Transient):
                self.observed.retry = True
                self.observed.retry_after = longer(self.observed.retry_after, error.retry_after)
            said = f"{what}: {error}" if what not in str(error) else str(error)
            self.observed.problems.append(said)
            self.observed.failing[what] = said

    # --- calendars -----------------------------------------------------------------------------------------

    def _look_at_calendar(self, source: str, number: int) -> None:
        window = self._window()
        look = self._opened(lambda cursor: self._calendar.changes(source, cursor, window), source)
        known = self._store.handles(source) | (self._entry_handles() if source == self._own else set())
        gone, seen = self._take(look, f"reading {source}", lambda change: self._see_events(source, change))
        if look.full:
            gone |= known - seen
        vanished = len(known) >= SUDDENLY and gone >= known and not seen
        if vanished and not self._may_vanish(f"vanished-calendar-{number}", source):
            # What is written now would look like all that ever stood there.
            self.observed.entries_seen = self.observed.entries_seen and source != self._own
            return
        with self._store.transaction():
            for handle in sorted(gone):
                self._event_gone(source, handle)
            if source == self._own:
                self._check_unseen(Medium.ENTRY, seen, lambda record: self._calendar.find(record.key) is not None)
            self._store.set_cursor(source, look.cursor)

    def _look_at_dropped(self) -> None:
        """Calendars that are no longer configured: what only they knew of is left out when the person says so."""
        facts = self._store.facts(self._now)
        here = {*self._calendar.sources, ""}
        known = {one.ref for one in facts.interviews if one.calendar in here}
        for source in sorted(self._store.sources() - {*here, MAIL}):
            held = {one.ref for one in facts.interviews if one.calendar == source and one.end > self._since}
            if not held - known or self._may_be_left_out(source, len(held - known)):
                self._store.forget_source(source)

    def _may_be_left_out(self, source: str, count: int) -> bool:
        """True if the person has said so; else asks, once and for all if they say no."""
        name = f"vanished-source-{digest(source)[:8]}"
        if self._voice.stands(Verb.CONFIRM, name):
            return True
        if not self._voice.stands(Verb.SKIP, name):
            number = "one interview" if count == 1 else f"{count} interviews"
            text = f"{source} is no longer among your calendars. Afterword knows {number} from there. Leave them out?"
            answers = (f"afterword confirm {name}", f"afterword skip {name}")
            self.observed.questions.append(Question(name, "", text, answers, ("leave out", "go on")))
        return False

    def _window(self) -> Window:
        return Window(self._since, self._now + LOOK_AHEAD, ours=self._awaits_entries())

    def _entry_handles(self) -> set[str]:
        standing = (record for record in self._records.values() if record.medium is Medium.ENTRY and record.present)
        return {record.handle for record in standing}

    def _awaits_entries(self) -> bool:
        """Whether anything of ours stands in the calendar that the person may still move, change or delete."""
        alive = (RecordState.UNKNOWN, RecordState.PLACED, RecordState.EDITED)
        entries = (record for record in self._records.values() if record.medium is Medium.ENTRY)
        return any(record.present and record.state in alive for record in entries)

    def _see_events(self, source: str, change: Seen[Event]) -> None:
        context = Context(self._corresponded(), met=self._met())
        rows = []
        for event in change.items:
            if event.mark:
                self._see_entry(event, change.handle)
                continue
            one = self._judged(event, context)
            rows.append((event, takes_time(event, self._me), one))
        kept = {event.ref for event, _, one in rows if one}
        for former in self._store.interviews_under(source, change.handle):
            if former.ref not in kept:
                self._interview_gone(source, change.handle, former)
        if rows or not any(event.mark for event in change.items):
            self._store.replace_events(source, change.handle, rows)

    def _judged(self, event: Event, context: Context) -> Interview | None:
        one = understand(event, self._me, context)
        return None if one.verdict is Verdict.NOT_INTERVIEW else one

    def _see_entry(self, event: Event, handle: str) -> None:
        """One of ours, as it stands now."""
        record = self._records.get(event.mark)
        if record is None or record.medium is not Medium.ENTRY:
            return
        digest = entry_digest(event.title, event.text)
        self._keep(
            replace(
                record,
                handle=handle,
                present=True,
                confirmed=True,
                seen_digest=digest,
                seen_start=event.start,
                seen_end=event.end,
            )
        )

    def _event_gone(self, source: str, handle: str) -> None:
        for record in list(self._records.values()) if source == self._own else ():
            if record.medium is Medium.ENTRY and record.handle == handle and record.present:
                self._keep(replace(record, present=False))
        former = self._store.interviews_under(source, handle)
        self._store.replace_events(source, handle, ())
        for one in former:
            self._interview_gone(source, handle, one)

    def _interview_gone(self, source: str, handle: str, one: Interview) -> None:
        """Taken off the calendar before its end: cancelled. Afterwards: tidied away, it took place all the same."""
        last = self._store.fact("last_look")
        took_place = last is not None and one.end <= datetime.fromisoformat(last)
        self._store.keep_interview(source, handle, one if took_place else replace(one, cancelled=True))

    # --- mail ----------------------------------------------------------------------------------------------

    def _look_at_mail(self, in_play: InPlay) -> None:
        look = self._opened(lambda cursor: self._mailbox.changes(cursor, self._interest(in_play)), MAIL)
        before = self._standing_drafts()
        gone, seen = self._take(look, "reading your mail", lambda change: self._see_mail(change, in_play))
        # A draft that a mail program has rewritten under another name stands under that one by now.
        standing = {record.handle for record in self._standing_drafts().values()}
        gone = (standing - seen) if look.full else gone & standing
        lost = {key for key, record in self._standing_drafts().items() if record.handle in gone}
        vanished = len(before) >= SUDDENLY and lost >= set(before) and not self._any_sent(lost)
        if vanished and not self._may_vanish("vanished-drafts", "drafts"):
            return
        with self._store.transaction():
            for record in list(self._records.values()):
                if record.medium is Medium.DRAFT and record.present and record.handle in gone:
                    self._keep(replace(record, present=False))
            self._check_unseen(Medium.DRAFT, seen, self._draft_stands)
            self._adopt_loose_drafts()
            self._store.set_cursor(MAIL, look.cursor)
        self.observed.mail_seen = True

    def _check_unseen(self, medium: Medium, seen: set[str], stands: Callable[[Record], bool]) -> None:
        """What was written after the last cursor and is gone before any look has shown it, no look will miss."""
        for record in list(self._records.values()):
            unseen = record.medium is medium and record.present and not record.confirmed and record.handle not in seen
            if unseen and record.state is not RecordState.WITHDRAWN:
                found = stands(record)
                self._keep(replace(record, present=found, confirmed=found))

    def _draft_stands(self, record: Record) -> bool:
        traces = self._mailbox.find(record.key, self._since)
        return any(trace.handle == record.handle and not trace.sent for trace in traces)

    def _standing_drafts(self) -> dict[str, Record]:
        return {
            key: record
            for key, record in self._records.items()
            if record.medium is Medium.DRAFT and record.present and record.handle
        }

    def _any_sent(self, keys: set[str]) -> bool:
        """Whether at least one of the drafts that vanished was sent: then the folder is no broken mount."""
        outgoing = [letter for letter in self._store.facts(self._now).letters if letter.outgoing]
        lost = [replace(self._records[key], present=False) for key in keys]
        return any(is_sent_copy(record, letter) for record in lost for letter in outgoing)

    def _see_mail(self, change: Seen[Message], in_play: InPlay) -> None:
        for message in change.items:
            if message.folder is Folder.DRAFTS:
                self._see_draft(message)
            elif message.folder is Folder.SENT:
                self._see_sent(message)
            else:
                self._see_received(message, in_play)

    def _see_draft(self, message: Message) -> None:
        record = self._records.get(message.mark) if message.mark else self._under(message.handle)
        if record is not None:
            self._keep(replace(record, handle=message.handle, present=True, confirmed=True, seen_digest=message.digest))
        elif message.mark:
            self._keep(_found_again(message, RecordState.EDITED, "it stood there already"))
        else:
            self._loose_drafts.append(message)

    def _under(self, handle: str) -> Record | None:
        """Our draft under that handle: some mail programs drop our header, but leave the draft where it was."""
        drafts = (record for record in self._records.values() if record.medium is Medium.DRAFT)
        return next((record for record in drafts if record.handle == handle), None)

    def _see_sent(self, message: Message) -> None:
        if message.mark and message.mark not in self._records:
            self._keep(_found_again(message, RecordState.SENT, "it was sent already"))
        self._store.put_letter(letter_of(message, self._me, self._now))
        answers = [
            replace(understand(event, self._me), attendance=my_answer(event, self._me), method="REPLY")
            for event in message.invitations
            if event.method == "REPLY"
        ]
        self._keep_invitations(message, answers)

    def _see_received(self, message: Message, in_play: InPlay) -> None:
        if not (may_matter(message, in_play) or self._store.knows_letter(message.handle)):
            return
        message = completed(message, self._me, self._zone)
        context = Context(self._corresponded(), message.sender, message.text, self._met())
        found = [understand(event, self._me, context) for event in message.invitations if event.method != "REPLY"]
        invitations = tuple(one for one in found if one.verdict is not Verdict.NOT_INTERVIEW)
        letter = letter_of(message, self._me, self._now, invitations)
        if matters(letter, in_play) or self._store.knows_letter(message.handle):
            self._store.put_letter(letter)
        self._keep_invitations(message, invitations)

    def _keep_invitations(self, message: Message, found: Iterable[Interview]) -> None:
        """A mail's invitations take no time: an appointment is what stands in the calendar."""
        events = {event.ref: event for event in message.invitations}
        rows = [(events[one.ref], False, one) for one in found if one.ref in events]
        if rows:
            self._store.replace_events(MAIL, message.handle, rows)

    def _adopt_loose_drafts(self) -> None:
        """A mail program that rewrites a draft may drop our header: same addressee and subject, ours gone, is it."""
        for message in self._loose_drafts:
            for record in list(self._records.values()):
                if record.medium is Medium.DRAFT and not record.present and _same_draft(record, message):
                    state = RecordState.DECLINED if record.state is RecordState.PLACED else record.state
                    self._keep(replace(record, handle=message.handle, present=True, seen_digest="", state=state))
                    break

    def _look_for_newcomers(self) -> None:
        """Mails that were passed over before their employer came into play."""
        in_play = self._in_play()
        self.observed.sight = Sight(self._now, self._interest(in_play), self._window())
        known = set((self._store.fact("in_play") or "").split())
        new = InPlay(in_play.domains - known, in_play.addresses - known, names=in_play.names)
        if not (new.domains or new.addresses) or not self.observed.mail_seen:
            return
        with self._progress.stage("reading mail of new employers", None) as step:
            for batch in _batches(iter(self._mailbox.search(self._interest(new)))):
                with self._store.transaction():
                    for change in batch:
                        step()
                        for message in change.items:
                            if message.folder is Folder.INBOX:
                                self._see_received(message, new)
                            elif message.folder is Folder.SENT:
                                self._see_sent(message)
        self._store.set_fact("in_play", " ".join(sorted(known | in_play.domains | in_play.addresses)))

    # --- common --------------------------------------------------------------------------------------------

    def _opened(self, changes: Callable[[str | None], Look[T]], source: str) -> Look[T]:
        try:
            return changes(self._store.cursor(source))
        except CursorExpired:
            return changes(None)

    def _take(self, look: Look[T], what: str, see: Callable[[Seen[T]], None]) -> tuple[set[str], set[str]]:
        """Go through a look in batches, each a transaction of its own. Returns the handles gone and seen."""
        gone: set[str] = set()
        seen: set[str] = set()
        with self._progress.stage(what, look.total) as step:
            for batch in _batches(iter(look)):
                with self._store.transaction():
                    for change in batch:
                        step()
                        self._one_change(change, see, gone, seen)
        return gone - seen, seen

    def _one_change(self, change: Change[T], see: Callable[[Seen[T]], None], gone: set[str], seen: set[str]) -> None:
        if isinstance(change, Gone):
            gone.add(change.handle)
            return
        seen.add(change.handle)
        if isinstance(change, Unreadable):
            self.observed.problems.append(change.why)
            return
        try:
            see(change)
        except (AfterwordError, sqlite3.Error):
            raise
        except Exception as error:  # noqa: BLE001 - one poisonous item is named and set aside; the rest goes on
            why = f"{change.handle} could not be understood ({type(error).__name__}). It is left out; please report it."
            self.observed.problems.append(why)

    def _may_vanish(self, question: str, where: str) -> bool:
        """Everything is gone at once: true if the person has said that it is meant to be; else asks."""
        if self._voice.stands(Verb.CONFIRM, question):
            self._store.say(Word(self._now, Verb.REOPEN, question))
            return True
        text = f"Everything in {where} is gone at once. If that is meant, say so; if it is not synced yet, do nothing."
        self.observed.questions.append(
            Question(question, "", text, (f"afterword confirm {question}",), ("it is meant",))
        )
        return False

    def _keep(self, record: Record) -> None:
        if self._records.get(record.key) != record:
            self._records[record.key] = record
            self._store.put_record(record)

    def _interest(self, in_play: InPlay) -> Interest:
        return Interest(self._since, in_play.domains, in_play.addresses, in_play.threads)

    def _corresponded(self) -> frozenset[str]:
        """The domains that the person has written to, free mail and systems left out."""
        return frozenset((self._store.fact("corresponded") or "").split())

    def _met(self) -> frozenset[str]:
        """The addresses of those who interviewed the person within the last weeks, or will."""
        return frozenset((self._store.fact("met") or "").split())

    def _in_play(self) -> InPlay:
        """Who matters now: the employers and people of every interview that is known."""
        facts = self._store.facts(self._now)
        held = join(facts.interviews)
        people = [p for one in held for p in (*one.interviewers, one.recruiter, one.organizer) if p and p.email]
        domains = frozenset(domain for one in held for domain in one.employer.domains)
        addresses = frozenset(p.email for p in people if not self._me.owns(p) and not is_system(p.domain))
        written = [letter for letter in facts.letters if letter.outgoing]
        ids = frozenset(name for letter in written for name in (letter.message_id, letter.thread) if name)
        ours = frozenset(record.message_id for record in facts.records.values() if record.message_id)
        certain = [one for one in held if one.verdict is Verdict.INTERVIEW and not one.cancelled]
        met = {
            p.email
            for one in certain
            if one.start > self._now - _LATELY
            for p in (*one.interviewers, one.recruiter)
            if p
        }
        self._store.set_fact("met", " ".join(sorted(met & addresses)))
        self._store.set_fact("corresponded", " ".join(sorted(domains_of(written))))
        names = frozenset(full_name(p.name) for p in people if not self._me.owns(p)) - {""}
        return InPlay(domains, addresses, ids | ours, names)


def _same_draft(record: Record, message: Message) -> bool:
    if not record.subject_key or record.subject_key != subject_key(message.subject):
        return False
    return not record.person.email or any(person.email == record.person.email for person in message.recipients)


def _found_again(message: Message, state: RecordState, why: str) -> Record:
    """A draft of ours that the store does not know (it was lost, or is new): never written a second time."""
    return Record(
        key=message.mark,
        kind=NudgeKind.THANK_YOU,
        medium=Medium.DRAFT,
        process="",
        round="",
        state=state,
        person=message.to[0] if message.to else Person(),
        handle=message.handle,
        message_id=message.message_id,
        subject_key=subject_key(message.subject),
        placed_at=message.date,
        present=state is RecordState.EDITED,
        seen_digest=message.digest,
        why=why,
    )


def longer(one: float | None, other: float | None) -> float | None:
    """The longer of two times to wait, where one is known."""
    return max((seconds for seconds in (one, other) if seconds is not None), default=None)


def _batches(items: Iterator[T]) -> Iterator[list[T]]:
    while batch := list(islice(items, _BATCH)):
        yield batch
