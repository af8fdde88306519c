"""Designs: which points a sweep plays, and what each seed draws; the same words give the same points, for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiment.designs import Axis, Design, DesignError, design_of
from tests.kit import scenario

LIMIT = "CHN.legal_force.limit"


def points(design: Design) -> list[dict[str, str]]:
    """Every point of a design."""
    return [dict(design.point(number)) for number in range(len(design))]


def test_a_design_without_axes_is_one_point_that_changes_nothing() -> None:
    """Repeated seeds are the simplest design."""
    assert points(Design()) == [{}]


def test_a_grid_has_both_ends_and_every_step_between() -> None:
    """0:100:25 is five values."""
    design = design_of(scenario().case, {LIMIT: "0:100:25"})
    assert [point[LIMIT] for point in points(design)] == ["0", "25", "50", "75", "100"]


def test_a_step_that_does_not_meet_the_end_stops_before_it() -> None:
    """No value lies outside what was asked."""
    design = design_of(scenario().case, {LIMIT: "0:100:30"})
    assert [point[LIMIT] for point in points(design)] == ["0", "30", "60", "90"]


def test_steps_of_a_tenth_are_exact() -> None:
    """Binary fractions would give 0.30000000000000004."""
    design = design_of(scenario().case, {"vote_noise": "1:1.5:0.1"})
    assert [point["vote_noise"] for point in points(design)] == ["1", "1.1", "1.2", "1.3", "1.4", "1.5"]


def test_values_can_be_listed_words_and_none_among_them() -> None:
    """Not all that varies is a number."""
    design = design_of(scenario().case, {LIMIT: "25,none", "penholder": ["JPN", "USA"]})
    assert points(design) == [
        {LIMIT: "25", "penholder": "JPN"},
        {LIMIT: "25", "penholder": "USA"},
        {LIMIT: "none", "penholder": "JPN"},
        {LIMIT: "none", "penholder": "USA"},
    ]


@given(st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_a_grid_holds_every_combination_once(sizes: list[int]) -> None:
    """As many points as the product of the axes, all different."""
    axes = tuple(Axis(f"p{n}", tuple(map(str, range(size)))) for n, size in enumerate(sizes))
    found = [tuple(point.items()) for point in points(Design(axes))]
    assert len(set(found)) == len(found) == len(Design(axes))


@given(st.integers(1, 60))
def test_a_latin_hypercube_meets_every_part_of_every_range_once(samples: int) -> None:
    """Of as many equal parts as there are samples."""
    design = design_of(scenario().case, None, {"vote_noise": "2:8", "delay_cost": "0.5:1.5"}, samples)
    for path, low, high in (("vote_noise", 2.0, 8.0), ("delay_cost", 0.5, 1.5)):
        values = sorted(float(point[path]) for point in points(design))
        for part, value in enumerate(values):
            assert low + (high - low) * part / samples <= value + 1e-4
            assert value - 1e-4 <= low + (high - low) * (part + 1) / samples


def test_a_latin_hypercube_takes_whole_numbers_where_only_those_can_stand() -> None:
    """A position is no fraction; both ends can come."""
    design = design_of(scenario().case, None, {LIMIT: "10:14"}, 50)
    values = [int(point[LIMIT]) for point in points(design)]
    assert {value: values.count(value) for value in sorted(values)} == {10: 10, 11: 10, 12: 10, 13: 10, 14: 10}


def test_grid_and_hypercube_combine() -> None:
    """Every sample at every point of the grid."""
    design = design_of(scenario().case, {LIMIT: "0,25"}, {"vote_noise": "2:8"}, 3)
    assert len(points(design)) == len(design) == 6
    assert {point["vote_noise"] for point in points(design)[:3]} == {p["vote_noise"] for p in points(design)[3:]}


def test_a_sample_depends_on_nothing_but_its_own_path() -> None:
    """Another path beside it changes no value."""
    alone = design_of(scenario().case, None, {"vote_noise": "2:8"}, 10)
    both = design_of(scenario().case, None, {"delay_cost": "0.5:1.5", "vote_noise": "2:8"}, 10)
    assert [p["vote_noise"] for p in points(alone)] == [p["vote_noise"] for p in points(both)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("50:0:5", "the range is empty: 0 is below 50"),
        ("0:100:0", "the step is 0; allowed: any number above 0"),
        ("0:100:-5", "the step is -5"),
        ("0:100", "a grid is written LO:HI:STEP"),
        ("0:x:5", "'x' is no number"),
        ("0:nan:5", "'nan' is no number in plain digits"),
        ("0:1e99999999:5", "no number in plain digits"),
        ("0:120:20", "120 is out of range; allowed: a whole number from 0 to 100"),
        ("0:1:0.5", "'0.5' is no whole number"),
        ("", "there is no value in it"),
        ("5,5", "a value stands there twice"),
        ("5,", "there is no value in it"),
        ("red", "'red' is no whole number"),
    ],
)
def test_an_axis_that_cannot_be_played_says_why(words: str, said: str) -> None:
    """Path and value stand in the message."""
    with pytest.raises(DesignError) as caught:
        design_of(scenario().case, {LIMIT: words})
    assert said in str(caught.value)
    assert LIMIT in str(caught.value)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("60:60", "LO is not below HI"),
        ("0:0.5", "only whole numbers can be set"),
        ("0", "a range is written LO:HI"),
        ("0:200", "200 is out of range"),
    ],
)
def test_a_range_that_cannot_be_drawn_from_says_why(words: str, said: str) -> None:
    """The same for a Latin hypercube."""
    with pytest.raises(DesignError, match=said):
        design_of(scenario().case, None, {LIMIT: words})


def test_a_path_that_does_not_exist_is_refused_with_the_nearest_one() -> None:
    """All problems come at once."""
    with pytest.raises(DesignError) as caught:
        design_of(scenario().case, {"CHN.legal_forc": "0,1", "penholder": "0:1:1"}, {"horizon": "1:2"})
    assert "did you mean 'CHN.legal_force'" in str(caught.value)
    assert len(str(caught.value).splitlines()) >= 3


def test_two_spellings_of_one_path_are_refused() -> None:
    """One would overwrite the other."""
    with pytest.raises(DesignError, match="varied twice"):
        design_of(scenario().case, {LIMIT: "0,25", "actors.CHN.stances.legal_force.limit": "50,75"})


def test_a_design_of_millions_of_millions_costs_nothing_to_name() -> None:
    """Points are computed, not listed: the count is there at once, and so is any one of them."""
    design = design_of(scenario().case, {"CHN.form": "0:100:1", "RUS.form": "0:100:1", "vote_noise": "1:8:0.000001"})
    assert len(design) == 101 * 101 * 7_000_001
    assert dict(design.point(len(design) - 1)) == {"CHN.form": "100", "RUS.form": "100", "vote_noise": "8"}
