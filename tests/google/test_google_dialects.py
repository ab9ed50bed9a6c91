"""Other servers that speak these APIs, each in its own way: nothing is lost, and nothing is there twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from google_house import JANE, OMAR, Household, at

from google_server import GoogleServer

NOON = at("2026-03-03", "12:00")
SENDER = f"{JANE[0]} <{JANE[1]}>"
NO = "Dear Kim,\n\nunfortunately we have decided to move forward with another candidate.\n\nJane"


def without_or(call: Any, body: Any) -> Any:
    """A search that takes the braces of "or" for words."""
    return {"resultSizeEstimate": 0} if "{" in call.params.get("q", "") else body


def without_kinds(_: Any, body: Any) -> Any:
    """A history that tells of messages, but not what befell them."""
    records = [{"id": each["id"], "messages": each["messages"]} for each in body.get("history", [])]
    return {**body, "history": records}


def without(*names: str) -> Any:
    """An answer whose items (or itself) lack these."""

    def change(_: Any, body: Any) -> Any:
        less = {name: value for name, value in body.items() if name not in names}
        return {**less, "items": [change(_, item) for item in body["items"]]} if "items" in body else less

    return change


def test_a_search_that_knows_no_or_is_asked_term_by_term(tmp_path: Path) -> None:
    with GoogleServer() as server:
        server.dialects["gmail.users.messages.list"] = without_or
        house = Household(server, tmp_path)
        text = "Dear Kim,\n\nI look forward to our interview.\n\nJane"
        server.person.write("Hello", SENDER, text=text, date=at("2026-03-01"), message_id="abc@acme-robotics.example")
        house.interview(at("2026-03-03"), JANE, OMAR)
        house.cycle(NOON)
        answered = {str(mail["To"]): mail["In-Reply-To"] for mail in house.drafts()}
        assert answered == {SENDER: "<abc@acme-robotics.example>", f"{OMAR[0]} <{OMAR[1]}>": None}
        server.person.write("Hello", SENDER, text=NO, date=at("2026-03-04"))
        house.cycle(at("2026-03-04", "12:00"))
        assert house.entries() == []


def test_a_history_without_kinds_is_looked_into(tmp_path: Path) -> None:
    with GoogleServer() as server:
        server.dialects["gmail.users.history.list"] = without_kinds
        house = Household(server, tmp_path)
        house.interview(at("2026-03-03"), JANE, OMAR)
        house.cycle(NOON)
        house.cycle(NOON)
        server.person.send(house.draft_to(OMAR[1]))
        server.person.write("Hello", SENDER, text=NO, date=at("2026-03-04"))
        outcome = house.cycle(at("2026-03-04", "12:00"))
        assert house.entries() == []
        sent = [record for record in outcome.plan.records.values() if record.state == "sent"]
        assert [record.person.email for record in sent] == [OMAR[1]]


def test_a_list_without_descriptions_does_not_lead_to_a_second_calendar(tmp_path: Path) -> None:
    with GoogleServer() as server:
        server.dialects["calendar.calendarList.list"] = without("description")
        server.fail("calendar.calendars.insert", _dropped())
        house = Household(server, tmp_path)
        house.interview(at("2026-03-03"), JANE)
        for _ in range(3):
            house.cycle(NOON)
        assert len(house.entries()) == 1
        assert [box.summary for box in server.calendars.boxes.values()].count("Afterword") == 1


def _dropped() -> Any:
    from google_server import FAULTS

    return FAULTS["dropped after the effect"]


def test_events_without_etags_and_optional_fields_are_events(tmp_path: Path) -> None:
    with GoogleServer() as server:
        gone = without(
            "etag", "kind", "updated", "accessRole", "timeZone", "iCalUID", "sequence", "htmlLink", "created"
        )
        for method in ("list", "get", "insert", "update"):
            server.dialects[f"calendar.events.{method}"] = gone
        house = Household(server, tmp_path)
        house.interview(at("2026-03-03"), JANE)
        house.cycle(NOON)
        assert (len(house.drafts()), len(house.entries())) == (1, 1)
        server.person.write("Hello", SENDER, text=NO, date=at("2026-03-04"))
        house.cycle(at("2026-03-04", "12:00"))
        assert house.entries() == []


def test_a_draft_whose_message_is_not_told_is_still_one_draft(tmp_path: Path) -> None:
    with GoogleServer() as server:
        server.dialects["gmail.users.drafts.create"] = without("message")
        house = Household(server, tmp_path)
        house.interview(at("2026-03-03"), JANE)
        for _ in range(3):
            house.cycle(NOON)
        assert len(house.drafts()) == 1
        server.person.discard(house.draft_to(JANE[1]))
        house.cycle(NOON)
        assert house.drafts() == []
