"""The month as data: who there is, and what happens when. Everybody and everything here is invented.

Times are local to Berlin. Nothing here writes or decides: `files` writes, `month` lets it happen, the engine judges.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from afterword.core.model import Person

ZONE = "Europe/Berlin"
COUNTRY = "DE-BE"
YOU = Person("Robin Sample", "robin@mail.example")
PHONE = "+49 30 23125 100"


def at(day: str, clock: str) -> datetime:
    """A moment in Berlin, in UTC: `at("3-16", "09:00")` is the morning of 16 March 2026."""
    month, date = map(int, day.split("-"))
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, month, date, hour, minute, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


# --- what can happen -------------------------------------------------------------------------------------------


class Program(StrEnum):
    """Which program wrote an event: each has habits of its own."""

    GOOGLE = "google"
    OUTLOOK = "outlook"
    VDIR = "vdir"


@dataclass(frozen=True, slots=True)
class Meeting:
    """An event as its organizer's program writes it; with no organizer, an entry that you made for yourself."""

    uid: str
    start: datetime
    minutes: int
    title: str
    program: Program
    organizer: Person | None = None
    guests: tuple[Person, ...] = ()
    text: str = ""
    place: str = ""

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Appears:
    """A meeting turns up in your calendar folder, as the sync tool brings it."""

    at: datetime
    meeting: Meeting
    told: bool = True


class Kind(StrEnum):
    """Where a mail comes from: that decides its headers."""

    PERSON = "person"
    SYSTEM = "system"
    LIST = "list"
    ABSENCE = "absence"
    BOUNCE = "bounce"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail arrives. `answers`: it answers your last mail to that address. `meeting`: it carries an invitation."""

    at: datetime
    sender: Person
    subject: str
    text: str
    kind: Kind = Kind.PERSON
    answers: str = ""
    meeting: Meeting | None = None


@dataclass(frozen=True, slots=True)
class Accepts:
    """You accept an invitation: your mail program puts the REPLY among the sent."""

    at: datetime
    meeting: Meeting
    told: bool = True


@dataclass(frozen=True, slots=True)
class Sends:
    """You press Send on the drafts to these addresses."""

    at: datetime
    to: tuple[str, ...]
    told: bool = True


@dataclass(frozen=True, slots=True)
class Deletes:
    """You delete the draft to this address."""

    at: datetime
    to: str


@dataclass(frozen=True, slots=True)
class Edits:
    """You rewrite a line of the draft to this address."""

    at: datetime
    to: str
    line: str


@dataclass(frozen=True, slots=True)
class Moves:
    """You drag the call to this person to another time, in your calendar program."""

    at: datetime
    name: str
    to: datetime


@dataclass(frozen=True, slots=True)
class Says:
    """You tell Afterword something: `afterword VERB TARGET TEXT`. `person`: the target is the thank-you to them.

    `occasion` is what made you say it.
    """

    at: datetime
    verb: str
    target: str = ""
    text: str = ""
    person: str = ""
    occasion: str = ""


Happening = Appears | Mail | Accepts | Sends | Deletes | Edits | Moves | Says


# --- who there is ----------------------------------------------------------------------------------------------

PETRA = Person("Petra Lind", "petra.lind@brightwater.example")
TOM = Person("Tom Reyes", "tom.reyes@kestrel-robotics.example")
JANE = Person("Jane Okafor", "jane.okafor@kestrel-robotics.example")
AMIR = Person("Amir Haddad", "amir.haddad@kestrel-robotics.example")
OLA = Person("Ola Nowak", "ola.nowak@kestrel-robotics.example")
MIRIAM = Person("Miriam Falk", "miriam.falk@kestrel-robotics.example")
HENRIK = Person("Henrik Solberg", "henrik.solberg@cobalt-analytics.example")
LUCIA = Person("Lucía Ferrer", "lucia.ferrer@marigold.example")
SAM = Person("Sam Whitlock", "sam.witlock@marigold.example")
LENA = Person("Lena Brandt", "lena.brandt@fathom-maps.example")
NOOR = Person("Noor Aziz", "noor.aziz@lanternbank.example")
GRETA = Person("Greta Zielinski", "greta.zielinski@lanternbank.example")

# --- the meetings ----------------------------------------------------------------------------------------------

BRIGHTWATER = Meeting(
    "5kq0v3t2brightwater@google.com",
    at("3-2", "10:00"),
    45,
    "Phone interview: Robin Sample / Brightwater",
    Program.GOOGLE,
    PETRA,
    text="Hello Robin,\n\nthis is your first interview for the Data Engineer position. "
    "I will call you.\n\nPetra Lind\nTalent Acquisition, Brightwater\nPhone: +49 40 66969 210",
)
KESTREL_MORNING = Meeting(
    "040000008200E00074C5B7101A82E008-KESTREL-1",
    at("3-3", "10:00"),
    90,
    "Kestrel Robotics: technical interview, Platform Engineer",
    Program.OUTLOOK,
    TOM,
    (JANE, AMIR),
    "Dear Robin,\n\nyou will meet with Jane Okafor (Head of Platform) and Amir Haddad (Staff Engineer).\n\n"
    "Tom Reyes\nRecruiting, Kestrel Robotics\nTel. +49 89 99998 310",
    "Microsoft Teams Meeting",
)
KESTREL_NOON = Meeting(
    "040000008200E00074C5B7101A82E008-KESTREL-2",
    at("3-3", "12:30"),
    60,
    "Kestrel Robotics: team interview, Platform Engineer",
    Program.OUTLOOK,
    TOM,
    (OLA,),
    "Dear Robin,\n\nyou will meet with Ola Nowak (Product).\n\nTom Reyes\nRecruiting, Kestrel Robotics",
    "Microsoft Teams Meeting",
)
COBALT = Meeting(
    "cobalt-7f3a19@cobalt-analytics.example",
    at("3-4", "15:00"),
    45,
    "Interview with Cobalt Analytics: Analytics Engineer",
    Program.OUTLOOK,
    HENRIK,
    text="Hello Robin,\n\nI look forward to speaking with you about the Analytics Engineer role.\n\n"
    "Henrik Solberg, Head of Data\n+49 69 90009 415",
)
MARIGOLD = Meeting(
    "71pd6marigold@google.com",
    at("3-5", "11:00"),
    60,
    "Interview: Backend Engineer at Marigold",
    Program.GOOGLE,
    LUCIA,
    (SAM,),
    "Hi Robin,\n\nSam Whitlock from the backend team will join us.\n\nLucía Ferrer\nMarigold, +49 221 4710 520",
    "https://meet.google.com/abc-defg-hij",
)
FATHOM = Meeting(
    "fathom-chat@robin",
    at("3-6", "16:00"),
    45,
    "Lena Brandt / Robin, chat about the map team",
    Program.GOOGLE,
    LENA,
    text="Lena Brandt\nFathom Maps",
)
KESTREL_FINAL = Meeting(
    "040000008200E00074C5B7101A82E008-KESTREL-3",
    at("3-12", "14:00"),
    60,
    "Kestrel Robotics: final interview, Platform Engineer",
    Program.OUTLOOK,
    TOM,
    (MIRIAM,),
    "Dear Robin,\n\nyou will meet with Miriam Falk (CTO).\n\n"
    "Tom Reyes\nRecruiting, Kestrel Robotics\nTel. +49 89 99998 310",
    "Microsoft Teams Meeting",
)
LANTERN = Meeting(
    "lantern-0330@lanternbank.example",
    at("3-30", "10:00"),
    60,
    "Interview at Lantern Bank: Senior Data Engineer",
    Program.OUTLOOK,
    NOOR,
    (GRETA,),
    "Dear Robin,\n\nyou will meet with Noor Aziz (Head of Data) and Greta Zielinski.\n\n"
    "Noor Aziz\nLantern Bank, +49 30 23125 440",
    "Lantern Bank, Hafenplatz 4, Berlin",
)
DENTIST = Meeting("dentist@robin", at("3-16", "14:15"), 60, "Dentist, Dr. Weber", Program.VDIR)
RESEARCH = Meeting(
    "ux-20260311@wayfarer.example",
    at("3-11", "17:00"),
    30,
    "User interview: how do you plan your trips?",
    Program.GOOGLE,
    Person("Wayfarer Research", "research@wayfarer.example"),
    text="Thank you for taking part in our user research! For your time you will receive a gift card of 20 EUR.",
    place="https://meet.google.com/xyz-abcd-efg",
)

# --- what happens ----------------------------------------------------------------------------------------------

BEGINS = at("3-2", "08:00")
ENDS = at("3-30", "18:00")

HAPPENINGS: tuple[Happening, ...] = (
    # Before the month begins: what a first look finds.
    Mail(
        at("2-26", "10:12"),
        HENRIK,
        "Interview with Cobalt Analytics: Analytics Engineer",
        "Hello Robin,\n\nlet us talk on Wednesday. Thank you for your application; the invitation is attached.\n\n"
        "Henrik Solberg",
        meeting=COBALT,
    ),
    Accepts(at("2-26", "10:40"), COBALT),
    Appears(at("2-27", "09:00"), BRIGHTWATER),
    Appears(at("2-27", "09:00"), KESTREL_MORNING),
    Appears(at("2-27", "09:00"), KESTREL_NOON),
    Appears(at("2-27", "09:00"), MARIGOLD),
    Appears(at("2-27", "18:00"), DENTIST),
    # Week 1
    Sends(at("3-2", "12:30"), (PETRA.email,)),
    Mail(
        at("3-2", "15:10"),
        Person("Careerloop", "jobs@careerloop.example"),
        "19 new jobs for you: Data Engineer in Berlin",
        "Hello Robin,\n\nthese companies near you are hiring. Kestrel Robotics, Lantern Bank and 17 more "
        "have new jobs.\n\nYou receive this because you subscribed to job alerts. Unsubscribe at any time.",
        Kind.LIST,
    ),
    Mail(
        at("3-2", "16:45"),
        Person("Lantern Bank Careers", "no-reply@jobs.lanternbank.example"),
        "We have received your application",
        "Dear Robin,\n\nthank you for applying for the position of Senior Data Engineer. We have received your "
        "application and will review it carefully.\n\nThis is an automated message, please do not reply.",
        Kind.SYSTEM,
    ),
    Edits(at("3-3", "18:20"), OLA.email, "I would gladly send you the sketch of the release board we spoke about."),
    Sends(at("3-3", "18:40"), (JANE.email, AMIR.email, OLA.email)),
    Sends(at("3-4", "16:30"), (HENRIK.email,), told=False),
    Mail(
        at("3-4", "16:31"),
        HENRIK,
        "Automatic reply: ",
        "Thank you for your message. I am out of the office and will be back on Monday, 16 March 2026. "
        "My e-mails are not read meanwhile.\n\nHenrik Solberg",
        Kind.ABSENCE,
        answers=HENRIK.email,
    ),
    Sends(at("3-5", "13:00"), (SAM.email,), told=False),
    Mail(
        at("3-5", "13:01"),
        Person("Mail Delivery System", "mailer-daemon@mail.example"),
        "Undelivered Mail Returned to Sender",
        "I'm sorry to have to inform you that your message could not be delivered to one or more recipients.",
        Kind.BOUNCE,
        answers=SAM.email,
    ),
    Deletes(at("3-5", "13:20"), LUCIA.email),
    Appears(at("3-6", "09:00"), FATHOM),
    Says(at("3-6", "17:15"), "confirm", "fathom-maps"),
    Sends(at("3-7", "14:00"), (LENA.email,)),
    # Week 2
    Moves(at("3-9", "08:30"), PETRA.name, at("3-9", "14:30")),
    Mail(
        at("3-9", "11:05"),
        TOM,
        "Second round at Kestrel Robotics",
        "Hi Robin,\n\nwe want to see you again. Our CTO, Miriam Falk, looks forward to meeting "
        "you on Thursday at 14:00.\n\nBest regards\nTom Reyes",
        meeting=KESTREL_FINAL,
    ),
    Accepts(at("3-9", "11:40"), KESTREL_FINAL, told=False),
    Appears(at("3-9", "11:45"), KESTREL_FINAL, told=False),
    Mail(
        at("3-10", "09:30"),
        LUCIA,
        "Your interview at Marigold",
        "Hi Robin,\n\nwe would like to meet you again. Which day next week suits you?\n\nLucía",
    ),
    Appears(at("3-11", "09:00"), RESEARCH),
    Sends(at("3-12", "16:00"), (MIRIAM.email,), told=False),
    Says(at("3-12", "17:30"), "heard", "fathom-maps", occasion="Lena Brandt rings you up"),
    Mail(
        at("3-13", "10:20"),
        TOM,
        "Re: Second round at Kestrel Robotics",
        "Hi Robin,\n\nwe will let you know our decision by Friday, 20 March. Miriam liked the conversation a lot.\n\n"
        "Best regards\nTom Reyes",
    ),
    # Week 3
    Mail(
        at("3-16", "09:40"),
        HENRIK,
        "Your application at Cobalt Analytics",
        "Hello Robin,\n\nunfortunately we have decided to move forward with another candidate. Thank you for the good "
        "conversation; I wish you all the best.\n\nHenrik Solberg",
    ),
    Sends(at("3-16", "12:15"), (HENRIK.email,), told=False),
    Mail(
        at("3-20", "16:20"),
        JANE,
        "Kestrel Robotics",
        "Dear Robin,\n\nwe are happy to offer you the job. Tom will send you the contract on Monday.\n\nJane Okafor",
    ),
    # Weeks 4 and 5
    Appears(at("3-24", "09:15"), LANTERN),
    Says(
        at("3-30", "12:10"),
        "note",
        text="your question about ledgers that never forget",
        person=NOOR.email,
    ),
)
