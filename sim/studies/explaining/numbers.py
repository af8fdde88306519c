"""The numbers that decided an event, and by how much: margin_m is what it was from going the other way."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sim.rules.margins import margin_of
from sim.vocabulary import events as e

Numbers = dict[str, Any]


def numbers_of(payload: e.Payload) -> Numbers:
    """The numbers behind an event, thousandths where a key ends in _m; empty where it is no decision."""
    rule = _NUMBERS.get(type(payload))
    return {} if rule is None else rule(payload)


def _terms(data: Any, *names: str) -> Numbers:
    terms = data.terms or {}
    return {name: terms[name] for name in names if terms.get(name) is not None}


def _crossed(crossed: Any) -> Numbers:
    """The limits crossed, and by how much the worst of them."""
    limits = [
        {"issue": issue, "strength": strength, "limit": limit, "beyond": abs(strength - limit)}
        for issue, strength, limit in crossed
    ]
    return {"crossed": limits} if limits else {}


def _objection(data: e.ObjectionRaised) -> Numbers:
    found: Numbers = {"draft": data.draft, "version": data.version, "grounds": data.grounds, **_crossed(data.crossed)}
    found |= _terms(data, "gain_m", "no_below_m", "going_on_m", "issues_m")
    line = data.terms["going_on_m" if data.grounds == "going_on" else "no_below_m"]
    if not data.crossed and line is not None:
        found["margin_m"] = line - data.terms["gain_m"]
    return found


def _threat(data: e.VetoThreatened) -> Numbers:
    found: Numbers = {"draft": data.draft, "version": data.version, **_crossed(data.crossed)}
    found |= _terms(data, "gain_m", "threatens_below_m", "issues_m")
    if not data.crossed:
        found["margin_m"] = data.terms["threatens_below_m"] - data.terms["gain_m"]
    return found


def _sponsor(data: Any) -> Numbers:
    """What the sponsor's choices were worth; the margin is that of its choice over the next best."""
    found: Numbers = {"draft": data.draft, "worth_m": dict(data.options or {}), **_terms(data, "passing_m")}
    found["limits_real_m"] = {f"{actor}.{issue}": real_m for actor, issue, real_m in data.terms["limits_real"]}
    margin = margin_of(data)
    if margin is not None and margin.margin_m is not None:
        found["margin_m"] = margin.margin_m
    return found


def _amended(data: e.DraftAmended) -> Numbers:
    return _sponsor(data) | {"version": data.version, "changes": [list(change) for change in data.changes]}


def _bridge(data: e.BridgingTextOffered) -> Numbers:
    return {"draft": data.draft, "changes": [list(change) for change in data.changes],
            **_terms(data, "gain_m", "draft_gain_m")}  # fmt: skip


def _circulated(data: e.DraftCirculated) -> Numbers:
    found: Numbers = {"draft": data.draft, "text": dict(data.text), "reason": data.reason}
    found |= _terms(data, "gain_m", "best_m", "share_m", "passing_m", "carries_m")
    if "share_m" in found:
        found["margin_m"] = found["gain_m"] - round(found["share_m"] * found["best_m"] / 1000)
    return found


def _vote(data: e.VoteCast) -> Numbers:
    terms = data.terms
    found: Numbers = {"draft": data.draft, "vote": data.vote}
    found |= _terms(data, "gain_m", "noise_m", "declared_support", "issues_m", "withheld_for")
    found |= _crossed(terms["crossed"])
    found |= {"no_below_m": -terms["isolation_m"], "yes_from_m": terms["join_m"] - terms["isolation_m"]}
    if not terms["crossed"]:
        total = terms["gain_m"] + terms["noise_m"]
        found["margin_m"] = min(abs(total - found["no_below_m"]), abs(total - found["yes_from_m"]))
    return found


def _outcome(data: e.OutcomeReached) -> Numbers:
    return {"form": data.form, "draft": data.draft, "yes": data.yes, "no": data.no, "abstain": data.abstain,
            "days_m": data.days_m}  # fmt: skip


def _tally(data: Any) -> Numbers:
    return {"draft": data.draft, "yes": data.yes, "no": data.no, "abstain": data.abstain}


def _provocation(data: e.MissileLaunched) -> Numbers:
    return {"severity": data.severity}


def _withheld(data: e.ActWithheld) -> Numbers:
    found: Numbers = {"reason": data.reason, **_terms(data, *(data.terms or ()))}
    if "share_m" in found:
        found["margin_m"] = round(found["share_m"] * found["best_m"] / 1000) - found["gain_m"]
    return found


def _answered(data: Any) -> Numbers:
    return {"draft": data.draft, **_terms(data, "gain_m", "no_below_m", "yes_from_m", "co_sponsors_from_m", "issues_m")}


def _mediation(data: Any) -> Numbers:
    found: Numbers = {"draft": data.draft, **_terms(data, "cost_m", "worth_m", "success_m")}
    if "cost_m" in found and "worth_m" in found:
        found["margin_m"] = abs(found["worth_m"] - found["cost_m"])
    return found


def _intervention(data: e.InterventionMade) -> Numbers:
    return {"sets": data.sets, "drops": data.drops, "inserts": [plain["id"] for plain in data.inserts],
            "luck": data.luck}  # fmt: skip


_NUMBERS: Final[Mapping[type[e.Payload], Callable[[Any], Numbers]]] = {
    e.OutcomeReached: _outcome,
    e.ResolutionAdopted: _tally,
    e.DraftVetoed: _tally,
    e.DraftFailed: _tally,
    e.VoteCast: _vote,
    e.DraftPutInBlue: _sponsor,
    e.DraftAmended: _amended,
    e.ConsultationsContinued: _sponsor,
    e.DraftWithdrawn: _sponsor,
    e.BridgingTextOffered: _bridge,
    e.ObjectionRaised: _objection,
    e.VetoThreatened: _threat,
    e.PositionDeclared: _answered,
    e.CoSponsorJoined: _answered,
    e.MediationGranted: _mediation,
    e.MediationRefused: _mediation,
    e.DraftCirculated: _circulated,
    e.ActWithheld: _withheld,
    e.MissileLaunched: _provocation,
    e.SatelliteLaunched: _provocation,
    e.NuclearTestConducted: _provocation,
    e.ConcessionMade: _provocation,
    e.InterventionMade: _intervention,
}
