"""Moves in the Council that the timeline holds: each goes ahead where its actor, as it is now, would make it.

The record can so be played further than a first draft. A move that its actor would not make is withheld, with the
numbers it was judged by.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from sim.rules.bargaining import DROP, VOTE, Choice, changes, choose, in_time_for, sponsor_terms, vote_time
from sim.rules.council import president_at
from sim.rules.crisis import Crisis, Draft
from sim.rules.gains import thousandths
from sim.rules.occasions import WITHHOLD
from sim.rules.reviews import name_put_to, resolution_objection, statement_objection
from sim.rules.threats import veto_threat
from sim.rules.withholding import withheld, withheld_terms
from sim.vocabulary import events as e
from sim.vocabulary.case import MOVES, Entry
from sim.vocabulary.margins import by_lines
from sim.vocabulary.texts import Form


def move(state: Crisis, entry: Entry, actor: str) -> tuple[e.Payload, Draft | None]:
    """The event that a planned move becomes, or its withholding; with the draft that it is about, if there is one."""
    draft = draft_meant(state, entry, actor)
    if draft is None:
        return withheld(entry.kind, "no_draft", withheld_terms(), entry=entry.id), None
    made: Any = _RULES[entry.kind](state, entry, draft, actor)
    return attrs.evolve(made, entry=entry.id), draft


def draft_meant(state: Crisis, entry: Entry, actor: str) -> Draft | None:
    """The live draft that a move is about: the one it names, else the latest that it can be about."""
    by_sponsor, form = MOVES[entry.kind]
    fitting = [
        draft
        for draft in state.live_drafts()
        if entry.draft in ("", draft.entry)
        and (draft.sponsor == actor or not by_sponsor)
        and (not form or (draft.form is Form.RESOLUTION) == (form is Form.RESOLUTION))
    ]
    return fitting[-1] if fitting else None


def _kept(
    entry: Entry, reason: str, draft: Draft, gain_m: int | None = None, line_m: int | None = None
) -> e.ActWithheld:
    """The withholding of a move. line_m: from what worth on it would have been made, thousandths."""
    options = {WITHHOLD: 0}
    if gain_m is not None and line_m is not None:
        options = by_lines(gain_m, WITHHOLD, WITHHOLD, (entry.kind, line_m))
    return withheld(entry.kind, reason, withheld_terms(draft=draft.name, gain_m=gain_m), options)


def _amend(state: Crisis, entry: Entry, draft: Draft, actor: str) -> e.Payload:
    """A sponsor amends as planned if the new text is worth something to it and keeps its own limits."""
    assert entry.text is not None
    row = state.space.row(entry.text)
    gain_m = thousandths(state.gain(actor, row))
    if (state.space.product[row] is Form.RESOLUTION) != (draft.form is Form.RESOLUTION):
        return _kept(entry, "other_form", draft)
    if not state.own_limits_kept(actor)[row]:
        return _kept(entry, "own_limit", draft, gain_m)
    if gain_m < 1:
        return _kept(entry, "worth_too_little", draft, gain_m, 1)
    return e.DraftAmended(
        draft=draft.name,
        version=draft.version + 1,
        text=state.space.text(row),
        changes=changes(state, draft.row, row),
        bridge=row == draft.bridge,
        terms=sponsor_terms(state, draft, choose(state, draft)) if draft.form is Form.RESOLUTION else None,
    )


def _withdraw(state: Crisis, entry: Entry, draft: Draft, actor: str) -> e.Payload:
    """A sponsor withdraws as planned unless a vote on the draft as it stands is worth more than nothing to it."""
    if draft.form is not Form.RESOLUTION:
        return e.DraftWithdrawn(draft=draft.name, reason="planned", terms=None)
    choice = choose(state, draft)
    worth_m = choice.worth.get(VOTE, 0)
    if worth_m > 0:
        return _kept(entry, "vote_worth_more", draft, worth_m)
    terms, options = sponsor_terms(state, draft, choice), {DROP: 0, VOTE: worth_m}
    return e.DraftWithdrawn(draft=draft.name, reason="planned", terms=terms, options=options, chosen=DROP)


def _put_in_blue(state: Crisis, entry: Entry, draft: Draft, actor: str) -> e.Payload:
    """A sponsor asks for a vote as planned if that is worth more than nothing to it."""
    if draft.in_blue:
        return _kept(entry, "in_blue", draft)
    choice = choose(state, draft)
    not_ready = _not_ready(entry, draft, choice)
    if not_ready is not None:
        return not_ready
    vote_at = vote_time(state, draft)
    return e.DraftPutInBlue(
        draft=draft.name,
        version=draft.version,
        vote_at=vote_at,
        in_time_for=in_time_for(state, draft, vote_at),
        terms=sponsor_terms(state, draft, choice),
        options={VOTE: choice.worth[VOTE], DROP: 0},
        chosen=VOTE,
    )


def _not_ready(entry: Entry, draft: Draft, choice: Choice) -> e.ActWithheld | None:
    """Why the sponsor would not have its draft voted on now, if it would not."""
    worth_m = choice.worth.get(VOTE)
    if worth_m is None:
        return _kept(entry, "promised_to_wait", draft)
    return _kept(entry, "vote_worth_nothing", draft, worth_m, 1) if worth_m <= 0 else None


def _vote(state: Crisis, entry: Entry, draft: Draft, actor: str) -> e.Payload:
    """The President puts a draft to the vote as planned, if its sponsor would have it voted on."""
    not_ready = _not_ready(entry, draft, choose(state, draft))
    if not_ready is not None:
        return not_ready
    return e.VoteOpened(
        draft=draft.name,
        version=draft.version,
        text=state.space.text(draft.row),
        number=state.votes_held + 1,
        president=president_at(state.setting.presidencies, state.t),
    )


def _adopt(state: Crisis, entry: Entry, draft: Draft, actor: str) -> e.Payload:
    """A statement is agreed as planned if no member would object to it."""
    others = [member for member in state.setting.members if not state.backs(member, draft)]
    against = [member for member in others if statement_objection(state, member, draft) is not None]
    if against:
        kept_back = _kept(entry, "objections", draft)
        return attrs.evolve(kept_back, terms={**withheld_terms(draft=draft.name), "by": against})
    return e.StatementAgreed(draft=draft.name, form=str(draft.form), text=state.space.text(draft.row))


def _co_sponsor(state: Crisis, entry: Entry, draft: Draft, actor: str) -> e.Payload:
    """A member puts its name to a draft as planned, under the rule of sponsors."""
    return _kept(entry, "joined_before", draft) if state.backs(actor, draft) else name_put_to(state, actor, draft)


def _object(state: Crisis, entry: Entry, draft: Draft, actor: str) -> e.Payload:
    """A member objects as planned if it would when it reads the text."""
    rule = resolution_objection if draft.form is Form.RESOLUTION else statement_objection
    said = None if state.backs(actor, draft) else rule(state, actor, draft)
    return said or _kept(entry, "no_objection", draft, thousandths(state.gain(actor, draft.row)))


def _threaten(state: Crisis, entry: Entry, draft: Draft, actor: str) -> e.Payload:
    """A member that can veto threatens as planned if it would in the hours after a session."""
    said = None if state.backs(actor, draft) else veto_threat(state, actor, draft)
    return said or _kept(entry, "no_threat", draft, thousandths(state.gain(actor, draft.row)))


_RULES: Final[Mapping[str, Callable[[Crisis, Entry, Draft, str], e.Payload]]] = {
    "amend": _amend,
    "withdraw": _withdraw,
    "put_in_blue": _put_in_blue,
    "vote": _vote,
    "adopt": _adopt,
    "co_sponsor": _co_sponsor,
    "object": _object,
    "threaten": _threaten,
}
"""Kind of entry to the rule that makes it an event."""
