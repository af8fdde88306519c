"""What a member does in the hours after a session of consultations: one thing at most, the gravest first."""

from sim.rules.bridging import bridging_text
from sim.rules.chance import Chance
from sim.rules.counter_drafts import counter_draft
from sim.rules.crisis import OPPOSED, Crisis
from sim.rules.mediation import mediation_offer
from sim.rules.occasions import NOTHING, Decision, Occasion, act
from sim.rules.threats import veto_threat
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.texts import Form


def after_session(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """An opponent threatens, asks for time or circulates a text of its own; others may offer bridging wording."""
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
        if opposed and (offer := mediation_offer(state, member, draft, session, chance)) is not None:
            return act(offer, draft.sponsor)
        if opposed and (counter := counter_draft(state, member, draft, session, chance)) is not None:
            return act(counter, COUNCIL, draft.text_seq)
    return bridging_text(state, member, session, chance)
