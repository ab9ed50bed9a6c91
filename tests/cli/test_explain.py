"""`afterword explain`, as a person or a program runs it."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fence import Run

from afterword.core.model import Me, Verdict
from afterword.explaining import EventVerdict, Failure, MessageVerdict, explain_file

EVENT = """\
BEGIN:VEVENT
UID:{uid}
DTSTAMP:20260220T080000Z
DTSTART;TZID=Europe/Berlin:20260303T140000
DTEND;TZID=Europe/Berlin:20260303T150000
SUMMARY:{title}
ORGANIZER;CN=Mara Lindqvist:mailto:mara.lindqvist@brightwater.example
ATTENDEE;CN=Robin Sample;PARTSTAT=ACCEPTED:mailto:robin@mail.example
ATTENDEE;CN=Jonas Weber;PARTSTAT=ACCEPTED:mailto:jonas.weber@brightwater.example
DESCRIPTION:You will speak with Jonas Weber about the role of data engineer.
END:VEVENT
"""
MAIL = """\
From: Mara Lindqvist <mara.lindqvist@brightwater.example>
To: Robin Sample <robin@mail.example>
Subject: Your application
Date: Tue, 10 Mar 2026 09:00:00 +0100
Message-ID: <one@brightwater.example>
Content-Type: text/plain; charset=utf-8

Dear Robin,

thank you for your time. After careful consideration we have decided not to move forward with your application.

Mara Lindqvist
"""
API_EVENT = {
    "id": "abc123",
    "iCalUID": "abc123@google.com",
    "status": "confirmed",
    "summary": "Interview: Robin Sample / Brightwater",
    "start": {"dateTime": "2026-03-03T14:00:00+01:00", "timeZone": "Europe/Berlin"},
    "end": {"dateTime": "2026-03-03T15:00:00+01:00", "timeZone": "Europe/Berlin"},
    "organizer": {"email": "mara.lindqvist@brightwater.example", "displayName": "Mara Lindqvist"},
    "attendees": [
        {"email": "robin@mail.example", "displayName": "Robin Sample", "self": True, "responseStatus": "accepted"},
        {"email": "jonas.weber@brightwater.example", "displayName": "Jonas Weber", "responseStatus": "accepted"},
    ],
}
ME = Me("Robin Sample", frozenset({"robin@mail.example"}))


def calendar(*events: str, method: str = "") -> str:
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n{method}{''.join(events)}END:VCALENDAR\r\n".replace(
            "\r\n", "\n"
        ).replace("\n", "\r\n")
    )


def interview(uid: str = "one@brightwater.example", title: str = "Interview with Brightwater: data engineer") -> str:
    return EVENT.format(uid=uid, title=title)


def invitation(text: str) -> str:
    headers = MAIL.partition("\n\n")[0]
    return headers.replace("text/plain;", "text/calendar; method=REQUEST;") + "\n\n" + text


def written(folder: Path, name: str, text: str | bytes) -> str:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(folder / name)


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


# --- the contract -------------------------------------------------------------------------------------------------


def test_an_event_prints_every_field_of_the_contract(afterword: Run, tmp_path: Path) -> None:
    written(tmp_path, "one.ics", calendar(interview()))

    ended = afterword("explain", "--json", "--me", "robin@mail.example", "one.ics")
    (told,) = lines(ended.stdout)

    assert ended.returncode == 0, ended.stderr
    assert {
        "source",
        "kind",
        "uid",
        "verdict",
        "confidence",
        "stage",
        "employer",
        "interviewers",
        "recruiter",
    } <= told.keys()
    assert {"phones", "start", "end", "method", "evidence"} <= told.keys()
    assert (told["source"], told["kind"], told["uid"]) == ("one.ics", "event", "one@brightwater.example")
    assert (told["start"], told["end"]) == ("2026-03-03T14:00:00+01:00", "2026-03-03T15:00:00+01:00")
    assert told["verdict"] == "interview"
    assert "Jonas Weber" in [each["name"] for each in told["interviewers"]]
    assert "robin@mail.example" not in [each["email"] for each in told["interviewers"]]
    assert {"rule", "weight", "saw"} == told["evidence"][0].keys()


def test_a_calendar_of_several_events_prints_a_line_for_each(afterword: Run, tmp_path: Path) -> None:
    written(tmp_path, "two.ics", calendar(interview("a@x.example"), interview("b@x.example", "Dentist")))

    told = lines(afterword("explain", "--json", "two.ics").stdout)

    assert [each["uid"] for each in told] == ["a@x.example", "b@x.example"]


def test_a_mail_prints_every_field_of_the_contract(afterword: Run, tmp_path: Path) -> None:
    written(tmp_path, "one.eml", MAIL)

    (told,) = lines(afterword("explain", "--json", "one.eml").stdout)

    assert {"message_id", "settles", "nature", "automatic", "says", "decision_date", "return_date"} <= told.keys()
    assert {"failed_recipients", "invitations", "employer", "confidence", "evidence", "source", "kind"} <= told.keys()
    assert (told["kind"], told["message_id"]) == ("message", "one@brightwater.example")
    assert (told["says"], told["settles"]) == ("rejection", True)


def test_the_invitations_of_a_mail_are_event_objects(afterword: Run, tmp_path: Path) -> None:
    written(tmp_path, "invitation", invitation(calendar(interview(), method="METHOD:REQUEST\n")))

    (told,) = lines(afterword("explain", "--json", "invitation").stdout)
    (event,) = told["invitations"]

    assert (event["kind"], event["method"], event["uid"]) == ("event", "REQUEST", "one@brightwater.example")


def test_a_calendar_api_event_is_understood_like_any_other(afterword: Run, tmp_path: Path) -> None:
    written(tmp_path, "event.json", json.dumps(API_EVENT))

    (told,) = lines(afterword("explain", "--json", "event.json").stdout)

    assert (told["uid"], told["verdict"]) == ("abc123@google.com", "interview")
    assert "robin@mail.example" not in [each["email"] for each in told["interviewers"]]


def test_a_copy_that_google_marks_as_ones_own_says_who_one_is(tmp_path: Path) -> None:
    mine = {"email": "robin@brightwater.example", "self": True}
    candidate = {"email": "alex.moor.dev@gmail.com", "displayName": "Alex Moor"}
    other = {"email": "mara.lindqvist@brightwater.example"}
    event = {**API_EVENT, "summary": "Interview: Alex Moor", "organizer": other, "attendees": [mine, candidate]}
    written(tmp_path, "event.json", json.dumps(event))
    (found,) = explain_file(str(tmp_path / "event.json"), Me())
    assert isinstance(found, EventVerdict)
    assert found.interview.verdict is Verdict.NOT_INTERVIEW
    (told_otherwise,) = explain_file(str(tmp_path / "event.json"), Me("", frozenset({"alex.moor.dev@gmail.com"})))
    assert isinstance(told_otherwise, EventVerdict)
    assert told_otherwise.interview.verdict is Verdict.INTERVIEW


def test_what_can_not_be_read_is_told_and_the_others_go_on(afterword: Run, tmp_path: Path) -> None:
    bad = {
        "empty.eml": b"",
        "blank.ics": b"\n\n",
        "binary.ics": os.urandom(3000),
        "list.json": b"[1]",
        "other.json": b'{"a": 1}',
        "torn.json": b'{"start": ',
        "nothing": b"\x00\x01\x02",
        "no-event.ics": calendar().encode(),
        "deep.json": b'{"a":' * 100_000,
    }
    for name, content in bad.items():
        written(tmp_path, name, content)
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling").symlink_to("nowhere")
    names = [*bad, "folder", "pipe", "dangling", "missing.ics"]
    written(tmp_path, "good.eml", MAIL)

    ended = afterword("explain", "--json", *names, "good.eml")
    told = lines(ended.stdout)

    assert ended.returncode == 1
    assert [each["source"] for each in told] == [*names, "good.eml"]
    assert [each["kind"] for each in told] == ["error"] * len(names) + ["message"]
    assert all(each["error"] for each in told[:-1])


def test_an_id_without_a_configuration_gets_a_clear_error(afterword: Run) -> None:
    ended = afterword("explain", "brightwater-1")

    assert ended.returncode == 1
    assert "no id can be looked up" in ended.stderr
    assert "afterword config example" in ended.stderr


def test_the_configurations_addresses_are_used_where_there_is_one(
    afterword: Run, tmp_path: Path, surroundings: Path
) -> None:
    path = surroundings / ".config" / "afterword" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(
        '[me]\nname = "R"\nemail = "jonas.weber@brightwater.example"\ntime_zone = "Europe/Berlin"\n'
        '[local]\nmail = "m"\ncalendars = "c"\nfollow_ups = "f"\n'
    )
    written(tmp_path, "one.ics", calendar(interview()))

    (told,) = lines(afterword("explain", "--json", "one.ics").stdout)

    assert "jonas.weber@brightwater.example" not in [each["email"] for each in told["interviewers"]]


def test_a_broken_configuration_does_not_keep_a_file_from_being_explained(
    afterword: Run, tmp_path: Path, surroundings: Path
) -> None:
    path = surroundings / ".config" / "afterword" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text("[me\n")
    written(tmp_path, "one.ics", calendar(interview()))

    assert afterword("explain", "--json", "one.ics").returncode == 0
    assert afterword("explain", "--config", path, "--json", "one.ics").returncode == 2


# --- for people ---------------------------------------------------------------------------------------------------


def test_people_get_the_verdict_in_a_sentence_and_the_line_that_decided(afterword: Run, tmp_path: Path) -> None:
    written(tmp_path, "one.ics", calendar(interview()))

    told = afterword("explain", "one.ics").stdout

    assert "This is " in told.splitlines()[1]
    assert "Tue 3 Mar 2026, 14:00 (UTC+1)" in told
    assert sum(line.startswith("> ") for line in told.splitlines()) == 1


def test_nothing_in_a_file_reaches_the_terminal_as_a_command(afterword: Run, tmp_path: Path) -> None:
    evil = interview(title="Interview \x1b[2J\x1b]0;owned\x07 with Brightwater\u202e").replace("Jonas", "Jo\x1b[31mnas")
    written(tmp_path, "evil\x1b[31m.ics", calendar(evil))
    written(tmp_path, "evil.eml", MAIL.replace("Your application", "=?utf-8?q?=1B[2JYour_application?="))

    ended = afterword("explain", *sorted(each.name for each in tmp_path.iterdir()))

    assert ended.returncode == 0, ended.stderr
    assert not [each for each in ended.stdout + ended.stderr if each != "\n" and not each.isprintable()]


def test_a_file_that_can_not_be_read_is_told_on_stderr(afterword: Run, tmp_path: Path) -> None:
    ended = afterword("explain", "missing.eml")

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "missing.eml: There is no such file.\n"


# --- how a file is told -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.ics", "a.eml", "a.json", "1772000000.M1P2.host:2,S"])
def test_what_a_file_is_is_told_by_its_content(tmp_path: Path, name: str) -> None:
    (event,) = explain_file(written(tmp_path, name, calendar(interview())), ME)
    (message,) = explain_file(written(tmp_path, name, MAIL), ME)
    (resource,) = explain_file(written(tmp_path, name, json.dumps(API_EVENT)), ME)

    assert isinstance(event, EventVerdict)
    assert isinstance(message, MessageVerdict)
    assert isinstance(resource, EventVerdict)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_calendar_or_resource_with_a_byte_order_mark_is_read(tmp_path: Path, encoding: str) -> None:
    (event,) = explain_file(written(tmp_path, "a.ics", calendar(interview()).encode("utf-8-sig")), ME)
    (resource,) = explain_file(written(tmp_path, "a.json", json.dumps(API_EVENT).encode(encoding)), ME)

    assert isinstance(event, EventVerdict)
    assert isinstance(resource, EventVerdict)


def test_a_file_without_a_date_takes_that_of_its_delivery(tmp_path: Path) -> None:
    path = written(tmp_path, "undated.eml", MAIL.replace("Date: ", "X-Date: "))
    os.utime(path, (1772000000, 1772000000))

    (told,) = explain_file(path, ME)

    assert isinstance(told, MessageVerdict)
    assert told.message.date == datetime.fromtimestamp(1772000000, UTC)


def test_times_that_name_no_zone_are_the_persons(tmp_path: Path) -> None:
    floating = calendar(interview()).replace(";TZID=Europe/Berlin", "")

    (told,) = explain_file(written(tmp_path, "a.ics", floating), ME, "America/New_York")
    (mail,) = explain_file(written(tmp_path, "a.eml", invitation(floating)), ME, "America/New_York")

    assert isinstance(told, EventVerdict)
    assert isinstance(mail, MessageVerdict)
    assert told.interview.start == datetime(2026, 3, 3, 19, tzinfo=UTC)
    assert mail.reading.invitations[0].start == datetime(2026, 3, 3, 19, tzinfo=UTC)


def test_an_enormous_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "huge.eml"
    with path.open("wb") as file:
        file.truncate(10**12)

    (told,) = explain_file(str(path), ME)

    assert isinstance(told, Failure)
    assert "larger than" in told.why
