"""`tip`, `assumptions` and `sensitivity` as they are typed: words, objects, refusals."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cases import short_file, small_case_text
from tests.cli.conftest import Give
from tests.kit import PATIENCE, child_environment


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory with the small case in it, the horizon of which is near."""
    short_file(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path


SHARE = ["k", "n", "share", "low", "high", "term", "played", "inferred"]


def test_a_curve_is_told_in_words_and_rows(give: Give) -> None:
    shown = give("tip", "small.yaml", "CHN.legal_force.limit", "-n", "5").out
    assert "CHN.legal_force.limit from 25 to 60 (assumption china-legal-limit); as coded 50" in " ".join(shown.split())
    assert "as coded\n" in shown
    assert " ".join(shown.split()).count("The interval covers chance within the model only.") == 1
    assert "turtlebay tip small.yaml --all" in shown
    assert max(len(line) for line in shown.splitlines() if "turtlebay" not in line) <= 90


def test_a_curve_is_one_object_and_the_same_bytes_each_time(give: Give) -> None:
    words = ("tip", "small.yaml", "CHN.legal_force.limit", "-n", "5", "--json")
    first = give(*words)
    assert give(*words).out == first.out
    told = json.loads(first.out)
    assert set(told) == {
        "scenario", "drawn", "path", "paths", "range", "range_from", "current", "outcome", "outcome_why", "level", "n",
        "base",
        "rows", "without_limit", "crossings", "course", "nearest", "runs", "played", "inferred", "spared",
    }  # fmt: skip
    assert (told["range"], told["current"]) == ([25, 60], [50])
    assert set(told["rows"][0]) == {"value", "current", *SHARE}


def test_changes_hold_for_every_value(give: Give) -> None:
    told = json.loads(give("tip", "small.yaml", "CHN.isolation", "-n", "2", "--set", "CHN.isolation=3", "--json").out)
    assert told["current"] == [3]
    assert [row["value"] for row in told["rows"] if row["current"]] == [3]


def test_values_that_were_set_are_said_to_be_set(give: Give) -> None:
    """Not coded: the file says something else."""
    words = ("tip", "small.yaml", "CHN.legal_force.limit", "-n", "2")
    shown = give(*words, "--set", "CHN.legal_force.limit=40").out
    assert "as set 40" in " ".join(shown.split())
    assert "as set\n" in shown
    assert "As set " in shown
    assert "as coded" not in shown
    other = give(*words, "--set", "CHN.isolation=3").out
    assert "as coded 50" in " ".join(other.split())
    assert "As set " in other
    table = give("assumptions", "small.yaml", "-n", "2", "--set", "CHN.legal_force.limit=40").out
    assert "As drawn " in table
    assert "as coded 40" not in table


def test_few_runs_give_no_interval_and_say_so_and_more_runs_are_next(give: Give) -> None:
    """A crossing that two runs show is within chance; its interval would say otherwise."""
    words = ("tip", "dprk-2006-07", "CHN.legal_force.limit", "--range", "48:51", "-n", "2", "--luck-only")
    shown = " ".join(give(*words).out.split())
    assert "passes 50% between 49 and 50, within chance of 2 runs: more runs would tell" in shown
    assert "no two of its values differ beyond chance" in shown
    assert "(interval" not in shown
    assert "Next turtlebay tip dprk-2006-07 CHN.legal_force.limit --range 48:51 -n 8 --luck-only" in shown
    told = json.loads(give(*words, "--json").out)
    assert [each["beyond_chance"] for each in told["crossings"]] == [False]


def test_a_flat_curve_comes_nearest_nowhere(give: Give) -> None:
    shown = " ".join(give("tip", "small.yaml", "QAT.legal_force", "-n", "3", "--range", "60:90").out.split())
    assert "and no value brings it nearer: all of them give the same share" in shown
    assert "comes nearest" not in shown


def test_flips_within_chance_are_listed_apart(give: Give) -> None:
    """Three runs tell nothing: no flip is among what flips it, and the table marks where it tips likewise."""
    shown = " ".join(give("tip", "dprk-2006-07", "--all", "--most", "2", "-n", "3").out.split())
    assert "What flips it" not in shown
    assert "it is not the most common kind of outcome beyond chance, and so no flip is, in 3 runs" in shown
    told = json.loads(give("tip", "dprk-2006-07", "--all", "--most", "2", "-n", "3", "--json").out)
    flips = [item["flip"]["beyond_chance"] for item in told["items"] if item["flip"]]
    assert (told["base_beyond_chance"], set(flips) <= {False}) == (False, True)


def test_against_without_assumptions_says_what_to_do(give: Give, tmp_path: Path) -> None:
    (tmp_path / "bare.yaml").write_text(re.sub(r"(?ms)^assumptions:\n.*?(?=^history:)", "", small_case_text()))
    done = give("tip", "bare.yaml", "--against")
    assert (done.code, done.out) == (2, "")
    assert "it names no assumptions" in done.err
    assert "turtlebay tip FILE --all" in done.err
    assert give("assumptions", "bare.yaml", "-n", "1").code == 0


def test_one_run_is_one_run(give: Give) -> None:
    """Not 1 runs, whether it came or not."""
    shown = give("tip", "small.yaml", "CHN.isolation", "-n", "1", "--range", "2:3").out
    assert "seen in the 1 run" in shown or "not seen in 1 run" in shown
    assert "1 at each point" in " ".join(shown.split())
    assert "1 runs" not in shown


def test_all_pair_and_against_answer_in_words_and_objects(give: Give) -> None:
    every = json.loads(give("tip", "small.yaml", "--all", "--most", "3", "-n", "2", "--jobs", "1", "--json").out)
    assert set(every) == {
        "scenario", "drawn", "outcome", "outcome_why", "n", "base", "base_beyond_chance", "items", "left_out", "runs",
        "played", "inferred", "spared", "screened",
    }  # fmt: skip
    assert (len(every["items"]), every["items"][0]["furthest"]["n"]) == (3, 2)
    assert (
        "numbers whose first step changes less were left out"
        in give("tip", "small.yaml", "--all", "--most", "2", "-n", "1", "--jobs", "1").out
    )

    pair = ("tip", "small.yaml", "--pair", "CHN.legal_force.limit", "RUS.legal_force", "-n", "1")
    grid = json.loads(give(*pair, "--json").out)
    assert [len(row) for row in grid["cells"]] == [5] * 5
    assert "most common:" in give(*pair).out

    joint = json.loads(give("tip", "small.yaml", "--against", "-n", "2", "--json").out)
    assert (len(joint["found"]), joint["assumptions"]) == (3, 1)
    assert "a search over" in give("tip", "small.yaml", "--against", "-n", "2").out


def test_the_table_has_a_row_for_every_assumption(give: Give) -> None:
    told = json.loads(give("assumptions", "small.yaml", "-n", "4", "--json").out)
    (row,) = told["items"]
    assert (row["path"], row["basis"], row["range"]) == ("china-legal-limit", "S2", [25, 60])
    assert list(row["at_low"]) == list(row["at_high"]) == SHARE
    assert list(row["swing"]) == ["difference", "low", "high"]
    shown = give("assumptions", "small.yaml", "-n", "4", "--ascii").out
    assert "China would veto Chapter VII [S2]" in shown
    assert shown.isascii()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["tip", "small.yaml"], "one of these at a time"),
        (["tip", "small.yaml", "CHN.isolation", "--all"], "one of these at a time"),
        (["tip", "small.yaml", "CHN.isolatoin"], "did you mean 'CHN.isolation'"),
        (["tip", "small.yaml", "penholder"], "no number"),
        (["tip", "small.yaml", "CHN.isolation", "--range", "9:3"], "LO is not below HI"),
        (["tip", "small.yaml", "CHN.isolation", "--range", "3"], "written LO:HI"),
        (["tip", "small.yaml", "CHN.isolation", "--range", "-3:5"], "-3 is out of range"),
        (["tip", "small.yaml", "CHN.isolation", "--range", "0:900"], "900 is out of range"),
        (["tip", "small.yaml", "CHN.isolation", "--range", ".nan:3"], "written LO:HI"),
        (["tip", "small.yaml", "CHN.isolation", "--level", "1.5"], "between 0 and 1"),
        (["tip", "small.yaml", "CHN.isolation", "-n", "0"], "allowed are 1 to"),
        (["tip", "small.yaml", "CHN.isolation", "--jobs", "-1"], "0 for one process a core"),
        (["tip", "small.yaml", "CHN.isolation", "--outcome", "resolutoin"], "did you mean 'resolution'"),
        (["tip", "small.yaml", "--all", "--most", "0"], "at least 1"),
        (["assumptions", "small.yaml", "--outcome", "legal_force:51"], "no strength"),
        (["assumptions", "small.yaml", "-n", "-4"], "allowed are 1 to"),
        (["levers", "small.yaml", "-n", "0"], "allowed are 1 to"),
        (["tip", "small.yaml", "CHN.isolation=3"], "written LO:HI"),
        (["sensitivity", "small.yaml", "--method", "moris"], "did you mean 'morris'"),
        (["sensitivity", "small.yaml", "--method", "sobol", "--size", "12"], "powers of two"),
        (["sensitivity", "small.yaml"], "compares two or more"),
    ],
)
def test_what_cannot_be_is_refused_in_words(give: Give, words: list[str], said: str) -> None:
    done = give(*words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "Traceback" not in done.err


def test_without_salib_the_hint_is_all(give: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SALib", "SALib.analyze", "SALib.sample"):
        monkeypatch.setitem(sys.modules, name, None)
    done = give("sensitivity", "dprk-2006-07", "-n", "1")
    assert (done.code, done.out) == (2, "")
    assert "pip install 'turtlebay[sensitivity]'" in done.err


def test_levers_answers_in_words_and_as_an_object(give: Give) -> None:
    shown = " ".join(give("levers", "small.yaml", "-n", "1", "--jobs", "1").out.split())
    assert "No effect in 1 run: " in shown
    assert "turtlebay tip small.yaml --all" in shown
    told = json.loads(give("levers", "small.yaml", "-n", "1", "--jobs", "1", "--json").out)
    assert set(told) == {"scenario", "n", "drawn", "levers", "runs"}
    assert {"path", "kind", "current", "changes", "steps"} <= set(told["levers"][0])
    assert {"value", "changes", "form", "text", "vote", "day", "becomes", "votes", "later"} == set(
        told["levers"][0]["steps"][0]
    )


def test_a_range_may_stand_with_its_path(give: Give) -> None:
    told = json.loads(give("tip", "small.yaml", "CHN.isolation=2:4", "-n", "1", "--json").out)
    assert told["range"] == [2, 4]


def test_the_page_says_what_was_not_played_and_every_run_plays_all(give: Give) -> None:
    """In numbers, and of each share in JSON."""
    words = ("tip", "small.yaml", "CHN.isolation", "-n", "40", "--jobs", "1")
    told = json.loads(give(*words, "--json").out)
    assert told["runs"] < told["played"] + told["inferred"] + told["spared"]
    shown = " ".join(give(*words).out.split())
    assert f"{told['played']:,} were played and {told['inferred']:,} taken as their neighbours" in shown
    assert "--every-run plays every run" in shown
    every = give(*words, "--every-run")
    assert "taken as their neighbours" not in every.out
    assert "--every-run" in every.out.partition("Next")[2]
    whole = json.loads(give(*words, "--every-run", "--json").out)
    assert (whole["inferred"], whole["spared"], whole["course"]) == (0, 0, told["course"])
    assert {row["n"] for row in whole["rows"]} == {40}


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals are sent the way of Unix")
def test_ctrl_c_ends_it_and_its_workers_with_130(tmp_path: Path) -> None:
    short_file(tmp_path)
    command = [sys.executable, "-m", "sim.cli.main", "tip", "small.yaml", "--all", "-n", "1000", "--jobs", "2"]
    working = subprocess.Popen(
        command, cwd=tmp_path, env=child_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
    )  # fmt: skip
    assert working.stderr is not None
    assert working.stderr.readline().startswith("runs: ")
    os.killpg(working.pid, signal.SIGINT)
    out, said = working.communicate(timeout=PATIENCE)
    assert (working.returncode, out) == (130, "")
    assert "runs are stored, and it goes on with:  turtlebay tip small.yaml --all" in said
    assert "Traceback" not in said
