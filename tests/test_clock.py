"""The clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from fence import Run

from afterword import clock


def test_the_systems_time_is_aware_and_in_utc(afterword: Run) -> None:
    told = afterword(code="from afterword import clock; now = clock.system(); print(now.tzinfo, now.year > 2020)")

    assert told.stdout.split() == ["UTC", "True"]


def test_a_fixed_clock_stands_still_and_speaks_utc() -> None:
    at = datetime(2026, 3, 2, 10, tzinfo=timezone(timedelta(hours=1)))
    now = clock.fixed(at)

    assert now() == now() == at
    assert now().tzinfo is UTC


def test_a_fixed_clock_refuses_a_moment_without_a_zone() -> None:
    with pytest.raises(ValueError, match="offset"):
        clock.fixed(datetime(2026, 3, 2, 10))  # noqa: DTZ001 - the very thing
