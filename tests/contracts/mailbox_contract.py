"""What every mailbox must keep to, whoever it is: one suite, inherited by the tests of each adapter and fake."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from afterword.core.model import Draft, Folder, Message, Person
from afterword.errors import Conflict, CursorExpired, Rejected
from afterword.ports import Change, Gone, Interest, Mailbox, Seen, Standing

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=60)
INTEREST = Interest(SINCE)
KEY = "0123456789abcdefghijklmnop"
DRAFT = Draft(
    key=KEY,
    message_id="thanks-1@afterword.invalid",
    date=NOW,
    sender=Person("Kim Sørensen", "kim@example.org"),
    to=(Person("Mayer, Robin", "robin.mayer@acme.example"),),
    subject="Thank you for the interview",
    text="Dear Robin Mayer,\n\nthank you for Monday – it was good to hear of the robots.\n\nKim Sørensen\n",
    in_reply_to="invite-1@acme.example",
    references=("invite-0@acme.example", "invite-1@acme.example"),
)


class MailWorld(Protocol):
    """A mailbox and what the person and other people do to it."""

    mailbox: Mailbox

    def deliver(
        self, subject: str, sender: str = "jo@acme.example", date: datetime = NOW, folder: Folder = Folder.INBOX
    ) -> str:
        """A mail to kim@example.org arrives; its handle. Its Message-ID is `<subject with hyphens>@mail.example`."""
        ...

    def delete(self, handle: str) -> None: ...

    def edit_draft(self, key: str, text: str) -> None:
        """The person rewrites our draft in a mail program."""
        ...

    def send(self, key: str, *, keep_headers: bool = True) -> None:
        """The person sends our draft; the copy in Sent has our header or not."""
        ...

    def delete_draft(self, key: str) -> None: ...

    def add_foreign(self) -> str:
        """A draft of the person's own; its handle."""
        ...


def everything(world: MailWorld, cursor: str | None = None) -> tuple[list[Change[Message]], str]:
    look = world.mailbox.changes(cursor, INTEREST)
    changes = list(look)
    return changes, look.cursor


def messages(changes: list[Change[Message]]) -> list[Message]:
    return [message for change in changes if isinstance(change, Seen) for message in change.items]


def subjects(changes: list[Change[Message]]) -> list[str]:
    return sorted(message.subject for message in messages(changes))


def placed(world: MailWorld) -> Standing:
    receipt = world.mailbox.create(DRAFT)
    return Standing(KEY, receipt.handle, receipt.digest)


class MailboxContract:
    """Inherit, and give a `world` whose mailbox is empty."""

    @pytest.fixture
    def world(self) -> MailWorld:
        raise NotImplementedError

    # --- looking ---------------------------------------------------------------------------------------------

    def test_the_first_look_is_full_and_shows_inbox_and_sent(self, world: MailWorld) -> None:
        world.deliver("Your application")
        world.deliver("Re: Your application", sender="kim@example.org", folder=Folder.SENT)
        look = world.mailbox.changes(None, INTEREST)
        assert look.full
        found = {message.subject: message.folder for message in messages(list(look))}
        assert found == {"Your application": Folder.INBOX, "Re: Your application": Folder.SENT}

    def test_a_mail_older_than_the_interest_is_passed_over(self, world: MailWorld) -> None:
        world.deliver("Long ago", date=SINCE - timedelta(days=30))
        world.deliver("Your application")
        assert subjects(everything(world)[0]) == ["Your application"]

    def test_handles_name_one_mail_each(self, world: MailWorld) -> None:
        handles = {world.deliver("Same subject"), world.deliver("Same subject")}
        assert {message.handle for message in messages(everything(world)[0])} == handles
        assert len(handles) == 2

    def test_a_second_look_shows_nothing_when_nothing_happened(self, world: MailWorld) -> None:
        world.deliver("Your application")
        world.mailbox.create(DRAFT)
        _, cursor = everything(world)
        look = world.mailbox.changes(cursor, INTEREST)
        assert not look.full
        assert list(look) == []
        assert everything(world, look.cursor)[0] == []

    def test_a_new_mail_alone_is_shown_at_the_next_look(self, world: MailWorld) -> None:
        world.deliver("Your application")
        _, cursor = everything(world)
        handle = world.deliver("Invitation to an interview")
        [change] = everything(world, cursor)[0]
        assert change.handle == handle
        assert subjects([change]) == ["Invitation to an interview"]

    def test_a_deleted_mail_is_gone(self, world: MailWorld) -> None:
        handle = world.deliver("Your application")
        _, cursor = everything(world)
        world.delete(handle)
        assert everything(world, cursor)[0] == [Gone(handle)]

    def test_the_cursor_is_not_known_before_the_last_change(self, world: MailWorld) -> None:
        world.deliver("Your application")
        look = world.mailbox.changes(None, INTEREST)
        with pytest.raises(RuntimeError):
            _ = look.cursor
        next(iter(look))
        with pytest.raises(RuntimeError):
            _ = look.cursor

    def test_a_cursor_of_somebody_else_is_expired(self, world: MailWorld) -> None:
        with pytest.raises(CursorExpired):
            list(world.mailbox.changes("no cursor of ours", INTEREST))

    # --- searching -------------------------------------------------------------------------------------------

    def test_a_search_finds_mails_by_domain_address_and_thread(self, world: MailWorld) -> None:
        world.deliver("By domain", sender="jo@acme.example")
        world.deliver("By address", sender="pat@mail.example.net")
        world.deliver("By thread", sender="noreply@tracker.example.com")
        world.deliver("None of these", sender="news@shop.example.com")
        interest = Interest(
            SINCE,
            domains=frozenset({"acme.example"}),
            addresses=frozenset({"pat@mail.example.net"}),
            threads=frozenset({"By-thread@mail.example"}),
        )
        found = [message.subject for seen in world.mailbox.search(interest) for message in seen.items]
        assert sorted(found) == ["By address", "By domain", "By thread"]

    def test_a_search_finds_an_employer_by_what_its_domain_may_be_called(self, world: MailWorld) -> None:
        world.deliver("Compact", sender="jo@bluebistro.example")
        world.deliver("With a hyphen", sender="pat@jobs.blue-bistro.example.com")
        world.deliver("Another", sender="news@bluebird.example")
        interest = Interest(SINCE, labels=frozenset({"bluebistro", "blue-bistro"}))
        found = [message.subject for seen in world.mailbox.search(interest) for message in seen.items]
        assert sorted(found) == ["Compact", "With a hyphen"]

    def test_a_search_finds_what_the_person_wrote(self, world: MailWorld) -> None:
        world.mailbox.create(DRAFT)
        world.send(KEY)
        interest = Interest(SINCE, domains=frozenset({"acme.example"}))
        found = [message for seen in world.mailbox.search(interest) for message in seen.items]
        assert [message.folder for message in found] == [Folder.SENT]

    def test_a_search_for_nobody_finds_nothing(self, world: MailWorld) -> None:
        world.deliver("Your application")
        assert list(world.mailbox.search(INTEREST)) == []

    def test_a_search_passes_over_what_is_too_old(self, world: MailWorld) -> None:
        world.deliver("Long ago", date=SINCE - timedelta(days=30))
        assert list(world.mailbox.search(Interest(SINCE, domains=frozenset({"acme.example"})))) == []

    # --- what a draft answers --------------------------------------------------------------------------------

    def test_the_subject_of_a_mail_can_be_asked_for(self, world: MailWorld) -> None:
        handle = world.deliver("Your application")
        assert world.mailbox.subject(handle) == "Your application"
        world.delete(handle)
        assert world.mailbox.subject("INBOX/not-there") == ""

    # --- drafts ----------------------------------------------------------------------------------------------

    def test_a_draft_reads_as_it_was_created(self, world: MailWorld) -> None:
        receipt = world.mailbox.create(DRAFT)
        [message] = messages(everything(world)[0])
        assert (message.handle, message.digest) == (receipt.handle, receipt.digest)
        assert (message.folder, message.mark) == (Folder.DRAFTS, KEY)
        assert (message.sender, message.to) == (DRAFT.sender, DRAFT.to)
        assert (message.cc, message.bcc) == ((), ())
        assert (message.subject, message.text.strip()) == (DRAFT.subject, DRAFT.text.strip())
        assert (message.in_reply_to, message.references) == ((DRAFT.in_reply_to,), DRAFT.references)

    def test_a_draft_is_shown_by_the_next_look(self, world: MailWorld) -> None:
        _, cursor = everything(world)
        receipt = world.mailbox.create(DRAFT)
        assert [change.handle for change in everything(world, cursor)[0]] == [receipt.handle]

    def test_find_finds_the_draft_and_nothing_else(self, world: MailWorld) -> None:
        assert world.mailbox.find(KEY, NOW) == ()
        world.add_foreign()
        standing = placed(world)
        assert world.mailbox.find(KEY, NOW) == (standing,)
        assert world.mailbox.find("another-key", NOW) == ()

    def test_find_shows_every_trace(self, world: MailWorld) -> None:
        world.mailbox.create(DRAFT)
        world.send(KEY)
        world.mailbox.create(DRAFT)
        assert len(world.mailbox.find(KEY, NOW)) == 2

    def test_a_rewritten_draft_keeps_its_mark_and_reads_differently(self, world: MailWorld) -> None:
        standing = placed(world)
        _, cursor = everything(world)
        world.edit_draft(KEY, "My own words.")
        changes = everything(world, cursor)[0]
        [message] = messages(changes)
        assert (message.folder, message.mark) == (Folder.DRAFTS, KEY)
        assert message.digest != standing.digest
        # Under its old handle or a new one: what is gone is the old one and nothing else.
        assert {change.handle for change in changes} <= {standing.handle, message.handle}

    def test_a_sent_draft_leaves_the_drafts_and_is_seen_with_its_mark(self, world: MailWorld) -> None:
        standing = placed(world)
        _, cursor = everything(world)
        world.send(KEY)
        changes = everything(world, cursor)[0]
        [message] = messages(changes)
        assert (message.folder, message.mark) == (Folder.SENT, KEY)
        assert Gone(standing.handle) in changes
        assert [found.handle for found in world.mailbox.find(KEY, NOW)] == [message.handle]

    def test_a_copy_that_lost_our_header_is_seen_without_mark(self, world: MailWorld) -> None:
        standing = placed(world)
        _, cursor = everything(world)
        world.send(KEY, keep_headers=False)
        changes = everything(world, cursor)[0]
        [message] = messages(changes)
        assert (message.folder, message.mark) == (Folder.SENT, "")
        assert (message.to, message.subject) == (DRAFT.to, DRAFT.subject)
        assert Gone(standing.handle) in changes

    def test_a_deleted_draft_is_gone(self, world: MailWorld) -> None:
        standing = placed(world)
        _, cursor = everything(world)
        world.delete_draft(KEY)
        assert everything(world, cursor)[0] == [Gone(standing.handle)]
        assert world.mailbox.find(KEY, NOW) == ()

    def test_removing_takes_the_draft_away_and_again_is_fine(self, world: MailWorld) -> None:
        standing = placed(world)
        world.mailbox.remove(standing)
        world.mailbox.remove(standing)
        assert everything(world)[0] == []

    def test_an_edited_draft_is_not_removed(self, world: MailWorld) -> None:
        placed(world)
        world.edit_draft(KEY, "My own words.")
        [edited] = world.mailbox.find(KEY, NOW)
        with pytest.raises(Conflict):
            world.mailbox.remove(Standing(KEY, edited.handle, "what we wrote"))
        assert len(messages(everything(world)[0])) == 1

    def test_a_draft_of_the_persons_is_not_removed(self, world: MailWorld) -> None:
        handle = world.add_foreign()
        with pytest.raises(Rejected):
            world.mailbox.remove(Standing(KEY, handle, "whatever"))
        assert len(messages(everything(world)[0])) == 1

    def test_a_sent_mail_is_not_removed(self, world: MailWorld) -> None:
        placed(world)
        world.send(KEY)
        [sent] = world.mailbox.find(KEY, NOW)
        with pytest.raises(Rejected):
            world.mailbox.remove(sent)
        assert len(messages(everything(world)[0])) == 1
