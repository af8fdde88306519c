"""The state of a crisis: everything that is so at one moment, as rules read it."""

from copy import copy
from enum import StrEnum
from typing import Final

import numpy as np
from attrs import define, field, frozen

from sim.rules import pressure
from sim.rules.beliefs import MOST_LOG_ODDS, Belief
from sim.rules.exact import exp, power_of_half
from sim.rules.gains import Gains, Mask, Positions, TextSpace, crossings, gain_m
from sim.rules.setting import Setting
from sim.vocabulary import events as e
from sim.vocabulary.actors import Limit, OnCrossing, Seat
from sim.vocabulary.parts import Crossing
from sim.vocabulary.shown import shown
from sim.vocabulary.texts import PRODUCTS, Form

SWITCHED: Final = 4
"""The model from which on there are rules that can be switched off."""

SUPPORT, RESERVED, OPPOSED = "support", "reserved", "opposed"
"""Where a member can stand on a draft before the vote."""


ON_THE_SPOT, AT_ONCE = "on_the_spot", "at_once"
"""Reasons of a statement read out at the first meeting: all that its author wants, or that and a resolution later."""


HELD: Final = "held"
"""Reason of an act that whoever sits in its actor's seat did not do: it may do it later."""


class DraftStatus(StrEnum):
    """Where a draft has got to. lapsed: still on the table when the outcome came."""

    LIVE = "live"
    VOTING = "voting"
    ADOPTED = "adopted"
    FAILED = "failed"
    BLOCKED = "blocked"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


_LIVE = DraftStatus.LIVE
"""Looked up once: Python 3.11 finds a member of an enumeration by a function call, and this is asked all the time."""


class MediationState(StrEnum):
    """Where an envoy's errand has got to."""

    ASKED = "asked"
    REFUSED = "refused"
    GRANTED = "granted"
    SENT = "sent"
    BACK = "back"


@frozen
class SponsorEstimate:
    """What a sponsor last thought of its draft.

    worth_m: of its best choice. target: row of the text it aims at; passing_m: its chance.
    """

    worth_m: int
    target: int
    passing_m: int


@define
class Draft:
    """A text on the table. row: its row in the text space; opened: that of its first version.

    declared: what members said of the present version.
    """

    name: str
    sponsor: str
    row: int
    form: Form
    circulated: int
    entry: str = ""
    version: int = 1
    amended: int = 0
    status: DraftStatus = DraftStatus.LIVE
    co_sponsors: list[str] = field(factory=list)
    declared: dict[str, str] = field(factory=dict)
    objections: dict[str, e.ObjectionRaised] = field(factory=dict)
    threats: dict[str, int] = field(factory=dict)
    threatened: dict[str, int] = field(factory=dict)
    bridge: int | None = None
    bridged: bool = False
    in_blue: bool = False
    warned: bool = False
    vote_at: int = 0
    vote_number: int = 0
    votes: dict[str, str] = field(factory=dict)
    sessions: int = 0
    text_seq: int = 0
    reasons: dict[str, int] = field(factory=dict)
    sponsor_estimate: SponsorEstimate | None = None
    reason: str = ""
    opened: int = 0

    @property
    def live(self) -> bool:
        """Whether it is still on the table."""
        return self.status is _LIVE

    def copy(self) -> "Draft":
        """The same draft, to be changed apart from this one."""
        twin = copy(self)
        twin.co_sponsors, twin.declared, twin.objections = self.co_sponsors[:], {**self.declared}, {**self.objections}
        twin.threats, twin.threatened = {**self.threats}, {**self.threatened}
        twin.votes, twin.reasons = {**self.votes}, {**self.reasons}
        return twin


@frozen
class Drafting:
    """A resolution that a member is writing. row: of what it wanted when it began. ready: the minute it goes round."""

    member: str
    row: int
    ready: int
    number: int


@define
class Mediation:
    """An envoy asked for, refused, under way or back."""

    mediator: str
    draft: str
    until: int
    state: MediationState = MediationState.ASKED


class Crisis:
    """Everything that is so at one moment, folded from events. Rules read it; only evolve writes it."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.t = 0
        self.seq = -1
        self.seed = 0
        self.luck = 0
        self.decisions: dict[str, int] = {}
        self.happened: dict[str, int] = {}
        self.withheld: dict[str, int] = {}
        self.provocations: list[tuple[int, int, str]] = []
        self.raised_to = 0.0
        """The pressure right after the last provocation, 0-100."""
        self.lifting: set[str] = set()
        self.drafts: dict[str, Draft] = {}
        self.beliefs: dict[str, Belief] = {}
        self.limit_log_odds: dict[tuple[str, str], float] = {}
        self.declared_limits: dict[tuple[str, str], Limit] = {}
        self.no_support: dict[tuple[str, str], Limit] = {}
        self.sessions = 0
        self.sessions_since = 0
        """Sessions since the last provocation."""
        self.votes_held = 0
        self.mediation: Mediation | None = None
        self.drafting: Drafting | None = None
        self.draftings = 0
        self.measures: set[str] = set()
        self.pen_refused: set[str] = set()
        self.pen_waits: set[str] = set()
        """Who found nothing worth tabling, and looks again after the next provocation."""
        self.asked: dict[str, int] = {}
        self.first_text: dict[str, int] = {}
        """By sponsor: how much censure, coercion and legal basis its first draft resolution had."""
        self.vetoed_once = False
        self.failed_at: int | None = None
        self.failed: e.DraftVetoed | e.DraftFailed | None = None
        self.failed_minute = 0
        self.outcome: e.OutcomeReached | None = None
        self.reached = -1
        """Seq of the outcome."""
        self.products: list[tuple[str, int]] = []
        self.form_agreed = 0
        """The strength of the strongest form of a product; no limit on the form stands below it."""
        self.rejected: set[tuple[str, str]] = set()
        self.welcomed: set[str] = set()
        self.threats_issued: dict[str, int] = {}
        self.last_deed: dict[str, str] = {}
        self.bars: dict[tuple[str, str, str], int] = {}
        self.dropped_entries: set[str] = set()
        self.statement_objections: dict[tuple[str, str], int] = {}
        self.ended = False
        self.former = False
        self._pressure = 0.0
        self._pressure_t = 0
        self._faded = 0.0
        self._faded_at = -1
        self._pulls: dict[str, tuple[int, list[float]]] = {}
        self._no_pulls = [0.0] * len(setting.space.keys)
        self._moment = -1
        self._shift = 0.0
        self._stand: dict[str, Positions] = {}
        self._members_stand: Gains | None = None
        self._table: Gains | None = None
        self.know_limits()

    def __repr__(self) -> str:
        ended = f", {self.outcome.form}" if self.outcome is not None else ""
        live = sum(draft.live for draft in self.drafts.values())
        return f"<Crisis {self.setting.case.id} after event {self.seq}: {live} drafts on the table{ended}>"

    _repr_html_ = shown

    def copy(self) -> "Crisis":
        """The same state, to be folded on apart from this one. What is never changed in place is shared."""
        twin = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, dict | list | set):
                setattr(twin, name, value.copy())
        twin.drafts = {name: draft.copy() for name, draft in self.drafts.items()}
        twin.mediation = copy(self.mediation)
        return twin

    # What rules read

    @property
    def space(self) -> TextSpace:
        """The text space of the case."""
        return self.setting.space

    def parameter(self, name: str) -> float:
        """A value of the parameter table, as the scenario overrides it."""
        return self.setting.parameters[name]

    def rule(self, name: str) -> bool:
        """Whether a rule that can be switched off holds; in a run that an older model made none of them does."""
        return self.setting.rules[name] and not self.former

    def variance(self, name: str) -> float:
        """The square of a standard deviation of the parameter table."""
        deviation = self.parameter(name)
        return deviation * deviation

    # What evolve writes

    def set_pressure(self, value: float) -> None:
        """Set the pressure (0-100), which fades from now on."""
        self._pressure, self._pressure_t = value, self.t
        self.positions_moved()

    def set_pulls(self, actor: str, pulls: list[float]) -> None:
        """Set by how many points talks hold an actor away from its own position, in issue order; they fade."""
        self._pulls[actor] = (self.t, pulls)

    def positions_moved(self) -> None:
        """Say that positions, or the pressure, have changed within this minute."""
        self._moment = self._faded_at = -1

    def know_limits(self) -> None:
        """Take it that everybody knows the limits that the setting says are known, beyond doubt."""
        for key, limit in self.setting.known_limits.items():
            self.declared_limits[key], self.limit_log_odds[key] = limit, MOST_LOG_ODDS

    def forget_limits(self) -> None:
        """Take it that nobody knows of them any more: the setting is about to change."""
        for key in self.setting.known_limits:
            self.declared_limits.pop(key, None)
            self.limit_log_odds.pop(key, None)

    def add_log_odds(self, member: str, issue: str, odds: float) -> None:
        """Add to the log-odds that a declared limit is real, from even ones where there are none yet."""
        key = (member, issue)
        self.limit_log_odds[key] = self.limit_log_odds.get(key, 0.0) + odds

    # What rules read of positions and pressure

    @property
    def pressure(self) -> float:
        """The pressure now, 0-100."""
        if self._faded_at != self.t:
            since = self.t - self._pressure_t
            self._faded = pressure.faded(self._pressure, since, self.parameter("pressure_half_life"))
            self._faded_at = self.t
        return self._faded

    def _forget_positions(self) -> None:
        """Forget where everybody stood: time has moved on, or something has moved them."""
        self._moment = self.t
        self._shift = (self.pressure - self.setting.pressure_reference) / 100.0
        self._stand.clear()
        self._members_stand = self._table = None

    def positions(self, actor: str) -> Positions:
        """Where an actor stands now on every issue, in issue order, whole points 0-100 (docs/model.md, section 2)."""
        if self._moment != self.t:
            self._forget_positions()
        known = self._stand.get(actor)
        if known is None:
            shift, coded = self._shift, self.setting.coded[actor]
            if actor in self._pulls:
                pulled = zip(coded, self.pulls(actor), strict=True)
                moved = [round(position + pace * shift + pull) for (position, pace), pull in pulled]
            else:
                moved = [round(position + pace * shift) for position, pace in coded]
            known = self._stand[actor] = tuple([0 if y < 0 else 100 if y > 100 else y for y in moved])
        return known

    def members_positions(self) -> Gains:
        """Where every member stands now: [members, issues], the same whole points as `positions`."""
        if self._moment != self.t:
            self._forget_positions()
        if self._members_stand is None:
            setting = self.setting
            moved = setting.members_coded + setting.members_pace * self._shift
            if setting.members and self._pulls:
                moved += np.array([self.pulls(member) for member in setting.members])
            self._members_stand = np.minimum(np.maximum(np.rint(moved), 0.0), 100.0)
        return self._members_stand

    def pulls(self, actor: str) -> list[float]:
        """By how many points calls and visits hold an actor away from its own position, in issue order."""
        known = self._pulls.get(actor)
        if known is None:
            return self._no_pulls
        since, pulls = known
        left = power_of_half((self.t - since) / self.setting.pull_life)
        return [pull * left for pull in pulls]

    def gains(self, actor: str) -> Gains:
        """What every text of the space is worth to an actor as it stands now, in gain points, whole thousandths."""
        return self.space.column(self.positions(actor), self.setting.saliences[actor])

    def gain_table(self) -> Gains:
        """What every text is worth to every member as it stands now: [members, texts], in gain points."""
        stand = self.members_positions()
        if self._table is None:
            self._table = self.space.table(stand, self.setting.members_weights)
        return self._table

    def own_limits_kept(self, actor: str) -> Mask:
        """Which texts cross none of an actor's own standing limits: the only ones it would write itself."""
        return self.setting.limits_kept(actor, tuple(self.lifted(actor)), self.form_agreed)

    def gain(self, actor: str, row: int) -> float:
        """What one text is worth to an actor now, in gain points."""
        space = self.space
        return gain_m(space.texts[row], self.positions(actor), self.setting.saliences[actor], space.in_force) / 1000

    def members_gain(self, row: int) -> dict[str, float]:
        """What one text is worth to every member now, in gain points, by member."""
        worth = self.space.worth_m(row, self.members_positions(), self.setting.members_weights) / 1000.0
        return dict(zip(self.setting.members, worth.tolist(), strict=True))

    def lifted(self, actor: str) -> list[str]:
        """The issues on which something that happened has lifted an actor's limit."""
        if not self.lifting or actor not in self.setting.limited:
            return []
        stances = self.setting.case.actors[actor].stances
        return [k for k, s in stances.items() if s.limit is not None and self.lifting.intersection(s.limit.lifted_by)]

    def crossed(self, actor: str, row: int) -> list[Crossing]:
        """The standing limits of an actor that a text crosses, and that mean a no."""
        return self._crossed(actor, row, OnCrossing.NO)

    def cannot_support(self, actor: str, row: int) -> list[Crossing]:
        """The standing limits of an actor that a text crosses, and that mean an abstention."""
        return self._crossed(actor, row, OnCrossing.ABSTAIN)

    def _crossed(self, actor: str, row: int, on: OnCrossing) -> list[Crossing]:
        if actor not in self.setting.limited:
            return []
        lifted = self.lifted(actor)
        if self.form_agreed and self.space.texts[row][self.setting.form] <= self.form_agreed:
            lifted.append(self.space.keys[self.setting.form])
        return crossings(self.space.text(row), self.setting.case.actors[actor].stances, lifted, on)

    def live_drafts(self) -> list[Draft]:
        """The drafts on the table, in the order they came."""
        return [draft for draft in self.drafts.values() if draft.status is _LIVE]

    def own_draft(self, actor: str) -> Draft | None:
        """The live draft this actor sponsors, the latest if there are several."""
        own = [draft for draft in self.live_drafts() if draft.sponsor == actor]
        return own[-1] if own else None

    def backs(self, member: str, draft: Draft) -> bool:
        """Whether a member is the sponsor or a co-sponsor of a draft."""
        return member == draft.sponsor or member in draft.co_sponsors

    def co_sponsored(self, member: str) -> Draft | None:
        """The live draft resolution of somebody else that a member has put its name to, if there is one."""
        resolutions = [draft for draft in self.live_drafts() if draft.form is Form.RESOLUTION]
        return next((draft for draft in resolutions if member in draft.co_sponsors), None)

    def backs_resolution(self, member: str) -> bool:
        """Whether a draft resolution that a member backs is on the table."""
        return any(draft.form is Form.RESOLUTION and self.backs(member, draft) for draft in self.live_drafts())

    def declared_support(self, draft: Draft, apart_from: str) -> int:
        """How many other members have put their name to a draft or declared for it."""
        supporters = list(draft.declared.values()).count(SUPPORT) - (draft.declared.get(apart_from) == SUPPORT)
        return supporters + (draft.sponsor != apart_from)

    def joins_from(self, member: str, draft: Draft) -> float:
        """How far above its line of a no a draft's gain must lie for a member to vote yes, in gain points."""
        divided = any(draft.declared.get(other) == OPPOSED for other in self.setting.blocking)
        return self.joins_where(member, divided)

    def joins_where(self, member: str, divided: bool) -> float:
        """The same. divided: whether a member whose no stops a resolution is against it: then a yes takes sides.

        An elected member, of which nothing depends, joins the later.
        """
        actor = self.setting.case.actors[member]
        takes_sides = divided and actor.seat is Seat.ELECTED and self.rule("divided_council")
        return actor.join + (self.parameter("divided_join") if takes_sides else 0.0)

    def product(self) -> tuple[str, int] | None:
        """The strongest product so far: its draft and the minute it passed, the first of several alike.

        Of several alike one of the timeline's own goes last.
        """
        begin = self.setting.emergent_from
        return max(
            self.products,
            key=lambda product: (PRODUCTS.index(self.drafts[product[0]].form), product[1] >= begin),
            default=None,
        )

    def veto_stays(self) -> bool:
        """Whether the last vote was a veto, and nothing has followed that takes its place as the outcome.

        A resolution does, and a statement with at least half the censure of the text that fell.
        """
        if not self.rule("veto_stays") or not isinstance(self.failed, e.DraftVetoed):
            return False
        fell = self._censure(self.failed.draft)
        return not any(
            at >= self.failed_minute and (self.drafts[name].form is Form.RESOLUTION or 2 * self._censure(name) >= fell)
            for name, at in self.products
        )

    def _censure(self, draft: str) -> int:
        """How strong the censure of a text is, summed over the issues of that role."""
        row = self.drafts[draft].row
        return sum(self.space.texts[row][self.space.number_of[key]] for key in self.setting.censure)

    def next_draft_name(self, sponsor: str) -> str:
        """The name the sponsor's next draft will bear, such as JPN-2."""
        return f"{sponsor}-{1 + sum(draft.sponsor == sponsor for draft in self.drafts.values())}"

    def days_since(self, t: int) -> float:
        """Days gone by since minute t."""
        return (self.t - t) / pressure.MINUTES_A_DAY

    def in_crisis(self) -> bool:
        """Whether anything has happened that the Council could respond to."""
        return bool(self.provocations)

    def belief(self, member: str) -> Belief:
        """What the sponsor believes of a member's hidden offset."""
        return self.beliefs.get(member) or self.setting.first_belief

    def probability_real(self, member: str, issue: str) -> float:
        """How likely the sponsor thinks it that a member's limit on an issue is real; 0 while none was declared."""
        odds = self.limit_log_odds.get((member, issue))
        return 0.0 if odds is None else 1.0 / (1.0 + exp(-odds))


def as_coded(setting: Setting) -> Crisis:
    """A crisis in which nothing has happened and every actor stands as it is coded."""
    state = Crisis(setting)
    state.set_pressure(setting.pressure_reference)
    return state
