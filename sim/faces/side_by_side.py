"""Shares of several sweeps beside each other: a column each where the page is wide enough, else a row each."""

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from sim.faces.terminal import Terminal, wrapped
from sim.words.numbers import Counted, share_parts

LABEL: Final = 26
"""Columns of a label, the gap after it included; a longer one has a line of its own."""

GAP: Final = 2


@frozen
class Cell:
    """What stands under one sweep: what must stay on one line, and what is said after it."""

    first: str
    rest: str = ""

    def __str__(self) -> str:
        return f"{self.first}, {self.rest}" if self.rest else self.first


Row = tuple[str, Sequence[Cell]]
"""A label, and a cell a sweep."""

WIDEST_LABEL: Final = 38
"""Columns of a label beside which its cells still fit."""

InputRow = tuple[str, Sequence[str], str]
"""A label, a cell a sweep, and what is said of the row."""


def share_cell(row: Counted) -> Cell:
    """How often, as a cell: 81% of 400 runs (78-84%) above likely to very likely; not seen in 400 runs."""
    return Cell(*share_parts(row))


def print_side_by_side(terminal: Terminal, title: str, letters: str, rows: Sequence[Row]) -> None:
    """A small table under a title. All outcomes in rows; sweeps in columns if no cell is too wide for its column."""
    width = (terminal.page - LABEL + GAP) // len(letters) - GAP
    if max((len(cell.first) for _, cells in rows for cell in cells), default=0) <= width:
        _print_columns(terminal, title, letters, rows, width)
    else:
        _print_rows(terminal, title, letters, rows)


def _print_columns(terminal: Terminal, title: str, letters: str, rows: Sequence[Row], width: int) -> None:
    _print_line(terminal, title, list(letters), width)
    for label, cells in rows:
        shown = "" if len(label) >= LABEL else label
        if not shown:
            for line in wrapped(label, terminal.page, "", " " * 7):
                terminal.line(line)
        lines = [[cell.first, *(wrapped(cell.rest, width, "", "") if cell.rest else [])] for cell in cells]
        for at in range(max(map(len, lines))):
            parts = [each[at] if at < len(each) else "" for each in lines]
            _print_line(terminal, shown if at == 0 else "", parts, width)


def _print_line(terminal: Terminal, label: str, cells: Sequence[str], width: int) -> None:
    columns = (" " * GAP).join(f"{cell:{width}}" for cell in cells)
    terminal.line(f"{label:{LABEL}}{columns}".rstrip())


def _print_rows(terminal: Terminal, title: str, letters: str, rows: Sequence[Row]) -> None:
    terminal.line(title)
    for label, cells in rows:
        for line in wrapped(label, terminal.page, "", " " * 7):
            terminal.line(line)
        for letter, cell in zip(letters, cells, strict=True):
            for line in wrapped(str(cell), terminal.page, f"    {letter}  ", " " * 7):
                terminal.line(line)


def print_rows(terminal: Terminal, rows: Sequence[InputRow]) -> None:
    """A small table: the label, a column a run, and a remark. A row too wide for it has its cells below each other."""
    letters = rows[0][1]
    most = (terminal.page - WIDEST_LABEL) // len(letters) - 2
    narrow = [len(row[0]) <= WIDEST_LABEL and max(map(len, row[1])) <= most for row in rows]
    label = max(len(row[0]) for row, fits in zip(rows, narrow, strict=True) if fits)
    wide = [max(len(row[1][at]) for row, fits in zip(rows, narrow, strict=True) if fits) for at in range(len(letters))]
    for (name, cells, remark), fits in zip(rows, narrow, strict=True):
        if fits:
            padded = "  ".join(f"{cell:{size}}" for cell, size in zip(cells, wide, strict=True))
            terminal.line(f"{name:{label}}  {padded}  {remark}".rstrip())
            continue
        terminal.line(f"{name}  {remark}".rstrip())
        for letter, cell in zip(letters, cells, strict=True):
            for line in wrapped(cell, terminal.page, f"    {letter}  ", " " * 7):
                terminal.line(line)
