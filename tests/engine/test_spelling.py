"""One change is one recipe, however its path is typed."""

import attrs
import pytest

import sim
from sim.scenario.overrides import canonical_path, recipe_path
from sim.scenario.parameters import table
from sim.scenario.paths import brief_path
from tests.kit import CASES, scenario
from tests.small import actor, case, form_issue, ladder

FULL = (("actors.CHN.stances.legal_force.limit", "60"), ("parameters.vote_noise", "2"))
BRIEF = (("CHN.legal_force.limit", "60"), ("vote_noise", "2"))


@pytest.mark.parametrize("name", CASES)
def test_every_path_has_one_spelling_that_means_the_same(name: str) -> None:
    """In full or brief, a path and its spelling in recipes lead to one place, and both are spelled alike there."""
    known = scenario(name).case
    paths = [f"parameters.{each}" for each in table()] + ["climate.vetoes", "penholder", "horizon"]
    paths += [f"issues.{issue.key}.law_in_force" for issue in known.issues]
    paths += [f"timeline.{entry.id}.at" for entry in known.timeline]
    paths += [f"ties.{'-'.join(tie.between)}.strength" for tie in known.ties]
    for code in known.actors:
        paths += [f"actors.{code}.{field}" for field in ("priority", "isolation", "join", "openness")]
        for issue in known.issues:
            stance = f"actors.{code}.stances.{issue.key}"
            ends = ("position", "salience", "responsiveness", "limit", "limit.at_most", "limit.at_least")
            paths += [f"{stance}.{end}" for end in ends]
    for path in paths:
        spelling = recipe_path(known, path)
        assert canonical_path(known, spelling) == canonical_path(known, path) == path
        assert recipe_path(known, spelling) == spelling == brief_path(path)


def test_where_the_brief_form_means_another_place_the_full_one_stands() -> None:
    """An issue called isolation hides an actor's isolation from the brief form."""
    issues = (form_issue(), ladder("isolation", (0, 50)))
    made = case(issues, [actor("USA", issues, (100, 50)), actor("GBR", issues, (100, 50))], "USA")
    assert recipe_path(made, "actors.USA.isolation") == "actors.USA.isolation"
    assert recipe_path(made, "actors.USA.stances.isolation.position") == "USA.isolation"


def test_a_run_is_the_same_however_its_changes_are_typed() -> None:
    """Id, recipe and every byte."""
    full, brief = sim.run(scenario(sets=FULL), 3), sim.run(scenario(sets=BRIEF), 3)
    assert (full.id, full.lines) == (brief.id, brief.lines)


def test_a_fork_is_the_same_however_its_changes_are_typed() -> None:
    """The intervention holds the one spelling."""
    parent = sim.run(scenario(), 1)
    full = parent.fork(60, {"actors.CHN.stances.legal_force.limit": "none"})
    assert full.id == parent.fork(60, {"CHN.legal_force.limit": "none"}).id


def test_an_error_shows_the_path_as_it_was_typed() -> None:
    """The analyst looks for what they wrote."""
    with pytest.raises(sim.ScenarioError) as raised:
        scenario().vary([("actors.CHN.stances.legal_force.limit", "200")])
    assert "actors.CHN.stances.legal_force.limit=200" in str(raised.value)


def test_points_typed_in_two_ways_share_their_runs(tmp_path: object) -> None:
    """Nothing is played twice: the second sweep finds every run, and its columns bear the path as it was typed."""
    short = scenario("dprk-2009-04")
    store = f"{tmp_path}/spelled.db"
    first = sim.sweep(short, 3, vary={"RUS.form": [40, 60]}, store=store).play()
    second = sim.sweep(short, 3, vary={"actors.RUS.stances.form.position": [40, 60]}, store=store).play()
    assert (first.progress.stored, second.progress.stored) == (0, 6)
    assert list(second.outcomes["head"]) == list(first.outcomes["head"])
    assert list(second.outcomes["actors_RUS_stances_form_position"]) == [40, 60] * 3
    assert attrs.asdict(second.plan.design.axes[0])["path"] == "actors.RUS.stances.form.position"
