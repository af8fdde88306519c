"""What lines of model 1 say in the present form, and that nothing else differs."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest

import sim
from sim.engine.intervention import ForkError
from sim.engine.run import Recipe, Run
from sim.store.record import chain, data_of, event_of
from sim.vocabulary import events as e
from tests.golden import former
from tests.golden.former import GOLDEN as PRESENT
from tests.golden.renew import ROOT
from tests.kit import scenario

FORMER = ROOT / "tests" / "golden" / PRESENT.name.replace("model-3", "model-1")

UNKNOWN = ("options", "chosen", "zones", "model", "parameters_digest", "scenario_digest")
"""Data that model 1 did not record, its own number, and the digests of a table that has since had more parameters and
of a file whose summaries have since been reworded."""


def lines_of(path: Path) -> tuple[list[str], list[str]]:
    """The canonical lines and hashes of a golden file."""
    shown = path.read_text(encoding="utf-8").splitlines()
    hashes = [json.loads(line)["h"] for line in shown]
    return [line.removesuffix(f',"h":"{h}"}}') + "}" for line, h in zip(shown, hashes, strict=True)], hashes


REWORDED = {"CallHeld": (" rings ", " calls ")}
"""Words that the model, or the file, writes into events, then and now."""


def plain(event: e.Event) -> dict[str, Any]:
    """An event as dicts, without what model 1 did not record."""
    data = {name: value for name, value in data_of(event.payload).items() if name not in UNKNOWN}
    if event.type in REWORDED:
        data["summary"] = data["summary"].replace(*REWORDED[event.type])
    return {
        "seq": event.seq, "t": event.t, "type": event.type, "actor": event.actor, "target": event.target,
        "origin": event.origin, "cause": event.cause, "decision": event.decision, "source": event.source, "data": data,
    }  # fmt: skip


def former_run() -> Run:
    """The golden run of model 1 as a store gives it back."""
    lines, hashes = lines_of(FORMER)
    return Run(Recipe(scenario()), 1, [event_of(line) for line in lines], lines, hashes)


def test_the_lines_of_model_1_hang_together() -> None:
    """Its file was not touched, and its chain is read as it was written."""
    lines, hashes = lines_of(FORMER)
    assert chain(lines) == hashes
    assert {json.loads(line)["v"] for line in lines} == {1}


def test_lifted_to_the_present_version_they_differ_in_nothing_but_what_model_1_did_not_record() -> None:
    """Event by event: same minute, actor, target, cause and data, but for what is listed above."""
    former = [plain(event) for event in former_run().events]
    present = [plain(event_of(line)) for line in lines_of(PRESENT)[0]]
    assert former == present


def test_what_a_sponsor_weighed_under_model_1_is_lifted_into_its_options() -> None:
    """Those are the same numbers, and the same choice."""
    present = [event_of(line) for line in lines_of(PRESENT)[0]]
    sponsors = (e.DraftAmended, e.ConsultationsContinued, e.DraftPutInBlue, e.DraftWithdrawn)
    pairs = [
        (old.payload, new.payload)
        for old, new in zip(former_run().events, present, strict=True)
        if isinstance(old.payload, sponsors)
    ]
    assert pairs
    assert all(data_of(old) == data_of(new) for old, new in pairs)


LAUNCHED: Final = {"nuclear_test": "NuclearTestConducted", "satellite_launch": "SatelliteLaunched"}


def type_then(event: e.Event) -> str:
    """The name that the kind of an event had."""
    if isinstance(event.payload, e.ProvocationOccurred):
        return LAUNCHED.get(event.payload.what, "MissileLaunched")
    return event.type


COURSES = json.loads((FORMER.parent / "model-1-courses.json").read_text(encoding="utf-8"))
"""Six seeds of each case under model 1: a digest of minute, kind, actor and target of all events, and the outcome."""


@pytest.mark.parametrize("course_then", COURSES, ids=lambda then: f"{then['case']}-{then['seed']}")
def test_every_case_takes_the_course_it_took_under_model_1(course_then: dict[str, Any]) -> None:
    """The same acts of the same actors at the same minutes, and the same outcome, with the mends switched off."""
    run = sim.run(scenario(course_then["case"], former.OFF), course_then["seed"])
    course = [[event.t, type_then(event), event.actor, event.target] for event in run.events]
    reached = next(event.payload for event in run.events if isinstance(event.payload, e.OutcomeReached))
    assert {
        "case": course_then["case"], "seed": course_then["seed"], "events": len(run.events),
        "course": sha256(json.dumps(course, separators=(",", ":")).encode()).hexdigest(),
        "form": reached.form, "text": reached.text, "votes": reached.votes, "at": reached.at, "days_m": reached.days_m,
    } == course_then  # fmt: skip


def test_a_run_of_model_1_keeps_its_id_and_cannot_be_forked() -> None:
    """Its id is the hash of the recipe as it was written then."""
    run = former_run()
    assert run.id == "598988c5fbee"
    with pytest.raises(ForkError, match="made by model 1, this is model 4"):
        run.fork(20, luck=1)


def test_a_run_of_model_1_is_folded_into_the_same_state() -> None:
    """Options and terms are read from lifted events: the sponsor's estimate, beliefs and declared limits are there."""
    former, present = former_run(), [event_of(line) for line in lines_of(PRESENT)[0]]
    run = Run(Recipe(scenario()), 1, present, *lines_of(PRESENT))
    for seq in range(0, len(present), 29):
        one, other = former.state_at(seq), run.state_at(seq)
        assert {name: draft.sponsor_estimate for name, draft in one.drafts.items()} == {
            name: draft.sponsor_estimate for name, draft in other.drafts.items()
        }
        assert (one.beliefs, one.declared_limits, one.limit_log_odds) == (
            other.beliefs, other.declared_limits, other.limit_log_odds,
        )  # fmt: skip
