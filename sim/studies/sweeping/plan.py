"""A sweep's recipe: which scenario, at which points, on which seeds. Its id and those of its runs follow from it."""

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Final

import attrs
from attrs import frozen

from sim.engine.run import MODEL, Scenario
from sim.experiment.designs import Axis, Design, Draw, Sets, Span
from sim.runs.store import SWEEP_MARK, StoreError
from sim.runs.sweeps import StoredSweep
from sim.scenario.canon import canonical_json, from_plain
from sim.studies.sweeping.batch import BATCH, Task, task_of
from sim.studies.sweeping.keys import Root, hashed, recipe_key, root_of

LOOK: Final = 100
"""Seeds between two looks at the stopping rule; a multiple of BATCH."""

SINGLE: Final = Design()
"""The design of a sweep that has none: one point."""

MOST_SEED: Final = 2**63 - 1


class PlanError(ValueError):
    """A sweep that cannot be planned as asked; the message says why."""


@frozen(slots=False, eq=False)
class Plan:
    """A sweep as asked for. n: seeds at each point, from `seed` on. draws: parameters each seed draws for itself.

    until: the half-width below which every share's interval must lie for the sweep to stop early; empty for no rule.
    """

    scenario: Scenario
    n: int
    seed: int = 1
    design: Design = SINGLE
    draws: tuple[Draw, ...] = ()
    until: str = ""

    def __attrs_post_init__(self) -> None:
        if self.n < 1:
            raise PlanError(f"{self.n} runs: at least one is needed")
        if not 0 <= self.seed <= MOST_SEED - self.n:
            raise PlanError(f"seeds {self.seed} to {self.seed + self.n - 1}: allowed are 0 to {MOST_SEED}")
        if self.until and not 0 < half_width(self.until) < 0.5:
            raise PlanError(f"a half-width of {self.until}: allowed is any number above 0 and below 0.5")

    @property
    def points(self) -> int:
        """How many points the design has; one without a design."""
        return len(self.design)

    @property
    def runs(self) -> int:
        """How many runs were asked for."""
        return self.points * self.n

    @property
    def last_seed(self) -> int:
        """The last seed asked for."""
        return self.seed + self.n - 1

    @cached_property
    def id(self) -> str:
        """`s` and eleven hex digits of the hash of scenario, parameters, model and what was asked."""
        return SWEEP_MARK + hashed([*self._root, self.recipe])[:11]

    @cached_property
    def recipe(self) -> str:
        """All that was asked, as JSON."""
        return canonical_json(
            {
                "n": self.n, "seed": self.seed, "sets": self.scenario.sets, "without": self.scenario.without,
                "axes": [attrs.asdict(axis) for axis in self.design.axes],
                "spans": [attrs.asdict(span) for span in self.design.spans],
                "samples": self.design.samples, "draws": [attrs.asdict(draw) for draw in self.draws],
                "until": self.until,
            }
        )  # fmt: skip

    @cached_property
    def base(self) -> Task:
        """The task without what its points set."""
        return attrs.evolve(task_of(self.scenario), draws=self.draws)

    def sets(self, point: int) -> Sets:
        """The overrides of a point, beside those of the scenario. Points count from 0 here."""
        return self.design.point(point)

    def task(self, point: int) -> Task:
        """What a worker is sent of a point."""
        return attrs.evolve(self.base, sets=(*self.scenario.sets, *self.scenario.spelled(self.sets(point))))

    def key(self, point: int) -> str:
        """The name of a point's recipe, the same in every sweep that holds it."""
        return recipe_key(self._root, self.task(point).sets, self.scenario.without, self.draws)

    @cached_property
    def _root(self) -> Root:
        return root_of(self.scenario)

    def stored(self) -> StoredSweep:
        """What the store keeps of it."""
        return StoredSweep(self.id, self.scenario.base.id, self._root[1], MODEL, self.recipe, None)

    # The runs of a sweep are numbered from 1, seed by seed: a longer sweep keeps the numbers of a shorter one.

    def number(self, point: int, seed: int) -> int:
        """The number of a run."""
        return (seed - self.seed) * self.points + point + 1

    def place(self, number: int) -> tuple[int, int]:
        """Point and seed of the run of that number. Raises PlanError where there is none."""
        if not 1 <= number <= self.runs:
            raise PlanError(f"sweep {self.id} has runs 1 to {self.runs}")
        seed, point = divmod(number - 1, self.points)
        return point, self.seed + seed

    def blocks(self) -> Iterator[tuple[int, int, int]]:
        """Point, first and last seed of every batch, in the order they are played: all points, then further seeds."""
        for first in range(self.seed, self.last_seed + 1, BATCH):
            last = min(first + BATCH - 1, self.last_seed)
            yield from ((point, first, last) for point in range(self.points))


def half_width(word: str) -> float:
    """A half-width as typed. Raises PlanError where it is no number."""
    try:
        return float(Decimal(word))
    except InvalidOperation:
        raise PlanError(f"'{word}' is no half-width; allowed is a number such as 0.02") from None


def plan_of(stored: StoredSweep, plain_scenario: str) -> Plan:
    """The plan of a stored sweep. Raises StoreError where it was made by another model or parameters."""
    recipe = json.loads(stored.recipe)
    scenario = Scenario(
        from_plain(json.loads(plain_scenario)), [tuple(pair) for pair in recipe["sets"]], recipe["without"]
    )
    axes = tuple(Axis(**{**axis, "words": tuple(axis["words"])}) for axis in recipe["axes"])
    design = Design(axes, tuple(Span(**span) for span in recipe["spans"]), recipe["samples"])
    draws = tuple(Draw(**draw) for draw in recipe["draws"])
    plan = Plan(scenario, recipe["n"], recipe["seed"], design, draws, recipe["until"])
    if plan.id != stored.id:
        raise StoreError(
            f"sweep {stored.id} was made by another model or other parameters than this turtlebay has: make it again"
        )
    return plan
