"""JSON against a schema of a discovery document."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

_RANGES = {
    "int32": (-(2**31), 2**31 - 1),
    "uint32": (0, 2**32 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint64": (0, 2**64 - 1),
}
Found = list[tuple[str, str]]


def faults_of(
    value: object, schema: dict[str, Any], schemas: dict[str, Any], *, strict: bool, where: str = ""
) -> Found:
    """Every fault as (where, what). `strict` is for answers: no null, no number where the schema has a text.

    A schema of these documents knows `$ref`, `type`, `format`, `enum`, `properties`, `additionalProperties`, `items`.
    """
    if "$ref" in schema:
        return faults_of(value, schemas[schema["$ref"]], schemas, strict=strict, where=where)
    if value is None:
        return [(where, "null where a value belongs")] if strict else []
    kind = schema.get("type", "any")
    if kind == "object":
        return _object(value, schema, schemas, strict, where)
    if kind == "array":
        return _array(value, schema, schemas, strict, where)
    fault = _SCALARS[kind](value, schema, strict)
    return [(where, fault)] if fault else []


def _object(value: object, schema: dict[str, Any], schemas: dict[str, Any], strict: bool, where: str) -> Found:
    if not isinstance(value, dict):
        return [(where, f"{type(value).__name__} where an object belongs")]
    found: Found = []
    for name, inner in value.items():
        spec = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
        path = f"{where}.{name}".lstrip(".")
        if spec is None:
            found.append((where, f'Unknown name "{name}": Cannot find field'))
        else:
            found += faults_of(inner, spec, schemas, strict=strict, where=path)
    return found


def _array(value: object, schema: dict[str, Any], schemas: dict[str, Any], strict: bool, where: str) -> Found:
    if not isinstance(value, list):
        return [(where, f"{type(value).__name__} where a list belongs")]
    found: Found = []
    for number, inner in enumerate(value):
        found += faults_of(inner, schema["items"], schemas, strict=strict, where=f"{where}[{number}]")
    return found


def _string(value: object, schema: dict[str, Any], strict: bool) -> str:
    form = schema.get("format", "")
    if form in _RANGES and not strict and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return f"{type(value).__name__} where a text belongs"
    if "enum" in schema and value not in schema["enum"]:
        return f"Invalid value: {value!r}"
    return "" if _FORMATS.get(form, _anything)(value, form) else f"Invalid value for {form}: {value!r}"


def _integer(value: object, schema: dict[str, Any], strict: bool) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return f"{type(value).__name__} where a whole number belongs"
    low, high = _RANGES[schema.get("format", "int32")]
    return "" if low <= value <= high else f"Invalid value: {value}"


def _number(value: object, schema: dict[str, Any], strict: bool) -> str:
    return "" if isinstance(value, int | float) and not isinstance(value, bool) else "no number"


def _boolean(value: object, schema: dict[str, Any], strict: bool) -> str:
    return "" if isinstance(value, bool) else f"{type(value).__name__} where true or false belongs"


def _any(value: object, schema: dict[str, Any], strict: bool) -> str:
    return ""


_SCALARS = {"string": _string, "integer": _integer, "number": _number, "boolean": _boolean, "any": _any}


def _anything(value: str, form: str) -> bool:
    return True


def _whole(value: str, form: str) -> bool:
    low, high = _RANGES[form]
    return bool(re.fullmatch(r"-?\d{1,20}", value)) and low <= int(value) <= high


def _bytes(value: str, form: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z0-9+/_-]*={0,2}", value))


def _day(value: str, form: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == len("2026-03-02")


def _instant(value: str, form: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return "T" in value


_FORMATS = {
    "int64": _whole,
    "uint64": _whole,
    "int32": _whole,
    "uint32": _whole,
    "byte": _bytes,
    "date": _day,
    "date-time": _instant,
}
