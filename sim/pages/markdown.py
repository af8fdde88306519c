"""A page as Markdown, as GitHub and notebooks read it; drawn columns stay, as code."""

import re
from collections.abc import Callable
from typing import Any, Final

from sim.pages import blocks as b
from sim.pages import tabled
from sim.pages.text import is_address, printable

_RULES: Final = {"name": "---", "words": "---", "number": "--:", "drawn": "---"}


def markdown(page: b.Page) -> str:
    """The page, a blank line between two blocks."""
    return "\n".join(f"{_RENDERERS[type(block)](block).rstrip()}\n" for block in page)


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, within a line."""
    return re.sub(r"([\\`*_\[\]<|&~$])", r"\\\1", printable(text))


def _line(text: str) -> str:
    """Text that begins a line, and no heading, list, quotation or block of code with it."""
    return re.sub(r"^(\d*)([>#+=.)-])(?=[\s>#=-]|$)", r"\1\\\2", escaped(text.strip()))


def _code(text: str) -> str:
    """Characters as they stand, between as many backticks as they need."""
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{text}{fence}" if text else ""


def _title(block: b.Title) -> str:
    return f"# {_noted(block)}"


def _heading(block: b.Heading) -> str:
    return f"## {_noted(block)}"


def _noted(block: b.Title | b.Heading) -> str:
    return escaped(f"{block.text} ({block.note})" if block.note else block.text)


def _strong(text: str) -> str:
    return f"**{escaped(text)}**" if text.strip() else ""


def _facts(block: b.Facts) -> str:
    said = []
    for row in block.rows:
        first, *rest = row.lines or ("",)
        said.append(f"- {_strong(row.label)} {escaped(first)}")
        said += [f"  - {_line(line)}" for line in rest]
    return "\n".join(said)


def _paragraph(block: b.Paragraph) -> str:
    return f"{_strong(block.label)} {escaped(block.text)}" if block.label else _line(block.text)


def _lines(block: b.Lines) -> str:
    head = f"{_strong(block.title)}\n\n" if block.title else ""
    return head + "\n".join(f"- {_line(row)}" for row in block.rows)


def _table(block: b.Table) -> str:
    heads = [escaped(f"{column.group} {column.head}".strip()) for column in block.columns]
    rules = [_RULES[column.kind] for column in block.columns]
    lines = [_strong(block.title), ""] if block.title else []
    lines += [_piped(heads), _piped(rules), *(_piped(_cells(block.columns, row)) for row in block.rows)]
    note = tabled.keys(block)
    return "\n".join([*lines, *(["", _line(note)] if note else [])])


def _cells(columns: tuple[b.Column, ...], row: b.Row) -> list[str]:
    if row.sort == "group":
        return [_strong(row.cells[0]), *[""] * (len(columns) - 1)]
    cells = []
    for column, cell in zip(columns, row.cells, strict=True):
        shown = _code(printable(cell)) if column.kind == "drawn" else escaped(cell)
        cells.append(_strong(cell) if row.sort == "strong" and column.kind != "drawn" else shown)
    return cells


def _piped(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _bars(block: b.Bars) -> str:
    return f"{_table(tabled.bars_table(block, 20))}\n\n{tabled.BAR_LEGEND}"


def _dots(block: b.Dots) -> str:
    return _table(tabled.dots_table(block))


def _curve(block: b.Curve) -> str:
    return f"{_table(tabled.curve_table(block, 20))}\n\n{tabled.BAR_LEGEND}"


def _timeline(block: b.Timeline) -> str:
    return _table(tabled.timeline_table(block))


def _courses(block: b.Courses) -> str:
    return _table(tabled.courses_table(block))


def _sliders(block: b.Sliders) -> str:
    return "\n\n".join(map(_table, tabled.sliders_tables(block)))


def _links(block: b.Links) -> str:
    head = f"{_strong(block.title)}\n\n" if block.title else ""
    return head + "\n".join(f"- {_strong(row.key)} {_link(row)}" for row in block.rows)


def _link(row: b.Link) -> str:
    words = escaped(row.words)
    if is_address(row.url):
        return f"[{words}](<{_ADDRESS.sub(_coded, row.url)}>)"
    return f"{words} {escaped(row.url)}".strip()


_ADDRESS: Final = re.compile(r"[<>\\\s\x00-\x1f]")
"""What would end an address in Markdown."""


def _coded(found: "re.Match[str]") -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def _room(block: b.Room) -> str:
    return "\n\n".join([_line(block.text), *[_code("_" * 60)] * block.lines])


def _next(block: b.Next) -> str:
    commands = [printable(command) for command in block.commands]
    fence = "`" * max(3, *(1 + len(run) for command in commands for run in re.findall("`+", command)), 3)
    return "\n".join([f"{escaped(block.title)}:", "", f"{fence}console", *commands, fence])


_RENDERERS: Final[dict[type, Callable[[Any], str]]] = {
    b.Title: _title, b.Heading: _heading, b.Facts: _facts, b.Paragraph: _paragraph, b.Lines: _lines, b.Table: _table,
    b.Bars: _bars, b.Dots: _dots, b.Curve: _curve, b.Timeline: _timeline, b.Courses: _courses,
    b.Sliders: _sliders, b.Links: _links, b.Room: _room, b.Next: _next,
}  # fmt: skip
