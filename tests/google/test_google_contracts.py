"""Google's calendar and mailbox keep the contracts of every provider."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from google_world import CalendarAtGoogle, MailAtGoogle
from tests.contracts.calendar_contract import CalendarContract
from tests.contracts.mailbox_contract import MailboxContract

from google_server import GoogleServer


class TestGoogleCalendar(CalendarContract):
    @pytest.fixture
    def world(self, tmp_path: Path) -> Iterator[CalendarAtGoogle]:  # type: ignore[override]
        with GoogleServer() as server:
            yield CalendarAtGoogle(server, tmp_path)


class TestGmail(MailboxContract):
    @pytest.fixture
    def world(self, tmp_path: Path) -> Iterator[MailAtGoogle]:  # type: ignore[override]
        with GoogleServer() as server:
            yield MailAtGoogle(server, tmp_path)
