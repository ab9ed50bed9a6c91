"""Calendar files as programs really write them are read; hostile ones end soon; ours are understood by everybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afterword.core.model import Alarm, Entry, Event, EventStatus, Guest, PartStat, Person
from afterword.errors import Rejected
from afterword.formats.calendar import parse_attached, parse_events, render_entry
from afterword.ports import Window

BERLIN = ZoneInfo("Europe/Berlin")
WINDOW = Window(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))


def calendar(*lines: str, head: tuple[str, ...] = (), uid: str = "UID:a@acme.example") -> bytes:
    body = (*head, "BEGIN:VEVENT", *([uid] if uid else []), *lines, "END:VEVENT")
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *body, "END:VCALENDAR", "")).encode()


def one(*lines: str, head: tuple[str, ...] = (), zone: str = "UTC") -> Event:
    [event] = parse_events(calendar(*lines, head=head), default_zone=zone)
    return event


def test_a_day_of_six_sessions_in_one_attachment_is_read_whole() -> None:
    links = "Join by video: https://video.example/1 or by phone, +49 30 1234567. " * 30
    people = [f"ATTENDEE;CN=Person {number}:mailto:p{number}@acme.example" for number in range(4)]
    sessions = [
        "\r\n".join(
            (
                "BEGIN:VEVENT",
                f"UID:{hour}@acme.example",
                f"DTSTART:20260309T{hour:02}0000Z",
                f"DESCRIPTION:{links}",
                *people,
            )
        )
        for hour in range(9, 15)
    ]
    whole = "\r\nEND:VEVENT\r\n".join(("BEGIN:VCALENDAR\r\n" + sessions[0], *sessions[1:], "END:VCALENDAR\r\n"))
    [events] = parse_attached([whole.encode()], "UTC")
    assert [event.start.hour for event in events] == list(range(9, 15))


def test_an_invitation_is_read_whole() -> None:
    event = one(
        "DTSTAMP:20260301T080000Z",
        "DTSTART;TZID=Europe/Berlin:20260309T100000",
        "DTEND;TZID=Europe/Berlin:20260309T110000",
        "SUMMARY:Interview\\, second round",
        "DESCRIPTION:With Robin\\nand Jo",
        "LOCATION:Room 1",
        "URL:https://video.example/1",
        "SEQUENCE:2",
        "STATUS:TENTATIVE",
        "TRANSP:TRANSPARENT",
        "ORGANIZER;CN=Robin Mayer:MAILTO:Robin@Acme.example",
        'ATTENDEE;CN="Sørensen, Kim";PARTSTAT=ACCEPTED;ROLE=OPT-PARTICIPANT:mailto:kim@example.org',
        "ATTENDEE;CUTYPE=RESOURCE;CN=Room 1:mailto:room@acme.example",
        head=("METHOD:Request",),
    )
    assert (event.uid, event.method, event.sequence) == ("a@acme.example", "REQUEST", 2)
    assert (event.start, event.end) == (
        datetime(2026, 3, 9, 10, tzinfo=BERLIN),
        datetime(2026, 3, 9, 11, tzinfo=BERLIN),
    )
    assert (event.zone, event.all_day, event.transparent) == ("Europe/Berlin", False, True)
    assert (event.title, event.text, event.location) == ("Interview, second round", "With Robin\nand Jo", "Room 1")
    assert (event.url, event.status) == ("https://video.example/1", EventStatus.TENTATIVE)
    assert event.organizer == Person("Robin Mayer", "robin@acme.example")
    assert event.guests == (
        Guest(Person("Sørensen, Kim", "kim@example.org"), PartStat.ACCEPTED, role="opt-participant"),
        Guest(Person("Room 1", "room@acme.example"), kind="resource"),
    )
    assert event.stamp == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert event.occurrence == ""
    assert not event.recurring


OWN_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Customized Time Zone",
    "BEGIN:STANDARD",
    "DTSTART:16010101T000000",
    "TZOFFSETFROM:+0500",
    "TZOFFSETTO:+0545",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@pytest.mark.parametrize(
    ("name", "utc", "zone"),
    [
        ("Europe/Berlin", 8, "Europe/Berlin"),
        ("europe/berlin", 8, "Europe/Berlin"),
        ('"W. Europe Standard Time"', 8, "Europe/Berlin"),
        ("/vendor.example/20260101/Europe/Berlin", 8, "Europe/Berlin"),
        ('"(UTC+01:00) Amsterdam, Berlin, Rome"', 8, "Europe/Amsterdam"),
        ("GMT-0500", 15, ""),
        ("Somewhere", 1, "Asia/Tokyo"),
        ("../../etc/passwd", 1, "Asia/Tokyo"),
        ("UTC", 10, ""),
    ],
)
def test_a_zone_is_found_by_whatever_name(name: str, utc: int, zone: str) -> None:
    event = one(f"DTSTART;TZID={name}:20260709T100000", zone="Asia/Tokyo")
    assert (event.start.astimezone(UTC).hour, event.zone) == (utc, zone)


def test_an_unknown_zone_is_what_the_file_says_it_is() -> None:
    event = one("DTSTART;TZID=Customized Time Zone:20260309T100000", head=OWN_ZONE)
    assert (event.start.astimezone(UTC), event.zone) == (datetime(2026, 3, 9, 4, 15, tzinfo=UTC), "")


def _rule(kind: str, first: str, offsets: str, recurs: str) -> tuple[str, ...]:
    before, after = offsets.split()
    times = (f"DTSTART:{first}", f"TZOFFSETFROM:{before}", f"TZOFFSETTO:{after}", f"RRULE:FREQ=YEARLY;{recurs}")
    return (f"BEGIN:{kind}", *times, f"END:{kind}")


@pytest.mark.parametrize(
    ("day", "hour"),
    [("20110309", 9), ("20110709", 8), ("20260309", 9), ("20260709", 8), ("20261024", 8), ("20261026", 9)],
)
@pytest.mark.parametrize("over", [(), _rule("STANDARD", "19160101T000000", "+0100 +0300", "UNTIL=19450101T000000Z")])
def test_a_rule_that_began_centuries_ago_says_when_summer_is(day: str, hour: int, over: tuple[str, ...]) -> None:
    zone = (
        *("BEGIN:VTIMEZONE", "TZID:GMT +0100 (Standard) / GMT +0200 (Daylight)", *over),
        *_rule("STANDARD", "16010101T030000", "+0200 +0100", "BYMONTH=10;BYDAY=-1SU"),
        *_rule("DAYLIGHT", "16010101T020000", "+0100 +0200", "BYMONTH=3;BYDAY=-1SU"),
        "END:VTIMEZONE",
    )
    event = one(f'DTSTART;TZID="GMT +0100 (Standard) / GMT +0200 (Daylight)":{day}T100000', head=zone)
    assert event.start.astimezone(UTC).hour == hour


def test_one_files_zone_is_not_anothers() -> None:
    one("DTSTART;TZID=Customized Time Zone:20260309T100000", head=OWN_ZONE)
    assert one("DTSTART;TZID=Customized Time Zone:20260309T100000").start == datetime(2026, 3, 9, 10, tzinfo=UTC)


def test_floating_times_and_whole_days_are_in_the_default_zone() -> None:
    floating = one("DTSTART:20260309T100000", zone="Europe/Berlin")
    assert (floating.start, floating.zone) == (datetime(2026, 3, 9, 10, tzinfo=BERLIN), "Europe/Berlin")
    day = one("DTSTART;VALUE=DATE:20260309", zone="Europe/Berlin")
    assert (day.start, day.end, day.all_day) == (
        datetime(2026, 3, 9, tzinfo=BERLIN),
        datetime(2026, 3, 10, tzinfo=BERLIN),
        True,
    )


@pytest.mark.parametrize(
    ("lines", "minutes"),
    [
        (["DTEND:20260309T103000Z"], 30),
        (["DURATION:PT45M"], 45),
        ([], 0),
        (["DTEND:20260309T090000Z"], 0),
        (["DTEND:nonsense", "DURATION:PT45M"], 45),
        (["DURATION:-PT45M"], 0),
    ],
)
def test_the_end_is_never_before_the_start(lines: list[str], minutes: int) -> None:
    event = one("DTSTART:20260309T100000Z", *lines)
    assert event.end - event.start == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "mangle",
    [
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: raw.replace(b"\r\n", b"\n"),
        lambda raw: raw.replace(b"\r\n", b"\r"),
        lambda raw: raw.replace(b"\r\n", b"\r\n\r\n"),
        lambda raw: raw.replace(b"SUMMARY", b"garbage line\r\nSUMMARY"),
        lambda raw: raw.replace(b"SUMMARY:Inter", b"SUMMARY:In\r\n ter"),
        lambda raw: raw.replace(b"END:VEVENT", b"BEGIN:VALARM\r\nSUMMARY:x\r\nEND:VALARM\r\nEND:VEVENT"),
        lambda raw: raw.replace(b"DTSTART:", b"DTSTART;;VALUE=DATE-TIME:"),
        lambda raw: raw.replace(b"BEGIN", b"begin").replace(b"SUMMARY", b"Summary"),
        lambda raw: raw.replace(b"VERSION:2.0\r\n", b""),
        lambda raw: raw[: raw.index(b"END:VEVENT")],
        lambda raw: raw.decode().encode("utf-16"),
        lambda raw: raw.replace(b"END:VEVENT", b"STATUS:WHATEVER\r\nSEQUENCE:x\r\nEXDATE:\r\nEND:VEVENT"),
        lambda raw: raw + b"\x00" * 10,
    ],
)
def test_a_mangled_file_still_shows_its_event(mangle: object) -> None:
    raw = calendar("DTSTART:20260309T100000Z", "SUMMARY:Interview")
    [event] = parse_events(mangle(raw))  # type: ignore[operator]
    assert (event.title, event.start) == ("Interview", datetime(2026, 3, 9, 10, tzinfo=UTC))
    assert event.status is EventStatus.CONFIRMED


def test_several_calendars_in_one_file_are_read() -> None:
    raw = calendar("DTSTART:20260309T100000Z", uid="UID:a") + calendar("DTSTART:20260310T100000Z", uid="UID:b")
    assert [event.uid for event in parse_events(raw)] == ["a", "b"]


def test_a_broken_event_takes_no_other_with_it() -> None:
    raw = calendar("DTSTART:tomorrow", uid="UID:a") + calendar("DTSTART:20260310T100000Z", uid="UID:b")
    assert [event.uid for event in parse_events(raw)] == ["b"]


def test_an_event_without_uid_gets_a_stable_one() -> None:
    raw = calendar("DTSTART:20260309T100000Z", "DTSTAMP:20260101T000000Z", "SUMMARY:Interview", uid="")
    again = raw.replace(b"DTSTAMP:20260101", b"DTSTAMP:20260202")
    other = raw.replace(b"Interview", b"Dentist")
    [uid], [same], [different] = ([event.uid for event in parse_events(data)] for data in (raw, again, other))
    assert uid == same != different


@pytest.mark.parametrize("raw", [b"", b"   \r\n", b"Hello Kim", b"\x00" * 100, b"BEGIN:VCALENDAR", bytes(range(256))])
def test_what_is_no_calendar_is_rejected_with_a_remedy(raw: bytes) -> None:
    with pytest.raises(Rejected, match="Remove the file"):
        parse_events(raw)


def test_years_that_are_over_are_left_out_but_not_what_goes_on() -> None:
    old = "DTSTART:20190309T100000Z", "DTEND:20190309T110000Z"
    events = {
        "over": old,
        "a day": ("DTSTART;VALUE=DATE:20190309",),
        "long": ("DTSTART:20190309T100000Z", "DTEND:20300309T110000Z"),
        "lasting": ("DTSTART:20260201T100000Z", "DURATION:P60D"),
        "series": (*old, "RRULE:FREQ=WEEKLY;COUNT=1000"),
        "ours": (*old, "X-AFTERWORD-KEY:k1"),
        "yesterday": (f"DTSTART:{WINDOW.start - timedelta(days=1):%Y%m%dT%H%M%SZ}",),
    }
    lines = [line for uid, told in events.items() for line in ("BEGIN:VEVENT", f"UID:{uid}", *told, "END:VEVENT")]
    raw = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""]).encode()
    assert {event.uid for event in parse_events(raw, window=WINDOW)} == {"long", "lasting", "series", "ours"}
    only_over = raw[: raw.index(b"BEGIN:VEVENT\r\nUID:a day")] + b"END:VCALENDAR\r\n"
    assert parse_events(only_over, window=WINDOW) == []


def test_a_whole_calendar_without_events_is_just_empty() -> None:
    assert parse_events(b"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:x\r\nEND:VTODO\r\nEND:VCALENDAR\r\n") == []


def test_html_becomes_text() -> None:
    html = "<html><body><p>With <b>Robin</b></p><p>and Jo</p></body></html>"
    assert one("DTSTART:20260309T100000Z", f"DESCRIPTION:{html}").text == "With Robin\n\nand Jo"
    assert one("DTSTART:20260309T100000Z", f"X-ALT-DESC;FMTTYPE=text/html:{html}").text == "With Robin\n\nand Jo"
    assert one("DTSTART:20260309T100000Z", "DESCRIPTION:a < b and c > d").text == "a < b and c > d"


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("mailto:<jo@acme.example>", Person("", "jo@acme.example")),
        ("MAILTO:Jo@Acme.Example", Person("", "jo@acme.example")),
        ("mailto:jo%40acme.example", Person("", "jo@acme.example")),
        ("jo@acme.example", Person("", "jo@acme.example")),
        ("invalid:nomail", Person()),
    ],
)
def test_an_address_is_read_however_it_is_wrapped(line: str, person: Person) -> None:
    assert one("DTSTART:20260309T100000Z", f"ATTENDEE:{line}").guests[0].person == person


@pytest.mark.parametrize(
    ("name", "read"),
    [("Jo Doe", "Jo Doe"), ('"Jo Doe" <jo@acme.example>', "Jo Doe"), ("jo@acme.example", ""), ('"Doe, Jo"', "Doe, Jo")],
)
def test_a_name_with_trailing_junk_is_the_name(name: str, read: str) -> None:
    event = one("DTSTART:20260309T100000Z", f"ORGANIZER;CN={name}:mailto:jo@acme.example")
    assert event.organizer == Person(read, "jo@acme.example")


def test_a_cancellation_is_cancelled_even_with_little_else() -> None:
    event = one("DTSTAMP:20260301T080000Z", head=("METHOD:CANCEL",))
    assert (event.status, event.method) == (EventStatus.CANCELLED, "CANCEL")


# --- recurrence ----------------------------------------------------------------------------------------------

WEEKLY = calendar(
    "DTSTART;TZID=Europe/Berlin:20260302T100000",
    "DURATION:PT1H",
    "SUMMARY:Stand-up",
    "RRULE:FREQ=WEEKLY",
    "EXDATE;TZID=Europe/Berlin:20260309T100000",
)
MOVED = calendar(
    "RECURRENCE-ID;TZID=Europe/Berlin:20260316T100000",
    "DTSTART;TZID=Europe/Berlin:20260317T150000",
    "DURATION:PT1H",
    "SUMMARY:Moved",
)
CANCELLED = calendar(
    "RECURRENCE-ID;TZID=Europe/Berlin:20260323T100000",
    "DTSTART;TZID=Europe/Berlin:20260323T100000",
    "STATUS:CANCELLED",
    "SUMMARY:Stand-up",
)


def test_a_series_is_expanded_with_its_exceptions_across_the_change_to_summer_time() -> None:
    events = parse_events(WEEKLY + MOVED + CANCELLED, window=WINDOW)
    assert [(event.occurrence, event.title, event.status) for event in events] == [
        ("20260302T090000Z", "Stand-up", EventStatus.CONFIRMED),
        ("20260316T090000Z", "Moved", EventStatus.CONFIRMED),
        ("20260323T090000Z", "Stand-up", EventStatus.CANCELLED),
        ("20260330T080000Z", "Stand-up", EventStatus.CONFIRMED),
    ]
    assert {event.start.hour for event in events} == {10, 15}
    assert all(event.recurring and event.uid == "a@acme.example" for event in events)


def test_without_a_window_a_series_stands_there_once_with_its_overrides() -> None:
    events = parse_events(WEEKLY + MOVED)
    assert [(event.title, event.occurrence) for event in events] == [("Stand-up", ""), ("Moved", "20260316T090000Z")]


def test_whole_days_of_a_series_keep_their_date() -> None:
    raw = calendar("DTSTART;VALUE=DATE:20260302", "RRULE:FREQ=WEEKLY;COUNT=2")
    events = parse_events(raw, window=WINDOW, default_zone="Asia/Tokyo")
    assert [event.occurrence for event in events] == ["20260302T000000Z", "20260309T000000Z"]


def test_single_events_of_the_past_are_left_out_and_those_to_come_are_shown() -> None:
    past, future = (calendar(f"DTSTART:{year}0309T100000Z", uid=f"UID:{year}") for year in (2025, 2027))
    assert [event.uid for event in parse_events(past + future, window=WINDOW)] == ["2027"]


@pytest.mark.parametrize(
    "rule",
    [
        *("FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY", "FREQ=DAILY;BYSECOND=0,1,2", "FREQ=DAILY;INTERVAL=0"),
        *("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYSETPOS=3"),
        *("FREQ=DAILY;INTERVAL=7;BYDAY=TU", "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=25", "FREQ=NEVER", "COUNT=3"),
    ],
)
def test_a_rule_that_never_ends_or_never_matches_shows_its_first_occurrence(rule: str) -> None:
    raw = calendar("DTSTART:20260302T100000Z", f"RRULE:{rule}")
    assert [event.start.day for event in parse_events(raw, window=WINDOW)] == [2]


def test_a_series_shows_at_most_500_occurrences() -> None:
    raw = calendar("DTSTART:20200302T100000Z", "RRULE:FREQ=DAILY")
    assert len(parse_events(raw, window=Window(datetime(2020, 1, 1, tzinfo=UTC), WINDOW.end))) == 500


HOSTILE = {
    "begins": b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 100_000,
    "ends": b"BEGIN:VEVENT\n" + b"END:VEVENT\n" * 100_000,
    "series": b"".join(
        b"BEGIN:VEVENT\nUID:%d\nDTSTART:20260301T100000Z\nRRULE:FREQ=DAILY\nEND:VEVENT\n" % i for i in range(1000)
    ),
    "folds": calendar("DTSTART:20260309T100000Z", "DESCRIPTION:x" + "\n y" * 300_000),
    "guests": calendar("DTSTART:20260309T100000Z", *["ATTENDEE:mailto:a@acme.example"] * 20_000),
    "exceptions": calendar("DTSTART:20260309T100000Z", "RRULE:FREQ=DAILY", *["EXDATE:20260310T100000Z"] * 20_000),
    "a thousand years": calendar("DTSTART:20260309T100000Z", "DTEND:21990309T100000Z", "RRULE:FREQ=DAILY"),
    "tags": calendar("DTSTART:20260309T100000Z", "DESCRIPTION:<p>" + "<a " * 15_000),
    "zone": calendar(
        "DTSTART;TZID=x:20260309T100000",
        head=(
            *("BEGIN:VTIMEZONE", "TZID:x", "BEGIN:STANDARD", "DTSTART:00010101T000000", "RRULE:FREQ=SECONDLY"),
            *("TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "END:STANDARD", "END:VTIMEZONE"),
        ),
    ),
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_hostile_calendars_end_soon(raw: bytes) -> None:
    try:
        events = parse_events(raw, window=WINDOW)
    except Rejected:
        return
    assert len(events) <= 20_000
    assert all(len(event.guests) <= 200 for event in events)


@given(st.binary(max_size=1000))
def test_no_bytes_raise_anything_but_rejected(raw: bytes) -> None:
    for data in (raw, b"BEGIN:VEVENT\n" + raw):
        try:
            parse_events(data, window=WINDOW)
        except Rejected:
            continue


_LINES = st.sampled_from(
    [
        *("BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE"),
        *("BEGIN:STANDARD", "END:STANDARD", "TZID:x", "TZOFFSETFROM:+0100", "TZOFFSETTO:+9999", "UID:1", "UID:"),
        *("DTSTART:20260309T100000", "DTSTART;TZID=x:20260309T100000", "DTSTART;VALUE=DATE:20260309", "DTSTART:0"),
        *("DTEND;VALUE=DATE:20260308", "DTEND:99991231T235959Z", "DURATION:P9999999D", "RRULE:FREQ=DAILY;COUNT=3"),
        *("RRULE:FREQ=YEARLY;UNTIL=1", "EXDATE:20260310,20260311T100000Z", "RDATE;VALUE=PERIOD:20260310T1/PT1H"),
        *("RECURRENCE-ID:20260309T100000", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260310T100000Z", "SEQUENCE:-1"),
        *("ATTENDEE;CN=:mailto:", 'ORGANIZER;CN="a\\":x', "SUMMARY;X=\udcff:\udcff", " fold", "junk", "METHOD:CANCEL"),
    ]
)


@settings(max_examples=500, deadline=None)
@given(st.lists(_LINES, max_size=25))
def test_no_calendar_made_of_odd_lines_raises_anything_but_rejected(lines: list[str]) -> None:
    raw = "\n".join(["BEGIN:VEVENT", "DTSTART:20260309T100000Z", *lines]).encode("utf-8", "surrogateescape")
    try:
        events = parse_events(raw, window=WINDOW, default_zone="Europe/Berlin")
    except Rejected:
        return
    assert all(event.start <= event.end and event.start.tzinfo is not None for event in events)
    assert all(event.start.astimezone(UTC) for event in events)


# --- ours ----------------------------------------------------------------------------------------------------

ENTRY = Entry(
    key="0123456789abcdefghijklmnop",
    start=datetime(2026, 3, 30, 9, 0, tzinfo=UTC),
    end=datetime(2026, 3, 30, 9, 15, tzinfo=UTC),
    zone="Europe/Berlin",
    title="Call Robin; Acme, Robotics",
    text="Ask:\n- is it decided, or when\n- Grüße",
    alarms=(Alarm(10, "Call Acme"), Alarm(0, "Now")),
)
STAMP = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_an_entry_reads_back_as_it_was_meant() -> None:
    [event] = parse_events(render_entry(ENTRY, stamp=STAMP))
    assert (event.uid, event.mark) == (f"{ENTRY.key}@afterword", ENTRY.key)
    assert (event.title, event.text) == (ENTRY.title, ENTRY.text)
    assert (event.start, event.end, event.zone, event.stamp) == (ENTRY.start, ENTRY.end, ENTRY.zone, STAMP)


def test_an_entry_carries_its_zone_and_invites_nobody() -> None:
    raw = render_entry(ENTRY, stamp=STAMP).decode()
    assert raw.count("\n") == raw.count("\r\n")
    assert "TZID:Europe/Berlin" in raw
    assert "DTSTART;TZID=Europe/Berlin:20260330T110000" in raw
    assert raw.count("BEGIN:VALARM") == 2
    assert "TRIGGER:-PT10M" in raw
    assert not [word for word in ("METHOD", "ATTENDEE", "ORGANIZER") if word in raw]


def test_words_of_an_entry_add_no_lines_to_the_file() -> None:
    text = "x\r\nATTENDEE:mailto:evil@bad.example\nEND:VEVENT\x85BEGIN:VEVENT"
    raw = render_entry(
        Entry(ENTRY.key, ENTRY.start, ENTRY.end, "UTC", text, text, (Alarm(5, text),)), stamp=STAMP
    ).decode()
    assert not [line for line in raw.split("\r\n") if line.startswith("ATTENDEE")]
    assert raw.count("\r\nBEGIN:VEVENT\r\n") == 1
