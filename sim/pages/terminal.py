"""A page as plain lines of a width: what a terminal and a pipe get."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from sim.pages import blocks as b
from sim.pages import tabled
from sim.pages.columns import table_lines
from sim.pages.text import Look, padded, widest_word, width, wrapped

LABEL: Final = 11
"""Columns of a label and the gap after it; a block with longer labels takes more."""

_WIDEST_LABEL: Final = 24
_WIDEST_NAME: Final = 24
_LEAST_ROOM: Final = 40
_LEAST_BESIDE: Final = 20
_NARROW: Final = 14
_HELD: Final = "\u00a0"
"""A space at which no line ends."""

_STYLES: Final = {"■": ("bold", "magenta"), "◆": ("bold", "cyan"), "◇": ("bold", "yellow"),
                  "▲": ("bold", "green")}  # fmt: skip


def terminal(page: b.Page, look: Look | None = None) -> str:
    """The page as lines, a blank line between two blocks; bars are explained once, under the first."""
    look = look or Look()
    explained = False
    parts = []
    for block in page:
        lines = list(_RENDERERS[type(block)](block, look))
        if isinstance(block, b.Bars | b.Curve) and not explained:
            lines += _note(look, tabled.BAR_LEGEND)
            explained = True
        parts.append("".join(f"{line.rstrip()}\n" for line in lines))
    return "\n".join(parts)


def _title(block: b.Title | b.Heading, look: Look) -> Iterator[str]:
    said = f"{block.text}  ({block.note})" if block.note else block.text
    return (look.styled(line, "bold") for line in wrapped(look.text(said), look.columns, "", "  "))


def _facts(block: b.Facts, look: Look) -> Iterator[str]:
    labels = [look.text(row.label) for row in block.rows]
    room = max(LABEL, min(_WIDEST_LABEL, max(map(width, labels), default=0) + 1))
    for label, row in zip(labels, block.rows, strict=True):
        first = padded(label, room) + " " * (width(label) >= room)
        for line in row.lines or ("",):
            yield from wrapped(look.text(line), look.columns, first, " " * room)
            first = " " * room


def _paragraph(block: b.Paragraph, look: Look) -> Iterator[str]:
    label = look.text(block.label)
    first = padded(label, LABEL - 1) + " " if label else ""
    yield from wrapped(look.text(block.text), look.columns, first, " " * min(width(first), _WIDEST_LABEL))


def _lines(block: b.Lines, look: Look) -> Iterator[str]:
    if block.title:
        yield from wrapped(look.text(block.title), look.columns)
    for row in block.rows:
        yield from wrapped(look.text(row), look.columns, "", "  ")


def _table(block: b.Table, look: Look) -> Iterator[str]:
    if block.title:
        yield from (look.styled(line, "bold") for line in wrapped(look.text(block.title), look.columns))
    yield from table_lines(block, look)
    yield from _note(look, tabled.keys(block))


def _note(look: Look, said: str) -> list[str]:
    return wrapped(look.text(said), look.columns, "  ", "  ") if said else []


def _bars(block: b.Bars, look: Look) -> Iterator[str]:
    label = max((width(look.text(row.label)) for row in block.rows), default=0)
    words = max((width(look.text(row.words)) for row in block.rows), default=0)
    beside = min(label, 28) + min(words, 28) + 4
    return _table(tabled.bars_table(block, _bar_size(look, label + words + 4, beside)), look)


def _bar_size(look: Look, beside: int, at_least: int) -> int:
    """Characters of a bar: as many as fit with all on one line, else with what stands beside it wrapped."""
    sizes = (tabled.BAR, 20, 10)
    fits = [size for size in sizes[:2] if size + 1 + beside <= look.columns]
    return next(iter(fits or [size for size in sizes[1:] if size + 1 + at_least <= look.columns]), sizes[-1])


def _dots(block: b.Dots, look: Look) -> Iterator[str]:
    return _table(tabled.dots_table(block), look)


def _curve(block: b.Curve, look: Look) -> Iterator[str]:
    return _table(tabled.curve_table(block, _bar_size(look, 48, 48)), look)


def _timeline(block: b.Timeline, look: Look) -> Iterator[str]:
    if block.title:
        yield from (look.styled(line, "bold") for line in wrapped(look.text(block.title), look.columns))
    wide = min(_WIDEST_NAME, max((width(look.text(entry.actor)) for entry in block.entries), default=0))
    zone = max((width(look.text(entry.local)) for entry in block.entries), default=0)
    digits = max((len(str(entry.seq)) for entry in block.entries), default=1)
    for entry in block.entries:
        before = f"{look.text(entry.utc)}  " + (f"{padded(look.text(entry.local), zone)}  " if zone else "")
        mark, name = look.text(entry.mark), padded(look.text(entry.actor), wide)
        after = f" {entry.seq:{digits}}  "
        styled = look.styled(before, "dim") + look.styled(mark, *_STYLES.get(entry.mark, ())) + after
        styled += look.styled(name, "bold") + "  "
        cause = look.text(entry.tail).replace("<- ", f"<-{_HELD}")
        tail = f"{look.text(entry.words)}  {cause}".rstrip(" ")
        lines = _event(look, f"{before}{mark}{after}{name}  ", styled, tail)
        yield from (line.replace(_HELD, " ") for line in lines)
    yield from _note(look, tabled.legend(block))


def _event(look: Look, prefix: str, styled: str, tail: str) -> list[str]:
    """The lines of an event: beside its prefix where there is room, else under it."""
    if look.whole_lines:
        return [styled + tail]
    room = look.columns - width(prefix)
    rest = " " * (width(prefix) if room >= _LEAST_ROOM else _NARROW)
    if room < max(_LEAST_BESIDE, widest_word(tail.split(" ")[0])):
        return [styled, *wrapped(tail, look.columns, rest, rest)]
    first, *others = wrapped(tail, look.columns, prefix, rest)
    return [styled + first[len(prefix) :], *others]


def _courses(block: b.Courses, look: Look) -> Iterator[str]:
    return _table(tabled.courses_table(block), look)


def _sliders(block: b.Sliders, look: Look) -> Iterator[str]:
    for at, table in enumerate(tabled.sliders_tables(block)):
        yield from [""] * bool(at)
        yield from _table(table, look)


def _links(block: b.Links, look: Look) -> Iterator[str]:
    return _table(tabled.links_table(block), look)


def _room(block: b.Room, look: Look) -> Iterator[str]:
    yield from wrapped(look.text(block.text), look.columns)
    for _ in range(block.lines):
        yield "_" * (look.columns - 1)


def _next(block: b.Next, look: Look) -> Iterator[str]:
    for number, command in enumerate(block.commands):
        yield f"{look.text(block.title) if number == 0 else '':{LABEL}}{look.text(command)}"


_RENDERERS: Final[dict[type, Callable[[Any, Look], Iterator[str]]]] = {
    b.Title: _title, b.Heading: _title, b.Facts: _facts, b.Paragraph: _paragraph, b.Lines: _lines, b.Table: _table,
    b.Bars: _bars, b.Dots: _dots, b.Curve: _curve, b.Timeline: _timeline, b.Courses: _courses,
    b.Sliders: _sliders, b.Links: _links, b.Room: _room, b.Next: _next,
}  # fmt: skip
