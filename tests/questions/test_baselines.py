"""The three baselines: simple guesses that a run must be held against."""

import attrs
import pytest

from sim.questions.baselines import baselines, mean_text, rule_of_thumb, setter
from sim.rules.setting import Setting
from sim.vocabulary.actors import Limit
from tests.kit import CASES, launches, scenario
from tests.small import MEMBERS, actor, case, form_issue, free, ladder

ISSUES = (form_issue(), ladder("x", (0, 40, 80)))


def council(positions: dict[str, tuple[int, int]], **more: object) -> Setting:
    """A council of fifteen at (100, 80) but for those named."""
    actors = [actor(code, ISSUES, positions.get(code, (100, 80)), isolation=0, join=0, **more) for code in MEMBERS]  # type: ignore[arg-type]
    return Setting(case(ISSUES, actors, "JPN"))


@pytest.mark.parametrize("name", CASES)
def test_every_case_has_its_three_baselines_in_words(name: str) -> None:
    """Mean text, setter and rule of thumb, each with a form and the way it got there."""
    found = baselines(scenario(name))
    assert list(found) == ["mean_text", "setter", "rule_of_thumb"]
    assert all(baseline.form and baseline.words for baseline in found.values())


def test_the_setter_of_july_2006_carries_the_wording_of_1695_but_for_a_rung() -> None:
    """Its one best passing text."""
    found = setter(scenario().setting)
    assert found.form == "resolution"
    assert list((found.text or {}).values()) == [100, 80, 65, 25, 50]


def test_without_a_penholder_the_setter_gets_nothing() -> None:
    """Nobody drafts."""
    found = setter(scenario(sets=(("penholder", "none"),)).setting)
    assert (found.form, found.text) == ("none", None)


def test_a_setter_whose_resolutions_are_vetoed_falls_back_to_a_statement() -> None:
    """China refuses any resolution worth having, and agrees to a statement."""
    issues = (form_issue(), free(ladder("x", (0, 40, 80))))
    actors = [actor(c, issues, (25, 40) if c == "CHN" else (100, 80), isolation=0, join=0,
                    limits={"form": Limit(at_most=25)} if c == "CHN" else {}) for c in MEMBERS]  # fmt: skip
    found = setter(Setting(case(issues, actors, "JPN")))
    assert (found.form, found.text) == ("press_statement", {"form": 25, "x": 80})


def test_the_mean_text_is_the_text_nearest_to_the_mean_of_the_members() -> None:
    """Five members at 80 and ten at 20 on an issue of like weight: mean 40; form at 100 for all."""
    low = dict.fromkeys(MEMBERS[5:], (100, 20))
    found = mean_text(council(low))
    assert (found.form, found.text) == ("resolution", {"form": 100, "x": 40})


def test_the_mean_text_weighs_members_by_priority() -> None:
    """One member that cares against fourteen that do not."""
    actors = [
        actor(c, ISSUES, (100, 0) if c == "CHN" else (100, 80), priority=100 if c == "CHN" else 0) for c in MEMBERS
    ]
    assert mean_text(Setting(case(ISSUES, actors, "JPN"))).text == {"form": 100, "x": 0}


def test_states_without_a_vote_do_not_count_in_the_mean() -> None:
    """The provoker's wishes are no part of it."""
    base = council({})
    provoker = attrs.evolve(base.case.actors["PRK"], priority=100)
    louder = Setting(attrs.evolve(base.case, actors={**base.case.actors, "PRK": provoker}))
    assert mean_text(louder) == mean_text(base)


@pytest.mark.parametrize(
    ("kinds", "form"),
    [
        (["short_range_missile"], "press_statement"),
        (["short_range_missile", "satellite_launch"], "presidential_statement"),
        (["satellite_launch"], "presidential_statement"),
        (["medium_range_missile"], "resolution"),
        (["long_range_missile", "short_range_missile"], "resolution"),
        (["nuclear_test"], "resolution"),
        ([], "none"),
    ],
)
def test_the_rule_of_thumb_goes_by_the_kind_of_provocation(kinds: list[str], form: str) -> None:
    """Satellite: presidential statement; short range: press statement; anything else: resolution."""
    base = council({}).case
    launch, *rest = base.timeline
    entries = [attrs.evolve(launch, id=f"p-{n}", what=kind) for n, kind in enumerate(kinds)]
    assert rule_of_thumb(Setting(attrs.evolve(base, timeline=(*entries, *rest)))).form == form


def test_without_its_launches_the_rule_of_thumb_expects_nothing() -> None:
    """Through the override that takes entries out."""
    assert rule_of_thumb(scenario(without=launches()).setting).form == "none"
