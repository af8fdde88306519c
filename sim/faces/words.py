"""What each kind of event says in the timeline: a table from event kinds to sentences without their subject."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sim.faces import telling as tell
from sim.faces.telling import FORM_WORDS, Telling, amount, gain, in_a_row, in_brackets, ordinal
from sim.vocabulary import events as e
from sim.vocabulary.events import Event
from sim.vocabulary.parts import DeclaredLimit, RejectionTerms, ReviewTerms, VoteTerms, WelcomeTerms

Sentence = Callable[[Telling, Event, Any], str]


def words(telling: Telling, event: Event) -> str:
    """What an event says, without its subject: `circulates a draft resolution (JPN-1): 100/100/85/95/30`."""
    return WORDS[event.type](telling, event, event.payload)


def _summary(telling: Telling, event: Event, data: Any) -> str:
    return str(data.summary)


def _started(telling: Telling, event: Event, data: e.RunStarted) -> str:
    changes = [f"{path}={value}" for path, value in data.sets] + [f"without {entry}" for entry in data.without]
    return f"{data.scenario} begins, seed {data.seed}" + (f"; changed: {', '.join(changes)}" if changes else "")


def _intervened(telling: Telling, event: Event, data: e.InterventionMade) -> str:
    done = [f"sets {path}={value}" for path, value in data.sets]
    done += [f"drops {drop.get('entry') or drop.get('act', '')}".rstrip() for drop in data.drops]
    done += [f"inserts {plain.get('id', 'an entry')}" for plain in data.inserts]
    done += [f"draws new luck {data.luck}"] if data.luck else []
    return f"the analyst {in_a_row(done) if done else 'changes nothing'}"


# Provocations


def _launched(telling: Telling, event: Event, data: e.MissileLaunched) -> str:
    if data.entry:
        return data.summary
    kind = data.provocation.replace("_range", "-range").replace("_", " ")
    return f"{data.summary}: {kind}, pressure up by {data.severity} % of what is left"


def _conceded(telling: Telling, event: Event, data: e.ConcessionMade) -> str:
    return f"{data.summary}; pressure down by {data.severity} %"


def _threatened_more(telling: Telling, event: Event, data: e.ThreatIssued) -> str:
    return f"{data.summary}; {data.terms['draft']} is worth {gain(data.terms['gain_m'])} to it"


# Words and contacts


def _called(telling: Telling, event: Event, data: e.CallHeld) -> str:
    said = data.summary or f"rings {telling.place(event.target)}"
    minutes = f", {data.minutes} min" if data.minutes else ""
    return said + minutes + (f"; agreed: {data.agreed}" if data.agreed else "")


def _visited(telling: Telling, event: Event, data: e.VisitMade) -> str:
    said = data.summary or f"visits {telling.place(event.target)}"
    return said + (f"; agreed: {data.agreed}" if data.agreed else "")


def _measured(telling: Telling, event: Event, data: e.NationalMeasureTaken) -> str:
    reached = f" (pressure {amount(data.terms['pressure_m'])})" if data.terms is not None else ""
    return data.summary + reached


# In the Council


def _consulted(telling: Telling, event: Event, data: e.ConsultationsHeld) -> str:
    if data.entry:
        return data.summary
    on = f" on {in_a_row(data.drafts)}" if data.drafts else ""
    chair = f", {telling.name(data.president)} in the chair" if data.president else ""
    said = f"meets in consultations ({ordinal(data.number)}){on}{chair}"
    return said + _limits(telling, data.pressed, "insists") + _limits(telling, data.unpressed, "no longer insists")


def _limits(telling: Telling, limits: list[DeclaredLimit], verb: str) -> str:
    by: dict[str, list[str]] = {}
    for member, issue in limits:
        by.setdefault(member, []).append(telling.issue(issue))
    return "".join(f"; {telling.name(member)} {verb} on {in_a_row(issues)}" for member, issues in by.items())


def _declared(telling: Telling, event: Event, data: e.PositionDeclared) -> str:
    if not data.draft:
        return data.summary
    worth = in_brackets(f"gain {gain(data.terms['gain_m'])}" if data.terms is not None else "")
    said = {
        "support": f"supports {data.draft}",
        "reserved": f"keeps its position on {data.draft} open",
        "opposed": f"speaks against {data.draft}",
    }
    return said.get(data.stance, f"{data.summary}: {data.draft}") + worth


def _circulated(telling: Telling, event: Event, data: e.DraftCirculated) -> str:
    return f"{data.summary} ({data.draft}): {telling.text(data.text)}"


def _joined(telling: Telling, event: Event, data: e.CoSponsorJoined) -> str:
    return f"co-sponsors {data.draft}{in_brackets(_worth(data.terms))}"


def _worth(terms: ReviewTerms | RejectionTerms | WelcomeTerms) -> str:
    return f"gain {gain(terms['gain_m'])}"


def _objected(telling: Telling, event: Event, data: e.ObjectionRaised) -> str:
    return f"objects to {data.draft}: {_grounds(telling, data)}"


def _grounds(telling: Telling, data: e.ObjectionRaised) -> str:
    terms = data.terms
    if data.crossed:
        return telling.crossed(data.crossed)
    going_on, no_below = terms["going_on_m"], terms["no_below_m"]
    if data.grounds == "going_on" and going_on is not None:
        return f"worth {gain(terms['gain_m'])} to it, going on with the other draft {gain(going_on)}"
    line = f", it votes no below {gain(no_below)}" if no_below is not None else ""
    return f"worth {gain(terms['gain_m'])} to it{line}"


def _threatened(telling: Telling, event: Event, data: e.VetoThreatened) -> str:
    again = f" ({ordinal(data.times)} time)" if data.times > 1 else ""
    why = telling.crossed(data.crossed) or f"worth {gain(data.terms['gain_m'])} to it"
    return f"threatens to veto {data.draft}{again}: {why}"


def _bridged(telling: Telling, event: Event, data: e.BridgingTextOffered) -> str:
    return f"offers bridging wording for {data.draft}: {telling.changes(data.changes)}"


def _amended(telling: Telling, event: Event, data: e.DraftAmended) -> str:
    bridge = "takes up the bridging wording in" if data.bridge else "amends"
    return f"{bridge} {data.draft} (version {data.version}): {telling.changes(data.changes)}"


def _continued(telling: Telling, event: Event, data: e.ConsultationsContinued) -> str:
    return f"leaves {data.draft} as it stands and consults on"


def _in_blue(telling: Telling, event: Event, data: e.DraftPutInBlue) -> str:
    hopes = f" (it puts its chance at {data.terms['passing_m'] / 10:.0f} %)"
    return f"puts {data.draft} in blue, vote from {telling.utc(data.vote_at)}{hopes}"


_WITHDRAWN: Final[Mapping[str, str]] = {
    "statement_instead": "to try a statement",
    "dropped": "nothing is to be had by going on",
    "no_longer_worth_it": "it is no longer worth it",
}


def _withdrawn(telling: Telling, event: Event, data: e.DraftWithdrawn) -> str:
    return f"withdraws {data.draft}: {_WITHDRAWN.get(data.reason, data.reason.replace('_', ' '))}"


def _mediation_proposed(telling: Telling, event: Event, data: e.MediationProposed) -> str:
    return f"asks for time until {telling.utc(data.until)} to send an envoy, before {data.draft} is voted on"


def _mediation_granted(telling: Telling, event: Event, data: e.MediationGranted) -> str:
    return f"grants {telling.name(data.mediator)} time: no vote on {data.draft} before {telling.utc(data.until)}"


def _mediation_refused(telling: Telling, event: Event, data: e.MediationRefused) -> str:
    terms = data.terms
    why = f": waiting costs it {amount(terms['cost_m'])}, the envoy may bring {amount(terms['worth_m'])}"
    return f"will not wait for the envoy of {telling.name(data.mediator)}{why}"


def _envoy_sent(telling: Telling, event: Event, data: e.EnvoySent) -> str:
    return f"{data.summary}, back by {telling.utc(data.returns_at)}"


def _envoy_back(telling: Telling, event: Event, data: e.EnvoyReturned) -> str:
    if data.success:
        return f"has its envoy back from {telling.place(event.target)} with a promise"
    return f"has its envoy back from {telling.place(event.target)} empty-handed"


def _vote_opened(telling: Telling, event: Event, data: e.VoteOpened) -> str:
    chair = f", {telling.name(data.president)} in the chair" if data.president else ""
    return f"puts {data.draft} (version {data.version}) to the vote{chair}: {telling.text(data.text)}"


def _voted(telling: Telling, event: Event, data: e.VoteCast) -> str:
    said = {"yes": f"votes yes on {data.draft}", "no": f"votes no on {data.draft}"}
    return said.get(data.vote, f"abstains on {data.draft}") + in_brackets(_why_voted(telling, data.terms))


def _why_voted(telling: Telling, terms: VoteTerms) -> str:
    reasons = [f"gain {gain(terms['gain_m'])}"]
    reasons += [f"the day's luck {gain(terms['noise_m'])}"] if terms["noise_m"] else []
    reasons += [telling.crossed(terms["crossed"])] if terms["crossed"] else []
    reasons += [f"for the sake of {terms['withheld_for']}"] if terms["withheld_for"] else []
    return ", ".join(reasons)


def _adopted(telling: Telling, event: Event, data: e.ResolutionAdopted) -> str:
    return f"adopts {data.draft} as a resolution, {_tally(data)}: {telling.text(data.text)}"


def _vetoed(telling: Telling, event: Event, data: e.DraftVetoed) -> str:
    return f"sees {data.draft} vetoed by {telling.names(data.by)}, {_tally(data)}: {telling.text(data.text)}"


def _failed(telling: Telling, event: Event, data: e.DraftFailed) -> str:
    return f"lets {data.draft} fail for want of nine votes, {_tally(data)}: {telling.text(data.text)}"


def _tally(data: Any) -> str:
    return tell.vote(data.yes, data.no, data.abstain)


def _agreed(telling: Telling, event: Event, data: e.StatementAgreed) -> str:
    return f"agrees on {data.draft} as a {FORM_WORDS.get(data.form, data.form)}: {telling.text(data.text)}"


def _blocked(telling: Telling, event: Event, data: e.StatementBlocked) -> str:
    return f"does not agree on {data.draft}: {telling.names(data.by)} object{'s' if len(data.by) == 1 else ''}"


def _welcomed(telling: Telling, event: Event, data: e.OutcomeWelcomed) -> str:
    return f"welcomes the outcome{in_brackets(_worth(data.terms))}"


def _rejected(telling: Telling, event: Event, data: e.OutcomeRejected) -> str:
    return f"{data.summary}{in_brackets(_worth(data.terms))}"


_ACTS: Final[Mapping[str, str]] = {
    "statement": "its statement",
    "position": "its position",
    "alert": "its alert",
    "meeting_request": "its request for a meeting",
    "consultations": "the consultations",
    "call": "its call",
    "visit": "its visit",
    "draft": "its draft",
    "talks_proposal": "its proposal of talks",
    "national_measure": "its measure",
    "concession": "its concession",
}


def _withheld(telling: Telling, event: Event, data: e.ActWithheld) -> str:
    on = f" on {data.terms['draft']}" if data.terms is not None and data.terms["draft"] else ""
    what = _ACTS.get(data.act, f"its act {data.act}{on}")
    return f"withholds {what}{in_brackets(data.entry)}: {_why_withheld(data.reason, data.terms)}"


def _why_withheld(reason: str, terms: Any) -> str:
    if reason == "unwilling":
        return (
            f"worth {gain(terms['gain_m'])} to it, and its best text {gain(terms['best_m'])}; "
            f"it asks for {terms['share_m'] / 10:.0f} % of that"
        )
    if reason == "matters_too_little":
        return f"the crisis matters too little to it ({terms['priority']}, from {terms['least_priority']} it acts)"
    if reason == "nothing_to_answer":
        answered = terms["in_answer_to"]
        shown = answered if len(answered) <= 3 else [*answered[:1], f"{len(answered) - 1} more"]
        return f"none of what it answers happened{in_brackets(in_a_row(shown))}"
    return {"no_penholder": "nobody holds the pen", "dropped": "the analyst dropped it"}.get(
        reason, reason.replace("_", " ")
    )


def _outcome(telling: Telling, event: Event, data: e.OutcomeReached) -> str:
    parts = [f"outcome: {FORM_WORDS.get(data.form, data.form)}"]
    parts += [_tally(data)] if data.votes else []
    parts += [tell.day(data.days_m)] if data.days_m is not None else []
    return ", ".join(parts)


def _ended(telling: Telling, event: Event, data: e.RunEnded) -> str:
    reasons = {
        "after_product": "some days after the outcome",
        "after_failed_vote": "no new draft followed the failed vote",
        "horizon": "the horizon of the scenario is reached",
    }
    return f"the run ends: {reasons.get(data.reason, data.reason.replace('_', ' '))}"


WORDS: Final[Mapping[str, Sentence]] = {
    "RunStarted": _started,
    "InterventionMade": _intervened,
    "MissileLaunched": _launched,
    "SatelliteLaunched": _launched,
    "NuclearTestConducted": _launched,
    "ConcessionMade": _conceded,
    "ThreatIssued": _threatened_more,
    "StatementMade": _summary,
    "AlertRaised": _summary,
    "CallHeld": _called,
    "VisitMade": _visited,
    "TalksProposed": _summary,
    "NationalMeasureTaken": _measured,
    "MeetingRequested": _summary,
    "ConsultationsHeld": _consulted,
    "PositionDeclared": _declared,
    "DraftCirculated": _circulated,
    "CoSponsorJoined": _joined,
    "ObjectionRaised": _objected,
    "VetoThreatened": _threatened,
    "BridgingTextOffered": _bridged,
    "DraftAmended": _amended,
    "ConsultationsContinued": _continued,
    "DraftPutInBlue": _in_blue,
    "DraftWithdrawn": _withdrawn,
    "MediationProposed": _mediation_proposed,
    "MediationGranted": _mediation_granted,
    "MediationRefused": _mediation_refused,
    "EnvoySent": _envoy_sent,
    "EnvoyReturned": _envoy_back,
    "VoteOpened": _vote_opened,
    "VoteCast": _voted,
    "ResolutionAdopted": _adopted,
    "DraftVetoed": _vetoed,
    "DraftFailed": _failed,
    "StatementAgreed": _agreed,
    "StatementBlocked": _blocked,
    "OutcomeRejected": _rejected,
    "OutcomeWelcomed": _welcomed,
    "ActWithheld": _withheld,
    "OutcomeReached": _outcome,
    "RunEnded": _ended,
}
"""Event kind to its sentence. A kind without one fails a test, not an analyst."""
