"""Time passes: what happens is written to the files, and a cycle runs at every interesting moment and in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from afterword import app
from afterword.config import Config
from afterword.core.model import Medium, NudgeKind, RecordState, Verb
from afterword.demo import world
from afterword.demo.files import Files
from afterword.demo.world import Accepts, Appears, Deletes, Edits, Happening, Mail, Moves, Says, Sends
from afterword.engine.cycle import Outcome

_LOOKS = (time(8), time(12), time(18))
_STANDING = (RecordState.PLACED, RecordState.EDITED)


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that came about: the file in which it shows (None if there is none), the id that was spoken of."""

    what: Happening
    file: Path | None = None
    target: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment at which a cycle ran: what had come about since the one before, and what the cycle made of it."""

    now: datetime
    happened: tuple[Happened, ...]
    outcome: Outcome


def month(files: Files, config: Config) -> Iterator[Moment]:
    """The month, moment by moment; the files and the memory are as of a moment when it is handed out."""
    ahead = sorted(world.HAPPENINGS, key=lambda one: one.at)
    now = world.BEGINS
    outcome: Outcome | None = None
    while True:
        due = [one for one in ahead if one.at <= now]
        del ahead[: len(due)]
        happened = tuple([_bring_about(one, files, config, outcome) for one in due])
        outcome = app.cycle(config, now=now)
        yield Moment(now, happened, outcome)
        if now >= world.ENDS:
            return
        now = _next(now, ahead, outcome)


def _next(now: datetime, ahead: list[Happening], outcome: Outcome) -> datetime:
    """When to look again: as something happens, as a meeting or one of our own entries ends, else thrice a day."""
    meetings = [one.meeting.end for one in world.HAPPENINGS if isinstance(one, Appears | Mail) and one.meeting]
    entries = [
        record.live_start + (record.end - record.start)
        for record in outcome.plan.records.values()
        if record.medium is Medium.ENTRY
        and record.state in _STANDING
        and record.live_start
        and record.start
        and record.end
    ]
    moments = [one.at for one in ahead] + meetings + entries + [*_looks(now), world.ENDS]
    return min(moment for moment in moments if moment > now)


def _looks(now: datetime) -> Iterator[datetime]:
    zone = ZoneInfo(world.ZONE)
    today = now.astimezone(zone).date()
    for day in (today, today + timedelta(days=1)):
        yield from (datetime.combine(day, clock, zone) for clock in _LOOKS)


def _bring_about(one: Happening, files: Files, config: Config, outcome: Outcome | None) -> Happened:
    match one:
        case Mail():
            return Happened(one, files.deliver(one))
        case Appears():
            return Happened(one, files.appear(one.meeting, one.at))
        case Says():
            return Happened(one, target=app.say(config, Verb(one.verb), _target(one, outcome), one.text))
        case Accepts():
            return Happened(one, files.accept(one.meeting, one.at))
        case _:
            files.read_inbox()
            return Happened(one, _your_doing(one, files))


def _your_doing(one: Sends | Deletes | Edits | Moves, files: Files) -> Path | None:
    match one:
        case Sends():
            for address in one.to:
                files.file_as_sent(address, one.at)
        case Deletes():
            files.delete(one.to)
        case Edits():
            return files.edit(one.to, one.line, one.at)
        case Moves():
            return files.move(one.name, one.to)
    return None


def _target(says: Says, outcome: Outcome | None) -> str:
    """The id that you would read off `afterword status`: the thank-you to a person, or what was named."""
    nudges = outcome.plan.nudges if outcome and says.person else ()
    thanks = [one.key for one in nudges if one.kind is NudgeKind.THANK_YOU and one.person.email == says.person]
    return thanks[-1] if thanks else says.target
