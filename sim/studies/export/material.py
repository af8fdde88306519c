"""What there is to export: the rows of runs, and the runs themselves where their events are wanted."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from attrs import frozen

from sim.engine.run import Run, Scenario, run
from sim.runs.record import data_of
from sim.runs.store import as_json
from sim.studies.export.folder import ExportError
from sim.studies.export.points import Point, point_values
from sim.studies.export.tables import Column, run_columns, run_row
from sim.studies.sweeping.batch import Summary, Task, scenario_at, sets_at, summarise


@frozen
class Material:
    """A run or a sweep, ready to be written. many: it is a sweep. Both callables begin anew at each call.

    missing: runs of the sweep that failed or are still to be played.
    """

    id: str
    many: bool
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[dict[str, Any]]]
    runs: Callable[[], Iterator[Run]]
    missing: int = 0


@frozen
class Member:
    """One finished run of a sweep. number: its place there, from 1. point: what varied, and what its seed drew."""

    run: str
    number: int
    task: Task
    point: Point
    summary: Summary


def of_run(played: Run) -> Material:
    """One run."""
    issues = played.scenario.setting.space.keys
    return Material(played.id, False, run_columns(issues, ()), lambda: iter([row_of(played)]), lambda: iter([played]))


def row_of(played: Run) -> dict[str, Any]:
    """The row of a run whose events are at hand."""
    scenario = played.scenario
    interventions = [{"after": each.after, "change": data_of(each.change)} for each in played.interventions]
    overrides = _overrides(scenario.sets, scenario.without, interventions)
    return run_row(played.id, scenario.base.id, summarise(played), scenario.setting.space.keys, overrides)


def of_members(
    sweep: str, base: Scenario, points: Sequence[Column], members: Callable[[], Iterable[Member]], missing: int = 0
) -> Material:
    """A sweep of a scenario. points: the columns of what varied. members: reads the finished runs anew at each call."""
    issues = base.setting.space.keys

    def rows() -> Iterator[dict[str, Any]]:
        for member in members():
            overrides = _overrides(sets_at(member.task, member.summary.seed), member.task.without)
            row = run_row(member.run, base.base.id, member.summary, issues, overrides)
            yield {**row, "sweep": sweep, "number": member.number, **point_values(points, member.point)}

    return Material(sweep, True, run_columns(issues, points), rows, lambda: map(_again, members()), missing)


def _again(member: Member) -> Run:
    """A run of a sweep, played again. Raises ExportError if it is not what was kept."""
    seed = member.summary.seed
    played = run(scenario_at(member.task, seed), seed)
    if (played.id, played.head) != (member.run, member.summary.head):
        raise ExportError(
            f"run {member.run} (seed {seed}) no longer gives the stored events: the sweep was made by another "
            "turtlebay; make it again in another store"
        )
    return played


def _overrides(sets: Sequence[Sequence[str]], without: Sequence[str], interventions: Sequence[Any] = ()) -> str:
    return as_json({"sets": sets, "without": without, "interventions": interventions})
