"""Google, to test against: Gmail, Calendar and accounts on a loopback port. See `server.GoogleServer`."""

from __future__ import annotations

from .faults import FAULTS, TOKEN_FAULTS, Fault
from .server import EMAIL, NOW, SCOPES, GoogleServer

__all__ = ["EMAIL", "FAULTS", "NOW", "SCOPES", "TOKEN_FAULTS", "Fault", "GoogleServer"]
