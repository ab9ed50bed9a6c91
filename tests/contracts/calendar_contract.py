"""What every calendar must keep to, whoever it is: one suite, inherited by the tests of each adapter and fake."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from afterword.core.model import Alarm, Entry, Event
from afterword.errors import Conflict, CursorExpired, Rejected
from afterword.ports import Calendar, Change, Gone, Seen, Standing, Window

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(days=60), NOW + timedelta(days=90))
KEY = "0123456789abcdefghijklmnop"
ENTRY = Entry(
    key=KEY,
    start=datetime(2026, 3, 9, 9, 0, tzinfo=UTC),
    end=datetime(2026, 3, 9, 9, 15, tzinfo=UTC),
    zone="Europe/Berlin",
    title="Call Robin Mayer, Acme Robotics",
    text="Ask:\n- is it decided\n- if not, by when; and who decides",
    alarms=(Alarm(10, "Call Acme Robotics"),),
)


class CalendarWorld(Protocol):
    """A calendar and what the person does to it with their own program."""

    calendar: Calendar

    def add(self, title: str, start: datetime) -> str:
        """A new event of one hour in the first source; its handle."""
        ...

    def change(self, handle: str, title: str) -> None: ...
    def delete(self, handle: str) -> None: ...
    def edit_ours(self, key: str, text: str) -> None: ...
    def move_ours(self, key: str, start: datetime) -> None: ...
    def delete_ours(self, key: str) -> None: ...

    def add_foreign(self) -> str:
        """An event in Afterword's own calendar that Afterword did not make; its handle."""
        ...


def everything(world: CalendarWorld, source: str, cursor: str | None = None) -> tuple[list[Change[Event]], str]:
    look = world.calendar.changes(source, cursor, WINDOW)
    changes = list(look)
    return changes, look.cursor


def titles(changes: list[Change[Event]]) -> list[str]:
    return sorted(event.title for change in changes if isinstance(change, Seen) for event in change.items)


def placed(world: CalendarWorld) -> Standing:
    receipt = world.calendar.put(ENTRY, None)
    return Standing(KEY, receipt.handle, receipt.digest, ENTRY.start)


class CalendarContract:
    """Inherit, and give a `world` whose first source is the person's and whose last is Afterword's own, both empty."""

    @pytest.fixture
    def world(self) -> CalendarWorld:
        raise NotImplementedError

    @pytest.fixture
    def source(self, world: CalendarWorld) -> str:
        return world.calendar.sources[0]

    @pytest.fixture
    def own(self, world: CalendarWorld) -> str:
        return world.calendar.sources[-1]

    # --- looking ---------------------------------------------------------------------------------------------

    def test_the_first_look_is_full_and_shows_every_event(self, world: CalendarWorld, source: str) -> None:
        world.add("Interview at Acme", NOW + timedelta(days=3))
        world.add("Dentist", NOW + timedelta(days=4))
        look = world.calendar.changes(source, None, WINDOW)
        assert look.full
        assert titles(list(look)) == ["Dentist", "Interview at Acme"]

    def test_events_say_which_calendar_they_are_from(self, world: CalendarWorld, source: str) -> None:
        world.add("Interview at Acme", NOW + timedelta(days=3))
        [change] = everything(world, source)[0]
        assert isinstance(change, Seen)
        assert change.items[0].calendar == source
        assert change.items[0].start == NOW + timedelta(days=3)
        assert change.items[0].mark == ""

    def test_an_empty_calendar_is_seen_as_empty(self, world: CalendarWorld, source: str, own: str) -> None:
        assert everything(world, source)[0] == []
        assert everything(world, own)[0] == []

    def test_a_second_look_shows_nothing_when_nothing_happened(self, world: CalendarWorld, source: str) -> None:
        world.add("Interview at Acme", NOW + timedelta(days=3))
        _, cursor = everything(world, source)
        look = world.calendar.changes(source, cursor, WINDOW)
        assert not look.full
        assert list(look) == []
        assert everything(world, source, look.cursor)[0] == []

    def test_a_new_event_alone_is_shown_at_the_next_look(self, world: CalendarWorld, source: str) -> None:
        world.add("Dentist", NOW + timedelta(days=4))
        _, cursor = everything(world, source)
        world.add("Interview at Acme", NOW + timedelta(days=3))
        assert titles(everything(world, source, cursor)[0]) == ["Interview at Acme"]

    def test_a_changed_event_is_shown_again_under_its_handle(self, world: CalendarWorld, source: str) -> None:
        handle = world.add("Interview at Acme", NOW + timedelta(days=3))
        _, cursor = everything(world, source)
        world.change(handle, "Interview at Acme, second floor")
        [change] = everything(world, source, cursor)[0]
        assert change.handle == handle
        assert titles([change]) == ["Interview at Acme, second floor"]

    def test_a_deleted_event_is_gone(self, world: CalendarWorld, source: str) -> None:
        handle = world.add("Interview at Acme", NOW + timedelta(days=3))
        _, cursor = everything(world, source)
        world.delete(handle)
        assert everything(world, source, cursor)[0] == [Gone(handle)]

    def test_the_cursor_is_not_known_before_the_last_change(self, world: CalendarWorld, source: str) -> None:
        world.add("Interview at Acme", NOW + timedelta(days=3))
        look = world.calendar.changes(source, None, WINDOW)
        with pytest.raises(RuntimeError):
            _ = look.cursor
        next(iter(look))
        with pytest.raises(RuntimeError):
            _ = look.cursor

    def test_a_cursor_of_somebody_else_is_expired(self, world: CalendarWorld, source: str) -> None:
        with pytest.raises(CursorExpired):
            list(world.calendar.changes(source, "no cursor of ours", WINDOW))

    def test_a_calendar_that_is_not_there_is_rejected_by_name(self, world: CalendarWorld) -> None:
        with pytest.raises(Rejected, match="holidays on the moon"):
            list(world.calendar.changes("holidays on the moon", None, WINDOW))

    # --- writing ---------------------------------------------------------------------------------------------

    def test_an_entry_reads_as_it_was_put(self, world: CalendarWorld, own: str) -> None:
        receipt = world.calendar.put(ENTRY, None)
        [change] = everything(world, own)[0]
        assert isinstance(change, Seen)
        [event] = change.items
        assert change.handle == receipt.handle
        assert (event.mark, event.title, event.text) == (KEY, ENTRY.title, ENTRY.text)
        assert (event.start, event.end, event.zone) == (ENTRY.start, ENTRY.end, "Europe/Berlin")
        assert event.guests == ()
        assert event.organizer is None

    def test_the_receipt_is_what_find_finds(self, world: CalendarWorld) -> None:
        assert world.calendar.find(KEY) is None
        assert placed(world) == world.calendar.find(KEY)

    def test_what_was_put_is_shown_by_the_next_look(self, world: CalendarWorld, own: str) -> None:
        _, cursor = everything(world, own)
        world.calendar.put(ENTRY, None)
        assert titles(everything(world, own, cursor)[0]) == [ENTRY.title]

    def test_putting_twice_is_a_conflict_and_one_entry(self, world: CalendarWorld, own: str) -> None:
        world.calendar.put(ENTRY, None)
        with pytest.raises(Conflict):
            world.calendar.put(ENTRY, None)
        assert titles(everything(world, own)[0]) == [ENTRY.title]

    def test_an_untouched_entry_can_be_replaced(self, world: CalendarWorld, own: str) -> None:
        standing = placed(world)
        later = replace(ENTRY, start=ENTRY.start + timedelta(days=1), end=ENTRY.end + timedelta(days=1), text="New")
        receipt = world.calendar.put(later, standing)
        found = world.calendar.find(KEY)
        assert found == Standing(KEY, receipt.handle, receipt.digest, later.start)
        assert titles(everything(world, own)[0]) == [ENTRY.title]

    def test_an_edited_entry_is_not_replaced(self, world: CalendarWorld) -> None:
        standing = placed(world)
        world.edit_ours(KEY, "My own words")
        with pytest.raises(Conflict):
            world.calendar.put(replace(ENTRY, text="New"), standing)
        found = world.calendar.find(KEY)
        assert found is not None
        assert found.digest != standing.digest

    def test_a_moved_entry_is_not_replaced(self, world: CalendarWorld) -> None:
        standing = placed(world)
        world.move_ours(KEY, ENTRY.start + timedelta(hours=2))
        with pytest.raises(Conflict):
            world.calendar.put(replace(ENTRY, text="New"), standing)
        found = world.calendar.find(KEY)
        assert found is not None
        assert (found.start, found.digest) == (ENTRY.start + timedelta(hours=2), standing.digest)

    def test_a_deleted_entry_is_not_replaced(self, world: CalendarWorld) -> None:
        standing = placed(world)
        world.delete_ours(KEY)
        with pytest.raises(Conflict):
            world.calendar.put(replace(ENTRY, text="New"), standing)
        assert world.calendar.find(KEY) is None

    def test_removing_takes_the_entry_away_and_again_is_fine(self, world: CalendarWorld, own: str) -> None:
        standing = placed(world)
        _, cursor = everything(world, own)
        world.calendar.remove(standing)
        world.calendar.remove(standing)
        assert world.calendar.find(KEY) is None
        assert everything(world, own, cursor)[0] == [Gone(standing.handle)]

    def test_an_edited_or_moved_entry_is_not_removed(self, world: CalendarWorld) -> None:
        standing = placed(world)
        world.move_ours(KEY, ENTRY.start + timedelta(hours=2))
        with pytest.raises(Conflict):
            world.calendar.remove(standing)
        world.move_ours(KEY, ENTRY.start)
        world.edit_ours(KEY, "My own words")
        with pytest.raises(Conflict):
            world.calendar.remove(standing)
        assert world.calendar.find(KEY) is not None

    def test_what_afterword_did_not_make_is_not_removed(self, world: CalendarWorld, own: str) -> None:
        handle = world.add_foreign()
        before = everything(world, own)[0]
        with pytest.raises(Rejected):
            world.calendar.remove(Standing(KEY, handle, "whatever"))
        assert everything(world, own)[0] == before

    def test_a_move_by_the_person_is_shown_with_the_mark(self, world: CalendarWorld, own: str) -> None:
        placed(world)
        _, cursor = everything(world, own)
        world.move_ours(KEY, ENTRY.start + timedelta(hours=2))
        [change] = everything(world, own, cursor)[0]
        assert isinstance(change, Seen)
        assert [(event.mark, event.start) for event in change.items] == [(KEY, ENTRY.start + timedelta(hours=2))]

    def test_an_entry_that_the_person_deletes_is_gone(self, world: CalendarWorld, own: str) -> None:
        standing = placed(world)
        _, cursor = everything(world, own)
        world.delete_ours(KEY)
        assert everything(world, own, cursor)[0] == [Gone(standing.handle)]

    def test_an_entry_of_ours_is_shown_even_when_it_is_long_past(self, world: CalendarWorld, own: str) -> None:
        past = replace(ENTRY, start=NOW - timedelta(days=400), end=NOW - timedelta(days=400) + timedelta(minutes=15))
        world.calendar.put(past, None)
        assert titles(everything(world, own)[0]) == [ENTRY.title]

    def test_an_entry_that_we_took_away_ourselves_can_be_put_back(self, world: CalendarWorld) -> None:
        standing = placed(world)
        world.calendar.remove(standing)
        world.calendar.put(ENTRY, replace(standing, digest=""))
        assert world.calendar.find(KEY) == standing
        with pytest.raises(Conflict):
            world.calendar.put(ENTRY, replace(standing, digest=""))

    def test_our_calendar_goes_when_nothing_but_ours_stands_in_it(self, world: CalendarWorld, own: str) -> None:
        standing = placed(world)
        assert world.calendar.discard([standing])
        assert everything(world, own)[0] == []
        assert world.calendar.find(KEY) is None
        assert world.calendar.discard([standing])

    @pytest.mark.parametrize("deed", ["edited", "moved", "added"])
    def test_our_calendar_stays_whole_when_something_of_the_persons_is_in_it(
        self, world: CalendarWorld, own: str, deed: str
    ) -> None:
        standing = placed(world)
        if deed == "edited":
            world.edit_ours(KEY, "my own words")
        elif deed == "moved":
            world.move_ours(KEY, ENTRY.start + timedelta(hours=2))
        else:
            world.add_foreign()
        before = titles(everything(world, own)[0])
        assert not world.calendar.discard([standing])
        assert titles(everything(world, own)[0]) == before
