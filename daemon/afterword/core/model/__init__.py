"""The nouns of Afterword as frozen values: what is seen, what is understood, what ought to be, what is done.

Three kinds of type per noun, never one class that plays all three. Every `datetime` here is aware; a
"local date" is always the date in the zone named beside it. Nothing in this module computes more than a
property; judgement lives in its neighbours.
"""

from __future__ import annotations

from afterword.core.model.done import Action, Alarm, Draft, Entry, Intent, Transition
from afterword.core.model.kept import Busy, Facts, Filing, Record, RecordState, Verb, Word
from afterword.core.model.owed import Medium, Nudge, NudgeKind, NudgeState, Process, ProcessState, Question, Round
from afterword.core.model.people import Employer, Evidence, Me, Person, Phone
from afterword.core.model.seen import (
    LONGEST_TEXT,
    DeliveryReport,
    Event,
    EventStatus,
    Folder,
    Guest,
    Message,
    PartStat,
)
from afterword.core.model.understood import Automatic, Interview, Letter, Nature, Reading, Says, Stage, Verdict

__all__ = [
    "LONGEST_TEXT",
    "Action",
    "Alarm",
    "Automatic",
    "Busy",
    "DeliveryReport",
    "Draft",
    "Employer",
    "Entry",
    "Event",
    "EventStatus",
    "Evidence",
    "Facts",
    "Filing",
    "Folder",
    "Guest",
    "Intent",
    "Interview",
    "Letter",
    "Me",
    "Medium",
    "Message",
    "Nature",
    "Nudge",
    "NudgeKind",
    "NudgeState",
    "PartStat",
    "Person",
    "Phone",
    "Process",
    "ProcessState",
    "Question",
    "Reading",
    "Record",
    "RecordState",
    "Round",
    "Says",
    "Stage",
    "Transition",
    "Verb",
    "Verdict",
    "Word",
]
