"""A scenario at many points, on the same seeds: what is played of each, and what is taken as its neighbours.

The rules are those of `sim.experiment.fewer_runs`; this module asks for the runs that they name.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import Final

from attrs import evolve, frozen

from sim.engine.draws import Sets
from sim.engine.run import Recipe
from sim.engine.scenario import Scenario
from sim.experiment.fewer_runs import between, first_look, holds
from sim.experiment.play import MOST, Experiment
from sim.experiment.statistics import Share
from sim.questions.tip.kinds import OutcomeKind
from sim.rules.chance import Chance
from sim.vocabulary.outcome import Outcome
from sim.vocabulary.whole import MOST_SEED, whole

BASE: Final[Sets] = ()
"""The changes that make the scenario as it is."""

Course = Callable[[Outcome], Hashable]
"""What a question counts of a run. Seeds of the same course need not be told apart."""


Unsure = Callable[[Sequence[Outcome]], bool]
"""Whether what is concluded from the outcomes of a point would be another if a few of them were."""


@frozen
class Known:
    """What is known of a point."""

    outcomes: tuple[Outcome, ...]
    """One for each seed. Where a seed was not played, what its neighbours came to, or the scenario as it is."""
    seen: int
    """The first seeds, of which the share of the point is told; the rest is taken to be as in the scenario as it is."""
    played: int
    """How many seeds were played."""


class Points:
    """A scenario at many points on the same n seeds; no run is played twice.

    seed: the first. every_run: whether every seed is played at every point. kept: paths that stay as coded where a
    point does not set them, whatever else the runs draw: those that are asked about, so that all points differ in
    nothing else. Raises WrongNumber where n is not within 1 and MOST, or seed not within 0 and MOST_SEED.
    """

    def __init__(
        self,
        experiment: Experiment,
        scenario: Scenario,
        n: int,
        luck_only: bool = False,
        kept: Sequence[str] = (),
        *,
        every_run: bool = False,
        seed: int = 1,
    ) -> None:
        n = whole("n", n, 1, MOST)
        seed = whole("seed", seed, 0, MOST_SEED - n)
        experiment.progress.in_all = False  # which points are asked for next depends on what the first show
        self.experiment = experiment
        self.scenario = scenario
        self.n = n
        self.seeds = range(seed, seed + n)
        self.every_run = every_run
        self._recipe = Recipe(scenario, drawn=not luck_only, kept=tuple(kept))
        self.root: Points = self
        """The points that keep nothing but what the question as a whole keeps."""
        self._views: dict[str, Points] = {self._recipe.key: self}
        self._known: dict[Sets, Known] = {}

    @property
    def drawn(self) -> bool:
        """Whether each run draws what the coding may be wrong about."""
        return self._recipe.drawn

    def of(self, n: int) -> "Points":
        """The same points on fewer seeds, the first n."""
        return Points(
            self.experiment, self.scenario, n, not self.drawn, self._recipe.kept,
            every_run=self.every_run, seed=self.seeds[0],
        )  # fmt: skip

    def keeping(self, paths: Sequence[str]) -> "Points":
        """The points of a question about some paths; these here, where the paths are not drawn anyway."""
        recipe = evolve(self._recipe, kept=tuple(paths))
        if recipe.key not in self._views:
            view = Points(
                self.experiment, self.scenario, self.n, not recipe.drawn, recipe.kept,
                every_run=self.every_run, seed=self.seeds[0],
            )  # fmt: skip
            view.root = self
            self._views[recipe.key] = view
        return self._views[recipe.key]

    def recipe(self, sets: Sets) -> Recipe:
        """The recipe of a point."""
        return self._recipe.vary(sets)

    def play(self, points: Iterable[Sets]) -> None:
        """See that there are all runs of some points. Raises what `Experiment.play` raises."""
        play_together((self, sets) for sets in points)

    def known(self, sets: Sets) -> Known:
        """What is known of a point; where nothing is, every seed is played now."""
        self.play([sets])
        return self._known[sets]

    def knows(self, sets: Sets) -> bool:
        """Whether something is known of a point."""
        return sets in self._known

    def all_known(self) -> list[Known]:
        """What is known of every point, whatever it keeps as coded."""
        return [known for view in self._views.values() for known in view._known.values()]

    def seen(self, sets: Sets) -> int:
        """Of how many seeds the share of a point is told; all, where nothing is known of it yet."""
        return self._known[sets].seen if sets in self._known else self.n

    def infers(self, sets: Sets) -> bool:
        """Whether some seeds of a point are known only by those of its neighbours."""
        return sets in self._known and self._known[sets].played < self._known[sets].seen

    def learn(self, sets: Sets, known: Known) -> None:
        """Know this of a point from now on."""
        self._known[sets] = known

    def forget(self, points: Iterable[Sets]) -> None:
        """Know nothing of some points."""
        for sets in points:
            self._known.pop(sets, None)

    def at(self, sets: Sets) -> tuple[Outcome, ...]:
        """The outcomes at a point, in the order of their seeds."""
        return self.known(sets).outcomes

    @property
    def base(self) -> tuple[Outcome, ...]:
        """The outcomes of the scenario as it is."""
        return self.at(BASE)

    def share(self, kind: OutcomeKind, sets: Sets) -> Share:
        """The share of an outcome at a point."""
        known = self.known(sets)
        return Share(kind.count(known.outcomes[: known.seen]), known.seen, known.seen - known.played)

    def checks(self, sets: Sets) -> list[int]:
        """The places of all seeds, in the order in which they are drawn to check a point."""
        word = "".join(f"{path}={value};" for path, value in sets)
        chance = Chance(0)
        return sorted(range(self.n), key=lambda at: chance.uniform("", "check", f"{word}|{self.seeds[at]}"))


# What is played next


@frozen
class Wanted:
    """A point that is wanted, and what may spare some of its runs. With neither every seed is played."""

    points: Points
    sets: Sets
    course: Course
    neighbours: tuple[Sets, Sets] | None = None
    """Points that are known, one on each side."""
    unsure: Unsure = lambda _: False
    """Between them: whether a few seeds taken wrongly would change what the point says."""
    like: Points | None = None
    """At an end: whose scenario as it is the point may equal."""
    needed: int = 0
    """At an end: how many seeds would have to differ from that to change a conclusion."""

    def first(self) -> list[int]:
        """The places of the seeds to play first."""
        n = self.points.n
        if self.points.every_run or (self.neighbours is None and self.like is None):
            return list(range(n))
        if self.like is not None:
            return list(range(first_look(n, self.needed)))
        differ, checks = self._between()
        return sorted([*differ, *checks])

    def answer(self, came: Mapping[int, Outcome]) -> Known | None:
        """What is known by the seeds that came to this, by place; None where every seed has to be played."""
        n = self.points.n
        if len(came) == n:
            return Known(tuple(came[at] for at in range(n)), n, n)
        expected = self.points.at(self.neighbours[0]) if self.neighbours else (self.like or self.points).base
        sure = self._between()[1] if self.neighbours else came
        if not holds([self.course(each) for each in expected], {at: self.course(came[at]) for at in sure}):
            return None
        outcomes = tuple(came.get(at, each) for at, each in enumerate(expected))
        if self.neighbours and self.unsure(outcomes):
            return None
        return Known(outcomes, self._seen(outcomes) if self.neighbours else len(came), len(came))

    def _seen(self, outcomes: Sequence[Outcome]) -> int:
        """Of how many seeds the share is told: a point that may be as coded only where it was looked at is no more."""
        assert self.neighbours is not None
        as_coded = all(
            self.course(one) == self.course(base) for one, base in zip(outcomes, self.points.base, strict=True)
        )
        return min(map(self.points.seen, self.neighbours)) if as_coded else self.points.n

    def _between(self) -> tuple[list[int], list[int]]:
        assert self.neighbours is not None
        before, after = ([self.course(each) for each in self.points.at(sets)] for sets in self.neighbours)
        return between(before, after, self.points.checks(self.sets))


def learn(wanted: Iterable[Wanted]) -> None:
    """See that points are known: play the seeds that may do, all together, then the rest where they do not.

    Raises what `Experiment.play` raises.
    """
    fresh = {(id(each.points), each.sets): each for each in wanted if not each.points.knows(each.sets)}
    failed = list(_played([(each, each.first()) for each in fresh.values()]))
    for _ in _played([(each, range(each.points.n)) for each in failed]):
        raise AssertionError("every seed was played, and something is still not known")


def _played(wanted: Sequence[tuple[Wanted, Sequence[int]]]) -> Iterator[Wanted]:
    """Play the seeds at these places, and give the points of which too little is known then."""
    if not wanted:
        return
    recipes = [each.points.recipe(each.sets) for each, _ in wanted]
    numbers = {
        recipe.key: [each.points.seeds[at] for at in places]
        for recipe, (each, places) in zip(recipes, wanted, strict=True)
    }
    runs = wanted[0][0].points.experiment.play(recipes, lambda recipe: numbers[recipe.key])
    for recipe, (each, places) in zip(recipes, wanted, strict=True):
        known = each.answer(dict(zip(places, runs[recipe], strict=True)))
        if known is None:
            yield each
        else:
            each.points.learn(each.sets, known)


def play_together(points: Iterable[tuple[Points, Sets]]) -> None:
    """See that there are all runs of points of several questions, so that workers get them at once."""
    learn(Wanted(each, sets, lambda outcome: outcome.head) for each, sets in points)


# Points in a line


class Line:
    """Points in a line, such as the values of a path, in order: what is known of some spares runs at those between.

    needed: how many seeds have to differ from the outcomes of the scenario as it is to change a conclusion. unsure:
    whether a few seeds taken wrongly would change what a point between others says.
    """

    def __init__(
        self,
        points: Points,
        places: Sequence[Sets],
        course: Course,
        needed: Callable[[Sequence[Outcome]], int],
        unsure: Unsure = lambda _: False,
    ) -> None:
        self.points = points
        self.places = places
        self.course = course
        self.needed = needed
        self.unsure = unsure

    def know(self, places: Iterable[int]) -> None:
        """See that places are known."""
        know([(self, places)])

    def rounds(self, places: Iterable[int]) -> Iterator[list[Wanted]]:
        """What to play, round by round: the scenario as it is, the two ends, then ever finer between what is known."""
        points, places = self.points, sorted(places)
        ends = [self.places[0], self.places[-1]]
        if points.every_run:
            yield [self._every(sets) for sets in (BASE, *(self.places[at] for at in places))]
            return
        if points is points.root:
            yield [self._every(BASE)]
        else:
            yield [self._every(BASE, of=points.root)]
            yield [self._end(BASE, points.root)]
        yield [self._end(sets, points) for sets in ends]
        if points.seen(BASE) < points.n and any(points.seen(sets) == points.n for sets in ends):
            points.forget([BASE, *self.places])  # these paths do something: as coded is looked at on every seed
            yield [self._every(BASE)]
            yield [self._end(sets, points) for sets in ends]
        while left := [at for at in places if not points.knows(self.places[at])]:
            known = [at for at, sets in enumerate(self.places) if points.knows(sets)]
            yield [self._middle(*pair, inside) for pair in pairwise(known) if (inside := _inside(left, *pair))]

    def _every(self, sets: Sets, of: Points | None = None) -> Wanted:
        return Wanted(of or self.points, sets, self.course)

    def _end(self, sets: Sets, like: Points) -> Wanted:
        return Wanted(self.points, sets, self.course, like=like, needed=self.needed(like.base))

    def _middle(self, before: int, after: int, inside: Sequence[int]) -> Wanted:
        """The wanted place that is most in the middle between two known."""
        at = min(inside, key=lambda each: abs(2 * each - before - after))
        sides = self.places[before], self.places[after]
        return Wanted(self.points, self.places[at], self.course, sides, self.unsure)


def _inside(places: Iterable[int], before: int, after: int) -> list[int]:
    return [at for at in sorted(places) if before < at < after]


def know(wanted: Iterable[tuple[Line, Iterable[int]]]) -> None:
    """See that places of several lines are known, all lines in step, so that workers get their runs at once."""
    rounds = [line.rounds(list(places)) for line, places in wanted]
    while batches := [batch for each in rounds if (batch := next(each, None)) is not None]:
        learn(chain.from_iterable(batches))
