"""What the person says, and what it amounts to."""

from __future__ import annotations

import pytest
from tests.core.life import at

from afterword.core.model import Employer, Verb, Word
from afterword.core.planning.voice import Voice


@pytest.mark.parametrize(
    ("typed", "employer"),
    [
        ("Acme", Employer("Acme")),
        ("Acme Robotics acme.example", Employer("Acme Robotics", ("acme.example",))),
        ("mail.acme.co.uk", Employer("", ("acme.co.uk",))),
        ("Acme Inc.", Employer("Acme Inc.")),
    ],
)
def test_an_employer_is_told_by_name_by_domain_or_by_both(typed: str, employer: Employer) -> None:
    words = (Word(at("2026-03-03"), Verb.EMPLOYER, "acme", "Old"), Word(at("2026-03-04"), Verb.EMPLOYER, "acme", typed))
    assert Voice.of(words, at("2026-03-05")).employers() == {"acme": employer}
