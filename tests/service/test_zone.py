"""The machine's own zone, where none is configured: a journey reaches the service while it runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.contracts.calendar_contract import WINDOW
from tests.engine.world import World
from tests.service.running import Running, configure

from afterword.config import zone_files
from afterword.errors import CursorExpired
from afterword.formats.calendar import parse_events
from afterword.providers.local.vdir import VdirCalendar

FLOATING = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20260303T140000\nSUMMARY:Call\nEND:VEVENT\nEND:VCALENDAR\n"


class Abroad:
    """An /etc of the test's own, and the words that start a program that sees no other."""

    def __init__(self, root: Path) -> None:
        self.etc = root / "etc"
        self.etc.mkdir()
        for name in ("passwd", "ld.so.cache", "nsswitch.conf"):
            if (Path("/etc") / name).is_file():
                shutil.copy(Path("/etc") / name, self.etc)
        apart = ("unshare", "--mount") if os.geteuid() == 0 else ("unshare", "--user", "--map-root-user", "--mount")
        self.within = (*apart, "sh", "-c", f"mount --bind '{self.etc}' /etc && exec \"$@\"", "sh")

    def go(self, zone: str) -> None:
        """As `timedatectl set-timezone` does it."""
        beside = self.etc / ".localtime"
        beside.symlink_to(f"/usr/share/zoneinfo/{zone}")
        beside.replace(self.etc / "localtime")


@pytest.fixture
def abroad(tmp_path: Path) -> Abroad:
    made = Abroad(tmp_path)
    done = subprocess.run([*made.within, "true"], capture_output=True, check=False) if shutil.which("unshare") else None
    if done is None or done.returncode or not Path("/usr/share/zoneinfo/Asia/Tokyo").exists():
        pytest.skip("no file system of its own may be had here, or it has no zones")
    return made


def test_a_journey_is_noticed_while_it_runs_and_what_was_planned_is_planned_anew(abroad, tmp_path):
    configure(tmp_path, zone="")
    abroad.go("Europe/Lisbon")
    world = World(tmp_path)
    world.interview(datetime.fromtimestamp(time.time(), UTC).replace(microsecond=0) - timedelta(minutes=75))
    with Running(tmp_path, watchdog=2.0, within=abroad.within) as service:
        service.ready().until(world.entries, "the call")
        service.until(lambda: service.looks, "the end of the look")
        assert service.told("zone") == []
        abroad.go("Asia/Tokyo")
        service.until(lambda: service.told("zone"), "the line about it")
        service.looked().look()
        assert [line["zone"] for line in service.log if line.get("action") == "zone"] == ["Asia/Tokyo"]
        assert service.stop() == 0
    [entry] = parse_events(world.entries()[0].encode())
    assert 9 <= entry.start.astimezone(ZoneInfo("Asia/Tokyo")).hour < 18
    assert len(world.drafts()) == 1


def test_a_link_put_in_the_place_of_another_is_seen_and_a_missing_one_does_no_harm(tmp_path):
    link, name = tmp_path / "localtime", tmp_path / "timezone"
    seen = [zone_files((link, name))]
    for zone in ("Europe/Lisbon", "Asia/Tokyo"):
        beside = tmp_path / "beside"
        beside.symlink_to(zone)
        beside.replace(link)
        seen.append(zone_files((link, name)))
    name.write_text("Asia/Tokyo\n")
    seen.append(zone_files((link, name)))
    assert len(set(seen)) == len(seen)
    assert zone_files((link, name)) == seen[-1]


def test_floating_times_are_read_again_in_another_zone(tmp_path):
    (tmp_path / "calendar").mkdir()
    (tmp_path / "calendar" / "1.ics").write_text(FLOATING)

    def look(zone: str, cursor: str | None):
        calendar = VdirCalendar([tmp_path / "calendar"], tmp_path / "own", default_zone=zone, now=lambda: WINDOW.start)
        found = calendar.changes(str(tmp_path / "calendar"), cursor, WINDOW)
        return [event.start for seen in found for event in seen.items], found.cursor

    [lisbon], cursor = look("Europe/Lisbon", None)
    assert look("Europe/Lisbon", cursor)[0] == []
    with pytest.raises(CursorExpired):
        look("Asia/Tokyo", cursor)
    [tokyo], _ = look("Asia/Tokyo", None)
    assert lisbon - tokyo == timedelta(hours=9)
