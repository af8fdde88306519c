"""What the sponsor believes: of each doubtful member's hidden offset, and of how real a declared limit is."""

from math import pi, sqrt

import numpy as np
from attrs import frozen

from sim.rules.exact import Exponential, exps, log
from sim.rules.gains import Gains

DOUBT = 20.0
"""A member whose best guess lies within this many gain points of the line is doubtful (docs/model.md, section 4)."""

MOST_LOG_ODDS = 600.0
"""Beyond it a probability is nought to all that a float can tell, and a further factor still finds room."""


@frozen
class Belief:
    """A normal belief about a member's hidden offset: mean and variance in gain points (scalar Kalman filter)."""

    mean: float
    variance: float

    def after(self, signal: float, noise_variance: float) -> "Belief":
        """The belief after one noisy signal (Kalman, 1960)."""
        if self.variance <= 0.0:
            return self
        weight = self.variance / (self.variance + noise_variance)
        return Belief(self.mean + weight * (signal - self.mean), self.variance * (1.0 - weight))

    def learnable(self, noise_variance: float) -> float:
        """Standard deviation by which the mean is expected to move on the next signal."""
        if self.variance <= 0.0:
            return 0.0
        weight = self.variance / (self.variance + noise_variance)
        return sqrt(self.variance - self.variance * (1.0 - weight))

    def scale(self, vote_noise: float) -> float:
        """The logistic scale of what is unknown: the belief's spread and the noise of the vote together."""
        return sqrt(vote_noise * vote_noise + 3.0 * self.variance / (pi * pi))


def logit(probability: float) -> float:
    """Log-odds of a probability strictly between 0 and 1."""
    return log(probability / (1.0 - probability))


def odds_against(gap: Gains, scale: Gains, exp: Exponential = exps) -> Gains:
    """The odds that each gap (gain points above the line) is overturned by what is unknown.

    gap: [members, texts]; scale: [members, 1], the logistic scale of what is unknown. With nothing unknown (scale 0)
    the odds are 0 or without bound by a plain comparison, the line itself counting as cleared.
    """
    if scale.all():
        return _logistic_odds(gap, scale, exp)
    sure = np.where(gap >= 0.0, 0.0, np.inf)
    return np.where(scale > 0.0, _logistic_odds(gap, np.where(scale > 0.0, scale, 1.0), exp), sure)


def _logistic_odds(gap: Gains, scale: Gains, exp: Exponential) -> Gains:
    odds: Gains = np.divide(gap, -scale)
    return exp(np.minimum(odds, MOST_LOG_ODDS, out=odds))


def probability(odds: Gains) -> Gains:
    """The probability of what has these odds against it, which it takes the place of: a new array would cost more."""
    odds += 1.0
    return np.divide(1.0, odds, out=odds)


def clears(gap: Gains, scale: Gains, exp: Exponential = exps) -> Gains:
    """The probability that each gap (gain points above the line) is not overturned; arguments as in `odds_against`."""
    return probability(odds_against(gap, scale, exp))
