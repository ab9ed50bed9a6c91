"""The schema: every section and setting, with its default, its check, and the words that explain it.

A new section is a class here and a field of `Config`; sample, checks and reference page follow by themselves.
"""

from __future__ import annotations

import dataclasses
import os
from datetime import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from platformdirs import user_state_path
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    create_model,
    model_validator,
)

from afterword.config.values import (
    DAYS,
    Addresses,
    Calendars,
    Command,
    Country,
    Days,
    Endpoint,
    Folder,
    Folders,
    Line,
    MaildirName,
    PhoneNumber,
    TimeOfDay,
    Zone,
    closest,
    required_system_zone,
    wrong,
)
from afterword.core.model import Me
from afterword.core.planning.cadence import DAYS_BETWEEN_CALLS, PRESETS, Cadence, Hours

if TYPE_CHECKING:
    from afterword.words.brief import Profile

TOKEN_NAME = "google-token.json"  # noqa: S105 - a file's name
CLIENT_NAME = "credentials.json"

# --- the sections -----------------------------------------------------------------------------------------------


class Section(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        hide_input_in_errors=True,
        validate_default=True,
    )


def _interval() -> Any:
    return Field(
        default=None,
        ge=30,
        le=86_400,
        description="How many seconds `afterword run` waits between two looks. Default: it adapts, from a minute "
        "around interviews and while an answer may come to 15 minutes at night.",
        examples=[300],
        json_schema_extra={"usual": "it adapts"},
    )


class MeSettings(Section):
    """You: whose interviews these are, and how your drafts are signed."""

    name: Annotated[Line, Field(min_length=1)] = Field(
        description="Your name, as your drafts are signed.", examples=["Robin Sample"]
    )
    email: Addresses = Field(
        description="Every address of yours: one, or a list. Drafts are written from the first; none of them is ever "
        "taken for an interviewer's.",
        examples=[["robin@mail.example", "robin.sample@school.example"]],
    )
    phone: PhoneNumber = Field(
        default="",
        description="Your number, for your signature and for the voice-mail text.",
        examples=["+49 30 1234567"],
    )
    time_zone: Zone = Field(
        default_factory=required_system_zone,
        description="Your time zone, by its IANA name. Default: this system's.",
        examples=["Europe/Berlin"],
        json_schema_extra={"usual": "this system's"},
    )
    country: Country = Field(
        default="",
        description="Whose public holidays no call falls on: an ISO 3166 code, with the region where it matters. "
        "Default: none are known.",
        examples=["DE-BY"],
    )


class ProviderSettings(Section):
    """Where mail and calendars are."""

    kind: Literal["local", "google"] = Field(
        default="local",
        description='"local" reads a Maildir and folders of .ics files; "google" is Gmail and Google Calendar.',
    )


class LocalSettings(Section):
    """The local provider. Relative paths start at this file's folder; ~ is your home directory."""

    mail: Folder = Field(
        description="The root of your Maildir: the folder that holds cur, new and tmp.", examples=["~/Maildir"]
    )
    drafts: MaildirName = Field(default=".Drafts", description="The folder in it where thank-you drafts are put.")
    sent: MaildirName = Field(
        default=".Sent", description="The folder in it where your mail program keeps what you sent."
    )
    calendars: Folders = Field(
        description="The folders of .ics files to watch (as vdirsyncer and khal keep them). They are only read; "
        "follow_ups may be among them.",
        examples=[["~/.calendars/personal", "~/.calendars/work"]],
    )
    follow_ups: Folder = Field(
        description="The folder of Afterword's own calendar, where follow-up calls appear. It is made when it is "
        "missing; show it in your calendar program beside the others.",
        examples=["~/.calendars/follow-ups"],
    )
    poll_seconds: int | None = _interval()

    @model_validator(mode="after")
    def _apart(self) -> LocalSettings:
        if self.drafts == self.sent:
            raise wrong("drafts and sent must be two folders", "A sent thank-you is told by where it lies.")
        return self


class GoogleSettings(Section):
    """The Google provider. How to get the credentials, step by step: docs/google.md; then `afterword login`."""

    credentials: Folder = Field(  # type: ignore[assignment]  # its check makes a path of it
        default="credentials.json",
        description="The OAuth client that you download from Google's console.",
        examples=["~/.config/afterword/credentials.json"],
        json_schema_extra={"usual": "`credentials.json` beside this file"},
    )
    token: Folder | None = Field(
        default=None,
        description="Where the login is kept. Default: google-token.json among systemd's credentials if it is there, "
        "else in the state folder.",
        examples=["~/.local/state/afterword/google-token.json"],
    )
    calendars: Calendars = Field(
        default=("primary",),
        description='The calendars to watch: "primary", or ids as the settings of a calendar show them. They are only '
        "read, and somebody else's are left out.",
        examples=[["primary", "work@group.calendar.google.com"]],
    )
    follow_ups: Annotated[Line, Field(min_length=1)] = Field(
        default="Afterword",
        description="The name of the calendar that Afterword makes for follow-up calls; it can then write to no other. "
        '"primary" puts them into your own calendar, and asks for the permission to write there.',
    )
    read_bodies: bool = Field(
        default=True,
        description="With false only the headers of mails are read: what needs their text becomes a question.",
    )
    poll_seconds: int | None = _interval()
    gmail_endpoint: Endpoint = Field(
        default="https://gmail.googleapis.com", description="Where Gmail is asked, for proxies and tests."
    )
    calendar_endpoint: Endpoint = Field(
        default="https://www.googleapis.com/calendar/v3",
        description="Where Google Calendar is asked, for proxies and tests; it ends in /calendar/v3.",
    )

    @model_validator(mode="after")
    def _whole(self) -> GoogleSettings:
        if not self.calendar_endpoint.endswith("/calendar/v3"):
            raise wrong("calendar_endpoint must end in /calendar/v3")
        if self.gmail_endpoint.endswith("/gmail/v1"):
            raise wrong("gmail_endpoint must not end in /gmail/v1", "Leave that part out.")
        return self


class HoursSettings(Section):
    """When people can be called, in the employer's zone where it is known, else in yours."""

    start: TimeOfDay = Field(default=time(9), alias="from", description="No call begins before this.")
    end: TimeOfDay = Field(default=time(17), alias="to", description="No call ends after this.")
    days: Days = Field(default=DAYS[:5], description="The working days.")

    @model_validator(mode="after")
    def _forward(self) -> HoursSettings:
        if (self.end.hour, self.end.minute) < (self.start.hour + 1, self.start.minute):
            raise wrong("from must be at least an hour before to", "A call takes a quarter of it.")
        return self


class TemplatesSettings(Section):
    """Your own texts."""

    folder: Folder | None = Field(
        default=None,
        description="Where your own templates lie; each replaces the one of its name.",
        examples=["templates"],
    )


class NotifySettings(Section):
    """How you are told when something needs you: a login, a question, a mail that came back, drafts that wait, a source
    that can't be read. Each is told once, besides standing in `afterword status` until it is settled."""

    calendar: bool = Field(
        default=True, description="Put it into Afterword's calendar; the entry goes when all in it is settled."
    )
    command: Command = Field(
        default=(),
        description="A program and its arguments, run for each. It gets the text on its standard input, and "
        "$AFTERWORD_KIND, $AFTERWORD_MATTER (its id), $AFTERWORD_PROCESS and $AFTERWORD_STATE (open, or settled later "
        "on) in its environment. No shell is between; it has ten seconds.",
        examples=[["/usr/local/bin/push-to-phone", "--quiet"]],
    )
    desktop: bool = Field(default=False, description="Show it on your desktop, by notify-send.")


class StateSettings(Section):
    """What Afterword remembers."""

    folder: Folder | None = Field(
        default=None,
        description="Where its memory is kept. Default: $STATE_DIRECTORY under systemd, else "
        "$XDG_STATE_HOME/afterword; a configuration given by --config has a folder of its own in there.",
        examples=["~/.local/state/afterword"],
    )
    keep_days: int = Field(
        default=90,
        ge=90,
        le=3650,
        description="So many days after its last sign of life, what is known of a closed process is forgotten: people, "
        "letters, notes. What keeps you from thanking twice stays, without names.",
    )


class MetricsSettings(Section):
    """Numbers about `afterword run`, for who watches over machines."""

    file: Folder | None = Field(
        default=None,
        description="A text file for the textfile collector of node_exporter; it ends in .prom. Default: none.",
        examples=["/var/lib/prometheus/node-exporter/afterword.prom"],
    )


# --- the cadence: its numbers are those of the core ------------------------------------------------------------

_NUMBERS = {
    "thank_you_day": "On which day after the interview the draft appears; 0: as soon as the interview ends.",
    "thank_you_hours": "Due so many hours after that.",
    "same_evening": "Due by the evening of the interview's day instead.",
    "thank_you_days": "No thank-you later than so many days after an interview.",
    "call_days": "The first call, so many days after the interview.",
    "call_again_days": "The next call, so many days after the last.",
    "calls": "How many calls at most.",
    "give_up_days": "The process is closed so many days after the last call.",
    "by_mail": "Where no number is known, the follow-up is a draft.",
    "remind_hours": "A reminder of unsent drafts, so many hours before they are due.",
    "feedback_days": "No request for feedback later than so many days after a rejection.",
    "after_answer": '"stop": an answer that settles nothing ends the wait. "wait-again": the wait starts anew from it.',
    "asks_for_date": "Ask for the date by which they want to decide.",
    "date_brings_forward": "A date they named may bring the first call forward; it always puts it off.",
}
_LEAST = {"call_again_days": DAYS_BETWEEN_CALLS}
_MOST = 365


def _preset(value: str) -> str:
    if value not in PRESETS:
        names = ", ".join(f'"{name}"' for name in PRESETS)
        raise wrong(f"must be one of {names}", closest(value, list(PRESETS)))
    return value


class CadenceBase(Section):
    """How often and how soon. The preset chooses; each number here overrides it."""

    preset: Annotated[str, AfterValidator(_preset)] = Field(
        default="week",
        description='"week": a call after a week, three in all. "patient": one call after two weeks. "their-date": the '
        'day after the date they named. "two-day": the thank-you on the second day. "same-day": the thank-you the '
        "same evening, and a mail where no number is known.",
    )

    @model_validator(mode="after")
    def _possible(self) -> CadenceBase:
        chosen = self.chosen()
        if chosen.thank_you_day > chosen.thank_you_days:
            days = f"({chosen.thank_you_day})", f"({chosen.thank_you_days})"
            raise wrong(f"thank_you_day {days[0]} must not be later than thank_you_days {days[1]}")
        return self

    def chosen(self) -> Cadence:
        """The preset with what was overridden."""
        names = [each.name for each in dataclasses.fields(Cadence)]
        given = {name: getattr(self, name) for name in names if getattr(self, name, None) is not None}
        return dataclasses.replace(PRESETS[self.preset], **given)


def _number(name: str, usual: object) -> Any:
    """A field that overrides one number of the cadence: None where the preset decides."""
    words: dict[str, Any] = {"description": _NUMBERS.get(name, ""), "examples": [usual]}
    match usual:
        case bool():
            return (bool | None, Field(default=None, **words))
        case int():
            return (int | None, Field(default=None, ge=_LEAST.get(name, 0), le=_MOST, **words))
        case _:
            return (Literal["stop", "wait-again"] | None, Field(default=None, **words))


if TYPE_CHECKING:
    CadenceSettings = CadenceBase
else:
    CadenceSettings = create_model(
        "CadenceSettings",
        __base__=CadenceBase,
        __doc__=CadenceBase.__doc__,
        **{each.name: _number(each.name, each.default) for each in dataclasses.fields(Cadence)},
    )


# --- the whole --------------------------------------------------------------------------------------------------


class Config(Section):
    """A checked configuration. Paths are absolute; nothing has been looked up on disk."""

    person: MeSettings = Field(alias="me")
    cadence: CadenceSettings = CadenceSettings()
    provider: ProviderSettings = ProviderSettings()
    # Without it only while another provider is chosen: then nobody asks for it.
    local: LocalSettings = Field(default=None, validate_default=False)  # type: ignore[assignment]
    google: GoogleSettings
    hours: HoursSettings = HoursSettings()
    templates: TemplatesSettings = TemplatesSettings()
    notify: NotifySettings = NotifySettings()
    state: StateSettings = StateSettings()
    metrics: MetricsSettings = MetricsSettings()

    _path: Path = PrivateAttr(default=Path())
    _usual: bool = PrivateAttr(default=True)

    def model_post_init(self, context: Any, /) -> None:
        if context:
            self._path, self._usual = context["path"], context["usual"]

    @property
    def path(self) -> Path:
        """The file it was read from, absolute."""
        return self._path

    @property
    def usual(self) -> bool:
        """Whether it is the one that is used when none is named."""
        return self._usual

    @property
    def zone(self) -> str:
        """The person's own IANA zone."""
        return self.person.time_zone

    @property
    def goes_along(self) -> bool:
        """Whether the person's zone is this machine's, as none is configured."""
        return "time_zone" not in self.person.model_fields_set

    def in_zone(self, zone: str) -> Config:
        """The same, where this machine is in another zone by now."""
        # Not model_copy: for that the zone would count as configured.
        moved = MeSettings.model_construct(self.person.model_fields_set, **{**dict(self.person), "time_zone": zone})
        return self.model_copy(update={"person": moved})

    def me(self) -> Me:
        return Me(self.person.name, frozenset(self.person.email))

    def profile(self) -> Profile:
        from afterword.words.brief import Profile  # noqa: PLC0415 - templates are needed only where a text is made

        mine = self.person
        return Profile(name=mine.name, email=mine.email[0], phone=mine.phone, zone=mine.time_zone, country=mine.country)

    def chosen_cadence(self) -> Cadence:
        return self.cadence.chosen()

    def working_hours(self) -> Hours:
        days = frozenset(DAYS.index(day) for day in self.hours.days)
        return Hours(start=self.hours.start, end=self.hours.end, days=days)

    def poll_seconds(self) -> int | None:
        """The fixed interval of the provider that is chosen; None where it adapts."""
        return self.google.poll_seconds if self.provider.kind == "google" else self.local.poll_seconds

    def credentials_file(self) -> Path:
        """The OAuth client: as configured, or among systemd's credentials where nothing else was said."""
        handed = Path(os.environ.get("CREDENTIALS_DIRECTORY", "")) / CLIENT_NAME
        said = "credentials" in self.google.model_fields_set
        return handed if handed.is_absolute() and handed.is_file() and not said else self.google.credentials

    def token_file(self) -> tuple[Path, bool]:
        """Where the login at Google lies, and whether it may be written there: not in systemd's credentials."""
        if self.google.token is not None:
            return self.google.token, True
        given = os.environ.get("CREDENTIALS_DIRECTORY", "")
        handed = Path(given) / TOKEN_NAME
        if given and handed.is_file():
            return handed, False
        return self.state_folder() / TOKEN_NAME, True

    def state_folder(self) -> Path:
        """Where the memory of this configuration is kept: two configurations never share one."""
        if self.state.folder is not None:
            return self.state.folder
        given = os.environ.get("STATE_DIRECTORY", "").partition(":")[0]
        folder = Path(given) if given else user_state_path("afterword", appauthor=False)
        if self._usual:
            return folder
        return folder / sha256(os.fsencode(self._path.resolve())).hexdigest()[:16]
