"""Six weeks lived through day by day on real folders, judged by what lies in the files alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from tests.engine.world import ME, ZONE, World, at

from afterword.core.model import Verb, Word

JANE = "jane@acme-robotics.example"
BOB = "bob@acme-robotics.example"
PANEL = (("Jane Doe", JANE), ("Bob Ray", BOB))
INTERVIEW = at("2026-03-03")
AFTERWARDS = at("2026-03-03", "12:00")
REJECTION = "Hi Robin,\n\nwe have decided to go with another candidate.\n\nJane"


@dataclass(frozen=True)
class Appointment:
    """One of our entries, as a calendar program reads it."""

    title: str
    start: datetime
    end: datetime
    path: Path

    @property
    def is_call(self) -> bool:
        return self.title.startswith("Call ")

    @property
    def whom(self) -> str:
        return self.title.rpartition(" (")[0]


@dataclass
class Life:
    """A world that is lived through cycle by cycle; every cycle is checked against the promises."""

    world: World

    def cycle(self, now: datetime) -> None:
        theirs = self._theirs()
        self.world.cycle(now)
        assert self._theirs() == theirs, "only what Afterword made is touched"
        left = self._ours()
        again = self.world.cycle(now)
        assert not again.performed, [announced.intent for announced in again.intents]
        assert self._ours() == left, "a second cycle changes nothing"
        self._nothing_is_doubled()

    def days(
        self, first: str, last: str, *hours: int, every: int = 1, each: Callable[[datetime], None] | None = None
    ) -> None:
        """Cycles at these hours of every so many days; `each` says what happens right before each of them."""
        day = at(first, "00:00")
        while day <= at(last, "00:00"):
            for hour in hours or (9, 18):
                local = day.astimezone(ZoneInfo(ZONE)).date()
                now = datetime.combine(local, time(hour, 7), ZoneInfo(ZONE)).astimezone(UTC)
                if each:
                    each(now)
                self.cycle(now)
            day = at((day.astimezone(ZoneInfo(ZONE)) + timedelta(days=every)).date().isoformat(), "00:00")

    def appointments(self) -> list[Appointment]:
        return [
            Appointment(str(event["SUMMARY"]), event["DTSTART"].dt, event["DTEND"].dt, path)
            for path in sorted(self.world.follow_ups.glob("*.ics"))
            for event in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
        ]

    def upcoming_calls(self, now: datetime) -> list[Appointment]:
        return [one for one in self.appointments() if one.is_call and one.start > now]

    def standing_calls(self) -> list[datetime]:
        return sorted(one.start for one in self.appointments() if one.is_call)

    def recipients(self) -> list[str]:
        return sorted(_address(draft) for draft in self.world.drafts())

    def say(self, now: datetime, verb: Verb, target: str, text: str = "") -> None:
        store = self.world.store()
        try:
            with store.transaction():
                store.say(Word(now, verb, target, text))
        finally:
            store.close()

    def _theirs(self) -> dict[str, tuple[bytes, int]]:
        """Every file that is not Afterword's own, with its date."""
        roots = (self.world.mail, self.world.calendar)
        files = [path for root in roots for path in root.rglob("*") if path.is_file()]
        return {
            str(path): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in files
            if ".Drafts" not in path.parts or (path.parent.name == "cur" and not _key(path))
        }

    def _ours(self) -> dict[str, bytes]:
        roots = (self.world.mail / ".Drafts" / "cur", self.world.follow_ups)
        return {str(path): path.read_bytes() for root in roots if root.exists() for path in root.iterdir()}

    def _nothing_is_doubled(self) -> None:
        drafts = [_key(path) for path in (self.world.mail / ".Drafts" / "cur").iterdir()]
        sent = {_key(path) for path in (self.world.mail / ".Sent" / "cur").iterdir()} - {""}
        assert len(drafts) == len(set(drafts)), "one draft for one key"
        assert not sent & set(drafts), "what was sent is not among the drafts"
        calls = [one for one in self.appointments() if one.is_call]
        for whom in {one.whom for one in calls}:
            starts = sorted(one.start for one in calls if one.whom == whom)
            assert all(later - earlier >= timedelta(days=7) for earlier, later in pairwise(starts))
        assert all(one.end - one.start == timedelta(minutes=15) for one in calls)


def _message(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    if not isinstance(message, EmailMessage):
        raise TypeError(path)
    return message


def _key(path: Path) -> str:
    return str(_message(path)["X-Afterword-Key"] or "")


def _address(message: EmailMessage) -> str:
    return str(message["To"] or "").rpartition("<")[2].rstrip(">")


@pytest.fixture
def life(tmp_path: Path) -> Life:
    return Life(World(tmp_path))


def _panel(life: Life, start: datetime = INTERVIEW, *, uid: str = "panel", sequence: int = 0) -> Path:
    return life.world.interview(start, *PANEL, uid=uid, title="Panel interview at Acme Robotics", sequence=sequence)


def _draft_to(life: Life, address: str) -> Path:
    folder = life.world.mail / ".Drafts" / "cur"
    return next(path for path in folder.iterdir() if _address(_message(path)) == address)


def _sent_copy(life: Life, draft: Path, sent: datetime, *, headers_kept: bool) -> Path:
    """What a mail program files among the sent mail; the draft stays where it is."""
    message = _message(draft)
    if headers_kept:
        message.replace_header("Date", sent)
    else:
        plain = EmailMessage(policy=policy.default)
        for name in ("From", "To", "Subject"):
            plain[name] = str(message[name])
        plain["Date"], plain["Message-ID"] = sent, "<written-anew@mail.example>"
        plain.set_content(message.get_content())
        message = plain
    path = life.world.mail / ".Sent" / "cur" / "1772532000.sent.host,U=7:2,S"
    path.write_bytes(bytes(message))
    return path


def _retimed(path: Path, start: datetime, end: datetime) -> None:
    """An entry dragged by the person in a calendar program."""
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    event = calendar.walk("VEVENT")[0]
    for name, moment in (("DTSTART", start), ("DTEND", end)):
        del event[name]
        event.add(name, moment)
    path.write_bytes(calendar.to_ical())


# --- silence ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("preset", "days"), [("week", [7, 14, 21]), ("patient", [14]), ("two-day", [7, 14, 21])])
def test_six_silent_weeks_bring_the_calls_of_the_cadence_and_one_draft_each(tmp_path, preset, days):
    life = Life(World(tmp_path, preset))
    _panel(life)
    life.days("2026-03-03", "2026-04-14", 18, every=2)
    assert life.recipients() == [BOB, JANE]
    first = INTERVIEW.astimezone(ZoneInfo(ZONE)).date()
    assert [call.astimezone(ZoneInfo(ZONE)).date() for call in life.standing_calls()] == [
        first + timedelta(days=ahead) for ahead in days
    ]


def test_calls_stay_in_working_hours_when_the_clocks_change(life):
    life.world.interview(at("2026-03-20", "16:30"), *PANEL)
    life.days("2026-03-20", "2026-04-17", 18, every=2)
    local = [call.astimezone(ZoneInfo(ZONE)) for call in life.standing_calls()]
    assert len(local) == 3
    assert all(call.weekday() < 5 and time(9) <= call.time() <= time(16, 45) for call in local)


def test_where_no_number_is_known_the_same_day_cadence_follows_up_by_mail(tmp_path):
    life = Life(World(tmp_path, "same-day"))
    life.world.interview(INTERVIEW)
    life.days("2026-03-03", "2026-03-04", 12, 18)
    life.world.send_draft(JANE)
    life.days("2026-03-05", "2026-03-11", 9, 10, 11, 18)
    assert life.recipients() == [JANE]
    assert not life.standing_calls()


# --- what the person does --------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers_kept", [True, False])
def test_a_sent_draft_whose_copy_stayed_among_the_drafts_goes_and_is_never_written_again(life, headers_kept):
    _panel(life)
    life.cycle(AFTERWARDS)
    _sent_copy(life, _draft_to(life, JANE), AFTERWARDS + timedelta(hours=1), headers_kept=headers_kept)
    for hours in range(2, 8):
        life.cycle(AFTERWARDS + timedelta(hours=hours))
        assert life.recipients() == [BOB]


def test_a_draft_that_was_taken_back_and_sent_all_the_same_is_not_written_a_second_time(life):
    _panel(life)
    life.cycle(AFTERWARDS)
    open_in_an_editor = _draft_to(life, JANE).read_bytes()
    _panel(life, at("2026-03-05"), sequence=1)
    life.cycle(AFTERWARDS + timedelta(hours=1))
    assert life.recipients() == []
    (life.world.mail / ".Sent" / "cur" / "1772532000.sent.host:2,S").write_bytes(open_in_an_editor)
    life.days("2026-03-04", "2026-03-07")
    assert life.recipients() == [BOB]


def test_a_draft_that_a_sync_tool_renames_is_the_same_draft(life):
    _panel(life)
    life.cycle(AFTERWARDS)
    for number, path in enumerate(list((life.world.mail / ".Drafts" / "cur").iterdir())):
        path.rename(path.parent / f"17_{number}.1234.host,U={number},FMD5=ab12:2,DS")
    life.days("2026-03-04", "2026-03-12", 12, every=2)
    assert life.recipients() == [BOB, JANE]


def test_a_call_that_was_moved_stays_there_and_the_next_is_a_week_after_it(life):
    _panel(life)
    life.cycle(AFTERWARDS)
    moved = at("2026-03-12", "14:00")
    _retimed(life.appointments()[0].path, moved, moved + timedelta(minutes=15))
    life.days("2026-03-04", "2026-04-10", 12, every=3)
    calls = life.standing_calls()
    assert calls[0] == moved
    assert len(calls) == 3


def test_a_call_that_was_made_longer_is_not_cut_back(life):
    _panel(life)
    life.world.cycle(AFTERWARDS)
    call = life.appointments()[0]
    _retimed(call.path, call.start, call.start + timedelta(minutes=45))
    mine = call.path.read_bytes()
    life.say(AFTERWARDS + timedelta(minutes=1), Verb.NOTE, "acme-robotics.1", "how the team shares the on-call load")
    life.world.cycle(AFTERWARDS + timedelta(hours=1))
    assert call.path.read_bytes() == mine


def test_a_call_made_early_counts_once_and_the_next_one_stays_where_it_was_put(life):
    _panel(life)
    life.cycle(AFTERWARDS)
    life.say(at("2026-03-05", "12:00"), Verb.CALLED, "acme-robotics")
    life.cycle(at("2026-03-05", "12:01"))
    planned = life.standing_calls()
    assert len(planned) == 1
    assert planned[0] >= at("2026-03-12", "12:00")
    for hour in range(13, 18):
        life.cycle(at("2026-03-05", f"{hour}:00"))
        assert life.standing_calls() == planned


def test_entries_that_vanished_all_at_once_are_not_taken_for_a_no_before_the_person_says_so(life):
    for number, name in enumerate(("Acme", "Globex", "Initech")):
        start = at("2026-03-03", f"{10 + 2 * number}:00")
        life.world.interview(
            start, ("Jane Doe", f"jane@{name.lower()}.example"), title=f"Technical interview at {name}"
        )
    life.cycle(at("2026-03-03", "18:00"))
    gone = {one.path: one.path.read_bytes() for one in life.appointments()}
    assert len(gone) == 3
    for path in gone:
        path.unlink()
    # The reminders that come due meanwhile make the folder look alive.
    life.world.cycle(at("2026-03-04", "08:00"))
    life.world.cycle(at("2026-03-04", "09:00"))
    for path, content in gone.items():
        path.write_bytes(content)
    life.world.cycle(at("2026-03-04", "10:00"))
    life.world.receive(at("2026-03-04", "11:00"), REJECTION, sender="Jane Doe <jane@globex.example>")
    life.world.cycle(at("2026-03-04", "12:00"))
    assert len(life.standing_calls()) == 2


# --- what the employer does ------------------------------------------------------------------------------------


def test_an_interview_moved_again_and_again_is_thanked_for_once(life):
    _panel(life)

    def moves(now: datetime) -> None:
        for sequence, (on, to) in enumerate((("2026-03-02", "2026-03-04"), ("2026-03-03", "2026-03-05")), 1):
            if at(on, "00:00") <= now < at(on, "12:00"):
                _panel(life, at(to, "14:00"), sequence=sequence)
        if at("2026-03-08", "00:00") <= now < at("2026-03-08", "12:00"):
            (life.world.calendar / "panel.ics").rename(life.world.calendar / "5f1c-renamed-by-a-sync-tool.ics")

    life.days("2026-03-01", "2026-03-10", each=moves)
    assert life.recipients() == [BOB, JANE]


def test_an_answer_written_before_the_booked_hour_is_over_ends_the_wait(life):
    _panel(life)
    text = "Hi Robin,\n\nthanks for today! We would like to invite you to the next round. When are you free?\n\nJane"
    life.world.receive(at("2026-03-03", "10:45"), text)
    life.cycle(AFTERWARDS)
    assert not life.standing_calls()
    assert life.recipients() == [BOB, JANE]


@pytest.mark.parametrize(
    ("text", "not_before"),
    [
        ("Thanks, Robin. We'll tell you by Friday.", "2026-03-09"),
        ("Wir melden uns bis Ende nächster Woche bei Ihnen.", "2026-03-16"),
        ("Nous vous donnerons une réponse avant le 20 mars.", "2026-03-20"),
        ("We expect to make a decision by March 20.", "2026-03-23"),
    ],
)
def test_no_call_before_the_date_that_was_named(life, text, not_before):
    _panel(life)
    life.cycle(AFTERWARDS)
    life.world.receive(at("2026-03-04", "15:00"), text)
    life.days("2026-03-05", "2026-04-02", 12, every=4)
    calls = life.standing_calls()
    assert calls
    assert calls[0] >= at(not_before, "09:00")


def test_noise_leaves_the_call_and_the_rejection_after_it_takes_it_away(life):
    _panel(life)
    life.cycle(AFTERWARDS)
    day = at("2026-03-04", "10:00")
    away = "I am out of the office with no access to mail."
    life.world.receive(day, away, Subject="Automatic reply: Thank you", Auto_Submitted="auto-replied")
    news = {"List_Unsubscribe": "<https://acme-robotics.example/u>", "Precedence": "bulk", "Subject": "Our spring news"}
    life.world.receive(day, "All that is new.", sender="News <news@acme-robotics.example>", **news)
    life.world.receive(day, "Jane Doe has accepted this invitation.", Subject="Accepted: Panel interview")
    life.cycle(day + timedelta(hours=1))
    assert len(life.upcoming_calls(day)) == 1
    life.world.receive(day + timedelta(days=1), REJECTION)
    life.cycle(day + timedelta(days=1, hours=1))
    assert life.upcoming_calls(day) == []


def test_an_invitation_known_from_mail_alone_follows_its_updates(life):
    event = _panel(life).read_bytes()
    (life.world.calendar / "panel.ics").unlink()

    def invited(sent: datetime, content: bytes) -> None:
        message = EmailMessage(policy=policy.default)
        message["From"], message["To"], message["Subject"] = f"Jane Doe <{JANE}>", ME, "Panel interview"
        message["Date"], message["Message-ID"] = sent, f"<{sent:%d%H}@acme-robotics.example>"
        message.set_content("See the invitation.")
        message.add_alternative(content.decode(), subtype="calendar", params={"method": "REQUEST"})
        (life.world.mail / "new" / f"{int(sent.timestamp())}.host").write_bytes(bytes(message))

    request = event.replace(b"VERSION:2.0", b"VERSION:2.0\r\nMETHOD:REQUEST")
    invited(at("2026-03-01"), request)
    life.cycle(at("2026-03-02"))
    later = request.replace(b"SEQUENCE:0", b"SEQUENCE:2").replace(b"20260303T", b"20260305T")
    invited(at("2026-03-02", "15:00"), later)
    life.days("2026-03-03", "2026-03-04")
    assert life.recipients() == []
    life.days("2026-03-05", "2026-03-06")
    assert life.recipients() == [BOB, JANE]


def test_a_second_round_supersedes_the_call_and_thanks_again(life):
    _panel(life)

    def invites(now: datetime) -> None:
        if now.date() == at("2026-03-06").date():
            life.world.interview(
                at("2026-03-12"), ("Jane Doe", JANE), uid="final", title="Final interview at Acme Robotics"
            )

    life.days("2026-03-03", "2026-03-14", each=invites)
    assert life.recipients() == [BOB, JANE, JANE]
    assert all(call >= at("2026-03-19", "09:00") for call in life.standing_calls())
