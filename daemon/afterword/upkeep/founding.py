"""From nothing to a configuration: what the person says, what stands there already, what the machine tells, in this
order; and the configuration that comes of it, checked before it is written.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from afterword.config import Config, surroundings
from afterword.config.finding import Found, folders_of
from afterword.config.loading import checked, read
from afterword.config.writing import Settings, edited, merged, write
from afterword.errors import ConfigProblem

PLACES: dict[str, tuple[str, str]] = {
    "provider": ("provider", "kind"),
    "name": ("me", "name"),
    "email": ("me", "email"),
    "phone": ("me", "phone"),
    "time_zone": ("me", "time_zone"),
    "country": ("me", "country"),
    "mail": ("local", "mail"),
    "calendars": ("local", "calendars"),
    "follow_ups": ("local", "follow_ups"),
    "credentials": ("google", "credentials"),
    "cadence": ("cadence", "preset"),
}
"""Where in the file each answer stands."""

_ALWAYS = ("provider", "name", "email", "time_zone")
_OF_PROVIDER = {"local": ("mail", "calendars", "follow_ups"), "google": ("credentials",)}
_MACHINE = "this machine"
_BLANK: dict[str, dict[str, Any]] = {
    "me": {"name": "Somebody", "email": ["somebody@mail.invalid"], "time_zone": "UTC"},
    "local": {"mail": "mail", "calendars": ["calendar"], "follow_ups": "follow-ups"},
}
"""What the answers not yet given are taken for while one is checked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A value as the file spells it, and who says so: "you", "the configuration", or where it was found."""

    value: Any
    source: str


Answers = dict[str, Answer]


@dataclass(frozen=True, slots=True)
class Founding:
    """One file being made or changed; `data` and `text` are what stands there now."""

    file: Path
    home: Path
    text: str
    data: dict[str, Any]

    @classmethod
    def at(cls, file: Path, home: Path) -> Founding:
        """Raises ConfigProblem for a file that is no TOML: what a person wrote is not written over unread."""
        file = file.expanduser().absolute()
        if not file.exists():
            return cls(file, home, "", {})
        read(file)
        text = file.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
        if any(not isinstance(data.get(section, {}), dict) for section, _ in PLACES.values()):
            checked(data, file)  # says what is wrong
        return cls(file, home, text, data)

    def known(self, given: Mapping[str, Any], found: Found) -> Answers:
        """Every answer that need not be asked for. What is wrong, or not there any more, counts as not known."""
        offers = [(name, value, source) for name, value, source in self._offers(found) if value]
        for name, (section, key) in PLACES.items():
            if (value := self.data.get(section, {}).get(key)) is not None:
                offers.append((name, value, "your configuration"))
        answers = {
            name: Answer(value, source)
            for name, value, source in offers
            if name == "credentials" or not self.wrong(name, value)  # that file is needed for a login only
        }
        answers |= {name: Answer(_spelt(value), "you") for name, value in given.items() if value}
        return answers | self.derived(answers)

    def _offers(self, found: Found) -> list[tuple[str, Any, str]]:
        calendars = [self.short(path) for path in found.calendars if path.name != "follow-ups"]
        return [
            ("provider", "local" if found.mails else "", "a Maildir is here"),
            ("name", found.name, _MACHINE),
            ("email", list(found.emails), _MACHINE),
            ("time_zone", found.zone, _MACHINE),
            ("country", found.country, "your time zone"),
            ("mail", self.short(found.mails[0]) if found.mails else "", _MACHINE),
            ("calendars", calendars, _MACHINE),
            ("credentials", self.short(self.file.parent / "credentials.json"), "the usual place"),
            ("cadence", "week", "the usual"),
        ]

    def derived(self, answers: Answers) -> Answers:
        """Afterword's own calendar lies beside the first of the person's."""
        if "follow_ups" in answers or "calendars" not in answers:
            return {}
        first = Path(_listed(answers["calendars"].value)[0])
        return {"follow_ups": Answer(str(first.parent / "follow-ups"), "beside your calendars")}

    def missing(self, answers: Answers) -> list[str]:
        """What must be asked for."""
        provider = answers["provider"].value if "provider" in answers else ""
        return [name for name in (*_ALWAYS, *_OF_PROVIDER.get(provider, ())) if name not in answers]

    def wrong(self, name: str, value: Any) -> str:
        """What is wrong with an answer, "" if nothing: by the checks of the configuration itself."""
        section, key = PLACES[name]
        provider = {"provider": {"kind": "google"}} if section == "google" else {}
        blank = {part: values for part, values in _BLANK.items() if not provider or part == "me"}
        data = merged({**blank, **provider}, {section: {key: value}})
        try:
            found = surroundings(checked(data, self.file))
        except ConfigProblem as error:
            found = error.problems
        mine = next((each for each in found if each.key.startswith(f"[{section}] {key}")), None)
        return f"It {mine.expected}. {mine.hint}".strip() if mine else ""

    def settings(self, answers: Answers) -> Settings:
        """What is to be written: the answers of the provider chosen, but none that the file gives already."""
        provider = answers["provider"].value
        named = ("provider", "name", "email", "phone", "time_zone", "country", "cadence", *_OF_PROVIDER[provider])
        settings: dict[str, dict[str, Any]] = {}
        for name in (each for each in PLACES if each in named and each in answers):
            section, key = PLACES[name]
            there = self.data.get(section, {}).get(key)
            # The machine's zone need not be written: it is followed when it changes.
            followed = name == "time_zone" and there is None and answers[name].source == _MACHINE
            if there != answers[name].value and not followed:
                settings.setdefault(section, {})[key] = answers[name].value
        if provider == "local" and "local" in settings:
            mail = (self.file.parent / Path(answers["mail"].value).expanduser()).resolve()
            unusual = {key: name for key, name in folders_of(mail).items() if key not in self.data.get("local", {})}
            settings["local"] |= unusual
        return settings

    def config(self, settings: Settings) -> Config:
        """The configuration as it would be. Raises ConfigProblem."""
        return checked(merged(self.data, settings), self.file)

    def write(self, settings: Settings) -> Path | None:
        """Returns where what stood there is kept, None if nothing did or nothing changes."""
        new = edited(self.text, settings)
        return write(self.file, new) if new != self.text else None

    def short(self, path: Path) -> str:
        """A path as one writes it."""
        return f"~/{path.relative_to(self.home)}" if path.is_relative_to(self.home) else str(path)


def _spelt(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_spelt(each) for each in value]
    return str(value) if isinstance(value, Path) else value


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
