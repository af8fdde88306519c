"""Sweeps in Python: what is played and kept, what it adds up to, and that the recipe alone decides it."""

import json
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.engine.run import Recipe, Run
from sim.engine.scenario import Scenario
from sim.experiment import workers
from sim.experiment.archive import save
from sim.experiment.frames import dotless
from sim.experiment.names import plan_named, recall
from sim.experiment.plan import Plan, PlanError, planned
from sim.experiment.statistics import effective, paired, quantile, wilson
from sim.experiment.sweep import Sweep, SweptRun, sweep
from sim.experiment.tally import DOTS
from sim.pages import plain
from sim.questions.sweep import _most_of
from sim.store.schema import OUTCOMES
from sim.store.store import Store, StoreError
from sim.store.sweeps import Sweeps
from sim.vocabulary.outcome import FORMS
from sim.vocabulary.texts import Form
from tests.kit import run_id

LIMIT = "CHN.legal_force.limit"


def head(run: SweptRun) -> str:
    """The head of a run that was finished."""
    assert run.outcome is not None
    return run.outcome.head


# Runs


def test_a_run_of_a_sweep_is_the_run_that_sim_run_plays(small: Scenario) -> None:
    """Same id, same head, same outcome: drawn, or as coded with luck alone."""
    for luck_only in (False, True):
        for each in sweep(small, 5, seed=3, luck_only=luck_only):
            run = sim.run(small, each.seed, drawn=not luck_only)
            assert each.outcome == run.outcome


def test_a_run_at_a_point_is_the_run_with_that_override(small: Scenario) -> None:
    """The point is nothing but an override."""
    for each in sweep(small, 2, vary={LIMIT: [0, 50]}):
        run = sim.run(small.vary(tuple(each.sets.items())), each.seed, drawn=True)
        assert each.outcome == run.outcome


def test_points_share_their_seeds(small: Scenario) -> None:
    """Common random numbers: the same seeds at every point."""
    seeds: dict[int, list[int]] = {}
    for each in sweep(small, 4, seed=10, vary={LIMIT: "0:50:25"}):
        seeds.setdefault(each.point, []).append(each.seed)
    assert seeds == {1: [10, 11, 12, 13], 2: [10, 11, 12, 13], 3: [10, 11, 12, 13]}


def test_each_seed_draws_values_of_its_own_unless_luck_alone_is_asked_for(small: Scenario) -> None:
    """And the same ones whenever it is played."""
    first = {each.seed: head(each) for each in sweep(small, 6)}
    again = {each.seed: head(each) for each in sweep(small, 9)}
    plain = {each.seed: head(each) for each in sweep(small, 6, luck_only=True)}
    assert first.items() <= again.items()
    assert not first.items() & plain.items()


def test_uncertain_parameters_are_no_longer_asked_for(small: Scenario) -> None:
    """The error says what took their place."""
    with pytest.raises(PlanError, match=r"every sweep draws .* luck_only=True"):
        sweep(small, 6, uncertain=True)


def test_runs_are_numbered_seed_by_seed(small: Scenario) -> None:
    """So a longer sweep keeps the numbers of a shorter one; and back from number to place."""
    short, long = (planned(small, n, vary={LIMIT: "0,25,50"}) for n in (3, 30))
    numbers = [short.number(point, seed) for seed in (1, 2, 3) for point in (0, 1, 2)]
    assert numbers == list(range(1, 10))
    assert [long.place(number) for number in numbers] == [short.place(number) for number in numbers]
    with pytest.raises(PlanError, match="has runs 1 to 9"):
        short.place(10)


# Keeping


def test_a_longer_sweep_plays_only_what_a_shorter_one_left(small: Scenario, path: Path) -> None:
    """Seeds are S to S + N - 1."""
    sweep(small, 30, store=path).play()
    longer = sweep(small, 50, store=path).play()
    assert (longer.progress.stored, longer.progress.done) == (30, 50)


def test_a_sweep_that_was_interrupted_goes_on(small: Scenario, path: Path) -> None:
    """What was finished is kept, and the end is the same as without the interruption."""
    part = sweep(small, 60, store=path)
    part.play(stop=lambda: part.progress.done >= 20)
    assert not part.finished
    assert 20 <= part.progress.done < 60
    whole = sweep(small, 60, store=path)
    assert plain(whole.tally) == plain(sweep(small, 60).tally)
    assert whole.progress.stored == part.progress.done


def test_sweeps_share_what_they_have_in_common(small: Scenario, path: Path) -> None:
    """A point of one design is the whole of another."""
    sweep(small, 10, vary={LIMIT: "0:50:25"}, store=path).play()
    other = sweep(small.vary([(LIMIT, "25")]), 10, store=path).play()
    assert other.progress.stored == 10


def test_a_run_that_another_command_saved_is_not_played_again(
    small: Scenario, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its events are there; nor is it counted twice."""
    with Store(path) as store:
        for seed in (2, 5, 900):
            save(store, sim.run(small, seed, drawn=True))
        save(store, sim.run(small, 1))
        save(store, sim.run(small.vary([(LIMIT, "0")]), 2, drawn=True))
    played: list[int] = []
    real = Recipe.run
    monkeypatch.setattr(Recipe, "run", lambda recipe, number: (played.append(number), real(recipe, number))[1])
    made = sweep(small, 6, store=path).play()
    assert sorted(played) == [1, 3, 4, 6]
    assert made.progress.stored == 2
    monkeypatch.undo()
    assert plain(made.tally) == plain(sweep(small, 6).tally)


def test_a_sweep_s_id_follows_from_its_recipe(small: Scenario) -> None:
    """Anything that is asked differently is another sweep; a run's own id is that of the same run elsewhere."""
    plans = [
        planned(small, 10),
        planned(small, 11),
        planned(small, 10, seed=2),
        planned(small, 10, luck_only=True),
        planned(small, 10, until=0.02),
        planned(small, 10, vary={LIMIT: "0:50:25"}),
        planned(small, 10, lhs={LIMIT: "0:50"}),
        planned(small.vary([(LIMIT, "0")]), 10),
    ]
    assert len({plan.id for plan in plans}) == len(plans)
    assert planned(small, 10).id == plans[0].id
    first = next(iter(sweep(small, 1, luck_only=True))).outcome
    assert first is not None
    assert first.run == run_id(Recipe(small).started(1))


def test_the_plan_comes_back_from_the_store(small: Scenario, path: Path) -> None:
    """With every part of its design."""
    made = sweep(
        small, 2, vary={LIMIT: "0,25", "vote_noise": "2:3:0.5"}, lhs={"delay_cost": "0.5:1.5"}, points=2,
        luck_only=True, until=0.4, store=path,
    ).play()  # fmt: skip
    with Store(path) as store:
        plan = plan_named(store, made.id[:8])
    assert plan.id == made.id
    assert [plan.sets(point) for point in range(plan.points)] == [
        made.plan.sets(point) for point in range(made.plan.points)
    ]


# One run again


def test_a_run_of_a_sweep_can_be_had_again(small: Scenario, path: Path) -> None:
    """With all its events, by SWEEP:K, prefix or last."""
    made = sweep(small, 3, vary={LIMIT: "0,50"}, store=path).play()
    with Store(path) as store:
        for each in sweep(small, 3, vary={LIMIT: "0,50"}, store=path):
            run = recall(store, f"{made.id}:{each.number}")
            assert (run.seed, run.head, run.label) == (each.seed, head(each), f"{made.id}:{each.number}")
        assert recall(store, "last:2").head == recall(store, f"{made.id[:6]}:2").head


def test_a_run_that_comes_out_otherwise_is_an_error(small: Scenario, path: Path) -> None:
    """Its hash is checked."""
    made = sweep(small, 2, store=path).play()
    with Store(path) as store:
        with store.writing() as connection:
            connection.execute(f"UPDATE {OUTCOMES} SET head = 'ff' || substr(head, 3) WHERE number = 2")
        recall(store, f"{made.id}:1")
        with pytest.raises(StoreError, match="played again, is another"):
            recall(store, f"{made.id}:2")


@pytest.mark.parametrize("name", ["{}:0", "{}:4", "{}:x", "{}:", "{}:1:2", "s0000:1"])
def test_a_run_that_is_not_there_is_an_error(small: Scenario, path: Path, name: str) -> None:
    """Also one that has not been played yet."""
    made = sweep(small, 3, store=path)
    made.play(stop=lambda: True)
    with Store(path) as store:
        with pytest.raises(StoreError):
            recall(store, name.format(made.id))
        with pytest.raises(StoreError, match="not been played yet"):
            recall(store, f"{made.id}:3")


# Runs that raise


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seeds 3 and 7 cannot be played."""
    real = Recipe.run

    def run(recipe: Recipe, number: int) -> Run:
        if number in (3, 7):
            raise ZeroDivisionError(f"no luck with {number}")
        return real(recipe, number)

    monkeypatch.setattr(Recipe, "run", run)


@pytest.mark.usefixtures("broken")
def test_a_run_that_raises_is_recorded_and_the_sweep_goes_on(small: Scenario, path: Path) -> None:
    """With its recipe and traceback; it counts in no share."""
    made = sweep(small, 10, store=path, vary={LIMIT: "0,25"}).play()
    told = plain(made.tally)
    assert (told["n"], told["done"], told["failed"]) == (20, 16, 4)
    assert [row["n"] for row in told["outcomes"]] == [16] * 6  # type: ignore[index, attr-defined]
    failures = told["failures"]
    assert failures[0] == {  # type: ignore[index]
        "run": f"{made.id}:5", "seed": 3, "set": {LIMIT: "0"}, "error": "ZeroDivisionError: no luck with 3",
    }  # fmt: skip
    with Store(path) as store, pytest.raises(StoreError, match=r"Traceback.*\n(.*\n)*ZeroDivisionError"):
        recall(store, f"{made.id}:5")


def test_a_failed_run_is_tried_again_by_the_same_command(
    small: Scenario, path: Path, broken: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the cause is gone, nothing is left of it."""
    assert sweep(small, 10, store=path).play().tally.failed == 2
    monkeypatch.undo()
    again = sweep(small, 10, store=path)
    assert plain(again.tally) == plain(sweep(small, 10).tally)
    assert again.progress.stored == 8


@pytest.mark.usefixtures("broken")
def test_a_sweep_all_of_whose_runs_fail_still_says_so(small: Scenario) -> None:
    """No share is made of nothing."""
    told: Any = plain(sweep(small, 1, seed=3).tally)
    assert (told["done"], told["failed"]) == (0, 1)
    assert told["outcomes"][0]["share"] is None


# What it adds up to


def test_every_outcome_has_its_row_in_a_fixed_order(small: Scenario) -> None:
    """Unseen ones too."""
    told: Any = plain(sweep(small, 40).tally)
    assert list(told)[:6] == ["sweep", "scenario", "n", "done", "failed", "seeds"]
    assert [row["form"] for row in told["outcomes"]] == [str(form) for form in Form]
    assert list(told["outcomes"][0]) == ["form", "k", "n", "share", "low", "high", "term"]
    unseen = [row for row in told["outcomes"] if row["k"] == 0]
    assert unseen
    assert all(row["term"] == "not seen in 40 runs" and row["low"] == 0 < row["high"] for row in unseen)


def test_two_sweeps_of_one_recipe_add_up_to_the_same_bytes(small: Scenario) -> None:
    """Whoever plays them, in whatever order they come back."""
    one = json.dumps(plain(sweep(small, 55, vary={LIMIT: "0,95"}).tally))
    with ThreadPoolExecutor(5) as threads:
        other = json.dumps(plain(sweep(small, 55, vary={LIMIT: "0,95"}, executor=threads, jobs=5).tally))
    assert one == other


def test_shares_and_days_are_those_of_the_runs(small: Scenario) -> None:
    """Counted by hand."""
    runs = [sim.run(small, seed, drawn=True) for seed in range(1, 61)]
    forms = Counter(run.outcome.form for run in runs)
    days = sorted(run.outcome.days_m for run in runs if run.outcome.days_m is not None)
    found = sweep(small, 60).tally
    assert {row.form: row.k for row in found.outcomes} == {form: forms[form] for form in FORMS}
    assert found.outcomes[0].low == wilson(forms["resolution"], 60)[0]
    assert found.days.n == len(days)
    assert found.days.q50 == days[(len(days) + 1) // 2 - 1] / 1000
    assert len(found.dots) == DOTS
    shares = Counter(run.outcome.product["condemnation"] for run in runs if run.outcome.product)
    counted = {row.strength: row.k for row in found.rungs if row.issue == "condemnation"}
    assert counted == {strength: shares[strength] for strength in counted}


def test_differences_are_paired_by_seed(small: Scenario) -> None:
    """To the point where the scenario's own values stand, over the same seeds."""
    grid = {"JPN.form": [100, 25, 50], "JPN.legal_force": [95, 0]}
    made = sweep(small, 12, vary=grid)
    found = made.tally
    own = {"JPN.form": str(small.case.actors["JPN"].stances["form"].position)}
    reference = found.points[(found.reference or 0) - 1]
    assert reference.sets["JPN.form"] == own["JPN.form"] or found.reference == 1
    assert reference.differences == ()
    columns = made.outcomes
    forms = {point: columns["form"][columns["point"] == point] for point in range(1, 7)}
    for point in found.points:
        for row in point.differences:
            mine, other = forms[point.number] == row.form, forms[reference.number] == row.form
            gained, lost = int((mine & ~other).sum()), int((~mine & other).sum())
            assert (row.difference, row.low, row.high) == paired(gained, lost, 12)


def test_columns_are_numpy_arrays_in_the_order_of_runs(small: Scenario) -> None:
    """A row a run; numbers as numbers."""
    made = sweep(small, 20, vary={LIMIT: "0,none"})
    columns = made.outcomes
    assert list(columns["number"]) == list(range(1, 41))
    assert columns["form"].dtype.kind == "U"
    assert columns["days"].dtype == columns["text_legal_force"].dtype == np.float64
    assert np.isnan(columns[dotless(LIMIT)][columns["point"] == 2]).all()
    rows = {each.number: each for each in sweep(small, 20, vary={LIMIT: "0,none"})}
    assert list(columns["head"]) == [head(rows[number]) for number in range(1, 41)]


def test_a_data_frame_needs_its_library(small: Scenario) -> None:
    """And holds the same columns."""
    columns = sweep(small, 2).outcomes
    for name in ("polars", "pandas"):
        try:
            __import__(name)
        except ImportError:
            with pytest.raises(ImportError):
                getattr(columns, f"to_{name}")()
        else:
            assert list(getattr(columns, f"to_{name}")().columns) == list(columns)


def test_iterating_gives_every_run_once_the_stored_ones_first(small: Scenario, path: Path) -> None:
    """And a second time over."""
    sweep(small, 10, store=path).play()
    made = sweep(small, 15, store=path)
    assert [each.seed for each in made] == list(range(1, 16))
    assert [each.seed for each in made] == list(range(1, 16))


# The stopping rule


def test_the_rule_stops_at_the_first_hundred_at_which_every_share_is_known(small: Scenario) -> None:
    """Not sooner, not later, and it says so."""
    made = sweep(small, 1_000, until=0.09)
    told: Any = plain(made.tally)
    forms = list(made.outcomes["form"])
    looks = [n for n in range(100, 1_001, 100) if all(_half(forms[:n], form) < 0.09 for form in FORMS)]
    assert told["n"] == told["done"] == (looks[0] if looks else 1_000) < 1_000
    assert (told["stopped"], told["until"]) == ("by rule", 0.09)


def _half(forms: list[str], form: str) -> float:
    low, high = wilson(forms.count(form), len(forms))
    return (high - low) / 2


def test_a_rule_that_is_not_met_plays_all(small: Scenario) -> None:
    """And does not claim otherwise."""
    told: Any = plain(sweep(small, 110, until=0.001).tally)
    assert (told["n"], told["stopped"]) == (110, None)


@pytest.mark.slow
def test_the_rule_stops_at_the_same_run_whoever_plays_and_whatever_is_there(small: Scenario, path: Path) -> None:
    """A store that holds more, or workers that come back in another order, change nothing."""
    once = plain(sweep(small, 1_000, until=0.09).tally)
    sweep(small, 220, store=path).play()
    assert plain(sweep(small, 1_000, until=0.09, store=path).tally) == once
    with ThreadPoolExecutor(4) as threads:
        assert plain(sweep(small, 1_000, until=0.09, executor=threads, jobs=4).tally) == once


@pytest.mark.parametrize("until", ["0", "-1", "0.5", "x", "nan", "inf"])
def test_a_half_width_that_means_nothing_is_refused(small: Scenario, until: str) -> None:
    """With what is allowed."""
    with pytest.raises(PlanError, match="half-width"):
        sweep(small, 10, until=until)


@pytest.mark.parametrize(("n", "seed"), [(0, 1), (-3, 1), (1, -1), (2, 2**63 - 1)])
def test_numbers_that_cannot_be_are_refused(small: Scenario, n: int, seed: int) -> None:
    """No run, or seeds that the store cannot keep."""
    with pytest.raises(PlanError):
        sweep(small, n, seed=seed)


# Statistics


def test_runs_that_share_everything_count_once() -> None:
    """Ten points that always come out alike are worth one; independent ones are worth what they are."""
    assert effective([10, 0, 10, 0] * 25, 10) == pytest.approx(99, rel=0.02)
    assert effective([5, 5, 5, 5], 10) == 40
    assert effective([0, 0, 0], 10) == 3


def test_a_difference_has_its_sign_and_its_interval() -> None:
    """Symmetric in its two points; narrower where the pairs agree."""
    assert paired(0, 0, 100)[0] == 0
    up, down = paired(30, 5, 100), paired(5, 30, 100)
    assert up[0] == 0.25 == -down[0]
    assert up[1:] == (-down[2], -down[1])
    agreeing, mixed = paired(25, 0, 100), paired(50, 25, 100)
    assert agreeing[2] - agreeing[1] < mixed[2] - mixed[1]


def test_quantiles_are_values_that_came() -> None:
    """The smallest that enough do not exceed."""
    assert [quantile([1, 2, 3, 4], share) for share in (0.05, 0.25, 0.5, 0.75, 0.95)] == [1, 1, 2, 3, 4]
    assert quantile(list(range(1, 101)), 0.05) == 5


def test_a_given_executor_that_can_play_no_more_says_so(small: Scenario) -> None:
    """What was finished is kept."""
    threads = ThreadPoolExecutor(1)
    threads.shutdown()
    with pytest.raises((workers.WorkLost, RuntimeError)):
        sweep(small, 100, executor=threads).play()


def test_a_worker_of_another_model_is_refused(small: Scenario) -> None:
    """Its runs would be other runs."""
    plan = Plan(small, 3)
    recipe = plan.recipe(0)
    wanted = (999, *recipe.signature[1:])
    with pytest.raises(workers.OtherModel, match="install the same one there"):
        workers.attempt(recipe, [1], None, wanted)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"n": 2.5}, "n=2.5: allowed is a whole number"),
        ({"n": True}, "n=True: allowed is a whole number"),
        ({"n": "5"}, "n='5': allowed is a whole number"),
        ({"seed": 1.5}, "seed=1.5: allowed is a whole number"),
        ({"points": 1.5, "lhs": {LIMIT: "0:50"}}, "points=1.5: allowed is a whole number"),
        ({"jobs": -3}, "jobs=-3: allowed is a whole number from 0 to 1000"),
        ({"jobs": 1.5}, "jobs=1.5: allowed is a whole number"),
    ],
)
def test_what_is_no_whole_number_is_refused_with_its_name(small: Scenario, asked: dict[str, Any], said: str) -> None:
    """A ValueError that names the argument, before anything is played; numpy's whole numbers are whole numbers."""
    with pytest.raises(ValueError, match=re.escape(said)):
        sweep(small, **asked)
    assert sweep(small, np.int64(3)).id == sweep(small, 3).id


def test_none_among_the_values_of_a_grid_is_no_limit(small: Scenario) -> None:
    """As `none` is on the command line."""
    assert sweep(small, 3, vary={LIMIT: [25, None]}).id == sweep(small, 3, vary={LIMIT: "25,none"}).id


def test_a_sweep_says_how_much_of_it_is_kept_before_it_is_played(small: Scenario, path: Path) -> None:
    """Also by another sweep; and nothing is played or written to say so."""
    assert repr(sweep(small, 30, store=path)).endswith(": 0 of 30 runs>")
    assert not path.exists()
    sweep(small, 25, store=path).play()
    longer = sweep(small, 30, store=path)
    assert repr(longer) == f"<Sweep {longer.id}: 25 of 30 runs>"
    assert repr(longer.play()) == f"<Sweep {longer.id}: 30 of 30 runs>"


def test_sim_sweep_is_public() -> None:
    """And it is this one."""
    assert sim.sweep is sweep
    assert repr(sim.sweep(sim.load("dprk-2006-07"), 5)).endswith("0 of 5 runs>")
    assert isinstance(sim.sweep(sim.load("dprk-2006-07"), 5), Sweep)
    assert isinstance(Sweeps(Store(Path(":memory:"))), Sweeps)


def test_shares_of_votes_and_texts_leave_nothing_out() -> None:
    """What is not shown is added up, and so are the runs without any."""
    counted = [("15-0", 50), ("14-0-1", 20), ("13-0-2", 10), ("12-0-3", 4), ("12-1-2", 2)]
    told = list(_most_of(counted, 100, "no vote"))
    assert [each.partition(":")[0] for each in told] == ["15-0", "14-0-1", "13-0-2", "2 others", "no vote"]
    assert [each.split(": ")[1].partition(" ")[0] for each in told] == ["50%", "20%", "10%", "6%", "14%"]
    assert len(list(_most_of(counted[:4], 84, "no vote"))) == 4


def test_every_point_counts_its_votes(small: Scenario) -> None:
    """So that votes that move are seen to."""
    found = sweep(small, 4, vary={"CHN.legal_force.limit": "0,100"}).play().tally
    assert sum((Counter({each.vote: each.k for each in point.votes}) for point in found.points), Counter()) == Counter(
        {each.vote: each.k for each in found.votes}
    )
