"""What there is to export: the rows of runs, and the runs themselves where their events are wanted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from sim.engine.draws import Draw, drawn
from sim.engine.run import Run
from sim.experiment.frames import (
    EVENTS,
    Column,
    Row,
    dotless,
    event_rows,
    outcome_columns,
    point_columns,
    point_values,
)
from sim.experiment.names import as_played, names_a_sweep, plan_named, recall, seeds_played
from sim.experiment.sweep import SweptRun, stored_runs
from sim.questions.export.coded import coded
from sim.questions.export.folder import ExportError
from sim.scenario.scalars import quantity
from sim.store.outcomes import Outcomes
from sim.store.record import data_of
from sim.store.store import Store, as_json
from sim.vocabulary.outcome import Outcome, flat


@frozen
class Material:
    """A run or a sweep, ready to be written. Both callables begin anew at each call."""

    id: str
    many: bool
    """Whether it is a sweep."""
    columns: tuple[Column, ...]
    """Those of runs."""
    rows: Callable[[], Iterator[Row]]
    runs: Callable[[], Iterator[Run]]
    missing: int = 0
    """Runs of the sweep that failed or are still to be played."""


def material_of(store: Store, name: str) -> Material:
    """What an id, unique prefix or label names, or `last`, or SWEEP:K. Raises StoreError, BrokenChain, BrokenRecord."""
    return of_sweep(store, name) if names_a_sweep(store, name) else of_run(recall(store, name))


def of_run(run: Run) -> Material:
    """One run."""
    scenario = run.scenario
    interventions = [{"after": each.after, "change": data_of(each.change)} for each in run.interventions]
    choices = [each._asdict() for each in run.recipe.choices]
    overrides = _overrides(scenario.sets, scenario.without, interventions, choices)
    row = {"scenario": scenario.base.id, "seed": run.seed, "overrides": overrides} | flat(run.outcome, scenario.issues)
    return Material(run.id, False, _columns(scenario.issues), lambda: iter([row]), lambda: iter([run]))


def of_sweep(store: Store, name: str) -> Material:
    """A sweep, as far as it was played: runs that failed, or are still to be played, are not in it."""
    plan = plan_named(store, name)
    seeds, scenario = seeds_played(store, plan), plan.scenario
    points = point_columns(plan.design.paths, (dict(plan.sets(point)) for point in range(plan.points)))
    points |= {draw.path: _drawn_column(draw) for draw in plan.recipe(0).draws}

    def rows() -> Iterator[Row]:
        for swept, outcome in _finished(stored_runs(plan, store, seeds)):
            recipe = plan.recipe(swept.point - 1)
            drew = {draw.path: value for draw, value in drawn(recipe.draws, swept.seed)}
            sets = recipe.settled(swept.seed).scenario.sets
            yield {
                "sweep": plan.id, "number": swept.number, "scenario": scenario.base.id, "seed": swept.seed,
                **point_values(points, {**swept.sets, **drew}), **flat(outcome, scenario.issues),
                "overrides": _overrides(sets, scenario.without),
            }  # fmt: skip

    def runs() -> Iterator[Run]:
        for swept, outcome in _finished(stored_runs(plan, store, seeds)):
            run = as_played(store, plan.recipe(swept.point - 1), outcome.case).run(swept.seed)
            if (run.id, run.head) != (outcome.run, outcome.head):
                raise ExportError(
                    f"run {outcome.run} (seed {swept.seed}) no longer gives the events that were stored: the sweep was "
                    "made by another turtlebay; make it again in another store"
                )
            yield run

    outcomes, keys = Outcomes(store), (plan.recipe(point).key for point in range(plan.points))
    done = sum(sum(outcomes.forms(key, plan.seed, plan.seed + seeds - 1).values()) for key in keys)
    columns = _columns(scenario.issues, tuple(points.values()))
    return Material(plan.id, True, columns, rows, runs, plan.points * seeds - done)


def _drawn_column(draw: Draw) -> Column:
    """The column of what is drawn: of numbers where it is coded as one."""
    return Column(dotless(draw.path), "words" if quantity(draw.coded) is None else "number")


def _finished(runs: Iterator[SweptRun]) -> Iterator[tuple[SweptRun, Outcome]]:
    return ((swept, swept.outcome) for swept in runs if swept.outcome is not None)


def _columns(issues: tuple[str, ...], points: Sequence[Column] = ()) -> tuple[Column, ...]:
    """The columns of runs: before the seed the paths that a sweep varied, after it those of an outcome."""
    run, *outcome = outcome_columns(issues)
    return (
        run, Column("sweep", "words"), Column("number", "integer"), Column("scenario", "words"), *points,
        Column("seed", "integer"), *outcome, Column("overrides", "words"),
    )  # fmt: skip


def _overrides(
    sets: Sequence[Sequence[str]],
    without: Sequence[str],
    interventions: Sequence[Any] = (),
    choices: Sequence[Any] = (),
) -> str:
    changed = {"sets": sets, "without": without, "interventions": interventions}
    return as_json(changed | ({"choices": choices} if choices else {}))


CODED_EVENTS: Final = (
    *EVENTS, Column("cameo", "words"), Column("goldstein", "number"), Column("plover", "words"),
    Column("plover_mode", "words"),
)  # fmt: skip
"""One row an event, with its codes."""


def coded_rows(run: Run) -> Iterator[Mapping[str, Any]]:
    """The events of a run as rows, with their codes."""
    for row, event in zip(event_rows(run), run.events, strict=True):
        codes = coded(event, run.scenario.setting)
        yield {**row, "cameo": codes.cameo, "goldstein": codes.goldstein, "plover": codes.plover,
               "plover_mode": codes.mode}  # fmt: skip
