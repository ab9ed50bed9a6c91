"""Bytes and HTML of others into plain, harmless text: no control characters, no surprise, nothing that raises."""

from __future__ import annotations

import codecs
import re
from itertools import islice

from inscriptis import get_text
from inscriptis.css_profiles import RELAXED_CSS_PROFILE
from inscriptis.model.config import ParserConfig

MAX_HTML = 500_000
_MAX_TAGS = 3_000
MAX_TEXT = 200_000

# C0 and C1 but tab and newline, the surrogates, and what turns the direction of a line around.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")
_LINE_END = re.compile("\r\n?|\x85|\u2028|\u2029|\x0b|\x0c")
_BLANKS = re.compile(r"[ \t\xa0]{2,}")
_SPACE = re.compile(r"\s+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_HTML = re.compile(
    r"</?(?:html|body|head|p|br|div|span|a|b|i|u|ul|ol|li|table|td|tr|font|strong|em|h[1-6])\b[^<>]*/?>", re.IGNORECASE
)
_LINK = re.compile(r"""\bhref\s?=\s?["']?(https?://[^\s"'<>]{1,500})""", re.IGNORECASE)
_MAX_LINKS = 30
_STYLE = ParserConfig(css=RELAXED_CSS_PROFILE)

# Codecs of Python that are no charset of a mail: quadratic (idna, punycode), or meant for source code.
_NO_CHARSET = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "unicode-escape"})


def decode_bytes(data: bytes, charset: str = "") -> str:
    """Bytes in the charset they claim to be in; a claim that is unknown or wrong costs a character, never more."""
    for claim in (charset, "utf-8"):
        name = _known_charset(claim)
        if not name:
            continue
        try:
            return data.decode(name)
        except (UnicodeError, ValueError):
            continue
    return data.decode(_known_charset(charset) or "cp1252", "replace")


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
    return _SPACE.sub(" ", clean_text(text, limit)).strip()


def html_to_text(html: str) -> str:
    """What a reader sees of an HTML document, blanks and empty lines squeezed."""
    html = _CONTROL.sub("", "<".join(html[:MAX_HTML].split("<", _MAX_TAGS)[:_MAX_TAGS]))
    try:
        text = get_text(html, _STYLE)
    except Exception:  # noqa: BLE001 - lxml and inscriptis fail in many ways on a broken document; its tags go then
        text = _TAG.sub(" ", html)
    lines = (_BLANKS.sub(" ", line).strip() for line in clean_text(text).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def maybe_html_to_text(text: str) -> str:
    """Text that calendars send half as HTML, half as plain: turned only where it has tags."""
    return html_to_text(_with_breaks(text)) if _HTML.search(text[:MAX_HTML]) else clean_text(text).strip()


def links_in(html: str) -> tuple[str, ...]:
    """Where the links of an HTML text lead, each once, at most thirty."""
    found = (link[1] for link in islice(_LINK.finditer(html[:MAX_HTML]), _MAX_LINKS))
    return tuple(dict.fromkeys(clean_text(link) for link in found))


def _with_breaks(text: str) -> str:
    """Line ends inside HTML mean nothing, yet calendars mix both: keep those where no tag breaks the line."""
    if re.search(r"<(?:br|p|div|li|tr|table)\b", text[:MAX_HTML], re.IGNORECASE):
        return text
    return text.replace("\n", "<br>\n")
