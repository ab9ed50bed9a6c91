"""Invented mails for the tests of the judgement: a builder, and what programs put around a text."""

from datetime import UTC, datetime

from afterword.core.model import Folder, Me, Message, Person

ME = Me("Ada Byron", frozenset({"ada@mail.example"}))
GRACE = Person("Grace Hopper", "grace.hopper@acme.example")
NO_REPLY = Person("Acme Careers", "no-reply@acme.example")
SENT = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)

OUTLOOK = {"thread-topic": "Interview", "thread-index": "AdxQ", "x-auto-response-suppress": "All"}
GMAIL_NOTE = {"auto-submitted": "auto-replied", "precedence": "bulk", "x-autoreply": "yes"}
EXCHANGE_NOTE = {"return-path": "<>", "x-ms-exchange-inbox-rules-loop": "grace.hopper@acme.example"}
GREENHOUSE = {"feedback-id": "1:2:3", "list-unsubscribe": "<mailto:u@mail.example>", "x-sg-eid": "abc"}


def mail(
    text: str,
    subject: str = "Your interview",
    sender: Person = GRACE,
    headers: dict[str, str] | None = None,
    **more: object,
) -> Message:
    """A message to Ada with these headers (lower-case names)."""
    fields: dict[str, object] = {
        "handle": "1",
        "folder": Folder.INBOX,
        "date": SENT,
        "sender": sender,
        "message_id": "1@acme.example",
        "to": (Person("Ada Byron", "ada@mail.example"),),
        "subject": subject,
        "text": text,
        "headers": {name: (value,) for name, value in (headers or {}).items()},
        "parts": ("text/plain",),
    }
    return Message(**(fields | more))  # type: ignore[arg-type]  # the builder's whole point


def answer(text: str, subject: str = "Re: Your interview", sender: Person = GRACE, **more: object) -> Message:
    """A message in answer to one of Ada's."""
    return mail(text, subject, sender, in_reply_to=("thanks@mail.example",), **more)  # type: ignore[arg-type]  # as above
