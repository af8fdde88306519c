"""`turtlebay backtest` on folders of files: what is played, what is refused in which words, and that it goes on."""

import json
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.experiment.play import Experiment
from sim.pages import terminal
from sim.questions.backtest.gathering import gather
from sim.questions.backtest.page import page
from sim.questions.backtest.records import record_of, written
from sim.questions.backtest.study import backtest
from sim.questions.trust import Past, Record, packaged, read, trust
from tests.cli.commandline import turtlebay
from tests.experiment.faults import count_in, started
from tests.fuzz.commands import Answer, given
from tests.kit import wait_for

MALI = """id: {name}
title: A coup in {where}
question: What does the Council do?
template: repression
council: 2012-03-21
provoker: {provoker}
penholder: FRA
bibliography: {{J: {{title: General knowledge of the public record}}}}
motive: text
actors:
  CHN: {{affinity: 25}}
  RUS: {{affinity: 25}}
timeline:
  - {{id: coup, at: 2012-03-21, kind: provocation, what: {what}, actor: {provoker}, summary: seize the palace,
     source: [J]}}
  - {{id: draft-1, at: "2012-03-24T20:00Z", kind: draft, actor: FRA, to: [UNSC], summary: circulates a text,
     source: [J], text: {{form: 50, condemnation: 75, measures: 20, legal_force: 0, dialogue: 30}}}}
"""
CAME = """history:
  form: {form}
  at: 2012-04-04
  summary: it ended
  checks: [{{id: form, kind: form, words: the form}}]
"""


def write(folder: Path, name: str, *, what: str = "coup", provoker: str = "MLI", form: str = "presidential_statement",
          more: str = "") -> Path:  # fmt: skip
    """A short file of a coup; form: what came of it, nothing for no history."""
    file = folder / f"{name}.yaml"
    text = MALI.format(name=name, where=name, what=what, provoker=provoker) + more
    file.write_text(text + (CAME.format(form=form) if form else ""), encoding="utf-8")
    return file


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with a folder of two episodes of two files."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "episodes").mkdir()
    write(tmp_path / "episodes", "mali")
    write(tmp_path / "episodes", "niger", provoker="NER", form="none")
    return tmp_path


def asked(*words: str) -> Answer:
    """The command, given in this process in the working directory."""
    return given(["backtest", *words, "--jobs", "1"])


def played(*words: str) -> dict[str, Any]:
    """What the command prints as JSON; it ends well."""
    done = asked("episodes", "-n", "12", "--json", *words)
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_a_folder_never_seen_is_played_and_scored(folder: Path) -> None:
    """One object an episode, scores by forecaster, and the model first."""
    found = played()
    assert [each["id"] for each in found["episodes"]] == ["mali", "niger"]
    assert {"id", "file", "real", "shares", "log", "brier", "day", "votes"} <= found["episodes"][0].keys()
    assert found["episodes"][0]["file"] == "MLI-force"
    assert found["episodes"][0]["day"]["real"] == 14
    assert found["episodes"][1]["day"] is None
    assert next(iter(found["scores"])) == "model"
    assert {"class_rate", "form_asked", "rule", "mean_text", "setter", "rule_of_thumb", "all_yes", "days_of_class"} <= (
        found["scores"].keys()
    )
    assert "last product on the act" in " ".join(found["notes"])  # these files have no memory


def test_the_edge_is_the_draft_unless_the_trigger_is_asked_for(folder: Path) -> None:
    """As of the trigger nobody knows the form asked."""
    assert played()["as_of"] == "draft"
    found = played("--as-of", "trigger")
    assert found["as_of"] == "trigger"
    assert not any(each["is_dated"] for each in found["episodes"])


def test_one_worker_and_two_print_the_same_bytes(folder: Path) -> None:
    """Each with a store of its own."""
    words = ("backtest", "episodes", "-n", "40", "--json")
    one = turtlebay(folder, *words, "--jobs", "1", "--store", "one.db")
    two = turtlebay(folder, *words, "--jobs", "2", "--store", "two.db")
    assert one.out == two.out
    assert one.code == two.code == 0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is not there")
def test_a_killed_back_test_goes_on_and_ends_as_an_undisturbed_one(folder: Path) -> None:
    """Killed with -9 once runs are stored; the same command then plays the others."""
    words = ("backtest", "episodes", "-n", "60", "--json", "--jobs", "2")
    child = started(folder, *words)
    wait_for(lambda: count_in(folder / "turtlebay.db") >= 5 or child.poll() is not None)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.communicate()
    stored = count_in(folder / "turtlebay.db")
    assert stored >= 5
    again = turtlebay(folder, *words)
    undisturbed = turtlebay(folder, *words, "--store", "other.db")
    assert again.out == undisturbed.out
    assert again.code == 0


def test_an_episode_without_history_is_played_not_scored_and_named(folder: Path) -> None:
    """It is in no score."""
    write(folder / "episodes", "chad", provoker="TCD", form="")
    found = played()
    assert found["unscored"] == ["chad"]
    assert [each["id"] for each in found["episodes"]] == ["mali", "niger"]
    assert "chad: no history" in asked("episodes", "-n", "12").out


def refused(folder: Path) -> str:
    """What is said of a folder with something wrong in it; the others are scored and the exit code is 2."""
    done = asked("episodes", "-n", "12", "--json")
    assert done.code == 2
    assert [each["id"] for each in json.loads(done.out)["episodes"]] == ["mali", "niger"]
    assert "Traceback" not in done.err
    return done.err


def test_one_broken_file_does_not_keep_the_others_from_being_scored(folder: Path) -> None:
    """Its problems are named with line and column."""
    (folder / "episodes" / "broken.yaml").write_text("id: broken\ntitle: [\n", encoding="utf-8")
    assert "broken.yaml:" in refused(folder)


def test_two_files_of_one_id_are_told_apart_by_their_paths(folder: Path) -> None:
    """The second is refused and both are named."""
    write(folder / "episodes", "mali").rename(folder / "episodes" / "a.yaml")
    write(folder / "episodes", "mali")
    said = refused(folder)
    assert "mali.yaml" in said
    assert "a.yaml" in said


def test_a_history_whose_form_is_on_no_rung_is_refused(folder: Path) -> None:
    """A ladder without presidential statements cannot end in one."""
    ladder = (
        "issues: {form: {rungs: [{key: press_statement, words: a, strength: 25}, "
        "{key: resolution, words: b, strength: 100}]}}\n"
    )
    file = write(folder / "episodes", "togo", provoker="TGO", more=ladder)
    file.write_text(file.read_text(encoding="utf-8").replace("text: {form: 50", "text: {form: 100"), encoding="utf-8")
    assert "history.form" in refused(folder)


def test_memory_later_than_the_crisis_or_of_another_file_is_refused(folder: Path) -> None:
    """With the row's own line."""
    row = "  - {id: old, began: 2013-01-01, closed: 2013-02-01, act: coup, product: none, file: NER-force}\n"
    write(folder / "episodes", "togo", provoker="TGO", more="memory:\n" + row)
    said = refused(folder)
    assert "2013-02-01 is not before the day of the trigger" in said
    assert "'NER-force' is another file" in said


def test_an_act_without_a_row_is_played_and_scored(folder: Path) -> None:
    """Its base rate is that of all acts, and the page says so."""
    write(folder / "episodes", "togo", provoker="TGO", what="sulking",
          more="provocations: {sulking: {severity: 20, words: long sulking}}\n")  # fmt: skip
    done = asked("episodes", "-n", "12")
    assert done.code == 0, done.err
    assert "sulking" in done.out


def test_with_fewer_than_two_files_nothing_is_recalibrated_and_that_is_said(folder: Path) -> None:
    """The model is scored all the same."""
    (folder / "episodes" / "niger.yaml").unlink()
    found = played()
    assert "fewer than two crisis files" in " ".join(found["notes"])
    assert "rule" not in found["scores"]
    assert found["scores"]["model"]["n"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as-of", "lunch"), "known: trigger, draft"),
        (("-n", "0"), "allowed are 1 to"),
        (("--explain",), "--explain: shows one episode"),
        (("--explain", "--each-rule"), "one of them at a time"),
        (("--record", "r.json", "--luck-only"), "a record is of drawn runs"),
        (("--set", "rule.presedent=0"), "did you mean 'rule.precedent'?"),
    ],
)
def test_what_cannot_be_asked_is_said(folder: Path, words: tuple[str, ...], said: str) -> None:
    """One clear line, exit code 2, nothing stored."""
    done = asked("episodes/mali.yaml", "episodes/niger.yaml", *words)
    assert done.code == 2
    assert said in done.err
    assert not (folder / "turtlebay.db").exists()


def test_an_empty_folder_is_said_to_be_empty(folder: Path) -> None:
    """And exit code 2."""
    (folder / "none").mkdir()
    done = asked("none")
    assert done.code == 2
    assert "the folder holds no scenario file" in done.err


def test_one_episode_is_explained(folder: Path) -> None:
    """What was known, what the runs said, what came, who named it too."""
    done = asked("episodes/mali.yaml", "--explain", "-n", "12")
    assert done.code == 0, done.err
    for label in ("Known", "First text", "Came", "The model", "Named it too"):
        assert label in done.out


# The record, and the card made from it


def test_a_record_holds_what_the_back_tests_said_and_reads_back(folder: Path) -> None:
    """Both edges, an episode a line."""
    done = asked("episodes", "-n", "12", "--record", "record.json")
    assert done.code == 0, done.err
    plain = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    assert {edge: [row["id"] for row in rows] for edge, rows in plain["edges"].items()} == {
        "draft": ["mali", "niger"], "trigger": ["mali", "niger"],
    }  # fmt: skip


def record(*pasts: Past) -> Record:
    """A record of this model with default parameters, as of the draft."""
    case = sim.load("dprk-2006-07")
    return Record(sim.engine.run.MODEL, case.parameters_digest, 100, {"draft": pasts, "trigger": ()})


def past(number: int, act: str = "long_range_missile", family: str = "weapons", hit: bool = True) -> Past:
    """One episode of a record."""
    return Past(f"past-{number}", act, family, hit, base_rate_hit=number % 2 == 0, day=number % 4 == 0)


def test_a_card_counts_episodes_of_the_same_act_without_the_cases_own() -> None:
    """July 2006 and its twin do not count; eight others do: 8 named, base rate in 4, the day held in 2."""
    own = Past("dprk-2006-07-short", "long_range_missile", "weapons", hit=False, base_rate_hit=False, day=False)
    found = trust(sim.load("dprk-2006-07"), record(own, *(past(number) for number in range(8))))
    assert (found.of, found.n, found.hits, found.base_rate_hits, found.days_held, found.days) == ("act", 8, 8, 4, 2, 8)


def test_a_card_takes_acts_together_where_there_are_fewer_than_eight() -> None:
    """Seven of the act and one nuclear test: the family. Seven of the act alone: all kinds."""
    seven = [past(number) for number in range(7)]
    assert trust(sim.load("dprk-2006-07"), record(*seven, past(8, "nuclear_test"))).of == "family"
    assert trust(sim.load("dprk-2006-07"), record(*seven, past(8, "coup", "force"))).of == "all"


def test_a_card_says_that_there_is_no_record_with_other_parameters() -> None:
    """And names the command that makes one."""
    changed = sim.load("dprk-2006-07").vary({"parameters.vote_noise": "2.5"})
    found = trust(changed, record(*(past(number) for number in range(8))))
    assert found.n == 0
    assert "no record with these parameters" in found.words
    assert "turtlebay backtest" in found.words


def test_a_card_of_a_drawn_run_is_that_of_its_case() -> None:
    """What chance drew of the parameters is part of what the record is of; what somebody set is not."""
    held = record(*(past(number) for number in range(8)))
    case = sim.load("dprk-2006-07")
    assert trust(sim.run(case, 3, drawn=True).scenario, held) == trust(case, held)
    changed = case.vary({"parameters.vote_noise": "2.5"})
    assert trust(sim.run(changed, 3, drawn=True).scenario, held).n == 0


def test_the_packaged_record_is_of_this_model_and_these_parameters() -> None:
    """Whoever changes a rule or a parameter makes the record anew: `turtlebay backtest --record sim/record.json`."""
    held = packaged()
    assert held is not None
    assert held.model == sim.engine.run.MODEL
    assert held.parameters == sim.load("dprk-2006-07").parameters_digest


@pytest.mark.slow
@pytest.mark.parametrize("edge", ["trigger", "draft"])
def test_the_packaged_record_says_what_the_model_says(edge: str) -> None:
    """A sample of its episodes, played again, comes out as the record has it."""
    held = packaged()
    assert held is not None
    sample = {past.id: past for past in held.edges[edge][3::21]}
    with Experiment() as experiment:
        found = backtest(gather(list(sample), edge), held.n, experiment)
    for each in found.episodes:
        said = sample[each.said.id]
        assert each.said.hit == said.hit
        assert (None if each.said.day is None else each.said.day.covered) == said.day


def test_a_back_test_of_the_shipped_episodes_reads_them_all() -> None:
    """Forty-three of forty-six: docs/coding.md names the three that are left out."""
    found = gather((), "draft")
    assert not found.refused
    assert not found.unscored
    assert len(found.episodes) == 43


def test_a_page_of_nothing_but_cases_without_history_still_reads(folder: Path) -> None:
    """No score, no table, no traceback."""
    write(folder, "chad", provoker="TCD", form="")
    with Experiment() as experiment:
        found = backtest(gather([str(folder / "chad.yaml")], "draft"), 2, experiment)
    assert "chad" in terminal(page(found))
    with Experiment() as experiment:
        two = backtest(gather([str(folder / "episodes")], "draft"), 2, experiment)
    assert read(written(record_of([two]))) == record_of([two])
