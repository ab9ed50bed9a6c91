"""What speaks for an event being a job interview of the person, one function a rule; `against` holds what does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from afterword.core.events.against import needs_a_hiring_word, not_interviews, speaks_of_a_job, unexplained
from afterword.core.events.candidate import candidate_names
from afterword.core.events.case import DOUBTFUL, NO, Case, Scale
from afterword.core.events.company import is_trade, of_office
from afterword.core.events.guests import TOLD, TOLD_AGAIN, first_name_in
from afterword.core.events.private import private
from afterword.core.events.sides import other_side
from afterword.core.language.vocabulary import any_words, level, words
from afterword.core.model import Me, Person
from afterword.core.people import domains, titles
from afterword.core.people.named import named_in
from afterword.core.people.names import is_full_name, plain_name, same_person
from afterword.core.people.roles import roles_in

_VIDEO = re.compile(
    r"zoom\.us/|teams\.microsoft|teams\.live|meet\.google|webex\.com|whereby\.com|microsoft teams|google meet"
)
_PAIR = re.compile(r"<+-?>+|↔|⇄|\s[x×]\s|\s(?:and|und|et|y|e|en|i|och|&|/|\+)\s", re.IGNORECASE)
# "the PM role", "our Data Engineer opening": whatever trade it is, it begins with a capital.
_THE_ROLE = re.compile(r"\b(?:the|our|this|an?)\s((?:[A-Z][\w/&+.-]{0,20}\s){1,4})(?:role|position|opening|vacancy)\b")
# "chat about the data role", in lower case.
_ABOUT_ROLE = re.compile(
    r"\b(?:about|regarding|discuss|for)\s(?:the|our|this|an?)\s((?:[\w/&+-]{2,20}\s){1,3})(?:role|position|opening|vacancy)\b"
)
# "Postdoc position, NLP group": alone at the head of a line.
_LINE_ROLE = re.compile(
    r"^((?:[A-Z][\w/&+.-]{0,20}\s){1,3})(?:role|position|opening|vacancy)(?=\s*(?:$|[,;.(–-]))", re.MULTILINE
)
# "Interview with your adviser": who is called so is no job of the person's.
_YOUR = re.compile(
    r"\b(?:with|mit|avec|con|com|met|med|z)\s(?:your|votre|vos|ihrem|ihrer|deinem|deiner|su|tu|(?:il|la|o|a)\s(?:suo|sua|tuo|tua|seu)"
    r"|seu|sua|uw|je|din|ditt|panstwa)\s(?:\w{2,15}\s)?$"
)
_HOURS = re.compile(r"\d\s?hrs?\b")
_ANSWERS = ("REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH")
_HIRED = ("title-round", "title-short", "title-application", "title-office")
_OF_OTHERS = ("press", "research", "school", "visa", "upkeep")
_NO_MEETING = ("birthday", "focustime", "workinglocation", "outofoffice")


def _what_it_is(case: Case, scale: Scale) -> None:
    """Kinds of entries that are no meetings, and answers to invitations."""
    event = case.event
    if event.method in _ANSWERS:
        scale.add("calendar-response", -9.0, event.method)
    if event.kind.lower() in _NO_MEETING:
        scale.add("no-meeting", -9.0, event.kind)
    if event.mark:
        scale.add("own-entry", -9.0)
    if event.kind in (TOLD, TOLD_AGAIN):
        scale.add("told-by-mail", 0.6 if event.kind == TOLD_AGAIN else 0.2, event.method.lower())


def _title_words(case: Case, scale: Scale) -> None:
    job = words("title", "job").search(case.headline)
    found = words("title", "strong").search(case.headline) or job
    if job:
        scale.add("title-job", 0.15, job[0])
    steps = list(words("title", "round").finditer(case.headline))
    if found:
        scale.add("title-interview", 0.8, found[0])
        beside = next((one for one in steps if one.start() < found.start() or found.end() < one.end()), None)
        if beside:
            scale.add("title-stage", 0.2, beside[0])
        return
    short = words("title", "short").match(case.headline)
    if short and case.kept_alone:
        scale.add("title-short", 0.6, short[0])
        return
    if steps:
        scale.add("title-round", 0.6, steps[0][0])
        return
    applying = words("title", "application").search(case.headline)
    if applying:
        scale.add("title-application", 0.5, applying[0])
    weak = words("title", "weak").search(case.headline)
    if weak:
        acquaints = case.kept_alone and words("title", "acquaint").search(case.headline)
        scale.add("title-meeting", 0.4 if acquaints else 0.25, weak[0])


def _title_parts(case: Case, scale: Scale) -> None:
    """A role, a company and a person side by side, the other side's name."""
    role = _role(case.headline)
    if role:
        open_post = words("roles", "post").search(level(_without("own", case.title)))
        scale.add("title-role", 0.5 if open_post else 0.3, open_post[0] if open_post else role[0])
    elif trade := next(filter(is_trade, map(titles.rest_of, titles.segments(case.title))), ""):
        apart = trade in titles.segments(case.title) and case.employer  # "Gesprek Kadans (verkoper)"
        scale.add("title-role", 0.3 if apart or scale.saw("title-interview") else 0.1, trade)
    if _PAIR.search(case.title) and len(case.title) < 90:
        scale.add("title-pair", 0.2, case.title)
    elif first_name_in(case.title, case.people):
        scale.add("title-person", 0.1, case.title)
    mine = case.candidate.name and first_name_in(case.title, [Person(case.candidate.name)])
    if role and mine and case.company_domains:
        scale.add("title-my-role", 0.25, case.candidate.name)
    office = words("people", "recruiter").search(_HOURS.sub(" ", case.headline))
    told = of_office(case.title)[1] or (case.kept_alone and case.employer.name)
    if told and words("stage", "hr").search(case.headline):
        scale.add("title-office", 0.6, told)
    elif office and not scale.saw("title-round") and not (role and office[0] == role[0]):
        scale.add("title-my-recruiter" if mine else "title-recruiter", 0.3 if mine else 0.2, office[0])
    onsite = case.kept_alone and case.employer and words("stage", "onsite").search(case.headline)
    if onsite or (mine and case.company_domains and _names_me_whole(case)):
        stage = words("title", "mine").search(case.headline)
        if stage and not scale.saw("title-interview") and not scale.saw("title-round"):
            scale.add("title-my-stage", 0.35, stage[0])
    if _is_me_and_company(case):
        scale.add("title-me-and-company", 0.35, case.title)
    label = case.employer.name
    if label and level(label) in case.headline:
        hired = case.kept_alone and any(
            map(scale.saw, ("title-round", "title-short", "title-application", "title-office"))
        )
        scale.add("title-employer", 0.3 if hired else 0.2, label)


def _role(headline: str) -> re.Match[str] | None:
    """The word for a job in a title; not that of whom one meets: "with your adviser"."""
    role = words("roles", "words").search(headline)
    hires = role and any_words("people", "recruiter", "bosses").search(role[0])
    return role if role and (hires or not _YOUR.search(headline[: role.start()])) else None


def _is_me_and_company(case: Case) -> bool:
    """Is the title nothing but the person's full name beside the company that invites: "Sam Carter<>Reflex"?"""
    label = level(case.employer.name)
    if not label or not case.company_domains or case.organized_by_me or not _names_me_whole(case):
        return False
    rest = f" {level(plain_name(case.title)) or case.headline} ".replace(label, " ")
    for spelt in level(plain_name(case.candidate.name)).replace(",", " ").split():
        rest = rest.replace(spelt, " ")
    rest = words("title", "talk").sub(" ", rest)
    return bool(_PAIR.search(case.title)) and not re.search(r"[^\W_]{4}", rest)


def _names_me_whole(case: Case) -> bool:
    """Does the title call the person by given and family name?"""
    return is_full_name(case.candidate.name) and all(
        spelt in case.headline for spelt in level(plain_name(case.candidate.name)).replace(",", " ").split()
    )


def _text_words(case: Case, scale: Scale) -> None:
    strong = list(dict.fromkeys(found[0] for found in words("text", "strong").finditer(case.body)))
    if strong:
        scale.add("text-application", min(0.8, 0.35 + 0.15 * len(strong)), ", ".join(strong))
        return
    weak = {found[0] for found in words("text", "weak").finditer(case.body)}
    body = _without("own", case.body_written[:2000])
    called = _THE_ROLE.search(body) or _ABOUT_ROLE.search(body) or _LINE_ROLE.search(body)
    role = called[1] if called else next(iter(roles_in("", body)), "")
    if role:
        scale.add("text-role", 0.4, role)
    elif weak:
        scale.add("text-hiring-words", min(0.25, 0.1 * len(weak)), ", ".join(sorted(weak)))


def _told_words(case: Case, scale: Scale) -> None:
    """What an appointment is that a mail fixes, stands in its text: "I confirm our interview on Tuesday"."""
    if case.event.kind not in (TOLD, TOLD_AGAIN):
        return
    text = level(case.text)
    job, found = words("title", "job").search(text), words("title", "strong").search(text)
    if (job or found) and not scale.saw("title-interview"):
        scale.add("told-interview", 0.5 if job else 0.4, (job or found)[0])  # type: ignore[index]
    if job or scale.saw("title-role") or scale.saw("text-role"):
        return
    for group, weight in (("not", -0.8), ("not_text", 0.0)):  # what a text says is weighed already
        other = any_words(group, *_OF_OTHERS).search(text)
        if other and not case.text[other.start()].isupper():  # "Dunmere Housing" is a name
            scale.add("told-other", weight, other[0], DOUBTFUL)


def _without(key: str, text: str) -> str:
    """The text without the words that `[roles]` has under that key: "your role" is the person's own."""
    kept, last = [], 0
    for found in words("roles", key).finditer(level(text)):
        kept.append(text[last : found.start()])
        last = found.end()
    return " ".join([*kept, text[last:]])


def _who_invites(case: Case, scale: Scale) -> None:
    """Hiring systems, domains corresponded with, a company inviting somebody from outside."""
    senders = [*case.people, *([case.context.sender] if case.context.sender else [])]
    system = next((person.domain for person in senders if domains.is_hiring_system(person.domain)), "")
    link = next((host for host, _ in domains.hiring_links(case.linked)), "")
    if system:
        scale.add("hiring-system", 0.6, system)
    elif link:
        scale.add("hiring-link", 0.45, link)
    known = next((domain for domain in case.company_domains if domain in case.context.corresponded), "")
    if known:
        scale.add("corresponded", 0.7, known)
    again = next((person.email for person in case.others if person.email in case.context.met), "")
    if again and not case.organized_by_me:
        scale.add("met-before", 0.6, again)
    if case.company_domains and not case.organized_by_me:
        scale.add("company-invites", 0.3, case.company_domains[0])
    if words("title", "strong").search(level(case.event.product)):
        scale.add("hiring-program", 0.3, case.event.product)
    desk = next((person.email for person in case.others if domains.is_press_desk(person.email)), "")
    if desk:
        scale.add("press-desk", -0.6 if speaks_of_a_job(scale) else -1.0, desk)
    host = case.event.organizer or case.context.sender
    asks = bool(host and host in case.others and case.company_domains)
    if host and asks and domains.is_hiring_desk(host.email) and not scale.saw("title-interview"):
        scale.add("hiring-desk", 0.35, host.email)
    talks = next((person.email for person in case.others if domains.is_talks_desk(person.email)), "")
    if talks:
        scale.add("talks-desk", -0.4, talks)
    agency = next((person.domain for person in case.others if domains.is_agency(person.domain)), "")
    if agency:
        scale.add("agency", 0.4, agency)


def _who_takes_part(case: Case, scale: Scale) -> None:
    """A recruiter who invites an outsider; several people whom the text introduces one after the other."""
    recruiter = case.panel.recruiter
    host = case.event.organizer or case.context.sender
    if recruiter and host and case.company_domains and same_person(recruiter, host) and not case.organized_by_me:
        scale.add("recruiter-invites", 0.35, recruiter.name)
    mine = case.candidate.name and first_name_in(case.title, [Person(case.candidate.name)])
    greeted = mine or candidate_names(case.event, Me())
    invited = greeted and case.company_domains and not case.organized_by_me
    meets = [one for one in named_in(case.text) if one.sure] if invited else []
    if len(meets) > 1:
        scale.add("schedule", 0.35, ", ".join(one.name for one in meets))


def _shape(case: Case, scale: Scale) -> None:
    """Length, video link, whether anybody else is on it."""
    event = case.event
    length = event.end - event.start
    if timedelta(minutes=10) <= length <= timedelta(hours=3):
        scale.add("length", 0.1, f"{int(length.total_seconds() // 60)} min")
    elif length > timedelta(hours=9) and not event.all_day:
        scale.add("length", -0.4, f"{int(length.total_seconds() // 3600)} h")
    if _VIDEO.search(level(f"{event.location}\n{event.url}\n{event.text[:8000]}")):
        scale.add("video", 0.1)
    if event.all_day:  # an onsite day is often entered so, and an interview of which only the day was exported
        named = case.others or (scale.saw("title-interview") and case.employer)
        scale.add("all-day", -0.9 if not named else -0.45 if case.others else -0.3)
    if event.recurring:  # some calendars make a series of a day of interviews
        plainly = scale.saw("title-interview") and case.company_domains and not case.organized_by_me
        scale.add("recurring", -0.2 if plainly else -0.7)
    met = scale.saw("title-round") and case.panel.interviewers
    if case.kept_alone and not (case.employer or met) and not (scale.saw("title-job") or scale.saw("title-stage")):
        scale.add("alone", -0.15)
    papers = words("text", "papers").search(case.body) if case.kept_alone else None
    if papers:
        scale.add("papers", 0.3, papers[0])
    noted = next((one.name for one in case.panel.interviewers if one.name in case.text), "")
    if noted and case.kept_alone and scale.saw("title-short"):
        scale.add("people-noted", 0.2, noted)
    if len(event.guests) > 12:
        scale.add("crowd", -0.5, f"{len(event.guests)} guests")


def _cut_short(case: Case, scale: Scale) -> None:
    """What went on behind what was read is nothing certain, and a crowd that no list holds is no interview."""
    if case.event.cut:
        at_most = NO if "guests" in case.event.cut else DOUBTFUL
        scale.add("cut-short", 0.0, f"only the beginning of its {' and '.join(case.event.cut)} was read", at_most)


RULES: tuple[Callable[[Case, Scale], None], ...] = (
    _what_it_is,
    _title_words,
    _title_parts,
    _text_words,
    _told_words,
    _who_invites,
    _who_takes_part,
    _shape,
    not_interviews,
    other_side,
    private,
    unexplained,
    needs_a_hiring_word,
    _cut_short,
)
