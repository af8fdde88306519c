"""Fewer runs at the same conclusions: `tip` and its like with every run and without, on runs made up by rules."""

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.experiment.fewer_runs import CHECKS, FIRST
from sim.questions.tip.curve import Tip, tip
from sim.questions.tip.table import Table, TableRow, assumptions, tip_all
from sim.questions.tip.together import tip_against, tip_pair
from sim.vocabulary.outcome import Outcome
from tests.kit import scenario
from tests.questions.imagined import CHINA, RUSSIA, Imagined, Rule, resolution, spread

FEW, MANY = FIRST - 1, 100
"""Seeds so few that every first look takes all of them; and the usual number."""


def both_ways(rule: Rule, n: int) -> tuple[Tip, Tip, Imagined]:
    """A curve with every run, one with fewer, and what the second asked for."""
    runs = Imagined(rule)
    every = tip(scenario(), CHINA, outcome="legal_force>=50", n=n, every_run=True, executor=Imagined(rule))
    return every, tip(scenario(), CHINA, outcome="legal_force>=50", n=n, executor=runs), runs


def tables(rule: Rule, n: int) -> tuple[Table, Table]:
    """The table with every run, and with fewer."""
    every, fewer = (assumptions(scenario(), n=n, every_run=each, executor=Imagined(rule)) for each in (True, False))
    return every, fewer


def limit(sets: Mapping[str, float]) -> float:
    return sets.get(CHINA, 25.0)


def spread_out(sets: Mapping[str, float], seed: int) -> Outcome:
    """Two seeds in three go to 50 between a limit of 25 and one of 60, one after the other; the rest never."""
    return resolution(seed, 50 if seed % 3 and limit(sets) >= 25 + 35 * spread(seed, MANY) else 25)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    thresholds=st.lists(st.integers(15, 110), min_size=FEW, max_size=FEW),
    falls=st.lists(st.booleans(), min_size=FEW, max_size=FEW),
)
def test_where_neighbours_agree_seed_by_seed_the_curve_is_that_of_every_run(
    thresholds: list[int], falls: list[bool]
) -> None:
    """Each seed changes once along the path at most, up or down: share by share, crossing by crossing."""

    def rule(sets: Mapping[str, float], seed: int) -> Outcome:
        past = limit(sets) >= thresholds[seed - 1]
        return resolution(seed, 50 if past is not falls[seed - 1] else 25)

    every, fewer, _ = both_ways(rule, FEW)
    assert [(row.value, row.share.k, row.share.n) for row in fewer.rows] == [
        (row.value, row.share.k, row.share.n) for row in every.rows
    ]
    assert (fewer.crossings, fewer.course) == (every.crossings, every.course)
    assert fewer.without_limit is not None
    assert every.without_limit is not None
    assert fewer.without_limit.k == every.without_limit.k
    assert fewer.asked.runs <= every.asked.runs


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(15, 110), min_size=FEW, max_size=FEW))
def test_and_so_are_the_flips_of_the_table(thresholds: list[int]) -> None:
    """For a table over all assumptions, one of which does something."""

    def rule(sets: Mapping[str, float], seed: int) -> Outcome:
        return resolution(seed, 50 if limit(sets) >= thresholds[seed - 1] else 25)

    def told(row: TableRow) -> object:
        flip = row.flip and (row.flip.kept, row.flip.value, row.flip.beyond_chance, row.flip.share.k)
        return row.name, row.at_low.k, row.at_high.k, row.swing, flip

    every, fewer = tables(rule, FEW)
    assert list(map(told, fewer.items)) == list(map(told, every.items))


def test_between_two_values_only_the_seeds_on_which_they_differ_are_played_and_a_few_checks() -> None:
    every, fewer, runs = both_ways(spread_out, MANY)
    assert fewer.crossings == every.crossings
    inner = [row.share for row in fewer.rows if 25 < (row.value or 0) < 60]
    assert all(share.n == MANY for share in inner)
    assert all(MANY - share.inferred >= CHECKS for share in inner)
    assert any(share.inferred for share in inner), "only values near the flip are played on every seed"
    assert sum(len(seeds) for _, seeds in runs.asked) == fewer.asked.runs < every.asked.runs * 2 / 3


def test_every_run_plays_every_seed_at_every_value() -> None:
    every, _, _ = both_ways(spread_out, MANY)
    assert (every.asked.inferred, every.asked.spared) == (0, 0)
    assert every.asked.runs == every.asked.played == MANY * (len(every.rows) + 1)


def test_an_end_whose_first_seeds_are_all_as_coded_counts_those_alone() -> None:
    """And no value between it and the scenario as coded claims to be more."""
    _, fewer, _ = both_ways(lambda sets, seed: resolution(seed, 25), MANY)
    coded, *others = [row.share for row in fewer.rows]
    assert (coded.n, fewer.without_limit and fewer.without_limit.n) == (MANY, 47)
    assert {share.n for share in others} == {47}
    assert fewer.asked.spared == (MANY - 47) * (len(others) + 1)


def test_one_seed_that_differs_at_an_end_is_enough_to_play_them_all() -> None:
    def rule(sets: Mapping[str, float], seed: int) -> Outcome:
        return resolution(seed, 50 if limit(sets) > 90 and seed == 30 else 25)

    _, fewer, _ = both_ways(rule, MANY)
    assert fewer.without_limit is not None
    assert (fewer.without_limit.k, fewer.without_limit.n, fewer.without_limit.inferred) == (1, MANY, 0)


def test_a_check_that_comes_out_otherwise_plays_every_seed_there() -> None:
    """A hill between ends that are as coded: the middle is found out by the checks."""

    def hill(sets: Mapping[str, float], seed: int) -> Outcome:
        return resolution(seed, 50 if 35 <= limit(sets) < 52 else 25)

    every, fewer, _ = both_ways(hill, MANY)
    assert [(each.between, each.direction) for each in fewer.crossings] == [
        (each.between, each.direction) for each in every.crossings
    ]
    assert fewer.course == every.course
    assert any(row.share.k == row.share.n == MANY and not row.share.inferred for row in fewer.rows)


def test_an_outcome_near_the_level_is_looked_at_on_more_seeds() -> None:
    """48 seeds of 100 are at 50 as coded: two more would cross one half, so an end is as coded only by all of them."""

    def rule(sets: Mapping[str, float], seed: int) -> Outcome:
        return resolution(seed, 50 if seed <= 48 else 25)

    _, fewer, _ = both_ways(rule, MANY)
    assert fewer.rows[-1].share.n == MANY
    late = both_ways(lambda sets, seed: resolution(seed, 50 if seed <= 48 + 3 * (limit(sets) > 58) else 25), MANY)
    assert [each.between for each in late[1].crossings] == [each.between for each in late[0].crossings] != []


def test_numbers_that_do_nothing_are_looked_at_on_the_first_seeds_and_those_that_do_on_all() -> None:
    every, fewer = tables(spread_out, MANY)
    assert fewer.items[0].name == every.items[0].name == "china-legal-limit"
    assert fewer.items[0].as_coded.n == MANY
    assert {row.at_low.n for row in fewer.items[1:]} == {FIRST}
    assert {row.as_coded.n for row in fewer.items[1:] if row.name == "russia-legal"} == {FIRST}, "drawn where not kept"
    assert {row.as_coded.n for row in fewer.items[1:] if row.name == "china-alone"} == {MANY}, "never drawn"
    assert fewer.asked.runs < every.asked.runs / 2


def test_a_seed_is_played_once_whatever_asks_for_it() -> None:
    runs = Imagined(spread_out)
    found = tip_all(scenario(), n=40, most=6, executor=runs)
    asked = [(tuple(sets.items()), seed) for sets, seeds in runs.asked for seed in seeds]
    assert len(asked) == found.asked.runs


def test_checks_are_drawn_and_the_same_each_time() -> None:
    first, again = (both_ways(spread_out, MANY)[2].asked for _ in range(2))
    assert first == again
    between = {tuple(seeds) for sets, seeds in first if 25 < limit(sets) < 60}
    assert len(between) > CHECKS


def test_the_grid_and_the_joint_change_are_the_same_too() -> None:
    def together(sets: Mapping[str, float], seed: int) -> Outcome:
        return resolution(seed, 50 if limit(sets) + sets.get(RUSSIA, 10.0) >= 55 + seed % 5 else 25)

    grids = [
        tip_pair(scenario(), CHINA, RUSSIA, n=30, every_run=each, executor=Imagined(together)) for each in (True, False)
    ]
    assert grids[0].boundary == grids[1].boundary != ()
    assert grids[1].asked.runs < grids[0].asked.runs
    changes = [tip_against(scenario(), n=30, every_run=each, executor=Imagined(together)) for each in (True, False)]
    told = [[each and (each.parts, each.share.k, each.becomes) for each in found.found] for found in changes]
    assert told[0] == told[1] != [None] * 3


@pytest.mark.parametrize("seed", [-1, 10**30])
def test_a_first_seed_that_cannot_be_is_refused(seed: int) -> None:
    with pytest.raises(ValueError, match="seed"):
        tip(scenario(), CHINA, n=2, seed=seed)
