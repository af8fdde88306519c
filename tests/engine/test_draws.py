"""What is drawn before a run: what the coding, and the judgement behind it, may be wrong about."""

from collections.abc import Mapping

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.draws import drawing_of, drawn
from sim.engine.run import Recipe, Run, recipe_of, run
from sim.engine.scenario import Scenario
from sim.scenario import overrides
from sim.scenario.parameters import effective, table
from sim.vocabulary.actors import Evidence
from sim.vocabulary.case import Case
from sim.vocabulary.events import RunStarted
from tests.kit import CASES, scenario

NUMBERS = st.integers(0, 2**40)
LIMIT = "actors.CHN.stances.legal_force.limit"
POSITION = "actors.CHN.stances.legal_force.position"


def values(recipe: Recipe, number: int) -> dict[str, str]:
    """What a number draws, path by path; that which comes out as coded too."""
    coding = number if recipe.coding is None else recipe.coding
    return {draw.path: value for draw, value in drawn(recipe.draws, coding)}


def with_stance(case: Case, code: str, issue: str, **changes: object) -> Case:
    """A case with one stance coded otherwise."""
    actor = case.actors[code]
    stances = {**actor.stances, issue: attrs.evolve(actor.stances[issue], **changes)}  # type: ignore[arg-type]
    return attrs.evolve(case, actors={**case.actors, code: attrs.evolve(actor, stances=stances)})


def in_group(case: Case, codes: tuple[str, ...]) -> Case:
    """A case with some actors in one group."""
    actors = {code: attrs.evolve(actor, group="west" if code in codes else "") for code, actor in case.actors.items()}
    return attrs.evolve(case, actors=actors)


# What is drawn


def test_positions_limits_and_judged_parameters_are_drawn() -> None:
    """And nothing else: no practice of the Council, no number of the draws themselves."""
    case = scenario().case
    paths = {draw.path for draw in Recipe(scenario(), drawn=True).draws}
    stances = {f"actors.{code}.stances.{issue}" for code, actor in case.actors.items() for issue in actor.stances}
    limits = {
        f"actors.{code}.stances.{issue}.limit"
        for code, actor in case.actors.items()
        for issue, stance in actor.stances.items()
        if stance.limit is not None
    }
    judged = {
        f"parameters.{each.name}"
        for each in table().values()
        if each.source.startswith("judgement") and not each.switch
    }
    judged -= {f"parameters.{name}" for name in (*case.parameters, *table()) if name.startswith("draw_")}
    near = {f"actors.{code}.affinity" for code, actor in case.actors.items() if actor.affinity is not None}
    of_deadlines = {"parameters.deadline_cost", "parameters.deadline_lead_days"}
    judged -= of_deadlines  # this case names none
    assert paths == {f"{each}.position" for each in stances} | limits | judged | near | {"closed", "motive"}
    assert "parameters.blue_hours" not in paths
    hurried = Recipe(scenario("dprk-2006-07-short"), drawn=True).draws
    assert of_deadlines <= {draw.path for draw in hurried}


@settings(max_examples=25, deadline=None)
@given(coding=NUMBERS)
def test_drawn_values_stay_within_their_ranges(coding: int) -> None:
    """Positions are whole points from 0 to 100, limits are as coded or none, parameters between half and double."""
    for draw, value in drawn(Recipe(scenario(), drawn=True).draws, coding):
        if draw.path in ("closed", "motive"):
            assert value in ("true", "false", "text", "record")
        elif draw.path.endswith((".position", ".affinity")):
            assert value == str(int(value))
            assert 0 <= int(value) <= 100
        elif draw.path.endswith(".limit"):
            assert value in (draw.coded, "none")
        else:
            parameter = table()[draw.path.removeprefix("parameters.")]
            assert max(parameter.low, parameter.value / 2) <= float(value) <= min(parameter.high, parameter.value * 2)


def spread(path: str, case: Case, rows: int = 400) -> float:
    """The standard deviation of a drawn position from its coded value, over many rows."""
    draws = [draw for draw in drawing_of(case, effective(case)).draws if draw.path == path]
    off = [int(value) - int(draw.coded) for n in range(rows) for draw, value in drawn(draws, n)]
    return float((sum(each * each for each in off) / rows) ** 0.5)


def test_the_spread_of_a_position_follows_its_evidence() -> None:
    """Well evidenced 9, partly evidenced or judged 15, a guess 20: within a tenth over 400 rows."""
    wanted = {
        Evidence.WELL_EVIDENCED: 9, Evidence.PARTLY_EVIDENCED: 15, Evidence.JUDGEMENT: 15, Evidence.GUESS: 20,
    }  # fmt: skip
    for evidence, points in wanted.items():
        case = with_stance(scenario().base, "CHN", "legal_force", position=50, evidence=evidence)
        assert spread(POSITION, case) == pytest.approx(points, rel=0.1)


def test_a_limit_is_dropped_in_a_fifth_of_the_rows() -> None:
    """Within three in a hundred over 1,000 rows."""
    draws = [draw for draw in Recipe(scenario(), drawn=True).draws if draw.path == LIMIT]
    dropped = sum(value == "none" for n in range(1_000) for _, value in drawn(draws, n))
    assert dropped / 1_000 == pytest.approx(0.2, abs=0.03)


def test_members_of_a_group_share_half_of_the_variance() -> None:
    """Their draws on one issue are correlated by a half; each still has the spread of its evidence."""

    def apart(case: Case) -> list[tuple[int, int]]:
        wanted = [f"actors.{code}.stances.legal_force.position" for code in ("FRA", "GBR")]
        draws = {draw.path: draw for draw in drawing_of(case, effective(case)).draws}
        rows = [dict(drawn([draws[path] for path in wanted], n)) for n in range(600)]
        return [tuple(int(value) - 50 for value in row.values()) for row in rows]  # type: ignore[misc]

    base = in_group(scenario().base, ())
    for code in ("FRA", "GBR"):
        base = with_stance(base, code, "legal_force", position=50, evidence=Evidence.JUDGEMENT)
    for case, correlation in ((base, 0.0), (in_group(base, ("FRA", "GBR")), 0.5)):
        pairs = apart(case)
        both, first, second = (sum(a * b for a, b in each) for each in (
            pairs, [(a, a) for a, _ in pairs], [(b, b) for _, b in pairs],
        ))  # fmt: skip
        assert both / (first * second) ** 0.5 == pytest.approx(correlation, abs=0.1)
        assert (first / len(pairs)) ** 0.5 == pytest.approx(15, rel=0.1)


def test_a_group_shares_a_part_that_the_table_says() -> None:
    """With a share of 1 all members are off by the same, with 0 by their own."""
    base = in_group(scenario().base, ("FRA", "GBR"))
    for code in ("FRA", "GBR"):
        base = with_stance(base, code, "legal_force", position=50, evidence=Evidence.JUDGEMENT)
    for share, same in (("1", True), ("0", False)):
        recipe = Recipe(Scenario(base).vary([("draw_group_share", share)]), drawn=True)
        found = values(recipe, 3)
        paths = (f"actors.{code}.stances.legal_force.position" for code in ("FRA", "GBR"))
        assert (len({found[path] for path in paths}) == 1) is same


# By what it is keyed


@settings(max_examples=10, deadline=None)
@given(coding=NUMBERS, first=st.integers(0, 99), second=st.integers(100, 199))
def test_rows_with_one_coding_number_draw_the_same_whatever_the_luck(coding: int, first: int, second: int) -> None:
    """Coding is keyed by its own number; seeds differ."""
    recipe = Recipe(scenario(), drawn=True, coding=coding)
    one, other = (recipe.settled(number).scenario.sets for number in (first, second))
    assert one == other == Recipe(scenario(), drawn=True).settled(coding).scenario.sets
    assert recipe.started(first).seed == first


@settings(max_examples=10, deadline=None)
@given(coding=NUMBERS, position=st.integers(0, 100), name=st.sampled_from(CASES))
def test_one_stance_coded_otherwise_leaves_all_other_draws_alone(coding: int, position: int, name: str) -> None:
    """Position, evidence and limit of one stance bear on its own draws only."""
    base = scenario(name).base
    issue = next(iter(base.actors["CHN"].stances))
    changed = with_stance(base, "CHN", issue, position=position, evidence=Evidence.GUESS, limit=None)
    own = f"actors.CHN.stances.{issue}."
    before, after = (values(Recipe(Scenario(case), drawn=True), coding) for case in (base, changed))
    rest = {path: value for path, value in before.items() if not path.startswith(own)}
    assert rest == {path: value for path, value in after.items() if not path.startswith(own)}


@pytest.mark.parametrize("path", ["CHN.legal_force", POSITION, "CHN.legal_force.limit", f"{LIMIT}.at_most", "bluff"])
def test_what_is_set_or_kept_is_never_drawn(path: str) -> None:
    """In any spelling, and whether a limit's side is named; all else is drawn as it was."""
    recipe = Recipe(scenario(), drawn=True)
    full = overrides.canonical_path(scenario().base, path).removesuffix(".at_most")
    value = {"bluff": "3"}.get(path, "25")
    for other in (recipe.vary(((path, value),)), attrs.evolve(recipe, kept=(path,))):
        assert {draw.path for draw in recipe.draws} - {draw.path for draw in other.draws} == {full}
        assert values(other, 7).items() <= values(recipe, 7).items()


def test_a_parameter_that_the_case_sets_is_not_drawn() -> None:
    """The file has chosen it."""
    base = attrs.evolve(scenario().base, parameters={"bluff": 3})
    assert "parameters.bluff" not in {draw.path for draw in Recipe(Scenario(base), drawn=True).draws}


def test_a_scenario_that_was_drawn_is_not_drawn_again() -> None:
    """That of a drawn run: its runs differ in luck alone, whatever is asked."""
    made = run(scenario("dprk-2009-04"), 3, drawn=True)
    again = Recipe(made.scenario, drawn=True)
    assert again.draws == ()
    assert again.run(3).lines == made.lines
    assert again.run(4).scenario.sets == made.scenario.sets


# The key of a drawn row


def test_evidence_and_groups_are_part_of_a_drawn_row_s_key() -> None:
    """They say how far a value is drawn; a row as coded does not depend on them."""
    base = scenario().base
    other = Evidence.GUESS if base.actors["CHN"].stances["legal_force"].evidence is not Evidence.GUESS else None
    cases = [base, in_group(base, ("FRA", "GBR"))]
    cases.append(with_stance(base, "CHN", "legal_force", evidence=other or Evidence.WELL_EVIDENCED))
    assert len({Recipe(Scenario(case), drawn=True).key for case in cases}) == 3
    assert len({Recipe(Scenario(case)).key for case in cases}) == 1


def test_evidence_of_what_is_set_is_not_part_of_the_key() -> None:
    """What is not drawn has no spread."""
    base = scenario().base
    guess = with_stance(base, "CHN", "legal_force", evidence=Evidence.GUESS)
    keys = {Recipe(Scenario(case).vary([("CHN.legal_force", "10")]), drawn=True).key for case in (base, guess)}
    assert len(keys) == 1


def test_what_is_kept_and_not_drawn_anyway_is_the_same_recipe() -> None:
    """So a question about a priority shares its rows with every sweep."""
    recipe = Recipe(scenario(), drawn=True)
    assert attrs.evolve(recipe, kept=("CHN.priority",)).key == recipe.key
    assert attrs.evolve(recipe, kept=("CHN.legal_force",)).key != recipe.key
    assert attrs.evolve(recipe, coding=4).key != recipe.key != Recipe(scenario()).key


# The run


@pytest.mark.parametrize("name", CASES)
def test_a_drawn_run_says_all_that_was_drawn_and_is_given_again_by_it(name: str) -> None:
    """Its first event holds the values; a recipe that sets them gives the same bytes."""
    made = run(scenario(name, (("CHN.form", "40"),)), 5, drawn=True)
    started = made.events[0].payload
    assert isinstance(started, RunStarted)
    wanted = values(Recipe(scenario(name, (("CHN.form", "40"),)), drawn=True), 5)
    coded = {draw.path: draw.coded for draw in Recipe(scenario(name), drawn=True).draws}
    full = {overrides.canonical_path(scenario(name).base, path): value for path, value in started.sets}
    assert full.pop("actors.CHN.stances.form.position") == "40"
    assert full == {path: value for path, value in wanted.items() if value != coded[path]}
    assert started.drawn == len(full) == made.scenario.drawn
    assert made.scenario.changes == (("CHN.form", "40"),)
    again = Scenario(scenario(name).base, [tuple(pair) for pair in started.sets], (), started.drawn)  # type: ignore[misc]
    recipe, number = recipe_of(again, started.seed)
    assert recipe.run(number).lines == made.lines


@settings(max_examples=10, deadline=None)
@given(number=NUMBERS, name=st.sampled_from(CASES))
def test_drawn_values_put_in_at_once_are_those_that_their_words_set(number: int, name: str) -> None:
    """The short way from draws to the case is the same case as the way of `--set`, its order included."""
    recipe = Recipe(scenario(name, (("CHN.form", "40"), ("vote_noise", "2"))), drawn=True).settled(number)
    case, slow = recipe.scenario.case, overrides.apply(scenario(name).base, recipe.scenario.sets)
    assert case == slow
    assert list(case.parameters) == list(slow.parameters)


def test_a_run_as_coded_draws_nothing() -> None:
    """Its first event has no key for it, so its head is what it was."""
    made = run(scenario(), 1)
    assert '"drawn"' not in made.lines[0]
    assert made.scenario.drawn == 0


def test_a_fork_keeps_the_coding_of_its_run() -> None:
    """With new luck as well: what was drawn stands in event 0."""
    made = run(scenario("dprk-2009-04"), 3, drawn=True)
    for luck in (0, 7):
        forked = made.fork(12, {"CHN.form": 60}, luck=luck)
        assert forked.lines[:13] == made.lines[:13]
        assert forked.scenario.sets == made.scenario.sets
        assert forked.scenario.drawn == made.scenario.drawn
    futures = made.what_if(12)
    assert {_drawn(futures.run(luck)) for luck in (1, 2)} == {_drawn(made)}


def _drawn(made: Run) -> tuple[tuple[str, str], ...]:
    return made.scenario.sets[: made.scenario.drawn]


def test_a_drawn_recipe_with_interventions_draws_by_its_seed() -> None:
    """The number is then the luck, on which coding never depends."""
    made = run(scenario("dprk-2009-04"), 3)
    recipe = attrs.evolve(made.what_if(12), drawn=True)
    assert recipe.settled(1).scenario.sets == recipe.settled(2).scenario.sets
    assert recipe.settled(1).scenario.sets == Recipe(scenario("dprk-2009-04"), drawn=True).settled(3).scenario.sets


def test_numbers_of_the_draws_are_not_among_those_that_rules_read() -> None:
    """So the heads of runs as coded do not depend on them."""
    assert scenario().parameters_digest == scenario(sets=(("draw_guess", "30"),)).parameters_digest
    assert Recipe(scenario(sets=(("draw_guess", "0"), ("draw_judged", "0"))), drawn=True).key


def test_a_draw_is_named_by_all_that_it_depends_on() -> None:
    """No two draws of a case have one key, and keys hold words alone."""
    keys = [draw.key for draw in Recipe(scenario(), drawn=True).draws]
    assert len({tuple(key) for key in keys}) == len(keys)
    assert all(isinstance(word, str) for key in keys for word in key)


def test_a_question_draws_the_same_at_all_its_points() -> None:
    """Points differ in the path that is asked about and in nothing else."""
    recipe = Recipe(scenario(), drawn=True, kept=(LIMIT,))
    rows: list[Mapping[str, str]] = [values(recipe, 9)]
    rows += [values(recipe.vary(((LIMIT, word),)), 9) for word in ("0", "50", "none")]
    assert all(row == rows[0] for row in rows)
    assert LIMIT not in rows[0]
