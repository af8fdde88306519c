"""The Council's voting rule: against a table of votes, and against its known power indices by enumeration."""

from fractions import Fraction
from functools import cache
from math import comb, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.council import VotingRule, effective_isolation, president_at, tally, vote_of
from sim.vocabulary.texts import Form
from tests.small import MEMBERS, PERMANENT

RULE = VotingRule(MEMBERS, PERMANENT, 9)
LETTERS = {"Y": "yes", "N": "no", "A": "abstain"}

# Votes of the five permanent and the ten elected members, what comes of them, and yes-no-abstain.
TABLE = [
    pytest.param("YYYYY", "YYYYYYYYYY", Form.RESOLUTION, (15, 0, 0), id="unanimous"),
    pytest.param("YYYYY", "YYYYAAAAAA", Form.RESOLUTION, (9, 0, 6), id="bare pass with all permanent members"),
    pytest.param("YYYYY", "YYYAAAAAAA", Form.FAILED, (8, 0, 7), id="eight yes"),
    pytest.param("YYYNN", "YYYYYYYYYY", Form.VETOED, (13, 2, 0), id="veto, as S/2022/431"),
    pytest.param("YYYNA", "YYYYYYYYYY", Form.VETOED, (13, 1, 1), id="lone veto with an abstention, as S/2024/255"),
    pytest.param("YYYAA", "YYYYYYYYYY", Form.RESOLUTION, (13, 0, 2), id="permanent abstentions do not block"),
    pytest.param("AAAAA", "YYYYYYYYYN", Form.RESOLUTION, (9, 1, 5), id="all permanent members abstain"),
    pytest.param("YYYYN", "YYYYAAAAAA", Form.FAILED, (8, 1, 6), id="eight yes and a permanent no is no veto"),
    pytest.param("YYYYY", "YYYYNNNNNN", Form.RESOLUTION, (9, 6, 0), id="elected members cannot veto"),
]


def votes_of(permanent: str, elected: str) -> dict[str, str]:
    """Votes by member from letters in the order of members."""
    return {member: LETTERS[letter] for member, letter in zip(MEMBERS, permanent + elected, strict=True)}


@pytest.mark.parametrize(("permanent", "elected", "result", "numbers"), TABLE)
def test_a_vote_comes_out_as_the_charter_has_it(
    permanent: str, elected: str, result: Form, numbers: tuple[int, int, int]
) -> None:
    """Nine yes and no permanent member's no (Article 27 (3) as practised), on votes with known results."""
    counted = tally(votes_of(permanent, elected), RULE)
    assert (counted.result, (counted.yes, counted.no, counted.abstain)) == (result, numbers)


@pytest.mark.parametrize(("permanent", "elected", "result", "numbers"), TABLE)
def test_vetoes_are_the_permanent_members_that_voted_a_carried_text_down(
    permanent: str, elected: str, result: Form, numbers: tuple[int, int, int]
) -> None:
    """They are named where the text is vetoed, and nobody is where it failed on numbers."""
    against = tuple(member for member, letter in zip(PERMANENT, permanent, strict=True) if letter == "N")
    assert tally(votes_of(permanent, elected), RULE).vetoes == (against if result is Form.VETOED else ())


def test_a_vote_by_somebody_without_a_seat_is_an_error() -> None:
    """Nobody votes who is not a member."""
    with pytest.raises(KeyError):
        tally({**votes_of("YYYYY", "YYYYYYYYYY"), "KOR": "no"}, RULE)


@cache
def winning() -> frozenset[int]:
    """Every coalition, as bits in the order of members, whose yes adopts a text against all others.

    In the yes-no game of the literature whoever is not for is against.
    """
    found = set()
    for bits in range(2**15):
        votes = {member: "yes" if bits >> n & 1 else "no" for n, member in enumerate(MEMBERS)}
        if tally(votes, RULE).result is Form.RESOLUTION:
            found.add(bits)
    return frozenset(found)


def swings(member: int) -> list[int]:
    """The winning coalitions that lose without this member."""
    return [bits for bits in winning() if bits >> member & 1 and bits & ~(1 << member) not in winning()]


def test_848_coalitions_can_adopt_a_resolution() -> None:
    """All five permanent members and at least four elected ones: 848 of 32,768."""
    assert len(winning()) == 848 == sum(comb(10, k) for k in range(4, 11))


@pytest.mark.parametrize(("member", "count"), [(0, 848), (4, 848), (5, 84), (14, 84)])
def test_banzhaf_swings_are_those_of_the_council(member: int, count: int) -> None:
    """848 for a permanent member, 84 for an elected one."""
    assert len(swings(member)) == count


@pytest.mark.parametrize(
    ("member", "power"),
    [(0, Fraction(421, 2145)), (4, Fraction(421, 2145)), (5, Fraction(4, 2145)), (14, Fraction(4, 2145))],
)
def test_shapley_shubik_power_is_that_of_the_council(member: int, power: Fraction) -> None:
    """421/2145 for a permanent member and 4/2145 for an elected one, exactly."""
    orders = sum(factorial(bits.bit_count() - 1) * factorial(15 - bits.bit_count()) for bits in swings(member))
    assert Fraction(orders, factorial(15)) == power


def test_the_powers_of_all_members_add_up_to_one() -> None:
    """Five times 421 and ten times 4 are 2145."""
    assert 5 * Fraction(421, 2145) + 10 * Fraction(4, 2145) == 1


def test_with_abstention_there_are_as_many_ways_to_adopt_as_the_reference_counts() -> None:
    """Of three to the fifteenth roll calls 146,796 adopt; an abstention of a permanent member does not block."""
    ways = 0
    for permanent_yes in range(6):
        for elected_yes in range(11):
            letters = "Y" * permanent_yes + "A" * (5 - permanent_yes)
            others = "Y" * elected_yes + "N" * (10 - elected_yes)
            if tally(votes_of(letters, others), RULE).result is Form.RESOLUTION:
                ways += comb(5, permanent_yes) * comb(10, elected_yes) * 2 ** (10 - elected_yes)
    assert ways == 146_796


@pytest.mark.parametrize(
    ("gain", "crossed", "isolation", "join", "vote"),
    [
        (-8.0, False, 8.0, 8.0, "abstain"),
        (-8.001, False, 8.0, 8.0, "no"),
        (-0.001, False, 8.0, 8.0, "abstain"),
        (0.0, False, 8.0, 8.0, "yes"),
        (100.0, True, 8.0, 8.0, "no"),
        (0.0, False, 0.0, 0.0, "yes"),
        (-0.001, False, 0.0, 0.0, "no"),
        (3.999, False, 4.0, 8.0, "abstain"),
        (4.0, False, 4.0, 8.0, "yes"),
    ],
)
def test_a_member_votes_by_its_two_lines(gain: float, crossed: bool, isolation: float, join: float, vote: str) -> None:
    """No below -isolation or over a limit, yes from -isolation + join, abstention between."""
    assert vote_of(gain, crossed, isolation, join) == vote


@given(st.integers(0, 100), st.integers(0, 14))
def test_isolation_counts_by_the_share_of_the_others_that_declared_support(isolation: int, support: int) -> None:
    """None of it while nobody has spoken, all of it once all fourteen have, in proportion between."""
    assert effective_isolation(isolation, support, 14) == pytest.approx(isolation * support / 14)
    assert effective_isolation(isolation, 0, 14) == 0.0
    assert effective_isolation(isolation, 14, 14) == isolation
    assert effective_isolation(isolation, support, 0) == 0.0


@pytest.mark.parametrize(("t", "president"), [(-1, ""), (0, "DNK"), (99, "DNK"), (100, "FRA"), (5000, "GHA")])
def test_the_presidency_passes_at_its_minute(t: int, president: str) -> None:
    """The last one named whose time has come; nobody before the first."""
    assert president_at([(0, "DNK"), (100, "FRA"), (200, "GHA")], t) == president
