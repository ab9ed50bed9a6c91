"""Gmail: read by its history, written among the drafts. Nothing here, or in the transport below, can send."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from typing import Any, TypeVar

from afterword.core.model import Draft, Folder, Message, Person
from afterword.errors import Conflict, CursorExpired, Rejected, Transient
from afterword.formats.mail import parse_message, render_draft
from afterword.ports import Change, Gone, Interest, Look, Receipt, Seen, Standing
from afterword.providers.google.failures import LATER, Missing, Refused
from afterword.providers.google.finding import MailFinder
from afterword.providers.google.mailreader import Happened, MailReader, draft_handle, mail_handle
from afterword.providers.google.memory import DraftBook, KnownDraft, Memory
from afterword.providers.google.session import Session
from afterword.providers.looks import Stream

T = TypeVar("T", bound=Change[Message])

_KIND = "gmail-1"
_REMOVED = "removed"
# As `engine.act` makes them: the key, and when it was written.
_OUR_MESSAGE_ID = re.compile(r"([a-v0-9]{26})\.[0-9a-f]+@")
_DRAFTS_AT_FIRST = 60
_SENT_WITNESSES, _DRAFT_WITNESSES = 25, 100
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class GmailMailbox:
    """The `Mailbox` port at Gmail. Handles are `mail/<id>` and `drafts/<draft id>`; a draft's stays when it is edited.

    Without `read_bodies` only headers are read and nothing can be searched. `zone` (IANA) is for invitations without.
    """

    def __init__(self, session: Session, memory: Memory, *, read_bodies: bool = True, zone: str = "UTC") -> None:
        self._session = session
        self._memory = memory
        self._book = DraftBook(memory)
        self._reader = MailReader(session, read_bodies=read_bodies, zone=zone)
        self._finder = MailFinder(self._reader, memory)

    # --- looking -----------------------------------------------------------------------------------------------

    def changes(self, cursor: str | None, interest: Interest) -> Look[Message]:
        """See `Mailbox.changes`. The history's first page is asked for here: a cursor too old is told at once."""
        if cursor is None:
            # Before anything else: what happens meanwhile is then seen again rather than missed.
            start = self._reader.history_id()
            everything = chain(self._all_drafts(), _each_once(self._finder.at_first(interest)))
            return Stream(everything, lambda: _cursor(start), full=True)
        start = _start(cursor)
        history = self._reader.happened(start)
        happened = next(history)

        def changes() -> Iterator[Change[Message]]:
            for _ in history:
                yield from self._since(start, happened, interest)

        return Stream(changes(), lambda: _cursor(happened.cursor), full=False)

    def _since(self, start: str, happened: Happened, interest: Interest) -> Iterator[Change[Message]]:
        known = self._book.known()
        of_drafts = {each.message for each in known.values()}
        yield from self._drafts_since(start, happened, known)
        yield from self._finder.read(happened.sent, whole=False)
        yield from self._finder.arrivals(happened.arrived, interest)
        for mail, labels in happened.gone.items():
            if "DRAFT" not in labels and mail not in of_drafts:
                yield Gone(mail_handle(mail))

    def search(self, interest: Interest) -> Iterator[Seen[Message]]:
        """See `Mailbox.search`."""
        return _each_once(self._finder.search(interest))

    # --- drafts, looked at ---------------------------------------------------------------------------------------

    def _all_drafts(self) -> Iterator[Change[Message]]:
        before = self._book.known()
        after: dict[str, KnownDraft] = {}
        standing = self._reader.drafts()
        ours = [draft for draft in standing if draft in before and before[draft].key]
        for draft in dict.fromkeys([*ours, *list(standing)[:_DRAFTS_AT_FIRST]]):
            message = self._reader.draft(draft)
            if message is not None:
                after[draft] = _known(standing[draft], message, before.get(draft))
                yield Seen(message.handle, (message,))
        self._book.write(after)

    def _drafts_since(self, start: str, happened: Happened, known: dict[str, KnownDraft]) -> Iterator[Change[Message]]:
        """Which drafts are new, rewritten or gone: by the list of all drafts, but only if anything befell one."""
        own = {each.message: draft for draft, each in known.items() if each.key}
        stale = any(each.key and not each.message for each in known.values())
        ended = [mail for mail, labels in happened.gone.items() if "DRAFT" in labels or mail in own]
        expected = all(mail in own and known[own[mail]].gone == _REMOVED for mail in ended)
        touched = {*happened.sent, *happened.vague} & set(own)
        if set(happened.drafted) <= set(own) and expected and not touched and not stale:
            # Nothing but what we did ourselves: it is known how that reads.
            for mail in happened.drafted:
                yield _as_known(own[mail], known[own[mail]])
            return
        yield from self._compared(start, happened, known)

    def _compared(self, start: str, happened: Happened, known: dict[str, KnownDraft]) -> Iterator[Change[Message]]:
        standing = self._reader.drafts()
        after = {draft: each for draft, each in known.items() if draft in standing}
        for draft, mail in standing.items():
            former = known.get(draft)
            if former is None or former.message != mail:
                message = self._reader.draft(draft)
                if message is not None:
                    after[draft] = _known(mail, message, former)
                    yield Seen(message.handle, (message,))
            elif former.key and mail in happened.drafted:
                yield _as_known(draft, former)
        for draft, each in known.items():
            # Told again until the cursor has moved on: a cycle may have died before anybody wrote it down.
            if draft not in standing and each.key and each.gone in ("", start):
                after[draft] = replace(each, gone=start)
                yield Gone(draft_handle(draft))
        self._book.write(after)

    # --- drafts, written -----------------------------------------------------------------------------------------

    def create(self, draft: Draft) -> Receipt:
        """See `Mailbox.create`. In the thread it answers, if that is still there."""
        raw = render_draft(draft, linesep="\r\n")
        try:
            made = self._created(raw, draft.thread)
        except (Missing, Refused):
            if not draft.thread:
                raise
            made = self._created(raw, "")  # refused, so nothing was written: this is no repeat
        name, message = str(made["id"]), made.get("message")
        handle = draft_handle(name)
        digest = parse_message(raw, handle=handle, folder=Folder.DRAFTS, delivered=draft.date).digest
        mail = str(message.get("id") or "") if isinstance(message, dict) else ""
        self._book.note(name, KnownDraft(mail, draft.key, digest))
        return Receipt(handle, digest)

    def subject(self, handle: str) -> str:
        """See `Mailbox.subject`. Gmail puts an answer into its thread only if it repeats the subject."""
        kind, _, name = handle.partition("/")
        message = self._reader.mail(name, whole=False) if kind == "mail" else None
        return message.subject if message else ""

    def _created(self, raw: bytes, thread: str) -> dict[str, Any]:
        message = {"raw": urlsafe_b64encode(raw).decode()} | ({"threadId": thread} if thread else {})
        return self._session.write(self._session.gmail("drafts").create(userId="me", body={"message": message}))

    def remove(self, standing: Standing) -> None:
        """See `Mailbox.remove`. Read again right before: only our own words are deleted."""
        kind, _, name = standing.handle.partition("/")
        if kind != "drafts":
            raise Rejected(f"{standing.handle} is no draft any more. It stays where it is.")
        message = self._reader.draft(name)
        if message is None:
            return
        if not message.mark:
            raise Rejected(f"{standing.handle} is not a draft of Afterword. It stays; delete it yourself.")
        if (message.mark, message.digest) != (standing.key, standing.digest):
            # Should the history not tell of it: the next look reads the draft again.
            self._book.note(name, KnownDraft("", message.mark, message.digest))
            raise Conflict(f"The draft {standing.handle} has been changed. It stays; delete it yourself.")
        self._session.delete(self._session.gmail("drafts").delete(userId="me", id=name))
        if self._reader.draft(name) is not None:
            raise Transient(f"Gmail did not delete {standing.handle}. {LATER}")
        known = self._book.known().get(name)
        if known is not None:
            self._book.note(name, replace(known, gone=_REMOVED))

    def find(self, key: str, since: datetime, cursor: str | None = None) -> tuple[Standing, ...]:  # noqa: ARG002 - the port's: the newest are listed, whatever their dates say
        """See `Mailbox.find`. Two witnesses, neither of them a search: the list of drafts with their raw headers, and
        the history since `cursor`, or else the newest of the sent mail."""
        happened = self._happened_since(cursor)
        found = (*self._draft_traces(key), *self._sent_traces(key, happened))
        return found or tuple(self._discarded(key, happened))

    def _happened_since(self, cursor: str | None) -> Happened | None:
        if cursor is None:
            return None
        try:
            *_, happened = self._reader.happened(_start(cursor))
        except CursorExpired:
            return None
        return happened

    def _discarded(self, key: str, happened: Happened | None) -> Iterator[Standing]:
        """A draft that nobody can read any more, written and thrown away while it was not known whether ours had been
        written: that it was ours is likelier than that the person wants a second one. The next look tells it gone."""
        known = {each.message for each in self._book.known().values()}
        for mail in happened.discarded if happened else ():
            if mail not in known:
                self._book.note(mail, KnownDraft("", key))
                yield Standing(key, draft_handle(mail), "")
                return

    def _draft_traces(self, key: str) -> Iterator[Standing]:
        known = self._book.known()
        standing = self._reader.drafts()
        unread = [draft for draft, mail in standing.items() if draft not in known or known[draft].message != mail]
        for draft in unread[:_DRAFT_WITNESSES]:
            message = self._reader.draft(draft)
            if message is not None:
                known[draft] = _known(standing[draft], message, known.get(draft))
        self._book.write(known)
        for draft in standing:
            if draft in known and known[draft].key == key:
                yield Standing(key, draft_handle(draft), known[draft].digest)

    def _sent_traces(self, key: str, happened: Happened | None) -> Iterator[Standing]:
        newest = self._reader.listed(label="SENT", most=_SENT_WITNESSES) if happened is None else happened.sent.items()
        for mail, _ in newest:
            message = self._reader.mail(mail, whole=False)
            if message is None or message.folder is not Folder.SENT:
                continue
            if message.mark == key or message.message_id.startswith(f"{key}."):
                yield Standing(key, message.handle, message.digest, sent=True)


def _each_once(changes: Iterator[T]) -> Iterator[T]:
    """Several queries may find the same mail."""
    told: set[str] = set()
    for change in changes:
        if change.handle not in told:
            told.add(change.handle)
            yield change


def _known(mail: str, message: Message, former: KnownDraft | None) -> KnownDraft:
    """Gmail's own page may drop our header when the person edits the draft: its id still says that it is ours, or, of
    one whose id we never learnt, its Message-ID."""
    ours = _OUR_MESSAGE_ID.match(message.message_id)
    return KnownDraft(mail, message.mark or (former.key if former else "") or (ours[1] if ours else ""), message.digest)


def _as_known(draft: str, known: KnownDraft) -> Seen[Message]:
    """A draft that is as it was when it was last read or written: a message never changes at Gmail."""
    handle = draft_handle(draft)
    message = Message(handle, Folder.DRAFTS, _LONG_AGO, Person(), mark=known.key, digest=known.digest)
    return Seen(handle, (message,))


def _cursor(history: str) -> str:
    return json.dumps({"kind": _KIND, "history": history}, separators=(",", ":"))


def _start(cursor: str) -> str:
    try:
        data = json.loads(cursor)
        if data["kind"] != _KIND or not str(data["history"]):
            raise ValueError(cursor)
    except (ValueError, TypeError, KeyError) as error:
        raise CursorExpired("The mail's cursor is not readable. Everything is looked at.") from error
    return str(data["history"])
