"""What systemd is told, on real sockets; and the journal's own protocol."""

from __future__ import annotations

import json
import logging
import os
import socket
import struct
import threading
from pathlib import Path

import pytest

from afterword import logs
from afterword.engine.notify import Notifier

CANARY = "Xylophon7431"


@pytest.fixture(params=["path", "abstract"])
def listener(request, tmp_path: Path):
    address = str(tmp_path / "notify") if request.param == "path" else f"@afterword-{os.getpid()}-{tmp_path.name}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as found:
        found.bind(address.replace("@", "\0", 1))
        found.settimeout(5)
        yield found, address


def test_each_message_is_one_datagram_and_programs_we_start_inherit_nothing(listener):
    heard, address = listener
    environment = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "3000000", "WATCHDOG_PID": str(os.getpid()), "HOME": "/"}
    notifier = Notifier.of_environment(environment)
    assert environment == {"HOME": "/"}
    assert notifier.watchdog == 3.0
    notifier.ready("Ready\nMAINPID=1")
    notifier.status("One")
    notifier.status("One")
    notifier.reloading()
    notifier.stopping()
    notifier.close()
    messages = [heard.recv(4096).decode() for _ in range(4)]
    assert messages[0] == "READY=1\nSTATUS=Ready MAINPID=1"
    assert messages[1] == "STATUS=One"
    assert messages[2].startswith("RELOADING=1\nMONOTONIC_USEC=")
    assert messages[3].startswith("STOPPING=1\n")


def test_a_listener_that_does_not_listen_keeps_nobody_waiting(listener):
    _, address = listener
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as chatter:
        chatter.setblocking(False)
        with pytest.raises(BlockingIOError):
            while True:
                chatter.sendto(b"STATUS=full", address.replace("@", "\0", 1))
    notifier = Notifier(address)
    talking = threading.Thread(target=notifier.stopping, daemon=True)
    talking.start()
    talking.join(30)
    assert not talking.is_alive()
    notifier.close()


def test_signs_of_life_are_sent_no_more_often_than_needed(listener):
    heard, address = listener
    now = [0.0]
    notifier = Notifier(address, watchdog=60.0, ticks=lambda: now[0])
    for tenth in range(40):
        now[0] = tenth / 10
        notifier.alive()
    notifier.close()
    heard.settimeout(0.01)
    count = 0
    with pytest.raises(TimeoutError):
        while heard.recv(100) == b"WATCHDOG=1":
            count += 1
    assert count == 4


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"NOTIFY_SOCKET": "vsock:2:1"},
        {"NOTIFY_SOCKET": "/nowhere/at/all", "WATCHDOG_USEC": "nonsense"},
        {"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "1"},
        {"WATCHDOG_USEC": "0"},
    ],
)
def test_where_nobody_listens_nothing_happens(environment):
    notifier = Notifier.of_environment(environment)
    assert notifier.watchdog is None
    notifier.ready("Ready")
    notifier.alive()
    notifier.close()


# --- log lines ----------------------------------------------------------------------------------------------------


def record(message: str, **fields: object) -> logging.LogRecord:
    made = logging.LogRecord("afterword.engine.loop", logging.WARNING, __file__, 1, message, (), None)
    made.__dict__.update(logs.fields(**fields))
    return made


@pytest.fixture
def journal(tmp_path: Path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as found:
        found.bind(str(tmp_path / "journal"))
        found.settimeout(5)
        handler = logs.JournalHandler(tmp_path / "journal")
        yield found, handler
        handler.close()


def parsed(data: bytes) -> list[tuple[str, str]]:
    """A message of the journal's native protocol, field by field."""
    found = []
    while data:
        line, _, data = data.partition(b"\n")
        name, equals, value = line.partition(b"=")
        if not equals:
            (size,) = struct.unpack("<Q", data[:8])
            value, data = data[8 : 8 + size], data[8 + size + 1 :]
        found.append((name.decode(), value.decode()))
    return found


def test_the_journal_gets_each_field_and_those_with_several_values_several_times(journal):
    heard, handler = journal
    handler.emit(record("cycle", action=("create-draft", "put-event"), nudge=("k1", "k2"), took_ms=12, empty=()))
    fields = parsed(heard.recv(65536))
    assert ("PRIORITY", "4") in fields
    assert ("SYSLOG_IDENTIFIER", "afterword") in fields
    assert [value for name, value in fields if name == "AFTERWORD_ACTION"] == ["create-draft", "put-event"]
    assert [value for name, value in fields if name == "AFTERWORD_NUDGE"] == ["k1", "k2"]
    assert ("AFTERWORD_TOOK_MS", "12") in fields
    assert not any(name == "AFTERWORD_EMPTY" for name, _ in fields)


def test_a_value_of_several_lines_stays_one_value(journal):
    heard, handler = journal
    handler.emit(record("one\ntwo", note="a\nPRIORITY=0\nb"))
    fields = dict(parsed(heard.recv(65536)))
    assert fields["AFTERWORD_NOTE"] == "a\nPRIORITY=0\nb"
    assert fields["PRIORITY"] == "4"
    assert "\n" not in fields["MESSAGE"].split(" note=")[0]


def test_what_is_too_large_for_a_datagram_travels_as_a_sealed_file(journal):
    heard, handler = journal
    handler.emit(record("large", note="x" * 3_000_000))
    data, descriptors, _, _ = socket.recv_fds(heard, 100, 1)
    assert data == b""
    with os.fdopen(descriptors[0], "rb") as file:
        fields = dict(parsed(os.pread(file.fileno(), 10_000_000, 0)))
        with pytest.raises(PermissionError):
            os.ftruncate(file.fileno(), 0)
    assert len(fields["AFTERWORD_NOTE"]) == 3_000_000


def test_where_the_journal_does_not_answer_lines_go_to_standard_error(tmp_path, capsys):
    handler = logs.JournalHandler(tmp_path / "nobody")
    handler.emit(record("cycle", action="look"))
    handler.close()
    assert "warning cycle action=look" in capsys.readouterr().err


def test_json_and_text_say_the_same_on_one_line():
    made = record("path\x1b[31m\nwith\u2028lines", nudge=("k1", "k2"), took_ms=3)
    line = logs.JsonLines().format(made)
    data = json.loads(line)
    assert (data["level"], data["nudge"], data["took_ms"]) == ("warning", ["k1", "k2"], 3)
    text = logs.TextLines().format(made)
    assert text.endswith("nudge=k1,k2 took_ms=3")
    for each in (data["message"], text):
        assert each.isprintable()


def test_lines_of_libraries_are_left_out(afterword):
    code = f"""
import logging, warnings
from afterword import logs
logs.configure("text")
logging.getLogger("googleapiclient.http").error("{CANARY}")
logging.error("{CANARY}")
logging.getLogger("afterword.engine").info("ours", extra=logs.fields(action="look"))
"""
    done = afterword(code=code)
    assert CANARY not in done.stderr
    assert "info ours action=look" in done.stderr
