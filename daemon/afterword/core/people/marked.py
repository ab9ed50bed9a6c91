"""Companies in Chinese and Japanese text: names without blanks, known by their mark (`株式会社`, `有限公司`)."""

from __future__ import annotations

import re

from afterword.core.language.vocabulary import entries, level, words
from afterword.core.model import LONGEST_TEXT

_REACH = 20
_LEAST = 2
_RUN_END = re.compile(r"[\s、。,，.:：;；!！?？|｜/<>\[\]【】「」『』《》“”()（）·・\-–—様のへと]")
# "北风科技（上海）有限公司": the place between name and mark.
_PLACE = re.compile(r"[（(][\u3400-\u9fff]{2,6}[)）](?=[\u3400-\u9fff]{0,6}(?:公司|集团|集團))")
# "この度は株式会社アオゾラ": a particle behind other script ends what is no part of the name.
_PARTICLE = re.compile(r".*[^\u3040-\u309f][はがをにでてもより]$")


def marked_company(text: str) -> str:
    """The first company with its mark in its name (`株式会社ノースウィンド`, `北风科技有限公司`), or ""."""
    text = _PLACE.sub("", text[:LONGEST_TEXT])
    marks = words("employer", "mark").finditer(level(text))
    return next(filter(None, (_around(text, found.start(), found.end()) for found in marks)), "")


def without_sentence(run: str) -> str:
    """An unspaced run without what a sentence says before a name: `感谢您应聘北风科技` is 北风科技."""
    leads = list(words("employer", "leads").finditer(run))
    if leads:
        run = run[leads[-1].end() :]
    opening = words("employer", "opening").match(run)
    return run[opening.end() :] if opening else run


def _around(text: str, start: int, end: int) -> str:
    """The unspaced run of characters round a mark of companies."""
    before = _RUN_END.split(text[max(0, start - _REACH) : start])[-1]
    if text[start:end] in entries("employer", "mark_behind"):
        name = without_sentence(before)
        return name + text[start:end] if len(name) >= _LEAST and not words("employer", "any").fullmatch(name) else ""
    after = _RUN_END.split(text[end : end + _REACH])[0]
    behind = words("employer", "after").search(level(after))
    after = after[: behind.start()] if behind else after
    before = "" if _PARTICLE.match(before) else before
    return before + text[start:end] + after if before or after else ""
