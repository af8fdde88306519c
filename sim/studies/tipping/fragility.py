"""What the answer hangs on: every assumption and every judged stance, by how far it is from flipping the outcome."""

from collections.abc import Iterator
from concurrent.futures import Executor
from typing import Final

from attrs import frozen

from sim.engine.scenario import Scenario
from sim.experiment.shares import Share
from sim.runs.store import StoreOrPath
from sim.studies.tipping.flips import Flip, Question, flip, screen
from sim.studies.tipping.outcomes import Outcome
from sim.studies.tipping.shared_seeds import Progress, SharedSeeds
from sim.studies.tipping.spans import Span, assumption_span, paths_of, span_of
from sim.vocabulary.actors import Actor, Evidence, Seat, Stance

MOST: Final = 60
"""Items looked at unless more are asked for."""

ASSUMPTION, POSITION, LIMIT = "assumption", "position", "limit"

JUDGED: Final = (Evidence.GUESS, Evidence.JUDGEMENT)
"""How a stance is supported whose numbers are to be varied first."""


@frozen
class Fragile:
    """One thing that may be wrong. basis: of an assumption, or how a stance is supported.

    flip: None where the outcome did not flip at any value tried. furthest: the value at which the outcome's share
    was furthest from that of the scenario as coded, and that share.
    """

    span: Span
    kind: str
    basis: str
    flip: Flip | None
    furthest: tuple[float, Share]


@frozen
class Fragility:
    """The list: flips beyond chance, the nearest first; then those within it; then what never flips.

    settled: whether the scenario as coded lies beyond chance on its side of the flip; else no flip is beyond chance.
    left_out: items that the limit left out.
    """

    scenario: str
    outcome: Outcome
    asked: bool
    n: int
    base: Share
    settled: bool
    items: tuple[Fragile, ...]
    left_out: int
    runs: int


def fragility(
    scenario: Scenario,
    *,
    outcome: str = "",
    n: int = 50,
    most: int = MOST,
    executor: Executor | None = None,
    progress: Progress | None = None,
    store: StoreOrPath | None = None,
) -> Fragility:
    """Every assumption, then every position and limit that is a guess or a judgement, by its distance to the flip.

    The flip is that another kind of outcome (form and headline wordings) becomes the most common, or that the share
    of the outcome asked for passes one half. Distances are shares of the plausible range: an assumption's own, else
    all that the field allows. most: items looked at, assumptions first, then the weightier stances.
    Raises ScenarioError where something does not fit the scenario, ValueError on n or most out of range.
    """
    if most < 1:
        raise ValueError(f"{most} items: at least one is needed")
    items = list(_items(scenario))
    chosen = items[:most]
    points = SharedSeeds(scenario, n, executor, progress, store)
    question = Question(points, outcome)
    points.play(span.sets(value) for span, _, _ in chosen for value in screen(span))
    found = [_fragile(question, *item) for item in chosen]
    base = question.share(())
    found.sort(key=lambda each: _order(each, base))
    return Fragility(
        scenario.base.id, question.outcome, question.asked, n, base, question.settled, tuple(found),
        len(items) - len(chosen), points.runs,
    )  # fmt: skip


def _fragile(question: Question, span: Span, kind: str, basis: str) -> Fragile:
    return Fragile(span, kind, basis, flip(question, span), _furthest(question, span))


def _order(item: Fragile, base: Share) -> tuple[int, float, float, str]:
    moved = abs(item.furthest[1].k - base.k)
    if item.flip is None:
        return 2, 0.0, -moved, item.span.name
    return 0 if item.flip.beyond_chance else 1, item.flip.distance, -moved, item.span.name


def _furthest(question: Question, span: Span) -> tuple[float, Share]:
    base = question.share(()).k
    shares = [(value, question.share(span.sets(value))) for value in screen(span)]
    return max(shares, key=lambda each: abs(each[1].k - base))


Item = tuple[Span, str, str]
"""A span, what it is of, and what that rests on."""


def _items(scenario: Scenario) -> Iterator[Item]:
    case = scenario.case
    named: set[str] = set()
    for assumption in case.assumptions:
        paths = paths_of(case, assumption)
        named.update(paths)
        yield assumption_span(scenario, assumption), ASSUMPTION, assumption.basis
    stances = sorted(_judged(scenario), key=lambda each: _rank(scenario, *each))
    for actor, issue, stance in stances:
        path = f"actors.{actor.code}.stances.{issue}"
        if f"{path}.position" not in named:
            yield span_of(scenario, f"{path}.position"), POSITION, str(stance.evidence)
        if stance.limit is not None and f"{path}.limit" not in named:
            yield span_of(scenario, f"{path}.limit"), LIMIT, str(stance.evidence)


Judged = tuple[Actor, str, Stance]


def _judged(scenario: Scenario) -> Iterator[Judged]:
    for actor in scenario.case.actors.values():
        for issue, stance in actor.stances.items():
            if stance.evidence in JUDGED:
                yield actor, issue, stance


def _rank(scenario: Scenario, actor: Actor, issue: str, stance: Stance) -> tuple[int, int, int]:
    """Who holds the pen and the permanent members first, then the members; within them by priority and salience."""
    writes = actor.code == scenario.case.penholder or actor.seat is Seat.PERMANENT
    seat = 0 if writes else 1 if actor.seat is Seat.ELECTED else 2
    return seat, -actor.priority * stance.salience, scenario.setting.rank[actor.code]
