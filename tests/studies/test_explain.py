"""Why a run came out as it did: the chain, what moved the text, near misses, and what the runs say of each link."""

import json
from typing import Any

import attrs
import pytest

import sim
from sim.engine.fork import ForkError, fork
from sim.engine.run import Run
from sim.studies.explaining.but_for import CAME_BEFORE, MADE_IT, OPEN
from sim.studies.explaining.explain import Explanation, explain
from sim.studies.explaining.near_misses import NEAR_M, near_misses
from sim.studies.explaining.trails import LIMIT, NEEDS, texts_of, trails_of
from sim.vocabulary import events as e
from tests.kit import CASES, JULY, run_of

EACH = [(name, seed) for name in CASES for seed in (1, 2, 3, 4)]
SETTLED = next(seed for seed in range(1, 40) if run_of(JULY, seed).outcome.form == "resolution")


def explained(seed: int = SETTLED, name: str = JULY) -> tuple[Run, Explanation]:
    """A run and why."""
    return run_of(name, seed), explain(run_of(name, seed))


def test_july_2006_chapter_vii_failed_on_chinas_limit_on_legal_force() -> None:
    """In the trail of the issue, in words, and in the chain, with the source and the assumption it rests on."""
    why = explained()[1]
    trail = next(each for each in why.issues if each.issue == "legal_force")
    assert (trail.first, trail.failed_on) == (95, (("CHN", 25),))
    assert trail.final <= 25
    assert [(move.why, move.actor, move.limit) for move in trail.moves][-1] == (LIMIT, "CHN", 25)
    assert "failed on China's limit of 25" in why.findings[0]
    assert "china-legal-limit" in why.findings[0]
    spoke = [link for link in why.chain if link.type in ("VetoThreatened", "ObjectionRaised") and link.actor == "CHN"]
    crossed = [limit for link in spoke for limit in link.numbers["crossed"] if limit["issue"] == "legal_force"]
    assert all(limit["limit"] == 25 and limit["strength"] > 25 for limit in crossed)
    assert crossed
    assert any("china-legal-limit" in link.assumptions and link.source for link in spoke)


@pytest.mark.parametrize(("name", "seed"), EACH)
def test_the_chain_leads_back_from_the_outcome_and_every_step_is_in_it(name: str, seed: int) -> None:
    """Latest first, causes before effects, nothing that no other link rests on."""
    run, why = explained(seed, name)
    seqs = [link.seq for link in why.chain]
    assert seqs == sorted(seqs, reverse=True)
    assert why.chain[0].type == "OutcomeReached"
    behind = {seq for link in why.chain for seq in link.because}
    assert behind == set(seqs[1:])
    assert all(cause < link.seq for link in why.chain for cause in link.because)
    for link in why.chain:
        event = run.events[link.seq]
        assert (link.type, link.actor, link.t, link.at) == (
            event.type, event.actor, event.t, run.scenario.clock.iso(event.t),
        )  # fmt: skip
        assert set(link.assumptions) <= {each.id for each in run.scenario.case.assumptions}
        assert not link.source or link.source in run.scenario.case.bibliography


@pytest.mark.parametrize(("name", "seed"), EACH)
def test_the_moves_of_every_issue_lead_from_the_first_text_to_the_last(name: str, seed: int) -> None:
    """Each takes up where the one before left off; a limit that moved a text was crossed by it and spoken of before."""
    run, why = explained(seed, name)
    for trail in why.issues:
        strengths = [trail.first, *(move.new for move in trail.moves)]
        assert [move.old for move in trail.moves] == strengths[:-1]
        assert strengths[-1] == trail.final
        for move in trail.moves:
            assert all(seq < move.seq for seq in move.spoke)
            if move.why in (LIMIT, NEEDS) and move.spoke:
                assert {run.events[seq].actor for seq in move.spoke} == {move.actor}
            if move.why == LIMIT:
                assert move.limit is not None
                assert abs(move.new - move.limit) < abs(move.old - move.limit) or move.new <= move.limit < move.old
    if run.outcome.text is not None:
        assert {trail.issue: trail.final for trail in why.issues} == run.outcome.text


@pytest.mark.parametrize(("name", "seed"), EACH)
def test_votes_are_told_issue_by_issue(name: str, seed: int) -> None:
    """The parts add up to the gain but for rounding, and the margin is what was missing to the other vote."""
    run, why = explained(seed, name)
    assert {vote.actor: vote.vote for vote in why.votes} == run.outcome.votes
    for vote in why.votes:
        assert abs(sum(vote.issues_m.values()) - vote.numbers["gain_m"]) <= len(vote.issues_m)
        if "margin_m" in vote.numbers:
            total = vote.numbers["gain_m"] + vote.numbers["noise_m"]
            lines = (vote.numbers["no_below_m"], vote.numbers["yes_from_m"])
            assert vote.numbers["margin_m"] == min(abs(total - line) for line in lines)


@pytest.mark.parametrize(("name", "seed"), EACH)
def test_near_misses_are_near_and_the_nearest_comes_first(name: str, seed: int) -> None:
    run, why = explained(seed, name)
    margins = [miss.margin_m for miss in why.near_misses]
    assert margins == sorted(margins)
    assert all(0 <= margin <= NEAR_M for margin in margins)
    outcome = next(event.seq for event in run.events if isinstance(event.payload, e.OutcomeReached))
    assert all(miss.seq < outcome for miss in why.near_misses)
    assert len(near_misses(run, 100_000)) >= len(margins)
    assert near_misses(run, -1) == ()


@pytest.mark.parametrize(("name", "seed"), EACH)
def test_an_explanation_is_plain_json_and_looks_right_in_a_notebook(name: str, seed: int) -> None:
    """The same each time; no markup of its own gets through."""
    from rich.console import Console

    _, why = explained(seed, name)
    told = json.dumps(why.as_plain())
    assert told == json.dumps(explained(seed, name)[1].as_plain())
    assert list(json.loads(told)) == [
        "run", "scenario", "seed", "outcome", "words", "findings", "chain", "issues", "votes", "near_misses", "but_for",
        "matrix", "columns",
    ]  # fmt: skip
    console = Console(width=200, record=True, file=open("/dev/null", "w", encoding="utf-8"))  # noqa: SIM115
    console.print(why)
    console.file.close()
    assert why.words in console.export_text()
    assert why._repr_html_().startswith("<p><strong>")


def test_a_run_without_an_outcome_is_refused() -> None:
    run = run_of()
    with pytest.raises(LookupError, match="no outcome"):
        explain(Run(run.scenario, 1, run.events[:5], run.lines[:5], run.hashes[:5]))


def test_an_analysts_change_is_a_link_of_the_chain() -> None:
    """A fork's explanation says what was changed."""
    made = fork(run_of(), 60, [("CHN.legal_force.limit", "none"), ("CHN.condemnation.limit", "none")])
    why = explain(made)
    link = next(each for each in why.chain if each.type == "InterventionMade")
    assert link.numbers["sets"] == [["CHN.legal_force.limit", "none"], ["CHN.condemnation.limit", "none"]]
    assert "the analyst sets CHN.legal_force.limit=none" in link.words


def test_a_text_that_could_not_stand_alone_is_said_to_have_followed() -> None:
    """When a resolution becomes a statement, what only a resolution can say goes with it."""
    for seed in range(1, 15):
        run = run_of("dprk-2009-04", seed)
        trails = trails_of(run, texts_of(run))
        form = next(trail for trail in trails if trail.issue == "form")
        if run.outcome.form == "presidential_statement" and form.failed_on:
            moves = [move for trail in trails for move in trail.moves]
            assert any(move.why == NEEDS and move.needs == "form" for move in moves)
            return
    pytest.fail("no run of fourteen fell back to a statement over a limit on the form")


@pytest.fixture(scope="module")
def july() -> Explanation:
    """July 2006 with every link taken away in forty runs."""
    return sim.explain(run_of(JULY, SETTLED), but_for=True, matrix=True, n=40)


def of(why: Explanation, name: str) -> Any:
    """What the runs say of one link."""
    return next(test for test in why.but_for if test.id == name)


def test_but_for_chinas_limits_chapter_vii_comes(july: Explanation) -> None:
    """July 2006: hardly ever with the limit on legal force, in many runs without."""
    test = of(july, "CHN.legal_force.limit")
    beyond = test.beyond[0]
    assert (beyond.actor, beyond.issue, beyond.limit) == ("CHN", "legal_force", 25)
    assert beyond.k_with == 0
    assert beyond.k_without >= 15
    assert test.verdict == MADE_IT
    both = of(july, "CHN.limits")
    assert both.verdict == MADE_IT
    assert next(each for each in both.beyond if each.issue == "legal_force").k_without >= 15


def test_what_came_before_is_told_from_what_made_it_happen(july: Explanation) -> None:
    """By the interval of the share of runs in which the outcome stays the same."""
    for test in july.but_for:
        assert test.verdict == (MADE_IT if test.high < 0.5 else CAME_BEFORE if test.low > 0.5 else OPEN)
        assert test.low <= test.same / test.n <= test.high
        assert sum(test.forms_with.values()) == sum(test.forms_without.values()) == test.n == 40
        assert (test.instead is None) == (test.same == test.n)
        assert "imposs" not in test.term
        assert "certain to" not in test.term
    assert any(test.verdict == CAME_BEFORE for test in july.but_for)
    assert len(july.but_for) <= 10
    assert {test.kind for test in july.but_for} == {"limit", "entry", "decision"}


def test_the_matrix_has_outcomes_in_rows_and_links_in_columns(july: Explanation) -> None:
    """The rows add up to all runs, and no link shows more often than its outcome."""
    assert sum(row.k for row in july.matrix) == 40
    for row in july.matrix:
        assert set(row.links) == set(july.columns)
        assert all(0 <= k <= row.k for k in row.links.values())
    assert [row.k for row in july.matrix] == sorted((row.k for row in july.matrix), reverse=True)


def test_two_processes_say_the_same_as_one() -> None:
    """And progress is told to the end."""
    run, told = run_of("dprk-2022-05"), []
    one = explain(run, but_for=True, n=8)
    two = explain(run, but_for=True, n=8, jobs=2, progress=lambda done, total: told.append((done, total)))
    assert one == two
    assert told[-1][0] == told[-1][1] > 60


def test_links_of_a_fork_are_tried_from_its_fork_on() -> None:
    """What lies before it can no longer be taken away; the lucks are ones it has not drawn."""
    made = fork(run_of(), 60, [("RUS.legal_force", "30")], luck=1)
    why = explain(made, but_for=True, n=6)
    assert why.but_for
    assert all(test.seq > 61 or test.kind == "limit" for test in why.but_for)
    assert all(test.tried.startswith("new lucks 2 to 7 from event ") for test in why.but_for)


def test_nonsense_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="at least one"):
        explain(run_of(), but_for=True, n=0)
    run = run_of()
    first = attrs.evolve(run.events[0], payload=attrs.evolve(run.events[0].payload, model=0))
    with pytest.raises(ForkError, match="model 0"):
        explain(attrs.evolve(run, events=[first, *run.events[1:]]), matrix=True, n=1)
