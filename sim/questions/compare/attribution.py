"""How much of the difference between two runs each change accounts for: Shapley values over runs of every subset."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, Unpack

from attrs import field, frozen

from sim.engine.run import Recipe, Run
from sim.engine.world import Intervention
from sim.experiment.play import MOST, Experiment, Means
from sim.pages import plain
from sim.pages.plain import Shapes
from sim.questions.compare.inputs import CHOICE, Input, input_object, inputs_of, settled_path
from sim.questions.compare.shapley import orders_of, sampled_shapley, shapley, subsets
from sim.scenario.overrides import apply
from sim.vocabulary import events as e
from sim.vocabulary.case import Case
from sim.vocabulary.outcome import Outcome
from sim.vocabulary.problems import TurtlebayError
from sim.vocabulary.shown import shown
from sim.vocabulary.texts import Role
from sim.vocabulary.whole import whole

EXACT_TO: Final = 10
"""Changes up to which every subset is played; of more, subsets along some orders only."""

ORDERS: Final = 40
"""Orders of the changes that are tried where not all subsets can be."""

FORM, DAY = "form", "day"

_ELSE: Final = frozenset(("scenario", "scenario.digest", "model", "parameters"))
"""Inputs that cannot be changed one by one."""


class NotAttributable(TurtlebayError, ValueError):
    """Two runs whose difference cannot be taken apart change by change; the message says why."""


@frozen
class Part:
    """What one change accounts for in one measure."""

    path: str
    fraction: Fraction
    low: float | None = None
    """The lower end of the 90% interval where orders were sampled, None where the part is exact."""
    high: float | None = None
    """Its upper end."""


@frozen
class Measure:
    """One thing asked of the runs."""

    name: str
    """form (share of runs with the first run's form, 0 to 1), an issue (final strength, 0-100), or day."""
    a: Fraction
    """Its mean without any change."""
    b: Fraction
    """Its mean with all of them."""
    parts: tuple[Part, ...]
    """What each change accounts for, in the order of the changes: together b - a, exactly."""
    total: Fraction = field(init=False)
    """What all changes account for together."""

    @total.default
    def _total(self) -> Fraction:
        return sum((part.fraction for part in self.parts), Fraction(0))


@frozen(repr=False)
class Attribution:
    """What each change between two runs accounts for."""

    form: str
    """The first run's."""
    seeds: int
    """Runs of each subset."""
    futures: bool
    """Whether they are of new lucks, from the event on at which the changes were made, in place of seeds."""
    exact: bool
    """Whether every subset was played."""
    subsets: int
    """How many were."""
    changes: tuple[Input, ...]
    measures: tuple[Measure, ...]
    case: Case = field(metadata={"json": None})
    """The case of the first run."""

    def as_plain(self) -> dict[str, Any]:
        """All of it for JSON: fractions as words, such as 13/20, and as numbers."""
        found: dict[str, Any] = plain(self, _SHAPES)
        return found

    _repr_html_ = shown

    def __repr__(self) -> str:
        parts = f"{len(self.changes)} changes, {self.seeds} runs of {self.subsets} subsets"
        return f"<Attribution in {self.case.id}: {parts}{'' if self.exact else ', sampled'}>"


def _part(part: Part) -> dict[str, Any]:
    interval = {} if part.low is None else {"low": part.low, "high": part.high}
    return {"path": part.path, "fraction": part.fraction, "value": float(part.fraction), **interval}


_SHAPES: Final[Shapes] = {Input: input_object, Part: _part}


def attribute(
    a: Run,
    b: Run,
    n: int = 20,
    *,
    orders: int = ORDERS,
    **means: Unpack[Means],
) -> Attribution:
    """How much of what parts two runs each change between them accounts for, in the mean of n runs of each subset.

    The runs are of seeds 1 to n; where the changes were made at an event, of lucks 0 to n - 1 from there on, each
    with the same intervention but for the changes left out. orders: of the changes, tried where there are more than
    ten. means: store, executor, jobs and progress, as of `Experiment`.

    Raises NotAttributable where the changes cannot be made one by one, ScenarioError where some do not fit without
    others, WrongNumber on n out of range, and what `Experiment.play` raises.
    """
    n, orders = whole("n", n, 1, MOST), whole("orders", orders, 1, MOST)
    changes, recipe_with = changes_between(a, b)
    paths = [change.path for change in changes]
    exact = len(paths) <= EXACT_TO
    tried = [] if exact else orders_of(paths, orders, a.seed)
    wanted = subsets(paths) if exact else {frozenset(o[:k]): None for o in tried for k in range(len(paths) + 1)}
    recipes = {made: recipe_with(made) for made in wanted}
    futures = bool(recipes[frozenset()].interventions)
    with Experiment(**means) as experiment:
        runs = experiment.play(recipes.values(), range(n) if futures else range(1, n + 1))
    case, form = a.scenario.case, a.outcome.form
    found = {made: _means(case, form, runs[recipe]) for made, recipe in recipes.items()}
    measures = tuple(_measure(name, paths, found, tried) for name in found[frozenset()])
    return Attribution(form, n, futures, exact, len(recipes), changes, measures, case)


Found = Mapping[frozenset[str], Mapping[str, Fraction]]
"""Set of changes to the mean of each measure."""


def _measure(name: str, paths: Sequence[str], found: Found, orders: Sequence[Sequence[str]]) -> Measure:
    def worth(made: frozenset[str]) -> Fraction:
        return found[made][name]

    if orders:
        sampled = sampled_shapley(paths, worth, orders)
        parts = [Part(path, each.mean, each.low, each.high) for path, each in sampled.items()]
    else:
        parts = [Part(path, part) for path, part in shapley(paths, worth).items()]
    return Measure(name, worth(frozenset()), worth(frozenset(paths)), tuple(parts))


def _means(case: Case, form: str, runs: Sequence[Outcome]) -> dict[str, Fraction]:
    """Exact means over runs; what nobody agreed on leaves the law in force, and takes until the horizon."""
    n = len(runs)
    found = {FORM: Fraction(sum(run.form == form for run in runs), n)}
    for issue in case.issues:
        if issue.role is not Role.FORM:
            strengths = (issue.law_in_force if run.product is None else run.product[issue.key] for run in runs)
            found[issue.key] = Fraction(sum(strengths), n)
    whole = _days_m(case)
    found[DAY] = Fraction(sum(whole if run.days_m is None else run.days_m for run in runs), 1000 * n)
    return found


def _days_m(case: Case) -> int:
    """Thousandths of a day from the entry that starts the clock to the horizon."""
    clock = next((entry.at for entry in case.timeline if entry.id == case.clock_from), case.start)
    return round(1000 * (case.horizon - clock).total_seconds() / 86_400)


# The changes, one by one

RecipeWith = Callable[[frozenset[str]], Recipe]
"""From some of the changes to the first run's recipe with those made."""

Steps = Mapping[str, Any]
"""What a recipe does to each thing that is changed, by its path."""


def changes_between(a: Run, b: Run) -> tuple[tuple[Input, ...], RecipeWith]:
    """The changes that lead from one run to another, and what makes some of them.

    Raises NotAttributable where the runs differ in something that cannot be made step by step.
    """
    changes = tuple(each for each in inputs_of((a, b)) if not each.is_luck)
    other = [each.path for each in changes if each.path in _ELSE or each.path.startswith(CHOICE)]
    if other:
        raise NotAttributable(f"the runs differ in {', '.join(other)}: only changes to one scenario can be taken apart")
    if not changes:
        raise NotAttributable("nothing was changed between the runs: there is nothing to attribute")
    names, recipe_with = _turned(a, b) if a.interventions or b.interventions else _from_the_start(a, b)
    loose = [each.path for each in changes if each.path not in names]
    if loose:
        raise NotAttributable(f"{', '.join(loose)}: is no change that was made from one run to the other")
    return changes, recipe_with


def _from_the_start(a: Run, b: Run) -> tuple[set[str], RecipeWith]:
    """Overrides, and entries left out."""
    base, root = a.scenario.base, Recipe(a.scenario.root, choices=a.recipe.choices)
    sets = [{settled_path(base, path): (path, value) for path, value in run.scenario.sets} for run in (a, b)]
    without = [{f"timeline.{name}": name for name in run.scenario.without} for run in (a, b)]

    def recipe_with(made: frozenset[str]) -> Recipe:
        return root.vary(tuple(_mixed(sets, made)), _mixed(without, made))

    return set().union(*sets, *without), recipe_with


def _turned(a: Run, b: Run) -> tuple[set[str], RecipeWith]:
    """Changes made at one event of one run."""
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
    case, before, after = a.scenario.case, a.interventions[:same], rest[0].after
    changes = [run.interventions[same].change if run.interventions[same:] else _NOTHING for run in (a, b)]
    sets = [{settled_path(case, path): (path, value) for path, value in change.sets} for change in changes]
    drops = [{f"dropped.{drop['entry'] or drop['decision']}": drop for drop in change.drops} for change in changes]
    inserts = [{f"timeline.{plain['id']}": plain for plain in change.inserts} for change in changes]

    def recipe_with(made: frozenset[str]) -> Recipe:
        pairs = _mixed(sets, made)
        apply(case, pairs)
        listed = [list(pair) for pair in pairs]
        change = e.InterventionMade(listed, _mixed(drops, made), _mixed(inserts, made), 0)
        turned = (*before, Intervention(after, change))
        return Recipe(a.scenario, interventions=turned, seed=a.seed, choices=a.recipe.choices)

    return set().union(*sets, *drops, *inserts), recipe_with


_NOTHING: Final = e.InterventionMade([], [], [], 0)


def _mixed(steps: Sequence[Steps], made: frozenset[str]) -> list[Any]:
    """Of each thing what the second recipe does where that change is made, else what the first does, if anything."""
    first, second = steps
    chosen = ((second if name in made else first).get(name) for name in dict.fromkeys((*first, *second)))
    return [each for each in chosen if each is not None]
