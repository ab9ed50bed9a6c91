"""What the person and other people do, with their own programs: none of it is a request."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from .calendar_state import Box
from .event_rules import patched
from .mailbox import Mail
from .mime import Parsed, with_header

if TYPE_CHECKING:
    from .server import GoogleServer

Json = dict[str, Any]
P = ParamSpec("P")
T = TypeVar("T")
KEY_HEADER = "X-Afterword-Key"


def _deed(work: Callable[P, T]) -> Callable[P, T]:
    """For methods of `Person`: no request is served meanwhile."""

    @functools.wraps(work)
    def locked(*args: P.args, **kwargs: P.kwargs) -> T:
        with cast("Person", args[0]).google.lock:
            return work(*args, **kwargs)

    return locked


def mail(
    subject: str,
    sender: str,
    to: str,
    *,
    text: str = "Hello.",
    date: datetime,
    message_id: str,
    headers: dict[str, str] | None = None,
    attachment: tuple[str, str, bytes] | None = None,
) -> bytes:
    """A plain mail; `attachment` as (file name, MIME type, content)."""
    message = EmailMessage(policy=SMTP)
    fields = {"From": sender, "To": to, "Subject": subject, "Date": format_datetime(date)}
    for name, value in {**fields, "Message-ID": f"<{message_id}>", **(headers or {})}.items():
        message[name] = value
    message.set_content(text)
    if attachment:
        filename, kind, content = attachment
        main, _, sub = kind.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=filename)
    return message.as_bytes()


class Person:
    """The person, and the world around them. Mails and events are named by their ids at Google."""

    def __init__(self, google: GoogleServer) -> None:
        self.google = google
        self._count = 0

    # --- mail ----------------------------------------------------------------------------------------------------

    @_deed
    def deliver(self, raw: bytes, labels: tuple[str, ...] = ("INBOX", "UNREAD"), at: datetime | None = None) -> str:
        """A mail arrives (or stands in the box under other labels). `at`: else its Date, else now. Its message id."""
        raw = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        box = self.google.mailbox
        received = int((at or _date(raw) or self.google.clock.now).timestamp() * 1000)
        return box.add(raw, set(labels), received, box.thread_for(raw)).id

    @_deed
    def write(
        self,
        subject: str = "Hello",
        sender: str = "jo@acme.example",
        *,
        to: str = "",
        text: str = "Hello.",
        date: datetime | None = None,
        message_id: str = "",
        headers: dict[str, str] | None = None,
        attachment: tuple[str, str, bytes] | None = None,
        labels: tuple[str, ...] = ("INBOX", "UNREAD"),
    ) -> str:
        """A simple mail to the person arrives; its message id."""
        self._count += 1
        raw = mail(
            subject,
            sender,
            to or self.google.email,
            text=text,
            date=date or self.google.clock.now,
            message_id=message_id or f"m{self._count}@mail.example",
            headers=headers,
            attachment=attachment,
        )
        return self.deliver(raw, labels)

    @_deed
    def fill(self, count: int, since: datetime, step: timedelta) -> None:
        """So many mails that have nothing to do with anything, one every `step` from `since` on."""
        box = self.google.mailbox
        for number in range(count):
            date = since + number * step
            raw = (
                f"From: Shop {number % 97} <news@shop{number % 97}.example>\r\nTo: {self.google.email}\r\n"
                f"Subject: Offer {number}\r\nDate: {format_datetime(date)}\r\n"
                f"Message-ID: <offer{number}@shop{number % 97}.example>\r\n\r\nOffer number {number}.\r\n"
            )
            box.add(raw.encode(), {"INBOX", "CATEGORY_PROMOTIONS"}, int(date.timestamp() * 1000))

    @_deed
    def start_draft(self, raw: bytes) -> str:
        """A draft of the person's own; its draft id."""
        return self.google.mailbox.create_draft(raw)

    @_deed
    def draft_of(self, key: str) -> str:
        """The draft id of the draft that carries `key` in X-Afterword-Key. KeyError if there is not exactly one."""
        box = self.google.mailbox
        ids = [draft for draft, held in box.drafts.items() if box.mails[held].parsed.header(KEY_HEADER) == key]
        if len(ids) != 1:
            raise KeyError(f"{len(ids)} drafts with the key {key}")
        return ids[0]

    @_deed
    def drafts(self) -> dict[str, Parsed]:
        """Every draft by its draft id."""
        box = self.google.mailbox
        return {draft: box.mails[held].parsed for draft, held in box.drafts.items()}

    @_deed
    def mails(self, label: str) -> dict[str, Parsed]:
        """The messages under a label (INBOX, SENT ...), by message id."""
        return {held.id: held.parsed for held in self.google.mailbox.mails.values() if label in held.labels}

    @_deed
    def edit_draft(self, draft_id: str, text: str, *, keep_headers: bool = True, **changed: str) -> None:
        """Rewrites the text (and headers, e.g. To="..."). `keep_headers` False: the program loses our X- header."""
        raw = _rewritten(self.google.mailbox.draft(draft_id).raw, text, changed)
        self.google.mailbox.update_draft(draft_id, raw if keep_headers else with_header(raw, KEY_HEADER, None))

    @_deed
    def send(self, draft_id: str, *, renew_message_id: bool = True, keep_headers: bool = True) -> str:
        """Presses Send; the id of the message among the sent ones. Gmail likes to renew the Message-ID."""
        box = self.google.mailbox
        raw = with_header(box.draft(draft_id).raw, "Date", format_datetime(self.google.clock.now))
        if renew_message_id:
            raw = with_header(raw, "Message-ID", box.new_message_id())
        if not keep_headers:
            raw = with_header(raw, KEY_HEADER, None)
        return box.send_draft(draft_id, raw).id

    @_deed
    def discard(self, draft_id: str, *, to_bin: bool = False) -> None:
        """Deletes a draft: for good, or (as some mail programs do) into the bin."""
        box = self.google.mailbox
        found = box.draft(draft_id)
        if to_bin:
            box.drafts = {name: held for name, held in box.drafts.items() if name != draft_id}
            box.relabel(found, {"TRASH"}, {"DRAFT"})
        else:
            box.remove(found)

    @_deed
    def archive(self, mail_id: str) -> None:
        self.google.mailbox.relabel(self._mail(mail_id), set(), {"INBOX"})

    @_deed
    def read(self, mail_id: str) -> None:
        self.google.mailbox.relabel(self._mail(mail_id), set(), {"UNREAD"})

    @_deed
    def bin(self, mail_id: str) -> None:
        self.google.mailbox.relabel(self._mail(mail_id), {"TRASH"}, {"INBOX"})

    @_deed
    def delete(self, mail_id: str) -> None:
        """Deletes a message for good."""
        self.google.mailbox.remove(self._mail(mail_id))

    def _mail(self, mail_id: str) -> Mail:
        return self.google.mailbox.get(mail_id)

    # --- calendar ------------------------------------------------------------------------------------------------

    @_deed
    def add_event(self, summary: str, start: datetime, /, *, calendar: str = "primary", **more: Any) -> str:
        """An event of one hour, unless `more` has an `end` as (JSON like all of `more`); its id.

        `more` goes into the event unchecked, so that it can be of any kind: eventType="fromGmail", attendees,
        organizer, guestsCanSeeOtherGuests, recurrence, start={"date": ...} ...
        """
        box = self._box(calendar)
        event_id = more.pop("id", None) or self.google.calendars.new_id()
        zone = {"timeZone": box.zone}
        data: Json = {
            "id": event_id,
            "iCalUID": f"{event_id}@google.com",
            "status": "confirmed",
            "eventType": "default",
            "summary": summary,
            "start": {"dateTime": start.isoformat()} | zone,
            "end": {"dateTime": (start + timedelta(hours=1)).isoformat()} | zone,
            "sequence": 0,
            "reminders": {"useDefault": True},
            "creator": {"email": self.google.email, "self": True},
            "organizer": {"email": box.id, "self": True},
        }
        self.google.calendars.put(box, data | more)
        return str(event_id)

    @_deed
    def invited(
        self, summary: str, start: datetime, organizer: str, /, *, answer: str = "needsAction", **more: Any
    ) -> str:
        """Somebody invites the person: the event stands in the primary calendar, not answered yet."""
        guests = [
            {"email": organizer, "organizer": True, "responseStatus": "accepted"},
            {"email": self.google.email, "self": True, "responseStatus": answer},
        ]
        people: Json = {"creator": {"email": organizer}, "organizer": {"email": organizer}, "attendees": guests}
        return self.add_event(summary, start, **(people | more))

    @_deed
    def answer(self, event_id: str, answer: str = "accepted", calendar: str = "primary") -> None:
        """accepted, tentative or declined."""
        box = self._box(calendar)
        data = self.google.calendars.find(box, event_id).data
        guests = [guest | {"responseStatus": answer} if guest.get("self") else guest for guest in data["attendees"]]
        self.google.calendars.put(box, data | {"attendees": guests})

    @_deed
    def edit_event(self, event_id: str, calendar: str = "primary", **changes: Any) -> None:
        """Changes fields as PATCH does: e.g. summary="...", description=None."""
        box = self._box(calendar)
        self.google.calendars.put(box, patched(box, self.google.calendars.find(box, event_id).data, changes))

    @_deed
    def move_event(self, event_id: str, start: datetime, calendar: str = "primary") -> None:
        """To another time, as long as before."""
        data = self.google.calendars.find(self._box(calendar), event_id).data
        length = _when(data["end"]) - _when(data["start"])
        times = {"start": {"dateTime": start.isoformat()}, "end": {"dateTime": (start + length).isoformat()}}
        self.edit_event(event_id, calendar, **times)

    @_deed
    def delete_event(self, event_id: str, calendar: str = "primary") -> None:
        self.google.calendars.cancel(self._box(calendar), event_id)

    @_deed
    def add_calendar(self, summary: str, *, role: str = "owner", owner: str = "", name: str = "") -> str:
        """A calendar in the person's list: their own, or somebody else's (role reader, freeBusyReader, writer). A
        person's main calendar is named after their address."""
        return self.google.calendars.create(summary, role=role, owner=owner, name=name).id

    @_deed
    def delete_calendar(self, calendar: str) -> None:
        self.google.calendars.drop(self._box(calendar))

    @_deed
    def events(self, calendar: str = "primary") -> list[Json]:
        """What the person sees standing there."""
        return [stored.data for stored in self._box(calendar).events.values() if not stored.cancelled]

    @_deed
    def calendar_named(self, summary: str) -> str:
        """The id of the calendar with that title. KeyError if there is not exactly one."""
        ids = [box.id for box in self.google.calendars.boxes.values() if box.summary == summary and not box.deleted]
        if len(ids) != 1:
            raise KeyError(f"{len(ids)} calendars named {summary}")
        return ids[0]

    def _box(self, calendar: str) -> Box:
        return self.google.calendars.box(calendar)


def _date(raw: bytes) -> datetime | None:
    try:
        return parsedate_to_datetime(Parsed(raw).header("Date"))
    except ValueError:
        return None


def _when(value: Json) -> datetime:
    return datetime.fromisoformat(value["dateTime"])


def _rewritten(raw: bytes, text: str, changed: dict[str, str]) -> bytes:
    """The message with another text and other headers; a mail program writes all of the body anew."""
    head = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    values = {"Content-Type": 'text/plain; charset="utf-8"', "Content-Transfer-Encoding": "8bit", **changed}
    for name, value in values.items():
        head = with_header(head, name, value)
    return head + text.replace("\r\n", "\n").replace("\n", "\r\n").encode()
