"""Why a run ended as it did: the chain back from the outcome, what moved the text, near misses, and but for."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import Any

from attrs import field, frozen

from sim.engine.run import Run
from sim.experiment.play import MOST, Experiment, Progress
from sim.questions.explain.but_for import ButFor, Presence, matrix_of, take_away
from sim.questions.explain.candidates import Candidate, candidates_of
from sim.questions.explain.causes import Link, chain_of
from sim.questions.explain.evidence import Evidence
from sim.questions.explain.findings import findings
from sim.questions.explain.near_misses import NearMiss, near_misses
from sim.questions.explain.numbers import numbers_of
from sim.questions.explain.text_history import IssueHistory, issue_histories, text_history_of
from sim.store.store import StoreOrPath
from sim.vocabulary import events as e
from sim.vocabulary.outcome import Outcome
from sim.vocabulary.shown import shown
from sim.vocabulary.whole import whole
from sim.words.labels import Labels
from sim.words.sentences import sentence


@frozen
class VoteTerms:
    """Why one member voted as it did. Whatever ends in _m is thousandths of a gain point."""

    seq: int
    actor: str
    vote: str
    numbers: Mapping[str, Any]
    """Gain and the day's luck, and the lines between a no, an abstention and a yes."""
    issues_m: Mapping[str, int]
    """What each issue gave."""
    assumptions: tuple[str, ...]
    """Ids of those the numbers rest on."""


@frozen(repr=False)
class Explanation:
    """Why a run ended as it did."""

    run: str
    """The run's id."""
    scenario: str
    seed: int
    outcome: Outcome
    words: str
    """The outcome as a sentence."""
    findings: tuple[str, ...]
    """What moved the text, in sentences."""
    chain: tuple[Link, ...]
    """From the outcome back, the latest link first."""
    issues: tuple[IssueHistory, ...]
    """What moved each issue, in issue order."""
    votes: tuple[VoteTerms, ...]
    """Of the vote that decided, if there was one."""
    near_misses: tuple[NearMiss, ...]
    """The nearest first."""
    but_for: tuple[ButFor, ...] = ()
    """A row for each link that was taken away, if that was asked for."""
    matrix: tuple[Presence, ...] = ()
    """Outcomes of many runs and the links in each, if that was asked for."""
    columns: Mapping[str, str] = field(factory=dict)
    """Of the matrix: link to words."""
    explained: Run = field(kw_only=True, eq=False, metadata={"json": None})
    """The run itself."""

    def __repr__(self) -> str:
        tried = f", {len(self.but_for)} links taken away" if self.but_for else ""
        return f"<Explanation of run {self.run}: {self.outcome.form}, a chain of {len(self.chain)} events{tried}>"

    def _repr_html_(self) -> str | None:
        return shown(self)


def explain(
    run: Run,
    *,
    but_for: bool = False,
    matrix: bool = False,
    n: int = 100,
    store: StoreOrPath | None = None,
    executor: Executor | None = None,
    jobs: int = 1,
    progress: Callable[[Progress], None] | None = None,
) -> Explanation:
    """Why a run ended as it did.

    but_for: take each link away in n runs, and count how often the outcome stays the same. matrix: in which outcomes
    of n runs each link shows. store, executor, jobs, progress: as of `Experiment`. Raises LookupError where the run
    holds no outcome, WrongNumber on n out of range, ForkError where the runs are asked for and another
    model made the run.
    """
    n = whole("n", n, 1, MOST)
    outcome, texts = run.outcome, text_history_of(run)
    histories, chain = issue_histories(run, texts), chain_of(run, texts)
    labels = Labels(run.scenario.case, run.scenario.clock)
    tests: tuple[ButFor, ...] = ()
    rows: tuple[Presence, ...] = ()
    links: tuple[Candidate, ...] = ()
    if but_for or matrix:
        links = candidates_of(run, texts, [link.seq for link in chain])
        with Experiment(store, executor, jobs, progress) as experiment:
            # First what is also observed, so that the runs without their links find those of the matrix played.
            experiment.progress.in_all = not (matrix and but_for)
            rows = matrix_of(run, links, n, experiment) if matrix else ()
            experiment.progress.in_all = True
            tests = take_away(run, links, n, experiment) if but_for else ()
    return Explanation(
        run.id, run.scenario.base.id, run.seed, outcome, _words(run, labels),
        findings(run, labels, texts, histories), chain, histories, _votes(run, outcome.draft), near_misses(run), tests,
        rows, {link.id: link.words for link in links if matrix and link.sign is not None}, explained=run,
    )  # fmt: skip


def _words(run: Run, labels: Labels) -> str:
    return next(sentence(labels, event) for event in reversed(run.events) if event.type == "OutcomeReached")


def _votes(run: Run, draft: str) -> tuple[VoteTerms, ...]:
    """The terms of every vote on that draft."""
    evidence = Evidence(run.scenario.case)
    found = []
    for event in run.events:
        data = event.payload
        if isinstance(data, e.VoteCast) and data.draft == draft:
            crossed = [limit.issue for limit in data.terms["crossed"] or data.terms.get("cannot_support", [])]
            assumed = evidence.limits(event.actor, crossed)[1] if crossed else evidence.gain(event.actor)
            numbers = {name: value for name, value in numbers_of(data).items() if name not in ("issues_m", "vote")}
            issues = dict(data.terms["issues_m"])
            found.append(VoteTerms(event.seq, event.actor, data.vote, numbers, issues, assumed))
    return tuple(found)
