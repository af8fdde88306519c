"""Calls and visits draw positions together, within what each is open to, and the pull fades."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.contacts import moves
from sim.rules.crisis import Crisis
from sim.rules.evolve import evolve
from sim.rules.setting import Setting
from sim.vocabulary import events as e
from sim.vocabulary.actors import Tie
from tests.kit import event
from tests.small import MEMBERS, actor, case, form_issue, ladder

ISSUES = (form_issue(), ladder("x", (0, 50, 100)))
POSITIONS = st.tuples(st.integers(0, 100), st.integers(0, 100))
SHARE = st.integers(0, 100)


def two(
    first: tuple[int, int], second: tuple[int, int], tie: int, openness: tuple[int, int], reach: float = 100
) -> Crisis:
    """A crisis in which the USA and Japan stand at these positions, with a tie between them, and will speak."""
    stand = {"USA": (first, openness[0]), "JPN": (second, openness[1])}
    actors = [
        actor(code, ISSUES, stand[code][0], openness=stand[code][1]) if code in stand else actor(code, ISSUES, (50, 50))
        for code in MEMBERS
    ]
    made = case(ISSUES, actors, "JPN", {"reach": reach, "pull_half_life": 10})
    return Crisis(Setting(attrs.evolve(made, ties=(Tie(("USA", "JPN"), tie),))))


def called(state: Crisis, t: int = 0) -> list[list[object]]:
    """Let the USA ring Japan at a minute; the moves of the call."""
    drawn = moves(state, "USA", "JPN")
    evolve(state, event(e.CallHeld("", "", 10, "", drawn), state.seq + 1, t, "USA", target="JPN"))
    return drawn


def test_a_talk_moves_each_by_reach_tie_and_gap() -> None:
    """Reach 12, tie 80, a gap of 50 points: 12 * 80 * 50 / 10,000 = 4.8 points, each towards the other."""
    state = two((100, 20), (100, 70), 80, (100, 100), reach=12)
    assert moves(state, "USA", "JPN") == [("USA", "x", 4800), ("JPN", "x", -4800)]


@given(POSITIONS, POSITIONS, SHARE)
def test_a_talk_never_drives_apart_nor_past_each_other(
    first: tuple[int, int], second: tuple[int, int], tie: int
) -> None:
    """With a reach of 50 the gap closes to what is left of it by the tie, on every issue."""
    state = two(first, second, tie, (100, 100), reach=50)
    before = [theirs - mine for mine, theirs in zip(first, second, strict=True)]
    called(state)
    after = [b - a for a, b in zip(state.positions("USA"), state.positions("JPN"), strict=True)]
    for was, now in zip(before, after, strict=True):
        assert abs(now - was * (1 - tie / 100)) <= 1.01
        assert abs(now) <= abs(was)


@given(POSITIONS, POSITIONS, st.tuples(SHARE, SHARE))
def test_only_who_is_open_to_the_gap_is_moved(
    first: tuple[int, int], second: tuple[int, int], openness: tuple[int, int]
) -> None:
    """Bounded confidence: beyond its openness an actor does not listen, even where the other does."""
    state = two(first, second, 100, openness)
    moved = {(who, issue) for who, issue, _ in moves(state, "USA", "JPN")}
    for who, limit in zip(("USA", "JPN"), openness, strict=True):
        for number, issue in enumerate(("form", "x")):
            gap = abs(first[number] - second[number])
            assert ((who, issue) in moved) == (0 < gap <= limit)


def test_who_has_no_tie_is_not_moved() -> None:
    """A tie of 0 carries nothing."""
    assert moves(two((0, 0), (100, 100), 0, (100, 100)), "USA", "JPN") == []


@pytest.mark.parametrize(("days", "left"), [(0, 20), (10, 10), (20, 5), (40, 1)])
def test_the_pull_of_a_talk_halves_every_half_life(days: int, left: int) -> None:
    """An actor goes back to its own position as the talk fades: 20 points, 10, 5 ... by half-lives of ten days."""
    state = two((0, 0), (0, 40), 50, (100, 100))
    called(state)
    state.t = days * 1440
    assert state.positions("USA") == (0, left)


def test_two_talks_add_up_from_where_the_first_has_left_them() -> None:
    """The second pulls from the positions as the first left them."""
    state = two((0, 0), (0, 80), 25, (100, 100))
    called(state)
    assert (state.positions("USA"), state.positions("JPN")) == ((0, 20), (0, 60))
    called(state)
    assert (state.positions("USA"), state.positions("JPN")) == ((0, 30), (0, 50))


def test_positions_stay_on_their_scale() -> None:
    """However often and hard they are pulled, 0 to 100."""
    state = two((0, 100), (100, 0), 100, (100, 100))
    for _ in range(5):
        called(state)
        for who in ("USA", "JPN"):
            assert all(0 <= position <= 100 for position in state.positions(who))
