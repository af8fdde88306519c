"""Margins: one function for whatever a rule chose among."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.vocabulary import events as e
from sim.vocabulary.margins import Threshold, by_lines, margin_of
from sim.vocabulary.parts import Crossing, SponsorTerms, VoteTerms
from tests.kit import CASES, runs_of

DECISIONS = (
    e.VoteCast, e.ObjectionRaised, e.CoSponsorJoined, e.VetoThreatened, e.BridgingTextOffered, e.DraftAmended,
    e.ConsultationsContinued, e.DraftPutInBlue, e.DraftWithdrawn, e.MediationGranted, e.MediationRefused,
    e.ThreatIssued, e.OutcomeRejected, e.OutcomeWelcomed,
)  # fmt: skip
"""Kinds that always come from a choice among options."""


def vote(vote: str, options: dict[str, int], crossed: list[Crossing] | None = None, **more: int) -> e.VoteCast:
    """A vote with a gain of 5 points and no noise, no below -8 and yes from 0, unless told otherwise."""
    numbers = {"gain_m": 5_000, "noise_m": 0, "isolation_m": 8_000, "join_m": 8_000, **more}
    terms = VoteTerms(declared_support=9, crossed=crossed or [], issues_m={}, withheld_for=None, **numbers)  # type: ignore[typeddict-item]
    return e.VoteCast("JPN-1", vote, terms, options, vote)


def test_the_margin_of_a_vote_is_its_distance_to_the_nearest_line() -> None:
    """A yes of 5 points over its line: an abstention is what lay nearest."""
    found = margin_of(vote("yes", {"yes": 0, "abstain": -5_000, "no": -13_000}))
    assert found is not None
    assert (found.chosen, found.next_best, found.margin_m) == ("yes", "abstain", 5_000)
    assert found.options == (("yes", 0), ("abstain", -5_000), ("no", -13_000))
    assert found.thresholds == (Threshold("yes_from", 0, 5_000), Threshold("no_below", -8_000, 13_000))


def test_a_crossed_limit_leaves_no_other_option() -> None:
    """There is no margin, but the limit stands among the thresholds."""
    found = margin_of(vote("no", {"no": 0}, [Crossing("sanctions", 85, 65)]))
    assert found is not None
    assert (found.next_best, found.margin_m) == (None, None)
    assert Threshold("limit.sanctions", 65_000, 20_000) in found.thresholds


def test_the_margin_of_a_sponsor_is_what_its_choice_is_worth_over_the_next_best() -> None:
    """Whatever the order in which the options were written."""
    terms = SponsorTerms(aims_at={}, passing_m=0, delay_cost_m=0, beliefs_m={}, limits_real=[])
    found = margin_of(e.ConsultationsContinued("JPN-1", terms, {"drop": 0, "vote": 700, "consult": 900}, "consult"))
    assert found is not None
    assert (found.next_best, found.margin_m) == ("vote", 200)


def test_what_is_no_decision_has_no_margin() -> None:
    """An event without options, or with none recorded."""
    assert margin_of(e.RunEnded("horizon")) is None
    assert margin_of(e.PositionDeclared("p", "", "", 0, "", None)) is None


@given(st.integers(-100, 100), st.lists(st.integers(-50, 50), min_size=1, max_size=3))
def test_by_lines_the_chosen_option_lacks_nothing_and_the_others_what_it_takes_to_reach_them(
    value: int, lines: list[int]
) -> None:
    """Moved by what an option lacks, up or down, the value lies in its range, or on the edge of it."""
    options = [(f"option {number}", line) for number, line in enumerate(lines)]

    def chosen_at(number: int) -> str:
        return next((name for name, line in reversed(options) if number >= line), "first")

    found = by_lines(value, chosen_at(value), "first", *options)
    assert found[chosen_at(value)] == 0
    assert max(found.values()) == 0
    for name, lacks in found.items():
        reached = {chosen_at(value - lacks), chosen_at(value + lacks), chosen_at(value + lacks - 1)}
        assert name in reached


@pytest.mark.parametrize("name", CASES)
def test_every_decision_of_a_run_chose_its_best_option(name: str) -> None:
    """The chosen one is among the options, and none was worth more; so no margin is below nothing."""
    for run in runs_of(name, 10):
        for event in run.events:
            found = margin_of(event.payload)
            if found is None:
                assert not isinstance(event.payload, DECISIONS), event.type
            else:
                assert found.options[0][0] == found.chosen, (event.seq, event.type)
                assert found.margin_m is None or found.margin_m >= 0


@pytest.mark.parametrize("name", CASES)
def test_a_votes_options_give_the_vote_again(name: str) -> None:
    """A gain that was higher by what a yes lacks would have been a yes."""
    for run in runs_of(name, 10):
        for event in run.events:
            if isinstance(event.payload, e.VoteCast) and not event.payload.terms["crossed"]:
                terms, options = event.payload.terms, event.payload.options or {}
                total, yes_from = terms["gain_m"] + terms["noise_m"], terms["join_m"] - terms["isolation_m"]
                if terms["withheld_for"] is None:
                    assert options["yes"] == min(0, total - yes_from)
