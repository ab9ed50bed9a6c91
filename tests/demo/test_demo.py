"""The demonstration as a real process: what it claims is what lies in the files, and nothing is done twice or sent."""

from __future__ import annotations

import json
import mailbox
import os
import pty
import re
import signal
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from fence import Ended, Run
from icalendar import Calendar

from afterword import config
from afterword.core.model import Action, NudgeKind
from afterword.demo import world
from afterword.demo.files import Files
from afterword.demo.month import Moment, month

pytestmark = pytest.mark.xdist_group("demo")  # the month is played once for all of them

STATES = {
    "brightwater": "closed",
    "kestrel-robotics": "offer",
    "cobalt-analytics": "rejected",
    "marigold": "answered",
    "fathom-maps": "answered",
    "lantern-bank": "waiting",
}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ended]:
    """One demonstration in a pipe, for all tests that only look at its end: its folder, and what it printed."""
    folder = tmp_path_factory.mktemp("demo")
    ended = subprocess.run(
        [sys.executable, "-m", "afterword", "demo", "--dir", "month"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return folder / "month", ended


@pytest.fixture(scope="module")
def moments(tmp_path_factory: pytest.TempPathFactory) -> list[Moment]:
    """The month as values."""
    files = Files(tmp_path_factory.mktemp("month") / "month")
    files.make()
    return list(month(files, config.load(files.config)))


@pytest.fixture
def processes(played: tuple[Path, Ended], afterword: Run) -> list[dict[str, Any]]:
    told = afterword("status", "--json", "--config", played[0] / "config.toml")
    found: list[dict[str, Any]] = json.loads(told.stdout)["processes"]
    return found


def nudges(processes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [nudge for process in processes for round_ in process["rounds"] for nudge in round_["nudges"]]


# --- what it tells -----------------------------------------------------------------------------------------------


def test_it_tells_the_month_in_a_few_screens_and_ends_well(played: tuple[Path, Ended]) -> None:
    ended = played[1]

    assert (ended.returncode, ended.stderr) == (0, "")
    assert 60 < len(ended.stdout.splitlines()) < 150
    # Commands to copy stay whole, and how long the way to this checkout is says nothing of them.
    told = ended.stdout.replace(sys.executable, ".venv/bin/python")
    assert max(map(len, told.splitlines())) <= 100
    assert "\x1b" not in ended.stdout


@pytest.mark.parametrize(
    "claim",
    [
        r"Careerloop: .* \(bulk mail, no answer\)",
        r"We have received your application” \(automatic, no answer\)",
        r"Dentist, Dr. Weber \(no job interview\)",
        r"User interview: .* \(no job interview\)",
        r"back Mon 16 Mar\) → moved the call to Tue 17 Mar, because Henrik Solberg is away",
        r"→ marked sam.witlock@marigold.example: it does not work",
        r"\? Fathom Maps, 6 March: this may be an interview",
        r"put a reminder on Sat 7 Mar",
        r"took back the call of Tue 10 Mar, because the next round is on Thursday, 12 March",
        r"\(answer: next round\) → took back the call of Thu 12 Mar",
        r"moved the call to Mon 23 Mar, because they decide by Friday, 20 March",
        r"\(answer: rejection\) → took back the call of Tue 17 Mar",
        r"drafted thanks and a request for feedback",
        r"\(answer: offer\) → took back the call of Mon 23 Mar",
        r"put call 3 to Petra Lind on Mon 23 Mar",
        r"closed the file on Brightwater, because no answer",
        r"put call 1 on Tue 7 Apr",
    ],
)
def test_it_tells_the_whole_story(played: tuple[Path, Ended], claim: str) -> None:
    told = re.sub(r"\n(?:[A-Z][a-z]{2} [ \d]\d)? *(?:\d\d:\d\d)? *", " ", played[1].stdout)

    assert re.search(claim, told)


def test_a_second_run_tells_the_same_word_for_word(played: tuple[Path, Ended], afterword: Run) -> None:
    assert afterword("demo", "--dir", "month").stdout == played[1].stdout


# --- what lies there ---------------------------------------------------------------------------------------------


def test_the_employers_stand_where_the_story_left_them(processes: list[dict[str, Any]]) -> None:
    assert {process["id"]: process["state"] for process in processes} == STATES


def test_what_the_person_did_is_what_status_says(processes: list[dict[str, Any]]) -> None:
    thanks = [nudge for nudge in nudges(processes) if nudge["nudge"] == "thank-you"]
    states = {nudge["name"]: nudge["state"] for nudge in thanks}

    assert states == {
        **dict.fromkeys(["Petra Lind", "Jane Okafor", "Amir Haddad", "Ola Nowak", "Miriam Falk"], "sent"),
        **dict.fromkeys(["Henrik Solberg", "Sam Whitlock", "Lena Brandt"], "sent"),
        "Lucía Ferrer": "declined",
        "Noor Aziz": "placed",
        "Greta Zielinski": "placed",
    }


def test_every_nudge_has_a_reason(processes: list[dict[str, Any]]) -> None:
    assert all(nudge["reason"] for nudge in nudges(processes))


def test_the_drafts_are_mails_that_a_mail_program_opens(played: tuple[Path, Ended]) -> None:
    drafts = mailbox.Maildir(played[0] / "mail" / ".Drafts", create=False)

    assert {message["To"] for message in drafts} == {
        "Noor Aziz <noor.aziz@lanternbank.example>",
        "Greta Zielinski <greta.zielinski@lanternbank.example>",
    }
    assert all("D" in message.get_flags() for message in drafts)


def test_the_call_that_is_shown_stands_in_the_calendar(played: tuple[Path, Ended]) -> None:
    entries = [Calendar.from_ical(path.read_bytes()) for path in (played[0] / "calendars" / "follow-ups").glob("*.ics")]
    calls = {str(event["summary"]): event.decoded("dtstart") for each in entries for event in each.walk("VEVENT")}
    shown = calls["Call Noor Aziz at Lantern Bank (follow-up 1 of 3)"]

    assert shown.strftime("%d %b %H:%M") in {"07 Apr 09:00", "07 Apr 10:00"}
    assert "Call Noor Aziz at Lantern Bank (follow-up 1 of 3)" in played[1].stdout


def test_only_the_person_has_sent_anything(played: tuple[Path, Ended]) -> None:
    """What lies among the sent is what the person sent, each once: their two acceptances and the drafts they sent."""
    sent = [message_from_bytes(path.read_bytes()) for path in (played[0] / "mail" / ".Sent" / "cur").iterdir()]
    expected = Counter(address for one in world.HAPPENINGS if isinstance(one, world.Sends) for address in one.to)
    expected.update(one.meeting.organizer.email for one in world.HAPPENINGS if isinstance(one, world.Accepts))  # type: ignore[union-attr] - an invitation has one

    assert Counter(re.findall(r"<(.*?)>", mail["To"])[0] for mail in sent) == expected


# --- what must hold on the way -----------------------------------------------------------------------------------


def test_nobody_is_ever_thanked_twice_for_a_round(moments: list[Moment]) -> None:
    """A draft is written anew for a note, but never stands twice, and never comes back."""
    standing: Counter[tuple[str, str, str]] = Counter()
    for moment in moments:
        for intent in (one.intent for one in moment.outcome.intents):
            name = (intent.nudge.kind, intent.nudge.round, intent.nudge.person.email)
            standing[name] += {Action.CREATE_DRAFT: 1, Action.DELETE_DRAFT: -1}.get(intent.action, 0)
        assert max(standing.values(), default=0) <= 1

    assert sum(standing.values()) == 12


def test_no_two_calls_to_one_employer_stand_within_seven_days(moments: list[Moment]) -> None:
    made: dict[str, list[datetime]] = {}
    for record in moments[-1].outcome.plan.records.values():
        if record.kind is NudgeKind.CALL and record.state in ("done", "placed", "edited") and record.live_start:
            made.setdefault(record.process, []).append(record.live_start)
    gaps = [b - a for calls in made.values() for a, b in zip(sorted(calls), sorted(calls)[1:], strict=False)]

    assert gaps
    assert min(gaps) >= timedelta(days=7)


def test_nothing_goes_wrong_in_any_cycle(moments: list[Moment]) -> None:
    assert [problem for moment in moments for problem in (*moment.outcome.problems, *moment.outcome.failures)] == []


def test_most_cycles_have_nothing_to_do(moments: list[Moment]) -> None:
    idle = [moment for moment in moments if not moment.happened and not moment.outcome.intents]

    assert len(idle) > len(moments) / 2


# --- where it writes ---------------------------------------------------------------------------------------------


def test_a_folder_that_holds_something_is_refused_and_left_alone(afterword: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Dear Jane")
    ended = afterword("demo", "--dir", "mine")

    assert ended.returncode == 2
    assert ended.stderr == "mine is not empty. Name a folder that is empty or does not exist yet.\n"
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_a_file_in_the_place_of_the_folder_is_refused(afterword: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("Dear Jane")

    assert afterword("demo", "--dir", "mine").returncode == 2
    assert (tmp_path / "mine").read_text() == "Dear Jane"


def test_it_touches_neither_configuration_nor_memory_of_the_person(
    played: tuple[Path, Ended], surroundings: Path, afterword: Run, tmp_path: Path
) -> None:
    afterword("demo", env={"TMPDIR": str(tmp_path)})

    assert list(surroundings.rglob("*")) == []


def test_a_temporary_folder_is_replaced_by_the_next_unless_it_is_to_be_kept(afterword: Run, tmp_path: Path) -> None:
    def there() -> set[Path]:
        return set(tmp_path.glob("afterword-demo-*"))

    foreign = tmp_path / "afterword-demo-of-mine"
    foreign.mkdir()
    temporary = {"TMPDIR": str(tmp_path)}
    first = afterword("demo", env=temporary)
    one = there()
    afterword("demo", "--keep", env=temporary)
    two = there()
    afterword("demo", env=temporary)

    assert first.returncode == 0
    assert (len(one), len(two), one <= two) == (2, 3, True)
    assert len(there()) == 2
    assert foreign in there()


def test_interrupting_it_is_no_accident(tmp_path: Path) -> None:
    """On a terminal, where it takes its time: Ctrl-C ends it with exit code 130, and it says where the files lie."""
    controller, terminal = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "afterword", "demo", "--dir", "month"],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        stderr=subprocess.PIPE,
    )
    os.close(terminal)  # so that reading ends when the process does
    try:
        told = b""
        while b"Petra Lind" not in told:
            told += os.read(controller, 4096)
        running.send_signal(signal.SIGINT)
        _, error = running.communicate(timeout=30)
    finally:
        running.kill()
        os.close(controller)

    assert running.returncode == 130
    assert b"Stopped. What was written until now lies in month" in error
    assert b"Traceback" not in error


def test_the_log_says_of_whom_and_what_it_speaks(played: tuple[Path, Ended], afterword: Run) -> None:
    told = afterword("log", "--last", "0", "--config", played[0] / "config.toml").stdout

    assert re.search(
        r"^2026-03-20 16:20  kestrel-robotics +call to Tom Reyes taken out of your calendar: J", told, re.MULTILINE
    )
    assert re.search(r"^2026-03-12 16:00  fathom-maps +heard: you said so$", told, re.MULTILINE)
    assert re.search(r"^\S+ \S+  - +what needs you put into your calendar: ", told, re.MULTILINE)
