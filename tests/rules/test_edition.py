"""The rules of the second edition: what sponsors are after, what is worth tabling, who leaves the no to whom."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs
import numpy as np
import pytest

from sim.engine.scenario import Scenario
from sim.questions.count import count
from sim.questions.given import given_words
from sim.rules.bargaining import STATEMENT, choose
from sim.rules.chance import Chance
from sim.rules.crisis import Crisis
from sim.rules.decide import decide
from sim.rules.evolve import evolve
from sim.rules.memory import YEAR, applied, given
from sim.rules.occasions import Occasion
from sim.rules.penholder import (
    become_penholder,
    but_the_fallen,
    penholder,
    presidents_statement,
    weighed_tabling,
)
from sim.rules.prospects import failure_of, prospects_of, resolution_outlook, statement_prospects, writable
from sim.rules.reviews import ballot, record_held_to, statement_objection
from sim.rules.setting import Setting
from sim.rules.threats import veto_threat
from sim.vocabulary import events as e
from sim.vocabulary.actors import Limit
from sim.vocabulary.case import Case, Motive, PastCrisis
from sim.vocabulary.texts import Issue, Role, form_key
from sim.words.labels import Labels
from sim.words.sentences import sentence
from tests.kit import event
from tests.small import MEMBERS, actor, case, form_issue, free, ladder, with_draft

BLAME = attrs.evolve(free(ladder("blame", (0, 40, 80, 100))), role=Role.CENSURE)
MEANS = attrs.evolve(ladder("means", (0, 30, 65, 100)), role=Role.COERCION)
ISSUES: tuple[Issue, ...] = (form_issue(), BLAME, MEANS)
"""Blame can stand in a statement, means only in a resolution."""

WISH, MILD = (100, 80, 65), (30, 40, 0)


def council(
    others: Mapping[str, tuple[int, ...]] | None = None,
    limits: Mapping[str, Mapping[str, Limit]] | None = None,
    near: Mapping[str, int] | None = None,
    parameters: Mapping[str, float] | None = None,
    priority: int = 80,
    **more: Any,
) -> Case:
    """Fifteen members that want what Japan wants, but for those that are named. near: affinity to the provoker."""
    actors = [
        attrs.evolve(
            actor(code, ISSUES, (others or {}).get(code, WISH), None, (limits or {}).get(code), priority=priority),
            affinity=(near or {}).get(code),
        )
        for code in MEMBERS
    ]
    return attrs.evolve(case(ISSUES, actors, "JPN", parameters), **more)


def tabled(made: Case, *text: int, sponsor: str = "JPN") -> Crisis:
    """The crisis right after a text was put on the table."""
    setting = Setting(made)
    return with_draft(setting, sponsor, setting.space.row_of[text])


def happens(state: Crisis, payload: e.Payload, who: str = "UNSC") -> None:
    """Fold one more event, a minute later."""
    evolve(state, event(payload, state.seq + 1, state.t + 1, who))


def provoked(made: Case) -> Crisis:
    """The crisis after the launch, with nothing on the table."""
    state = Crisis(Setting(made))
    happens(state, e.ProvocationOccurred("launch-1", "long_range_missile", 30, "launches"), "PRK")
    return state


def vetoes(*years: float) -> tuple[PastCrisis, ...]:
    """Crises that ended in a veto so many years before."""
    ended = [date.fromordinal(date(2006, 7, 1).toordinal() - round(each * YEAR)) for each in years]
    return tuple(PastCrisis(f"veto-{day}", day, day, "coup", "vetoed", ("CHN",)) for day in ended)


def off(made: Case, *rules: str) -> Case:
    """The same case with rules switched off."""
    return attrs.evolve(made, parameters={**made.parameters, **{f"rule.{rule}": 0 for rule in rules}})


# What sponsors are after


def worth_of_failure(made: Case) -> float:
    """What a veto of its own best text is worth to Japan, whose gain it is 100 of."""
    failure = failure_of(provoked(made), "JPN", np.array([100.0]))
    return float(failure.vetoed + failure.record[0])


def test_to_who_wants_a_text_failure_costs_and_to_who_wants_a_record_a_veto_is_worth_half() -> None:
    """In a climate of 0: failure_cost, or record_value of the gain."""
    assert worth_of_failure(council()) == -15.0
    record = council(motive=Motive.RECORD)
    assert worth_of_failure(record) == 50.0
    assert worth_of_failure(off(record, "motive")) == -15.0


def test_only_who_holds_the_pen_is_after_a_record_and_nobody_who_shields_the_provoker() -> None:
    """Where the file names nobody, any member but those may be."""
    setting = Setting(council(motive=Motive.RECORD, near={"CHN": 80}))
    assert [each for each in MEMBERS if setting.seeks_record(each)] == ["JPN"]
    anybody = Setting(council(motive=Motive.RECORD, near={"CHN": 80}, penholder=None))
    assert [each for each in MEMBERS if not anybody.seeks_record(each)] == ["CHN"]


def test_each_veto_of_three_years_leaves_three_tenths_of_the_worth_of_another() -> None:
    """A second one on the same file shows little that is new."""
    once, twice = (council(motive=Motive.RECORD, memory=vetoes(*years)) for years in ((1,), (1, 2, 4)))
    assert worth_of_failure(once) == pytest.approx(15.0)
    assert worth_of_failure(twice) == pytest.approx(4.5)
    assert worth_of_failure(off(twice, "fading_record")) == 50.0


def test_who_wants_a_record_exchanges_its_draft_for_no_statement() -> None:
    """Who wants a text may."""
    record = council(motive=Motive.RECORD)
    for made, open_to_it in ((council(), True), (record, False), (off(record, "no_fallback"), True)):
        state = tabled(made, 100, 80, 65)
        assert (STATEMENT in choose(state, state.drafts["JPN-1"]).worth) is open_to_it


def with_statement(made: Case) -> Crisis:
    """The crisis after Japan's draft resolution, which the United States co-sponsors, and a statement of France."""
    state = tabled(made, 100, 80, 65)
    happens(state, e.CoSponsorJoined("JPN-1", {}), "USA")
    happens(state, e.DraftCirculated("", "FRA-1", state.space.text(state.space.row_of[25, 80, 0]), "", "", {}), "FRA")
    return state


def test_backers_of_a_draft_for_the_record_let_no_statement_by_nor_one_after_the_veto() -> None:
    """However good the statement; and the log says why. Others may."""
    state = with_statement(council(motive=Motive.RECORD))
    statement = state.drafts["FRA-1"]
    said = statement_objection(state, "USA", statement)
    assert said is not None
    assert (said.grounds, said.options) == ("record", {"object": 0})
    words = sentence(Labels(state.setting.case, Scenario(state.setting.base).clock), event(said, actor="USA"))
    assert "it wants its draft voted on" in words
    assert statement_objection(state, "GBR", statement) is None
    happens(state, e.DraftVetoed("JPN-1", state.space.text(state.drafts["JPN-1"].row), 13, 1, 1, ["CHN"]))
    assert record_held_to(state, "USA") is state.drafts["JPN-1"]
    assert set(weighed_tabling(state, "USA", 0)) == {"withhold"}
    assert "statement" in weighed_tabling(state, "GBR", 0)
    assert statement_objection(state, "USA", statement) is not None


def test_without_the_rule_they_let_by_what_is_worth_more_than_going_on() -> None:
    """`--set rule.no_fallback=0`; and where the sponsor is after a text."""
    for made in (council(), off(council(motive=Motive.RECORD), "no_fallback")):
        state = with_statement(made)
        assert record_held_to(state, "USA") is None
        happens(state, e.DraftVetoed("JPN-1", state.space.text(state.drafts["JPN-1"].row), 13, 1, 1, ["CHN"]))
        assert statement_objection(state, "USA", state.drafts["FRA-1"]) is None


# What is worth tabling


def drafted(made: Case, member: str = "JPN") -> e.Payload:
    """What the penholder puts on the table, without a time of drafting before."""
    (act,) = become_penholder(
        provoked(off(made, "drafting")), Occasion(member, "become_penholder", 0, None), Chance(1)
    ).acts
    return act.payload


def test_a_resolution_is_tabled_where_its_expected_value_times_priority_is_above_nine() -> None:
    """The same text by a member to which the crisis matters little is not; then a statement is, if one can be had."""
    done = drafted(council())
    assert isinstance(done, e.DraftCirculated)
    assert (done.text["form"], done.chosen) == (100, "resolution")
    assert done.options is not None
    state = provoked(council())
    worth = prospects_of(resolution_outlook(state, "JPN", None), state.space.resolutions).most
    assert done.options == {"withhold": 0, "resolution": round(worth * 0.8 * 30 / 50 - 9000)}
    little = drafted(council(priority=5))
    assert isinstance(little, e.DraftCirculated)
    assert (little.text["form"], little.chosen) == (25, "statement")
    assert drafted(off(council(priority=5), "decision_to_table")).text["form"] == 100


def test_where_nothing_is_worth_tabling_an_event_says_so_and_the_crisis_may_pass_without_a_draft() -> None:
    """On a closed file, at a small priority: no resolution is worth 9, and no statement can be had."""
    closed = council(near={"CHN": 70}, closed=True, priority=5)
    state = provoked(closed)
    (act,) = become_penholder(state, Occasion("JPN", "become_penholder", 0, None), Chance(1)).acts
    assert isinstance(act.payload, e.ActWithheld)
    assert (act.payload.reason, act.payload.chosen) == ("not_worth_tabling", "withhold")
    words = sentence(Labels(closed, Scenario(closed).clock), event(act.payload, actor="JPN"))
    assert "puts nothing on the table" in words
    assert "a resolution lacks" in words
    happens(state, act.payload, "JPN")
    assert state.live_drafts() == []
    assert penholder(state) != "JPN"


def test_who_found_nothing_worth_tabling_looks_again_after_the_next_provocation() -> None:
    """A further launch may change what is worth it."""
    state = provoked(council(near={"CHN": 70}, closed=True, priority=5))
    happens(state, e.ActWithheld("", "draft", "not_worth_tabling", None), "JPN")
    assert penholder(state) is None
    happens(state, e.ProvocationOccurred("", "long_range_missile", 30, "launches again"), "PRK")
    assert penholder(state) == "JPN"


def test_where_nothing_is_worth_tabling_to_who_has_most_at_stake_nobody_else_takes_the_pen() -> None:
    """So a crisis passes with one event, and not with one for each member."""
    made = council(near={"CHN": 70}, closed=True, penholder=None)
    state = provoked(made)
    first = penholder(state)
    assert first is not None
    happens(state, e.ActWithheld("", "draft", "not_worth_tabling", None), first)
    assert penholder(state) is None


def test_a_statement_must_be_worth_its_effort_to_the_president_too() -> None:
    """One point for a press statement; without the rule anything above nothing will do."""
    made = council(dict.fromkeys(MEMBERS, (13, 0, 0)), parameters={"president_chance": 0.9}, penholder="none")
    tried = Occasion("USA", "presidents_statement", 0, None, "", 0)
    seeds = [seed for seed in range(1, 50) if Chance(seed).happens(0.9, "USA", "statement", "session 0")]

    def tries(of: Case) -> bool:
        return bool(presidents_statement(provoked(of), tried, Chance(seeds[0])).acts)

    assert not tries(made)
    assert tries(off(made, "decision_to_table"))
    assert tries(council(parameters={"president_chance": 0.9}, penholder="none"))


# No hollow text


def test_a_resolution_carries_something() -> None:
    """Blame alone can stand in a statement; a resolution has some coercion or legal basis."""
    state = provoked(council())
    mask = writable(state, "JPN", None)
    assert mask is not None
    row_of = state.space.row_of
    assert not mask[row_of[100, 80, 0]]
    assert mask[row_of[100, 0, 30]]
    assert mask[row_of[25, 80, 0]]
    assert writable(provoked(off(council(), "no_hollow_text")), "JPN", None) is None


@pytest.mark.parametrize(("motive", "share"), [(Motive.TEXT, 0.5), (Motive.RECORD, 0.8)])
def test_no_sponsor_writes_a_resolution_under_its_share_of_what_it_first_asked(motive: Motive, share: float) -> None:
    """Half for who wants a text, four fifths for who wants a record; it asked 80 + 65. A draft may stay as it is."""
    state = tabled(off(council(motive=motive), "first_text"), 100, 80, 65)
    mask = writable(state, "JPN", state.drafts["JPN-1"])
    assert mask is not None
    for text, row in state.space.row_of.items():
        if text[0] == 100:
            assert mask[row] == (text[2] > 0 and text[1] + text[2] >= share * 145)
    low = state.space.row_of[100, 0, 30]
    happens(state, e.DraftAmended("JPN-1", 2, state.space.text(low), [], False, {}), "JPN")
    again = writable(state, "JPN", state.drafts["JPN-1"])
    assert again is not None
    assert again[low]
    assert not again[state.space.row_of[100, 40, 0]]
    outlook = resolution_outlook(state, "JPN", state.drafts["JPN-1"])
    assert outlook.own[state.space.row_of[100, 40, 0] - state.space.resolutions.start] == -1000.0


# Who shields the provoker


def shielded(friend_limits: bool = True, second_limits: bool = True, **more: Any) -> Crisis:
    """China the friend, Russia behind it: both want nothing; their limits are on means."""
    limit = {"means": Limit(at_most=30)}
    limits = ({"CHN": limit} if friend_limits else {}) | ({"RUS": limit} if second_limits else {})
    stand = {"CHN": (0, 0, 0) if friend_limits else WISH, "RUS": (0, 0, 0)}
    return tabled(council(stand, limits, {"CHN": 70, "RUS": 45}, **more), 100, 80, 65)


def test_who_shields_the_provoker_beside_its_friend_leaves_the_no_to_that_friend() -> None:
    """It votes no only where its own limit is crossed and the friend says no; else it abstains and says for whom."""
    for friend_limits, second_limits, expected in (
        (True, True, "no"), (True, False, "abstain"), (False, True, "abstain"), (False, False, "abstain"),
    ):  # fmt: skip
        state = shielded(friend_limits, second_limits)
        cast = ballot(state, "RUS", state.drafts["JPN-1"])
        assert cast.vote == expected, (friend_limits, second_limits)
        assert cast.terms.get("behind") == (None if expected == "no" else "CHN")
        threatens = veto_threat(state, "RUS", state.drafts["JPN-1"]) is not None
        assert threatens is (expected == "no")
        counted = count(Scenario(state.setting.base), state.space.text(state.drafts["JPN-1"].row))
        assert {each.actor: each.vote for each in counted.members}["RUS"] == expected
    words = sentence(Labels(state.setting.case, Scenario(state.setting.base).clock), event(cast, actor="RUS"))
    assert "leaves the no to CHN" in words


def test_without_the_rule_the_second_votes_no_by_itself() -> None:
    """`--set rule.second_protector=0`."""
    state = shielded(False, True, parameters={"rule.second_protector": 0})
    assert ballot(state, "RUS", state.drafts["JPN-1"]).vote == "no"


def test_a_sponsor_counts_on_the_second_to_stand_aside_until_the_friend_has_spoken() -> None:
    """Then it reckons with both."""
    state = shielded(False, False)
    draft = state.drafts["JPN-1"]
    aside = resolution_outlook(state, "JPN", draft)
    assert aside.stopping == 4
    draft.declared["CHN"] = "opposed"
    assert resolution_outlook(state, "JPN", draft).stopping == 5


def test_where_the_friend_is_the_provoker_the_second_stands_aside_whatever_its_limits() -> None:
    """The provoker's no is sure, and nobody needs to stand beside it."""
    state = shielded(provoker=("CHN",))
    assert ballot(state, "CHN", state.drafts["JPN-1"]).vote == "no"
    assert ballot(state, "RUS", state.drafts["JPN-1"]).vote == "abstain"
    assert veto_threat(state, "RUS", state.drafts["JPN-1"]) is None


def test_who_sponsors_a_text_shields_nobody() -> None:
    """By its name among the sponsors, by the pen, or by the first draft of the timeline."""
    near = {"CHN": 70, "RUS": 45}
    assert set(given(council(near=near)).protectors) == {"CHN", "RUS"}
    assert given(council(near=near, sponsors=("CHN",))).friend == "RUS"
    assert given(council(near=near, penholder="CHN")).protectors == ("RUS",)


def test_a_provoker_gets_no_limit_from_a_closed_file_or_an_internal_matter() -> None:
    """Its own position says no; China, which is none, gets both."""
    for provoker, limited in ((("PRK",), True), (("CHN",), False)):
        made = council(near={"CHN": 70}, closed=True, provoker=provoker)
        limit = applied(made, given(made)).actors["CHN"].stances[form_key(made.issues)].limit
        assert (limit is not None) is limited


def test_nobody_tables_the_text_again_that_was_voted_down_last() -> None:
    """The next draft of its sponsor is another one, where there is one; without the rule it is the same."""
    for rules, again in (((), False), (("first_text",), True)):
        state = tabled(off(council(parameters={"retry_worth": 0}, motive=Motive.TEXT), *rules), *WISH)
        row = state.drafts["JPN-1"].row
        happens(state, e.DraftFailed("JPN-1", state.space.text(row), 8, 0, 7))
        best = prospects_of(resolution_outlook(state, "JPN", None), state.space.resolutions)
        place = best.at(row)
        assert bool(but_the_fallen(state, best).value[place] > -np.inf) is again


# Closed files in a run


def test_on_a_closed_file_nothing_can_be_agreed_and_the_sponsor_knows() -> None:
    """Every statement and every resolution has a chance of 0, though nobody has spoken yet."""
    state = provoked(council(near={"CHN": 70}, closed=True))
    assert statement_prospects(state, "JPN").passing_m.max() == 0.0
    assert prospects_of(resolution_outlook(state, "JPN", None), state.space.resolutions).passing_m.max() == 0.0
    said = given_words(Labels(state.setting.case, Scenario(state.setting.base).clock), state.setting)
    assert "the file is closed: as the scenario states; CHN refuses any product" in said


def test_a_fork_that_opens_the_file_forgets_the_refusal() -> None:
    """And one that closes it makes it known."""
    state = provoked(council(near={"CHN": 70}, closed=True))
    happens(state, e.InterventionMade([["closed", "false"]], [], [], 0))
    assert (state.declared_limits, state.limit_log_odds) == ({}, {})
    assert statement_prospects(state, "JPN").passing_m.max() > 0.0
    happens(state, e.InterventionMade([["closed", "true"]], [], [], 0))
    assert state.probability_real("CHN", "form") == 1.0


# Noise


def test_the_noise_of_a_member_is_its_own() -> None:
    """In per cent of vote_noise, at the vote and in what the sponsor reckons with."""
    calm = council()
    loud = attrs.evolve(calm, actors={**calm.actors, "GHA": attrs.evolve(calm.actors["GHA"], noise=200)})
    noises = []
    for made in (calm, loud):
        state = tabled(made, 100, 80, 65)
        happens(state, e.VoteOpened("JPN-1", 1, state.space.text(state.drafts["JPN-1"].row), 1, "USA"))
        (act,) = decide(state, Occasion("GHA", "vote", state.t, None, "JPN-1", 1), Chance(3)).acts
        assert isinstance(act.payload, e.VoteCast)
        noises.append(act.payload.terms["noise_m"])
    assert noises[1] == pytest.approx(2 * noises[0], abs=1)
    scales = [resolution_outlook(tabled(made, 100, 80, 65), "JPN", None).scale[:, 0] for made in (calm, loud)]
    assert (scales[1] > scales[0]).sum() == 1
