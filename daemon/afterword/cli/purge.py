"""`afterword purge`: take away all that Afterword has made and remembers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from afterword.cli.options import config_option
from afterword.errors import UsageProblem

if TYPE_CHECKING:
    from afterword.cli.render import Screen
    from afterword.upkeep.purge import Listing, Purged


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--dry-run", is_flag=True, help="Only show what would go.")
@click.option("--only-here", is_flag=True, help="Nothing but what lies on this machine: the login and the memory.")
@config_option
def purge(config_path: Path | None, *, yes: bool, dry_run: bool, only_here: bool) -> None:
    """Take away all that Afterword has made and remembers, after showing what that is.

    What you sent, changed or moved is yours and stays. The service must not be at work.
    """
    from afterword import clock, config  # noqa: PLC0415 - help does without them
    from afterword.cli.render import screen  # noqa: PLC0415 - see above
    from afterword.upkeep import purge as work  # noqa: PLC0415 - see above

    out = screen()
    shown: list[Listing] = []

    def agreed(listing: Listing) -> bool:
        shown.append(listing)
        _show(listing, out, only_here=only_here)
        return not dry_run and (yes or _ask())

    done = work.purge(config.load(config_path), clock.system(), agreed, only_here=only_here)
    if done is not None:
        _tell(done, shown[0], out)
    elif not shown:
        out.line("There is nothing of Afterword's to take away that it remembers.")
        out.line(
            "Drafts from before a memory was lost may be yours by now, and stay: they bear X-Afterword-Key.", "dim"
        )
    else:
        out.line("Nothing was changed.")


def _ask() -> bool:
    if not sys.stdin.isatty():
        raise UsageProblem("Nobody is there to be asked. Say --yes if all of that may go.")
    return click.confirm("Take all of that away?", default=False)


def _show(listing: Listing, out: Screen, *, only_here: bool) -> None:
    out.line("This goes:", "bold")
    for record in listing.drafts:
        out.line(f"the unsent draft to {record.person} ({record.kind}, {record.process})", indent=2)
    for record in listing.entries:
        when = f" on {record.live_start:%-d %B %Y}" if record.live_start else ""
        out.line(f"the {record.kind}{when} ({record.process}) in your calendar", indent=2)
    if not only_here:
        past = f", with {len(listing.past)} past entries" if listing.past else ""
        out.line(f"the calendar {listing.calendar}{past}, unless there is something of yours in it", indent=2)
    if listing.login:
        how = "" if only_here else "; it is revoked at Google"
        out.line(f"the login in {listing.login}{how}", indent=2)
    for file in listing.files:
        if file != listing.login:
            out.line(f"{file}", indent=2)
    out.line("What you sent, changed or moved stays, and so does the configuration.", "dim")


def _tell(done: Purged, listing: Listing, out: Screen) -> None:
    for why in done.kept:
        out.line(f"! It stays: {why}", "yellow")
    login = " The login is revoked." if done.login else ""
    out.line(f"Done: {done.removed} drafts and entries taken away, {len(listing.files)} files deleted.{login}", "green")
    out.line("Your configuration is still there; `afterword service uninstall` takes the service away.", "dim")
