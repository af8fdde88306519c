"""How the Council decides: its majority and veto, how isolation counts, who presides."""

from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import frozen

from sim.vocabulary.texts import Form

YES, NO, ABSTAIN = "yes", "no", "abstain"


@frozen
class VotingRule:
    """Who votes, whose no stops a resolution that has the votes, and how many yes votes it needs."""

    members: tuple[str, ...]
    blocking: tuple[str, ...]
    quota: int


@frozen
class Tally:
    """How a vote came out. result: resolution, vetoed or failed. vetoes: the blocking members that voted no."""

    yes: int
    no: int
    abstain: int
    result: Form
    vetoes: tuple[str, ...]


def tally(votes: Mapping[str, str], rule: VotingRule) -> Tally:
    """Count a vote on a resolution: enough yes and no blocking member's no (Charter, Article 27 (3) as practised).

    A no by a blocking member with too few yes is a failure, not a veto. Raises KeyError where somebody voted who is no
    member.
    """
    for stranger in votes.keys() - set(rule.members):
        raise KeyError(stranger)
    counts = Counter(votes.values())
    against = tuple(member for member, vote in votes.items() if vote == NO and member in rule.blocking)
    if counts[YES] < rule.quota:
        result = Form.FAILED
    else:
        result = Form.VETOED if against else Form.RESOLUTION
    return Tally(counts[YES], counts[NO], counts[ABSTAIN], result, against if result is Form.VETOED else ())


def vote_of(
    gain: float, crossed: bool, isolation: float, join: float, can_support: bool = True, must_abstain: bool = False
) -> str:
    """What a member votes, by the gain of the text (noise included), all in gain points.

    No if a limit that means no is crossed or the gain lies below -isolation; yes from -isolation + join, where no
    limit that means abstention is crossed; else it abstains. must_abstain: a party to the dispute, which has no vote.
    """
    if must_abstain:
        return ABSTAIN
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
