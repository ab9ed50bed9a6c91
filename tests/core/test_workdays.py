"""Working days and hours, and free quarters of an hour on them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from tests.core.life import at

from afterword.core.local_time import zone
from afterword.core.model import Busy
from afterword.core.planning.cadence import Hours, Policy
from afterword.core.planning.workdays import fits, is_free, slot, working_day_after, working_day_from

GERMANY = Policy(zone="Europe/Berlin", holidays=frozenset({date(2026, 4, 3), date(2026, 4, 6)}))
QUARTER = timedelta(minutes=15)


def test_the_working_day_after_good_friday_is_the_tuesday_after_easter():
    assert working_day_after(date(2026, 4, 2), GERMANY) == date(2026, 4, 7)
    assert working_day_from(date(2026, 4, 2), GERMANY) == date(2026, 4, 2)


def test_an_unknown_zone_is_utc():
    assert zone("Mars/Olympus") == ZoneInfo("UTC")


def test_the_first_choice_is_mid_morning():
    start = slot(at("2026-03-09", "00:00"), QUARTER, "Europe/Berlin", GERMANY, ())
    assert start == at("2026-03-09", "10:00")


def test_where_zones_overlap_the_person_is_awake():
    start = slot(at("2026-03-09", "00:00"), QUARTER, "America/Los_Angeles", GERMANY, ())
    assert start is not None
    assert 8 <= start.astimezone(ZoneInfo("Europe/Berlin")).hour <= 21


def test_a_day_of_the_autumn_change_has_its_hours_too():
    sunday = Policy(zone="Europe/Berlin", hours=Hours(days=frozenset(range(7))))
    start = slot(at("2026-10-25", "00:00"), QUARTER, "Europe/Berlin", sunday, ())
    assert start == at("2026-10-25", "10:00")


_YEAR = datetime(2026, 1, 1), datetime(2026, 12, 1)  # noqa: DTZ001 - hypothesis adds the zone
moments = st.datetimes(*_YEAR, timezones=st.just(ZoneInfo("UTC")))
zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Asia/Kolkata", "Australia/Lord_Howe"])


@given(moments, zones, st.lists(st.tuples(moments, st.integers(15, 600)), max_size=8))
def test_a_slot_is_never_early_never_taken_and_always_in_working_hours(earliest, place, taken):
    busy = [Busy(start, start + timedelta(minutes=length)) for start, length in taken]
    start = slot(earliest, QUARTER, place, GERMANY, busy)
    assert start is not None
    assert start >= earliest
    assert is_free(start, start + QUARTER, busy)
    local = start.astimezone(ZoneInfo(place))
    assert time(9) <= local.time() < time(17)
    assert local.date() not in GERMANY.holidays
    assert local.weekday() < 5
    assert fits(start, QUARTER, place, GERMANY, busy)


def test_where_the_days_do_not_meet_the_call_is_as_near_to_waking_hours_as_it_can_be():
    start = slot(at("2026-10-28", "00:00"), QUARTER, "Australia/Sydney", GERMANY, ())
    assert start is not None
    assert start.astimezone(ZoneInfo("Europe/Berlin")).strftime("%H:%M") == "06:45"
