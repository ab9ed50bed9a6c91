"""Reading a mail takes time in proportion to its length: eight times the text may not take anything near 64 times."""

from __future__ import annotations

from datetime import UTC, datetime
from time import process_time

import pytest

from afterword.core.language import quoting, sentence
from afterword.core.mail.replies import read
from afterword.core.model import Folder, Me
from afterword.formats.mail import parse_message

HEAD = "From: Grace <grace@acme.example>\r\nSubject: Re: x\r\nDate: Wed, 4 Mar 2026 15:00:00 +0000\r\n"
PLAIN = f"{HEAD}Content-Type: text/plain; charset=utf-8\r\n\r\n"
NOISE = {
    "one long word": "x" * 1_000,
    "addresses without an end": "a@" * 500,
    "figures with stops": "1.1." * 250,
    "dates": "we will get back to you by 3/4/2026 or 12.12.2026 " * 20,
    "attributions": "On Mon, 3 Mar 2026 at 10:00\n" * 36,
    "labels": "From: a\nSent: b\n" * 62,
    "rules": "-----" * 200,
    "bullets": "- a\n\n" * 200,
    "hopes and doubts": "unfortunately we have decided to move forward with other candidates if not " * 14,
    "characters without spaces": "我们会在下周五之前给您答复，面试" * 62,
}
DELIVERED = datetime(2026, 3, 4, tzinfo=UTC)


def _seconds(raw: bytes) -> float:
    took = []
    for _ in range(3):
        for cache in (quoting.own_text, quoting.sentences, sentence._sentence):
            cache.cache_clear()
        began = process_time()
        read(parse_message(raw, handle="1", folder=Folder.INBOX, delivered=DELIVERED), Me())
        took.append(process_time() - began)
    return min(took)


@pytest.mark.parametrize("noise", NOISE.values(), ids=NOISE.keys())
def test_eight_times_the_text_takes_no_more_than_some_eight_times_as_long(noise: str) -> None:
    short, long = ((PLAIN + noise * times).encode() for times in (2, 16))
    _seconds(long)  # patterns are compiled once
    assert _seconds(long) < 30 * _seconds(short) + 0.01


@pytest.mark.parametrize(
    "raw",
    [
        PLAIN + "x" * 10_000_000,
        PLAIN + "> quoted\n" * 300_000,
        PLAIN + "a\n" * 1_000_000,
        HEAD + "Content-Type: text/html\r\n\r\n" + "<p>We decide by Friday.</p>" * 200_000,
        HEAD + "X-A: b\r\n" * 200_000 + "\r\nhi",
    ],
    ids=["one line", "quotes", "lines", "html", "headers"],
)
def test_what_is_read_of_a_mail_is_bounded(raw: str) -> None:
    found = parse_message(raw.encode(), handle="1", folder=Folder.INBOX, delivered=DELIVERED)
    assert len(found.text) <= 300_000
    assert len(found.headers) <= 500
