"""An exercise for a class: a lever for each group, chosen so that there is something to find, and what it is.

The runs are those that the groups play afterwards. With a store an interrupted exercise goes on, and the same store
and command give the same exercise.
"""

from typing import Final, Unpack

from attrs import field, frozen

from sim.engine.run import Run
from sim.engine.scenario import Scenario
from sim.experiment.play import Experiment, Means
from sim.experiment.statistics import Share
from sim.questions.compare.divergence import Divergence, divergence_of
from sim.questions.exercise.search import Change, Finding, Search, plan
from sim.questions.explain.study import Explanation, explain
from sim.questions.tip.curve import Tip, tip
from sim.questions.tip.kinds import OutcomeKind, headline_issues, kind_of
from sim.vocabulary.whole import whole
from sim.words.labels import Labels

N: Final = 100
"""Runs of each sweep of a group."""

TIP: Final = 40
"""Runs at each value of a group's curve, at most."""

BUT_FOR: Final = 400
"""Runs by which a run is explained: each link of its chain taken away in 20, with others for comparison; nearly."""

MOST_GROUPS: Final = 20
"""Groups of a class, at most."""


@frozen
class Task:
    """What one group is asked, and what it should find."""

    finding: Finding | None
    """What its change does; None where it has a run to explain."""
    tip: Tip | None
    """Where the outcome tips along its number; None for two numbers together, and without one."""
    example: Divergence | None = field(metadata={"json": None})
    """Where two runs of one seed part, without the change and with it."""
    alone: tuple[Finding, ...] = ()
    """Of two numbers together what each does alone."""
    run: int | None = None
    """A seed of the sweep as coded whose run is to be explained."""
    kind: OutcomeKind | None = None
    """What that run came to."""
    share: Share | None = None
    """How often that comes."""
    why: Explanation | None = field(default=None, metadata={"json": None})
    """Why that run ended so."""


@frozen(repr=False)
class Exercise:
    """A class's exercise on one scenario."""

    file: str
    """What its commands name: a file, or a case."""
    scenario: Scenario = field(metadata={"json": None})
    n: int
    """Runs of each sweep."""
    tasks: tuple[Task, ...]
    """One a group."""
    outcomes: tuple[tuple[OutcomeKind, Share], ...]
    """How often each kind of outcome comes as coded, the most common first."""
    looked_at: int
    """Numbers that were tried."""
    played: int
    """Runs that the exercise rests on."""

    @property
    def labels(self) -> Labels:
        """What the case calls its actors and issues."""
        return Labels(self.scenario.case, self.scenario.clock)

    def runs(self, task: Task) -> int:
        """How many runs the commands of a group play, nearly."""
        curve = BUT_FOR if task.finding is None else 0 if task.tip is None else task.tip.asked.played
        return self.n * (1 + len(self.sweeps(task))) + curve

    def sweeps(self, task: Task) -> tuple[Change, ...]:
        """The changes that a group sweeps."""
        found = () if task.finding is None else (*task.alone, task.finding)
        return tuple(each.change for each in found)

    def __repr__(self) -> str:
        return f"<Exercise on {self.scenario.base.id[:60]}: {len(self.tasks)} groups>"


def exercise(scenario: Scenario, groups: int = 6, *, n: int = N, file: str = "", **means: Unpack[Means]) -> Exercise:
    """Something to find for each of so many groups.

    Each group has another number of the scenario, of another actor where that can be. Where fewer numbers move any
    outcome, the others have two of them together, or a run that ended otherwise to explain. n: runs of each sweep.
    means: store, executor, jobs and progress, as of `Experiment`. Raises ValueError on groups or n out of range, else
    what `Experiment.play` raises.
    """
    groups = whole("groups", groups, 1, MOST_GROUPS)
    n = whole("n", n, 20, 10_000)
    with Experiment(**means) as experiment:
        experiment.progress.in_all = False
        search = Search(experiment, scenario, n)
        found = search.find(groups)
        headlines = headline_issues(scenario.case)
        kinds: dict[OutcomeKind, list[int]] = {}
        for each in search.base:
            kinds.setdefault(kind_of(each, headlines), []).append(each.number)
        order = sorted(kinds, key=lambda kind: (-len(kinds[kind]), kind.word))
        outcomes = tuple((kind, Share(len(kinds[kind]), n)) for kind in order)
        played = experiment.progress.asked
    tasks = [_task(scenario, each, found, n, means) for each in found]
    rare = [
        (kind, seed) for at in range(groups) for kind in (*order[1:], order[0]) for seed in kinds[kind][at : at + 1]
    ]
    for kind, seed in rare[: groups - len(tasks)]:
        why = explain(_run(scenario, (), n, seed))
        tasks.append(Task(None, None, None, (), seed, kind, Share(len(kinds[kind]), n), why))
    played += sum(task.tip.asked.played for task in tasks if task.tip is not None)
    return Exercise(file or scenario.base.id, scenario, n, tuple(tasks), outcomes, search.looked_at, played)


def _task(scenario: Scenario, finding: Finding, found: list[Finding], n: int, means: Means) -> Task:
    """What a group finds that makes one change."""
    change = finding.change
    runs = [_run(scenario, sets, n, finding.example) for sets in ((), change.sets)]
    parting = divergence_of(*runs)
    if len(change.parts) > 1:
        parts = [Change((part,)) for part in change.parts]
        return Task(finding, None, parting, tuple(each for each in found if each.change in parts))
    curve = tip(scenario, change.names[0], outcome=finding.outcome.word, n=min(n, TIP), **means)
    return Task(finding, curve, parting)


def _run(scenario: Scenario, sets: tuple[tuple[str, str], ...], n: int, seed: int) -> Run:
    return plan(scenario, sets, n).recipe(0).run(seed)
