"""What people read: plain text, or rich on a terminal. Every word passes `printable` on its way there."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol, TextIO

import click

if TYPE_CHECKING:
    from rich.console import Console

# Joiners that scripts need; every other format character (bidi overrides, tags, soft hyphens) can fake what is shown.
_JOINERS = "\u200c\u200d"
_CONTROL = re.compile(r"[^\x20-\x7e]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_WIDEST = 100


def printable(text: str, *, lines: bool = False) -> str:
    """`text` with nothing left that a terminal would obey: no escapes, no overwriting, no reversed reading order.

    Line ends and tabs become blanks; with `lines` the line ends stay. What is taken out leaves a mark, so that a
    manipulated name looks manipulated.
    """
    return _CONTROL.sub(lambda found: _shown(found[0], lines=lines), text.replace("\r\n", "\n"))


def _shown(character: str, *, lines: bool) -> str:
    if character == "\n":
        return "\n" if lines else " "
    if character == "\t" or character in _JOINERS:
        return " " if character == "\t" else character
    category = unicodedata.category(character)
    if category in ("Zl", "Zp", "Zs"):
        return " "
    return _REPLACEMENT if category in ("Cc", "Cf", "Cs", "Co") else character


class Screen(Protocol):
    """Where a command writes for people. `style` is a rich style, a hint only; `marked` are the rows that matter."""

    def line(self, text: str = "", style: str = "", indent: int = 0) -> None: ...
    def table(
        self, header: Sequence[str], rows: Iterable[Sequence[str]], marked: frozenset[int] = frozenset()
    ) -> None: ...


def screen(stream: TextIO | None = None) -> Screen:
    """Rich on a terminal, else plain text as wide as it needs to be (`grep` finds a sentence on one line)."""
    out = stream or sys.stdout
    return Rich(console(out)) if out.isatty() else Plain(out)


def console(stream: TextIO) -> Console:
    """A rich console that interprets nothing in the text it is given. Honours NO_COLOR and COLUMNS."""
    from rich.console import Console  # noqa: PLC0415 - 60 ms that only a terminal needs

    width = min(shutil.get_terminal_size().columns, _WIDEST)
    return Console(file=stream, width=width, markup=False, emoji=False, highlight=False)


class Plain:
    """Text for pipes and files."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def line(self, text: str = "", style: str = "", indent: int = 0) -> None:  # noqa: ARG002 - the other one has style
        words = printable(text, lines=True)
        click.echo(textwrap.indent(words, " " * indent), file=self._stream)

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]], marked: frozenset[int] = frozenset()) -> None:
        cells = [[printable(cell) for cell in row] for row in (header, *rows)]
        widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
        for number, row in enumerate(cells):
            sign = ">" if number - 1 in marked else " "
            padded = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            click.echo(f"{sign} {padded}".rstrip(), file=self._stream)


class Rich:
    """Text for a terminal: wrapped to its width, coloured where it may be."""

    def __init__(self, terminal: Console) -> None:
        self._terminal = terminal

    def line(self, text: str = "", style: str = "", indent: int = 0) -> None:
        if not text:
            self._terminal.print()  # padding around nothing would be nothing
            return
        from rich.padding import Padding  # noqa: PLC0415 - see `console`
        from rich.text import Text  # noqa: PLC0415 - see `console`

        self._terminal.print(Padding(Text(printable(text, lines=True), style=style), (0, 0, 0, indent), expand=False))

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]], marked: frozenset[int] = frozenset()) -> None:
        from rich.table import Table  # noqa: PLC0415 - see `console`
        from rich.text import Text  # noqa: PLC0415 - see `console`

        table = Table(*("", *header), box=None, header_style="dim", pad_edge=False, padding=(0, 1))
        for number, row in enumerate(rows):
            style = "bold" if number in marked else ""
            sign = ">" if number in marked else " "
            table.add_row(sign, *(Text(printable(cell), style=style) for cell in row))
        self._terminal.print(table)
