"""The rules that spare runs, as pure functions: first looks, what lies between, checks, verdicts."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiment.fewer_runs import (
    CHECKS,
    CLEAR,
    FIRST,
    FIRST_VERDICT,
    UNSEEN,
    between,
    first_look,
    holds,
    is_decided,
    next_look,
    to_cross,
    unseen,
)
from sim.experiment.statistics import Difference, wilson

SEEDS = st.integers(1, 300)


@given(SEEDS, st.integers(1, 300))
def test_a_first_look_hardly_ever_misses_what_would_change_a_conclusion(n: int, needed: int) -> None:
    """One time in a hundred at most; never fewer than FIRST seeds, never more than there are."""
    seen = first_look(n, needed)
    assert min(FIRST, n) <= seen <= n
    assert seen == n or unseen(seen, n, needed) <= UNSEEN
    assert seen == min(FIRST, n) or unseen(seen - 1, n, needed) > UNSEEN


def test_what_a_look_misses_is_counted_without_replacement() -> None:
    """Of 100 seeds 7 differ: the chance that the first 47 hold none of them."""
    assert unseen(47, 100, 7) == pytest.approx(comb(93, 47) / comb(100, 47))
    assert (unseen(94, 100, 7), unseen(3, 5, 6), unseen(0, 100, 7)) == (0, 0, 1)
    assert [first_look(100, needed) for needed in (1, 3, 7, 17)] == [99, 78, 47, 25]


def test_the_smallest_clear_difference_is_what_it_is_said_to_be() -> None:
    assert Difference(CLEAR, 0, 100).is_clear
    assert not Difference(CLEAR - 1, 0, 100).is_clear


@given(st.integers(0, 100), st.floats(0.01, 0.99))
def test_a_count_passes_a_level_after_so_many_seeds_and_not_before(count: int, level: float) -> None:
    """Whichever way it has to go."""
    above, needed = count >= level * 100, to_cross(count, 100, level)
    step = -1 if above else 1
    assert (count + step * needed >= level * 100) is not above
    assert (count + step * (needed - 1) >= level * 100) is above


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=60), st.randoms())
def test_between_two_points_every_seed_on_which_they_differ_is_played_and_a_few_others(
    pairs: list[tuple[int, int]], chance: st.DrawFn
) -> None:
    """The checks are the first in the order drawn of those that agree."""
    before, after = zip(*pairs, strict=True)
    order = list(range(len(pairs)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    differ, checks = between(before, after, order)
    agree = [at for at in order if before[at] == after[at]]
    assert differ == [at for at in range(len(pairs)) if before[at] != after[at]]
    assert set(checks) == set(agree[:CHECKS])


def test_one_check_that_came_out_otherwise_is_enough() -> None:
    assert holds("aabb", {0: "a", 3: "b"})
    assert holds("aabb", {})
    assert not holds("aabb", {0: "a", 1: "b"})


def test_looks_come_ever_later_and_end_at_n() -> None:
    seen, looks = 0, []
    while seen < 100:
        seen = next_look(seen, 100)
        looks.append(seen)
    assert looks == [20, 25, 32, 40, 50, 63, 79, 99, 100]
    assert next_look(0, 7) == 7


def test_a_verdict_is_decided_where_its_interval_is_beyond_doubt_or_no_run_is_left() -> None:
    assert is_decided(FIRST_VERDICT, FIRST_VERDICT, 100)
    assert is_decided(0, FIRST_VERDICT, 100)
    assert not is_decided(15, 20, 100)
    assert is_decided(15, 20, 20)


@given(st.integers(FIRST_VERDICT, 200), st.data())
def test_a_verdict_that_is_decided_early_is_the_one_its_own_interval_shows(n: int, data: st.DataObject) -> None:
    """What stops the looks is wider than what is shown, so the share shown lies on the same side."""
    k = data.draw(st.integers(0, n))
    if is_decided(k, n, n + 1):
        low, high = wilson(k, n)
        assert low > 0.5 or high < 0.5
