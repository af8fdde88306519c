"""Crises of any kind: issues by their roles, provocations by what they are, words by the file."""

import json
import re
from typing import Any

import attrs

import sim
from sim.engine.run import Run
from sim.engine.scenario import Scenario
from sim.questions.export.coded import plover_events
from sim.scenario.canon import from_plain, to_plain
from sim.scenario.provocations import table
from sim.scenario.reader import read_text
from sim.vocabulary import events as e
from sim.words.labels import Labels
from sim.words.sentences import sentence
from tests.cases import changed, only_problem, problems_of, small_case_text
from tests.kit import scenario

RENAMED = {
    "form": "shape", "condemnation": "blame", "sanctions": "squeeze", "legal_force": "articles", "dialogue": "parley",
}  # fmt: skip


def renamed(value: Any) -> Any:
    """A plain value with the issues called otherwise, wherever they are keys or named."""
    if isinstance(value, dict):
        return {
            key if isinstance(item, str) else RENAMED.get(key, key): (
                RENAMED.get(item, item) if key in ("issue", "key") else renamed(item)
            )
            for key, item in value.items()
        }
    return [renamed(item) for item in value] if isinstance(value, list) else value


def events_of(run: Run) -> list[Any]:
    """The events of a run as dicts, without the recipe, whose digests differ."""
    return [json.loads(line) for line in run.lines[1:]]


def test_a_case_with_its_issues_renamed_takes_the_same_course() -> None:
    """Rules know roles, and no issue by its key; actors' stances, texts and needs go with the new names."""
    base = scenario()
    plain = to_plain(base.base)
    del plain["history"], plain["assumptions"]
    other = Scenario(from_plain(renamed(plain)))
    for seed in (1, 2, 3):
        assert events_of(sim.run(other, seed)) == renamed(events_of(sim.run(base, seed)))


ASSAULT = small_case_text().replace(
    "    kind: provocation\n    what: long_range_missile\n    actor: PRK\n    summary: launches a missile\n",
    "    kind: provocation\n    what: attack_on_civilians\n    actor: PRK\n    summary: shells a town\n"
    "    means: artillery\n    place: the old town\n",
)
"""The small case with an assault on a town in place of the launch."""


def log_of(run: Run) -> str:
    """All that the log of a run says."""
    labels = Labels(run.scenario.case, run.scenario.clock)
    return "\n".join(sentence(labels, event) for event in run.events)


def test_no_event_of_an_assault_on_a_town_says_missile_launch_or_moratorium() -> None:
    """Not in its data either, over seeds in which the provoker does it again, gives way or threatens."""
    often = {"relaunch_chance": 0.03, "concession_chance": 0.02, "provoker_threat_chance": 0.3}
    case = attrs.evolve(read_text(ASSAULT, "small.yaml"), parameters=often)
    kinds: set[str] = set()
    for seed in range(60):
        run = sim.run(Scenario(case), seed)
        said = log_of(run) + "".join(json.dumps(json.loads(line)["data"]) for line in run.lines[1:])
        assert not re.search(r"missile|launch|moratorium", said.replace("launch-1", ""), re.IGNORECASE)
        kinds |= {
            event.type for event in run.events if event.origin == "emergent" and event.type in
            ("ProvocationOccurred", "ConcessionMade", "ThreatIssued")
        }  # fmt: skip
    assert "ProvocationOccurred" in kinds


def test_a_provocation_has_the_codes_of_what_it_is() -> None:
    """In PLOVER, an assault; the file may say otherwise."""
    run = sim.run(Scenario(read_text(ASSAULT, "small.yaml")), 1)
    coded = next(each for each in plover_events(run) if each["comment"] == "ProvocationOccurred")
    assert (coded["event"], coded["cameo"], coded["context"]) == (["ASSAULT"], "190", ["military", "human_rights"])
    own = ASSAULT.replace(
        "timeline:\n",
        "provocations:\n  attack_on_civilians:\n    plover: COERCE\n    plover_mode: restrict\n"
        "    again: shells it again\n"
        "timeline:\n",
        1,
    )
    said = sim.run(Scenario(read_text(own, "small.yaml")), 1)
    coded = next(each for each in plover_events(said) if each["comment"] == "ProvocationOccurred")
    assert (coded["event"], coded["mode"], coded["cameo"]) == (["COERCE"], ["restrict"], "190")
    assert said.scenario.setting.provocation("attack_on_civilians").again == "shells it again"


def test_a_kind_of_provocation_that_nobody_knows_needs_a_severity() -> None:
    """In its entry or for the whole case; a slip is suggested; then it can be run."""
    old = "    what: long_range_missile\n"
    problem = only_problem(changed("    severity: 40\n", "").replace(old, "    what: sabotage\n"))
    assert "nothing says how severe 'sabotage' is" in problem.message
    slip = only_problem(changed("    severity: 40\n", "").replace(old, "    what: long_range_misile\n"))
    assert slip.suggestion == "long_range_missile"
    stated = changed("    severity: 40\n", "").replace(old, "    what: sabotage\n")
    stated = stated.replace("timeline:\n", "provocations:\n  sabotage:\n    severity: 33\ntimeline:\n", 1)
    assert problems_of(stated) == []
    run = sim.run(Scenario(read_text(stated, "s.yaml")), 1)
    provoked = next(event.payload for event in run.events if isinstance(event.payload, e.ProvocationOccurred))
    assert (provoked.what, provoked.severity) == ("sabotage", 33)


def test_a_limit_may_be_lifted_by_any_entry_of_the_timeline() -> None:
    """A regional body's call, say: from then on the text that crossed it does not."""
    old = "          at_most: 50\n"
    lifted = read_text(changed(old, f"{old}          lifted_by: [consultations-1]\n"), "small.yaml")
    run = sim.run(Scenario(lifted), 1)
    seq = next(event.seq for event in run.events if getattr(event.payload, "entry", "") == "consultations-1")
    holder = next(
        code for code, actor in lifted.actors.items()
        if any(stance.limit is not None and stance.limit.lifted_by for stance in actor.stances.values())
    )  # fmt: skip
    row = run.state_at(seq).space.resolutions.stop - 1
    assert run.state_at(seq - 1).crossed(holder, row)
    assert not run.state_at(seq).crossed(holder, row)


def test_every_kind_of_provocation_that_is_known_by_name_is_whole() -> None:
    """It has a severity, in the parameter table but for one, words, a usual product and a CAMEO code."""
    parameters = scenario().setting.parameters
    for what, kind in table().items():
        assert kind.severity is not None or f"severity.{what}" in parameters, what
        assert kind.words, what
        assert kind.usual, what
        assert kind.cameo, what
