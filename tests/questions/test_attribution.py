"""How much each change accounts for: exact parts that add up, on given games and on runs."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.engine.run import Run
from sim.engine.scenario import Scenario
from sim.questions.compare.attribution import DAY, FORM, Attribution, NotAttributable, attribute
from sim.questions.compare.shapley import orders_of, sampled_shapley, shapley, subsets
from tests.kit import run_of
from tests.small import CERTAIN, ELECTED, MEMBERS, PERMANENT, actor, case, form_issue, ladder

Game = Callable[[frozenset[str]], Fraction]

CHINA = (("CHN.legal_force.limit", "none"), ("CHN.condemnation.limit", "none"))
STANCES = (("CHN.legal_force.limit", "none"), ("JPN.legal_force", "60"), ("RUS.legal_force", "60"))


def weighted(quota: int, weights: Sequence[int]) -> tuple[list[str], Game]:
    """The players of a weighted game, and what a set of them wins."""
    players = [f"p{number}" for number in range(len(weights))]
    votes = dict(zip(players, weights, strict=True))
    return players, lambda those: Fraction(sum(votes[player] for player in those) >= quota)


@pytest.mark.parametrize(
    ("quota", "weights", "expected"),
    [
        (51, [50, 49, 1], ["2/3", "1/6", "1/6"]),
        (4, [3, 2, 1], ["2/3", "1/6", "1/6"]),
        (12, [4, 4, 4, 2, 2, 1], ["7/30", "7/30", "7/30", "3/20", "3/20", "0"]),
        (3, [2, 1, 1, 1], ["1/2", "1/6", "1/6", "1/6"]),
    ],
)
def test_weighted_games_have_their_known_values(quota: int, weights: list[int], expected: list[str]) -> None:
    """Reference values computed elsewhere; the second is a majority of three with a veto player."""
    players, value = weighted(quota, weights)
    assert [shapley(players, value)[player] for player in players] == [Fraction(word) for word in expected]


def test_in_the_glove_game_the_scarce_glove_gets_most() -> None:
    """One left glove, two right ones: 2/3, 1/6, 1/6."""
    value: Game = lambda those: Fraction("left" in those and len(those) > 1)  # noqa: E731
    assert shapley(["left", "right-1", "right-2"], value) == {
        "left": Fraction(2, 3),
        "right-1": Fraction(1, 6),
        "right-2": Fraction(1, 6),
    }


def test_the_council_of_1945_by_its_own_rule() -> None:
    """Eleven members, seven yes, five vetoes: 76/385 and 1/462 (Shapley and Shubik, 1954)."""
    members = [*PERMANENT, *ELECTED[:6]]
    value: Game = lambda those: Fraction(len(those) >= 7 and those >= set(PERMANENT))  # noqa: E731
    found = shapley(members, value)
    assert {found[member] for member in PERMANENT} == {Fraction(76, 385)}
    assert {found[member] for member in ELECTED[:6]} == {Fraction(1, 462)}


PLAYERS = ("a", "b", "c", "d")
TABLES = st.lists(st.fractions(-100, 100, max_denominator=50), min_size=16, max_size=16)


def game(worths: Sequence[Fraction]) -> Game:
    """Any game of four players, by its table."""
    table = dict(zip(subsets(PLAYERS), worths, strict=True))
    return lambda those: table[those]


@settings(max_examples=25)
@given(TABLES)
def test_the_parts_add_up_to_the_whole(worths: list[Fraction]) -> None:
    """Exactly, whatever the game."""
    value = game(worths)
    assert sum(shapley(PLAYERS, value).values()) == value(frozenset(PLAYERS)) - value(frozenset())


@settings(max_examples=25)
@given(TABLES, TABLES)
def test_the_value_of_two_games_at_once_is_the_sum(first: list[Fraction], second: list[Fraction]) -> None:
    """Additivity: Shapley's third axiom."""
    one, two = shapley(PLAYERS, game(first)), shapley(PLAYERS, game(second))
    both = shapley(PLAYERS, game([x + y for x, y in zip(first, second, strict=True)]))
    assert both == {player: one[player] + two[player] for player in PLAYERS}


@settings(max_examples=25)
@given(TABLES)
def test_equal_players_get_equal_parts(worths: list[Fraction]) -> None:
    """A game that does not tell a from b apart gives them the same."""
    plain = game(worths)
    swap = {"a": "b", "b": "a"}
    turned: Game = lambda those: (plain(those) + plain(frozenset(swap.get(x, x) for x in those))) / 2  # noqa: E731
    found = shapley(PLAYERS, turned)
    assert found["a"] == found["b"]


@settings(max_examples=25)
@given(TABLES)
def test_a_player_that_adds_nothing_gets_nothing(worths: list[Fraction]) -> None:
    """The dummy axiom."""
    plain = game(worths)
    assert shapley(PLAYERS, lambda those: plain(those - {"d"}))["d"] == 0


def test_all_orders_of_the_players_give_the_exact_value() -> None:
    """The definition, by hand: what each adds, averaged over all orders."""
    players, value = weighted(4, [3, 2, 1])
    found = sampled_shapley(players, value, list(permutations(players)))
    assert {player: found[player].mean for player in players} == shapley(players, value)


@settings(max_examples=20)
@given(st.integers(0, 100))
def test_sampled_parts_add_up_too_and_their_intervals_hold_the_mean(seed: int) -> None:
    """Each order adds up, so their mean does; and few intervals of forty orders are far off."""
    players, value = weighted(12, [4, 4, 4, 2, 2, 1])
    found = sampled_shapley(players, value, orders_of(players, 40, seed))
    exact = shapley(players, value)
    assert sum(each.mean for each in found.values()) == 1
    assert all(each.low <= each.mean <= each.high for each in found.values())
    assert sum(found[p].low - 0.1 <= exact[p] <= found[p].high + 0.1 for p in players) == len(players)


def test_a_player_twice_or_too_few_orders_is_refused() -> None:
    """Rather than a wrong number."""
    with pytest.raises(ValueError, match="twice"):
        shapley(["a", "a"], lambda _: Fraction(0))
    with pytest.raises(ValueError, match="4 at least"):
        sampled_shapley(["a"], lambda _: Fraction(0), [("a",)])


# On runs


def parts_of(found: Attribution, name: str) -> dict[str, Fraction]:
    """What each change accounts for in one measure."""
    measure = next(measure for measure in found.measures if measure.name == name)
    return {part.path: part.fraction for part in measure.parts}


def test_a_three_stance_change_adds_up_exactly() -> None:
    """Every measure, as fractions; the ends are the runs of no change and of all."""
    first, last = run_of(), run_of(sets=STANCES)
    found = attribute(first, last, 3)
    assert [change.path for change in found.changes] == [
        "actors.JPN.stances.legal_force.position",
        "actors.CHN.stances.legal_force.limit",
        "actors.RUS.stances.legal_force.position",
    ]
    assert [x.name for x in found.measures] == [FORM, "condemnation", "sanctions", "legal_force", "dialogue", DAY]
    assert all(measure.total == measure.b - measure.a for measure in found.measures)
    runs = [run_of(seed=seed, sets=STANCES) for seed in (1, 2, 3)]
    texts = [run.outcome.text["legal_force"] if run.outcome.text else 0 for run in runs]
    legal = next(measure for measure in found.measures if measure.name == "legal_force")
    assert legal.b == Fraction(sum(texts), 3)
    days = next(measure for measure in found.measures if measure.name == DAY)
    assert days.b == Fraction(sum(run.outcome.days_m or 0 for run in runs), 3000)


def test_a_notebook_shows_the_parts_and_their_sum() -> None:
    """In one line, and as a table in HTML."""
    found = attribute(run_of(), run_of(sets=STANCES), 1)
    assert len(repr(found)) < 200
    html = found._repr_html_() or ""
    assert "What each change accounts for" in html
    assert "together" in html


def test_the_changes_of_a_fork_are_told_apart_on_new_lucks() -> None:
    """Both limits lifted at one event: the parts add up, and lifting nothing is the empty change there."""
    parent = run_of()
    seq = next(event.seq for event in parent.events if event.type == "VetoThreatened")
    found = attribute(parent, sim.fork(parent, seq - 1, list(CHINA)), 2)
    assert found.futures
    assert found.exact
    assert all(measure.total == measure.b - measure.a for measure in found.measures)
    assert {change.path.split(".")[3] for change in found.changes} == {"legal_force", "condemnation"}


def test_an_entry_left_out_is_a_change_too() -> None:
    """Beside an override, each has its part."""
    found = attribute(run_of(), run_of(sets=(("RUS.legal_force", "60"),), without=("draft-1",)), 1)
    assert [x.path for x in found.changes] == ["actors.RUS.stances.legal_force.position", "timeline.draft-1"]
    assert all(measure.total == measure.b - measure.a for measure in found.measures)


@pytest.mark.slow
def test_more_than_ten_changes_are_sampled_and_still_add_up() -> None:
    """With intervals, and fewer subsets than there are."""
    members = ("ARG", "COG", "DNK", "GHA", "GRC", "PER", "QAT", "SVK", "TZA", "FRA", "GBR")
    sets = tuple((f"{member}.dialogue", "71") for member in members)
    found = attribute(run_of(), run_of(sets=sets), 1, orders=4)
    assert (found.exact, len(found.changes)) == (False, 11)
    assert found.subsets < 2**11
    assert all(measure.total == measure.b - measure.a for measure in found.measures)
    assert all(part.low is not None for measure in found.measures for part in measure.parts)


SHY = ("ARG", "COG", "GHA")


def even_scenario() -> Scenario:
    """One draft and no noise: seven members for it, three that are alike against it, of whom any two would carry it."""
    issues = [form_issue(), ladder("force", [0, 50, 100])]
    keen = (*PERMANENT, "JPN", "DNK")
    actors = [actor(code, issues, [100, 90] if code in keen else [10, 0]) for code in MEMBERS]
    quiet = {"signal_sd": 0, "bluff": 0, "calls_a_day": 0, "call_priority": 100, "counter_chance": 0}
    quiet |= {"rule.elected_let_pass": 0}  # the three would not block the statement that the draft gives way to
    return Scenario(case(issues, actors, "USA", {**CERTAIN, **quiet}))


def test_actors_of_equal_seat_and_ties_get_equal_parts_without_noise() -> None:
    """Each of three alike is won over on both issues; any two of them carry the draft. Equal parts, exactly."""
    whole = even_scenario()
    sets = [(f"{member}.{issue}", value) for member in SHY for issue, value in (("form", "100"), ("force", "90"))]
    first, last = sim.run(whole, 1), sim.run(whole.vary(sets), 1)
    assert (first.outcome.form, last.outcome.form) == ("none", "resolution")
    found = attribute(first, last, 1)
    for measure in found.measures:
        parts = parts_of(found, measure.name)
        assert sum(parts.values()) == measure.b - measure.a
        for issue in ("form", "force"):
            assert len({parts[f"actors.{member}.stances.{issue}.position"] for member in SHY}) == 1
    assert sum(parts_of(found, FORM).values()) == -1
    assert sum(parts_of(found, "force").values()) == 100


# What cannot be attributed


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (lambda: run_of(), "nothing was changed"),
        (lambda: run_of("dprk-2006-10"), "scenario"),
        (lambda: sim.fork(sim.fork(run_of(), 60, list(CHINA[:1])), 90, list(CHINA[1:])), "different events"),
        (lambda: sim.fork(run_of(sets=CHINA), 60, [("RUS.legal_force", "50")]), "no change that was made"),
        (lambda: sim.fork(run_of(seed=2), 60, list(CHINA)), "different seeds"),
    ],
)
def test_what_cannot_be_taken_apart_is_refused(other: Callable[[], Run], said: str) -> None:
    """With the reason."""
    with pytest.raises(NotAttributable, match=said):
        attribute(run_of(), other(), 1)
