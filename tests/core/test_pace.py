"""How long the service sleeps: a table."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from afterword.core.planning.cadence import Policy
from afterword.core.planning.pace import BUSY, CALM, LONGEST_BACK_OFF, STEADY, Prospect, Trouble, pause

POLICY = Policy(zone="Europe/Berlin", holidays=frozenset({date(2026, 3, 6)}))
TUESDAY = "2026-03-03T"


def at(text: str) -> datetime:
    """A moment of UTC; Berlin is an hour ahead of it."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


INTERVIEW = ((at(TUESDAY + "13:00"), at(TUESDAY + "14:00")),)


@pytest.mark.parametrize(
    ("now", "prospect", "seconds", "why"),
    [
        (TUESDAY + "09:00", Prospect(), STEADY, "steady"),
        (TUESDAY + "09:00", Prospect(awaiting=True), BUSY, "awaiting"),
        (TUESDAY + "07:59:59", Prospect(awaiting=True), CALM, "calm"),
        (TUESDAY + "08:00", Prospect(awaiting=True), BUSY, "awaiting"),
        (TUESDAY + "15:59:59", Prospect(awaiting=True), BUSY, "awaiting"),
        (TUESDAY + "16:00", Prospect(awaiting=True), CALM, "calm"),
        ("2026-03-06T09:00", Prospect(awaiting=True), CALM, "calm"),  # a holiday
        ("2026-03-07T09:00", Prospect(awaiting=True), CALM, "calm"),  # a Saturday
        (TUESDAY + "12:29:59", Prospect(interviews=INTERVIEW), STEADY, "steady"),
        (TUESDAY + "12:30", Prospect(interviews=INTERVIEW), BUSY, "interview"),
        (TUESDAY + "16:00", Prospect(interviews=INTERVIEW), BUSY, "interview"),
        (TUESDAY + "16:00:01", Prospect(interviews=INTERVIEW), CALM, "calm"),
        (TUESDAY + "20:00", Prospect(edges=(at(TUESDAY + "20:00"), at(TUESDAY + "20:10"))), 600, "due"),
        (TUESDAY + "20:00", Prospect(edges=(at(TUESDAY + "20:20"),)), CALM, "calm"),
        (TUESDAY + "20:00", Prospect(edges=(at(TUESDAY + "20:00") + timedelta(milliseconds=1),)), 1, "due"),
    ],
)
def test_without_trouble_it_adapts_to_what_is_ahead(now, prospect, seconds, why):
    found = pause(prospect, at(now), POLICY, Trouble(), chance=0.0)
    assert (found.seconds, found.why) == (seconds, why)


@pytest.mark.parametrize("now", [TUESDAY + "09:00", TUESDAY + "22:00"])
def test_an_interval_of_the_persons_own_holds_at_all_times_but_nothing_due_is_slept_over(now):
    ahead = Prospect(awaiting=True, interviews=INTERVIEW)
    assert pause(ahead, at(now), POLICY, Trouble(), 0.0, fixed=1800).seconds == 1800
    soon = Prospect(edges=(at(now) + timedelta(seconds=90),))
    assert pause(soon, at(now), POLICY, Trouble(), 0.0, fixed=1800).seconds == 90


@pytest.mark.parametrize(
    ("trouble", "least", "most", "why"),
    [
        (Trouble(faults=1), 60, 72, "back-off"),
        (Trouble(faults=2), 120, 144, "back-off"),
        (Trouble(faults=5), 960, 1152, "back-off"),
        (Trouble(faults=9999), LONGEST_BACK_OFF, LONGEST_BACK_OFF * 1.2, "back-off"),
        (Trouble(faults=1, retry_after=900), 900, 1080, "back-off"),
        (Trouble(faults=1, retry_after=7200), 7200, 8640, "back-off"),
        (Trouble(faults=3, retry_after=1), 240, 288, "back-off"),
        (Trouble(login=True), CALM, CALM, "login"),
        (Trouble(faults=3, login=True), CALM, CALM, "login"),
    ],
)
@pytest.mark.parametrize("chance", [0.0, 0.5, 0.999])
def test_in_trouble_it_backs_off_and_comes_back_no_sooner_than_it_was_asked_to(trouble, least, most, why, chance):
    now = at(TUESDAY + "13:00")
    busy = Prospect(interviews=INTERVIEW, awaiting=True, edges=(now + timedelta(seconds=5),))
    found = pause(busy, now, POLICY, trouble, chance)
    assert least <= found.seconds <= most
    assert found.why == why


def test_chance_spreads_the_looks_and_makes_none_later_than_a_quarter_of_an_hour():
    spread = [pause(Prospect(), at(TUESDAY + "22:00"), POLICY, Trouble(), chance / 10).seconds for chance in range(10)]
    assert len(set(spread)) == 10
    assert all(0.8 * CALM <= seconds <= CALM for seconds in spread)
