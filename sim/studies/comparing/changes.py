"""What turns one run's recipe into another's, change by change, and the recipe with only some of the changes made."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve, field, frozen

from sim.engine.run import Run
from sim.engine.world import Intervention
from sim.studies.comparing.inputs import inputs_of, settled_path
from sim.studies.sweeping.batch import Task, task_of
from sim.vocabulary import events as e
from sim.vocabulary.case import Case

Pair = tuple[str, str]
"""A path and a value, as typed."""

_LUCK: Final = frozenset(("seed", "luck"))
_ELSE: Final = frozenset(("scenario", "scenario.digest", "model", "parameters"))


class NotAttributable(ValueError):
    """Two runs whose difference cannot be taken apart change by change; the message says why."""


@frozen
class Recipe:
    """A recipe but for its numbers: seeds, or, where futures, lucks drawn at the last intervention."""

    task: Task
    seed: int
    interventions: tuple[Intervention, ...] = field(default=())

    @property
    def futures(self) -> bool:
        """Whether its numbers are lucks."""
        return bool(self.interventions)

    @property
    def turned(self) -> list[Pair]:
        """What its last intervention sets."""
        return [(path, value) for path, value in self.interventions[-1].change.sets] if self.interventions else []

    def at(self, number: int) -> tuple[Intervention, ...]:
        """The interventions of the run with that number."""
        if not self.interventions:
            return ()
        *before, last = self.interventions
        return (*before, evolve(last, change=evolve(last.change, luck=number)))


class Changes:
    """The changes that lead from one run to another. each: the inputs that differ, in order.

    Raises NotAttributable where the runs differ in something that cannot be made step by step.
    """

    def __init__(self, a: Run, b: Run) -> None:
        self.each = tuple(each for each in inputs_of((a, b)) if each.path not in _LUCK)
        other = [each.path for each in self.each if each.path in _ELSE]
        if other:
            raise NotAttributable(
                f"the runs differ in {', '.join(other)}: only changes to one scenario can be taken apart"
            )
        if not self.each:
            raise NotAttributable("nothing was changed between the runs: there is nothing to attribute")
        self._parts = _of_forks(a, b) if a.interventions or b.interventions else _of_roots(a, b)
        loose = [each.path for each in self.each if each.path not in self._parts.names]
        if loose:
            raise NotAttributable(f"{', '.join(loose)}: is no change that was made from one run to the other")

    @property
    def paths(self) -> tuple[str, ...]:
        """The names of the changes."""
        return tuple(each.path for each in self.each)

    def recipe(self, made: frozenset[str]) -> Recipe:
        """The first run's recipe with those of the changes made."""
        return self._parts.recipe(made)


Steps = Mapping[str, Any]
"""What a recipe does to each thing that is changed, by its path."""


@frozen
class _Roots:
    """Overrides and entries left out, from the start."""

    task: Task
    seed: int
    sets: tuple[Mapping[str, Pair], Mapping[str, Pair]]
    without: tuple[Steps, Steps]

    @property
    def names(self) -> set[str]:
        return {name for steps in (*self.sets, *self.without) for name in steps}

    def recipe(self, made: frozenset[str]) -> Recipe:
        sets, without = _mixed(self.sets, made), _mixed(self.without, made)
        return Recipe(evolve(self.task, sets=tuple(sets), without=tuple(without)), self.seed)


@frozen
class _Forks:
    """Changes made at one event."""

    task: Task
    seed: int
    before: tuple[Intervention, ...]
    after: int
    sets: tuple[Mapping[str, Pair], Mapping[str, Pair]]
    drops: tuple[Steps, Steps]
    inserts: tuple[Steps, Steps]

    @property
    def names(self) -> set[str]:
        return {name for steps in (*self.sets, *self.drops, *self.inserts) for name in steps}

    def recipe(self, made: frozenset[str]) -> Recipe:
        sets = [list(pair) for pair in _mixed(self.sets, made)]
        change = e.InterventionMade(sets, _mixed(self.drops, made), _mixed(self.inserts, made), 0)
        return Recipe(self.task, self.seed, (*self.before, Intervention(self.after, change)))


def _mixed(steps: tuple[Steps, Steps], made: frozenset[str]) -> list[Any]:
    """Of each thing what the second recipe does where that change is made, else what the first does, if anything."""
    first, second = steps
    names = dict.fromkeys((*first, *second))
    chosen = ((second if name in made else first).get(name) for name in names)
    return [each for each in chosen if each is not None]


def _of_roots(a: Run, b: Run) -> _Roots:
    base, pair = a.scenario.base, (a.scenario, b.scenario)
    mine, other = ({settled_path(base, path): (path, value) for path, value in each.sets} for each in pair)
    left, gone = ({f"timeline.{name}": name for name in each.without} for each in pair)
    return _Roots(task_of(a.scenario), a.seed, (mine, other), (left, gone))


def _of_forks(a: Run, b: Run) -> _Forks:
    same = 0
    while a.interventions[same : same + 1] == b.interventions[same : same + 1] != ():
        same += 1
    rest = (*a.interventions[same:], *b.interventions[same:])
    one_each = max(len(a.interventions), len(b.interventions)) == same + 1
    if a.seed != b.seed or len({each.after for each in rest}) != 1 or not one_each:
        raise NotAttributable(
            "the runs were changed at different events, or on different seeds: name a run and one fork of it, or two "
            "forks made at the same event"
        )
    case = a.scenario.case
    mine, other = (_change(run, same) for run in (a, b))
    return _Forks(
        task_of(a.scenario), a.seed, a.interventions[:same], rest[0].after, (_sets(case, mine), _sets(case, other)),
        (_drops(mine), _drops(other)), (_inserts(mine), _inserts(other)),
    )  # fmt: skip


def _change(run: Run, at: int) -> e.InterventionMade:
    return run.interventions[at].change if len(run.interventions) > at else e.InterventionMade([], [], [], 0)


def _sets(case: Case, change: e.InterventionMade) -> dict[str, Pair]:
    return {settled_path(case, path): (path, value) for path, value in change.sets}


def _drops(change: e.InterventionMade) -> Steps:
    return {f"dropped.{drop['entry'] or drop['decision']}": drop for drop in change.drops}


def _inserts(change: e.InterventionMade) -> Steps:
    return {f"timeline.{plain['id']}": plain for plain in change.inserts}
