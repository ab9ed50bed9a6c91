"""What programs read: one JSON object a line, UTF-8, flushed, times as ISO 8601 with their offset."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from pathlib import PurePath
from typing import Any

import click

from afterword.core.model import Employer, Evidence, Interview, Message, Person, Reading

_SURROGATE = re.compile("[\ud800-\udfff]")
_OCCURRENCE = re.compile(r"#\d{8}(?:T\d{6}Z?)?\Z")


def dumps(thing: Any) -> str:
    """`thing` as one line of JSON, keys in the order given, other scripts readable.

    Datetimes, dates, enums, paths, tuples, sets (sorted) and dataclasses are understood. A file name that is not UTF-8
    comes out as escapes, so that the line is always valid UTF-8.
    """
    text = json.dumps(thing, ensure_ascii=False, default=_plain)
    return _SURROGATE.sub(lambda lone: f"\\u{ord(lone[0]):04x}", text)


def emit(thing: Any) -> None:
    """Print `thing` as one line and flush, whatever the encoding of the terminal."""
    click.echo(dumps(thing).encode() + b"\n", nl=False)


def _plain(thing: Any) -> Any:
    match thing:
        case datetime() | date() | time():
            return thing.isoformat()
        case Enum():
            return thing.value
        case PurePath():
            return str(thing)
        case frozenset() | set():
            return sorted(thing)
        case Mapping():
            return dict(thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        return {each.name: getattr(thing, each.name) for each in fields(thing)}
    raise TypeError(f"{type(thing).__name__} has no JSON form")


# --- the objects of the contract (docs/reference/json.md) ---------------------------------------------------------


def person(whom: Person | None) -> dict[str, str] | None:
    return None if whom is None else {"name": whom.name, "email": whom.email}


def employer(whom: Employer | None) -> dict[str, Any] | None:
    if whom is None:
        return None
    label = next((domain.partition(".")[0] for domain in whom.domains), "")
    return {"name": whom.name or label, "domains": list(whom.domains)}


def evidence(reasons: tuple[Evidence, ...]) -> list[dict[str, Any]]:
    return [{"rule": each.rule, "weight": each.weight, "saw": each.saw} for each in reasons]


def event_object(source: str, interview: Interview) -> dict[str, Any]:
    """An event as it was understood."""
    uid = _OCCURRENCE.sub("", interview.ref)
    return {
        "source": source,
        "kind": "event",
        "uid": uid,
        "occurrence": interview.ref[len(uid) + 1 :],
        "verdict": interview.verdict,
        "confidence": interview.confidence,
        "stage": interview.stage,
        "employer": employer(interview.employer),
        "role": interview.role,
        "interviewers": [person(each) for each in interview.interviewers],
        "recruiter": person(interview.recruiter),
        "phones": [each.number for each in interview.phones],
        "start": interview.start,
        "end": interview.end,
        "zone": interview.zone,
        "cancelled": interview.cancelled,
        "method": interview.method or None,
        "evidence": evidence(interview.evidence),
    }


def message_object(source: str, message: Message, reading: Reading) -> dict[str, Any]:
    """A message as it was read, with the invitations it carries."""
    return {
        "source": source,
        "kind": "message",
        "message_id": message.message_id,
        "settles": reading.settles,
        "nature": reading.nature,
        "automatic": reading.automatic,
        "says": reading.says,
        "decision_date": reading.decision_date,
        "decision_from": reading.decision_from,
        "return_date": reading.return_date,
        "stand_in": person(reading.stand_in),
        "departed": reading.departed,
        "failed_recipients": list(reading.failed_recipients),
        "invitations": [event_object(source, each) for each in reading.invitations],
        "employer": employer(reading.employer),
        "roles": list(reading.roles),
        "confidence": reading.confidence,
        "evidence": evidence(reading.evidence),
    }
