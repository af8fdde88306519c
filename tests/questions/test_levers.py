"""What one step of each number changes, on runs made up by rules; and answers about tipping in a notebook."""

from collections.abc import Mapping

import attrs
import pytest

import sim
from sim.engine.scenario import Scenario
from sim.pages import plain, terminal
from sim.questions.tip.levers import DAY, FORM, NOTHING, TEXT, VOTE, Lever, Levers, difference_of, levers, steps_of
from sim.questions.tip.page import SHAPES, levers_page
from sim.questions.tip.ranges import range_of
from sim.questions.tip.table import tip_all
from sim.vocabulary.outcome import Outcome
from tests.kit import scenario
from tests.questions.imagined import CHINA, Imagined, nothing, outcome, resolution

PEN = "actors.JPN.stances.form.position"
FRANCE = "actors.FRA.stances.sanctions.position"
BRITAIN = "actors.GBR.priority"


def moving(sets: Mapping[str, float], seed: int) -> Outcome:
    """A step of Japan's position costs the form in 2 runs of 20, of China's limit the text in 14; others less."""
    if sets.get(PEN, 100.0) < 100 and seed <= 2:
        return nothing(seed)
    if sets.get(CHINA, 25.0) >= 50 and seed <= 14:
        return resolution(seed, 50)
    if sets.get(FRANCE, 65.0) != 65 and seed <= 5:
        return outcome(seed, "resolution", 25, {"QAT": "no"})
    return outcome(seed, "resolution", 25, days_m=10_500 if BRITAIN in sets and seed == 3 else 9_000)


def asked(**more: object) -> Levers:
    return levers(scenario(), executor=Imagined(moving), **more)  # type: ignore[arg-type]


def said(found: Levers) -> str:
    """The page on one line."""
    return " ".join(terminal(levers_page(found)).split())


def test_numbers_are_sorted_by_what_a_step_changes_form_before_text_before_vote_before_day() -> None:
    """However many runs differ in a lighter way."""
    rows = [(row.lever.range.name, row.changes) for row in asked().levers]
    assert rows[:4] == [(PEN, FORM), ("china-legal-limit", TEXT), (FRANCE, VOTE), (BRITAIN, DAY)]
    assert {changes for _, changes in rows[4:]} == {NOTHING}


def test_each_step_says_how_many_runs_differ_and_to_what_most() -> None:
    pen, china, france, britain = asked().levers[:4]
    assert (pen.steps[0].form, pen.steps[0].becomes and pen.steps[0].becomes.word) == (2, "none")
    assert (china.steps[0].value, china.steps[0].text) == (50, 14)
    assert china.steps[0].becomes is not None
    assert china.steps[0].becomes.word == "legal_force:50"
    assert (france.steps[0].vote, dict(france.steps[0].votes)) == (5, {"QAT": "no"})
    assert (britain.steps[0].day, britain.steps[0].later) == (1, 1.5)


def test_a_page_says_it_in_plain_words_and_lists_what_does_nothing_in_one_paragraph() -> None:
    page = said(asked())
    assert "china-legal-limit 25 -> 50 text differs in 14 of 20 runs (legal force 50)" in page
    assert "Japan's position on form 100 -> 50 form differs in 2 of 20 runs (no product)" in page
    assert page.count("No effect in 20 runs: ") == 1
    assert "1.5 days later at the median" in page


def test_a_run_counts_once_under_its_weightiest_difference() -> None:
    for row in asked().levers:
        for step in row.steps:
            assert step.form + step.text + step.vote + step.day <= 20


def test_a_difference_of_less_than_a_tenth_of_a_day_is_none() -> None:
    first, second = outcome(1, "resolution", 25, days_m=9_010), outcome(1, "resolution", 25, days_m=9_040)
    assert difference_of(first, second) == NOTHING
    assert difference_of(first, outcome(1, "resolution", 25, days_m=9_140)) == DAY


def test_a_step_leads_to_the_next_wording_for_a_limit_also_to_none_and_else_a_tenth_of_the_range() -> None:
    """A count that has no top moves by a tenth of itself, but by one at least."""
    bare = Scenario(attrs.evolve(scenario().case, assumptions=()))

    def steps(path: str, kind: str) -> list[float | None]:
        return steps_of(bare, Lever(range_of(bare, path), kind, ""))

    assert steps("CHN.legal_force.limit", "limit") == [0, 50, None]
    assert steps("JPN.form", "position") == [50]
    assert steps("CHN.priority", "priority") == [
        bare.case.actors["CHN"].priority - 10, min(100, bare.case.actors["CHN"].priority + 10)
    ]  # fmt: skip
    vetoes = bare.case.climate.vetoes
    assert steps("climate.vetoes", "climate") == [vetoes - 1, vetoes + 1]


def test_every_stance_limit_priority_and_assumption_is_moved_once() -> None:
    """A number that an assumption moves is not moved again beside it."""
    found = asked(n=1)
    paths = [path for row in found.levers for path in row.lever.range.paths]
    assert len(paths) == len(set(paths))
    case = scenario().case
    stances = {f"actors.{code}.stances.{key}.position" for code, actor in case.actors.items() for key in actor.stances}
    priorities = {f"actors.{code}.priority" for code in case.actors}
    assert stances | priorities <= set(paths)


def test_the_count_of_vetoes_is_moved_only_where_rules_read_it() -> None:
    """The climate is that of the file, unless that rule is switched off."""
    bare = Scenario(attrs.evolve(scenario().case, assumptions=()))
    for made, moved in ((bare, False), (bare.vary([("rule.climate_of_file", "0")]), True)):
        found = levers(made, n=1, executor=Imagined(moving))
        assert ("climate.vetoes" in [path for row in found.levers for path in row.lever.range.paths]) is moved


def test_every_step_is_played_on_the_same_seeds() -> None:
    runs = Imagined(moving)
    found = levers(scenario(), n=3, executor=runs)
    assert {seeds for _, seeds in runs.asked} == {(1, 2, 3)}
    assert found.runs == 3 * len(runs.asked)


def test_the_list_of_what_flips_looks_first_at_what_changes_most() -> None:
    """Beside the assumptions the one number for which there is room is Japan's position, not China's weightier ones."""
    declared = len(scenario().case.assumptions)
    found = tip_all(scenario(), n=20, most=declared + 1, executor=Imagined(moving))
    assert [row.name for row in found.items if row.lever.kind != "assumption"] == [PEN]
    (pen,) = [row for row in found.items if row.name == PEN]
    assert pen.one_step[0].changes == FORM


@pytest.mark.parametrize("n", [0, 10_000_000])
def test_n_out_of_range_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="allowed is a whole number from 1"):
        levers(scenario(), n=n)


# In a notebook


def answers() -> list[object]:
    """One answer of each kind."""
    runs = Imagined(moving)
    return [
        sim.levers(scenario(), n=2, executor=runs),
        sim.tip(scenario(), "CHN.legal_force.limit", n=2, executor=runs),
        sim.tip_all(scenario(), n=2, most=2, executor=runs),
        sim.assumptions(scenario(), n=2, executor=runs),
        sim.tip_pair(scenario(), "CHN.legal_force.limit", "RUS.legal_force", n=2, grid=2, executor=runs),
        sim.tip_against(scenario(), n=2, executor=runs),
    ]


def test_every_answer_is_short_as_text_and_a_page_in_a_notebook() -> None:
    for found in answers():
        assert len(repr(found)) < 200
        shown = found._repr_html_()  # type: ignore[attr-defined]
        assert "<script" not in shown
        assert "dprk-2006-07" in shown


def test_every_answer_is_plain_json_with_whole_numbers_without_a_point() -> None:
    for found in answers():
        told = plain(found, SHAPES)
        assert told["scenario"] == "dprk-2006-07"
        assert "labels" not in told
    assert all(isinstance(row["value"], int) for row in plain(answers()[1], SHAPES)["rows"])


def test_the_points_of_a_curve_are_a_table() -> None:
    """A value is missing where there is no limit."""
    found = sim.tip(scenario(), "CHN.legal_force.limit", n=2, executor=Imagined(moving)).points
    assert list(found) == ["value", "k", "n", "share", "low", "high", "current"]
    assert found["value"][0] == 25
    assert str(found["value"][-1]) == "nan"
    assert list(found["current"]).count(1) == 1
    pandas = pytest.importorskip("pandas")
    assert isinstance(found.to_pandas(), pandas.DataFrame)


def test_a_range_is_written_with_its_path_too() -> None:
    found = sim.tip(scenario(), "CHN.legal_force.limit=30:40", n=1, executor=Imagined(moving))
    assert found.range.ends == (30, 40)
