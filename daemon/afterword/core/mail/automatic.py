"""Did a machine write this: auto-replies, out-of-office notes, bounces, receipts, calendar answers, mass mail.

RFC 3834, 3464, 8098 and 5546 where systems keep to them, and what real systems do instead. A header that ordinary
Exchange mail carries too (X-Auto-Response-Suppress) proves nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from afterword.core.language.phrases import ANY, Hit, Phrases, Sentence, fold, hits, joined, languages
from afterword.core.language.quoting import LONGEST_TEXT, own_text, sentences
from afterword.core.lexicon import load
from afterword.core.mail.stand_ins import ABSENCE_SENTENCES, ADDRESS
from afterword.core.model import Automatic, Evidence, Message, Nature
from afterword.core.people.employers import is_scheduler, is_system

_LIST_TAG = re.compile(r"^\s{0,4}(?:\[[^\[\]]{1,60}\]\s{0,4}){1,3}")
_REPLY = re.compile(
    r"^\s{0,4}(?:re|aw|sv|vs|antw|odp|rif|r|res|ref|tr|回复|答复|回覆|返信)\s{0,2}(?:\[\d{1,3}\])?\s{0,2}[:：]",
    re.IGNORECASE,
)
_ANY_PREFIX = re.compile(r"^\s{0,4}(?P<prefix>[^:：]{1,40}?)\s{0,2}[:：]")
_QUOTED = re.compile(r"^\s{0,4}>", re.MULTILINE)
_NAME_ONLY = re.compile(r"[^\W\d_]{2,30}")
_DOTTED = re.compile(r"[a-z]{1,20}[._][a-z]{2,30}(?:[.+_-]?[a-z0-9]{1,20})?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# The reply of a mail server that refuses for good (RFC 5321 4.2, RFC 3463): "550 - no such user", "5.1.1".
_SMTP_STATUS = re.compile(r"(?<![\d.])(?:55[0-4][ -]|#?5\.[0-7]\.\d{1,3}(?![\d.]))")
_MACHINE = 2.0
_IMPERSONAL = 1.25
_HUMAN = -0.75
_ANSWERS = frozenset({"automated", "ticket"})
_MASS = frozenset({"bulk", "notice", "list-unsubscribe", "precedence", "machine-address"})
# What no letter of a person's carries, and addresses that a system writes from.
_MACHINERY = _MASS | _ANSWERS | {"bulk-header", "auto-submitted", "unread-address", "system-address"}
_SHORT = 1_200
_LINK = re.compile(r"https?://|www\.")
_STOCK_SHARE = 0.55
_OPENING = 6
_SHORTEST_NAME = 2
_SHORTEST_SPACELESS = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """What `classify` found. `final`: no wording of the text can change that this is automatic.

    `delay`: a warning that delivery takes longer; nothing has failed. `departed`: the address is no longer in use.
    """

    automatic: Automatic | None
    nature: Nature
    evidence: tuple[Evidence, ...] = ()
    final: bool = False
    delay: bool = False
    departed: bool = False


def evidence(rule: str, weight: float, saw: str = "") -> Evidence:
    """Evidence with what it saw cut to 60 characters, without control characters."""
    return Evidence(rule, weight, " ".join(_CONTROL.sub(" ", saw).split())[:60])


def seen(hit: Hit, rule: str, weight: float) -> Evidence:
    """Evidence for a phrase: the sentence it stands in."""
    return evidence(rule, weight, hit.sentence.text)


@cache
def _phrases(group: str) -> tuple[Phrases, Phrases]:
    listed = load("automatic")[group]
    plain = [phrase for phrase in listed if phrase.isascii() or not _is_spaceless(phrase)]
    return Phrases(plain), Phrases([phrase for phrase in listed if _is_spaceless(phrase)], spaceless=True)


def _is_spaceless(phrase: str) -> bool:
    return any("\u3040" <= char <= "\u9fff" for char in phrase)


@cache
def _listed(group: str) -> frozenset[str]:
    return frozenset(fold(entry) for entry in load("automatic")[group])


def _find(group: str, sentence: Sentence) -> bool:
    return any(phrases.search(sentence) for phrases in _phrases(group))


def bare_subject(subject: str) -> str:
    """The subject without the tag of a mailing list."""
    return _LIST_TAG.sub("", subject)


def is_reply(subject: str) -> bool:
    return bool(_REPLY.match(bare_subject(subject)))


def is_reminder(message: Message) -> bool:
    """Whether the subject announces what is agreed already, or a scheduler confirms what the person booked there."""
    subject = Sentence.of(message.subject[:300])
    booked = is_scheduler(message.sender.domain) and _find("booking_subjects", subject)
    return booked or (not is_reply(message.subject) and _find("reminder_subjects", subject))


def without_prefixes(subject: str) -> str:
    """The subject as it was before anybody answered: without list tags and reply prefixes."""
    for _ in range(4):
        bare = _REPLY.sub("", bare_subject(subject))
        if bare == subject:
            break
        subject = bare
    return subject.strip()


def classify(message: Message) -> Finding:
    """What kind of automatic message this is, if any, and whether a person wrote it.

    The most certain kinds first; whatever they leave is weighed by `nature`.
    """
    text = sentences(own_text(message.text))
    subject = Sentence.of(bare_subject(message.subject)[:300])
    for look in (_report, _calendar_answer, _receipt, _auto_reply):
        found = look(message, subject, text)
        if found:
            return found
    return _weighed(message, subject, text)


# --- certain kinds -------------------------------------------------------------------------------------------


def _local_part(message: Message) -> str:
    return fold(message.sender.email.partition("@")[0])


def _from_daemon(message: Message) -> bool:
    local = _local_part(message).partition("+")[0]
    return local in _listed("daemons") or _find("daemon_names", Sentence.of(message.sender.name))


def _from_list_server(message: Message) -> bool:
    """Whether it is the program behind a mailing list that writes: `talk-request`, `owner-talk`, `listserv`."""
    return bool(set(re.split(r"[._+-]", _local_part(message))) & _listed("list_servers"))


def _report(message: Message, subject: Sentence, text: Sequence[Sentence]) -> Finding | None:
    """Bounces and delays. A Gmail bounce carries In-Reply-To, so a thread is no counter-evidence."""
    if message.report is not None:
        return _from_action(message.report.action)
    daemon = _from_daemon(message)
    failed = message.header("x-failed-recipients")
    named = not is_reply(message.subject) and _find("bounce_subjects", subject)
    told = [sentence for sentence in text[:40] if _find("bounce_texts", sentence)]
    status = any(_SMTP_STATUS.search(sentence.text) for sentence in told)
    null_sender = message.header("return-path").strip() == "<>"
    content_type = fold(message.header("content-type"))
    reported = "multipart/report" in content_type and "delivery-status" in content_type
    weight = 2 * (bool(failed) or reported) + 1.5 * daemon + named + 0.75 * bool(told) + 0.5 * null_sender
    weight += (told != []) * (1.25 * status + 1.25 * _from_list_server(message))
    weight += 2 * (told != [] and _is_gateway_note(message, subject, text))
    if weight < 1.75 and not daemon:
        return None
    if not failed and any(_find("delays", sentence) for sentence in (subject, *text[:6])):
        return Finding(
            Automatic.AUTO_REPLY, Nature.AUTOMATIC, (evidence("delivery-delay", 3, subject.text),), True, True
        )
    why = evidence("bounce", weight, failed or subject.text or message.sender.email)
    return Finding(Automatic.BOUNCE, Nature.AUTOMATIC, (why,), final=True)


def _is_gateway_note(message: Message, subject: Sentence, text: Sequence[Sentence]) -> bool:
    """A short note, asking nothing, whose subject speaks of non-delivery and which names an address (virus walls)."""
    own = sum(len(sentence.text) for sentence in text)
    if own > _SHORT or any("?" in sentence.text for sentence in text) or _addresses_reader(message, text):
        return False
    return _find("bounce_subjects", subject) and any(ADDRESS.search(sentence.text) for sentence in text)


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
    named = _prefix(subject.text) in _listed("calendar_subjects")
    if (
        answered
        or (named and (carried or len(text) <= 1))
        or (named and _local_part(message) in _listed("calendar_senders"))
    ):
        why = evidence("calendar-answer", 4, subject.text)
        return Finding(Automatic.CALENDAR_RESPONSE, Nature.AUTOMATIC, (why,), final=True)
    return None


def _receipt(message: Message, subject: Sentence, text: Sequence[Sentence]) -> Finding | None:
    """Read receipts (RFC 8098) and recalls by Outlook: they say nothing."""
    prefix = _prefix(subject.text)
    read = any(part in {"message/disposition-notification", "message/feedback-report"} for part in message.parts)
    named = prefix in _listed("receipt_subjects") and len(text) <= 3
    recalled = prefix in _listed("recall_subjects")
    if read or named or recalled:
        return Finding(Automatic.AUTO_REPLY, Nature.AUTOMATIC, (evidence("receipt", 3, subject.text),), final=True)
    return None


# --- auto-replies --------------------------------------------------------------------------------------------


def _reply_headers(message: Message) -> list[Evidence]:
    """Headers by which a machine says that it answers by itself."""
    headers = load("automatic")
    found = [
        evidence("header", 3, f"{name}: {message.header(name)}")
        for name in headers["auto_reply_headers"]
        if name in message.headers and fold(message.header(name)).strip() not in {"no", "false"}
    ]
    submitted = fold(message.header("auto-submitted")).partition(";")[0].strip()
    if submitted.startswith("auto-replied") or "vacation" in submitted:
        found.append(evidence("auto-submitted", 3, submitted))
    precedence = fold(message.header("precedence")).strip()
    bounceless = precedence in {"bulk", "junk"} and message.header("return-path").strip() == "<>"
    if precedence in headers["auto_reply_precedence"] or (bounceless and "list-id" not in message.headers):
        found.append(evidence("precedence", 3, precedence))
    mailer = fold(message.header("x-mailer") + " " + message.header("user-agent"))
    if any(name in mailer for name in headers["auto_reply_mailers"]):
        found.append(evidence("mailer", 2, mailer))
    return found


def _auto_reply(message: Message, subject: Sentence, text: Sequence[Sentence]) -> Finding | None:
    """Vacation notes and other answers that go out by themselves.

    Headers or a subject prove that it is automatic; without them only a text that says nothing but stock phrases.
    """
    proof = _reply_headers(message)
    told = hits("out_of_office", text[:ABSENCE_SENTENCES])
    by_group = {
        group: [hit for hit in told if hit.group == group] for group in ("absence", "departed", "automated", "ticket")
    }
    if not is_reply(message.subject):
        # Else with what looks like the tag of a list: "[Automatic reply] Interview".
        whole = Sentence.of(message.subject[:300])
        named = hits("out_of_office", (subject,), ("subject",), ANY) or hits(
            "out_of_office", (whole,), ("subject",), ANY
        )
        proof += [
            seen(hit, "subject", 2 if hit.sentence.words.count(" ", 0, hit.start) <= 1 else 1.25) for hit in named[:2]
        ]
    share = _stock_share(text, told)
    absent, gone = by_group["absence"], by_group["departed"]
    if absent:
        proof.append(seen(absent[0], "absence", 1.5 if share >= _STOCK_SHARE else 0.5))
    if gone:
        proof.append(seen(gone[0], "departed", 1.5 if share >= _STOCK_SHARE else 0.25))
    if share >= _STOCK_SHARE and (absent or gone):
        proof.append(evidence("nothing but stock phrases", 0.5))
    written = [sentence for sentence in text[:_OPENING] if hits("out_of_office", (sentence,), ("declares",))]
    proof += [evidence("says that it is automatic", 2, sentence.text) for sentence in written[:1]]
    if sum(piece.weight for piece in proof) < 2 or _tells_of_leave(message, proof, absent, text):
        return None
    named_away = (
        not (gone or by_group["ticket"])
        and any(piece.rule == "subject" for piece in proof)
        and _names_absence(message, subject)
    )
    vacation = not (gone or by_group["ticket"] or by_group["automated"]) and _is_vacation(message)
    kind = Automatic.OUT_OF_OFFICE if absent or named_away or vacation else Automatic.AUTO_REPLY
    return Finding(kind, Nature.AUTOMATIC, tuple(proof), final=True, departed=bool(gone))


def _tells_of_leave(
    message: Message, proof: Sequence[Evidence], absent: Sequence[Hit], text: Sequence[Sentence]
) -> bool:
    """Whether a person tells of leave to come, or speaks to the reader by name, and no header or subject says more."""
    if any(piece.rule not in {"absence", "departed", "nothing but stock phrases"} for piece in proof):
        return False
    coming = bool(absent) and all(_find("ahead", hit.sentence) and not _find("already", hit.sentence) for hit in absent)
    return coming or _addresses_reader(message, text)


def _addresses_reader(message: Message, text: Sequence[Sentence]) -> bool:
    """Whether the first sentence names whom it is written to: notes greet nobody."""
    to = message.to[:3]
    names = {fold(word) for person in to for word in _NAME_ONLY.findall(person.name) if len(word) > _SHORTEST_NAME}
    # Of an address only longer words: "you@" and "me@" are no names.
    names |= {fold(word) for person in to for word in re.findall(r"[^\W\d_]{4,30}", person.email.partition("@")[0])}
    return bool(text) and any(f" {name} " in text[0].words for name in names)


def _is_vacation(message: Message) -> bool:
    """Whether headers speak of an absence, in whatever language the note is written."""
    said = fold(message.header("x-apple-action") + message.header("auto-submitted"))
    return "vacation" in said or "x-ms-exchange-inbox-rules-loop" in message.headers


def _names_absence(message: Message, subject: Sentence) -> bool:
    """Whether the kind of answer that Exchange, Apple and Yahoo send for absences, not for receipts."""
    exchange = message.header("return-path").strip() == "<>"
    named = bool(hits("out_of_office", (subject,), ("absence",), ANY)) or _says_away(subject)
    return _is_vacation(message) or exchange or named


@cache
def _away_words() -> frozenset[str]:
    return frozenset(fold(word) for word in load("away")["words"])


def _says_away(subject: Sentence) -> bool:
    return any(word in subject.words or word.replace(" ", "") in subject.joined for word in _away_words())


def _stock_share(text: Sequence[Sentence], told: Sequence[Hit]) -> float:
    """How much of the text is what such notes always say. Greetings and bare names don't count."""
    saying = [sentence for sentence in text[:ABSENCE_SENTENCES] if _says_something(sentence)]
    stock = {id(hit.sentence) for hit in told if hit.group in {"absence", "stock", "departed", "automated", "stand_in"}}
    questions = sum("?" in sentence.text for sentence in saying)
    if not saying:
        return 1.0 if told else 0.0
    return (sum(id(sentence) in stock for sentence in saying) - questions) / len(saying)


# --- who wrote it --------------------------------------------------------------------------------------------


def _weighed(message: Message, subject: Sentence, text: Sequence[Sentence]) -> Finding:
    found = [*_sender_signs(message), *_header_signs(message), *_text_signs(message, subject, text)]
    found += _letter_signs(message, text, {piece.rule for piece in found})
    score = sum(piece.weight for piece in found)
    rules = {piece.rule for piece in found}
    personal = any(piece.weight < 0 for piece in found)
    if score >= (_MACHINE if personal else _IMPERSONAL):
        return Finding(_soft_kind(rules), Nature.AUTOMATIC, tuple(found))
    if _says_nothing(message, text):
        if hits("out_of_office", text[:_OPENING], ("receipt",)):
            why = evidence("nothing but a receipt", 2, text[0].text)
            return Finding(Automatic.AUTO_REPLY, Nature.AUTOMATIC, (why, *found))
        return Finding(None, Nature.UNSURE, (evidence("says nothing of its own", 1), *found))
    return Finding(None, Nature.HUMAN if score <= _HUMAN else Nature.UNSURE, tuple(found))


def _says_nothing(message: Message, text: Sequence[Sentence]) -> bool:
    """No word of the sender's own, or only receipt and the promise of an answer, to nobody in particular."""
    if not text:
        return not message.invitations
    saying = [sentence for sentence in text[:ABSENCE_SENTENCES] if _says_something(sentence)]
    told = hits("out_of_office", saying, ("stock", "ticket", "automated", "promise", "receipt"))
    by_sentence = {id(hit.sentence) for hit in told}
    promised = any(hit.group in {"ticket", "promise", "receipt"} for hit in told)
    return promised and all(id(one) in by_sentence for one in saying) and not _addresses_reader(message, text)


def _says_something(sentence: Sentence) -> bool:
    """More than a greeting or a bare name. A language without spaces puts a whole sentence into one word."""
    spaceless = _is_spaceless(sentence.joined) and len(sentence.joined) > _SHORTEST_SPACELESS
    return spaceless or len(_NAME_ONLY.findall(sentence.text)) > 2


def _soft_kind(rules: set[str]) -> Automatic | None:
    """The kind of what a machine sent: None where only the sender tells, for what it says may still settle."""
    if rules & _ANSWERS and not rules & {"list-unsubscribe", "precedence"}:
        return Automatic.AUTO_REPLY
    return Automatic.BULK if rules & _MASS else None


def _sender_signs(message: Message) -> list[Evidence]:
    local = _local_part(message)
    first = re.split(r"[+.\-_]", local, maxsplit=1)[0]
    tables = load("automatic")
    named = joined(message.sender.name)
    if _speaks_for_a_person(message):
        return [evidence("answers-go-to-the-writer", -1, message.reply_to[0].email)]
    if any(name in local or joined(name) in named for name in tables["unread"]):
        return [evidence("unread-address", 2, message.sender.email)]
    if local in tables["machines"] or first in tables["machines"] or "newsletter" in local:
        return [evidence("machine-address", 1.5, message.sender.email)]
    if local in tables["roles"] or first in tables["roles"]:
        return [evidence("role-address", 0.5, message.sender.email)]
    if is_system(message.sender.domain) and not _is_dotted(local):
        return [evidence("system-address", 0.5, message.sender.email)]
    return [evidence("personal-address", -0.75, message.sender.email)] if _is_personal(message) else []


def _speaks_for_a_person(message: Message) -> bool:
    """If a system passes on a letter: answers go to the named sender's own address, who wrote to the reader."""
    if not message.reply_to or not is_system(message.sender.domain) or is_system(message.reply_to[0].domain):
        return False
    text = sentences(own_text(message.text))
    names = [fold(word) for word in _NAME_ONLY.findall(message.sender.name) if len(word) > _SHORTEST_NAME]
    local = fold(message.reply_to[0].email.partition("@")[0])
    signed = any(f" {name} " in sentence.words for name in names[:1] for sentence in text[-3:])
    return signed and any(name in local for name in names) and _addresses_reader(message, text)


def _is_personal(message: Message) -> bool:
    """An address that reads like somebody's name: ada.lovelace, or a part of the display name."""
    local = _local_part(message)
    names = [fold(word) for word in _NAME_ONLY.findall(message.sender.name)]
    known = {*load("automatic")["machines"], *load("automatic")["roles"]}
    if known & set(re.split(r"[+._-]", local)):
        return False
    return _is_dotted(local) or any(len(name) > 2 and name in local for name in names)


def _is_dotted(local: str) -> bool:
    return _DOTTED.fullmatch(local) is not None


def _header_signs(message: Message) -> list[Evidence]:
    tables = load("automatic")
    found = [evidence("bulk-header", 0.25, name) for name in tables["bulk_headers"] if name in message.headers][:2]
    submitted = fold(message.header("auto-submitted")).partition(";")[0].strip()
    if submitted.startswith("auto-"):
        found.append(evidence("auto-submitted", 2, submitted))
    discussion = "list-id" in message.headers and "list-post" in message.headers
    if "list-unsubscribe" in message.headers and not discussion:
        relayed = is_system(message.sender.domain) and bool(message.in_reply_to)
        found.append(evidence("list-unsubscribe", 0.25 if relayed else 1))
    precedence = fold(message.header("precedence")).strip()
    if precedence in {"bulk", "junk", "list"} and "list-id" not in message.headers:
        found.append(evidence("precedence", 1, precedence))
    mailer = fold(message.header("x-mailer") + " " + message.header("user-agent")).strip()
    if any(name in mailer for name in tables["personal_mailers"]) and "cdo" not in mailer:
        found.append(evidence("personal-mailer", -1.5, mailer))
    found += [
        evidence("personal-header", -0.75, name) for name in tables["personal_headers"] if name in message.headers
    ][:2]
    if message.message_id.endswith("@mail.gmail.com"):
        found.append(evidence("written-in-gmail", -1.5))
    return found


def _text_signs(message: Message, subject: Sentence, text: Sequence[Sentence]) -> list[Evidence]:
    found: list[Evidence] = []
    if message.in_reply_to or message.references:
        found.append(evidence("answers-a-message", -2.5))
    elif is_reply(message.subject):
        found.append(evidence("reply-subject", -1))
    if _QUOTED.search(message.text[:LONGEST_TEXT]):
        found.append(evidence("quotes", -0.5))
    everything = sentences(message.text[:LONGEST_TEXT])
    notices = hits("notices", (subject, *text)[:80])
    bulk = [*(hit for hit in notices if hit.group == "bulk"), *hits("notices", everything[-25:], ("bulk",))]
    found += [seen(hit, "bulk", 1.25) for hit in bulk[:2]]
    notes = [hit for hit in notices if hit.group == "notice"]
    found += [seen(hit, "notice", 0.75) for hit in notes[:3]]
    told = hits("out_of_office", (subject, *text[:40]), ("automated", "ticket"))
    found += [seen(hit, hit.group, 2 if hit.group == "automated" else 1.25) for hit in told[:2]]
    return found


def _letter_signs(message: Message, text: Sequence[Sentence], seen_rules: set[str]) -> list[Evidence]:
    """A short plain letter without anything that a machine leaves, and somebody in it who says "I"."""
    own = sum(len(sentence.text) for sentence in text)
    if seen_rules & _MACHINERY or not 0 < own <= _SHORT or len(_LINK.findall(message.text[: _SHORT * 4])) > 2:
        return []
    listed = load("automatic")["first_person"]
    spoken = {word for language in languages(text) for word in listed.get(language, "").split()}
    speaker = next((s for s in text if any(f" {word} " in s.words for word in spoken)), None)
    found = [evidence("plain-letter", -0.75)]
    return found + ([evidence("says-i", -0.5, speaker.text)] if speaker else [])
