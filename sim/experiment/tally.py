"""What the runs of a sweep add up to: shares with intervals, days, texts, and how the points of a design differ."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from attrs import field, frozen

from sim.engine.scenario import Scenario
from sim.experiment.arms import (
    MISSING,
    MOST_LISTED,
    Arm,
    Days,
    FormDifference,
    RungDifference,
    Rungs,
    RungShare,
    arm_of,
    days_of,
    form_differences,
    form_shares,
    rung_differences,
    rung_shares,
)
from sim.experiment.names import seeds_played
from sim.experiment.plan import Plan
from sim.experiment.statistics import OutcomeShare
from sim.scenario.overrides import get_value
from sim.scenario.problems import ScenarioError
from sim.store.outcomes import Outcomes
from sim.store.store import Store
from sim.store.sweeps import Sweeps
from sim.vocabulary.outcome import FORMS
from sim.vocabulary.shown import shown

DOTS: Final = 50

_HIDDEN: Final = {"json": None}


@frozen
class VoteCount:
    """How many runs had one vote, as in 13-1-1."""

    vote: str
    k: int


@frozen
class PointTally:
    """One point of a design."""

    number: int = field(metadata={"json": "point"})
    """From 1."""
    sets: Mapping[str, str] = field(metadata={"json": "set"})
    done: int
    failed: int
    outcomes: tuple[OutcomeShare, ...]
    rungs: tuple[RungShare, ...]
    days: Days
    differences: tuple[FormDifference, ...]
    """To the reference point, on the same seeds; none at the reference point itself."""
    rung_differences: tuple[RungDifference, ...]
    votes: tuple[VoteCount, ...]
    """The most common first."""


@frozen
class TextCount:
    """How many runs came out with one form and text."""

    form: str
    text: tuple[int, ...]
    """Strengths, in the order of the issues."""
    k: int


@frozen
class ThreatCount:
    """In how many runs an actor threatened a veto."""

    actor: str
    k: int


@frozen
class FailedRun:
    """A run that raised."""

    run: str
    """SWEEP:K."""
    seed: int
    sets: Mapping[str, str] = field(metadata={"json": "set"})
    error: str


@frozen(repr=False)
class Tally:
    """What a sweep adds up to: the same for the same sweep, whenever and wherever it was played."""

    plan: Plan = field(metadata=_HIDDEN)
    sweep: str
    scenario: str
    n: int
    """Runs that it has: fewer than asked for where its rule stopped it."""
    done: int
    failed: int
    seeds: tuple[int, int]
    """The first and the last."""
    drawn: bool
    """Whether each seed draws what the coding may be wrong about; else luck alone differs from seed to seed."""
    until: float | None
    stopped: str | None
    """`by rule` where the stopping rule ended it."""
    outcomes: tuple[OutcomeShare, ...]
    rungs: tuple[RungShare, ...]
    days: Days
    texts: tuple[TextCount, ...]
    votes: tuple[VoteCount, ...]
    threats: tuple[ThreatCount, ...]
    reference: int | None
    """The point that the others are compared with."""
    points: tuple[PointTally, ...]
    failures: tuple[FailedRun, ...]
    dots: tuple[float | None, ...] = field(metadata=_HIDDEN)
    """The day of each of 50 runs evenly among all; None for a run without one."""
    examples: Mapping[str, int] = field(metadata=_HIDDEN)
    """Form to the number of the first run that came out so."""

    _repr_html_ = shown

    def __repr__(self) -> str:
        came = ", ".join(f"{row.form} {row.k}" for row in self.outcomes if row.k)
        return f"<Tally of sweep {self.sweep}: {self.done} of {self.n} runs; {came or 'none'}>"


def tally(plan: Plan, store: Store) -> Tally:
    """Add up what the store has of a sweep. Raises StoreError."""
    return added_up(plan, arms_of(plan, store), Sweeps(store).find(plan.id).seeds is not None)


def arms_of(plan: Plan, store: Store) -> list[Arm]:
    """An arm for each point of a sweep, of as many seeds as it played. Raises StoreError."""
    outcomes, seeds = Outcomes(store), seeds_played(store, plan)
    return [
        arm_of(plan.recipe(point), str(point + 1), outcomes, plan.seed, seeds, plan.sets(point))
        for point in range(plan.points)
    ]


def added_up(plan: Plan, arms: Sequence[Arm], by_rule: bool = False) -> Tally:
    """What the arms of a sweep add up to."""
    designed = bool(plan.design.paths)
    reference = _reference(plan) if designed else None
    rungs = rungs_of(plan.scenario)
    seeds, done = len(arms[0].forms), sum(arm.done for arm in arms)
    votes = sum((arm.votes for arm in arms), Counter())
    threats = sum((arm.threats for arm in arms), Counter())
    return Tally(
        plan,
        plan.id,
        plan.scenario.base.id,
        seeds * plan.points,
        done,
        sum(arm.failed for arm in arms),
        (plan.seed, plan.seed + seeds - 1),
        plan.drawn,
        float(plan.until) if plan.until else None,
        "by rule" if by_rule and plan.until else None,
        form_shares(arms),
        rung_shares(arms, rungs),
        days_of(arms),
        tuple(TextCount(form, text, k) for (form, text), k in _most(_texts(arms))),
        _vote_counts(votes),
        tuple(ThreatCount(actor, k) for actor, k in sorted(threats.items(), key=lambda item: (-item[1], item[0]))),
        None if reference is None else reference + 1,
        tuple(_point(at, arms, reference, rungs) for at in range(len(arms)) if designed),
        tuple(sorted(_failures(plan, arms), key=lambda each: int(each.run.rpartition(":")[2]))[:MOST_LISTED]),
        tuple(_dots([day for arm in arms for day in arm.days], done)),
        _examples(plan, arms),
    )


def _vote_counts(votes: Counter[str]) -> tuple[VoteCount, ...]:
    return tuple(VoteCount(vote, k) for vote, k in _most(votes))


def rungs_of(scenario: Scenario) -> Rungs:
    """Every wording there is."""
    return [(issue.key, rung.strength) for issue in scenario.base.issues for rung in issue.rungs]


def _most(counter: Counter[Any]) -> list[tuple[Any, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], str(item[0])))[:MOST_LISTED]


def _texts(arms: Sequence[Arm]) -> Counter[tuple[str, tuple[int, ...]]]:
    """How often each form came with each text."""
    found: Counter[tuple[str, tuple[int, ...]]] = Counter()
    for arm in arms:
        there = arm.texts[0] != MISSING
        rows, counts = np.unique(np.vstack([arm.forms, arm.texts])[:, there], axis=1, return_counts=True)
        for (form, *text), k in zip(rows.T.tolist(), counts.tolist(), strict=True):
            found[FORMS[form], tuple(text)] += k
    return found


def _failures(plan: Plan, arms: Sequence[Arm]) -> Iterator[FailedRun]:
    for point, arm in enumerate(arms):
        for each in arm.failures:
            yield FailedRun(f"{plan.id}:{plan.number(point, each.number)}", each.number, dict(each.sets), each.error)


def _examples(plan: Plan, arms: Sequence[Arm]) -> Mapping[str, int]:
    forms = np.stack([arm.forms for arm in arms], axis=1).ravel()  # in the order of the runs' numbers
    codes, places = np.unique(forms, return_index=True)
    return {FORMS[code]: at + 1 for code, at in zip(codes.tolist(), places.tolist(), strict=True) if code != MISSING}


def _dots(days: Sequence[int], done: int) -> Iterator[float | None]:
    ordered = [*(day / 1000 for day in sorted(days)), *[None] * (done - len(days))]
    return (ordered[int((dot + 0.5) * done / DOTS)] for dot in range(DOTS if ordered else 0))


def _reference(plan: Plan) -> int:
    """The point where the scenario's own values stand, else the first."""
    own = {}
    for path in plan.design.paths:
        try:
            value = get_value(plan.scenario.case, path)
        except ScenarioError:
            return 0
        own[path] = "none" if value is None else str(value)
    found = (point for point in range(plan.points) if all(own[path] == word for path, word in plan.sets(point)))
    return next(found, 0)


def _point(at: int, arms: Sequence[Arm], reference: int | None, rungs: Rungs) -> PointTally:
    own, other = arms[at], arms[reference or 0]
    differ = at != reference
    return PointTally(
        at + 1, own.sets, own.done, own.failed, form_shares([own]), rung_shares([own], rungs), days_of([own]),
        form_differences(own, other) if differ else (), rung_differences(own, other, rungs) if differ else (),
        _vote_counts(own.votes),
    )  # fmt: skip
