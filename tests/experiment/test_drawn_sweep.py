"""Sweeps whose runs draw what the coding may be wrong about: the same rows whoever plays them, and each row a run."""

import json
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.engine.run import Recipe, Run
from sim.engine.scenario import Scenario
from sim.experiment.archive import recall as recall_stored
from sim.experiment.archive import save
from sim.experiment.names import recall
from sim.experiment.plan import planned
from sim.experiment.play import Experiment
from sim.experiment.sweep import sweep
from sim.experiment.verify import verify, verify_sweep
from sim.pages import plain
from sim.questions.tip.curve import tip
from sim.questions.tip.levers import levers
from sim.questions.tip.points import Points
from sim.questions.tip.table import assumptions
from sim.store.store import Store
from tests.kit import scenario

LIMIT = "CHN.legal_force.limit"


def rows(made: Any) -> list[tuple[int, str]]:
    """Every run of a sweep by number and head."""
    return sorted((each.number, each.outcome.head) for each in made)


@pytest.mark.slow
def test_one_worker_and_two_play_the_same_rows(small: Scenario) -> None:
    """What is drawn depends on the seed and on nothing that a worker has."""
    alone, two = (sweep(small, 40, vary={LIMIT: "0,25"}, jobs=jobs) for jobs in (1, 2))
    assert rows(alone) == rows(two)
    assert json.dumps(plain(alone.tally)) == json.dumps(plain(two.tally))


def test_a_drawn_sweep_that_was_stopped_goes_on(small: Scenario, path: Path) -> None:
    """The rows that were there are not played again, and all is as if nothing had been."""
    part = sweep(small, 60, vary={LIMIT: "0,25"}, store=path)
    part.play(stop=lambda: part.progress.done >= 20)
    assert 20 <= part.progress.done < 120
    again = sweep(small, 60, vary={LIMIT: "0,25"}, store=path)
    assert rows(again) == rows(sweep(small, 60, vary={LIMIT: "0,25"}))
    assert again.progress.stored == part.progress.done


def test_a_drawn_run_is_the_row_of_its_seed_byte_for_byte(small: Scenario, path: Path) -> None:
    """`run --drawn --seed K`, SWEEP:K, and the run that comes back from the store; all of them verify."""
    made = sweep(small, 6, store=path).play()
    with Store(path) as store:
        assert verify_sweep(store, made.id).ok
        for number in (1, 6):
            run, row = sim.run(small, number, drawn=True), recall(store, f"{made.id}:{number}")
            assert run.lines == row.lines
            assert run.id == row.id
            assert verify(store, f"{made.id}:{number}").ok
            save(store, run)
            back = recall_stored(store, run.id)
            assert (back.lines, back.scenario.drawn) == (run.lines, run.scenario.drawn)
            assert back.recipe.run(back.number).lines == run.lines
            assert verify(store, run.id).ok


def test_points_of_a_drawn_sweep_differ_in_what_is_varied_alone(small: Scenario) -> None:
    """So their differences are paired: the same luck, and the same coding of all else."""
    plan = planned(small, 4, vary={LIMIT: "0,25,none"})
    for seed in range(1, 5):
        drawn = [plan.recipe(point).settled(seed).scenario for point in range(plan.points)]
        assert len({each.sets[: each.drawn] for each in drawn}) == 1
        assert [each.changes for each in drawn] == [((LIMIT, value),) for value in ("0", "25", "none")]


def test_a_row_that_luck_alone_made_is_another(small: Scenario, path: Path) -> None:
    """Neither is taken for the other."""
    sweep(small, 5, store=path).play()
    assert sweep(small, 5, luck_only=True, store=path).play().progress.stored == 0


# Questions


def test_a_question_about_a_path_holds_it_in_every_row(small: Scenario) -> None:
    """As coded included: a limit that a plain row may have dropped is there."""
    with Experiment() as experiment:
        points = Points(experiment, small, 2)
        full = "actors.CHN.stances.legal_force.limit"
        about = points.keeping((full,))
        assert about is points.keeping((full,)) is not points
        assert points.keeping(("actors.CHN.priority",)) is points
        for sets in ((), ((full, "0"),)):
            for seed in range(1, 30):
                drawn = about.recipe(sets).settled(seed).scenario
                assert LIMIT not in dict(drawn.sets[: drawn.drawn])
        plain = (points.recipe(()).settled(seed).scenario for seed in range(1, 30))
        assert any(LIMIT in dict(each.sets[: each.drawn]) for each in plain)


def test_luck_alone_answers_as_a_sweep_of_luck_alone(small: Scenario, path: Path) -> None:
    """The share as coded is that of the sweep, whose rows it finds."""
    made = sweep(small, 8, luck_only=True, store=path).play()
    found = tip(small, "CHN.legal_force.limit", n=8, luck_only=True, store=path)
    assert found.asked.base.k == found.asked.outcome.count([each.outcome for each in made if each.outcome])
    assert not found.asked.drawn


@pytest.mark.parametrize("luck_only", [False, True])
def test_every_answer_says_whether_its_runs_were_drawn(small: Scenario, luck_only: bool) -> None:
    """In JSON, whatever the question."""
    told: list[Any] = [
        plain(sweep(small, 2, luck_only=luck_only).tally),
        plain(tip(small, LIMIT, n=1, luck_only=luck_only)),
        plain(assumptions(small, n=1, luck_only=luck_only)),
        plain(levers(small, n=1, luck_only=luck_only)),
    ]
    assert [each["drawn"] for each in told] == [not luck_only] * 4


# What keeps its coding


def test_but_for_of_a_drawn_run_keeps_its_coding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its seeds go on from the run's own, and what was drawn stays, with the link and without it."""
    run = sim.run(scenario("dprk-2009-04"), 4, drawn=True)
    played: list[tuple[int, tuple[tuple[str, str], ...]]] = []
    real = Recipe.run

    def spied(recipe: Recipe, number: int) -> Run:
        made = real(recipe, number)
        played.append((number, made.scenario.sets[: made.scenario.drawn]))
        return made

    monkeypatch.setattr(Recipe, "run", spied)
    sim.explain(run, but_for=True, n=2)
    drawn = run.scenario.sets[: run.scenario.drawn]
    assert {number for number, _ in played} >= {4, 5}
    assert all(sets == drawn for _, sets in played)
