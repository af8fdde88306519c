"""The timeline: provocations happen; planned acts go through the actor's present stance, or are withheld."""

from sim.rules.bargaining import no_text_left
from sim.rules.chance import Chance
from sim.rules.contacts import moves
from sim.rules.council import president_at
from sim.rules.crisis import Crisis
from sim.rules.gains import thousandths
from sim.rules.moves import move
from sim.rules.occasions import NOTHING, WITHHOLD, Act, Decision, Occasion
from sim.rules.withholding import withheld, withheld_terms
from sim.vocabulary import events as e
from sim.vocabulary.case import MOVES, NOBODY, PROVOCATION, Entry
from sim.vocabulary.margins import by_lines
from sim.vocabulary.parts import DraftTerms, Move, Options, WithheldTerms
from sim.vocabulary.texts import Form, Text

GO_AHEAD = "go_ahead"
"""What an actor may do with a planned act, beside withholding it."""


def entry_due(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """A timeline entry at its minute: it happens, or ActWithheld records the terms that kept it back."""
    entry = state.setting.entries.get(occasion.subject)
    if entry is None or entry.id in state.happened or entry.id in state.withheld or state.ended:
        return NOTHING
    origin = e.Origin.INTERVENTION if occasion.number else e.Origin.SCRIPTED
    source = entry.source[0] if entry.source else ""
    target = entry.to[0] if entry.to else ""
    cause = _answered(state, entry)
    actor = _who_acts(state, entry)
    if actor != occasion.actor:
        return Decision(again=[occasion._replace(actor=actor, due=state.t)])
    kept_back = _kept_back(state, entry, actor, cause)
    if kept_back is not None:
        return Decision((Act(kept_back, target, -1, origin, source),))
    if entry.kind in MOVES:
        made, draft = move(state, entry, actor)
        about = -1 if draft is None else draft.text_seq
        return Decision((Act(made, target, about if cause is None else cause, origin, source),))
    return Decision((Act(happening(state, entry, actor), target, -1 if cause is None else cause, origin, source),))


def _who_acts(state: Crisis, entry: Entry) -> str:
    """The actor of an entry; a text of somebody who is no member is tabled by a friend."""
    by_sponsor, _ = MOVES.get(entry.kind, (entry.kind == "draft", None))
    return state.setting.tabled_by(entry.actor) if by_sponsor else entry.actor


def _answered(state: Crisis, entry: Entry) -> int | None:
    """Seq of the last event the entry answers; None if it answers none or none happened."""
    happened = [state.happened[answered] for answered in entry.in_answer_to if answered in state.happened]
    return max(happened, default=None)


def _kept_back(state: Crisis, entry: Entry, actor: str, answered: int | None) -> e.ActWithheld | None:
    """The withholding of a planned act, with the numbers it was judged by; None where it goes ahead.

    actor: who acts. answered: seq of the event that it answers, if that happened.
    """
    if entry.id in state.dropped_entries:
        return _withheld(entry, "dropped")
    if entry.in_answer_to and answered is None:
        return _withheld(entry, "nothing_to_answer", withheld_terms(in_answer_to=list(entry.in_answer_to)))
    if entry.kind == PROVOCATION or entry.actor not in state.setting.case.actors:
        return None
    if entry.kind in MOVES and actor not in state.setting.members:
        return _withheld(entry, "no_seat")
    if entry.kind == "draft" and state.setting.case.penholder == NOBODY:
        return _withheld(entry, "no_penholder")
    if entry.kind == "draft" and entry.text is not None:
        backed = state.co_sponsored(actor)
        if backed is not None and state.space.product[state.space.row(entry.text)] is Form.RESOLUTION:
            return _withheld(entry, "backs_another", withheld_terms(draft=backed.name))
        if no_text_left(state, actor):
            return _withheld(entry, "no_text", options={WITHHOLD: 0})
        gain_m, best_m, share_m = _worth(state, entry, actor, entry.text)
        least_m = _least(best_m, share_m)
        if gain_m >= least_m:
            return None
        options = by_lines(gain_m, WITHHOLD, WITHHOLD, (GO_AHEAD, least_m))
        return _withheld(
            entry, "unwilling", withheld_terms(gain_m=gain_m, best_m=best_m, share_m=share_m), options
        )  # fmt: skip
    priority = state.setting.case.actors[entry.actor].priority
    least = round(state.parameter("act_priority"))
    if not entry.in_answer_to or priority >= least:
        return None
    terms = withheld_terms(priority=priority, least_priority=least)
    options = by_lines(1000 * priority, WITHHOLD, WITHHOLD, (GO_AHEAD, 1000 * least))
    return _withheld(entry, "matters_too_little", terms, options)


def _withheld(entry: Entry, reason: str, terms: WithheldTerms | None = None, options: Options = None) -> e.ActWithheld:
    return withheld(entry.kind, reason, terms, options, entry.id)


def _worth(state: Crisis, entry: Entry, actor: str, text: Text) -> tuple[int, int, int]:
    """What a planned text is worth to who tables it now, its best text, and the share of that it asks for, thousandths.

    A friend that tables the text of another asks for no share: it must be worth something to it.
    """
    gain, best = state.gain(actor, state.space.row(text)), float(state.gains(actor).max())
    share = state.parameter("draft_share") if actor == entry.actor else 0.0
    return thousandths(gain), thousandths(best), thousandths(share)


def _least(best_m: int, share_m: int) -> int:
    """The least gain for which a text is circulated, thousandths: above nothing, and its share of the best."""
    return max(1, -(-share_m * best_m // 1000))


def happening(state: Crisis, entry: Entry, actor: str) -> e.Payload:
    """The event a timeline entry becomes, but for one that is about a draft on the table (`moves.py`)."""
    kind, words = entry.kind, entry.summary
    if kind == PROVOCATION:
        return e.ProvocationOccurred(
            entry=entry.id,
            what=entry.what,
            severity=state.setting.severity(entry.what, entry.severity),
            summary=words,
            means=entry.means,
            place=entry.place,
            result=entry.result,
        )
    if kind in ("call", "visit"):
        drawn = [move for other in entry.to for move in _moves(state, entry.actor, other)]
        if kind == "call":
            return e.CallHeld(
                entry=entry.id, summary=words, minutes=entry.minutes or 0, agreed=entry.agreed, moves=drawn
            )
        return e.VisitMade(entry=entry.id, summary=words, agreed=entry.agreed, moves=drawn)
    if kind == "draft":
        return _planned_draft(state, entry, actor)
    if kind == "consultations":
        return e.ConsultationsHeld(
            entry=entry.id,
            number=state.sessions + 1,
            summary=words,
            president=president_at(state.setting.presidencies, state.t),
            drafts=[draft.name for draft in state.live_drafts()],
            signals_m={},
            pressed=[],
            unpressed=[],
            pressure_m=thousandths(state.pressure),
        )
    if kind == "national_measure":
        return e.NationalMeasureTaken(entry=entry.id, measure=entry.id, summary=words, terms=None)
    if kind == "concession":
        severity = state.setting.concession(entry.severity)
        return e.ConcessionMade(entry=entry.id, severity=severity, summary=words)
    if kind == "position":
        return e.PositionDeclared(entry=entry.id, summary=words, draft="", version=0, stance="", terms=None)
    plain = {"statement": e.StatementMade, "alert": e.AlertRaised, "meeting_request": e.MeetingRequested}
    return plain.get(kind, e.TalksProposed)(entry=entry.id, summary=words)


def _planned_draft(state: Crisis, entry: Entry, actor: str) -> e.DraftCirculated:
    """The text that was planned, with what it is worth to its author."""
    assert entry.text is not None
    gain_m, best_m, share_m = _worth(state, entry, actor, entry.text)
    return e.DraftCirculated(
        entry=entry.id,
        draft=state.next_draft_name(actor),
        text={key: entry.text[key] for key in state.space.keys},
        summary=entry.summary,
        reason="planned",
        terms=DraftTerms(gain_m=gain_m, best_m=best_m, share_m=share_m, passing_m=None, carries_m=None),
        options=by_lines(gain_m, GO_AHEAD, WITHHOLD, (GO_AHEAD, _least(best_m, share_m))),
        chosen=GO_AHEAD,
        drafter="" if actor == entry.actor else entry.actor,
    )


def _moves(state: Crisis, actor: str, other: str) -> list[Move]:
    known = state.setting.case.actors
    return moves(state, actor, other) if actor in known and other in known else []
