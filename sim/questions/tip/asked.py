"""What the questions about tipping share: points on the same seeds, the outcome asked about, the head of an answer."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Final

from attrs import evolve, field, frozen

from sim.engine.draws import Sets
from sim.engine.run import Recipe
from sim.engine.scenario import Scenario
from sim.experiment.play import MOST, Experiment
from sim.experiment.statistics import Difference, Share, difference
from sim.questions.tip.kinds import OutcomeKind, headline_issues, modal_kind, parse, runner_up
from sim.questions.tip.ranges import HIDDEN
from sim.vocabulary.outcome import Outcome
from sim.vocabulary.whole import whole
from sim.words.labels import Labels

LEVEL: Final = 0.5
"""The share at which an outcome that was asked for counts as flipped."""

ASKED_FOR: Final = "asked for"
MOST_COMMON: Final = "the most common kind of outcome as coded"
"""How an outcome was chosen."""

FLAT_IN_JSON: Final = {"flat": True}
"""Metadata of a field whose keys stand among those of its owner in JSON."""


@frozen
class Asked:
    """What a question was about, and how often that comes in the scenario as it is."""

    scenario: str
    outcome: OutcomeKind
    """What the shares are of."""
    why: str = field(metadata={"json": "outcome_why"})
    """How the outcome was chosen."""
    n: int
    """Runs at each point."""
    base: Share
    """In the scenario as it is."""
    runs: int
    """All runs that the answer rests on."""
    drawn: bool
    """Whether each run draws what the coding may be wrong about; else luck alone differs from run to run."""
    changed: bool = field(metadata=HIDDEN)
    """Whether overrides changed the scenario: it is then as set, not as coded."""
    labels: Labels = field(eq=False, repr=False, metadata=HIDDEN)
    """What the case calls its actors and issues."""


class Points:
    """A scenario at many points, each played on seeds 1 to n; none is played twice.

    kept: paths that stay as coded where a point does not set them, whatever else the runs draw: those that are asked
    about, so that all points differ in nothing else. Raises WrongNumber where n is not within 1 and MOST.
    """

    def __init__(
        self, experiment: Experiment, scenario: Scenario, n: int, luck_only: bool = False, kept: Sequence[str] = ()
    ) -> None:
        n = whole("n", n, 1, MOST)
        experiment.progress.in_all = False  # which points are asked for next depends on what the first show
        self.experiment = experiment
        self.scenario = scenario
        self.n = n
        self._recipe = Recipe(scenario, drawn=not luck_only, kept=tuple(kept))
        self._views: dict[str, Points] = {self._recipe.key: self}
        self._played: dict[Sets, tuple[Outcome, ...]] = {}

    def keeping(self, paths: Sequence[str]) -> "Points":
        """The points of a question about some paths; these here, where the paths are not drawn anyway."""
        recipe = evolve(self._recipe, kept=tuple(paths))
        if recipe.key not in self._views:
            self._views[recipe.key] = Points(
                self.experiment, self.scenario, self.n, luck_only=not recipe.drawn, kept=recipe.kept
            )
        return self._views[recipe.key]

    def recipe(self, sets: Sets) -> Recipe:
        """The recipe of a point."""
        return self._recipe.vary(sets)

    def play(self, points: Iterable[Sets]) -> None:
        """See that there are all runs of some points. Raises what `Experiment.play` raises."""
        fresh = {sets: self.recipe(sets) for sets in points if sets not in self._played}
        if fresh:
            runs = self.experiment.play(fresh.values(), range(1, self.n + 1))
            self._played |= {sets: tuple(runs[recipe]) for sets, recipe in fresh.items()}

    def at(self, sets: Sets) -> tuple[Outcome, ...]:
        """The outcomes at a point in the order of their seeds, played now if they have not been."""
        self.play([sets])
        return self._played[sets]

    @property
    def base(self) -> tuple[Outcome, ...]:
        """The outcomes of the scenario as it is."""
        return self.at(())

    def asked(self, outcome: OutcomeKind, why: str) -> Asked:
        """The head of an answer about an outcome."""
        scenario = self.scenario
        return Asked(
            scenario.base.id, outcome, why, self.n, Share(outcome.count(self.base), self.n),
            self.experiment.progress.asked, self._recipe.drawn, bool(scenario.sets or scenario.without),
            Labels(scenario.case, scenario.clock),
        )  # fmt: skip


def play_together(points: Iterable[tuple[Points, Sets]]) -> None:
    """See that there are all runs of points of several questions, so that workers get them at once."""
    asked = list(points)
    for first, _ in asked[:1]:
        first.experiment.play([each.recipe(sets) for each, sets in asked], range(1, first.n + 1))


def halved(kept: int, flips: int, flipped: Callable[[int], bool]) -> tuple[int, int]:
    """Two neighbouring places, before and after a flip, between two of which only the second has flipped."""
    while abs(flips - kept) > 1:
        middle = (kept + flips) // 2
        if flipped(middle):
            flips = middle
        else:
            kept = middle
    return kept, flips


class Question:
    """What may flip: the most common kind of outcome (form and headline wordings), or one outcome that was asked for.

    outcome: what its share is counted of. Where it was asked for, the share passing one half is the flip.
    """

    def __init__(self, points: Points, asked: str = "", outcome: OutcomeKind | None = None) -> None:
        self._headlines = headline_issues(points.scenario.case)
        self._asked = asked
        self.points = points
        self.why = ASKED_FOR if asked else MOST_COMMON
        found = parse(points.scenario.case, asked) if asked else outcome
        self.outcome = self.kind(points.base) if found is None else found
        self._above = self.outcome.count(points.base) >= LEVEL * points.n

    def about(self, paths: Sequence[str]) -> "Question":
        """The same question about some paths, which stay as coded where they are not set."""
        points = self.points.keeping(paths)
        return self if points is self.points else Question(points, self._asked, self.outcome)

    def kind(self, outcomes: Iterable[Outcome]) -> OutcomeKind:
        """The most common kind of some outcomes."""
        return modal_kind(outcomes, self._headlines)

    def kind_at(self, sets: Sets) -> OutcomeKind:
        """The most common kind at a point."""
        return self.kind(self.points.at(sets))

    def share(self, sets: Sets) -> Share:
        """The share of the outcome at a point."""
        return Share(self.outcome.count(self.points.at(sets)), self.points.n)

    def came(self, sets: Sets) -> list[bool]:
        """Whether each seed came to the outcome at a point."""
        return [self.outcome.came(run) for run in self.points.at(sets)]

    @cached_property
    def settled(self) -> bool:
        """Whether the scenario as it is lies beyond chance on its side of the flip.

        That is: its most common kind is so by more than chance, or its share is by more than chance not one half.
        """
        points = self.points
        k = self.outcome.count(points.base)
        other = points.n - k if self.why == ASKED_FOR else runner_up(points.base, self._headlines)
        return Difference(other, k, points.n).is_clear

    def moves(self, sets: Sets) -> bool:
        """Whether the share of the outcome at a point differs beyond chance, seed by seed, from that as coded."""
        return difference(self.came(()), self.came(sets)).is_clear

    def flips(self, sets: Sets) -> bool:
        """Whether it has flipped at a point, and its share has moved by more than chance."""
        return self.flipped(sets) and self.moves(sets)

    def flipped(self, sets: Sets) -> bool:
        """Whether another kind of outcome is more common at a point; or the share asked about is past one half."""
        outcomes = self.points.at(sets)
        count = self.outcome.count(outcomes)
        if self.why == ASKED_FOR:
            return (count >= LEVEL * len(outcomes)) is not self._above
        return count < self.kind(outcomes).count(outcomes)

    def asked(self) -> Asked:
        """The head of the answer; it counts the runs so far."""
        return self.points.asked(self.outcome, self.why)
