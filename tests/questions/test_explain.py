"""Why a run came out as it did: the chain, what moved the text, near misses, and what the runs say of each link."""

import json
from pathlib import Path
from typing import Any

import attrs
import pytest

import sim
from sim.engine.intervention import ForkError
from sim.engine.run import Recipe, Run, fork
from sim.experiment.play import Progress, play
from sim.pages import html, plain, repr_html, terminal
from sim.questions.explain.but_for import CAME_BEFORE, MADE_IT, OPEN
from sim.questions.explain.page import SHAPES, page
from sim.questions.explain.study import NEAR_M, Explanation, explain, findings, near_misses
from sim.questions.explain.text_history import (
    LIMIT,
    NEEDS,
    OWN,
    IssueHistory,
    Move,
    TextHistory,
    against,
    issue_histories,
    text_history_of,
)
from sim.vocabulary import events as e
from sim.vocabulary.clock import Clock
from sim.words.labels import Labels
from sim.words.numbers import some
from tests.kit import CASES, JULY, run_of, scenario

EACH = [(name, seed) for name in CASES for seed in (1, 2, 3, 4)]
N = 24
"""Runs with each link taken away: some more than those after which a verdict may be settled."""

SETTLED = next(seed for seed in range(1, 40) if run_of(JULY, seed).outcome.form == "resolution")


def explained(seed: int = SETTLED, name: str = JULY) -> tuple[Run, Explanation]:
    """A run and why."""
    return run_of(name, seed), explain(run_of(name, seed))


def test_july_2006_chapter_vii_failed_on_chinas_limit_on_legal_force() -> None:
    """In the history of the issue, in words, and in the chain, with the source and the assumption it rests on."""
    why = explained()[1]
    history = next(each for each in why.issues if each.issue == "legal_force")
    assert (history.first, history.failed_on) == (95, (("CHN", 25),))
    assert history.final <= 25
    assert [(move.why, move.actor, move.limit) for move in history.moves][-1] == (LIMIT, "CHN", 25)
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
    for history in why.issues:
        strengths = [history.first, *(move.new for move in history.moves)]
        assert [move.old for move in history.moves] == strengths[:-1]
        assert strengths[-1] == history.final
        for move in history.moves:
            assert all(seq < move.seq for seq in move.spoke)
            if move.why in (LIMIT, NEEDS) and move.spoke:
                assert {run.events[seq].actor for seq in move.spoke} == {move.actor}
            if move.why == LIMIT:
                assert move.limit is not None
                assert abs(move.new - move.limit) < abs(move.old - move.limit) or move.new <= move.limit < move.old
    if run.outcome.product is not None:
        assert {history.issue: history.final for history in why.issues} == run.outcome.product


@pytest.mark.parametrize(("way", "furthest", "kept", "crossed"), [
    ((60, 95, 60), (95, 8), (("CHN", 60),), ()),
    ((95, 60, 60), (95, 1), (("CHN", 60),), ()),
    ((60, 60, 95), (95, 15), (), (("CHN", 60),)),
    ((60, 50, 60), (60, 1), (), ()),
])  # fmt: skip
def test_a_limit_counts_wherever_on_its_way_the_text_crossed_it(
    way: tuple[int, int, int], furthest: tuple[int, int], kept: Any, crossed: Any
) -> None:
    """What rose over a limit and was brought back failed on it, though the first text had kept it."""
    texts = TextHistory(declared={("CHN", "legal_force"): (60, True)}, standing={("CHN", "legal_force")})
    first, middle, final = way
    moves = (Move("legal_force", 8, first, middle, OWN), Move("legal_force", 15, middle, final, LIMIT, "CHN", 60))
    assert against(texts, "legal_force", way, final) == (kept, crossed)
    history = IssueHistory("legal_force", first, final, (1, 15), moves, kept, crossed)
    assert history.furthest(60, above=True) == furthest
    labels = Labels(scenario(JULY).case, Clock(scenario(JULY).case.start))
    said = " ".join(findings(run_of(JULY, 1), labels, texts, [history]))
    assert ("failed on China's limit of 60" in said) == bool(kept)
    assert ("in the text since 8" in said) == (furthest == (95, 8))


def test_a_limit_that_the_analyst_lifted_is_not_crossed_to_the_end() -> None:
    """The fork's own change is not held against its text, and not offered again."""
    freed = fork(run_of(JULY, SETTLED), 80, [("CHN.legal_force.limit", "none")])
    why = explain(freed)
    assert next(each for each in why.issues if each.issue == "legal_force").crossed == ()
    assert "CHN.legal_force.limit=none" not in terminal(page(why)).partition("Next")[2]


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
def test_an_explanation_is_json_and_a_page_the_same_each_time(name: str, seed: int) -> None:
    """Of the outcome JSON holds what was produced; a page holds the outcome."""
    run, why = explained(seed, name)
    told = json.dumps(plain(why, SHAPES))
    assert told == json.dumps(plain(explained(seed, name)[1], SHAPES))
    assert list(json.loads(told)) == [
        "run", "scenario", "seed", "outcome", "words", "findings", "chain", "issues", "votes", "near_misses", "but_for",
        "matrix", "columns", "file",
    ]  # fmt: skip
    assert json.loads(told)["outcome"]["text"] == run.outcome.product
    assert why.words in " ".join(terminal(page(why)).split())
    assert "<h1>" in html(page(why))


def test_an_explanation_has_a_short_repr() -> None:
    """It names the run and what came of it; the run itself is not printed."""
    run, why = explained()
    assert run.id in repr(why)
    assert why.outcome.form in repr(why)
    assert len(repr(why)) < 200


def test_a_notebook_shows_the_page() -> None:
    """By the name of its page, which the front door knows."""
    why = explained()[1]
    drawn = repr_html(why, {"sim.questions.explain.study.Explanation": "sim.questions.explain.page.page"})
    assert "<h1>North Korea" in (drawn or "")


def test_a_run_without_an_outcome_is_refused() -> None:
    run = run_of()
    with pytest.raises(LookupError, match="no outcome"):
        explain(Run(run.recipe, 1, run.events[:5], run.lines[:5], run.hashes[:5]))


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
        histories = issue_histories(run, text_history_of(run))
        form = next(history for history in histories if history.issue == "form")
        if run.outcome.form == "presidential_statement" and form.failed_on:
            moves = [move for history in histories for move in history.moves]
            assert any(move.why == NEEDS and move.needs == "form" for move in moves)
            return
    pytest.fail("no run of fourteen fell back to a statement over a limit on the form")


@pytest.fixture(scope="module")
def july() -> Explanation:
    """July 2006 with every link taken away in some runs."""
    return sim.explain(run_of(JULY, SETTLED), but_for=True, matrix=True, n=N)


def of(why: Explanation, name: str) -> Any:
    """What the runs say of one link."""
    return next(test for test in why.but_for if test.id == name)


@pytest.mark.slow
def test_but_for_chinas_limits_chapter_vii_comes(july: Explanation) -> None:
    """July 2006: hardly ever with the limit on legal force, in many runs without."""
    test = of(july, "CHN.legal_force.limit")
    beyond = test.beyond[0]
    assert (beyond.actor, beyond.issue, beyond.limit) == ("CHN", "legal_force", 25)
    assert beyond.k_with == 0
    assert beyond.k_without >= 0.375 * N
    assert test.verdict == MADE_IT
    both = of(july, "CHN.limits")
    assert both.verdict == MADE_IT
    assert next(each for each in both.beyond if each.issue == "legal_force").k_without >= 0.375 * N


@pytest.mark.slow
def test_what_came_before_is_told_from_what_made_it_happen(july: Explanation) -> None:
    """By the interval of the share of runs in which the outcome stays the same."""
    for test in july.but_for:
        assert test.verdict == (MADE_IT if test.high < 0.5 else CAME_BEFORE if test.low > 0.5 else OPEN)
        assert test.low <= test.same / test.n <= test.high
        assert sum(test.forms_with.values()) == sum(test.forms_without.values()) == test.n <= test.asked == N
        assert (test.instead is None) == (test.same == test.n)
        assert "imposs" not in test.term
        assert "certain to" not in test.term
    assert any(test.verdict == CAME_BEFORE for test in july.but_for)
    assert len(july.but_for) <= 10
    assert {test.kind for test in july.but_for} == {"limit", "entry", "decision"}


@pytest.mark.slow
def test_a_link_is_tried_until_its_verdict_is_decided_and_no_further(tmp_path: Path) -> None:
    """The verdicts are those of every run; each share is of the runs that were played."""
    run, store = run_of("dprk-2022-05"), tmp_path / "runs.db"
    every = explain(run, but_for=True, n=N, every_run=True, store=store)
    fewer = explain(run, but_for=True, n=N, store=store)
    assert [(test.id, test.verdict) for test in fewer.but_for] == [(test.id, test.verdict) for test in every.but_for]
    assert {test.n for test in every.but_for} == {N}
    assert min(test.n for test in fewer.but_for) == 20
    assert all(sum(test.forms_without.values()) == test.n for test in fewer.but_for)


@pytest.mark.slow
def test_the_matrix_has_outcomes_in_rows_and_links_in_columns(july: Explanation) -> None:
    """The rows add up to all runs, and no link shows more often than its outcome."""
    assert sum(row.k for row in july.matrix) == N
    for row in july.matrix:
        assert set(row.links) == set(july.columns)
        assert all(0 <= k <= row.k for k in row.links.values())
    assert [row.k for row in july.matrix] == sorted((row.k for row in july.matrix), reverse=True)


@pytest.mark.slow
def test_two_processes_say_the_same_as_one() -> None:
    """And progress is told to the end."""
    run, told = run_of("dprk-2022-05"), []
    one = explain(run, but_for=True, n=8)

    def tell(progress: Progress) -> None:
        told.append((progress.done, progress.asked, progress.in_all))

    two = explain(run, but_for=True, n=8, jobs=2, progress=tell)
    assert one == two
    assert told[-1][0] == told[-1][1] > 60
    assert told[-1][2]


@pytest.mark.slow
def test_rows_are_shared_with_sweeps_and_between_questions(tmp_path: Path) -> None:
    """What a sweep, the matrix, or but-for played is not played again; the answer is that without a store."""
    run, store = run_of("dprk-2022-05"), tmp_path / "runs.db"
    swept = play([Recipe(run.scenario)], range(1, 5), store=store)
    assert len(swept[Recipe(run.scenario)]) == 4
    played: list[Progress] = []

    def tell(progress: Progress) -> None:
        played.append(attrs.evolve(progress))

    first = explain(run, but_for=True, n=4, store=store, progress=tell)
    assert played[0].stored == 4
    explain(run, matrix=True, n=4, store=store, progress=tell)
    assert played[-1].stored == 0, "signs are not in the rows that others stored"
    played.clear()
    again = explain(run, but_for=True, matrix=True, n=4, store=store, progress=tell)
    assert again.but_for == first.but_for == explain(run, but_for=True, n=4).but_for
    assert {(each.done, each.stored) for each in played if each.in_all} == {(played[-1].asked, played[-1].asked)}


@pytest.mark.slow
def test_links_of_a_fork_are_tried_from_its_fork_on() -> None:
    """What lies before it can no longer be taken away; the lucks are ones it has not drawn."""
    made = fork(run_of(), 60, [("RUS.legal_force", "30")], luck=1)
    why = explain(made, but_for=True, n=3)
    assert why.but_for
    assert all(test.seq > 61 or test.kind == "limit" for test in why.but_for)
    assert all(test.tried.startswith("new lucks 2 to 4 from event ") for test in why.but_for)


def test_what_came_instead_is_never_the_explained_runs_own_outcome(july: Explanation) -> None:
    """Runs differ from their twins with the link, not from the explained run, and the page says what is compared."""
    own = july.outcome.course
    for test in july.but_for:
        if test.instead is not None:
            text = None if test.instead.text is None else tuple(test.instead.text.items())
            assert (test.instead.form, text) != own
    assert "The same outcome is the same form with the same strength on every issue" in terminal(page(july))


def test_near_misses_say_what_is_not_counted_and_a_hair_is_not_nothing() -> None:
    """The chain shows more consultations as the next best of an act: the list says that this counts as no miss."""
    said = " ".join(terminal(page(explained()[1])).split())
    assert "to put a choice off for another day is not counted" in said
    assert (some(20), some(4), some(0), some(2_600)) == ("0.02", "0.004", "0.0", "2.6")


def test_nonsense_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="n=0: allowed is a whole number from 1"):
        explain(run_of(), but_for=True, n=0)
    run = run_of()
    first = attrs.evolve(run.events[0], payload=attrs.evolve(run.events[0].payload, model=0))
    with pytest.raises(ForkError, match="model 0"):
        explain(attrs.evolve(run, events=[first, *run.events[1:]]), matrix=True, n=1)
