"""What came of the runs of a sweep, counted point by point, and how points differ over the seeds that both played."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from attrs import frozen

from sim.experiment.statistics import paired
from sim.runs.store import StoreError
from sim.runs.sweeps import Failure, Play, Sweeps
from sim.studies.sweeping.plan import Plan
from sim.vocabulary.texts import PRODUCTS, Form

FORMS: Final = tuple(str(form) for form in Form)
"""Every outcome there is, in the order of every table."""

MOST_LISTED: Final = 20
"""Failures, texts, votes listed at most."""

_VERIFY: Final = "`turtlebay verify` with the sweep's id names every run that was changed"

CODE: Final = {form: number for number, form in enumerate(FORMS)}
MISSING: Final = -1

Grid = np.ndarray[Any, Any]
"""Points in rows, seeds in columns: what came of each run, as a small number; or one such row."""

Wordings = Sequence[tuple[str, int]]
"""Issues and strengths."""


@frozen
class Difference:
    """By how much the share of a form differs from that at the reference point, over the seeds that both played."""

    form: str
    difference: float
    low: float
    high: float


@frozen
class RungDifference:
    """By how much the share of a wording differs from that at the reference point, over seeds that both played."""

    issue: str
    strength: int
    difference: float
    low: float
    high: float


@frozen
class FailedRun:
    """A run that raised. number: in the sweep."""

    number: int
    seed: int
    sets: Mapping[str, str]
    error: str


@frozen(eq=False)
class Came:
    """What came of some seeds at one point, in their order. forms: codes, MISSING where a seed was not played.

    strengths: issue to strengths, MISSING where there was no product.
    """

    forms: Grid
    strengths: Mapping[str, Grid]

    def between(self, first: int, last: int) -> "Came":
        """Those from one place to another, counted from 0, both included."""
        part = slice(first, last + 1)
        return Came(self.forms[part], {issue: grid[part] for issue, grid in self.strengths.items()})

    def both(self, other: "Came") -> Grid:
        """Which of the same seeds were played here and at another point."""
        there: Grid = (self.forms != MISSING) & (other.forms != MISSING)
        return there


class Counts:
    """What is counted while the points of a sweep are read one after the other.

    by_rule: whether its stopping rule ended it. reads: for each point how many runs failed there, and the days of
    the others.
    """

    def __init__(self, plan: Plan, seeds: int, by_rule: bool = False) -> None:
        self.plan, self.seeds, self.by_rule = plan, seeds, by_rule
        self.forms: Grid = np.full((plan.points, seeds), MISSING, dtype=np.int8)
        issues = plan.scenario.case.issues
        self.rungs = [(issue.key, rung.strength) for issue in issues for rung in issue.rungs]
        self.strengths: Grid = np.full((len(issues), plan.points, seeds), MISSING, dtype=np.int8)
        self.issue = {issue.key: number for number, issue in enumerate(issues)}
        self.reads: list[tuple[int, list[int]]] = []
        self.days: list[int] = []
        self.texts: Counter[tuple[str, str]] = Counter()
        self.votes: Counter[str] = Counter()
        self.threats: Counter[str] = Counter()
        self.failures: list[FailedRun] = []
        self.failed = 0
        self.examples: dict[str, int] = {}

    def at(self, point: int) -> Came:
        """What came of the seeds at one point, counted from 0."""
        return Came(self.forms[point], {issue: self.strengths[number, point] for issue, number in self.issue.items()})


def counted(plan: Plan, sweeps: Sweeps, seeds: int) -> Counts:
    """Count what is stored of the first so many seeds at every point. Raises StoreError."""
    counts = Counts(plan, seeds, bool(plan.until) and sweeps.find(plan.id).seeds is not None)
    for point in range(plan.points):
        counts.reads.append(_read(counts, sweeps, point))
    return counts


def _read(counts: Counts, sweeps: Sweeps, point: int) -> tuple[int, list[int]]:
    """Count the runs of a point; how many failed there, and the days of the others."""
    plan = counts.plan
    key, last = plan.key(point), plan.seed + counts.seeds - 1
    days: list[int] = []
    for play in sweeps.plays(key, plan.seed, last):
        if play.form not in CODE:
            raise StoreError(f"the outcome stored of seed {play.seed} is '{play.form}', which is none: {_VERIFY}")
        counts.forms[point, play.seed - plan.seed] = CODE[play.form]
        _count(counts, point, play)
        if play.days_m is not None:
            days.append(play.days_m)
    counts.days += days
    failures = sweeps.failures(key, plan.seed, last)
    counts.failed += len(failures)
    counts.failures += [_failed(plan, point, failure) for failure in failures[:MOST_LISTED]]
    return len(failures), days


def _count(counts: Counts, point: int, play: Play) -> None:
    plan = counts.plan
    if play.text is not None:
        counts.texts[play.form, play.text] += 1
        if play.form in PRODUCTS:
            counts.strengths[:, point, play.seed - plan.seed] = json.loads(play.text)
    if play.yes + play.no + play.abstain:
        counts.votes["-".join(map(str, (play.yes, play.no, play.abstain)[: 3 if play.abstain else 2]))] += 1
    if play.threats != "[]":
        counts.threats.update(json.loads(play.threats))
    number = plan.number(point, play.seed)
    counts.examples[play.form] = min(number, counts.examples.get(play.form, number))


def _failed(plan: Plan, point: int, failure: Failure) -> FailedRun:
    return FailedRun(plan.number(point, failure.seed), failure.seed, dict(json.loads(failure.sets)), failure.error)


# Two points, seed by seed


def differences(own: Came, other: Came) -> tuple[Difference, ...]:
    """By how much the share of every form differs from that at another point with the same seeds."""
    both = own.both(other)
    if not both.any():
        return ()
    return tuple(
        Difference(form, *_paired(own.forms == code, other.forms == code, both)) for code, form in enumerate(FORMS)
    )


def rung_differences(own: Came, other: Came, rungs: Wordings) -> tuple[RungDifference, ...]:
    """The same of every wording."""
    both = own.both(other)
    if not both.any():
        return ()
    return tuple(
        RungDifference(
            issue, strength, *_paired(own.strengths[issue] == strength, other.strengths[issue] == strength, both)
        )
        for issue, strength in rungs
    )


def _paired(own: Grid, other: Grid, both: Grid) -> tuple[float, float, float]:
    gained, lost = int((both & own & ~other).sum()), int((both & ~own & other).sum())
    return paired(gained, lost, int(both.sum()))
