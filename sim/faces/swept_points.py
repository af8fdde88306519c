"""The points of a sweep's design: for each outcome its share at every point, and how it differs on the same seeds."""

from collections.abc import Iterator, Sequence
from typing import Final

from sim.experiment.statistics import LEVEL
from sim.faces.terminal import Terminal, printable
from sim.studies.sweeping.counts import Difference, RungDifference
from sim.studies.sweeping.tally import Days, PointTally, Tally
from sim.words.labels import FORM_WORDS, Labels
from sim.words.numbers import amount, percent, share_words
from sim.words.phrases import in_a_row, in_brackets

MOST_POINTS: Final = 40
"""Points shown; --json has them all."""

Key = str | tuple[str, int]
"""A form, or a wording of an issue."""


def print_points(terminal: Terminal, labels: Labels, found: Tally) -> None:
    """A part for each outcome that was seen at any point, then the day; what was never seen in one line."""
    level = percent(LEVEL)
    terminal.paragraph(
        "",
        f"For each outcome that was seen: its share of the {found.seeds} runs at each point, with its {level} "
        f"interval; then how much larger it is than at point {found.reference} on the same seeds, in points of 100, "
        "with its own interval.",
        indent=0,
    )
    for key in _seen(labels, found):
        terminal.line()
        terminal.line(_title(labels, key))
        _print_part(terminal, found, [_words(point, key) for point in found.points[:MOST_POINTS]])
    terminal.line()
    terminal.line("day of the outcome")
    _print_part(terminal, found, [_day_words(point.days) for point in found.points[:MOST_POINTS]])
    terminal.line()
    never = [FORM_WORDS[row.form] for row in found.outcomes if not row.k]
    if never:
        terminal.paragraph("Not seen", f"at any point: {in_a_row(never)}")
    if len(found.points) > MOST_POINTS:
        terminal.line(f"... and {len(found.points) - MOST_POINTS:,} more points: --json has them all")


def _print_part(terminal: Terminal, found: Tally, said: Sequence[str]) -> None:
    """A line a point: its number, its values, what is said of it."""
    paths = found.plan.design.paths
    points = found.points[: len(said)]
    widths = [max(len(path), *(len(point.sets[path]) for point in points)) for path in paths]
    wide = len(str(len(points))) + 2
    wrap = wide + sum(widths) + 2 * len(widths) + 2
    if wrap > terminal.page // 2:
        for point, words in zip(points, said, strict=True):
            terminal.line(f"{point.number:>{wide}}  {printable(_values(point))}")
            terminal.paragraph("", words, indent=wide + 2)
        return
    terminal.line(f"{'':{wide}}  " + "  ".join(f"{path:>{width}}" for path, width in zip(paths, widths, strict=True)))
    for point, words in zip(points, said, strict=True):
        cells = [f"{point.sets[path]:>{width}}" for path, width in zip(paths, widths, strict=True)]
        terminal.paragraph(f"{point.number:>{wide}}  {'  '.join(cells)}", words, indent=wrap)


def _values(point: PointTally) -> str:
    return ", ".join(f"{path}={value}" for path, value in point.sets.items())


def _seen(labels: Labels, found: Tally) -> Iterator[Key]:
    """The forms and headline wordings that came at any point, in their fixed order."""
    yield from (row.form for row in found.outcomes if row.k)
    headline = {issue.key for issue in labels.case.issues if issue.headline}
    yield from ((row.issue, row.strength) for row in found.rungs if row.k and row.issue in headline)


def _title(labels: Labels, key: Key) -> str:
    if isinstance(key, str):
        return FORM_WORDS[key]
    issue, strength = key
    return printable(f"{labels.issue(issue)} {strength}{in_brackets(labels.wording(issue, strength))}")


def _words(point: PointTally, key: Key) -> str:
    """36% of 100 runs (28-44%), unlikely; +12 (+5 to +19)."""
    if not point.done:
        return "no runs"
    shares = {row.form: row for row in point.outcomes} if isinstance(key, str) else {}
    rungs = {(row.issue, row.strength): row for row in point.rungs}
    share = share_words(shares[key] if isinstance(key, str) else rungs[key])
    differences: list[Difference | RungDifference] = [*point.differences, *point.rung_differences]
    moved = next((each for each in differences if _key(each) == key), None)
    return share if moved is None else f"{share}; {moved_words(moved.difference, moved.low, moved.high)}"


def _key(each: Difference | RungDifference) -> Key:
    return each.form if isinstance(each, Difference) else (each.issue, each.strength)


def _day_words(days: Days) -> str:
    """Median 9.1; half of the 100 runs with an outcome between 8.0 and 11.2."""
    low, middle, high = (days.quantiles[each] for each in (25, 50, 75))
    if low is None or middle is None or high is None:
        return "no run with an outcome"
    of = f"half of the {days.n} runs with an outcome between"
    return f"median {amount(middle)}; {of} {amount(low)} and {amount(high)}"


def moved_words(difference: float, low: float, high: float) -> str:
    """A difference of shares in points of 100, with its interval: +12 (+5 to +19); a small one in tenths."""
    digits = 1 if max(abs(low), abs(high)) < 0.01 else 0
    by, least, most = (round(100 * each, digits) + 0.0 for each in (difference, low, high))
    return f"{by:+.{digits}f} ({least:+.{digits}f} to {most:+.{digits}f})"
