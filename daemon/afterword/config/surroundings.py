"""What only looking can tell: whether the folders a configuration names are there, and the country is known."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from afterword.config.schema import Config
from afterword.config.values import closest
from afterword.errors import Problem

_MAILDIR = ("cur", "new", "tmp")


def surroundings(config: Config) -> tuple[Problem, ...]:
    """Everything that keeps this configuration from working on this machine, with advice; empty when all is well."""
    file = str(config.path)
    places = _google(config) if config.provider.kind == "google" else (*_mail(config), *_calendars(config))
    found = (*places, *_templates(config), *_country(config))
    return tuple(Problem(file, *problem) for problem in found)


def advice(config: Config) -> tuple[str, ...]:
    """What works but is probably not meant: folders of the mailbox that are not there yet."""
    if config.provider.kind == "google":
        return ()
    mail = config.local.mail
    return tuple(
        f"{mail / name} does not exist yet ([local] {key}).{_similar(mail, name)}"
        for key, name in (("drafts", config.local.drafts), ("sent", config.local.sent))
        if mail.is_dir() and not (mail / name).is_dir()
    )


_Finding = tuple[str, str, str, str]


def _google(config: Config) -> Iterator[_Finding]:
    """The client file is needed to log in only: a token that is there holds everything from it."""
    credentials, (token, _) = config.credentials_file(), config.token_file()
    if not credentials.is_file() and not token.is_file():
        hint = "Download your OAuth client from Google's console: see docs/google.md."
        yield "[google] credentials", str(credentials), "must be a file that exists", hint


def _mail(config: Config) -> Iterator[_Finding]:
    mail, key = config.local.mail, "[local] mail"
    if not mail.is_dir():
        yield key, str(mail), "must be a folder that exists", "Name the root of your Maildir."
    elif not is_maildir(mail):
        inside = sorted(each.name for each in mail.iterdir() if is_maildir(each))
        hint = f"Inside it there is {mail / inside[0]}." if inside else "Name the root of your Maildir."
        yield key, str(mail), "must be a Maildir: it lacks cur, new and tmp", hint


def is_maildir(folder: Path) -> bool:
    return all((folder / name).is_dir() for name in _MAILDIR)


def _similar(mail: Path, name: str) -> str:
    there = [each.name for each in mail.iterdir() if is_maildir(each)]
    near = get_close_matches(name, there, n=1, cutoff=0.5)
    return f" Did you mean {near[0]}?" if near else " It is made when it is first needed."


def _calendars(config: Config) -> Iterator[_Finding]:
    for folder in config.local.calendars:
        if folder != config.local.follow_ups and not folder.is_dir():
            hint = "Name a folder of .ics files, or run vdirsyncer first."
            yield "[local] calendars", str(folder), "must be folders that exist", hint
    follow_ups = config.local.follow_ups
    if follow_ups.exists() and not follow_ups.is_dir():
        yield "[local] follow_ups", str(follow_ups), "must be a folder, not a file", "Name another."


def _templates(config: Config) -> Iterator[_Finding]:
    folder = config.templates.folder
    if folder is not None and not folder.is_dir():
        yield "[templates] folder", str(folder), "must be a folder that exists", "Make it, or leave the setting out."


def _country(config: Config) -> Iterator[_Finding]:
    country, _, region = config.person.country.partition("-")
    if not country:
        return
    from holidays import list_supported_countries  # noqa: PLC0415 - 150 ms, and only where a country is named

    known = list_supported_countries(include_aliases=False)
    if country not in known:
        yield "[me] country", country, "must be a country whose holidays are known", closest(country, list(known))
    elif region and region not in known[country]:
        regions = ", ".join(known[country]) or "none"
        yield "[me] country", f"{country}-{region}", f"must be a known region of {country}", f"There are: {regions}."
