"""The assumptions table: what each assumption does to the answer if it is wrong, where it tips, and what to watch."""

from concurrent.futures import Executor
from itertools import combinations

from attrs import frozen

from sim.engine.scenario import Scenario
from sim.experiment.shares import Difference, Share, difference
from sim.runs.store import StoreOrPath
from sim.studies.tipping.flips import Flip, Question, flip, screen
from sim.studies.tipping.outcomes import Outcome
from sim.studies.tipping.shared_seeds import Progress, SharedSeeds
from sim.studies.tipping.spans import Span, assumption_span
from sim.vocabulary.case import Assumption


@frozen
class AssumptionRow:
    """One assumption. low, high: the share of the outcome with all its paths at that end of the range.

    swing: the widest difference between low end, as coded and high end, on the same seeds. tips: where the outcome
    flips, None where it does not.
    """

    assumption: Assumption
    span: Span
    low: Share
    high: Share
    swing: Difference
    tips: Flip | None


@frozen
class Assumptions:
    """The table, sorted by swing. outcome: what the shares are of; asked: whether it was asked for. base: as coded.

    settled: whether that lies beyond chance on its side of the flip; else nothing tips beyond chance.
    """

    scenario: str
    outcome: Outcome
    asked: bool
    n: int
    base: Share
    settled: bool
    rows: tuple[AssumptionRow, ...]
    runs: int


def assumptions(
    scenario: Scenario,
    *,
    outcome: str = "",
    n: int = 100,
    executor: Executor | None = None,
    progress: Progress | None = None,
    store: StoreOrPath | None = None,
) -> Assumptions:
    """Each assumption of a scenario between its plausible ends, all else as coded, on seeds 1 to n throughout.

    outcome: resolution, legal_force>=50 and the like; empty for the kind of outcome that is most common as coded,
    its form and headline wordings. A scenario without assumptions gives an empty table. store: where runs are kept,
    and found by the next question.
    Raises ScenarioError on an outcome or a range that does not fit, ValueError on n out of range.
    """
    points = SharedSeeds(scenario, n, executor, progress, store)
    spans = [(each, assumption_span(scenario, each)) for each in scenario.case.assumptions]
    question = Question(points, outcome)
    points.play(span.sets(value) for _, span in spans for value in screen(span))
    rows = [_row(question, assumption, span) for assumption, span in spans]
    rows.sort(key=lambda row: (-abs(row.swing.difference), row.tips is None, row.assumption.id))
    return Assumptions(
        scenario.base.id, question.outcome, question.asked, n, question.share(()), question.settled, tuple(rows),
        points.runs,
    )  # fmt: skip


def _row(question: Question, assumption: Assumption, span: Span) -> AssumptionRow:
    ends = [span.sets(span.low), (), span.sets(span.high)]
    came = [question.came(sets) for sets in ends]
    swing = max((difference(*pair) for pair in combinations(came, 2)), key=lambda each: abs(each.difference))
    low, high = question.share(ends[0]), question.share(ends[2])
    return AssumptionRow(assumption, span, low, high, swing, flip(question, span))
