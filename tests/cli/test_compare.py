"""`turtlebay compare`: two stored runs side by side."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from sim.experiment.archive import recall, save
from sim.store.store import Store
from tests.cli.conftest import Give

RUNS = (
    ("--label", "base"),
    ("--set", "CHN.legal_force.limit=none", "--set", "RUS.legal_force=60", "--label", "free"),
    ("--seed", "2", "--label", "two"),
)


@pytest.fixture
def played(give: Give, folder: Path) -> Give:
    """The same, with three runs of the small case and a fork in the store."""
    for words in RUNS:
        assert give("run", "small.yaml", "--quiet", *words).code == 0
    with Store(folder / "turtlebay.db") as store:
        save(store, recall(store, "base").fork(5, {"CHN.legal_force.limit": "none"}, label="fork"))
    return give


def test_json_is_one_object_with_stable_keys(played: Give) -> None:
    """Inputs, divergence, outcomes, timelines; runs and luck beside them."""
    done = played("compare", "base", "free", "--json")
    assert (done.code, done.err) == (0, "")
    told = json.loads(done.out)
    assert list(told) == ["runs", "luck_mixed", "inputs", "divergence", "outcomes", "timelines", "trust"]
    assert told["inputs"][0] == {"path": "actors.CHN.stances.legal_force.limit", "a": 50, "b": None}
    assert told["luck_mixed"] is False
    assert {"decision", "a", "b", "rule", "terms"} <= set(told["divergence"])
    assert {"seq", "t", "at", "type", "actor"} <= set(told["divergence"]["a"])
    assert set(told["timelines"]) == {"shared", "rows", "drafts"}


def test_words_show_only_what_differs(played: Give) -> None:
    """The two inputs, where the runs part, and commands with real ids."""
    done = played("compare", "base", "free")
    assert done.code == 0
    assert "CHN.legal_force.limit  50  none" in done.out
    assert "JPN." not in done.out.partition("part at")[0]
    assert "a and b part at " in done.out
    ids = [run["run"] for run in json.loads(played("runs", "--json").out)["runs"] if run["label"] in ("base", "free")]
    assert f"turtlebay compare {ids[0]} {ids[1]} --attribute" in done.out or f"{ids[1]} {ids[0]}" in done.out


def test_all_shows_more_and_eighty_columns_are_enough(played: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    """No line of it is wider, but for commands, which stay whole."""
    monkeypatch.setenv("COLUMNS", "80")
    short, whole = (played("compare", "base", "free", *more).out for more in ([], ["--all"]))
    assert len(whole.splitlines()) > len(short.splitlines())
    assert max(len(line) for line in whole.splitlines() if "turtlebay" not in line) <= 80
    assert max(len(line) for line in short.splitlines() if "turtlebay" not in line) <= 80


def test_mixed_luck_is_said_loudly_and_the_pair_is_offered(played: Give) -> None:
    """And the pair, once played, has the same seed and is kept."""
    done = played("compare", "free", "two")
    assert "LUCK IS MIXED IN: seeds 1 and 2" in done.out
    assert "--paired" in done.out
    told = json.loads(played("compare", "base", "two", "--json").out)
    assert told["luck_mixed"] is True
    pair = played("compare", "two", "free", "--paired", "--json")
    told = json.loads(pair.out)
    assert (told["luck_mixed"], told["runs"]["b"]["seed"]) == (False, 2)
    assert "played again" in pair.err
    assert told["runs"]["b"]["run"] in played("runs").out


def test_a_fork_and_its_parent_part_after_the_change(played: Give) -> None:
    """Their inputs name the event, and the shared part is counted."""
    told = json.loads(played("compare", "base", "fork", "--json").out)
    assert told["inputs"] == [
        {"path": "actors.CHN.stances.legal_force.limit", "a": 50, "b": None, "after": {"a": None, "b": 5}}
    ]
    assert told["timelines"]["shared"] >= 6
    assert "events shared" in played("compare", "base", "fork").out


def test_runs_of_different_scenarios_say_so(played: Give) -> None:
    """And what only one of them has."""
    assert played("run", "dprk-2006-07", "--label", "july", "--quiet").code == 0
    shown = played("compare", "base", "july").out
    assert "Different scenarios" in shown
    assert "issues of b only: sanctions, dialogue" in shown


def test_three_runs_are_held_against_the_first(played: Give) -> None:
    """A column each."""
    done = played("compare", "base", "free", "two")
    assert "a and c part at" in done.out
    assert set(json.loads(played("compare", "base", "free", "two", "--json").out)["divergences"]) == {"b", "c"}


def test_attribution_adds_up(played: Give) -> None:
    """In JSON as fractions, on the page as points with their sum."""
    told = json.loads(played("compare", "base", "free", "--attribute", "-n", "2", "--jobs", "1", "--json").out)
    parts = told["attribution"]
    assert parts["exact"] is True
    assert [change["path"] for change in parts["changes"]] == [
        "actors.CHN.stances.legal_force.limit", "actors.RUS.stances.legal_force.position",
    ]  # fmt: skip
    for measure in parts["measures"]:
        assert sum(Fraction(part["fraction"]) for part in measure["parts"]) == Fraction(measure["total"])
        assert Fraction(measure["b"]) - Fraction(measure["a"]) == Fraction(measure["total"])
    assert "together" in played("compare", "base", "free", "--attribute", "-n", "1", "--jobs", "1").out


def test_the_page_goes_to_files_too(played: Give, folder: Path) -> None:
    """As HTML and as Markdown, with the table of the parts."""
    words = ("--attribute", "-n", "1", "--jobs", "1", "--html", "page.html", "--md", "page.md")
    assert played("compare", "base", "free", *words).code == 0
    for name in ("page.html", "page.md"):
        assert "What each change accounts for" in (folder / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["base", "nobody"], "no run 'nobody'"),
        (["base", "free", "--attribute", "-n", "0"], "allowed are 1 to"),
        (["base", "free", "two", "--attribute"], "is about two runs"),
        (["base", "free", "two", "--paired"], "is about two runs"),
        (["base", "base", "--attribute"], "nothing was changed"),
        (["two", "fork", "--paired"], "fork run"),
        (["base", *["free"] * 9], "at most 9"),
    ],
)
def test_what_makes_no_sense_gets_words_and_two(played: Give, words: list[str], said: str) -> None:
    """Nothing on standard output."""
    done = played("compare", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
