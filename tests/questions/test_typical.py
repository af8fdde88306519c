"""The typical run: the one whose turning points are nearest to those of the others."""

import pytest

from sim.engine.run import Recipe
from sim.engine.scenario import Scenario
from sim.experiment.play import Experiment
from sim.questions.cited import cited
from sim.questions.typical import TurningPoints, distance, typical
from tests import small


def _recipe() -> Recipe:
    issues = (small.form_issue(), small.ladder("words", (0, 50, 100)))
    actors = [small.actor(code, issues, (80, 60)) for code in small.MEMBERS]
    return Recipe(Scenario(small.case(issues, actors, "USA")))


def test_distance_counts_points_added_taken_away_or_exchanged() -> None:
    assert distance("abc", "abc") == 0
    assert distance("abc", "axc") == 1
    assert distance("", "abc") == 3
    assert distance("kitten", "sitting") == 3


def test_no_run_is_nearer_to_the_others_and_none_is_played_twice() -> None:
    """The sum of its distances is the least of all; asked again, the store answers."""
    recipe, numbers = _recipe(), range(1, 9)
    with Experiment() as experiment:
        outcomes = experiment.play([recipe], numbers)[recipe]
        found = typical(recipe, outcomes, experiment)
        asked = experiment.progress.asked
        assert typical(recipe, outcomes, experiment) == found
        assert experiment.progress.asked == asked
    courses = {number: TurningPoints()(recipe.run(number)) for number in numbers}
    sums = {one: sum(distance(course, other) for other in courses.values()) for one, course in courses.items()}
    assert sums[found.number] == min(sums.values())
    assert found.changes == pytest.approx(min(sums.values()) / 7)
    assert (found.compared, found.among) == (8, 8)
    assert recipe.run(found.number).id == found.run


def test_facts_with_a_source_are_counted() -> None:
    """A case without sources has none cited, and no source is named."""
    found = cited(_recipe().scenario.case, ["S1"])
    assert found.cited == 0
    assert found.facts == sum(each.facts for each in found.kinds) > 20
    assert (found.named, dict(found.sources)) == (0, {})
