from __future__ import annotations
from dataclasses import dataclass
from datetime import date, datetime
@dataclass(frozen=True, slots=True)
class Window:
    earliest: date
    latest: date
def decision(text: str, sent: datetime) -> Window | None:
    return None
def return_date(text: str, subject: str, sent: datetime, criteria: str = "") -> date | None:
    return None
