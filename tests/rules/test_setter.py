"""With certain beliefs the sponsor is Romer and Rosenthal's setter: it ends at the best own text that passes."""

import attrs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sim.questions.baselines import best_statement, coded_gains, setter_rows
from sim.rules.bargaining import DROP, STATEMENT, VOTE, choose
from sim.rules.setting import Setting
from sim.vocabulary.actors import Limit
from tests.kit import CASES, scenario
from tests.small import (
    CERTAIN,
    ELECTED,
    MEMBERS,
    PERMANENT,
    actor,
    bargain,
    best_row,
    case,
    form_issue,
    free,
    ladder,
    with_draft,
)  # fmt: skip

STRENGTH = st.integers(0, 100)

AS_DRAWN = [Phase.explicit, Phase.generate]
"""Councils are too big to be made smaller when one of them fails."""

# One dimension: setter's ideal, status quo, ideals of the permanent members (the setter first) and of the elected
# ones, and the outcome, worked by hand.
REFERENCE = [
    pytest.param(80, 0, (80, 75, 75, 30, 25), (60,) * 10, 50, id="one hesitant veto player binds"),
    pytest.param(40, 0, (40, 45, 50, 30, 25), (60,) * 10, 40, id="the setter's ideal suits everybody"),
    pytest.param(90, 60, (90, 85, 85, 50, 70), (75,) * 10, 60, id="gridlock: a veto player on the other side"),
    pytest.param(90, 0, (90, 90, 90, 80, 80), (30,) * 3 + (20,) * 7, 40, id="the quorum of the elected binds"),
    pytest.param(90, 65, (90, 85, 85, 68, 70), (80,) * 10, 71, id="a small step only"),
    pytest.param(50, 60, (50, 90, 90, 90, 90), (90,) * 10, 60, id="a setter weaker than the status quo"),
]


def one_dimension(permanent: tuple[int, ...], elected: tuple[int, ...], in_force: int) -> Setting:
    """A council that differs about one number from 0 to 100; the form weighs nothing, nobody minds standing alone."""
    issues = (form_issue(), ladder("x", range(101), in_force))
    ideals = dict(zip(MEMBERS, permanent + elected, strict=True))
    actors = [actor(code, issues, (50, ideal), (0, 50), isolation=0, join=0) for code, ideal in ideals.items()]
    return Setting(case(issues, actors, PERMANENT[0], CERTAIN))


def where_it_ends(setting: Setting, in_force: int) -> int:
    """The number the bargaining ends at; the law in force where the setter gives up."""
    sponsor = PERMANENT[0]
    state = with_draft(setting, sponsor, best_row(setting, sponsor))
    last, draft, _ = bargain(state, f"{sponsor}-1")
    return setting.space.text(draft.row)["x"] if last == VOTE else in_force


@pytest.mark.parametrize(("ideal", "in_force", "permanent", "elected", "outcome"), REFERENCE)
def test_in_one_dimension_bargaining_ends_where_the_textbook_has_it(
    ideal: int, in_force: int, permanent: tuple[int, ...], elected: tuple[int, ...], outcome: int
) -> None:
    """The setter carries 2 * y_min - q of the pivot, its own ideal if that is less, the status quo if nothing moves."""
    assert permanent[0] == ideal
    assert where_it_ends(one_dimension(permanent, elected, in_force), in_force) == outcome


def accepted(x: int, ideals: tuple[int, ...], in_force: int) -> bool:
    """Nine members no worse off than under the law in force, the five permanent ones among them."""
    content = [abs(x - y) <= abs(in_force - y) for y in ideals]
    return all(content[:5]) and sum(content) >= 9


@settings(max_examples=40, phases=AS_DRAWN)
@given(st.tuples(*[STRENGTH] * 5), st.tuples(*[STRENGTH] * 10), st.sampled_from([0, 20, 60, 100]))
def test_in_one_dimension_bargaining_ends_at_the_best_that_passes_for_any_ideals(
    permanent: tuple[int, ...], elected: tuple[int, ...], in_force: int
) -> None:
    """Against the definition itself: of all numbers that nine and the five accept, the nearest to the setter."""
    ideals = permanent + elected
    best = min(abs(x - permanent[0]) for x in range(101) if accepted(x, ideals, in_force))
    end = where_it_ends(one_dimension(permanent, elected, in_force), in_force)
    assert abs(end - permanent[0]) == best
    assert accepted(end, ideals, in_force)


# Several dimensions, with limits that are declared when a text crosses them

ISSUES = (
    form_issue(),
    free(ladder("words", (0, 40, 80, 100))),
    ladder("means", (0, 30, 65, 100)),
    ladder("law", (0, 25, 75)),
)
"""Words can stand in a statement too, so a statement can be worth more than what passes."""


@st.composite
def councils(draw: st.DrawFn, **parameters: float) -> Setting:
    """A council of fifteen with any positions, weights and limits, in which the sponsor knows everything."""
    actors = []
    for code in MEMBERS:
        positions = draw(st.tuples(*[STRENGTH] * len(ISSUES)))
        saliences = draw(st.tuples(*[st.integers(0, 100)] * len(ISSUES)).filter(any))
        limits = {}
        if code in PERMANENT and draw(st.booleans()):
            issue = draw(st.sampled_from(ISSUES[1:])).key
            limits[issue] = Limit(at_most=draw(STRENGTH))
        join = 0 if code == "JPN" else draw(st.integers(0, 10))
        actors.append(actor(code, ISSUES, positions, saliences, limits, isolation=0, join=join))
    return Setting(case(ISSUES, actors, "JPN", {**CERTAIN, **parameters}))


@pytest.mark.slow
@settings(max_examples=100, phases=AS_DRAWN)
@given(councils())
def test_with_certain_beliefs_bargaining_ends_at_the_setters_text(setting: Setting) -> None:
    """A text among the sponsor's best that pass, or a statement or nothing where those are better."""
    state = with_draft(setting, "JPN", best_row(setting, "JPN"))
    last, draft, _ = bargain(state, "JPN-1")
    rows, statement = setter_rows(setting, "JPN"), best_statement(setting, "JPN")
    gain = coded_gains(setting, "JPN")
    passing = float(gain[rows[0]]) if rows else -100.0
    agreed = 0.0 if statement is None else float(gain[statement])
    if last == VOTE:
        assert draft.row in rows or passing < 0
        assert passing >= agreed
    else:
        assert last in (STATEMENT, DROP)
        assert max(passing, 0.0) <= agreed


@pytest.mark.parametrize(("wish", "last"), [(63, VOTE), (62, STATEMENT)])
def test_a_statement_is_preferred_only_where_it_is_worth_more(wish: int, last: str) -> None:
    """Both would pass; half a gain point between them decides, one way and the other."""
    actors = [actor(code, ISSUES, (wish, 80, 0, 0), isolation=0, join=0) for code in MEMBERS]
    setting = Setting(case(ISSUES, actors, "JPN", CERTAIN))
    assert bargain(with_draft(setting, "JPN", best_row(setting, "JPN")), "JPN-1")[0] == last


@pytest.mark.parametrize("name", CASES)
def test_with_certain_beliefs_a_real_case_ends_at_its_setters_text(name: str) -> None:
    """Nobody minding standing alone, the sponsor knowing all: a row of the deterministic setter."""
    base = scenario(name).case
    parameters = {**base.parameters, **CERTAIN, "failure_cost": 15, "record_value": 0}
    actors = {code: attrs.evolve(each, isolation=0) for code, each in base.actors.items()}
    setting = Setting(attrs.evolve(base, actors=actors, parameters=parameters, memory=()))
    sponsor = base.penholder or "USA"
    state = with_draft(setting, sponsor, best_row(setting, sponsor))
    state._pressure, state._pressure_t = setting.pressure_reference, state.t
    state._moment = -1
    state.lifting.clear()
    last, draft, _ = bargain(state, f"{sponsor}-1")
    rows, statement = setter_rows(setting, sponsor), best_statement(setting, sponsor)
    if last == VOTE:
        assert draft.row in rows
    else:
        gain = coded_gains(setting, sponsor)
        assert statement is not None
        assert not rows or float(gain[rows[0]]) < float(gain[statement])


@settings(max_examples=40, phases=AS_DRAWN)
@given(st.data(), st.lists(st.sampled_from([0.0, 0.3, 1.0, 3.0, 8.0, 20.0]), min_size=2, max_size=2, unique=True))
def test_more_delay_cost_never_lengthens_bargaining(data: st.DataObject, costs: list[float]) -> None:
    """With certain beliefs the rounds until the sponsor is done never grow with what a day of waiting costs it.

    A statement instead counts for the two rounds that the sponsor reckons it takes.
    """
    council = data.draw(councils())
    spent = []
    for cost in sorted(costs):
        parameters = {**council.case.parameters, "delay_cost": cost}
        setting = Setting(attrs.evolve(council.case, parameters=parameters), like=council)
        last, _, rounds = bargain(with_draft(setting, "JPN", best_row(setting, "JPN")), "JPN-1")
        spent.append(rounds + (2 if last == STATEMENT else 0))
    assert spent[1] <= spent[0]


@settings(max_examples=40, phases=AS_DRAWN)
@given(councils())
def test_the_sponsor_never_consults_on_what_it_knows(setting: Setting) -> None:
    """With nothing to learn no round goes by without a changed text: at most one a rung of the way."""
    start = best_row(setting, "JPN")
    _, draft, rounds = bargain(with_draft(setting, "JPN", start), "JPN-1")
    assert rounds == draft.version - 1
    assert rounds <= 3 * len(ELECTED)


def test_a_limit_of_an_elected_member_costs_its_vote_and_is_no_veto() -> None:
    """Fourteen want the sponsor's best text, which crosses a line of Qatar's: the setter carries it 14-1."""
    actors = [
        actor(code, ISSUES, (100, 100, 100, 75), limits={"law": Limit(at_most=25)} if code == "QAT" else {},
              isolation=0, join=0)
        for code in MEMBERS
    ]  # fmt: skip
    setting = Setting(case(ISSUES, actors, "JPN", CERTAIN))
    last, draft, _ = bargain(with_draft(setting, "JPN", best_row(setting, "JPN")), "JPN-1")
    assert setter_rows(setting, "JPN") == [best_row(setting, "JPN")]
    assert (last, draft.row) == (VOTE, best_row(setting, "JPN"))


def test_a_draft_that_every_member_backs_can_still_be_weighed() -> None:
    """With all fifteen as co-sponsors nobody's vote is open, and the text passes for sure."""
    issues = (form_issue(), ladder("x", range(0, 101, 25), 0))
    actors = [actor(code, issues, (100, 75), (50, 50), isolation=0, join=0) for code in MEMBERS]
    setting = Setting(case(issues, actors, "JPN", CERTAIN))
    state = with_draft(setting, "JPN", best_row(setting, "JPN"))
    draft = state.drafts["JPN-1"]
    draft.co_sponsors.extend(member for member in MEMBERS if member != "JPN")
    choice = choose(state, draft)
    assert (choice.name, choice.passing) == (VOTE, 1000)
