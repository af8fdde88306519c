"""What `tip --all` and `assumptions` say of flips that are beyond chance, and of those that may be chance."""

from collections.abc import Mapping

import pytest

from sim.experiment.statistics import term
from sim.pages import plain, terminal
from sim.questions.tip.page import SHAPES, table_page
from sim.questions.tip.table import Table, assumptions, tip_all
from sim.vocabulary.outcome import Outcome
from tests.kit import scenario
from tests.questions.imagined import CHINA, Imagined, resolution

ISOLATION = "actors.CHN.isolation"


def divided(sets: Mapping[str, float], seed: int) -> Outcome:
    """Of 40 seeds 18 at 25, 5 at 0, the rest each for itself; with isolation below 4 it is 12 at 25 and 15 at 0."""
    if sets.get(CHINA, 25.0) >= 50:
        return resolution(seed, 50)
    first, second = (12, 27) if sets.get(ISOLATION, 8.0) < 4 else (18, 23)
    return resolution(seed, 25 if seed <= first else 0 if seed <= second else 50 + seed)


def shown(found: Table) -> str:
    """The page, on one line."""
    return " ".join(terminal(table_page(found)).split())


@pytest.mark.slow
def test_a_flip_within_chance_is_never_among_what_flips_it() -> None:
    """It has a heading of its own, after that of the flips, though it is nearer."""
    found = tip_all(scenario(), n=40, executor=Imagined(divided))
    page = shown(found)
    flips, chance = page.index("What flips it"), page.index("Flips within chance of 40 runs: more runs would tell")
    assert flips < page.index("china-legal-limit 25 50 49 71%") < chance < page.index("china-alone 8 3 4 31%")
    told = {item["path"]: item["flip"]["beyond_chance"] for item in plain(found, SHAPES)["items"] if item["flip"]}
    assert told == {"china-legal-limit": True, "china-alone": False}


def test_the_table_of_assumptions_sets_what_may_be_chance_apart() -> None:
    page = shown(assumptions(scenario(), n=40, executor=Imagined(divided)))
    flips, chance = page.index("What flips it"), page.index("Flips within chance of 40 runs: more runs would tell")
    assert flips < page.index("china-legal-limit 25 50 49") < chance < page.index("china-alone 8 3 4")


@pytest.mark.slow
def test_a_scenario_too_near_the_flip_says_so_and_nothing_is_called_a_flip() -> None:
    """21 of 40 against 19: no kind of outcome is the most common beyond chance."""

    def even(sets: Mapping[str, float], seed: int) -> Outcome:
        return resolution(seed, 50 if sets.get(CHINA, 25.0) >= 50 else 25 if seed <= 21 else 0)

    for found in (
        tip_all(scenario(), n=40, executor=Imagined(even)),
        assumptions(scenario(), n=40, executor=Imagined(even)),
    ):
        page = shown(found)
        assert "it is not the most common kind of outcome beyond chance, and so no flip is, in 40 runs" in page
        assert "What flips it" not in page
        assert "Of some the share itself moves by more than chance." in page


def test_no_share_is_told_as_nought_or_all_per_cent() -> None:
    """Not seen, or seen in all, before the flip and after it."""

    def step(sets: Mapping[str, float], seed: int) -> Outcome:
        return resolution(seed, 50 if sets.get(CHINA, 25.0) >= 50 else 25)

    page = shown(assumptions(scenario(), n=40, executor=Imagined(step)))
    assert "all, not seen" in page
    assert " 0%," not in page


def test_one_run_is_no_runs() -> None:
    assert (term(0, 1), term(1, 1)) == ("not seen in 1 run", "seen in the 1 run")
    assert (term(0, 2), term(2, 2)) == ("not seen in 2 runs", "seen in all 2 runs")
