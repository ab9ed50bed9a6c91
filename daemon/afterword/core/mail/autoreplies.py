"""Answers that go out by themselves: notes that somebody is away or has left, and receipts of help desks (RFC 3834)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from afterword.core.language.dates import decision, return_date
from afterword.core.language.phrases import ANY, Hit, hits
from afterword.core.language.quoting import own_text
from afterword.core.language.sentence import Sentence, fold
from afterword.core.lexicon import load
from afterword.core.mail import marks
from afterword.core.mail.absences import answers, concerns
from afterword.core.mail.marks import (
    Finding,
    addresses_reader,
    evidence,
    find,
    is_reply,
    says_something,
    seen,
)
from afterword.core.mail.stand_ins import ABSENCE_SENTENCES, ADDRESS
from afterword.core.model import Automatic, Evidence, Message, Nature

_LIKELY = 2.0
_BRIEF = 2
_STOCK_SHARE = 0.55
_OPENING = 6
_DECLARED = "says that it is automatic"
_OF_ABSENCE = "the subject is an absence"
_TEXT_ONLY = frozenset({"absence", "departed", "nothing but stock phrases", _OF_ABSENCE})
_FEW_WORDS = 7
_STOCK = frozenset({"absence", "back", "urgent", "stock", "departed", "unused", "automated", "stand_in"})


def _reply_headers(message: Message) -> list[Evidence]:
    """Headers by which a machine says that it answers by itself."""
    headers = load("automatic")
    found = [
        evidence("header", 3, f"{name}: {message.header(name)}")
        for name in headers["auto_reply_headers"]
        if name in message.headers and fold(message.header(name)).strip() not in {"no", "false"}
    ]
    if marks.without_envelope_sender(message):
        found.append(evidence("null-sender", 1.25))
    submitted = marks.auto_submitted(message)
    if submitted.startswith("auto-replied") or "vacation" in submitted:
        found.append(evidence("auto-submitted", 3, submitted))
    precedence = marks.precedence(message)
    bounceless = precedence in {"bulk", "junk"} and marks.without_envelope_sender(message)
    if precedence in headers["auto_reply_precedence"] or (bounceless and "list-id" not in message.headers):
        found.append(evidence("precedence", 3, precedence))
    mailer = marks.mailer(message)
    if any(name in mailer for name in headers["auto_reply_mailers"]):
        found.append(evidence("mailer", 2, mailer))
    return found


def auto_reply(message: Message, subject: Sentence, text: Sequence[Sentence]) -> Finding | None:
    """Vacation notes and other answers that go out by themselves.

    Headers or a subject prove that it is automatic; without them only a text that says nothing but stock phrases.
    """
    proof = [*_reply_headers(message), *_subject_signs(message, subject)]
    told = hits("out_of_office", text[:ABSENCE_SENTENCES])
    by_group = _told_of(told, named=_says_away(subject) or not message.text.strip())
    likely = any(piece.weight >= _LIKELY for piece in proof) or marks.without_envelope_sender(message)
    back = return_date(own_text(message.text), "", message.date) if likely else None
    if back:
        proof.append(evidence("says when somebody is back", 0.75, back.isoformat()))
    absent, unused = by_group["absence"], by_group["unused"]
    share = _stock_share(text, [*told, *(replace(hit, group="absence") for hit in absent)])
    gone = [*by_group["departed"], *unused]
    if absent:
        proof.append(seen(absent[0], "absence", 1.5 if share >= _STOCK_SHARE else 0.5))
    if gone:
        proof.append(seen(gone[0], "departed", 1.5 if share >= _STOCK_SHARE else 0.25))
    if share >= _STOCK_SHARE and (absent or gone):
        proof.append(evidence("nothing but stock phrases", 0.5))
    written = [sentence for sentence in text[:_OPENING] if hits("out_of_office", (sentence,), ("declares",))]
    proof += [evidence(_DECLARED, 2, sentence.text) for sentence in written[:1]]
    if sum(piece.weight for piece in proof) < 2:
        if absent and _begins_and_ends_there(message, absent, text):
            return Finding(None, Nature.UNSURE, (*proof, evidence("hardly more than an absence", 0.5)))
        return None
    if all(piece.rule in _TEXT_ONLY | {_DECLARED} for piece in proof) and answers(text):
        return None  # "This is an automatic message" below what an employer decided
    if all(piece.rule in _TEXT_ONLY for piece in proof):
        if _tells_of_leave(message, absent, text):
            return None
        if concerned := concerns(text):
            return Finding(None, Nature.UNSURE, (seen(concerned, "absence and more", 1), *proof))
    kind = _reply_kind(message, subject, proof, by_group, back)
    return Finding(kind, Nature.AUTOMATIC, tuple(proof), final=True, departed=bool(gone))


def _subject_signs(message: Message, subject: Sentence) -> list[Evidence]:
    """Subjects that only a machine writes, and short ones that speak of an absence."""
    if is_reply(message.subject):
        return []
    # Else with what looks like the tag of a list: "[Automatic reply] Interview".
    whole = Sentence.of(message.subject[:300])
    told = (hits("out_of_office", (one,), ("subject",), ANY) for one in (subject, whole))
    if named := next(filter(None, told), []):
        ahead = (hit.sentence.words.count(" ", 0, hit.start) for hit in named[:2])
        return [seen(hit, "subject", 2 if before <= 1 else 1.25) for hit, before in zip(named, ahead, strict=False)]
    away = _says_away(subject) and subject.words.count(" ") <= _FEW_WORDS
    return [evidence(_OF_ABSENCE, 1.25 if message.text.strip() else 2, subject.text)] if away else []


def _told_of(told: Sequence[Hit], *, named: bool) -> dict[str, list[Hit]]:
    """What is told, by group. Who names a day, and what is to be done in urgent cases, is away till then.

    `named`: the subject speaks of an absence, or is all there is.
    """
    groups = ("absence", "back", "dated", "urgent", "departed", "unused", "automated", "ticket")
    found = {group: [hit for hit in told if hit.group == group] for group in groups}
    urgent = {hit.sentence for hit in found["urgent"]}
    if not found["absence"] and (urgent or named):
        apart = [hit for hit in found["dated"] if urgent and hit.sentence not in urgent]
        found["absence"] = found["back"] or apart
    return found


def _reply_kind(
    message: Message,
    subject: Sentence,
    proof: Sequence[Evidence],
    told: Mapping[str, Sequence[Hit]],
    back: date | None,
) -> Automatic:
    """An absence, a plain automatic answer, or a bounce where the note is about an address that was given up."""
    gone = [*told["departed"], *told["unused"]]
    # Whoever left the employer is not away: nobody comes back. An address given up, by a note of one's own, bounces.
    address_only = {hit.sentence for hit in gone} == {hit.sentence for hit in told["unused"]}
    if told["absence"] and (address_only or not gone):
        return Automatic.OUT_OF_OFFICE
    if gone:
        return Automatic.BOUNCE if address_only and not _says_automatic(proof) else Automatic.AUTO_REPLY
    named = any(piece.rule in {"subject", _OF_ABSENCE} for piece in proof) and _names_absence(message, subject)
    away = back is not None or _is_vacation(message)
    if not told["ticket"] and (named or (away and not told["automated"])):
        return Automatic.OUT_OF_OFFICE
    return Automatic.AUTO_REPLY


def _says_automatic(proof: Sequence[Evidence]) -> bool:
    """Whether a header or the note itself calls it an automatic answer."""
    return any(piece.rule in {"header", "auto-submitted", _DECLARED} for piece in proof)


def _tells_of_leave(message: Message, absent: Sequence[Hit], text: Sequence[Sentence]) -> bool:
    """Whether a person tells of leave to come, or speaks to the reader by name."""
    coming = bool(absent) and all(find("ahead", hit.sentence) and not find("already", hit.sentence) for hit in absent)
    return coming or addresses_reader(message, text)


def _begins_and_ends_there(message: Message, absent: Sequence[Hit], text: Sequence[Sentence]) -> bool:
    """Whether a mail begins with an absence, nobody else's, and has hardly anything behind it: a note or a letter."""
    saying = [sentence for sentence in text if says_something(sentence)]
    begins = bool(saying) and saying[0] is absent[0].sentence and len(saying) <= _BRIEF and not saying[0].names
    spoken = _tells_of_leave(message, absent, text) or answers(text) or any("?" in one.text for one in saying)
    return begins and not spoken and decision(own_text(message.text), message.date) is None


def _is_vacation(message: Message) -> bool:
    """Whether headers speak of an absence, in whatever language the note is written."""
    said = fold(message.header("x-apple-action") + message.header("auto-submitted"))
    return "vacation" in said or "x-ms-exchange-inbox-rules-loop" in message.headers


def _names_absence(message: Message, subject: Sentence) -> bool:
    """Whether the kind of answer that Exchange, Apple and Yahoo send for absences, not for receipts."""
    exchange = marks.without_envelope_sender(message)
    named = bool(hits("out_of_office", (subject,), ("absence",), ANY)) or _says_away(subject)
    return _is_vacation(message) or exchange or named


@cache
def _away_words() -> tuple[tuple[str, str], ...]:
    """Each of them folded, and without its blanks."""
    return tuple((word, word.replace(" ", "")) for word in map(fold, load("away")["words"]))


def _says_away(subject: Sentence) -> bool:
    return any(word in subject.words or squashed in subject.joined for word, squashed in _away_words())


def _stock_share(text: Sequence[Sentence], told: Sequence[Hit]) -> float:
    """How much of the text is what such notes always say. Greetings and bare names don't count.

    Whoever is away says whom to write to: an address is part of that, in whatever words.
    """
    saying = [sentence for sentence in text[:ABSENCE_SENTENCES] if says_something(sentence)]
    stock = {id(hit.sentence) for hit in told if hit.group in _STOCK}
    if any(hit.group == "absence" for hit in told):
        stock |= {id(sentence) for sentence in saying if ADDRESS.search(sentence.text)}
    questions = sum("?" in sentence.text for sentence in saying)
    if not saying:
        return 1.0 if told else 0.0
    return (sum(id(sentence) in stock for sentence in saying) - questions) / len(saying)
