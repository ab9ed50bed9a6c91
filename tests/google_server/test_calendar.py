"""Google Calendar as a real client sees it on the server."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from googleapiclient.errors import HttpError

from google_server import NOW, GoogleServer
from google_server.client import END, START, Client, reason, scoped

SOON = NOW + timedelta(days=3)


def ids(page: dict[str, Any]) -> list[str]:
    return [event["id"] for event in page["items"]]


def starts(page: dict[str, Any]) -> list[str]:
    return [event["start"]["dateTime"] for event in page["items"]]


def refused(request: Any) -> tuple[int, str]:
    with pytest.raises(HttpError) as caught:
        request.execute()
    return reason(caught.value)


# --- single events --------------------------------------------------------------------------------------------------


def test_an_event_reads_as_it_was_written_in_the_zone_of_its_calendar(google: GoogleServer, client: Client) -> None:
    own = client.own_calendar()
    made = client.insert(own, id="abc012", extendedProperties={"private": {"afterwordKey": "k1"}}, description="a\nb")
    found = client.events.get(calendarId=own, eventId="abc012").execute()
    assert found == made
    assert found["start"] == {"dateTime": "2026-03-09T09:00:00Z", "timeZone": "Europe/Berlin"}
    assert (found["iCalUID"], found["status"], found["eventType"]) == ("abc012@google.com", "confirmed", "default")
    assert found["organizer"]["self"]
    primary = google.person.add_event("Interview", SOON)
    assert client.events.get(calendarId="primary", eventId=primary).execute()["start"] == {
        "dateTime": "2026-03-05T10:00:00+01:00",
        "timeZone": "Europe/Berlin",
    }


def test_an_id_that_stands_or_was_deleted_can_not_be_used_again(google: GoogleServer, client: Client) -> None:
    own = client.own_calendar()
    client.insert(own, id="abc012")
    again = client.events.insert(calendarId=own, body={"id": "abc012", "start": START, "end": END})
    assert refused(again) == (409, "duplicate")
    google.person.delete_event("abc012", own)
    assert refused(again) == (409, "duplicate")
    google.calendars.forget_deleted()
    again.execute()


def test_a_deleted_event_is_still_got_but_not_deleted_twice(google: GoogleServer, client: Client) -> None:
    own = client.own_calendar()
    client.insert(own, id="abc012")
    google.person.delete_event("abc012", own)
    assert client.events.get(calendarId=own, eventId="abc012").execute()["status"] == "cancelled"
    assert refused(client.events.delete(calendarId=own, eventId="abc012")) == (410, "deleted")
    assert refused(client.events.delete(calendarId=own, eventId="abc999")) == (404, "notFound")


def test_a_deleted_event_can_be_put_back_when_that_is_said(client: Client) -> None:
    own = client.own_calendar()
    client.insert(own, id="abc012")
    client.events.delete(calendarId=own, eventId="abc012").execute()
    body = {"summary": "Again", "start": START, "end": END}
    put = client.events.update(calendarId=own, eventId="abc012", body=body).execute()
    assert put["status"] == "cancelled"
    put = client.events.update(calendarId=own, eventId="abc012", body=body | {"status": "confirmed"}).execute()
    assert (put["status"], put["summary"]) == ("confirmed", "Again")
    assert ids(client.listed(own)) == ["abc012"]


def test_a_patch_merges_and_an_update_replaces(client: Client) -> None:
    own = client.own_calendar()
    client.insert(own, id="abc012", description="x", extendedProperties={"private": {"a": "1"}})
    change = {"extendedProperties": {"private": {"b": "2"}}, "description": None}
    patched = client.events.patch(calendarId=own, eventId="abc012", body=change).execute()
    assert patched["extendedProperties"] == {"private": {"a": "1", "b": "2"}}
    assert "description" not in patched
    assert patched["summary"] == "Call"
    updated = client.events.update(calendarId=own, eventId="abc012", body={"start": START, "end": END}).execute()
    assert not {"summary", "extendedProperties"} & set(updated)
    assert updated["created"] == patched["created"]


def test_a_moved_event_counts_up_and_a_lower_sequence_is_refused(client: Client) -> None:
    own = client.own_calendar()
    client.insert(own, id="abc012")
    later = {"start": {"dateTime": "2026-03-10T09:00:00Z"}, "end": {"dateTime": "2026-03-10T10:00:00Z"}}
    assert client.events.patch(calendarId=own, eventId="abc012", body=later).execute()["sequence"] == 1
    low = client.events.update(calendarId=own, eventId="abc012", body=later | {"sequence": 0})
    assert refused(low) == (400, "invalid")


@pytest.mark.parametrize("verb", ["update", "patch", "delete"])
def test_if_match_lets_only_the_event_through_that_was_seen(google: GoogleServer, client: Client, verb: str) -> None:
    own = client.own_calendar()
    seen = client.insert(own, id="abc012")["etag"]
    google.person.edit_event("abc012", own, summary="Mine")
    more = {} if verb == "delete" else {"body": {"start": START, "end": END}}
    request = getattr(client.events, verb)(calendarId=own, eventId="abc012", **more)
    request.headers["If-Match"] = seen
    assert refused(request) == (412, "conditionNotMet")
    request.headers["If-Match"] = client.events.get(calendarId=own, eventId="abc012").execute()["etag"]
    request.execute()


@pytest.mark.parametrize(
    "body",
    [
        {"id": "abcd"},
        {"id": "abcdwxyz"},
        {"id": "ABCDE"},
        {"id": "a-b-c-d"},
        {"id": "a" * 1025},
        {"end": None},
        {"end": {"date": "2026-03-10"}},
        {"end": {"dateTime": "2026-03-09T08:00:00Z"}},
        {"start": {"dateTime": "2026-03-09T09:00:00"}},
        {"start": {"dateTime": "2026-03-09T09:00:00Z", "timeZone": "W. Europe Standard Time"}},
        {"recurrence": ["FREQ=DAILY"]},
        {"recurrence": ["RRULE:FREQ=NEVER"]},
        {"reminders": {"useDefault": True, "overrides": [{"method": "popup", "minutes": 5}]}},
        {"reminders": {"useDefault": False, "overrides": [{"method": "sms", "minutes": 5}]}},
        {"reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": 40321}]}},
        {"attendees": [{"displayName": "Robin"}]},
        {"extendedProperties": {"private": {"k" * 45: "v"}}},
        {"extendedProperties": {"private": {"k": "v" * 1025}}},
        {"eventType": "fromGmail"},
        {"status": "done"},
        {"summary": 7},
        {"colour": "red"},
        {"start": {"dateTime": "2026-03-09T09:00:00Z", "zone": "UTC"}},
    ],
    ids=str,
)
def test_an_event_that_is_none_is_refused(google: GoogleServer, client: Client, body: dict[str, Any]) -> None:
    own = client.own_calendar()
    body = {"start": START, "end": END} | body
    assert refused(client.events.insert(calendarId=own, body=body))[0] == 400
    assert google.person.events(own) == []


# --- sync -----------------------------------------------------------------------------------------------------------


def test_a_sync_token_stands_on_the_last_page_only(google: GoogleServer, client: Client) -> None:
    made = [google.person.add_event(f"Event {number}", SOON) for number in range(3)]
    first = client.listed(maxResults=2)
    assert "nextSyncToken" not in first
    last = client.listed(maxResults=2, pageToken=first["nextPageToken"])
    assert "nextPageToken" not in last
    assert ids(first) + ids(last) == made
    assert ids(client.listed(syncToken=last["nextSyncToken"])) == []


def test_what_changes_between_the_pages_is_not_lost(google: GoogleServer, client: Client) -> None:
    made = [google.person.add_event(f"Event {number}", SOON) for number in range(3)]
    first = client.listed(maxResults=2)
    google.person.edit_event(made[0], summary="Changed meanwhile")
    last = client.listed(maxResults=2, pageToken=first["nextPageToken"])
    assert ids(client.listed(syncToken=last["nextSyncToken"])) == [made[0]]


def test_a_sync_shows_what_changed_and_deleted_events_as_cancelled_with_little_else(
    google: GoogleServer, client: Client
) -> None:
    kept, gone = google.person.add_event("Kept", SOON), google.person.add_event("Gone", SOON)
    token = client.listed()["nextSyncToken"]
    google.person.delete_event(gone)
    new = google.person.add_event("New", SOON)
    google.person.delete_event(google.person.add_event("Came and went", SOON))
    page = client.listed(syncToken=token)
    assert ids(page) == [gone, new]
    assert page["items"][0].keys() == {"kind", "etag", "id", "status"}
    assert kept in ids(client.listed())
    assert gone not in ids(client.listed())
    [shown] = [event for event in client.listed(showDeleted=True)["items"] if event["id"] == gone]
    assert (shown["status"], shown["summary"]) == ("cancelled", "Gone")


@pytest.mark.parametrize(
    "more",
    [
        {"q": "x"},
        {"timeMin": "2026-03-01T00:00:00Z"},
        {"timeMax": "2026-03-01T00:00:00Z"},
        {"updatedMin": "2026-03-01T00:00:00Z"},
        {"orderBy": "updated"},
        {"iCalUID": "x"},
        {"privateExtendedProperty": "a=b"},
        {"sharedExtendedProperty": "a=b"},
        {"showDeleted": False},
        {"singleEvents": True},
    ],
    ids=lambda more: next(iter(more)),
)
def test_a_sync_token_does_not_go_with(client: Client, more: dict[str, Any]) -> None:
    token = client.listed()["nextSyncToken"]
    assert refused(client.events.list(calendarId="primary", syncToken=token, **more))[0] == 400


def test_an_expired_or_foreign_sync_token_is_gone_and_a_word_is_none(google: GoogleServer, client: Client) -> None:
    own = client.own_calendar()
    token, foreign = client.listed()["nextSyncToken"], client.listed(own)["nextSyncToken"]
    assert refused(client.events.list(calendarId="primary", syncToken=foreign)) == (410, "fullSyncRequired")
    assert refused(client.events.list(calendarId="primary", syncToken="no cursor")) == (400, "invalid")
    google.calendars.expire_sync_tokens()
    assert refused(client.events.list(calendarId="primary", syncToken=token)) == (410, "fullSyncRequired")
    assert client.listed()["nextSyncToken"]


@pytest.mark.parametrize("more", [{"q": "x"}, {"orderBy": "updated"}, {"updatedMin": "2026-03-01T00:00:00Z"}])
def test_a_filtered_list_gives_no_sync_token(client: Client, more: dict[str, Any]) -> None:
    assert "nextSyncToken" not in client.listed(**more)


def test_a_window_holds_for_the_syncs_after_it(google: GoogleServer, client: Client) -> None:
    inside, moved = google.person.add_event("In", SOON), google.person.add_event("Moved", SOON)
    far = google.person.add_event("Far", NOW + timedelta(days=90))
    page = client.listed(timeMin="2026-03-01T00:00:00Z", timeMax="2026-04-01T00:00:00Z")
    assert ids(page) == [inside, moved]
    google.person.edit_event(far, summary="Still far")
    google.person.move_event(moved, NOW + timedelta(days=91))
    assert ids(client.listed(syncToken=page["nextSyncToken"])) == [moved]


def test_time_limits_are_exclusive(google: GoogleServer, client: Client) -> None:
    google.person.add_event("Nine to ten", SOON)
    edge = {"timeMin": "2026-03-05T10:00:00Z", "timeMax": "2026-03-05T11:00:00Z"}
    assert ids(client.listed(**edge)) == []
    assert ids(client.listed(timeMax="2026-03-05T09:00:00Z")) == []
    assert len(ids(client.listed(timeMin="2026-03-05T09:59:59Z"))) == 1


# --- series ---------------------------------------------------------------------------------------------------------


def weekly(google: GoogleServer, **more: Any) -> str:
    """Three Thursdays at nine, over the change to summer time on 2026-03-29."""
    start = NOW + timedelta(days=17)
    return google.person.add_event("Weekly", start, recurrence=["RRULE:FREQ=WEEKLY;COUNT=3"], **more)


def test_a_series_is_expanded_in_its_own_zone(google: GoogleServer, client: Client) -> None:
    master = weekly(google)
    assert ids(client.listed()) == [master]
    page = client.listed(singleEvents=True)
    assert starts(page) == ["2026-03-19T10:00:00+01:00", "2026-03-26T10:00:00+01:00", "2026-04-02T10:00:00+02:00"]
    assert ids(page)[2] == f"{master}_20260402T080000Z"
    assert {event["recurringEventId"] for event in page["items"]} == {master}
    assert len({event["iCalUID"] for event in page["items"]}) == 1
    assert ids(client.events.instances(calendarId="primary", eventId=master).execute()) == ids(page)


def test_an_instance_can_be_moved_or_deleted_on_its_own(google: GoogleServer, client: Client) -> None:
    weekly(google)
    page = client.listed(singleEvents=True)
    first, second, third = ids(page)
    google.person.move_event(first, SOON)
    google.person.delete_event(second)
    assert ids(client.listed(singleEvents=True)) == [first, third]
    changed = client.listed(singleEvents=True, syncToken=page["nextSyncToken"])["items"]
    assert [(event["id"], event["status"]) for event in changed] == [(first, "confirmed"), (second, "cancelled")]
    assert changed[0]["originalStartTime"]["dateTime"] == "2026-03-19T10:00:00+01:00"
    assert changed[1]["originalStartTime"]["dateTime"] == "2026-03-26T10:00:00+01:00"
    folded = {event["id"]: event["status"] for event in client.listed()["items"]}
    assert folded[second] == "cancelled"


def test_a_deleted_series_takes_every_instance_with_it(google: GoogleServer, client: Client) -> None:
    master = weekly(google)
    token = client.listed()["nextSyncToken"]
    page = client.listed(singleEvents=True)
    google.person.delete_event(master)
    changed = client.listed(singleEvents=True, syncToken=page["nextSyncToken"])["items"]
    assert [(event["id"], event["status"]) for event in changed] == [(name, "cancelled") for name in ids(page)]
    assert [(event["id"], event["status"]) for event in client.listed(syncToken=token)["items"]] == [
        (master, "cancelled")
    ]


def test_instances_that_vanish_with_a_shorter_rule_are_cancelled(google: GoogleServer, client: Client) -> None:
    master = weekly(google)
    page = client.listed(singleEvents=True)
    google.person.edit_event(master, recurrence=["RRULE:FREQ=WEEKLY;UNTIL=20260326T235959Z"])
    changed = client.listed(singleEvents=True, syncToken=page["nextSyncToken"])["items"]
    assert [event["status"] for event in changed] == ["confirmed", "confirmed", "cancelled"]
    assert changed[2]["id"] == ids(page)[2]


def test_whole_days_and_exceptions_of_a_rule(google: GoogleServer, client: Client) -> None:
    rules = ["RRULE:FREQ=DAILY;UNTIL=20260308", "EXDATE;VALUE=DATE:20260306"]
    times: dict[str, Any] = {"start": {"date": "2026-03-05"}, "end": {"date": "2026-03-06"}}
    google.person.add_event("Days", SOON, recurrence=rules, **times)
    page = client.listed(singleEvents=True, orderBy="startTime")
    assert [event["start"]["date"] for event in page["items"]] == ["2026-03-05", "2026-03-07", "2026-03-08"]


def test_an_endless_series_ends_at_the_window(google: GoogleServer, client: Client) -> None:
    google.person.add_event("Daily", SOON, recurrence=["RRULE:FREQ=DAILY"])
    window = {"timeMin": "2026-03-10T00:00:00Z", "timeMax": "2026-03-12T00:00:00Z"}
    assert len(ids(client.listed(singleEvents=True, **window))) == 2
    assert len(ids(client.listed(**window))) == 1


# --- guests, kinds, other people's calendars --------------------------------------------------------------------------


def test_hidden_and_omitted_guests_leave_the_person_alone(google: GoogleServer, client: Client) -> None:
    hidden = google.person.invited("Talk", SOON, "jo@acme.example", guestsCanSeeOtherGuests=False)
    shown = google.person.invited("Talk", SOON, "jo@acme.example")
    one = client.events.get(calendarId="primary", eventId=hidden).execute()
    assert [guest["email"] for guest in one["attendees"]] == [google.email]
    few = client.events.get(calendarId="primary", eventId=shown, maxAttendees=1).execute()
    assert few["attendeesOmitted"]
    assert [guest["email"] for guest in few["attendees"]] == [google.email]
    google.person.answer(shown)
    every = client.events.get(calendarId="primary", eventId=shown).execute()["attendees"]
    assert [(guest["email"], guest["responseStatus"]) for guest in every] == [
        ("jo@acme.example", "accepted"),
        (google.email, "accepted"),
    ]


def test_events_of_every_kind_are_listed_and_can_be_chosen(google: GoogleServer, client: Client) -> None:
    for kind in ("default", "fromGmail", "workingLocation", "focusTime", "outOfOffice", "birthday"):
        google.person.add_event(kind, SOON, eventType=kind)
    assert len(ids(client.listed())) == 6
    chosen = client.listed(eventTypes=["default", "fromGmail"])
    assert [event["summary"] for event in chosen["items"]] == ["default", "fromGmail"]


def test_other_peoples_calendars_are_listed_and_read_but_not_written(google: GoogleServer, client: Client) -> None:
    theirs = google.person.add_calendar("Pat", role="reader", owner="pat@example.org")
    busy = google.person.add_calendar("Lee", role="freeBusyReader", owner="lee@example.org")
    google.person.add_event("Secret", SOON, calendar=busy)
    entries = client.calendar.calendarList().list().execute()["items"]
    assert [(entry["id"], entry["accessRole"]) for entry in entries] == [
        (google.email, "owner"),
        (theirs, "reader"),
        (busy, "freeBusyReader"),
    ]
    assert entries[0]["primary"]
    assert "Secret" not in str(client.listed(busy))
    everything = Client(google, scoped("calendar"))
    insert = everything.events.insert(calendarId=theirs, body={"start": START, "end": END})
    assert refused(insert) == (403, "requiredAccessLevel")


def test_the_list_of_calendars_has_a_sync_token_too(google: GoogleServer, client: Client) -> None:
    token = client.calendar.calendarList().list().execute()["nextSyncToken"]
    own = client.own_calendar()
    changed = client.calendar.calendarList().list(syncToken=token).execute()
    assert [entry["id"] for entry in changed["items"]] == [own]
    google.person.delete_calendar(own)
    gone = client.calendar.calendarList().list(syncToken=changed["nextSyncToken"]).execute()["items"]
    assert [(entry["id"], entry["deleted"]) for entry in gone] == [(own, True)]
    assert refused(client.events.list(calendarId=own)) == (404, "notFound")


def test_free_and_busy_are_merged(google: GoogleServer) -> None:
    client = Client(google, scoped("calendar.events.freebusy"))
    google.person.add_event("One", SOON)
    google.person.add_event("Two", SOON + timedelta(minutes=30))
    google.person.add_event("Free", SOON + timedelta(hours=5), transparency="transparent")
    google.person.invited("No", SOON + timedelta(hours=7), "jo@acme.example", answer="declined")
    asked = {"timeMin": "2026-03-05T00:00:00Z", "timeMax": "2026-03-06T00:00:00Z"}
    items = [{"id": google.email}, {"id": "nobody@example.org"}]
    found = client.calendar.freebusy().query(body=asked | {"items": items}).execute()["calendars"]
    assert found[google.email]["busy"] == [{"start": "2026-03-05T09:00:00Z", "end": "2026-03-05T10:30:00Z"}]
    assert found["nobody@example.org"]["errors"][0]["reason"] == "notFound"


def test_a_write_that_may_tell_guests_is_noticed(google: GoogleServer, client: Client) -> None:
    own = client.own_calendar()
    client.insert(own, id="abc012")
    assert google.noisy() == []
    client.events.delete(calendarId=own, eventId="abc012").execute()
    assert [call.method for call in google.noisy()] == ["calendar.events.delete"]


def test_events_are_found_by_their_mark(client: Client) -> None:
    own = client.own_calendar()
    client.insert(own, extendedProperties={"private": {"afterwordKey": "k1"}})
    client.insert(own, extendedProperties={"private": {"afterwordKey": "k2"}})
    assert len(ids(client.listed(own, privateExtendedProperty="afterwordKey=k1"))) == 1
