"""Partial answers: the `fields` parameter, e.g. `items(id,start/dateTime),nextPageToken`.

Grammar: developers.google.com/workspace/calendar/api/guides/performance#partial.
"""

from __future__ import annotations

import re
from typing import Any

from .problems import Problem, bad_request

_TOKEN = re.compile(r"[A-Za-z0-9_@*-]+|[(),/]")
Tree = dict[str, "Tree"]


def selected(body: dict[str, Any], fields: str | None) -> dict[str, Any]:
    """The part of `body` that was asked for."""
    found: dict[str, Any] = _pick(body, tree_of(fields)) if fields is not None else body
    return found


def tree_of(fields: str) -> Tree:
    tokens = _TOKEN.findall(fields)
    if "".join(tokens) != fields.replace(" ", "") or not tokens:
        raise _invalid(fields)
    tree = _selections(tokens, fields)
    if tokens:
        raise _invalid(fields)
    return tree


def _invalid(what: str) -> Problem:
    return bad_request(f"Invalid field selection {what}", reason="invalidParameter", parameter="fields")


def _selections(tokens: list[str], fields: str) -> Tree:
    """Takes a list of selections from the front of `tokens`."""
    tree: Tree = {}
    while tokens:
        inner = tree.setdefault(_name(tokens, fields), {})
        while tokens and tokens[0] == "/":
            tokens.pop(0)
            inner = inner.setdefault(_name(tokens, fields), {})
        if tokens and tokens[0] == "(":
            tokens.pop(0)
            inner.update(_selections(tokens, fields))
            if not tokens or tokens.pop(0) != ")":
                raise _invalid(fields)
        if not tokens or tokens[0] != ",":
            break
        tokens.pop(0)
    return tree


def _name(tokens: list[str], fields: str) -> str:
    name = tokens.pop(0) if tokens else "("
    if name in "(),/":
        raise _invalid(fields)
    return name


def check(tree: Tree, schema: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Raises the problem about a name that the schema doesn't have."""
    while "$ref" in schema or schema.get("type") == "array":
        schema = schemas[schema["$ref"]] if "$ref" in schema else schema["items"]
    for name, inner in tree.items():
        if name == "*":
            continue
        spec = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
        if spec is None:
            raise _invalid(name)
        check(inner, spec, schemas)


def _pick(value: Any, tree: Tree) -> Any:
    if not tree:
        return value
    if isinstance(value, list):
        return [_pick(item, tree) for item in value]
    if not isinstance(value, dict):
        return value
    names = value if "*" in tree else [name for name in value if name in tree]
    return {name: _pick(value[name], tree.get(name, tree.get("*", {}))) for name in names}
