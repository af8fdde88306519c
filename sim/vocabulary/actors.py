"""Who takes part: actors, their stances and limits, the ties between them."""

from collections.abc import Mapping
from datetime import date, datetime
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
    """A red line on one issue: the strongest or weakest wording accepted. One of at_most and at_least is set."""

    at_most: int | None = None
    """The strongest wording accepted, 0-100."""
    at_least: int | None = None
    """The weakest wording accepted, 0-100."""
    crossing: OnCrossing = OnCrossing.NO
    """What the member does with a text that crosses it: object and vote no, or abstain at best."""
    lifted_by: tuple[str, ...] = ()
    """What lifts it for the rest of the run: kinds of provocation, such as nuclear_test, or ids of timeline entries."""
    basis: str = ""
    """What was said or done, and when."""
    source: tuple[str, ...] = ()
    """Keys of the bibliography."""
    known_from: date | None = None
    """The day from which it was known, where that came after the day of the trigger."""


@frozen
class Stance:
    """What an actor wants on one issue."""

    position: int
    """The strength that it would write itself, 0-100; it need not match a rung."""
    salience: int = 50
    """Weight of the issue, 0-100; shares are normalised over the issues."""
    limit: Limit | None = None
    """A red line: crossing it is a no, or an abstention, whatever the gain."""
    responsiveness: int = 0
    """Points that the position moves for 100 points of pressure, -100 to 100."""
    evidence: Evidence = Evidence.JUDGEMENT
    """How well the number is supported; vary guesses and judgements first."""
    note: str = ""
    """The evidence behind it, with its date."""
    source: tuple[str, ...] = ()
    """Keys of the bibliography."""
    claims: tuple[int, ...] = ()
    """Numbers of the article's claims that it represents."""
    known_from: date | None = None
    """The day from which position, salience and responsiveness were known, where that came after the day of the
    trigger."""


@frozen
class Measure:
    """A step that a state can take by itself."""

    id: str
    """Its name, once for each actor."""
    summary: str
    """What it does, as the log says it."""
    at_pressure: int
    """The step is taken once the pressure has reached this, 0-100."""
    source: tuple[str, ...] = ()
    """Keys of the bibliography."""
    claims: tuple[int, ...] = ()
    """Numbers of the article's claims that it represents."""


@frozen
class Actor:
    """A state, or whatever else takes part."""

    code: str
    """ISO 3166 code of a state; a code of its own for other actors."""
    name: str
    """What to call it."""
    seat: Seat
    """Its place in the Council."""
    timezone: str
    """Time zone of its capital: an IANA name, such as Asia/Tokyo."""
    stances: Mapping[str, Stance]
    """What it wants, one stance for every issue."""
    capital: str = ""
    """Its capital, shown where an envoy travels."""
    people: Mapping[str, str] = field(factory=dict)
    """Office (head, foreign, un, defence ...) to the person's name; `foreign` is named in calls."""
    priority: int = 50
    """How much the crisis matters to it, 0-100."""
    isolation: int = 8
    """Gain that it forgoes rather than stand alone against a text, 0-100."""
    join: int = 8
    """Gain above the line of a no that turns an abstention into a yes, 0-100."""
    openness: int = 100
    """The widest gap in position, 0-100, across which it still listens."""
    noise: int = 100
    """Noise of its instructions at a vote, in per cent of the parameter vote_noise, 0-400."""
    kind: ActorKind = ActorKind.STATE
    """What it is; only a state can have a seat."""
    joins: datetime | None = None
    """When its seat begins, in UTC, where that is within the run."""
    leaves: datetime | None = None
    """When its seat ends, in UTC, where that is within the run."""
    party_to_dispute: bool = False
    """Whether it must abstain on texts that do not rest on Chapter VII (Charter, Article 27 (3))."""
    group: str = ""
    """With whom it tends to be misjudged alike: the positions of one group are drawn with a part in common."""
    affinity: int | None = None
    """How near it is to the provoker, 0-100: templates derive positions and limits from it, and rules who of the
    permanent members shields the provoker."""
    measures: tuple[Measure, ...] = ()
    """Steps that it can take by itself."""
    evidence: Evidence = Evidence.JUDGEMENT
    """How well priority, isolation, join and openness are supported."""
    note: str = ""
    """The evidence behind it, with its date."""
    source: tuple[str, ...] = ()
    """Keys of the bibliography."""
    claims: tuple[int, ...] = ()
    """Numbers of the article's claims that it represents."""
    known_from: date | None = None
    """The day from which its own numbers were known (not those of its stances), where that came after the day of the
    trigger."""


@frozen
class Tie:
    """How much two actors weigh each other's word."""

    between: tuple[str, str]
    """Two different actors; a tie counts both ways."""
    strength: int
    """How much they weigh each other's word, 0-100; without a tie the parameter tie_default holds."""
    evidence: Evidence = Evidence.JUDGEMENT
    """How well the number is supported; vary guesses and judgements first."""
    note: str = ""
    """The evidence behind it, with its date."""
    source: tuple[str, ...] = ()
    """Keys of the bibliography."""
    claims: tuple[int, ...] = ()
    """Numbers of the article's claims that it represents."""
