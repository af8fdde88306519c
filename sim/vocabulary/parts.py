"""What event data is made of: small rows of fixed keys, and the numbers behind each kind of decision.

A row (`NamedTuple`) is an object in JSON and unpacks in Python. The terms of a decision are closed dicts: every
key is always there, None where it does not apply. Names ending in `_m` are thousandths.
"""

from typing import NamedTuple, NotRequired, TypedDict

Options = dict[str, int] | None
"""What a rule chose among: option to worth, in thousandths. None where it had no choice, or chance chose.

Where worths are compared (a sponsor's round, an envoy) it is the worth in gain points. Where a number is held against
lines (a vote, an objection) it is what the number lacks to reach that option: 0 for the chosen one, else below 0.
Only options that were open are listed.
"""


class ZoneOffset(NamedTuple):
    """From a minute of the run on, a zone's clocks are that many minutes ahead of UTC."""

    zone: str
    since: int
    offset: int


class Choice(NamedTuple):
    """What a person in an actor's seat chose in place of the rule.

    moment: where, such as "JPN round 3": the actor, what woke it, and on what. act: what is done, such as amend, or
    `model` to leave it to the rule. draft: on which one, empty where there is but one. text: what it has written, issue
    to strength, empty where it writes nothing.
    """

    moment: str
    act: str
    draft: str = ""
    text: dict[str, int] = {}  # noqa: RUF012 - a default of a tuple, which nothing writes to


class Crossing(NamedTuple):
    """A limit that a text crosses: the issue, the text's strength, and the limit."""

    issue: str
    strength: int
    limit: int


class Change(NamedTuple):
    """An issue whose strength changes from one text to the next."""

    issue: str
    old: int
    new: int


class Move(NamedTuple):
    """By how much a talk draws an actor's position on an issue, thousandths of a point."""

    actor: str
    issue: str
    move_m: int


class DeclaredLimit(NamedTuple):
    """A limit that a member has declared."""

    actor: str
    issue: str


class LimitBelief(NamedTuple):
    """How likely the sponsor thinks it that a declared limit is real, thousandths."""

    actor: str
    issue: str
    real_m: int


class Drop(TypedDict):
    """What names a dropped act: its entry, or the actor, kind and draft of a decision."""

    decision: str
    entry: str
    actor: str
    act: str
    draft: str


class InsertedEntry(TypedDict):
    """A timeline entry in its canonical form; keys at their default are left out, as in a scenario file."""

    id: str
    at: str
    kind: str
    actor: str
    summary: str
    what: NotRequired[str]
    to: NotRequired[list[str]]
    in_answer_to: NotRequired[list[str]]
    severity: NotRequired[int]
    text: NotRequired[dict[str, int]]
    draft: NotRequired[str]
    minutes: NotRequired[int]
    agreed: NotRequired[str]
    means: NotRequired[str]
    place: NotRequired[str]
    result: NotRequired[str]
    precision: NotRequired[str]
    note: NotRequired[str]
    source: NotRequired[list[str]]
    claims: NotRequired[list[int]]


class DraftTerms(TypedDict):
    """Behind a text put before the Council: its worth to the drafter.

    best_m, share_m: a planned text's author's best text, and the share of it that it asks for. passing_m, carries_m:
    the chance that the text passes, or carries, as its author sees it.
    """

    gain_m: int
    best_m: int | None
    share_m: int | None
    passing_m: int | None
    carries_m: int | None


class ReviewTerms(TypedDict):
    """Behind a member's answer to a draft: its gain, the lines it is held against, and what each issue adds.

    going_on_m: what going on is worth to it, where the draft is a statement; the other lines are of resolutions.
    """

    gain_m: int
    no_below_m: int | None
    yes_from_m: int | None
    co_sponsors_from_m: int | None
    going_on_m: int | None
    issues_m: dict[str, int]


class VetoThreatTerms(TypedDict):
    """Behind a veto threat."""

    gain_m: int
    threatens_below_m: int
    issues_m: dict[str, int]


class ThreatTerms(TypedDict):
    """Behind a threat of the provoker's: what the draft is worth to it."""

    gain_m: int
    threatens_below_m: int
    draft: str


class BridgingTerms(TypedDict):
    """What a bridging text, and the draft as it stands, are worth to the member that offers it."""

    gain_m: int
    draft_gain_m: int


class SponsorTerms(TypedDict):
    """Behind a sponsor's choice: the text it aims at, its chance to pass, what a day costs, what the sponsor believes.

    beliefs_m: by member, the hidden offset it expects.
    """

    aims_at: dict[str, int]
    passing_m: int
    delay_cost_m: int
    beliefs_m: dict[str, int]
    limits_real: list[LimitBelief]


class MediationTerms(TypedDict):
    """Behind the offer of an envoy: the tie with the provoker, and the least that is needed, 0-100."""

    tie: int
    least_tie: int


class MediationReplyTerms(TypedDict):
    """Behind the sponsor's answer: what waiting costs it, what the envoy may bring, how likely, for how many days."""

    cost_m: int
    worth_m: int
    success_m: int
    days_m: int


class EnvoyTerms(TypedDict):
    """How likely it was that the envoy would be heard."""

    success_m: int


class VoteTerms(TypedDict):
    """Behind a vote: no below -isolation, yes from join - isolation, by gain and noise together.

    declared_support: how many others had declared for the draft. withheld_for: the draft for whose sake a backer
    withholds its yes. cannot_support: the limits for whose sake it abstains at best. must_abstain: it is
    a party to the dispute (Charter, Article 27 (3)). behind: the friend of the provoker to which it leaves the no.
    """

    gain_m: int
    noise_m: int
    isolation_m: int
    join_m: int
    declared_support: int
    crossed: list[Crossing]
    issues_m: dict[str, int]
    withheld_for: str | None
    cannot_support: NotRequired[list[Crossing]]
    must_abstain: NotRequired[bool]
    behind: NotRequired[str]


class RejectionTerms(TypedDict):
    """What the outcome is worth to the provoker, and the line below which it rejects it."""

    gain_m: int
    rejects_below_m: int


class WelcomeTerms(TypedDict):
    """What the outcome is worth to the sponsor."""

    gain_m: int


class MeasureTerms(TypedDict):
    """The pressure, and the mark from which the state takes the measure."""

    pressure_m: int
    taken_from_m: int


class WithheldTerms(TypedDict):
    """What kept an act back: a drop by an analyst, nothing to answer, too little gain, or too little priority.

    by: who would have objected.
    """

    draft: str | None
    dropped_by: int | None
    in_answer_to: list[str] | None
    gain_m: int | None
    best_m: int | None
    share_m: int | None
    priority: int | None
    least_priority: int | None
    by: NotRequired[list[str]]
