"""Bridging: wording between a draft and the objections to it, offered by a member that loses little by it."""

import numpy as np

from sim.rules.bargaining import changes
from sim.rules.chance import Chance
from sim.rules.crisis import OPPOSED, Crisis, Draft
from sim.rules.gains import thousandths
from sim.rules.occasions import NOTHING, Act, Decision
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.margins import by_lines
from sim.vocabulary.parts import BridgingTerms
from sim.vocabulary.texts import Form


def bridging_text(state: Crisis, member: str, session: str, chance: Chance) -> Decision:
    """Wording between the draft and the objection, by the member that has most at heart and loses little by it."""
    for draft in state.live_drafts():
        if draft.form is not Form.RESOLUTION or not bridging_due(state, draft, session, chance):
            continue
        row = bridging_row(state, draft)
        if row is None or bridge_builder(state, draft, row) != member:
            continue
        cause = max(draft.reasons.values(), default=draft.text_seq)
        return Decision((Act(offering(state, member, draft, row), draft.sponsor, cause),))
    return NOTHING


def offering(state: Crisis, member: str, draft: Draft, row: int) -> e.BridgingTextOffered:
    """The event of a member that offers the text of a row in place of a draft's."""
    gain_m, draft_gain_m = (thousandths(state.gain(member, text)) for text in (row, draft.row))
    offers_from = max(1, draft_gain_m - thousandths(state.parameter("bridge_tolerance")))
    return e.BridgingTextOffered(
        draft=draft.name,
        text=state.space.text(row),
        changes=changes(state, draft.row, row),
        terms=BridgingTerms(gain_m=gain_m, draft_gain_m=draft_gain_m),
        options=by_lines(gain_m, "offer", "refrain", ("offer", offers_from)),
        chosen="offer",
    )


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
    """Who offers the bridge: not the sponsor nor an opponent, gains by the text, loses little against the draft.

    Nobody offers a text across a limit of its own.
    """
    tolerance = state.parameter("bridge_tolerance")
    limited = state.rule("backers_review")
    bridge, text = state.members_gain(row), state.members_gain(draft.row)
    candidates = [
        member
        for member in state.setting.members
        if member != draft.sponsor
        and draft.declared.get(member) != OPPOSED
        and bridge[member] > 0
        and bridge[member] >= text[member] - tolerance
        and not (limited and (state.crossed(member, row) or state.cannot_support(member, row)))
    ]
    actors = state.setting.case.actors
    return max(candidates, key=lambda member: (actors[member].priority, -state.setting.rank[member]), default="")
