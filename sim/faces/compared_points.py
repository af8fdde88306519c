"""The points of two sweeps with one design, side by side: a line for every share that differs at a point."""

from collections.abc import Iterator, Sequence

from sim.experiment.statistics import LEVEL
from sim.faces.compared_seeds import shifts_of
from sim.faces.swept_points import MOST_POINTS
from sim.faces.terminal import Terminal, printable
from sim.studies.comparing.compare_sweeps import SweepComparison
from sim.studies.comparing.shared_luck import SharedLuck
from sim.studies.sweeping.tally import PointTally
from sim.words.labels import FORM_WORDS, Labels
from sim.words.numbers import amount, percent, short_share


def print_points(terminal: Terminal, labels: Labels, found: SweepComparison, everything: bool) -> None:
    """The shares at each point, beside them their difference on the same seeds. everything: equal shares too."""
    level = percent(LEVEL)
    terminal.line()
    terminal.paragraph(
        "", f"Share of runs at each point with its {level} interval, and how much larger it is than that of a on the "
        "same seeds, in points of 100, with its own.", indent=0,
    )  # fmt: skip
    terminal.line()
    paths = found.tallies[0].plan.design.paths
    less = [f"{letter} less a" for letter in found.letters[1:]]
    rows = [["", *paths, "", *found.letters, *less]]
    shown = list(found.matched)[:MOST_POINTS]
    for place, numbers in enumerate(shown):
        parts = [tally.points[number] for tally, number in zip(found.tallies, numbers, strict=True)]
        rows += list(_rows(labels, found, place, parts, everything))
    _print_table(terminal, rows, len(paths))
    if len(rows) == 1:
        terminal.line("  no share differs at any point")
    if len(found.matched) > len(shown):
        terminal.line(f"... and {len(found.matched) - len(shown):,} more points: --json has them all")


def _rows(
    labels: Labels, found: SweepComparison, place: int, parts: Sequence[PointTally], everything: bool
) -> Iterator[list[str]]:
    moved = [dict(_moved(labels, luck, place)) for luck in found.luck]
    head = [str(parts[0].number), *(parts[0].sets[path] for path in found.tallies[0].plan.design.paths)]
    for label, cells in _shares(labels, parts, found.texts):
        differs = len(set(cells)) > 1 or any(label in each for each in moved)
        if differs or everything:
            yield [*head, label, *cells, *(each.get(label, "") for each in moved)]
            head = [""] * len(head)


def _moved(labels: Labels, luck: SharedLuck | None, place: int) -> Iterator[tuple[str, str]]:
    if luck is not None:
        yield from shifts_of(labels, luck.shifts[place])


def _shares(labels: Labels, parts: Sequence[PointTally], texts: bool) -> Iterator[tuple[str, list[str]]]:
    """Every form and headline wording that came in any of them, with its share in each; the median day."""
    headline = {issue.key for issue in labels.case.issues if issue.headline}
    for forms in zip(*(part.outcomes for part in parts), strict=True):
        if any(row.k for row in forms):
            yield FORM_WORDS[forms[0].form], [short_share(row) for row in forms]
    for rungs in zip(*(part.rungs if texts else () for part in parts), strict=True):
        if rungs[0].issue in headline and any(row.k for row in rungs):
            label = printable(f"{labels.issue(rungs[0].issue)} {rungs[0].strength}")
            yield label, [short_share(row) for row in rungs]
    if any(part.days.n for part in parts):
        medians = [part.days.quantiles[50] for part in parts]
        yield "median day", ["-" if median is None else amount(median) for median in medians]


def _print_table(terminal: Terminal, rows: Sequence[Sequence[str]], paths: int) -> None:
    """A table; where the page is too narrow for it, what a point sets stands on a line of its own. paths: how many."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    narrow = sum(widths) + 2 * (len(widths) - 1) > terminal.page
    first = paths + 1 if narrow else 0
    for number, row in enumerate(rows):
        if narrow and number and row[0]:
            sets = zip(rows[0][1:first], row[1:first], strict=True)
            terminal.paragraph("", f"Point {row[0]}: {', '.join(f'{path}={value}' for path, value in sets)}", indent=0)
        cells = (f"{cell:{width}}" for cell, width in zip(row[first:], widths[first:], strict=True))
        terminal.line(_as_printed(("  " if narrow else "") + "  ".join(cells)))


def _as_printed(text: str) -> str:
    """A line of a table: its blanks stay."""
    return "".join(letter if letter.isprintable() else " " for letter in text).rstrip()
