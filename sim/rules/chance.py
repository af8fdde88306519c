"""Named random streams: a draw is keyed by what it is for, never by what came before it.

A draw of 64 bits comes from blake2b over (seed, luck, actor, purpose, occasion) and goes through inverse
distribution functions of our own: numpy's streams change between versions. So one actor's draws never depend on
another's, and two what-ifs of one seed share their luck.
"""

from hashlib import blake2b

from sim.rules.exact import log, normal_quantile


class Chance:
    """The luck of one run. seed: the run's; luck: 0, or the number of the new luck an intervention asked for."""

    __slots__ = ("_begun",)

    def __init__(self, seed: int, luck: int = 0) -> None:
        self._begun = blake2b(f"{seed}|{luck}|".encode(), digest_size=8)

    def uniform(self, actor: str, purpose: str, occasion: str) -> float:
        """A draw strictly between 0 and 1."""
        draw = self._begun.copy()
        draw.update(f"{actor}|{purpose}|{occasion}".encode())
        bits = int.from_bytes(draw.digest(), "big")
        return ((bits >> 11) + 0.5) * 2.0**-53

    def exponential(self, actor: str, purpose: str, occasion: str) -> float:
        """A draw with mean 1."""
        return -log(self.uniform(actor, purpose, occasion))

    def logistic(self, actor: str, purpose: str, occasion: str) -> float:
        """A draw with mean 0 and scale 1 (standard deviation pi / sqrt 3)."""
        u = self.uniform(actor, purpose, occasion)
        return log(u / (1.0 - u))

    def normal(self, actor: str, purpose: str, occasion: str) -> float:
        """A draw with mean 0 and standard deviation 1 (inverse by Wichura 1988, algorithm AS241)."""
        return normal_quantile(self.uniform(actor, purpose, occasion))

    def happens(self, probability: float, actor: str, purpose: str, occasion: str) -> bool:
        """Whether something of this probability happens."""
        return self.uniform(actor, purpose, occasion) < probability
