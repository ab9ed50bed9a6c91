"""Where templates are rendered: nothing can be changed or called from within, nothing unknown passes, nothing grows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, Template
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from afterword.words.clean import TEXT_LENGTH

_LINE_OF_TAG = re.compile(r"^[ \t]*(\{%(?:[^%]|%(?!\}))*%\}|\{#(?:[^#]|#(?!\}))*#\})[ \t]*\n", re.MULTILINE)
_LARGE = 10_000


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which nothing but numbers can be multiplied: `"a" * 10**9` would fill the memory."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """As Jinja does it, within limits."""
        if not all(isinstance(value, int | float) and abs(value) < _LARGE for value in (left, right)):
            raise SecurityError(f"only moderate numbers may stand beside {operator}")
        return super().call_binop(context, operator, left, right)


class LinesOfTags(Extension):
    """A line with nothing on it but a tag or a comment leaves nothing behind, not even an empty line.

    Its line end moves into a comment, so that errors still name the right line. (`trim_blocks` would also swallow the
    end of a line of text that closes with a tag.)
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 - Jinja's
        return _LINE_OF_TAG.sub(r"\1{#\n#}", source)


def environment(sources: Mapping[str, str]) -> Sandbox:
    """Where templates live: a name that does not exist is an error, and nothing is escaped."""
    return Sandbox(
        loader=FunctionLoader(lambda name: (sources[name], name, None) if name in sources else None),
        undefined=StrictUndefined,
        autoescape=False,
        extensions=[LinesOfTags],
    )


def capped(template: Template, known: Mapping[str, Any]) -> str:
    """The rendered template, stopped where it grows beyond any mail."""
    pieces, size = [], 0
    for piece in template.generate(known):
        pieces.append(piece)
        size += len(piece)
        if size > TEXT_LENGTH:
            break
    return "".join(pieces)[:TEXT_LENGTH]
