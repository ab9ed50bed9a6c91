"""Is the person the one who interviews: their own company invites, the text speaks to the hiring team, of others?"""

from __future__ import annotations

import re

from afterword.core.events.case import DOUBTFUL, Case, Scale, tokens
from afterword.core.events.guests import first_name_in
from afterword.core.language.vocabulary import level, squashed, words
from afterword.core.model import Guest
from afterword.core.people import domains, titles
from afterword.core.people.names import EAST_ASIAN, is_full_name, is_given, is_human, plain_name, same_name

_WITH = ("with", "mit", "avec", "con", "com", "met", "med", "z")


def other_side(case: Case, scale: Scale) -> None:
    """Is the person the one who interviews? Their own company invites, or the text speaks to the hiring team."""
    host = case.event.organizer
    colleagues = [person for person in case.others if domains.own_domain(person) in case.own_domains]
    hiring = list({found[0]: None for found in words("side", "hiring").finditer(case.body)})
    candidate = words("side", "candidate").search(case.body)
    labelled = _listed(case, scale)
    if labelled and not hiring and not case.me.emails and case.panel.interviewers:
        scale.add("hiring-side", -0.2, labelled[0], DOUBTFUL)  # names both: whose calendar is it?
    else:
        hiring += labelled
    if colleagues and case.me.emails and case.own_domains:
        scale.add("own-company", -1.5 if hiring or not case.company_domains else -1.2, colleagues[0].domain)
    elif host and case.me.owns(host) and case.others:
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
    named = words("side", "title").search(case.headline) if case.kept_alone or _is_one_house(case) else None
    if named:  # among colleagues, or in a note to oneself, a candidate is spoken of only if oneself is not the one
        scale.add("hiring-side", -1.2, named[0])
    elif not case.me.emails and (words("side", "title").search(level(case.title)) or _tells_of_candidate(case)):
        scale.add("hiring-side", -0.2, case.title, DOUBTFUL)  # to whom it speaks is not known
    if _somebody_elses(case) or _hosts_alone(case):
        scale.add("other-candidate", -1.2, case.title)


def _listed(case: Case, scale: Scale) -> list[str]:
    """The label of a form like "Candidate: Jane Doe" where it speaks to the hiring team; none where it is the person.

    A form that names the company, too, is not the company's own.
    """
    label, listed = _labelled_candidate(case)
    if listed and _is_mine(case, listed):
        scale.add("listed-candidate", 0.4, listed)
        return []
    own = _own_tokens(case)
    if listed and not EAST_ASIAN.search(listed) and own and set(tokens(listed)).isdisjoint(own):
        scale.add("listed-other", -1.2, listed)
    from_outside = listed and words("employer", "client_is").search(case.body)
    return [label] if label and not from_outside else []


def _own_tokens(case: Case) -> set[str]:
    """The words of the person's name, or those of an address that begins with a given name."""
    spelt = (re.split(r"[._-]|\d+", email.partition("@")[0]) for email in case.candidate.emails)
    addressed = [part for parts in spelt if is_given(parts[0].title()) for part in parts]
    return {*tokens(case.me.name), *addressed}


def _labelled_candidate(case: Case) -> tuple[str, str]:
    """A label like "Candidate:" in the text and the full name behind it; "" each without one."""
    written = case.body_written if words("side", "label").search(case.body) else case.title
    label = words("side", "label").search(level(written))
    behind = written[label.end() : label.end() + 80].strip(" :：\t\u3000").splitlines() if label else []
    name = plain_name(re.split(r"[,;|(（<]|\s[-–—]\s", behind[0])[0].strip()) if behind else ""
    return (label[0] if label else ""), (titles.person_name(name) and name if is_full_name(name) else "")


def _is_mine(case: Case, name: str) -> bool:
    """Is it the person's name, as it is known or as their address spells it?"""
    locals_ = {re.sub(r"\d", "", squashed(email.partition("@")[0])) for email in case.candidate.emails}
    return squashed(name) in locals_ or any(same_name(name, own) for own in (case.me.name, case.candidate.name) if own)


def _is_internal(case: Case) -> bool:
    """Is everybody of the company that invites, as far as one sees, while nobody says who the person is?"""
    if case.me.emails or case.candidate.emails or case.event.guests_hidden:
        return False
    houses = [domains.own_domain(person) for person in case.people if is_human(Guest(person))]
    return len(houses) > 1 and bool(houses[0]) and len(set(houses)) == 1


def _tells_of_candidate(case: Case) -> bool:
    """Does the text speak to others of who seems to be the candidate: "Interview with Jane Doe for ..."?"""
    name = case.candidate.name
    return is_full_name(name) and any(f" {word} {level(name)}" in case.body for word in _WITH)


def _is_one_house(case: Case) -> bool:
    """Is every address on it of one company, the shared ones included?"""
    houses = {domains.own_domain(person) for person in case.people}
    return len(case.people) > 1 and len(houses) == 1 and "" not in houses


def _is_outsider(case: Case) -> bool:
    """Is the person (known or inferred) on the event, and not of the company that invites?"""
    present = any(case.candidate.owns(person) for person in case.people)
    return present and bool(case.company_domains)


def _somebody_elses(case: Case) -> bool:
    """Does the title name a candidate who is another guest on free mail, while the person's name is known?"""
    if not case.me.emails or not case.own_domains:
        return False
    outsiders = [person for person in case.others if domains.is_free_mail(person.domain)]
    return first_name_in(case.title, outsiders)


def _hosts_alone(case: Case) -> bool:
    """Is the host alone on the list, while the title names somebody else: an interviewer's own entry?"""
    host, guests = case.event.organizer, case.event.guests
    if case.me.emails or not host or not guests or any(guest.person.email != host.email for guest in guests):
        return False
    return any(titles.person_name(piece) and not same_name(piece, host.name) for piece in titles.segments(case.title))
