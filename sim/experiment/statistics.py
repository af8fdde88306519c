"""Shares, their intervals, and the words for them; differences of shares; quantiles."""

from collections import Counter
from collections.abc import Sequence
from math import ceil, sqrt
from statistics import NormalDist
from typing import Any, Final

from attrs import field, frozen

from sim.vocabulary.outcome import FORMS

LEVEL: Final = 0.90
"""Confidence level of every interval shown."""

ICD_203: Final = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.00, "almost certain"),
)
"""Upper end of each band of probability (0-1) and its words (ICD 203, 2015)."""


def wilson(k: float, n: float, level: float = LEVEL) -> tuple[float, float]:
    """The score interval of a share k of n, at that level (Wilson, 1927). Both ends lie within 0 and 1.

    Runs that are not independent count for fewer: then k and n need not be whole. Raises ValueError where n is not
    positive or k not within 0 and n.
    """
    if n <= 0 or not 0 <= k <= n:
        raise ValueError(f"no share: {k} of {n}")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share = k / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (0.0 if k == 0 else max(0.0, centre - half)), (1.0 if k == n else min(1.0, centre + half))


def effective(counts: Sequence[int], each: int) -> float:
    """As how many independent runs those count that share seeds. counts: for each seed how many of its `each` runs.

    Never more than there are runs; where all or none of them came out so, one a seed.
    """
    seeds, n = len(counts), len(counts) * each
    share = sum(counts) / n
    if seeds < 2 or share in (0.0, 1.0):
        return float(seeds)
    between = sum((count / each - share) ** 2 for count in counts) / (seeds - 1) / seeds
    return float(n) if between == 0 else min(float(n), max(1.0, share * (1 - share) / between))


def paired(gained: int, lost: int, n: int, level: float = LEVEL) -> tuple[float, float, float]:
    """The difference of two shares over the same n seeds, and its interval (Bonett and Price, 2012).

    gained: seeds that came out so only in the second; lost: only in the first. Raises ValueError on no seeds.
    """
    if n <= 0:
        raise ValueError("no difference without runs")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    plus, minus = (gained + 1) / (n + 2), (lost + 1) / (n + 2)
    half = z * sqrt((plus + minus - (plus - minus) ** 2) / (n + 2))
    centre = plus - minus
    return (gained - lost) / n, max(-1.0, centre - half), min(1.0, centre + half)


def quantile(ordered: Sequence[int], share: float) -> int:
    """The smallest value that at least this share of the values do not exceed. Raises IndexError on none."""
    return ordered[max(0, ceil(round(share * len(ordered), 9)) - 1)]


def term(k: int, n: int, level: float = LEVEL, interval: tuple[float, float] | None = None) -> str:
    """The words for k of n: the interval picks them, so a wide one spans two; never "impossible" or "certain".

    interval: where the runs are not independent, theirs; else Wilson's at that level.
    """
    if k == 0:
        return f"not seen in {n} run{'' if n == 1 else 's'}"
    if k == n:
        return f"seen in all {n} runs" if n > 1 else "seen in the 1 run"
    words = [next(said for upper, said in ICD_203 if end <= upper) for end in interval or wilson(k, n, level)]
    return " to ".join(dict.fromkeys(words))


# Of runs


@frozen
class Share:
    """k of n runs."""

    k: int
    n: int
    inferred: int = 0
    """Runs of n that were not played: their seeds came to the same at both neighbours of the point."""

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
