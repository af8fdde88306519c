"""The assumptions table as words and bars, the widest swing first; and as an object."""

from typing import Any

from sim.experiment.shares import Share
from sim.faces.fragile import doubt_words, flip_object, outcome_why, print_base
from sim.faces.outcomes import (
    changed_words,
    current_words,
    outcome_short,
    outcome_words,
    print_once,
    span_object,
    value_words,
)
from sim.faces.terminal import Terminal, printable
from sim.studies.tipping.assumptions import AssumptionRow, Assumptions
from sim.words.labels import Labels
from sim.words.numbers import percent, share_percent, share_words

BAR: int = 20
"""Characters of a tornado's axis."""


def assumptions_object(found: Assumptions) -> dict[str, Any]:
    """What `assumptions --json` prints: rows sorted by swing."""
    return {
        "scenario": found.scenario,
        "outcome": found.outcome.word,
        "outcome_why": outcome_why(found.asked),
        "n": found.n,
        "base": found.base.as_plain(),
        "base_beyond_chance": found.settled,
        "assumptions": [_row_object(row) for row in found.rows],
        "runs": found.runs,
    }


def _row_object(row: AssumptionRow) -> dict[str, Any]:
    low, high = row.swing.interval
    return {
        "id": row.assumption.id,
        "text": row.assumption.text,
        "basis": row.assumption.basis,
        "source": list(row.assumption.source),
        "indicator": row.assumption.indicator,
        **span_object(row.span),
        "at_low": row.low.as_plain(),
        "at_high": row.high.as_plain(),
        "swing": {"difference": round(row.swing.difference, 4), "low": round(low, 4), "high": round(high, 4)},
        "tips": flip_object(row.tips),
    }


def print_assumptions(terminal: Terminal, labels: Labels, found: Assumptions, changed: bool = False) -> None:
    """A line each with the swing and its bar, then what each says, does and what to watch. changed: by options."""
    terminal.paragraph("Outcome", f"{outcome_words(labels, found.outcome)} [{outcome_why(found.asked)}]")
    print_base(terminal, found.base, found.settled, found.asked, changed)
    if not found.rows:
        terminal.paragraph("", "the scenario names no assumptions: they are a list of that name in its file")
        return
    terminal.line()
    _print_tornado(terminal, found)
    terminal.line()
    for at, row in enumerate(found.rows, 1):
        _print_row(terminal, labels, at, row)
    terminal.line()
    print_once(terminal, found.n)


def _print_tornado(terminal: Terminal, found: Assumptions) -> None:
    wide = max(len("assumption"), *(len(row.assumption.id) for row in found.rows))
    terminal.line(f"{'assumption':{wide}}  {'low end':>12}  {'high end':>12}  {'swing':>5}  0%{'100%':>{BAR - 1}}")
    for row in found.rows:
        low = f"{value_words(row.span.low)}: {share_percent(row.low)}"
        high = f"{value_words(row.span.high)}: {share_percent(row.high)}"
        swing = f"{100 * abs(row.swing.difference):.0f}"
        terminal.line(f"{row.assumption.id:{wide}}  {low:>12}  {high:>12}  {swing:>5}  |{_bar(row, found.base)}|")


def _bar(row: AssumptionRow, base: Share) -> str:
    """From the lowest share to the highest, o where the scenario as coded stands."""
    ends = [round(BAR * share.share) for share in (row.low, row.high, base)]
    drawn = ["=" if min(ends) <= at <= max(ends) and max(ends) > min(ends) else " " for at in range(BAR + 1)]
    drawn[ends[2]] = "o"
    return "".join(drawn)


def _print_row(terminal: Terminal, labels: Labels, at: int, row: AssumptionRow) -> None:
    said, span = row.assumption, row.span
    terminal.paragraph(f"{at}", f"{said.id}: {printable(said.text)} [{printable(said.basis)}]", indent=3)
    low, high = row.swing.interval
    ends = f"at {value_words(span.low)} {share_words(row.low)}; at {value_words(span.high)} {share_words(row.high)}"
    terminal.paragraph("", f"{changed_words(span.is_set)[3:]} {current_words(span)}; {ends}", indent=3)
    swing = f"swing {100 * row.swing.difference:+.0f} points ({100 * low:+.0f} to {100 * high:+.0f})"
    terminal.paragraph("", f"{swing}; {_tips(labels, row)}", indent=3)
    if said.indicator:
        terminal.paragraph("", f"watch: {printable(said.indicator)}", indent=3)


def _tips(labels: Labels, row: AssumptionRow) -> str:
    flip = row.tips
    if flip is None:
        return "does not tip within its range"
    return (
        f"tips{doubt_words(flip)} at {value_words(flip.value)} (not yet at {value_words(flip.kept)}), "
        f"{percent(flip.distance)} of the range away: most common then {outcome_short(labels, flip.becomes)}; "
        f"before {share_words(flip.before)}; from there {share_words(flip.share)}"
    )
