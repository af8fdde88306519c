"""What the questions about tipping share: the outcome asked about, when it flips, and the head of an answer."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property
from math import ceil, log2
from typing import Final

from attrs import field, frozen

from sim.engine.draws import Sets
from sim.experiment.fewer_runs import CLEAR, NEAR, may_clear, to_cross
from sim.experiment.statistics import Difference, Share, difference
from sim.questions.tip.kinds import OutcomeKind, headline_issues, kind_of, modal_kind, parse, runner_up, strongest_rival
from sim.questions.tip.points import BASE, Line, Points
from sim.questions.tip.ranges import HIDDEN
from sim.vocabulary.outcome import Outcome
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
    played: int
    """Runs that shares count and that were played."""
    inferred: int
    """Runs that shares count and that were not played: on their seeds both neighbours of the point come to the same."""
    spared: int
    """Runs that no share counts: they lie beyond the first seeds of points that came out as coded on all of those."""
    drawn: bool
    """Whether each run draws what the coding may be wrong about; else luck alone differs from run to run."""
    changed: bool = field(metadata=HIDDEN)
    """Whether overrides changed the scenario: it is then as set, not as coded."""
    labels: Labels = field(eq=False, repr=False, metadata=HIDDEN)
    """What the case calls its actors and issues."""


def asked_of(points: Points, outcome: OutcomeKind, why: str) -> Asked:
    """The head of an answer about an outcome; it counts the runs so far."""
    scenario = points.scenario
    known = points.all_known()
    seen, played = sum(each.seen for each in known), sum(each.played for each in known)
    return Asked(
        scenario.base.id, outcome, why, points.n, points.share(outcome, BASE), points.experiment.progress.asked,
        played, seen - played, points.n * len(known) - seen, points.drawn,
        bool(scenario.sets or scenario.without), Labels(scenario.case, scenario.clock),
    )  # fmt: skip


def halved(kept: int, flips: int, flipped: Callable[[int], bool]) -> tuple[int, int]:
    """Two neighbouring places, before and after a flip, between two of which only the second has flipped."""
    while abs(flips - kept) > 1:
        middle = (kept + flips) // 2
        if flipped(middle):
            flips = middle
        else:
            kept = middle
    return kept, flips


def halvings(gap: int) -> int:
    """How often a gap between two places is halved until they are neighbours, at most."""
    return ceil(log2(gap)) if gap > 1 else 0


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

    def course(self, outcome: Outcome) -> Hashable:
        """What is counted of a run: its kind, and whether the outcome asked about came."""
        return kind_of(outcome, self._headlines), self.outcome.came(outcome)

    def line(self, places: Sequence[Sets]) -> Line:
        """Points in a line, of which this is asked."""
        return Line(self.points, places, self.course, self.needed, self.unsure)

    def needed(self, outcomes: Sequence[Outcome]) -> int:
        """How many of these would have to be others for a flip to come or go."""
        count = self.outcome.count(outcomes)
        if self.why == ASKED_FOR:
            return to_cross(count, len(outcomes), LEVEL)
        rival = strongest_rival(outcomes, self.outcome, self._headlines)
        # A seed that leaves one kind for the other closes the gap by two.
        return (count - rival) // 2 + 1 if count >= rival else min(CLEAR, (rival - count + 1) // 2)

    def unsure(self, outcomes: Sequence[Outcome]) -> bool:
        """Whether a few of these outcomes would make a flip of them, or one beyond chance, or none."""
        if self.needed(outcomes) <= NEAR:
            return True
        return self._flipped(outcomes) and may_clear(
            difference(self.came(BASE), list(map(self.outcome.came, outcomes)))
        )

    def share(self, sets: Sets) -> Share:
        """The share of the outcome at a point."""
        return self.points.share(self.outcome, sets)

    def came(self, sets: Sets) -> list[bool]:
        """Whether each seed came to the outcome at a point."""
        return [self.outcome.came(run) for run in self.points.at(sets)]

    @cached_property
    def _above(self) -> bool:
        return self.outcome.count(self.points.base) >= LEVEL * self.points.n

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
        return difference(self.came(BASE), self.came(sets)).is_clear

    def flips(self, sets: Sets) -> bool:
        """Whether it has flipped at a point, and its share has moved by more than chance."""
        return self.flipped(sets) and self.moves(sets)

    def flipped(self, sets: Sets) -> bool:
        """Whether another kind of outcome is more common at a point; or the share asked about is past one half."""
        return self._flipped(self.points.at(sets))

    def _flipped(self, outcomes: Sequence[Outcome]) -> bool:
        count = self.outcome.count(outcomes)
        if self.why == ASKED_FOR:
            return (count >= LEVEL * len(outcomes)) is not self._above
        return count < self.kind(outcomes).count(outcomes)

    def asked(self) -> Asked:
        """The head of the answer; it counts the runs so far."""
        return asked_of(self.points, self.outcome, self.why)
