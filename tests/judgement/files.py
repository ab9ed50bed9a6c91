"""Cases as the files that programs really write: .ics as four of them do, Calendar API JSON, whole mails.

A case says who invites whom to what; `form` says which program wrote it down. `docs/judgement.md` lists the fields.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from typing import Any

ME = "Robin Vale <robin.vale@gmail.com>"
START = datetime(2031, 3, 4, 9, 30, tzinfo=UTC)

_TEAMS = """
________________________________________________________________________________
Microsoft Teams meeting
Join: https://teams.microsoft.com/meet/3124567890123?p=abc
Meeting ID: 312 456 789 012 3
Passcode: aB3cD4
________________________________
Dial in by phone
+44 20 3855 5885,,329754404# United Kingdom, London
Find a local number<https://dialin.teams.microsoft.com/x>
Phone conference ID: 329 754 404#
For organizers: Meeting options | Reset dial-in PIN
________________________________________________________________________________
"""
_TEAMS_DE = """
________________________________________________________________________________
Microsoft Teams-Besprechung
Besprechungs-ID: 312 456 789 012 3
Kenncode: aB3cD4
Einwahl per Telefon
+49 69 365057599,,329754404# Germany, Frankfurt am Main
Telefonkonferenz-ID: 329 754 404#
________________________________________________________________________________
"""
_MEET = """

-::~:~::~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~::~:~::-
Join with Google Meet: https://meet.google.com/abc-defg-hij
Or dial: (US) +1 470-705-3211 PIN: 484712345#
More phone numbers: https://tel.meet/abc-defg-hij?pin=1234
Learn more about Meet at: https://support.google.com/a/users/answer/9282720

Please do not edit this section.
-::~:~::~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~:~::~:~::-
"""
_ZOOM = """
Jane Ferris is inviting you to a scheduled Zoom meeting.

Join Zoom Meeting
https://quillstone.zoom.us/j/93485711234?pwd=x

Meeting ID: 934 8571 1234
Passcode: 123456

---

One tap mobile
+16469313860,,93485711234#,,,,*123456# US
+13017158592,,93485711234#,,,,*123456# US (Washington DC)

---

Dial by your location
• +1 646 931 3860 US
• +44 203 481 5237 United Kingdom

Find your local number: https://quillstone.zoom.us/u/kc1
"""
_WEBEX = """
Join from the meeting link
https://brightwater.webex.com/brightwater/j.php?MTID=m1

Join by meeting number
Meeting number (access code): 2550 123 4567
Meeting password: x

Tap to join from a mobile device (attendees only)
+1-408-418-9388,,25501234567## United States Toll

Join by phone
+1-408-418-9388 United States Toll
+44-20-7660-8149 United Kingdom Toll
"""
_APPENDED = {"meet": _MEET, "zoom": _ZOOM, "teams": _TEAMS, "teams-de": _TEAMS_DE, "webex": _WEBEX, "google": _MEET}
_PRODUCTS = {
    "outlook": "Microsoft Exchange Server 2010",
    "apple": "-//Apple Inc.//macOS 15.1//EN",
    "greenhouse": "-//Greenhouse Software//Interview//EN",
    "webex": "-//Microsoft Corporation//Outlook 10.0 MIMEDIR//EN",
}


def file_of(case: Mapping[str, Any]) -> tuple[str, bytes]:
    """The ending and the bytes of the file that holds the case."""
    if case["form"] == "mail":
        return ".eml", _mail(case).as_bytes()
    if case["form"] == "json":
        return ".json", json.dumps(_resource(case), ensure_ascii=False).encode()
    return ".ics", "".join(map(_folded, _lines(case))).encode()


def my_addresses(case: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(case.get("emails", (parseaddr(ME)[1],)))


def _myself(case: Mapping[str, Any]) -> str:
    return f"Robin Vale <{my_addresses(case)[0]}>"


def _attendees(case: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Each guest, their answer, whether they are optional."""
    if not case.get("alone"):
        guests = [case.get("me_as", _myself(case)), *case.get("guests", ())]
        answers = ["ACCEPTED" if case.get("accepted") else "NEEDS-ACTION", *["NEEDS-ACTION"] * len(guests)]
        yield from ((guest, answer, False) for guest, answer in zip(guests, answers, strict=False))
        yield from ((guest, "NEEDS-ACTION", True) for guest in case.get("optional", ()))
        yield from ((guest, "DECLINED", False) for guest in case.get("declined", ()))


def _text(case: Mapping[str, Any]) -> str:
    return case.get("text", "").strip() + _APPENDED.get(case["form"], "")


# --- iCalendar -----------------------------------------------------------------------------------------------


def _lines(case: Mapping[str, Any]) -> Iterator[str]:
    form = case["form"]
    exchange = form in ("outlook", "teams", "teams-de")
    yield from (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{case.get('prodid', _PRODUCTS.get(form, _google(exchange)))}",
    )
    if form != "apple":
        yield f"METHOD:{case.get('method', 'REQUEST')}"
    yield "BEGIN:VEVENT"
    yield from _times(case, exchange)
    yield from (f"UID:{_slug(case)}@{form}.example", "DTSTAMP:20310220T080000Z", "SEQUENCE:0")
    if "host" in case:
        yield f"ORGANIZER{_common_name(case['host'])}:mailto:{_address(case['host'])}"
    for guest, answer, optional in _attendees(case):
        role = "OPT-PARTICIPANT" if optional else "REQ-PARTICIPANT"
        yield f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE={role};PARTSTAT={answer}{_common_name(guest)}:mailto:{_address(guest)}"
    yield f"SUMMARY{';LANGUAGE=en-GB' if exchange else ''}:{_escaped(case['title'])}"
    text = _text(case)
    if text:
        yield f"DESCRIPTION:{_escaped(text)}"
    if text and exchange:
        body = html.escape(text).replace("\n", "<br>")
        yield f"X-ALT-DESC;FMTTYPE=text/html:{_escaped(f'<html><body><p>{body}</p></body></html>')}"
    if case.get("location"):
        yield f"LOCATION:{_escaped(case['location'])}"
    if case.get("recurring"):
        yield "RRULE:FREQ=WEEKLY;COUNT=40"
    yield f"STATUS:{'CANCELLED' if case.get('method') == 'CANCEL' else 'CONFIRMED'}"
    yield from ("END:VEVENT", "END:VCALENDAR")


def _google(exchange: bool) -> str:
    return "Microsoft Exchange Server 2010" if exchange else "-//Google Inc//Google Calendar 70.9054//EN"


def _times(case: Mapping[str, Any], exchange: bool) -> Iterator[str]:
    end = START + timedelta(minutes=case.get("minutes", 45))
    if case.get("all_day"):
        yield from (f"DTSTART;VALUE=DATE:{START:%Y%m%d}", f"DTEND;VALUE=DATE:{START + timedelta(days=1):%Y%m%d}")
    elif exchange:  # a Windows zone, and no VTIMEZONE to explain it
        zone = "TZID=W. Europe Standard Time"
        yield from (f"DTSTART;{zone}:{START:%Y%m%dT%H%M%S}", f"DTEND;{zone}:{end:%Y%m%dT%H%M%S}")
    else:
        yield from (f"DTSTART:{START:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}")


def _slug(case: Mapping[str, Any]) -> str:
    return "".join(char if char.isalnum() else "-" for char in case["name"].lower())


def _address(person: str) -> str:
    return person.rpartition("<")[2].rstrip(">")


def _name(person: str) -> str:
    return person.rpartition("<")[0].strip()


def _common_name(person: str) -> str:
    """Google writes the address for want of a name; whoever has a comma or colon in the name quotes it."""
    name = _name(person) or _address(person)
    return f';CN="{name}"' if any(char in name for char in ",:;") else f";CN={name}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """RFC 5545 3.1: at most 75 octets, which may well cut a character's bytes from each other's line."""
    pieces = []
    while len(line.encode()) > 73:
        cut = 73
        while len(line[:cut].encode()) > 73:
            cut -= 1
        pieces.append(line[:cut])
        line = " " + line[cut:]
    return "\r\n".join([*pieces, line]) + "\r\n"


# --- mail ----------------------------------------------------------------------------------------------------


def _mail(case: Mapping[str, Any]) -> EmailMessage:
    """The mail, with the invitation as a part or an attached file if one goes along."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = case["from"], _myself(case), case["subject"]
    mail["Date"] = "Tue, 25 Feb 2031 10:00:00 +0000"
    mail["Message-ID"] = f"<{_slug(case).encode('ascii', 'ignore').decode()}@mail.example>"
    mail.set_content(case["body"].strip() + "\n")
    if "calendar" in case:
        method = case.get("method", "REQUEST")
        raw = "".join(map(_folded, _lines({**case, "form": case.get("program", "google")})))
        if case["calendar"] == "part":
            mail.add_alternative(raw, subtype="calendar", params={"method": method})
        else:
            mail.add_attachment(raw.encode(), maintype="application", subtype="ics", filename="invite.ics")
    return mail


# --- the Calendar API ----------------------------------------------------------------------------------------


def _resource(case: Mapping[str, Any]) -> dict[str, Any]:
    end = START + timedelta(minutes=case.get("minutes", 45))
    day = {"start": {"date": f"{START:%Y-%m-%d}"}, "end": {"date": f"{START + timedelta(days=1):%Y-%m-%d}"}}
    clock = {"start": {"dateTime": START.isoformat()}, "end": {"dateTime": end.isoformat()}}
    mine = my_addresses(case)
    found: dict[str, Any] = {
        "kind": "calendar#event",
        "id": "case0event",
        "iCalUID": f"{_slug(case)}@google.com",
        "status": "cancelled" if case.get("method") == "CANCEL" else "confirmed",
        "summary": case["title"],
        "eventType": case.get("kind", "default"),
        **(day if case.get("all_day") else clock),
    }
    if case.get("text"):
        found["description"] = case["text"].strip()
    if "host" in case:
        found["organizer"] = _who(case["host"], mine)
    attendees = [
        _who(guest, mine)
        | {"responseStatus": "declined" if answer == "DECLINED" else "needsAction"}
        | ({"optional": True} if optional else {})
        | ({"resource": True} if "@resource." in guest else {})
        for guest, answer, optional in _attendees(case)
    ]
    if attendees:
        found["attendees"] = attendees
    if case.get("guests_hidden"):
        found |= {"guestsCanSeeOtherGuests": False, "attendeesOmitted": True}
    return found


def _who(person: str, mine: tuple[str, ...]) -> dict[str, Any]:
    named = {"displayName": _name(person)} if _name(person) else {}
    itself = {"self": True} if _address(person) in mine else {}
    return {"email": _address(person), **named, **itself}
