"""Two values at once as a grid of letters with its boundary, and joint changes in words; and as objects."""

from typing import Any

from sim.faces.fragile import outcome_why, print_base
from sim.faces.outcomes import (
    changed_words,
    current_words,
    number,
    outcome_short,
    outcome_words,
    print_once,
    span_object,
    span_words,
    value_words,
    within_chance,
)
from sim.faces.terminal import Terminal
from sim.scenario.paths import brief_path
from sim.studies.tipping.frontier import Cell, Frontier
from sim.studies.tipping.joint_change import Against, Joint, Part
from sim.studies.tipping.spans import Span
from sim.words.labels import Labels
from sim.words.numbers import share_percent, share_words
from sim.words.phrases import in_a_row


def frontier_object(found: Frontier) -> dict[str, Any]:
    """What `tip --pair A B --json` prints: cells in rows, A across, B down."""
    return {
        "scenario": found.scenario,
        "across": span_object(found.across),
        "down": span_object(found.down),
        "outcome": found.outcome.word,
        "outcome_why": outcome_why(found.asked),
        "n": found.n,
        "base": found.base.as_plain(),
        "base_beyond_chance": found.settled,
        "cells": [[_cell_object(cell, found.settled) for cell in row] for row in found.cells],
        "boundary": [
            {"down": number(each.down), "between": [number(value) for value in each.between], "kept": number(each.kept)}
            for each in found.boundary
        ],
        "runs": found.runs,
    }


def _cell_object(cell: Cell, settled: bool) -> dict[str, Any]:
    return {
        "across": number(cell.across), "down": number(cell.down), "kind": cell.kind.word, "flipped": cell.flipped,
        "beyond_chance": cell.flips and settled,
        "share": cell.share.as_plain(), "outcome_share": cell.kept.as_plain(),
    }  # fmt: skip


def print_frontier(terminal: Terminal, labels: Labels, found: Frontier, changed: bool = False) -> None:
    """The grid, a letter for each kind of outcome and its share, then where each row flips. changed: by options."""
    terminal.paragraph("Across", _span(found.across))
    terminal.paragraph("Down", _span(found.down))
    terminal.paragraph("Outcome", f"{outcome_words(labels, found.outcome)} [{outcome_why(found.asked)}]")
    print_base(terminal, found.base, found.settled, found.asked, changed)
    terminal.line()
    kinds = list(dict.fromkeys(cell.kind for row in found.cells for cell in row))
    letters = {kind: chr(ord("A") + at) for at, kind in enumerate(kinds)}
    wide = max(len(value_words(row[0].down)) for row in found.cells)
    terminal.line(f"{'':{wide}}  " + "".join(f"{value_words(cell.across):>12}" for cell in found.cells[0]))
    for row in found.cells:
        shown = "".join(f"{letters[cell.kind] + ' ' + share_percent(cell.share):>12}" for cell in row)
        terminal.line(f"{value_words(row[0].down):>{wide}}  {shown}")
    for kind, letter in letters.items():
        terminal.paragraph("", f"{letter}  most common: {outcome_words(labels, kind)}", indent=3)
    terminal.line()
    _print_boundary(terminal, found)
    print_once(terminal, found.n)


def _span(span: Span) -> str:
    return f"{span_words(span)}; {changed_words(span.is_set)} {current_words(span)}"


def _print_boundary(terminal: Terminal, found: Frontier) -> None:
    for at, each in enumerate(found.boundary):
        first, second = (value_words(value) for value in each.between)
        row = f"{brief_path(found.down.name)} at {value_words(each.down)}"
        words = f"{row}: {brief_path(found.across.name)} between {first} and {second}"
        terminal.paragraph("Flips with" if at == 0 else "", words)
    if not found.boundary:
        cells = [cell for row in found.cells for cell in row]
        words = "along no row of the grid"
        if not any(cell.flipped for cell in cells):
            words += ": the outcome is the same throughout"
        elif not any(cell.flips for cell in cells):
            words += f"; where another outcome is more common, that is {within_chance(found.n)}"
        terminal.paragraph("Flips", words)


def against_object(found: Against) -> dict[str, Any]:
    """What `tip --against --json` prints. found: the smallest flip with one, two, three changed, null where none."""
    return {
        "scenario": found.scenario,
        "outcome": found.outcome.word,
        "outcome_why": outcome_why(found.asked),
        "n": found.n,
        "base": found.base.as_plain(),
        "base_beyond_chance": found.settled,
        "assumptions": found.assumptions,
        "found": [_joint_object(each, found.settled) for each in found.found],
        "smallest": _joint_object(found.smallest, found.settled),
        "runs": found.runs,
    }


def _joint_object(joint: Joint | None, settled: bool) -> dict[str, Any] | None:
    if joint is None:
        return None
    return {
        "size": round(joint.size, 4),
        "parts": [
            {"assumption": part.span.name, "size": round(part.size, 4), "set": dict(part.sets)} for part in joint.parts
        ],
        "beyond_chance": settled,
        "becomes": joint.becomes.word,
        "share": joint.share.as_plain(),
    }


_COUNTS = ("one", "two", "three")


def print_against(terminal: Terminal, labels: Labels, found: Against, changed: bool = False) -> None:
    """The smallest change found with one assumption, with two and with three. changed: by options."""
    terminal.paragraph("Outcome", f"{outcome_words(labels, found.outcome)} [{outcome_why(found.asked)}]")
    print_base(terminal, found.base, found.settled, found.asked, changed)
    terminal.line()
    before = False
    for at, joint in enumerate(found.found):
        label = f"{_COUNTS[at] if at < len(_COUNTS) else at + 1} changed"
        if joint is None:
            terminal.paragraph(
                label, "nothing smaller flips it" if before else "no change flips it beyond chance", indent=15
            )
            continue
        before = True
        terminal.paragraph(label, in_a_row([_part(part) for part in joint.parts]), indent=15)
        terminal.paragraph("", f"size {joint.size:.2f} of a range", indent=15)
        words = f"most common then {outcome_short(labels, joint.becomes)}; the outcome above: "
        terminal.paragraph("", words + share_words(joint.share), indent=15)
    terminal.line()
    words = (
        f"Sizes are shares of each assumption's plausible range, together the root of the sum of squares. This is a "
        f"search over {found.assumptions} assumptions, not a proof: a smaller change may exist."
    )
    terminal.paragraph("", words, indent=0)
    print_once(terminal, found.n)


def _part(part: Part) -> str:
    values = in_a_row([f"{brief_path(path)} to {value}" for path, value in part.sets])
    return f"{part.span.name} moved by {part.size:.2f} ({values})"
