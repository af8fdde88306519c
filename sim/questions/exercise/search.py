"""Levers for a class: numbers of a scenario whose change moves the share of an outcome by more than noise.

Every candidate is moved to its ends on a few seeds. What looks as if it moved something is played on as many seeds as
the class will play, and counts only where the difference is beyond chance there: the class plays the same runs.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import chain, combinations, zip_longest
from typing import Final

from attrs import frozen

from sim.engine.draws import Sets
from sim.engine.scenario import Scenario
from sim.experiment.plan import Plan
from sim.experiment.play import Experiment
from sim.experiment.statistics import Difference, Share, difference
from sim.questions.tip.kinds import OutcomeKind, headline_issues, modal_form, wordings_of
from sim.questions.tip.levers import LIMIT, POSITION, Lever, assumption_levers, number_levers
from sim.questions.tip.ranges import ValueRange, check
from sim.scenario.problems import ScenarioError
from sim.vocabulary.actors import Seat
from sim.vocabulary.outcome import FORMS, Outcome

LOOKS: Final = ((8, 2), (20, 3))
"""Seeds of the first looks, each with how many runs an outcome must gain or lose to be looked at again."""

LEAST: Final = 0.15
"""The least difference of two shares that a class is asked to find."""

MOST: Final = 60
"""Numbers looked at, at most; the weightiest come first."""

Value = float | None


@frozen
class Change:
    """One number, or two together, each with the value it is given; None for no limit."""

    parts: tuple[tuple[Lever, Value], ...]

    @property
    def sets(self) -> Sets:
        """What it sets."""
        return tuple(chain.from_iterable(lever.range.sets(value) for lever, value in self.parts))

    @property
    def names(self) -> tuple[str, ...]:
        """The numbers."""
        return tuple(lever.range.name for lever, _ in self.parts)

    @property
    def owners(self) -> tuple[str, ...]:
        """Whose numbers they are."""
        return tuple(dict.fromkeys(owner(lever) for lever, _ in self.parts))


@frozen
class Finding:
    """A change, and what it does to the share of an outcome."""

    change: Change
    outcome: OutcomeKind
    base: Share
    """The share as coded."""
    changed: Share
    difference: Difference
    """Paired, on the same seeds."""
    example: int
    """The first seed that tells the two apart."""


def owner(lever: Lever) -> str:
    """Whose number it is: an actor, or where it belongs to nobody its own name."""
    words = [path.split(".") for path in lever.range.paths]
    actors = {each[1] if each[0] == "actors" else "" for each in words}
    return actors.pop() if len(actors) == 1 and "" not in actors else lever.range.name


def candidates(scenario: Scenario) -> list[Lever]:
    """Numbers to try: first those of who writes and who can stop a text, and the assumptions, then those of others.

    Of each actor the first comes before the second of any, so that different actors are found first.
    """
    case = scenario.case
    weighty: dict[str, list[Lever]] = {}
    others: dict[str, list[Lever]] = {}
    for lever in (*assumption_levers(scenario), *number_levers(scenario)):
        actor = case.actors.get(name := owner(lever))
        writes = actor is None or actor.seat is Seat.PERMANENT or name == case.penholder
        (weighty if writes else others).setdefault(name, []).append(lever)
    turns = (*zip_longest(*weighty.values()), *zip_longest(*others.values()))
    return [lever for turn in turns for lever in turn if lever is not None][:MOST]


def changes_of(scenario: Scenario, lever: Lever) -> list[Change]:
    """A number at the ends of its range or its ladder, a limit also away, as far as the scenario allows it."""
    values = lever.range
    low, high = _ends(scenario, values)
    wanted: list[Value] = [low, high]
    if values.clearable:
        wanted = [None, high if values.at_least else low] if lever.kind == LIMIT else [low, high, None]
    found = [Change(((lever, value),)) for value in dict.fromkeys(wanted) if value != values.here]
    return [each for each in found if each.sets and _fits(scenario, each)]


def _ends(scenario: Scenario, values: ValueRange) -> tuple[float, float]:
    """The ends of a range; of a position or limit those of the ladder, where all may be typed."""
    words = values.name.split(".")
    if words[-1] in (POSITION, LIMIT):
        rungs = next(issue.rungs for issue in scenario.case.issues if issue.key == words[3])
        strengths = [rung.strength for rung in rungs if values.low <= rung.strength <= values.high]
        if strengths:
            return min(strengths), max(strengths)
    return values.low, values.high


def _fits(scenario: Scenario, change: Change) -> bool:
    try:
        check(scenario, change.sets, "")
    except ScenarioError:
        return False
    return True


class Search:
    """What was found so far, on seeds 1 to n. Raises what `Experiment.play` raises."""

    def __init__(self, experiment: Experiment, scenario: Scenario, n: int) -> None:
        self.experiment = experiment
        self.scenario = scenario
        self.n = n
        self.found: list[Finding] = []
        self.looked_at = 0
        self._promising: dict[Change, int] = {}
        self._tried: set[Change] = set()
        self.base = self.runs((), n)
        self.measures = self._measures()

    def runs(self, sets: Sets, n: int) -> Sequence[Outcome]:
        """What came of the first n seeds, as a sweep with these changes plays them."""
        return self._together([sets], n)[0]

    def find(self, groups: int) -> list[Finding]:
        """Something for each of so many groups: numbers of different actors first, then others, then two together."""
        levers, batch = candidates(self.scenario), max(8, 2 * groups)
        for first in range(0, len(levers), batch):
            self._screen(levers[first : first + batch])
            if self._take(groups, lambda change: change.owners):
                return self.found
        for distinct in (lambda change: change.names, lambda change: change):
            if self._take(groups, distinct):
                return self.found
        self._pairs(groups)
        return self.found

    def _screen(self, levers: Sequence[Lever]) -> None:
        """Look at every change of some numbers on a few seeds."""
        self.looked_at += len(levers)
        changes = [change for lever in levers for change in changes_of(self.scenario, lever)]
        for few, least in LOOKS:
            played = zip(changes, self._together([each.sets for each in changes], few), strict=True)
            moved = {change: self._most(runs) for change, runs in played}
            changes = [change for change in changes if moved[change] >= least]
        self._promising.update({change: moved[change] for change in changes})

    def _most(self, runs: Sequence[Outcome]) -> int:
        """By how many runs an outcome comes more or less often, at most, among the first seeds."""
        return max(abs(each.gained - each.lost) for _, each in self._differences(self.base[: len(runs)], runs))

    def _take(self, groups: int, distinct: Callable[[Change], Hashable]) -> bool:
        """Whether there is enough, once the promising are played whose actor, or number, nothing was found for."""
        for change in sorted(self._promising, key=lambda each: (-self._promising[each], each.names, str(each.sets))):
            if len(self.found) == groups:
                break
            if change not in self._tried and distinct(change) not in {distinct(each.change) for each in self.found}:
                self._try(change)
        return len(self.found) == groups

    def _pairs(self, groups: int) -> None:
        """Two of the changes together, where each alone was found to do something."""
        single = [each.change for each in self.found]
        for first, second in combinations(single, 2):
            both = Change((*first.parts, *second.parts))
            if len(self.found) == groups:
                return
            if not set(first.names) & set(second.names) and _fits(self.scenario, both):
                self._try(both)

    def _try(self, change: Change) -> None:
        self._tried.add(change)
        found = self.measured(change)
        self.found += [] if found is None else [found]

    def measured(self, change: Change) -> Finding | None:
        """What a change does on all seeds; None where no outcome comes so much more or less often beyond chance.

        The most common form where its share moves; else the form or headline wording whose share moves most.
        """
        runs = self.runs(change.sets, self.n)
        clear = [
            (kind, each)
            for kind, each in self._differences(self.base, runs)
            if each.is_clear and abs(each.difference) >= LEAST
        ]
        if not clear:
            return None
        first = [pair for pair in clear if pair[0] == self.measures[0]]
        kind, moved = first[0] if first else max(clear, key=lambda pair: abs(pair[1].difference))
        before, after = (Share(kind.count(each), self.n) for each in (self.base, runs))
        pairs = enumerate(zip(self.base, runs, strict=True), 1)
        # Among the seeds that tell the two apart one that goes the way of the whole.
        example = next(
            seed for seed, (a, b) in pairs
            if kind.came(a) != kind.came(b) and kind.came(b) is (moved.gained > moved.lost)
        )  # fmt: skip
        return Finding(change, kind, before, after, moved, example)

    def _measures(self) -> list[OutcomeKind]:
        """What a class may count: forms, the most common first, then the wordings of the issues in headlines."""
        most = modal_form(self.base)
        keys = headline_issues(self.scenario.case)
        wordings = wordings_of(issue for issue in self.scenario.case.issues if issue.key in keys)
        return [most, *(OutcomeKind(form) for form in FORMS if form != most.form), *wordings]

    def _differences(
        self, base: Sequence[Outcome], runs: Sequence[Outcome]
    ) -> Iterator[tuple[OutcomeKind, Difference]]:
        for kind in self.measures:
            yield kind, difference(list(map(kind.came, base)), list(map(kind.came, runs)))

    def _together(self, changes: Iterable[Sets], n: int) -> list[Sequence[Outcome]]:
        """The runs of several changes, all asked for at once."""
        recipes = [plan(self.scenario, sets, n).recipe(0) for sets in changes]
        played = self.experiment.play(recipes, range(1, n + 1))
        return [played[recipe] for recipe in recipes]


def plan(scenario: Scenario, sets: Sets, n: int) -> Plan:
    """The sweep that a group plays: `turtlebay sweep FILE -n N --set PATH=VALUE`."""
    return Plan(scenario.vary(sets) if sets else scenario, n)
