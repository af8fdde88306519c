"""The acts that a choice in a seat comes to.

An act that is the model's own choice is the model's act. Any other is made of the same parts, by the same rules, and
refused with their words where they do not allow it.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from sim.rules.bargaining import (
    AMEND,
    CONSULT,
    DROP,
    STATEMENT,
    VOTE,
    carry_out,
    weighed,
)
from sim.rules.bridging import offering
from sim.rules.council import ABSTAIN, NO, YES
from sim.rules.crisis import HELD, ON_THE_SPOT, RESERVED, SUPPORT, Crisis, Draft, MediationState
from sim.rules.drafting import written_first
from sim.rules.gains import thousandths
from sim.rules.mediation import envoy_offered
from sim.rules.moves import draft_meant
from sim.rules.occasions import NOTHING, Act, Decision, Occasion, act
from sim.rules.penholder import PENHOLDERS_MOST_DRAFTS
from sim.rules.planned import happening
from sim.rules.prospects import NEVER
from sim.rules.reviews import (
    CO_SPONSOR,
    LEAVE,
    LET_PASS,
    OBJECT,
    declaring,
    joining,
    leaving,
    lifting,
    objecting,
    objecting_to_statement,
)
from sim.rules.seat_choices import (
    BRIDGE,
    GO_AHEAD,
    GRANT,
    HOLD,
    KEEP_BACK,
    LET_VOTE,
    MODEL,
    PASS,
    PUT_IN_BLUE,
    REFUSE,
    SEND_ENVOY,
    TABLE,
    THREATEN,
    WITHDRAW,
    Moment,
    Refused,
    is_models,
    row_of,
    settled,
)
from sim.rules.threats import threatening
from sim.rules.withholding import withheld, withheld_terms
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.case import MOVES, Entry
from sim.vocabulary.parts import Choice, DraftTerms
from sim.vocabulary.texts import Form


def carried_out(at: Moment, choice: Choice) -> Decision:
    """What is done at a moment where a person chose so. Raises Refused where the rules do not allow it."""
    if choice.act == MODEL:
        return at.decision
    meant = settled(at, choice)
    if is_models(at, meant):
        own = at.decision.acts and isinstance(at.decision.acts[0].payload, e.VoteOpened)
        return at.decision if own else _players(at.decision)
    draft = at.state.drafts.get(meant.draft)
    row = row_of(at.state, meant.text) if meant.text else None
    return _players(_ACTS[meant.act](at, draft, row))


def _players(decision: Decision) -> Decision:
    return Decision(tuple(each._replace(origin=e.Origin.PLAYER) for each in decision.acts), decision.again)


Doing = Callable[[Moment, Any, Any], Decision]
"""What an act comes to: the moment, the draft that it is about, and the row of the text that is written."""


def _to_sponsor(draft: Draft, payload: e.Payload) -> Decision:
    return act(payload, draft.sponsor, draft.text_seq)


def _hold(at: Moment, draft: None, row: None) -> Decision:
    """Nothing; where the model would do something, an event says that it was not done."""
    if not at.decision.acts:
        return NOTHING
    payload = at.decision.acts[0].payload
    circulates = isinstance(payload, e.DraftCirculated | e.DraftingBegan) or at.occasion.name == "draft_ready"
    kind = "draft" if circulates else type(payload).__name__
    kind = payload.act if isinstance(payload, e.ActWithheld) else kind
    terms = withheld_terms(draft=None if circulates else getattr(payload, "draft", None))
    return Decision((at.decision.acts[0]._replace(payload=withheld(kind, HELD, terms)),), at.decision.again)


def _pass(at: Moment, draft: None, row: None) -> Decision:
    """Whoever holds the pen puts nothing on the table, and looks again after the next provocation."""
    return act(withheld("draft", "not_worth_tabling"), COUNCIL)


def _go_ahead(at: Moment, draft: None, row: None) -> Decision:
    """A scripted act that the model would keep back goes ahead."""
    state, planned = at.state, at.decision.acts[0]
    payload = planned.payload
    assert isinstance(payload, e.ActWithheld)
    entry = state.setting.entries[payload.entry]
    if payload.reason in _SHUT:
        raise Refused(f"{entry.id} cannot go ahead: {_SHUT[payload.reason]}")
    if entry.kind not in MOVES:
        return Decision((planned._replace(payload=happening(state, entry, at.actor), cause=None),))
    return _move(at, entry)


_SHUT: Final[Mapping[str, str]] = {
    "no_seat": "it has no seat in the Council",
    "no_penholder": "nobody holds the pen in this case",
    "no_draft": "there is no such draft on the table",
    "backs_another": "its name is on another draft resolution",
    "joined_before": "its name is on the draft already",
    "in_blue": "the draft is in blue already",
    "other_form": "a draft resolution becomes no statement by an amendment",
    "promised_to_wait": "it has promised to wait for the envoy",
    "objections": "members object to the statement",
}
"""Why a scripted act cannot go ahead, whoever wants it."""


def _move(at: Moment, entry: Entry) -> Decision:
    """A scripted move about a draft on the table, made although the model would not make it."""
    act_, draft = _MOVES.get(entry.kind), draft_meant(at.state, entry, at.actor)
    if act_ is None or draft is None:
        raise Refused(f"{entry.id} cannot go ahead: whoever sponsors the draft would not have it voted on")
    row = None if entry.text is None else at.state.space.row(entry.text)
    made = _ACTS[act_](at, draft, row)
    return Decision(tuple(each._replace(payload=_of_entry(each.payload, entry.id)) for each in made.acts), made.again)


_MOVES: Final[Mapping[str, str]] = {
    "amend": AMEND, "withdraw": WITHDRAW, "put_in_blue": PUT_IN_BLUE, "co_sponsor": CO_SPONSOR, "object": OBJECT,
    "threaten": THREATEN,
}  # fmt: skip
"""Scripted move to the act that makes it."""


def _of_entry(payload: Any, entry: str) -> e.Payload:
    return attrs.evolve(payload, entry=entry)  # type: ignore[no-any-return]


def _keep_back(at: Moment, draft: None, row: None) -> Decision:
    """A scripted act, or one of a provoker's own, does not happen."""
    planned = at.decision.acts[0]
    entry = at.state.setting.entries.get(at.occasion.subject)
    kind = type(planned.payload).__name__ if entry is None else entry.kind
    kept = withheld(kind, HELD, entry="" if entry is None else entry.id)
    return Decision((planned._replace(payload=kept),), at.decision.again)


# A sponsor's acts


def _sponsors(at: Moment, draft: Draft, name: str, row: int | None = None) -> Decision:
    """A sponsor's choice of that name, with the text of a row where it writes one, as the model carries it out."""
    choice, worth = weighed(at.state, draft)
    known = dict(choice.worth)
    if name == AMEND and row is not None:
        known[AMEND] = whole_worth(worth[row - at.state.space.resolutions.start]) or 0
    known.setdefault(name, 0)
    made = attrs.evolve(choice, name=name, next=choice.next if row is None else row, worth=known)
    return carry_out(at.state, draft, made, at.occasion)


def _amend(at: Moment, draft: Draft, row: int | None) -> Decision:
    space = at.state.space
    if row is None:
        raise Refused("'amend' needs a text: amend legal_force=25 changes that issue and leaves the others")
    if row == draft.row:
        raise Refused(f"{draft.name} has this text already")
    if (space.product[row] is Form.RESOLUTION) != (draft.form is Form.RESOLUTION):
        raise Refused(f"{draft.name} cannot become a {_form(at.state, row)} by an amendment; 'statement' withdraws it")
    return _sponsors(at, draft, AMEND, row)


def _consult(at: Moment, draft: Draft, row: None) -> Decision:
    return _sponsors(at, draft, CONSULT)


def _put_in_blue(at: Moment, draft: Draft, row: None) -> Decision:
    state, mediation = at.state, at.state.mediation
    promised = (MediationState.GRANTED, MediationState.SENT)
    if mediation is not None and mediation.state in promised and state.t < mediation.until:
        raise Refused(f"{draft.sponsor} has promised {mediation.mediator} to wait for its envoy before a vote")
    if draft.in_blue:
        raise Refused(f"{draft.name} is in blue already")
    return _sponsors(at, draft, VOTE)


def _let_vote(at: Moment, draft: Draft, row: None) -> Decision:
    """The President calls the vote in the same minute."""
    again = Occasion(COUNCIL, "vote_stands", at.state.t, draft.text_seq, draft.name, draft.version)
    return Decision(again=[again])


def _withdraw(at: Moment, draft: Draft, row: None) -> Decision:
    if draft.form is not Form.RESOLUTION:
        return act(e.DraftWithdrawn(draft=draft.name, reason="given_up", terms=None), COUNCIL)
    dropped = _sponsors(at, draft, DROP).acts[0]
    payload: Any = dropped.payload
    return Decision((dropped._replace(payload=attrs.evolve(payload, reason="given_up")),))


def _statement(at: Moment, draft: Draft, row: int | None) -> Decision:
    if row is None:
        raise Refused("'statement' needs a text: statement form=press_statement changes the text that the model lists")
    if at.state.space.product[row] is Form.RESOLUTION:
        raise Refused("a statement is no resolution: its form is a press or a presidential statement")
    withdrawn = _sponsors(at, draft, STATEMENT).acts[0]
    return Decision((withdrawn, *_circulated(at, row, "fallback").acts))


# Texts


def _circulated(at: Moment, row: int, reason: str) -> Decision:
    form = _form(at.state, row)
    circulated = e.DraftCirculated(
        entry="",
        draft=at.state.next_draft_name(at.actor),
        text=at.state.space.text(row),
        summary=f"circulates a draft {form}",
        reason=reason,
        terms=DraftTerms(
            gain_m=thousandths(at.state.gain(at.actor, row)), best_m=None, share_m=None, passing_m=None, carries_m=None
        ),
    )
    return act(circulated, COUNCIL)


def _form(state: Crisis, row: int) -> str:
    return state.space.product[row].replace("_", " ")


def _table(at: Moment, draft: None, row: int | None) -> Decision:
    """A text of one's own; a resolution that its author begins to write comes before the Council when it is ready."""
    state, member, name = at.state, at.actor, at.occasion.name
    if row is None:
        raise Refused("'table' needs a text: table legal_force=25 changes the text that the model lists first")
    resolution = state.space.product[row] is Form.RESOLUTION
    backed = state.co_sponsored(member)
    if member not in state.setting.seat_of:
        raise Refused(f"{member} is no member of the Council: it can table no draft")
    if backed is not None and resolution:
        raise Refused(f"the name of {member} is on {backed.name}: it tables no other draft resolution beside it")
    own = state.own_draft(member)
    if own is not None:
        raise Refused(f"{own.name} is on the table: {member} withdraws it before it tables another text")
    if sum(each.sponsor == member for each in state.drafts.values()) >= PENHOLDERS_MOST_DRAFTS:
        raise Refused(f"{member} has put forward {PENHOLDERS_MOST_DRAFTS} texts, and nobody puts forward more")
    if resolution and name in ("spot_statement", "presidents_statement"):
        raise Refused("at this moment a statement can be read out, and no resolution tabled")
    if name == "entry":
        return _tabled_instead(at, row)
    if name == "spot_statement":
        return _circulated(at, row, ON_THE_SPOT)
    answers = any(each.sponsor != member for each in state.live_drafts())
    made = _circulated(at, row, "counter_draft" if answers else "takes_pen")
    return written_first(state, member, made, at.chance) if name == "become_penholder" else made


def _tabled_instead(at: Moment, row: int) -> Decision:
    """A scripted draft with another text."""
    planned = at.decision.acts[0]
    entry = at.state.setting.entries[at.occasion.subject]
    if entry.kind != "draft":
        raise Refused(f"{entry.id} is no draft: another text can be tabled in place of a draft")
    payload = planned.payload
    if isinstance(payload, e.ActWithheld) and payload.reason in _SHUT:
        raise Refused(f"{entry.id} cannot go ahead: {_SHUT[payload.reason]}")
    made: Any = _of_entry(_circulated(at, row, "planned").acts[0].payload, entry.id)
    return Decision((planned._replace(payload=made),))


def _bridge(at: Moment, draft: Draft, row: int | None) -> Decision:
    state = at.state
    if row is None:
        raise Refused("'bridge' needs a text: bridge legal_force=25 changes that issue and leaves the others")
    if draft.bridged:
        raise Refused(f"bridging wording for {draft.name} was offered before, and is offered once")
    if draft.in_blue:
        raise Refused(f"{draft.name} is in blue: wording is offered before that")
    if row == draft.row or state.space.product[row] is not Form.RESOLUTION:
        raise Refused("bridging wording is another text of the draft resolution")
    return _to_sponsor(draft, offering(state, at.actor, draft, row))


# What a member says of a draft


def _declare(stance: str) -> Doing:
    def doing(at: Moment, draft: Draft, row: None) -> Decision:
        if draft.declared.get(at.actor) == stance:
            raise Refused(f"{at.actor} has said so of this version of {draft.name}")
        return _to_sponsor(draft, declaring(at.state, at.actor, draft, stance, True))

    return doing


def _object(at: Moment, draft: Draft, row: None) -> Decision:
    said = draft.objections.get(at.actor)
    if said is not None and said.version == draft.version:
        raise Refused(f"{at.actor} has objected to this version of {draft.name}")
    rule = objecting if draft.form is Form.RESOLUTION else objecting_to_statement
    return _to_sponsor(draft, rule(at.state, at.actor, draft))


def _let_pass(at: Moment, draft: Draft, row: None) -> Decision:
    if at.actor not in draft.objections:
        raise Refused(f"{at.actor} has not objected to {draft.name}: 'hold' lets it pass")
    return _to_sponsor(draft, lifting(at.state, at.actor, draft))


def _co_sponsor(at: Moment, draft: Draft, row: None) -> Decision:
    other = next((each for each in at.state.live_drafts() if at.state.backs(at.actor, each)), None)
    if other is not None:
        raise Refused(f"{at.actor} backs {other.name}: it puts its name to one draft at a time")
    return _to_sponsor(draft, joining(at.state, at.actor, draft))


def _leave(at: Moment, draft: Draft, row: None) -> Decision:
    line = at.state.parameter("cosponsor_gain") / 2
    return _to_sponsor(draft, leaving(at.state, at.actor, draft, line))


def _threaten(at: Moment, draft: Draft, row: None) -> Decision:
    state, member = at.state, at.actor
    if member not in state.setting.blocking:
        raise Refused(f"{member} cannot veto: its no stops no resolution")
    if state.setting.must_abstain(member, draft.row):
        raise Refused(f"{member} is a party to the dispute and must abstain (Charter, Article 27 (3))")
    if draft.threatened.get(member) == draft.version:
        raise Refused(f"{member} has threatened this version of {draft.name} already")
    return _to_sponsor(draft, threatening(state, member, draft))


def _send_envoy(at: Moment, draft: Draft, row: None) -> Decision:
    offer = envoy_offered(at.state, at.actor, draft)
    if offer is None:
        why = "is in blue" if draft.in_blue else "only who has a provoker's ear can, and one envoy is sent in a crisis"
        raise Refused(f"{at.actor} can send no envoy: {draft.name if draft.in_blue else ''} {why}".replace(":  ", ": "))
    return act(offer, draft.sponsor)


def _grant(at: Moment, draft: Draft, row: None) -> Decision:
    refused = at.decision.acts[0].payload
    assert isinstance(refused, e.MediationRefused)
    assert at.state.mediation is not None
    if "grant" not in (refused.options or {}):
        raise Refused(f"{draft.name} is in blue: the vote waits for no envoy")
    until, mediator = at.state.mediation.until, refused.mediator
    return act(e.MediationGranted(draft.name, mediator, until, refused.terms, refused.options, GRANT), mediator)


def _refuse(at: Moment, draft: Draft, row: None) -> Decision:
    granted = at.decision.acts[0].payload
    assert isinstance(granted, e.MediationGranted)
    made = e.MediationRefused(draft.name, granted.mediator, granted.terms, granted.options, REFUSE)
    return act(made, granted.mediator)


def _vote(vote: str) -> Doing:
    def doing(at: Moment, draft: Draft, row: None) -> Decision:
        state, member = at.state, at.actor
        if state.setting.must_abstain(member, draft.row) and vote != ABSTAIN:
            raise Refused(f"{member} is a party to the dispute and must abstain (Charter, Article 27 (3))")
        cast = at.decision.acts[-1].payload
        assert isinstance(cast, e.VoteCast)
        options = {**(cast.options or {})}
        options.setdefault(vote, 0)
        made = Act(attrs.evolve(cast, vote=vote, options=options, chosen=vote), draft.sponsor)
        if member not in draft.co_sponsors or vote == YES:
            return Decision((made,))
        return Decision((Act(leaving(state, member, draft, 0.0), draft.sponsor), made))

    return doing


_ACTS: Final[Mapping[str, Doing]] = {
    HOLD: _hold,
    PASS: _pass,
    GO_AHEAD: _go_ahead,
    KEEP_BACK: _keep_back,
    AMEND: _amend,
    CONSULT: _consult,
    PUT_IN_BLUE: _put_in_blue,
    LET_VOTE: _let_vote,
    WITHDRAW: _withdraw,
    STATEMENT: _statement,
    TABLE: _table,
    BRIDGE: _bridge,
    SUPPORT: _declare(SUPPORT),
    RESERVED: _declare(RESERVED),
    OBJECT: _object,
    LET_PASS: _let_pass,
    CO_SPONSOR: _co_sponsor,
    LEAVE: _leave,
    THREATEN: _threaten,
    SEND_ENVOY: _send_envoy,
    GRANT: _grant,
    REFUSE: _refuse,
    YES: _vote(YES),
    NO: _vote(NO),
    ABSTAIN: _vote(ABSTAIN),
}
"""Act to what comes of it."""


def whole_worth(worth: float) -> int | None:
    """A worth in whole thousandths; None where the model would never write such a text."""
    return None if worth <= -500.0 * NEVER else round(float(worth))
