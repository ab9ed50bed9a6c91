"""Gmail as a real client sees it on the server."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from datetime import timedelta
from typing import Any

import pytest
from googleapiclient.errors import HttpError

from google_server import NOW, GoogleServer
from google_server.client import Client, reason, scoped
from google_server.deeds import mail

THANKS = (
    b"To: robin@acme.example\r\nSubject: Thank you\r\nX-Afterword-Key: k1\r\n"
    b"Message-ID: <t1@x.invalid>\r\n\r\nThanks.\r\n"
)


def kinds(history: dict[str, Any]) -> list[str]:
    return [name for record in history.get("history", []) for name in record if name not in ("id", "messages")]


# --- messages -------------------------------------------------------------------------------------------------------


def test_a_mail_reads_in_each_format(google: GoogleServer, client: Client) -> None:
    mail_id = google.person.write("Grüße & more", "Jo Ärger <jo@acme.example>", text="It's on.")
    full = client.message(mail_id)
    headers = {header["name"]: header["value"] for header in full["payload"]["headers"]}
    assert headers["Subject"] == "Grüße & more"
    assert headers["From"] == "Jo Ärger <jo@acme.example>"
    assert full["snippet"] == "It&#39;s on."
    assert full["labelIds"] == ["INBOX", "UNREAD"]
    assert full["internalDate"] == str(int(NOW.timestamp() * 1000))
    assert urlsafe_b64decode(full["payload"]["body"]["data"]) == b"It's on.\r\n"
    assert "payload" not in client.message(mail_id, format="minimal")
    assert b"\r\n\r\nIt's on.\r\n" in client.raw(mail_id)


def test_metadata_shows_only_the_headers_asked_for(google: GoogleServer, client: Client) -> None:
    mail_id = google.person.write("Hello")
    payload = client.message(mail_id, format="metadata", metadataHeaders=["subject", "X-None"])["payload"]
    assert payload["headers"] == [{"name": "Subject", "value": "Hello"}]
    assert "body" not in payload


def test_an_attachment_is_fetched_apart_under_an_id_that_changes(google: GoogleServer, client: Client) -> None:
    mail_id = google.person.write(attachment=("invite.ics", "text/calendar", b"BEGIN:VCALENDAR\r\n"))
    [_, part] = client.message(mail_id)["payload"]["parts"]
    assert (part["filename"], part["partId"]) == ("invite.ics", "1")
    assert part["body"]["attachmentId"] != client.message(mail_id)["payload"]["parts"][1]["body"]["attachmentId"]
    fetch = client.messages.attachments().get(userId="me", messageId=mail_id, id=part["body"]["attachmentId"])
    assert urlsafe_b64decode(fetch.execute()["data"]) == b"BEGIN:VCALENDAR\r\n"


def test_lists_come_newest_first_in_pages_without_bin_and_spam(google: GoogleServer, client: Client) -> None:
    ids = [google.person.write(f"Mail {day}", date=NOW + timedelta(days=day)) for day in range(5)]
    google.person.bin(ids[0])
    first = client.messages.list(userId="me", maxResults=3).execute()
    assert [one["id"] for one in first["messages"]] == [ids[4], ids[3], ids[2]]
    second = client.messages.list(userId="me", maxResults=3, pageToken=first["nextPageToken"]).execute()
    assert [one["id"] for one in second["messages"]] == [ids[1]]
    assert "nextPageToken" not in second
    with pytest.raises(HttpError) as caught:
        client.messages.list(userId="me", labelIds=["INBOX"], pageToken=first["nextPageToken"]).execute()
    assert caught.value.resp.status == 400


def test_an_id_that_is_none_and_an_unknown_one_are_told_apart(client: Client) -> None:
    for mail_id, status in (("not-hex", 400), ("18e0000000000000", 404)):
        with pytest.raises(HttpError) as caught:
            client.message(mail_id)
        assert caught.value.resp.status == status


# --- searching ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("from:acme.example", {"acme"}),
        ("from:@acme.example", {"acme"}),
        ("from:jo@acme.example", {"acme"}),
        ("from:acm", set()),
        ("{from:acme.example from:beta.example}", {"acme", "beta"}),
        ("from:acme.example OR from:beta.example", {"acme", "beta"}),
        ("from:(acme.example OR beta.example)", {"acme", "beta"}),
        ("subject:(interview invitation)", {"acme"}),
        ('subject:"invitation to"', {"acme"}),
        ('subject:"to invitation"', set()),
        ("-from:acme.example in:inbox", {"beta"}),
        ("in:sent", {"mine"}),
        ("to:robin@acme.example", {"mine"}),
        ("rfc822msgid:<beta@mail.example>", {"beta"}),
        ("has:attachment filename:ics", {"beta"}),
        ("after:1772442000", {"acme", "mine"}),
        ("before:1772442000", {"beta"}),
        ("newer_than:3d", {"acme", "mine"}),
        ("after:2026/03/02 from:acme.example", {"acme"}),
        ("in:trash", {"old"}),
        ("offer in:anywhere", {"old"}),
        ("offer", set()),
        ("from:acme.example subject:nothing OR subject:interview", {"acme"}),
    ],
)
def test_a_search_finds(google: GoogleServer, client: Client, query: str, hits: set[str]) -> None:
    person = google.person
    found = {
        person.write("Invitation to an interview", "jo@acme.example", message_id="acme@mail.example"): "acme",
        person.write(
            "Hello",
            "pat@beta.example",
            date=NOW - timedelta(days=5),
            message_id="beta@mail.example",
            attachment=("invite.ics", "text/calendar", b"x"),
        ): "beta",
        person.write("Thanks", "kim@example.org", to="robin@acme.example", labels=("SENT",)): "mine",
        person.write("Offer", "shop@gamma.example", labels=("TRASH",), date=NOW - timedelta(days=9)): "old",
    }
    assert {found[mail_id] for mail_id in client.search(query)} == hits


def test_a_search_index_may_lag_while_the_list_does_not(google: GoogleServer, client: Client) -> None:
    google.mailbox.indexing = False
    made = client.draft(THANKS)
    assert client.search("rfc822msgid:t1@x.invalid") == []
    assert [one["id"] for one in client.drafts.list(userId="me").execute()["drafts"]] == [made["id"]]
    google.mailbox.reindex()
    assert client.search("rfc822msgid:t1@x.invalid") == [made["message"]["id"]]


def test_an_operator_that_gmail_does_not_know_is_told() -> None:
    with pytest.raises(AssertionError, match="header"), GoogleServer() as google:
        Client(google).search("header:x-afterword-key")


def test_a_query_too_long_for_an_address_goes_as_a_post(google: GoogleServer, client: Client) -> None:
    mail_id = google.person.write("Hello", "jo@acme42.example")
    assert client.search("{" + " ".join(f"from:acme{number}.example" for number in range(200)) + "}") == [mail_id]
    assert google.requests[-1].method == "gmail.users.messages.list"


# --- drafts and threads ---------------------------------------------------------------------------------------------


def test_a_draft_keeps_its_id_and_changes_its_message_at_every_update(google: GoogleServer, client: Client) -> None:
    made = client.draft(THANKS)
    start = client.history_id()
    google.person.edit_draft(made["id"], "My own words.")
    now = client.drafts.get(userId="me", id=made["id"]).execute()
    assert now["message"]["id"] != made["message"]["id"]
    assert now["message"]["threadId"] == made["message"]["threadId"]
    assert kinds(client.history(start)) == ["messagesAdded", "messagesDeleted"]
    assert b"X-Afterword-Key: k1" in client.raw(now["message"]["id"])


def test_gmail_fills_in_what_a_draft_lacks(client: Client) -> None:
    raw = client.raw(client.draft(b"To: robin@acme.example\nSubject: x\n\nHello\n")["message"]["id"])
    assert b"From: kim@example.org\r\n" in raw
    assert b"Message-ID: <" in raw
    assert b"Date: Mon, 02 Mar 2026" in raw


@pytest.mark.parametrize("raw", [b"", b"To: nobody in particular\n\nHello\n"])
def test_a_draft_that_is_none_is_refused(client: Client, raw: bytes) -> None:
    with pytest.raises(HttpError) as caught:
        client.draft(raw)
    assert caught.value.resp.status == 400


@pytest.mark.parametrize("renew", [True, False])
def test_a_sent_draft_has_a_new_id_in_the_same_thread(google: GoogleServer, client: Client, renew: bool) -> None:
    made = client.draft(THANKS)
    start = client.history_id()
    google.clock.advance(minutes=5)
    sent = client.message(google.person.send(made["id"], renew_message_id=renew), format="metadata")
    assert sent["labelIds"] == ["SENT"]
    assert sent["id"] != made["message"]["id"]
    assert sent["threadId"] == made["message"]["threadId"]
    assert (client.search("rfc822msgid:t1@x.invalid") == []) is renew
    assert kinds(client.history(start)) == ["messagesDeleted", "messagesAdded"]
    assert "drafts" not in client.drafts.list(userId="me").execute()


def test_a_discarded_draft_is_gone_and_may_be_deleted_once(google: GoogleServer, client: Client) -> None:
    made = client.draft(THANKS)
    client.drafts.delete(userId="me", id=made["id"]).execute()
    with pytest.raises(HttpError) as caught:
        client.drafts.delete(userId="me", id=made["id"]).execute()
    assert reason(caught.value) == (404, "notFound")


@pytest.mark.parametrize(
    ("headers", "joins"),
    [
        (b"Subject: Re: Talk\r\nReferences: <talk@mail.example>\r\n", True),
        (b"Subject: Talk\r\nIn-Reply-To: <talk@mail.example>\r\n", True),
        (b"Subject: Another\r\nReferences: <talk@mail.example>\r\n", False),
        (b"Subject: Re: Talk\r\n", False),
    ],
)
def test_a_draft_joins_a_thread_by_id_reference_and_subject(
    google: GoogleServer, client: Client, headers: bytes, joins: bool
) -> None:
    thread = client.message(google.person.write("Talk", message_id="talk@mail.example"))["threadId"]
    made = client.draft(b"To: jo@acme.example\r\n" + headers + b"\r\nYes\r\n", thread)
    assert (made["message"]["threadId"] == thread) is joins
    assert len(client.gmail.users().threads().get(userId="me", id=thread).execute()["messages"]) == 1 + joins


def test_a_reply_arrives_in_the_thread_it_answers(google: GoogleServer, client: Client) -> None:
    first = google.person.write("Talk", message_id="talk@mail.example")
    second = google.person.write("Re: Talk", headers={"In-Reply-To": "<talk@mail.example>"})
    assert client.message(second)["threadId"] == client.message(first)["threadId"]


def test_sending_is_executed_and_counted(google: GoogleServer, client: Client) -> None:
    made = client.draft(THANKS)
    sent = client.drafts.send(userId="me", body={"id": made["id"]}).execute()
    assert sent["labelIds"] == ["SENT"]
    assert [call.method for call in google.sent()] == ["gmail.users.drafts.send"]


# --- history --------------------------------------------------------------------------------------------------------


def test_history_tells_what_happened_in_order_in_pages(google: GoogleServer, client: Client) -> None:
    start = client.history_id()
    first, second = google.person.write("One"), google.person.write("Two")
    google.person.archive(first)
    google.person.delete(second)
    page = client.history(start, maxResults=3)
    assert kinds(page) == ["messagesAdded", "messagesAdded", "labelsRemoved"]
    assert page["history"][2]["labelsRemoved"][0]["labelIds"] == ["INBOX"]
    rest = client.history(start, maxResults=3, pageToken=page["nextPageToken"])
    assert kinds(rest) == ["messagesDeleted"]
    assert kinds(client.history(start, historyTypes=["messageDeleted"])) == ["messagesDeleted"]
    assert client.history(rest["historyId"]) == {"historyId": client.history_id()}


def test_history_ids_are_too_big_for_most_numbers(client: Client) -> None:
    number = client.history_id()
    assert int(number) > 2**63
    assert str(int(float(number))) != number


def test_an_expired_or_future_history_id_is_not_found_and_a_word_is_none(google: GoogleServer, client: Client) -> None:
    start = client.history_id()
    google.mailbox.expire_history()
    for number, status in ((start, 404), (str(int(client.history_id()) + 1), 404), ("no cursor of ours", 400)):
        with pytest.raises(HttpError) as caught:
            client.history(number)
        assert caught.value.resp.status == status
    assert client.history(client.history_id())


def test_history_can_be_asked_for_one_label(google: GoogleServer, client: Client) -> None:
    start = client.history_id()
    google.person.write("In")
    google.person.write("Out", labels=("SENT",))
    assert len(client.history(start, labelId="SENT")["history"]) == 1


# --- headers only ---------------------------------------------------------------------------------------------------


def test_the_scope_for_headers_shows_neither_text_nor_search(google: GoogleServer) -> None:
    client = Client(google, scoped("gmail.metadata", "gmail.readonly"))
    mail_id = google.person.write("Hello", text="private")
    shown = client.message(mail_id, format="metadata")
    assert "snippet" not in shown
    assert "private" not in str(shown)
    for refused in (
        client.messages.get(userId="me", id=mail_id),
        client.messages.get(userId="me", id=mail_id, format="raw"),
        client.messages.list(userId="me", q="hello"),
    ):
        with pytest.raises(HttpError) as caught:
            refused.execute()
        assert reason(caught.value) == (403, "forbidden")
    assert client.messages.list(userId="me", labelIds=["INBOX"]).execute()["messages"]


def test_units_are_counted_by_method(google: GoogleServer, client: Client) -> None:
    mail_id = google.person.write("Hello")
    google.forget()
    client.message(mail_id)
    client.search("hello")
    client.history(str(google.mailbox.history_id))
    assert google.units == 20 + 5 + 2
    assert google.counts()["gmail.users.messages.get"] == 1


def test_a_mail_in_latin_1_and_a_broken_one_can_be_read(google: GoogleServer, client: Client) -> None:
    raw = mail("Hi", "jo@acme.example", "kim@example.org", date=NOW, message_id="x@y.example")
    latin = raw.replace(b'charset="utf-8"', b'charset="iso-8859-1"').replace(b"Hello.", b"Gr\xfc\xdfe")
    found = client.message(google.person.deliver(latin.replace(b"7bit", b"8bit")))
    assert urlsafe_b64decode(found["payload"]["body"]["data"]).decode() == "Grüße\r\n"
    broken = google.person.deliver(
        b"Subject: =?utf-9?q?=FF?=\r\nFrom: \xff\xfe\r\nContent-Type: multipart/mixed\r\n\r\n--x"
    )
    assert client.message(broken)["payload"]["mimeType"]
