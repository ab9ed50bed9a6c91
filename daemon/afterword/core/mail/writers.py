"""Who wrote a mail of which nothing proves that a machine did: a person, a machine, or one can't tell.

Signs of the sender's address, the headers and the text are weighed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from afterword.core.language.phrases import Hit, hits
from afterword.core.language.quoting import own_text, sentences, unquoted
from afterword.core.language.sentence import Sentence, fold, joined, joined_list
from afterword.core.language.tongues import is_legible, languages
from afterword.core.lexicon import load
from afterword.core.mail import marks
from afterword.core.mail.field import may_be_of_work, names_a_job, names_hiring, speaks_of_yours
from afterword.core.mail.form import (
    FILLED_IN,
    TEMPLATE,
    is_brand,
    is_named,
    offices,
    personal_signs,
    says_i,
    template_signs,
    tongues,
)
from afterword.core.mail.marks import (
    NAME_ONLY,
    Finding,
    addresses_reader,
    evidence,
    find,
    is_reply,
    local_part,
    name_words,
    says_something,
    seen,
)
from afterword.core.mail.stand_ins import ABSENCE_SENTENCES
from afterword.core.model import LONGEST_TEXT, Automatic, Evidence, Message, Nature
from afterword.core.people.domains import is_free_mail, is_system

_QUOTED = re.compile(r"^\s{0,4}>", re.MULTILINE)
_PIECE = re.compile(r"[a-z]+")
_DOTTED = re.compile(r"[a-z]{1,20}[._][a-z]{2,30}(?:[.+_-]?[a-z0-9]{1,20})?")
_MACHINE = 2.0
_IMPERSONAL = 1.25
_HUMAN = -0.75
_REPLIES = {"automated": 2.0, "ticket": 1.25, "challenge": 4.0}
_ANSWERS = frozenset(_REPLIES)
_MASS = frozenset(
    {
        "bulk",
        "notice",
        "board",
        "code",
        "retention",
        "links",
        "list",
        "list-unsubscribe",
        "precedence",
        "machine-address",
    }
    | {"tracker"}
)
# What no letter of a person's carries, and addresses that a system writes from.
_MACHINERY = _MASS | _ANSWERS | {"bulk-header", "auto-submitted", "null-sender", "unread-address", "system-address"}
_SHORT = 1_200
_LINK = re.compile(r"https?://|www\.")
_MOST_LINKS = 6
_LISTED_LINES = 5
_LONGEST_ENTRY = 80
_STOP = re.compile(r"[.!?;:。！？][\"')]?$")
_OPENING = 6
_OPENING_LINES = 3
_FEW = 4


def weighed(message: Message, subject: Sentence, text: Sequence[Sentence]) -> Finding:
    """A person, a machine (of which kind, where the signs tell), or one can't tell."""
    found = [*_sender_signs(message), *_header_signs(message), *_text_signs(message, subject, text)]
    found += _letter_signs(message, text, {piece.rule for piece in found})
    found += _form_signs(message, text, found)
    rules = {piece.rule for piece in found}
    if "bulk" in rules and not rules & {"answers-a-message", "reply-subject"}:  # Outlook sends circulars, too
        found = [piece for piece in found if piece.rule != "personal-header"]
    score = sum(piece.weight for piece in found)
    personal = any(piece.weight < 0 for piece in found)
    if score >= (_MACHINE if personal else _IMPERSONAL):
        return Finding(_soft_kind(rules), Nature.AUTOMATIC, tuple(found))
    if _says_nothing(message, text):
        if hits("out_of_office", text[:_OPENING], ("receipt", "ticket")):
            why = evidence("nothing but a receipt", 2, text[0].text)
            return Finding(Automatic.AUTO_REPLY, Nature.AUTOMATIC, (why, *found))
        return Finding(None, Nature.UNSURE, (evidence("says nothing of its own", 1), *found))
    human = score <= _HUMAN and "unread-address" not in rules  # who writes from there wants no letter back
    return Finding(None, Nature.HUMAN if human else Nature.UNSURE, tuple(found))


def _says_nothing(message: Message, text: Sequence[Sentence]) -> bool:
    """No word of the sender's own, or only receipt and the promise of an answer, to nobody in particular."""
    if not text:
        return not message.invitations
    saying = [sentence for sentence in text[:ABSENCE_SENTENCES] if says_something(sentence)]
    told = hits("out_of_office", saying, ("stock", "ticket", "automated", "promise", "receipt"))
    by_sentence = {id(hit.sentence) for hit in told}
    promised = any(hit.group in {"ticket", "promise", "receipt"} for hit in told)
    return promised and all(id(one) in by_sentence for one in saying) and not addresses_reader(message, text)


def _soft_kind(rules: set[str]) -> Automatic | None:
    """The kind of what a machine sent: None where only the sender tells, for what it says may still settle."""
    if "null-sender" in rules or (rules & _ANSWERS and not rules & {"list-unsubscribe", "precedence", "bulk"}):
        return Automatic.AUTO_REPLY
    return Automatic.BULK if rules & (_MASS | TEMPLATE) else None


def _sender_signs(message: Message) -> list[Evidence]:
    local = local_part(message)
    first = re.split(r"[+.\-_]", local, maxsplit=1)[0]
    tables = load("automatic")
    named = joined(message.sender.name)
    if _speaks_for_a_person(message):
        return [evidence("answers-go-to-the-writer", -1, message.reply_to[0].email)]
    unread = any(name in local for name in tables["unread"])
    if unread or any(name in named for name in joined_list("automatic", "unread")):
        return [evidence("unread-address", 2, message.sender.email)]
    if local in tables["machines"] or first in tables["machines"] or "newsletter" in local:
        return [evidence("machine-address", 1.5, message.sender.email)]
    if local in tables["roles"] or (first in tables["roles"] and first not in Sentence.of(message.sender.name).names):
        return [evidence("role-address", 0.5, message.sender.email)]
    if is_system(message.sender.domain) and not _is_dotted(local):
        return [evidence("system-address", 0.5, message.sender.email)]
    if _is_personal(message):
        return [evidence("personal-address", -0.75, message.sender.email)]
    return [evidence("personal-name", -0.75, message.sender.name)] if is_named(message) else []


def _speaks_for_a_person(message: Message) -> bool:
    """If a system passes on a letter: answers go to the named sender's own address, who wrote to the reader."""
    if not message.reply_to or not is_system(message.sender.domain) or is_system(message.reply_to[0].domain):
        return False
    text = sentences(own_text(message.text))
    names = name_words(message.sender.name)
    local = fold(message.reply_to[0].email.partition("@")[0])
    signed = any(f" {name} " in sentence.words for name in names[:1] for sentence in text[-3:])
    return signed and any(name in local for name in names) and addresses_reader(message, text)


def _is_personal(message: Message) -> bool:
    """An address that reads like somebody's name: ada.lovelace, or a part of the display name."""
    local = local_part(message)
    if offices() & set(re.split(r"[+._-]", local)) or is_brand(message):
        return False
    names = [fold(word) for word in NAME_ONLY.findall(message.sender.name)]
    if not names or is_named(message):
        return _is_dotted(local) or any(len(name) > 2 and name in local for name in names)
    return _is_dotted(local) and any(name in local for name in names if len(name) > 2)


def _is_dotted(local: str) -> bool:
    return _DOTTED.fullmatch(local) is not None


def _header_signs(message: Message) -> list[Evidence]:
    tables = load("automatic")
    found = [evidence("bulk-header", 0.25, name) for name in tables["bulk_headers"] if name in message.headers]
    found = [*found, *_returns(message)][:2]
    found += [evidence("tracker", 4, name) for name in tables["tracker_headers"] if name in message.headers][:1]
    submitted = marks.auto_submitted(message)
    if submitted.startswith("auto-"):
        found.append(evidence("auto-submitted", 2, submitted))
    if marks.without_envelope_sender(message):
        found.append(evidence("null-sender", 6))
    if "list-unsubscribe" in message.headers and not marks.is_discussion(message):
        relayed = is_system(message.sender.domain) and bool(message.in_reply_to)
        found.append(evidence("list-unsubscribe", 0.25 if relayed else 1))
    precedence = marks.precedence(message)
    if precedence in {"bulk", "junk", "list"} and "list-id" not in message.headers:
        found.append(evidence("precedence", 1, precedence))
    mailer = marks.mailer(message)
    if any(name in mailer for name in tables["personal_mailers"]) and "cdo" not in mailer:
        found.append(evidence("personal-mailer", -1.5, mailer))
    found += [
        evidence("personal-header", -0.75, name) for name in tables["personal_headers"] if name in message.headers
    ][:2]
    if message.message_id.endswith("@mail.gmail.com"):
        found.append(evidence("written-in-gmail", -1.5))
    return found


def _returns(message: Message) -> list[Evidence]:
    """An envelope sender made for what comes back, as `bounces+17@mail.acme.example`; not that of a discussion."""
    envelope = fold(message.header("return-path")).strip(" <>")
    made = set(_PIECE.findall(envelope)) & set(load("automatic")["returns"])
    return [evidence("bulk-header", 0.25, envelope)] if made and "list-id" not in message.headers else []


def _text_signs(message: Message, subject: Sentence, text: Sequence[Sentence]) -> list[Evidence]:
    found: list[Evidence] = []
    if message.in_reply_to or message.references:
        found.append(evidence("answers-a-message", -2.5))
    elif is_reply(message.subject):
        found.append(evidence("reply-subject", -1))
    if _QUOTED.search(message.text[:LONGEST_TEXT]):
        found.append(evidence("quotes", -0.75))
    everything = sentences(unquoted(message.text))
    # What a person says of themself is no notice of a portal's: "I have looked at your profile".
    here = tongues(text)
    spoken = {one for one in text if says_i(one, here) and names_hiring(one.words)}
    notices = [hit for hit in hits("notices", (subject, *text)[:80]) if hit.sentence not in spoken]
    footer = () if marks.is_discussion(message) else everything[-25:]  # a list adds its own to what people write
    bulk = [*(hit for hit in notices if hit.group == "bulk"), *hits("notices", footer, ("bulk",))]
    apart = {hit.sentence.words: hit for hit in reversed(bulk)}  # a short mail's end is its beginning, too
    found += [seen(hit, "bulk", 1.25) for hit in [*reversed(apart.values())][:2]]
    found += [seen(hit, "code", 3) for hit in notices if hit.group == "code"][:1]
    found += [seen(hit, "board", 1) for hit in notices if hit.group == "board"][:2]
    notes = [hit for hit in notices if hit.group == "notice"]
    found += [seen(hit, "notice", 0.75) for hit in notes[:3]]
    if not _is_personal(message):
        found += _retention([hit for hit in notices if hit.group == "retention"], subject, text)
    if not (found or _is_personal(message) or addresses_reader(message, text)):
        found += _shape(message)
    told = hits("out_of_office", (subject, *text[:40]), tuple(_REPLIES))
    found += [seen(hit, hit.group, _REPLIES[hit.group]) for hit in told[:2]]
    if everything and not told and find("helpdesk_lines", everything[0]) and addresses_reader(message, text):
        found.append(evidence("through-a-help-desk", -1, everything[0].text))
    return found


def _retention(told: Sequence[Hit], subject: Sentence, text: Sequence[Sentence]) -> list[Evidence]:
    """A mail about the data kept of the reader, not a letter that ends with what becomes of them."""
    about = {hit.sentence for hit in told}
    own = [sentence for sentence in text if says_something(sentence)]
    mostly = 2 * len(about.intersection(own)) >= min(len(own), _FEW)
    begins = mostly and not about.isdisjoint(text[:_OPENING_LINES])
    return [seen(told[0], "retention", 2)] if told and (begins or subject in about) else []


def _shape(message: Message) -> list[Evidence]:
    """What looks like a listing and not like a letter: many links, or short lines without the end of a sentence."""
    own = own_text(message.text)
    lines = [line.strip() for line in own.splitlines() if line.strip()]
    links = len(_LINK.findall(own))
    found = [evidence("links", 1.25, str(links))] if links >= _MOST_LINKS else []
    prose = [line for line in lines if len(line) > _LONGEST_ENTRY or _STOP.search(line) or line.endswith(",")]
    if len(lines) >= _LISTED_LINES and not [line for line in prose if not _LINK.search(line)]:
        found.append(evidence("list", 1.25, lines[0]))
    return found[:1]


def _letter_signs(message: Message, text: Sequence[Sentence], seen_rules: set[str]) -> list[Evidence]:
    """A short plain letter without anything that a machine leaves, and somebody in it who says "I"."""
    own = sum(len(sentence.text) for sentence in text)
    if seen_rules & (_MACHINERY - ({"notice"} if is_named(message) else set())) or not any(map(says_something, text)):
        return []
    if not 0 < own <= _SHORT or len(_LINK.findall(message.text[: _SHORT * 4])) > 2:
        return []
    return personal_signs(message, text)


def _circular(message: Message, text: Sequence[Sentence], personal: set[str]) -> list[Evidence]:
    """Of work, but nobody speaks, nothing is the reader's own or asked: jobs, news and fairs, not what becomes of
    somebody."""
    asked = any("?" in one.text or marks.asks(one) for one in text) or marks.calls_by_name(text[0].text)
    told = personal or asked or speaks_of_yours(message, languages(text))
    return [] if told else [evidence("nothing-of-yours", 1)]


def _template(message: Message, text: Sequence[Sentence], personal: set[str]) -> list[Evidence]:
    """What a machine has filled in, of a mail that is not of work."""
    signs = template_signs(message, text)
    if personal or names_a_job(message):  # an employer may write without a name, too
        return [piece for piece in signs if piece.rule in FILLED_IN]
    if any(map(marks.asks, text)):  # and so may somebody of a shop
        return [piece for piece in signs if piece.rule != "brand"]
    return signs


def _form_signs(message: Message, text: Sequence[Sentence], found: Sequence[Evidence]) -> list[Evidence]:
    """The signs of a template, where nobody has put a name to the mail: a letter about work may come without one."""
    personal = {piece.rule for piece in found if piece.weight < 0}
    if personal - {"says-i"} or not text or not is_legible(message.text):
        return []
    signs = _circular(message, text, personal) if may_be_of_work(message) else _template(message, text, personal)
    nobody = not personal and not is_free_mail(message.sender.domain)
    return [evidence("nobody-speaks", 0.5), *signs] if nobody else signs
