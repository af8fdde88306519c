"""Properties of a vote that must hold whatever the numbers: docs/model.md, section 6."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.chance import Chance
from sim.rules.council import vote_of
from sim.rules.crisis import Crisis
from sim.rules.evolve import evolve
from sim.rules.gains import gain_m
from sim.rules.occasions import Occasion
from sim.rules.reviews import vote
from sim.rules.setting import Setting
from sim.vocabulary import events as e
from tests.kit import event, scenario
from tests.small import MEMBERS, actor, case, form_issue, ladder, with_draft

STRENGTH = st.integers(0, 100)
BETTER = {"no": 0, "abstain": 1, "yes": 2}
GAIN = st.integers(-100_000, 100_000)
LINE = st.integers(0, 100)


@given(GAIN, st.booleans(), LINE, LINE, LINE)
def test_more_isolation_never_turns_a_yes_or_an_abstention_into_a_no(
    gain: int, crossed: bool, one: int, other: int, join: int
) -> None:
    """The dearer it is to stand alone, the less readily a member does."""
    less, more = sorted((one, other))
    first = vote_of(gain / 1000, crossed, less, join)
    then = vote_of(gain / 1000, crossed, more, join)
    assert BETTER[then] >= BETTER[first]


@given(
    st.lists(st.tuples(STRENGTH, STRENGTH, st.integers(1, 100), STRENGTH), min_size=1, max_size=5),
    st.integers(0, 4), st.integers(0, 100), LINE, LINE, st.integers(-30_000, 30_000),
)  # fmt: skip
def test_moving_a_position_towards_the_texts_rung_never_turns_a_yes_into_a_no(
    rows: list[tuple[int, int, int, int]], issue: int, share: int, isolation: int, join: int, noise: int
) -> None:
    """For a fixed text and a fixed draw: coming nearer to a text makes it worth no less."""
    text, positions, saliences, in_force = (list(column) for column in zip(*rows, strict=True))
    moved = list(positions)
    issue %= len(rows)
    moved[issue] += (text[issue] - positions[issue]) * share // 100
    before = gain_m(text, tuple(positions), saliences, in_force)
    after = gain_m(text, tuple(moved), saliences, in_force)
    votes = [vote_of((gain + noise) / 1000, False, isolation, join) for gain in (before, after)]
    assert after >= before
    assert BETTER[votes[1]] >= BETTER[votes[0]]


# The same through the rule that the engine asks


def at_the_vote(setting: Setting, row: int, supporters: int) -> Crisis:
    """The crisis at the vote on the text of a row, so many members having declared for it."""
    sponsor = setting.case.penholder or setting.members[0]
    state = with_draft(setting, sponsor, row)
    name = f"{sponsor}-1"
    others = [member for member in setting.members if member != sponsor]
    for member in others[:supporters]:
        evolve(state, event(e.PositionDeclared("", "", name, 1, "support", {}), state.seq + 1, 120, member))
    evolve(state, event(e.VoteOpened(name, 1, setting.space.text(row), 1, ""), state.seq + 1, 120))
    return state


def vote_in(state: Crisis, member: str, seed: int) -> e.VoteCast:
    """How a member votes on the draft that is being voted on."""
    name = next(iter(state.drafts))
    cast = vote(state, Occasion(member, "vote", state.t, 3, name, 1), Chance(seed)).acts[0].payload
    assert isinstance(cast, e.VoteCast)
    return cast


ISSUES = (form_issue(), ladder("sanctions", (0, 30, 65, 100)), ladder("legal", (0, 50, 95)))


def setting_of(positions: tuple[int, ...], isolation: int, join: int, noise: float) -> Setting:
    """A council in which China stands at these positions and all others in the middle."""
    actors = [
        actor(code, ISSUES, positions if code == "CHN" else (60, 50, 50), isolation=isolation, join=join)
        for code in MEMBERS
    ]
    return Setting(case(ISSUES, actors, "JPN", {"vote_noise": noise}))


POSITIONS = st.tuples(STRENGTH, STRENGTH, STRENGTH)


@given(POSITIONS, st.integers(0, 30), st.integers(0, 30), st.integers(0, 14), st.integers(1, 50), st.data())
def test_with_the_same_draw_more_isolation_costs_no_vote_in_the_council(
    positions: tuple[int, ...], one: int, other: int, supporters: int, seed: int, data: st.DataObject
) -> None:
    """The rule with its noise, its declared supporters and its rounding, on any text."""
    less, more = (setting_of(positions, isolation, 8, 3) for isolation in sorted((one, other)))
    row = data.draw(st.integers(less.space.resolutions.start, len(less.space.texts) - 1))
    votes = [vote_in(at_the_vote(setting, row, supporters), "CHN", seed).vote for setting in (less, more)]
    assert BETTER[votes[1]] >= BETTER[votes[0]]


@given(POSITIONS, st.integers(0, 2), st.integers(0, 100), st.integers(0, 14), st.integers(1, 50), st.data())
def test_with_the_same_draw_coming_nearer_to_a_text_costs_no_vote_in_the_council(
    positions: tuple[int, ...], issue: int, share: int, supporters: int, seed: int, data: st.DataObject
) -> None:
    """One position of China moved some of the way to the text's rung."""
    before = setting_of(positions, 8, 8, 3)
    row = data.draw(st.integers(before.space.resolutions.start, len(before.space.texts) - 1))
    moved = list(positions)
    moved[issue] += (before.space.texts[row][issue] - positions[issue]) * share // 100
    after = setting_of(tuple(moved), 8, 8, 3)
    votes = [vote_in(at_the_vote(setting, row, supporters), "CHN", seed).vote for setting in (before, after)]
    assert BETTER[votes[1]] >= BETTER[votes[0]]


@pytest.mark.parametrize("member", ["CHN", "RUS", "QAT", "FRA"])
def test_a_vote_carries_the_numbers_that_decided_it(member: str) -> None:
    """Gain, noise, isolation, join and limits in the event give the vote again."""
    setting = scenario().setting
    for row in range(setting.space.resolutions.start, len(setting.space.texts), 41):
        cast = vote_in(at_the_vote(setting, row, 9), member, row)
        terms = cast.terms
        gain = (terms["gain_m"] + terms["noise_m"]) / 1000
        assert vote_of(gain, bool(terms["crossed"]), terms["isolation_m"] / 1000, terms["join_m"] / 1000) == cast.vote
        assert terms["crossed"] == [] or cast.vote == "no"
        assert abs(sum(terms["issues_m"].values()) - terms["gain_m"]) <= len(setting.space.keys)


def test_a_crossed_limit_is_a_no_however_much_is_gained() -> None:
    """China, with its limits, on a text that it would otherwise want."""
    base = scenario().case
    china = base.actors["CHN"]
    keen = {key: attrs.evolve(stance, position=100) for key, stance in china.stances.items()}
    setting = Setting(attrs.evolve(base, actors={**base.actors, "CHN": attrs.evolve(china, stances=keen)}))
    row = setting.space.row_of[(100, 100, 85, 95, 30)]
    cast = vote_in(at_the_vote(setting, row, 14), "CHN", 1)
    assert cast.terms["gain_m"] > 50_000
    assert cast.vote == "no"
    assert [crossed[0] for crossed in cast.terms["crossed"]] == ["condemnation", "legal_force"]
