"""A fork shown beside the run it parts from: as an object for programs, and as words and tables."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs

from sim.engine.run import Run
from sim.faces.card import told
from sim.faces.output import outcome_object
from sim.faces.registry import exists
from sim.faces.shares import CAVEAT, share_words
from sim.faces.telling import FORM_WORDS, Telling, amount, vote
from sim.faces.terminal import Terminal, printable
from sim.faces.timeline import LEGEND, folded_lines, line_of, print_lines
from sim.runs.record import data_of
from sim.studies.explaining.futures import OutcomeShare


def fork_object(parent: Run, made: Run, at: int) -> dict[str, Any]:
    """What `fork --json` prints. A fork that changes nothing is the run itself, and its changes are null."""
    return {
        "run": made.id,
        "parent": parent.id,
        "at": at,
        "changes": changes_object(parent, made),
        "outcome": outcome_object(made, made.outcome),
        "head": made.head,
        "events": len(made.events),
    }


def futures_object(
    parent: Run, made: Sequence[Run], at: int, table: Sequence[OutcomeShare]
) -> dict[str, Any]:  # fmt: skip
    """What `fork -n --json` prints: the runs, and how often each outcome came among them."""
    changes = changes_object(parent, made[0])
    return {
        "parent": parent.id,
        "at": at,
        "changes": None if changes is None else {key: value for key, value in changes.items() if key != "luck"},
        "runs": [
            {
                "run": run.id,
                "luck": run.interventions[-1].change.luck,
                "outcome": outcome_object(run, run.outcome),
                "head": run.head,
                "events": len(run.events),
            }
            for run in made
        ],
        "outcomes": [
            attrs.asdict(row) | {"share": round(row.share, 4), "low": round(row.low, 4), "high": round(row.high, 4)}
            for row in table
        ],
    }


def changes_object(parent: Run, made: Run) -> dict[str, Any] | None:
    """What the analyst changed, as the event of it holds it; null where nothing was."""
    return None if made.id == parent.id else data_of(made.interventions[-1].change)


def print_fork(terminal: Terminal, telling: Telling, parent: Run, made: Run, at: int, quiet: bool) -> None:
    """Where the fork leaves its parent, what comes of it from there, and both outcomes."""
    terminal.line(f"{telling.case.title}  (run {made.id}, a fork of {parent.id} after event {at})")
    if not quiet:
        terminal.line(LEGEND)
        terminal.line()
        terminal.line(f"Events 0 to {at} are those of {parent.id}; the last of them, and what comes then:")
        start = [line_of(telling, made.events[at])]
        print_lines(terminal, [*start, *folded_lines(telling, made.events[at + 1 :])])
    terminal.line()
    print_beside(terminal, telling, parent, made)


def print_beside(terminal: Terminal, telling: Telling, parent: Run, made: Run) -> None:
    """The outcomes of a run and of its fork, and what differs in the text."""
    first, second = dict(_outcome_rows(telling, parent)), dict(_outcome_rows(telling, made))
    labels = [*first, *(label for label in second if label not in first)]
    rows = [("", f"run {parent.id}", f"fork {made.id}")]
    rows += [(label, first.get(label, "-"), second.get(label, "-")) for label in labels]
    wide = [max(len(row[column]) for row in rows) for column in (0, 1, 2)]
    for label, old, new in rows:
        mark = "  differs" if label and old != new else ""
        terminal.line(_row(label, old, new, wide) + mark)
    before, after = parent.outcome.text, made.outcome.text
    if before is not None and after is not None and before != after:
        keys = [issue.key for issue in telling.case.issues if issue.key in before]
        changed = [[key, before[key], after[key]] for key in keys if before[key] != after[key]]
        terminal.line()
        terminal.paragraph("Text", printable(telling.changes(changed)))


def _row(label: str, old: str, new: str, wide: Sequence[int]) -> str:
    """One row of a table of two columns."""
    return f"{label:{wide[0]}}  {old:{wide[1]}}  {new:{wide[2]}}".rstrip()


def _outcome_rows(telling: Telling, run: Run) -> list[tuple[str, str]]:
    outcome = run.outcome
    rows = [("outcome", FORM_WORDS.get(outcome.form, outcome.form))]
    rows.append(("vote", vote(outcome.yes, outcome.no, outcome.abstain) if outcome.votes else "none"))
    rows.append(("day", "-" if outcome.days_m is None else amount(outcome.days_m)))
    text = outcome.text or {}
    rows += [(telling.issue(issue.key), str(text[issue.key])) for issue in telling.case.issues if issue.key in text]
    return rows


def print_futures(
    terminal: Terminal, telling: Telling, parent: Run, made: Sequence[Run], at: int, table: Sequence[OutcomeShare]
) -> None:
    """Where the futures leave their parent, and how often each outcome came of it."""
    terminal.line(
        f"{telling.case.title}  ({len(made)} futures of {parent.id} after event {at}, each with its own luck)"
    )
    terminal.line()
    print_lines(terminal, [line_of(telling, made[0].events[at]), *_change_line(telling, made[0], at)])
    terminal.line()
    width = max(len(FORM_WORDS.get(row.form, row.form)) for row in table)
    for row in table:
        terminal.line(f"{FORM_WORDS.get(row.form, row.form):{width}}  {share_words(row)}")
    terminal.line()
    own = FORM_WORDS.get(parent.outcome.form, parent.outcome.form)
    terminal.line(f"{parent.id} itself: {own}. {CAVEAT}")


def _change_line(telling: Telling, run: Run, at: int) -> list[Any]:
    """The line of what the analyst changed, but for the luck, which differs from run to run."""
    event = run.events[at + 1]
    change: Any = event.payload
    rest = attrs.evolve(change, luck=0)
    if not (rest.sets or rest.drops or rest.inserts):
        return []
    return [line_of(telling, attrs.evolve(event, payload=rest))]


def next_of_fork(parent: Run, made: Run, at: int, store: Path) -> list[str]:
    """What is worth asking once a fork is stored, with real ids; only of commands that there are."""
    wanted = [
        ("compare", [parent.id, made.id]),
        ("explain", [made.id]),
        ("log", [made.id, "--since", str(at + 1)]),
        ("verify", [made.id]),
        ("runs", ["--tree"]),
    ]
    return [told(name, *words, store=store) for name, words in wanted if exists(name)]
