"""Log lines with fields, and where they go: the journal's own fields under systemd, JSON lines or text elsewhere.

No private text at any level: ids yes; subjects, addresses and bodies no. Lines of libraries are left out altogether.
"""

from __future__ import annotations

from typing import Any

_FIELDS = "afterword_fields"


def fields(**values: Any) -> dict[str, Any]:
    """For `extra=`: what a line says in fields besides its words. A tuple is a field with several values."""
    return {_FIELDS: {name: value for name, value in values.items() if value not in ((), None, "")}}


def configure(form: str) -> None:
    """Send this program's log lines to standard error or the journal: "text", "json", "journal", or "auto"."""
