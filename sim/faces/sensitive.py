"""Sensitivity as a table for each outcome; and as an object."""

from typing import Any

from sim.faces.outcomes import outcome_short, outcome_words, span_object
from sim.faces.terminal import Terminal
from sim.studies.tipping.sensitivity import MORRIS, Effect, Effects, Sensitivity
from sim.words.labels import Labels
from sim.words.numbers import CAVEAT, percent

SHOWN: int = 5
"""Assumptions shown for each outcome; --json has them all."""

BAR: int = 24


def sensitivity_object(found: Sensitivity) -> dict[str, Any]:
    """What `sensitivity --json` prints. The halves are half the width of a 90% interval."""
    names = ("mu", "mu_star", "mu_star_half", "sigma") if found.method == MORRIS else ("s1", "s1_half", "st", "st_half")
    return {
        "scenario": found.scenario,
        "method": found.method,
        "size": found.size,
        "points": found.points,
        "n": found.n,
        "assumptions": [span_object(span) for span in found.spans],
        "outcomes": [
            {
                "outcome": each.outcome.word, "low": round(each.low, 4), "high": round(each.high, 4),
                "effects": [
                    {"assumption": effect.assumption, **dict(zip(names, _numbers(effect, found.method), strict=True))}
                    for effect in each.effects
                ],
            }
            for each in found.outcomes
        ],
        "steady": [outcome.word for outcome in found.steady],
        "runs": found.runs,
    }  # fmt: skip


def _numbers(effect: Effect, method: str) -> list[float | None]:
    if method == MORRIS:
        return [effect.main, effect.total, effect.total_half, effect.spread]
    return [effect.main, effect.main_half, effect.total, effect.total_half]


def print_sensitivity(terminal: Terminal, labels: Labels, found: Sensitivity) -> None:
    """A block for each outcome whose share moves, the most moved first."""
    what = "trajectories" if found.method == MORRIS else "base samples"
    terminal.paragraph("Method", f"{found.method}, {found.size} {what}: {found.points} points over {len(found.spans)} "
                       f"assumptions, {found.n} runs at each, on the same seeds")  # fmt: skip
    terminal.paragraph("Numbers", _meaning(found.method))
    for each in found.outcomes:
        terminal.line()
        _print_outcome(terminal, labels, each)
    if not found.outcomes:
        terminal.paragraph("", "no outcome's share moves at all")
    terminal.line()
    steady = "; ".join(outcome_short(labels, outcome) for outcome in found.steady)
    if steady:
        terminal.paragraph("Steady", f"the same share at every point: {steady}")
    terminal.paragraph("", f"Intervals at 90%, by SALib's bootstrap over the design. {CAVEAT}", indent=0)


def _meaning(method: str) -> str:
    if method == MORRIS:
        return (
            "mu*: by how many points of share an assumption moves the outcome over its whole range, on the mean; "
            "mu: the same with its sign; sigma: how much that hangs on the others"
        )
    return "S1: the part of the variance of the share that is an assumption's own; ST: with what it does with others"


def _print_outcome(terminal: Terminal, labels: Labels, each: Effects) -> None:
    terminal.paragraph(
        "", f"{outcome_words(labels, each.outcome)}: from {percent(each.low)} to {percent(each.high)} of runs",
        indent=0,
    )  # fmt: skip
    effects = [effect for effect in each.effects if effect.total > 0]
    wide = max([len(effect.assumption) for effect in effects[:SHOWN]], default=0)
    for effect in effects[:SHOWN]:
        bar = "#" * round(BAR * min(1.0, effect.total))
        terminal.line(f"  {effect.assumption:{wide}}  {_told(effect)}  {bar}".rstrip())
    rest = len(effects) - SHOWN
    if rest > 0:
        terminal.line(f"  and {rest} more that move it less (--json)")


def _told(effect: Effect) -> str:
    if effect.spread is not None:
        size, half = 100 * effect.total, 100 * effect.total_half
        return f"mu* {size:3.0f} +- {half:<2.0f}  mu {100 * effect.main:+4.0f}  sigma {100 * effect.spread:3.0f}"
    own = effect.main_half or 0.0
    return f"ST {effect.total:.2f} +- {effect.total_half:.2f}  S1 {effect.main:+.2f} +- {own:.2f}"
