"""Did a machine write this: auto-replies, out-of-office notes, bounces, receipts, calendar answers, mass mail.

RFC 3834, 3464, 8098 and 5546 where systems keep to them, and what real systems do instead. A header that ordinary
Exchange mail carries too (X-Auto-Response-Suppress) proves nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from afterword.core.language.quoting import own_text, sentences
from afterword.core.language.sentence import Sentence, fold
from afterword.core.mail import marks
from afterword.core.mail.autoreplies import auto_reply
from afterword.core.mail.marks import (
    Finding,
    addresses_reader,
    bare_subject,
    evidence,
    find,
    is_reply,
    listed,
    local_part,
    without_helpdesk_line,
)
from afterword.core.mail.stand_ins import ADDRESS
from afterword.core.mail.writers import weighed
from afterword.core.model import Automatic, Message, Nature
from afterword.core.people.domains import is_scheduler

_ANY_PREFIX = re.compile(r"^\s{0,4}(?P<prefix>[^:：]{1,40}?)\s{0,2}[:：]")
# The reply of a mail server that refuses for good (RFC 5321 4.2, RFC 3463): "550 - no such user", "5.1.1".
_SMTP_STATUS = re.compile(r"(?<![\d.])(?:55[0-4][ -]|#?5\.[0-7]\.\d{1,3}(?![\d.]))")
_SHORT = 1_200
_OPENING = 6
_RELAYED = 3


def is_reminder(message: Message) -> bool:
    """Whether the subject announces what is agreed already, or a scheduler confirms what the person booked there."""
    subject = Sentence.of(message.subject[:300])
    booked = is_scheduler(message.sender.domain) and find("booking_subjects", subject)
    return booked or (not is_reply(message.subject) and find("reminder_subjects", subject))


def recalls(message: Message, text: Sequence[Sentence]) -> bool:
    """Whether a machine's text only recalls or confirms an appointment that exists: "Reply C to confirm"."""
    if marks.carries_calendar(message) or is_reply(message.subject):
        return False
    return any(find("reminder_texts", sentence) for sentence in text[:12])


def relays(message: Message) -> bool:
    """Whether a site hands on what a person wrote to the reader."""
    return any(find("relay_texts", sentence) for sentence in relaying(message))


def relaying(message: Message) -> tuple[Sentence, ...]:
    """Where a site says that it hands something on: the subject, and the first sentences."""
    return (Sentence.of(message.subject[:300]), *sentences(own_text(message.text))[:_RELAYED])


def classify(message: Message) -> Finding:
    """What kind of automatic message this is, if any, and whether a person wrote it.

    The most certain kinds first; whatever they leave is weighed by `writers`.
    """
    text = without_helpdesk_line(sentences(own_text(message.text)))
    subject = Sentence.of(bare_subject(message.subject)[:300])
    if not message.text.strip() and not is_reply(message.subject):  # "Away until Monday. EOM"
        text = sentences(subject.text)
    for look in (_report, _calendar_answer, _receipt, auto_reply):
        found = look(message, subject, text)
        if found:
            return found
    return weighed(message, subject, text)


# --- certain kinds -------------------------------------------------------------------------------------------


def _from_daemon(message: Message) -> bool:
    local = local_part(message).partition("+")[0]
    return local in listed("daemons") or find("daemon_names", Sentence.of(message.sender.name))


def _from_list_server(message: Message) -> bool:
    """Whether it is the program behind a mailing list that writes: `talk-request`, `owner-talk`, `listserv`."""
    return bool(set(re.split(r"[._+-]", local_part(message))) & listed("list_servers"))


def _report(message: Message, subject: Sentence, text: Sequence[Sentence]) -> Finding | None:
    """Bounces and delays. A Gmail bounce carries In-Reply-To, so a thread is no counter-evidence."""
    rejected = "rejected" in fold(message.header("auto-submitted"))  # Sieve's, of a mailbox that is full
    if message.report is not None and not rejected:
        return _from_action(message.report.action)
    daemon = _from_daemon(message)
    failed = message.header("x-failed-recipients")
    named = not is_reply(message.subject) and find("bounce_subjects", subject)
    told = [sentence for sentence in text[:40] if find("bounce_texts", sentence)]
    status = any(_SMTP_STATUS.search(sentence.text) for sentence in told)
    null_sender = marks.without_envelope_sender(message)
    content_type = fold(message.header("content-type"))
    reported = "multipart/report" in content_type and "delivery-status" in content_type
    weight = 2 * (bool(failed) or reported) + 1.5 * daemon + named + 0.75 * bool(told) + 0.5 * null_sender
    weight += 2 * rejected
    weight += (told != []) * (1.25 * status + 1.25 * _from_list_server(message))
    weight += 2 * (told != [] and _is_gateway_note(message, subject, text))
    if weight < 1.75 and not daemon:
        return None
    if not failed and any(find("delays", sentence) for sentence in (subject, *text[:6])):
        return Finding(
            Automatic.AUTO_REPLY, Nature.AUTOMATIC, (evidence("delivery-delay", 3, subject.text),), True, True
        )
    why = evidence("bounce", weight, failed or subject.text or message.sender.email)
    return Finding(Automatic.BOUNCE, Nature.AUTOMATIC, (why,), final=True)


def _is_gateway_note(message: Message, subject: Sentence, text: Sequence[Sentence]) -> bool:
    """A short note, asking nothing, whose subject speaks of non-delivery and which names an address (virus walls)."""
    own = sum(len(sentence.text) for sentence in text)
    if own > _SHORT or any("?" in sentence.text for sentence in text) or addresses_reader(message, text):
        return False
    return find("bounce_subjects", subject) and any(ADDRESS.search(sentence.text) for sentence in text)


def _from_action(action: str) -> Finding:
    why = (evidence("delivery-report", 5, action),)
    if action == "failed":
        return Finding(Automatic.BOUNCE, Nature.AUTOMATIC, why, final=True)
    return Finding(Automatic.AUTO_REPLY, Nature.AUTOMATIC, why, final=True, delay=action == "delayed")


def _prefix(subject: str) -> str:
    match = _ANY_PREFIX.match(subject)
    return fold(match["prefix"]).strip() if match else ""


def _calendar_answer(message: Message, subject: Sentence, text: Sequence[Sentence]) -> Finding | None:
    """Somebody's calendar accepts, declines or counters an invitation (RFC 5546 3.2.3, 3.2.7)."""
    methods = {event.method for event in message.invitations}
    content_type = fold(message.header("content-type"))
    carried = any(part.startswith("text/calendar") for part in message.parts) or "text/calendar" in content_type
    answered = bool(methods & {"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"}) or "method=reply" in content_type
    named = _prefix(subject.text) in listed("calendar_subjects")
    told = any(find("calendar_texts", sentence) for sentence in text[:_OPENING])
    if (
        answered
        or (named and (carried or told or len(text) <= 1))
        or (named and local_part(message) in listed("calendar_senders"))
    ):
        why = evidence("calendar-answer", 4, subject.text)
        return Finding(Automatic.CALENDAR_RESPONSE, Nature.AUTOMATIC, (why,), final=True)
    return None


def _receipt(message: Message, subject: Sentence, text: Sequence[Sentence]) -> Finding | None:
    """Read receipts (RFC 8098) and recalls by Outlook: they say nothing."""
    read = any(part in {"message/disposition-notification", "message/feedback-report"} for part in message.parts)
    named = _prefix(subject.text) in listed("receipt_subjects") and len(text) <= 3
    if read or named:
        return Finding(Automatic.AUTO_REPLY, Nature.AUTOMATIC, (evidence("receipt", 3, subject.text),), final=True)
    return None
