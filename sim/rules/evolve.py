"""evolve: the only place where the state of a crisis changes, one small function an event kind."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from attrs import evolve as evolved

from sim.rules import pressure
from sim.rules.beliefs import logit
from sim.rules.crisis import (
    AT_ONCE,
    HELD,
    OPPOSED,
    SUPPORT,
    SWITCHED,
    Crisis,
    Draft,
    Drafting,
    DraftStatus,
    Mediation,
    MediationState,
    SponsorEstimate,
)
from sim.rules.drafting import hastened
from sim.rules.setting import Setting
from sim.scenario.canon import entry_from_plain
from sim.vocabulary import events as e
from sim.vocabulary.actors import Limit
from sim.vocabulary.parts import Crossing
from sim.vocabulary.texts import Form

Evolver = Callable[[Crisis, e.Event, Any], None]


def fold(setting: Setting, events: Iterable[e.Event]) -> Crisis:
    """The state that a sequence of events adds up to."""
    state = Crisis(setting)
    for event in events:
        evolve(state, event)
    return state


def evolve(state: Crisis, event: e.Event) -> Crisis:
    """Fold one event into the state, in place, and return it."""
    state.t = event.t
    state.seq = event.seq
    if event.decision:
        state.decisions[event.actor] = state.decisions.get(event.actor, 0) + 1
    entry = getattr(event.payload, "entry", "")
    if entry and not isinstance(event.payload, e.ActWithheld):
        state.happened[entry] = event.seq
        if entry in state.setting.lifters:
            state.lifting.add(entry)
    change = _EVOLVERS.get(type(event.payload))
    if change is not None:
        change(state, event, event.payload)
    return state


def _started(state: Crisis, event: e.Event, data: e.RunStarted) -> None:
    state.seed = data.seed
    state.former = data.model < SWITCHED


def _intervened(state: Crisis, event: e.Event, data: e.InterventionMade) -> None:
    inserts = [entry_from_plain(plain) for plain in data.inserts]
    if data.sets or inserts:
        state.forget_limits()
        state.setting = state.setting.changed(data.sets, (), inserts)
        state.know_limits()
    state.positions_moved()
    for drop in data.drops:
        if drop["entry"]:
            state.dropped_entries.add(drop["entry"])
        else:
            state.bars[(drop["actor"], drop["act"], drop["draft"])] = event.seq
    if data.luck:
        state.luck = data.luck
    for draft in state.live_drafts():
        draft.warned = True
    if data.sets or data.inserts or state.ended:
        # The crisis is open again; a product stays a product, and is the outcome if nothing stronger follows.
        state.outcome = None
        state.failed_at = None
    state.ended = False


def _provoked(state: Crisis, event: e.Event, data: e.ProvocationOccurred) -> None:
    state.set_pressure(pressure.raised(state.pressure, data.severity))
    state.raised_to = state.pressure
    state.provocations.append((event.t, event.seq, data.what))
    state.lifting.add(data.what)
    state.last_deed[event.actor] = data.what
    state.sessions_since = 0
    if state.outcome is not None and not state.ended and state.rule("several_products"):
        # The crisis is open again; a product stays a product, and is the outcome if nothing stronger follows.
        state.outcome = None
    state.pen_waits.clear()
    state.first_text.clear()  # who was provoked again may ask for more
    if state.drafting is not None:
        ready = hastened(state.drafting.ready, event.t, state.parameter("drafting_haste"))
        state.drafting = evolved(state.drafting, ready=ready)


def _conceded(state: Crisis, event: e.Event, data: e.ConcessionMade) -> None:
    state.set_pressure(pressure.lowered(state.pressure, data.severity))


def _pulled(state: Crisis, event: e.Event, data: Any) -> None:
    drawn: dict[str, list[float]] = {}
    for actor, issue, thousandths in data.moves:
        pulls = drawn.get(actor)
        if pulls is None:
            pulls = drawn[actor] = list(state.pulls(actor))
        pulls[state.space.number_of[issue]] += thousandths / 1000
    for actor, pulls in drawn.items():
        state.set_pulls(actor, pulls)
    state.positions_moved()


def _consulted(state: Crisis, event: e.Event, data: e.ConsultationsHeld) -> None:
    state.sessions = data.number
    state.sessions_since += 1
    noise = state.variance("signal_sd")
    for member, signal in data.signals_m.items():
        state.beliefs[member] = state.belief(member).after(signal / 1000, noise)
    for member, issue in data.pressed:
        state.add_log_odds(member, issue, state.parameter("credence_pressed"))
    for member, issue in data.unpressed:
        state.add_log_odds(member, issue, -state.parameter("credence_unpressed"))
    for draft in state.live_drafts():
        draft.sessions += 1


def _changed_council(state: Crisis, event: e.Event, data: e.CouncilChanged) -> None:
    """What who leaves has declared goes with it."""
    state.setting = state.setting.seated_at(event.t)
    state.positions_moved()
    for known in (state.declared_limits, state.limit_log_odds, state.no_support, state.statement_objections):
        for key in [key for key in known if key[0] in data.leaves]:
            del known[key]
    for member in data.leaves:
        state.beliefs.pop(member, None)
    if state.drafting is not None and state.drafting.member in data.leaves:
        state.drafting = None
    for draft in state.live_drafts():
        for said in (draft.declared, draft.objections, draft.threats, draft.threatened):
            for member in data.leaves:
                said.pop(member, None)
        heir = data.passed_on.get(draft.name)
        draft.co_sponsors = [name for name in draft.co_sponsors if name not in data.leaves and name != heir]
        if heir:
            state.asked.setdefault(heir, state.asked.get(draft.sponsor, 0))
            if draft.sponsor in state.first_text:
                state.first_text.setdefault(heir, state.first_text[draft.sponsor])
            draft.sponsor, draft.sponsor_estimate = heir, None
            draft.declared.pop(heir, None)
        elif heir is not None:
            draft.status = DraftStatus.LAPSED


def _drafting_began(state: Crisis, event: e.Event, data: e.DraftingBegan) -> None:
    state.draftings += 1
    state.drafting = Drafting(event.actor, state.space.row(data.text), data.ready_at, state.draftings)


def _drafted(state: Crisis, event: e.Event) -> None:
    """Whose text was due has put it before the Council, or something in its place."""
    if state.drafting is not None and event.actor == state.drafting.member and event.t >= state.drafting.ready:
        state.drafting = None


def _circulated(state: Crisis, event: e.Event, data: e.DraftCirculated) -> None:
    row = state.space.row(data.text)
    draft = Draft(
        data.draft, event.actor, row, state.space.product[row], event.t, data.entry, amended=event.t,
        text_seq=event.seq, reason=data.reason, opened=row,
    )  # fmt: skip
    state.drafts[data.draft] = draft
    _drafted(state, event)
    if draft.form is Form.RESOLUTION:
        state.asked.setdefault(event.actor, int(state.setting.substance[row]))
    if data.reason != AT_ONCE:  # a statement at once is not all that its author wants
        state.first_text.setdefault(event.actor, row)
    state.failed_at = None
    for member in list(state.beliefs):
        if member == event.actor:
            # A text in writing shows where its author really stands: an observation of the true offset, 0.
            noise = state.variance("written_sd")
            state.beliefs[member] = state.belief(member).after(0.0, noise)


def _joined(state: Crisis, event: e.Event, data: e.CoSponsorJoined) -> None:
    draft = state.drafts[data.draft]
    draft.co_sponsors.append(event.actor)
    draft.declared[event.actor] = SUPPORT
    _give_up_limits(state, event.actor, draft)


def _left(state: Crisis, event: e.Event, data: e.CoSponsorLeft) -> None:
    """It is as if it had said nothing of the draft; the sponsor thinks again before a vote."""
    draft = state.drafts[data.draft]
    draft.co_sponsors.remove(event.actor)
    draft.declared.pop(event.actor, None)
    _note_reasons(draft, event, data.crossed)


def _declared(state: Crisis, event: e.Event, data: e.PositionDeclared) -> None:
    if data.draft:
        draft = state.drafts[data.draft]
        draft.declared[event.actor] = data.stance
        lifted = draft.objections.pop(event.actor, None)
        if lifted is not None and draft.form is not Form.RESOLUTION:
            state.statement_objections.pop((event.actor, lifted.grounds), None)
        _give_up_limits(state, event.actor, draft)
        for issue, strength, bound in data.cannot_support:
            state.no_support[(event.actor, issue)] = _limit(strength, bound)


def _give_up_limits(state: Crisis, member: str, draft: Draft) -> None:
    """A member that can live with a text has no limit that the text crosses, whatever it declared before."""
    for declared in [key for key in state.declared_limits if key[0] == member]:
        issue = state.space.number_of[declared[1]]
        if state.space.crossed(issue, state.declared_limits[declared])[draft.row]:
            del state.declared_limits[declared], state.limit_log_odds[declared]
            draft.reasons.pop(declared[1], None)
    for said in [key for key in state.no_support if key[0] == member]:
        if state.space.crossed(state.space.number_of[said[1]], state.no_support[said])[draft.row]:
            del state.no_support[said]


def _limit(strength: int, bound: int) -> Limit:
    """The limit that was declared where a text of that strength crosses it."""
    return Limit(at_most=bound) if strength > bound else Limit(at_least=bound)


def _note_reasons(draft: Draft, event: e.Event, crossed: list[Crossing]) -> None:
    """Remember which objection or threat last spoke against each issue of a draft ("" for the text as a whole)."""
    draft.warned = True
    for issue in [issue for issue, _, _ in crossed] or [""]:
        draft.reasons[issue] = event.seq


def _objected(state: Crisis, event: e.Event, data: e.ObjectionRaised) -> None:
    draft = state.drafts[data.draft]
    draft.objections[event.actor] = data
    draft.declared[event.actor] = OPPOSED
    _note_reasons(draft, event, data.crossed)
    teaches = draft.form is not Form.RESOLUTION and state.rule("objections_teach")
    for issue, strength, bound in data.crossed:
        key = (event.actor, issue)
        state.declared_limits[key] = _limit(strength, bound)
        if key in state.limit_log_odds:
            state.limit_log_odds[key] += state.parameter("credence_objection")
        else:
            state.limit_log_odds[key] = logit(state.parameter("credence_prior"))
        if teaches:
            # It did not only say so: the statement fell.
            state.limit_log_odds[key] += state.parameter("credence_threat")
    if teaches and not data.crossed:
        key = (event.actor, data.grounds)
        state.statement_objections[key] = max(data.terms["gain_m"], state.statement_objections.get(key, -(10**6)))


def _threatened(state: Crisis, event: e.Event, data: e.VetoThreatened) -> None:
    draft = state.drafts[data.draft]
    draft.threats[event.actor] = data.times
    draft.threatened[event.actor] = data.version
    draft.declared[event.actor] = OPPOSED
    _note_reasons(draft, event, data.crossed)
    for issue, strength, bound in data.crossed:
        state.declared_limits[(event.actor, issue)] = _limit(strength, bound)
        odds = state.limit_log_odds.get((event.actor, issue), logit(state.parameter("credence_prior")))
        state.limit_log_odds[(event.actor, issue)] = odds + state.parameter("credence_threat")
    if not data.crossed:
        noise = state.variance("signal_sd")
        state.beliefs[event.actor] = state.belief(event.actor).after(-state.parameter("bluff"), noise)


def _bridged(state: Crisis, event: e.Event, data: e.BridgingTextOffered) -> None:
    draft = state.drafts[data.draft]
    draft.bridge = state.space.row(data.text)
    draft.bridged = True


def _amended(state: Crisis, event: e.Event, data: e.DraftAmended) -> None:
    _thought_over(state, event, data)
    draft = state.drafts[data.draft]
    draft.row = state.space.row(data.text)
    draft.form = state.space.product[draft.row]
    draft.version = data.version
    draft.amended = event.t
    draft.text_seq = event.seq
    draft.bridge = None
    draft.in_blue = False
    for member in list(draft.objections):
        del draft.objections[member]


def _thought_over(state: Crisis, event: e.Event, data: Any) -> None:
    """What the sponsor now expects of its draft, where the event says what it weighed."""
    draft, terms = state.drafts[data.draft], data.terms
    if data.options:
        aim = state.space.row(terms["aims_at"])
        draft.sponsor_estimate = SponsorEstimate(max(data.options.values()), aim, terms["passing_m"])


def _put_in_blue(state: Crisis, event: e.Event, data: e.DraftPutInBlue) -> None:
    _thought_over(state, event, data)
    draft = state.drafts[data.draft]
    draft.in_blue = True
    draft.warned = False
    draft.vote_at = data.vote_at


def _withdrawn(state: Crisis, event: e.Event, data: e.DraftWithdrawn) -> None:
    state.drafts[data.draft].status = DraftStatus.WITHDRAWN
    if data.reason in ("dropped", "no_text"):
        state.pen_refused.add(event.actor)


def _mediation_proposed(state: Crisis, event: e.Event, data: e.MediationProposed) -> None:
    state.mediation = Mediation(event.actor, data.draft, data.until)


def _mediation_answered(state: Crisis, event: e.Event, data: Any) -> None:
    if state.mediation is not None:
        granted = isinstance(event.payload, e.MediationGranted)
        state.mediation.state = MediationState.GRANTED if granted else MediationState.REFUSED
        if granted:
            state.mediation.until = data.until


def _envoy_sent(state: Crisis, event: e.Event, data: e.EnvoySent) -> None:
    if state.mediation is not None:
        state.mediation.state = MediationState.SENT
        state.mediation.until = data.returns_at


def _envoy_returned(state: Crisis, event: e.Event, data: e.EnvoyReturned) -> None:
    if state.mediation is not None:
        state.mediation.state = MediationState.BACK
    _pulled(state, event, data)


def _vote_opened(state: Crisis, event: e.Event, data: e.VoteOpened) -> None:
    state.votes_held = data.number
    draft = state.drafts[data.draft]
    draft.status = DraftStatus.VOTING
    draft.vote_number = data.number


def _voted(state: Crisis, event: e.Event, data: e.VoteCast) -> None:
    state.drafts[data.draft].votes[event.actor] = data.vote


def _produced(state: Crisis, event: e.Event, data: Any) -> None:
    state.drafts[data.draft].status = DraftStatus.ADOPTED
    state.products.append((data.draft, event.t))
    if state.veto_stays():
        # It was the last word of the Council as if this text had never gone round.
        state.failed_at = state.failed_minute
    state.first_text.clear()  # what was agreed is agreed; who wants more asks anew
    if state.rule("form_agreed"):
        _agree_form(state, state.drafts[data.draft])


def _agree_form(state: Crisis, draft: Draft) -> None:
    """Who has let a product of a form by refuses none of that form in the same crisis, and everybody knows."""
    form = state.setting.form
    key, agreed = state.space.keys[form], state.space.texts[draft.row][form]
    state.form_agreed = max(state.form_agreed, agreed)
    for known in (state.declared_limits, state.no_support):
        for member, limit in [(who, limit) for (who, issue), limit in known.items() if issue == key]:
            if limit.at_most is not None and limit.at_most < state.form_agreed:
                known[(member, key)] = evolved(limit, at_most=state.form_agreed)


def _not_produced(state: Crisis, event: e.Event, data: Any) -> None:
    state.drafts[data.draft].status = DraftStatus.FAILED
    state.failed_at = event.t
    state.failed_minute = event.t
    state.failed = data
    if isinstance(data, e.DraftVetoed):
        state.vetoed_once = True


def _blocked(state: Crisis, event: e.Event, data: e.StatementBlocked) -> None:
    state.drafts[data.draft].status = DraftStatus.BLOCKED


def _rejected(state: Crisis, event: e.Event, data: e.OutcomeRejected) -> None:
    state.rejected.add((event.actor, data.draft))


def _welcomed(state: Crisis, event: e.Event, data: e.OutcomeWelcomed) -> None:
    state.welcomed.add(event.actor)


def _issued_threat(state: Crisis, event: e.Event, data: e.ThreatIssued) -> None:
    state.threats_issued[event.actor] = state.threats_issued.get(event.actor, 0) + 1


def _measured(state: Crisis, event: e.Event, data: e.NationalMeasureTaken) -> None:
    state.measures.add(data.measure)


def _withheld(state: Crisis, event: e.Event, data: e.ActWithheld) -> None:
    if data.entry:
        state.withheld[data.entry] = event.seq
    if data.act == "draft":
        _drafted(state, event)
    if data.act == "draft" and data.reason == "not_worth_tabling":
        state.pen_waits.add(event.actor)
    elif data.act == "draft" and data.reason != HELD:
        state.pen_refused.add(event.actor)


def _reached(state: Crisis, event: e.Event, data: e.OutcomeReached) -> None:
    state.outcome, state.reached = data, event.seq
    state.drafting = None
    for draft in state.live_drafts():
        draft.status = DraftStatus.LAPSED


def _ended(state: Crisis, event: e.Event, data: e.RunEnded) -> None:
    state.ended = True


_EVOLVERS: Final[dict[type[e.Payload], Evolver]] = {
    e.RunStarted: _started,
    e.InterventionMade: _intervened,
    e.ProvocationOccurred: _provoked,
    e.ConcessionMade: _conceded,
    e.ThreatIssued: _issued_threat,
    e.CallHeld: _pulled,
    e.VisitMade: _pulled,
    e.NationalMeasureTaken: _measured,
    e.ConsultationsHeld: _consulted,
    e.PositionDeclared: _declared,
    e.CouncilChanged: _changed_council,
    e.DraftingBegan: _drafting_began,
    e.DraftConsulted: _pulled,
    e.DraftCirculated: _circulated,
    e.CoSponsorJoined: _joined,
    e.CoSponsorLeft: _left,
    e.ObjectionRaised: _objected,
    e.VetoThreatened: _threatened,
    e.BridgingTextOffered: _bridged,
    e.DraftAmended: _amended,
    e.ConsultationsContinued: _thought_over,
    e.DraftPutInBlue: _put_in_blue,
    e.DraftWithdrawn: _withdrawn,
    e.MediationProposed: _mediation_proposed,
    e.MediationGranted: _mediation_answered,
    e.MediationRefused: _mediation_answered,
    e.EnvoySent: _envoy_sent,
    e.EnvoyReturned: _envoy_returned,
    e.VoteOpened: _vote_opened,
    e.VoteCast: _voted,
    e.ResolutionAdopted: _produced,
    e.StatementAgreed: _produced,
    e.DraftVetoed: _not_produced,
    e.DraftFailed: _not_produced,
    e.StatementBlocked: _blocked,
    e.OutcomeRejected: _rejected,
    e.OutcomeWelcomed: _welcomed,
    e.ActWithheld: _withheld,
    e.OutcomeReached: _reached,
    e.RunEnded: _ended,
}
