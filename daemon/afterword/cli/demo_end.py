"""How the demonstration ends: the timeline, a draft and a call as they lie in their files, and where to look."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from afterword.cli.demo_page import Page
from afterword.cli.story import when
from afterword.core.model import NudgeKind, NudgeState, ProcessState
from afterword.demo import world

if TYPE_CHECKING:
    from afterword.demo.events import Shown
    from afterword.demo.files import Files
    from afterword.overview import Overview, ProcessView

_FROM, _UNTIL = date(2026, 3, 2), date(2026, 4, 7)
_INTERVIEW, _THANKS, _CALL, _AHEAD = "●", "✉", "☎", "○"
_ENDINGS = {
    ProcessState.OFFER: "★",
    ProcessState.REJECTED: "✗",
    ProcessState.ANSWERED: "✓",
    ProcessState.CLOSED: "–",
}
_STYLES = {
    _INTERVIEW: "bold magenta",
    _CALL: "bold green",
    _AHEAD: "green",
    "★": "bold yellow",
    "✗": "red",
    "✓": "cyan",
}
_LABEL = 17
Changed = dict[str, tuple[date, ProcessState]]


def timeline(view: Overview, changed: Changed, page: Page) -> None:
    """Every employer on a line of its own, a column for each day."""
    rows = sorted(view.processes, key=lambda process: min(round_.start for round_ in process.rounds))
    width = max(len(process.employer.name) for process in rows) + 2
    page.heading("The month, a column for each day")
    page.chart([_weeks(width)])
    page.chart(_row(process, changed, width) for process in rows)
    page.words(
        f"{_INTERVIEW} interview  {_CALL} call  {_AHEAD} call to come  ✓ answer  ✗ rejection  ★ offer  – closed  "
        f"{_THANKS} thank-you sent",
        "dim",
    )


def _days() -> Iterator[date]:
    day = _FROM
    while day <= _UNTIL:
        yield day
        day += timedelta(days=1)


def _weeks(width: int) -> Sequence[tuple[str, str]]:
    """The dates of the Mondays, above their columns."""
    mondays = "".join(f"{day.day:<7}" for day in _days() if day.weekday() == 0)
    return [(" " * width + mondays, "dim")]


def _row(process: ProcessView, changed: Changed, width: int) -> Sequence[tuple[str, str]]:
    signs = _signs(process, changed)
    cells = [
        (signs.get(day, " " if day.weekday() > 4 else "·"), _STYLES.get(signs.get(day, ""), "dim")) for day in _days()
    ]
    return [(process.employer.name.ljust(width), "bold"), *cells, (f"  {_standing(process)}", "")]


def _signs(process: ProcessView, changed: Changed) -> dict[date, str]:
    """What is shown on which day: an interview covers a call, an ending covers both."""
    signs: dict[date, str] = {}
    zone = ZoneInfo(world.ZONE)
    for nudge in (nudge for round_ in process.rounds for nudge in round_.nudges if nudge.kind is NudgeKind.CALL):
        if nudge.due and nudge.state in (NudgeState.DONE, NudgeState.PLACED):
            sign = _CALL if nudge.state is NudgeState.DONE else _AHEAD
            signs[nudge.due.astimezone(zone).date()] = sign
    for round_ in process.rounds:
        signs[round_.start.astimezone(zone).date()] = _INTERVIEW
    day, state = changed.get(process.id, (None, process.state))
    if day and state in _ENDINGS:
        signs[day] = _ENDINGS[state]
    return signs


def _standing(process: ProcessView) -> str:
    nudges = [nudge for round_ in process.rounds for nudge in round_.nudges]
    thanks = sum(nudge.kind is NudgeKind.THANK_YOU and nudge.state is NudgeState.SENT for nudge in nudges)
    calls = sum(nudge.kind is NudgeKind.CALL and nudge.state is NudgeState.DONE for nudge in nudges)
    counts = [f"{count} {sign}" for count, sign in ((thanks, _THANKS), (calls, _CALL)) if count]
    return f"{process.state.value:<10}{'  '.join(counts)}".rstrip()


# --- one draft, one call -----------------------------------------------------------------------------------------


def draft(path: Path, message: EmailMessage, root: Path, page: Page) -> None:
    """A draft, as its file reads: the headers that matter, and the body."""
    page.heading(f"A draft, in {_short(path.parent, root)}: open it in your mail program, then press Send or delete it")
    headers = [(name, str(message[name])) for name in ("To", "Subject")]
    page.rows([*headers, ("", ""), ("", str(message.get_content()).strip())], _LABEL)


def call(entry: Shown, root: Path, folder: Path, page: Page) -> None:
    """A call, as its file reads: title, time and alarms, then its text with each heading beside its paragraph."""
    page.heading(f"A call, in {_short(folder, root)}: it goes by itself when they answer")
    alarms = " and ".join(f"{_length(alarm)}" for alarm in entry.alarms)
    page.rows(
        [("", entry.title), ("", f"{when(entry.start, world.ZONE)} to {entry.end:%H:%M}, with alarms {alarms} before")],
        _LABEL,
    )
    page.rows(_sections(entry.text), _LABEL)


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """The paragraphs, those with a heading in capitals with it as their label."""
    for paragraph in text.strip().split("\n\n"):
        first, _, rest = paragraph.partition("\n")
        yield (first, rest) if rest and first.partition("(")[0].isupper() else ("", paragraph)


def _length(alarm: timedelta) -> str:
    minutes = int(alarm.total_seconds() // 60)
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"


# --- where to look -----------------------------------------------------------------------------------------------


def where(files: Files, page: Page) -> None:
    """Where the files lie, what to try with them, how to be rid of them."""
    root = shlex.quote(str(files.root))
    page.heading(f"Everything lies in {files.root}, real files for any mail and calendar program. Try:")
    page.commands(
        [
            f"{_program()} status --config {root}/config.toml",
            f"{_program()} explain kestrel-robotics --config {root}/config.toml",
            f"mutt -f {root}/mail/.Drafts",
            f"khal -c {root}/khal.conf list 02.03.2026 40d",
            f"rm -r {root}",
        ]
    )


def _program() -> str:
    """How to call Afterword from here: by its name if it is on the path, else as it was called."""
    if shutil.which("afterword"):
        return "afterword"
    called = Path(sys.argv[0])
    return shlex.quote(str(called)) if called.name == "afterword" else f"{shlex.quote(sys.executable)} -m afterword"


def _short(path: Path, root: Path) -> str:
    return str(path.relative_to(root))
