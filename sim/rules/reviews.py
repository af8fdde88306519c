"""What each member says of a draft when it has read it, and how it votes."""

from typing import Any

from sim.rules.bargaining import expected_value
from sim.rules.chance import Chance
from sim.rules.council import ABSTAIN, YES, effective_isolation, vote_of
from sim.rules.crisis import OPPOSED, RESERVED, SUPPORT, Crisis, Draft
from sim.rules.gains import gain_by_issue
from sim.rules.occasions import NOTHING, Decision, Occasion, act
from sim.vocabulary import events as e
from sim.vocabulary.texts import Form


def by_issue(state: Crisis, member: str, draft: Draft) -> dict[str, int]:
    """What each issue of a draft is worth to a member, thousandths of a gain point."""
    parts = gain_by_issue(
        state.space.texts[draft.row],
        state.positions(member),
        state.setting.saliences[member],
        state.space.in_force,
    )
    return dict(zip(state.space.keys, parts, strict=True))


def review(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """A member's answer to a new draft or a new version of one; nothing where its answer stays the same."""
    member = occasion.actor
    draft = state.drafts.get(occasion.subject)
    if draft is None or not draft.live or draft.version != occasion.number or state.backs(member, draft):
        return NOTHING
    if draft.form is Form.RESOLUTION:
        return _review_resolution(state, member, draft)
    return _review_statement(state, member, draft)


def _review_resolution(state: Crisis, member: str, draft: Draft) -> Decision:
    """Object where a limit is crossed or it would vote no; co-sponsor, support or reserve otherwise."""
    actor = state.setting.case.actors[member]
    gain = state.gain(member, draft.row)
    crossed = state.crossed(member, state.space.text(draft.row))
    others = len(state.setting.members) - 1
    isolation = effective_isolation(actor.isolation, state.declared_support(draft, member), others)
    if crossed or gain < -isolation:
        grounds = "limit" if crossed else "gain"
        said = draft.objections.get(member)
        if said is not None and (said.version, said.grounds, said.crossed) == (draft.version, grounds, crossed):
            return NOTHING
        terms = _resolution_terms(state, member, draft, gain, isolation)
        return act(e.ObjectionRaised(draft.name, draft.version, grounds, crossed, terms), draft.sponsor, draft.text_seq)
    if _would_co_sponsor(state, member, draft, gain):
        terms = _resolution_terms(state, member, draft, gain, isolation)
        terms["co_sponsors_from_m"] = round(1000 * state.parameter("cosponsor_gain"))
        return act(e.CoSponsorJoined(draft.name, terms), draft.sponsor, draft.text_seq)
    stance = SUPPORT if gain >= actor.join - isolation else RESERVED
    if draft.declared.get(member) == stance:
        return NOTHING
    terms = _resolution_terms(state, member, draft, gain, isolation)
    words = {SUPPORT: "supports the draft", RESERVED: "keeps its position open"}[stance]
    declared = e.PositionDeclared("", words, draft.name, draft.version, stance, terms)
    return act(declared, draft.sponsor, draft.text_seq)


def _resolution_terms(state: Crisis, member: str, draft: Draft, gain: float, isolation: float) -> dict[str, Any]:
    """The numbers a member judged a draft resolution by: its gain, the two lines, what each issue adds."""
    return {
        "gain_m": round(1000 * gain),
        "no_below_m": round(-1000 * isolation),
        "yes_from_m": round(1000 * (state.setting.case.actors[member].join - isolation)),
        "issues_m": by_issue(state, member, draft),
    }


def _would_co_sponsor(state: Crisis, member: str, draft: Draft, gain: float) -> bool:
    """Whether a text is worth its name: enough in itself, or much better than a rival it objects to, for a friend."""
    if any(state.backs(member, other) for other in state.live_drafts() if other is not draft):
        return False
    if gain >= state.parameter("cosponsor_gain"):
        return True
    rivals = [other for other in state.live_drafts() if other is not draft and other.declared.get(member) == OPPOSED]
    friend = state.setting.tie(member, draft.sponsor) >= state.parameter("rival_tie")
    return friend and any(gain - state.gain(member, rival.row) >= state.parameter("rival_margin") for rival in rivals)


def _review_statement(state: Crisis, member: str, draft: Draft) -> Decision:
    """Object to a statement where a limit is crossed, or where it is worth less than going on."""
    gain = state.gain(member, draft.row)
    crossed = state.crossed(member, state.space.text(draft.row))
    going_on = going_on_worth(state, member, draft)
    if not crossed and gain >= going_on:
        return NOTHING
    grounds = "limit" if crossed else ("going_on" if going_on > 0 else "gain")
    terms = {
        "gain_m": round(1000 * gain),
        "going_on_m": round(1000 * going_on),
        "issues_m": by_issue(state, member, draft),
    }
    objection = e.ObjectionRaised(draft.name, draft.version, grounds, crossed, terms)
    return act(objection, draft.sponsor, draft.text_seq)


def going_on_worth(state: Crisis, member: str, instead_of: Draft) -> float:
    """What going on is worth to a member, gain points: its live draft's expected value if it backs one, else 0."""
    for draft in state.live_drafts():
        if draft is not instead_of and draft.form is Form.RESOLUTION and state.backs(member, draft):
            return max(0.0, expected_value(state, member, draft))
    return 0.0


def vote(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """A member's vote, with the noise of its instructions, on the numbers as they go into the event."""
    member = occasion.actor
    draft = state.drafts[occasion.subject]
    if member in draft.votes or draft.status != "voting":
        return NOTHING
    actor = state.setting.case.actors[member]
    others = len(state.setting.members) - 1
    support = state.declared_support(draft, member)
    noise = state.parameter("vote_noise") * chance.logistic(member, "vote", f"vote {draft.vote_number} on {draft.name}")
    gain_m, noise_m = round(1000 * state.gain(member, draft.row)), round(1000 * noise)
    isolation_m = round(1000 * effective_isolation(actor.isolation, support, others))
    crossed = state.crossed(member, state.space.text(draft.row))
    terms: dict[str, Any] = {
        "gain_m": gain_m,
        "noise_m": noise_m,
        "isolation_m": isolation_m,
        "join_m": 1000 * actor.join,
        "declared_support": support,
        "crossed": crossed,
        "issues_m": by_issue(state, member, draft),
    }
    gain = (gain_m + noise_m) / 1000
    choice = vote_of(gain, bool(crossed), isolation_m / 1000, float(actor.join))
    if choice == YES and (rival := withholds_for(state, member, draft, gain)):
        choice, terms["withheld_for"] = ABSTAIN, rival
    return act(e.VoteCast(draft.name, choice, terms), draft.sponsor)


def withholds_for(state: Crisis, member: str, draft: Draft, gain: float) -> str:
    """The live draft for whose sake a backer withholds its vote from a rival worth less than going on; or empty."""
    for other in state.live_drafts():
        if other is draft or other.form is not Form.RESOLUTION or not state.backs(member, other):
            continue
        if not state.backs(member, draft) and gain < expected_value(state, member, other):
            return other.name
    return ""
