"""Four times as much of the worst takes at most some four times as long, and what is cut away makes nothing certain."""

from __future__ import annotations

import json
from time import process_time

import pytest
from tests.hostile.zoo import FAMILIES, Family, calendar, mail

from afterword.core.events.interviews import understand
from afterword.core.mail.replies import read
from afterword.core.model import Event, Folder, Me, Message, Verdict
from afterword.explaining import Failure, explain_file
from afterword.formats import limits
from afterword.formats.calendar import parse_events
from afterword.formats.mail import parse_message
from afterword.providers.google.wire import event_from_json

ME = Me("Robin Sample", frozenset({"robin@mail.example"}))
# Where a reader once took more than its share, or would if a bound were lost.
GROWING = (
    *("text: quotes and attributions", "text: dates", "text: combining marks", "text: ligatures that grow"),
    *("text: brackets", "html: tables in tables", "html: comments", "head: many names", "head: parameters"),
    *(
        "head: routes",
        "shape: nested",
        "shape: parts",
        "shape: blank report",
        "calendar: guests",
        "calendar: overrides",
    ),
    *("calendar: broken lines", "attached: rules", "api: timetable", "api: guests"),
)


def _message(raw: bytes) -> Message:
    events = parse_events(calendar("DTSTAMP:20260304T000000Z"))
    return parse_message(raw, handle="1", folder=Folder.INBOX, delivered=events[0].start)


def _seconds(family: Family, raw: bytes) -> float:
    best = 60.0
    for _ in range(2):
        began = process_time()
        if family.ending == ".json":
            understand(event_from_json(json.loads(raw)), ME)
        elif family.ending == ".ics":
            for event in parse_events(raw):
                understand(event, ME)
        else:
            read(_message(raw), ME)
        best = min(best, process_time() - began)
    return best


@pytest.mark.parametrize("family", [one for one in FAMILIES if one.name in GROWING], ids=lambda one: one.name)
def test_four_times_as_much_takes_no_more_than_some_four_times_as_long(family: Family) -> None:
    size = min(family.worst // 8, 800)
    short, long = family.build(size), family.build(size * 4)
    _seconds(family, long)  # patterns are compiled once
    assert _seconds(family, long) < 12 * _seconds(family, short) + 0.02


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.name)
def test_nothing_that_can_be_sent_makes_the_reader_stumble(family: Family, tmp_path) -> None:
    path = tmp_path / f"item{family.ending}"
    path.write_bytes(family.build(min(family.worst, 20)))
    assert not [found for found in explain_file(str(path), ME) if isinstance(found, Failure) and found.cause]


# --- what is cut away -----------------------------------------------------------------------------------------------


def test_a_letter_that_never_ends_says_that_it_was_cut() -> None:
    message = _message(mail("It was nice to talk about the garden and the weather. " * 2_000))
    assert message.cut == ("text",)
    assert len(message.text) == limits.TEXT
    assert "cut-short" in [piece.rule for piece in read(message, ME).evidence]


def test_a_letter_above_a_long_quotation_settles_as_it_would_alone() -> None:
    quoted = "\r\n\r\nOn Mon, 2 Mar 2026 at 10:00, Robin Sample wrote:\r\n" + "> and so on\r\n" * 3_000
    message = _message(mail("Hi Robin,\r\n\r\nmany thanks for your note, I passed it on.\r\n\r\nGrace" + quoted))
    assert message.cut == ("text",)
    assert read(message, ME).settles is True


def test_an_answer_below_a_long_quotation_is_read_and_whole() -> None:
    quoted = "On Mon, 2 Mar 2026 at 10:00, Robin Sample wrote:\r\n" + "> and so on, and so forth\r\n" * 500
    message = _message(mail(quoted + "\r\nUnfortunately we have decided to move forward with other candidates.\r\n"))
    assert message.cut == ()
    assert read(message, ME).says == "rejection"


def test_a_rejection_at_the_top_is_one_however_long_the_letter_is() -> None:
    message = _message(mail("Unfortunately we have decided to move forward with other candidates. " * 2_000))
    assert read(message, ME).says == "rejection"


def test_a_mail_of_nothing_but_headers_is_for_the_person_to_judge() -> None:
    message = _message(mail("Hi Robin, see you.", more="X-A: b\r\n" * 20_000))
    assert message.cut == ("headers",)
    assert read(message, ME).settles is None


def _invitation(*lines: str) -> Event:
    return parse_events(calendar("ORGANIZER;CN=Grace Hopper:mailto:grace@acme.example", *lines))[0]


def test_an_event_with_a_crowd_of_guests_is_no_interview() -> None:
    guests = [f"ATTENDEE;CN=Jo Roe {at}:mailto:jo{at}@acme.example" for at in range(5_000)]
    event = _invitation("ATTENDEE:mailto:robin@mail.example", *guests)
    assert event.cut == ("guests",)
    assert understand(event, ME).verdict is Verdict.NOT_INTERVIEW


def test_an_event_whose_text_never_ends_is_asked_about() -> None:
    few = ("ATTENDEE:mailto:robin@mail.example", "DESCRIPTION:Interview for the Data Engineer position\\n")
    assert understand(_invitation(*few), ME).verdict is Verdict.INTERVIEW
    endless = _invitation(few[0], few[1] + "and so on, " * 200_000)
    assert endless.cut == ("text",)
    assert understand(endless, ME).verdict is Verdict.UNSURE


def test_an_invitation_behind_large_attachments_is_found() -> None:
    pdf = "--b\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n" + ("x" * 76 + "\r\n") * 40_000
    ics = f"--b\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\n{calendar('SEQUENCE:1').decode()}--b--"
    text = "--b\r\nContent-Type: text/plain\r\n\r\nPlease find our brochure attached.\r\n"
    message = _message(mail(text + pdf + pdf + ics, "multipart/mixed; boundary=b"))
    assert message.text == "Please find our brochure attached."
    assert [event.sequence for event in message.invitations] == [1]


def test_an_event_behind_an_attachment_in_its_calendar_is_read() -> None:
    attachment = "ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "eHh4\r\n " * 200_000
    raw = calendar("DESCRIPTION:Bring a laptop").replace(b"DTSTART", f"{attachment}\r\nDTSTART".encode(), 1)
    assert [(event.title, event.text) for event in parse_events(raw)] == [("Interview with Acme", "Bring a laptop")]
