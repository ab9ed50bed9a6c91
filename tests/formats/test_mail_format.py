"""Mails as others write them are read, whatever they are; a draft of ours goes to whom it is meant for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afterword.core.digests import mail_digest
from afterword.core.model import DeliveryReport, Draft, Folder, Message, Person
from afterword.errors import Rejected
from afterword.formats.headers import people
from afterword.formats.mail import parse_message, render_draft

DELIVERED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
INVITATION = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
UID:talk-1@acme.example
DTSTAMP:20260301T090000Z
DTSTART:20260309T090000Z
DTEND:20260309T100000Z
SUMMARY:Interview
END:VEVENT
END:VCALENDAR
"""


def read(raw: str | bytes) -> Message:
    data = raw.encode() if isinstance(raw, str) else raw
    return parse_message(data, handle="inbox/1", folder=Folder.INBOX, delivered=DELIVERED)


def test_a_plain_letter_is_read_whole() -> None:
    message = read(
        "From: =?utf-8?q?Mayer=2C_Robin?= <Robin.Mayer@Acme.example>\n"
        "To: Kim <kim@example.org>, Pat <pat@example.org>\n"
        "Cc: jo@acme.example\nReply-To: hr@acme.example\nSubject: =?utf-8?b?R3LDvMOfZQ==?=\n of\tthe day\n"
        "Date: Mon, 2 Mar 2026 10:00:00 +0100\nMessage-ID: <m1@acme.example>\nIn-Reply-To: <m0@example.org>\n"
        "References: <a@example.org>\n <m0@example.org>\n\nHello Kim,\n\nsee you.\n"
    )
    assert message.sender == Person("Mayer, Robin", "robin.mayer@acme.example")
    assert message.to == (Person("Kim", "kim@example.org"), Person("Pat", "pat@example.org"))
    assert (message.cc, message.reply_to) == ((Person("", "jo@acme.example"),), (Person("", "hr@acme.example"),))
    assert message.subject == "Grüße of the day"
    assert message.date == datetime(2026, 3, 2, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    assert message.date.utcoffset() == timedelta(hours=1)
    assert (message.message_id, message.in_reply_to) == ("m1@acme.example", ("m0@example.org",))
    assert message.references == ("a@example.org", "m0@example.org")
    assert message.text == "Hello Kim,\n\nsee you."
    assert message.digest == mail_digest(message.recipients, message.subject, message.text)


@pytest.mark.parametrize("date", ["", "Date: soon\n", "Date: Mon, 2 Mar 1903 10:00:00 +0000\n"])
def test_a_letter_without_a_possible_date_has_that_of_its_delivery(date: str) -> None:
    assert read(f"From: a@acme.example\n{date}\nHello\n").date == DELIVERED


def test_the_plain_text_is_preferred_and_html_stands_in_where_it_is_blank() -> None:
    both = (
        "From: a@acme.example\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\n"
        "{plain}\n--x\nContent-Type: text/html; charset=utf-8\n\n<p>Hello <b>Kim</b></p><script>x()</script>\n--x--\n"
    )
    assert read(both.format(plain="Hi Kim")).text == "Hi Kim"
    assert read(both.format(plain="  ")).text == "Hello Kim"
    assert read(both.format(plain="Hi")).parts == ("multipart/alternative", "text/plain", "text/html")


def test_an_attached_letter_is_not_the_body() -> None:
    message = read(
        "From: a@acme.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nMine\n--x\n"
        "Content-Type: message/rfc822\n\nFrom: b@acme.example\nSubject: other\n\nTheirs\n--x--\n"
    )
    assert message.text == "Mine"


def test_flowed_lines_are_joined_and_the_signature_keeps_its_mark() -> None:
    raw = "From: a@acme.example\nContent-Type: text/plain; format=flowed\n\nWe will \ndecide \nsoon.\n-- \nJo\n"
    assert read(raw).text == "We will decide soon.\n-- \nJo"


@pytest.mark.parametrize("charset", ["no-such-charset", "idna", "hex", "utf-16", "us-ascii", '"'])
def test_a_wrong_charset_costs_no_letter(charset: str) -> None:
    raw = f"From: a@acme.example\nContent-Type: text/plain; charset={charset}\n\n".encode() + "Grüße\n".encode()
    assert "Gr" in read(raw).text or charset == "utf-16"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("text/calendar; method=REQUEST", ""),
        ("application/ics", "invite.ics"),
        ("application/octet-stream", "Invite.ICS"),
    ],
)
def test_an_invitation_is_found_in_whatever_part_carries_it(kind: str, name: str) -> None:
    disposition = f'Content-Disposition: attachment; filename="{name}"\n' if name else ""
    message = read(
        f"From: a@acme.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nSee attachment\n--x\n"
        f"Content-Type: {kind}\n{disposition}\n{INVITATION}\n--x--\n"
    )
    [event] = message.invitations
    assert (event.uid, event.method, event.calendar) == ("talk-1@acme.example", "REQUEST", "")
    assert message.text == "See attachment"


def test_an_invitation_that_comes_twice_counts_once() -> None:
    part = f"--x\nContent-Type: text/calendar\n\n{INVITATION}\n"
    assert len(read(f"Content-Type: multipart/mixed; boundary=x\n\n{part}{part}--x--\n").invitations) == 1


REPORT = """From: Mail Delivery System <mailer-daemon@mx.example>
To: kim@example.org
Content-Type: multipart/report; report-type={kind}; boundary=x

--x

Your mail did not arrive.
--x
Content-Type: message/{kind}

{fields}
--x--
"""


@pytest.mark.parametrize(
    ("kind", "fields", "report"),
    [
        (
            "delivery-status",
            "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; Jo@acme.example\nAction: failed\nStatus: 5.1.1",
            DeliveryReport("failed", ("jo@acme.example",)),
        ),
        (
            "delivery-status",
            "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; jo@acme.example\nAction: delayed",
            DeliveryReport("delayed", ("jo@acme.example",)),
        ),
        (
            "disposition-notification",
            "Final-Recipient: rfc822;jo@acme.example\nDisposition: automatic-action/MDN-sent-automatically; displayed",
            DeliveryReport("read", ("jo@acme.example",)),
        ),
        (
            "feedback-report",
            "Feedback-Type: abuse\nUser-Agent: x\nVersion: 1\nOriginal-Rcpt-To: jo@acme.example",
            DeliveryReport("abuse", ("jo@acme.example",)),
        ),
    ],
)
def test_a_report_says_what_became_of_whose_mail(kind: str, fields: str, report: DeliveryReport) -> None:
    assert read(REPORT.format(kind=kind, fields=fields)).report == report


def test_a_bounce_without_a_report_is_known_by_its_header() -> None:
    raw = "From: mailer-daemon@mx.example\nX-Failed-Recipients: jo@acme.example\nIn-Reply-To: <a@b>\n\nNo such user\n"
    assert read(raw).report == DeliveryReport("failed", ("jo@acme.example",))


def test_a_letter_is_no_report() -> None:
    assert read("From: jo@acme.example\n\nThe mail to pat@acme.example bounced, user unknown.\n").report is None


HOSTILE = {
    "nested": b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(3000)),
    "letters in letters": b"Content-Type: message/rfc822\n\n" * 3000,
    "many parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 500_000,
    "many headers": b"a:b\n" * 500_000,
    "encoded words": b"Subject: " + b"=?a?q?" * 50_000 + b"\n\nx",
    "brackets": b"From: " + b"(" * 30_000 + b"\n\nx",
    "parameters": b"Content-Type: text/plain;" + b" a*0=b;" * 10_000 + b"\n\nx",
    "report of blanks": b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
    + b"\n" * 2_000_000,
    "html": b"Content-Type: text/html\n\n" + b"<table><tr><td>" * 50_000,
    "lists": b"Content-Type: text/html\n\n" + b"<ul>" * 5_000 + b"<li>x",
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_hostile_mail_is_read_in_bounded_time(raw: bytes) -> None:
    message = read(b"From: jo@acme.example\n" + raw)
    assert message.handle == "inbox/1"
    assert message.sender.email == "jo@acme.example"


@given(st.binary(max_size=2000))
def test_no_bytes_at_all_raise(raw: bytes) -> None:
    assert read(raw).date.tzinfo is not None


_PIECES = st.sampled_from(
    [
        *(
            "From: ",
            "To: ",
            "Date: ",
            "Subject: ",
            "\n",
            "\r\n",
            "\n\n",
            "=?utf-8?q?",
            "?=",
            "(",
            '"',
            "<",
            ">",
            ",",
            ":",
        ),
        *(
            "Content-Type: multipart/report; boundary=b\n\n",
            "--b\n",
            "Content-Type: message/delivery-status\n\n",
            "\x00",
        ),
        *("a@b.example", "Action: failed\n", "Content-Transfer-Encoding: base64\n", "=", "\udcff", "é", "name*0*=x''%"),
    ]
)


@settings(max_examples=300)
@given(st.lists(_PIECES, max_size=40))
def test_no_broken_mail_raises(pieces: list[str]) -> None:
    message = read("".join(pieces).encode("utf-8", "surrogateescape"))
    "".join((message.subject, message.text, message.sender.name)).encode("utf-8")


DRAFT = Draft(
    key="0123456789abcdefghijklmnop",
    message_id="thanks-1@afterword.invalid",
    date=datetime(2026, 3, 2, 17, 0, tzinfo=timezone(timedelta(hours=1))),
    sender=Person("Kim Sørensen", "kim@example.org"),
    to=(Person("Mayer, Robin", "robin.mayer@acme.example"),),
    subject="Thank you for the interview",
    text="Dear Robin Mayer,\n\nthank you.\n",
)


def written(draft: Draft) -> Message:
    return read(render_draft(draft))


def test_a_draft_reads_back_as_it_was_meant() -> None:
    message = written(replace(DRAFT, text="Grüße —\n\n.\nFrom here " + "word " * 300, in_reply_to="m0@acme.example"))
    assert (message.sender, message.to, message.subject) == (DRAFT.sender, DRAFT.to, DRAFT.subject)
    assert message.text == ("Grüße —\n\n.\nFrom here " + "word " * 300).strip()
    assert (message.message_id, message.mark, message.date) == (DRAFT.message_id, DRAFT.key, DRAFT.date)
    assert message.in_reply_to == ("m0@acme.example",)


def test_a_draft_without_addressee_has_no_to_header() -> None:
    mail = message_from_bytes(render_draft(replace(DRAFT, to=())))
    assert mail["To"] is None
    assert mail["MIME-Version"] == "1.0"


def test_a_draft_ends_its_lines_as_asked() -> None:
    assert b"\r" not in render_draft(DRAFT)
    assert render_draft(DRAFT, linesep="\r\n").count(b"\r\n") == render_draft(DRAFT).count(b"\n")


def test_long_message_ids_stay_whole() -> None:
    ids = tuple(f"{number}.{'x' * 120}@acme.example" for number in range(3))
    draft = replace(DRAFT, in_reply_to=ids[2], references=ids)
    assert written(draft).references == ids
    assert all(f"<{name}>".encode() in render_draft(draft) for name in ids)


@pytest.mark.parametrize(
    "name",
    [
        "Doe, Jane <evil@bad.example>",
        'x" <evil@bad.example>, "y',
        "a\r\nBcc: evil@bad.example",
        "=?utf-8?q?a=2Cb?=",
        "é" * 90,
    ],
)
def test_a_name_smuggles_nobody_in(name: str) -> None:
    message = written(replace(DRAFT, to=(Person(name, "robin.mayer@acme.example"),)))
    assert {person.email for person in message.recipients} == {"robin.mayer@acme.example"}
    assert "bcc" not in message.headers


@pytest.mark.parametrize("subject", ["a\r\nBcc: evil@bad.example", "a\u2028Bcc: x", "a\x85b", "\x00"])
def test_a_subject_stays_one_harmless_line(subject: str) -> None:
    message = written(replace(DRAFT, subject=subject))
    assert (message.bcc, message.to) == ((), DRAFT.to)
    assert message.subject == " ".join(subject.replace("\x00", "").replace("\x85", " ").split())


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b.example, c@d.example", "jö@acme.example", "a b@acme.example", "a@b@c"]
)
def test_an_address_that_is_none_is_rejected_with_a_remedy(email: str) -> None:
    with pytest.raises(Rejected, match="Correct the address"):
        render_draft(replace(DRAFT, to=(Person("Robin", email),)))


def test_a_draft_that_reads_as_if_it_went_to_somebody_else_is_rejected() -> None:
    with pytest.raises(Rejected, match="other people"):
        render_draft(replace(DRAFT, to=(Person("Robin", '"robin, jo"@acme.example'),)))


@settings(max_examples=300)
@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=300))
def test_whatever_the_words_the_draft_goes_to_the_intended_person_alone(name: str, subject: str, text: str) -> None:
    try:
        message = written(replace(DRAFT, to=(Person(name, "robin.mayer@acme.example"),), subject=subject, text=text))
    except Rejected:
        return
    assert [person.email for person in message.recipients] == ["robin.mayer@acme.example"]
    assert message.mark == DRAFT.key
    assert len(message.headers) == 9


@pytest.mark.parametrize(
    ("value", "who"),
    [
        ("jane@acme.example <jane@acme.example>", ["jane@acme.example"]),
        ("jane@acme.example <jane@acme.example>, Bo <bo@acme.example>", ["jane@acme.example", "bo@acme.example"]),
        ("Jane: Acme <jane@acme.example>", ["jane@acme.example"]),
    ],
)
def test_an_odd_name_costs_nobody_their_address(value: str, who: list[str]) -> None:
    assert [person.email for person in people((value,))] == who
