"""The figures as a page: `docs/judgement.md` is written and read here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from tests.judgement.scoring import Figure, Miss, Score

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "judgement.md"
_BEGIN = "<!-- written by `make judge ARGS=--record` from here on -->"
_OTHERS = "## Other people's mail and calendars"
_ROW = re.compile(r"^\| (?P<name>[^|]+?) \| (?P<right>\d+)/(?P<total>\d+) \| [\d.]+ % \|$", re.MULTILINE)


def recorded() -> dict[str, Figure]:
    """The figures on the page, by name."""
    found = _ROW.finditer(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else ()
    return {row["name"]: Figure(row["name"], int(row["right"]), int(row["total"])) for row in found}


def record(scores: Sequence[Score], others: Iterable[Figure], today: date) -> None:
    """Write the figures below the page's own words; those of others' mail stay where they were not measured anew."""
    before = PAGE.read_text(encoding="utf-8")
    words = before.partition(_BEGIN)[0]
    counted = ", ".join(f"{score.classes.total()} {score.group}" for score in scores)
    parts = [f"{words}{_BEGIN}", f"Measured on {today:%-d %B %Y}, on our own cases: {counted}."]
    for score in scores:
        parts += [f"## {score.group.capitalize()}", table(score.figures()), "### Taken for", confusion(score)]
        parts += ["### Misses", misses(score.misses, briefly=True)]
    measured = list(others)
    if measured:
        parts += [_OTHERS, table(measured)]
    elif _OTHERS in before:
        parts += [_OTHERS + before.partition(_OTHERS)[2].rstrip()]
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def table(figures: Iterable[Figure]) -> str:
    rows = [f"| {one.name} | {one.right}/{one.total} | {one.percent:.1f} % |" for one in figures if one.total]
    return "\n".join(["| figure | right | share |", "|---|---|---|", *rows])


def confusion(score: Score) -> str:
    """One line a class that was ever taken for another."""
    mixed = sorted((want, got, count) for (want, got), count in score.classes.items() if want != got)
    rows = [f"| {want} | {got} | {count} |" for want, got, count in mixed]
    return "\n".join(["| is | taken for | times |", "|---|---|---|", *rows]) if rows else "Nothing for anything else."


def misses(found: Sequence[Miss], *, briefly: bool = False) -> str:
    lines: list[str] = []
    for miss in found:
        said = "; ".join(f"{name} {got!r}, not {want!r}" for name, (want, got) in miss.fields.items())
        lines.append(f"- {miss.case.name}: {said}")
        if not briefly:
            lines += [f"    {piece.weight:+5.2f} {piece.rule}: {piece.saw}" for piece in miss.evidence]
    return "\n".join(lines) if lines else "None."
