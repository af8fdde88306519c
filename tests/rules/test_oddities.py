"""Oddities that a reader found who followed runs of crises that he knew, and the rules that mended them."""

from typing import Any

import pytest

from sim.rules.bargaining import choose, sponsor_round
from sim.rules.chance import Chance
from sim.rules.crisis import AT_ONCE, Crisis, SponsorEstimate
from sim.rules.occasions import Occasion
from sim.rules.penholder import gravity
from sim.rules.prospects import prospects_of, record_made, resolution_outlook, statement_prospects
from sim.rules.provoker import concession_to_envoy, each_day
from sim.rules.reviews import blocks_statement, going_on_worth
from sim.rules.spot import spot_statement
from sim.vocabulary import events as e
from sim.vocabulary.actors import Limit
from sim.vocabulary.case import Case, Motive
from sim.vocabulary.clock import Clock
from sim.vocabulary.parts import Crossing
from sim.vocabulary.texts import Issue, Role, Rung
from sim.words.labels import Labels
from tests.rules.test_edition import ISSUES, WISH, council, happens, off, provoked, tabled
from tests.small import CERTAIN, ELECTED, MEMBERS, START, actor, case

NOTHING = (0, 0, 0)

# A vote for the record


def against(*members: str) -> Case:
    """Japan is after a record, China says no, and so do others; nobody is in doubt, and nobody minds being alone."""
    others = dict.fromkeys(("CHN", *members), NOTHING)
    return council(others, near={"CHN": 90}, parameters=CERTAIN, motive=Motive.RECORD)


def worth_of_the_vote(made: Case) -> float:
    """What a vote on its own best text is worth to Japan, gain points."""
    state = provoked(made)
    prospects = prospects_of(resolution_outlook(state, "JPN", None), state.space.resolutions)
    return float(prospects.value[prospects.at(state.space.row_of[WISH])]) / 1000


def test_a_veto_is_worth_the_more_the_more_members_vote_yes() -> None:
    """Half of the gain of 81.7 (record_value), times the share of yes votes; without the rule always half."""
    for noes in (0, 3, 5):
        made, gain = against(*ELECTED[1 : noes + 1]), 81.667
        assert worth_of_the_vote(made) == pytest.approx(gain / 2 * (14 - noes) / 15, abs=0.01)
        assert worth_of_the_vote(off(made, "record_by_votes")) == pytest.approx(gain / 2, abs=0.01)


def test_falling_short_of_nine_votes_makes_no_record() -> None:
    """It isolates who asked for the vote, whatever the climate: failure_cost."""
    short = against(*ELECTED[1:7])
    assert worth_of_the_vote(short) == pytest.approx(-15.0)
    assert worth_of_the_vote(off(short, "record_by_votes")) > 40.0


def test_the_record_that_was_made_counts_by_the_votes_that_were_cast() -> None:
    """Ten of fifteen: two thirds of what a veto of a text that all want would be worth."""
    for made, share in (
        (council(motive=Motive.RECORD), 10 / 15),
        (off(council(motive=Motive.RECORD), "record_by_votes"), 1),
    ):
        state = tabled(made, *WISH)
        happens(state, e.VoteOpened("JPN-1", 1, state.space.text(state.drafts["JPN-1"].row), 1, "FRA"))
        happens(state, e.DraftVetoed("JPN-1", state.space.text(state.drafts["JPN-1"].row), 10, 5, 0, ["CHN"]))
        assert record_made(state) == pytest.approx(share * state.gain("JPN", state.drafts["JPN-1"].row) / 2)


# What has been said


def said(made: Case, *text: int) -> Crisis:
    """The crisis after a press statement that Japan read out at once was agreed."""
    state = provoked(made)
    words = state.space.text(state.space.row_of[text])
    happens(state, e.DraftCirculated("", "JPN-1", words, "reads out", AT_ONCE, terms=TERMS), "JPN")
    happens(state, e.StatementAgreed("JPN-1", "press_statement", words))
    return state


TERMS: Any = {"gain_m": 0, "best_m": None, "share_m": None, "passing_m": None, "carries_m": None}


def test_after_a_statement_another_is_worth_what_it_adds() -> None:
    """The same words again are worth nothing to their author, until the provoker acts again."""
    for made, worth in ((council(), 0.0), (off(council(), "said_is_said"), 35.0)):
        state = said(made, 25, 80, 0)
        assert statement_prospects(state, "JPN").own.max() == pytest.approx(worth, abs=0.01)
    happens(state := said(council(), 25, 80, 0), e.ProvocationOccurred("", "long_range_missile", 30, "again"), "PRK")
    assert statement_prospects(state, "JPN").own.max() == pytest.approx(35.0, abs=0.01)


def test_who_backs_a_draft_lets_no_statement_by_that_says_what_was_said() -> None:
    """Its draft comes on top of what was said, and the statement would not."""
    for made, blocks in ((council(), True), (off(council(), "said_is_said"), False)):
        state = said(made, 25, 80, 0)
        words = state.space.text(state.space.row_of[WISH])
        happens(state, e.DraftCirculated("", "USA-1", words, "tables", "takes_pen", terms=TERMS), "USA")
        state.drafts["USA-1"].sponsor_estimate = SponsorEstimate(20_000, state.drafts["USA-1"].row, 300)
        assert going_on_worth(state, "USA") == pytest.approx(55.0 if blocks else 20.0, abs=0.01)
        assert blocks_statement(state, "USA", state.space.row_of[(25, 80, 0)]) is blocks


# What is given up


def test_no_sponsor_opens_its_text_again_for_less_than_it_takes() -> None:
    """A milder text that brings 29.3 points more is taken where an amendment takes 29, and not at 30."""
    for takes, amends in ((29.0, True), (30.0, False)):
        made = council({"CHN": (60, 40, 10)}, parameters={**CERTAIN, "vote_noise": 6, "amend_worth": takes})
        for each, as_it_was in ((made, amends), (off(made, "amend_for_enough"), True)):
            state = tabled(each, *WISH)
            choice = choose(state, state.drafts["JPN-1"])
            assert (choice.target != state.drafts["JPN-1"].row) is as_it_was


# Forms


def test_who_let_a_form_by_refuses_none_of_that_form_in_the_same_crisis() -> None:
    """China's limit on any product does not outlive the press statement that was agreed; on a resolution it stands."""
    no_product = {"CHN": {"form": Limit(at_most=0)}}
    for made, crosses in ((council(limits=no_product), False), (off(council(limits=no_product), "form_agreed"), True)):
        state = provoked(made)
        press, resolution = (state.space.row_of[text] for text in ((25, 80, 0), WISH))
        assert state.crossed("CHN", press)
        state = said(made, 25, 40, 0)
        assert bool(state.crossed("CHN", press)) is crosses
        assert bool(state.own_limits_kept("CHN")[press]) is not crosses
        assert state.crossed("CHN", resolution)


def test_a_limit_on_the_form_is_said_in_words() -> None:
    """Not: form 100 is over its limit of 0."""
    labels = Labels(council(), Clock(START))
    assert labels.crossed([Crossing("form", 100, 0)]) == "any product is beyond what it accepts"
    assert labels.crossed([Crossing("form", 100, 25)]) == "a resolution is beyond what it accepts"


# Words in a war


def test_an_offer_in_words_takes_little_of_the_pressure_where_force_is_used() -> None:
    """A quarter (words_share) of what it does elsewhere; what an envoy brings home counts in full."""
    for file, rule, share in (("PRK-force", 1, 0.25), ("PRK-force", 0, 1), ("PRK-weapons", 1, 1)):
        always = {"concession_chance": 1, "relaunch_chance": 0, "rule.words_in_war": rule, "severity.concession": 40}
        state = provoked(council({"PRK": (0, 0, 0)}, parameters=always, file=file))
        found = [each_day(state, Occasion("PRK", "provoker", day, 0, "", day), Chance(1, 1)) for day in range(60)]
        offers = [a.payload.severity for d in found for a in d.acts if isinstance(a.payload, e.ConcessionMade)]
        assert set(offers) == {round(40 * share)}
        assert (
            concession_to_envoy(state, Occasion("PRK", "concession", 0, 0), Chance(1, 1)).acts[0].payload.severity == 40
        )


# Who is heard


def test_a_sponsor_hears_those_who_could_stop_its_text_before_it_moves() -> None:
    """It consults on until China has spoken, and then puts in blue; in an emergency it waits for nobody."""

    def moves(**parameters: float) -> list[type[e.Payload]]:
        state = tabled(council(parameters={**CERTAIN, **parameters}), *WISH)
        found = []
        for member in ("USA", "GBR", "FRA", "RUS", "CHN"):
            decision = sponsor_round(state, Occasion("JPN", "round", state.t, 0), Chance(1, 1))
            found.append(type(decision.acts[0].payload))
            state.drafts["JPN-1"].declared[member] = "support"
        return [*found, type(sponsor_round(state, Occasion("JPN", "round", state.t, 0), Chance(1, 1)).acts[0].payload)]

    assert moves() == [e.ConsultationsContinued] * 5 + [e.DraftPutInBlue]
    assert moves(emergency_pressure=0) == [e.DraftPutInBlue] * 6
    assert moves(**{"rule.hear_first": 0}) == [e.DraftPutInBlue] * 6


# What is tabled


def test_over_a_launch_a_resolution_is_worth_tabling_by_the_pressure_that_it_raised() -> None:
    """The launch raised 30 of the 50 of a grave act; a report or a war is as grave as what is at stake."""
    for file, rule, share in (("PRK-weapons", 1, 0.6), ("PRK-weapons", 0, 1.0), ("PRK-force", 1, 1.0)):
        assert gravity(provoked(council(parameters={"rule.gravity": rule}, file=file))) == pytest.approx(share)


def test_who_wants_a_resolution_later_reads_out_the_best_statement_that_it_can_have() -> None:
    """A presidential statement where nobody objects to one; without the rule only a press statement."""
    steps = (("press_statement", 25), ("presidential_statement", 50), ("resolution", 100))
    form = Issue("form", "form", tuple(Rung(key, key, strength) for key, strength in steps), Role.FORM)
    actors = [actor(code, (form, *ISSUES[1:]), WISH) for code in MEMBERS]
    for rule, strength in ((1, 50), (0, 25)):
        made = case((form, *ISSUES[1:]), actors, "JPN", {"rule.any_statement_at_once": rule})
        state = provoked(made)
        happens(state, e.ConsultationsHeld("", 1, "", "FRA", [], {}, [], [], 30000))
        read_out = spot_statement(state, Occasion("JPN", "spot", state.t, 0), Chance(1, 1)).acts[0].payload
        assert isinstance(read_out, e.DraftCirculated)
        assert (read_out.text["form"], read_out.reason) == (strength, AT_ONCE)
