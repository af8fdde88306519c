"""Eight defects of the rules that model 4 mends, each with what went wrong under model 3."""

from collections.abc import Mapping
from typing import Any

import attrs
import pytest

from sim.engine.run import Recipe
from sim.engine.scenario import Scenario
from sim.rules.agenda import concerned
from sim.rules.bargaining import AMEND, CONSULT, STATEMENT, VOTE, Choice, carry_out, choose, delay_cost, vote_due
from sim.rules.bridging import bridge_builder
from sim.rules.chance import Chance
from sim.rules.crisis import Crisis
from sim.rules.decide import decide
from sim.rules.evolve import evolve
from sim.rules.mediation import mediation_reply
from sim.rules.occasions import Occasion
from sim.rules.penholder import become_penholder
from sim.rules.prospects import resolution_outlook, statement_prospects
from sim.rules.reviews import statement_objection
from sim.rules.sessions import conclude, doubtful
from sim.rules.setting import Setting
from sim.scenario.parameters import table
from sim.vocabulary import events as e
from sim.vocabulary.actors import Limit, OnCrossing
from sim.vocabulary.case import Case
from sim.vocabulary.texts import Issue, Role
from sim.words.labels import Labels
from sim.words.sentences import sentence
from tests.kit import event, run_of, runs_of
from tests.small import MEMBERS, actor, case, form_issue, free, ladder, with_draft

BLAME = attrs.evolve(free(ladder("blame", (0, 40, 80, 100))), role=Role.CENSURE)
ISSUES: tuple[Issue, ...] = (form_issue(), BLAME, ladder("means", (0, 30, 65, 100)))
"""Blame can stand in a statement, means only in a resolution."""

WISH = (100, 80, 65)


def council(
    others: Mapping[str, tuple[int, ...]] | None = None,
    limits: Mapping[str, Mapping[str, Limit]] | None = None,
    parameters: Mapping[str, float] | None = None,
    **more: Any,
) -> Case:
    """Fifteen members that want what Japan wants, but for those that are named."""
    actors = [
        actor(code, ISSUES, (others or {}).get(code, WISH), None, (limits or {}).get(code), priority=80)
        for code in MEMBERS
    ]
    return attrs.evolve(case(ISSUES, actors, "JPN", parameters), **more)


def tabled(made: Case, *text: int, sponsor: str = "JPN") -> Crisis:
    """The crisis right after a text was put on the table."""
    setting = Setting(made)
    return with_draft(setting, sponsor, setting.space.row_of[text])


def happens(state: Crisis, payload: e.Payload, who: str) -> None:
    """Fold one more event, a minute later."""
    evolve(state, event(payload, state.seq + 1, state.t + 1, who))


def act_on(state: Crisis, name: str, member: str, number: int = 0, draft: str = "JPN-1") -> list[e.Payload]:
    """What a member does on an occasion, folded as it does it; asked again where it wants to be."""
    done, asked = [], [Occasion(member, name, state.t, 2, draft, number)]
    while asked:
        decision = decide(state, asked.pop(0), Chance(1))
        for act in decision.acts:
            happens(state, act.payload, member)
            done.append(act.payload)
            made = event(act.payload, state.seq, state.t, member)
            asked += [occasion for occasion in concerned(state, made, Chance(1)) if occasion.actor == member]
        asked += decision.again
    return done


def joins(state: Crisis, *members: str, draft: str = "JPN-1") -> None:
    """Members put their names to a draft."""
    terms: Any = {"gain_m": 60_000, "issues_m": {}}
    for member in members:
        happens(state, e.CoSponsorJoined(draft, terms), member)


def amended(state: Crisis, *text: int, draft: str = "JPN-1") -> None:
    """The sponsor puts forward a new version."""
    version = state.drafts[draft].version + 1
    happens(state, e.DraftAmended(draft, version, dict(zip(state.space.keys, text, strict=True)), [], False, None),
            state.drafts[draft].sponsor)  # fmt: skip


def cost_of_a_round(state: Crisis) -> float:
    return 1000.0 * delay_cost(state, "JPN") * state.parameter("round_days")


# 1. To consult on is worth what it may teach


FAR = {"RUS": (0, 0, 0), "CHN": (0, 0, 0)}


def test_to_consult_on_is_worth_a_round_less_than_the_best_text_where_no_member_can_send_a_signal() -> None:
    """Russia and China are so far from the draft that there is no doubt about them, and they send no signal.

    What they feel of another text stays unknown however long the sponsor consults.
    """
    state = tabled(council(FAR), 100, 100, 100)
    assert doubtful(state, state.drafts["JPN-1"]) == []
    worth = choose(state, state.drafts["JPN-1"]).worth
    assert worth[CONSULT] == round(worth[VOTE] - cost_of_a_round(state))


def test_to_consult_on_is_worth_more_where_a_doubtful_member_can_still_be_heard() -> None:
    """With Russia and China near their lines the next session may teach something, where any text may be written."""
    near = {"RUS": (60, 30, 0), "CHN": (60, 30, 0)}
    state = tabled(council(near, parameters={"rule.no_hollow_text": 0}), 100, 80, 65)
    assert doubtful(state, state.drafts["JPN-1"]) == ["RUS", "CHN"]
    worth = choose(state, state.drafts["JPN-1"]).worth
    assert worth[CONSULT] > round(max(worth[VOTE], worth[AMEND]) - cost_of_a_round(state))


# 2. Backers review every version


def test_a_co_sponsor_leaves_a_draft_whose_next_version_crosses_a_limit_and_objects_as_any_other() -> None:
    """Its name comes off first, with the limit; then comes its objection, in the same minute."""
    state = tabled(council(limits={"USA": {"means": Limit(at_least=65)}}), 100, 80, 65)
    joins(state, "USA", "GBR")
    amended(state, 100, 80, 30)
    left, objection = act_on(state, "review", "USA", 2)
    assert (type(left).__name__, left.grounds, [each.issue for each in left.crossed]) == (  # type: ignore[attr-defined]
        "CoSponsorLeft", "limit", ["means"],
    )  # fmt: skip
    assert isinstance(objection, e.ObjectionRaised)
    assert state.drafts["JPN-1"].co_sponsors == ["GBR"]
    assert act_on(state, "review", "GBR", 2) == []


def test_a_co_sponsor_leaves_over_a_limit_that_means_abstention_and_keeps_its_position_open() -> None:
    """It cannot support the text, and will not stand in its way."""
    wary = Limit(at_least=65, crossing=OnCrossing.ABSTAIN)
    state = tabled(council(limits={"USA": {"means": wary}}), 100, 80, 65)
    joins(state, "USA")
    amended(state, 100, 80, 30)
    left, declared = act_on(state, "review", "USA", 2)
    assert type(left).__name__ == "CoSponsorLeft"
    assert isinstance(declared, e.PositionDeclared)
    assert declared.stance == "reserved"


def test_a_co_sponsor_leaves_a_draft_worth_less_than_half_of_what_its_name_costs() -> None:
    """Below 25 where a name costs 50; at 25 or more it stays."""
    made = council({"USA": (100, 100, 0), "GBR": (100, 80, 40)})
    state = tabled(made, 100, 80, 65)
    joins(state, "USA", "GBR")
    amended(state, 100, 0, 65)
    assert state.gain("USA", state.drafts["JPN-1"].row) < 25 <= state.gain("GBR", state.drafts["JPN-1"].row)
    left, *_ = act_on(state, "review", "USA", 2)
    assert isinstance(left, e.CoSponsorLeft)
    assert act_on(state, "review", "GBR", 2) == []
    words = sentence(Labels(made, Scenario(made).clock), event(left, 5, 5, "USA"))
    assert words.startswith("USA takes its name off JPN-1: the text is worth ")
    assert "its name asks for +25.0" in words


def test_a_sponsor_counts_on_its_own_vote_only() -> None:
    """Its co-sponsors are likely, not sure: less so for a text that takes from them what they signed for."""
    state = tabled(council({"USA": (100, 100, 100)}), 100, 100, 100)
    joins(state, "USA", "GBR", "FRA")
    outlook = resolution_outlook(state, "JPN", state.drafts["JPN-1"])
    assert outlook.backers == 1
    assert len(outlook.gap) - outlook.stopping == len(MEMBERS) - 1


def test_nobody_offers_a_bridge_across_its_own_limit() -> None:
    """Britain has most at heart, and would vote the bridge down."""
    made = council(limits={"GBR": {"means": Limit(at_least=65)}})
    made = attrs.evolve(made, actors={**made.actors, "GBR": attrs.evolve(made.actors["GBR"], priority=100)})
    state = tabled(made, 100, 80, 65)
    row = state.space.row_of[(100, 80, 30)]
    assert bridge_builder(state, state.drafts["JPN-1"], row) != "GBR"
    assert bridge_builder(state, state.drafts["JPN-1"], state.drafts["JPN-1"].row) == "GBR"


def test_who_has_put_its_name_to_a_draft_and_not_left_it_votes_for_it() -> None:
    """The noise of instructions does not make it vote against what it signed."""
    state = tabled(council(parameters={"vote_noise": 8}), 100, 80, 30)
    joins(state, "USA", "GBR", "FRA")
    text = state.space.text(state.drafts["JPN-1"].row)
    happens(state, e.VoteOpened("JPN-1", 1, text, 1, "USA"), "UNSC")
    for member in ("JPN", "USA", "GBR", "FRA"):
        (cast,) = act_on(state, "vote", member, 1)
        assert isinstance(cast, e.VoteCast)
        assert (cast.vote, cast.terms["noise_m"]) == ("yes", 0)


# 3. Silence: see tests/questions/test_same_words.py


def test_until_silence_ends_a_member_may_still_object() -> None:
    """When France read the statement, no resolution was on the table; when silence ends, one is worth more to it."""
    state = tabled(council(), 25, 40, 0)
    assert act_on(state, "review", "FRA", 1) == []
    own = e.DraftCirculated("", "FRA-1", state.space.text(state.space.row_of[WISH]), "", "takes_pen", {})  # type: ignore[arg-type]
    happens(state, own, "FRA")
    (objection,) = act_on(state, "review", "FRA", 1)
    assert isinstance(objection, e.ObjectionRaised)
    assert objection.grounds == "going_on"
    assert act_on(state, "review", "FRA", 1) == []
    happens(state, e.DraftWithdrawn("FRA-1", "dropped", None), "FRA")
    (lifted,) = act_on(state, "review", "FRA", 1)
    assert isinstance(lifted, e.PositionDeclared)
    assert state.drafts["JPN-1"].objections == {}
    assert state.statement_objections == {}


# 4. No time for an envoy once in blue


def test_the_sponsor_of_a_draft_in_blue_grants_no_time_for_an_envoy() -> None:
    """Under model 3 it did, and then dropped the draft because it could do nothing else with it."""
    state = tabled(council(parameters={"delay_cost": 0.2}), 100, 80, 65)
    terms: Any = {"tie": 80, "least_tie": 50}
    happens(state, e.MediationProposed("JPN-1", state.t + 3 * 1440, terms), "CHN")
    asked = Occasion("JPN", "mediation_reply", state.t, state.seq, "JPN-1")
    assert isinstance(mediation_reply(state, asked, Chance(1)).acts[0].payload, e.MediationGranted)
    happens(state, e.DraftPutInBlue("JPN-1", 1, state.t + 240, None), "JPN")  # type: ignore[arg-type]
    (reply,) = mediation_reply(state, asked, Chance(1)).acts
    assert isinstance(reply.payload, e.MediationRefused)
    labels = Labels(state.setting.case, Scenario(state.setting.case).clock)
    assert "in blue" in sentence(labels, event(reply.payload, 5, 5, "JPN", target="CHN"))


def test_a_draft_in_blue_can_be_voted_on_whoever_promised_an_envoy_time() -> None:
    """Another sponsor's promise binds that sponsor."""
    state = tabled(council(), 100, 80, 65)
    happens(state, e.DraftPutInBlue("JPN-1", 1, state.t + 240, None), "JPN")  # type: ignore[arg-type]
    happens(state, e.MediationProposed("FRA-1", state.t + 3 * 1440, {"tie": 80, "least_tie": 50}), "CHN")
    happens(state, e.MediationGranted("FRA-1", "CHN", state.t + 3 * 1440, None), "FRA")  # type: ignore[arg-type]
    state.drafts["JPN-1"].warned = True
    due = Occasion("UNSC", "vote_due", state.t, 3, "JPN-1", state.drafts["JPN-1"].vote_at)
    (opened,) = vote_due(state, due, Chance(1)).acts
    assert isinstance(opened.payload, e.VoteOpened)


# 5. A veto stays


def vetoed_then(*text: int) -> Crisis:
    """A resolution with blame 80 was vetoed; then a text of Russia's passed."""
    state = tabled(council(), 100, 80, 65)
    draft = state.drafts["JPN-1"]
    happens(state, e.DraftVetoed("JPN-1", state.space.text(draft.row), 14, 1, 0, ["RUS"]), "UNSC")
    row = state.space.row_of[text]
    written = state.space.text(row)
    happens(state, e.DraftCirculated("", "RUS-1", written, "", "counter_draft", {}), "RUS")  # type: ignore[arg-type]
    passed = (
        e.ResolutionAdopted("RUS-1", written, 15, 0, 0)
        if text[0] == 100
        else e.StatementAgreed("RUS-1", "press_statement", written)
    )
    happens(state, passed, "UNSC")
    state.t = max(state.t, state.setting.emergent_from)
    return state


@pytest.mark.parametrize(
    ("text", "form"),
    [((25, 0, 0), None), ((25, 40, 0), "press_statement"), ((25, 80, 0), "press_statement"),
     ((100, 0, 0), "resolution")],
)  # fmt: skip
def test_a_veto_stays_unless_a_resolution_follows_or_a_statement_with_half_the_blame(
    text: tuple[int, ...], form: str | None
) -> None:
    """Under model 3 the opponent's empty statement was the outcome, and hid the veto."""
    state = vetoed_then(*text)
    decision = conclude(state, Occasion("UNSC", "conclude", state.t, 5, "RUS-1"), Chance(1))
    assert [act.payload.form for act in decision.acts] == ([] if form is None else [form])  # type: ignore[attr-defined]


def test_after_an_empty_statement_the_run_closes_with_the_veto() -> None:
    """As many days after the vote as without that statement."""
    state = vetoed_then(25, 0, 0)
    decision = conclude(state, Occasion("UNSC", "conclude", state.t, 5, "RUS-1"), Chance(1))
    (closing,) = decision.again
    assert closing.due == state.failed_minute + round(1440 * state.parameter("closing_days_failed"))
    state.t = closing.due
    outcome, ended = (act.payload for act in decide(state, closing, Chance(1)).acts)
    assert isinstance(outcome, e.OutcomeReached)
    assert (outcome.form, outcome.draft) == ("vetoed", "JPN-1")
    assert isinstance(ended, e.RunEnded)


# 6. An objection to a statement teaches its author


def objects(state: Crisis, member: str, draft: str = "JPN-1") -> None:
    objection = statement_objection(state, member, state.drafts[draft])
    assert objection is not None
    happens(state, objection, member)


@pytest.mark.parametrize("limit", [None, Limit(at_most=20)])
def test_who_objected_to_a_statement_is_expected_to_object_to_the_same_text_again(limit: Limit | None) -> None:
    """Under model 3 the same text went round four times."""
    at = (50, 50, 30) if limit else (0, 18, 0)
    state = tabled(council({"RUS": at}, {"RUS": {"blame": limit}} if limit else None), 25, 40, 0)
    row = state.drafts["JPN-1"].row
    before = statement_prospects(state, "JPN").passing_m[row]
    objects(state, "RUS")
    after = statement_prospects(state, "JPN").passing_m[row]
    assert before > 300
    assert after < 200


def test_who_objected_for_the_sake_of_its_own_draft_is_expected_to_while_that_draft_is_on_the_table() -> None:
    """Once it is withdrawn the statement may pass."""
    state = tabled(council(), 25, 40, 0)
    row = state.drafts["JPN-1"].row
    before = statement_prospects(state, "JPN").passing_m[row]
    own = e.DraftCirculated("", "FRA-1", state.space.text(state.space.row_of[WISH]), "", "takes_pen", {})  # type: ignore[arg-type]
    happens(state, own, "FRA")
    objects(state, "FRA")
    assert statement_prospects(state, "JPN").passing_m[row] == 0
    happens(state, e.DraftWithdrawn("FRA-1", "dropped", None), "FRA")
    assert statement_prospects(state, "JPN").passing_m[row] == before


def test_in_no_run_does_a_text_that_was_blocked_go_round_again_unchanged_and_unmoved() -> None:
    """The same author puts the same words to the same objectors only where the text has become worth more to them."""
    for name in ("dprk-2006-07", "dprk-2009-04", "dprk-2022-05"):
        for run in runs_of(name, 10):
            texts = {}
            for each in run.events:
                data = each.payload
                if isinstance(data, e.DraftCirculated):
                    texts[data.draft] = (each.actor, tuple(data.text.items()))
            blocked = [texts[each.payload.draft] for each in run.events if isinstance(each.payload, e.StatementBlocked)]
            assert len(blocked) == len(set(blocked))


# 7. Elected members block a statement only by a limit that means no


@pytest.mark.parametrize(
    ("who", "limit", "objects"),
    [
        ("GHA", None, False),
        ("GHA", Limit(at_most=20), True),
        ("GHA", Limit(at_most=20, crossing=OnCrossing.ABSTAIN), False),
        ("RUS", None, True),
        ("RUS", Limit(at_most=20), True),
    ],
)
def test_an_elected_member_blocks_a_statement_only_by_a_limit_that_means_no(
    who: str, limit: Limit | None, objects: bool
) -> None:
    """The record shows no press statement that elected members alone have blocked."""
    limits = {who: {"blame": limit}} if limit else None
    state = tabled(council({who: (0, 0, 0)}, limits), 25, 80, 0)
    assert (statement_objection(state, who, state.drafts["JPN-1"]) is not None) == objects


def test_an_author_does_not_fear_an_elected_member_for_a_statement() -> None:
    """What the others would let pass is sure to pass."""
    calm = {"vote_noise": 1, "belief_sd": 5}
    setting = Setting(council({"GHA": (0, 0, 0)}, parameters=calm))
    state = Crisis(setting)
    row = setting.space.row_of[(25, 80, 0)]
    assert statement_prospects(state, "JPN").passing_m[row] > 990


# 8. No text left that keeps the sponsor's own limits


NOTHING_LEFT = {"JPN": {"blame": Limit(at_least=81, at_most=99)}}
"""No wording lies between."""


def test_a_sponsor_to_whom_no_text_is_left_after_a_failure_tables_nothing_and_says_so() -> None:
    """Under model 3 it said nothing."""
    state = tabled(council(), 100, 80, 65)
    text = state.space.text(state.drafts["JPN-1"].row)
    happens(state, e.DraftFailed("JPN-1", text, 8, 0, 7), "UNSC")
    state.setting = Setting(council(limits=NOTHING_LEFT))
    decision = become_penholder(state, Occasion("JPN", "become_penholder", state.t, 3, "", 0), Chance(1))
    (withheld,) = (act.payload for act in decision.acts)
    assert isinstance(withheld, e.ActWithheld)
    assert (withheld.act, withheld.reason) == ("draft", "no_text")
    happens(state, withheld, "JPN")
    assert "JPN" in state.pen_refused


def test_a_sponsor_to_whom_no_text_is_left_withdraws_its_draft_and_tries_no_statement_across_its_limit() -> None:
    """Under model 3 a statement that it would itself have blocked was worth as much as nothing, and went before."""
    state = tabled(council(limits=NOTHING_LEFT, parameters={"delay_cost": 0}), 100, 80, 65)
    made = state.setting.case
    free_of_charge = attrs.evolve(made, actors={**made.actors, "JPN": attrs.evolve(made.actors["JPN"], priority=0)})
    state.setting = Setting(free_of_charge)
    choice: Choice = choose(state, state.drafts["JPN-1"])
    assert STATEMENT not in choice.worth
    (withdrawn,) = carry_out(state, state.drafts["JPN-1"], choice, Occasion("JPN", "round", state.t, 3)).acts
    assert isinstance(withdrawn.payload, e.DraftWithdrawn)
    assert withdrawn.payload.reason == "no_text"


def test_a_planned_draft_is_not_tabled_where_no_text_keeps_its_sponsors_limits() -> None:
    """The event names the reason, and the pen passes on."""
    run = run_of("dprk-2006-07", 1, (("JPN.form.limit.at_most", "10"),))
    reasons = [(each.actor, each.payload.reason) for each in run.events if isinstance(each.payload, e.ActWithheld)]
    assert ("JPN", "no_text") in reasons
    assert not [each for each in run.events if isinstance(each.payload, e.DraftCirculated) and each.actor == "JPN"]


# All of them


def test_every_mend_has_a_switch() -> None:
    """With all of them off a run is as model 3 made it: tests/engine/test_model_3.py holds every pinned one to that."""
    rules = {name: each for name, each in table().items() if name.startswith("rule.")}
    assert {(each.value, each.low, each.high, each.switch) for each in rules.values()} == {(1, 0, 1, True)}


def test_a_switch_is_no_judgement_to_be_drawn() -> None:
    """A drawn run draws numbers that may be wrong, not rules."""
    assert not [draw.path for draw in Recipe(run_of().scenario, drawn=True).draws if "rule." in draw.path]
