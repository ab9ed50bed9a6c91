"""Partial answers: the `fields` parameter, e.g. `items(id,start/dateTime),nextPageToken`.

Grammar: developers.google.com/workspace/calendar/api/guides/performance#partial.
"""

from __future__ import annotations

import re
from typing import Any

from .problems import bad_request

_TOKEN = re.compile(r"[A-Za-z0-9_@*-]+|[(),/]")
Tree = dict[str, "Tree"]


def selected(body: dict[str, Any], fields: str | None) -> dict[str, Any]:
    """The part of `body` that was asked for."""
    if fields is None:
        return body
    tokens = _TOKEN.findall(fields)
    if "".join(tokens) != fields.replace(" ", "") or not tokens:
        raise bad_request(f"Invalid field selection {fields}", reason="invalidParameter", parameter="fields")
    tree = _tree(tokens, fields)
    if tokens:
        raise bad_request(f"Invalid field selection {fields}", reason="invalidParameter", parameter="fields")
    return _pick(body, tree)


def _tree(tokens: list[str], fields: str) -> Tree:
    """Takes a list of selections from the front of `tokens`."""
    tree: Tree = {}
    while tokens:
        name = tokens.pop(0)
        if name in "(),/":
            raise bad_request(f"Invalid field selection {fields}", reason="invalidParameter", parameter="fields")
        inner = tree.setdefault(name, {})
        while tokens and tokens[0] == "/":
            tokens.pop(0)
            inner = inner.setdefault(tokens.pop(0) if tokens else "", {})
        if tokens and tokens[0] == "(":
            tokens.pop(0)
            inner.update(_tree(tokens, fields))
            if not tokens or tokens.pop(0) != ")":
                raise bad_request(f"Invalid field selection {fields}", reason="invalidParameter", parameter="fields")
        if not tokens or tokens[0] != ",":
            break
        tokens.pop(0)
    return tree


def _pick(value: Any, tree: Tree) -> Any:
    if not tree:
        return value
    if isinstance(value, list):
        return [_pick(item, tree) for item in value]
    if not isinstance(value, dict):
        return value
    names = value if "*" in tree else [name for name in value if name in tree]
    return {name: _pick(value[name], tree.get(name, tree.get("*", {}))) for name in names}
