"""How the Council decides: the Charter's majority and veto, how isolation counts, who presides."""

from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import frozen

from sim.vocabulary.actors import Seat
from sim.vocabulary.texts import Form

MAJORITY = 9
"""Affirmative votes a resolution needs (Charter, Article 27)."""

YES, NO, ABSTAIN = "yes", "no", "abstain"


@frozen
class Tally:
    """How a vote came out. result: resolution, vetoed or failed. vetoes: the permanent members that voted no."""

    yes: int
    no: int
    abstain: int
    result: Form
    vetoes: tuple[str, ...]


def tally(votes: Mapping[str, str], seats: Mapping[str, Seat]) -> Tally:
    """Count a vote on a resolution: nine yes and no permanent member's no (Charter, Article 27 (3) as practised).

    A no by a permanent member with fewer than nine yes is a failure, not a veto. Raises KeyError where somebody
    voted who has no seat.
    """
    counts = Counter(votes.values())
    against = tuple(member for member, vote in votes.items() if vote == NO and seats[member] is Seat.PERMANENT)
    if counts[YES] < MAJORITY:
        result = Form.FAILED
    else:
        result = Form.VETOED if against else Form.RESOLUTION
    return Tally(counts[YES], counts[NO], counts[ABSTAIN], result, against if result is Form.VETOED else ())


def vote_of(gain: float, crossed: bool, isolation: float, join: float, can_support: bool = True) -> str:
    """What a member votes, by the gain of the text (noise included), all in gain points.

    No if a limit that means no is crossed or the gain lies below -isolation; yes from -isolation + join, where no
    limit that means abstention is crossed; else it abstains.
    """
    if crossed or gain < -isolation:
        return NO
    return YES if can_support and gain >= -isolation + join else ABSTAIN


def effective_isolation(isolation: float, declared_support: int, others: int) -> float:
    """The price of standing alone, scaled by the share of the others that declared support before the vote."""
    return isolation * declared_support / others if others else 0.0


def president_at(presidencies: Sequence[tuple[int, str]], t: int) -> str:
    """Who presides at minute t, from (since, actor) pairs in time order; empty where none is named."""
    current = ""
    for since, actor in presidencies:
        if since <= t:
            current = actor
    return current
