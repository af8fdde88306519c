"""Why a run ended as it did: the chain back from the outcome, what moved the text, near misses, and but for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Unpack

from attrs import field, frozen

from sim.engine.run import Run
from sim.experiment.play import MOST, Experiment, Means
from sim.questions.explain.but_for import ButFor, Presence, matrix_of, take_away
from sim.questions.explain.candidates import Candidate, candidates_of
from sim.questions.explain.causes import Evidence, Link, chain_of, numbers_of
from sim.questions.explain.text_history import (
    GAIN,
    LIMIT,
    NEEDS,
    IssueHistory,
    Move,
    TextHistory,
    issue_histories,
    text_history_of,
)
from sim.questions.given import given_words
from sim.vocabulary import events as e
from sim.vocabulary.margins import margin_of
from sim.vocabulary.outcome import Outcome
from sim.vocabulary.problems import WrongKind
from sim.vocabulary.shown import shown
from sim.vocabulary.whole import whole
from sim.words.labels import Labels
from sim.words.numbers import gain, some
from sim.words.phrases import capital, event_numbers
from sim.words.sentences import OPTIONS, sentence

# Near misses


NEAR_M: Final = 3_000
"""How near counts as near, in thousandths of a gain point: about the noise of a vote."""

_NO_OTHER_COURSE: Final = "consult"
"""To consult for another day puts a choice off, and is not another choice."""


@frozen
class NearMiss:
    """A decision that was close."""

    seq: int
    at: str
    """UTC."""
    actor: str
    type: str
    made: str
    """What was done."""
    instead: str
    """What would have been done."""
    margin_m: int
    """Thousandths of a gain point."""
    words: str


def near_misses(run: Run, within_m: int = NEAR_M) -> tuple[NearMiss, ...]:
    """The decisions up to the outcome that were within a margin of going the other way, nearest first."""
    labels = Labels(run.scenario.case, run.scenario.clock)
    found = []
    for event in run.events:
        data = event.payload
        if isinstance(data, e.OutcomeReached):
            break
        margin = margin_of(data, but=_NO_OTHER_COURSE) if _in_gain_points(data) else None
        if margin is None or margin.next_best is None or margin.margin_m is None:
            continue
        if not 0 <= margin.margin_m <= within_m:
            continue
        of = getattr(data, "draft", "") or getattr(data, "entry", "")
        made, instead = f"{OPTIONS[margin.chosen][0]} {of}", OPTIONS[margin.next_best][1]
        words = f"{labels.subject(event.actor)}: {made}; {some(margin.margin_m)} points from {instead}"
        at = run.scenario.clock.iso(event.t)
        found.append(NearMiss(event.seq, at, event.actor, event.type, made, instead, margin.margin_m, words))
    return tuple(sorted(found, key=lambda miss: (miss.margin_m, miss.seq)))


def _in_gain_points(data: e.Payload) -> bool:
    """Whether the options are measured in gain points: a measure is by pressure, an act can be by priority."""
    return not (
        isinstance(data, e.NationalMeasureTaken) or (isinstance(data, e.ActWithheld) and data.reason != "unwilling")
    )


# What moved the text, in sentences


def findings(run: Run, labels: Labels, texts: TextHistory, histories: Sequence[IssueHistory]) -> tuple[str, ...]:
    """What was given up and on whose limit it failed; limits that the last text crosses still; what else moved."""
    evidence = Evidence(run.scenario.case)
    return (*_failed(labels, evidence, texts, histories), *_crossed(labels, histories), *_moved(labels, histories))


def _failed(labels: Labels, evidence: Evidence, texts: TextHistory, histories: Sequence[IssueHistory]) -> Iterator[str]:
    """What was in the text once, is not in the last, and on whose limit it failed, with what that rests on."""
    for each in sorted(histories, key=lambda history: _crossing(texts, history), reverse=True):
        for actor, bound in each.failed_on:
            strength, seq = each.furthest(bound, texts.above(actor, each.issue))
            since = "" if strength == each.first else f", in the text since {seq}"
            source, assumed = evidence.limits(actor, [each.issue])
            rests = [word for word in (source, *assumed) if word]
            yield (
                f"{capital(labels.issue(each.issue))} {labels.rung(each.issue, strength)}{since}, failed on "
                f"{labels.name(actor)}'s limit of {bound} ({_spoken(texts.spoken(actor, each.issue))}"
                f"{'; rests on ' + ', '.join(rests) if rests else ''}): "
                f"the text ends at {labels.rung(each.issue, each.final)}."
            )


def _crossing(texts: TextHistory, history: IssueHistory) -> int:
    """By how much the text crossed what it failed on: the gravest comes first."""
    crossed = [(history.furthest(bound, texts.above(who, history.issue)), bound) for who, bound in history.failed_on]
    return max((abs(strength - bound) for (strength, _), bound in crossed), default=0)


def _crossed(labels: Labels, histories: Sequence[IssueHistory]) -> Iterator[str]:
    """Which declared limits the last text crosses still."""
    for each in histories:
        for actor, bound in each.crossed:
            yield (
                f"{capital(labels.issue(each.issue))} {labels.rung(each.issue, each.final)}, crosses "
                f"{labels.name(actor)}'s limit of {bound} to the end."
            )


def _moved(labels: Labels, histories: Sequence[IssueHistory]) -> Iterator[str]:
    """What moved, for another reason than a declared limit that was named already."""
    for each in histories:
        named = (*each.failed_on, *each.crossed)
        for move in each.moves:
            if move.why != LIMIT or (move.actor, move.limit) not in named:
                moved = f"{capital(labels.issue(move.issue))} {move.old} -> {move.new}"
                yield f"{moved} ({move.seq}): {_why(labels, move)}."


def _why(labels: Labels, move: Move) -> str:
    """Why one step of one issue was made."""
    who = labels.name(move.actor)
    offered = f", in the wording offered ({move.offered})" if move.offered is not None else ""
    if move.why == LIMIT:
        return f"to come nearer to {who}'s limit of {move.limit}{offered}"
    if move.why == NEEDS:
        return f"its wording could not stand without that on {labels.issue(move.needs)}, which went first{offered}"
    if move.gain_m is None:
        return f"the choice of {who}{offered}"
    worth = f"{gain(move.gain_m[0])} -> {gain(move.gain_m[1])}"
    if move.why == GAIN:
        return f"to win {who}, to whom the text is worth {worth}{offered}"
    return f"the choice of {who}, to whom the text is worth {worth}{offered}"


def _spoken(seqs: Sequence[int]) -> str:
    return event_numbers(seqs) or "never spoken"


# The answer


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
    file: tuple[str, ...] = ()
    """What the run took as given of its file, in words."""
    explained: Run = field(kw_only=True, eq=False, metadata={"json": None})
    """The run itself."""

    def __repr__(self) -> str:
        tried = f", {len(self.but_for)} links taken away" if self.but_for else ""
        return f"<Explanation of run {self.run}: {self.outcome.form}, a chain of {len(self.chain)} events{tried}>"

    _repr_html_ = shown


def explain(
    run: Run,
    *,
    but_for: bool = False,
    matrix: bool = False,
    n: int = 100,
    every_run: bool = False,
    **means: Unpack[Means],
) -> Explanation:
    """Why a run ended as it did.

    but_for: take each link away in n runs, and count how often the outcome stays the same. every_run: in all n, also
    where fewer decide. matrix: in which outcomes of n runs each link shows. means: store, executor, jobs and progress,
    as of `Experiment`.
    Raises LookupError where the run holds no outcome, WrongNumber on n out of range, ForkError where the runs are asked
    for and another model made the run.
    """
    if not isinstance(run, Run):
        raise WrongKind(f"a run is wanted, and {run!r:.60} is none: give what sim.run or sim.recall returns")
    n = whole("n", n, 1, MOST)
    outcome, texts = run.outcome, text_history_of(run)
    histories, chain = issue_histories(run, texts), chain_of(run, texts)
    labels = Labels(run.scenario.case, run.scenario.clock)
    tests: tuple[ButFor, ...] = ()
    rows: tuple[Presence, ...] = ()
    links: tuple[Candidate, ...] = ()
    if but_for or matrix:
        links = candidates_of(run, texts, [link.seq for link in chain])
        with Experiment(**means) as experiment:
            # First what is also observed, so that the runs without their links find those of the matrix played.
            experiment.progress.in_all = not (matrix and but_for)
            rows = matrix_of(run, links, n, experiment) if matrix else ()
            tests = take_away(run, links, n, experiment, every_run) if but_for else ()
    return Explanation(
        run.id, run.scenario.base.id, run.seed, outcome, _words(run, labels),
        findings(run, labels, texts, histories), chain, histories, _votes(run, outcome.draft), near_misses(run), tests,
        rows, {link.id: link.words for link in links if matrix and link.sign is not None},
        given_words(labels, run.state_at(0).setting), explained=run,
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
