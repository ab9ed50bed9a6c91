"""Letters that a keyboard or an address may lack, and those that stand for them: "Löw" is `loew` and `low`."""

from __future__ import annotations

_IN_TWO = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "æ": "ae", "å": "aa", "ß": "ss"}
_TABLE = str.maketrans(_IN_TWO)
_UMLAUTS = "äöü"


def has_umlaut(char: str) -> bool:
    """May an e stand behind the bare letter instead?"""
    return char.lower() in _UMLAUTS


def in_two_letters(word: str) -> str:
    """`bäckerei löw` as an address without umlauts spells it: `baeckerei loew`. The word is in lower case."""
    return word.translate(_TABLE)


def in_one_letter(word: str) -> str:
    """The other way: `baeckerei loew` as "Bäckerei Löw" is levelled, `backerei low`."""
    for letter in _UMLAUTS:
        word = word.replace(_IN_TWO[letter], _IN_TWO[letter][0])
    return word
