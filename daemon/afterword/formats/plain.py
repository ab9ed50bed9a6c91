"""Bytes and HTML of others into plain, harmless text: no control characters, no surprise, nothing that raises."""

from __future__ import annotations

import codecs
import re
from html import unescape
from itertools import islice

from inscriptis import get_text
from inscriptis.css_profiles import RELAXED_CSS_PROFILE
from inscriptis.model.config import ParserConfig

from afterword.formats import limits

MAX_TEXT = 200_000

# C0 and C1 but tab and newline, the surrogates, and what turns the direction of a line around.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")
_LINE_END = re.compile("\r\n?|\x85|\u2028|\u2029|\x0b|\x0c")
_BLANKS = re.compile(r"[ \t\xa0]{2,}")
_SPACE = re.compile(r"\s+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_TAG = re.compile(r"<[^<>]{0,2000}>")
# What is not closed ends with the text: so no place is looked at twice.
_UNSEEN = re.compile(
    r"<!--[^-]*+(?:-(?!->)[^-]*+)*+(?:-->)?"
    r"|<(?:style|script)\b[^<]*+(?:<(?!/(?:style|script))[^<]*+)*+(?:</(?:style|script)[^<>]{0,9}>)?",
    re.IGNORECASE,
)
_BREAK = re.compile(r"(?=<(?:br|/?p|/?div|/?li|/?tr|/?table|/?h[1-6]|/?ul|/?ol)\b)", re.IGNORECASE)
_HTML = re.compile(
    r"</?(?:html|body|head|p|br|div|span|a|b|i|u|ul|ol|li|table|td|tr|font|strong|em|h[1-6])\b[^<>]*/?>", re.IGNORECASE
)
_LINK = re.compile(r"""\bhref\s?=\s?["']?(https?://[^\s"'<>]{1,500})""", re.IGNORECASE)
_MAX_LINKS = 30
_LONGEST_CHARACTER = 4
_STYLE = ParserConfig(css=RELAXED_CSS_PROFILE)
_RULED = ParserConfig(css=RELAXED_CSS_PROFILE, table_cell_separator=" | ")

# Codecs of Python that are no charset of a mail: quadratic (idna, punycode), or meant for source code.
_NO_CHARSET = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "unicode-escape"})


def decode_bytes(data: bytes, charset: str = "", *, cut: bool = False) -> str:
    """Bytes in the charset they claim to be in; a claim that is unknown or wrong costs a character, never more.

    `cut`: they are the beginning of more, and their end may be half a character.
    """
    for claim in (charset, "utf-8"):
        name = _known_charset(claim)
        if not name:
            continue
        try:
            return _decoded(data, name, cut=cut)
        except (UnicodeError, ValueError):
            continue
    return data.decode(_known_charset(charset) or "cp1252", "replace")


def _decoded(data: bytes, charset: str, *, cut: bool) -> str:
    try:
        return data.decode(charset)
    except UnicodeDecodeError as error:
        if not cut or error.start < len(data) - _LONGEST_CHARACTER:
            raise
        return data[: error.start].decode(charset)


def _known_charset(claim: str) -> str:
    try:
        codec = codecs.lookup(claim.strip().strip("\"'"))
    except (LookupError, ValueError, UnicodeError):
        return ""
    # "hex", "zip" and their like turn bytes into bytes: a text that grew a thousandfold.
    return codec.name if codec._is_text_encoding and codec.name not in _NO_CHARSET else ""


def clean_text(text: str, limit: int = MAX_TEXT) -> str:
    """Text with plain newlines and without control characters."""
    return _CONTROL.sub("", _LINE_END.sub("\n", text[: limit * 2]))[:limit]


def one_line(text: str, limit: int = 1000) -> str:
    """Text fit for a header, a title, a name: every line end and run of blanks is one blank."""
    if text.isascii() and text.isprintable() and "  " not in text[:limit]:
        return text[:limit].strip()
    return _SPACE.sub(" ", clean_text(text, limit)).strip()


def html_to_text(html: str, *, ruled: bool = False) -> str:
    """What a reader sees of an HTML document, blanks and empty lines squeezed.

    Laid out as a browser would up to a number of tags; behind them every block is a line, and tables are no tables.
    `ruled` puts a bar between the cells of a row: mails use tables for their looks, calendars for timetables.
    """
    if html.count("<") > limits.TAGS or len(html) > limits.HTML:
        html = _UNSEEN.sub(" ", html)
    pieces = _CONTROL.sub("", html[: limits.HTML]).split("<", limits.TAGS)
    top, rest = "<".join(pieces[: limits.TAGS]), "".join(f"<{piece}" for piece in pieces[limits.TAGS :])
    text = _laid_out(top, _RULED if ruled else _STYLE) + (
        "\n" + _without_tags(rest[: limits.LOOSE_HTML]) if rest else ""
    )
    lines = (line.strip() for line in _BLANKS.sub(" ", clean_text(text)).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _laid_out(html: str, style: ParserConfig) -> str:
    try:
        return str(get_text(html, style))
    except Exception:  # noqa: BLE001 - lxml and inscriptis fail in many ways on a broken document; its tags go then
        return _without_tags(html)


def _without_tags(html: str) -> str:
    return unescape(_TAG.sub(" ", _BREAK.sub("\n", _SPACE.sub(" ", html))))


def maybe_html_to_text(text: str) -> str:
    """Text that calendars send half as HTML, half as plain: turned only where it has tags."""
    return (
        html_to_text(_with_breaks(text), ruled=True)
        if _HTML.search(text[: limits.HTML])
        else clean_text(text, limits.EVENT_TEXT + 1).strip()
    )


def links_in(html: str) -> tuple[str, ...]:
    """Where the links of an HTML text lead, each once, at most thirty."""
    found = (link[1] for link in islice(_LINK.finditer(html[: limits.HTML]), _MAX_LINKS))
    return tuple(dict.fromkeys(clean_text(link) for link in found))


def _with_breaks(text: str) -> str:
    """Line ends inside HTML mean nothing, yet calendars mix both: keep those where no tag breaks the line."""
    if re.search(r"<(?:br|p|div|li|tr|table)\b", text[: limits.HTML], re.IGNORECASE):
        return text
    return text.replace("\n", "<br>\n")
