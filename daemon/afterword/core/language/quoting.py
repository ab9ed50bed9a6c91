"""What the sender wrote themself: quoted text, forwarded mail, signatures and disclaimers taken away, in linear time.

Line by line, every line looked at a bounded number of times; no pattern here can backtrack over more than a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from afterword.core.language.index import Span
from afterword.core.language.phrases import Phrases
from afterword.core.language.sentence import Sentence, fold
from afterword.core.lexicon import load
from afterword.core.model import LONGEST_TEXT

_MOST_LINES = 500

_LONGEST_LINE = 2_000
_LONGEST_SENTENCE = 600
_MARKED = re.compile(r"^\s{0,8}>")
_QUOTE = re.compile(r"^\s{0,8}(?:>|\|\s)")
_RULE = re.compile(r"^\s{0,8}[-_=*]{5,200}\s*$")
_DASHED = re.compile(r"^\s{0,8}[-_*]{2,60}\s{0,4}(?P<label>[^-_*]{3,60}?)\s{0,4}[-_*:]{1,60}\s*$")
_LABELLED = re.compile(r"^\s{0,8}\*?(?P<label>[^\s:：*][^:：*]{0,24}?)\s?\*?\s?[:：]\*?\s?\S")
_WROTE_END = re.compile(r"[:：]\s*$")
_DIGIT = re.compile(r"\d")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”»)]{0,3}\s+|(?<=[。！？])")
# Points within a sentence: "am 12. März" (not behind a time: "um 14:30. Dann"), "e.g. Monday", "z.B. Montag".
_WITHIN = re.compile(r"(?:\b\d|(?:^|[^:\d])\d\d|\b[eiz]\.[gB])\.$")
_LAST_WORD = re.compile(r"(?<![^\W\d_])([^\W\d_]{1,6})\.$")
_LONGEST_WORD = 8
_BULLET = re.compile(r"^\s{0,8}(?:[-*•·–]|\d{1,2}[.)])\s")
# A patch as diff and git write it, and what PGP locks up or signs with: nothing that is said.
_PATCH = re.compile(
    r"(?:diff --git |Index: \S| \S[^|]{0,120}\| {1,8}\d{1,5} [-+]{1,120}\s{0,4}$|@@ -\d"
    r"|-{5}BEGIN PGP (?:MESSAGE|SIGNATURE|PUBLIC KEY))"
)
_SIGNED = re.compile(r"-{5}BEGIN PGP SIGNED MESSAGE-{5}|Hash: [A-Z]{2,6}\d")
_SPACELESS = re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef])\s+(?=[\u3040-\u30ff\u3400-\u9fff])")


@lru_cache(maxsize=4)
def own_text(text: str) -> str:
    """The sender's own words of a mail's text, lines kept."""
    return "\n\n".join(_without_asides(_kept(text, signature=False)))


@lru_cache(maxsize=4)
def unquoted(text: str) -> str:
    """The text without what it quotes or forwards; its signature and all else kept."""
    return _kept(text, signature=True)


def _kept(text: str, *, signature: bool) -> str:
    kept: list[str] = []
    lines = [line[:_LONGEST_LINE] for line in text[:LONGEST_TEXT].splitlines()[:_MOST_LINES]]
    ends = _Attributions(lines)
    for index, line in enumerate(lines):
        if _begins_other_text(lines, index, ends) or (not signature and _begins_signature(lines, index)):
            break
        # Behind a bar stands a quotation or a row of a table: where the whole is kept, that is kept, too.
        quote = _MARKED if signature else _QUOTE
        if not quote.match(line) and not _SIGNED.match(line) and not _is_attribution(ends, index):
            kept.append(line)
    return "\n".join(kept)


@lru_cache(maxsize=16)
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text. A wrapped line goes on; an empty line or a bullet ends one."""
    found: list[Sentence] = []
    for paragraph in _paragraphs(text):
        flowing = _SPACELESS.sub("", " ".join(paragraph.split()))
        for piece in _pieces(flowing):
            found += [Sentence.of(part) for part in _slices(piece) if part]
    return tuple(found)


def _pieces(flowing: str) -> Iterator[str]:
    begin = 0
    for end in _SENTENCE_END.finditer(flowing):
        if not _goes_on(flowing[max(begin, end.start() - _LONGEST_WORD) : end.start()], flowing[end.end() :][:1]):
            yield flowing[begin : end.start()]
            begin = end.end()
    yield flowing[begin:]


def _goes_on(before: str, behind: str) -> bool:
    """Whether a point belongs to a number or an abbreviation. `behind` is the next character."""
    if _WITHIN.search(before):
        return True
    word = _LAST_WORD.search(before)
    short = word and word[1] in _abbreviations("abbreviations")
    return bool(short or (word and behind.isdigit() and fold(word[1]) in _abbreviations("abbreviated_days")))


@cache
def _abbreviations(name: str) -> frozenset[str]:
    return frozenset(load("quoting")[name])


def _slices(piece: str) -> list[str]:
    stripped = piece.strip()
    return [stripped[at : at + _LONGEST_SENTENCE] for at in range(0, len(stripped), _LONGEST_SENTENCE)]


def _paragraphs(text: str) -> list[str]:
    found: list[list[str]] = [[]]
    for line in text.splitlines():
        if not line.strip() or _BULLET.match(line):
            found.append([])
        if line.strip():
            found[-1].append(line)
    return ["\n".join(lines) for lines in found if lines]


@cache
def _phrases(group: str) -> Phrases:
    return Phrases(load("quoting")[group])


@cache
def _labels(group: str) -> frozenset[str]:
    return frozenset(fold(label) for label in load("quoting")[group])


def _begins_other_text(lines: list[str], index: int, ends: _Attributions) -> bool:
    line = lines[index]
    return bool(
        _PATCH.match(line)
        or _is_separator(line)
        or _is_header_block(lines, index)
        or _is_bare_attribution(lines, ends[index])
    )


def _begins_signature(lines: list[str], index: int) -> bool:
    return lines[index].strip() in {"--", "–", "__"} or _is_sign_off(lines, index)


def _is_separator(line: str) -> bool:
    dashed = _DASHED.match(line)
    label = (dashed["label"] if dashed else line).strip(" :：")
    return len(label) < 60 and fold(label).strip() in _labels("separators")


@lru_cache(maxsize=64)
def _label(line: str) -> str:
    match = _LABELLED.match(line)
    return fold(match["label"]).strip() if match else ""


def _is_header_block(lines: list[str], index: int) -> bool:
    """The From, Sent, To, Subject that Outlook puts above what it quotes: a From and two more labels in five lines."""
    if _label(lines[index]) not in _labels("from_labels"):
        return False
    following = {_label(line) for line in lines[index + 1 : index + 7]}
    return len(following & _labels("header_labels")) >= 2


class _Attributions(dict[int, int | None]):
    """By the index of a line: that of the line on which "On Monday ... wrote:" ends if it begins there, at most three
    lines; each looked at once."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self._lines = lines

    def __missing__(self, index: int) -> int | None:
        self[index] = found = self._end(index)
        return found

    def _end(self, index: int) -> int | None:
        gathered = ""
        for offset, line in enumerate(self._lines[index : index + 3]):
            if not line.strip() or _QUOTE.match(line):
                return None
            gathered += " " + line[:300]
            if _WROTE_END.search(line):
                match = _phrases("attributions").search(Sentence.of(gathered)) if _DIGIT.search(gathered) else None
                return index + offset if match and (match.start == 0 or offset == 0) else None
        return None


def _is_attribution(ends: _Attributions, index: int) -> bool:
    """Whether the line belongs to an attribution with marked quotes below it: text after them is the sender's again."""
    found = [ends[start] for start in range(max(0, index - 2), index + 1)]
    return any(end is not None and end >= index for end in found)


def _is_bare_attribution(lines: list[str], end: int | None) -> bool:
    """An attribution above a quote that carries no marks: everything below it is quoted."""
    if end is None:
        return False
    below = next((line for line in lines[end + 1 : end + 6] if line.strip()), "")
    return not _QUOTE.match(below)


def sign_off(sentence: Sentence) -> Span | None:
    """Where a closing formula stands at the beginning of a sentence."""
    match = _phrases("sign_offs").search(sentence)
    return match if match and match.start == 0 else None


def _is_sign_off(lines: list[str], index: int) -> bool:
    """A closing formula on a line of its own, not at the top, with only a signature's worth of lines below."""
    line = lines[index].strip()
    if not 3 <= len(line) <= 60 or not any(earlier.strip() for earlier in lines[max(0, index - 4) : index]):
        return False
    if not sign_off(Sentence.of(line)):
        return False
    below = [text for text in lines[index + 1 : index + 60] if text.strip() and not _QUOTE.match(text)]
    return not any(fold(text).lstrip().startswith(("p.s", "ps:", "ps.")) for text in below)


def _without_asides(text: str) -> list[str]:
    """The paragraphs that are neither a disclaimer, nor a gateway's banner, nor a mail program's advertisement."""
    return [part for part in text.split("\n\n") if part.strip() and not _is_aside(part)]


def _is_aside(paragraph: str) -> bool:
    opening = Sentence.of(" ".join(paragraph[:_LONGEST_SENTENCE].split()))
    return bool(_RULE.match(paragraph)) or _phrases("asides").search(opening) is not None
