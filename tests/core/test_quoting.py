"""What the sender wrote themself, with everything else taken away."""

import time

import pytest

from afterword.core.language.quoting import own_text, sentences

QUOTES = {
    "marked": "Friday suits me.\n\nOn Mon, 2 Mar 2026 at 10:00, Ada Byron <ada@mail.example> wrote:\n> OLD",
    "unmarked": "Friday suits me.\n\nOn Mon, 2 Mar 2026 at 10:00, Ada Byron wrote:\n\nOLD",
    "wrapped": "Friday suits me.\n\nOn Mon, 2 Mar 2026 at 10:00, Ada Byron\n<ada@mail.example> wrote:\n\n> OLD\n> OLD",
    "outlook": "Friday suits me.\n\nFrom: Ada Byron\nSent: Monday, 2 March 2026 10:00\nTo: Grace\nSubject: Call\n\nOLD",
    "outlook in German": "Friday suits me.\n\nVon: Ada\nGesendet: Montag\nAn: Grace\nBetreff: Gespräch\n\nOLD",
    "dashes": "Friday suits me.\n\n-----Original Message-----\nOLD",
    "forwarded": "Friday suits me.\n\n---------- Forwarded message ---------\nFrom: x\nOLD",
    "apple": "Friday suits me.\n\nBegin forwarded message:\n\nOLD",
    "German": "Friday suits me.\n\nAm 02.03.2026 um 10:00 schrieb Ada Byron <ada@mail.example>:\n> OLD",
    "French": "Friday suits me.\n\nLe lun. 2 mars 2026 à 10:00, Ada Byron a écrit :\n> OLD",
    "signature": "Friday suits me.\n-- \nGrace Hopper\nOLD",
    "sign-off": "Hello Ada,\nFriday suits me.\n\nKind regards,\nGrace Hopper\nOLD",
    "German sign-off": "Hallo Ada,\nFriday suits me.\n\nMit freundlichen Grüßen\nGrace Hopper\nOLD",
    "disclaimer": "Friday suits me.\n\nThis e-mail and any attachments are confidential. OLD",
    "telephone": "Friday suits me.\n\nSent from my iPhone OLD",
    "banner": "CAUTION: This email originated from outside of the organisation. OLD\n\nFriday suits me.",
}


@pytest.mark.parametrize("text", QUOTES.values(), ids=QUOTES.keys())
def test_only_the_senders_own_words_stay(text: str) -> None:
    assert "Friday suits me." in own_text(text)
    assert "OLD" not in own_text(text)


def test_an_answer_below_a_marked_quote_is_kept() -> None:
    text = "On Mon, 2 Mar 2026, Ada wrote:\n> Would Friday suit you?\n\nYes, Friday suits me."
    assert own_text(text).strip() == "Yes, Friday suits me."


def test_a_postscript_keeps_what_stands_below_the_sign_off() -> None:
    assert "by Tuesday" in own_text("Hello,\nfine.\n\nKind regards\nGrace\n\nP.S. You will hear from us by Tuesday.")


def test_a_line_that_only_looks_like_a_header_stays() -> None:
    assert "From: the station it is a short walk." in own_text("From: the station it is a short walk.\nSee you.")


def test_a_wrapped_sentence_is_one_and_a_bullet_ends_it() -> None:
    found = [sentence.text for sentence in sentences("We will decide\nby Friday. Bring:\n- a pen\n- a coat")]
    assert found == ["We will decide by Friday.", "Bring:", "- a pen", "- a coat"]


def test_a_day_of_the_month_with_a_full_stop_ends_no_sentence() -> None:
    assert len(sentences("Ich bin ab dem 16. März wieder da.")) == 1


HOSTILE = {
    "quotes": "> " * 20_000,
    "attributions": "On 1\n" * 20_000,
    "colons": "On 1 wrote:\n" * 10_000,
    "headers": "From: a\n" * 20_000,
    "sign-offs": "Kind regards\n" * 20_000,
    "full stops": "a. " * 40_000,
    "dashes": ("-" * 59 + "x") * 2_000,
    "one line": "a" * 200_000,
    "blank lines": "\n\n" * 50_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_takes_no_longer_than_its_length_allows(text: str) -> None:
    began = time.process_time()
    sentences(own_text(text))
    assert time.process_time() - began < 2
