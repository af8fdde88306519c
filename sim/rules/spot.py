"""Statements that nobody objects to where the Council first meets on the matter: agreed there, on the same day."""

import numpy as np

from sim.rules.bargaining import STATEMENT, keeps_to_record, statement_effort_m
from sim.rules.chance import Chance
from sim.rules.crisis import AT_ONCE, ON_THE_SPOT, Crisis, Draft
from sim.rules.gains import thousandths
from sim.rules.occasions import NOTHING, WITHHOLD, Decision, Occasion, act
from sim.rules.penholder import RESOLUTION, planned_draft_ahead, weighed_tabling
from sim.rules.reviews import blocks_statement
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.parts import DraftTerms
from sim.vocabulary.texts import Form


def first_meeting(state: Crisis) -> bool:
    """Whether the Council has met once since the last provocation, with no draft before it."""
    if not state.rule("statements_on_the_spot") or not state.in_crisis():
        return False
    return state.sessions_since == 1 and not state.live_drafts() and not _tabled_since(state)


def agreed_on_the_spot(state: Crisis, draft: Draft) -> bool:
    """Whether silence on a statement lasts hours, not a day: the first text since the act, to which nobody objects."""
    if not state.rule("statements_on_the_spot") or not state.in_crisis() or draft.form is Form.RESOLUTION:
        return False
    if _tabled_since(state, draft) or state.sessions_since > 1:
        return False
    return not _objectors(state, draft.sponsor, draft.row)


def _tabled_since(state: Crisis, apart_from: Draft | None = None) -> bool:
    """Whether a draft went round since the last provocation."""
    since = state.provocations[-1][0]
    return any(draft.circulated >= since for draft in state.drafts.values() if draft is not apart_from)


def _objectors(state: Crisis, sponsor: str, row: int) -> list[str]:
    others = [member for member in state.setting.members if member != sponsor]
    return [member for member in others if blocks_statement(state, member, row)]


def spot_statement(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """At the first meeting whoever holds the pen, else the President, reads out what nobody would object to.

    Of those statements the one worth most to it. Who wants a resolution reads out none, unless several products can
    come of a crisis: then one as a beginning. Where acts are no acts of a day it waits.
    """
    member = occasion.actor
    if state.outcome is not None or not first_meeting(state) or planned_draft_ahead(state):
        return NOTHING
    if not state.space.has_statements or keeps_to_record(state, member):
        return NOTHING
    more = _wants_resolution(state, member)
    if more and not (state.setting.family.on_the_day and state.rule("several_products")):
        return NOTHING
    found = _agreeable(state, member, more and not state.rule("any_statement_at_once"))
    if found is None:
        return NOTHING
    row, worth = found
    gain = state.gain(member, row)
    form = state.space.product[row].replace("_", " ")
    circulated = e.DraftCirculated(
        entry="",
        draft=state.next_draft_name(member),
        text=state.space.text(row),
        summary=f"reads out a draft {form}",
        reason=AT_ONCE if more else ON_THE_SPOT,
        terms=DraftTerms(gain_m=thousandths(gain), best_m=None, share_m=None, passing_m=1000, carries_m=None),
        options={STATEMENT: round(worth), WITHHOLD: 0},
        chosen=STATEMENT,
    )
    return act(circulated, COUNCIL)


def _wants_resolution(state: Crisis, member: str) -> bool:
    """Whether a resolution is worth tabling to a member; where nothing asks that, whether one is its best text."""
    if not state.space.has_resolutions:
        return False
    gains = np.where(state.own_limits_kept(member), state.gains(member), -np.inf)
    best = int(gains.argmax())
    if not state.rule("decision_to_table"):
        return state.space.product[best] is Form.RESOLUTION
    return weighed_tabling(state, member, best).get(RESOLUTION, 0) > 0


def _agreeable(state: Crisis, member: str, least: bool) -> tuple[int, float] | None:
    """The statement worth most to a member of those that nobody would object to: its row, and what it is worth to it.

    Worth is above the effort, in thousandths; None where no statement is worth anything. least: only press statements.
    """
    rows = range(len(state.space.texts))[state.space.statements]
    kept, gains, effort = state.own_limits_kept(member), state.gains(member), statement_effort_m(state)
    worth = {row: 1000 * float(gains[row]) - float(cost) for row, cost in zip(rows, effort, strict=True) if kept[row]}
    if least:
        worth = {row: each for row, each in worth.items() if state.space.product[row] is Form.PRESS_STATEMENT}
    for row in sorted(worth, key=lambda each: (-worth[each], state.space.weakness[each], each)):
        if worth[row] <= 0:
            return None
        if not _objectors(state, member, row):
            return row, worth[row]
    return None
