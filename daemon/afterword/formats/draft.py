"""A draft of ours as bytes (RFC 5322): recipients from address objects only, and read again before it counts."""

from __future__ import annotations

from email import message_from_bytes
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from afterword.core.model import Draft, Person
from afterword.errors import Rejected
from afterword.formats.headers import MARK_HEADER, mark_of, people
from afterword.formats.plain import clean_text, one_line

_ID_HEADERS = frozenset({"message-id", "in-reply-to", "references"})
_MAX_LINE = 900
_REMEDY = "Correct the address, or say `afterword skip` to leave this one out."


class _Policy(EmailPolicy):
    """Python's folding made safe: it turns a long Message-ID into encoded words, which no program finds again, and
    loses blanks between the encoded words of a subject."""

    def fold(self, name: str, value: str) -> str:
        if name.lower() in _ID_HEADERS:
            return f"{name}: {value}{self.linesep}"
        if name.lower() == "subject":
            charset = "us-ascii" if value.isascii() else "utf-8"
            return f"{name}: {Header(value, charset, header_name=name).encode(linesep=self.linesep)}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("ascii", "surrogateescape")


_POLICY = _Policy(linesep="\n")


def render_draft(draft: Draft, *, linesep: str = "\n") -> bytes:
    """The draft as a mail program opens and sends it: plain text in UTF-8, no To where `draft.to` is empty.

    Line ends are LF as Maildirs keep them; give "\\r\\n" for the wire. Raises Rejected when an address can't stand in
    a header, or when the mail read again would go to anybody else than `draft.to`.
    """
    mail = EmailMessage(policy=_POLICY)
    try:
        _fill(mail, draft)
        raw = mail.as_bytes(policy=_POLICY.clone(linesep=linesep))
    except (ValueError, IndexError, UnicodeError, MessageError) as error:
        raise Rejected(f"The draft {draft.key} can't be written: {type(error).__name__}. {_REMEDY}") from error
    _verify(raw, draft)
    return raw


def _fill(mail: EmailMessage, draft: Draft) -> None:
    mail["From"] = _address(draft.sender)
    if draft.to:
        mail["To"] = [_address(person) for person in draft.to]
    mail["Subject"] = one_line(draft.subject)
    mail["Date"] = format_datetime(draft.date)
    mail["Message-ID"] = f"<{_token(draft.message_id)}>"
    if draft.in_reply_to:
        mail["In-Reply-To"] = f"<{_token(draft.in_reply_to)}>"
    if draft.references:
        mail["References"] = _references(draft.references)
    mail[MARK_HEADER] = _token(draft.key)
    text = clean_text(draft.text).rstrip("\n") + "\n"
    mail.set_content(text, charset="utf-8", cte=_encoding(text))


def _address(person: Person) -> Address:
    """Non-ASCII domains are written as IDNA; a non-ASCII local part raises, for most servers would refuse it."""
    local, _, domain = one_line(person.email).rpartition("@")
    if not domain.isascii():
        domain = domain.encode("idna").decode("ascii")
    return Address(display_name=one_line(person.name, 200), addr_spec=f"{local}@{domain}")


def _token(text: str) -> str:
    """An id without brackets and blanks, which would end it early."""
    return one_line(text, 500).replace("<", "").replace(">", "").replace(" ", "")


def _references(ids: tuple[str, ...]) -> str:
    """The first and as many of the last as fit on a line (RFC 5322 3.6.4 lets us shorten)."""
    tokens = [f"<{_token(name)}>" for name in ids]
    while len(tokens) > 2 and len(" ".join(tokens)) > _MAX_LINE:
        del tokens[1]
    return " ".join(tokens)


def _encoding(text: str) -> str:
    """Plain 7bit wherever the lines allow it, so that the file reads well in any editor."""
    short = all(len(line) <= _MAX_LINE for line in text.split("\n"))
    return "7bit" if text.isascii() and short else "quoted-printable"


def _verify(raw: bytes, draft: Draft) -> None:
    """The last gate: whom the mail would go to, as a mail program reads it."""
    mail = message_from_bytes(raw)
    found = people(str(value) for name in ("To", "Cc", "Bcc") for value in mail.get_all(name, []))
    wanted = {_written(person) for person in draft.to}
    if {person.email for person in found} != wanted or len(found) != len(wanted):
        raise Rejected(f"The draft {draft.key} would reach other people than it is meant for. {_REMEDY}")
    if mark_of(mail.get_all(MARK_HEADER, [])) != _token(draft.key):
        raise Rejected(f"The draft {draft.key} has a key that can't stand in a header. Report this as a bug.")


def _written(person: Person) -> str:
    return _address(person).addr_spec.lower()
