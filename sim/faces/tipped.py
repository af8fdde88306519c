"""Where an outcome tips along a path: the curve as a table with bars, its crossings in words; and as an object."""

from typing import Any

from sim.experiment.shares import Share
from sim.faces.outcomes import (
    BAR,
    bar,
    base_label,
    changed_words,
    current_words,
    number,
    outcome_words,
    print_once,
    span_object,
    span_words,
    value_words,
    within_chance,
)
from sim.faces.terminal import Terminal
from sim.studies.tipping.tipping import BOTH, FLAT, Crossing, Row, Tip
from sim.words.labels import Labels
from sim.words.numbers import band, percent, share_percent, share_words


def tip_object(tip: Tip) -> dict[str, Any]:
    """What `tip PATH --json` prints."""
    return {
        "scenario": tip.scenario,
        **span_object(tip.span),
        "outcome": tip.outcome.word,
        "outcome_why": tip.why,
        "level": tip.level,
        "n": tip.n,
        "base": tip.base.as_plain(),
        "rows": [_row_object(row) for row in tip.rows],
        "without_limit": None if tip.cleared is None else tip.cleared.as_plain(),
        "crossings": [
            {
                "between": [number(value) for value in each.between],
                "direction": each.direction,
                "interval": [number(value) for value in each.interval],
                "missing": round(each.missing, 4),
                "beyond_chance": each.beyond_chance,
            }
            for each in tip.crossings
        ],
        "course": tip.course,
        "nearest": None if tip.nearest is None else _row_object(tip.nearest),
        "runs": tip.runs,
    }


def _row_object(row: Row) -> dict[str, Any]:
    return {"value": number(row.value), "current": row.current, **row.share.as_plain()}


def print_tip(terminal: Terminal, labels: Labels, tip: Tip, changed: bool = False) -> None:
    """The answer in words first, then the curve. changed: by the command line."""
    now = f"{changed_words(tip.span.is_set)} {current_words(tip.span)}"
    terminal.paragraph("Path", f"{span_words(tip.span)} ({tip.span.origin}); {now}")
    terminal.paragraph("Outcome", f"{outcome_words(labels, tip.outcome)} [{tip.why}]")
    terminal.paragraph(base_label(changed), share_words(tip.base))
    for at, words in enumerate(_found(tip)):
        terminal.paragraph("Tips" if at == 0 else "", words)
    if tip.cleared is not None:
        terminal.paragraph("No limit", share_words(tip.cleared))
    terminal.line()
    _print_curve(terminal, tip)
    terminal.line()
    terminal.line("Bars: # up to the low end of the interval, - within it, o the share itself.")
    print_once(terminal, tip.n)


def _found(tip: Tip) -> list[str]:
    """What the curve shows, in words."""
    level = f"{100 * tip.level:.3g}%"
    said = [_crossing(each, level) for each in tip.crossings if each.beyond_chance]
    clear = len(said)
    said += [_doubtful(each, level, tip.n) for each in tip.crossings if not each.beyond_chance]
    if tip.nearest is not None:
        side = "above" if tip.nearest.share.share >= tip.level else "below"
        said.append(
            f"nowhere: it stays {side} {level}, and comes nearest at {value_words(tip.nearest.value)}, "
            f"{share_words(tip.nearest.share)}"
        )
    if clear > 1:
        said.append(f"it crosses {clear} times")
    if tip.course == BOTH:
        said.append("the curve is not monotone: it rises in one part and falls in another, beyond chance")
    elif tip.course == FLAT:
        said.append(_flat(tip, level))
    return said


def _flat(tip: Tip, level: str) -> str:
    """What is said of a curve without a difference beyond chance."""
    counts = {row.share.k for row in tip.rows}
    same = "all of them give the same share" if len(counts) == 1 else "no two of them differ beyond chance"
    if tip.crossings:
        return same.replace("of them", "of its values")
    side = "above" if min(counts) >= tip.level * tip.n else "below"
    return f"nowhere: it stays {side} {level}, and no value brings it nearer: {same}"


def _doubtful(crossing: Crossing, level: str, n: int) -> str:
    first, second = (value_words(value) for value in crossing.between)
    return f"passes {level} between {first} and {second}, {within_chance(n)}"


def _crossing(crossing: Crossing, level: str) -> str:
    first, second = (value_words(value) for value in crossing.between)
    low, high = (value_words(value) for value in crossing.interval)
    over = "over" if crossing.direction == "rises" else "under"
    said = f"{crossing.direction} {over} {level} between {first} and {second} (interval {low} to {high})"
    if crossing.missing >= 0.05:
        said += f"; in {percent(crossing.missing)} of resamples it does not cross there"
    return said


def _print_curve(terminal: Terminal, tip: Tip) -> None:
    cells = [
        (value_words(row.value), row.share, f"<- {changed_words(tip.span.is_set)}" if row.current else "")
        for row in tip.rows
    ]
    if tip.cleared is not None:
        lowest = tip.span.at_least
        cells.insert(0 if lowest else len(cells), ("none", tip.cleared, _coded_mark(tip)))
    wide = max(len("value"), *(len(value) for value, _, _ in cells))
    runs = max(len(_runs(share)) for _, share, _ in cells)
    terminal.line(f"{'value':>{wide}}  {'runs':>{runs}}  {'share':>8}  {'interval':>8}  0%{'100%':>{BAR - 1}}")
    for value, share, mark in cells:
        shown = (
            f"{value:>{wide}}  {_runs(share):>{runs}}  {share_percent(share):>8}  {band(share):>8}  {bar(share)} {mark}"
        )
        terminal.line(shown.rstrip())


def _coded_mark(tip: Tip) -> str:
    return f"<- {changed_words(tip.span.is_set)}" if set(tip.span.current) == {None} else ""


def _runs(share: Share) -> str:
    return f"{share.k} of {share.n}"
