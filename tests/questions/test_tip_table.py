"""Fragility, the frontier of two paths, and joint changes, on runs made up by rules."""

from collections.abc import Mapping

import attrs
import pytest

from sim.engine.scenario import Scenario
from sim.questions.tip.table import tip_all
from sim.questions.tip.together import tip_against, tip_pair
from sim.scenario.problems import ScenarioError
from sim.vocabulary.outcome import Outcome
from tests.kit import scenario
from tests.questions.imagined import CHINA, RUSSIA, Imagined, nothing, resolution, spread

ISOLATION = "actors.CHN.isolation"
PEN = "actors.JPN.stances.form.position"


def breaks(sets: Mapping[str, float], seed: int) -> Outcome:
    """China's limit from 50 on gives Article 40; a Japan that wants less than 39 of a resolution gets nothing."""
    if sets.get(PEN, 100.0) < 39:
        return nothing(seed)
    return resolution(seed, 50 if sets.get(CHINA, 25.0) >= 50 else 25)


def test_what_is_nearest_to_flipping_the_outcome_comes_first_and_what_never_does_last() -> None:
    found = tip_all(scenario(), n=8, executor=Imagined(breaks))
    flips = [(item.name, item.flip.value, item.flip.kept) for item in found.items if item.flip is not None]
    assert flips == [(PEN, 38.0, 39.0), ("china-legal-limit", 50.0, 49.0)]
    assert all(item.flip is None for item in found.items[2:])
    distances = [item.flip.distance for item in found.items if item.flip is not None]
    assert distances == [pytest.approx(0.62), pytest.approx(25 / 35)]


def test_a_flip_says_what_becomes_most_common() -> None:
    found = tip_all(scenario(), n=8, executor=Imagined(breaks))
    assert [item.flip.becomes.word for item in found.items if item.flip] == ["none", "resolution+legal_force:50"]
    assert found.asked.outcome.word == "resolution+legal_force:25"


def test_assumptions_and_judged_stances_are_tried_once_each_and_the_limit_leaves_out_the_lighter() -> None:
    every = tip_all(scenario(), n=1, most=10_000, executor=Imagined(breaks))
    few = tip_all(scenario(), n=1, most=14, executor=Imagined(breaks))
    paths = [path for item in every.items for path in item.lever.range.paths]
    assert len(paths) == len(set(paths))
    assert {item.lever.kind for item in every.items} == {"assumption", "position"}
    assert few.left_out == len(every.items) - 14
    assert sum(item.lever.kind == "assumption" for item in few.items) == len(scenario().case.assumptions)


def test_the_flip_of_an_outcome_asked_for_is_its_share_passing_one_half() -> None:
    found = tip_all(scenario(), outcome="resolution", n=8, executor=Imagined(breaks))
    assert [item.name for item in found.items if item.flip] == [PEN]


def test_the_frontier_follows_the_flip_row_by_row() -> None:
    """Article 40 once China's limit and Russia's position together reach 70."""

    def together(sets: Mapping[str, float], seed: int) -> Outcome:
        return resolution(seed, 50 if sets.get(CHINA, 25.0) + sets.get(RUSSIA, 10.0) >= 70 else 25)

    found = tip_pair(scenario(), "CHN.legal_force.limit", "RUS.legal_force", n=8, executor=Imagined(together))
    assert not any(cell.flipped for cell in found.cells[0])
    assert [(each.down, each.between) for each in found.boundary] == [
        (10.0, (59.0, 60.0)), (20.0, (49.0, 50.0)), (30.0, (39.0, 40.0)), (40.0, (29.0, 30.0)),
    ]  # fmt: skip
    assert {each.kept for each in found.boundary} == {59.0, 49.0, 39.0, 29.0}


def test_a_pair_of_the_same_path_is_refused() -> None:
    with pytest.raises(ScenarioError, match="both of them set it"):
        tip_pair(scenario(), "china-legal-limit", "CHN.legal_force.limit", n=1)


def test_two_small_changes_are_found_where_they_are_smaller_than_one_large() -> None:
    """Alone China's limit must reach 60, a whole range; with isolation at 4 or less 43 will do."""

    def jointly(sets: Mapping[str, float], seed: int) -> Outcome:
        limit, alone = sets.get(CHINA, 25.0), sets.get(ISOLATION, 8.0)
        return resolution(seed, 50 if limit >= 60 or (limit >= 43 and alone <= 4) else 25 if seed % 4 else 0)

    found = tip_against(scenario(), n=40, executor=Imagined(jointly))
    one, two, three = found.found
    assert one is not None
    assert two is not None
    assert [part.range.name for part in one.parts] == ["china-legal-limit"]
    assert one.size == pytest.approx(1.0)
    assert {path: float(value) for part in two.parts for path, value in part.sets} == {CHINA: 43.0, ISOLATION: 4.0}
    assert two.size == pytest.approx(((18 / 35) ** 2 + (4 / 16) ** 2) ** 0.5, abs=0.03)
    assert three is None
    assert found.smallest == two


def test_where_nothing_flips_none_is_found() -> None:
    found = tip_against(scenario(), n=2, executor=Imagined(lambda sets, seed: resolution(seed)))
    assert (found.found, found.smallest) == ((None, None, None), None)


def test_a_scenario_without_assumptions_has_no_joint_change_to_look_for() -> None:
    """It says what to do instead."""
    bare = Scenario(attrs.evolve(scenario().case, assumptions=()))
    runs = Imagined(lambda sets, seed: resolution(seed))
    with pytest.raises(ScenarioError, match=r"names no assumptions.*--all"):
        tip_against(bare, n=2, executor=runs)
    assert runs.asked == []
    assert tip_all(bare, n=1, most=3, executor=runs).items


# Flips beyond chance


def wavering(n: int) -> Imagined:
    """Six seeds in ten at 25 as coded; isolation below 4 loses an eighth of all, China's limit from 50 on every one."""

    def rule(sets: Mapping[str, float], seed: int) -> Outcome:
        if sets.get(CHINA, 25.0) >= 50:
            return resolution(seed, 50)
        return resolution(seed, 25 if spread(seed, n) < (0.475 if sets.get(ISOLATION, 8.0) < 4 else 0.6) else 0)

    return Imagined(rule)


def divided(sets: Mapping[str, float], seed: int) -> Outcome:
    """Of 40 seeds 18 at 25, 5 at 0, the rest each for itself; with isolation below 4 it is 12 at 25 and 15 at 0."""
    if sets.get(CHINA, 25.0) >= 50:
        return resolution(seed, 50)
    first, second = (12, 27) if sets.get(ISOLATION, 8.0) < 4 else (18, 23)
    return resolution(seed, 25 if seed <= first else 0 if seed <= second else 50 + seed)


def test_a_flip_that_may_be_chance_comes_after_those_that_are_none_however_near_it_is() -> None:
    """Six seeds that leave and none that come are no finding, though another outcome is more common then."""
    found = tip_all(scenario(), n=40, executor=Imagined(divided))
    assert found.settled
    flips = [(item.name, item.flip) for item in found.items if item.flip]
    assert [(name, flip.beyond_chance) for name, flip in flips] == [("china-legal-limit", True), ("china-alone", False)]
    assert flips[1][1].distance < flips[0][1].distance
    assert (flips[1][1].value, flips[1][1].share.k) == (3.0, 12)


@pytest.mark.slow
def test_where_the_scenario_itself_is_too_near_the_flip_none_is_beyond_chance_until_there_are_more_runs() -> None:
    few, many = (tip_all(scenario(), n=n, executor=wavering(n), every_run=True) for n in (40, 400))
    told = [
        (
            found.settled,
            {item.name: (item.flip.share_moves, item.flip.beyond_chance) for item in found.items if item.flip},
        )
        for found in (few, many)
    ]
    assert told == [
        (False, {"china-legal-limit": (True, False), "china-alone": (False, False)}),
        (True, {"china-legal-limit": (True, True), "china-alone": (True, True)}),
    ]


def test_a_share_asked_for_is_settled_where_it_is_clearly_not_one_half() -> None:
    few, many = (tip_all(scenario(), outcome="legal_force:25", n=n, most=1, executor=wavering(n)) for n in (40, 400))
    assert (few.asked.base.k, few.settled, many.settled) == (24, False, True)


def test_the_flip_is_the_nearest_that_is_no_chance_where_there_is_one() -> None:
    """The more China can live with, the fewer at 25: past one half at 40, beyond chance only some way on."""

    def falling(sets: Mapping[str, float], seed: int) -> Outcome:
        at_25 = spread(seed) < 0.55 - (sets.get(CHINA, 25.0) - 25) / 100
        return resolution(seed, 25 if at_25 else 50)

    found = tip_all(scenario(), n=40, executor=Imagined(falling))
    (flip,) = [item.flip for item in found.items if item.flip]
    assert flip.share_moves
    assert 30 < flip.value < 60
    assert found.asked.base.k - flip.share.k == 7
    assert found.asked.base.k - flip.share_before.k == 6


def test_a_frontier_and_a_joint_change_go_by_flips_beyond_chance() -> None:
    """The rows of the grid flip with China's limit, not where isolation moves six seeds."""
    grid = tip_pair(scenario(), "china-alone", "china-legal-limit", n=40, executor=Imagined(divided))
    low = grid.cells[0]
    assert [(cell.flipped, cell.flips) for cell in low] == [(True, False), *[(False, False)] * 4]
    assert grid.boundary == ()
    joint = tip_against(scenario(), n=40, executor=Imagined(divided))
    assert joint.smallest is not None
    assert [part.range.name for part in joint.smallest.parts] == ["china-legal-limit"]
