"""`afterword login`: log in at Google, or see who is logged in."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from afterword.cli.options import config_option, json_option

if TYPE_CHECKING:
    from afterword.config import Config
    from afterword.providers.google.login import Account

_SOON = 2


@click.command()
@config_option
@click.option("--no-browser", is_flag=True, help="Show the address, and take the one that your browser ends at.")
@click.option("--check", is_flag=True, help="Only say who is logged in, for what, and since when.")
@json_option
def login(config_path: Path | None, *, no_browser: bool, check: bool, as_json: bool) -> int:
    """Log in at Google, with the client that you made there (docs/google.md).

    Without --no-browser your browser opens on this machine.
    """
    from afterword import app, clock, config  # noqa: PLC0415 - help does without them
    from afterword.errors import NeedsLogin, Rejected  # noqa: PLC0415 - see above

    loaded = config.load(config_path)
    if loaded.provider.kind != "google":
        raise Rejected('There is nothing to log in at: write kind = "google" under [provider] first.')
    if not check:
        _log_in(loaded, no_browser=no_browser)
    found = app.account(loaded)
    _tell(found, loaded, clock.system(), as_json=as_json)
    return NeedsLogin.exit_code if found.lacking else 0


def _log_in(config: Config, *, no_browser: bool) -> None:
    from afterword import app  # noqa: PLC0415 - help does without it

    app.log_in(config, ask_by_hand if no_browser else None)


def has_browser() -> bool:
    """Whether a browser can be expected on this machine: there is a screen, and nobody comes by ssh."""
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")) and not os.environ.get("SSH_CONNECTION")


def ask_by_hand(address: str) -> str:
    click.echo(
        "Open this address in a browser, on any machine, and log in. In the end the browser shows a page that it\n"
        f"can't load: copy the address of that page and paste it here.\n\n{address}\n",
        err=True,
    )
    return str(click.prompt("The address of the last page", err=True))


def _tell(found: Account, config: Config, now: datetime, *, as_json: bool) -> None:
    if as_json:
        from afterword.cli.jsonout import emit  # noqa: PLC0415 - needed here only

        emit(_object(found, config))
        return
    from afterword.cli.render import screen  # noqa: PLC0415 - programs do without it

    out = screen()
    since = f" since {found.since:%-d %B %Y} ({_days(found.since, now)})" if found.since else ""
    who = f" as {found.email}" if found.email else ""
    out.line(f"Logged in{who}{since}.", "green")
    for line in (*_permissions(found), *_remarks(found, config, now)):
        out.line(line, indent=2)


def _permissions(found: Account) -> list[str]:
    from afterword.providers.google.scopes import BOXES  # noqa: PLC0415 - needed here only

    return [f"may: {BOXES.get(scope, scope)}" for scope in found.scopes]


def _remarks(found: Account, config: Config, now: datetime) -> list[str]:
    from afterword.providers.google.scopes import boxes  # noqa: PLC0415 - needed here only

    remarks = []
    if found.lacking:
        remarks.append(f"Not granted: {boxes(found.lacking)}. Run `afterword login` again and tick it.")
    if found.email and found.email.lower() not in config.person.email:
        remarks.append(f"{found.email} is not among your addresses: add it to [me] email.")
    if found.dies:
        soon = "soon, " if (found.dies - now).days < _SOON else ""
        remarks.append(
            f"This login ends {soon}on {found.dies:%-d %B}: the app is in testing. Publish it (docs/google.md), "
            "then log in once more."
        )
    return remarks


def _days(since: datetime, now: datetime) -> str:
    days = max(0, (now - since).days)
    return "today" if days == 0 else f"{days} day{'' if days == 1 else 's'} ago"


def _object(found: Account, config: Config) -> dict[str, object]:
    return {
        "account": found.email,
        "scopes": list(found.scopes),
        "missing": list(found.lacking),
        "since": found.since,
        "ends": found.dies,
        "token": config.token_file()[0],
    }
