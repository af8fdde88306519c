"""The stopping rule of a sweep: it ends once every outcome's share is known well enough."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sim.experiment.statistics import wilson
from sim.runs.sweeps import Sweeps
from sim.studies.sweeping.counts import FORMS
from sim.studies.sweeping.plan import LOOK, Plan, half_width


class Rule:
    """Whether every share is known well enough: looked at after every hundred seeds, in their order, all points done.

    seeds: how many had been played when it was met. Which run came back first does not matter.
    """

    def __init__(self, plan: Plan, sweeps: Sweeps) -> None:
        self._plan = plan
        self._sweeps = sweeps
        self._half = half_width(plan.until) if plan.until else 0.0
        self._out: Counter[int] = Counter()
        self._reached = 0
        self._looked = 0
        self.seeds = 0

    @property
    def all_back(self) -> bool:
        """Whether every run was handed out and came back."""
        return self._reached >= self._plan.n and not self._out

    def reached(self, seed: int) -> None:
        """Told that all before that seed was handed out."""
        self._reached = seed - self._plan.seed

    def went_out(self, seeds: Sequence[int]) -> None:
        """Told of runs handed out, all within one hundred."""
        self._out[(seeds[0] - self._plan.seed) // LOOK] += len(seeds)

    def came_back(self, seeds: Sequence[int]) -> None:
        """Told of runs that came back."""
        look = (seeds[0] - self._plan.seed) // LOOK
        self._out[look] -= len(seeds)
        if not self._out[look]:
            del self._out[look]

    def met(self) -> bool:
        """Whether it is met by the hundreds that are complete."""
        if not self._half:
            return False
        while not self.seeds and (self._looked + 1) * LOOK <= min(self._reached, self._plan.n):
            if any(out <= self._looked for out in self._out):
                break
            self._looked += 1
            if self._known(self._looked * LOOK):
                self.seeds = self._looked * LOOK
        return bool(self.seeds)

    def _known(self, seeds: int) -> bool:
        plan = self._plan
        return all(
            self._narrow(self._sweeps.forms(plan.key(point), plan.seed, plan.seed + seeds - 1))
            for point in range(plan.points)
        )

    def _narrow(self, forms: Mapping[str, int]) -> bool:
        n = sum(forms.values())
        if not n:
            return False
        intervals = (wilson(forms.get(form, 0), n) for form in FORMS)
        return all((high - low) / 2 < self._half for low, high in intervals)
