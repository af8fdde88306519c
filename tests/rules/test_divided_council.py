"""A Council whose permanent members are divided: elected members join later, a sponsor takes something back first."""

import pytest

from sim.engine.scenario import Scenario
from sim.questions.count import count
from sim.rules.bargaining import AMEND, VOTE, choose, vote_time
from sim.rules.chance import Chance
from sim.rules.crisis import OPPOSED, Crisis
from sim.rules.evolve import evolve
from sim.rules.occasions import Occasion
from sim.rules.reviews import ballot, review
from sim.vocabulary.actors import Limit
from sim.vocabulary.case import Motive
from tests.kit import event
from tests.rules.test_edition import council, tabled

LUKEWARM = (30, 40, 30)
"""To who stands here the text 100/80/65 is worth 5 points."""

CAUTIOUS = {"COG": LUKEWARM, "CHN": (0, 0, 0)}


def worth(state: Crisis, member: str) -> float:
    """What the draft is worth to a member."""
    return state.gain(member, state.drafts["JPN-1"].row)


def test_an_elected_member_joins_later_where_a_permanent_member_has_spoken_against_the_draft() -> None:
    """Then its yes takes sides. Neither permanent members nor votes without a quarrel are touched."""
    state = tabled(council(CAUTIOUS), 100, 80, 65)
    draft = state.drafts["JPN-1"]
    join, more = state.setting.case.actors["COG"].join, state.parameter("divided_join")
    assert more > 0
    assert [state.joins_from(member, draft) for member in ("COG", "FRA")] == [
        join,
        state.setting.case.actors["FRA"].join,
    ]
    draft.declared["CHN"] = OPPOSED
    assert state.joins_from("COG", draft) == join + more
    assert state.joins_from("FRA", draft) == state.setting.case.actors["FRA"].join
    assert ballot(state, "COG", draft).terms["join_m"] == 1000 * (join + more)


def test_who_gains_little_abstains_in_a_divided_council_and_votes_for_the_same_text_in_a_united_one() -> None:
    """The same member, the same text; with the rule off it votes yes both times."""
    for parameters, votes in ({}, ["yes", "abstain"]), ({"rule.divided_council": 0}, ["yes", "yes"]):
        state = tabled(council(CAUTIOUS, parameters=parameters), 100, 80, 65)
        draft = state.drafts["JPN-1"]
        gain = worth(state, "COG")
        found = []
        for said in ("", OPPOSED):
            draft.declared["CHN"] = said
            noise = 1000 * (state.setting.case.actors["COG"].join + 1 - gain)
            found.append(ballot(state, "COG", draft, round(noise)).vote)
        assert found == votes


def test_count_says_the_same_of_a_text_that_nobody_has_tabled() -> None:
    """A permanent member that would vote no divides the Council."""
    made = council(CAUTIOUS)
    lines = {}
    for name, others in ("divided", CAUTIOUS), ("united", {"COG": LUKEWARM}):
        found = count(Scenario(council(others)), {"form": 100, "blame": 80, "means": 65})
        each = next(member for member in found.members if member.actor == "COG")
        assert each.yes_from_m is not None
        assert each.no_below_m is not None
        lines[name] = each.yes_from_m - each.no_below_m
    more = 1000 * tabled(made, 100, 80, 65).parameter("divided_join")
    assert lines["divided"] - lines["united"] == more


# What a sponsor takes back first

AGAINST = {"CHN": (0, 0, 0)}
LIMITS = {"CHN": {"means": Limit(at_most=0), "blame": Limit(at_most=40)}}


def objected(**parameters: float) -> Crisis:
    """A draft for the record on which China has said what it will not let pass."""
    made = council(AGAINST, LIMITS, {"CHN": 85}, parameters, motive=Motive.RECORD, penholder="JPN")
    state = tabled(made, 100, 80, 65)
    for member in state.setting.members:
        for act in review(state, Occasion(member, "review", state.t, 2, "JPN-1", 1), Chance(1)).acts:
            evolve(state, event(act.payload, state.seq + 1, state.t, member))
    return state


FLOOR = {"floor_record": 0.5}
"""So that there is a rung to take back."""


def test_a_sponsor_that_lets_a_veto_fall_first_takes_a_rung_back_where_objections_are_greatest() -> None:
    """China is 65 points from means and 40 from blame: Japan gives on means, once, and then calls the vote."""
    state = objected(**FLOOR)
    draft = state.drafts["JPN-1"]
    choice = choose(state, draft)
    assert choice.name == AMEND
    assert state.space.texts[choice.next] == (100, 80, 30)
    draft.row = choice.next
    assert choose(state, draft).name == VOTE


@pytest.mark.parametrize("off", [{"rule.concessions": 0}, {"record_unheard": 0}])
def test_without_the_rule_it_calls_the_vote_on_what_it_tabled(off: dict[str, float]) -> None:
    """A text that goes down as it came."""
    state = objected(**FLOOR, **off)
    assert choose(state, state.drafts["JPN-1"]).name == VOTE


def test_who_can_take_nothing_back_calls_the_vote() -> None:
    """Beneath the floor of what it first asked it writes nothing."""
    state = objected(floor_record=1.0)
    assert choose(state, state.drafts["JPN-1"]).name == VOTE


# Days of the week


def test_no_vote_falls_on_a_sunday_unless_a_provocation_is_fresh() -> None:
    """The run begins on Saturday 1 July 2006: a vote that would fall on Sunday 16 July waits until Monday."""
    for parameters, expected in ({}, 0), ({"rule.working_days": 0}, 6), ({"attention_days": 30}, 6):
        state = tabled(council(CAUTIOUS, parameters={"blue_hours_unopposed": 4, **parameters}), 100, 80, 65)
        state.t = 15 * 1440 + 15 * 60
        due = vote_time(state, state.drafts["JPN-1"])
        assert state.setting.council.weekday(due) == expected
        assert state.setting.council.between(due, 9, 22)
