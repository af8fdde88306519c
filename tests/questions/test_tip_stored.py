"""Runs that `tip` and its like play are kept, found again by every command, and never played twice: for real."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.engine.run import Recipe
from sim.engine.scenario import Scenario
from sim.experiment.play import Experiment, Progress, RunFailed
from sim.experiment.sweep import sweep
from sim.pages import plain
from sim.questions.tip.curve import tip
from sim.questions.tip.levers import levers
from sim.questions.tip.page import SHAPES
from sim.questions.tip.points import Points
from sim.questions.tip.table import assumptions, tip_all
from sim.store.schema import OUTCOMES
from sim.store.store import Store, StoreError
from tests.cases import short_case_text
from tests.kit import PATIENCE, child_environment, wait_for

LIMIT = "CHN.legal_force.limit"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="signals are sent the way of Unix")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for a command to work in, with the small case in it, of which only three states are a judgement."""
    sure = "position: 80\n        salience: 50\n"
    text = short_case_text().replace(sure, f"{sure}        evidence: well_evidenced\n")
    (tmp_path / "small.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def small(folder: Path) -> Scenario:
    """The small case."""
    return sim.load(folder / "small.yaml")


def count_in(store: Path) -> int:
    """Runs stored so far."""
    try:
        with sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=30) as connection:
            found = int(connection.execute(f"SELECT count(*) FROM {OUTCOMES}").fetchone()[0])
        connection.close()
    except sqlite3.OperationalError:
        return 0
    return found


class Counting(Executor):
    """Plays at once and in this process; played: every (overrides, seed), in order."""

    def __init__(self) -> None:
        self.played: list[tuple[Any, int]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """A future that is done before it is asked for."""
        recipe, seeds, *_ = args
        self.played += [(recipe.scenario.sets, seed) for seed in seeds]
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


# What is kept is found


def test_the_same_question_asked_again_plays_nothing(small: Scenario, folder: Path) -> None:
    store, first, again = folder / "kept.db", Counting(), Counting()
    found = tip(small, LIMIT, n=7, executor=first, store=store)
    assert count_in(store) == len(first.played) == len(set(first.played)) == found.asked.runs
    assert tip(small, LIMIT, n=7, executor=again, store=store) == found
    assert again.played == []


@pytest.mark.slow
def test_more_seeds_add_to_those_that_are_kept(small: Scenario, folder: Path) -> None:
    """Seeds 1 to 30 after 1 to 7: only 8 to 30 are played at the points of the first question."""
    store, first, more = folder / "kept.db", Counting(), Counting()
    tip(small, LIMIT, n=7, executor=first, store=store)
    tip(small, LIMIT, n=30, executor=more, store=store)
    assert not set(first.played) & set(more.played)
    assert count_in(store) == len(first.played) + len(more.played)


def test_runs_of_a_sweep_are_not_played_again_by_tip_nor_those_of_tip_by_a_sweep(small: Scenario, folder: Path) -> None:
    """A sweep at 25, and one as coded; then tip over 25 to 60; then a sweep at 60.

    Where runs are drawn, the row as coded of `tip` holds the limit, which that of a sweep may drop.
    """
    for luck_only in (True, False):
        store, runs = folder / f"kept-{luck_only}.db", Counting()
        sweep(small, 9, store=store, luck_only=luck_only).play()
        sweep(small, 9, vary={LIMIT: "25:25:1"}, store=store, luck_only=luck_only).play()
        tip(small, LIMIT, n=9, executor=runs, store=store, luck_only=luck_only)
        assert count_in(store) == 18 + len(runs.played)
        assert (() not in [sets for sets, _ in runs.played]) is luck_only
        assert "25" not in [word for sets, _ in runs.played for _, word in sets]
        before = count_in(store)
        sweep(small, 9, vary={LIMIT: "60:60:1"}, store=store, luck_only=luck_only).play()
        assert count_in(store) == before


def test_every_question_finds_what_the_others_played(small: Scenario, folder: Path) -> None:
    """The list asks for ends that the table asks for too; changes typed in full or in brief are the same change."""
    store, first, second = folder / "kept.db", Counting(), Counting()
    brief = small.vary([("CHN.isolation", "3")])
    full = small.vary([("actors.CHN.isolation", "3")])
    assumptions(brief, n=2, executor=first, store=store, luck_only=True)
    tip_all(full, n=2, most=2, executor=second, store=store, luck_only=True)
    assert count_in(store) == len(first.played) + len(second.played)
    assert all(any("isolation" not in path for path, _ in sets) for sets, _ in second.played), "as set it was kept"


def test_a_run_is_kept_as_a_sweep_keeps_it(small: Scenario, folder: Path) -> None:
    """Row for row: ids, heads and all; `log SWEEP:K` and `verify` read them."""
    tip(small, LIMIT, n=6, ends=(30, 31), store=folder / "tip.db")
    sweep(small, 6, vary={LIMIT: "31:31:1"}, store=folder / "tip.db").play()
    sweep(small, 6, vary={LIMIT: "31:31:1"}, store=folder / "sweep.db").play()
    rows = []
    for name in ("tip.db", "sweep.db"):
        with sqlite3.connect(folder / name) as connection:
            query = f"SELECT key, o.* FROM {OUTCOMES} o JOIN recipes r ON o.recipe = r.number ORDER BY key, o.number"
            rows.append({(row[0], *row[2:]) for row in connection.execute(query)})
        connection.close()
    assert rows[1] < rows[0]


@pytest.mark.slow
def test_what_is_found_is_the_same_with_and_without_a_store_whatever_was_kept_before(
    small: Scenario, folder: Path
) -> None:
    """Byte for byte as --json: without a store, with an empty one, a full one, and one that has some of the runs."""
    kept, some = folder / "kept.db", folder / "some.db"
    sweep(small, 5, vary={LIMIT: "25:60:7"}, store=some).play()
    tip(small, LIMIT, n=5, store=some)
    said = [
        json.dumps(
            [
                plain(found, SHAPES)
                for found in (
                    tip(small, LIMIT, n=2, store=where),
                    tip_all(small, n=2, most=2, store=where),
                    assumptions(small, n=2, store=where),
                    levers(small, n=1, store=where),
                )
            ]
        )
        for where in (None, kept, kept, some)
    ]
    assert said == said[:1] * 4


def test_a_run_that_somebody_changed_is_refused(small: Scenario, folder: Path) -> None:
    store = folder / "kept.db"
    tip(small, LIMIT, n=3, ends=(30, 31), store=store)
    with sqlite3.connect(store) as connection:
        connection.execute(f"UPDATE {OUTCOMES} SET form = 'treaty'")
    connection.close()
    with pytest.raises(StoreError, match="is damaged: its form is treaty"):
        tip(small, LIMIT, n=3, ends=(30, 31), store=store)


# Runs that raise, stores that refuse, how far it is


@pytest.mark.slow
def test_a_run_that_raises_is_named_with_its_recipe_and_the_others_stay(
    small: Scenario, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Recipe.run

    def run(recipe: Recipe, number: int = 1, **more: Any) -> Any:
        if number == 7 and recipe.scenario.sets:
            raise ZeroDivisionError("no such thing")
        return real(recipe, number, **more)

    monkeypatch.setattr(Recipe, "run", run)
    store = folder / "kept.db"
    with pytest.raises(
        RunFailed, match=r"ZeroDivisionError: no such thing: .* small --set \S*limit=\d+ --drawn --seed 7"
    ):
        tip(small, LIMIT, n=30, ends=(30, 31), store=store)
    assert count_in(store) >= 30 + 24
    monkeypatch.undo()
    runs = Counting()
    found = tip(small, LIMIT, n=30, ends=(30, 31), executor=runs, store=store)
    assert found == tip(small, LIMIT, n=30, ends=(30, 31))
    assert any(seed == 7 for _, seed in runs.played)


def test_a_store_of_another_program_is_refused_before_anything_is_played(small: Scenario, folder: Path) -> None:
    with sqlite3.connect(folder / "other.db") as connection:
        connection.execute("CREATE TABLE birds (name TEXT)")
    connection.close()
    runs = Counting()
    with pytest.raises(StoreError, match="another program"):
        tip(small, LIMIT, n=3, executor=runs, store=folder / "other.db")
    assert runs.played == []


@pytest.mark.slow
def test_progress_says_what_is_done_and_a_total_only_where_it_is_known(small: Scenario, folder: Path) -> None:
    """Never more done than asked for, and no end before the end."""
    told: list[Progress] = []

    def tell(now: Progress) -> None:
        told.append(Progress(now.asked, now.done, now.stored, now.in_all))

    with Store(folder / "kept.db") as store:
        tip_all(small, n=2, most=2, store=store, progress=tell)
        assert all(each.done <= each.asked and not each.in_all for each in told)
        assert [each.done for each in told] == sorted(each.done for each in told)
        with Experiment(store, progress=tell) as experiment:
            points = Points(experiment, small, 10)
            experiment.progress.in_all = True
            points.play([()])
    assert (told[-1].done, told[-1].stored, told[-1].asked, told[-1].in_all) == (10, 2, 10, True)


# Kill -9 and Ctrl-C


def started(folder: Path, *words: str) -> "subprocess.Popen[str]":
    """A command in a session of its own, as a terminal would start it."""
    return subprocess.Popen(
        [sys.executable, "-m", "sim.cli.main", *words], cwd=folder, env=child_environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


QUESTIONS = pytest.mark.parametrize(
    "words",
    [("tip", "small.yaml", "--all", "--most", "2"), ("assumptions", "small.yaml"), ("levers", "small.yaml")],
    ids=lambda words: words[0],
)


@pytest.mark.slow
@LINUX
@QUESTIONS
def test_killed_at_random_moments_the_same_command_goes_on_where_it_was(folder: Path, words: tuple[str, ...]) -> None:
    """Kill -9 twice in mid-play: what is stored is not played again, and the bytes are those of an undisturbed one."""
    store, chance, kept = folder / "turtlebay.db", random.Random(4), [0]
    words = (*words, "--json", "-n", {"tip": "20", "levers": "2"}.get(words[0], "100"))
    for _ in range(2):
        child = started(folder, *words, "--jobs", "2")
        wait_for(lambda: count_in(store) > kept[-1])
        time.sleep(chance.uniform(0, 0.3))
        assert child.poll() is None, "it was over before it was killed: play more runs"
        child.kill()
        child.communicate(timeout=PATIENCE)
        kept.append(count_in(store))
    assert kept == sorted(set(kept))
    out, err = started(folder, *words, "--jobs", "1").communicate(timeout=PATIENCE)
    assert count_in(store) == json.loads(out)["runs"], err
    undisturbed, err = started(folder, *words, "--store", "other.db", "--jobs", "1").communicate(timeout=PATIENCE)
    assert out == undisturbed, err


@pytest.mark.slow
@LINUX
@QUESTIONS
def test_ctrl_c_says_how_many_runs_are_stored_and_they_are(folder: Path, words: tuple[str, ...]) -> None:
    """Exit code 130, nothing on standard output, and the number is that of the store."""
    store = folder / "turtlebay.db"
    child = started(folder, *words, "-n", "300", "--jobs", "2")
    wait_for(lambda: count_in(store) > 0)
    os.killpg(child.pid, signal.SIGINT)
    out, err = child.communicate(timeout=PATIENCE)
    assert (child.returncode, out) == (130, "")
    assert f"Interrupted: {count_in(store):,} of " in err
    assert f"runs are stored, and it goes on with:  turtlebay {' '.join(words)}" in err
    assert "Traceback" not in err
