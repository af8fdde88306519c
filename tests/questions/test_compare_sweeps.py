"""Sweeps side by side: what was put in, what came, and seed by seed what differs on the same luck."""

import json
from pathlib import Path

import pytest

import sim
from sim.engine.scenario import Scenario
from sim.experiment.sweep import Sweep, sweep
from sim.questions.compare.sweeps import (
    OTHER_FORM,
    OTHER_TEXT,
    SAME_FORM,
    SAME_RUN,
    SAME_TEXT,
    NotComparable,
    SweepComparison,
    compare_sweeps,
)
from sim.questions.compare.sweeps_page import page
from sim.store.store import Store
from sim.words.numbers import vote
from tests.cases import changed, short_case_text, small_case_text

JULY = "dprk-2006-07"
LIMIT = "CHN.legal_force.limit"
FULL_LIMIT = "actors.CHN.stances.legal_force.limit"


def loaded(folder: Path, text: str) -> Scenario:
    """A scenario text, read."""
    path = folder / "scenario.yaml"
    path.write_text(text, encoding="utf-8")
    return sim.load(path)


def compared(store: Store, *sweeps: Sweep) -> SweepComparison:
    """Sweeps, played and compared."""
    return compare_sweeps(store, [each.play().id for each in sweeps])


def heads(made: Sweep) -> dict[int, tuple[str, str, object]]:
    """Seed to head, form and text, read row by row: another way to the same."""
    found = ((each.seed, each.outcome) for each in made)
    return {seed: (ended.head, *ended.course) for seed, ended in found if ended is not None}


def test_only_inputs_that_differ_are_told_and_equal_ones_on_request(small: Scenario, store: Store, path: Path) -> None:
    """Overrides by their full path, entries left out, parameters, and what was asked for."""
    a = sweep(small.vary([("climate.vetoes", "2")]), 3, store=path)
    b = sweep(
        small.vary([("climate.vetoes", "2"), (LIMIT, "none"), ("vote_noise", "5")], ["draft-1"]), 4, seed=2, store=path
    )
    found = compared(store, a, b)
    told = {each.path: each.values for each in found.inputs}
    assert told.keys() == {"n", "seeds", FULL_LIMIT, "timeline.draft-1", "parameters.vote_noise"}
    assert told[FULL_LIMIT] == (50, None)
    assert told["seeds"] == ("1 to 3", "2 to 5")
    assert told["timeline.draft-1"][1] is None
    assert {each.path for each in found.shared} == {"scenario", "scenario.digest", "drawn", "climate.vetoes"}
    short, whole = (found.as_plain(everything)["inputs"] for everything in (False, True))
    assert {each["path"] for each in whole} - {each["path"] for each in short} == {each.path for each in found.shared}


@pytest.mark.parametrize(("case", "change", "n"), [("small", ("JPN.priority", "5"), 30), (JULY, (LIMIT, "none"), 12)])
def test_each_shared_seed_counts_once_under_what_became_of_it(
    small: Scenario, store: Store, path: Path, case: str, change: tuple[str, str], n: int
) -> None:  # fmt: skip
    """The same as counting rows by hand; only seeds of both count. One case parts in form, the other in text only."""
    scenario = small if case == "small" else sim.load(case)
    a, b = sweep(scenario, n, store=path), sweep(scenario.vary([change]), n, seed=6, store=path)
    [luck] = compared(store, a, b).luck
    assert luck is not None
    mine, other = heads(a), heads(b)
    seeds = sorted(mine.keys() & other.keys())
    assert (*luck.seeds, luck.n) == (6, n, n - 5) == (seeds[0], seeds[-1], len(seeds))
    forms = [seed for seed in seeds if mine[seed][1] != other[seed][1]]
    texts = [seed for seed in seeds if seed not in forms and mine[seed][2] != other[seed][2]]
    same = luck.n - len(forms) - len(texts)
    assert luck.came == {SAME_RUN: 0, SAME_TEXT: same, OTHER_TEXT: len(texts), OTHER_FORM: len(forms)}
    assert forms or case != "small"
    assert bool(texts) == (case == JULY)
    assert luck.parting is not None
    assert luck.parting.seed == (forms or texts)[0]
    assert luck.parting.runs == tuple(f"{each.id}:{each.plan.number(0, luck.parting.seed)}" for each in (a, b))


def test_a_longer_sweep_of_one_recipe_has_the_same_runs(small: Scenario, store: Store, path: Path) -> None:
    """Every run that both have is the same, byte for byte: nothing parts, nothing differs on the shared seeds."""
    found = compared(store, sweep(small, 5, store=path), sweep(small, 9, store=path))
    [luck] = found.luck
    assert luck is not None
    assert (luck.came[SAME_RUN], luck.n, luck.parting) == (5, 5, None)
    assert all(luck.shifts[0].is_still(each) for each in luck.shifts[0].differences)
    assert [each.path for each in found.inputs] == ["n", "seeds"]


def test_differences_are_those_that_a_design_gives_for_the_same_two_points(
    small: Scenario, store: Store, path: Path
) -> None:
    """One rule of pairing: as two sweeps, or as two points of one."""
    limit = "CHN.form.limit"
    plain = sweep(small, 20, store=path, luck_only=True)
    found = compared(store, plain, sweep(small.vary([(limit, "10")]), 20, store=path, luck_only=True))
    grid = sweep(small, 20, vary={limit: "none,10"}, store=path, luck_only=True)
    [luck] = found.luck
    assert luck is not None
    there = next(point for point in grid.tally.points if point.sets == {limit: "10"})
    assert luck.shifts[0].differences == there.differences
    assert luck.shifts[0].rung_differences == there.rung_differences
    assert any(each.difference > 0 for each in there.differences)


def test_points_are_matched_by_what_they_set_however_that_is_spelled(small: Scenario, store: Store, path: Path) -> None:
    """In another order, under the full path."""
    a = sweep(small, 4, vary={LIMIT: "0:50:25"}, store=path)
    b = sweep(small, 4, seed=3, vary={FULL_LIMIT: "50,0,25"}, store=path)
    found = compared(store, a, b)
    assert found.matched == ((0, 1), (1, 2), (2, 0))
    [luck] = found.luck
    assert luck is not None
    assert (luck.n, luck.came[SAME_TEXT] + luck.came[SAME_RUN]) == (6, 6)
    told = found.as_plain()["points"]
    assert [(each["set"], each["point"]) for each in told] == [
        ({LIMIT: "0"}, {"a": 1, "b": 2}), ({LIMIT: "25"}, {"a": 2, "b": 3}), ({LIMIT: "50"}, {"a": 3, "b": 1}),
    ]  # fmt: skip
    assert all({"outcomes", "rungs", "days"} <= each.keys() for each in told)


def test_other_points_are_refused_with_what_to_do(small: Scenario, store: Store, path: Path) -> None:
    """A design against none, and against another."""
    plain = sweep(small, 2, store=path).play()
    grid = sweep(small, 2, vary={LIMIT: "0:50:25"}, store=path).play()
    finer = sweep(small, 2, vary={LIMIT: "0:50:10"}, store=path).play()
    with pytest.raises(NotComparable, match=f"Sweep the scenario of {plain.id} with --vary {LIMIT}=0:50:25"):
        compare_sweeps(store, [plain.id, grid.id])
    with pytest.raises(NotComparable, match=f"{grid.id} plays 3 points .* {finer.id} plays 6 points"):
        compare_sweeps(store, [grid.id, finer.id])


def test_other_issues_are_compared_by_form_and_day_only(tmp_path: Path, store: Store, path: Path) -> None:
    """Of one scenario's versions the seeds are still the same luck; texts are left out."""
    a = sweep(loaded(tmp_path, small_case_text()), 6, store=path)
    b = sweep(
        loaded(tmp_path, changed("strength: 95", "strength: 90").replace("force: 95", "force: 90")), 6, store=path
    )
    found = compared(store, a, b)
    assert not found.texts
    [luck] = found.luck
    assert luck is not None
    assert set(luck.came) == {SAME_RUN, SAME_FORM, OTHER_FORM}
    told = found.as_plain()
    assert (told["texts_compared"], told["rungs"], told["shared_seeds"]["b"]["points"][0]["rung_differences"]) == (
        False, [], [],
    )  # fmt: skip
    assert len(told["outcomes"]) == 6
    assert told["days"].keys() == {"a", "b"}


def test_another_scenario_shares_no_luck(tmp_path: Path, small: Scenario, store: Store, path: Path) -> None:
    """A seed means nothing across scenarios: shares stand side by side, unpaired."""
    other = loaded(tmp_path, short_case_text().replace("id: small", "id: other"))
    found = compared(store, sweep(small, 3, store=path), sweep(other, 3, store=path))
    assert found.luck == (None,)
    assert not found.same_scenario
    assert found.as_plain()["shared_seeds"] == {"b": None}


def test_sweeps_without_a_seed_in_common_are_not_paired(small: Scenario, store: Store, path: Path) -> None:
    """Their shares are."""
    found = compared(store, sweep(small, 3, store=path), sweep(small, 3, seed=100, store=path))
    assert found.luck == (None,)
    assert found.same_scenario


def test_three_sweeps_are_each_held_against_the_first(small: Scenario, store: Store, path: Path) -> None:
    """As runs are."""
    made = [sweep(small.vary([(LIMIT, value)]), 4, store=path) for value in ("50", "25", "0")]
    found = compared(store, *made)
    assert (found.letters, len(found.luck)) == ("abc", 2)
    assert found.inputs[0].values == (50, 25, 0)


def test_the_object_is_the_same_from_whatever_store(small: Scenario, tmp_path: Path) -> None:
    """Nothing of when and where it was played is in it."""
    told = []
    for name in ("one.db", "two.db"):
        with Store(tmp_path / name) as store:
            made = [sweep(each, 5, store=store) for each in (small, small.vary([(LIMIT, "0")]))]
            told.append(json.dumps(compared(store, *made).as_plain()))
    assert told[0] == told[1]
    shares = json.loads(told[0])["outcomes"][0]["b"]
    assert list(shares) == ["k", "n", "share", "low", "high", "term"]


def test_a_sweep_that_has_no_run_yet_cannot_be_compared(small: Scenario, store: Store, path: Path) -> None:
    """Said, with its id."""
    done, begun = sweep(small, 2, store=path).play(), sweep(small, 3, seed=50, store=path)
    begun.play(stop=lambda: True)
    with pytest.raises(NotComparable, match=f"no run of sweep {begun.id} was finished"):
        compare_sweeps(store, [done.id, begun.id])


def test_votes_are_shares_of_each_sweep(store: Store, path: Path) -> None:
    """The same as counting rows by hand, and a section of the page only where any share differs."""
    july = sim.load(JULY)
    a, b = sweep(july, 4, store=path), sweep(july.vary([(LIMIT, "none"), ("RUS.isolation", "0")]), 4, store=path)
    found = compared(store, a, b)
    for said, shares in found.votes:
        counted = [
            sum(each.outcome is not None and words(each.outcome.vote) == said for each in made) for made in (a, b)
        ]
        assert [share.k for share in shares] == counted
    titles = [getattr(block, "title", "") for block in page(found)]
    assert ("Vote" in titles) == any(len({share.k for share in shares}) > 1 for _, shares in found.votes)
    assert "Vote" in [getattr(block, "title", "") for block in page(found, everything=True)]


def words(counted: tuple[int, int, int] | None) -> str:
    """A vote as it is counted."""
    return "" if counted is None else vote(*counted)
