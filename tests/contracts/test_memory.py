"""The fakes keep the contracts of the real thing, and fail as it does when told to."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from calendar_contract import ENTRY, KEY, NOW, WINDOW, CalendarContract
from mailbox_contract import DRAFT, INTEREST, MailboxContract
from mailbox_contract import NOW as MAIL_NOW

from afterword.core.model import Event, Folder, Message, Person
from afterword.errors import CursorExpired, Transient
from afterword.providers.memory import MemoryCalendar, MemoryMailbox


class CalendarInMemory:
    def __init__(self) -> None:
        self.calendar = MemoryCalendar()

    def add(self, title: str, start: datetime) -> str:
        return self.calendar.add_event(Event(title, start, start + timedelta(hours=1), title=title))

    def change(self, handle: str, title: str) -> None:
        self.calendar.add_event(Event(handle, NOW, NOW, title=title), handle=handle)

    def delete(self, handle: str) -> None:
        self.calendar.remove_event(handle)

    def edit_ours(self, key: str, text: str) -> None:
        self.calendar.person_edits(key, text)

    def move_ours(self, key: str, start: datetime) -> None:
        self.calendar.person_moves(key, start)

    def delete_ours(self, key: str) -> None:
        self.calendar.person_deletes(key)

    def add_foreign(self) -> str:
        return self.calendar.add_event(Event("a", NOW, NOW, title="Mine"), self.calendar.sources[-1])


class MailInMemory:
    def __init__(self) -> None:
        self.mailbox = MemoryMailbox()

    def deliver(
        self, subject: str, sender: str = "jo@acme.example", date: datetime = MAIL_NOW, folder: Folder = Folder.INBOX
    ) -> str:
        message_id = f"{subject.replace(' ', '-')}@mail.example"
        kim = Person("", "kim@example.org")
        message = Message("", folder, date, Person("", sender), message_id=message_id, to=(kim,), subject=subject)
        return self.mailbox.deliver(message)

    def delete(self, handle: str) -> None:
        self.mailbox.person_deletes(handle)

    def edit_draft(self, key: str, text: str) -> None:
        self.mailbox.person_edits(key, text)

    def send(self, key: str, *, keep_headers: bool = True) -> None:
        self.mailbox.person_sends(key, keep_headers=keep_headers)

    def delete_draft(self, key: str) -> None:
        [draft] = [draft for draft in self.mailbox.drafts if draft.mark == key]
        self.mailbox.person_deletes(draft.handle)

    def add_foreign(self) -> str:
        return self.deliver("My own draft", sender="kim@example.org", folder=Folder.DRAFTS)


class TestMemoryCalendar(CalendarContract):
    @pytest.fixture
    def world(self) -> CalendarInMemory:
        return CalendarInMemory()

    def test_a_put_may_fail_after_it_took_effect(self, world: CalendarInMemory) -> None:
        world.calendar.fail_next("put", Transient("The line dropped. It is tried again."), after=True)
        with pytest.raises(Transient):
            world.calendar.put(ENTRY, None)
        assert world.calendar.find(KEY) is not None

    def test_a_put_may_fail_before_it_took_effect_and_then_works(self, world: CalendarInMemory) -> None:
        world.calendar.fail_next("put", Transient("The line dropped. It is tried again."))
        with pytest.raises(Transient):
            world.calendar.put(ENTRY, None)
        assert world.calendar.find(KEY) is None
        world.calendar.put(ENTRY, None)

    def test_an_expired_cursor_is_refused(self, world: CalendarInMemory) -> None:
        world.add("Dentist", NOW)
        look = world.calendar.changes("personal", None, WINDOW)
        list(look)
        world.calendar.expire_cursors()
        with pytest.raises(CursorExpired):
            world.calendar.changes("personal", look.cursor, WINDOW)
        assert len(list(world.calendar.changes("personal", None, WINDOW))) == 1


class TestMemoryMailbox(MailboxContract):
    @pytest.fixture
    def world(self) -> MailInMemory:
        return MailInMemory()

    def test_a_create_may_fail_after_it_took_effect(self, world: MailInMemory) -> None:
        world.mailbox.fail_next("create", Transient("The line dropped. It is tried again."), after=True)
        with pytest.raises(Transient):
            world.mailbox.create(DRAFT)
        assert len(world.mailbox.find(KEY, MAIL_NOW)) == 1

    def test_an_expired_cursor_is_refused(self, world: MailInMemory) -> None:
        look = world.mailbox.changes(None, INTEREST)
        list(look)
        world.mailbox.expire_cursors()
        with pytest.raises(CursorExpired):
            world.mailbox.changes(look.cursor, INTEREST)
