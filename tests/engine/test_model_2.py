"""The change of model from 2 to 3: what runs say now in the form of model 2, and that nothing else differs."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from sim.engine.run import Run
from sim.experiment.archive import stored_run
from sim.experiment.names import recall
from sim.scenario.canon import canonical_json
from sim.store.record import chain, data_of, event_of
from sim.store.store import Store, StoredRun
from sim.vocabulary.older import LAUNCHES
from sim.vocabulary.texts import Role
from tests.golden import former
from tests.golden.former import GOLDEN as PRESENT
from tests.golden.renew import ROOT
from tests.kit import CASES, run_of, scenario

FORMER = ROOT / "tests" / "golden" / PRESENT.name.replace("model-3", "model-2")
PINS = json.loads((FORMER.parent / "model-2-heads.json").read_text(encoding="utf-8"))

DIGESTS: Final = {
    "dprk-2006-07": "41e27afa8862cca7d2b4727fbd2d3328aa667a11b8f0ba3630f54cb11a892fc5",
    "dprk-2006-10": "08096b4f1fdbe9bcf2434a87fa98afb57a941d9b9bb7362fac57f55194564f91",
    "dprk-2009-04": "8e354116619f08267948b974a8741d90a077e1095aecf06a50b06f42a52fcbda",
    "dprk-2022-05": "d0af8f5b0600ade1292fb1289f4f9177d8d079eba3e5b6f60dfa87bec554262e",
}
"""What model 2 called the four cases: their files said `kind: nuclear_test` and gave no roles."""

SINCE: Final = tuple(f"severity.{what}" for what in (
    "enrichment", "withdrawal", "report", "deadline", "mandate_ends", "armed_attack", "invasion", "air_strike",
    "attack_on_civilians", "terrorist_attack", "chemical_attack", "repression", "coup", "disputed_election",
    "annexation", "blockade", "aircraft_shot_down", "mission_attacked",
))  # fmt: skip
"""Kinds of provocation that model 2 had no severity of."""

NAMES: Final = {"nuclear_test": "NuclearTestConducted", "satellite_launch": "SatelliteLaunched"}
FIELDS: Final = {"what": "provocation", "means": "weapon", "place": "site"}


def entry_then(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A plain timeline entry as model 2 wrote it."""
    named = {{"means": "weapon", "place": "site"}.get(key, key): value for key, value in entry.items()}
    return {**named, "kind": named.pop("what")} if named.get("what") in LAUNCHES else named


def case_then() -> str:
    """The July case as model 2 stored it: no roles, launches as kinds of entry, no words of the provoker."""
    plain = json.loads(scenario().plain)
    plain["issues"] = [{key: value for key, value in issue.items() if key != "role"} for issue in plain["issues"]]
    plain["timeline"] = [entry_then(entry) for entry in plain["timeline"]]
    del plain["wording"]
    return canonical_json(plain)


def line_then(run: Run, line: str) -> str:
    """The canonical line of an event as model 2 wrote it."""
    event = json.loads(line)
    data = event["data"]
    if event["type"] == "ProvocationOccurred":
        event["type"], event["v"] = NAMES.get(data["what"], "MissileLaunched"), 1
        event["data"] = {FIELDS.get(key, key): value for key, value in data.items()}
    elif event["type"] == "InterventionMade":
        event["v"], data["inserts"] = 1, [entry_then(entry) for entry in data["inserts"]]
    elif event["type"] == "RunStarted":
        data["scenario_digest"] = DIGESTS[data["scenario"]]
        return former.line_then(run, canonical_json(event), 2, SINCE)
    return canonical_json(event)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_every_pinned_run_says_in_the_form_of_model_2_what_it_said_then(case: str) -> None:
    """To the byte: the chain over its lines, written as model 2 wrote them, ends in the head that was pinned then."""
    then = {(pin["case"], pin["seed"], str(pin["sets"]), str(number)): pin["head"] for number, pin in enumerate(PINS)}
    parted = []
    for number, pin in enumerate(former.PINS):
        if pin["case"] == case and (key := (case, pin["seed"], str(pin["sets"]), str(number))) in then:
            run = former.play(pin)
            if chain([line_then(run, line) for line in run.lines])[-1] != then[key]:
                parted.append(json.dumps(pin))
    assert not parted, "\n".join(parted)


def test_lines_of_model_2_are_lifted_to_the_events_of_now() -> None:
    """A launch is read as a provocation of that kind, with its data under the present names."""
    lines = FORMER.read_text(encoding="utf-8").splitlines()
    former = [event_of(line[: line.rindex(',"h":')] + "}") for line in lines]
    present = [event_of(line[: line.rindex(',"h":')] + "}") for line in PRESENT.read_text("utf-8").splitlines()]
    assert [event.type for event in former] == [event.type for event in present]
    assert [data_of(event.payload) for event in former[1:]] == [data_of(event.payload) for event in present[1:]]


def test_a_stored_fork_of_model_2_with_a_launch_put_in_is_read_with_its_recipe(tmp_path: Path) -> None:
    """Its lines, its recipe and its case are as model 2 wrote them; what was put in is a provocation now."""
    parent = run_of(sets=former.OFF)
    launch = next(entry for entry in parent.scenario.case.timeline if entry.what == "short_range_missile")
    more = attrs.evolve(launch, id="more", at=parent.scenario.clock.utc(parent.events[80].t + 60), in_answer_to=())
    fork = parent.fork(80, insert=[more])
    lines = [line_then(fork, line) for line in fork.lines]
    recipe = {
        "sets": [], "without": [],
        "interventions": [{"after": 80, "change": json.loads(lines[81])["data"]}],
    }  # fmt: skip
    case = case_then()
    digest = sha256(case.encode()).hexdigest()
    lines[0] = lines[0].replace(DIGESTS["dprk-2006-07"], digest)
    hashes = chain(lines)
    stored = StoredRun("0123456789ab", "dprk-2006-07", digest, 1, 2, json.dumps(recipe), None, None, "", hashes[-1],
                       len(lines), stored_run(fork, None, None, "").outcome)  # fmt: skip
    with Store(tmp_path / "then.db") as store:
        store.save(stored, case, lines, hashes)
        read = recall(store, "0123456789ab")
    assert [data_of(event.payload) for event in read.events[1:]] == [
        data_of(event.payload) for event in fork.events[1:]
    ]
    assert read.interventions[0].change.inserts == fork.interventions[0].change.inserts
    assert {issue.role for issue in read.scenario.case.issues} == set(Role)
    assert read.scenario.case.timeline == parent.scenario.case.timeline
