"""A case made ready for rules: looked-up tables that hold nothing a run could change."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import Final

import attrs
import numpy as np

from sim.rules import memory, pressure
from sim.rules.beliefs import Belief
from sim.rules.council import VotingRule
from sim.rules.families import FAMILIES, Family
from sim.rules.gains import Counts, Gains, Mask, Positions, TextSpace
from sim.rules.hours import LocalTime
from sim.scenario import overrides
from sim.scenario.parameters import effective
from sim.scenario.provocations import kind_of, severity_name
from sim.vocabulary.actors import COUNCIL_ZONE, Limit, Seat
from sim.vocabulary.case import NOBODY, PROVOCATION, Blocking, Case, Entry, Motive, ProvocationKind
from sim.vocabulary.charter import body_on
from sim.vocabulary.parts import ZoneOffset
from sim.vocabulary.texts import Role, form_key, keys_with
from sim.vocabulary.zones import offsets

RULE: Final = "rule."
"""Before the name of a rule that can be switched off, in the parameter table."""


class Setting:
    """The case as overrides leave it, its text space, its local times and its parameter values.

    base: the case as its file has it, from which the reference pressure is taken. stated: as overrides leave it.
    given: what a run takes as given of its file; case: as that changes it, which rules read. at: the minute whose
    members it has. A setting is shared between runs and forks and is never changed; `changed` and `seated_at`
    make a new one.
    """

    def __init__(self, base: Case, case: Case | None = None, like: "Setting | None" = None, at: int = 0) -> None:
        self.base = base
        self.at = at
        self.stated = case or base
        self.parameters = effective(self.stated)
        self.given = memory.given(self.stated, self._inserted())
        self.case = memory.applied(self.stated, self.given)
        same_space = like is not None and like.case.issues == self.case.issues
        self.space: TextSpace = like.space if like is not None and same_space else TextSpace(self.case.issues)
        same_times = like is not None and (like.case.start, like.case.horizon) == (
            self.case.start,
            self.case.horizon,
        )
        self._local: dict[str, LocalTime] = like._local if like is not None and same_times else {}
        self._provocations: dict[str, ProvocationKind] = {}
        self._limits_kept: dict[tuple[str, tuple[str, ...], int], Mask] = {}
        self.rules = {
            name.removeprefix(RULE): bool(value) for name, value in self.parameters.items() if name.startswith(RULE)
        }
        """Whether each rule that can be switched off is on."""
        keys = self.space.keys
        self.form = keys.index(form_key(self.case.issues))
        self.censure = keys_with(self.case.issues, Role.CENSURE)
        self.coercion = keys_with(self.case.issues, Role.COERCION)
        self.provokers = self.case.provoker
        self.accommodation = keys_with(self.case.issues, Role.ACCOMMODATION)
        self.actors = tuple(self.case.actors)
        self.voting = self._voting()
        self.members, self.blocking = self.voting.members, self.voting.blocking
        self.seat_of = {code: number for number, code in enumerate(self.members)}
        self.rank = {code: number for number, code in enumerate(self.actors)}
        self.stances = {code: tuple(actor.stances[key] for key in keys) for code, actor in self.case.actors.items()}
        self.saliences = {code: tuple(s.salience for s in stances) for code, stances in self.stances.items()}
        self.coded = {
            code: tuple((stance.position, stance.responsiveness) for stance in stances)
            for code, stances in self.stances.items()
        }
        self.members_coded = self._of_members("position")
        self.members_pace = self._of_members("responsiveness")
        self.members_weights = self._of_members("salience")
        self.isolation = self._column([self.case.actors[member].isolation for member in self.members])
        """What every member forgoes rather than stand alone, gain points: [members, 1]."""
        self.join = self._column([self.case.actors[member].join for member in self.members])
        """How far above its line of a no every member's line of a yes lies, gain points: [members, 1]."""
        self.parties = frozenset(member for member in self.members if self.case.actors[member].party_to_dispute)
        self.elected = frozenset(member for member in self.members if self.case.actors[member].seat is Seat.ELECTED)
        self.limited = frozenset(
            code for code, stances in self.stances.items() if any(stance.limit is not None for stance in stances)
        )
        self.lifters = frozenset(
            name
            for stances in self.stances.values()
            for stance in stances
            if stance.limit is not None
            for name in stance.limit.lifted_by
        )
        self.entries = {entry.id: entry for entry in self.case.timeline}
        self.ties = {pair: tie.strength for tie in self.case.ties for pair in (tie.between, tie.between[::-1])}
        self._other_ties = round(self.parameters["tie_default"])
        self.listeners = {code: self._listeners(code) for code in self.actors}
        self.presidencies = [(self.minute(p.since), p.actor) for p in self.case.presidency]
        self.deadlines = sorted(self._deadlines(), key=lambda each: each[:2])
        """Of each deadline the minute, the minute from which it is known, and its name, in the order of time."""
        self.horizon = self.minute(self.case.horizon)
        self.emergent_from = self.minute(self.case.emergent_from)
        starts = {entry.id: entry.at for entry in (*self.base.timeline, *self.case.timeline)}
        self.clock_from = self.minute(starts[self.case.clock_from])

    def changed(
        self, sets: Sequence[Sequence[str]], without: Sequence[str] = (), inserts: Sequence[Entry] = ()
    ) -> "Setting":
        """The setting after overrides and inserted entries; raises ScenarioError where a path or value does not fit."""
        case = overrides.apply(self.stated, [(path, value) for path, value in sets], without)
        if inserts:
            case = attrs.evolve(case, timeline=case.timeline + tuple(inserts))
        return Setting(self.base, case, like=self, at=self.at)

    def seated_at(self, t: int) -> "Setting":
        """The setting with the members of that minute."""
        return Setting(self.base, self.stated, like=self, at=t)

    def _inserted(self) -> frozenset[str]:
        """Ids of the entries that the file does not have."""
        own = {entry.id for entry in self.base.timeline}
        return frozenset(entry.id for entry in self.stated.timeline if entry.id not in own)

    def members_at(self, t: int) -> tuple[str, ...]:
        """Who sits at a minute and takes part."""
        moment = self.case.start + timedelta(minutes=t)
        return tuple(
            code
            for code, actor in self.case.actors.items()
            if actor.seat is not Seat.NONE
            and code not in self.case.absent
            and (actor.joins is None or actor.joins <= moment)
            and (actor.leaves is None or actor.leaves > moment)
        )

    @property
    def changes(self) -> list[int]:
        """The minutes of the run at which a seat begins or ends."""
        moments = {
            self.minute(moment)
            for actor in self.case.actors.values()
            if actor.seat is not Seat.NONE
            for moment in (actor.joins, actor.leaves)
            if moment is not None
        }
        return sorted(minute for minute in moments if 0 < minute <= self.horizon)

    def _deadlines(self) -> list[tuple[int, int, str]]:
        since = {
            each.name: 0 if each.known_from is None else self.minute(datetime.combine(each.known_from, time(), UTC))
            for each in self.case.deadlines
        }
        return [(self.minute(each.at), since[each.name], each.name) for each in self.case.deadlines]

    def _voting(self) -> VotingRule:
        """How the body votes: its members but for those that take no part, and those whose no stops a resolution."""
        body, actors = body_on(self.case.start.date(), self.case.body), self.case.actors
        members = self.members_at(self.at)
        able = {
            Blocking.ALL: members,
            Blocking.NONE: (),
            Blocking.PERMANENT: tuple(code for code in members if actors[code].seat is Seat.PERMANENT),
        }
        return VotingRule(members, able[body.blocking], body.quota or 0)

    def _of_members(self, name: str) -> Gains:
        """One number of every member's stances: [members, issues]."""
        rows = [[getattr(stance, name) for stance in self.stances[member]] for member in self.members]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(self.space.keys))

    @staticmethod
    def _column(values: Sequence[float]) -> Gains:
        return np.array(values, dtype=np.float64).reshape(-1, 1)

    def coded_positions(self, actor: str) -> Positions:
        """Where an actor stands as coded, in issue order."""
        return tuple(stance.position for stance in self.stances[actor])

    def minute(self, at: datetime) -> int:
        """Whole minutes from the scenario's start to a moment."""
        return int((at - self.case.start).total_seconds()) // 60

    def local(self, actor: str) -> LocalTime:
        """Local time in an actor's capital."""
        return self._zone(self.case.actors[actor].timezone)

    @cached_property
    def council(self) -> LocalTime:
        """Local time at headquarters."""
        return self._zone(COUNCIL_ZONE)

    def _zone(self, zone: str) -> LocalTime:
        local = self._local.get(zone)
        if local is None:
            start, horizon = self.case.start, self.case.horizon
            local = self._local[zone] = LocalTime(start, offsets(start, horizon, zone))
        return local

    @cached_property
    def zones(self) -> tuple[ZoneOffset, ...]:
        """The clocks that the run goes by: those of headquarters and of every actor's zone, by name and minute."""
        used = sorted({COUNCIL_ZONE, *(actor.timezone for actor in self.case.actors.values())})
        return tuple(ZoneOffset(zone, since, ahead) for zone in used for since, ahead in self._zone(zone).offsets)

    def rule(self, name: str) -> bool:
        """Whether a rule that can be switched off is on."""
        return self.rules[name]

    @property
    def closed(self) -> bool:
        """Whether the provoker's friend refuses any product."""
        return self.rule("closed_files") and self.given.closed

    @property
    def climate(self) -> float:
        """How polarised the permanent members are over this file, 0 to 1."""
        if not self.rule("climate_of_file"):
            return min(1.0, self.stated.climate.vetoes * self.parameters["polarisation_per_veto"])
        return 1.0 if self.closed else self.given.share

    @cached_property
    def known_limits(self) -> dict[tuple[str, str], Limit]:
        """The limits that everybody knows of from the start: that of the friend of the provoker on a closed file."""
        if not self.closed or self.given.friend not in self.members or self.given.friend in self.provokers:
            return {}
        key = form_key(self.case.issues)
        limit = self.case.actors[self.given.friend].stances[key].limit
        return {} if limit is None else {(self.given.friend, key): limit}

    def seeks_record(self, member: str) -> bool:
        """Whether a member that drafts is after a vote for the record: a named sponsor, or anybody where none is named.

        No provoker is, nor who shields it.
        """
        if not self.rule("motive") or self.given.motive is not Motive.RECORD:
            return False
        if member in self.provokers or member in self.given.protectors:
            return False
        return not self.pen or member in self.pen_members

    def second_protector(self, member: str) -> bool:
        """Whether a permanent member shields the provoker, but is not the first to do so."""
        behind = member in self.given.protectors and member != self.given.friend
        return behind and self.rule("second_protector")

    @cached_property
    def family(self) -> Family:
        """weapons, safeguards or force; empty where nothing says."""
        return FAMILIES[memory.family(self.case)]

    @cached_property
    def substance(self) -> Counts:
        """How much censure, coercion and legal basis each text has, the strengths added up."""
        return self._total(Role.CENSURE, Role.COERCION, Role.LEGAL_BASIS)

    @cached_property
    def bite(self) -> Counts:
        """How much each text has of what it takes a resolution for: all but form, blame and talk."""
        return self._total(Role.COERCION, Role.LEGAL_BASIS, None)

    @cached_property
    def with_bite(self) -> Mask:
        """Which texts have any of what it takes a resolution for."""
        return self.bite > 0

    def _total(self, *roles: Role | None) -> Counts:
        columns = [number for number, issue in enumerate(self.case.issues) if issue.role in roles]
        total: Counts = self.space.strengths[:, columns].sum(axis=1)
        return total

    def limits_kept(self, actor: str, lifted: tuple[str, ...], form_agreed: int) -> Mask:
        """Which texts cross none of an actor's own limits; to be read only.

        lifted: issues on which limits do not hold. form_agreed: the strength of the strongest form agreed in this
        crisis, or 0; no limit on the form forbids that form again.
        """
        kept = self._limits_kept.get((actor, lifted, form_agreed))
        if kept is None:
            kept = np.ones(len(self.space.texts), dtype=np.bool_)
            for number, (key, stance) in enumerate(zip(self.space.keys, self.stances[actor], strict=True)):
                if stance.limit is not None and key not in lifted:
                    within = ~self.space.crossed(number, stance.limit)
                    if form_agreed and number == self.form:
                        within |= self.space.strengths[:, number] <= form_agreed
                    kept &= within
            kept.setflags(write=False)
            self._limits_kept[actor, lifted, form_agreed] = kept
        return kept

    def vote_noise(self, member: str) -> float:
        """Scale of the logistic noise of a member's instructions at a vote, gain points."""
        return self.parameters["vote_noise"] * (self.case.actors[member].noise / 100)

    def severity(self, what: str, stated: int | None = None) -> int:
        """The share of the remaining pressure a kind of provocation adds, 0-100: as stated, the case's, the table's."""
        known = stated if stated is not None else self.provocation(what).severity
        return known if known is not None else round(self.parameters[severity_name(what)])

    def concession(self, stated: int | None = None) -> int:
        """The share of the pressure a concession takes away, 0-100: as stated, or the table's."""
        return stated if stated is not None else round(self.parameters[severity_name("concession")])

    def provocation(self, what: str) -> ProvocationKind:
        """What holds in this case of a kind of provocation."""
        known = self._provocations.get(what)
        if known is None:
            known = self._provocations[what] = kind_of(self.case, what)
        return known

    def openness(self, positions: Positions) -> float:
        """How much an actor at these positions wants talks, 0-100; 50 where no issue is about them."""
        wanted = [positions[self.space.number_of[key]] for key in self.accommodation]
        return sum(wanted) / len(wanted) if wanted else 50

    def tie(self, first: str, second: str) -> int:
        """How much two actors weigh each other's word, 0-100; the parameter where the file names no tie."""
        return self.ties.get((first, second), self._other_ties)

    @property
    def pen(self) -> tuple[str, ...]:
        """Who drafts, as the file has it: the penholder, then the other sponsors; empty where it names nobody."""
        named = self.case.penholder
        if named == NOBODY:
            return ()
        return tuple(dict.fromkeys((*(() if named is None else (named,)), *self.case.sponsors)))

    def tabled_by(self, drafter: str) -> str:
        """Who tables the texts of a drafter: itself if it is a member, else a friend.

        The friend is the first member among the sponsors, else the member with the strongest tie that is no provoker.
        Empty where there is none.
        """
        if drafter in self.members:
            return drafter
        for sponsor in self.case.sponsors:
            if sponsor in self.members:
                return sponsor
        friends = [member for member in self.members if member not in self.provokers]
        return max(friends, key=lambda each: (self.tie(drafter, each), -self.rank[each]), default="")

    @cached_property
    def pen_members(self) -> frozenset[str]:
        """The members that table for those who draft; an empty name among them where nobody can for one."""
        return frozenset(self.tabled_by(named) for named in self.pen)

    def provoker_near(self, actor: str) -> str:
        """The provoker with whose ear an actor has most weight; empty where there is none, or it is one itself."""
        if actor in self.provokers:
            return ""
        return max(self.provokers, key=lambda each: (self.tie(actor, each), -self.rank[each]), default="")

    @cached_property
    def on_chapter_vii(self) -> Mask:
        """Which texts rest on Chapter VII, as the issue of the legal basis says."""
        rests = np.zeros(len(self.space.texts), dtype=np.bool_)
        for number, issue in enumerate(self.case.issues):
            if issue.role is Role.LEGAL_BASIS and issue.chapter_vii_from is not None:
                rests |= self.space.strengths[:, number] >= issue.chapter_vii_from
        return rests

    def must_abstain(self, actor: str, row: int) -> bool:
        """Whether a party to the dispute has no vote on a text: it does not rest on Chapter VII (Article 27 (3))."""
        return self.case.actors[actor].party_to_dispute and not bool(self.on_chapter_vii[row])

    def _listeners(self, caller: str) -> list[tuple[str, float]]:
        """Whom an actor might ring, and how readily: by their tie and by the other's stake, never a provoker."""
        return [
            (other, self.tie(caller, other) / 100 * self.case.actors[other].priority / 100)
            for other in self.actors
            if other != caller and other not in self.provokers
        ]

    @cached_property
    def first_belief(self) -> Belief:
        """What a sponsor believes of the hidden offset of a member that it has heard nothing from."""
        deviation = self.parameters["belief_sd"]
        return Belief(self.parameters["belief_mean"], deviation * deviation)

    def believed(self, member: str, belief: Belief) -> tuple[float, float, float]:
        """Mean, learnable standard deviation and logistic scale of a member's hidden offset, by a belief about it."""
        signal = self.parameters["signal_sd"]
        return belief.mean, belief.learnable(signal * signal), belief.scale(self.vote_noise(member))

    @cached_property
    def first_believed(self) -> Gains:
        """The same of every member by the first belief: [members, 3]."""
        rows = [self.believed(member, self.first_belief) for member in self.members]
        return np.array(rows, dtype=np.float64).reshape(len(rows), 3)

    @cached_property
    def pull_life(self) -> float:
        """Minutes in which the pull of a call or visit halves."""
        return self.parameters["pull_half_life"] * pressure.MINUTES_A_DAY

    @cached_property
    def pressure_reference(self) -> float:
        """The pressure (0-100) that the file's own provocations give where the model takes over: the coded stances'."""
        provocations = [
            (self.minute(entry.at), self.severity(entry.what, entry.severity))
            for entry in self.base.timeline
            if entry.kind == PROVOCATION
        ]
        return pressure.after(provocations, self.minute(self.base.emergent_from), self.parameters["pressure_half_life"])
