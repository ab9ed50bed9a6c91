"""The tests' own fence: proof that a test can't reach what it must not."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest
from fence import OffLimits, Run

from afterword import clock


@pytest.fixture
def real_home() -> Path:
    home = json.loads(os.environ["AFTERWORD_GUARD"])["home"]
    return Path(home) if home else pytest.skip("the home directory is where the tests must work")


def test_the_home_directory_is_not_there_for_tests(real_home: Path) -> None:
    with pytest.raises(OffLimits):
        (real_home / "afterword-was-here").read_text()
    with pytest.raises(OffLimits):
        list((real_home / ".config").iterdir())


def test_the_home_directory_is_not_there_for_a_program_a_test_starts(afterword: Run, real_home: Path) -> None:
    told = afterword(code=f"open({str(real_home / 'afterword-was-here')!r})")

    assert "OffLimits: the home directory" in told.stderr


def test_home_and_its_folders_are_the_tests_own(surroundings: Path, real_home: Path) -> None:
    assert Path.home() == surroundings
    assert Path(os.environ["XDG_CONFIG_HOME"]).is_relative_to(surroundings)
    assert Path(os.environ["XDG_STATE_HOME"]).is_relative_to(surroundings)
    assert not Path(os.environ["HOME"]).samefile(real_home)


def test_the_network_is_not_there_for_tests() -> None:
    with socket.socket() as line, pytest.raises(OffLimits):
        line.connect(("192.0.2.1", 443))
    with pytest.raises(OffLimits):
        socket.getaddrinfo("mail.example", 443)


def test_the_network_is_not_there_for_a_program_a_test_starts(afterword: Run) -> None:
    told = afterword(code="import socket; socket.create_connection(('192.0.2.1', 443), 1)")

    assert "OffLimits: the network" in told.stderr


def test_a_server_on_this_machine_can_be_reached() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())


def test_the_real_clock_is_not_there_for_tests() -> None:
    with pytest.raises(OffLimits):
        clock.system()
