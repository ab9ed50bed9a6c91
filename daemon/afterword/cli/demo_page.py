"""How the demonstration looks: a column for the time, a sign, the words; wrapped, and coloured on a terminal."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Protocol, TextIO

import click

from afterword.cli.render import console, printable

if TYPE_CHECKING:
    from rich.console import Console

_WIDTH = 100
_DAY, _CLOCK, _SIGN = 7, 6, 2
STYLES = {"✉": "blue", "▣": "cyan", "●": "bold magenta", "☞": "cyan", "→": "bold green", "?": "bold yellow"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. `aside` follows the text and explains it, more quietly."""

    day: str
    clock: str
    sign: str
    text: str
    aside: str = ""


class Page(Protocol):
    """Where the demonstration is told.

    `rows` are label and text; a label is said quietly, in a column `width` wide. A `chart` is lines of pieces, each
    with its style. `style` is one of rich's, a hint only.
    """

    def line(self, line: Line) -> None: ...
    def heading(self, text: str) -> None: ...
    def words(self, text: str = "", style: str = "") -> None: ...
    def rows(self, rows: Iterable[tuple[str, str]], width: int) -> None: ...
    def chart(self, rows: Iterable[Sequence[tuple[str, str]]]) -> None: ...
    def commands(self, commands: Iterable[str]) -> None: ...


def page(stream: TextIO | None = None) -> Page:
    out = stream or sys.stdout
    return RichPage(console(out)) if out.isatty() else PlainPage(out)


class PlainPage:
    """For pipes and files."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def line(self, line: Line) -> None:
        self._wrapped(f"{line.day:<{_DAY}}{line.clock:<{_CLOCK}}{line.sign} ", line.text + line.aside)

    def heading(self, text: str) -> None:
        self.words()
        self.words(text)

    def words(self, text: str = "", style: str = "") -> None:  # noqa: ARG002 - the other one has style
        for paragraph in printable(text, lines=True).split("\n"):
            self._wrapped("", paragraph)

    def rows(self, rows: Iterable[tuple[str, str]], width: int) -> None:
        for label, text in rows:
            labels = textwrap.wrap(printable(label), max(1, width - 2))
            lines = [line for each in printable(text, lines=True).split("\n") for line in _folded(each, _WIDTH - width)]
            for left, right in zip_longest(labels, lines, fillvalue=""):
                click.echo(f"{left:<{width}}{right}".rstrip(), file=self._stream)

    def chart(self, rows: Iterable[Sequence[tuple[str, str]]]) -> None:
        for row in rows:
            click.echo(printable("".join(piece for piece, _ in row)).rstrip(), file=self._stream)

    def commands(self, commands: Iterable[str]) -> None:
        for command in commands:
            click.echo(f"  {printable(command)}", file=self._stream)

    def _wrapped(self, left: str, text: str) -> None:
        for number, line in enumerate(_folded(printable(text), _WIDTH - len(left))):
            click.echo(f"{left if number == 0 else ' ' * len(left)}{line}".rstrip(), file=self._stream)


def _folded(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False, break_long_words=False) or [""]


class RichPage:
    """For terminals."""

    def __init__(self, terminal: Console) -> None:
        self._terminal = terminal

    def line(self, line: Line) -> None:
        from rich.text import Text  # noqa: PLC0415 - only a terminal needs rich

        style = "bold" if line.sign in "●→?" else ""
        words = Text.assemble((printable(line.text), style), (printable(line.aside), "dim"))
        cells = (
            Text(line.day, "bold"),
            Text(line.clock, "dim"),
            Text(line.sign, STYLES.get(line.sign, "")),
            words,
        )
        self._grid((_DAY, _CLOCK, _SIGN), [cells])

    def heading(self, text: str) -> None:
        self.words()
        self.words(text, "bold")

    def words(self, text: str = "", style: str = "") -> None:
        from rich.text import Text  # noqa: PLC0415 - see above

        self._terminal.print(Text(printable(text, lines=True), style=style))

    def rows(self, rows: Iterable[tuple[str, str]], width: int) -> None:
        from rich.text import Text  # noqa: PLC0415 - see above

        cells = [(Text(printable(label), "dim"), Text(printable(text, lines=True))) for label, text in rows]
        self._grid((width,), cells, gap=2)

    def chart(self, rows: Iterable[Sequence[tuple[str, str]]]) -> None:
        from rich.text import Text  # noqa: PLC0415 - see above

        for row in rows:
            self._terminal.print(Text.assemble(*((printable(piece), style) for piece, style in row)))

    def commands(self, commands: Iterable[str]) -> None:
        """Never wrapped, so that they can be copied."""
        from rich.text import Text  # noqa: PLC0415 - see above

        for command in commands:
            self._terminal.print(Text(f"  {printable(command)}", "cyan"), soft_wrap=True)

    def _grid(self, widths: Sequence[int], rows: Iterable[Sequence[object]], gap: int = 0) -> None:
        from rich.table import Table  # noqa: PLC0415 - see above

        grid = Table.grid(padding=(0, gap, 0, 0))
        for width in widths:
            grid.add_column(width=width - gap)
        grid.add_column(overflow="fold")
        for row in rows:
            grid.add_row(*row)  # type: ignore[arg-type]
        self._terminal.print(grid)
