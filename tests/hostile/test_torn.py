"""Mails and calendars that nobody wrote: parts of one beside those of another, and bytes lost on the way.

Which they are is drawn anew only where a case is added: a failure can be had again.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.hostile.test_growth import ME
from tests.judgement.cases import cases, event_of, person, raw_mail

from afterword.core.events.case import Context
from afterword.core.events.interviews import understand
from afterword.explaining import Failure, explain_file

_FEW = 150
_BROKEN = (b"\r\n", b"\n\n", b"=", b"<", b"&#0;", b"\xff", b"\xe2\x80", b"\0", b"=?utf-8?b?//?=", b"@", b'"', b"(")
_BROKEN_DATES = (b"9999-12-31", b"31 Feb 0001 25:61 +9999", b"in 99999999 weeks", b"by 31/02/2026")


def _stumbled(path: Path, raw: bytes) -> list[BaseException]:
    path.write_bytes(raw)
    return [found.cause for found in explain_file(str(path), ME) if isinstance(found, Failure) and found.cause]


def _mails(drawn: random.Random) -> Iterator[bytes]:
    written = cases("mail")
    return (raw_mail(drawn.choice(written)) for _ in range(_FEW))


def _crossed(drawn: random.Random) -> Iterator[bytes]:
    """The sender of one, the subject of another, the text of a third."""
    for one, other, third in zip(_mails(drawn), _mails(drawn), _mails(drawn), strict=True):
        head = [line for line in _head(one) if not line.lower().startswith(b"subject:")]
        subject = [line for line in _head(other) if line.lower().startswith(b"subject:")]
        yield b"\r\n".join((*head, *subject)) + b"\r\n\r\n" + third.partition(b"\r\n\r\n")[2]


def _head(raw: bytes) -> list[bytes]:
    return raw.partition(b"\r\n\r\n")[0].split(b"\r\n")


def _torn(drawn: random.Random) -> Iterator[bytes]:
    for whole in _mails(drawn):
        raw = bytearray(whole)
        for _ in range(drawn.randint(1, 8)):
            at = drawn.randrange(len(raw) + 1)
            lost = drawn.choice((0, 0, 1, 20, 200))
            raw[at : at + lost] = drawn.choice((b"", *_BROKEN, *_BROKEN_DATES))
        yield bytes(raw)


@pytest.mark.parametrize("made", [_crossed, _torn])
def test_no_mail_however_it_came_about_makes_the_reader_stumble(made, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "mail.eml"
    for at, raw in enumerate(made(random.Random(7))):
        assert not _stumbled(path, raw), f"mail {at}: {raw[:500]!r}"


def test_no_event_beside_another_mail_makes_the_reader_stumble() -> None:
    drawn = random.Random(7)
    events = [event_of(case.fields["event"]) for case in cases("events")]
    texts = [raw_mail(case).partition(b"\r\n\r\n")[2].decode(errors="replace") for case in cases("mail")[::5]]
    for _ in range(_FEW):
        event = drawn.choice(events)
        understand(event, ME, Context(sender=person("Jo Roe <jo@acme.example>"), mail_text=drawn.choice(texts)))
