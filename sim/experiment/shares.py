"""Shares of runs with their intervals, and differences between points that share their seeds."""

from collections import Counter
from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist
from typing import Any

from attrs import field, frozen

from sim.experiment.statistics import paired, term, wilson
from sim.vocabulary.outcome import FORMS


@frozen
class Share:
    """k of n runs."""

    k: int
    n: int

    @property
    def share(self) -> float:
        """The share itself, 0-1."""
        return self.k / self.n

    @property
    def low(self) -> float:
        """The lower end of the 90 % Wilson interval, 0-1."""
        return wilson(self.k, self.n)[0]

    @property
    def high(self) -> float:
        """Its upper end, 0-1."""
        return wilson(self.k, self.n)[1]

    @property
    def term(self) -> str:
        """The ICD 203 words for it, picked by the interval."""
        return term(self.k, self.n)

    def as_plain(self) -> dict[str, Any]:
        """As JSON shows it: k, n, share, low, high, term."""
        return {
            "k": self.k, "n": self.n, "share": round(self.share, 4), "low": round(self.low, 4),
            "high": round(self.high, 4), "term": self.term,
        }  # fmt: skip


@frozen
class OutcomeShare:
    """How often one form came."""

    form: str
    k: int
    n: int
    share: float = field(metadata={"digits": 4})
    low: float = field(metadata={"digits": 4})
    """The lower end of the 90 % Wilson interval, 0-1."""
    high: float = field(metadata={"digits": 4})
    term: str
    """The ICD 203 words for it."""


def outcome_shares(forms: Sequence[str]) -> tuple[OutcomeShare, ...]:
    """A row for every form there is, in a fixed order, from the forms of some runs. Raises ValueError on none."""
    n, found = len(forms), Counter(forms)
    rows = [(form, found[form]) for form in FORMS]
    return tuple(OutcomeShare(form, k, n, k / n, *wilson(k, n), term(k, n)) for form, k in rows)


@frozen
class Difference:
    """How much larger a second share is than a first on the same seeds, with its 90 % interval; each -1 to 1.

    gained: runs that came to it at the second point only; lost: at the first only.
    """

    gained: int
    lost: int
    n: int

    @property
    def difference(self) -> float:
        """The second share less the first."""
        return (self.gained - self.lost) / self.n

    @property
    def interval(self) -> tuple[float, float]:
        """The adjusted Wald interval of a difference of paired shares (Bonett and Price, 2012)."""
        _, low, high = paired(self.gained, self.lost, self.n)
        return low, high

    @property
    def is_clear(self) -> bool:
        """Whether it is no chance finding at the 99 % level (sign test, normal approximation)."""
        parted = self.gained + self.lost
        return parted > 0 and abs(self.gained - self.lost) / sqrt(parted) > NormalDist().inv_cdf(0.995)


def difference(first: Sequence[bool], second: Sequence[bool]) -> Difference:
    """Two points compared seed by seed; both in the order of their seeds."""
    pairs = list(zip(first, second, strict=True))
    return Difference(sum(b and not a for a, b in pairs), sum(a and not b for a, b in pairs), len(pairs))
