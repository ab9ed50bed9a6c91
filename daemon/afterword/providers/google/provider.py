"""Puts the Google provider together. Before it is used nothing is asked of Google, nor a library of its loaded."""

from __future__ import annotations

import random
import time
from datetime import datetime
from email.utils import parsedate_to_datetime

from afterword import clock
from afterword.errors import Transient
from afterword.ports import Calendar, Mailbox, Usage
from afterword.providers.google.allowed import CALENDAR, GMAIL
from afterword.providers.google.calendar import PRIMARY, GoogleCalendar
from afterword.providers.google.failures import LATER
from afterword.providers.google.gmail import GmailMailbox
from afterword.providers.google.memory import Memory
from afterword.providers.google.scopes import Login, needed
from afterword.providers.google.session import Session, Timing
from afterword.providers.places import GooglePlaces


def login_of(places: GooglePlaces) -> Login:
    scopes = needed(own_calendar=places.follow_ups != PRIMARY, read_bodies=places.read_bodies)
    return Login(places.credentials, places.token, scopes, places.token_is_ours)


def provided(places: GooglePlaces, memory: Memory, timing: Timing | None) -> tuple[Calendar, Mailbox, Usage]:
    """See `registry.google`. `timing` None: real waiting, and jitter that differs from machine to machine."""
    session = session_of(places, timing)
    calendar = GoogleCalendar(session, memory, places.calendars, places.follow_ups, zone=places.zone, mine=places.mine)
    mailbox = GmailMailbox(session, memory, read_bodies=places.read_bodies, zone=places.zone)
    return calendar, mailbox, session.usage


def session_of(places: GooglePlaces, timing: Timing | None = None) -> Session:
    endpoints = {GMAIL: places.gmail_endpoint, CALENDAR: places.calendar_endpoint}
    return Session(login_of(places), endpoints, timing or Timing(clock.ticks, time.sleep, random.random))


def time_at(places: GooglePlaces) -> datetime:
    """What Google's own clock says, to the second. Nobody needs to be logged in for it."""
    import requests  # noqa: PLC0415 - only who asks Google loads its libraries

    from afterword.providers.google.transport import CONNECT, READ, hush  # noqa: PLC0415 - see above

    hush()
    try:
        answer = requests.head(places.gmail_endpoint, timeout=(CONNECT, READ), allow_redirects=False)
        return parsedate_to_datetime(answer.headers["Date"])
    except (requests.RequestException, KeyError, ValueError) as error:
        raise Transient(f"Google can't be reached ({type(error).__name__}). {LATER}") from error


def zone_of(places: GooglePlaces) -> str:
    """The time zone of the person's calendar."""
    session = session_of(places)
    page = session.read(session.calendar("events").list(calendarId=PRIMARY, maxResults=1))
    return str(page.get("timeZone") or "")
