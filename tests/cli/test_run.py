"""`run`, `demo` and what the store holds afterwards."""

import json
import sqlite3
from pathlib import Path

import pytest

from sim.cli.commands import run as playing
from sim.cli.registry import COMMANDS
from sim.engine.recorder import Listener
from sim.engine.run import Recipe
from tests.cli.conftest import Give


def test_the_same_recipe_is_stored_once(give: Give) -> None:
    first = json.loads(give("run", "small.yaml", "--json").out)
    give("run", "small.yaml", "--json")
    kept = json.loads(give("runs", "--json").out)["runs"]
    assert [run["run"] for run in kept] == [first["run"]]


def test_a_drawn_run_is_the_row_of_a_sweep(give: Give) -> None:
    """`run --drawn --seed K`: the same bytes as SWEEP:K, told as drawn, and it verifies."""
    swept = json.loads(give("sweep", "small.yaml", "-n", "3", "--jobs", "1", "--json").out)["sweep"]
    drawn = json.loads(give("run", "small.yaml", "--drawn", "--seed", "3", "--json").out)
    coded = json.loads(give("run", "small.yaml", "--seed", "3", "--json").out)
    assert (drawn["drawn"], coded["drawn"]) == (True, False)
    assert drawn["head"] != coded["head"]
    rows = [give("log", name, "--raw").out for name in (f"{swept}:3", drawn["run"])]
    assert rows[0] == rows[1]
    for name in (f"{swept}:3", drawn["run"], swept):
        assert give("verify", name).code == 0
    listed = {each["run"]: each["drawn"] for each in json.loads(give("runs", "--json").out)["runs"]}
    assert listed == {drawn["run"]: True, coded["run"]: False}


def test_no_store_keeps_nothing(give: Give, folder: Path) -> None:
    done = give("run", "small.yaml", "--no-store")
    assert done.code == 0
    assert not (folder / "turtlebay.db").exists()


def test_the_demo_needs_no_file_and_keeps_nothing(give: Give, folder: Path) -> None:
    done = give("demo")
    assert done.code == 0
    assert "launches a Taepodong-2" in done.out
    assert "turtlebay run dprk-2006-07 --seed 1" in done.out
    assert not (folder / "turtlebay.db").exists()


def test_only_commands_that_exist_are_suggested(give: Give) -> None:
    shown = "".join(give(*words).out for words in (["run", "small.yaml"], ["log", "last"], ["state", "last"], ["runs"]))
    suggested = {line.split("turtlebay ", 1)[1].split()[0] for line in shown.splitlines() if "  turtlebay " in line}
    assert suggested
    assert suggested <= set(COMMANDS)


def test_every_suggestion_can_be_followed(give: Give) -> None:
    shown = give("run", "dprk-2006-07", "--seed", "2").out
    commands = [line[11:].split() for line in shown.splitlines() if line[11:].startswith("turtlebay ")]
    assert {"log", "state", "count", "verify"} <= {command[1] for command in commands}
    for command in commands:
        # Four runs say as well as four hundred whether the command can be given.
        assert give(*("4" if word == "400" else word for word in command[1:])).code == 0


def test_a_label_names_the_run(give: Give) -> None:
    give("run", "small.yaml", "--label", "first try")
    assert give("log", "first try").code == 0


@pytest.mark.parametrize("label", ["last", "a:b", " x", "a\nb", "\udcff"])
def test_a_label_that_could_not_be_asked_for_is_refused(give: Give, label: str) -> None:
    assert give("run", "small.yaml", "--label", label).code == 2


def test_the_log_file_holds_one_json_line_an_event(give: Give, folder: Path) -> None:
    told = json.loads(give("run", "small.yaml", "--json", "--log", "x.jsonl").out)
    lines = [json.loads(line) for line in (folder / "x.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(lines) == told["events"]
    assert lines[0]["type"] == "RunStarted"
    assert {line["run"] for line in lines} == {told["run"]}
    assert lines[-1]["h"] == told["head"]


def test_a_log_never_overwrites_the_scenario(give: Give, folder: Path) -> None:
    before = (folder / "small.yaml").read_bytes()
    assert give("run", "small.yaml", "--log", "small.yaml").code == 2
    assert (folder / "small.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "nothing.yaml"], "nothing.yaml:1:1: no such file"),
        (["run", "dprk-2006-7"], "did you mean 'dprk-2006-07'"),
        (["run", "."], "is a directory"),
        (["run", "small.yaml", "--set", "CHN.legal_force"], "a change is written PATH=VALUE"),
        (["run", "small.yaml", "--without", "lunch-1"], "did you mean 'launch-1'"),
        (["run", "small.yaml", "--tz", "Asia/Tokio"], "did you mean 'Asia/Tokyo'"),
        (["run", "small.yaml", "--seed", "-1"], "a seed is a whole number"),
        (["run", "small.yaml", "--seed", str(2**63)], "a seed is a whole number"),
        (["run", "small.yaml", "--sed", "1"], "Did you mean --seed?"),
        (["rn", "small.yaml"], "did you mean 'run'?"),
        (["run"], "run wants FILE"),
        (["run", "small.yaml", "kk"], "more than the command takes"),
        (["nosuch"], "export, report, exercise, explore, completion, backtest, figures"),
        (["sweep", "small.yaml", "--vary", "CHN.isolation"], "PATH=A,B,C"),
        (["run", "small.yaml", "--store", "no/such/folder.db"], "cannot be written"),
        (["run", "small.yaml", "--store", "small.yaml"], "small.yaml cannot be"),
        (["run", "small.yaml", "--log", "no/such/folder.jsonl"], "cannot be written"),
    ],
)
def test_bad_input_gets_words_and_exit_code_2(give: Give, folder: Path, words: list[str], said: str) -> None:
    done = give(*words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "Traceback" not in done.err
    assert not (folder / "turtlebay.db").exists()


def test_a_bug_leaves_its_events_aside_and_nothing_in_the_store(
    give: Give, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run breaks off after five events: traceback, exit code 3, and a file with the five."""

    def breaks_off(*arguments: object, listener: Listener, **more: object) -> None:
        def listen(event: playing.Event, line: str, h: str) -> None:
            listener(event, line, h)
            if event.seq == 4:
                raise RuntimeError("a bug")

        whole(*arguments, listener=listen, **more)  # type: ignore[arg-type]

    whole = Recipe.run
    monkeypatch.setattr(Recipe, "run", breaks_off)
    done = give("run", "small.yaml", "--seed", "5")
    assert (done.code, done.out) == (3, "")
    assert "Traceback" in done.err
    assert "turtlebay-crash-small-5.jsonl" in done.err
    kept = (folder / "turtlebay-crash-small-5.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["seq"] for line in kept] == [0, 1, 2, 3, 4]
    assert not (folder / "turtlebay.db").exists()


def test_ascii_prints_nothing_else(give: Give) -> None:
    shown = give("run", "dprk-2006-07", "--ascii", "--no-store").out
    assert shown.isascii()
    assert "# " in shown


def test_another_time_zone_takes_the_place_of_the_actors(give: Give) -> None:
    shown = give("run", "small.yaml", "--tz", "Asia/Tokyo", "--no-store").out
    assert "04 Jul 18:32  (05 03:32 JST)" in shown


def test_verify_names_the_first_event_that_differs(give: Give, folder: Path) -> None:
    give("run", "small.yaml")
    intact = give("verify")
    assert intact.code == 0
    assert "byte-identical" in intact.out
    with sqlite3.connect(folder / "turtlebay.db") as store:
        store.execute("UPDATE events SET line = replace(line, 'missile', 'missilf') WHERE seq = 1")
    store.close()
    broken = give("verify", "last", "--json")
    assert broken.code == 1
    assert json.loads(broken.out)["runs"][0]["seq"] == 1
    assert "event 1" in give("verify").out
    read = give("log", "last", "--json")
    assert (read.code, read.out) == (2, "")
    assert "event 1" in read.err
