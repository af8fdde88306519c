"""Runs beside one another in words and tables: inputs that differ, where they part, what came of each."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.engine.run import Run
from sim.faces.card import name_of
from sim.faces.compared_timelines import print_drafts, print_timelines
from sim.faces.registry import exists
from sim.faces.terminal import Terminal, printable, wrapped
from sim.faces.timeline import print_text_key
from sim.scenario.paths import brief_path
from sim.studies.comparing.compare import Comparison
from sim.studies.comparing.divergence import NUMBERS, TIMING, Divergence
from sim.studies.comparing.inputs import Input
from sim.vocabulary.events import Event
from sim.words.labels import FORM_WORDS, Labels
from sim.words.numbers import amount, vote
from sim.words.phrases import command_line, in_a_row
from sim.words.sentences import SHUT, predicate

TERMS_SHOWN = 8
"""Numbers behind a parting that are shown at most; JSON has them all."""

WIDEST_LABEL = 38
"""Columns of a label beside which the cells still stand."""

Row = tuple[str, Sequence[str], str]
"""A label, a cell a run, and what is said of the row."""


def print_comparison(
    terminal: Terminal, all_labels: Sequence[Labels], comparison: Comparison, everything: bool, store: Path
) -> None:
    """The whole comparison. everything: what is equal as well."""
    _print_runs(terminal, all_labels, comparison)
    if comparison.luck_mixed:
        terminal.line()
        _print_luck(terminal, comparison, store)
    terminal.line()
    _print_inputs(terminal, comparison)
    for letter, run, found in zip(comparison.letters[1:], comparison.runs[1:], comparison.divergences, strict=True):
        terminal.line()
        other = all_labels[comparison.letters.index(letter)]
        _print_parting(terminal, (all_labels[0], other), (comparison.runs[0], run), letter, found)
    terminal.line()
    _print_outcomes(terminal, all_labels[0], comparison, everything)
    print_drafts(terminal, all_labels[0], comparison, everything)
    terminal.line()
    print_timelines(terminal, all_labels, comparison, everything)
    print_text_key(terminal, all_labels[0])


def _print_runs(terminal: Terminal, all_labels: Sequence[Labels], comparison: Comparison) -> None:
    titles = dict.fromkeys(labels.case.title for labels in all_labels)
    for line in wrapped(printable("; ".join(titles)), terminal.page, "", ""):
        terminal.line(line)
    for letter, run in zip(comparison.letters, comparison.runs, strict=True):
        about = [f"seed {run.seed}"] + ([printable(run.label)] if run.label else [])
        about += [f"fork of {run.parent} after event {run.forked_after}"] if run.parent else []
        terminal.line(f"  {letter}  {run.id}  {', '.join(about)}")
    if len({labels.case.id for labels in all_labels}) > 1:
        terminal.line()
        said = "Different scenarios: compared where both have the same thing; timelines are their own."
        terminal.paragraph("", said, indent=0)


def _print_luck(terminal: Terminal, comparison: Comparison, store: Path) -> None:
    seeds = list(dict.fromkeys(str(run.seed) for run in comparison.runs))
    what = f"seeds {in_a_row(seeds)}" if len(seeds) > 1 else "each drew a luck of its own"
    said = f"LUCK IS MIXED IN: {what}. What differs below may be chance alone, whatever was changed."
    for line in wrapped(said, terminal.page, "", ""):
        terminal.line(terminal.styled(line, "bold", "yellow"))
    if len(comparison.runs) == 2:
        again = command_line("compare", *map(name_of, comparison.runs), "--paired", store=store)
        terminal.line(f"{'':11}On the same luck:  {again}")


# Inputs


def _print_inputs(terminal: Terminal, comparison: Comparison) -> None:
    if not comparison.inputs:
        terminal.paragraph("Inputs", "none differs")
    else:
        letters = tuple(comparison.letters)
        rows: list[Row] = [("Inputs that differ", letters, "")]
        rows += [(f"  {printable(brief_path(each.path))}", _cells(each), "") for each in comparison.inputs]
        print_rows(terminal, rows)
    for each in comparison.uncommon:
        for letter, names in zip(comparison.letters, each.names, strict=True):
            if names:
                terminal.paragraph("", f"{each.kind} of {letter} only: {', '.join(names)}")


def _cells(each: Input) -> list[str]:
    return [
        value_words(value) + ("" if after is None else f", from event {after}")
        for value, after in zip(each.values, each.after, strict=True)
    ]


def value_words(value: Any) -> str:
    """A value as it is typed; `none` where there is none."""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return ", ".join(map(value_words, value)) or "none"
    return "none" if value is None else printable(str(value))


def print_rows(terminal: Terminal, rows: Sequence[Row]) -> None:
    """A small table: the label, a column a run, and a remark. A row too wide for it has its cells below each other."""
    letters = rows[0][1]
    most = (terminal.page - WIDEST_LABEL) // len(letters) - 2
    narrow = [len(row[0]) <= WIDEST_LABEL and max(map(len, row[1])) <= most for row in rows]
    label = max(len(row[0]) for row, fits in zip(rows, narrow, strict=True) if fits)
    wide = [max(len(row[1][at]) for row, fits in zip(rows, narrow, strict=True) if fits) for at in range(len(letters))]
    for (name, cells, remark), fits in zip(rows, narrow, strict=True):
        if fits:
            padded = "  ".join(f"{cell:{size}}" for cell, size in zip(cells, wide, strict=True))
            terminal.line(f"{name:{label}}  {padded}  {remark}".rstrip())
            continue
        terminal.line(f"{name}  {remark}".rstrip())
        for letter, cell in zip(letters, cells, strict=True):
            for line in wrapped(cell, terminal.page, f"    {letter}  ", " " * 7):
                terminal.line(line)


# Where they part


def _print_parting(
    terminal: Terminal, all_labels: tuple[Labels, Labels], runs: tuple[Run, Run], letter: str, found: Divergence | None
) -> None:
    if found is None:
        terminal.line(f"a and {letter} do not part: nothing that happened differs.")
        return
    kind = {NUMBERS: ", the same act on other numbers", TIMING: ", the same act at another time"}.get(found.kind, "")
    _print_one(terminal, all_labels, letter, found, f"a and {letter} part at {found.decision}{kind}")
    if found.turn is not None:
        terminal.line()
        _print_one(terminal, all_labels, letter, found.turn, f"What first came out otherwise is {found.turn.decision}")


def _print_one(
    terminal: Terminal, all_labels: tuple[Labels, Labels], letter: str, found: Divergence, head: str
) -> None:
    terminal.line(terminal.styled(head, "bold"))
    for name, labels, event in (("a", all_labels[0], found.a), (letter, all_labels[1], found.b)):
        said = "nothing in its place" if event is None else _sentence(labels, event)
        terminal.paragraph(f"  {name}", printable(said), indent=5)
    terminal.paragraph("  rule", found.rule, indent=8)
    shown = found.terms[:TERMS_SHOWN]
    if shown:
        rows: list[Row] = [("  numbers that differ", ("a", letter), "")]
        rows += [(f"    {term_name(x.name)}", (_number(x.name, x.a), _number(x.name, x.b)), "") for x in shown]
        print_rows(terminal, rows)
    if len(found.terms) > len(shown):
        terminal.line(f"    and {len(found.terms) - len(shown)} more (--json has them)")


def _sentence(labels: Labels, event: Event) -> str:
    return f"{event.seq}, {labels.utc(event.t)}: {labels.short(event.actor)} {predicate(labels, event)}"


def term_name(name: str) -> str:
    """A term's name without its unit: gain for gain_m, worth.amend for worth_m.amend."""
    return printable(".".join(part.removesuffix("_m") for part in name.split(".")))


def _number(name: str, value: Any) -> str:
    thousandths = any(part.endswith("_m") for part in name.split("."))
    if thousandths and isinstance(value, int):
        return "shut" if value <= SHUT else amount(value)
    return value_words(value)


# What came of it


def _print_outcomes(terminal: Terminal, labels: Labels, comparison: Comparison, everything: bool) -> None:
    outcomes = comparison.outcomes
    rows: list[Row] = [("Outcome", tuple(comparison.letters), "")]
    rows.append(_row("  form", [FORM_WORDS.get(form, form) for form in outcomes.forms]))
    rows.append(_row("  vote", ["none" if tally is None else vote(*tally) for tally in outcomes.tallies]))
    rows.append(_row("  day", ["-" if days is None else amount(days) for days in outcomes.days_m]))
    for each in outcomes.text:
        cells = ["-" if strength is None else str(strength) for strength in each.strengths]
        rows.append(_row(f"  {printable(labels.issue(each.issue))}", cells))
    rows += [
        _row(f"  vote of {printable(labels.short(ballot.actor))}", [cast or "-" for cast in ballot.votes])
        for ballot in outcomes.votes
        if everything or ballot.differs
    ]
    print_rows(terminal, rows)
    for each in outcomes.text:
        if each.differs or everything:
            terminal.line(f"  {printable(labels.issue(each.issue))}")
            alike = len(set(each.words)) == 1
            for letter, said in [("=", each.words[0])] if alike else zip(comparison.letters, each.words, strict=True):
                terminal.paragraph(f"    {letter}", printable(said) or "no text", indent=7)


def _row(label: str, cells: Sequence[str]) -> Row:
    return label, cells, "differs" if len(set(cells)) > 1 else ""


def next_of_comparison(comparison: Comparison, attributed: bool, store: Path) -> list[str]:
    """What is worth asking next, with real ids."""
    a, b = comparison.runs[:2]
    names = [name_of(run) for run in (a, b)]
    changes = [each for each in comparison.inputs if each.path not in ("seed", "luck")]
    found = []
    if comparison.luck_mixed:
        found.append(command_line("compare", *names, "--paired", store=store))
    if len(changes) > 1 and not attributed and not comparison.luck_mixed and a.scenario.base.id == b.scenario.base.id:
        found.append(command_line("compare", *names, "--attribute", store=store))
    if exists("explain"):
        found.append(command_line("explain", names[1], store=store))
    parting = comparison.divergence
    event = None if parting is None else parting.act.a
    if event is not None:
        found.append(command_line("state", names[0], "--at", str(max(0, event.seq - 1)), store=store))
    return found
