"""Mediation: an opponent with the provoker's ear asks for time, the sponsor answers, an envoy goes and comes back."""

from sim.rules.bargaining import delay_cost
from sim.rules.chance import Chance
from sim.rules.crisis import Crisis, Draft, MediationState
from sim.rules.gains import thousandths
from sim.rules.occasions import NOTHING, Decision, Occasion, act
from sim.vocabulary import events as e
from sim.vocabulary.parts import EnvoyTerms, MediationReplyTerms, MediationTerms, Move


def mediation_offer(
    state: Crisis, member: str, draft: Draft, session: str, chance: Chance
) -> e.MediationProposed | None:
    """An opponent with a provoker's ear asks once for time to send an envoy; a provoker mediates for nobody."""
    if not chance.happens(state.parameter("mediation_chance"), member, "mediation", session):
        return None
    return envoy_offered(state, member, draft)


def envoy_offered(state: Crisis, member: str, draft: Draft) -> e.MediationProposed | None:
    """The offer of an envoy by a member that can send one; None where it cannot."""
    provoker = state.setting.provoker_near(member)
    if not provoker:
        return None
    tie = state.setting.tie(member, provoker)
    if state.mediation is not None or tie < state.parameter("mediation_tie") or draft.in_blue:
        return None
    until = state.t + round(1440 * state.parameter("mediation_days"))
    terms = MediationTerms(tie=tie, least_tie=round(state.parameter("mediation_tie")))
    return e.MediationProposed(draft=draft.name, until=until, terms=terms)


def mediation_reply(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The sponsor grants time if waiting costs less than the envoy may bring, and the draft is not in blue."""
    mediation = state.mediation
    draft = state.drafts.get(occasion.subject)
    if mediation is None or mediation.state != MediationState.ASKED or draft is None or not draft.live:
        return NOTHING
    days = max(0, mediation.until - state.t) / 1440
    success = mediation_success(state, mediation.mediator)
    cost_m = thousandths(delay_cost(state, draft.sponsor) * days)
    worth_m = thousandths(
        success * state.parameter("mediation_worth") + (1 - success) * state.parameter("mediation_goodwill")
    )
    terms = MediationReplyTerms(
        cost_m=cost_m, worth_m=worth_m, success_m=thousandths(success), days_m=thousandths(days)
    )
    options = {"grant": worth_m - cost_m, "refuse": 0}
    mediator = mediation.mediator
    if draft.in_blue and state.rule("no_envoy_in_blue"):
        options = {"refuse": 0}
    elif cost_m <= worth_m:
        granted = e.MediationGranted(
            draft=draft.name, mediator=mediator, until=mediation.until, terms=terms, options=options, chosen="grant"
        )
        return act(granted, mediator)
    refused = e.MediationRefused(
        draft=draft.name, mediator=mediator, terms=terms, options=options, chosen="refuse"
    )  # fmt: skip
    return act(refused, mediator)


def mediation_success(state: Crisis, mediator: str) -> float:
    """How likely an envoy moves the provoker: by their tie and by how much the provoker wants talks at all."""
    provoker = state.setting.provoker_near(mediator)
    openness = state.setting.openness(state.positions(provoker))
    return state.parameter("mediation_success") * state.setting.tie(mediator, provoker) / 100 * openness / 100


def envoy_leaves(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The mediator's envoy sets out."""
    if state.mediation is None or state.mediation.state != MediationState.GRANTED:
        return NOTHING
    provoker = state.setting.case.actors[state.setting.provoker_near(state.mediation.mediator)]
    place = provoker.capital or provoker.name
    sent = e.EnvoySent(returns_at=state.mediation.until, summary=f"sends an envoy to {place}")
    return act(sent, provoker.code)


def envoy_returns(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The envoy comes back, with a concession or with nothing; nothing draws the mediator towards the others."""
    mediation = state.mediation
    if mediation is None or mediation.state != MediationState.SENT:
        return NOTHING
    mediator, provoker = mediation.mediator, state.setting.provoker_near(mediation.mediator)
    probability = mediation_success(state, mediator)
    success = chance.happens(probability, mediator, "mediation", "success")
    terms = EnvoyTerms(success_m=thousandths(probability))
    if success:
        return act(e.EnvoyReturned(success=True, moves=[], terms=terms), provoker)
    snub = thousandths(state.parameter("mediation_snub"))
    moves = [Move(mediator, issue, snub) for issue in (*state.setting.censure, *state.setting.coercion)]
    return act(e.EnvoyReturned(success=False, moves=moves, terms=terms), provoker)
