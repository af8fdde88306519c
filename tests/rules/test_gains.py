"""What texts are worth: the static tables of docs/model.md, section 2, and the arithmetic behind them."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.questions.baselines import best_statement, carried, coded_gains, setter_rows
from sim.rules.crisis import Crisis
from sim.rules.gains import crosses, crossings, gain_by_issue, gain_m
from sim.scenario.ladders import faults
from sim.vocabulary.actors import Limit, Stance
from sim.vocabulary.texts import Form
from tests.kit import CASES, scenario

TEXTS = {
    "first draft": (100, 100, 85, 95, 30),
    "Article 40 draft": (100, 100, 65, 50, 50),
    "1695": (100, 80, 65, 25, 80),
    "China-Russia draft": (100, 65, 45, 0, 100),
    "statement": (50, 80, 0, 0, 80),
    "mild statement": (50, 65, 0, 0, 100),
}

TABLE = {
    "JPN": (82, 71, 56, 40, 28, 21),
    "USA": (78, 71, 60, 44, 32, 25),
    "GBR": (68, 69, 62, 46, 34, 27),
    "FRA": (58, 63, 58, 42, 34, 27),
    "CHN": (-26, -9, 6, 20, 28, 33),
    "RUS": (-16, 1, 16, 22, 34, 35),
    "QAT": (24, 41, 46, 40, 34, 31),
    "KOR": (-14, 3, 18, 28, 34, 37),
    "PRK": (-70, -61, -58, -50, -30, -31),
}
"""Whole gain points of each text at the coded stances of July 2006."""

JULY = scenario().setting
LIMITLESS = scenario(sets=(("CHN.legal_force.limit", "none"), ("CHN.condemnation.limit", "none"))).setting


def test_the_issues_of_july_2006_are_those_of_the_table() -> None:
    """The texts below are written in this order."""
    assert JULY.space.keys == ("form", "condemnation", "sanctions", "legal_force", "dialogue")


def test_july_2006_has_640_texts_each_written_once() -> None:
    """The text space is small enough to be searched whole."""
    assert len(JULY.space.texts) == 640 == len(set(JULY.space.texts))


@pytest.mark.parametrize("actor", TABLE)
def test_a_text_is_worth_to_an_actor_what_the_table_says(actor: str) -> None:
    """The nine actors and six texts of docs/model.md, section 2, to whole points."""
    gains = coded_gains(JULY, actor)
    found = {name: round(float(gains[JULY.space.row_of[text]])) for name, text in TEXTS.items()}
    assert found == dict(zip(TEXTS, TABLE[actor], strict=True))


@pytest.mark.parametrize("actor", TABLE)
def test_the_gain_of_one_text_is_that_of_the_whole_column(actor: str) -> None:
    """Two ways through the code, one number in thousandths."""
    gains, coded = coded_gains(JULY, actor), (JULY.coded_positions(actor), JULY.saliences[actor], JULY.space.in_force)
    column = {name: round(1000 * float(gains[JULY.space.row_of[text]])) for name, text in TEXTS.items()}
    assert {name: gain_m(text, *coded) for name, text in TEXTS.items()} == column


@pytest.mark.parametrize("actor", TABLE)
def test_a_crisis_starts_from_the_gains_as_coded(actor: str) -> None:
    """The state of a run that has just begun, provocations counted in, says the same as the table."""
    state = Crisis(JULY)
    state._pressure, state._pressure_t = JULY.pressure_reference, 0
    row = JULY.space.row_of[TEXTS["1695"]]
    assert state.positions(actor) == JULY.coded_positions(actor)
    assert round(state.gain(actor, row)) == TABLE[actor][2]


@pytest.mark.parametrize("isolation", [0, 4, 8])
def test_japans_best_passing_text_is_the_wording_of_1695_but_for_a_rung(isolation: int) -> None:
    """100/80/65/25/50, alone, worth 62, whatever the price of standing alone."""
    rows = setter_rows(JULY, "JPN", isolation)
    assert [JULY.space.texts[row] for row in rows] == [(100, 80, 65, 25, 50)]
    assert float(coded_gains(JULY, "JPN")[rows[0]]) == 62.0


def test_without_chinas_limits_most_of_japans_best_texts_rest_on_chapter_vii() -> None:
    """At isolation 4 one of several worth 66, most of them with legal force of 75 or more."""
    rows = setter_rows(LIMITLESS, "JPN", 4)
    assert {float(coded_gains(LIMITLESS, "JPN")[row]) for row in rows} == {66.0}
    chapter_vii = [row for row in rows if LIMITLESS.space.text(row)["legal_force"] >= 75]
    assert len(rows) > 1
    assert 2 * len(chapter_vii) > len(rows)


def test_japans_best_agreed_statement_condemns_and_asks_for_talks_and_pressure() -> None:
    """50/80/0/0/50, worth 34."""
    row = best_statement(JULY, "JPN")
    assert row is not None
    assert JULY.space.texts[row] == (50, 80, 0, 0, 50)
    assert round(float(coded_gains(JULY, "JPN")[row])) == 34


def test_what_carries_is_what_a_count_of_every_member_gives() -> None:
    """The mask of passing resolutions against the voting rule applied by hand, text by text."""
    for row in range(0, len(JULY.space.texts), 7):
        assert carried(JULY)[row] == (JULY.space.product[row] is Form.RESOLUTION and passes_by_hand(row))


def passes_by_hand(row: int) -> bool:
    """Nine yes, no permanent no, each member at its coded stance with its isolation in full."""
    yes = 0
    for member in JULY.members:
        actor = JULY.case.actors[member]
        gain = float(coded_gains(JULY, member)[row])
        over = any(crosses(actor.stances[key].limit, s) for key, s in JULY.space.text(row).items())
        against = over or gain < -actor.isolation
        if against and member in JULY.blocking:
            return False
        yes += not against and gain >= actor.join - actor.isolation
    return yes >= 9


@pytest.mark.parametrize("name", CASES)
def test_every_text_of_a_case_satisfies_the_needs_of_its_rungs(name: str) -> None:
    """And no text that does is missing from the space."""
    space, issues = scenario(name).setting.space, scenario(name).case.issues
    every = [[rung.strength for rung in issue.rungs] for issue in issues]
    sound = {
        text
        for text in map(tuple, np.stack(np.meshgrid(*every, indexing="ij"), -1).reshape(-1, len(every)).tolist())
        if not faults(issues, dict(zip(space.keys, text, strict=True)))
    }
    assert set(space.texts) == sound


@pytest.mark.parametrize("name", CASES)
def test_statements_and_resolutions_are_two_slices_that_cover_the_space(name: str) -> None:
    """Every row is of one kind, and the kind is that of its form."""
    space = scenario(name).setting.space
    kinds = [form is Form.RESOLUTION for form in space.product]
    assert [space.statements.stop, space.resolutions.stop] == [kinds.count(False), len(space.texts)]
    assert kinds == sorted(kinds)
    assert all(space.text(row)["form"] == 100 for row in range(len(space.texts))[space.resolutions])


@pytest.mark.parametrize(
    ("position", "salience", "rest", "expected"),
    [(1, 1, 15, 62), (3, 1, 15, 188), (5, 1, 15, 312), (1, 3, 15, 167), (1, 2, 15, 118)],
)
def test_halves_are_rounded_to_even(position: int, salience: int, rest: int, expected: int) -> None:
    """62.5, 187.5 and 312.5 thousandths go to 62, 188 and 312; what is no half goes to the nearest."""
    assert gain_m((position, 0), (position, 0), (salience, rest), (0, 0)) == expected
    assert gain_m((position, 0), (0, 0), (salience, rest), (0, 0)) == -expected


WHOLE = st.integers(0, 100)


@given(st.lists(st.tuples(WHOLE, WHOLE, WHOLE, WHOLE), min_size=1, max_size=6).filter(lambda r: any(x[2] for x in r)))
def test_a_gain_is_rounded_as_exact_fractions_are(rows: list[tuple[int, int, int, int]]) -> None:
    """The quotient in floating point against exact fractions, half to even, for one text and for a whole table."""
    text, positions, saliences, in_force = (tuple(column) for column in zip(*rows, strict=True))
    exact = sum(w * (abs(q - y) - abs(d - y)) for d, y, w, q in rows)
    assert gain_m(text, positions, saliences, in_force) == round(Fraction(1000 * exact, sum(saliences)))


@given(st.lists(st.tuples(*[WHOLE] * 5), min_size=1, max_size=15), st.integers(0, 639))
def test_a_text_is_worth_to_many_what_it_is_worth_to_each(positions: list[tuple[int, ...]], row: int) -> None:
    """All members at once, in arrays, against the formula for one."""
    saliences = [tuple(1 + y for y in each) for each in positions]
    worth = JULY.space.worth_m(row, np.array(positions, dtype=float), np.array(saliences, dtype=float))
    text, law = JULY.space.texts[row], JULY.space.in_force
    assert worth.tolist() == [gain_m(text, y, w, law) for y, w in zip(positions, saliences, strict=True)]


STANCE = st.tuples(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
"""Strength in the text, position, salience, law in force."""


@given(st.lists(STANCE, min_size=1, max_size=6).filter(lambda rows: any(row[2] for row in rows)))
def test_a_gain_is_the_formula_to_the_nearest_thousandth(rows: list[tuple[int, int, int, int]]) -> None:
    """Gain = sum of weight * (|q - y| - |d - y|) with weights that add up to one, within 100 points either way."""
    text, positions, saliences, in_force = (tuple(column) for column in zip(*rows, strict=True))
    exact = sum(
        Fraction(weight, sum(saliences)) * (abs(q - y) - abs(d - y))
        for d, y, weight, q in zip(text, positions, saliences, in_force, strict=True)
    )
    gain = gain_m(text, positions, saliences, in_force)
    assert gain == round(1000 * exact)
    assert -100_000 <= gain <= 100_000
    assert abs(sum(gain_by_issue(text, positions, saliences, in_force)) - gain) <= len(rows)


@given(st.integers(0, 100), st.integers(0, 100), st.booleans())
def test_a_limit_is_crossed_past_its_strength_and_not_at_it(strength: int, bound: int, upper: bool) -> None:
    """at_most is crossed above, at_least below; no limit is never crossed."""
    limit = Limit(at_most=bound) if upper else Limit(at_least=bound)
    assert crosses(limit, strength) == (strength > bound if upper else strength < bound)
    assert not crosses(None, strength)


def test_crossings_name_the_issue_the_strength_and_the_limit_and_pass_over_lifted_ones() -> None:
    """In the order of the text; what a provocation has lifted does not count."""
    stances = {
        "sanctions": Stance(50, limit=Limit(at_most=45)),
        "dialogue": Stance(50, limit=Limit(at_least=30)),
        "form": Stance(50),
    }
    text = {"form": 100, "sanctions": 65, "dialogue": 0}
    assert crossings(text, stances) == [("sanctions", 65, 45), ("dialogue", 0, 30)]
    assert crossings(text, stances, ["sanctions"]) == [("dialogue", 0, 30)]
