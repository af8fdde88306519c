"""Events as event data: coded as CAMEO and PLOVER have it, and not at all where they have no word for it."""

import json
from pathlib import Path
from typing import Any

import pytest

from sim.engine.run import Run
from sim.questions.export.coded import Coded, coded, plover_events
from sim.vocabulary import events as e
from tests.kit import event, run_of, scenario
from tests.questions.exported import VETOED

ONTOLOGY = json.loads((Path(__file__).parent / "ontology.json").read_text(encoding="utf-8"))


SETTING = scenario().setting


@pytest.mark.parametrize("name", e.REGISTRY)
def test_every_code_is_in_its_ontology(name: str) -> None:
    """CAMEO code with the Goldstein score of both tables; PLOVER category with a mode of its own, or none."""
    codes = e.REGISTRY[name].codes
    if codes.cameo:
        _, gdelt, icews = ONTOLOGY["cameo"][codes.cameo]
        assert codes.goldstein_tenths is not None
        assert codes.goldstein_tenths / 10 == gdelt == icews
    if codes.plover:
        modes = ONTOLOGY["plover"][codes.plover]["modes"]
        assert codes.plover_mode in {"", *modes}


@pytest.mark.parametrize(
    ("payload", "suggestion"),
    [
        (e.AlertRaised("", ""), "alert_raised"),
        (e.BridgingTextOffered("JPN-1", {}, [], {}), "agreement_intended"),
        (e.CallHeld("", "", 0, "", []), "phone_call"),
        (e.ConcessionMade("", 0, ""), "concession_promised"),
        (e.ConsultationsHeld("", 1, "", "FRA", [], {}, [], [], 0), "council_session"),
        (e.CoSponsorJoined("JPN-1", {}), "vote_yes"),
        (e.DraftCirculated("", "JPN-1", {}, "", "", {}), "draft_tabled"),
        (e.DraftFailed("JPN-1", {}, 8, 0, 7), "proposal_rejected"),
        (e.DraftVetoed("JPN-1", {}, 9, 1, 5, ["CHN"]), "veto_cast"),
        (e.EnvoyReturned(False, [], {}), "mediation_held"),
        (e.MediationProposed("JPN-1", 0, {}), "mediation_offered"),
        (e.MeetingRequested("", ""), "call_for_meeting"),
        (e.NationalMeasureTaken("", "", "", {}), "sanctions_imposed"),
        (e.ObjectionRaised("JPN-1", 1, "limit", [], {}), "vote_no"),
        (e.ResolutionAdopted("JPN-1", {}, 15, 0, 0), "resolution_adopted"),
        (e.StatementAgreed("JPN-1", "press_statement", {}), "agreement_reached"),
        (e.StatementMade("", ""), "statement_made"),
        (e.VetoThreatened("JPN-1", 1, [], 1, {}), "veto_threatened"),
        (e.VisitMade("", "", "", []), "visit_made"),
        (e.VoteCast("JPN-1", "no", {}), "vote_no"),
        (e.VoteCast("JPN-1", "yes", {}), "vote_yes"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_events_are_coded_as_the_ontology_suggests(payload: e.Payload, suggestion: str) -> None:
    """Code, score, mode, contexts and quad."""
    wanted = ONTOLOGY["suggestions"][suggestion]
    found = coded(event(payload, actor="CHN", target="PRK"), SETTING)
    assert (found.cameo, found.goldstein) == (wanted["cameo"], wanted["goldstein"])
    assert (found.plover, found.mode) == (wanted["plover_event"], wanted["plover_mode"])
    assert (found.contexts, found.score) == (tuple(wanted["plover_context"]), wanted["plover_score"])
    assert found.quad == (ONTOLOGY["plover"][found.plover]["quad"] if found.plover else None)


@pytest.mark.parametrize(
    "payload",
    [
        e.VoteCast("JPN-1", "abstain", {}),
        e.DraftWithdrawn("JPN-1", "", {}),
        e.DraftPutInBlue("JPN-1", 1, 0, {}),
        e.ActWithheld("", "", "", {}),
        e.RunEnded("horizon"),
    ],
    ids=lambda payload: type(payload).__name__,
)
def test_what_the_ontologies_have_no_word_for_has_no_code(payload: e.Payload) -> None:
    """An abstention least of all: it is no statement, no support and no refusal."""
    assert coded(event(payload), SETTING) == Coded()


def test_what_needs_somebody_it_is_done_to_has_no_category_without() -> None:
    """PLOVER knows no SANCTION without a recipient; CAMEO's code stays."""
    found = coded(event(e.NationalMeasureTaken("", "", "", {}), actor="JPN"), SETTING)
    assert (found.cameo, found.plover) == ("163", None)


def test_a_position_is_coded_by_what_it_says() -> None:
    """Support, opposition, and anything else a mere statement."""
    said = [
        coded(event(e.PositionDeclared("", "", "JPN-1", 1, stance, {})), SETTING).cameo
        for stance in ("support", "opposed", "reserved", "")
    ]
    assert said == ["051", "120", "010", "010"]


def records(run: Run) -> dict[str, list[dict[str, Any]]]:
    """The PLOVER records of a run by the kind of event they come from."""
    found: dict[str, list[dict[str, Any]]] = {}
    for record in plover_events(run):
        found.setdefault(record["comment"], []).append(record)
    return found


@pytest.mark.parametrize("case", ["dprk-2006-07", "dprk-2006-10", "dprk-2009-04", "dprk-2022-05"])
def test_plover_records_are_well_formed(case: str) -> None:
    """The fields of the manual, in lists where it wants lists; scores, modes and contexts that it has."""
    for record in plover_events(run_of(case)):
        assert list(record)[:4] == ["id", "date", "time", "actor"]
        (category,) = record["event"]
        known = ONTOLOGY["plover"][category]
        assert record["actor"]
        assert record["recipient"] or not known["requires_recipient"]
        score = known["modes"][record["mode"][0]] if record["mode"] else known["score"]
        assert (record["event_scale"], record["quad_code"]) == (score, known["quad"])
        assert set(record["context"]) <= set(ONTOLOGY["contexts"])
        assert all(set(party) == {"code", "sector", "entity_text"} for party in record["actor"] + record["recipient"])


def test_a_veto_is_done_by_those_who_cast_it_to_the_sponsor() -> None:
    """129 stands once, for the draft that fell; the votes are coded as votes."""
    (veto,) = records(run_of(VETOED))["DraftVetoed"]
    assert [party["code"] for party in veto["actor"]] == ["CHN", "RUS"]
    assert [party["code"] for party in veto["recipient"]] == ["USA"]
    assert (veto["cameo"], veto["mode"]) == ("129", ["yield"])
    codes = [record["cameo"] for record in records(run_of(VETOED))["VoteCast"]]
    assert (codes.count("051"), codes.count("120"), codes.count("129")) == (13, 2, 0)


def test_a_meeting_of_the_council_lists_all_members_as_actors() -> None:
    """And no recipient; what the Council itself does, the United Nations does."""
    found = records(run_of())
    meeting = found["ConsultationsHeld"][0]
    assert len(meeting["actor"]) == 15
    assert meeting["recipient"] == []
    assert found["ResolutionAdopted"][0]["actor"][0]["code"] == "UNO"
