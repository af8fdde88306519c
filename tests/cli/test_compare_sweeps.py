"""`turtlebay compare` of sweeps: in a process of its own, on a real store."""

import json
from pathlib import Path

import pytest

from tests.cases import short_file
from tests.cli.commandline import Done, turtlebay
from tests.cli.conftest import Give

pytestmark = pytest.mark.slow

LIMIT = "CHN.form.limit"
CAVEAT = "The interval covers chance within the model only."


@pytest.fixture
def swept(give: Give, folder: Path) -> tuple[Give, str, str]:
    """Commands in a folder with two sweeps that differ in one limit, and the ids of those."""
    short_file(folder)
    ids = []
    for more in ([], ["--set", f"{LIMIT}=10"]):
        done = give("sweep", "small.yaml", "--luck-only", "-n", "20", "--jobs", "1", "--json", *more)
        assert done.code == 0, done.err
        ids.append(json.loads(done.out)["sweep"])
    return give, ids[0], ids[1]


def commands(done: Done) -> list[list[str]]:
    """The commands that an output names."""
    return [line.split("turtlebay ")[1].split() for line in done.out.splitlines() if "turtlebay " in line]


def test_two_sweeps_as_the_analyst_types_it(swept: tuple[Give, str, str], folder: Path) -> None:
    """In a process of its own: inputs first, shares with intervals and words, differences, a seed that shows them."""
    _, a, b = swept
    done = turtlebay(folder, "compare", a[:5], "last")
    assert (done.code, done.err) == (0, "")
    out = done.out
    order = ["Inputs that differ", LIMIT, "Outcome\n", "Day of the outcome",
             "Same seed, same luck: 20 runs", "less that of a", "Next"]  # fmt: skip
    assert [each for each in order if each not in out] == []
    assert sorted(map(out.index, order)) == [out.index(each) for each in order]
    assert " ".join(out.split()).count(CAVEAT) == 1
    assert "of 20 runs (" in out
    assert "not seen in 20 runs" in out
    assert "impossible" not in out
    assert "confiden" not in out
    assert max(len(line) for line in out.splitlines() if "turtlebay" not in line) <= 80
    first = commands(done)[0]
    assert first[0] == "compare"
    assert first[1].startswith(f"{a}:")
    assert first[2].startswith(f"{b}:")
    shown = turtlebay(folder, *first)
    assert shown.code == 0, shown.err
    assert "a and b part at" in shown.out
    assert LIMIT in shown.out


def test_every_command_named_next_works(swept: tuple[Give, str, str]) -> None:
    """Those of the sweeps' runs too: they are asked for as SWEEP:K, for the store has no other name for them."""
    give, a, b = swept
    done = give("compare", a, b)
    named = commands(done)
    assert len(named) == 3
    assert [give(*words).code for words in named] == [0, 0, 0]
    following = commands(give(*named[0]))
    assert following
    assert {words[0] for words in following} == {"explain", "state"}
    assert [give(*words).code for words in following] == [0, 0]


def test_json_is_one_object_and_the_same_bytes_each_time(swept: tuple[Give, str, str]) -> None:
    """With stable keys."""
    give, a, b = swept
    done = give("compare", a, b, "--json")
    assert (done.code, done.err) == (0, "")
    assert done.out == give("compare", a, b, "--json").out
    assert done.out.count("\n") == 1
    told = json.loads(done.out)
    assert list(told) == [
        "sweeps", "same_scenario", "texts_compared", "inputs", "outcomes", "rungs", "days", "threats", "votes",
        "points", "shared_seeds", "trust",
    ]  # fmt: skip
    shared = told["shared_seeds"]["b"]
    assert list(shared) == ["seeds", "n", "came", "points", "parting"]
    assert sum(shared["came"].values()) == shared["n"] == 20
    assert [name.partition(":")[0] for name in shared["parting"]["runs"]] == [a, b]


def test_three_sweeps_fit_a_page(swept: tuple[Give, str, str]) -> None:
    """Cells wrap; nothing is cut."""
    give, a, b = swept
    out = give("compare", a, b, a).out
    assert max(len(line) for line in out.splitlines() if "turtlebay" not in line) <= 80


def test_a_design_is_compared_point_by_point(swept: tuple[Give, str, str]) -> None:
    """A line for each share that differs; equal ones on request."""
    give, a, _ = swept
    words = ("sweep", "small.yaml", "--luck-only", "-n", "6", "--jobs", "1", "--vary", f"{LIMIT}=10,30", "--json")
    made = [give(*words, *more) for more in ([], ["--set", "RUS.form.limit=10"])]
    grid = [json.loads(each.out)["sweep"] for each in made]
    done = give("compare", *grid)
    assert done.code == 0, done.err
    assert "b less a" in done.out
    assert CAVEAT in " ".join(done.out.split())
    assert len(give("compare", *grid, "--all").out.splitlines()) > len(done.out.splitlines())
    refused = give("compare", a, grid[0])
    assert (refused.code, refused.out) == (2, "")
    assert f"with --vary {LIMIT}=10,30" in refused.err


def test_a_design_too_wide_for_the_page_has_its_points_on_lines_of_their_own(swept: tuple[Give, str, str]) -> None:
    """Nothing is cut off, and no line is wider than the page."""
    give, _, _ = swept
    words = ("sweep", "small.yaml", "--luck-only", "-n", "2", "--jobs", "1",
             "--vary", "actors.CHN.stances.legal_force.limit=0,50",
             "--vary", "actors.RUS.stances.legal_force.position=20,60", "--json")  # fmt: skip
    made = [give(*words, *more) for more in ([], ["--set", "RUS.form.limit=10"])]
    grid = [json.loads(each.out)["sweep"] for each in made]
    out = give("compare", *grid, "--all").out
    assert "Point 2: actors.CHN.stances.legal_force.limit=0, actors.RUS" in " ".join(out.split())
    assert max(len(line) for line in out.splitlines() if "turtlebay" not in line) <= 80


def test_what_makes_no_sense_for_sweeps_gets_words_and_two(swept: tuple[Give, str, str]) -> None:
    """A run beside a sweep, options of runs, sweeps that are not there; nothing on standard output."""
    give, a, b = swept
    assert give("run", "small.yaml", "--quiet", "--label", "base").code == 0
    for words, said in (
        ([a, "base"], f"turtlebay compare {a}:1 base"),
        (["base", b], "is a sweep, base is a run"),
        ([a, b, "--paired"], "--paired: is about runs"),
        ([a, b, "--attribute"], "--attribute: is about two runs"),
        ([a, "sfffffff"], "no sweep 'sfffffff'"),
        ([a, f"{b}:1"], "is a sweep"),
    ):
        done = give("compare", *words)
        assert (done.code, done.out) == (2, ""), words
        assert said in done.err


def test_issues_that_differ_are_said(swept: tuple[Give, str, str]) -> None:
    """Then there are forms and days, and no wordings."""
    give, a, _ = swept
    assert give("sweep", "dprk-2006-07", "-n", "2", "--jobs", "1").code == 0
    out = give("compare", a, "last").out
    assert "only forms and days are compared" in " ".join(out.split())
    assert "there a seed is not the same luck" in " ".join(out.split())
    assert "Legal force, produced" not in out
    assert "Day of the outcome" in out


def test_ascii_prints_nothing_else(swept: tuple[Give, str, str]) -> None:
    give, a, b = swept
    assert give("compare", a, b, "--ascii").out.isascii()
