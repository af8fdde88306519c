"""Four marks as SVG, drawn by hand: a share with its interval, dots over days, a stepped curve, lanes of a timeline.

Each is named for readers who cannot see it. Colours come from the style of the page. Numbers stand in a table too.
"""

import html
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from math import ceil
from typing import Final

from sim.pages.blocks import Bar, Calendar, Courses, Curve, Dots, Entry, Point, Timeline
from sim.pages.tabled import bins, date, percent, step_of, ticks
from sim.pages.text import printable, width, wrapped

_LETTER: Final = 6.2
"""Units that a letter takes, at most."""

_ACROSS: Final = 58
"""Letters that stand side by side in a small drawing."""

_MARKS: Final = {
    "●": '<circle cx="{x:g}" cy="{y:g}" r="4" class="ink"/>',
    "○": '<circle cx="{x:g}" cy="{y:g}" r="3.5" class="open"/>',
    "◆": '<path d="M{x:g} {y:g}m0-5.5l5.5 5.5-5.5 5.5-5.5-5.5z" class="accent"/>',
    "■": '<path d="M{x:g} {y:g}m-5-5h10v10h-10z" class="accent"/>',
    "◇": '<path d="M{x:g} {y:g}m0-5.5l5.5 5.5-5.5 5.5-5.5-5.5z" class="open"/>',
    "▲": '<path d="M{x:g} {y:g}m0-5.5l5.5 10h-11z" class="accent"/>',
}
_NUMBERED: Final = "◆■◇▲"


_ANALYST: Final = "analyst"
"""The lane of what no actor did."""


def escaped(text: str) -> str:
    """Text for HTML and SVG, in an attribute too."""
    return html.escape(printable(text))


def _svg(name: str, wide: float, high: float, parts: Iterable[str], kind: str, shows: str = "") -> str:
    """shows: how to read it, for who cannot see it; a bar needs none, as its name has its numbers."""
    said, more = escaped(name), f"<desc>{escaped(shows)}</desc>" if shows else ""
    return (
        f'<svg class="{kind}" role="img" aria-label="{said}" viewBox="0 0 {wide:g} {high:g}">'
        f"<title>{said}</title>{more}{''.join(parts)}</svg>"
    )


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.4g}" y="{y:.4g}" text-anchor="{anchor}">{escaped(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<path d="M{x1:.4g} {y1:.4g}L{x2:.4g} {y2:.4g}" class="{kind}"/>'


def _box(x: float, y: float, wide: float, high: float, kind: str) -> str:
    return f'<rect x="{x:.4g}" y="{y:.4g}" width="{max(0.0, wide):.4g}" height="{max(0.0, high):.4g}" class="{kind}"/>'


def interval_bar(bar: Bar) -> str:
    """Solid to the lower end of the interval, pale to its upper, a dot at the share; a line at what it is held to."""
    left, wide = 5, 190
    low, high, share = (left + wide * each for each in (bar.low, bar.high, bar.share))
    parts = [_line(left, 8, left + wide, 8, "rule"), _box(left, 4, low - left, 8, "accent")]
    parts += [_box(low, 4, high - low, 8, "pale")]
    parts.append(f'<circle cx="{share:.4g}" cy="8" r="4" class="dot"/>')
    if bar.mark is not None:
        parts.append(_line(left + wide * bar.mark, 1, left + wide * bar.mark, 15, "mark"))
    return _svg(f"{bar.label}: {bar.words}", 200, 16, parts, "bar")


def dot_plot(dots: Dots, name: str) -> str:
    """Dots above the days they fall on; those without a day beside the axis."""
    found = bins(dots.days, dots.step)
    absent = sum(day is None for day in dots.days)
    beside = max(40.0, _LETTER * width(dots.absent)) + 24 if absent else 0.0
    room = 350 - beside
    column = room / max(1, len(found))
    across = max(1, int(min(column, 40) // 9))
    stacks = [(12 + at * column + column / 2, count) for at, (_, _, count) in enumerate(found)]
    beyond = 372 - (beside - 24) / 2 - 4
    floor_at = 14 + 9 * max([ceil(count / across) for _, count in stacks] + [ceil(absent / 4)])
    parts = [_line(12, floor_at, 12 + room - 2, floor_at, "rule")] if found else []
    for middle, count in stacks:
        parts += _stack(middle, floor_at, count, across)
    parts += _stack(beyond, floor_at, absent, 4)
    every = ceil(len(found) * 24 / room) if found else 1
    edges = [start for start, _, _ in found] + [end for _, end, _ in found[-1:]]
    for at, edge in enumerate(edges):
        x = 12 + at * column
        parts.append(_line(x, floor_at, x, floor_at + 3, "rule"))
        if at % every == 0:
            parts.append(_text(x, floor_at + 14, f"{edge:g}", "middle"))
    parts += [_text(12 + room / 2, floor_at + 28, "day", "middle")] if found else []
    parts += [_text(beyond, floor_at + 14, dots.absent, "middle")] if absent else []
    shows = "Each dot stands above the day of its runs' outcome; the table beside it has how many of 100 came when."
    return _svg(name, 372, floor_at + 34, parts, "small", shows)


def _stack(middle: float, floor_at: float, count: int, across: int) -> Iterable[str]:
    for at in range(count):
        row, place = divmod(at, across)
        x = middle + 9 * (place - (min(across, count) - 1) / 2)
        yield f'<circle cx="{x:.4g}" cy="{floor_at - 6 - 9 * row:.4g}" r="3.8" class="accent"/>'


def curve_chart(curve: Curve, name: str) -> str:
    """Steps with a band, on a scale; a value off the scale beside it; notes and tipping points over it."""
    on = sorted((p for p in curve.points if p.x is not None), key=lambda p: p.x or 0.0)
    off = [p for p in curve.points if p.x is None]
    xs = [p.x for p in on if p.x is not None]
    low, high = (min(xs), max(xs)) if xs else (0.0, 1.0)
    left, right = 40.0, 352.0 - sum(_slot(p) for p in off)
    notes = [(p.x, p.note) for p in on if p.note and p.x is not None]
    notes += [((tip.low + tip.high) / 2, tip.words) for tip in curve.tips]
    said = [(x, wrapped(printable(words), _ACROSS)) for x, words in notes]
    top = 10.0 + 13 * sum(len(lines) for _, lines in said)
    base = top + 130

    def across(x: float) -> float:
        return left + (right - left) * ((x - low) / (high - low) if high > low else 0.5)

    def up(share: float) -> float:
        return base - (base - top) * share

    parts = [
        _line(left, up(y), 360, up(y), "rule") + _text(left - 5, up(y) + 4, percent(y), "end") for y in (0, 0.5, 1)
    ]
    for tip in curve.tips:
        parts.append(_box(across(tip.low), top, max(2.0, across(tip.high) - across(tip.low)), base - top, "tip"))
    ends = [low, *((a + b) / 2 for a, b in pairwise(xs)), high]
    steps = [(across(ends[at]), across(ends[at + 1]), p) for at, p in enumerate(on)]
    parts += [_box(start, up(p.high), end - start, up(p.low) - up(p.high), "pale") for start, end, p in steps]
    path = "L".join(f"{start:.4g} {up(p.share):.4g}L{end:.4g} {up(p.share):.4g}" for start, end, p in steps)
    parts += [f'<path d="M{path}" class="line"/>'] if path else []
    parts += [
        f'<circle cx="{across(x):.4g}" cy="{up(p.share):.4g}" r="2.5" class="dot"/>'
        for x, p in zip(xs, on, strict=True)
    ]
    if curve.level is not None:
        parts.append(_line(left, up(curve.level), 360, up(curve.level), "mark"))
    y = 10.0
    for x, lines in said:
        parts += _noted(across(x), y, base, lines)
        y += 13 * len(lines)
    parts += [_text(across(tick), base + 14, f"{tick:g}", "middle") for tick in ticks(low, high) if xs]
    edge = right
    for p in off:
        edge += _slot(p)
        parts += _beside(p, edge - _slot(p) / 2 + 8, up, base)
    parts.append(_text((left + right) / 2, base + 29, curve.path, "middle"))
    shows = "Steps: the share of runs at each value, with a band for its interval; the table beside it has the numbers."
    return _svg(name, 372, base + 36, parts, "small", shows)


def _slot(point: Point) -> float:
    return max(28.0, _LETTER * width(point.value) + 18)


def _noted(x: float, y: float, base: float, lines: Sequence[str]) -> list[str]:
    """Words over a chart, as near to their place as the drawing's edges allow, and a line down from them."""
    wide = _LETTER * max(map(width, lines))
    start = min(max(2.0, x - wide / 2), 370 - wide)
    shown = [_text(start, y + 13 * at, line) for at, line in enumerate(lines)]
    return [_line(x, y + 13 * len(lines) - 10, x, base, "thin"), *shown]


def _beside(point: Point, x: float, up: Callable[[float], float], base: float) -> list[str]:
    share = f'<circle cx="{x:.4g}" cy="{up(point.share):.4g}" r="4" class="dot"/>'
    band = _box(x - 5, up(point.high), 10, up(point.low) - up(point.high), "pale")
    return [band, share, _text(x, base + 14, point.value, "middle")]


def lanes(timeline: Timeline, name: str) -> str:
    """A lane an actor, as they stand from the top; marks to scale, those that overlap below each other."""
    lines = [(entry.actor, "", entry, False) for entry in timeline.entries]
    said = f"{name}: a lane for each actor"
    return _laned(said, lines, timeline.lanes, timeline.calendar)


def courses(block: Courses, name: str) -> str:
    """A lane an actor, and in it a line for each run; what is the same in all is on each line, and not listed: pale."""
    lines = [
        (each.entry.actor or _ANALYST, letter, each.entry, not each.listed)
        for each in block.events
        for letter in (each.of if each.of in block.letters else block.letters)
    ]
    said = f"{name}: a lane for each actor, in it a line for each of {', '.join(block.letters)}"
    alike = "" if all(each.listed for each in block.events) else ", but for pale ones, which are alike in all"
    return _laned(said, lines, block.lanes, block.calendar, alike)


Line = tuple[str, str, Entry, bool]
"""Whose lane, which line of it, the event, and whether it is pale."""


def _laned(name: str, lines: Sequence[Line], order: Sequence[str], calendar: Calendar, but: str = "") -> str:
    """but: which marks are not in the table."""
    entries = [entry for _, _, entry, _ in lines]
    acting = dict.fromkeys(actor for actor, *_ in lines)
    actors = [*filter(acting.__contains__, dict.fromkeys(order)), *(each for each in acting if each not in order)]
    letters = sorted({letter for _, letter, _, _ in lines})
    first, last = (min(e.t for e in entries), max(e.t for e in entries)) if entries else (0, 0)
    names = [*actors, *(zone for zone, _ in calendar.zones)]
    left = 14 + _LETTER * (max(map(width, names), default=0) + 2 * any(letters))
    right = 676.0

    def across(t: float) -> float:
        return left + 8 + (right - left - 8) * ((t - first) / (last - first) if last > first else 0.5)

    parts, y = [], 8.0
    for actor in actors:
        parts.append(_text(4, y + 12, actor))
        for letter in letters:
            mine = [(across(entry.t), entry, pale) for who, of, entry, pale in lines if (who, of) == (actor, letter)]
            parts += [_text(left - 2, y + 12, letter, "end")] if letter else []
            for row in _unlapped(mine):
                parts += [_placed(x, y + 8, entry, pale) for x, entry, pale in row]
                y += 13
            y += 0 if mine else 13
        y += 6
        parts.append(_line(4, y - 2, 716, y - 2, "rule"))
    clocks: list[tuple[str, tzinfo]] = [("UTC" if calendar.zones else "", UTC), *calendar.zones]
    for at, (clock, zone) in enumerate(clocks):
        low = y + 13 * (at + 1)
        parts += [_text(4, low, clock)] if clock else []
        for t, said in _dates(calendar.begins, zone, first, last):
            if at == 0:
                parts.insert(0, _line(across(t), 4, across(t), y + 2, "rule"))
            parts.append(_text(across(t), low, said, "middle"))
    shows = (
        f"{len(entries)} marks on the dates of events of {', '.join(actors)}; the table below says what each was{but}."
    )
    return _svg(name, 720, y + 7 + 13 * len(clocks), parts, "wide", shows)


def _placed(x: float, y: float, entry: Entry, pale: bool) -> str:
    said = f"<title>{escaped(f'{entry.seq}, {entry.utc}')}</title>"
    number = _text(x + 8, y + 4, str(entry.seq)) if entry.mark in _NUMBERED else ""
    kind = ' class="same"' if pale else ""
    return f"<g{kind}>{said}{_MARKS[entry.mark].format(x=round(x, 1), y=round(y, 1))}{number}</g>"


Placed = tuple[float, Entry, bool]


def _unlapped(placed: Sequence[Placed]) -> list[list[Placed]]:
    """The entries of a lane in as few rows as keep marks and numbers apart."""
    rows: list[list[Placed]] = []
    ends: list[float] = []
    for x, entry, pale in placed:
        wide = 16 + _LETTER * len(str(entry.seq)) if entry.mark in _NUMBERED else 10
        at = next((at for at, end in enumerate(ends) if end <= x), len(rows))
        if at == len(rows):
            rows.append([])
            ends.append(0.0)
        rows[at].append((x, entry, pale))
        ends[at] = x + wide
    return rows


def _dates(begins: datetime | None, zone: tzinfo, first: int, last: int) -> list[tuple[float, str]]:
    """Minutes at which a date of a zone stands under the lanes, with its words."""
    ahead = timedelta(0) if begins is None else begins.astimezone(zone).utcoffset() or timedelta(0)
    since = 0.0 if begins is None else begins.hour * 60.0 + begins.minute + ahead.total_seconds() / 60
    step = 1440 * step_of((last - first) / 1440, 9)
    found = []
    for at in range(ceil((first + since) / step), int((last + since) // step) + 1):
        t = at * step - since
        if begins is None:
            found.append((t, f"day {t / 1440:g}"))
        else:
            moment = begins + ahead + timedelta(minutes=t)
            day = date(moment.month, moment.day)
            found.append((t, day if step >= 1440 or not (moment.hour or moment.minute) else f"{moment:%H:%M}"))
    return found
