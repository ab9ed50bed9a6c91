"""The methods of the Gmail API, v1: each takes the server and a checked call, and gives the answer's JSON."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import problems
from .calls import Call
from .mail_search import Search
from .mailbox import SYSTEM_LABELS, Change, Mail
from .mime import base64url, payload

if TYPE_CHECKING:
    from .server import GoogleServer

Json = dict[str, Any]
Handler = Callable[["GoogleServer", Call], Json | None]
METADATA = "https://www.googleapis.com/auth/gmail.metadata"
METHODS: dict[str, Handler] = {}


def method(name: str) -> Callable[[Handler], Handler]:
    """Registers a method of `users`; the person can only ask for their own."""

    def register(handler: Handler) -> Handler:
        def own(google: GoogleServer, call: Call) -> Json | None:
            if call.params["userId"] not in ("me", google.email):
                raise problems.Problem(403, "forbidden", f"Delegation denied for {google.email}")
            return handler(google, call)

        METHODS[f"gmail.users.{name}"] = own
        return handler

    return register


# --- how a message reads ---------------------------------------------------------------------------------------------


def short(mail: Mail) -> Json:
    return {"id": mail.id, "threadId": mail.thread}


def labelled(mail: Mail) -> Json:
    return short(mail) | {"labelIds": sorted(mail.labels)}


def read(google: GoogleServer, call: Call, mail: Mail, draft: bool = False) -> Json:
    """A message in the format asked for. The scope gmail.metadata takes away text, whatever else was granted."""
    form = call.params.get("format", "full")
    veiled = METADATA in call.scopes and not (draft and not google.mailbox.metadata_covers_drafts)
    if veiled and form in ("full", "raw"):
        raise problems.Problem(403, "forbidden", f"Metadata scope doesn't allow format {form.upper()}")
    body = labelled(mail) | {
        "historyId": str(mail.history),
        "internalDate": str(mail.received),
        "sizeEstimate": len(mail.raw),
    }
    if not veiled:
        body["snippet"] = mail.parsed.snippet
    if form == "raw":
        body["raw"] = base64url(mail.raw)
    elif form == "full":
        body["payload"] = payload(mail.parsed.message, lambda path: google.attachment_id(mail.id, path))
    elif form == "metadata":
        body["payload"] = _headers_only(mail, call.params.get("metadataHeaders"))
    return body


def _headers_only(mail: Mail, wanted: list[str] | None) -> Json:
    names = {name.lower() for name in wanted or ()}
    headers = [
        {"name": name, "value": value} for name, value in mail.parsed.headers if not names or name.lower() in names
    ]
    return {"mimeType": mail.parsed.message.get_content_type()} | ({"headers": headers} if headers else {})


def raw_of(message: Json | None) -> bytes:
    """The bytes of a message in a request."""
    text = (message or {}).get("raw")
    if not text:
        what = "'raw' RFC822 payload message string or uploading message via /upload/* URL required"
        raise problems.Problem(400, "invalidArgument", what)
    text = re.sub(r"=+$", "", text).replace("-", "+").replace("_", "/")
    if len(text) % 4 == 1:
        raise problems.bad_field("Invalid value (Base64 decoding failed)", "message.raw")
    return b64decode(text + "=" * (-len(text) % 4))


# --- looking ---------------------------------------------------------------------------------------------------------


@method("getProfile")
def get_profile(google: GoogleServer, call: Call) -> Json:
    box = google.mailbox
    return {
        "emailAddress": google.email,
        "messagesTotal": len(box.mails),
        "threadsTotal": len({mail.thread for mail in box.mails.values()}),
        "historyId": str(box.history_id),
    }


def found(google: GoogleServer, call: Call) -> list[Mail]:
    """The messages that a list is about, newest first."""
    query, labels = call.params.get("q", ""), set(call.params.get("labelIds", ()))
    if query and METADATA in call.scopes:
        raise problems.Problem(403, "forbidden", "Metadata scope does not support 'q' parameter")
    _known(google, labels)
    try:
        search = Search(query, google.clock.now)
    except ValueError as error:
        google.misuse.append(str(error))
        raise problems.bad_request("Invalid query", parameter="q") from error
    google.misuse += [f"a search operator that Gmail doesn't know: {name}" for name in search.unknown]
    hidden = {"TRASH", "SPAM"} - labels
    if call.params.get("includeSpamTrash") or search.everywhere:
        hidden = set()
    mails = [
        mail
        for mail in google.mailbox.mails.values()
        if labels <= mail.labels and not hidden & mail.labels and (not query or mail.indexed) and search.matches(mail)
    ]
    return sorted(mails, key=lambda mail: (mail.received, mail.id), reverse=True)


def _known(google: GoogleServer, labels: set[str]) -> None:
    for label in labels:
        if label not in SYSTEM_LABELS and label not in google.mailbox.labels:
            raise problems.Problem(400, "invalidArgument", f"Invalid label: {label}")


def _most(call: Call) -> int:
    return min(call.params.get("maxResults", 100), 500) or 100


@method("messages.list")
def list_messages(google: GoogleServer, call: Call) -> Json:
    page = google.pages.page(
        call.params, call.method, _most(call), lambda: [short(mail) for mail in found(google, call)]
    )
    body: Json = {"messages": page.items} if page.items else {}
    return body | ({"nextPageToken": page.following} if page.following else {}) | {"resultSizeEstimate": page.estimate}


@method("messages.get")
def get_message(google: GoogleServer, call: Call) -> Json:
    return read(google, call, google.mailbox.get(call.params["id"]))


@method("messages.attachments.get")
def get_attachment(google: GoogleServer, call: Call) -> Json:
    mail = google.mailbox.get(call.params["messageId"])
    path = google.attachments.get(call.params["id"], ("", ""))
    part = mail.parsed.leaf(path[1]) if path[0] == mail.id else None
    if part is None:
        raise problems.Problem(400, "invalidArgument", "Invalid attachment token")
    content = part.get_payload(decode=True)
    content = content if isinstance(content, bytes) else b""
    return {"size": len(content), "data": base64url(content)}


@method("threads.list")
def list_threads(google: GoogleServer, call: Call) -> Json:
    def everything() -> list[Json]:
        newest = {mail.thread: mail for mail in reversed(found(google, call))}
        return [
            {"id": thread, "historyId": str(mail.history)}
            | ({} if METADATA in call.scopes else {"snippet": mail.parsed.snippet})
            for thread, mail in sorted(newest.items(), key=lambda item: -item[1].received)
        ]

    page = google.pages.page(call.params, call.method, _most(call), everything)
    body: Json = {"threads": page.items} if page.items else {}
    return body | ({"nextPageToken": page.following} if page.following else {}) | {"resultSizeEstimate": page.estimate}


@method("threads.get")
def get_thread(google: GoogleServer, call: Call) -> Json:
    mails = google.mailbox.thread(call.params["id"])
    return {
        "id": call.params["id"],
        "historyId": str(max(mail.history for mail in mails)),
        "messages": [read(google, call, mail) for mail in mails],
    }


# --- history ---------------------------------------------------------------------------------------------------------

_HISTORY = {
    "messageAdded": "messagesAdded",
    "messageDeleted": "messagesDeleted",
    "labelAdded": "labelsAdded",
    "labelRemoved": "labelsRemoved",
}


@method("history.list")
def list_history(google: GoogleServer, call: Call) -> Json:
    box = google.mailbox
    if "startHistoryId" not in call.params:
        raise problems.bad_request("Missing startHistoryId", reason="invalidArgument", parameter="startHistoryId")
    start = int(call.params["startHistoryId"])
    if not box.history_floor <= start <= box.history_id:
        raise problems.not_found("gmail")
    page = google.pages.page(call.params, call.method, _most(call), lambda: _history(google, call, start))
    body: Json = {"history": page.items} if page.items else {}
    return body | ({"nextPageToken": page.following} if page.following else {}) | {"historyId": str(box.history_id)}


def _history(google: GoogleServer, call: Call, start: int) -> list[Json]:
    kinds, label = call.params.get("historyTypes"), call.params.get("labelId")
    return [
        _change(change)
        for change in google.mailbox.changes
        if change.id > start
        and (not kinds or change.kind in kinds)
        and (not label or label in (*change.labels, *change.changed))
    ]


def _change(change: Change) -> Json:
    message = {"id": change.mail, "threadId": change.thread}
    inner: Json = {"message": message | ({"labelIds": list(change.labels)} if change.labels else {})}
    if change.changed:
        inner["labelIds"] = list(change.changed)
    return {"id": str(change.id), "messages": [message], _HISTORY[change.kind]: [inner]}


# --- drafts ----------------------------------------------------------------------------------------------------------


@method("drafts.create")
def create_draft(google: GoogleServer, call: Call) -> Json:
    message = (call.body or {}).get("message")
    draft_id = google.mailbox.create_draft(raw_of(message), (message or {}).get("threadId"))
    return {"id": draft_id, "message": labelled(google.mailbox.draft(draft_id))}


@method("drafts.update")
def update_draft(google: GoogleServer, call: Call) -> Json:
    message, draft_id = (call.body or {}).get("message"), call.params["id"]
    google.mailbox.update_draft(draft_id, raw_of(message), (message or {}).get("threadId"))
    return {"id": draft_id, "message": labelled(google.mailbox.draft(draft_id))}


@method("drafts.get")
def get_draft(google: GoogleServer, call: Call) -> Json:
    return {"id": call.params["id"], "message": read(google, call, google.mailbox.draft(call.params["id"]), draft=True)}


@method("drafts.list")
def list_drafts(google: GoogleServer, call: Call) -> Json:
    def everything() -> list[Json]:
        of_mail = {mail_id: draft_id for draft_id, mail_id in google.mailbox.drafts.items()}
        mails = [mail for mail in found(google, call) if mail.id in of_mail]
        return [{"id": of_mail[mail.id], "message": short(mail)} for mail in mails]

    page = google.pages.page(call.params, call.method, _most(call), everything)
    body: Json = {"drafts": page.items} if page.items else {}
    return body | ({"nextPageToken": page.following} if page.following else {}) | {"resultSizeEstimate": page.estimate}


@method("drafts.delete")
def delete_draft(google: GoogleServer, call: Call) -> None:
    google.mailbox.remove(google.mailbox.draft(call.params["id"]))


@method("drafts.send")
def send_draft(google: GoogleServer, call: Call) -> Json:
    draft_id = (call.body or {}).get("id", "")
    return labelled(google.mailbox.send_draft(draft_id))


@method("messages.send")
def send_message(google: GoogleServer, call: Call) -> Json:
    return labelled(google.mailbox.add(raw_of(call.body), {"SENT"}))


# --- the rest that a mail program does -------------------------------------------------------------------------------


@method("messages.modify")
def modify(google: GoogleServer, call: Call) -> Json:
    body, mail = call.body or {}, google.mailbox.get(call.params["id"])
    added, removed = set(body.get("addLabelIds") or ()), set(body.get("removeLabelIds") or ())
    _known(google, added | removed)
    google.mailbox.relabel(mail, added, removed)
    return labelled(mail)


@method("messages.trash")
def trash(google: GoogleServer, call: Call) -> Json:
    mail = google.mailbox.get(call.params["id"])
    google.mailbox.relabel(mail, {"TRASH"}, {"INBOX"})
    return labelled(mail)


@method("messages.untrash")
def untrash(google: GoogleServer, call: Call) -> Json:
    mail = google.mailbox.get(call.params["id"])
    google.mailbox.relabel(mail, set(), {"TRASH"})
    return labelled(mail)


@method("messages.delete")
def delete_message(google: GoogleServer, call: Call) -> None:
    google.mailbox.remove(google.mailbox.get(call.params["id"]))


@method("labels.list")
def list_labels(google: GoogleServer, call: Call) -> Json:
    own = [{"id": label, "name": name, "type": "user"} for label, name in google.mailbox.labels.items()]
    return {"labels": [{"id": name, "name": name, "type": "system"} for name in SYSTEM_LABELS] + own}


@method("labels.get")
def get_label(google: GoogleServer, call: Call) -> Json:
    label, box = call.params["id"], google.mailbox
    if label not in SYSTEM_LABELS and label not in box.labels:
        raise problems.not_found("gmail")
    mails = [mail for mail in box.mails.values() if label in mail.labels]
    unread = [mail for mail in mails if "UNREAD" in mail.labels]
    return {
        "id": label,
        "name": box.labels.get(label, label),
        "type": "system" if label in SYSTEM_LABELS else "user",
        "messagesTotal": len(mails),
        "messagesUnread": len(unread),
        "threadsTotal": len({mail.thread for mail in mails}),
        "threadsUnread": len({mail.thread for mail in unread}),
    }


@method("labels.create")
def create_label(google: GoogleServer, call: Call) -> Json:
    name = (call.body or {}).get("name")
    if not name or name in google.mailbox.labels.values() or name.upper() in SYSTEM_LABELS:
        raise problems.Problem(409 if name else 400, "aborted", "Label name exists or conflicts")
    label = f"Label_{len(google.mailbox.labels) + 1}"
    google.mailbox.labels[label] = name
    return {"id": label, "name": name, "messageListVisibility": "show", "labelListVisibility": "labelShow"}
