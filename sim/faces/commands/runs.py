"""`turtlebay runs`: what the store holds."""

import json
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from cyclopts import Parameter

from sim.faces.options import Ascii, AsJson, StoreAt
from sim.faces.output import print_json
from sim.faces.terminal import Terminal, printable, standard_output
from sim.runs.store import Store, StoredRun
from sim.runs.sweeps import StoredSweep, Sweeps
from sim.words.labels import FORM_WORDS
from sim.words.numbers import day, vote
from sim.words.phrases import STORE, command_line


def runs(
    *,
    tree: Annotated[bool, Parameter(help="Show which run was forked from which.", show_default=False)] = False,
    store: StoreAt = STORE,
    as_json: AsJson = False,
    ascii_only: Ascii = False,
) -> None:
    """List the runs in the store.

    For example:

      turtlebay runs
      turtlebay runs --tree --store july.db
    """
    with Store(store) as opened:
        kept = opened.runs()
        sweeps = Sweeps(opened).sweeps()
    if as_json:
        swept = [_sweep_object(sweep) for sweep in sweeps]
        print_json({"store": str(store), "runs": [_object(run) for run in kept], "sweeps": swept})
        return
    terminal = standard_output(ascii_only)
    for sweep in sweeps:
        terminal.line(_sweep_line(sweep))
    if sweeps:
        terminal.line()
    _print(terminal, list(_as_tree(kept)) if tree else [(0, run) for run in kept])
    if kept:
        newest = kept[-1].id
        terminal.line()
        terminal.next(command_line("log", newest, store=store), command_line("verify", newest, store=store))
    elif sweeps:
        terminal.next(command_line("log", f"{sweeps[-1].id}:1", store=store))
    else:
        terminal.next(command_line("run", "dprk-2006-07", store=store))


def _sweep_line(sweep: StoredSweep) -> str:
    plain = _sweep_object(sweep)
    notes = [f"seeds {plain['seeds'][0]} to {plain['seeds'][1]}"]
    notes += [f"over {', '.join(plain['varied'])}"] if plain["varied"] else []
    notes += [f"{path}={value}" for path, value in plain["sets"]]
    notes += [f"without {entry}" for entry in plain["without"]]
    notes += ["uncertain"] if plain["uncertain"] else []
    return f"{sweep.id}  sweep of {sweep.scenario}  {'; '.join(notes)}"


def _sweep_object(sweep: StoredSweep) -> dict[str, Any]:
    recipe = json.loads(sweep.recipe)
    count = sweep.seeds or recipe["n"]
    return {
        "sweep": sweep.id,
        "scenario": sweep.scenario,
        "model": sweep.model,
        "seeds": [recipe["seed"], recipe["seed"] + count - 1],
        "varied": [each["path"] for each in (*recipe["axes"], *recipe["spans"])],
        "uncertain": bool(recipe["draws"]),
        "sets": recipe["sets"],
        "without": recipe["without"],
    }


def _print(terminal: Terminal, kept: Sequence[tuple[int, StoredRun]]) -> None:
    rows = [("run", "scenario", "seed", "events", "outcome", "label and changes")]
    rows += [_row(depth, run) for depth, run in kept]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        cells = [f"{cell:{width}}" for cell, width in zip(row, widths, strict=False)]
        terminal.line("  ".join([*cells, row[5]]).rstrip())


def _row(depth: int, run: StoredRun) -> tuple[str, str, str, str, str, str]:
    recipe, outcome = json.loads(run.recipe), json.loads(run.outcome)
    said = [FORM_WORDS.get(outcome["form"], outcome["form"])]
    if outcome["yes"] or outcome["no"] or outcome["abstain"]:
        said.append(vote(outcome["yes"], outcome["no"], outcome["abstain"]))
    if outcome["days_m"] is not None:
        said.append(day(outcome["days_m"]))
    notes = [printable(run.label)] if run.label else []
    notes += [f"{path}={value}" for path, value in recipe["sets"]]
    notes += [f"without {entry}" for entry in recipe["without"]]
    if run.parent and recipe["interventions"]:
        notes.append(_fork_words(run.parent, recipe["interventions"][-1]))
    return (
        "  " * depth + run.id, run.scenario, str(run.seed), str(run.events), ", ".join(said), "; ".join(notes),
    )  # fmt: skip


def _fork_words(parent: str, last: dict[str, Any]) -> str:
    """Where a fork left its parent, and what was changed there."""
    change = last["change"]
    done = [f"{path}={value}" for path, value in change["sets"]]
    done += [f"drops {drop['entry'] or drop['act']}" for drop in change["drops"]]
    done += [f"inserts {plain['id']}" for plain in change["inserts"]]
    done += [f"luck {change['luck']}"] if change["luck"] else []
    return printable(f"forked from {parent} after {last['after']}: {', '.join(done)}")


def _as_tree(kept: Sequence[StoredRun]) -> Iterator[tuple[int, StoredRun]]:
    """Each run after its parent, one step further in."""
    ids = {run.id for run in kept}
    children: dict[str, list[StoredRun]] = {}
    for run in kept:
        children.setdefault(run.parent if run.parent in ids and run.parent else "", []).append(run)
    waiting = [(0, run) for run in reversed(children.get("", []))]
    while waiting:
        depth, run = waiting.pop()
        yield depth, run
        waiting.extend((depth + 1, child) for child in reversed(children.get(run.id, [])))


def _object(run: StoredRun) -> dict[str, Any]:
    recipe, outcome = json.loads(run.recipe), json.loads(run.outcome)
    return {
        "run": run.id,
        "label": run.label or None,
        "scenario": run.scenario,
        "seed": run.seed,
        "model": run.model,
        "head": run.head,
        "events": run.events,
        "sets": recipe["sets"],
        "without": recipe["without"],
        "parent": run.parent,
        "forked_after": run.forked_after,
        "outcome": {key: value for key, value in outcome.items() if key != "days_m"}
        | {"days": None if outcome["days_m"] is None else round(outcome["days_m"] / 1000, 3)},
    }
