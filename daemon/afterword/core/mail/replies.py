"""Is this message an answer, and what does it say: the verdict on any message, wherever it belongs.

A person's own words settle the wait, and so does a system that says on the employer's behalf what settles it. Nothing
else automatic does; in doubt `settles` is None, and the person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from afterword.core.language import dates
from afterword.core.language.asides import plainly
from afterword.core.language.phrases import Hit, hits
from afterword.core.language.quoting import own_text, sentences
from afterword.core.language.sentence import Sentence
from afterword.core.language.spans import Window
from afterword.core.language.tongues import likeliest_languages
from afterword.core.mail import automatic
from afterword.core.mail.failures import failed_recipients
from afterword.core.mail.field import (
    READ,
    goes_on,
    is_about_work,
    is_refused_elsewhere,
    may_be_of_work,
    may_speak_of_hiring,
    names_a_job,
    speaks_of_hiring,
)
from afterword.core.mail.form import by_form_alone
from afterword.core.mail.marks import (
    Finding,
    asks,
    bare_subject,
    carries_calendar,
    evidence,
    find,
    is_reply,
    name_words,
    seen,
    without_prefixes,
)
from afterword.core.mail.stand_ins import stand_in
from afterword.core.mail.telling import Telling
from afterword.core.mail.tenor import tenor
from afterword.core.model import Automatic, Employer, Evidence, Me, Message, Nature, Reading, Says
from afterword.core.people.domains import is_job_board, is_system, is_test_service
from afterword.core.people.mails import employer_of_sender
from afterword.core.people.roles import roles_in

_MOST_SENTENCES = 100
_BRIEF = 7
"""Sentences of an answer that may speak of a post without one word of hiring; a longer one is about something else."""

_ENOUGH_HINTS = 3
_CONVERSATION = -1.5
# How a line ends whose rest is to be read at the site.
_LEFT_OUT = re.compile(r"\w ?(?:\.\.\.|…) ?$", re.MULTILINE)
_TOLD_BY_TEXT = frozenset({"notice", "bulk", "list-unsubscribe"})
"""What shows in its own words or headers that a mail is a notice or a circular."""

_LETTER = frozenset({"says-i", "signed", "personal-name"})
_INVITES = frozenset({"REQUEST", "PUBLISH", "ADD"})
_TELLING = (
    (Says.REJECTION, "rejection"),
    (Says.OFFER, "offer"),
    (Says.NEXT_ROUND, "next_round"),
    (Says.SCHEDULING, "scheduling"),
)
# What no sentence tells in which a job board or a portal speaks of its service.
_NEWS = frozenset({"rejection", "offer", "next_round", "scheduling", "offered_round", "likely_next_round"})
_TIMES = frozenset({None, Says.SCHEDULING, Says.QUESTION})
_DECIDED = frozenset({Says.REJECTION, Says.OFFER})
_ASKED = frozenset({None, Says.QUESTION})
_OF_WORK = frozenset({Says.REJECTION, Says.OFFER, Says.NEXT_ROUND})
_ADVERTISED = frozenset({Says.SCHEDULING, Says.NEXT_ROUND, Says.QUESTION, Says.OFFER})
_OF_APPLICATIONS = ("received", "reviewing", "withdrawn", "on_hold", "test")
_SETTLING = frozenset(says for says, _ in _TELLING)


def read(message: Message, me: Me) -> Reading:
    """The verdict on a message. `invitations` stays empty: whoever understands events fills it in.

    `decision_date` and `return_date` are local to the message's own offset.
    """
    if me.owns(message.sender):
        return Reading(Nature.HUMAN, False, 1.0, evidence=(evidence("written-by-me", 5, message.sender.email),))
    finding = automatic.classify(message)
    employer = employer_of_sender(message.sender, message.subject, message.text)
    if finding.final:
        return _cut_short(_final(message, finding, employer), message)
    own = own_text(message.text)
    subject, text = _read_plainly(message.subject, own)
    words = Telling(_told((*subject, *text)), text, _reader(message, me))
    window = dates.decision(own, message.date)
    says, why = _says(message, words, text or subject, window)
    if says in _TIMES and finding.nature is not Nature.AUTOMATIC and not (words["received"] or words["own"]):
        asked = [sentence for sentence in text if "?" in sentence.text or asks(sentence)]
        asked += [hit.sentence for hit in words["scheduling"]]
        over = {hit.sentence for hit in words["past_round"]}
        read_between = speaks_of_hiring(message) or (len(text) <= _BRIEF and goes_on(message))
        says, why = (tenor(text, says, asked, over) if read_between else None) or (says, why)
    recalled = finding.nature is Nature.AUTOMATIC and automatic.recalls(message, text)
    if says in _TIMES and finding.nature is not Nature.HUMAN and (recalled or automatic.is_reminder(message)):
        finding = replace(finding, automatic=Automatic.BULK, nature=Nature.AUTOMATIC)
        says, why, words = None, (evidence("reminder", 2, message.subject),), Telling(())
    testing = is_test_service(message.sender.domain) and bool(hits("replies", text, ("test",)))
    if finding.automatic is Automatic.BULK:
        finding = _kept_from_bulk(finding, says, words, testing=testing)
    if words["fee"] and says is not Says.REJECTION:
        says, why = None, tuple(seen(hit, "fee", 1) for hit in words["fee"][:1])
        finding = replace(finding, automatic=None, nature=Nature.UNSURE)
    refused = is_refused_elsewhere(message)
    elsewhere = refused or _is_of_something_else(message, finding)
    if elsewhere:
        finding, words = _of_another_field(finding, says, words, refused=refused)
    if (says in _ADVERTISED and _is_mass_mail(finding) and not testing) or elsewhere:
        says, why = None, ()
    if _tells_nothing_of_work(says, message, me, finding):
        finding = _asked_about(finding) if says is Says.REJECTION else finding
        says, why = None, (evidence("nothing-of-work", 0, message.subject),)
    roles = roles_in(without_prefixes(message.subject), own, employer.name if employer else "")
    reading = replace(_judged(finding, says, why, words, window, employer), roles=roles)
    if is_job_board(message.sender.domain) and automatic.relays(message):
        reading = _handed_on(message, reading)
    if not message.whole and reading.says not in _SETTLING:
        reading = _unread(reading)
    return _cut_short(reading, message)


def _read_plainly(subject: str, own: str) -> tuple[tuple[Sentence, ...], tuple[Sentence, ...]]:
    """The subject and the sentences, without what only says which job is meant. The subject of a reply was written by
    whoever began the thread, about something else."""
    said = sentences(own)[:_MOST_SENTENCES]
    home = likeliest_languages(said)
    title = () if is_reply(subject) else (plainly(Sentence.of(bare_subject(subject)[:300]), home),)
    return title, tuple(plainly(sentence, home) for sentence in said)


def _told(text: Sequence[Sentence]) -> list[Hit]:
    """The telling phrases, but for news in a sentence in which a job board or a portal speaks of its service."""
    boards = {hit.sentence for hit in hits("notices", text, ("board",))}
    return [hit for hit in hits("replies", text) if hit.group not in _NEWS or hit.sentence not in boards]


def _tells_nothing_of_work(says: Says | None, message: Message, me: Me, finding: Finding) -> bool:
    """Whether a no or good news is about no job, or a time that nobody in particular seeks is a hairdresser's."""
    if says is Says.SCHEDULING and finding.nature is not Nature.HUMAN:
        return not (may_be_of_work(message) or names_a_job(message) or goes_on(message))
    return says in _OF_WORK and not is_about_work(message, me, finding)


def _kept_from_bulk(finding: Finding, says: Says | None, words: Telling, *, testing: bool) -> Finding:
    """Tests come like circulars, and a template may say yes or no without saying to what, or ask for something: none of
    these is thrown away."""
    if testing:
        return replace(finding, automatic=None)
    kept = tuple(piece for piece in finding.evidence if piece.rule != "nothing-of-yours")
    awaited = len(kept) < len(finding.evidence) and (says is Says.DECISION_DATE or words["request"])
    if not by_form_alone(finding) or not (says in _OF_WORK or awaited):
        return finding
    return replace(finding, automatic=None, nature=Nature.UNSURE, evidence=kept)


def _asked_about(finding: Finding) -> Finding:
    """A refusal about nothing that is known is never thrown away as bulk."""
    return replace(finding, automatic=None)


def _reader(message: Message, me: Me) -> frozenset[str]:
    """The words of the reader's names, as the person and the mail write them."""
    return frozenset(word for name in (me.name, *(to.name for to in message.to[:3])) for word in name_words(name))


def _of_another_field(finding: Finding, says: Says | None, words: Telling, *, refused: bool) -> tuple[Finding, Telling]:
    """Who wrote what has nothing to do with hiring, and which of its words still count. `refused`: by another field."""
    noticed = any(piece.rule == "notice" for piece in finding.evidence)
    if refused and finding.nature is Nature.HUMAN and all(piece.rule in _LETTER for piece in finding.evidence):
        finding = replace(finding, nature=Nature.UNSURE)
    elif finding.nature is Nature.UNSURE and (
        noticed if says in _ASKED else refused and _signs(finding, "nobody-speaks")
    ):
        finding = replace(finding, nature=Nature.AUTOMATIC)
    if finding.nature is not Nature.AUTOMATIC or any(words[group] for group in _OF_APPLICATIONS):
        return finding, words
    if says is Says.REJECTION and not refused and not {piece.rule for piece in finding.evidence} & _TOLD_BY_TEXT:
        return _asked_about(finding), words  # "We go on with other profiles", and nothing else
    told = {piece.saw for piece in finding.evidence if piece.rule in {"notice", "bulk"}}
    no = {evidence("", 0, hit.sentence.text).saw for hit in (*words["rejection"], *words["denial"])}
    finding = replace(finding, automatic=finding.automatic or Automatic.BULK)
    regrets_something_else = refused or no <= told  # an order, a booking, a payment
    return finding, Telling(()) if regrets_something_else else words


def _cut_short(reading: Reading, message: Message) -> Reading:
    """Of a mail that went on behind what was read, what the rest could change is for the person to say.

    A letter of a person's is one however it goes on; long quotations below it are common.
    """
    if not message.cut:
        return reading
    why = evidence("cut-short", 0, f"only the beginning of its {' and '.join(message.cut)} was read")
    answered = reading.settles is True and reading.nature is not Nature.HUMAN
    doubtful = ("headers" in message.cut or answered) and reading.says not in _SETTLING
    found = replace(reading, settles=None, confidence=0.5) if doubtful else reading
    return replace(found, evidence=(*reading.evidence, why))


def _handed_on(message: Message, reading: Reading) -> Reading:
    """A job board or network shows at least the beginning of what somebody wrote: what tells too little is asked about.

    Whether the writer belongs to an employer in play is found out where letters are put to processes.
    """
    if reading.says in _SETTLING and not _LEFT_OUT.search(message.text[:READ]):
        return reading
    why = evidence("hands-on-a-message", 0, message.subject)
    return replace(_doubted(reading, why), nature=Nature.UNSURE, automatic=None)


def _unread(reading: Reading) -> Reading:
    """Of a mail whose text may not be read nobody but the person can say what it says."""
    return _doubted(reading, evidence("text-not-read", 0, "headers only"))


def _doubted(reading: Reading, why: Evidence) -> Reading:
    return replace(reading, settles=None, confidence=0.5, evidence=(why, *reading.evidence))


def _final(message: Message, finding: Finding, employer: Employer | None) -> Reading:
    away = finding.automatic is Automatic.OUT_OF_OFFICE
    text = own_text(message.text)
    criteria = message.header("x-apple-criteria")
    back = dates.return_date(text, message.subject, message.date, criteria) if away and not finding.departed else None
    return Reading(
        nature=Nature.AUTOMATIC,
        settles=False,
        confidence=_confidence(sum(piece.weight for piece in finding.evidence)),
        automatic=finding.automatic,
        return_date=back,
        stand_in=stand_in(message) if away or finding.departed else None,
        departed=finding.departed,
        failed_recipients=failed_recipients(message, finding),
        employer=employer,
        evidence=finding.evidence,
    )


# --- what it says --------------------------------------------------------------------------------------------


def _says(
    message: Message, words: Telling, text: Sequence[Sentence], window: Window | None
) -> tuple[Says | None, tuple[Evidence, ...]]:
    """What the message says, and why. A mail that both regrets and asks is judged by what it asks of the person."""
    if any(event.method in _INVITES and event.start > message.date for event in message.invitations):
        passed = any(hit.group == "next_round" for hit in words["next_round"])
        said = Says.NEXT_ROUND if passed else Says.SCHEDULING
        return said, (evidence("carries-an-invitation", 2, message.subject),)
    asked = [hit for hit in words["scheduling"] if "?" in hit.sentence.text or asks(hit.sentence)]
    if words["denial"] and not is_reply(message.subject):  # what the subject is about has come to nothing
        subject = bare_subject(message.subject)[:300]
        words.by_group["next_round"] = [hit for hit in words["next_round"] if hit.sentence.text != subject]
    if window is not None:  # "We decide by Friday and call you" seeks no time
        deciding = {hit.sentence for hit in words["deciding"]}
        words.by_group["scheduling"] = [hit for hit in words["scheduling"] if hit.sentence not in deciding]
    took_back = bool(words["withdrawn"]) and not words["turning"]  # what the person took back, no one refuses
    for says, group in _TELLING:
        if words[group] and not (says is Says.REJECTION and (asked or took_back)):
            return says, tuple(seen(hit, group, 3) for hit in words[group][:3])
    if _hints_at_rejection(words):
        return Says.REJECTION, tuple(seen(hit, "rejection-hint", 1) for hit in words["rejection_hint"][:4])
    for group in ("on_hold", "withdrawn"):
        if words[group]:
            return Says.OTHER, tuple(seen(hit, group, 2) for hit in words[group][:2])
    if window is not None:
        return Says.DECISION_DATE, (evidence("decision-date", 2, f"{window.earliest} to {window.latest}"),)
    asking = (one for one in text if "?" in one.text or asks(one))
    questions = [one.text for one in asking if not find("stock_questions", one)]
    return Says.QUESTION if questions else None, tuple(evidence("question", 1, asked) for asked in questions[:2])


def _hints_at_rejection(words: Telling) -> bool:
    """Signs that prove nothing alone, and together leave no other reading. Acknowledgements are full of them."""
    hinting = {hit.sentence for hit in words["rejection_hint"]}
    enough = len(hinting) + bool(words["on_hold"]) >= _ENOUGH_HINTS
    return enough and _regrets(words) and not words["received"] and not words["frozen"]


def _regrets(words: Telling) -> bool:
    """Regret in the words of a rejection: too much to be passed over, too little to be believed."""
    turning = {hit.sentence for hit in words["turning"]}
    return any(hit.sentence in turning for hit in words["rejection_hint"])


def _is_mass_mail(finding: Finding) -> bool:
    """Two phrases that only mass mail has: what else it says is advertisement."""
    return sum(piece.rule == "bulk" for piece in finding.evidence) >= 2


def _is_of_something_else(message: Message, finding: Finding) -> bool:
    """A machine's notice, or what reads like one, without any word of hiring: a payment is declined, too."""
    noticed = finding.nature is Nature.AUTOMATIC or any(piece.rule in {"notice", "bulk"} for piece in finding.evidence)
    if finding.nature is Nature.HUMAN or not noticed or carries_calendar(message) or is_system(message.sender.domain):
        return False
    if automatic.relays(message):
        return False
    return not (speaks_of_hiring(message) or may_speak_of_hiring(message))


# --- the verdict ---------------------------------------------------------------------------------------------


def _judged(
    finding: Finding,
    says: Says | None,
    why: tuple[Evidence, ...],
    words: Telling,
    window: Window | None,
    employer: Employer | None,
) -> Reading:
    kind, nature, settles, more = _kind(finding, says, words)
    says = None if settles is False else says or (Says.OTHER if nature is Nature.HUMAN or settles else None)
    if settles is False and kind is not Automatic.ACKNOWLEDGEMENT:  # a date in a circular promises nothing
        window = None
    pieces = (*why, *more, *finding.evidence) if says or kind else (*more, *finding.evidence)
    return Reading(
        nature=nature,
        settles=settles,
        confidence=_confidence(sum(abs(piece.weight) for piece in pieces[:4]) if settles is not None else 0.5),
        automatic=kind,
        says=says,
        decision_date=window.latest if window and says not in _DECIDED else None,
        decision_from=window.earliest if window and says not in _DECIDED else None,
        employer=employer,
        evidence=pieces,
    )


def _kind(
    finding: Finding, says: Says | None, words: Telling
) -> tuple[Automatic | None, Nature, bool | None, tuple[Evidence, ...]]:
    """The kind of automatic message, who wrote it, and whether it settles the wait."""
    rests = bool(words["on_hold"] or words["withdrawn"])
    arrived = tuple(seen(hit, "received", 2) for hit in words["received"][:2])
    acknowledges = bool(arrived) or len(words["reviewing"]) >= 2 or bool(words["reviewing"] and says is None)
    if acknowledges and not _in_conversation(finding) and says not in _SETTLING and not rests:
        more = arrived or tuple(seen(hit, "reviewing", 1) for hit in words["reviewing"][:3])
        if words["request"]:  # thanked and asked for something: somebody waits for it
            asked = tuple(seen(hit, "request", 1) for hit in words["request"][:2])
            return None, finding.nature, True if finding.nature is Nature.HUMAN else None, asked
        if says is Says.QUESTION and finding.nature is Nature.HUMAN:  # thanked, and asked by a person
            return None, Nature.HUMAN, True, ()
        answers = any(piece.rule == "answers-a-message" for piece in finding.evidence)
        noticed = {piece.rule for piece in finding.evidence} & _TOLD_BY_TEXT
        unclear = [*(() if noticed else words["doubtful"]), *(words["rejection_hint"] if _regrets(words) else ())]
        if words["denial"] or (not arrived and len(words["reviewing"]) == 1 and unclear):
            doubt = tuple(seen(hit, "denial", 1) for hit in (*words["denial"], *unclear)[:2])
            return None, finding.nature, True if finding.nature is Nature.HUMAN else None, doubt
        if arrived or (finding.nature is not Nature.HUMAN and not answers):
            return Automatic.ACKNOWLEDGEMENT, Nature.AUTOMATIC, False, more
    if says in _SETTLING or (rests and says is Says.OTHER):
        return None, finding.nature, True, ()
    if finding.nature is Nature.HUMAN:
        return None, Nature.HUMAN, True, ()
    if finding.nature is Nature.AUTOMATIC:
        posted = _is_mass_mail(finding) or {"bulk", "list-unsubscribe"} <= {piece.rule for piece in finding.evidence}
        doubtful = finding.automatic is None or ((_regrets(words) or words["denial"]) and not posted)
        return finding.automatic, Nature.AUTOMATIC, None if doubtful else False, ()
    if words["request"] and not _signs(finding, "nobody-speaks", "role-address"):  # an office may write like that, too
        wanted = tuple(seen(hit, "request", 1) for hit in words["request"][:2])  # somebody waits for it
        return None, Nature.UNSURE, True, wanted
    return None, Nature.UNSURE, None, ()


def _signs(finding: Finding, *but: str) -> set[str]:
    """What speaks for a machine, but for these."""
    return {piece.rule for piece in finding.evidence if piece.weight > 0}.difference(but)


def _in_conversation(finding: Finding) -> bool:
    """Signs that a person wrote this in answer to something, beyond an address that reads like a name."""
    return sum(piece.weight for piece in finding.evidence if piece.rule not in _LETTER) <= _CONVERSATION


def _confidence(weight: float) -> float:
    """0.5 to 0.99, rising with the weight of the evidence."""
    return round(min(0.99, 0.5 + 0.12 * max(0.0, weight)), 2)
