"""No text of a mail or an event is stored, and none is told: canaries in every corner."""

from __future__ import annotations

from pathlib import Path

from tests.engine.world import World, at

CANARY = "Xylophon7431"


def test_no_text_of_others_reaches_the_memory(tmp_path: Path):
    world = World(tmp_path)
    path = world.interview(at("2026-03-03"), title=f"Technical interview at Acme {CANARY}title")
    path.write_bytes(path.read_bytes().replace(b"STATUS:", f"DESCRIPTION:Long {CANARY}description\r\nSTATUS:".encode()))
    world.receive(at("2026-03-02"), f"Dear Robin, {CANARY}body one", Subject=f"About {CANARY}subject")
    world.receive(at("2026-03-04"), f"Thank you! {CANARY}answer", Subject=f"Re: {CANARY}subject", X_Note=CANARY)
    world.write(at("2026-03-02"), "jane@acme-robotics.example", f"{CANARY}mine", Subject=f"{CANARY}mine")
    for clock in ("12:00", "18:00"):
        world.cycle(at("2026-03-03", clock))
    world.cycle(at("2026-03-04", "12:00"))
    for part in ("body", "answer", "subject", "mine", "description"):
        for file in (tmp_path / "state").iterdir():
            assert f"{CANARY}{part}".encode() not in file.read_bytes(), f"{part} in {file.name}"


def test_the_memory_is_readable_for_its_owner_alone(tmp_path: Path):
    world = World(tmp_path)
    world.interview(at("2026-03-03"))
    world.cycle(at("2026-03-03", "12:00"))
    for file in (tmp_path / "state").iterdir():
        assert file.stat().st_mode & 0o077 == 0, file.name
