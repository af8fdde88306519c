"""Who drafts, and what it puts before the Council where no text is on the table."""

from collections.abc import Callable, Sequence
from typing import Final

import attrs
import numpy as np

from sim.rules.bargaining import STATEMENT, keeps_to_record, no_text_left, statement_draft, statement_effort_m
from sim.rules.chance import Chance
from sim.rules.crisis import AT_ONCE, ON_THE_SPOT, Crisis
from sim.rules.drafting import written_first
from sim.rules.gains import Gains, thousandths
from sim.rules.occasions import NOTHING, WITHHOLD, Decision, Occasion, act
from sim.rules.prospects import Prospects, prospects_of, record_made, resolution_outlook, statement_prospects, writable
from sim.rules.reviews import record_held_to
from sim.rules.setting import Setting
from sim.rules.withholding import withheld, withheld_terms
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.case import NOBODY
from sim.vocabulary.parts import DraftTerms, Options
from sim.vocabulary.texts import Form

HALF_PRESSURE: Final = 50.0
"""The pressure from which on an act is as grave as can be."""

PENHOLDERS_MOST_DRAFTS, PRESIDENTS_MOST_DRAFTS = 4, 2
"""Who has put forward this many texts puts forward no more."""

RESOLUTION = "resolution"
"""What a penholder may table beside a statement."""


def penholder(state: Crisis) -> str | None:
    """The member that would draft next: as named, or the one with most at stake in its best text; None if nobody.

    Where the file names sponsors, they hold the pen together: the next takes it up where one lays it down. Where
    nothing is worth tabling to the member with most at stake, it is not to those with less.
    """
    if state.setting.case.penholder == NOBODY:
        return None
    for named in state.setting.pen:
        member = state.setting.tabled_by(named)
        if member and member not in state.pen_refused and member not in state.pen_waits:
            return member
    willing = [
        member
        for member in state.setting.members
        if member not in state.pen_refused and member not in state.setting.provokers
    ]
    best = best_stake(state.setting, state.gains, willing)
    if not best or best in state.pen_waits or stake(state.setting, best, state.gains) < state.parameter("pen_stake"):
        return None
    return best


def stake(setting: Setting, member: str, gains: Callable[[str], Gains]) -> float:
    """What a member's best resolution is worth to it, weighted by how much the crisis matters to it, gain points.

    Where no resolution can be written, its best statement; where nothing can, 0.
    """
    space = setting.space
    if not space.texts:
        return 0.0
    best = float(gains(member)[space.resolutions if space.has_resolutions else space.statements].max())
    return best * setting.case.actors[member].priority / 100


def best_stake(setting: Setting, gains: Callable[[str], Gains], among: Sequence[str] | None = None) -> str:
    """The member with most at stake that is no provoker, the first in order where several tie; empty for none."""
    members = [code for code in setting.members if code not in setting.provokers] if among is None else among
    return max(members, key=lambda member: (stake(setting, member, gains), -setting.rank[member]), default="")


def become_penholder(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The penholder's text, where none is on the table: first what it wants, after a failure what it can hope for."""
    member = occasion.actor
    if state.outcome is not None or penholder(state) != member or not state.in_crisis():
        return NOTHING
    if state.own_draft(member) is not None or planned_draft_ahead(state):
        return NOTHING
    own = [draft for draft in state.drafts.values() if draft.sponsor == member]
    if len(own) >= PENHOLDERS_MOST_DRAFTS or state.drafting is not None:
        return NOTHING
    begins = all(draft.reason in (ON_THE_SPOT, AT_ONCE) for draft in own)
    draft = _first_draft(state, member) if begins else _next_draft(state, member)
    return written_first(state, member, draft, chance)


def draft_ready(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The text that was drafted goes to all members, as its author wants it now; or something in its place, or none.

    Much may have changed since it began, so it weighs once more what is worth tabling.
    """
    drafting = state.drafting
    if drafting is None or drafting.ready != occasion.number or state.outcome is not None:
        return NOTHING
    backed = state.co_sponsored(drafting.member)
    if backed is not None:
        return act(withheld("draft", "backs_another", withheld_terms(draft=backed.name)), COUNCIL)
    return _first_draft(state, drafting.member)


def planned_draft_ahead(state: Crisis) -> bool:
    """Whether the timeline still holds a draft to come."""
    return any(
        entry.kind == "draft" and entry.id not in state.happened and entry.id not in state.withheld
        for entry in state.setting.case.timeline
    )


def _first_draft(state: Crisis, member: str) -> Decision:
    """Its own best text: a penholder opens with what it wants and gives way later (Faratin et al., 1998).

    A friend of a drafter that is no member tables the drafter's best text among those worth something to itself. Where
    every text crosses a limit of its own, it lays down the pen, and says so.
    """
    author = _drafter(state, member)
    kept = state.own_limits_kept(member)
    if author != member:
        kept = kept & state.own_limits_kept(author) & (state.gains(member) > 0)
    worth_writing = writable(state, member, None)
    if worth_writing is not None:
        kept = kept & worth_writing
    if not kept.any():
        return act(withheld("draft", "no_text", options={WITHHOLD: 0}), COUNCIL)
    gains = np.where(kept, state.gains(author), -np.inf)
    rows = np.flatnonzero(gains == gains.max())
    row = int(min(rows, key=lambda r: (state.space.weakness[r], r)))
    options: Options = None
    if state.rule("decision_to_table"):
        weighed = weighed_tabling(state, member, row)
        if max(weighed, key=lambda choice: weighed[choice]) != RESOLUTION:
            return _less_than_a_resolution(state, member, weighed)
        options = weighed
    form = state.space.product[row].replace("_", " ")
    circulated = e.DraftCirculated(
        entry="",
        draft=state.next_draft_name(member),
        text=state.space.text(row),
        summary=f"circulates a draft {form}",
        reason="takes_pen",
        terms=DraftTerms(
            gain_m=thousandths(state.gain(member, row)), best_m=None, share_m=None, passing_m=None, carries_m=None
        ),
        options=options,
        chosen="" if options is None else RESOLUTION,
        drafter="" if author == member else author,
    )
    return act(circulated, COUNCIL)


def weighed_tabling(state: Crisis, member: str, row: int) -> dict[str, int]:
    """What tabling a resolution, or else a statement, is worth to a member above what it takes; thousandths.

    A resolution takes a worth, weighted by how much the crisis matters to it; a statement the effort. Where its own
    best text, that of the row, is a resolution that is worth tabling, it asks for no statement.
    """
    weighed = {WITHHOLD: 0}
    if state.space.has_resolutions:
        expected = prospects_of(resolution_outlook(state, member, None), state.space.resolutions).most
        priority = state.setting.case.actors[member].priority / 100
        above = round(expected * priority * gravity(state) - 1000 * state.parameter("tabling_worth"))
        if state.space.product[row] is Form.RESOLUTION:
            weighed[RESOLUTION] = above
        if weighed.get(RESOLUTION, 0) > 0:
            return weighed
    if state.space.has_statements and record_held_to(state, member) is None:
        value = statement_prospects(state, member).value - statement_effort_m(state)
        weighed[STATEMENT] = int(value.max())
    return weighed


def gravity(state: Crisis) -> float:
    """How grave what was done is, 0 to 1: where acts stand alone the pressure that it raised, in that of a half."""
    if not state.setting.family.acts_alone or not state.rule("gravity"):
        return 1.0
    return min(1.0, state.raised_to / HALF_PRESSURE)


def _less_than_a_resolution(state: Crisis, member: str, weighed: dict[str, int]) -> Decision:
    """A statement, if one is worth the effort; else nothing, and the crisis may pass without a draft."""
    if weighed.get(STATEMENT, 0) > 0:
        statement = statement_draft(state, member, "takes_pen", statement_effort_m(state))
        return act(attrs.evolve(statement, options=weighed, chosen=STATEMENT), COUNCIL)
    return act(withheld("draft", "not_worth_tabling", options=weighed), COUNCIL)


def _drafter(state: Crisis, member: str) -> str:
    """Whose text a member tables: its own, or that of the penholder that is no member."""
    named = state.setting.case.penholder
    return named if named is not None and state.setting.tabled_by(named) == member else member


def but_the_fallen(state: Crisis, prospects: Prospects) -> Prospects:
    """The prospects without the text that was voted down last: nobody tables the same text again."""
    if state.failed is None or not state.rule("first_text"):
        return prospects
    place = prospects.at(state.drafts[state.failed.draft].row)
    value = prospects.value.copy()
    value[place] = -np.inf
    return attrs.evolve(prospects, value=value)


def _next_draft(state: Crisis, member: str) -> Decision:
    """After a failure: the resolution or statement with the best prospects, if any are left."""
    if no_text_left(state, member):
        return act(withheld("draft", "no_text", options={WITHHOLD: 0}), COUNCIL)
    resolutions = but_the_fallen(state, prospects_of(resolution_outlook(state, member, None), state.space.resolutions))
    statements = statement_prospects(state, member)
    # A weaker text would take the place of the record that a veto made: it must be worth more than that.
    least = 1000 * (state.parameter("retry_worth") + record_made(state))
    best, best_statement = resolutions.most, -np.inf if keeps_to_record(state, member) else statements.most
    if max(best, best_statement) < least:
        return NOTHING
    weighed = {STATEMENT: best_statement, RESOLUTION: best}
    options = {kind: int(worth) for kind, worth in weighed.items() if worth > -np.inf} | {"wait": round(least)}
    if best_statement >= best:
        statement = statement_draft(state, member, "retry")
        return act(attrs.evolve(statement, options=options, chosen=STATEMENT), COUNCIL)
    weakness = state.space.weakness[state.space.resolutions]
    place = resolutions.best(np.zeros(len(weakness)), weakness, np.zeros_like(weakness))
    row = resolutions.row(place)
    circulated = e.DraftCirculated(
        entry="",
        draft=state.next_draft_name(member),
        text=state.space.text(row),
        summary="circulates a new draft resolution",
        reason="retry",
        terms=DraftTerms(
            gain_m=thousandths(float(resolutions.own[place])),
            best_m=None,
            share_m=None,
            passing_m=int(resolutions.passing_m[place]),
            carries_m=None,
        ),
        options=options,
        chosen=RESOLUTION,
    )
    return act(circulated, COUNCIL)


def presidents_statement(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """With no draft on the table the President tries a statement that nobody need object to."""
    president, session = occasion.actor, f"session {occasion.number}"
    if no_text_left(state, president) or record_held_to(state, president) is not None:
        return NOTHING
    idle = (
        state.space.has_statements
        and not state.live_drafts()
        and state.outcome is None
        and state.sessions == occasion.number
    )
    own = sum(draft.sponsor == president for draft in state.drafts.values())
    if not idle or own >= PRESIDENTS_MOST_DRAFTS:
        return NOTHING
    if not chance.happens(state.parameter("president_chance"), president, "statement", session):
        return NOTHING
    effort = statement_effort_m(state)
    draft = statement_draft(state, president, "elements", effort)
    likely = draft.terms["passing_m"] is not None and draft.terms["passing_m"] >= 500
    worth = statement_prospects(state, president).value - effort
    return act(draft, COUNCIL) if draft.terms["gain_m"] > 0 and likely and worth.max() > 0 else NOTHING
