"""Asking Gmail: lists of ids, single mails, drafts, and what happened since a point in its history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from afterword.core.model import Message
from afterword.errors import CursorExpired, Transient
from afterword.providers.google.failures import Missing, Refused, garbled
from afterword.providers.google.session import Session
from afterword.providers.google.wire import labels_of, message_from_json

PAGE = 500
_KINDS = ["messageAdded", "messageDeleted", "labelAdded"]
_TOLD = {"messagesAdded", "messagesDeleted", "labelsAdded", "labelsRemoved"}
_NOT_MAIL = {"SPAM", "TRASH", "CHAT"}


def mail_handle(mail: str) -> str:
    return f"mail/{mail}"


def draft_handle(draft: str) -> str:
    return f"drafts/{draft}"


@dataclass
class Happened:
    """What the history tells: mails by id with their threads, and whether anything befell drafts.

    `cursor` is the history id up to which this holds. `drafted` are the messages of drafts that were written, `brief`
    those that did not last, `vague` those of which something is told, but not what.
    """

    cursor: str = ""
    arrived: dict[str, str] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)
    gone: dict[str, frozenset[str]] = field(default_factory=dict)
    drafted: dict[str, str] = field(default_factory=dict)
    brief: dict[str, str] = field(default_factory=dict)
    vague: dict[str, None] = field(default_factory=dict)

    def add(self, record: Mapping[str, Any]) -> None:
        """One record of the history. A mail sent may be a new message, or a draft with other labels."""
        for change in _listed(record, "messagesAdded"):
            self._stands(change.get("message"), set())
        for change in _listed(record, "labelsAdded"):
            labels = labels_of(change)
            if labels & _NOT_MAIL:
                self._gone(change.get("message"), labels)
            elif labels & {"INBOX", "SENT"}:
                self._stands(change.get("message"), set(labels))
        for change in _listed(record, "messagesDeleted"):
            self._gone(change.get("message"), frozenset())
        if not _TOLD & set(record):
            for message in _listed(record, "messages"):
                self._stands(message, set())
                self.vague[str(message.get("id"))] = None

    def _stands(self, message: Any, labels: set[str]) -> None:
        name, thread, every = _named(message, labels)
        if not name or every & _NOT_MAIL:
            return
        self.gone.pop(name, None)
        self.drafted.pop(name, None)
        if "SENT" in every:
            self.sent[name] = thread
        elif "DRAFT" in every:
            self.drafted[name] = thread
        else:
            self.arrived[name] = thread

    def _gone(self, message: Any, labels: frozenset[str]) -> None:
        name, _, every = _named(message, set(labels))
        for kind in (self.arrived, self.sent):
            kind.pop(name, None)
        if name in self.drafted:
            every |= {"DRAFT"}
            self.brief[name] = self.drafted.pop(name)
        if name:
            self.gone[name] = frozenset(every)

    @property
    def discarded(self) -> tuple[str, ...]:
        """Drafts that were written and thrown away: one that was edited or sent lives on in its thread."""
        alive = {*self.drafted.values(), *self.sent.values()}
        return tuple(mail for mail, thread in self.brief.items() if thread not in alive)


class MailReader:
    """Reads what the mailbox port needs, each mail once. Raises the branches of `errors`."""

    def __init__(self, session: Session, *, read_bodies: bool, zone: str) -> None:
        self._session = session
        self._read_bodies = read_bodies
        self._zone = zone
        self._messages: dict[str, tuple[bool, Message]] = {}

    @property
    def searches(self) -> bool:
        """Who may only see headers may not search."""
        return self._read_bodies

    @property
    def units(self) -> int:
        return self._session.usage.units.get("gmail", 0)

    def history_id(self) -> str:
        """Where the history stands now, as text: it has more digits than some numbers hold."""
        try:
            told = self._session.read(self._session.gmail().getProfile(userId="me"))
        except Missing:  # a stand-in for Gmail may know no profile: then as of the newest mail
            newest = [mail for mail, _ in self.listed(most=1)]
            told = self._get(newest[0], "minimal") if newest else {"historyId": "1"}
        found = str(told.get("historyId") or "")
        if not found:
            raise garbled("no history id")
        return found

    def _get(self, mail: str, form: str) -> dict[str, Any]:
        return self._session.read(self._session.gmail("messages").get(userId="me", id=mail, format=form))

    def happened(self, start: str) -> Iterator[Happened]:
        """What happened since `start`: first that the start is known (an empty one), then all of it.

        Raises CursorExpired where Gmail has forgotten that part of its history (404).
        """
        try:
            page = self._history_page(start, "")
        except (Missing, Refused) as error:
            raise CursorExpired("The mail's cursor is too old. Everything is looked at.") from error
        # The first page's: what happens between two pages is then seen again rather than missed.
        found = Happened(str(page["historyId"]))
        yield found
        while True:
            for record in _listed(page, "history"):
                found.add(record)
            following = str(page.get("nextPageToken") or "")
            if not following:
                break
            try:
                page = self._history_page(start, following)
            except (Missing, Refused) as error:
                raise Transient("Gmail lost its place in the history. It is tried again at the next cycle.") from error
        yield found

    def listed(self, query: str = "", label: str = "", most: int = PAGE) -> Iterator[tuple[str, str]]:
        """Ids and threads of the mails that match, newest first, in pages of 500."""
        yield from islice(self._listing(query, label, min(most, PAGE)), most)

    def _listing(self, query: str, label: str, size: int) -> Iterator[tuple[str, str]]:
        wanted = ({"q": query} if query else {}) | ({"labelIds": [label]} if label else {})
        token = ""
        while True:
            more = {"pageToken": token} if token else {}
            request = self._session.gmail("messages").list(userId="me", maxResults=size, **wanted, **more)
            page = self._session.read(request)
            yield from ((str(each.get("id")), str(each.get("threadId") or "")) for each in _listed(page, "messages"))
            token = str(page.get("nextPageToken") or "")
            if not token:
                return

    def drafts(self) -> dict[str, str]:
        """Every draft with its message as it is now."""
        found: dict[str, str] = {}
        token = ""
        while True:
            more = {"pageToken": token} if token else {}
            page = self._session.read(self._session.gmail("drafts").list(userId="me", maxResults=PAGE, **more))
            for each in _listed(page, "drafts"):
                message = each.get("message")
                found[str(each.get("id"))] = str(message.get("id") or "") if isinstance(message, Mapping) else ""
            token = str(page.get("nextPageToken") or "")
            if not token:
                return found

    def draft(self, draft: str) -> Message | None:
        """A draft as it reads now; None if it is not there any more."""
        try:
            found = self._session.read(self._session.gmail("drafts").get(userId="me", id=draft, format="raw"))
        except Missing:
            return None
        message = found.get("message")
        if not isinstance(message, Mapping) or not message.get("raw"):
            raise garbled("no draft")
        labels = sorted(labels_of(message) | {"DRAFT"})
        return message_from_json({**message, "labelIds": labels}, draft_handle(draft), self._zone)

    def mail(self, mail: str, *, whole: bool) -> Message | None:
        """A mail, or its headers alone; None if it is not there any more or no mail (bin, spam, a draft by now)."""
        whole = whole and self._read_bodies
        read_whole, known = self._messages.get(mail, (False, None))
        if known is not None and (read_whole or not whole):
            return known
        try:
            found = self._get(mail, "raw" if whole else "metadata")
        except Missing:
            return None
        if not found.get("raw" if whole else "payload"):
            raise garbled("no mail")
        labels = labels_of(found)
        if labels & (_NOT_MAIL | {"DRAFT"}):
            return None
        message = message_from_json(found, mail_handle(mail), self._zone)
        self._messages[mail] = (whole, message)
        return message

    def glimpse(self, mail: str) -> tuple[Message, str] | None:
        """The headers of a mail, and the beginning of its text where Gmail shows one."""
        try:
            found = self._get(mail, "metadata")
        except Missing:
            return None
        if not found.get("payload"):
            raise garbled("no mail")
        return message_from_json(found, mail_handle(mail), self._zone), str(found.get("snippet") or "")

    def _history_page(self, start: str, token: str) -> dict[str, Any]:
        more = {"pageToken": token} if token else {}
        history = self._session.gmail("history")
        request = history.list(userId="me", startHistoryId=start, historyTypes=_KINDS, maxResults=PAGE, **more)
        return self._session.read(request)


def _named(message: Any, labels: set[str]) -> tuple[str, str, set[str]]:
    if not isinstance(message, Mapping):
        return "", "", labels
    return str(message.get("id") or ""), str(message.get("threadId") or ""), labels | labels_of(message)


def _listed(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = data.get(name)
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
