"""Google, to test against: Gmail v1, Calendar v3 and Google's accounts on a port of the loopback interface.

    with GoogleServer() as google:
        google.gmail_endpoint, google.calendar_endpoint     for client_options.api_endpoint
        google.client_file(), google.authorized_user_json() what stands in credentials.json and in the token file
        google.person.write("Hello"), .send(draft_id) ...   what people do meanwhile: deeds.py
        google.fail("gmail.users.drafts.create", FAULTS["dropped after the effect"])
        google.mailbox.expire_history(), .calendars.expire_sync_tokens(), .accounts.expire()
        google.requests, .units, .counts(), .sent(), .noisy()

Every request is checked against the discovery documents of the installed google-api-python-client (path, parameters,
types, body, scopes), and so is every answer. Leaving the `with` raises AssertionError if an answer was wrong, or if a
search used an operator that Gmail would have taken for a word. Time stands still: `google.clock.set`, `.advance`.

How the files hang together: serving (sockets) > server (understands a call, spoils its answer) > discovery, schema,
fields (the documents) and gmail, calendar, event_listing (the methods) > mailbox, calendar_state (what is kept), with
mime, mail_search, recurrence, event_rules below; oauth and problems stand beside.

Kept here as users of Google report it, beyond the documents: a token with gmail.metadata can neither search nor read
text, whatever other scopes it has; an attachment's id is another one each time; a deleted event is still got, and its
id stays taken; a sync token does not come with orderBy or q, and covers what changed between the pages; history ids
need all 64 bits; a GET that is too long arrives as a POST with X-HTTP-Method-Override.

Guessed, where Google's documents say nothing: a sync token that was never one is 400 `invalid`, and so is one used
with another singleEvents; one from a list with timeMin/timeMax goes on with that window and shows what left it; an
update of a deleted event without `status` leaves it deleted; drafts can be read in full beside gmail.metadata
(`mailbox.metadata_covers_drafts` changes that).

Not here: batches, uploads, watching, import, access control lists, filters and settings (501).
"""

from __future__ import annotations

from .faults import FAULTS, TOKEN_FAULTS, Fault
from .server import EMAIL, NOW, SCOPES, GoogleServer

__all__ = ["EMAIL", "FAULTS", "NOW", "SCOPES", "TOKEN_FAULTS", "Fault", "GoogleServer"]
