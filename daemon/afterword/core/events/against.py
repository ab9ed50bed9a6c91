"""What speaks against an event being a job interview of the person: one function a rule; `rules` puts them together."""

from __future__ import annotations

import re
from functools import cache

from afterword.core.events.case import CERTAIN, DOUBTFUL, Case, Scale, tokens
from afterword.core.events.company import is_job
from afterword.core.language.vocabulary import keys, level, squashed, words
from afterword.core.people import labels, named, titles
from afterword.core.people.names import (
    is_form_of_address,
)

_AT = re.compile(r"\s(?:at|with|@|bei|chez|con|met|hos|presso|na|en|w)\s")
# What an interview is about is no job, unless a word says so: "Interview with the council re: cycle lanes".
_ABOUT = re.compile(
    r"\b(?:re:|re|about|regarding|wg\.|wegen|uber|zum thema|sobre|acerca de|au sujet d[eu]|a propos d[eu]"
    r"|riguardo a|over|angaende|w sprawie)\s(.{3,60})"
)
_SETTLED = re.compile(
    r"\b(?:confirmed|booked|bestatigt|gebucht|confirme|confirmee|confirmad[oa]|confermat[oa]|bevestigd|bekraftad|bekraeftet)\b"
)


def not_interviews(case: Case, scale: Scale) -> None:
    """What only looks like a job interview, by its title; and by its text where the title leaves it open."""
    meant = words("title", "strong").search(case.headline) or words("title", "round").search(case.headline)
    for kind in keys("not"):
        hits = list(words("not", kind).finditer(case.headline))
        telling = (hit for hit in hits if kind != "place" or not _is_companys(case, hit[0]))
        found = next(telling, next(iter(hits), None))
        inside = meant and found and meant.start() <= found.start() and found.end() <= meant.end()
        if found and not (inside and found[0] != meant[0]):  # type: ignore[index]  # "teaching demo" is no demo
            _add_kind(case, scale, kind, found)
    if case.kept_alone and case.title.endswith(("?", "？")):
        scale.add("hold", -0.2, case.title, DOUBTFUL)  # "Interview Acme?"
    for kind in keys("not_text"):
        told = list({hit[0]: None for hit in words("not_text", kind).finditer(case.body)})
        if kind == "sales" and speaks_of_a_job(scale):  # "our Account Executive role"
            told = [said for said in told if not words("roles", "words").search(said)]
        if told and not (scale.saw("hiring-system") and kind not in ("one_way", "practice")):
            weight = -1.5 if kind == "one_way" else -0.8 if len(told) == 1 else -1.2
            scale.add(f"text-{kind}".replace("_", "-"), weight, ", ".join(told))


def _add_kind(case: Case, scale: Scale, kind: str, found: re.Match[str]) -> None:
    if kind == "hold" and (_SETTLED.search(case.headline) or scale.saw("told-by-mail")):
        return  # "Interview slot confirmed"
    if kind == "hold" and found.start() == 0:
        scale.add("hold", -2.0, found[0])  # the time is kept, nothing is arranged yet
    elif kind == "hold":
        scale.add("hold", -0.2, found[0], DOUBTFUL)
    else:
        rule = "place" if kind == "place" else f"not-{kind}".replace("_", "-")
        scale.add(rule, _weight_of_kind(case, scale, kind, found), found[0])


def _weight_of_kind(case: Case, scale: Scale, kind: str, found: re.Match[str]) -> float:
    """How much a word of that kind in the title weighs: little where it is part of a company's or a job's name."""
    companys = _is_companys(case, found[0])
    if kind == "place":  # a house that somebody may work at, and that others have to do with
        if speaks_of_a_job(scale, beside=found[0]):
            return 0.0 if companys else -0.2
        if not companys or squashed(case.employer.name) == squashed(found[0]):
            return -0.8
        return 0.0 if scale.saw("title-round") or words("side", "hires").fullmatch(found[0]) else -0.3
    if kind == "research" and scale.saw("agency"):
        return 0.0  # "Entretien client": at its client
    if kind in _EMPLOYING and scale.saw("title-job"):
        return -0.2
    if kind == "test" and scale.saw("title-meeting") and case.company_domains:
        return -0.3  # "Skills test + talk with the team"
    if companys and case.employer.domains:
        return -0.2
    of_the_job = kind in _TRADES and scale.saw("title-interview") and _has_role_beside(case, scale, found)
    if kind in _BESIDE and (kind != "webinar" or found.start() < _AT_THE_START):
        # A "Workshop Manager" works there; "your next job interview" is what a talk is about.
        of_the_job = of_the_job and bool(_role_behind().match(case.headline, found.end()))
    if not of_the_job:
        return _AGAINST.get(kind, -2.0)
    return -0.3 if words("roles", "post").search(case.headline) else -0.7


def _has_role_beside(case: Case, scale: Scale, found: re.Match[str]) -> bool:
    """Does the title name a job apart from those words: none in "Parent-teacher interviews", "Entretien commercial"?"""
    roles = list(words("roles", "words").finditer(case.headline))
    apart = any(role[0] == found[0] or role.start() < found.start() or found.end() < role.end() for role in roles)
    return scale.saw("title-role") and (apart or not roles)


def _is_companys(case: Case, word: str) -> bool:
    """Does the company call itself so: by its domain ("Atelier Brume"), or by its name where it has none?"""
    spelt = case.employer.domains or (case.employer.name,)
    return any(squashed(word) in squashed(one) for one in spelt)


_CONTACTS = (
    "hiring-program",
    "hiring-system",
    "hiring-link",
    "hiring-desk",
    "corresponded",
    "met-before",
    "agency",
    "recruiter-invites",
    "schedule",
)


_OF_A_JOB = frozenset(
    {
        "title-role",
        "title-job",
        "title-office",
        "title-short",
        "title-my-recruiter",
        "title-my-stage",
        "title-application",
        "text-role",
        "listed-candidate",
        "papers",
        "text-application",
        *_CONTACTS,
    }
)


@cache
def _role_behind() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{words('roles', 'words').pattern})")


def speaks_of_a_job(scale: Scale, *, beside: str = "") -> bool:
    """Has a role, an application, a hiring system been seen: somebody may work at a school, too.

    `beside`: a word that does not count as the role: "Colloquio avvocato Rossi" is with a lawyer.
    """
    return any(one.rule in _OF_A_JOB and (one.rule != "title-role" or one.saw != beside) for one in scale.evidence)


def needs_a_hiring_word(case: Case, scale: Scale) -> None:
    """Certain is only what something calls hiring: a company's meeting with an outsider alone is asked about."""
    if scale.score < CERTAIN:
        return
    words_seen = ("title-interview", "title-round", "title-short", "title-me-and-company", "told-interview")
    if not (speaks_of_a_job(scale) or any(map(scale.saw, words_seen))):
        scale.add("no-hiring-word", 0.0, at_most=DOUBTFUL)
    somewhere = case.event.location or words("employer", "towns").search(case.headline)
    expected = scale.saw("title-job") and bool(somewhere) and not case.panel.interviewers
    open_post = scale.saw("text-role") or (scale.saw("title-role") and words("roles", "post").search(case.headline))
    told = scale.saw("title-stage") or _asks_for_a_post(case, scale)
    mine = expected or told or (open_post and case.panel.interviewers)
    if not case.others and not case.employer and not scale.saw("text-application") and not mine:
        scale.add("nobody-named", 0.0, at_most=DOUBTFUL)
    many = words("title", "many").search(case.headline) and not (_AT.search(case.headline) or scale.saw("title-stage"))
    if case.kept_alone and many:
        scale.add("many-interviews", 0.0, at_most=DOUBTFUL)  # "Sorority interviews": several are mostly held by oneself
    careless = case.kept_alone and case.title == case.title.lower() != case.title.upper()
    if careless and not speaks_of_a_job(scale) and not _AT.search(case.headline):
        scale.add("all-lower-case", 0.0, at_most=DOUBTFUL)  # "interview tesco", "interview shoes"


def _asks_for_a_post(case: Case, scale: Scale) -> bool:
    """Does the title say a job and nothing that it does not explain: "Interview — Warehouse Lead", "Job interview"?

    Not the job of somebody who is interviewed: "Interview with a nurse (school project)".
    """
    pieces = titles.segments(case.title)
    post = next((one for one in pieces if is_job(one) and titles.rest_of(one) == one), "")
    unsaid = set(_rest_of_title(case)).difference(tokens(post))
    return not unsaid and bool(post or scale.saw("title-job"))


# Somebody may work in it, too: an interview for a "Vaccine Scientist" or a "Data Journalist".
# Of these, the ones that a job is called by only with its own word right behind: "Visa Officer", "Workshop Manager".
_BESIDE = frozenset({"webinar", "visa"})
_EMPLOYING = frozenset({"medical", "press", "upkeep"})
_AT_THE_START = 2
_TRADES = frozenset({"upkeep", "medical", "press", "school", "visa", "sales", "webinar", "test"})
# Words that also stand in titles of real interviews weigh less than those that never do.
_AGAINST = {"sales": -1.1, "after": -1.3, "own": -1.3, "webinar": -1.3, "medical": -1.5, "test": -1.5}


def unexplained(case: Case, scale: Scale) -> None:
    """ "Interview" or "final round" may be anybody's: words that no job interview's title needs make it doubtful."""
    found = words("title", "strong").search(case.headline)
    step = words("title", "round").search(case.headline) if not found and not case.kept_alone else None
    if not (found and words("title", "plain").fullmatch(found[0])) and not (step and _is_contest(step[0])):
        return
    if speaks_of_a_job(scale) or scale.saw("text-hiring-words") or words("stage", "hr").search(case.headline):
        return
    rest = _rest_of_title(case)
    if rest:  # a name of its own behind a dash may be the company's
        apart = (case.kept_alone and bool(case.employer)) or _is_named_apart(case, rest)
        about = any(part in rest for part in tokens(" ".join(_ABOUT.findall(case.headline))))
        weight = -0.1 if case.kept_alone else -0.2 if apart else -0.4
        scale.add("title-else", weight, " ".join(rest), 9.0 if apart and not about else DOUBTFUL)


def _is_contest(step: str) -> bool:
    """Is it a round as games and reviews have them, too?"""
    return bool(words("side", "contests").search(step))


def _is_named_apart(case: Case, rest: list[str]) -> bool:
    """Do the words stand in a segment of their own, each with a capital: "Interview - International Motors"?"""
    for piece in titles.segments(_AT.sub(" - ", case.title)):
        spoken = [word for word in piece.split() if level(word).strip(".,'") in rest]
        alone = not words("title", "strong").search(level(piece))
        if len(spoken) == len(rest) and alone and all(word[0].isupper() for word in spoken):
            return True
    return False


def _rest_of_title(case: Case) -> list[str]:
    """The title's words beside those of interviews and of their manner, and beside the names of everybody in play."""
    in_title = [one.name for one in named.titled(case.title)]  # anybody's: the person's own may not be known
    people = (*case.known_names, *(one.name for one in case.panel.interviewers), *in_title, case.employer.name)
    known = {token for name in people for token in tokens(name)}
    known |= {stem for domain in case.company_domains for stem in labels.stems(domain.partition(".")[0])}
    plain = case.headline
    for key in ("strong", "round", "weak", "application", "mine"):
        plain = words("title", key).sub(" ", plain)
    return [
        token
        for token in tokens(plain)
        if token not in known
        and not token.isdigit()
        and not words("title", "manner").fullmatch(token)
        and not words("people", "never").fullmatch(token)
        and not is_form_of_address(token.title())
        and not words("employer", "legal").fullmatch(token)
    ]
