"""Whom an event concerns, and when it wakes them: a table from event kinds to occasions."""

from collections.abc import Callable
from typing import Any, Final

from sim.rules.bridging import bridge_builder, bridging_due, bridging_row
from sim.rules.chance import Chance
from sim.rules.contacts import next_call
from sim.rules.council import president_at
from sim.rules.crisis import OPPOSED, Crisis, Draft
from sim.rules.deadlines import brought_forward
from sim.rules.drafting import consultations_due
from sim.rules.hours import after_working_hours, next_working
from sim.rules.occasions import Occasion
from sim.rules.penholder import penholder
from sim.rules.sessions import WORKDAY, reopened
from sim.rules.spot import agreed_on_the_spot, first_meeting
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.texts import Form

Concerned = Callable[[Crisis, e.Event, Any, Chance], list[Occasion]]

COUNCIL_DAY = (9, 21)
"""Hours in New York between which missions act and silence ends."""

WORKING_WEEK = 5
"""Days of a week, from Monday, on which silence ends."""

BLUE_DAY, PRESIDENTS_DAY = (9, 22), (10, 21)
"""Hours in New York between which a text in blue is threatened, and the President puts forward a statement."""

CAPITAL_DAY, READING_DAY, MEASURE_DAY = (8, 22), (8, 20), (9, 20)
"""Local hours between which a capital answers, reads a text, and looks at its own means."""

PROVOKERS_DAY, ENVOYS_MORNING = (9, 21), (8, 12)
"""Local hours between which the provoker acts, and an envoy sets out."""


def concerned(state: Crisis, event: e.Event, chance: Chance) -> list[Occasion]:
    """The occasions an event gives rise to, after it was folded into the state."""
    rule = _CONCERNED.get(type(event.payload))
    return [] if rule is None else rule(state, event, event.payload, chance)


def _at_the_start(state: Crisis, event: e.Event, data: e.RunStarted, chance: Chance) -> list[Occasion]:
    setting = state.setting
    entries = [
        Occasion(entry.actor, "entry", setting.minute(entry.at), None, entry.id) for entry in setting.case.timeline
    ]
    begin = setting.emergent_from
    return [
        *entries,
        Occasion(COUNCIL, "horizon", setting.horizon, None),
        *(Occasion(COUNCIL, "council_changes", minute, None) for minute in setting.changes),
        *(next_call(state, actor, 1, chance) for actor in setting.actors if _calls(state, actor)),
        *(
            Occasion(each, "provoker", setting.local(each).next_between(begin, *PROVOKERS_DAY), None, "", 1)
            for each in setting.provokers
        ),
        *_measures(state, chance),
    ]


def _calls(state: Crisis, actor: str) -> bool:
    """Whether an actor takes part in telephone diplomacy at all."""
    case = state.setting.case
    return actor not in case.provoker and case.actors[actor].priority >= state.parameter("call_priority")


def _measures(state: Crisis, chance: Chance) -> list[Occasion]:
    """When each state looks at its own means: some days into the emergent part."""
    looks = []
    for code, actor in state.setting.case.actors.items():
        for measure in actor.measures:
            wait = chance.exponential(code, "measure", measure.id) * state.parameter("measure_days") * 1440
            due = state.setting.emergent_from + round(min(wait, state.parameter("measure_latest") * 1440))
            late = chance.uniform(code, "measure hour", measure.id)
            due = state.setting.local(code).next_between(due, *MEASURE_DAY, late)
            looks.append(Occasion(code, "measure", due, None, measure.id))
    return looks


def next_session(state: Crisis, chance: Chance, cause: int | None) -> Occasion:
    """The next consultations: a Poisson process whose rate falls at night and at weekends, less so under pressure."""
    number = state.sessions + 1
    begin = max(state.t + round(60 * state.parameter("session_gap")), state.setting.emergent_from)
    urgency = state.parameter("urgency_floor") + state.pressure / 100
    office = urgency / state.parameter("consult_hours")
    weekend, night = state.parameter("weekend_share") * urgency, state.parameter("night_share") * urgency
    rates = {
        (workday, in_hours): office * (1.0 if workday else weekend) * (1.0 if in_hours else night)
        for workday in (True, False)
        for in_hours in (True, False)
    }
    effort = chance.exponential(COUNCIL, "session", f"session {number}")
    due = after_working_hours(state.setting.council, begin, effort, WORKDAY, rates)
    return Occasion(COUNCIL, "session", due, cause, "", number)


def _after_provocation(state: Crisis, event: e.Event, data: Any, chance: Chance) -> list[Occasion]:
    return [next_session(state, chance, event.seq), *_draft_ready(state, event), *reopened(state, event)]


def _after_drafting_began(state: Crisis, event: e.Event, data: e.DraftingBegan, chance: Chance) -> list[Occasion]:
    assert state.drafting is not None
    return [*consultations_due(state, event, state.drafting), *_draft_ready(state, event)]


def _draft_ready(state: Crisis, event: e.Event) -> list[Occasion]:
    """When the text that somebody is drafting goes to all members; sooner after a further provocation."""
    if state.drafting is None:
        return []
    due = state.setting.council.next_between(state.drafting.ready, *COUNCIL_DAY, 0.5)
    return [Occasion(state.drafting.member, "draft_ready", due, event.seq, "", state.drafting.ready)]


def _after_circulation(state: Crisis, event: e.Event, data: Any, chance: Chance) -> list[Occasion]:
    draft = state.drafts[data.draft]
    found = [*_tabled_together(state, draft, event), *_reviews(state, draft, event, chance)]
    found.append(next_session(state, chance, event.seq))
    if draft.form is not Form.RESOLUTION:
        on_the_spot = agreed_on_the_spot(state, draft)
        hours = "spot_silence_hours" if on_the_spot else "silence_hours"
        due = max(event.t, state.setting.emergent_from) + round(60 * state.parameter(hours))
        days = 7 if on_the_spot or not state.rule("working_days") else WORKING_WEEK
        due = next_working(state.setting.council, due, *COUNCIL_DAY, days, 0.5)
        at_least = max(event.t, state.setting.emergent_from) + round(60 * state.parameter("spot_silence_hours"))
        due = brought_forward(state, due, at_least, COUNCIL_DAY, days)
        if state.rule("last_word"):
            members = [member for member in state.setting.members if not state.backs(member, draft)]
            found += [Occasion(member, "review", due, event.seq, draft.name, draft.version) for member in members]
        found.append(Occasion(COUNCIL, "silence", due, event.seq, draft.name, draft.version))
    return found


def _after_change(state: Crisis, event: e.Event, data: e.CouncilChanged, chance: Chance) -> list[Occasion]:
    """Who comes reads the drafts on the table."""
    return [
        review
        for draft in state.live_drafts()
        for review in _reviews(state, draft, event, chance)
        if review.actor in data.comes
    ]


def _tabled_together(state: Crisis, draft: Draft, event: e.Event) -> list[Occasion]:
    """With the first draft resolution of those who hold the pen, the other sponsors put their names to it."""
    tablers = state.setting.pen_members
    first = draft.sponsor in tablers and sum(each.sponsor in tablers for each in state.drafts.values()) == 1
    if not first or draft.form is not Form.RESOLUTION:
        return []
    others = [code for code in state.setting.case.sponsors if code in state.setting.members and code != draft.sponsor]
    return [Occasion(code, "tabling", event.t, event.seq, draft.name) for code in others]


def _reviews(state: Crisis, draft: Draft, event: e.Event, chance: Chance) -> list[Occasion]:
    """Every other member reads the text, in its capital's day, before silence could end."""
    found = []
    setting, version = state.setting, f"{draft.name} version {draft.version}"
    longest = 60 * state.parameter("silence_hours") - state.parameter("silence_margin")
    mean = 60 * state.parameter("review_hours")
    soonest, spread = state.parameter("review_soonest"), state.parameter("review_spread")
    reading = state.parameter("silence_reading")
    begin = max(event.t, setting.emergent_from)
    rereads = state.rule("backers_review")
    for member in setting.members:
        if member == draft.sponsor or (not rereads and member in draft.co_sponsors):
            continue
        draw = chance.uniform(member, "review", version)
        wait = mean * (soonest + spread * draw)
        due = setting.local(member).next_between(begin + round(wait), *READING_DAY, draw)
        due = setting.council.next_between(due, *COUNCIL_DAY, draw)
        if draft.form is not Form.RESOLUTION:
            due = min(due, begin + round(longest * (reading + (1 - reading) * draw)))
        found.append(Occasion(member, "review", due, event.seq, draft.name, draft.version))
    return found


def _after_session(state: Crisis, event: e.Event, data: e.ConsultationsHeld, chance: Chance) -> list[Occasion]:
    """The next session; what the opponents and bridge builders do; the sponsor's move once its capital has answered."""
    number = data.number
    found = [next_session(state, chance, event.seq)]
    for member in _stirred(state, f"session {number}", chance):
        draw = chance.uniform(member, "after session", f"session {number}")
        due = event.t + _minutes(state, "reaction_soonest") + round(state.parameter("reaction_spread") * draw)
        found.append(Occasion(member, "after_session", due, event.seq, "", number))
    for sponsor in dict.fromkeys(d.sponsor for d in state.live_drafts() if d.form is Form.RESOLUTION):
        due = _capital_answers(state, sponsor, event.t + _minutes(state, "round_wait"), f"session {number}", chance)
        found.append(Occasion(sponsor, "round", due, event.seq, "", number))
    if not any(d.form is Form.RESOLUTION for d in state.live_drafts()):
        found += _without_draft(state, event, number, chance)
    return [o for o in found if o.due >= state.setting.emergent_from or o.name == "session"]


def _stirred(state: Crisis, session: str, chance: Chance) -> list[str]:
    """Members that may act after a session: opponents of a draft, and whoever could bridge."""
    stirred: dict[str, None] = {}
    for draft in state.live_drafts():
        if draft.form is not Form.RESOLUTION:
            continue
        stirred.update(dict.fromkeys(m for m, stance in draft.declared.items() if stance == OPPOSED))
        if bridging_due(state, draft, session, chance) and (row := bridging_row(state, draft)) is not None:
            stirred[bridge_builder(state, draft, row)] = None
    stirred.pop("", None)
    return list(stirred)


def _without_draft(state: Crisis, event: e.Event, number: int, chance: Chance) -> list[Occasion]:
    found = []
    drafter = penholder(state)
    reads_out = drafter or president_at(state.setting.presidencies, event.t)
    if reads_out and reads_out not in state.setting.provokers and first_meeting(state):
        found.append(Occasion(reads_out, "spot_statement", event.t, event.seq, "", number))
    if drafter is not None and state.drafting is None:
        due = _capital_answers(state, drafter, event.t + _minutes(state, "penholder_wait"), f"pen {number}", chance)
        due = max(due, state.setting.emergent_from)
        found.append(Occasion(drafter, "become_penholder", due, event.seq, "", number))
    president = president_at(state.setting.presidencies, event.t)
    if president and drafter is None and president not in state.setting.provokers:
        due = state.setting.council.next_between(event.t + _minutes(state, "president_wait"), *PRESIDENTS_DAY)
        found.append(Occasion(president, "presidents_statement", due, event.seq, "", number))
    return found


def _capital_answers(state: Crisis, actor: str, t: int, occasion: str, chance: Chance) -> int:
    """When an actor's capital has answered and its mission in New York can act on it."""
    draw = chance.uniform(actor, "capital", occasion)
    wait = 60 * state.parameter("capital_hours") * (state.parameter("capital_soonest") + draw)
    answered = state.setting.local(actor).next_between(t + round(wait), *CAPITAL_DAY, draw)
    return state.setting.council.next_between(answered, *COUNCIL_DAY, draw)


def _after_amendment(state: Crisis, event: e.Event, data: e.DraftAmended, chance: Chance) -> list[Occasion]:
    return _reviews(state, state.drafts[data.draft], event, chance)


def _after_leaving(state: Crisis, event: e.Event, data: e.CoSponsorLeft, chance: Chance) -> list[Occasion]:
    """Who has taken its name off a draft reads it as any other, and may threaten where it is in blue."""
    draft = state.drafts[data.draft]
    names = ["review", "on_blue"] if draft.in_blue else ["review"]
    return [Occasion(event.actor, name, event.t, event.seq, draft.name, draft.version) for name in names]


def _into_blue(state: Crisis, event: e.Event, data: e.DraftPutInBlue, chance: Chance) -> list[Occasion]:
    draft = state.drafts[data.draft]
    vote = Occasion(COUNCIL, "vote_due", data.vote_at, event.seq, draft.name, data.vote_at)
    latest = data.vote_at - _minutes(state, "blue_reaction_margin")
    begin, wary = max(event.t, state.setting.emergent_from), []
    signed = draft.co_sponsors if state.rule("backers_review") else []
    for member in state.setting.members:
        if member in signed or (member in state.setting.blocking and not state.backs(member, draft)):
            draw = chance.uniform(member, "blue", f"{draft.name} version {draft.version}")
            wait = _minutes(state, "blue_reaction_soonest") + round(state.parameter("blue_reaction_spread") * draw)
            due = max(min(state.setting.council.next_between(begin + wait, *BLUE_DAY, draw), latest), begin)
            wary.append(Occasion(member, "on_blue", due, event.seq, draft.name, draft.version))
    return [vote, *wary]


def _to_the_vote(state: Crisis, event: e.Event, data: e.VoteOpened, chance: Chance) -> list[Occasion]:
    votes = [Occasion(member, "vote", event.t, event.seq, data.draft, data.number) for member in state.setting.members]
    return [*votes, Occasion(COUNCIL, "tally", event.t, event.seq, data.draft, data.number)]


def _after_product(state: Crisis, event: e.Event, data: Any, chance: Chance) -> list[Occasion]:
    return [Occasion(COUNCIL, "conclude", event.t, event.seq, data.draft)]


def _after_failed_vote(state: Crisis, event: e.Event, data: Any, chance: Chance) -> list[Occasion]:
    due = max(event.t, state.setting.emergent_from) + round(1440 * state.parameter("closing_days_failed"))
    return [
        Occasion(COUNCIL, "close_failed", due, event.seq, "", event.t),
        next_session(state, chance, event.seq),
    ]


def _after_blocked(state: Crisis, event: e.Event, data: Any, chance: Chance) -> list[Occasion]:
    return [next_session(state, chance, event.seq)]


def _after_outcome(state: Crisis, event: e.Event, data: e.OutcomeReached, chance: Chance) -> list[Occasion]:
    if not data.draft or data.text is None:
        return []
    sponsor = state.drafts[data.draft].sponsor
    later = state.setting.local(sponsor).next_between(event.t + _minutes(state, "welcome_wait"), *CAPITAL_DAY, 0.3)
    answers = []
    for provoker in state.setting.provokers:
        late = chance.uniform(provoker, "answer", data.draft)
        hours = state.parameter("answer_soonest") + state.parameter("answer_spread") * late
        answers.append(Occasion(provoker, "answer_outcome", event.t + round(60 * hours), event.seq, data.draft))
    return [
        *answers,
        Occasion(sponsor, "welcome", later, event.seq, data.draft),
        Occasion(COUNCIL, "close", event.t + round(60 * state.parameter("closing_hours")), event.seq),
    ]


def _after_mediation_asked(state: Crisis, event: e.Event, data: e.MediationProposed, chance: Chance) -> list[Occasion]:
    draft = state.drafts[data.draft]
    reported = event.t + _minutes(state, "mediation_reply_wait")
    due = _capital_answers(state, draft.sponsor, reported, "mediation", chance)
    return [Occasion(draft.sponsor, "mediation_reply", due, event.seq, data.draft)]


def _after_mediation_granted(state: Crisis, event: e.Event, data: e.MediationGranted, chance: Chance) -> list[Occasion]:
    due = state.setting.local(data.mediator).next_between(event.t + _minutes(state, "envoy_wait"), *ENVOYS_MORNING, 0.4)
    return [Occasion(data.mediator, "envoy_leaves", due, event.seq)]


def _after_envoy_left(state: Crisis, event: e.Event, data: e.EnvoySent, chance: Chance) -> list[Occasion]:
    due = max(data.returns_at, event.t + _minutes(state, "envoy_stay"))
    return [Occasion(event.actor, "envoy_returns", due, event.seq)]


def _after_envoy_back(state: Crisis, event: e.Event, data: e.EnvoyReturned, chance: Chance) -> list[Occasion]:
    if not data.success:
        return []
    due = event.t + _minutes(state, "envoy_concession_wait")
    return [Occasion(event.target, "concession", due, event.seq)]


def after_intervention(state: Crisis, event: e.Event, data: e.InterventionMade, chance: Chance) -> list[Occasion]:
    """Whom a change of course concerns: inserted entries; where stances change, readers, sponsors and the Council.

    A dropped decision concerns nobody but its own actor, who is about to take it.
    """
    setting = state.setting
    found = [Occasion(COUNCIL, "horizon", setting.horizon, event.seq)]
    for plain in data.inserts:
        due = max(event.t, setting.minute(setting.entries[plain["id"]].at))
        found.append(Occasion(plain["actor"], "entry", due, event.seq, plain["id"], 1))
    if data.sets:
        found += _after_changed_stances(state, event, [path for path, _ in data.sets], chance)
    return found


def _after_changed_stances(state: Crisis, event: e.Event, paths: list[str], chance: Chance) -> list[Occasion]:
    """Whoever a path names reads the live drafts again, and sponsors think again; a general path concerns everybody."""
    setting = state.setting
    named = {path: [actor for actor in setting.actors if actor in _words(path)] for path in paths}
    general = not all(named.values())
    changed = setting.actors if general else [actor for actors in named.values() for actor in actors]
    found = [next_session(state, chance, event.seq)] if state.in_crisis() else []
    for draft in state.live_drafts():
        found += [occasion for occasion in _reviews(state, draft, event, chance) if occasion.actor in changed]
        if draft.in_blue:
            due = max(event.t, draft.vote_at)
            found.append(Occasion(COUNCIL, "vote_due", due, event.seq, draft.name, draft.vote_at))
        if draft.form is Form.RESOLUTION and draft.sponsor in changed:
            reported = event.t + _minutes(state, "round_wait")
            due = _capital_answers(state, draft.sponsor, reported, f"intervention {event.seq}", chance)
            found.append(Occasion(draft.sponsor, "round", due, event.seq, "", state.sessions))
    return found


def _minutes(state: Crisis, name: str) -> int:
    """A parameter in minutes, whole."""
    return round(state.parameter(name))


def _words(path: str) -> list[str]:
    """The words of an override's path, the two ends of a tie apart."""
    return path.replace("-", ".").split(".")


_CONCERNED: Final[dict[type[e.Payload], Concerned]] = {
    e.RunStarted: _at_the_start,
    e.InterventionMade: after_intervention,
    e.ProvocationOccurred: _after_provocation,
    e.DraftingBegan: _after_drafting_began,
    e.DraftCirculated: _after_circulation,
    e.CoSponsorLeft: _after_leaving,
    e.CouncilChanged: _after_change,
    e.ConsultationsHeld: _after_session,
    e.DraftAmended: _after_amendment,
    e.DraftPutInBlue: _into_blue,
    e.VoteOpened: _to_the_vote,
    e.ResolutionAdopted: _after_product,
    e.StatementAgreed: _after_product,
    e.DraftVetoed: _after_failed_vote,
    e.DraftFailed: _after_failed_vote,
    e.StatementBlocked: _after_blocked,
    e.OutcomeReached: _after_outcome,
    e.MediationProposed: _after_mediation_asked,
    e.MediationGranted: _after_mediation_granted,
    e.EnvoySent: _after_envoy_left,
    e.EnvoyReturned: _after_envoy_back,
}
