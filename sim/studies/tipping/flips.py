"""Whether the most common outcome is still the one of the scenario as coded, and the nearest value where it is not."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Final

from attrs import frozen

from sim.engine.scenario import Scenario
from sim.experiment.shares import Difference, Share, difference
from sim.studies.tipping.outcomes import Outcome, headline_issues, modal_kind, parse, runner_up
from sim.studies.tipping.shared_seeds import Runs, SharedSeeds
from sim.studies.tipping.spans import Sets, Span

LEVEL: Final = 0.5
"""The share at which an outcome that was asked for counts as flipped."""


class Question:
    """What may flip: the most common kind of outcome (form and headline wordings), or one outcome that was asked for.

    outcome: what its share is counted of. asked: whether it was asked for; then the share passing one half is the flip.
    """

    def __init__(self, points: SharedSeeds, asked: str = "") -> None:
        scenario: Scenario = points.scenario
        self._headlines = headline_issues(scenario.case.issues)
        self.points = points
        self.asked = bool(asked)
        self.outcome: Outcome = parse(scenario.case, asked) if asked else self.kind(points.base)
        self._above = self.outcome.count(points.base) >= LEVEL * points.n

    def kind(self, runs: Runs) -> Outcome:
        """The most common kind of outcome of some runs."""
        return modal_kind(runs, self._headlines)

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
        other = points.n - k if self.asked else runner_up(points.base, self._headlines)
        return Difference(other, k, points.n).is_clear

    def moves(self, sets: Sets) -> bool:
        """Whether the share of the outcome at a point differs beyond chance, seed by seed, from that as coded."""
        return difference(self.came(()), self.came(sets)).is_clear

    def flips(self, sets: Sets) -> bool:
        """Whether it has flipped at a point, and its share has moved by more than chance."""
        return self.flipped(sets) and self.moves(sets)

    def flipped(self, sets: Sets) -> bool:
        """Whether another kind of outcome is more common at a point; or the share asked about is past one half."""
        runs = self.points.at(sets)
        count = self.outcome.count(runs)
        if self.asked:
            return (count >= LEVEL * len(runs)) is not self._above
        return count < self.kind(runs).count(runs)


@frozen
class Flip:
    """Where the outcome flips along a span. value: the nearest that flips it; kept: the last before it that does not.

    distance: from where it is coded, as a share of the range. becomes: the most common kind of outcome there.
    moves: whether the share differs beyond chance from that as coded; where any flip does, the nearest such is meant.
    beyond_chance: whether besides the scenario as coded lies beyond chance on the other side of the flip.
    """

    value: float
    kept: float
    distance: float
    becomes: Outcome
    share: Share
    before: Share
    moves: bool
    beyond_chance: bool


def screen(span: Span) -> list[float]:
    """The values at which a flip is looked for first: the ends, and halfway to them from where it is coded."""
    here = _here(span)
    last = len(span.values) - 1
    return [span.values[at] for at in sorted({0, here // 2, (here + last + 1) // 2, last})]


def flip(question: Question, span: Span) -> Flip | None:
    """The flip nearest to where the span is coded, on either side; None where the values of `screen` show none.

    A flip within chance counts only where none is beyond it.
    """
    here = _here(span)
    places = {value: at for at, value in enumerate(span.values)}
    screened = [places[value] for value in screen(span)]
    question.points.play(span.sets(span.values[at]) for at in screened)
    sides = (
        [here, *sorted(at for at in screened if at > here)],
        [here, *sorted((at for at in screened if at < here), reverse=True)],
    )
    for test in (question.flips, question.flipped):
        found = [each for side in sides if (each := _outward(question, span, side, test)) is not None]
        if found:
            return min(found, key=lambda each: (each.distance, each.value))
    return None


Test = Callable[[Sets], bool]


def _outward(question: Question, span: Span, side: Iterable[int], test: Test) -> Flip | None:
    """The first flip among places that lead away from where the span is coded, brought down to neighbouring places."""
    kept, *others = side
    for at in others:
        if test(span.sets(span.values[at])):
            return _bisected(question, span, kept, at, test)
        kept = at
    return None


def _bisected(question: Question, span: Span, kept: int, flipped: int, test: Test) -> Flip:
    while abs(flipped - kept) > 1:
        middle = (kept + flipped) // 2
        if test(span.sets(span.values[middle])):
            flipped = middle
        else:
            kept = middle
    sets = span.sets(span.values[flipped])
    value, before = span.values[flipped], span.values[kept]
    moves = question.moves(sets)
    return Flip(
        value, before, span.distance(value) or 0.0, question.kind(question.points.at(sets)), question.share(sets),
        question.share(span.sets(before)), moves, moves and question.settled,
    )  # fmt: skip


def _here(span: Span) -> int:
    """The place nearest to where the span is coded; the middle where that is unknown."""
    here = span.here
    if here is None:
        return len(span.values) // 2
    return min(range(len(span.values)), key=lambda at: abs(span.values[at] - here))
