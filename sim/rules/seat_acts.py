"""What whoever sits in a seat can do at a moment, what the model thinks each is worth, and the acts that it comes to.

An act that is the model's own choice is the model's act. Any other is made of the same parts, by the same rules, and
refused with their words where they do not allow it.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs
from attrs import frozen

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
from sim.rules.chance import Chance
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
from sim.rules.seat import OWN
from sim.rules.threats import threatening
from sim.rules.withholding import withheld, withheld_terms
from sim.scenario.ladders import faults
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.case import MOVES, Entry
from sim.vocabulary.parts import Choice, DraftTerms
from sim.vocabulary.problems import TurtlebayError
from sim.vocabulary.texts import Form

MODEL: Final = "model"
"""The act of leaving a moment to the rule."""

HOLD, PUT_IN_BLUE, LET_VOTE, WITHDRAW, TABLE, PASS = "hold", "put_in_blue", "let_vote", "withdraw", "table", "pass"
THREATEN, BRIDGE, SEND_ENVOY, GRANT, REFUSE = "threaten", "bridge", "send_envoy", "grant", "refuse"
GO_AHEAD, KEEP_BACK = "go_ahead", "withhold"


class Refused(TurtlebayError, ValueError):
    """What the rules do not allow; the message says which rule."""


@frozen
class Moment:
    """A decision that whoever sits there takes: what woke the actor, and what the model would do."""

    state: Crisis
    occasion: Occasion
    decision: Decision
    chance: Chance

    @property
    def actor(self) -> str:
        """Whose decision it is."""
        return self.occasion.actor


OPEN: Final[Mapping[str, tuple[str, ...]]] = {
    "review": (SUPPORT, CO_SPONSOR, RESERVED, OBJECT, LET_PASS, THREATEN, BRIDGE, SEND_ENVOY, LEAVE, HOLD),
    "on_blue": (SUPPORT, CO_SPONSOR, RESERVED, OBJECT, THREATEN, LEAVE, HOLD),
    "tabling": (CO_SPONSOR, HOLD),
    "round": (AMEND, CONSULT, PUT_IN_BLUE, STATEMENT, WITHDRAW, HOLD),
    "pull_back": (LET_VOTE, AMEND, STATEMENT, WITHDRAW),
    "vote": (YES, NO, ABSTAIN),
    "after_session": (THREATEN, BRIDGE, SEND_ENVOY, TABLE, SUPPORT, CO_SPONSOR, RESERVED, OBJECT, LET_PASS, LEAVE,
                      WITHDRAW, HOLD),
    OWN: (THREATEN, BRIDGE, SEND_ENVOY, TABLE, SUPPORT, CO_SPONSOR, RESERVED, OBJECT, LET_PASS, LEAVE, WITHDRAW, HOLD),
    "become_penholder": (TABLE, HOLD, PASS),
    "draft_ready": (TABLE, HOLD, PASS),
    "spot_statement": (TABLE, HOLD),
    "presidents_statement": (TABLE, HOLD),
    "mediation_reply": (GRANT, REFUSE),
    "entry": (GO_AHEAD, KEEP_BACK, TABLE),
    "provoker": (GO_AHEAD, KEEP_BACK),
}  # fmt: skip
"""Occasion to what can be done on it, in the order in which it is listed."""

WRITES: Final = (AMEND, STATEMENT, TABLE, BRIDGE)
"""Acts that write a text."""


# What the model would do, as a choice


def models_choice(at: Moment) -> Choice:
    """What the model would do at a moment."""
    acts, name = at.decision.acts, at.occasion.name
    if not acts:
        return Choice("", LET_VOTE if name == "pull_back" else HOLD, at.occasion.subject if name == "pull_back" else "")
    first, last = acts[0].payload, acts[-1].payload
    if name in ("entry", "provoker"):
        return Choice("", KEEP_BACK if isinstance(first, e.ActWithheld) else GO_AHEAD)
    if isinstance(last, e.VoteCast):
        return Choice("", last.vote, last.draft)
    if isinstance(first, e.DraftWithdrawn):
        text = last.text if isinstance(last, e.DraftCirculated) else {}
        return Choice("", STATEMENT if text else WITHDRAW, first.draft, text)
    if isinstance(first, e.PositionDeclared):
        return Choice("", LET_PASS if first.chosen == LET_PASS else first.stance, first.draft)
    if isinstance(first, e.ActWithheld):
        return Choice("", PASS if first.act == "draft" else HOLD)
    if isinstance(first, e.DraftCirculated | e.DraftingBegan):
        return Choice("", TABLE, "", first.text)
    act_, writes = _DOES[type(first)]
    data: Any = first
    return Choice("", act_, data.draft, data.text if writes else {})


_DOES: Final[Mapping[type[e.Payload], tuple[str, bool]]] = {
    e.DraftAmended: (AMEND, True),
    e.ConsultationsContinued: (CONSULT, False),
    e.DraftPutInBlue: (PUT_IN_BLUE, False),
    e.VoteOpened: (LET_VOTE, False),
    e.CoSponsorJoined: (CO_SPONSOR, False),
    e.CoSponsorLeft: (LEAVE, False),
    e.ObjectionRaised: (OBJECT, False),
    e.VetoThreatened: (THREATEN, False),
    e.BridgingTextOffered: (BRIDGE, True),
    e.MediationProposed: (SEND_ENVOY, False),
    e.MediationGranted: (GRANT, False),
    e.MediationRefused: (REFUSE, False),
}
"""Event to the act that makes it, and whether that writes a text."""


# What a choice comes to


def carried_out(at: Moment, choice: Choice) -> Decision:
    """What is done at a moment where a person chose so. Raises Refused where the rules do not allow it."""
    if choice.act == MODEL:
        return at.decision
    meant = settled(at, choice)
    if _same(at, meant):
        own = at.decision.acts and isinstance(at.decision.acts[0].payload, e.VoteOpened)
        return at.decision if own else _players(at.decision)
    draft = at.state.drafts.get(meant.draft)
    row = _row(at.state, meant.text) if meant.text else None
    return _players(_ACTS[meant.act](at, draft, row))


def is_models(at: Moment, choice: Choice) -> bool:
    """Whether a choice is the model's, left to it or made. Raises Refused on one that is not open here."""
    return choice.act == MODEL or _same(at, settled(at, choice))


def _same(at: Moment, meant: Choice) -> bool:
    return meant == models_choice(at)._replace(moment=meant.moment)


def settled(at: Moment, choice: Choice) -> Choice:
    """A choice with its draft, where there is but one that it can mean. Raises Refused on one that is not open here."""
    act_, name = choice.act, at.occasion.name
    if act_ not in _ACTS:
        raise Refused(f"'{act_}' is nothing that can be done; allowed here: {', '.join(OPEN[name])}")
    if act_ in (YES, NO, ABSTAIN) and at.actor not in at.state.setting.seat_of:
        raise Refused(f"{at.actor} is no member of the Council: it has no vote")
    if act_ not in OPEN[name]:
        raise Refused(f"'{act_}' cannot be done at this moment; allowed here: {', '.join(OPEN[name])}")
    if choice.text and act_ not in WRITES:
        raise Refused(f"'{act_}' writes no text; a text goes with {', '.join(WRITES)}")
    if choice.text:
        _row(at.state, choice.text)
    return choice._replace(draft=_draft_of(at, act_, choice.draft))


def _draft_of(at: Moment, act_: str, named: str) -> str:
    """The draft that an act is about. Raises Refused where it is none, or could be several."""
    if act_ in (HOLD, PASS, TABLE, GO_AHEAD, KEEP_BACK):
        return ""
    fitting = [draft.name for draft in drafts_for(at, act_)]
    if named and named not in fitting:
        instead = f"; it can be done to {', '.join(fitting)}" if fitting else ""
        raise Refused(f"'{act_}' cannot be done to '{named}'{instead}")
    if not named and len(fitting) != 1:
        several = f"name one of {', '.join(fitting)}" if fitting else "there is no draft here that it can be done to"
        raise Refused(f"'{act_}': {several}")
    return named or fitting[0]


def drafts_for(at: Moment, act_: str) -> list[Draft]:
    """The drafts that an act can be about at a moment."""
    state, name = at.state, at.occasion.name
    if name == "vote":
        return [state.drafts[at.occasion.subject]]
    live = state.live_drafts()
    if name in ("review", "on_blue", "tabling", "pull_back", "mediation_reply"):
        live = [draft for draft in live if draft.name == at.occasion.subject]
    if act_ in (AMEND, CONSULT, PUT_IN_BLUE, LET_VOTE, STATEMENT):
        return [draft for draft in live if draft.sponsor == at.actor and draft.form is Form.RESOLUTION][-1:]
    if act_ == WITHDRAW:
        return [draft for draft in live if draft.sponsor == at.actor]
    if act_ == LEAVE:
        return [draft for draft in live if at.actor in draft.co_sponsors]
    if act_ in (GRANT, REFUSE):
        return live
    others = [draft for draft in live if not state.backs(at.actor, draft)]
    if act_ == OBJECT:
        return others
    if act_ == BRIDGE:
        return [draft for draft in live if draft.sponsor != at.actor and draft.form is Form.RESOLUTION]
    return [draft for draft in others if (draft.form is Form.RESOLUTION) == (act_ != LET_PASS)]


def _row(state: Crisis, text: Mapping[str, int]) -> int:
    """The row of a text. Raises Refused with all that is wrong with it."""
    wrong = [
        f"{fault.issue}: {fault.message}" + (f"; allowed: {fault.allowed}" if fault.allowed else "")
        for fault in faults(state.space.issues, text)
    ]
    if wrong:
        raise Refused("; ".join(wrong))
    return state.space.row(text)


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
