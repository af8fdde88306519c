"""What a store holds: runs and which was forked from which, and sweeps."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import field, frozen

from sim.pages import Block, Column, Lines, Next, Page, Table, Title
from sim.questions.outcome import form_words
from sim.store.store import StoredRun, StoreOrPath, opened
from sim.store.sweeps import StoredSweep, Sweeps
from sim.vocabulary.shown import shown
from sim.vocabulary.texts import PRODUCTS
from sim.words.numbers import day, vote
from sim.words.phrases import dropped_words, in_a_row


@frozen
class StoredOutcome:
    """What came of a stored run. A vote that was never held is missing."""

    form: str
    text: Mapping[str, int] | None
    """Of the product; None where there was none."""
    yes: int | None
    no: int | None
    abstain: int | None
    days: float | None = field(metadata={"digits": 3})


@frozen
class RunListed:
    """One stored run."""

    run: str
    label: str | None
    scenario: str
    seed: int
    model: int
    head: str
    events: int
    sets: tuple[tuple[str, str], ...]
    """Overrides, as (path, value), those that chance drew included."""
    drawn: bool
    """Whether chance drew what the coding may be wrong about; else all is as coded."""
    without: tuple[str, ...]
    """Timeline entries left out."""
    parent: str | None
    forked_after: int | None
    outcome: StoredOutcome
    asked: tuple[tuple[str, str], ...] = field(metadata={"json": None})
    """The overrides that somebody asked for."""
    changes: str = field(metadata={"json": None})
    """Where it left its parent and what was changed there, or who was played; empty where it is neither."""
    also_called: tuple[str, ...] = ()
    """Labels that it had in stores that were merged into this one."""


@frozen
class SweepListed:
    """One stored sweep."""

    sweep: str
    scenario: str
    model: int
    seeds: tuple[int, int]
    """The first and the last."""
    varied: tuple[str, ...]
    """Paths that differ from point to point."""
    drawn: bool
    """Whether each seed draws what the coding may be wrong about."""
    sets: tuple[tuple[str, str], ...]
    without: tuple[str, ...]
    labels: tuple[str, ...] = ()
    """Names that somebody gave it, the oldest first."""


@frozen
class Stored:
    """What a store holds, in the order in which it was saved."""

    store: str
    runs: tuple[RunListed, ...]
    sweeps: tuple[SweepListed, ...]
    damaged: tuple[str, ...] = ()
    """What cannot be read of it."""

    def __repr__(self) -> str:
        return f"<Stored: {len(self.runs)} runs and {len(self.sweeps)} sweeps in {self.store}>"

    _repr_html_ = shown


def stored(store: StoreOrPath) -> Stored:
    """What a store holds. Raises StoreError where there is none."""
    there = opened(store)
    runs, damaged = there.listed()
    sweeps, damaged_too = Sweeps(there).listed()
    called = there.labels()
    return Stored(
        str(there.path), tuple(_run(run, called.get(run.id, ())) for run in runs),
        tuple(_sweep(sweep, called.get(sweep.id, ())) for sweep in sweeps), tuple(map(str, damaged + damaged_too)),
    )  # fmt: skip


def _run(run: StoredRun, also_called: tuple[str, ...]) -> RunListed:
    recipe = json.loads(run.recipe)
    forked = run.parent is not None and bool(recipe["interventions"])
    return RunListed(
        run.id, run.label or None, run.scenario, run.seed, run.model, run.head, run.events, _pairs(recipe["sets"]),
        bool(recipe.get("drawn")), tuple(recipe["without"]), run.parent, run.forked_after,
        _outcome(json.loads(run.outcome)), _pairs(recipe["sets"][recipe.get("drawn", 0) :]),
        _fork_words(run.parent or "", recipe["interventions"][-1]) if forked else _seat_words(recipe), also_called,
    )  # fmt: skip


def _pairs(sets: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((path, value) for path, value in sets)


def _outcome(saved: Mapping[str, Any]) -> StoredOutcome:
    """An outcome as it was saved; older stores have 0 of each vote where none was held."""
    held = any(saved[how] for how in ("yes", "no", "abstain"))
    yes, no, abstain = (saved[how] if held else None for how in ("yes", "no", "abstain"))
    text = saved["text"] if saved["form"] in PRODUCTS else None
    days = None if saved["days_m"] is None else saved["days_m"] / 1000
    return StoredOutcome(saved["form"], text, yes, no, abstain, days)


def _seat_words(recipe: Mapping[str, Any]) -> str:
    """Who was played, and how many choices were made."""
    chosen = recipe.get("choices", [])
    actors = dict.fromkeys(each["moment"].partition(" ")[0] for each in chosen)
    return f"{in_a_row([*actors])} played, {len(chosen)} choice{'' if len(chosen) == 1 else 's'}" if chosen else ""


def _fork_words(parent: str, last: Mapping[str, Any]) -> str:
    change = last["change"]
    done = [f"{path}={value}" for path, value in change["sets"]]
    done += [dropped_words(drop) for drop in change["drops"]]
    done += [f"inserts {plain['id']}" for plain in change["inserts"]]
    done += [f"luck {change['luck']}"] if change["luck"] else []
    return f"forked from {parent} after {last['after']}: {', '.join(done)}"


def _sweep(sweep: StoredSweep, called: tuple[str, ...]) -> SweepListed:
    recipe = json.loads(sweep.recipe)
    first, count = recipe["seed"], sweep.seeds or recipe["n"]
    return SweepListed(
        sweep.id, sweep.scenario, sweep.model, (first, first + count - 1),
        tuple(each["path"] for each in (*recipe["axes"], *recipe["spans"])), bool(recipe.get("drawn")),
        _pairs(recipe["sets"]), tuple(recipe["without"]), called,
    )  # fmt: skip


# The page


def page(found: Stored, tree: bool = False, following: Sequence[str] = ()) -> Page:
    """Sweeps, then runs. tree: each run below the one it was forked from, one step further in."""
    blocks: list[Block] = [Title("Stored runs")]
    if found.sweeps:
        noted = Column("label and changes", "words")
        heads = (Column("sweep"), Column("scenario"), Column("seeds", "number"), noted)
        rows = [(s.sweep, s.scenario, f"{s.seeds[0]} to {s.seeds[1]}", _sweep_changes(s)) for s in found.sweeps]
        blocks.append(Table(heads, rows))
    columns = (
        Column("run", "drawn" if tree else "name"), Column("scenario"), Column("seed", "number"),
        Column("events", "number"), Column("outcome", "words"), Column("label and changes", "words"),
    )  # fmt: skip
    listed = _as_tree(found.runs) if tree else ((0, run) for run in found.runs)
    blocks.append(Table(columns, [_row(depth, run) for depth, run in listed]))
    if found.damaged:
        blocks.append(Lines(found.damaged, "Damaged, and left out; `turtlebay verify` checks the others"))
    return (*blocks, Next(tuple(following))) if following else tuple(blocks)


def _row(depth: int, run: RunListed) -> tuple[str, ...]:
    came = run.outcome
    said = [form_words(came.form)]
    if came.yes is not None and came.no is not None and came.abstain is not None:
        said.append(vote(came.yes, came.no, came.abstain))
    said += [day(round(1000 * came.days))] if came.days is not None else []
    notes = [run.label] if run.label else []
    notes += [
        *run.also_called,
        *(["drawn"] if run.drawn else []),
        *_changes(run.asked, run.without),
        *([run.changes] if run.changes else []),
    ]
    return (
        "  " * depth + run.run, run.scenario, str(run.seed), str(run.events), ", ".join(said), "; ".join(notes),
    )  # fmt: skip


def _changes(sets: Sequence[tuple[str, str]], without: Sequence[str]) -> list[str]:
    return [*(f"{path}={value}" for path, value in sets), *(f"without {entry}" for entry in without)]


def _sweep_changes(sweep: SweepListed) -> str:
    notes = [*sweep.labels, *([f"over {', '.join(sweep.varied)}"] if sweep.varied else [])]
    return "; ".join([*notes, *_changes(sweep.sets, sweep.without), *([] if sweep.drawn else ["luck alone"])])


def _as_tree(runs: Sequence[RunListed]) -> Iterator[tuple[int, RunListed]]:
    """Each run after its parent, with how deep it is."""
    ids = {run.run for run in runs}
    children: dict[str, list[RunListed]] = {}
    for run in runs:
        children.setdefault(run.parent if run.parent in ids and run.parent else "", []).append(run)
    left = {run.run: run for run in runs}
    waiting = [(0, run) for run in reversed(children.get("", []))]
    while left:
        # What a store was made to say may run in a circle, which has no first run.
        depth, run = waiting.pop() if waiting else (0, next(iter(left.values())))
        if left.pop(run.run, None) is not None:
            yield depth, run
            waiting.extend((depth + 1, child) for child in reversed(children.get(run.run, [])))
