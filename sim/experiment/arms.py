"""What came of the runs of some recipes, number by number: how often, when, and how two differ on the same numbers."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from attrs import evolve, field, frozen

from sim.engine.draws import Sets
from sim.engine.run import Recipe
from sim.experiment.statistics import OutcomeShare, effective, paired, quantile, term, wilson
from sim.store.damage import reading
from sim.store.outcomes import Failed, Outcomes
from sim.vocabulary.outcome import FORMS
from sim.vocabulary.texts import PRODUCTS

MOST_LISTED: Final = 20
"""Failures, texts and votes listed at most."""

CODE: Final = {form: number for number, form in enumerate(FORMS)}
MISSING: Final = -1

Array = np.ndarray[Any, Any]

Rungs = Sequence[tuple[str, int]]
"""Issues and strengths."""

_SHARE: Final = {"digits": 4}
"""Shares and their ends have four places in JSON."""


@frozen
class RungShare:
    """How often the product had one wording of an issue, among all runs, those without a product included."""

    issue: str
    strength: int
    k: int
    n: int
    share: float = field(metadata=_SHARE)
    low: float = field(metadata=_SHARE)
    high: float = field(metadata=_SHARE)
    term: str


@frozen
class FormDifference:
    """By how much the share of a form differs from that of another arm, over the numbers that both played; -1 to 1."""

    form: str
    difference: float = field(metadata=_SHARE)
    low: float = field(metadata=_SHARE)
    high: float = field(metadata=_SHARE)


@frozen
class RungDifference:
    """By how much the share of a wording differs from that of another arm, over the numbers that both played."""

    issue: str
    strength: int
    difference: float = field(metadata=_SHARE)
    low: float = field(metadata=_SHARE)
    high: float = field(metadata=_SHARE)


@frozen
class Days:
    """Days to the outcome, among the runs that had one: quantiles, None without such a run."""

    n: int
    """Those runs."""
    q05: float | None
    q25: float | None
    q50: float | None
    q75: float | None
    q95: float | None


@frozen(eq=False)
class Arm:
    """What came of consecutive numbers of one recipe. Arrays have a place for each number, MISSING where none came."""

    label: str
    """What it is called: a point of a sweep, or a sweep."""
    sets: Mapping[str, str]
    """What it sets, beside what all arms share."""
    issues: tuple[str, ...]
    first: int
    """The first number."""
    forms: Array
    """Codes of forms."""
    texts: Array
    """For each issue the strengths of the product, or of the draft that fell."""
    heads: Array
    """A number for each head: equal where the heads are."""
    days: tuple[int, ...]
    """Thousandths of a day, of the runs that had an outcome."""
    votes: Counter[str]
    threats: Counter[str]
    failed: int
    failures: tuple[Failed, ...]
    """The first of them."""

    @property
    def done(self) -> int:
        """Runs that were finished."""
        return int((self.forms != MISSING).sum())

    @property
    def products(self) -> Array:
        """Strengths, of products only."""
        return np.where(np.isin(self.forms, _PRODUCED), self.texts, MISSING)

    def of(self, issue: str) -> Array:
        """The strengths on one issue of what was produced."""
        strengths: Array = self.products[self.issues.index(issue)]
        return strengths

    def between(self, first: int, last: int) -> "Arm":
        """The numbers from one to another, both included; what is counted over all numbers stays as it is."""
        part = slice(first - self.first, last - self.first + 1)
        return evolve(self, first=first, forms=self.forms[part], texts=self.texts[:, part], heads=self.heads[part])


_PRODUCED: Final = [CODE[str(form)] for form in PRODUCTS]


def arm_of(recipe: Recipe, label: str, outcomes: Outcomes, first: int, n: int, sets: Sets = ()) -> Arm:
    """What the store has of n numbers of a recipe, from `first` on. Raises StoreError."""
    issues = recipe.scenario.issues
    forms, heads = np.full(n, MISSING, dtype=np.int8), np.zeros(n, dtype=np.int64)
    texts = np.full((len(issues), n), MISSING, dtype=np.int8)
    days: list[int] = []
    votes: Counter[str] = Counter()
    threats: Counter[str] = Counter()
    for outcome in outcomes.outcomes(recipe.key, first, first + n - 1, issues):
        at = outcome.number - first
        forms[at], heads[at] = CODE[outcome.form], hash(outcome.head)
        if outcome.text is not None:
            with reading(f"what is stored of run {outcome.run}", outcome.run):
                texts[:, at] = [outcome.text[issue] for issue in issues]
        if outcome.days_m is not None:
            days.append(outcome.days_m)
        if outcome.vote is not None:
            votes["-".join(map(str, outcome.vote[: 3 if outcome.abstain else 2]))] += 1
        threats.update(outcome.threats)
    failures = outcomes.failures(recipe.key, first, first + n - 1)
    return Arm(
        label, dict(sets), issues, first, forms, texts, heads, tuple(days), votes, threats, len(failures),
        tuple(failures[:MOST_LISTED]),
    )  # fmt: skip


# Shares


def form_shares(arms: Sequence[Arm]) -> tuple[OutcomeShare, ...]:
    """How often each form came, over all arms."""
    forms = np.stack([arm.forms for arm in arms])
    return tuple(OutcomeShare(form, *_measured(forms, forms == code)) for form, code in CODE.items())


def rung_shares(arms: Sequence[Arm], rungs: Rungs) -> tuple[RungShare, ...]:
    """How often the product had each wording, over all arms."""
    forms = np.stack([arm.forms for arm in arms])
    strengths = {issue: np.stack([arm.of(issue) for arm in arms]) for issue, _ in rungs}
    return tuple(
        RungShare(issue, strength, *_measured(forms, strengths[issue] == strength)) for issue, strength in rungs
    )


def threat_share(arms: Sequence[Arm], actor: str) -> OutcomeShare:
    """How often an actor threatened a veto. Arms share their numbers: each number counts once, no more."""
    return _counted(arms, sum(arm.threats[actor] for arm in arms))


def vote_share(arms: Sequence[Arm], vote: str) -> OutcomeShare:
    """How often a vote came, as in 13-1-1. Arms share their numbers: each number counts once, no more."""
    return _counted(arms, sum(arm.votes[vote] for arm in arms))


def _counted(arms: Sequence[Arm], k: int) -> OutcomeShare:
    n = sum(arm.done for arm in arms)
    return OutcomeShare("", *measured(k, n, min(n, len(arms[0].forms)) if len(arms) > 1 else n))


def _measured(forms: Array, came: Array) -> tuple[int, int, float, float, float, str]:
    """The share of what came. Arms that share their numbers are worth fewer runs than they have."""
    there = forms != MISSING
    k, n, arms = int((came & there).sum()), int(there.sum()), there.shape[0]
    complete = there.all(axis=0)
    if arms == 1 or not complete.any():
        return measured(k, n, n)
    counts = [int(count) for count in came[:, complete].sum(axis=0)]
    return measured(k, n, n * effective(counts, arms) / (arms * len(counts)))


def measured(k: int, n: int, size: float) -> tuple[int, int, float, float, float, str]:
    """k, n, share, ends of its interval, words. size: how many independent runs the n are worth."""
    if n == 0:
        return 0, 0, math.nan, 0.0, 1.0, "no runs"
    low, high = wilson(k / n * size, size)
    return k, n, k / n, low, high, term(k, n, interval=(low, high))


def days_of(arms: Sequence[Arm]) -> Days:
    """When the outcome came, over all arms."""
    days = sorted(day for arm in arms for day in arm.days)
    quantiles = [round(quantile(days, each / 100) / 1000, 3) if days else None for each in (5, 25, 50, 75, 95)]
    return Days(len(days), *quantiles)


# Two arms, number by number


def both(own: Arm, other: Arm) -> tuple[Arm, Arm] | None:
    """Two arms at the numbers that both were asked for; None where there is none."""
    first = max(own.first, other.first)
    last = min(arm.first + len(arm.forms) - 1 for arm in (own, other))
    return (own.between(first, last), other.between(first, last)) if first <= last else None


def form_differences(own: Arm, other: Arm) -> tuple[FormDifference, ...]:
    """By how much the share of every form differs from that of another arm of the same numbers."""
    there = (own.forms != MISSING) & (other.forms != MISSING)
    if not there.any():
        return ()
    return tuple(
        FormDifference(form, *_paired(own.forms == code, other.forms == code, there)) for form, code in CODE.items()
    )


def rung_differences(own: Arm, other: Arm, rungs: Rungs) -> tuple[RungDifference, ...]:
    """By how much the share of every wording differs from that of another arm of the same numbers."""
    there = (own.forms != MISSING) & (other.forms != MISSING)
    if not there.any():
        return ()
    mine, others = ({issue: arm.of(issue) for issue, _ in rungs} for arm in (own, other))
    return tuple(
        RungDifference(issue, strength, *_paired(mine[issue] == strength, others[issue] == strength, there))
        for issue, strength in rungs
    )


def _paired(own: Array, other: Array, there: Array) -> tuple[float, float, float]:
    gained, lost = int((there & own & ~other).sum()), int((there & ~own & other).sum())
    return paired(gained, lost, int(there.sum()))
