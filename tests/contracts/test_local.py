"""A Maildir and folders of .ics files keep the contracts; and what only files can do to one."""

from __future__ import annotations

import mailbox
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import count
from pathlib import Path

import pytest
from calendar_contract import ENTRY, KEY, NOW, WINDOW, CalendarContract, everything, titles
from mailbox_contract import DRAFT, INTEREST, MailboxContract, subjects
from mailbox_contract import NOW as MAIL_NOW
from mailbox_contract import everything as all_mail

from afterword.core.model import Folder
from afterword.errors import Conflict, Rejected, Transient
from afterword.ports import Gone, Seen, Standing, Unreadable, Window
from afterword.providers.local.files import translated
from afterword.providers.local.maildir import MaildirMailbox
from afterword.providers.local.vdir import VdirCalendar

EVENT = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Example//EN\r
BEGIN:VEVENT\r
UID:{uid}\r
DTSTAMP:20260101T000000Z\r
DTSTART:{start:%Y%m%dT%H%M%SZ}\r
DURATION:PT1H\r
SUMMARY:{title}\r
{more}END:VEVENT\r
END:VCALENDAR\r
"""


def event_file(uid: str, title: str, start: datetime, more: str = "") -> bytes:
    return EVENT.format(uid=uid, title=title, start=start, more=more).encode()


class Vdir:
    """Folders of .ics files, and what khal or a sync tool do to them."""

    def __init__(self, root: Path) -> None:
        self.personal = root / "personal"
        self.own = root / "follow-ups"
        self.personal.mkdir()
        self.calendar = VdirCalendar([self.personal], self.own, default_zone="Europe/Berlin", now=lambda: NOW)
        self._numbers = count()

    def add(self, title: str, start: datetime) -> str:
        name = f"event-{next(self._numbers)}.ics"
        (self.personal / name).write_bytes(event_file(name, title, start))
        return name

    def change(self, handle: str, title: str) -> None:
        _rewritten(self.personal / handle, event_file(handle, title, NOW))

    def delete(self, handle: str) -> None:
        (self.personal / handle).unlink()

    def edit_ours(self, key: str, text: str) -> None:
        lines = [line for line in self._lines(key) if not line.startswith((b"DESCRIPTION:Ask", b" "))]
        lines.insert(lines.index(b"BEGIN:VALARM"), b"DESCRIPTION:" + text.encode())
        _rewritten(self._file(key), b"\r\n".join(lines))

    def move_ours(self, key: str, start: datetime) -> None:
        end = start + timedelta(minutes=15)
        swap = {b"DTSTART": f"DTSTART:{start:%Y%m%dT%H%M%SZ}", b"DTEND": f"DTEND:{end:%Y%m%dT%H%M%SZ}"}
        lines = self._lines(key)
        event = lines.index(b"BEGIN:VEVENT")
        moved = [swap.get(line[:7].rstrip(b";:"), line.decode()).encode() for line in lines[event:]]
        _rewritten(self._file(key), b"\r\n".join(lines[:event] + moved))

    def delete_ours(self, key: str) -> None:
        self._file(key).unlink()

    def add_foreign(self) -> str:
        self.own.mkdir(exist_ok=True)
        (self.own / "mine.ics").write_bytes(event_file("mine", "Mine", NOW))
        return "mine.ics"

    def _file(self, key: str) -> Path:
        return self.own / f"{key}.ics"

    def _lines(self, key: str) -> list[bytes]:
        return self._file(key).read_bytes().split(b"\r\n")


def _rewritten(path: Path, data: bytes) -> None:
    """As programs write: beside, then over it."""
    beside = path.with_suffix(".tmp")
    beside.write_bytes(data)
    beside.replace(path)


class Maildir:
    """A Maildir, and what a delivery agent and mail programs do to it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in (root, root / ".Sent"):
            for part in ("cur", "new", "tmp"):
                (folder / part).mkdir(parents=True)
        self.mailbox = MaildirMailbox(root)
        self._numbers = count(1)

    def deliver(
        self, subject: str, sender: str = "jo@acme.example", date: datetime = MAIL_NOW, folder: Folder = Folder.INBOX
    ) -> str:
        raw = (
            f"From: {sender}\nTo: kim@example.org\nSubject: {subject}\nDate: {format_datetime(date)}\n"
            f"Message-ID: <{subject.replace(' ', '-')}@mail.example>\n\nHello Kim.\n"
        )
        return self.write(raw.encode(), folder, date)

    def write(self, raw: bytes, folder: Folder = Folder.INBOX, date: datetime = MAIL_NOW) -> str:
        name = f"{1000 + next(self._numbers)}.host"
        place = self._folder(folder) / "new" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        (place.parent.parent / "cur").mkdir(exist_ok=True)
        place.write_bytes(raw)
        os.utime(place, (date.timestamp(), date.timestamp()))
        return f"{folder}/{name}"

    def delete(self, handle: str) -> None:
        self.path(handle).unlink()

    def edit_draft(self, key: str, text: str) -> None:
        old = self._draft(key)
        head = old.read_bytes().partition(b"\n\n")[0]
        self.write(head + b"\n\n" + text.encode() + b"\n", Folder.DRAFTS)
        old.unlink()

    def send(self, key: str, *, keep_headers: bool = True) -> None:
        old = self._draft(key)
        raw = old.read_bytes()
        self.write(raw if keep_headers else raw.replace(b"X-Afterword-Key", b"X-Dropped"), Folder.SENT)
        old.unlink()

    def delete_draft(self, key: str) -> None:
        self._draft(key).unlink()

    def add_foreign(self) -> str:
        return self.deliver("My own draft", sender="kim@example.org", folder=Folder.DRAFTS)

    def path(self, handle: str) -> Path:
        folder, _, base = handle.partition("/")
        [path] = [path for path in self.files(Folder(folder)) if path.name.partition(":2,")[0] == base]
        return path

    def files(self, folder: Folder) -> list[Path]:
        return [path for part in ("cur", "new") for path in (self._folder(folder) / part).glob("*")]

    def _draft(self, key: str) -> Path:
        return next(path for path in self.files(Folder.DRAFTS) if key.encode() in path.read_bytes())

    def _folder(self, folder: Folder) -> Path:
        return {Folder.INBOX: self.root, Folder.DRAFTS: self.root / ".Drafts", Folder.SENT: self.root / ".Sent"}[folder]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of the files that were opened to be read."""
    names: list[str] = []
    real = os.open

    def open_(path: str | Path, flags: int, *rest: int, **more: int) -> int:
        if not flags & os.O_DIRECTORY:
            names.append(Path(path).name)
        return real(path, flags, *rest, **more)

    monkeypatch.setattr(os, "open", open_)
    return names


class TestVdirCalendar(CalendarContract):
    @pytest.fixture
    def world(self, tmp_path: Path) -> Vdir:
        return Vdir(tmp_path)

    @pytest.fixture
    def source(self, world: Vdir) -> str:
        return str(world.personal)

    def test_an_idle_look_opens_no_file(self, world: Vdir, source: str, opened: list[str]) -> None:
        world.add("Interview at Acme", NOW)
        _, cursor = everything(world, source)
        opened.clear()
        assert everything(world, source, cursor) == ([], cursor)
        assert opened == []

    def test_the_persons_files_stay_byte_for_byte(self, world: Vdir) -> None:
        foreign = world.own / world.add_foreign()
        theirs = world.personal / world.add("Interview at Acme", NOW)
        before = {path: (path.read_bytes(), path.stat()) for path in (foreign, theirs)}
        receipt = world.calendar.put(ENTRY, None)
        everything(world, str(world.personal))
        world.calendar.remove(Standing(KEY, receipt.handle, receipt.digest, ENTRY.start))
        for path, (data, status) in before.items():
            assert path.read_bytes() == data
            assert (path.stat().st_mtime_ns, path.stat().st_ino) == (status.st_mtime_ns, status.st_ino)

    def test_our_file_is_private_and_nothing_else_is_left_beside_it(self, world: Vdir) -> None:
        world.calendar.put(ENTRY, None)
        [file] = world.own.iterdir()
        assert file.name == f"{KEY}.ics"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def test_one_file_may_hold_many_events(self, world: Vdir, source: str) -> None:
        both = event_file("a", "Dentist", NOW) + event_file("b", "Interview at Acme", NOW)
        (world.personal / "all.ics").write_bytes(both)
        [change] = everything(world, source)[0]
        assert titles([change]) == ["Dentist", "Interview at Acme"]

    def test_a_calendar_may_be_a_single_file(self, tmp_path: Path) -> None:
        file = tmp_path / "calendar.ics"
        file.write_bytes(event_file("a", "Dentist", NOW))
        calendar = VdirCalendar([file], tmp_path / "follow-ups", now=lambda: NOW)
        assert titles(list(calendar.changes(str(file), None, WINDOW))) == ["Dentist"]

    def test_our_own_folder_counts_once_and_last(self, tmp_path: Path) -> None:
        own = tmp_path / "follow-ups"
        calendar = VdirCalendar([own, tmp_path / "personal"], own, now=lambda: NOW)
        assert calendar.sources == (str(tmp_path / "personal"), str(own))

    def test_a_broken_file_is_named_and_the_rest_goes_on(self, world: Vdir, source: str) -> None:
        (world.personal / "empty.ics").write_bytes(b"")
        (world.personal / "picture.ics").write_bytes(bytes(range(256)) * 10)
        world.add("Interview at Acme", NOW)
        changes, cursor = everything(world, source)
        unreadable = {change.handle: change.why for change in changes if isinstance(change, Unreadable)}
        assert set(unreadable) == {"empty.ics", "picture.ics"}
        assert all("Remove the file" in why for why in unreadable.values())
        assert titles(changes) == ["Interview at Acme"]
        assert everything(world, source, cursor)[0] == []

    def test_a_file_that_is_still_being_written_is_read_again_when_it_is_whole(self, world: Vdir, source: str) -> None:
        path = world.personal / "two.ics"
        _rewritten(path, event_file("a", "Dentist", NOW) + event_file("b", "Interview at Acme", NOW))
        _, cursor = everything(world, source)
        whole = path.read_bytes()
        path.write_bytes(whole[:200])
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
        changes, cursor = everything(world, source, cursor)
        assert [type(change) for change in changes] == [Unreadable]
        path.write_bytes(whole)
        assert titles(everything(world, source, cursor)[0]) == ["Dentist", "Interview at Acme"]

    def test_a_file_that_was_cut_off_long_ago_shows_what_it_has(self, world: Vdir, source: str) -> None:
        path = world.personal / "two.ics"
        path.write_bytes((event_file("a", "Dentist", NOW) + event_file("b", "Interview at Acme", NOW))[:-60])
        assert "Dentist" in titles(everything(world, source)[0])

    def test_a_missing_calendar_is_rejected_by_name(self, world: Vdir, source: str) -> None:
        world.personal.rmdir()
        with pytest.raises(Rejected, match="personal is not there"):
            world.calendar.changes(source, None, WINDOW)

    def test_links_and_hidden_files_are_not_followed(self, world: Vdir, source: str, tmp_path: Path) -> None:
        secret = tmp_path / "secret.ics"
        secret.write_bytes(event_file("a", "Secret", NOW))
        (world.personal / "link.ics").symlink_to(secret)
        (world.personal / ".hidden.ics").write_bytes(event_file("b", "Hidden", NOW))
        assert everything(world, source)[0] == []

    def test_a_series_is_read_again_only_when_the_window_has_moved_on(
        self, world: Vdir, source: str, opened: list[str]
    ) -> None:
        weekly = event_file("a", "Stand-up", NOW, "RRULE:FREQ=WEEKLY\r\n")
        (world.personal / "weekly.ics").write_bytes(weekly)
        world.add("Dentist", NOW)
        look = world.calendar.changes(source, None, WINDOW)
        assert titles(list(look)).count("Stand-up") == 18
        opened.clear()

        def moved(days: int) -> Window:
            return Window(WINDOW.start + timedelta(days=days), WINDOW.end + timedelta(days=days))

        later = world.calendar.changes(source, look.cursor, moved(30))
        assert (list(later), opened) == ([], [])
        much_later = world.calendar.changes(source, later.cursor, moved(40))
        assert titles(list(much_later)).count("Stand-up") == 23
        assert opened == ["weekly.ics"]

    def test_a_series_without_an_occurrence_yet_is_found_when_the_window_reaches_it(
        self, world: Vdir, source: str
    ) -> None:
        yearly = event_file("a", "Review", NOW - timedelta(days=200), "RRULE:FREQ=YEARLY\r\n")
        (world.personal / "yearly.ics").write_bytes(yearly)
        look = world.calendar.changes(source, None, WINDOW)
        assert titles(list(look)) == []
        later = Window(WINDOW.start + timedelta(days=100), WINDOW.end + timedelta(days=100))
        assert titles(list(world.calendar.changes(source, look.cursor, later))) == ["Review"]

    def test_an_entry_is_found_under_another_name_and_without_our_property(self, world: Vdir) -> None:
        receipt = world.calendar.put(ENTRY, None)
        file = world.own / receipt.handle
        synced = file.read_bytes().replace(f"X-AFTERWORD-KEY:{KEY}\r\n".encode(), b"")
        (world.own / "by-the-server.ics").write_bytes(synced)
        file.unlink()
        assert world.calendar.find(KEY) == Standing(KEY, "by-the-server.ics", receipt.digest, ENTRY.start)
        with pytest.raises(Conflict):
            world.calendar.put(ENTRY, None)

    def test_a_key_that_is_a_path_is_refused(self, world: Vdir) -> None:
        with pytest.raises(Rejected):
            world.calendar.put(replace(ENTRY, key="../../evil"), None)


class TestMaildirMailbox(MailboxContract):
    @pytest.fixture
    def world(self, tmp_path: Path) -> Maildir:
        return Maildir(tmp_path / "Maildir")

    def test_an_idle_look_opens_no_file(self, world: Maildir, opened: list[str]) -> None:
        world.deliver("Your application")
        world.mailbox.create(DRAFT)
        _, cursor = all_mail(world)
        opened.clear()
        assert all_mail(world, cursor) == ([], cursor)
        assert opened == []

    def test_reading_and_flagging_a_mail_is_no_change(self, world: Maildir) -> None:
        handle = world.deliver("Your application")
        _, cursor = all_mail(world)
        path = world.path(handle)
        path.rename(world.root / "cur" / f"{path.name}:2,RS")
        assert all_mail(world, cursor)[0] == []

    def test_a_mail_marked_as_deleted_is_gone(self, world: Maildir) -> None:
        handle = world.deliver("Your application")
        _, cursor = all_mail(world)
        path = world.path(handle)
        path.rename(world.root / "cur" / f"{path.name}:2,ST")
        assert all_mail(world, cursor)[0] == [Gone(handle)]

    def test_a_draft_changed_in_place_is_shown_again(self, world: Maildir) -> None:
        receipt = world.mailbox.create(DRAFT)
        _, cursor = all_mail(world)
        path = world.path(receipt.handle)
        path.write_bytes(path.read_bytes() + b"One more line.\n")
        [change] = all_mail(world, cursor)[0]
        assert isinstance(change, Seen)
        assert change.items[0].text.endswith("One more line.")

    def test_the_draft_lies_in_a_proper_folder_private_and_flagged(self, world: Maildir) -> None:
        world.mailbox.create(DRAFT)
        folder = world.root / ".Drafts"
        [path] = (folder / "cur").iterdir()
        assert path.name.endswith(":2,D")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert list((folder / "tmp").iterdir()) == []
        assert (folder / "maildirfolder").exists()

    def test_a_drafts_folder_of_the_persons_gets_the_draft_and_nothing_else(self, world: Maildir) -> None:
        for part in ("cur", "new", "tmp"):
            (world.root / ".Drafts" / part).mkdir(parents=True, exist_ok=True)
        (world.root / ".Drafts" / "maildirfolder").unlink(missing_ok=True)
        world.mailbox.create(DRAFT)
        assert not (world.root / ".Drafts" / "maildirfolder").exists()

    def test_what_a_killed_process_left_among_the_drafts_is_cleared_after_36_hours(self, world: Maildir) -> None:
        world.mailbox.create(DRAFT)
        tmp = world.root / ".Drafts" / "tmp"
        for name, hours in ((".afterword-old", 37), (".afterword-new", 35), ("1.somebody.elses", 99)):
            (tmp / name).write_bytes(b"half a mail")
            written = (tmp / name).stat().st_mtime - 3600 * hours
            os.utime(tmp / name, (written, written))
        world.mailbox.create(replace(DRAFT, key=f"{KEY}2"))
        assert sorted(path.name for path in tmp.iterdir()) == [".afterword-new", "1.somebody.elses"]

    def test_pythons_mailbox_opens_the_draft(self, world: Maildir) -> None:
        world.mailbox.create(DRAFT)
        [mail] = mailbox.Maildir(world.root).get_folder("Drafts")
        assert isinstance(mail, mailbox.MaildirMessage)
        assert (mail["Subject"], mail.get_flags(), mail["X-Afterword-Key"]) == (DRAFT.subject, "D", KEY)
        body = mail.get_payload(decode=True)
        assert isinstance(body, bytes)
        assert body.decode() == DRAFT.text

    def test_everybody_elses_files_stay_byte_for_byte(self, world: Maildir) -> None:
        handles = [world.deliver("Your application"), world.add_foreign()]
        before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in map(world.path, handles)}
        receipt = world.mailbox.create(DRAFT)
        all_mail(world)
        world.mailbox.remove(Standing(KEY, receipt.handle, receipt.digest))
        assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before} == before
        assert len(world.files(Folder.DRAFTS)) == 1

    def test_files_that_are_no_mail_are_named_and_the_rest_goes_on(self, world: Maildir) -> None:
        empty = world.write(b"")
        binary = world.write(bytes(range(256)) * 100)
        world.deliver("Your application")
        changes, cursor = all_mail(world)
        unreadable = {change.handle: change.why for change in changes if isinstance(change, Unreadable)}
        assert set(unreadable) == {empty, binary}
        assert subjects(changes) == ["Your application"]
        assert all_mail(world, cursor)[0] == []

    def test_a_mail_that_may_not_be_read_is_tried_again(self, world: Maildir, monkeypatch: pytest.MonkeyPatch) -> None:
        path = world.path(world.deliver("Your application"))
        world.deliver("Another one")
        real = os.open

        def forbidden(name: str | Path, flags: int, *rest: int, **more: int) -> int:
            if Path(name) == path:
                raise PermissionError(13, "Permission denied")
            return real(name, flags, *rest, **more)

        # Not by chmod: whoever runs the tests as root may read everything.
        with monkeypatch.context() as locked:
            locked.setattr(os, "open", forbidden)
            changes, cursor = all_mail(world)
            assert subjects(changes) == ["Another one"]
            [why] = [change.why for change in changes if isinstance(change, Unreadable)]
            assert "Give the user" in why
        assert subjects(all_mail(world, cursor)[0]) == ["Your application"]

    def test_links_in_the_mailbox_are_not_followed(self, world: Maildir, tmp_path: Path) -> None:
        (tmp_path / "secret").write_bytes(b"Subject: secret\n\nsecret\n")
        (world.root / "cur" / "1.link:2,S").symlink_to(tmp_path / "secret")
        assert all_mail(world)[0] == []

    def test_a_folder_that_leads_out_of_the_mailbox_is_not_entered(self, world: Maildir, tmp_path: Path) -> None:
        elsewhere = Maildir(tmp_path / "elsewhere")
        elsewhere.deliver("Somebody else's mail")
        (world.root / ".Drafts").symlink_to(elsewhere.root)
        assert subjects(all_mail(world)[0]) == []

    @pytest.mark.parametrize("name", ["../elsewhere", "", "..", "a/b"])
    def test_a_folder_name_that_is_a_path_is_rejected(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(Rejected):
            MaildirMailbox(tmp_path, sent=name)

    def test_a_folder_that_is_no_maildir_is_rejected_by_name(self, tmp_path: Path) -> None:
        with pytest.raises(Rejected, match="is no Maildir"):
            MaildirMailbox(tmp_path / "nowhere").changes(None, INTEREST)

    def test_a_missing_sent_folder_is_said_once(self, world: Maildir) -> None:
        for part in ("cur", "new", "tmp"):
            (world.root / ".Sent" / part).rmdir()
        changes, cursor = all_mail(world)
        assert [type(change) for change in changes] == [Unreadable]
        assert all_mail(world, cursor)[0] == []

    def test_a_folder_that_disappears_with_its_mail_is_no_deletion(self, world: Maildir) -> None:
        world.mailbox.create(DRAFT)
        _, cursor = all_mail(world)
        (world.root / ".Drafts").rename(world.root / ".Elsewhere")
        with pytest.raises(Transient, match="has disappeared"):
            world.mailbox.changes(cursor, INTEREST)

    def test_a_name_that_is_no_text_is_no_obstacle(self, world: Maildir) -> None:
        name = os.fsdecode(b"1.caf\xe9.host:2,S")
        (world.root / "cur" / name).write_bytes(b"From: a@b.example\nSubject: Hello\n\nHello\n")
        [change] = all_mail(world)[0]
        assert change.handle == "inbox/1.caf\\xe9.host"
        change.handle.encode("utf-8")

    def test_the_first_look_streams(self, world: Maildir, opened: list[str]) -> None:
        for number in range(5):
            world.deliver(f"Mail {number}")
        look = world.mailbox.changes(None, INTEREST)
        assert (look.total, opened) == (5, [])
        next(iter(look))
        assert len(opened) == 1


@pytest.mark.parametrize(
    ("number", "kind", "remedy"),
    [
        (28, Transient, "The disk is full"),
        (122, Transient, "quota"),
        (5, Transient, "Check the disk"),
        (13, Rejected, "Give the user"),
        (30, Rejected, "read-only"),
        (17, Conflict, "looked up"),
        (9999, Transient, "tried again"),
    ],
)
def test_every_error_of_the_disk_names_the_file_and_a_remedy(
    number: int, kind: type[Exception], remedy: str, tmp_path: Path
) -> None:
    error = translated(OSError(number, "as the system says"), tmp_path / "file")
    assert type(error) is kind
    assert str(tmp_path / "file") in str(error)
    assert remedy in str(error)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_is_said_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = Maildir(tmp_path / "Maildir")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Transient, match="The disk is full"):
        world.mailbox.create(DRAFT)
    assert world.files(Folder.DRAFTS) == []
    assert list((world.root / ".Drafts" / "tmp").iterdir()) == []
