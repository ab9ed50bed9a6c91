"""`afterword doctor`: is everything well, and what to do where it is not."""

from __future__ import annotations

from pathlib import Path

import click

from afterword.cli.options import config_option, json_option

_SIGNS = {"fine": ("✓", "green"), "warning": ("!", "yellow"), "broken": ("✗", "red")}
_BROKEN = 1


@click.command()
@config_option
@click.option("--offline", is_flag=True, help="Ask nobody on the network.")
@json_option
def doctor(config_path: Path | None, *, offline: bool, as_json: bool) -> int:
    """Look at everything that keeps Afterword at work, and say what to do where something is not well.

    Ends with 1 if something is broken. Nothing is changed.
    """
    from afterword import clock  # noqa: PLC0415 - help does without it
    from afterword.upkeep.doctor import examine  # noqa: PLC0415 - see above

    found = examine(config_path, clock.system(), online=not offline)
    broken = sum(1 for finding in found if finding.grade == "broken")
    if as_json:
        from afterword.cli.jsonout import emit  # noqa: PLC0415 - needed here only

        emit({"ok": not broken, "findings": found})
        return _BROKEN if broken else 0
    from afterword.cli.render import screen  # noqa: PLC0415 - programs do without it

    out = screen()
    for finding in found:
        sign, style = _SIGNS[finding.grade]
        out.line(f"{sign} {finding.about}: {finding.text}", style)
        if finding.remedy:
            out.line(finding.remedy, indent=4)
    warnings = sum(1 for finding in found if finding.grade == "warning")
    out.line()
    out.line(_summed_up(broken, warnings), "bold")
    return _BROKEN if broken else 0


def _summed_up(broken: int, warnings: int) -> str:
    if not broken and not warnings:
        return "All is well."
    parts = [f"{broken} broken"] * bool(broken)
    parts += [f"{warnings} warning{'' if warnings == 1 else 's'}"] * bool(warnings)
    return ", ".join(parts) + "."
