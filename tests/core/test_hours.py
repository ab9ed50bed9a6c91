"""Times of day in prose."""

from __future__ import annotations

from datetime import time

import pytest

from afterword.core.language.hours import clocks_in, without, zone_in

ONE = {
    "at 2:00 PM (CET) with Jane": (time(14), None, "Europe/Berlin"),
    "2 - 2:45 PM ET": (time(14), time(14, 45), "America/New_York"),
    "10-11 am": (time(10), time(11), ""),
    "11 – 1 PM": (time(11), time(13), ""),
    "12:30 am": (time(0, 30), None, ""),
    "12 pm": (time(12), None, ""),
    "14.30 Uhr": (time(14, 30), None, ""),
    "um 14.30": (time(14, 30), None, ""),
    "von 9 bis 10 Uhr": (time(9), time(10), ""),
    "14h30 à 15h": (time(14, 30), time(15), ""),
    "alle ore 15.30.": (time(15, 30), None, ""),
    "kl. 14.00": (time(14), None, ""),
    "o godz. 14:00": (time(14), None, ""),
    "午後2時30分から3時": (time(14, 30), time(15), ""),
    "下午2点半": (time(14, 30), None, ""),
    "09:30 GMT+1": (time(9, 30), None, "Etc/GMT-1"),
    "09:30 UTC-05:00": (time(9, 30), None, "Etc/GMT+5"),
    "9:30 (Europe/Warsaw)": (time(9, 30), None, "Europe/Warsaw"),
    "10:00am - Tuesday (Eastern Time - US & Canada)": (time(10), None, "America/New_York"),
    "14:00 heure de Paris": (time(14), None, "Europe/Paris"),
}


@pytest.mark.parametrize(("text", "expected"), ONE.items(), ids=ONE.keys())
def test_a_time_is_read_with_its_end_and_zone(text: str, expected: tuple[time, time | None, str]) -> None:
    (found,) = clocks_in(text)
    assert (found.begins, found.ends, found.zone) == expected


@pytest.mark.parametrize(
    "text",
    ["version 2.30 of it", "room 14", "3 to 5 days", "3/4 of them", "at 25:00", "on 3.3.2026", "room 3-11 amber"],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert not clocks_in(text)


def test_each_of_two_times_has_its_own_zone() -> None:
    assert [clock.zone for clock in clocks_in("2 PM ET / 11 AM PT")] == ["America/New_York", "America/Los_Angeles"]


def test_a_text_without_its_times_keeps_the_rest() -> None:
    text = "on 3 March at 14:00, on the 4th floor"
    assert without(text, clocks_in(text)) == "on 3 March at  , , on the 4th floor"


def test_a_zone_that_does_not_exist_is_none() -> None:
    assert zone_in("Europe/Atlantis") == ""
    assert zone_in("et puis") == ""
