"""The text space: every text that can stand, and nothing else."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.ladders import all_texts, faults, satisfies_needs, unreachable_rungs
from sim.vocabulary.texts import Issue, Rung
from tests.cases import small_case

ISSUES = small_case().issues


def ladder(key: str, *rungs: Rung) -> Issue:
    """An issue of these rungs."""
    return Issue(key, key, rungs)


@st.composite
def ladders(draw: st.DrawFn) -> list[Issue]:
    """Two or three issues with needs among them, some of which cannot be met."""
    keys = "abc"[: draw(st.integers(2, 3))]
    strengths = st.lists(st.integers(0, 100), min_size=1, max_size=3, unique=True).map(sorted)
    needs = st.dictionaries(st.sampled_from(keys), st.integers(0, 100), max_size=2)
    return [
        ladder(key, *(Rung(f"r{strength}", "", strength, draw(needs)) for strength in draw(strengths))) for key in keys
    ]


def test_texts_come_in_ladder_order_with_the_last_issue_fastest() -> None:
    """Rows of matrices are counted by it."""
    low = [(form, condemnation, 0) for form in (25, 50) for condemnation in (0, 80)]
    high = [(100, condemnation, force) for condemnation in (0, 80) for force in (0, 50, 95)]
    assert all_texts(ISSUES) == low + high


def test_a_rung_stands_only_where_its_needs_are_met() -> None:
    """Chapter VII in a press statement does not exist."""
    assert satisfies_needs(ISSUES, (100, 0, 95))
    assert not satisfies_needs(ISSUES, (50, 0, 95))


@given(ladders())
def test_all_texts_are_just_the_combinations_that_satisfy_their_needs(issues: list[Issue]) -> None:
    """None is missing, none is too many."""
    every = product(*([rung.strength for rung in issue.rungs] for issue in issues))
    assert all_texts(issues) == [text for text in every if satisfies_needs(issues, text)]


@given(ladders())
def test_a_text_of_the_space_has_no_faults_and_any_other_combination_has(issues: list[Issue]) -> None:
    """One rule, told twice: once to enumerate, once to explain."""
    keys = [issue.key for issue in issues]
    stands = set(all_texts(issues))
    for text in product(*([rung.strength for rung in issue.rungs] for issue in issues)):
        assert (not faults(issues, dict(zip(keys, text, strict=True)))) == (text in stands)


def test_a_rung_whose_needs_are_never_met_together_is_unreachable() -> None:
    """And so is everything if an issue has no rung at all that can stand."""
    strict = ladder("b", Rung("weak", "", 0), Rung("strong", "", 50, {"a": 60}))
    assert unreachable_rungs([ladder("a", Rung("only", "", 50)), strict]) == [("b", "strong")]
    assert unreachable_rungs([ladder("a", Rung("only", "", 50, {"b": 1})), ladder("b", Rung("r", "", 0))]) == [
        ("a", "only"),
        ("b", "r"),
    ]
    assert unreachable_rungs(ISSUES) == []


def test_the_small_case_can_reach_all_its_rungs() -> None:
    """So that it raises no warning."""
    assert unreachable_rungs(ISSUES) == []


def test_faults_say_what_is_missing_unknown_no_rung_or_unmet() -> None:
    """With the rungs there are."""
    found = faults(ISSUES, {"form": 50, "legal_force": 95, "sanctions": 3})
    assert [fault.issue for fault in found] == ["sanctions", "condemnation", "legal_force"]
    assert [fault.missing for fault in found] == [False, True, False]
    assert faults(ISSUES, {"form": 99, "condemnation": 0, "legal_force": 0})[0].allowed == (
        "25 (press_statement), 50 (presidential_statement), 100 (resolution)"
    )
