"""Puts the Google provider together. Before it is used nothing is asked of Google, nor a library of its loaded."""

from __future__ import annotations

import random
import time

from afterword import clock
from afterword.ports import Calendar, Mailbox, Usage
from afterword.providers.google.allowed import CALENDAR, GMAIL
from afterword.providers.google.calendar import PRIMARY, GoogleCalendar
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
