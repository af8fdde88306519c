"""The plan of a sweep: which recipes at which points, on which seeds. Its id follows from what can change its runs."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Final

import attrs
from attrs import frozen

from sim.engine.draws import Sets
from sim.engine.run import MODEL, Recipe
from sim.engine.scenario import Scenario, scenario_from_plain
from sim.experiment.designs import SAMPLES, Axis, Design, Span, design_of
from sim.experiment.workers import BATCH
from sim.scenario.canon import canonical_json
from sim.scenario.scalars import quantity
from sim.store.damage import Damaged, reading
from sim.store.store import SWEEP_MARK
from sim.store.sweeps import StoredSweep
from sim.vocabulary.problems import TurtlebayError
from sim.vocabulary.whole import MOST_SEED, whole

LOOK: Final = 100
"""Seeds between two looks at the stopping rule; a multiple of BATCH."""

SINGLE: Final = Design()
"""The design of a sweep that has none: one point."""

UNCERTAIN: Final = "is gone, because every sweep draws what the coding may be wrong about, parameters included"
"""Why nobody need ask for uncertain parameters any more."""


class PlanError(TurtlebayError, ValueError):
    """A sweep that cannot be planned as asked; the message says why."""


@frozen(slots=False, eq=False)
class Plan:
    """A sweep as asked for. Points count from 0 here; runs are numbered from 1."""

    scenario: Scenario
    """The case with the overrides that all points share."""
    n: int
    """Seeds at each point."""
    seed: int = 1
    """The first seed; the others follow it."""
    design: Design = SINGLE
    """What varies from point to point; one point where nothing does."""
    drawn: bool = True
    """Whether each seed draws what the coding may be wrong about; else luck alone differs from seed to seed."""
    until: str = ""
    """The half-width below which every share's interval must lie for the sweep to stop early; empty for no rule."""

    def __attrs_post_init__(self) -> None:
        if self.n < 1:
            raise PlanError(f"{self.n} runs: at least one is needed")
        if not 0 <= self.seed <= MOST_SEED - self.n:
            raise PlanError(f"seeds {self.seed} to {self.seed + self.n - 1}: allowed are 0 to {MOST_SEED}")
        if self.until and not 0 < half_width(self.until) < 0.5:
            raise PlanError(f"a half-width of {self.until}: allowed is any number above 0 and below 0.5")

    @property
    def points(self) -> int:
        """The number of points; one without a design."""
        return len(self.design)

    @property
    def runs(self) -> int:
        """The number of runs asked for."""
        return self.points * self.n

    @property
    def last_seed(self) -> int:
        """The last seed asked for."""
        return self.seed + self.n - 1

    @cached_property
    def id(self) -> str:
        """`s` and eleven hex digits of a hash of all that can change its runs, and of what was asked.

        Words of the case that no rule reads are not in it: mending a title or a source leaves the id as it is.
        """
        parts = [Recipe(self.scenario, self.drawn).key, self.asked]
        return SWEEP_MARK + sha256(canonical_json(parts).encode()).hexdigest()[:11]

    @cached_property
    def asked(self) -> str:
        """All that was asked, as JSON."""
        return canonical_json(
            {
                "n": self.n, "seed": self.seed, "sets": self.scenario.sets, "without": self.scenario.without,
                "axes": [attrs.asdict(axis) for axis in self.design.axes],
                "spans": [attrs.asdict(span) for span in self.design.spans],
                "samples": self.design.samples, "drawn": self.drawn, "until": self.until,
            }
        )  # fmt: skip

    def sets(self, point: int) -> Sets:
        """The overrides of a point, beside those of the scenario."""
        return self.design.point(point)

    def recipe(self, point: int) -> Recipe:
        """The recipe of a point, the same in every sweep that has it; its numbers are the seeds."""
        return Recipe(self.scenario, self.drawn).vary(self.sets(point))

    def stored(self) -> StoredSweep:
        """What the store has of it."""
        return StoredSweep(self.id, self.scenario.base.id, self.scenario.digest, MODEL, self.asked, None)

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


def planned(
    scenario: Scenario,
    n: int,
    *,
    seed: int = 1,
    vary: Mapping[str, str | Sequence[object]] | None = None,
    lhs: Mapping[str, str] | None = None,
    points: int = SAMPLES,
    luck_only: bool = False,
    until: float | str | None = None,
) -> Plan:
    """The plan of a sweep. Raises DesignError, PlanError or WrongNumber where it cannot be played as asked."""
    n, seed, points = (
        whole(name, value, -MOST_SEED, MOST_SEED) for name, value in (("n", n), ("seed", seed), ("points", points))
    )
    design = design_of(scenario.case, vary, lhs, points) if vary or lhs else SINGLE
    return Plan(scenario, n, seed, design, not luck_only, "" if until is None else str(until))


def plan_of(stored: StoredSweep, plain: str) -> Plan:
    """The plan of a stored sweep. plain: its case.

    Raises Damaged where it cannot be read or gives another id: it was changed, or made by another model.
    """
    asked = json.loads(stored.recipe)
    with reading(f"the recipe of sweep {stored.id}", stored.id):
        sets = tuple((path, value) for path, value in asked["sets"])
        axes = tuple(Axis(**{**axis, "words": tuple(axis["words"])}) for axis in asked["axes"])
        design = Design(axes, tuple(Span(**span) for span in asked["spans"]), asked["samples"])
        scenario = scenario_from_plain(plain, sets, tuple(asked["without"]))
        plan = Plan(scenario, asked["n"], asked["seed"], design, asked.get("drawn", False), asked["until"])
        if plan.id == stored.id:
            return plan
    raise Damaged(
        f"sweep {stored.id} was made by another model or other parameters than this turtlebay has, or was changed: "
        "make it again",
        stored.id,
    )


def half_width(word: str) -> float:
    """A half-width as typed. Raises PlanError where it is no number."""
    number = quantity(word)
    if number is None:
        raise PlanError(f"'{word}' is no half-width; allowed is a number such as 0.02")
    return number
