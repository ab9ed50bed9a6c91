"""The real process killed in the middle of a request, before or after its effect: everything is there, once.

Every day a sample of the requests; `make walk` kills at each of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from commands import PATIENCE, Command
from google_house import JANE, OMAR, Household, at

from google_server import GoogleServer

_NOON = at("2026-03-03", "11:05")


def killed(folder: Path, number: int) -> bool:
    """Kill the first cycle at the moment `number` (two to a request), and let it go on. Whether it came to that."""
    with GoogleServer() as server:
        house = Household(server, folder)
        house.interview(at("2026-03-03"), JANE, OMAR)
        command = Command(server, folder)
        server.clock.set(_NOON)
        process = command.start("once", "--now", _NOON.isoformat())
        moments = 0

        def kill(_stage: str, _call: Any) -> None:
            nonlocal moments
            moments += 1
            if moments == number:
                process.kill()
                process.wait()

        server.watchers.append(kill)
        process.communicate(timeout=PATIENCE)
        server.watchers.clear()
        code, text = command.once(at("2026-03-03", "11:10"))
        assert code == 0, (number, text)
        addressed = sorted(str(mail["To"]) for mail in house.drafts())
        assert addressed == [f"{name} <{email}>" for name, email in (JANE, OMAR)], number
        assert len(house.entries()) == 1, number
        assert server.sent() == []
        return process.returncode != 0


@pytest.mark.parametrize("number", [8, 22, 25])
def test_killed_at_a_request_nothing_is_lost_or_there_twice(tmp_path: Path, number: int) -> None:
    killed(tmp_path, number)


@pytest.mark.walk
def test_killed_at_every_request_nothing_is_lost_or_there_twice(tmp_path: Path) -> None:
    number, reached = 0, True
    while reached:
        number += 1
        folder = tmp_path / str(number)
        folder.mkdir()
        reached = killed(folder, number)
    assert number > 20
