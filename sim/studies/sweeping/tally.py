"""What the runs of a sweep add up to: shares with intervals, days, texts, and how the points of a design differ."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from sim.experiment.statistics import effective, quantile, term, wilson
from sim.runs.sweeps import Sweeps
from sim.scenario.overrides import get_value
from sim.scenario.problems import ScenarioError
from sim.studies.explaining.futures import OutcomeShare
from sim.studies.sweeping.counts import (
    CODE,
    FORMS,
    MISSING,
    MOST_LISTED,
    Counts,
    Difference,
    FailedRun,
    Grid,
    RungDifference,
    counted,
    differences,
    rung_differences,
)
from sim.studies.sweeping.plan import Plan

QUANTILES: Final = (5, 25, 50, 75, 95)
DOTS: Final = 50


@frozen
class Days:
    """When the outcome came, among the runs that had one. n: those runs. quantiles: percent to thousandths of a day."""

    n: int
    quantiles: Mapping[int, int | None]


@frozen
class RungShare:
    """How often the product had one wording of an issue: k of all n runs, those without a product included."""

    issue: str
    strength: int
    k: int
    n: int
    share: float
    low: float
    high: float
    term: str


@frozen
class PointTally:
    """One point of a design. number: from 1. sets: path to value. differences: none at the reference point itself."""

    number: int
    sets: Mapping[str, str]
    done: int
    failed: int
    outcomes: tuple[OutcomeShare, ...]
    rungs: tuple[RungShare, ...]
    days: Days
    differences: tuple[Difference, ...]
    rung_differences: tuple[RungDifference, ...]


@frozen
class Tally:
    """All of it. seeds: how many were played at each point. by_rule: whether the stopping rule ended it.

    reference: the point others are compared with, or None.
    dots: the day of each of 50 runs evenly among all, in thousandths, None for a run without one. texts: strengths
    in issue order. examples: form to the number of the first run that came out so.
    """

    plan: Plan
    seeds: int
    by_rule: bool
    done: int
    failed: int
    outcomes: tuple[OutcomeShare, ...]
    rungs: tuple[RungShare, ...]
    days: Days
    dots: tuple[int | None, ...]
    texts: tuple[tuple[str, tuple[int, ...], int], ...]
    votes: tuple[tuple[str, int], ...]
    threats: tuple[tuple[str, int], ...]
    points: tuple[PointTally, ...]
    reference: int | None
    failures: tuple[FailedRun, ...]
    examples: Mapping[str, int]


def tally(plan: Plan, sweeps: Sweeps, seeds: int) -> Tally:
    """Add up what is stored of the first so many seeds at every point. Raises StoreError."""
    return added_up(counted(plan, sweeps, seeds))


def added_up(counts: Counts) -> Tally:
    """What the counts of a sweep add up to."""
    plan = counts.plan
    designed = bool(plan.design.paths)
    reference = _reference(plan) if designed else None
    done = int((counts.forms != MISSING).sum())
    return Tally(
        plan, counts.seeds, counts.by_rule, done, counts.failed, _pooled(counts), _pooled_rungs(counts),
        _days(counts.days), _dots(counts.days, done),
        tuple((form, tuple(json.loads(text)), k) for (form, text), k in _most(counts.texts)),
        tuple(_most(counts.votes)),
        tuple(sorted(counts.threats.items(), key=lambda item: (-item[1], item[0]))),
        tuple(_point(counts, number, reference) for number in range(plan.points) if designed),
        None if reference is None else reference + 1,
        tuple(sorted(counts.failures, key=lambda each: each.number)[:MOST_LISTED]),
        dict(sorted(counts.examples.items(), key=lambda item: CODE[item[0]])),
    )  # fmt: skip


def _most(counter: Counter[Any]) -> list[tuple[Any, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], str(item[0])))[:MOST_LISTED]


def _pooled(counts: Counts) -> tuple[OutcomeShare, ...]:
    """The shares over all points."""
    return tuple(
        share_of(form, *_worth(counts, counts.forms == code)) for code, form in enumerate(FORMS)
    )  # fmt: skip


def _pooled_rungs(counts: Counts) -> tuple[RungShare, ...]:
    return tuple(
        rung_share(issue, strength, *_worth(counts, counts.strengths[counts.issue[issue]] == strength))
        for issue, strength in counts.rungs
    )


def _worth(counts: Counts, came: Grid) -> tuple[int, int, float]:
    """How many runs came out so, of how many, and as how many independent ones those count: points share seeds."""
    there = counts.forms != MISSING
    k, n, points = int((came & there).sum()), int(there.sum()), there.shape[0]
    whole = there.all(axis=0)
    if points == 1 or not whole.any():
        return k, n, float(n)
    each_seed = [int(count) for count in came[:, whole].sum(axis=0)]
    return k, n, n * effective(each_seed, points) / (points * len(each_seed))


def share_of(form: str, k: int, n: int, size: float | None = None) -> OutcomeShare:
    """How often a form came. size: how many independent runs the n are worth, if fewer."""
    if n == 0:
        return OutcomeShare(form, 0, 0, 0.0, 0.0, 1.0, "no runs")
    worth = float(n) if size is None else size
    low, high = wilson(k / n * worth, worth)
    return OutcomeShare(form, k, n, k / n, low, high, term(k, n, interval=(low, high)))


def rung_share(issue: str, strength: int, k: int, n: int, size: float | None = None) -> RungShare:
    """How often a wording came. size: as in share_of."""
    row = share_of("", k, n, size)
    return RungShare(issue, strength, k, n, row.share, row.low, row.high, row.term)


def _days(found: Sequence[int]) -> Days:
    ordered = sorted(found)
    return Days(len(ordered), {each: quantile(ordered, each / 100) if ordered else None for each in QUANTILES})


def _dots(found: Sequence[int], done: int) -> tuple[int | None, ...]:
    ordered: list[int | None] = [*sorted(found), *[None] * (done - len(found))]
    return tuple(ordered[int((dot + 0.5) * done / DOTS)] for dot in range(DOTS)) if ordered else ()


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


def _point(counts: Counts, point: int, reference: int | None) -> PointTally:
    own, (failed, days) = counts.forms[point], counts.reads[point]
    n = int((own != MISSING).sum())
    outcomes = tuple(share_of(form, int((own == code).sum()), n) for code, form in enumerate(FORMS))
    rungs = tuple(
        rung_share(issue, strength, int((counts.strengths[counts.issue[issue], point] == strength).sum()), n)
        for issue, strength in counts.rungs
    )
    pair = None if reference in (None, point) else (counts.at(point), counts.at(reference or 0))
    return PointTally(
        point + 1, dict(counts.plan.sets(point)), n, failed, outcomes, rungs, _days(days),
        differences(*pair) if pair else (), rung_differences(*pair, counts.rungs) if pair else (),
    )  # fmt: skip


def stopped(found: Tally) -> str | None:
    """Whether the stopping rule ended the sweep: `by rule`, or None where all that was asked for was played."""
    return "by rule" if found.by_rule else None
