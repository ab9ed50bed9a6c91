"""What speaks for an event being a job interview of the person, and what against: one function a rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import cache

from afterword.core.events import panel
from afterword.core.events.case import CERTAIN, Case, Scale
from afterword.core.events.employer import is_trade
from afterword.core.language.vocabulary import keys, level, words
from afterword.core.model import (
    Guest,
    Me,
    Person,
)
from afterword.core.people import employers, titles
from afterword.core.people.named import named_in
from afterword.core.people.names import is_full_name, is_human, plain_name, same_person
from afterword.core.people.roles import roles_in

_VIDEO = re.compile(
    r"zoom\.us/|teams\.microsoft|teams\.live|meet\.google|webex\.com|whereby\.com|microsoft teams|google meet"
)
_PAIR = re.compile(r"<+-?>+|↔|⇄|\s[x×]\s|\s(?:and|und|et|y|e|en|i|och|&|/|\+)\s", re.IGNORECASE)
# "the PM role", "our Data Engineer opening": whatever trade it is, it begins with a capital.
_THE_ROLE = re.compile(r"\b(?:the|our|this|an?)\s((?:[A-Z][\w/&+.-]{0,20}\s){1,4})(?:role|position|opening|vacancy)\b")
_HOURS = re.compile(r"\d\s?hrs?\b")
_POSSESSIVE = re.compile(r"^(?:\w{2,20} )?(\w{2,20})'s (?:\w{2,20} )?(?:interview|job interview)\b")
_ANSWERS = ("REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH")
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
    if event.kind in (panel.TOLD, panel.TOLD_AGAIN):
        scale.add("told-by-mail", 0.6 if event.kind == panel.TOLD_AGAIN else 0.2, event.method.lower())


def _title_words(case: Case, scale: Scale) -> None:
    found = words("title", "strong").search(case.headline)
    if found:
        scale.add("title-interview", 0.8, found[0])
        return
    step = words("title", "round").search(case.headline)
    if step:
        scale.add("title-round", 0.6, step[0])
        return
    applying = words("title", "application").search(case.headline)
    if applying:
        scale.add("title-application", 0.5, applying[0])
    weak = words("title", "weak").search(case.headline)
    if weak:
        scale.add("title-meeting", 0.25, weak[0])


def _title_parts(case: Case, scale: Scale) -> None:
    """A role, a company and a person side by side, the other side's name."""
    role = words("roles", "words").search(case.headline)
    if role:
        open_post = words("roles", "post").search(level(_without("own", case.title)))
        scale.add("title-role", 0.5 if open_post else 0.3, open_post[0] if open_post else role[0])
    elif trade := next(filter(is_trade, map(titles.rest_of, titles.segments(case.title))), ""):
        scale.add("title-role", 0.3, trade)
    if _PAIR.search(case.title) and len(case.title) < 90:
        scale.add("title-pair", 0.2, case.title)
    elif panel.first_name_in(case.title, case.people):
        scale.add("title-person", 0.1, case.title)
    mine = case.candidate.name and panel.first_name_in(case.title, [Person(case.candidate.name)])
    if role and mine and case.company_domains:
        scale.add("title-my-role", 0.25, case.candidate.name)
    office = words("people", "recruiter").search(_HOURS.sub(" ", case.headline))
    if office and not scale.saw("title-round"):
        scale.add("title-my-recruiter" if mine else "title-recruiter", 0.3 if mine else 0.2, office[0])
    if mine and case.company_domains and _names_me_whole(case):
        stage = words("title", "mine").search(case.headline)
        if stage and not scale.saw("title-interview") and not scale.saw("title-round"):
            scale.add("title-my-stage", 0.35, stage[0])
    label = case.employer.name
    if label and level(label) in case.headline:
        scale.add("title-employer", 0.2, label)


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
    called = _THE_ROLE.search(body)
    role = called[1] if called else next(iter(roles_in("", body)), "")
    if role:
        scale.add("text-role", 0.4, role)
    elif weak:
        scale.add("text-hiring-words", min(0.25, 0.1 * len(weak)), ", ".join(sorted(weak)))


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
    system = next((person.domain for person in senders if employers.is_hiring_system(person.domain)), "")
    link = next((host for host, _ in employers.hiring_links(case.linked)), "")
    if system:
        scale.add("hiring-system", 0.6, system)
    elif link:
        scale.add("hiring-link", 0.45, link)
    known = next((domain for domain in case.company_domains if domain in case.context.corresponded), "")
    if known:
        scale.add("corresponded", 0.7, known)
    if case.company_domains and not case.organized_by_me:
        scale.add("company-invites", 0.3, case.company_domains[0])
    if words("title", "strong").search(level(case.event.product)):
        scale.add("hiring-program", 0.3, case.event.product)
    desk = next((person.email for person in case.others if employers.is_press_desk(person.email)), "")
    if desk:
        scale.add("press-desk", -0.6, desk)
    talks = next((person.email for person in case.others if employers.is_talks_desk(person.email)), "")
    if talks:
        scale.add("talks-desk", -0.4, talks)
    agency = next((person.domain for person in case.others if employers.is_agency(person.domain)), "")
    if agency:
        scale.add("agency", 0.4, agency)


def _who_takes_part(case: Case, scale: Scale) -> None:
    """A recruiter who invites an outsider; several people whom the text introduces one after the other."""
    recruiter = case.panel.recruiter
    host = case.event.organizer or case.context.sender
    if recruiter and host and case.company_domains and same_person(recruiter, host) and not case.organized_by_me:
        scale.add("recruiter-invites", 0.35, recruiter.name)
    mine = case.candidate.name and panel.first_name_in(case.title, [Person(case.candidate.name)])
    greeted = mine or panel.candidate_names(case.event, Me())
    meets = [one for one in named_in(case.text) if one.sure]
    if len(meets) > 1 and greeted and case.company_domains and not case.organized_by_me:
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
    if case.kept_alone and not case.employer:
        scale.add("alone", -0.15)
    if len(event.guests) > 12:
        scale.add("crowd", -0.5, f"{len(event.guests)} guests")


def _not_interviews(case: Case, scale: Scale) -> None:
    """What only looks like a job interview, by its title; and by its text where the title leaves it open."""
    for kind in keys("not"):
        found = words("not", kind).search(case.headline)
        if found and kind == "hold" and found.start() == 0:
            scale.add("hold", -2.0, found[0])  # the time is kept, nothing is arranged yet
        elif found and kind == "hold":
            scale.add("hold", -0.2, found[0])
            scale.ceiling = min(scale.ceiling, CERTAIN - 0.01)
        elif found and kind == "place":
            of_a_job = _speaks_of_a_job(scale) or words("title", "job").search(case.headline)
            scale.add("place", -0.2 if of_a_job else -0.8, found[0])
        elif found:
            of_the_job = kind in _TRADES and scale.saw("title-interview") and scale.saw("title-role")
            if (
                kind in _TALKS and found.start() < 2
            ):  # a "Workshop Manager" works there; "your next job interview" is what a talk is about
                of_the_job = of_the_job and bool(_role_behind().match(case.headline, found.end()))
            in_its_name = -0.3 if words("roles", "post").search(case.headline) else -0.7
            weight = in_its_name if of_the_job else _AGAINST.get(kind, -2.0)
            scale.add(f"not-{kind}".replace("_", "-"), weight, found[0])
    for kind in keys("not_text"):
        told = list({hit[0]: None for hit in words("not_text", kind).finditer(case.body)})
        if kind == "sales" and _speaks_of_a_job(scale):  # "our Account Executive role"
            told = [said for said in told if not words("roles", "words").search(said)]
        if told and not (scale.saw("hiring-system") and kind not in ("one_way", "practice")):
            weight = -1.5 if kind == "one_way" else -0.8 if len(told) == 1 else -1.2
            scale.add(f"text-{kind}".replace("_", "-"), weight, ", ".join(told))


_CONTACTS = (
    "hiring-program",
    "hiring-system",
    "hiring-link",
    "corresponded",
    "agency",
    "recruiter-invites",
    "schedule",
)


@cache
def _role_behind() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{words('roles', 'words').pattern})")


def _speaks_of_a_job(scale: Scale) -> bool:
    """Has a role, an application, a hiring system been seen: somebody may work at a school, too."""
    return any(
        map(
            scale.saw,
            (
                "title-role",
                "title-my-recruiter",
                "title-my-stage",
                "title-application",
                "text-role",
                "text-application",
                *_CONTACTS,
            ),
        )
    )


def _needs_a_hiring_word(case: Case, scale: Scale) -> None:
    """Certain is only what something calls hiring: a company's meeting with an outsider alone is asked about."""
    words_seen = ("title-interview", "title-round")
    if not (_speaks_of_a_job(scale) or any(map(scale.saw, words_seen))):
        scale.ceiling = min(scale.ceiling, CERTAIN - 0.01)
    if not case.others and not case.employer and not scale.saw("text-application"):
        scale.ceiling = min(scale.ceiling, CERTAIN - 0.01)


# Somebody may work in it, too: an interview for a "Vaccine Scientist" or a "Data Journalist".
_TALKS = frozenset({"webinar"})
_TRADES = frozenset({"medical", "press", "school", "visa", "sales", "webinar", "test"})
# Words that also stand in titles of real interviews weigh less than those that never do.
_AGAINST = {"sales": -1.1, "after": -1.3, "own": -1.3, "webinar": -1.3, "medical": -1.5, "test": -1.5}


def _other_side(case: Case, scale: Scale) -> None:
    """Is the person the one who interviews? Their own company invites, or the text speaks to the hiring team."""
    host = case.event.organizer
    colleagues = [person for person in case.others if employers.own_domain(person) in case.own_domains]
    hiring = list({found[0]: None for found in words("side", "hiring").finditer(case.body)})
    candidate = words("side", "candidate").search(case.body)
    if colleagues and case.me.emails and case.own_domains:
        scale.add("own-company", -1.5 if hiring or not case.company_domains else -1.2, colleagues[0].domain)
    elif host and case.me.owns(host) and case.event.guests:
        scale.add("i-invite", -0.5, host.domain)
        if case.own_domains:
            scale.add("i-invite-for-my-company", -0.8, host.domain)
    if _is_internal(case):
        scale.add("internal", -0.8, case.company_domains[0])
    if hiring and not candidate:
        # To somebody from outside one such word may be said in passing, two are meant for the hiring team.
        meant = len(hiring) > 1 or words("side", "decisive").search(case.body) or not _is_outsider(case)
        told = -2.0 if words("side", "decisive").search(case.body) else -0.4 * min(len(hiring) + 1, 4)
        weight = min(-1.2, told) if meant else -0.2
        scale.add("hiring-side", weight, ", ".join(hiring))
    whose = _POSSESSIVE.match(case.headline) if case.kept_alone else None
    if whose and not any(whose[1] in level(own) for own in (case.me.name, *case.me.emails)):
        scale.add("somebody-elses", -0.5, whose[0])
    named = words("side", "title").search(case.headline) if case.kept_alone else None
    if named:  # a note to oneself speaks of a candidate only if oneself is not the one
        scale.add("hiring-side", -1.2, named[0])
    if _somebody_elses(case):
        scale.add("other-candidate", -1.2, case.title)


def _is_internal(case: Case) -> bool:
    """Is everybody of the company that invites, as far as one sees, while nobody says who the person is?"""
    if case.me.emails or case.candidate.emails or case.event.guests_hidden:
        return False
    houses = [employers.own_domain(person) for person in case.people if is_human(Guest(person))]
    return len(houses) > 1 and bool(houses[0]) and len(set(houses)) == 1


def _is_outsider(case: Case) -> bool:
    """Is the person (known or inferred) on the event, and not of the company that invites?"""
    present = any(case.candidate.owns(person) for person in case.people)
    return present and bool(case.company_domains)


def _somebody_elses(case: Case) -> bool:
    """Does the title name a candidate who is another guest on free mail, while the person's name is known?"""
    if not case.me.emails or not case.own_domains:
        return False
    outsiders = [person for person in case.others if employers.is_free_mail(person.domain)]
    return panel.first_name_in(case.title, outsiders)


RULES: tuple[Callable[[Case, Scale], None], ...] = (
    _what_it_is,
    _title_words,
    _title_parts,
    _text_words,
    _who_invites,
    _who_takes_part,
    _shape,
    _not_interviews,
    _other_side,
    _needs_a_hiring_word,
)
