"""What the words about one nudge are made from: the nudge, what is known around it, and who is speaking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from afterword.core.model import Nudge, Person, Process, Round
from afterword.core.planning.matters import Matter


@dataclass(frozen=True, slots=True)
class Profile:
    """The person who writes and calls. `email` is the address drafts are written from, `zone` an IANA name."""

    name: str
    email: str
    phone: str = ""
    zone: str = "UTC"
    country: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """The letter a draft answers. Ids without angle brackets; `thread` is the provider's own, "" where unknown.

    `handle` is where the letter stands. `subject` is its subject if somebody still knows it: the draft then repeats it
    after "Re:".
    """

    in_reply_to: str
    references: tuple[str, ...] = ()
    thread: str = ""
    subject: str = ""
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """All that the words about one nudge are made from.

    `round` is the nudge's round. `notes` are the person's own free text about this interviewer, then the round, then
    the process; in a mail to the interviewer they appear word for word. `position` is this interviewer's place among
    the round's interviewers, from 0: the text differs between them. `answer_date` is the date of a rejection, local to
    it. `max_calls` is how often the chosen cadence tries before it gives up. `drafts_waiting` are the names for a
    reminder, "" for an interviewer without one. `alternatives` is whom to try instead for a call. `by_mail` turns a
    follow-up call into a draft. `matters` is what an entry about those says.
    """

    nudge: Nudge
    process: Process
    round: Round
    profile: Profile
    notes: tuple[str, ...] = ()
    position: int = 0
    reply_to: Reply | None = None
    answer_date: date | None = None
    max_calls: int = 3
    drafts_waiting: tuple[str, ...] = ()
    alternatives: tuple[Person, ...] = ()
    by_mail: bool = False
    matters: tuple[Matter, ...] = ()
