"""Who takes part: actors, their stances and limits, the ties between them."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from attrs import field, frozen

COUNCIL = "UNSC"
"""The code under which the Council itself acts (meetings, tallies, outcomes)."""

COUNCIL_ZONE = "America/New_York"
"""The time zone of headquarters, where the Council meets."""


class Seat(StrEnum):
    """A state's place in the Council."""

    PERMANENT = "permanent"
    ELECTED = "elected"
    NONE = "none"


class ActorKind(StrEnum):
    """What an actor is. Only a state can have a seat."""

    STATE = "state"
    BODY = "body"
    """A regional organisation, or an organ of the United Nations."""
    GROUP = "group"
    """States that speak with one voice."""
    PARTY = "party"
    """A party to a conflict that is no state."""


class OnCrossing(StrEnum):
    """What a member does with a text that crosses its limit."""

    NO = "no"
    """It objects, and votes no."""
    ABSTAIN = "abstain"
    """It cannot support the text and will not stand in its way: it abstains at best."""


class Evidence(StrEnum):
    """How well a coded number is supported."""

    WELL_EVIDENCED = "well_evidenced"
    PARTLY_EVIDENCED = "partly_evidenced"
    GUESS = "guess"
    JUDGEMENT = "judgement"


@frozen
class Limit:
    """A red line on one issue: the strongest (at_most) or weakest (at_least) wording accepted, 0-100.

    crossing: what the member does with a text that crosses it. lifted_by: what lifts it: a kind of provocation (such as
    nuclear_test), or the id of a timeline entry.
    """

    at_most: int | None = None
    at_least: int | None = None
    crossing: OnCrossing = OnCrossing.NO
    lifted_by: tuple[str, ...] = ()
    basis: str = ""
    source: tuple[str, ...] = ()


@frozen
class Stance:
    """What an actor wants on one issue.

    position: the strength it would write itself, 0-100. salience: weight, 0-100, shares are normalised.
    responsiveness: points the position moves for 100 points of pressure, -100..100.
    """

    position: int
    salience: int = 50
    limit: Limit | None = None
    responsiveness: int = 0
    evidence: Evidence = Evidence.JUDGEMENT
    note: str = ""
    source: tuple[str, ...] = ()
    claims: tuple[int, ...] = ()


@frozen
class Measure:
    """A step a state can take by itself, taken once pressure (0-100) reaches at_pressure."""

    id: str
    summary: str
    at_pressure: int
    source: tuple[str, ...] = ()
    claims: tuple[int, ...] = ()


@frozen
class Actor:
    """A state, or whatever else takes part.

    joins, leaves: when its seat begins and ends, UTC, where that is within the run. party_to_dispute: whether it must
    abstain on texts that do not rest on Chapter VII (Charter, Article 27 (3)). affinity: how near it is to the
    provoker, 0-100; no rule reads it. priority: how much the crisis matters to it, 0-100. isolation: gain it forgoes
    rather than stand alone against a text, 0-100. join: gain above the line of a no that turns an abstention into a
    yes, 0-100. openness: the widest gap in position, 0-100, across which it still listens. people: office (head,
    foreign, un, defence ...) to the person's name.
    """

    code: str
    name: str
    seat: Seat
    timezone: str
    stances: Mapping[str, Stance]
    capital: str = ""
    people: Mapping[str, str] = field(factory=dict)
    priority: int = 50
    isolation: int = 8
    join: int = 8
    openness: int = 100
    kind: ActorKind = ActorKind.STATE
    joins: datetime | None = None
    leaves: datetime | None = None
    party_to_dispute: bool = False
    affinity: int | None = None
    measures: tuple[Measure, ...] = ()
    evidence: Evidence = Evidence.JUDGEMENT
    note: str = ""
    source: tuple[str, ...] = ()
    claims: tuple[int, ...] = ()


@frozen
class Tie:
    """How much two actors weigh each other's word, 0-100, the same both ways."""

    between: tuple[str, str]
    strength: int
    evidence: Evidence = Evidence.JUDGEMENT
    note: str = ""
    source: tuple[str, ...] = ()
    claims: tuple[int, ...] = ()
