"""A server, and somebody logged in there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from google_server import GoogleServer
from google_server.client import Client


@pytest.fixture
def google() -> Iterator[GoogleServer]:
    with GoogleServer() as server:
        yield server


@pytest.fixture
def client(google: GoogleServer) -> Iterator[Client]:
    client = Client(google)
    yield client
    client.session.close()
