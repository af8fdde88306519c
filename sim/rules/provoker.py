"""What a provoker does by itself, day by day: threatens, does it again, or gives way."""

from sim.rules.chance import Chance
from sim.rules.crisis import Crisis
from sim.rules.gains import thousandths
from sim.rules.occasions import NOTHING, Act, Decision, Occasion, act
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.margins import by_lines
from sim.vocabulary.parts import MeasureTerms, ThreatTerms

MOST_THREATS = 3
"""A provoker that has threatened this often threatens no more."""


def each_day(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """One day of a provoker's; it sleeps once the outcome is known."""
    if state.outcome is not None or state.ended:
        return NOTHING
    provoker, day = occasion.actor, f"day {occasion.number}"
    due = state.setting.local(provoker).next_between(state.t + 18 * 60, 9, 21, chance.uniform(provoker, "hour", day))
    again = [Occasion(provoker, "provoker", due, occasion.cause, "", occasion.number + 1)]
    if not state.in_crisis():
        return Decision(again=again)
    return Decision(tuple(_threat(state, provoker, day, chance) or _deed(state, provoker, day, chance)), again)


def _threat(state: Crisis, provoker: str, day: str, chance: Chance) -> list[Act]:
    """It threatens more over a draft that would hurt it."""
    for draft in state.live_drafts():
        gain_m = thousandths(state.gain(provoker, draft.row))
        line_m = thousandths(-state.parameter("provoker_threat_below"))
        willing = gain_m < line_m and state.threats_issued.get(provoker, 0) < MOST_THREATS
        if willing and chance.happens(state.parameter("provoker_threat_chance"), provoker, "threat", day):
            threat = e.ThreatIssued(
                summary=state.setting.case.wording.threat,
                terms=ThreatTerms(gain_m=gain_m, threatens_below_m=line_m, draft=draft.name),
                options=by_lines(gain_m, "threaten", "threaten", ("stay_silent", line_m)),
                chosen="threaten",
            )
            return [Act(threat, COUNCIL, draft.text_seq)]
    return []


def _deed(state: Crisis, provoker: str, day: str, chance: Chance) -> list[Act]:
    """It does again what it did last itself, the more readily the less it wants talks; or, rarely, it gives way."""
    setting = state.setting
    wants_talks = setting.openness(state.positions(provoker)) / 100
    last = state.last_deed.get(provoker, "")
    defiant = state.parameter("relaunch_chance") * (1.0 - wants_talks)
    words = setting.provocation(last).again if last else ""
    if words and chance.happens(defiant, provoker, "launch", day):
        again = e.ProvocationOccurred(entry="", what=last, severity=setting.severity(last), summary=words)
        return [Act(again, "", -1)]
    if chance.happens(state.parameter("concession_chance") * wants_talks, provoker, "concession", day):
        given = e.ConcessionMade(entry="", severity=_offer(state), summary=setting.case.wording.offer)
        return [Act(given, "", None)]
    return []


def _offer(state: Crisis) -> int:
    """The share of the pressure that an offer takes away, 0-100: words do not end a war while the guns speak."""
    severity = state.setting.concession()
    if not state.setting.family.at_war or not state.rule("words_in_war"):
        return severity
    return round(severity * state.parameter("words_share"))


def concession_to_envoy(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """What the provoker gives an envoy who was heard."""
    words = state.setting.case.wording.concession
    return act(e.ConcessionMade(entry="", severity=state.setting.concession(), summary=words))


def measure(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """A state takes a step of its own once the pressure has reached the mark it set for it."""
    measures = {m.id: m for m in state.setting.case.actors[occasion.actor].measures}
    step = measures.get(occasion.subject)
    pressure_m = thousandths(state.pressure)
    if step is None or step.id in state.measures or not state.in_crisis() or pressure_m < 1000 * step.at_pressure:
        return NOTHING
    line_m = 1000 * step.at_pressure
    taken = Act(
        e.NationalMeasureTaken(
            entry="",
            measure=step.id,
            summary=step.summary,
            terms=MeasureTerms(pressure_m=pressure_m, taken_from_m=line_m),
            options=by_lines(pressure_m, "take", "wait", ("take", line_m)),
            chosen="take",
        ),
        state.setting.provoker_near(occasion.actor),
        state.provocations[-1][1],
        source=step.source[0] if step.source else "",
    )
    return Decision((taken,))
