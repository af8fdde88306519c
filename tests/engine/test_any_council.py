"""Whatever the Council and whoever sits on it: limits that abstain, other bodies, sponsors, provokers, moves."""

from typing import Any

import attrs
import pytest

import sim
from sim.engine.run import Run
from sim.engine.scenario import Scenario
from sim.questions.count import count
from sim.store.record import data_of, event_of
from sim.vocabulary import events as e
from sim.vocabulary.actors import Limit, OnCrossing
from sim.vocabulary.case import Case
from sim.words.labels import Labels
from sim.words.sentences import sentence
from tests.small import CERTAIN, MEMBERS, actor, case, form_issue, ladder

ISSUES = (form_issue(), ladder("measures", (0, 30, 65)))
HELD_BACK = ("RUS", "CHN", "GHA", "TZA", "QAT")
WARY = Limit(at_most=30, crossing=OnCrossing.ABSTAIN)


def council(limit: Limit | None = WARY, *, measures: int = 100, **more: Any) -> Case:
    """Fifteen members that all want the strongest text, and five with a limit below it."""
    actors = [
        actor(code, ISSUES, (100, measures), limits={"measures": limit} if limit and code in HELD_BACK else None)
        for code in MEMBERS
    ]
    return attrs.evolve(case(ISSUES, actors, "JPN", {**CERTAIN}), **more)


def run_of(case: Case, seed: int = 1) -> Run:
    """One run of a case."""
    return sim.run(Scenario(case), seed)


def of(run: Run, *kinds: type[e.Payload]) -> list[e.Event]:
    """The events of a run of these kinds."""
    return [event for event in run.events if isinstance(event.payload, kinds)]


# Limits that abstain


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_text_over_limits_that_abstain_is_adopted_10_0_5(seed: int) -> None:
    """The five cannot support it and do not stand in its way: nobody objects, and nobody threatens."""
    run = run_of(council(), seed)
    assert (run.outcome.form, run.outcome.vote) == ("resolution", (10, 0, 5))
    assert sorted(code for code, vote in run.outcome.votes.items() if vote == "abstain") == sorted(HELD_BACK)
    assert not of(run, e.ObjectionRaised, e.VetoThreatened, e.DraftAmended)


def test_who_abstains_over_a_limit_names_it_when_it_reads_the_text_and_when_it_votes() -> None:
    """In the event and in the log."""
    run = run_of(council())
    labels = Labels(run.scenario.case, run.scenario.clock)
    for kind in (e.PositionDeclared, e.VoteCast):
        (said,) = [event for event in of(run, kind) if event.actor == "GHA"]
        held_back = getattr(said.payload, "cannot_support", None) or said.payload.terms["cannot_support"]  # type: ignore[attr-defined]
        assert [crossing.issue for crossing in held_back] == ["measures"]
        assert "measures 65 is over its limit of 30" in sentence(labels, said)
        assert data_of(event_of(run.lines[said.seq]).payload) == data_of(said.payload)


def test_six_members_that_cannot_support_a_text_leave_it_one_short_and_the_sponsor_gives_way() -> None:
    """It has heard it from each of them, and its estimate of nine yes votes falls by as many."""
    base = council()
    seventh = {
        code: attrs.evolve(
            base.actors[code], stances={**base.actors[code].stances, "measures": attrs.evolve(
                base.actors[code].stances["measures"], limit=WARY)},
        )
        for code in ("PER", "ARG")
    }  # fmt: skip
    run = run_of(attrs.evolve(base, actors={**base.actors, **seventh}))
    assert run.outcome.vote == (15, 0, 0)
    assert run.outcome.text is not None
    assert run.outcome.text["measures"] == 30


def test_a_member_held_back_by_a_limit_lets_a_statement_pass() -> None:
    """A statement needs nobody's support."""
    issues = (form_issue(), attrs.evolve(ISSUES[1], rungs=tuple(attrs.evolve(r, needs={}) for r in ISSUES[1].rungs)))
    counted = count(Scenario(attrs.evolve(council(), issues=issues)), {"form": 25, "measures": 65})
    assert (counted.result, counted.no) == ("press_statement", 0)
    refused = council(attrs.evolve(WARY, crossing=OnCrossing.NO))
    counted = count(Scenario(attrs.evolve(refused, issues=issues)), {"form": 25, "measures": 65})
    assert (counted.result, counted.no) == ("blocked", 5)


def test_no_member_votes_yes_over_a_limit_of_its_own_and_no_adopted_text_crosses_one_that_means_no() -> None:
    """Over seeds, with noise, with limits of both kinds in the same Council."""
    firm = Limit(at_most=30)
    base = council(WARY)
    china = base.actors["CHN"]
    stances = {**china.stances, "measures": attrs.evolve(china.stances["measures"], limit=firm)}
    noisy = {"vote_noise": 6, "delay_cost": 1}
    mixed = attrs.evolve(
        base, actors={**base.actors, "CHN": attrs.evolve(china, stances=stances)}, parameters=noisy
    )  # fmt: skip
    for seed in range(1, 9):
        run = run_of(mixed, seed)
        for vote in of(run, e.VoteCast):
            assert isinstance(vote.payload, e.VoteCast)
            terms = vote.payload.terms
            assert vote.payload.vote != "yes" or not (terms["crossed"] or terms.get("cannot_support"))
        for adopted in of(run, e.ResolutionAdopted):
            assert adopted.payload.text["measures"] <= 30  # type: ignore[attr-defined]


@pytest.mark.parametrize(("crossing", "vote"), [("no", (10, 5, 0)), ("abstain", (10, 0, 5))])
def test_a_count_names_the_limit_behind_each_no_and_each_abstention(crossing: str, vote: tuple[int, ...]) -> None:
    """With what the member does beyond it."""
    counted = count(Scenario(council(Limit(at_most=30, crossing=OnCrossing(crossing)))), {"form": 100, "measures": 65})
    assert (counted.yes, counted.no, counted.abstain) == vote
    for member in counted.members:
        limits = [(each.issue, each.means) for each in member.crossed]
        assert limits == ([("measures", crossing)] if member.actor in HELD_BACK else [])
