"""Nothing is ever sent: no module can, and no port has a call for it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from afterword import ports

SOURCES = sorted((Path(__file__).resolve().parents[2] / "daemon" / "afterword").rglob("*.py"))
SENDING = re.compile(r"send($|_|mail|all)", re.IGNORECASE)
SENDERS = {"smtplib", "aiosmtplib", "sendmail", "envelopes", "yagmail", "telnetlib"}


def imported(tree: ast.AST) -> set[str]:
    names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    return {name.partition(".")[0] for name in names}


def called(tree: ast.AST) -> set[str]:
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {call.attr for call in calls if isinstance(call, ast.Attribute)}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.name))
def test_no_module_can_send(source):
    tree = ast.parse(source.read_text(encoding="utf-8"))
    assert not imported(tree) & SENDERS
    assert not {name for name in called(tree) if SENDING.match(name)}


def test_the_mailbox_port_has_no_call_that_sends():
    calls = {name for name in vars(ports.Mailbox) if not name.startswith("_")}
    assert calls == {"changes", "search", "subject", "create", "remove", "find"}


def test_every_port_has_at_most_seven_calls():
    for port in (
        ports.Calendar,
        ports.Mailbox,
        ports.Known,
        ports.Places,
        ports.Journal,
        ports.Records,
        ports.Notebook,
    ):
        assert len([name for name in vars(port) if not name.startswith("_")]) <= 7, port.__name__
