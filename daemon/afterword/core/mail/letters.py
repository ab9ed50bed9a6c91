"""From a message to the letter that is kept of it, and from all letters to those that matter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from afterword.core.digests import subject_key
from afterword.core.keys import full_name
from afterword.core.lexicon import load
from afterword.core.mail import replies
from afterword.core.mail.authentication import trusted
from afterword.core.mail.form import UNTELLING
from afterword.core.mail.relayed import writer
from afterword.core.model import (
    LONGEST_TEXT,
    Automatic,
    Event,
    EventStatus,
    Folder,
    Interview,
    Letter,
    Me,
    Message,
    PartStat,
    Person,
    Reading,
    Says,
)
from afterword.core.people.domains import is_free_mail, is_hiring_system, is_system, registrable
from afterword.core.people.labels import labels_of

_ABSURD = timedelta(days=400)
_FAST_CLOCK = timedelta(days=2)
_INVITING = (Says.NEXT_ROUND, Says.SCHEDULING)
_TELLING = (Says.REJECTION, Says.OFFER, Says.NEXT_ROUND, Says.SCHEDULING, Says.DECISION_DATE)


@dataclass(frozen=True, slots=True)
class InPlay:
    """Who matters: the employers' domains, the people's addresses, the ids of the threads with them, the interviewers'
    full names as `full_name` gives them, of employers known by name alone what their domains may start with, and the
    ids of the mails that invited to a talk or looked for a time."""

    domains: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    threads: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    invited: frozenset[str] = frozenset()

    def has(self, addresses: Iterable[str]) -> bool:
        """Is one of these addresses somebody's who matters, or at the domain of an employer who does?"""
        domains = {registrable(address.rpartition("@")[2]) for address in addresses if address}
        if self.addresses.intersection(addresses) or self.domains & domains:
            return True
        return bool(self.labels) and any(_is_own(name) and labels_of(name) & self.labels for name in domains)


def may_matter(message: Message, in_play: InPlay) -> bool:
    """Whether a received mail is worth reading closely: a cheap look at who wrote, what it answers, and a few words.

    Most of a mailbox has nothing to do with any application, and reading closely takes a hundred times longer.
    """
    addresses = {message.sender.email, *(person.email for person in message.reply_to)}
    if message.report:
        addresses |= set(message.report.recipients)
    if message.invitations or in_play.has(addresses) or is_system(message.sender.domain):
        return True
    if in_play.threads.intersection((*message.in_reply_to, *message.references)):
        return True
    if full_name(message.sender.name) in in_play.names:
        return True
    return bool(_hiring().search(message.subject.lower()) or _hiring().search(message.text[:LONGEST_TEXT].lower()))


def invites(letter: Letter) -> bool:
    """Did somebody invite the person to a talk, or look for a time: is one that the thread then names its time?"""
    return not letter.outgoing and bool(letter.message_id) and bool(letter.reading and letter.reading.says in _INVITING)


@lru_cache(maxsize=1)
def _hiring() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(stem) for stem in load("hiring")["stems"]))


def letter_of(message: Message, me: Me, now: datetime, invitations: tuple[Interview, ...] = ()) -> Letter:
    """What is kept of a message.

    A sender's clock may be wrong: one that runs ahead by up to two days yields to that of the person's own server, and
    a date more than a year ahead of `now` means that it came now.
    """
    outgoing = message.folder is Folder.SENT
    reading = None if outgoing else replace(replies.read(message, me), invitations=invitations)
    return Letter(
        handle=message.handle,
        message_id=message.message_id,
        date=_came(message, now),
        sender=writer(message),
        recipients=tuple(Person("", person.email) for person in message.recipients if person.email),
        links=tuple(dict.fromkeys((*message.in_reply_to, *message.references))),
        thread=message.thread,
        outgoing=outgoing,
        subject_key=subject_key(message.subject) if outgoing else "",
        mark=message.mark,
        trusted=outgoing or trusted(message),
        reply_to=message.reply_to,
        reading=reading,
    )


def _came(message: Message, now: datetime) -> datetime:
    if message.date > now + _ABSURD:
        return now
    received = message.received
    ahead = received is not None and received < message.date <= received + _FAST_CLOCK
    return received if received is not None and ahead else message.date


def matters(letter: Letter, in_play: InPlay) -> bool:
    """Whether a received letter may belong to a process, now or soon. The rest is forgotten as soon as it is read."""
    reading = letter.reading
    addresses = {letter.sender.email, *(person.email for person in letter.reply_to)}
    if reading:
        if reading.invitations or (reading.says in _TELLING and reading.automatic is not Automatic.BULK):
            return True
        addresses |= set(reading.failed_recipients)
        if reading.employer and set(reading.employer.domains) & in_play.domains:
            return True
    return bool(
        in_play.has(addresses)
        or in_play.threads.intersection(letter.links)
        or full_name(letter.sender.name) in in_play.names
        or (reading and is_system(letter.sender.domain) and _may_settle(reading, letter.sender))
    )


def is_untold(reading: Reading, sender: Person) -> bool:
    """Was it thrown away as mass mail for its form and its sender's address, though no word of it tells of one?

    From an employer in play it may be an answer in words that nobody has listed. What hiring systems send on behalf of
    an employer can be unsubscribed from, too.
    """
    known = UNTELLING | ({"list-unsubscribe"} if is_hiring_system(sender.domain) else set())
    rules = {piece.rule for piece in reading.evidence}
    return reading.automatic is Automatic.BULK and bool(rules) and rules <= known


def _may_settle(reading: Reading, sender: Person) -> bool:
    return reading.settles is not False or is_untold(reading, sender)


def takes_time(event: Event, me: Me) -> bool:
    """Whether the person is busy then: not cancelled, declined, transparent, all-day, or Afterword's own."""
    if event.mark or event.transparent or event.all_day or event.status is EventStatus.CANCELLED:
        return False
    return event.method != "CANCEL" and my_answer(event, me) is not PartStat.DECLINED


def my_answer(event: Event, me: Me) -> PartStat:
    """The person's own PARTSTAT."""
    return next((guest.status for guest in event.guests if me.owns(guest.person)), PartStat.UNKNOWN)


def domains_of(letters: Iterable[Letter]) -> set[str]:
    """The domains these were written to, free mail and systems left out."""
    found = {registrable(person.domain) for letter in letters for person in letter.recipients}
    return {domain for domain in found if domain and _is_own(domain)}


def _is_own(domain: str) -> bool:
    return not is_free_mail(domain) and not is_system(domain)
