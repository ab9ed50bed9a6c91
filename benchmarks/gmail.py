"""Gmail's quota units on a mailbox of any size: the first look, an idle one, and one after many unrelated mails.

python benchmarks/gmail.py [MAILS]
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "google")]

from google_house import JANE, OMAR, Household, at  # noqa: E402 - found by the line above

from afterword.providers.google import transport  # noqa: E402 - see above
from google_server import GoogleServer  # noqa: E402 - see above

transport.READ = 600.0  # the server here searches mail by mail, which Gmail does not

NOW = at("2026-03-03", "12:00")
MINUTES = timedelta(minutes=5)


def main(mails: int = 50_000, applications: int = 400) -> None:
    """`applications` of the mails are about one, so that the first look finds more than it may read."""
    with tempfile.TemporaryDirectory() as folder, GoogleServer() as server:
        house = Household(server, Path(folder))
        house.interview(at("2026-03-03"), JANE, OMAR)
        server.person.fill(mails - applications, NOW - MINUTES * mails, MINUTES)
        for number in range(applications):
            sender = f"{JANE[0]} <{JANE[1]}>" if number % 4 == 0 else f"jobs@employer{number}.example"
            date = at("2026-02-01") + timedelta(minutes=90 * number)
            server.person.write("Your interview", sender, text="About your application.", date=date)
        looked(house, f"first look at {mails}", NOW)
        looked(house, "idle", NOW + MINUTES)
        for number, many in enumerate((1, 100, 1000), 2):
            server.person.fill(many, NOW, timedelta(milliseconds=1))
            looked(house, f"{many} unrelated came", NOW + number * MINUTES)


def looked(house: Household, what: str, now: datetime) -> None:
    before = time.perf_counter()
    problems = house.cycle(now).problems
    calls = house.google.counts()
    opened = calls["gmail.users.messages.get"]
    print(
        f"{what:24} {house.google.units:6} units, {calls.total():4} requests, {opened:4} mails opened, "
        f"{time.perf_counter() - before:6.1f} s",
        *problems,
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
