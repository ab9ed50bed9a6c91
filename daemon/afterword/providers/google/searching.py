"""What to ask Gmail's search for (support.google.com/mail/answer/7190): pure, from what is in play to queries.

One list of 500 ids costs a quarter of reading a single mail's headers. So which of many mails matter is asked of the
index, and no mail is opened to find that it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from urllib.parse import quote_plus

from afterword.core.lexicon import load
from afterword.ports import Interest

# googleapiclient turns an address of more than 2,048 characters into a POST, which nothing here may make.
_LONGEST = 1600
_PLAIN = re.compile(r"[\w.+@-]+")
_INVITATIONS = "filename:ics"
_BOUNCES = "from:mailer-daemon"


def indexed(since: datetime) -> str:
    """What finds every mail that the index knows: a witness against an index that lags behind, or knows no "or"."""
    return f"{_after(since)} {{in:inbox from:nobody.invalid}}"


def telling(interest: Interest) -> list[str]:
    """What matters among new mails: of whoever is in play, invitations, bounces."""
    return _either([*_from(interest), _INVITATIONS, _BOUNCES], interest.since)


def relevant(interest: Interest) -> list[str]:
    """What may matter among new mails: the same, and words of applications, which advertisements use as well."""
    return _either([*_from(interest), _INVITATIONS, _BOUNCES, *_words("words")], interest.since)


def with_people(interest: Interest, *, joined: bool = True) -> list[str]:
    """Everything to and from whoever is in play, and the mails with these Message-IDs.

    `joined`: the index knows "or". Otherwise every term is a query of its own.
    """
    ids = [f"rfc822msgid:{name}" for name in sorted(interest.threads) if "@" in name and _PLAIN.fullmatch(name)]
    people = [*_from(interest), *(f"to:{name}" for name in _names(interest))]
    return _either([*people, *ids], interest.since, joined=joined)


def at_first(interest: Interest, *, joined: bool = True) -> list[list[str]]:
    """What a first look reads, the most telling first: each is a list of queries."""
    subjects = [f"subject:{word}" for word in _words("first")]
    return [
        with_people(interest, joined=joined),
        _either(subjects, interest.since, joined=joined),
        [f"{_after(interest.since)} {_INVITATIONS}"],
        _either(_words("words"), interest.since, joined=joined),
    ]


def _either(terms: Iterable[str], since: datetime, *, joined: bool = True) -> list[str]:
    """As many queries as it takes for all these terms, any of which may match."""
    if not joined:
        return [f"{_after(since)} {term}" for term in dict.fromkeys(terms)]
    queries: list[str] = []
    now: list[str] = []
    for term in dict.fromkeys(terms):
        if now and len(quote_plus(" ".join([*now, term]))) > _LONGEST:
            queries.append(_braced(now, since))
            now = []
        now.append(term)
    return [*queries, _braced(now, since)] if now else queries


def _braced(terms: list[str], since: datetime) -> str:
    return f"{_after(since)} {{{' '.join(terms)}}}"


def _after(since: datetime) -> str:
    """In seconds: a date alone would be midnight in California."""
    return f"after:{int((since - timedelta(days=1)).timestamp())}"


def _from(interest: Interest) -> list[str]:
    return [f"from:{name}" for name in _names(interest)]


def _names(interest: Interest) -> list[str]:
    """Addresses come from other people's mails: whatever might be more than a word of a query is left out."""
    return sorted(name for name in interest.domains | interest.addresses | interest.labels if _PLAIN.fullmatch(name))


@cache
def _words(group: str) -> tuple[str, ...]:
    return tuple(f'"{word}"' if " " in word else word for word in load("searching")[group])
