"""Two sweeps seed by seed, in words: how shares differ on the same luck, and the first seed on which the two part."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from sim.experiment.statistics import LEVEL
from sim.faces.swept_points import moved_words
from sim.faces.terminal import Terminal, printable
from sim.studies.comparing.compare_sweeps import SweepComparison
from sim.studies.comparing.shared_luck import (
    OTHER_FORM,
    OTHER_TEXT,
    SAME_FORM,
    SAME_RUN,
    SAME_TEXT,
    PointShift,
    SharedLuck,
)
from sim.words.labels import FORM_WORDS, Labels
from sim.words.numbers import percent
from sim.words.phrases import command_line

CAME_WORDS: Final[Mapping[str, str]] = {
    SAME_RUN: "the same run, byte for byte",
    SAME_TEXT: "another run, the same form and text",
    SAME_FORM: "another run, the same form",
    OTHER_TEXT: "the same form, another text",
    OTHER_FORM: "another form",
}


def print_luck(terminal: Terminal, labels: Labels, found: SweepComparison) -> None:
    """Each other sweep against the first, on the seeds that both played."""
    for letter, luck in zip(found.letters[1:], found.luck, strict=True):
        if luck is None and not found.same_scenario:
            continue
        terminal.line()
        if luck is None or not luck.n:
            terminal.line(f"a and {letter} played no seed in common: nothing is compared seed by seed.")
            continue
        seeds = f"seeds {luck.first} to {luck.last}"
        terminal.line(f"Same seed, same luck: {luck.n:,} runs of a and {letter} side by side, {seeds}")
        for kind, k in luck.came.items():
            why = "; a run begins with its recipe" if kind == SAME_RUN and not k else ""
            terminal.line(f"  {CAME_WORDS[kind]:36}  {k:>{len(str(luck.n)) + 1},} of {luck.n:,}{why}")
        if len(luck.shifts) == 1:
            _print_shift(terminal, labels, letter, luck.shifts[0])


def _print_shift(terminal: Terminal, labels: Labels, letter: str, shift: PointShift) -> None:
    """By how much the shares differ, where any seed came out otherwise."""
    terminal.line()
    terminal.line(f"Share of {letter} less that of a on these seeds, in points of 100, {percent(LEVEL)} interval")
    rows = list(shifts_of(labels, shift))
    for label, moved in rows:
        terminal.line(f"  {label:22}  {moved}")
    if not rows:
        terminal.line("  no share differs on any seed")


def shifts_of(labels: Labels, shift: PointShift) -> Iterator[tuple[str, str]]:
    """Every form and headline wording to which some seed came in one sweep only: its name, and the difference."""
    headline = {issue.key for issue in labels.case.issues if issue.headline}
    for form in shift.differences:
        if not shift.is_still(form):
            yield FORM_WORDS[form.form], moved_words(form.difference, form.low, form.high)
    for rung in shift.rung_differences:
        if rung.issue in headline and not shift.is_still(rung):
            label = printable(f"{labels.issue(rung.issue)} {rung.strength}")
            yield label, moved_words(rung.difference, rung.low, rung.high)


def next_parting(found: SweepComparison, store: Path) -> Iterator[str]:
    """The smallest seed on which two sweeps part, as a command that shows both runs."""
    for tally, luck in zip(found.tallies[1:], found.luck, strict=True):
        if luck is not None and luck.parting is not None:
            yield command_line("compare", *_runs(found.tallies[0].plan.id, tally.plan.id, luck), store=store)


def _runs(first: str, other: str, luck: SharedLuck) -> Sequence[str]:
    numbers = (0, 0) if luck.parting is None else luck.parting.numbers
    return f"{first}:{numbers[0]}", f"{other}:{numbers[1]}"
