"""A table as lines of a width: heads and cells wrap between words, and nothing is cut."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from attrs import frozen

from sim.pages.blocks import Column, Row, Table
from sim.pages.text import Look, padded, widest_word, width, wrapped

_GAPS: Final = (2, 1)


@frozen
class _Plan:
    """How wide each column is, and the spaces between two."""

    columns: tuple[Column, ...]
    widths: tuple[int, ...]
    gap: int


def table_lines(table: Table, look: Look) -> Iterator[str]:
    """Heads and rows in columns; a row below another, a line a cell, where columns cannot be narrow enough."""
    columns = tuple(Column(look.text(c.head), c.kind, "", look.text(c.group)) for c in table.columns)
    rows = [Row(tuple(look.text(cell) for cell in row.cells), row.sort) for row in table.rows]
    plan = _plan(columns, [row for row in rows if row.sort != "group"], look.columns)
    if plan is None:
        yield from _stacked(columns, rows, look)
        return
    yield from (look.styled(line, "dim") for line in _groups(plan))
    if any(column.head for column in columns):
        heads = [_wrapped_head(column.head, wide) for column, wide in zip(columns, plan.widths, strict=True)]
        most = max(map(len, heads))
        yield from (look.styled(line, "dim") for line in _beside(plan, [[""] * (most - len(h)) + h for h in heads]))
    for row in rows:
        lines = wrapped(row.cells[0], look.columns) if row.sort == "group" else _beside(plan, _cells(plan, row))
        yield from (look.styled(line, "bold") if row.sort else line for line in lines)


def _plan(columns: tuple[Column, ...], rows: Sequence[Row], room: int) -> _Plan | None:
    """The widths: as cells want them, then narrower until all fit, then wider for heads while there is room."""
    cells = [[row.cells[at] for row in rows] for at in range(len(columns))]
    wanted, least = [], []
    for column, below in zip(columns, cells, strict=True):
        natural = max([*map(width, below), widest_word(column.head)], default=0)
        fixed = column.kind in ("number", "drawn")
        wanted.append(max(natural, width(column.head)) if column.kind == "drawn" else natural)
        least.append(wanted[-1] if fixed else max(map(widest_word, [*below, column.head])))
    for gap in _GAPS:
        widths = _narrowed(columns, wanted, least, room - gap * (len(columns) - 1))
        if widths is not None:
            return _with_groups(_Plan(columns, _widened(columns, widths, room - gap * (len(columns) - 1)), gap), room)
    return None


def _narrowed(columns: Sequence[Column], wanted: list[int], least: list[int], room: int) -> list[int] | None:
    widths = list(wanted)
    if sum(least) > room:
        return None
    while sum(widths) > room:
        able = [at for at in range(len(widths)) if widths[at] > least[at]]
        widths[max(able, key=lambda at: (columns[at].kind == "words", widths[at]))] -= 1
    return widths


def _widened(columns: Sequence[Column], widths: list[int], room: int) -> tuple[int, ...]:
    for at, column in enumerate(columns):
        spare = room - sum(widths)
        widths[at] += max(0, min(spare, width(column.head) - widths[at]))
    return tuple(widths)


def _spans(plan: _Plan) -> list[tuple[str, int, int]]:
    """Each group's head, its width and its last column."""
    spans, last = [], -1
    for group, under in groupby(zip(plan.columns, plan.widths, strict=True), key=lambda pair: pair[0].group):
        wides = [wide for _, wide in under]
        last += len(wides)
        spans.append((group, sum(wides) + plan.gap * (len(wides) - 1), last))
    return spans


def _with_groups(plan: _Plan, room: int) -> _Plan | None:
    """The plan with columns wide enough for the words of the heads over them; None where that takes too much room."""
    widths = list(plan.widths)
    for group, wide, last in _spans(plan):
        widths[last] += max(0, widest_word(group) - wide)
    if sum(widths) + plan.gap * (len(widths) - 1) > room:
        return None
    return _Plan(plan.columns, tuple(widths), plan.gap)


def _groups(plan: _Plan) -> Iterator[str]:
    """The line of the heads over heads, each with a rule as wide as its columns."""
    spans = _spans(plan)
    if not any(group for group, _, _ in spans):
        return
    lines = [wrapped(group, wide) for group, wide, _ in spans]
    most = max(map(len, lines))
    for at in range(most):
        parts = [
            padded(([""] * (most - len(line)) + line)[at], span[1]) for line, span in zip(lines, spans, strict=True)
        ]
        yield (" " * plan.gap).join(parts).rstrip()
    yield (" " * plan.gap).join(("-" if group else " ") * wide for group, wide, _ in spans).rstrip()


def _wrapped_head(head: str, wide: int) -> list[str]:
    return [head] if width(head) <= wide else wrapped(head, wide)


def _cells(plan: _Plan, row: Row) -> list[list[str]]:
    return [
        [cell] if width(cell) <= wide else wrapped(cell, wide)
        for cell, wide in zip(row.cells, plan.widths, strict=True)
    ]


def _beside(plan: _Plan, cells: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of cells next to each other; numbers to the right."""
    for at in range(max(map(len, cells), default=0)):
        parts = [
            padded(cell[at] if at < len(cell) else "", wide, column.kind == "number")
            for cell, wide, column in zip(cells, plan.widths, plan.columns, strict=True)
        ]
        yield (" " * plan.gap).join(parts).rstrip()


def _stacked(columns: Sequence[Column], rows: Sequence[Row], look: Look) -> Iterator[str]:
    for row in rows:
        if row.sort == "group":
            yield from (look.styled(line, "bold") for line in wrapped(row.cells[0], look.columns))
            continue
        for at, (column, cell) in enumerate(zip(columns, row.cells, strict=True)):
            head = f"{column.group} {column.head}".strip()
            if not cell:
                continue
            if column.kind == "drawn":
                yield f"    {cell}"
            else:
                yield from wrapped(f"{head}: {cell}" if head else cell, look.columns, "  " * (at > 0), "    ")
