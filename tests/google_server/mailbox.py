"""The mailbox as Gmail keeps it: messages, threads, labels, drafts, and the history of all that."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.utils import format_datetime, parseaddr

from . import problems
from .clock import Clock
from .mime import Parsed, with_header

SYSTEM_LABELS = (
    *("INBOX", "SENT", "DRAFT", "TRASH", "SPAM", "UNREAD", "STARRED", "IMPORTANT", "CHAT"),
    *(f"CATEGORY_{name}" for name in ("PERSONAL", "SOCIAL", "PROMOTIONS", "UPDATES", "FORUMS")),
)
_PREFIX = re.compile(r"^\s*(?:(?:re|fwd?|aw|wg)\s*:\s*)+", re.IGNORECASE)
_MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([^<>\s]{1,998})>", re.IGNORECASE | re.MULTILINE)
# Beyond 2**63 and beyond what a float holds, yet a uint64 as the discovery document says.
_FIRST_HISTORY = 9_223_372_036_854_780_001
_FIRST_ID = 0x18E0_0000_0000_0001


@dataclass(slots=True)
class Mail:
    """One message. `received` in milliseconds since 1970; `indexed`: a search finds it."""

    id: str
    thread: str
    raw: bytes
    labels: set[str]
    received: int
    history: int = 0
    indexed: bool = True
    _parsed: Parsed | None = None

    @property
    def parsed(self) -> Parsed:
        if self._parsed is None:
            self._parsed = Parsed(self.raw)
        return self._parsed


@dataclass(frozen=True, slots=True)
class Change:
    """One record of the history. `labels` are the mail's after it, `changed` those that came or went."""

    id: int
    kind: str
    mail: str
    thread: str
    labels: tuple[str, ...]
    changed: tuple[str, ...] = ()


@dataclass(slots=True)
class Mailbox:
    """The state behind the Gmail API. Knows nothing of HTTP or scopes."""

    email: str
    clock: Clock
    mails: dict[str, Mail] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    history_id: int = _FIRST_HISTORY
    history_floor: int = _FIRST_HISTORY
    indexing: bool = True
    metadata_covers_drafts: bool = False
    _by_message_id: dict[str, list[str]] = field(default_factory=dict)
    _next: int = _FIRST_ID
    _next_draft: int = 7_000_000_000_000_000_001

    # --- messages ------------------------------------------------------------------------------------------------

    def get(self, mail_id: str) -> Mail:
        """Ids are 16 hex digits: anything else is no id at all, which is another error than an unknown one."""
        if not re.fullmatch(r"[0-9a-f]{1,16}", mail_id):
            raise problems.Problem(400, "invalidArgument", "Invalid id value")
        if mail_id not in self.mails:
            raise problems.not_found("gmail")
        return self.mails[mail_id]

    def add(self, raw: bytes, labels: set[str], received: int | None = None, thread: str | None = None) -> Mail:
        """A new message in the box. `thread` None: a new one."""
        self._next += 0x1_0001
        mail_id = f"{self._next:016x}"
        now = int(self.clock.now.timestamp() * 1000)
        mail = Mail(mail_id, thread or mail_id, raw, labels, now if received is None else received)
        mail.indexed = self.indexing
        self.mails[mail_id] = mail
        if name := _MESSAGE_ID.search(raw):
            self._by_message_id.setdefault(name[1].decode("ascii", "replace"), []).append(mail_id)
        self._record("messageAdded", mail)
        return mail

    def remove(self, mail: Mail) -> None:
        """Gone for good, not to the bin."""
        del self.mails[mail.id]
        for held in self._by_message_id.values():
            if mail.id in held:
                held.remove(mail.id)
        self.drafts = {draft: held for draft, held in self.drafts.items() if held != mail.id}
        self._record("messageDeleted", mail)

    def relabel(self, mail: Mail, add: set[str], remove: set[str]) -> None:
        added, removed = add - mail.labels, remove & mail.labels
        mail.labels = (mail.labels | add) - remove
        if added:
            self._record("labelAdded", mail, added)
        if removed:
            self._record("labelRemoved", mail, removed)

    def _record(self, kind: str, mail: Mail, changed: set[str] | None = None) -> None:
        self.history_id += 17 + len(self.changes) % 5
        mail.history = self.history_id
        labels, names = tuple(sorted(mail.labels)), tuple(sorted(changed or ()))
        self.changes.append(Change(self.history_id, kind, mail.id, mail.thread, labels, names))

    # --- threads -------------------------------------------------------------------------------------------------

    def thread(self, thread_id: str) -> list[Mail]:
        """A thread's messages, oldest first."""
        mails = [mail for mail in self.mails.values() if mail.thread == thread_id]
        if not mails:
            raise problems.not_found("gmail")
        return sorted(mails, key=lambda mail: mail.received)

    def thread_for(self, raw: bytes, wanted: str | None = None) -> str | None:
        """The thread that a message joins: it must refer to a message there and have its subject.

        `wanted`: only this one, as for drafts (the three criteria of `Message.threadId`).
        """
        parsed = Parsed(raw)
        referred = set(parsed.ids("References") + parsed.ids("In-Reply-To"))
        if not referred:
            return None
        for mail in [self.mails[held] for name in referred for held in self._by_message_id.get(name, ())]:
            if (wanted is None or mail.thread == wanted) and _same_subject(parsed, mail.parsed):
                return mail.thread
        return None

    # --- drafts --------------------------------------------------------------------------------------------------

    def draft(self, draft_id: str) -> Mail:
        if draft_id not in self.drafts:
            raise problems.not_found("gmail")
        return self.mails[self.drafts[draft_id]]

    def create_draft(self, raw: bytes, thread: str | None = None) -> str:
        """A new draft; its id."""
        if thread:
            self.thread(thread)
        self._next_draft += 987_654_321
        draft_id = f"r{self._next_draft}"
        raw = self._completed(raw)
        self.drafts[draft_id] = self.add(raw, {"DRAFT"}, None, self.thread_for(raw, thread) if thread else None).id
        return draft_id

    def update_draft(self, draft_id: str, raw: bytes, thread: str | None = None) -> None:
        """Replaces the draft's message: the draft keeps its id, the message gets a new one."""
        old = self.draft(draft_id)
        raw = self._completed(raw)
        joins = self.thread_for(raw, thread) if thread and thread != old.thread else None
        new = self.add(raw, {"DRAFT"}, None, joins or old.thread)
        self.drafts[draft_id] = new.id
        self.remove(old)

    def send_draft(self, draft_id: str, raw: bytes | None = None) -> Mail:
        """The draft goes, a message with a new id stands among the sent ones, in the draft's thread."""
        old = self.draft(draft_id)
        self.remove(old)
        return self.add(raw or old.raw, {"SENT"}, None, old.thread)

    def _completed(self, raw: bytes) -> bytes:
        """What Gmail adds to a draft: sender, date and Message-ID where they are missing, CRLF everywhere."""
        raw = re.sub(rb"\r?\n", b"\r\n", raw)
        parsed = Parsed(raw)
        for name in ("To", "Cc", "Bcc"):
            if any("@" not in address for _, address in parsed.addresses(name)):
                raise problems.Problem(400, "invalidArgument", f"Invalid {name} header")
        if parseaddr(parsed.header("From"))[1].lower() != self.email:
            raw = with_header(raw, "From", self.email)
        if not parsed.header("Date"):
            raw = with_header(raw, "Date", format_datetime(self.clock.now))
        return raw if parsed.header("Message-ID") else with_header(raw, "Message-ID", self.new_message_id())

    def new_message_id(self) -> str:
        self._next += 1
        return f"<CA+{self._next:x}=test@mail.gmail.com>"

    # --- on command ----------------------------------------------------------------------------------------------

    def expire_history(self) -> None:
        """Every history id given out so far is too old."""
        self.history_id += 1_000_003
        self.history_floor = self.history_id

    def reindex(self) -> None:
        """The search has caught up."""
        for mail in self.mails.values():
            mail.indexed = True


def _same_subject(one: Parsed, other: Parsed) -> bool:
    return _PREFIX.sub("", one.header("Subject")).strip() == _PREFIX.sub("", other.header("Subject")).strip()
