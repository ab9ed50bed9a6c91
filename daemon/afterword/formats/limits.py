"""How much of what others wrote is read: the one table of bounds, at the door of every reader.

Real mails and events stay far below; for the rest the time and memory that a reader may take follow from these numbers.
What a bound leaves out is said in `Message.cut` and `Event.cut`, so that no verdict is certain because of it.
"""

from __future__ import annotations

MAIL_BYTES = 10 * 1024 * 1024
"""Of a mail's file. Most of it may be attachments, and an invitation may lie behind them."""

HEAD_BYTES = 64 * 1024
HEAD_LINES = 1_000
HEADER_CHARACTERS = 4_000
ADDRESS_CHARACTERS = 8_000
"""Of all address headers together: 150 people with their names."""

PEOPLE = 200
PARTS = 100
DEPTH = 20
MULTIPARTS = 20
SEPARATORS = 1_000
PARAMETERS = 20
"""Of one Content-Type or Content-Disposition."""

BODY_LINES = 8_000
REPORT_LINES = 1_000
LONG_PART = 288 * 1024
"""Of a part that can be read: two hundred kilobytes of HTML in base64."""

SHORT_PART = 2 * 1024
"""Of an attachment, and of every part when there are too many long ones."""

LONG_PARTS = 512 * 1024

TEXT = 20_000
"""Characters of a mail's or an event's text. No answer comes after them."""

HTML = 80_000
"""Characters of an HTML text, not counting styles and comments where they are more."""

TAGS = 600
"""Of an HTML text laid out as a browser would; what comes after them is read without its layout."""

LOOSE_HTML = 40_000

ATTACHED_EVENTS = 20
ATTACHED_BYTES = 200 * 1024
"""Of a calendar in a mail."""

GUESTS = 100
"""Of one event. Nobody is interviewed before a hundred people."""
