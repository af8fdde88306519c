"""Veto threats: what a member whose no stops a resolution says of a text that it would vote down."""

from sim.rules.chance import Chance
from sim.rules.crisis import Crisis, Draft
from sim.rules.gains import thousandths
from sim.rules.occasions import NOTHING, Decision, Occasion, act
from sim.rules.reviews import by_issue, friend_objects, isolation_now, leaves, leaves_the_no
from sim.vocabulary import events as e
from sim.vocabulary.margins import by_lines
from sim.vocabulary.parts import VetoThreatTerms


def on_blue(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """A member that can veto, and sees a text it would vote down go into blue says so before the vote.

    A co-sponsor has a last look at what it has signed.
    """
    draft = state.drafts.get(occasion.subject)
    if draft is None or not draft.live or not draft.in_blue or draft.version != occasion.number:
        return NOTHING
    left = leaves(state, occasion.actor, draft)
    if left is not None:
        return act(left, draft.sponsor, draft.text_seq)
    threat = veto_threat(state, occasion.actor, draft)
    return NOTHING if threat is None else act(threat, draft.sponsor)


def veto_threat(state: Crisis, member: str, draft: Draft) -> e.VetoThreatened | None:
    """The threat a member that can veto would make against this version: over a limit, or a text far below its line.

    None where its no stops nothing, or it has threatened this version already, or would not vote no with certainty.
    """
    if member not in state.setting.blocking or draft.threatened.get(member) == draft.version:
        return None
    if state.setting.must_abstain(member, draft.row) or leaves_the_no(
        state, member, draft.row, friend_objects(state, draft)
    ):
        return None
    threatens = state.crossed(member, draft.row) or state.gain(member, draft.row) < _line(state, member, draft)
    return threatening(state, member, draft) if threatens else None


def _line(state: Crisis, member: str, draft: Draft) -> float:
    """Below what gain a member threatens, gain points."""
    return -isolation_now(state, member, draft) - state.parameter("threat_margin")


def threatening(state: Crisis, member: str, draft: Draft) -> e.VetoThreatened:
    """The event of a member that threatens to veto the present version of a draft."""
    crossed = state.crossed(member, draft.row)
    terms = VetoThreatTerms(
        gain_m=thousandths(state.gain(member, draft.row)),
        threatens_below_m=thousandths(_line(state, member, draft)),
        issues_m=by_issue(state, member, draft),
    )
    return e.VetoThreatened(
        draft=draft.name,
        version=draft.version,
        crossed=crossed,
        times=draft.threats.get(member, 0) + 1,
        terms=terms,
        options={"threaten": 0} if crossed else _options(terms),
        chosen="threaten",
    )


def _options(terms: VetoThreatTerms) -> dict[str, int]:
    silent_from = ("stay_silent", terms["threatens_below_m"])
    return by_lines(terms["gain_m"], "threaten", "threaten", silent_from)
