"""The scales of charts, and each chart as a table: its numbers stand in text wherever it is drawn or cannot be."""

from collections.abc import Callable, Iterable
from math import ceil, floor, log10
from typing import Final

from sim.pages.blocks import MARKS, Bars, Column, Courses, Curve, Dots, Entry, Links, Sliders, Table, Timeline

# Scales: where the ticks of an axis go, which dots share a column


_STEPS: Final = (0.25, 0.5, 1, 2, 5, 7, 10, 14, 20, 50, 100)
_FACTORS: Final = (1, 2, 2.5, 5, 10)

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Spelled here: `strftime` would follow the machine's language."""


def step_of(span: float, most: int) -> float:
    """Days a step, so that the span takes at most so many steps."""
    return next((step for step in _STEPS if span <= step * most), ceil(span / most))


def bins(days: Iterable[float | None], step: float = 0) -> tuple[tuple[float, float, int], ...]:
    """From, to and the number of dots of each step of days, empty ones between the first and the last included."""
    known = [day for day in days if day is not None]
    if not known:
        return ()
    wide = step or step_of(max(known) - min(known), 11)
    first, last = floor(min(known) / wide), floor(max(known) / wide)
    counts = [0] * (last - first + 1)
    for day in known:
        counts[floor(day / wide) - first] += 1
    return tuple(((first + at) * wide, (first + at + 1) * wide, count) for at, count in enumerate(counts))


def ticks(low: float, high: float, most: int = 6) -> tuple[float, ...]:
    """Round numbers from low to high, about so many."""
    span = high - low
    if span <= 0:
        return (low,)
    power = 10.0 ** floor(log10(span / most))
    step = next(factor * power for factor in _FACTORS if factor * power * most >= span)
    return tuple(round(at * step, 10) for at in range(ceil(low / step), floor(high / step) + 1))


def date(month: int, day: int) -> str:
    """8 Jul."""
    return f"{day} {_MONTHS[month - 1]}"


# Tables

BAR: Final = 30
"""Characters from no run to all runs, where there is room."""

BAR_MEANING: Final = "Bars: solid to the lower end of the interval, pale to its upper, a dot at the share itself."
"""For bars that are drawn."""

BAR_LEGEND: Final = "Bars: █ to the lower end of the interval, ▒ to its upper, ● the share itself."
"""For bars of characters."""


def bar(columns: int = BAR) -> Callable[..., str]:
    """How a share, its interval and a mark to compare with (each 0-1) are drawn with so many characters."""

    def draw(share: float, low: float, high: float, mark: float | None = None) -> str:
        start, end = round(columns * low), round(columns * high)
        drawn = ["█" if at < start else "▒" if at < end else " " for at in range(columns + 1)]
        if mark is not None:
            drawn[round(columns * mark)] = "│"
        drawn[round(columns * share)] = "●"
        return "".join(drawn).rstrip()

    return draw


def scale_head(columns: int) -> str:
    """What stands over the bars: 0%, and 100% at the other end."""
    return f"0%{'100%':>{max(4, columns - 1)}}"


def percent(share: float) -> str:
    """25%; under 1% and over 99% where rounding would say none or all."""
    if 0 < share < 0.01:
        return "under 1%"
    return "over 99%" if 0.99 < share < 1 else f"{100 * share:.0f}%"


def interval(low: float, high: float) -> str:
    """78-84%."""
    digits = 1 if 0 < high - low < 0.01 else 0
    return f"{100 * low:.{digits}f}-{100 * high:.{digits}f}%"


def bars_table(block: Bars, columns: int = BAR) -> Table:
    """A row a bar, drawn with so many characters."""
    draw = bar(columns)
    heads = (Column(""), Column(scale_head(columns), "drawn"), Column("", "words"))
    rows = [(each.label, draw(each.share, each.low, each.high, each.mark), each.words) for each in block.rows]
    return Table(heads, rows, block.title, block.note, block.links)


def dots_title(block: Dots) -> str:
    """When: 50 dots, each 2 in 100 runs."""
    return f"{block.title}: {len(block.days)} dots, each {block.each}"


def dot_rows(block: Dots) -> tuple[tuple[str, int], ...]:
    """The words and the number of dots of each row: days, then those for which there is no day."""
    rows = [(f"{start:g}-{end:g}", count) for start, end, count in bins(block.days, block.step)]
    absent = sum(day is None for day in block.days)
    return (*rows, (block.absent, absent)) if absent else tuple(rows)


def dots_table(block: Dots, drawn: bool = True) -> Table:
    """A row a step of days: how many of 100; drawn: with the dots, in groups of ten."""
    heads = [Column("day", "number"), Column("in 100", "number"), *([Column("", "words")] if drawn else [])]
    rows = []
    for said, count in dot_rows(block):
        groups = ["●" * min(10, count - at) for at in range(0, count, 10)]
        rows.append((said, f"{100 * count / len(block.days):.0f}", *([" ".join(groups)] if drawn else [])))
    return Table(tuple(heads), rows, dots_title(block), block.note)


def curve_table(block: Curve, columns: int = 0) -> Table:
    """A row a point, each with a bar of so many characters, none for 0."""
    draw = bar(columns)
    runs = any(point.runs for point in block.points)
    notes = any(point.note for point in block.points)
    heads = [Column(block.path, "number")]
    heads += [Column("runs", "number")] * runs
    heads += [Column("share", "number"), Column("interval", "number")]
    heads += [Column(scale_head(columns), "drawn")] * bool(columns)
    heads += [Column("", "words")] * notes
    rows = []
    for point in block.points:
        cells = [point.value, *([point.runs] if runs else []), percent(point.share), interval(point.low, point.high)]
        cells += [draw(point.share, point.low, point.high, block.level)] if columns else []
        rows.append((*cells, *([point.note] if notes else [])))
    return Table(tuple(heads), rows, block.title, " ".join(filter(None, [tips_words(block), block.note])))


def tips_words(block: Curve) -> str:
    """What the tipping marks of a curve say."""
    said = "; ".join(tip.words for tip in block.tips)
    return said and f"Tips: {said}."


def marks_words(entries: Iterable[Entry]) -> str:
    """The marks that some events have, with what each means."""
    used = {entry.mark for entry in entries}
    return "  ".join(f"{mark} {meaning}" for mark, meaning in MARKS.items() if mark in used)


def legend(block: Timeline) -> str:
    """What stands under a timeline: the marks that it uses, with what each means, then its note."""
    return ". ".join(filter(None, (marks_words(block.entries), block.note)))


def timeline_table(block: Timeline) -> Table:
    """A row an event."""
    heads = (
        Column("UTC"), Column("local"), Column(""), Column("event", "number"), Column("actor"),
        Column("what", "words"), Column("from", "words"),
    )  # fmt: skip
    rows = [(e.utc, e.local, e.mark, str(e.seq), e.actor, e.words, e.tail) for e in block.entries]
    return Table(heads, rows, block.title, legend(block))


SIGNS: Final = {"=": "the same in all runs", "~": "the same act on other numbers"}
"""What stands for all of several runs in place of their letters."""


def courses_table(block: Courses) -> Table:
    """A row an event that is listed."""
    listed = [each for each in block.events if each.listed]
    times = (Column("UTC"), Column("local")) if block.local else (Column("UTC"),)
    heads = (*times, Column(""), Column(""), Column("event", "number"), Column("", "words"))
    rows = []
    for each in listed:
        entry = each.entry
        local = (entry.local,) if block.local else ()
        said = f"{entry.actor} {entry.words}" if entry.actor else entry.words
        rows.append((entry.utc, *local, each.of, entry.mark, str(entry.seq), said))
    signs = "".join(f"  {sign} {said}" for sign, said in SIGNS.items() if any(each.of == sign for each in listed))
    note = marks_words(each.entry for each in listed) + signs
    return Table(heads, rows, block.title, ". ".join(filter(None, (note, block.note))))


def sliders_tables(block: Sliders) -> tuple[Table, ...]:
    """What comes most often: a table for each value of the first of three numbers, each outcome a letter.

    The first table says what the letters mean.
    """
    most = [max(range(len(block.outcomes)), key=lambda row: (each[row], -row)) for each in block.counts]
    shares = [block.shares[each[row]].share for row, each in zip(most, block.counts, strict=True)]
    cells = [f"{LETTERS[row]} {percent(share)}" for row, share in zip(most, shares, strict=True)]
    named = [(LETTERS[row], block.outcomes[row]) for row in sorted(set(most))]
    meant = Table((Column(""), Column("the most common outcome", "words")), named, block.title, block.note)
    *outer, down = block.sliders if len(block.sliders) < 2 else block.sliders[:-1]
    across = block.sliders[-1] if len(block.sliders) > 1 else None
    wide = 1 if across is None else len(across.values)
    heads = ("share",) if across is None else across.values
    group = "" if across is None else across.name
    columns = (Column(down.name), *(Column(head, "number", group=group) for head in heads))
    found, each = [], len(down.values) * wide
    for at in range(0, len(cells), each):
        rows = [(value, *cells[at + row * wide : at + (row + 1) * wide]) for row, value in enumerate(down.values)]
        title = f"{outer[0].name} {outer[0].values[at // each]}" if outer else ""
        found.append(Table(columns, rows, title))
    return (meant, *found)


LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What outcomes are called where there is no room for their words."""


def links_table(block: Links) -> Table:
    """A row a link, with its address."""
    rows = [(each.key, each.words, each.url) for each in block.rows]
    return Table((Column(""), Column("", "words"), Column("", "words")), rows, block.title)


def keys(table: Table) -> str:
    """What stands under a table: what its heads mean, then its note."""
    meant = "; ".join(f"{column.head}: {column.key}" for column in table.columns if column.key)
    return " ".join(filter(None, [meant and f"{meant}.", table.note]))
