"""A message's bytes, read as Gmail reads them: headers, the tree of parts, the snippet."""

from __future__ import annotations

import html
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from functools import cached_property
from typing import Any

_ADDRESSES = frozenset({"from", "to", "cc", "bcc", "reply-to", "sender", "delivered-to"})
_TAGS = re.compile(r"<style.{0,100000}?</style>|<[^<>]{1,2000}>", re.IGNORECASE | re.DOTALL)
_PLAIN_WORD = re.compile(r"[^\W_]+")
_WORD = re.compile(r"=\?[^?\s]{1,40}\?[bBqQ]\?[^?\s]{0,400}\?=(?:[ \t]+(?==\?))?")


class Parsed:
    """A message, parsed. Header values are decoded and unfolded, as the API gives them."""

    def __init__(self, raw: bytes) -> None:
        self.message: Message = message_from_bytes(raw)
        self._words: dict[str, str] = {}

    @cached_property
    def headers(self) -> list[tuple[str, str]]:
        return headers_of(self.message)

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def words(self, name: str) -> str:
        """A header as `phrased`, remembered."""
        if name not in self._words:
            self._words[name] = phrased(self.header(name))
        return self._words[name]

    def ids(self, name: str) -> list[str]:
        return re.findall(r"<([^<>\s]{1,998})>", self.header(name))

    def addresses(self, name: str) -> list[tuple[str, str]]:
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return [(shown, address) for shown, address in getaddresses(values) if shown or address]

    @cached_property
    def text(self) -> str:
        """What a person reads, for searching."""
        leaves = [part for part in self.message.walk() if part.get_content_maintype() == "text"]
        return "\n".join(text_of(part) for part in leaves if not part.get_filename())

    @cached_property
    def filenames(self) -> list[str]:
        return [name for part in self.message.walk() if (name := part.get_filename())]

    @property
    def snippet(self) -> str:
        plain = next((part for part in self.message.walk() if part.get_content_type() == "text/plain"), None)
        text = text_of(plain) if plain is not None else _TAGS.sub(" ", self.text)
        return html.escape(" ".join(text.split())[:200]).replace("&#x27;", "&#39;")

    def leaf(self, part_id: str) -> Message | None:
        return next((part for path, part in walk(self.message) if path == part_id), None)


def phrased(text: str) -> str:
    """The words of a text between single blanks, in lower case."""
    return f" {' '.join(_PLAIN_WORD.findall(text.casefold()))} "


def headers_of(message: Message) -> list[tuple[str, str]]:
    return [(name, _shown(name, str(value))) for name, value in message.items()]


def _shown(name: str, value: str) -> str:
    value = re.sub(r"\r?\n(?=[ \t])", "", value)
    value = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return _WORD.sub(lambda word: _decoded(word.group().strip(), name.lower() in _ADDRESSES), value)


def _decoded(word: str, is_address: bool) -> str:
    try:
        [(content, charset)] = decode_header(word)
        text = content.decode(charset or "ascii", "replace") if isinstance(content, bytes) else content
    except (HeaderParseError, LookupError, ValueError):
        return word
    # A name with a comma would become two addresses.
    return f'"{text}"' if is_address and re.search(r"[,;<>@:()]", text) else text


def text_of(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def walk(message: Message, path: str = "") -> Iterator[tuple[str, Message]]:
    """Every part with its id: the whole is "", its parts "0", "1", theirs "0.0" ..."""
    yield path, message
    if message.is_multipart():
        for number, part in enumerate(message.get_payload()):
            if isinstance(part, Message):
                yield from walk(part, f"{path}.{number}".lstrip("."))


def base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).decode()


def payload(message: Message, attachment: Any, path: str = "") -> dict[str, Any]:
    """The `MessagePart` of a message; `attachment` is asked for an id for each part that is fetched apart."""
    filename = message.get_filename() or ""
    part: dict[str, Any] = {
        "partId": path,
        "mimeType": message.get_content_type(),
        "filename": filename,
        "headers": [{"name": name, "value": value} for name, value in headers_of(message)],
    }
    if message.is_multipart():
        inner = [piece for piece in message.get_payload() if isinstance(piece, Message)]
        part["body"] = {"size": 0}
        part["parts"] = [
            payload(piece, attachment, f"{path}.{number}".lstrip(".")) for number, piece in enumerate(inner)
        ]
        return part
    content = message.get_payload(decode=True)
    content = content if isinstance(content, bytes) else b""
    if filename:
        part["body"] = {"attachmentId": attachment(path), "size": len(content)}
        return part
    if message.get_content_maintype() == "text":
        content = text_of(message).encode()
    part["body"] = {"size": len(content)} | ({"data": base64url(content)} if content else {})
    return part


def with_header(raw: bytes, name: str, value: str | None) -> bytes:
    """The message with that header set, or taken out for None; everything else byte for byte."""
    head, separator, body = raw.partition(b"\r\n\r\n")
    line = rb":[^\r\n]*(?:\r\n[ \t][^\r\n]*)*(?:\r\n|$)"
    pattern = re.compile(rb"^" + re.escape(name.encode()) + line, re.IGNORECASE | re.MULTILINE)
    rest = pattern.sub(b"", head).rstrip(b"\r\n")
    first = b"" if value is None else f"{name}: {value}\r\n".encode()
    return first + rest + (separator or b"\r\n\r\n") + body
