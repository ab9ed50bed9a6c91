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

TEXT = 8_000
QUOTING = 24_000
"""Characters of a mail's text; and of one that is longer, from which what it quotes is taken first."""

HTML = 80_000
"""Characters of an HTML text, not counting styles and comments where they are more."""

TAGS = 300
"""Of an HTML text laid out as a browser would; what comes after them is read without its layout."""

LOOSE_HTML = 40_000

CALENDAR_BYTES = 5 * 1024 * 1024
"""Of a file of the person's own, which may hold all their events. The time it takes is proportional to them."""

ATTACHED_EVENTS = 20
ATTACHED_BYTES = 200 * 1024
ATTACHED_FILES = 20
ATTACHED_WEIGHT = 35_000
EVENT_WEIGHT = 2_200
GUEST_WEIGHT = 300
TAG_WEIGHT = 20
"""Of the calendars in a mail together, the last four in characters: what does not fit is not read, but the first."""

ZONES = 40
ATTACHED_ZONES = 2
ZONE_RULES = 4
"""Of a file's own, those that its events name, and of the rules of one: a year has two."""

EVENT_BYTES = 256 * 1024
EVENT_LINES = 1_200
"""Of one event, unfolded."""

EVENT_TEXT = 8_192
"""Characters of an event's text; Google lets nobody write more."""

GUESTS = 70
"""Of one event. Nobody is interviewed before seventy people."""

OVERRIDES = 40
"""Of one series, the next ones first; where one more was moved, it stands where it stood."""

PROSE_CHARACTERS = 20_000
LINE_CHARACTERS = 2_000
DATES_CHARACTERS = 9_000
"""Of a text, of any other line, and of a series' exceptions together: five hundred of them."""

API_BYTES = 1024 * 1024
"""Of one event as the Calendar API writes it."""
