"""Composer: a brief becomes a finished draft or calendar entry. Nothing here is sent or stored."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from afterword.core.model import Alarm, Draft, Entry, Medium, NudgeKind, Person
from afterword.words import clean
from afterword.words.brief import Brief, Profile, Reply
from afterword.words.own import texts_of
from afterword.words.texts import Rendered
from afterword.words.values import content, values

CALL_LENGTH = timedelta(minutes=15)
_NO_REPLY = Reply("")
_TEMPLATES = {
    (NudgeKind.THANK_YOU, Medium.DRAFT): "thank-you",
    (NudgeKind.FEEDBACK, Medium.DRAFT): "feedback",
    (NudgeKind.CALL, Medium.DRAFT): "follow-up",
    (NudgeKind.CALL, Medium.ENTRY): "call",
    (NudgeKind.REMINDER, Medium.ENTRY): "reminder",
    (NudgeKind.CLOSING, Medium.ENTRY): "closing",
    (NudgeKind.MATTER, Medium.ENTRY): "matter",
}
_ALARMS = {NudgeKind.CALL: (60, 10), NudgeKind.REMINDER: (0,), NudgeKind.MATTER: (0,)}


class Composer:
    """Writes what a person reads. The same brief always gives the same words.

    `folder` holds the person's own templates and phrases, which take the place of ours by name; None where there are
    none. They are read and checked here, once: ConfigProblem names every fault with its file and line.
    """

    def __init__(self, profile: Profile, folder: Path | None = None, *, language: str = "en") -> None:
        self.profile = profile
        self._texts = texts_of(language, folder)

    def draft(self, brief: Brief, *, now: datetime, message_id: str) -> Draft:
        """The mail for a thank-you, a request for feedback or a follow-up by mail, dated `now`.

        It goes to the nudge's person and nobody else, or to nobody where no address is known.
        """
        reply, rendered = brief.reply_to or _NO_REPLY, self._rendered(brief)
        return Draft(
            key=brief.nudge.key,
            message_id=message_id,
            date=now,
            sender=Person(clean.name(brief.profile.name), brief.profile.email),
            to=_recipients(brief.nudge.person),
            subject=_answered(reply) or rendered.heading,
            text=rendered.text,
            in_reply_to=reply.in_reply_to,
            references=reply.references,
            thread=reply.thread,
        )

    def entry(self, brief: Brief) -> Entry:
        """The calendar entry for a call, a reminder, a closing or a matter, in the person's own zone.

        Raises ValueError for a nudge that has no start.
        """
        nudge, rendered = brief.nudge, self._rendered(brief)
        if nudge.start is None:
            raise ValueError(f"nudge {nudge.key} has no start, so it can't stand in a calendar")
        return Entry(
            key=nudge.key,
            start=nudge.start,
            end=nudge.end or nudge.start + CALL_LENGTH,
            zone=brief.profile.zone,
            title=rendered.heading,
            text=rendered.text,
            alarms=tuple(Alarm(minutes, rendered.heading) for minutes in _ALARMS.get(nudge.kind, ())),
        )

    def subject(self, brief: Brief) -> str:
        """The subject line that `draft` gives."""
        return self.title(brief)

    def title(self, brief: Brief) -> str:
        """The title that `entry` gives, or the subject that `draft` gives: what the nudge is called."""
        return _answered(brief.reply_to or _NO_REPLY) or self._rendered(brief).heading

    def content(self, brief: Brief) -> str:
        """A digest of the facts the text is made from: another note, name, address or number gives another digest."""
        return content(_template(brief), self._values(brief))

    def _rendered(self, brief: Brief) -> Rendered:
        return self._texts.render(_template(brief), self._values(brief), brief.position)

    def _values(self, brief: Brief) -> dict[str, Any]:
        return values(brief, self._texts.tongue)


def _template(brief: Brief) -> str:
    nudge = brief.nudge
    medium = Medium.DRAFT if brief.by_mail else nudge.medium
    try:
        return _TEMPLATES[nudge.kind, medium]
    except KeyError:
        raise ValueError(f"there are no words for a {nudge.kind} as a {medium}") from None


def _recipients(person: Person) -> tuple[Person, ...]:
    email = clean.address(person.email)
    return (Person(clean.name(person.name), email),) if email else ()


def _answered(reply: Reply) -> str:
    """The subject of an answer, where the subject it answers is known."""
    subject = clean.line(reply.subject, clean.SUBJECT_LENGTH)
    if not subject or subject.casefold().startswith("re:"):
        return subject
    return clean.line(f"Re: {subject}", clean.SUBJECT_LENGTH)
