"""The mail of a look: what matters becomes a letter, an invitation or the state of a draft."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from afterword.core.digests import subject_key
from afterword.core.events.case import share
from afterword.core.events.interviews import understand
from afterword.core.mail.appointments import completed
from afterword.core.mail.field import is_list_post
from afterword.core.mail.letters import InPlay, invites, letter_of, matters, may_matter, my_answer
from afterword.core.model import (
    Folder,
    Interview,
    Medium,
    Message,
    NudgeKind,
    Person,
    Record,
    RecordState,
    Verdict,
)
from afterword.core.planning.settle import is_sent_copy
from afterword.engine.desk import MAIL, SUDDENLY, Desk
from afterword.ports import Mailbox, Seen


class MailLook:
    """One look at the mail, and once more at that of employers that have only then come into play."""

    def __init__(self, desk: Desk, mailbox: Mailbox, zone: str) -> None:
        self._desk = desk
        self._store = desk.store
        self._mailbox = mailbox
        self._zone = zone
        self._loose_drafts: list[Message] = []
        self._invited: set[str] = set()

    def look(self, in_play: InPlay) -> None:
        """Take in what has changed in the mail, as far as it concerns those `in_play`."""
        look = self._desk.opened(lambda cursor: self._mailbox.changes(cursor, self._desk.interest(in_play)), MAIL)
        before = self._standing_drafts()
        gone, seen = self._desk.take(
            look, "reading your mail", lambda change: self._see_mail(change, in_play), look.total
        )
        # A draft that a mail program has rewritten under another name stands under that one by now.
        standing = {record.handle for record in self._standing_drafts().values()}
        gone = (standing - seen) if look.full else gone & standing
        lost = {key for key, record in self._standing_drafts().items() if record.handle in gone}
        vanished = len(before) >= SUDDENLY and lost >= set(before) and not self._any_sent(lost)
        if vanished and not self._desk.may_vanish("vanished-drafts", "drafts"):
            return
        with self._store.transaction():
            for record in self._desk.of(Medium.DRAFT):
                if record.present and record.handle in gone:
                    self._desk.keep(replace(record, present=False))
            self._desk.check_unseen(Medium.DRAFT, seen, self._draft_stands)
            self._adopt_loose_drafts()
            self._store.set_cursor(MAIL, look.cursor)
        self._desk.observed.mail_seen = True

    def _draft_stands(self, record: Record) -> bool:
        traces = self._mailbox.find(record.key, self._desk.since)
        return any(trace.handle == record.handle and not trace.sent for trace in traces)

    def _standing_drafts(self) -> dict[str, Record]:
        drafts = self._desk.of(Medium.DRAFT)
        return {record.key: record for record in drafts if record.present and record.handle}

    def _any_sent(self, keys: set[str]) -> bool:
        """Whether at least one of the drafts that vanished was sent: then the folder is no broken mount."""
        outgoing = [letter for letter in self._store.facts(self._desk.now).letters if letter.outgoing]
        lost = [replace(self._desk.records[key], present=False) for key in keys]
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
        record = self._desk.records.get(message.mark) if message.mark else self._under(message.handle)
        if record is not None:
            self._desk.keep(
                replace(record, handle=message.handle, present=True, confirmed=True, seen_digest=message.digest)
            )
        elif message.mark:
            self._desk.keep(_found_again(message, RecordState.EDITED, "it stood there already"))
        else:
            self._loose_drafts.append(message)

    def _under(self, handle: str) -> Record | None:
        """Our draft under that handle: some mail programs drop our header, but leave the draft where it was."""
        return next((record for record in self._desk.of(Medium.DRAFT) if record.handle == handle), None)

    def _see_sent(self, message: Message) -> None:
        if message.mark and message.mark not in self._desk.records:
            self._desk.keep(_found_again(message, RecordState.SENT, "it was sent already"))
        me = self._desk.me
        self._store.put_letter(letter_of(message, me, self._desk.now))
        answers = [
            replace(understand(event, me), attendance=my_answer(event, me), method="REPLY")
            for event in message.invitations
            if event.method == "REPLY"
        ]
        self._keep_invitations(message, answers)

    def _see_received(self, message: Message, in_play: InPlay) -> None:
        if not (may_matter(message, in_play) or self._store.knows_letter(message.handle)):
            return
        me = self._desk.me
        if is_list_post(message, me):
            return
        thread = {*message.in_reply_to, *message.references}
        expected = not thread.isdisjoint(in_play.invited | self._invited)
        message = completed(message, me, self._zone, expected=expected)
        context = self._desk.context(message.sender, share(message))
        found = [understand(event, me, context) for event in message.invitations if event.method != "REPLY"]
        invitations = tuple(one for one in found if one.verdict is not Verdict.NOT_INTERVIEW)
        letter = letter_of(message, me, self._desk.now, invitations)
        if invites(letter):
            self._invited.add(letter.message_id)
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
            for record in self._desk.of(Medium.DRAFT):
                if not record.present and _same_draft(record, message):
                    state = RecordState.DECLINED if record.state is RecordState.PLACED else record.state
                    self._desk.keep(replace(record, handle=message.handle, present=True, seen_digest="", state=state))
                    break

    def look_for_newcomers(self, in_play: InPlay) -> None:
        """Mails that were passed over before their employer came into play."""
        known = set((self._store.fact("in_play") or "").split())
        new = InPlay(
            in_play.domains - known, in_play.addresses - known, names=in_play.names, labels=in_play.labels - known
        )
        if not (new.domains or new.addresses or new.labels) or not self._desk.observed.mail_seen:
            return
        found = self._mailbox.search(self._desk.interest(new))
        self._desk.take(found, "reading mail of new employers", lambda change: self._see_late(change, new))
        self._store.set_fact("in_play", " ".join(sorted(known | in_play.domains | in_play.addresses | in_play.labels)))

    def _see_late(self, change: Seen[Message], new: InPlay) -> None:
        for message in change.items:
            if message.folder is Folder.INBOX:
                self._see_received(message, new)
            elif message.folder is Folder.SENT:
                self._see_sent(message)


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
