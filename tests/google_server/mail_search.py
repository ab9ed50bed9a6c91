"""Gmail's search box, as far as programs use it (support.google.com/mail/answer/7190).

Words are matched whole and in order, never parts of words; dates without a time are midnight in California.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from .mailbox import Mail
from .mime import phrased

_TOKEN = re.compile(
    r"""(?P<minus>-)?(?:(?P<operator>[A-Za-z]\w*):)?(?:"(?P<quoted>[^"]*)"|(?P<open>[({])|(?P<word>[^\s(){}"]+))"""
    r"""|(?P<close>[)}])|(?P<empty>-?[A-Za-z]\w*:)(?=\s|$)"""
)
_PACIFIC = ZoneInfo("America/Los_Angeles")
_UNITS = {"d": 1, "m": 30, "y": 365}
_PLACES = {
    "inbox": "INBOX",
    "sent": "SENT",
    "draft": "DRAFT",
    "drafts": "DRAFT",
    "trash": "TRASH",
    "spam": "SPAM",
    "starred": "STARRED",
    "unread": "UNREAD",
    "important": "IMPORTANT",
}
Test = Callable[[Mail], bool]


@dataclass(slots=True)
class Search:
    """A query, understood. `everywhere`: it names bin or spam itself. `unknown`: operators that Gmail doesn't know."""

    query: str
    now: datetime
    everywhere: bool = False
    unknown: list[str] = field(default_factory=list)
    matches: Test = field(default=lambda mail: True)

    def __post_init__(self) -> None:
        tokens = list(_TOKEN.finditer(self.query))
        self.matches = self._group(tokens, "")

    # --- grammar: a space is AND, OR and | bind tighter, {} is OR, () groups, - is NOT -------------------------------

    def _group(self, tokens: list[re.Match[str]], operator: str, braces: bool = False) -> Test:
        tests: list[Test] = []
        either = False
        while tokens:
            token = tokens.pop(0)
            if token["close"]:
                break
            if token["word"] in ("OR", "|", "AND") and not token["operator"] and not token["minus"]:
                either = token["word"] != "AND" and bool(tests)
                continue
            test = self._term(token, tokens, operator)
            if either:
                test, either = _any([tests.pop(), test]), False
            tests.append(test)
        return _any(tests) if braces and tests else _all(tests)

    def _term(self, token: re.Match[str], tokens: list[re.Match[str]], outer: str) -> Test:
        if token["empty"]:
            return lambda mail: True
        operator = (token["operator"] or outer).lower()
        if token["open"]:
            test = self._group(tokens, operator, braces=token["open"] == "{")
        else:
            quoted = token["quoted"] is not None
            test = self._test(operator, token["quoted"] if quoted else token["word"])
        return _not(test) if token["minus"] else test

    # --- terms -----------------------------------------------------------------------------------------------------

    def _test(self, operator: str, value: str) -> Test:
        if operator in _FIELDS:
            names = _FIELDS[operator]
            phrase = _phrase(value)
            return lambda mail: any(phrase in mail.parsed.words(name) for name in names)
        make: Callable[[str], Test] | None = {
            "rfc822msgid": self._message_id,
            "after": self._after,
            "newer": self._after,
            "before": self._before,
            "older": self._before,
            "newer_than": self._newer_than,
            "older_than": self._older_than,
            "in": self._in,
            "is": self._in,
            "label": self._in,
            "has": self._attached,
            "filename": self._filename,
            "larger": _larger,
            "smaller": _smaller,
        }.get(operator)
        if make is not None:
            return make(value)
        if operator:
            self.unknown.append(operator)
            value = f"{operator} {value}"
        phrase = _phrase(value)
        return lambda mail: phrase in phrased(_everything(mail))

    def _message_id(self, value: str) -> Test:
        return lambda mail: value.strip("<>") in mail.parsed.ids("Message-ID")

    def _after(self, value: str) -> Test:
        moment = _milliseconds(value)
        return lambda mail: mail.received >= moment

    def _before(self, value: str) -> Test:
        moment = _milliseconds(value)
        return lambda mail: mail.received < moment

    def _newer_than(self, value: str) -> Test:
        moment = (self.now - _span(value)).timestamp() * 1000
        return lambda mail: mail.received >= moment

    def _older_than(self, value: str) -> Test:
        moment = (self.now - _span(value)).timestamp() * 1000
        return lambda mail: mail.received < moment

    def _in(self, value: str) -> Test:
        name = value.lower()
        if name in ("anywhere", "trash", "spam"):
            self.everywhere = True
        if name == "anywhere":
            return lambda mail: True
        if name == "read":
            return lambda mail: "UNREAD" not in mail.labels
        label = _PLACES.get(name, value)
        return lambda mail: label in mail.labels

    def _attached(self, value: str) -> Test:
        if value.lower() != "attachment":
            self.unknown.append(f"has:{value}")
        return lambda mail: bool(mail.parsed.filenames)

    def _filename(self, value: str) -> Test:
        wanted = value.lower()
        return lambda mail: any(
            name.lower() == wanted or name.lower().endswith(f".{wanted.lstrip('.')}") or _phrase(value) in phrased(name)
            for name in mail.parsed.filenames
        )


_FIELDS = {
    "from": ("From",),
    "to": ("To", "Cc", "Bcc"),
    "cc": ("Cc",),
    "bcc": ("Bcc",),
    "subject": ("Subject",),
    "deliveredto": ("Delivered-To",),
    "list": ("List-ID",),
}


def _everything(mail: Mail) -> str:
    names = ("From", "To", "Cc", "Bcc", "Subject")
    return " ; ".join([*(mail.parsed.header(name) for name in names), mail.parsed.text, *mail.parsed.filenames])


def _phrase(value: str) -> str:
    """To be looked for in what `phrased` gives: its words one after the other, whole."""
    words = phrased(value)
    return words if words.strip() else ""


def _larger(text: str) -> Test:
    return lambda mail: len(mail.raw) > _bytes(text)


def _smaller(text: str) -> Test:
    return lambda mail: len(mail.raw) < _bytes(text)


def _milliseconds(value: str) -> float:
    if re.fullmatch(r"\d{9,11}", value):
        return int(value) * 1000
    if match := re.fullmatch(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})", value):
        year, month, day = map(int, match.groups())
        return datetime(year, month, day, tzinfo=_PACIFIC).timestamp() * 1000
    raise ValueError(f"a date that Gmail would not understand: {value}")


def _span(value: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,5})([dmy])", value.lower())
    if not match:
        raise ValueError(f"a span that Gmail would not understand: {value}")
    return timedelta(days=int(match[1]) * _UNITS[match[2]])


def _bytes(value: str) -> int:
    match = re.fullmatch(r"(\d{1,12})([km]?)", value.lower())
    return int(match[1]) * {"": 1, "k": 1024, "m": 1024**2}[match[2]] if match else 0


def _all(tests: list[Test]) -> Test:
    return lambda mail: all(test(mail) for test in tests)


def _any(tests: list[Test]) -> Test:
    return lambda mail: any(test(mail) for test in tests)


def _not(test: Test) -> Test:
    return lambda mail: not test(mail)
