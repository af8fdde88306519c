"""Sweeps held against each other: what was put in, how often each outcome came, and what differs seed by seed."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from sim.questions.compare.inputs import LETTERS, Input, Uncommon, uncommon
from sim.questions.compare.study import MOST
from sim.runs.store import Store
from sim.runs.sweeps import Sweeps
from sim.scenario.overrides import canonical_path
from sim.studies.comparing.shared_luck import SharedLuck, shared_luck
from sim.studies.comparing.swept_inputs import design_words, shared_inputs, swept_inputs
from sim.studies.explaining.futures import OutcomeShare
from sim.studies.sweeping.counts import counted
from sim.studies.sweeping.plan import Plan
from sim.studies.sweeping.swept import plan_named, seeds_played
from sim.studies.sweeping.tally import Tally, added_up, share_of


class NotComparable(ValueError):
    """Sweeps that cannot be held against each other; the message says what can be done instead."""


@frozen
class SweepComparison:
    """Two sweeps or more, side by side: a is the first, b the second, and so on.

    inputs: those that differ; shared: those that do not. texts: whether all have the same issues, so that wordings
    and texts are compared, and not forms and days only. uncommon: what only some of their scenarios have.
    matched: for each point of the first sweep its number in each, from 0; a single one where there is no design.
    luck: of each other sweep with the first, None where they share no seed, or their scenarios no luck.
    """

    tallies: tuple[Tally, ...]
    inputs: tuple[Input, ...]
    shared: tuple[Input, ...]
    texts: bool
    uncommon: tuple[Uncommon, ...]
    matched: tuple[tuple[int, ...], ...]
    luck: tuple[SharedLuck | None, ...]

    @property
    def letters(self) -> str:
        """The names of the sweeps within this comparison."""
        return LETTERS[: len(self.tallies)]

    @property
    def same_scenario(self) -> bool:
        """Whether all play versions of one scenario: only then a seed is the same luck in all."""
        return len({tally.plan.scenario.base.id for tally in self.tallies}) == 1

    @property
    def threats(self) -> tuple[tuple[str, tuple[OutcomeShare, ...]], ...]:
        """Every actor that threatened a veto in any sweep, with its share of the runs of each.

        Points of a design share their seeds: the runs of a sweep that has some count for one a seed, no more.
        """
        tables = [dict(tally.threats) for tally in self.tallies]
        return tuple(
            (actor, tuple(map(_threat_share, (table.get(actor, 0) for table in tables), self.tallies)))
            for actor in dict.fromkeys(actor for table in tables for actor in table)
        )

    def as_plain(self, everything: bool = False) -> dict[str, Any]:
        """All of it as dicts, lists and numbers, for JSON. everything: inputs that do not differ as well."""
        from sim.studies.comparing.swept_plain import plain

        return plain(self, everything)


def compare_sweeps(store: Store, names: Sequence[str]) -> SweepComparison:
    """Hold sweeps against each other as far as they were played, the first against each of the others.

    names: ids, unique prefixes or `last`. Raises StoreError where there is no such sweep, NotComparable where their
    points differ or nothing was played, ValueError on more than nine.
    """
    if not 2 <= len(names) <= MOST:
        raise ValueError(f"{len(names)} sweeps: 2 to {MOST} can be compared at once")
    sweeps = Sweeps(store)
    plans = [plan_named(store, name) for name in names]
    matched = _matched(plans)
    counts = [counted(plan, sweeps, seeds_played(sweeps, plan)) for plan in plans]
    tallies = tuple(added_up(each) for each in counts)
    for tally in tallies:
        if not tally.done:
            raise NotComparable(f"no run of sweep {tally.plan.id} was finished: the command that began it goes on")
    cases = [plan.scenario.case for plan in plans]
    texts = len({_ladders(plan) for plan in plans}) == 1
    luck = []
    for at, other in enumerate(counts[1:], start=1):
        same = plans[at].scenario.base.id == plans[0].scenario.base.id
        points = [(numbers[0], numbers[at]) for numbers in matched]
        luck.append(shared_luck(sweeps, (counts[0], other), points, texts) if same else None)
    return SweepComparison(
        tallies, swept_inputs(plans), shared_inputs(plans), texts, uncommon(cases), matched, tuple(luck)
    )


def _threat_share(k: int, tally: Tally) -> OutcomeShare:
    return share_of("", k, tally.done, min(tally.done, tally.seeds) if tally.points else None)


def _ladders(plan: Plan) -> tuple[Any, ...]:
    """The issues and the strengths on their ladders: texts mean the same where these are."""
    issues = plan.scenario.case.issues
    return tuple((issue.key, tuple((rung.key, rung.strength) for rung in issue.rungs)) for issue in issues)


def _matched(plans: Sequence[Plan]) -> tuple[tuple[int, ...], ...]:
    """For each point of the first sweep its number in each. Raises NotComparable where the points are not the same."""
    places = [_places(plan) for plan in plans]
    for plan, found in zip(plans[1:], places[1:], strict=True):
        if set(found) != set(places[0]):
            raise NotComparable(_other_points(plans[0], plan))
    return tuple(tuple(found[at] for found in places) for at in places[0])


def _places(plan: Plan) -> dict[frozenset[tuple[str, str]], int]:
    """What each point sets, however its paths are spelled, to its number from 0."""
    full = {path: canonical_path(plan.scenario.case, path) for path in plan.design.paths}
    return {
        frozenset((full[path], value) for path, value in plan.sets(point)): point for point in range(plan.points)
    }  # fmt: skip


def _other_points(first: Plan, other: Plan) -> str:
    """Why two designs cannot be compared, and what to do."""
    said = [_points(plan) for plan in (first, other)]
    wanted = next(plan for plan in (first, other) if plan.design.paths)
    missing = first if wanted is other else other
    return (
        f"{said[0]}, {said[1]}: only sweeps over the same points can be compared. "
        f"Sweep the scenario of {missing.id} with {' '.join(design_words(wanted.design))}, and compare that with "
        f"{wanted.id}; or compare single runs, as in turtlebay compare {first.id}:1 {other.id}:1"
    )


def _points(plan: Plan) -> str:
    if not plan.design.paths:
        return f"sweep {plan.id} has no points of a design"
    return f"sweep {plan.id} plays {plan.points:,} points ({' '.join(design_words(plan.design))})"


__all__ = ["NotComparable", "SweepComparison", "compare_sweeps"]
