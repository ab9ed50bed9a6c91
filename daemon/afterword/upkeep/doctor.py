"""A look at everything that keeps Afterword at work: each finding is fine, a warning or broken, and says what to do.

Nothing is changed, and one thing that can't be looked at does not keep the others from being seen.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from afterword import app, config, installing
from afterword.config import Config
from afterword.errors import AfterwordError, ConfigProblem, NeedsLogin
from afterword.overview import Overview
from afterword.store import copies

_SOON = timedelta(days=2)
_SILENT, _LONG_SILENT = timedelta(hours=2), timedelta(days=1)
_OFF, _FAR_OFF = timedelta(seconds=30), timedelta(minutes=5)
_LITTLE, _TOO_LITTLE = 500_000_000, 50_000_000
_MB = 1_000_000
_PRIVATE = 0o077
_WRITABLE = 0o022


class Grade(StrEnum):
    FINE = "fine"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one thing, and what to do about it ("" where nothing is)."""

    about: str
    grade: Grade
    text: str
    remedy: str = ""


Findings = Iterator[Finding]
Check = Callable[[Config, datetime], Iterable[Finding]]


def examine(path: Path | None, now: datetime, *, online: bool = True) -> tuple[Finding, ...]:
    """Everything that can be told of the configuration at `path` (None: the usual one) and what belongs to it."""
    file = path or config.default_path()
    if not file.exists():
        return (_broken("configuration", f"{file} does not exist yet.", "Run `afterword init`."),)
    try:
        chosen = config.load(path)
    except ConfigProblem as error:
        return tuple(_broken("configuration", str(problem)) for problem in error.problems)
    checks: list[tuple[str, Check]] = [
        ("configuration", _configuration),
        ("permissions", _permissions),
        ("disk", _disk),
        ("memory", _memory),
        ("time zone", _zone),
        ("service", _service),
        ("last look", _last_look),
        ("waiting for you", _needs),
    ]
    if chosen.provider.kind == "google":
        checks[2:2] = [("login", _login), *([("google", _account), ("clock", _clock)] if online else [])]
    return tuple(finding for about, check in checks for finding in _carefully(about, check, chosen, now))


def _carefully(about: str, check: Check, chosen: Config, now: datetime) -> Findings:
    """What can't be looked at is a finding, too. The text of our own errors ends with what to do."""
    try:
        yield from check(chosen, now)
    except AfterwordError as error:
        yield _broken(about, str(error))
    except OSError as error:
        yield _broken(
            about, f"{error.filename or 'something'}: {error.strerror}.", "Look at its owner and permissions."
        )


def _fine(about: str, text: str) -> Finding:
    return Finding(about, Grade.FINE, text)


def _warning(about: str, text: str, remedy: str = "") -> Finding:
    return Finding(about, Grade.WARNING, text, remedy)


def _broken(about: str, text: str, remedy: str = "") -> Finding:
    return Finding(about, Grade.BROKEN, text, remedy)


# --- what lies on this machine --------------------------------------------------------------------------------------


def _configuration(chosen: Config, _: datetime) -> Findings:
    problems = config.surroundings(chosen)
    for problem in problems:
        yield _broken("configuration", str(problem))
    for remark in config.advice(chosen):
        yield _warning("configuration", remark)
    if not problems:
        yield _fine("configuration", f"{chosen.path} is well.")


def _permissions(chosen: Config, _: datetime) -> Findings:
    """Secrets and the memory are for their owner alone, and nobody else writes what we obey."""
    token, ours = chosen.token_file()
    folder = chosen.state_folder()
    private = [folder, *folder.glob("afterword*.db*")]
    if chosen.provider.kind == "google":
        private += [chosen.google.credentials, *([token] if ours else [])]
    opened = [path for path in private if path.exists() and path.stat().st_mode & _PRIVATE]
    for path in opened:
        mode = "700" if path.is_dir() else "600"
        yield _warning("permissions", f"Others on this machine can look into {path}.", f"Run: chmod {mode} {path}")
    obeyed = [path for path in (chosen.path, chosen.path.parent, chosen.templates.folder) if path and path.exists()]
    written = [path for path in obeyed if path.stat().st_mode & _WRITABLE]
    for path in written:
        yield _warning("permissions", f"Others on this machine can change {path}.", f"Run: chmod go-w {path}")
    if not (opened or written):
        yield _fine("permissions", "What is private is for you alone.")


def _disk(chosen: Config, _: datetime) -> Findings:
    folder = next(path for path in (chosen.state_folder(), *chosen.state_folder().parents) if path.exists())
    free = shutil.disk_usage(folder).free
    text = f"{free // _MB:,} MB are free where the memory lies ({folder})."
    if free < _TOO_LITTLE:
        yield _broken("disk", text, "Free some space: what can't be written down is not done.")
    elif free < _LITTLE:
        yield _warning("disk", text, "Free some space before it runs out.")
    else:
        yield _fine("disk", text)


def _memory(chosen: Config, _: datetime) -> Findings:
    database = app.database(chosen)
    if not database.is_file():
        yield _warning("memory", "Nothing is remembered yet.", "Run `afterword once`, or start the service.")
        return
    wrong = copies.is_whole(database)
    if wrong:
        remedy = "Put a copy back with `afterword restore`, or move it away: Afterword then starts afresh."
        yield _broken("memory", f"{database} is damaged: {wrong}.", remedy)
    else:
        yield _fine("memory", f"{database} is whole ({_size(database)}).")


def _size(file: Path) -> str:
    size = file.stat().st_size
    return f"{size / _MB:.1f} MB" if size >= _MB else f"{size // 1000} kB"


def _zone(chosen: Config, _: datetime) -> Findings:
    system = config.system_zone()
    if system and system != chosen.zone:
        text = f"You are in {chosen.zone} by your configuration, and in {system} by this machine."
        yield _warning("time zone", text, "If you have moved, change time_zone under [me].")
    else:
        yield _fine("time zone", f"{chosen.zone}.")


# --- at Google ------------------------------------------------------------------------------------------------------


def _login(chosen: Config, now: datetime) -> Findings:
    from afterword.providers.google import login, provider  # noqa: PLC0415 - a provider is loaded when used

    since, dies = login.lifetime(provider.login_of(app.google_places(chosen)))
    age = f"Logged in on {since:%-d %B %Y}." if since else "Logged in."
    if dies is None:
        yield _fine("login", age)
    elif dies <= now:
        yield _broken("login", f"{age} The login ended on {dies:%-d %B}: the app is in testing.", _PUBLISH)
    elif dies - now < _SOON:
        yield _warning("login", f"{age} It ends on {dies:%-d %B}: the app is in testing.", _PUBLISH)
    else:
        yield _fine("login", f"{age} It ends on {dies:%-d %B}: the app is in testing.")


_PUBLISH = "Publish the app (docs/google.md), then run `afterword login`."


def _account(chosen: Config, _: datetime) -> Findings:
    from afterword.providers.google import provider  # noqa: PLC0415 - see `_login`
    from afterword.providers.google.scopes import boxes  # noqa: PLC0415 - see `_login`

    try:
        found = app.account(chosen)
        zone = provider.zone_of(app.google_places(chosen))
    except NeedsLogin as error:
        yield _broken("google", str(error))
        return
    except AfterwordError as error:
        yield _warning("google", str(error), "Look again later; Afterword goes on by itself.")
        return
    if found.lacking:
        yield _broken("google", f"Not granted: {boxes(found.lacking)}.", "Run `afterword login` and tick it.")
    if found.email.lower() not in chosen.person.email:
        text = "The account that is logged in is not among your addresses."
        yield _warning("google", text, "Add it to [me] email, or log in with another.")
    if zone and zone != chosen.zone:
        text = f"Your calendar is in {zone}, your configuration in {chosen.zone}."
        yield _warning("google", text, "If you have moved, change time_zone under [me].")
    if not found.lacking:
        yield _fine("google", "The account answers, and all permissions are granted.")


def _clock(chosen: Config, now: datetime) -> Findings:
    from afterword.providers.google import provider  # noqa: PLC0415 - see `_login`

    try:
        off = abs(provider.time_at(app.google_places(chosen)) - now)
    except AfterwordError as error:
        yield _warning("clock", str(error))
        return
    text = f"This machine's clock and Google's are {off.total_seconds():.0f} seconds apart."
    if off <= _OFF:
        yield _fine("clock", text)
    else:
        remedy = "Let the system keep the time: timedatectl set-ntp true"
        yield (_broken if off > _FAR_OFF else _warning)("clock", text, remedy)


# --- at work --------------------------------------------------------------------------------------------------------


def _service(chosen: Config, _: datetime) -> Findings:
    process = app.running(chosen)
    if process:
        yield _fine("service", f"It is running (process {process}).")
    try:
        units = installing.standing(chosen)
    except AfterwordError as error:
        yield _warning("service", str(error))
        return
    if not units and not process:
        yield _warning("service", "It is not installed, and does not run.", "Run `afterword service install`.")
    for unit in units:
        yield _unit(unit, runs=process is not None)
    if len(units) > 1:
        text = f"It is installed twice, as {' and '.join(unit.place.name for unit in units)}: one waits for the other."
        yield _warning("service", text, "Take one away: `afterword service uninstall`, with --system or without.")


def _unit(unit: installing.Installed, *, runs: bool) -> Finding:
    install = f"afterword service install{' --system' if unit.place.system else ''}"
    if not unit.current:
        text = f"{unit.place.file} is from another version or configuration."
        return _warning("service", text, f"Run `{install}` again.")
    if not runs:
        remedy = f"Start it: {installing.command(unit.place, 'start')}"
        return _broken("service", "It is installed, but does not run.", remedy)
    return _fine("service", f"{unit.place.file} is current.")


def _last_look(chosen: Config, now: datetime) -> Findings:
    view = _view(chosen)
    if view is None or view.looked is None:
        yield _warning("last look", "It has not looked at mail and calendar yet.", "Run `afterword once`.")
        return
    ago = now - view.looked
    text = f"It last looked at mail and calendar {_ago(ago)}."
    if ago < _SILENT:
        yield _fine("last look", text)
    else:
        remedy = "Look at `afterword service logs`, or run `afterword once`."
        yield (_broken if ago > _LONG_SILENT and app.running(chosen) else _warning)("last look", text, remedy)
    for problem in view.problems:
        yield _warning("last look", problem)


def _needs(chosen: Config, _: datetime) -> Findings:
    view = _view(chosen)
    for matter in view.matters if view else ():
        yield _warning("waiting for you", matter.text, " or ".join(f"`{answer}`" for answer in matter.answers))
    if not (view and view.matters):
        yield _fine("waiting for you", "Nothing.")


def _view(chosen: Config) -> Overview | None:
    return app.status(chosen) if app.database(chosen).is_file() else None


def _ago(ago: timedelta) -> str:
    minutes = max(0, int(ago.total_seconds() // 60))
    for size, name in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {name}{'' if count == 1 else 's'} ago"
    return "just now"
