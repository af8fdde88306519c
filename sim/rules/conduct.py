"""What the others do after a session: veto threats, counter-drafts, time for mediation, bridging texts."""

import numpy as np

from sim.rules.bargaining import changes, delay_cost, expected_value, statement_draft
from sim.rules.chance import Chance
from sim.rules.council import effective_isolation
from sim.rules.crisis import OPPOSED, Crisis, Draft
from sim.rules.gains import Gains
from sim.rules.occasions import NOTHING, Act, Decision, Occasion, act
from sim.rules.prospects import limits_clear
from sim.rules.reviews import by_issue
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.texts import Form


def after_session(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """What a member does in the hours after a session, the gravest first; at most one thing a session."""
    member, session = occasion.actor, f"session {occasion.number}"
    if state.outcome is not None:
        return NOTHING
    for draft in state.live_drafts():
        if draft.form is not Form.RESOLUTION or state.backs(member, draft):
            continue
        opposed = draft.declared.get(member) == OPPOSED
        speaks = opposed and chance.happens(state.parameter("threat_chance"), member, "threat", session)
        if speaks and (threat := veto_threat(state, member, draft)) is not None:
            return act(threat, draft.sponsor, draft.text_seq)
        if opposed and (offer := _mediation(state, member, draft, session, chance)) is not None:
            return act(offer, draft.sponsor)
        if opposed and (counter := _counter_draft(state, member, draft, session, chance)) is not None:
            return act(counter, COUNCIL, draft.text_seq)
    return _bridging_text(state, member, session, chance)


def on_blue(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """A permanent member that sees a text it would vote down go into blue says so before the vote."""
    draft = state.drafts.get(occasion.subject)
    if draft is None or not draft.live or not draft.in_blue or draft.version != occasion.number:
        return NOTHING
    threat = veto_threat(state, occasion.actor, draft)
    return NOTHING if threat is None else act(threat, draft.sponsor)


def veto_threat(state: Crisis, member: str, draft: Draft) -> e.VetoThreatened | None:
    """The threat a permanent member would make against this version: over a limit, or a text far below its line.

    None where it is not permanent, has threatened this version already, or would not vote no with certainty.
    """
    if member not in state.setting.permanent or draft.threatened.get(member) == draft.version:
        return None
    crossed = state.crossed(member, state.space.text(draft.row))
    gain = state.gain(member, draft.row)
    support = state.declared_support(draft, member)
    isolation = effective_isolation(
        state.setting.case.actors[member].isolation, support, len(state.setting.members) - 1
    )
    line = -isolation - state.parameter("threat_margin")
    if not crossed and gain >= line:
        return None
    terms = {
        "gain_m": round(1000 * gain),
        "threatens_below_m": round(1000 * line),
        "issues_m": by_issue(state, member, draft),
    }
    return e.VetoThreatened(draft.name, draft.version, crossed, draft.threats.get(member, 0) + 1, terms)


def _mediation(state: Crisis, member: str, draft: Draft, session: str, chance: Chance) -> e.MediationProposed | None:
    """An opponent with the provoker's ear asks once for time to send an envoy."""
    tie = state.setting.tie(member, state.setting.case.provoker)
    if state.mediation is not None or tie < state.parameter("mediation_tie") or draft.in_blue:
        return None
    if not chance.happens(state.parameter("mediation_chance"), member, "mediation", session):
        return None
    until = state.t + round(1440 * state.parameter("mediation_days"))
    return e.MediationProposed(draft.name, until, {"tie": tie, "least_tie": round(state.parameter("mediation_tie"))})


def mediation_reply(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The sponsor grants time if waiting costs less than the envoy may bring."""
    mediation = state.mediation
    draft = state.drafts.get(occasion.subject)
    if mediation is None or mediation.state != "asked" or draft is None or not draft.live:
        return NOTHING
    days = max(0, mediation.until - state.t) / 1440
    success = mediation_success(state, mediation.mediator)
    cost = delay_cost(state, draft.sponsor) * days
    worth = success * state.parameter("mediation_worth") + (1 - success) * state.parameter("mediation_goodwill")
    terms = {
        "cost_m": round(1000 * cost),
        "worth_m": round(1000 * worth),
        "success_m": round(1000 * success),
        "days_m": round(1000 * days),
    }
    if round(1000 * cost) <= round(1000 * worth):
        granted = e.MediationGranted(draft.name, mediation.mediator, mediation.until, terms)
        return act(granted, mediation.mediator)
    return act(e.MediationRefused(draft.name, mediation.mediator, terms), mediation.mediator)


def mediation_success(state: Crisis, mediator: str) -> float:
    """How likely an envoy moves the provoker: by their tie and by how much the provoker wants talks at all."""
    provoker = state.setting.case.provoker
    if "dialogue" in state.space.keys:
        openness = state.positions(provoker)[state.space.number_of["dialogue"]]
    else:
        openness = 50
    return state.parameter("mediation_success") * state.setting.tie(mediator, provoker) / 100 * openness / 100


def envoy_leaves(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The mediator's envoy sets out."""
    if state.mediation is None or state.mediation.state != "granted":
        return NOTHING
    provoker = state.setting.case.actors[state.setting.case.provoker]
    place = provoker.capital or provoker.name
    sent = e.EnvoySent(state.mediation.until, f"sends an envoy to {place}")
    return act(sent, provoker.code)


def envoy_returns(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The envoy comes back, with a concession or with nothing; nothing draws the mediator towards the others."""
    mediation = state.mediation
    if mediation is None or mediation.state != "sent":
        return NOTHING
    probability = mediation_success(state, mediation.mediator)
    success = chance.happens(probability, mediation.mediator, "mediation", "success")
    terms = {"success_m": round(1000 * probability)}
    if success:
        return act(e.EnvoyReturned(True, [], terms), state.setting.case.provoker)
    snub = round(1000 * state.parameter("mediation_snub"))
    moves = [[mediation.mediator, issue, snub] for issue in ("condemnation", "sanctions") if issue in state.space.keys]
    return act(e.EnvoyReturned(False, moves, terms), state.setting.case.provoker)


def _counter_draft(state: Crisis, member: str, draft: Draft, session: str, chance: Chance) -> e.DraftCirculated | None:
    """An opponent's own text: first a statement, and once that was blocked a resolution."""
    own = [d for d in state.drafts.values() if d.sponsor == member]
    answered = any(
        d.sponsor != draft.sponsor and d.live and draft.declared.get(d.sponsor) == OPPOSED
        for d in state.drafts.values()
    )
    if answered or len(own) >= 3 or state.gain(member, draft.row) >= 0 or any(d.form is Form.RESOLUTION for d in own):
        return None
    priority = state.setting.case.actors[member].priority / 100
    if not chance.happens(state.parameter("counter_chance") * priority, member, "counter-draft", session):
        return None
    blocked = any(d.status == "blocked" for d in own)
    rows = state.space.resolutions if blocked else state.space.statements
    gains, carry = state.gains(member)[rows], _carries(state, member, draft, rows)
    value = np.rint(1000 * gains * carry)
    places = np.flatnonzero(value == value.max())
    if value.max() <= 0:
        return None
    place = int(min(places, key=lambda p: (state.space.weakness[rows.start + p], p)))
    row = rows.start + place
    terms = {"gain_m": round(1000 * gains[place]), "carries_m": round(1000 * carry[place])}
    form = state.space.product[row].replace("_", " ")
    name = state.next_draft_name(member)
    words = f"circulates its own draft {form}"
    return e.DraftCirculated("", name, state.space.text(row), words, "counter_draft", terms)


def _carries(state: Crisis, member: str, draft: Draft, rows: slice) -> Gains:
    """How far a text could carry, as its author sees it: backers of the other draft compare it with theirs."""
    carry = limits_clear(state, state.setting.members, rows)
    carry *= state.own_limits_kept(member)[rows]
    gap = np.rint(1000.0 * state.gain_table()[:, rows]) / 1000.0
    if draft.sponsor != member:
        gap[state.setting.seat_of[draft.sponsor]] -= expected_value(state, draft.sponsor, draft)
    likely = np.where(gap > 20.0, 1.0, 1.0 / (1.0 + np.exp(-gap / state.parameter("carry_scale"))))
    for seat, other in enumerate(state.setting.members):
        if other != member:
            carry *= likely[seat]
    return carry


def _bridging_text(state: Crisis, member: str, session: str, chance: Chance) -> Decision:
    """Wording between the draft and the objection, by the member that has most at heart and loses little by it."""
    for draft in state.live_drafts():
        if draft.form is not Form.RESOLUTION or not bridging_due(state, draft, session, chance):
            continue
        row = bridging_row(state, draft)
        if row is None or bridge_builder(state, draft, row) != member:
            continue
        terms = {
            "gain_m": round(1000 * state.gain(member, row)),
            "draft_gain_m": round(1000 * state.gain(member, draft.row)),
        }
        cause = max(draft.reasons.values(), default=draft.text_seq)
        offer = e.BridgingTextOffered(draft.name, state.space.text(row), changes(state, draft.row, row), terms)
        return Decision((Act(offer, draft.sponsor, cause),))
    return NOTHING


def bridging_due(state: Crisis, draft: Draft, session: str, chance: Chance) -> bool:
    """Whether the time is ripe for a bridge after this session: a veto is threatened, and none was offered yet."""
    ripe = bool(draft.threats) and draft.bridge is None and not draft.bridged
    return ripe and chance.happens(state.parameter("bridge_chance"), COUNCIL, "bridging text", session)


def bridging_row(state: Crisis, draft: Draft) -> int | None:
    """The text nearest the draft that crosses none of the declared limits it crosses now; None if it crosses none."""
    wanted = np.ones(len(state.space.texts), dtype=np.bool_)
    crossing = False
    for (_, issue), limit in state.declared_limits.items():
        mask = state.space.crossed(state.space.number_of[issue], limit)
        crossing = crossing or bool(mask[draft.row])
        wanted &= ~mask
    wanted[state.space.statements] = False
    rows = np.flatnonzero(wanted)
    if not crossing or len(rows) == 0:
        return None
    steps = state.space.steps(draft.row)[rows]
    nearest = rows[steps == steps.min()]
    return int(max(nearest, key=lambda row: (state.space.weakness[row], -row)))


def bridge_builder(state: Crisis, draft: Draft, row: int) -> str:
    """Who offers the bridge: not the sponsor nor an opponent, gains by the text, loses little against the draft."""
    tolerance = state.parameter("bridge_tolerance")
    bridge, text = state.members_gain(row), state.members_gain(draft.row)
    candidates = [
        member
        for member in state.setting.members
        if member != draft.sponsor
        and draft.declared.get(member) != OPPOSED
        and bridge[member] > 0
        and bridge[member] >= text[member] - tolerance
    ]
    actors = state.setting.case.actors
    return max(candidates, key=lambda member: (actors[member].priority, -state.setting.rank[member]), default="")


def presidents_statement(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """With no draft on the table the President tries a statement that nobody need object to."""
    idle = not state.live_drafts() and state.outcome is None and state.sessions == occasion.number
    own = sum(draft.sponsor == occasion.actor for draft in state.drafts.values())
    if (
        not idle
        or own >= 2
        or not chance.happens(
            state.parameter("president_chance"), occasion.actor, "statement", f"session {occasion.number}"
        )
    ):
        return NOTHING
    draft = statement_draft(state, occasion.actor, "elements")
    return act(draft, COUNCIL) if draft.terms["gain_m"] > 0 and draft.terms["passing_m"] >= 500 else NOTHING
