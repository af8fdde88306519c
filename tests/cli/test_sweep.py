"""The sweep command: what it prints, what it refuses, and how it asks before very much."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from sim.engine.run import Recipe, Run
from sim.words.labels import FORM_WORDS
from tests.cases import short_file
from tests.cli.commandline import on_a_terminal
from tests.cli.conftest import Give

LIMIT = "CHN.legal_force.limit"


@pytest.fixture
def quick(give: Give, folder: Path) -> Give:
    """Give a command; sweeps play the short case in this process."""
    short_file(folder)

    def given(*words: str) -> Any:
        return give(*words, *(("--jobs", "1") if words[0] == "sweep" else ()))

    return given


def test_json_is_one_object_with_nothing_of_the_clock_in_it(quick: Give) -> None:
    """The same bytes each time, into this store or another."""
    first = quick("sweep", "small.yaml", "-n", "30", "--json")
    again = quick("sweep", "small.yaml", "-n", "30", "--json")
    elsewhere = quick("sweep", "small.yaml", "-n", "30", "--json", "--store", "other.db")
    assert first.code == 0
    assert first.out == again.out == elsewhere.out
    assert first.out.count("\n") == 1
    told = json.loads(first.out)
    assert list(told) == [
        "sweep", "scenario", "n", "done", "failed", "seeds", "drawn", "until", "stopped", "outcomes", "rungs", "days",
        "texts", "votes", "threats", "reference", "points", "failures", "trust",
    ]  # fmt: skip
    assert (told["scenario"], told["n"], told["done"], told["points"]) == ("small", 30, 30, [])


def test_the_table_has_bars_intervals_words_and_every_outcome(quick: Give) -> None:
    """In the wording of the evidence: k of n, interval, word; unseen outcomes too; the sentence once."""
    out = quick("sweep", "small.yaml", "-n", "60").out
    assert "press statement" in out
    assert "% of 60 runs (" in out
    assert re.search(r"\nresolution .* not seen in 60 runs\n", out)
    assert out.count("The interval covers chance within the model only.") == 1
    assert "impossible" not in out
    assert "confiden" not in out
    assert "50 dots, each 2 in 100 runs" in out
    assert sum(line.count("●") for line in out[out.index("50 dots") :].splitlines()) == 50
    assert max(map(len, (line for line in out.splitlines() if "turtlebay" not in line))) <= 80


def test_every_command_named_next_works(quick: Give) -> None:
    """With real ids filled in."""
    out = quick("sweep", "small.yaml", "-n", "20").out
    following = [line.split("turtlebay ")[1] for line in out.splitlines() if "turtlebay " in line]
    assert following
    assert following[0].startswith("log s")
    shown = quick(*following[0].split())
    assert shown.code == 0
    again = [line.split("turtlebay ")[1] for line in shown.out.splitlines() if "turtlebay " in line]
    assert [quick(*words.split()).code for words in again] == [0] * len(again)


def test_ascii_prints_nothing_else(quick: Give) -> None:
    """Bars and dots have their twins."""
    assert quick("sweep", "small.yaml", "-n", "20", "--ascii").out.isascii()


def test_a_design_shows_each_point_and_the_paired_differences(quick: Give) -> None:
    """On common seeds; in JSON with their intervals."""
    words = ("sweep", "small.yaml", "-n", "20", "--vary", "JPN.form=100,25", "--vary", f"{LIMIT}=0:50:50")
    out = quick(*words).out
    assert "seeds 1 to 20 at each of 4 points" in out
    assert "how much larger that is than at point" in " ".join(out.split())
    assert max(map(len, (line for line in out.splitlines() if "turtlebay" not in line))) <= 80
    assert " ".join(out.split()).count("The interval covers chance within the model only.") == 1
    told = json.loads(quick(*words, "--json").out)
    assert [point["set"] for point in told["points"]] == [
        {"JPN.form": form, LIMIT: limit} for form in ("100", "25") for limit in ("0", "50")
    ]
    others = [point for point in told["points"] if point["point"] != told["reference"]]
    assert all(
        [row["form"] for row in point["differences"]] == [r["form"] for r in told["outcomes"]] for point in others
    )


def test_every_outcome_that_a_point_has_seen_is_shown_with_its_share_at_each(quick: Give) -> None:
    """Forms and headline wordings, seen here and not there; what no point has seen is named too."""
    words = ("sweep", "small.yaml", "-n", "10", "--vary", "JPN.form=100,25", "--vary", f"{LIMIT}=0,75,none")
    shown, told = quick(*words).out, json.loads(quick(*words, "--json").out)
    for row in told["outcomes"]:
        assert (f"\n{FORM_WORDS[row['form']]}\n" in shown) == (row["k"] > 0)
    parts = len(re.findall(r"(not seen|all|%) \(\d+-\d+\)", shown))
    seen = [row for row in told["outcomes"] + told["rungs"] if row["k"] and row.get("issue") in (None, "legal_force")]
    assert parts == 6 * len(seen)
    assert "Not seen" in shown


def test_what_comes_next_after_a_changed_sweep_asks_the_same_question(quick: Give) -> None:
    """Overrides, entries left out and seeds go along."""
    out = quick(
        "sweep", "small.yaml", "-n", "20", "--seed", "7", "--set", "CHN.form=40", "--without", "request-meeting"
    ).out
    following = [line for line in out.splitlines() if "turtlebay sweep" in line or "turtlebay tip" in line]
    assert following
    assert all("--set CHN.form=40 --without request-meeting" in line for line in following)
    assert all("--seed 7" in line for line in following if "sweep" in line)


def test_a_path_set_and_varied_in_two_spellings_is_refused(quick: Give) -> None:
    """It is one path all the same."""
    done = quick("sweep", "small.yaml", "--vary", f"{LIMIT}=0,1", "--set", "actors.CHN.stances.legal_force.limit=3")
    assert done.code == 2
    assert "set and varied at once" in done.err


def test_other_designs_and_changes_are_told(quick: Give) -> None:
    """What was drawn, what was set."""
    out = quick("sweep", "small.yaml", "-n", "5", "--set", "CHN.form=40", "--without", "draft-1").out
    assert "each seed draws" in out
    assert "CHN.form=40, without draft-1" in out
    assert "at each of 7 points" in quick(
        "sweep", "small.yaml", "-n", "1", "--lhs", "RUS.form=0:60", "--points", "7"
    ).out  # fmt: skip


def test_a_sweep_says_what_its_shares_are_of(quick: Give) -> None:
    """Of runs with what the coding may be wrong about, or of luck alone; in JSON too. Next commands ask the same."""
    drawn, luck = (quick("sweep", "small.yaml", "-n", "5", *more).out for more in ((), ("--luck-only",)))
    assert "of runs, with what the coding may be wrong about: each seed draws" in " ".join(drawn.split())
    assert "of runs, luck alone: all else is as coded" in " ".join(luck.split())
    for more, is_drawn in (((), True), (("--luck-only",), False)):
        assert json.loads(quick("sweep", "small.yaml", "-n", "5", *more, "--json").out)["drawn"] is is_drawn


def test_uncertain_is_gone_and_says_what_took_its_place(quick: Give) -> None:
    """Exit 2, and the two things that can be asked for now."""
    done = quick("sweep", "small.yaml", "-n", "5", "--uncertain")
    assert done.code == 2
    assert "every sweep draws what the coding may be wrong about" in done.err
    assert "--luck-only" in done.err


def test_the_rule_says_that_it_stopped_the_sweep(quick: Give) -> None:
    """And when it did not, or was not looked at; a rule met at the last run asked for was met."""
    assert "Stopped    by the rule" in quick("sweep", "small.yaml", "-n", "500", "--until", "0.1").out
    assert "Stopped    by the rule" in quick("sweep", "small.yaml", "-n", "100", "--until", "0.4").out
    assert json.loads(quick("sweep", "small.yaml", "-n", "100", "--until", "0.4", "--json").out)["stopped"] == "by rule"
    assert "not every outcome's interval" in quick("sweep", "small.yaml", "-n", "100", "--until", "0.001").out
    short = " ".join(quick("sweep", "small.yaml", "-n", "50", "--until", "0.4").out.split())
    assert "before the rule was first looked at, at 100" in short


def test_failed_runs_are_named_and_the_exit_code_is_3(quick: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others count; `log` shows the traceback."""
    real = Recipe.run

    def run(recipe: Recipe, number: int, **how: Any) -> Run:
        if number == 3:
            raise ZeroDivisionError("no luck")
        return real(recipe, number, **how)

    monkeypatch.setattr(Recipe, "run", run)
    done = quick("sweep", "small.yaml", "-n", "10")
    assert done.code == 3
    assert "1 of 10 runs failed; they count in no share:" in done.out
    assert "(seed 3): ZeroDivisionError: no luck" in done.out
    assert "a run failed: ZeroDivisionError: no luck" in done.err
    shown = quick("log", "last:3")
    assert (shown.code, shown.out) == (2, "")
    assert "ZeroDivisionError: no luck" in shown.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--vary", f"{LIMIT}=50:0:5"], "the range is empty"),
        (["--vary", f"{LIMIT}=0:50:0"], "the step is 0"),
        (["--vary", "CHN.legal_forc=0,1"], "did you mean 'CHN.legal_force'"),
        (["--vary", LIMIT], "is written PATH=LO:HI:STEP"),
        (["--vary", f"{LIMIT}=0,1", "--vary", f"{LIMIT}=2,3"], "named twice"),
        (["--vary", f"{LIMIT}=0,1", "--set", f"{LIMIT}=3"], "set and varied at once"),
        (["--lhs", "vote_noise=5:5"], "LO is not below HI"),
        (["--until", "x"], "'x' is no half-width"),
        (["-n", "0"], "at least one is needed"),
        (["--seed", "-1"], "--seed -1"),
        (["--points", "7"], "--points 7: goes with --lhs"),
        (["--points", "7", "--vary", f"{LIMIT}=0,1"], "--points 7: goes with --lhs"),
        (["--vary", "CHN.form=0:100:1", "--vary", "RUS.form=0:100:1", "--vary", "JPN.form=0:100:1"], "say --yes"),
    ],
)
def test_bad_input_is_refused_and_stores_nothing(give: Give, folder: Path, words: list[str], said: str) -> None:
    """Exit code 2, in words."""
    done = give("sweep", "small.yaml", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "Traceback" not in done.err
    assert not (folder / "turtlebay.db").exists()


@pytest.mark.parametrize("jobs", ["-1", "2000"])
def test_jobs_that_cannot_be_are_refused(give: Give, jobs: str) -> None:
    """With what is allowed."""
    done = give("sweep", "small.yaml", "--jobs", jobs)
    assert done.code == 2
    assert "from 1 to 1000" in done.err


def test_log_of_a_run_that_a_sweep_does_not_have_is_bad_input(quick: Give) -> None:
    """And `last` alone says how to name one."""
    quick("sweep", "small.yaml", "-n", "3")
    assert "has runs 1 to 3" in quick("log", "last:4").err
    done = quick("log", "last")
    assert done.code == 2
    assert ":1" in done.err


def test_last_is_the_last_run_where_a_run_is_wanted(quick: Give) -> None:
    """Whatever sweep came after it; with a number it is the last sweep, whatever run came after that."""
    quick("run", "small.yaml", "--quiet")
    head = quick("log", "last", "--raw").out
    sweep = json.loads(quick("sweep", "small.yaml", "-n", "3", "--json").out)["sweep"]
    assert quick("log", "last", "--raw").out == head
    quick("run", "small.yaml", "--seed", "9", "--quiet")
    assert quick("log", "last:2", "--raw").out == quick("log", f"{sweep}:2", "--raw").out


def test_a_sweep_named_where_a_run_is_wanted_says_how_to_name_one(quick: Give) -> None:
    """By its id, its beginning or `last`, in every command that wants a run; a label that looks so is a label."""
    sweep = json.loads(quick("sweep", "small.yaml", "-n", "3", "--vary", f"{LIMIT}=0,25", "--json").out)["sweep"]
    for name in (sweep, sweep[:6], "last"):
        for command in ("log", "state", "explain"):
            done = quick(command, name)
            assert (done.code, done.out) == (2, "")
            assert done.err == f"{name!r} is a sweep, not a run: its runs are {sweep}:1 to {sweep}:6\n"
    assert "no run 'sab12'" in quick("log", "sab12").err
    assert quick("run", "small.yaml", "--quiet", "--label", sweep[:6]).code == 0
    assert quick("log", sweep[:6]).code == 0


def test_a_run_beyond_where_the_rule_stopped_says_so(quick: Give) -> None:
    """The command that began the sweep would not play it."""
    told = json.loads(quick("sweep", "small.yaml", "-n", "500", "--until", "0.1", "--json").out)
    sweep, stopped = told["sweep"], told["done"]
    assert stopped < 500
    assert quick("log", f"{sweep}:{stopped}").code == 0
    done = quick("log", f"{sweep}:{stopped + 1}")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"run {stopped + 1} of sweep {sweep} was not played: its rule, --until 0.1, stopped it at {stopped} runs\n"
    )
    assert quick("log", f"{sweep}:501").err == f"sweep {sweep} has runs 1 to {stopped}\n"


def test_runs_of_a_sweep_are_shown_like_any_other(quick: Give) -> None:
    """With the hash of each event, as `run` makes them."""
    quick("run", "small.yaml", "--drawn", "--seed", "2", "--quiet")
    plain = quick("log", "last", "--raw").out
    quick("sweep", "small.yaml", "-n", "3", "--store", "other.db")
    assert quick("log", "last:2", "--raw", "--store", "other.db").out == plain


def test_sweeps_are_listed_with_the_runs(quick: Give) -> None:
    """With what was asked of each."""
    quick("run", "small.yaml", "--quiet")
    quick("sweep", "small.yaml", "-n", "3", "--vary", f"{LIMIT}=0,25", "--set", "CHN.form=40")
    assert f"1 to 3  over {LIMIT}; CHN.form=40" in quick("runs").out
    told = json.loads(quick("runs", "--json").out)
    assert (len(told["runs"]), told["sweeps"][0]["seeds"], told["sweeps"][0]["varied"]) == (1, [1, 3], [LIMIT])


# On a terminal


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="terminals are those of Unix")
def test_progress_on_a_terminal_fills_up_the_table_and_leaves_no_trace(tmp_path: Path) -> None:
    """Done of total, rate, time left and outcomes on standard error; standard output is the object alone."""
    short_file(tmp_path)
    done = on_a_terminal(tmp_path, "sweep", "small.yaml", "-n", "300", "--jobs", "1", "--json", shows="stderr")
    shown = done.err
    assert done.code == 0
    assert json.loads(done.out)["done"] == 300
    assert "of 300 runs" in shown
    assert "a second, about" in shown
    assert "no product" in shown
    assert "Traceback" not in shown


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="terminals are those of Unix")
def test_very_many_runs_are_asked_about_on_a_terminal(tmp_path: Path) -> None:
    """No is the answer of whoever just presses return."""
    many = ("--vary", "CHN.form=0:100:1", "--vary", "RUS.form=0:100:1", "-n", "100")
    short_file(tmp_path)
    done = on_a_terminal(tmp_path, "sweep", "small.yaml", *many, shows="stderr", say="\n")
    shown = done.err
    assert (done.code, done.out) == (2, "")
    assert "1,020,100 runs (10,201 points, 100 seeds at each): go on? [y/N]" in shown
    assert "nothing was played" in shown
