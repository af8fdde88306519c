"""The timeline: provocations happen; planned acts go through the actor's present stance, or are withheld."""

from typing import Any

from sim.rules.chance import Chance
from sim.rules.contacts import moves
from sim.rules.council import president_at
from sim.rules.crisis import Crisis
from sim.rules.occasions import NOTHING, Act, Decision, Occasion
from sim.vocabulary import events as e
from sim.vocabulary.case import PROVOCATIONS, Entry
from sim.vocabulary.texts import Text


def entry_due(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """A timeline entry at its minute: it happens, or ActWithheld records the terms that kept it back."""
    entry = state.setting.entries.get(occasion.subject)
    if entry is None or entry.id in state.happened or entry.id in state.withheld or state.ended:
        return NOTHING
    origin = e.Origin.INTERVENTION if occasion.number else e.Origin.SCRIPTED
    source = entry.source[0] if entry.source else ""
    target = entry.to[0] if entry.to else ""
    cause = _answered(state, entry)
    reason, terms = _kept_back(state, entry, cause)
    if reason:
        withheld = e.ActWithheld(entry.id, entry.kind, reason, terms)
        return Decision((Act(withheld, target, -1, origin, source),))
    return Decision((Act(_payload(state, entry, terms), target, -1 if cause is None else cause, origin, source),))


def _answered(state: Crisis, entry: Entry) -> int | None:
    """Seq of the last event the entry answers; None if it answers none or none happened."""
    happened = [state.happened[answered] for answered in entry.in_answer_to if answered in state.happened]
    return max(happened, default=None)


def _kept_back(state: Crisis, entry: Entry, answered: int | None) -> tuple[str, dict[str, Any]]:
    """Why a planned act is withheld, empty if it is not, and the numbers it was judged by.

    answered: seq of the event that it answers, if that happened.
    """
    if entry.id in state.dropped_entries:
        return "dropped", {}
    if entry.in_answer_to and answered is None:
        return "nothing_to_answer", {"in_answer_to": list(entry.in_answer_to)}
    if entry.kind in PROVOCATIONS or entry.actor not in state.setting.case.actors:
        return "", {}
    if entry.kind == "draft" and state.setting.case.penholder == "none":
        return "no_penholder", {}
    if entry.text is not None:
        worth = _worth(state, entry.actor, entry.text)
        least = worth["share_m"] * worth["best_m"]
        unwilling = worth["gain_m"] <= 0 or 1000 * worth["gain_m"] < least
        return ("unwilling" if unwilling else ""), worth
    priority = state.setting.case.actors[entry.actor].priority
    least_priority = round(state.parameter("act_priority"))
    careless = bool(entry.in_answer_to) and priority < least_priority
    return ("matters_too_little" if careless else ""), (
        {"priority": priority, "least_priority": least_priority} if careless else {}
    )


def _worth(state: Crisis, actor: str, text: Text) -> dict[str, int]:
    """What a planned text is worth to its author now, beside the best text it could write, thousandths."""
    best = float(state.gains(actor).max())
    gain = state.gain(actor, state.space.row(text))
    share = state.parameter("draft_share")
    return {"gain_m": round(1000 * gain), "best_m": round(1000 * best), "share_m": round(1000 * share)}


def _payload(state: Crisis, entry: Entry, terms: dict[str, Any]) -> e.Payload:
    """The event a timeline entry becomes."""
    kind, words = entry.kind, entry.summary
    if kind in PROVOCATIONS:
        made = {"nuclear_test": e.NuclearTestConducted, "satellite_launch": e.SatelliteLaunched}.get(
            kind, e.MissileLaunched
        )
        severity = state.setting.severity(kind, entry.severity)
        return made(entry.id, kind, severity, words, entry.weapon, entry.site, entry.result)
    if kind in ("call", "visit"):
        drawn = [move for other in entry.to for move in _moves(state, entry.actor, other)]
        if kind == "call":
            return e.CallHeld(entry.id, words, entry.minutes or 0, entry.agreed, drawn)
        return e.VisitMade(entry.id, words, entry.agreed, drawn)
    if kind == "draft":
        assert entry.text is not None
        name = state.next_draft_name(entry.actor)
        text = {key: entry.text[key] for key in state.space.keys}
        return e.DraftCirculated(entry.id, name, text, words, "planned", terms)
    if kind == "consultations":
        president = president_at(state.setting.presidencies, state.t)
        pressure = round(1000 * state.pressure)
        live = [draft.name for draft in state.live_drafts()]
        return e.ConsultationsHeld(entry.id, state.sessions + 1, words, president, live, {}, [], [], pressure)
    if kind == "national_measure":
        return e.NationalMeasureTaken(entry.id, entry.id, words, {})
    if kind == "concession":
        return e.ConcessionMade(entry.id, state.setting.severity("concession", entry.severity), words)
    if kind == "position":
        return e.PositionDeclared(entry.id, words, "", 0, "", terms)
    plain = {"statement": e.StatementMade, "alert": e.AlertRaised, "meeting_request": e.MeetingRequested}
    return plain.get(kind, e.TalksProposed)(entry.id, words)


def _moves(state: Crisis, actor: str, other: str) -> list[list[Any]]:
    known = state.setting.case.actors
    return moves(state, actor, other) if actor in known and other in known else []
