"""What a look takes in: one item that nobody could foresee spoils nothing but itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.engine.world import ME, at

from afterword.core.model import Me
from afterword.engine.desk import Desk
from afterword.engine.progress import Silent
from afterword.ports import Gone, Seen, Unreadable
from afterword.store.store import SqliteStore

NOW = at("2026-03-03")


def test_an_item_that_cannot_be_understood_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "afterword.db")
    desk = Desk(store, Me("Robin Sample", frozenset({ME})), NOW, NOW - timedelta(days=30), Silent())

    def see(change: Seen[str]) -> None:
        store.set_fact(change.handle, str(int(change.items[0])))

    changes = [
        Seen("one", ("1",)),
        Seen("two", ("poison",)),
        Unreadable("three", "three: no letter at all"),
        Gone("four"),
        Seen("five", ("5",)),
    ]
    gone, seen = desk.take(changes, "reading", see)

    assert (gone, seen) == ({"four"}, {"one", "two", "three", "five"})
    assert [store.fact(name) for name in ("one", "two", "five")] == ["1", None, "5"]
    poison, unreadable = desk.observed.problems
    assert poison.startswith("two could not be understood (ValueError). It is left out")
    assert unreadable == "three: no letter at all"
    store.close()
