"""Mails as they arrive (RFC 5322): a person's, a system's, a mailing list's, an out-of-office note, a bounce."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, Message
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from zoneinfo import ZoneInfo

from afterword.demo.events import event_file
from afterword.demo.world import YOU, ZONE, Kind, Mail, Meeting

_HEADERS = {
    Kind.PERSON: {},
    Kind.SYSTEM: {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    Kind.LIST: {
        "List-Id": "Job alerts <alerts.careerloop.example>",
        "List-Unsubscribe": "<https://careerloop.example/unsubscribe>",
        "Precedence": "bulk",
    },
    Kind.ABSENCE: {"Auto-Submitted": "auto-replied", "X-MS-Exchange-Inbox-Rules-Loop": "true"},
    Kind.BOUNCE: {"Auto-Submitted": "auto-replied"},
}


@dataclass(frozen=True, slots=True)
class Answered:
    """Your own mail that a mail answers."""

    message_id: str
    subject: str


def received(mail: Mail, name: str, answered: Answered | None) -> bytes:
    """The mail as your server delivers it; `name` makes its Message-ID."""
    message = _bounce(mail) if mail.kind is Kind.BOUNCE else _letter(mail, name)
    domain = mail.sender.email.rpartition("@")[2]
    subject = mail.subject + (answered.subject if answered and mail.subject.endswith(" ") else "")
    headers = {
        "Return-Path": "<>" if mail.kind in (Kind.ABSENCE, Kind.BOUNCE) else f"<{mail.sender.email}>",
        "Received": f"from mx.{domain} by mx.mail.example with ESMTPS id {name}; {_date(mail.at)}",
        "From": formataddr((mail.sender.name, mail.sender.email)),
        "To": formataddr((YOU.name, YOU.email)),
        "Subject": subject,
        "Date": _date(mail.at),
        "Message-ID": f"<{name}@{domain}>",
        **_HEADERS[mail.kind],
    }
    if answered:
        headers |= {"In-Reply-To": answered.message_id, "References": answered.message_id}
    for header, value in headers.items():
        message[header] = value
    return message.as_bytes()


def acceptance(meeting: Meeting, when: datetime, name: str) -> bytes:
    """Your answer to an invitation, as your mail program keeps it among the sent (RFC 5546, METHOD:REPLY)."""
    message = EmailMessage()
    message["From"] = formataddr((YOU.name, YOU.email))
    message["To"] = formataddr((meeting.organizer.name, meeting.organizer.email)) if meeting.organizer else ""
    message["Subject"] = f"Accepted: {meeting.title}"
    message["Date"] = _date(when)
    message["Message-ID"] = f"<{name}@mail.example>"
    message.set_content(f"{YOU.name} has accepted this invitation.\n")
    _attach(message, event_file(meeting, when, answer="ACCEPTED", method="REPLY"), "REPLY", name)
    return message.as_bytes()


def _letter(mail: Mail, name: str) -> Message:
    message = EmailMessage()
    message.set_content(mail.text + "\n")
    if mail.meeting:
        _attach(message, event_file(mail.meeting, mail.at, method="REQUEST"), "REQUEST", name)
    return message


def _attach(message: EmailMessage, event: bytes, method: str, name: str) -> None:
    message.add_alternative(event.decode(), subtype="calendar", params={"method": method}, cte="base64")
    message.set_boundary(f"=_{name}")


def _bounce(mail: Mail) -> Message:
    """RFC 3464: a text for you, a report for programs."""
    report = MIMEMultipart("report", boundary=f"=_{mail.answers}", report_type="delivery-status")
    report.attach(MIMEText(f"{mail.text}\n\n<{mail.answers}>: 550 5.1.1 No such user here\n"))
    status = MIMENonMultipart("message", "delivery-status")
    server = {"Reporting-MTA": "dns; mx.mail.example"}
    recipient = {"Final-Recipient": f"rfc822; {mail.answers}", "Action": "failed", "Status": "5.1.1"}
    status.set_payload([_fields(server), _fields(recipient)])
    report.attach(status)
    return report


def _fields(fields: dict[str, str]) -> Message:
    block = Message()
    for name, value in fields.items():
        block[name] = value
    return block


def _date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(ZoneInfo(ZONE)))
