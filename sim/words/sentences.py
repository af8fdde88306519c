"""One sentence for each kind of event: a table from kinds to what an event says and what it hung on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from sim.vocabulary import events as e
from sim.vocabulary.events import Event
from sim.vocabulary.margins import margin_of, thresholds_of
from sim.vocabulary.parts import DeclaredLimit, RejectionTerms, ReviewTerms, VoteTerms, WelcomeTerms
from sim.words.labels import Labels
from sim.words.numbers import amount, day, gain, ordinal, percent, vote
from sim.words.phrases import act_words, dropped_words, in_a_row, in_brackets

Clause = Callable[[Labels, Event, Any], str]


@frozen
class Sentence:
    """What a kind of event says."""

    says: Clause
    """The event without its subject."""

    because: Clause | None = None
    """The numbers it hung on beyond those it says anyway; empty where there are none."""

    whole: bool = False
    """Whether it has a subject of its own."""


def sentence(labels: Labels, event: Event, because: bool = False) -> str:
    """An event in words with its subject: Japan circulates a draft resolution (JPN-1): 100/100/85/95/30.

    because: then what it hung on.
    """
    said = predicate(labels, event, because)
    return said if SENTENCES[event.type].whole else f"{labels.subject(event.actor)} {said}"


def predicate(labels: Labels, event: Event, because: bool = False) -> str:
    """The same without its subject, for a line that names the actor in a column."""
    kind = SENTENCES[event.type]
    why = kind.because(labels, event, event.payload) if because and kind.because is not None else ""
    return kind.says(labels, event, event.payload) + (f"; {why}" if why else "")


def _summary(labels: Labels, event: Event, data: Any) -> str:
    return str(data.summary)


def _started(labels: Labels, event: Event, data: e.RunStarted) -> str:
    changes = [f"{path}={value}" for path, value in data.sets[data.drawn :]]
    changes += [f"without {entry}" for entry in data.without]
    drawn = f"; {data.drawn} values drawn" if data.drawn else ""
    return f"{data.scenario} begins, seed {data.seed}{drawn}" + (f"; changed: {', '.join(changes)}" if changes else "")


def _intervened(labels: Labels, event: Event, data: e.InterventionMade) -> str:
    done = [f"sets {path}={value}" for path, value in data.sets]
    done += [dropped_words(drop) for drop in data.drops]
    done += [f"inserts {plain['id']}" for plain in data.inserts]
    done += [f"draws new luck {data.luck}"] if data.luck else []
    return f"the analyst {in_a_row(done) if done else 'changes nothing'}"


# Provocations


def _provoked(labels: Labels, event: Event, data: e.ProvocationOccurred) -> str:
    if data.entry:
        return data.summary
    return f"{data.summary}: {labels.provocation(data.what)}, {_raised(data)}"


def _severity(labels: Labels, event: Event, data: e.ProvocationOccurred) -> str:
    return _raised(data) if data.entry else ""


def _raised(data: e.ProvocationOccurred) -> str:
    return f"pressure rises by {data.severity}% of what is left"


def _conceded(labels: Labels, event: Event, data: e.ConcessionMade) -> str:
    return f"{data.summary}; pressure falls by {data.severity}%"


def _threatened_more(labels: Labels, event: Event, data: e.ThreatIssued) -> str:
    return f"{data.summary}; {data.terms['draft']} is worth {gain(data.terms['gain_m'])} to it"


# Words and contacts


def _called(labels: Labels, event: Event, data: e.CallHeld) -> str:
    said = data.summary or f"calls {labels.place(event.target)}"
    minutes = f", {data.minutes} min" if data.minutes else ""
    return said + minutes + _agreement(data)


def _visited(labels: Labels, event: Event, data: e.VisitMade) -> str:
    return (data.summary or f"visits {labels.place(event.target)}") + _agreement(data)


def _agreement(data: Any) -> str:
    return f"; agreed: {data.agreed}" if data.agreed else ""


def _measured(labels: Labels, event: Event, data: e.NationalMeasureTaken) -> str:
    reached = f"pressure {amount(data.terms['pressure_m'])}" if data.terms is not None else ""
    return data.summary + in_brackets(reached)


# In the Council


def _consulted(labels: Labels, event: Event, data: e.ConsultationsHeld) -> str:
    if data.entry:
        return data.summary
    on = f" on {in_a_row(data.drafts)}" if data.drafts else ""
    said = f"meets in consultations ({ordinal(data.number)}){on}{_chair(labels, data)}"
    return said + _limits(labels, data.pressed, "insists") + _limits(labels, data.unpressed, "no longer insists")


def _chair(labels: Labels, data: Any) -> str:
    return f", {labels.name(data.president)} in the chair" if data.president else ""


def _limits(labels: Labels, limits: Sequence[DeclaredLimit], verb: str) -> str:
    by: dict[str, list[str]] = {}
    for member, issue in limits:
        by.setdefault(member, []).append(labels.issue(issue))
    return "".join(f"; {labels.name(member)} {verb} on {in_a_row(issues)}" for member, issues in by.items())


def _declared(labels: Labels, event: Event, data: e.PositionDeclared) -> str:
    if not data.draft:
        return data.summary
    if data.chosen == "let_pass":
        return f"lifts its objection to {data.draft}{in_brackets(_gain(data.terms))}"
    said = {
        "support": f"supports {data.draft}",
        "reserved": f"reserves its position on {data.draft}",
        "opposed": f"speaks against {data.draft}",
    }
    held_back = f", which it cannot support: {labels.crossed(data.cannot_support)}" if data.cannot_support else ""
    return said.get(data.stance, f"{data.summary}: {data.draft}") + held_back + in_brackets(_gain(data.terms))


def _gain(terms: ReviewTerms | RejectionTerms | WelcomeTerms | None) -> str:
    return f"gain {gain(terms['gain_m'])}" if terms is not None else ""


def _drafting(labels: Labels, event: Event, data: e.DraftingBegan) -> str:
    for_whom = f" for {labels.name(data.drafter)}" if data.drafter else ""
    wanted = f"wants {labels.text(data.text)}, ready by {labels.utc(data.ready_at)}"
    return f"begins to draft a resolution{for_whom}: {wanted}"


def _consulted_on(labels: Labels, event: Event, data: e.DraftConsulted) -> str:
    about = f"on {labels.issue(data.issue)}: the text has {data.strength}, it stands at {data.position}"
    return f"consults {labels.name(event.target)} on its draft, most of all {about}"


def _circulated(labels: Labels, event: Event, data: e.DraftCirculated) -> str:
    for_whom = f" for {labels.name(data.drafter)}" if data.drafter else ""
    return f"{data.summary}{for_whom} ({data.draft}): {labels.text(data.text)}"


def _circulated_for(labels: Labels, event: Event, data: e.DraftCirculated) -> str:
    best = data.terms["best_m"]
    return f"worth {gain(data.terms['gain_m'])} to it" + (f", its best text {gain(best)}" if best is not None else "")


def _joined(labels: Labels, event: Event, data: e.CoSponsorJoined) -> str:
    return f"co-sponsors {data.draft}{in_brackets(_gain(data.terms))}"


def _left(labels: Labels, event: Event, data: e.CoSponsorLeft) -> str:
    return f"takes its name off {data.draft}: {_grounds(labels, data)}"


def _objected(labels: Labels, event: Event, data: e.ObjectionRaised) -> str:
    return f"objects to {data.draft}: {_grounds(labels, data) or data.grounds}"


def _threatened(labels: Labels, event: Event, data: e.VetoThreatened) -> str:
    again = f" ({ordinal(data.times)} time)" if data.times > 1 else ""
    why = _grounds(labels, data)
    return f"threatens to veto {data.draft}{again}" + (f": {why}" if why else "")


def _grounds(labels: Labels, data: e.CoSponsorLeft | e.ObjectionRaised | e.VetoThreatened) -> str:
    """The limits that a text crosses; else what it is worth beside the member's lines."""
    if data.crossed:
        return labels.crossed(data.crossed)
    if isinstance(data, e.ObjectionRaised) and data.grounds == "record":
        return "it wants its draft voted on, and no statement in its place"
    held_against = {line.name: line.line_m for line in thresholds_of(data)}
    lines = [f", {words} {gain(held_against[name])}" for name, words in _LINES.items() if name in held_against]
    return f"the text is worth {gain(data.terms['gain_m'])} to it{''.join(lines)}"


_LINES: Final[Mapping[str, str]] = {
    "co_sponsors_from": "its name asks for",
    "no_below": "it votes no below",
    "going_on": "going on without it",
    "threatens_below": "it threatens below",
}
"""A member's lines in words."""


def _bridged(labels: Labels, event: Event, data: e.BridgingTextOffered) -> str:
    return f"offers bridging wording for {data.draft}: {labels.changes(data.changes)}"


def _bridged_for(labels: Labels, event: Event, data: e.BridgingTextOffered) -> str:
    return f"worth {gain(data.terms['gain_m'])} to it"


def _amended(labels: Labels, event: Event, data: e.DraftAmended) -> str:
    verb = "takes up the bridging wording in" if data.bridge else "amends"
    return f"{verb} {data.draft} (version {data.version}): {labels.changes(data.changes)}"


def _continued(labels: Labels, event: Event, data: e.ConsultationsContinued) -> str:
    return f"leaves {data.draft} unchanged and continues consultations"


def _in_blue(labels: Labels, event: Event, data: e.DraftPutInBlue) -> str:
    hopes = f"it sees a {percent(data.terms['passing_m'] / 1000)} chance of adoption"
    hurry = f", in time for {data.in_time_for}" if data.in_time_for else ""
    return f"puts {data.draft} in blue, vote from {labels.utc(data.vote_at)}{hurry}{in_brackets(hopes)}"


_WITHDRAWN: Final[Mapping[str, str]] = {
    "statement_instead": "it tries a statement instead",
    "dropped": "it has nothing to gain by going on",
    "no_longer_worth_it": "it is no longer worth it",
    "planned": "as planned",
    "no_text": "no text that can be written keeps its own limits",
}


def _withdrawn(labels: Labels, event: Event, data: e.DraftWithdrawn) -> str:
    return f"withdraws {data.draft}: {_WITHDRAWN.get(data.reason, data.reason.replace('_', ' '))}"


OPTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "amend": ("amended", "an amendment"),
    "consult": ("consulted on", "more consultations"),
    "vote": ("called a vote on", "a vote"),
    "statement": ("chose a statement instead of", "a statement instead"),
    "resolution": ("circulated", "a resolution"),
    "drop": ("gave up", "giving up"),
    "wait": ("waited with", "waiting"),
    "circulate": ("circulated", "circulating it"),
    "go_ahead": ("circulated as planned", "circulating it"),
    "withhold": ("withheld", "withholding it"),
    "yes": ("voted yes on", "a yes"),
    "no": ("voted no on", "a no"),
    "abstain": ("abstained on", "an abstention"),
    "object": ("objected to", "an objection"),
    "let_pass": ("let pass", "letting the statement pass"),
    "reserved": ("reserved its position on", "reserving its position"),
    "support": ("supported", "support without co-sponsoring"),
    "co_sponsor": ("co-sponsored", "its name among the co-sponsors"),
    "leave": ("took its name off", "taking its name off it"),
    "threaten": ("threatened over", "a threat"),
    "stay_silent": ("said nothing on", "silence"),
    "offer": ("offered bridging wording for", "offering bridging wording"),
    "refrain": ("offered nothing for", "no offer"),
    "grant": ("granted time for mediation on", "granting it"),
    "refuse": ("refused time for mediation on", "refusing it"),
}
"""An option of a decision in words: as what was done, with a draft to follow, and as what could have been."""


def _beside(labels: Labels, event: Event, data: Any) -> str:
    """What a sponsor's choice was worth beside the next best."""
    margin = margin_of(data)
    if margin is None or margin.next_best is None:
        return ""
    worth, (_, words) = dict(margin.options), OPTIONS[margin.next_best]
    return f"worth {gain(worth[margin.chosen])} to it, next best {words} {gain(worth[margin.next_best])}"


def _mediation_proposed(labels: Labels, event: Event, data: e.MediationProposed) -> str:
    return f"asks for time until {labels.utc(data.until)} to send an envoy before the vote on {data.draft}"


def _mediation_granted(labels: Labels, event: Event, data: e.MediationGranted) -> str:
    return f"grants {labels.name(data.mediator)} time: no vote on {data.draft} before {labels.utc(data.until)}"


def _mediation_refused(labels: Labels, event: Event, data: e.MediationRefused) -> str:
    refused = f"refuses to wait for the envoy of {labels.name(data.mediator)}"
    in_blue = data.options is not None and "grant" not in data.options
    return f"{refused}: {f'{data.draft} is in blue' if in_blue else _cost_of_waiting(labels, event, data)}"


def _cost_of_waiting(labels: Labels, event: Event, data: e.MediationGranted | e.MediationRefused) -> str:
    cost, worth = data.terms["cost_m"], data.terms["worth_m"]
    return f"waiting costs it {amount(cost)}, the envoy may bring {amount(worth)}"


def _envoy_sent(labels: Labels, event: Event, data: e.EnvoySent) -> str:
    return f"{data.summary}, back by {labels.utc(data.returns_at)}"


def _envoy_back(labels: Labels, event: Event, data: e.EnvoyReturned) -> str:
    return f"has its envoy back from {labels.place(event.target)} {'with' if data.success else 'without'} a promise"


def _changed_council(labels: Labels, event: Event, data: e.CouncilChanged) -> str:
    moves = ((data.leaves, "leave"), (data.comes, "join"))
    said = [f"{labels.names(codes)} {verb}{'s' if len(codes) == 1 else ''}" for codes, verb in moves if codes]
    for draft, heir in data.passed_on.items():
        said.append(f"{draft} passes to {labels.name(heir)}" if heir else f"{draft} lapses")
    return f"changes its members: {'; '.join(said)}"


def _vote_opened(labels: Labels, event: Event, data: e.VoteOpened) -> str:
    return (
        f"puts {data.draft} (version {data.version}) to the vote{_chair(labels, data)}: {labels.text(data.text)}"
    )  # fmt: skip


def _voted(labels: Labels, event: Event, data: e.VoteCast) -> str:
    said = {"yes": f"votes yes on {data.draft}", "no": f"votes no on {data.draft}"}
    return said.get(data.vote, f"abstains on {data.draft}") + in_brackets(_why_voted(labels, data.terms))


def _why_voted(labels: Labels, terms: VoteTerms) -> str:
    reasons = [f"gain {gain(terms['gain_m'])}"]
    reasons += [f"the day's luck {gain(terms['noise_m'])}"] if terms["noise_m"] else []
    reasons += [labels.crossed(terms["crossed"])] if terms["crossed"] else []
    reasons += [f"leaves the no to {labels.name(behind)}"] if (behind := terms.get("behind", "")) else []
    reasons += ["as a party to the dispute"] if terms.get("must_abstain") else []
    held_back = terms.get("cannot_support")
    reasons += [f"cannot support it: {labels.crossed(held_back)}"] if held_back else []
    reasons += [f"for the sake of {terms['withheld_for']}"] if terms["withheld_for"] else []
    return ", ".join(reasons)


def _adopted(labels: Labels, event: Event, data: e.ResolutionAdopted) -> str:
    return f"adopts {data.draft} as a resolution, {_tally(data)}: {labels.text(data.text)}"


def _vetoed(labels: Labels, event: Event, data: e.DraftVetoed) -> str:
    return f"does not adopt {data.draft}, {_tally(data)}, vetoed by {labels.names(data.by)}: {labels.text(data.text)}"


def _failed(labels: Labels, event: Event, data: e.DraftFailed) -> str:
    return f"does not adopt {data.draft}, {_tally(data)}, short of {labels.quota()} votes: {labels.text(data.text)}"


def _tally(data: Any) -> str:
    return vote(data.yes, data.no, data.abstain)


_WITH: Final[Mapping[str, str]] = {
    "resolution": "a resolution",
    "presidential_statement": "a presidential statement",
    "press_statement": "a press statement",
    "vetoed": "a veto",
    "blocked": "a blocked statement",
    "none": "no product",
}


def _with(labels: Labels, form: str) -> str:
    return f"a draft short of {labels.quota()} votes" if form == "failed" else _WITH.get(form, form)


def _agreed(labels: Labels, event: Event, data: e.StatementAgreed) -> str:
    return f"agrees on {data.draft} as {_with(labels, data.form)}: {labels.text(data.text)}"


def _blocked(labels: Labels, event: Event, data: e.StatementBlocked) -> str:
    return f"does not agree on {data.draft}: {labels.names(data.by)} object{'s' if len(data.by) == 1 else ''}"


def _welcomed(labels: Labels, event: Event, data: e.OutcomeWelcomed) -> str:
    return f"welcomes the outcome{in_brackets(_gain(data.terms))}"


def _rejected(labels: Labels, event: Event, data: e.OutcomeRejected) -> str:
    return f"{data.summary}{in_brackets(_gain(data.terms))}"


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
    "co_sponsor": "its name among the co-sponsors",
    "amend": "its amendment",
    "withdraw": "the withdrawal of its draft",
    "put_in_blue": "its request for a vote",
    "vote": "the vote",
    "adopt": "the adoption of the statement",
    "object": "its objection",
    "threaten": "its threat of a veto",
}


def _withheld(labels: Labels, event: Event, data: e.ActWithheld) -> str:
    on = f" on {data.terms['draft']}" if data.terms is not None and data.terms["draft"] else ""
    if data.reason == "not_worth_tabling":
        return f"puts nothing on the table: {_not_worth(data.options or {})}"
    what = _ACTS.get(data.act, f"its {act_words(data.act)}{on}")
    return f"withholds {what}{in_brackets(data.entry)}: {_why_withheld(labels, data.reason, data.terms)}"


_OF_A_DRAFT: Final[Mapping[str, str]] = {
    "worth_too_little": "{draft} would be worth too little to it{worth}",
    "own_limit": "{draft} would cross a limit of its own",
    "backs_another": "it backs {draft}",
    "other_form": "{draft} would become another kind of text",
    "vote_worth_more": "a vote on {draft} is worth more to it{worth}",
    "vote_worth_nothing": "a vote on {draft} is worth nothing to its sponsor{worth}",
    "promised_to_wait": "the sponsor of {draft} has promised to wait for an envoy",
    "in_blue": "{draft} is in blue",
    "joined_before": "it backs {draft} already",
    "no_objection": "it does not object to {draft}{worth}",
    "no_threat": "it would not veto {draft}{worth}, or has said so before",
}
"""Why an act about a draft was withheld. worth: what the draft, or a vote on it, is worth, in brackets."""


def _why_withheld(labels: Labels, reason: str, terms: Any) -> str:
    if reason == "unwilling":
        worth, best, least = gain(terms["gain_m"]), gain(terms["best_m"]), percent(terms["share_m"] / 1000)
        return f"the text is worth {worth} to it, its best text {best}, and it asks for {least} of that"
    if reason == "objections":
        return f"{labels.names(terms['by'])} would object to {terms['draft']}"
    if reason in _OF_A_DRAFT:
        worth = f" ({gain(terms['gain_m'])})" if terms["gain_m"] is not None else ""
        return _OF_A_DRAFT[reason].format(draft=terms["draft"], worth=worth)
    if reason == "matters_too_little":
        return f"the crisis matters too little to it ({terms['priority']}; it acts from {terms['least_priority']})"
    if reason == "nothing_to_answer":
        return f"nothing that it answers has happened{in_brackets(_first_of(terms['in_answer_to']))}"
    known = {
        "no_penholder": "there is no penholder",
        "dropped": "the analyst dropped it",
        "no_draft": "no draft that it could be about is on the table",
        "no_seat": "it has no seat",
        "no_text": "no text that can be written keeps its own limits",
    }
    return known.get(reason, reason.replace("_", " "))


def _not_worth(options: Mapping[str, int]) -> str:
    """What each kind of text lacks to be worth tabling."""
    lacking = {kind: gain(-worth) for kind, worth in options.items() if kind != "withhold"}
    said = [f"{_A_TEXT.get(kind, kind)} lacks {points}" for kind, points in lacking.items()]
    return f"no text is worth it{in_brackets(in_a_row(said))}"


_A_TEXT: Final[Mapping[str, str]] = {"resolution": "a resolution", "statement": "a statement"}


def _first_of(answered: Sequence[str]) -> str:
    shown = list(answered) if len(answered) <= 3 else [answered[0], f"{len(answered) - 1} more"]
    return in_a_row(shown)


def _outcome(labels: Labels, event: Event, data: e.OutcomeReached) -> str:
    tally = [_tally(data)] if data.votes else []
    when = [day(data.days_m)] if data.days_m is not None else []
    said = ", ".join([f"ends with {_with(labels, data.form)}", *tally, *when])
    return said + (f": {labels.text(data.text)}" if data.text is not None else "")


def _ended(labels: Labels, event: Event, data: e.RunEnded) -> str:
    reasons = {
        "after_product": "some days have passed since the outcome",
        "after_failed_vote": "no new draft followed the failed vote",
        "horizon": "the scenario reaches its horizon",
    }
    return f"the run ends: {reasons.get(data.reason, data.reason.replace('_', ' '))}"


SENTENCES: Final[Mapping[str, Sentence]] = {
    "RunStarted": Sentence(_started, whole=True),
    "InterventionMade": Sentence(_intervened, whole=True),
    "ProvocationOccurred": Sentence(_provoked, _severity),
    "ConcessionMade": Sentence(_conceded),
    "ThreatIssued": Sentence(_threatened_more),
    "StatementMade": Sentence(_summary),
    "AlertRaised": Sentence(_summary),
    "CallHeld": Sentence(_called),
    "VisitMade": Sentence(_visited),
    "TalksProposed": Sentence(_summary),
    "NationalMeasureTaken": Sentence(_measured),
    "MeetingRequested": Sentence(_summary),
    "ConsultationsHeld": Sentence(_consulted),
    "CouncilChanged": Sentence(_changed_council),
    "PositionDeclared": Sentence(_declared),
    "DraftingBegan": Sentence(_drafting, _circulated_for),
    "DraftConsulted": Sentence(_consulted_on),
    "DraftCirculated": Sentence(_circulated, _circulated_for),
    "CoSponsorJoined": Sentence(_joined),
    "CoSponsorLeft": Sentence(_left),
    "ObjectionRaised": Sentence(_objected),
    "VetoThreatened": Sentence(_threatened),
    "BridgingTextOffered": Sentence(_bridged, _bridged_for),
    "DraftAmended": Sentence(_amended, _beside),
    "ConsultationsContinued": Sentence(_continued, _beside),
    "DraftPutInBlue": Sentence(_in_blue, _beside),
    "DraftWithdrawn": Sentence(_withdrawn, _beside),
    "MediationProposed": Sentence(_mediation_proposed),
    "MediationGranted": Sentence(_mediation_granted, _cost_of_waiting),
    "MediationRefused": Sentence(_mediation_refused),
    "EnvoySent": Sentence(_envoy_sent),
    "EnvoyReturned": Sentence(_envoy_back),
    "VoteOpened": Sentence(_vote_opened),
    "VoteCast": Sentence(_voted),
    "ResolutionAdopted": Sentence(_adopted),
    "DraftVetoed": Sentence(_vetoed),
    "DraftFailed": Sentence(_failed),
    "StatementAgreed": Sentence(_agreed),
    "StatementBlocked": Sentence(_blocked),
    "OutcomeRejected": Sentence(_rejected),
    "OutcomeWelcomed": Sentence(_welcomed),
    "ActWithheld": Sentence(_withheld),
    "OutcomeReached": Sentence(_outcome),
    "RunEnded": Sentence(_ended, whole=True),
}
"""Event kind to its sentence. A kind without one fails a test, not an analyst."""
