"""`tip`, `assumptions` and `sensitivity` as they are typed: words, objects, refusals."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sim.faces.studying import progress_words
from sim.studies.tipping.shared_seeds import Reached
from tests.faces.commandline import small_file
from tests.faces.conftest import Give
from tests.kit import child_environment

SHARE = ["k", "n", "share", "low", "high", "term"]


def test_a_curve_is_told_in_words_and_rows(give: Give) -> None:
    shown = give("tip", "small.yaml", "CHN.legal_force.limit", "-n", "5").out
    assert "CHN.legal_force.limit from 25 to 60 (assumption china-legal-limit); as coded 50" in " ".join(shown.split())
    assert "<- as coded" in shown
    assert shown.count("The interval covers chance within the model only.") == 1 or shown.count("covers\nchance") == 1
    assert "turtlebay tip small.yaml --all" in shown
    assert max(len(line) for line in shown.splitlines() if "turtlebay" not in line) <= 90


def test_a_curve_is_one_object_and_the_same_bytes_each_time(give: Give) -> None:
    words = ("tip", "small.yaml", "CHN.legal_force.limit", "-n", "5", "--json")
    first = give(*words)
    assert give(*words).out == first.out
    told = json.loads(first.out)
    assert list(told) == [
        "scenario", "path", "paths", "range", "range_from", "current", "outcome", "outcome_why", "level", "n", "base",
        "rows", "without_limit", "crossings", "course", "nearest", "runs",
    ]  # fmt: skip
    assert (told["range"], told["current"]) == ([25, 60], [50])
    assert list(told["rows"][0]) == ["value", "current", *SHARE]


def test_changes_hold_for_every_value(give: Give) -> None:
    told = json.loads(give("tip", "small.yaml", "CHN.isolation", "-n", "2", "--set", "CHN.isolation=3", "--json").out)
    assert told["current"] == [3]
    assert [row["value"] for row in told["rows"] if row["current"]] == [3]


def test_all_pair_and_against_answer_in_words_and_objects(give: Give) -> None:
    every = json.loads(give("tip", "small.yaml", "--all", "--most", "3", "-n", "2", "--json").out)
    assert list(every) == ["scenario", "outcome", "outcome_why", "n", "base", "items", "left_out", "runs"]
    assert (len(every["items"]), every["items"][0]["furthest"]["n"]) == (3, 2)
    assert "less weighty numbers were left out" in give("tip", "small.yaml", "--all", "--most", "2", "-n", "1").out

    pair = ("tip", "small.yaml", "--pair", "CHN.legal_force.limit", "RUS.legal_force", "-n", "1")
    grid = json.loads(give(*pair, "--json").out)
    assert [len(row) for row in grid["cells"]] == [5] * 5
    assert "A  most common:" in give(*pair).out

    joint = json.loads(give("tip", "small.yaml", "--against", "-n", "2", "--json").out)
    assert (len(joint["found"]), joint["assumptions"]) == (3, 1)
    assert "a search over" in give("tip", "small.yaml", "--against", "-n", "2").out


def test_the_table_has_a_row_for_every_assumption(give: Give) -> None:
    told = json.loads(give("assumptions", "small.yaml", "-n", "4", "--json").out)
    (row,) = told["assumptions"]
    assert (row["id"], row["basis"], row["range"]) == ("china-legal-limit", "S2", [25, 60])
    assert list(row["at_low"]) == list(row["at_high"]) == SHARE
    assert list(row["swing"]) == ["difference", "low", "high"]
    shown = give("assumptions", "small.yaml", "-n", "4", "--ascii").out
    assert "china-legal-limit: China would veto Chapter VII [S2]" in shown
    assert shown.isascii()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["tip", "small.yaml"], "one of these at a time"),
        (["tip", "small.yaml", "CHN.isolation", "--all"], "one of these at a time"),
        (["tip", "small.yaml", "CHN.isolatoin"], "did you mean 'CHN.isolation'"),
        (["tip", "small.yaml", "penholder"], "no number"),
        (["tip", "small.yaml", "CHN.isolation", "--range", "9:3"], "no range"),
        (["tip", "small.yaml", "CHN.isolation", "--range", "3"], "written LO:HI"),
        (["tip", "small.yaml", "CHN.isolation", "--range", "-3:5"], "-3 is out of range"),
        (["tip", "small.yaml", "CHN.isolation", "--range", "0:900"], "900 is out of range"),
        (["tip", "small.yaml", "CHN.isolation", "--range", ".nan:3"], "written LO:HI"),
        (["tip", "small.yaml", "CHN.isolation", "--level", "1.5"], "between 0 and 1"),
        (["tip", "small.yaml", "CHN.isolation", "-n", "0"], "allowed are 1 to"),
        (["tip", "small.yaml", "CHN.isolation", "--jobs", "-1"], "no fewer than 0"),
        (["tip", "small.yaml", "CHN.isolation", "--outcome", "resolutoin"], "did you mean 'resolution'"),
        (["tip", "small.yaml", "--all", "--most", "0"], "at least 1"),
        (["assumptions", "small.yaml", "--outcome", "legal_force:51"], "no strength"),
        (["assumptions", "small.yaml", "-n", "-4"], "allowed are 1 to"),
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


def test_progress_names_a_total_only_where_it_is_known() -> None:
    """Of a search only how much there is at least, and for the time left likewise."""
    assert progress_words(Reached(1_000, 0, 1_950, False), 10) == "1,000 of at least 1,950, at least 10 s to go"
    assert progress_words(Reached(1_000, 0, 1_950, True), 10) == "1,000 of 1,950, about 10 s to go"
    assert progress_words(Reached(600, 400, 800, True), 1) == "600 of 800, about 1 s to go (400 were there already)"


@pytest.mark.skipif(os.name != "posix", reason="signals are sent the way of Unix")
def test_ctrl_c_ends_it_and_its_workers_with_130(tmp_path: Path) -> None:
    small_file(tmp_path)
    command = [sys.executable, "-m", "sim.faces.main", "tip", "small.yaml", "--all", "-n", "1000", "--jobs", "2"]
    working = subprocess.Popen(
        command, cwd=tmp_path, env=child_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
    )  # fmt: skip
    assert working.stderr is not None
    assert "of at least" in working.stderr.readline()
    os.killpg(working.pid, signal.SIGINT)
    out, said = working.communicate(timeout=60)
    assert (working.returncode, out) == (130, "")
    assert "runs of it are kept, and it goes on with:  turtlebay tip small.yaml --all" in said
    assert "Traceback" not in said
