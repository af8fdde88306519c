"""The fragility list: what is nearest to flipping the outcome, in words; and as an object."""

from collections.abc import Sequence
from typing import Any

from sim.experiment.shares import Share
from sim.faces.outcomes import (
    base_label,
    changed_words,
    current_words,
    number,
    outcome_short,
    outcome_words,
    print_once,
    span_object,
    unsettled_words,
    value_words,
    within_chance,
)
from sim.faces.terminal import Terminal
from sim.scenario.paths import brief_path
from sim.studies.tipping.flips import Flip
from sim.studies.tipping.fragility import Fragile, Fragility
from sim.words.labels import Labels
from sim.words.numbers import percent, share_words

STILL: int = 8
"""Items that move the share but never flip it, shown with their numbers; others are counted."""


def flip_object(flip: Flip | None) -> dict[str, Any] | None:
    """A flip for JSON: value and the value before it, distance as a share of the range, what becomes most common."""
    if flip is None:
        return None
    return {
        "value": number(flip.value),
        "kept": number(flip.kept),
        "beyond_chance": flip.beyond_chance,
        "share_moves": flip.moves,
        "distance": round(flip.distance, 4),
        "becomes": flip.becomes.word,
        "share": flip.share.as_plain(),
        "share_before": flip.before.as_plain(),
    }


def fragility_object(found: Fragility) -> dict[str, Any]:
    """What `tip --all --json` prints."""
    return {
        "scenario": found.scenario,
        "outcome": found.outcome.word,
        "outcome_why": outcome_why(found.asked),
        "n": found.n,
        "base": found.base.as_plain(),
        "base_beyond_chance": found.settled,
        "items": [_item_object(item) for item in found.items],
        "left_out": found.left_out,
        "runs": found.runs,
    }


def _item_object(item: Fragile) -> dict[str, Any]:
    value, share = item.furthest
    return {
        **span_object(item.span),
        "kind": item.kind,
        "basis": item.basis,
        "flip": flip_object(item.flip),
        "furthest": {"value": number(value), **share.as_plain()},
    }


def outcome_why(asked: bool) -> str:
    """How the outcome was chosen."""
    return "asked for" if asked else "the most common kind of outcome as coded"


def print_fragility(terminal: Terminal, labels: Labels, found: Fragility, changed: bool = False) -> None:
    """What flips it, the nearest first; what may be chance; then what does not. changed: by the command line."""
    terminal.paragraph("Outcome", f"{outcome_words(labels, found.outcome)} [{outcome_why(found.asked)}]")
    print_base(terminal, found.base, found.settled, found.asked, changed)
    terminal.line()
    flips = [(item, item.flip) for item in found.items if item.flip is not None]
    _print_flips(
        terminal, labels, "What flips it, alone and within its range, the nearest first:",
        [each for each in flips if each[1].beyond_chance],
    )  # fmt: skip
    _print_flips(
        terminal, labels, f"Flips {within_chance(found.n)} (-n {4 * found.n})",
        [each for each in flips if not each[1].beyond_chance],
    )  # fmt: skip
    _print_still(terminal, found, bool(flips))
    terminal.line()
    print_once(terminal, found.n)


def print_base(terminal: Terminal, base: Share, settled: bool, asked: bool, changed: bool) -> None:
    """How often the outcome comes in the scenario itself, and whether that is clear."""
    terminal.paragraph(base_label(changed), share_words(base))
    if not settled:
        terminal.paragraph("", unsettled_words(base.n, asked))


def _print_flips(terminal: Terminal, labels: Labels, head: str, flips: Sequence[tuple[Fragile, Flip]]) -> None:
    if flips:
        terminal.line(head)
    for item, flip in flips:
        terminal.paragraph(
            "", f"{brief_path(item.span.name)}: {flip_words(labels, flip)}{_though(flip)} {_about(item)}", indent=2
        )


def flip_words(labels: Labels, flip: Flip) -> str:
    """Where it flips: at 50 (not at 49), 71% of the range away; then resolution, legal force 50 is most common ..."""
    return (
        f"at {value_words(flip.value)} (not yet at {value_words(flip.kept)}), {percent(flip.distance)} of the range "
        f"away; most common then {outcome_short(labels, flip.becomes)}; the outcome above: {share_words(flip.share)}"
    )


def doubt_words(flip: Flip) -> str:
    """What is said of a flip that may be chance, in brackets; nothing of others."""
    return "" if flip.beyond_chance else f" ({within_chance(flip.share.n)}{_though(flip)})"


def _though(flip: Flip) -> str:
    """Of a scenario too near the flip to tell: that the share itself moves."""
    return ", though the share moves by more" if flip.moves and not flip.beyond_chance else ""


def _about(item: Fragile) -> str:
    low, high = value_words(item.span.low), value_words(item.span.high)
    now = f"{changed_words(item.span.is_set)[3:]} {current_words(item.span)}"
    return f"[{item.kind}, {item.basis}; {now}, range {low} to {high}]"


def _print_still(terminal: Terminal, found: Fragility, some: bool) -> None:
    still = [item for item in found.items if item.flip is None]
    if still:
        terminal.line(f"{'What does not' if some else 'Nothing flips it'}, at the values tried within its range:")
    movers = [item for item in still if item.furthest[1].k != found.base.k]
    for item in movers[:STILL]:
        value, share = item.furthest
        words = f"furthest at {value_words(value)}, {share_words(share)}"
        terminal.paragraph("", f"{brief_path(item.span.name)}: {words} {_about(item)}", indent=2)
    if len(movers) > STILL:
        terminal.paragraph("", f"and {len(movers) - STILL} more that move it no further (--json names them)", indent=2)
    idle = [brief_path(item.span.name) for item in still if item not in movers]
    if idle:
        terminal.paragraph("", f"no run more or fewer there: {', '.join(idle)}", indent=2)
    if found.left_out:
        terminal.paragraph("", f"{found.left_out} less weighty numbers were left out (--most)", indent=2)
