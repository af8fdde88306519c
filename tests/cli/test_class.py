"""A class at the command line: sweeps with labels in two stores, merged, compared and verified."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cases import small_case_text
from tests.cli.commandline import turtlebay


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stores of two groups, each with the same baseline and a sweep of its own."""
    folder = tmp_path_factory.mktemp("class")
    (folder / "small.yaml").write_text(small_case_text(), encoding="utf-8")
    for group, change in (("red", "CHN.form=25"), ("blue", "RUS.form=25")):
        store = ("--store", f"{group}.db", "--jobs", "1")
        for words in (("--label", "baseline"), ("--set", change, "--label", "ours")):
            done = turtlebay(folder, "sweep", "small.yaml", "-n", "6", *words, *store)
            assert done.code == 0, done.err
    return folder


@pytest.fixture
def groups(folder: Path, played: Path) -> Path:
    """A folder of its own with a copy of both stores."""
    for group in ("red", "blue"):
        shutil.copy(played / f"{group}.db", folder)
    return folder


def test_stores_of_groups_are_merged_compared_and_verified(groups: Path) -> None:
    """By labels alone; nothing is played twice, and every run is what its recipe gives."""
    done = turtlebay(groups, "merge", "red.db", "blue.db", "--into", "class.db", "--json")
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert [each["outcomes"] for each in told["stores"]] == [{"new": 12, "known": 0}, {"new": 6, "known": 6}]
    assert [each["kept_as"] for each in told["relabelled"]] == ["ours (blue)"]
    at = ("--store", "class.db")
    listed = json.loads(turtlebay(groups, "runs", "--json", *at).out)
    assert [each["labels"] for each in listed["sweeps"]] == [["baseline"], ["ours"], ["ours (blue)"]]
    compared = turtlebay(groups, "compare", "baseline", "ours", "ours (blue)", "--json", *at)
    assert compared.code == 0, compared.err
    for name in ("baseline", "ours (blue)", "ours:3"):
        assert turtlebay(groups, "verify", name, "--jobs", "1", *at).code == 0
    report = turtlebay(groups, "report", "baseline", "ours", "-o", "ours.html", *at)
    assert report.code == 0, report.err
    exported = turtlebay(groups, "export", "ours", "--out", "table", *at)
    assert exported.code == 0, exported.err


def test_a_label_names_a_sweep_or_a_run_and_not_both(groups: Path) -> None:
    """Where it is of both, it is said which, and an id tells them apart."""
    at = ("--store", "red.db")
    assert turtlebay(groups, "run", "small.yaml", "--label", "ours", "--quiet", *at).code == 0
    done = turtlebay(groups, "verify", "ours", *at)
    assert done.code == 2
    assert "is the label of sweep" in " ".join(done.err.split())
    assert turtlebay(groups, "log", "ours:2", "--last", "1", *at).code in (0, 2)
    bad = turtlebay(groups, "sweep", "small.yaml", "--label", "a:b", *at)
    assert (bad.code, bad.out) == (2, "")


def test_merge_refuses_what_is_no_store_in_a_sentence(groups: Path) -> None:
    """Exit code 2, no traceback, nothing written."""
    (groups / "notes.txt").write_text("no store " * 100)
    for words in (("notes.txt",), ("none.db",), ("red.db", "small.yaml")):
        done = turtlebay(groups, "merge", *words, "--into", "class.db")
        assert done.code == 2
        assert "Traceback" not in done.err
        assert not (groups / "class.db").exists()


def test_exercise_refuses_what_cannot_be_before_it_plays(folder: Path) -> None:
    """Groups, runs, a folder that is a file, sheets that are there."""
    (folder / "there").mkdir()
    (folder / "there" / "answers.html").write_text("mine")
    for words in (("--groups", "0"), ("-n", "5"), ("-o", "small.yaml"), ("-o", "there")):
        done = turtlebay(folder, "exercise", "small.yaml", *words)
        assert done.code == 2, done.err
        assert "Traceback" not in done.err
    assert (folder / "there" / "answers.html").read_text() == "mine"
    assert not (folder / "turtlebay.db").exists()
