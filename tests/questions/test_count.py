"""Counting a text: would it pass, who blocks it, and what would buy them."""

import pytest

from sim.questions.count import Change, Count, Crossed, MemberCount, count
from sim.vocabulary import events as e
from tests.kit import run_of, scenario

KEYS = ("form", "condemnation", "sanctions", "legal_force", "dialogue")


def text(*strengths: int) -> dict[str, int]:
    """A text of July 2006."""
    return dict(zip(KEYS, strengths, strict=True))


REAL = text(100, 80, 65, 25, 80)
FIRST = text(100, 100, 85, 95, 30)
STATEMENT = text(50, 80, 0, 0, 80)


def member(counted: Count, code: str) -> MemberCount:
    """One member's line."""
    return next(each for each in counted.members if each.actor == code)


def test_the_text_of_1695_passes_by_fifteen_votes() -> None:
    """Nobody blocks it, so nothing needs to be bought."""
    counted = count(scenario(), REAL)
    assert (counted.form, counted.result) == ("resolution", "resolution")
    assert (counted.yes, counted.no, counted.abstain) == (15, 0, 0)
    assert counted.what_would_buy == ()
    assert [(each.short_m, each.buys, each.crossed) for each in counted.members] == [(0, (), ())] * 15


def test_the_first_draft_is_vetoed_thirteen_to_two() -> None:
    """China and Russia are against it, China over two limits."""
    counted = count(scenario(), FIRST)
    assert (counted.result, counted.yes, counted.no, counted.abstain) == ("vetoed", 13, 2, 0)
    assert member(counted, "CHN").crossed == (Crossed("condemnation", 100, 80), Crossed("legal_force", 95, 25))
    assert member(counted, "RUS").crossed == ()
    assert {each.actor for each in counted.members if each.vote == "no"} == {"CHN", "RUS"}


def test_a_text_that_only_a_limit_blocks_is_bought_by_keeping_to_the_limit() -> None:
    """1695 with Article 40 in it: one rung down on the legal basis, and China no longer votes no."""
    counted = count(scenario(), {**REAL, "legal_force": 50})
    china = member(counted, "CHN")
    assert (counted.result, counted.no, china.vote) == ("vetoed", 1, "no")
    assert china.crossed == (Crossed("legal_force", 50, 25),)
    assert ("legal_force", 50, 25) in [(each.issue, each.old, each.new) for each in china.buys]
    assert Change("legal_force", 50, 25) in counted.what_would_buy


def test_what_would_buy_does_buy() -> None:
    """Every change that is offered, made and counted again, has the result it promises."""
    for blocked in ({**REAL, "legal_force": 50}, {**REAL, "condemnation": 100}, FIRST, text(100, 100, 65, 50, 50)):
        counted = count(scenario(), blocked)
        assert counted.result == "vetoed"
        for change in counted.what_would_buy:
            assert blocked[change.issue] == change.old
            assert count(scenario(), {**blocked, change.issue: change.new}).result == "resolution"
        for each in counted.members:
            for bought in each.buys:
                assert blocked[bought.issue] == bought.old
                then = count(scenario(), {**blocked, bought.issue: bought.new})
                assert member(then, each.actor).vote == bought.vote
                assert (each.vote, bought.vote) in (("no", "abstain"), ("no", "yes"), ("abstain", "yes"))


def test_what_is_short_to_a_yes_is_the_distance_to_its_line() -> None:
    """In thousandths, for whoever does not vote yes by gain; nought for whoever does."""
    for each in count(scenario(), FIRST).members:
        assert each.short_m == (0 if each.vote == "yes" else each.yes_from_m - each.gain_m)
        assert (each.gain_m >= each.yes_from_m) == (each.vote == "yes") or each.crossed


def test_a_statement_is_counted_by_objections() -> None:
    """It is agreed where nobody loses by it, and blocked where somebody does."""
    agreed = count(scenario(), STATEMENT)
    blocked = count(scenario(), {**STATEMENT, "condemnation": 80, "form": 25})
    assert (agreed.form, agreed.result, agreed.no) == ("presidential_statement", "presidential_statement", 0)
    assert blocked.form == "press_statement"
    against = count(scenario(sets=(("CHN.condemnation.limit", "60"),)), STATEMENT)
    assert (against.result, against.no, member(against, "CHN").vote) == ("blocked", 1, "no")
    assert member(against, "CHN").buys
    assert {change.issue for change in against.what_would_buy} == {"condemnation"}


def test_states_without_a_vote_are_told_apart() -> None:
    """Their gain is shown, and they are not counted."""
    counted = count(scenario(), REAL)
    assert {each.actor: each.gain_m for each in counted.others} == {"KOR": 18_000, "PRK": -58_000}
    assert "KOR" not in [each.actor for each in counted.members]


def test_an_override_changes_the_count() -> None:
    """Without China's limits and with China and Russia at Chapter VII it passes."""
    lifted = scenario(sets=(
        ("CHN.legal_force.limit", "none"), ("CHN.condemnation.limit", "none"),
    ("CHN.legal_force", "75"), ("RUS.legal_force", "75"),
    ))  # fmt: skip
    assert count(lifted, {**REAL, "legal_force": 75}).result == "resolution"


def test_a_text_can_be_counted_at_a_moment_of_a_run() -> None:
    """At the positions of that moment, calls and pressure counted in."""
    run = run_of()
    vote = next(event for event in run.events if isinstance(event.payload, e.VoteOpened))
    state = run.state_at(vote.seq)
    counted = count(run.scenario, vote.payload.text, state)  # type: ignore[attr-defined]
    row = state.space.row(vote.payload.text)  # type: ignore[attr-defined]
    assert [each.gain_m for each in counted.members] == [
        round(1000 * state.gain(m, row)) for m in state.setting.members
    ]


@pytest.mark.parametrize(
    "wrong", [{**REAL, "legal_force": 26}, {**REAL, "form": 50}, {k: v for k, v in REAL.items() if k != "form"}]
)
def test_what_cannot_be_written_cannot_be_counted(wrong: dict[str, int]) -> None:
    """No such rung, needs not met, an issue missing."""
    with pytest.raises((KeyError, TypeError)):
        count(scenario(), wrong)
