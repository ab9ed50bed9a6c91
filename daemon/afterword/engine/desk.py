"""The desk at which one look is taken: what is known, what was seen, and how a provider's changes are taken in."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from afterword.core.events.case import Context
from afterword.core.keys import full_name
from afterword.core.mail.letters import InPlay, domains_of, invites
from afterword.core.model import Me, Medium, Person, Question, Record, RecordState, Verb, Verdict, Word
from afterword.core.people.domains import is_system
from afterword.core.people.labels import labels
from afterword.core.planning.filing import join
from afterword.core.planning.voice import Voice
from afterword.engine.progress import Progress
from afterword.errors import AfterwordError, CursorExpired, NeedsLogin
from afterword.ports import Change, Gone, Interest, Look, Seen, Store, Unreadable, Window

T = TypeVar("T")

MAIL = "mail"
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


class Desk:
    """What the parts of one look at `now` share. What is older than `since` does not matter."""

    def __init__(self, store: Store, me: Me, now: datetime, since: datetime, progress: Progress) -> None:
        self.store = store
        self.me = me
        self.now = now
        self.since = since
        self.progress = progress
        self.voice = Voice.of(store.words(), now)
        self.records = store.records()
        self.observed = Observed()

    def opened(self, changes: Callable[[str | None], Look[T]], source: str) -> Look[T]:
        """What has changed since the cursor; everything, where the other side knows it no more."""
        try:
            return changes(self.store.cursor(source))
        except CursorExpired:
            return changes(None)

    def take(
        self, changes: Iterable[Change[T]], what: str, see: Callable[[Seen[T]], None], total: int | None = None
    ) -> tuple[set[str], set[str]]:
        """Go through changes in batches, each a transaction of its own. Returns the handles gone and seen."""
        gone: set[str] = set()
        seen: set[str] = set()
        with self.progress.stage(what, total) as step:
            for batch in _batches(iter(changes)):
                with self.store.transaction():
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

    def may_vanish(self, question: str, where: str) -> bool:
        """Everything is gone at once: true if the person has said that it is meant to be; else asks."""
        if self.voice.stands(Verb.CONFIRM, question):
            self.store.say(Word(self.now, Verb.REOPEN, question))
            return True
        text = f"Everything in {where} is gone at once. If that is meant, say so; if it is not synced yet, do nothing."
        self.observed.questions.append(
            Question(question, "", text, (f"afterword confirm {question}",), ("it is meant",))
        )
        return False

    def of(self, medium: Medium) -> list[Record]:
        """The records of our drafts, or of our entries, as they are known now."""
        return [record for record in self.records.values() if record.medium is medium]

    def keep(self, record: Record) -> None:
        """Note what was seen of one of ours, where it is news."""
        if self.records.get(record.key) != record:
            self.records[record.key] = record
            self.store.put_record(record)

    def check_unseen(self, medium: Medium, seen: set[str], stands: Callable[[Record], bool]) -> None:
        """What was written after the last cursor and is gone before any look has shown it, no look will miss."""
        for record in self.of(medium):
            unseen = record.present and not record.confirmed and record.handle not in seen
            if unseen and record.state is not RecordState.WITHDRAWN:
                found = stands(record)
                self.keep(replace(record, present=found, confirmed=found))

    def interest(self, in_play: InPlay) -> Interest:
        """What a mailbox is asked for."""
        return Interest(self.since, in_play.domains, in_play.addresses, in_play.threads, in_play.labels)

    def context(self, sender: Person | None = None, text: str = "") -> Context:
        """Whom the person has written to and met; `sender` and `text` of the mail that brought an event."""
        corresponded = frozenset((self.store.fact("corresponded") or "").split())
        return Context(corresponded, sender, text, frozenset((self.store.fact("met") or "").split()))

    def in_play(self) -> InPlay:
        """Who matters now: employers and people of every interview known. Notes who was met and written to."""
        facts = self.store.facts(self.now)
        held = join(facts.interviews)
        people = [p for one in held for p in (*one.interviewers, one.recruiter, one.organizer) if p and p.email]
        employers = {one.employer for one in held} | set(self.voice.employers().values())
        domains = frozenset(domain for employer in employers for domain in employer.domains)
        addresses = frozenset(p.email for p in people if not self.me.owns(p) and not is_system(p.domain))
        written = [letter for letter in facts.letters if letter.outgoing]
        inviting = [letter for letter in facts.letters if invites(letter)]
        ids = frozenset(name for letter in (*written, *inviting) for name in (letter.message_id, letter.thread) if name)
        ours = frozenset(record.message_id for record in facts.records.values() if record.message_id)
        certain = [one for one in held if one.verdict is Verdict.INTERVIEW and not one.cancelled]
        met = {
            p.email
            for one in certain
            if one.start > self.now - _LATELY
            for p in (*one.interviewers, one.recruiter)
            if p
        }
        self.store.set_fact("met", " ".join(sorted(met & addresses)))
        self.store.set_fact("corresponded", " ".join(sorted(domains_of(written))))
        named = [employer.name for employer in employers if not employer.domains]
        called = (*(employer.name for employer in employers), *(p.name for p in people if not self.me.owns(p)))
        names = frozenset(map(full_name, called))
        invited = frozenset(letter.message_id for letter in inviting)
        return InPlay(domains, addresses, ids | ours, names - {""}, frozenset().union(*map(labels, named)), invited)


def longer(one: float | None, other: float | None) -> float | None:
    """The longer of two times to wait, where one is known."""
    return max((seconds for seconds in (one, other) if seconds is not None), default=None)


def _batches(items: Iterator[T]) -> Iterator[list[T]]:
    """So many at a time as make one transaction."""
    while batch := list(islice(items, _BATCH)):
        yield batch
