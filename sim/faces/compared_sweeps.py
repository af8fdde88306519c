"""Sweeps side by side in words and tables: inputs that differ, how often each outcome came, when, who threatened."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from sim.faces.compared_points import print_points
from sim.faces.compared_seeds import next_parting, print_luck
from sim.faces.output import print_json
from sim.faces.problems import BadInput
from sim.faces.side_by_side import Cell, InputRow, Row, print_rows, print_side_by_side, share_cell
from sim.faces.terminal import Terminal, printable, standard_output, wrapped
from sim.questions.compare.inputs import Input
from sim.questions.compare.page import value_words
from sim.runs.store import Store
from sim.scenario.paths import brief_path
from sim.studies.comparing.compare_sweeps import NotComparable, SweepComparison, compare_sweeps
from sim.studies.sweeping.tally import Tally, stopped
from sim.words.labels import FORM_WORDS, Labels
from sim.words.numbers import CAVEAT, amount
from sim.words.phrases import command_line

QUANTILE_WORDS: Final[Mapping[int, str]] = {
    50: "median", 5: "5 in 100 by", 25: "a quarter by", 75: "three quarters by", 95: "95 in 100 by",
}  # fmt: skip
"""What the days are called at which so many in 100 of the runs with an outcome had theirs."""


def show_sweeps(opened: Store, names: Sequence[str], everything: bool, as_json: bool, ascii_only: bool) -> None:
    """Compare sweeps and show it. Raises BadInput where they cannot be compared."""
    try:
        found = compare_sweeps(opened, names)
    except NotComparable as error:
        raise BadInput(str(error)) from None
    if as_json:
        print_json(found.as_plain(everything))
        return
    scenarios = [tally.plan.scenario for tally in found.tallies]
    all_labels = [Labels(scenario.case, scenario.clock) for scenario in scenarios]
    print_sweep_comparison(standard_output(ascii_only), all_labels, found, everything, opened.path)


def print_sweep_comparison(
    terminal: Terminal, all_labels: Sequence[Labels], found: SweepComparison, everything: bool, store: Path
) -> None:
    """The whole comparison and what to ask next. everything: inputs that do not differ as well."""
    _print_heads(terminal, all_labels, found)
    terminal.line()
    _print_inputs(terminal, found, everything)
    if found.tallies[0].points:
        print_points(terminal, all_labels[0], found, everything)
    else:
        _print_shares(terminal, all_labels, found)
    _print_threats(terminal, all_labels, found)
    print_luck(terminal, all_labels[0], found)
    terminal.line()
    terminal.line(CAVEAT)
    last = found.tallies[-1]
    log = command_line("log", f"{last.plan.id}:{min(last.examples.values())}", store=store)
    terminal.next(*next_parting(found, store), log, command_line("verify", last.plan.id, store=store))


def _print_heads(terminal: Terminal, all_labels: Sequence[Labels], found: SweepComparison) -> None:
    titles = dict.fromkeys(labels.case.title for labels in all_labels)
    for line in wrapped(printable("; ".join(titles)), terminal.page, "", ""):
        terminal.line(line)
    for letter, tally in zip(found.letters, found.tallies, strict=True):
        terminal.paragraph(f"  {letter}", _head(tally), indent=5)
    if not found.same_scenario:
        terminal.line()
        said = "Different scenarios: there a seed is not the same luck, so they are not compared seed by seed."
        terminal.paragraph("", said, indent=0)
    if not found.texts:
        terminal.line()
        said = "Their issues differ: only forms and days are compared, wordings and texts are not."
        terminal.paragraph("", said, indent=0)


def _head(tally: Tally) -> str:
    plan = tally.plan
    wanted = tally.seeds * plan.points
    played = f"{tally.done:,} of {wanted:,} runs so far" if tally.done < wanted else f"{tally.done:,} runs"
    said = f"{plan.id}: {played}, seeds {plan.seed} to {plan.seed + tally.seeds - 1}"
    said += f" at each of {plan.points:,} points" if tally.points else ""
    said += ", stopped by rule" if stopped(tally) else ""
    return said + (f", {tally.failed:,} failed" if tally.failed else "")


def _print_inputs(terminal: Terminal, found: SweepComparison, everything: bool) -> None:
    letters = tuple(found.letters)
    if found.inputs:
        print_rows(terminal, [("Inputs that differ", letters, ""), *map(_input, found.inputs)])
    else:
        terminal.paragraph("Inputs", "none differs")
    if everything and found.shared:
        terminal.line()
        terminal.line("Inputs that are the same")
        width = max(len(brief_path(each.path)) for each in found.shared)
        for each in found.shared:
            terminal.paragraph(f"  {printable(brief_path(each.path))}", value_words(each.values[0]), indent=width + 4)
    for kind in found.uncommon:
        for letter, names in zip(letters, kind.names, strict=True):
            if names:
                terminal.paragraph("", f"{kind.kind} of {letter} only: {', '.join(names)}")


def _input(each: Input) -> InputRow:
    return f"  {printable(brief_path(each.path))}", [value_words(value) for value in each.values], ""


# How often, when, who


def _print_shares(terminal: Terminal, all_labels: Sequence[Labels], found: SweepComparison) -> None:
    tallies, letters = found.tallies, found.letters
    forms: list[Row] = [
        (f"  {FORM_WORDS[rows[0].form]}", [share_cell(row) for row in rows])
        for rows in zip(*(tally.outcomes for tally in tallies), strict=True)
    ]
    terminal.line()
    print_side_by_side(terminal, "Outcome", letters, forms)
    for title, wordings in _rungs(all_labels, found):
        terminal.line()
        print_side_by_side(terminal, title, letters, wordings)
    terminal.line()
    print_side_by_side(terminal, "Day of the outcome", letters, list(_days(tallies)))


def _print_threats(terminal: Terminal, all_labels: Sequence[Labels], found: SweepComparison) -> None:
    names = {code: labels.short(code) for labels in all_labels for code in labels.case.actors}
    rows: list[Row] = [
        (f"  {printable(names[actor])}", [share_cell(row) for row in shares]) for actor, shares in found.threats
    ]
    terminal.line()
    if rows:
        print_side_by_side(terminal, "Threatens a veto", found.letters, rows)
    else:
        terminal.paragraph("Threats", "of a veto: none")


def _rungs(all_labels: Sequence[Labels], found: SweepComparison) -> Iterator[tuple[str, list[Row]]]:
    """The wordings of the issues that a headline names, where any was produced."""
    if not found.texts:
        return
    headline = {issue.key for labels in all_labels for issue in labels.case.issues if issue.headline}
    for issue in all_labels[0].case.issues:
        rows: list[Row] = [
            (f"  {rungs[0].strength:>3}  {printable(all_labels[0].wording(issue.key, rungs[0].strength))}", cells)
            for rungs in zip(*(tally.rungs for tally in found.tallies), strict=True)
            if rungs[0].issue == issue.key and any(rung.k for rung in rungs)
            and (cells := [share_cell(rung) for rung in rungs])
        ]  # fmt: skip
        if issue.key in headline and rows:
            yield printable(f"{issue.name}, produced"), rows


def _days(tallies: Sequence[Tally]) -> Iterator[Row]:
    yield "  runs with an outcome", [Cell(f"{tally.days.n}") for tally in tallies]
    for each, said in QUANTILE_WORDS.items():
        days = [tally.days.quantiles[each] for tally in tallies]
        yield f"  {said}", [Cell("-" if day is None else amount(day)) for day in days]
