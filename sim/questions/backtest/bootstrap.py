"""How far a score would move with other crises: crisis files are drawn again, whole, with replacement.

Episodes of one file are not independent of each other, so files are drawn and not episodes. The draws are the same on
every machine: raw numbers of a keyed generator, and sums in a fixed order.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from sim.experiment.statistics import LEVEL, quantile

RESAMPLES: Final = 2_000
"""How often the files are drawn."""

KEY: Final = 1
"""The key of the draws."""

Numbers = NDArray[np.float64]
Item = tuple[str, float]
"""A crisis file, and a number of one of its episodes or seats."""


@frozen
class Estimate:
    """A score, or a difference of two, with its 90 % interval."""

    value: float = field(metadata={"digits": 4})
    low: float | None = field(metadata={"digits": 4})
    """None where all of it comes from one file."""
    high: float | None = field(metadata={"digits": 4})
    n: int
    """Over how many episodes or seats."""
    files: int
    """From how many crisis files."""


@frozen(eq=False)
class Sampled:
    """A score, and what it comes to each time the files are drawn again; nan where none of its files were drawn."""

    value: float
    draws: Numbers
    n: int
    files: int

    @property
    def estimate(self) -> Estimate:
        """The score with the interval between the 5th and 95th percentile of the draws."""
        ordered = np.sort(self.draws[~np.isnan(self.draws)])
        if self.files < 2 or not len(ordered):
            return Estimate(self.value, None, None, self.n, self.files)
        low, high = (float(ordered[quantile(range(len(ordered)), (1 + side * LEVEL) / 2)]) for side in (-1, 1))
        return Estimate(self.value, low, high, self.n, self.files)

    def less(self, other: "Sampled") -> "Sampled":
        """The difference from another score of the same resamples, draw by draw."""
        n, files = min(self.n, other.n), min(self.files, other.files)
        return Sampled(self.value - other.value, self.draws - other.draws, n, files)


@frozen(eq=False)
class Resamples:
    """How often each file was drawn, each time."""

    counts: dict[str, NDArray[np.int64]]
    """File to as many counts as there are resamples; the first is the record itself, with each file once."""

    @classmethod
    def of(cls, files: Iterable[str]) -> "Resamples":
        """As many files as there are, drawn with replacement, 2,000 times. Their order does not matter."""
        names = sorted(set(files))
        if not names:
            return cls({})
        raw = np.random.PCG64(KEY).random_raw(RESAMPLES * len(names)) % np.uint64(len(names))
        drawn = raw.reshape(RESAMPLES, len(names))
        return cls(
            {
                name: np.concatenate(([1], (drawn == number).sum(axis=1, dtype=np.int64)))
                for number, name in enumerate(names)
            }
        )

    def mean(self, items: Sequence[Item]) -> Sampled | None:
        """The mean of all numbers; None where there are none."""
        return self.mean_of_means([items])

    def mean_of_means(self, groups: Sequence[Sequence[Item]]) -> Sampled | None:
        """The mean of the means of groups, over those groups that a draw holds; None where all are empty."""
        total, held = self._zeros(), self._zeros()
        for items in groups:
            among, count = self._zeros(), self._zeros()
            for file, number in items:
                among += self.counts[file] * number
                count += self.counts[file]
            total += np.divide(among, count, out=self._zeros(), where=count > 0)
            held += count > 0
        return self._sampled(np.divide(total, held, out=np.full_like(total, np.nan), where=held > 0), groups)

    def median(self, items: Sequence[Item]) -> Sampled | None:
        """The median of all numbers; None where there are none."""
        if not items:
            return None
        ordered = sorted(items, key=lambda item: item[1])
        numbers = np.array([number for _, number in ordered], dtype=np.float64)
        reached = np.cumsum([self.counts[file] for file, _ in ordered], axis=0)
        count = reached[-1]
        lower, upper = (numbers[(reached > place).argmax(axis=0)] for place in ((count - 1) // 2, count // 2))
        return self._sampled(np.where(count > 0, (lower + upper) / 2, np.nan), [items])

    def _zeros(self) -> Numbers:
        return np.zeros(RESAMPLES + 1)

    def _sampled(self, draws: Numbers, groups: Sequence[Sequence[Item]]) -> Sampled | None:
        files = [file for items in groups for file, _ in items]
        return Sampled(float(draws[0]), draws[1:], len(files), len(set(files))) if files else None
