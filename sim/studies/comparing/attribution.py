"""How much of the difference between two runs each change accounts for: Shapley values over runs of every subset."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, wait
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from sim.engine.run import Run, replay
from sim.scenario.overrides import apply
from sim.studies.comparing.changes import Changes, NotAttributable, Recipe
from sim.studies.comparing.inputs import Input
from sim.studies.comparing.shapley import orders_of, sampled_shapley, shapley, subsets
from sim.studies.sweeping.batch import BATCH, Summary, scenario_of, summarise, working_pool
from sim.vocabulary.case import Case
from sim.vocabulary.texts import PRODUCTS
from sim.words.numbers import signed

if TYPE_CHECKING:
    from rich.console import Group

EXACT_TO: Final = 10
"""Changes up to which every subset is played; of more, subsets along some orders only."""

ORDERS: Final = 40
"""Orders of the changes that are tried where not all subsets can be."""

FEW: Final = 60
"""Runs below which starting processes costs more than it saves."""

FORM, DAY = "form", "day"

Progress = Callable[[int, int], None]
"""Told how many runs are done, of how many."""


@frozen
class Measure:
    """One thing asked of the runs. a, b: its mean without any change and with all of them.

    name: form (share of runs with the first run's form, 0 to 1), an issue (final strength, 0-100), or day. parts: what
    each change accounts for, in their order: exact, and together b - a. intervals: of parts that were sampled.
    """

    name: str
    a: Fraction
    b: Fraction
    parts: tuple[Fraction, ...]
    intervals: tuple[tuple[float, float] | None, ...]

    @property
    def total(self) -> Fraction:
        """What all changes account for together."""
        return sum(self.parts, Fraction(0))


@frozen
class Attribution:
    """What each change accounts for. form: the first run's. n: runs of each subset; futures: on new lucks from the
    event at which the changes were made, in place of seeds. exact: every subset was played.
    """

    form: str
    n: int
    futures: bool
    exact: bool
    subsets: int
    changes: tuple[Input, ...]
    measures: tuple[Measure, ...]

    def as_plain(self) -> dict[str, Any]:
        """All of it for JSON: fractions as words, such as 13/20, and as numbers."""
        return {
            "form": self.form,
            "seeds": self.n,
            "futures": self.futures,
            "exact": self.exact,
            "subsets": self.subsets,
            "changes": [{"path": x.path, "a": x.values[0], "b": x.values[1]} for x in self.changes],
            "measures": [self._measure(each) for each in self.measures],
        }

    def _measure(self, each: Measure) -> dict[str, Any]:
        parts = [
            {"path": change.path, "fraction": str(part), "value": round(float(part), 6),
             **({} if interval is None else {"low": round(interval[0], 6), "high": round(interval[1], 6)})}
            for change, part, interval in zip(self.changes, each.parts, each.intervals, strict=True)
        ]  # fmt: skip
        return {"name": each.name, "a": str(each.a), "b": str(each.b), "total": str(each.total), "parts": parts}

    def __rich__(self) -> "Group":
        """The parts as rich draws them in a terminal or notebook."""
        from sim.studies.comparing.compared_tables import rich_group

        return rich_group([self._said()], [self._table()])

    def _repr_html_(self) -> str:
        """The parts as a notebook shows them."""
        from sim.studies.comparing.compared_tables import html

        return html([self._said()], [self._table()])

    def _said(self) -> str:
        how = "every subset of the changes" if self.exact else f"{self.subsets} subsets of the changes"
        return f"What each change accounts for, {self.n} runs of {how} on the same luck"

    def _table(self) -> tuple[str, tuple[str, ...], list[tuple[str, ...]]]:
        rows = [
            (change.path, *(part_words(each, each.parts[at]) for each in self.measures))
            for at, change in enumerate(self.changes)
        ]
        rows.append(("together", *(part_words(each, each.total) for each in self.measures)))
        return f"form: share of {self.form}, in points of 100", ("change", *(x.name for x in self.measures)), rows


def part_words(measure: Measure, part: Fraction) -> str:
    """A part as it is shown: points of 100 for the form, strength points for an issue, days for the day."""
    return signed(float(part) * (100 if measure.name == FORM else 1))


def attribute(
    a: Run, b: Run, n: int = 20, *, orders: int = ORDERS, jobs: int = 1, progress: Progress | None = None
) -> Attribution:
    """How much of what parts two runs each change between them accounts for, in the mean of n runs of each subset.

    The runs are of seeds 1 to n; where the changes were made at an event, of lucks 0 to n - 1 from there on, each
    with the same intervention but for the changes left out. orders: of the changes, tried where there are more than
    ten. jobs: processes at work; more than one needs a main module that can be imported.

    Raises NotAttributable where the changes cannot be made one by one, ScenarioError where some do not fit without
    others, ValueError on n below 1.
    """
    if n < 1:
        raise ValueError(f"{n} runs: at least one is needed")
    changes = Changes(a, b)
    paths = changes.paths
    exact = len(paths) <= EXACT_TO
    tried = [] if exact else orders_of(paths, orders, a.seed)
    wanted = subsets(paths) if exact else {frozenset(o[:k]): None for o in tried for k in range(len(paths) + 1)}
    sets = list(wanted)
    recipes = [changes.recipe(made) for made in sets]
    for recipe in recipes:
        apply(a.scenario.base, [*recipe.task.sets, *recipe.turned], recipe.task.without)
    played = dict(zip(sets, _played(recipes, n, jobs, progress), strict=True))
    means = {made: _means(a.scenario.case, a.outcome.form, runs) for made, runs in played.items()}
    names = means[frozenset()].keys()
    return Attribution(
        a.outcome.form, n, recipes[0].futures, exact, len(sets), changes.each,
        tuple(_measure(name, paths, means, tried) for name in names),
    )  # fmt: skip


Means = Mapping[frozenset[str], Mapping[str, Fraction]]
"""Set of changes to the mean of each measure."""


def _measure(name: str, paths: Sequence[str], means: Means, orders: Sequence[Sequence[str]]) -> Measure:
    none, everything = means[frozenset()][name], means[frozenset(paths)][name]
    if not orders:
        parts = shapley(paths, lambda made: means[made][name])
        return Measure(name, none, everything, tuple(parts[path] for path in paths), (None,) * len(paths))
    found = sampled_shapley(paths, lambda made: means[made][name], orders)
    intervals = tuple((found[path].low, found[path].high) for path in paths)
    return Measure(name, none, everything, tuple(found[path].mean for path in paths), intervals)


def _means(case: Case, form: str, runs: Sequence[Summary]) -> dict[str, Fraction]:
    """Exact means over runs; what nobody agreed on leaves the law in force, and takes until the horizon."""
    n = len(runs)
    found = {FORM: Fraction(sum(run.form == form for run in runs), n)}
    for number, issue in enumerate(case.issues):
        if issue.key != FORM:
            found[issue.key] = Fraction(sum(_strength(run, number, issue.law_in_force) for run in runs), n)
    whole = _days_m(case)
    found[DAY] = Fraction(sum(whole if run.days_m is None else run.days_m for run in runs), 1000 * n)
    return found


def _strength(run: Summary, number: int, law_in_force: int) -> int:
    produced = run.form in PRODUCTS and run.text is not None
    return run.text[number] if produced and run.text is not None else law_in_force


def _days_m(case: Case) -> int:
    """Thousandths of a day from the entry that starts the clock to the horizon."""
    clock = next((entry.at for entry in case.timeline if entry.id == case.clock_from), case.start)
    return round(1000 * (case.horizon - clock).total_seconds() / 86_400)


Batches = Sequence[tuple[int, Recipe, range]]
"""Place of the recipe, the recipe, and its numbers."""


def _played(recipes: Sequence[Recipe], n: int, jobs: int, progress: Progress | None) -> list[list[Summary]]:
    """The runs of every recipe, in the order of their numbers."""
    batches = [
        (place, recipe, range(first, min(first + BATCH, n)))
        for place, recipe in enumerate(recipes)
        for first in range(0, n, BATCH)
    ]
    found: list[list[Summary]] = [[] for _ in recipes]
    total, done = n * len(recipes), 0
    if jobs < 2 or total < FEW:
        for place, recipe, numbers in batches:
            found[place] += play(recipe, numbers)
            done += len(numbers)
            if progress is not None:
                progress(done, total)
        return found
    with working_pool(jobs) as pool:
        _on_processes(pool, batches, found, total, progress)
    return found


def _on_processes(
    pool: Executor, batches: Batches, found: list[list[Summary]], total: int, progress: Progress | None
) -> None:
    asked = [pool.submit(play, recipe, numbers) for _, recipe, numbers in batches]
    sizes = {each: len(numbers) for each, (*_, numbers) in zip(asked, batches, strict=True)}
    waiting, done = set(asked), 0
    while waiting:
        ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        done += sum(sizes[each] for each in ready)
        if progress is not None:
            progress(done, total)
    for each, (place, *_) in zip(asked, batches, strict=True):
        found[place] += each.result()


def play(recipe: Recipe, numbers: Sequence[int]) -> list[Summary]:
    """Play some numbers of a recipe, counted from 0: what a worker process does."""
    scenario = scenario_of(recipe.task)
    if not recipe.futures:
        return [summarise(replay(scenario, number + 1)) for number in numbers]
    return [summarise(replay(scenario, recipe.seed, recipe.at(number))) for number in numbers]


__all__ = ["Attribution", "Measure", "NotAttributable", "attribute"]
