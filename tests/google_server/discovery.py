"""What the discovery documents say a request and an answer may look like, checked to the letter.

The documents are those of the installed google-api-python-client; nothing of them is kept here.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import googleapiclient

from . import problems
from .fields import check, tree_of
from .schema import faults_of

_DOCUMENTS = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
_INTEGERS = {"int32": (-(2**31), 2**31 - 1), "uint32": (0, 2**32 - 1)}
_BIG_INTEGERS = {"int64": (-(2**63), 2**63 - 1), "uint64": (0, 2**64 - 1)}


@dataclass(frozen=True, slots=True)
class Method:
    """One method of an API, e.g. `gmail.users.messages.get`."""

    id: str
    service: str
    http_method: str
    pattern: re.Pattern[str]
    params: dict[str, dict[str, Any]]
    request: str
    response: str
    scopes: tuple[str, ...]


@dataclass(slots=True)
class Document:
    """One discovery document. `prefix` is where its paths begin on the server."""

    service: str
    name: str
    prefix: str
    schemas: dict[str, Any] = field(default_factory=dict)
    methods: list[Method] = field(default_factory=list)

    def __post_init__(self) -> None:
        data = json.loads((_DOCUMENTS / f"{self.name}.json").read_text(encoding="utf-8"))
        self.schemas = data["schemas"]
        self._collect(data, data["parameters"])

    def _collect(self, resource: dict[str, Any], common: dict[str, Any]) -> None:
        for raw in resource.get("methods", {}).values():
            self.methods.append(self._method(raw, common))
        for inner in resource.get("resources", {}).values():
            self._collect(inner, common)

    def _method(self, raw: dict[str, Any], common: dict[str, Any]) -> Method:
        pieces = re.split(r"\{\+?(\w+)\}", self.prefix + raw["path"])
        pattern = "".join(
            f"(?P<{piece}>[^/]+)" if number % 2 else re.escape(piece) for number, piece in enumerate(pieces)
        )
        return Method(
            id=raw["id"],
            service=self.service,
            http_method=raw["httpMethod"],
            pattern=re.compile(pattern),
            params=common | raw.get("parameters", {}),
            request=raw.get("request", {}).get("$ref", ""),
            response=raw.get("response", {}).get("$ref", ""),
            scopes=tuple(raw.get("scopes", ())),
        )

    def find(self, http_method: str, path: str) -> tuple[Method, dict[str, str]] | None:
        """The method behind an undecoded path, and the path's decoded variables."""
        for method in self.methods:
            if method.http_method == http_method and (match := method.pattern.fullmatch(path)):
                return method, {name: unquote(value) for name, value in match.groupdict().items()}
        return None

    def check_body(self, method: Method, body: object) -> None:
        """Raises the problem that Google names first. Google refuses fields that it does not know."""
        if not method.request and body not in (None, {}):
            raise problems.bad_request("Request body is not allowed for this method.", reason="parseError")
        if method.request and body is None:
            body = {}
        found = faults_of(body, {"$ref": method.request}, self.schemas, strict=False) if method.request else []
        if found:
            where, what = found[0]
            raise problems.bad_field(f"Invalid JSON payload received. {what} at '{where}'.", where)

    def check_fields(self, method: Method, fields: str | None) -> None:
        """Raises the problem about a field that the answer can't have."""
        if fields is not None:
            check(tree_of(fields), {"$ref": method.response}, self.schemas)

    def check_answer(self, method: Method, answer: object) -> list[str]:
        """What is wrong with an answer of this server: an empty list, or the server has a bug."""
        if not method.response:
            return [] if answer is None else [f"{method.id}: answered with a body"]
        found = faults_of(answer, {"$ref": method.response}, self.schemas, strict=True)
        return [f"{method.id}: {what} at {where or 'the top'}" for where, what in found]


def parameters(method: Method, variables: dict[str, str], query: list[tuple[str, str]]) -> dict[str, Any]:
    """The parameters of a call, each as the type that the document names. Raises the problem that Google names."""
    found: dict[str, Any] = dict(variables)
    for name, text in query:
        spec = method.params.get(name)
        if spec is None or spec.get("location") == "path":
            message = f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter.'
            raise problems.bad_request(message, parameter=name)
        value = _value(name, text, spec)
        if spec.get("repeated"):
            found.setdefault(name, []).append(value)
        elif name in found:
            raise problems.bad_request(f"Parameter '{name}' must not be repeated.", parameter=name)
        else:
            found[name] = value
    for name, spec in method.params.items():
        if spec.get("required") and name not in found:
            raise problems.bad_request(f"Required parameter: {name}", reason="required", parameter=name)
    return found


def _value(name: str, text: str, spec: dict[str, Any]) -> Any:
    kind, form = spec.get("type"), spec.get("format", "")
    wrong = problems.bad_request(f"Invalid value at '{name}' ({form or kind}), \"{text}\"", parameter=name)
    if "enum" in spec and text not in spec["enum"]:
        raise wrong
    if kind == "boolean":
        if text not in ("true", "false"):
            raise wrong
        return text == "true"
    if kind == "integer":
        return _integer(text, spec, wrong)
    if form in _BIG_INTEGERS and not (
        re.fullmatch(r"-?\d{1,20}", text) and _BIG_INTEGERS[form][0] <= int(text) <= _BIG_INTEGERS[form][1]
    ):
        raise wrong
    if form == "date-time" and not is_instant(text):
        raise problems.bad_request("Bad Request", reason="badRequest", parameter=name)
    if "pattern" in spec and not re.search(spec["pattern"], text):
        raise wrong
    return text


def _integer(text: str, spec: dict[str, Any], wrong: problems.Problem) -> int:
    low, high = _INTEGERS[spec.get("format", "int32")]
    low, high = max(low, int(spec.get("minimum", low))), min(high, int(spec.get("maximum", high)))
    if not re.fullmatch(r"-?\d{1,10}", text) or not low <= int(text) <= high:
        raise wrong
    return int(text)


def is_instant(text: str) -> bool:
    """RFC 3339 with its offset, which Google insists on in parameters."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", text):
        return False
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
