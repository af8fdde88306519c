"""The assumptions table: sorted by swing, with both ends, the flip and what to watch."""

from collections.abc import Mapping

import attrs
import pytest

import sim
from sim.engine.scenario import Scenario
from sim.experiment.statistics import Share, difference
from sim.questions.tip.table import assumptions
from sim.vocabulary.outcome import Outcome
from tests.kit import scenario
from tests.questions.imagined import CHINA, Imagined, resolution, spread


def limited(sets: Mapping[str, float], seed: int) -> Outcome:
    """Three seeds in four rise with China's limit, one in ten falls away without isolation."""
    if sets.get(CHINA, 25.0) >= 50 and spread(seed) < 0.75:
        return resolution(seed, 50)
    return resolution(seed, 0 if sets.get("actors.CHN.isolation", 8.0) == 0 and seed % 10 == 0 else 25)


def test_the_widest_swing_comes_first_with_its_ends_and_its_flip() -> None:
    found = assumptions(scenario(), n=40, executor=Imagined(limited))
    first, second, *rest = found.items
    assert (first.name, first.at_low, first.at_high) == ("china-legal-limit", Share(40, 40), Share(10, 40))
    assert (first.swing.difference, first.swing.interval[0] < -0.75 < first.swing.interval[1]) == (-0.75, True)
    assert first.flip is not None
    assert (first.flip.kept, first.flip.value) == (49.0, 50.0)
    assert (second.name, second.at_low.k, second.flip) == ("china-alone", 36, None)
    assert all(row.swing.difference == 0 for row in rest)
    assert len(found.items) == len(scenario().case.assumptions)


def test_the_outcome_is_the_most_common_kind_or_the_one_asked_for() -> None:
    runs = Imagined(limited)
    assert assumptions(scenario(), n=4, executor=runs).asked.outcome.word == "resolution+legal_force:25"
    asked = assumptions(scenario(), outcome="legal_force>=50", n=40, executor=runs)
    assert (asked.asked.outcome.word, asked.items[0].at_low.k, asked.items[0].at_high.k) == ("legal_force>=50", 0, 30)


def test_a_scenario_without_assumptions_gives_an_empty_table() -> None:
    bare = Scenario(attrs.evolve(scenario().case, assumptions=()))
    assert assumptions(bare, n=2, executor=Imagined(limited)).items == ()


def test_differences_are_taken_seed_by_seed() -> None:
    """The interval of a difference on shared seeds is that of the seeds that part."""
    found = difference([True, False, False, True], [True, True, False, True])
    assert (found.gained, found.lost, found.difference, found.is_clear) == (1, 0, 0.25, False)
    clear = difference([False] * 40, [True] * 20 + [False] * 20)
    assert clear.is_clear
    assert clear.interval[0] > 0.3


@pytest.mark.slow
def test_july_2006_hangs_on_china_s_legal_limit_before_all_else() -> None:
    """For real, over two of its assumptions."""
    case = scenario().case
    two = tuple(each for each in case.assumptions if each.id in ("china-legal-limit", "qatar-sanctions"))
    found = sim.assumptions(Scenario(attrs.evolve(case, assumptions=two)), n=6)
    assert [row.name for row in found.items] == ["china-legal-limit", "qatar-sanctions"]
    assert found.items[0].flip is not None
    assert found.items[0].flip.value == 50


def test_n_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="allowed is a whole number from 1"):
        assumptions(scenario(), n=0)
