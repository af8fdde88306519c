"""What a report is made of: shares of many runs, one run of them and why it ended so, what would change the judgement.

Each part is a question of its own, asked as its own command asks it: with a store, runs that it has are not played
again, and a report that was interrupted goes on. `stored` plays none, and says which parts are missing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final, TypeVar

from attrs import field, frozen

from sim.engine.intervention import ForkError
from sim.engine.run import Recipe, Run, fresh_luck
from sim.engine.scenario import Scenario
from sim.experiment.archive import save
from sim.experiment.designs import DesignError
from sim.experiment.names import names_a_sweep, plan_named, recall
from sim.experiment.plan import Plan
from sim.experiment.play import Experiment, Means, play
from sim.experiment.statistics import OutcomeShare, Share, outcome_shares
from sim.experiment.sweep import Sweep
from sim.experiment.tally import Tally
from sim.experiment.workers import Stopped
from sim.pages import plain
from sim.pages.plain import Shapes
from sim.questions.cited import Cited, cited
from sim.questions.explain.page import SHAPES as OF_WHY
from sim.questions.explain.study import Explanation, explain
from sim.questions.outcome import DatedOutcome, dated
from sim.questions.report.sliders import Grid, Stops, Told, counted, grid_plan, stops_of
from sim.questions.report.sliders import missing as missing_of
from sim.questions.timeline import turning
from sim.questions.tip.kinds import OutcomeKind, headline_issues, kind_of, modal_kind
from sim.questions.tip.page import SHAPES as OF_TABLE
from sim.questions.tip.table import Table, assumptions
from sim.questions.typical import Typical, typical
from sim.scenario.paths import brief_path
from sim.store.store import Store
from sim.vocabulary.outcome import Outcome
from sim.words.labels import Labels

N: Final = 400
"""Runs of a sweep that a report plays where none is named."""

EACH: Final = 100
"""Runs of each link that is taken away, and at each value of an assumption, at most."""

Found = TypeVar("Found")

Watch = Callable[[str], AbstractContextManager[Means]]
"""Given what is played, what it is played with: processes, progress, when to stop."""


NOTHING: Final[Means] = {"jobs": 1, "stop": lambda: True}
"""What nothing is played with."""


@frozen
class Missing:
    """A part that the store lacks, and the command that makes it."""

    part: str
    command: tuple[str, ...]


@frozen
class Rare:
    """A kind of outcome other than the most common."""

    kind: OutcomeKind
    share: Share
    example: str
    """The first run that came to it: SWEEP:K, or a run's id."""
    outcome: Outcome = field(metadata={"json": None})
    """Of that run."""


@frozen(repr=False)
class Report:
    """Everything that a report says of a scenario, a run or a sweep."""

    name: str
    """As it was asked for."""
    file: str
    """What its commands name: a file, or a case."""
    scenario: Scenario = field(metadata={"json": None})
    subject: Run | None = field(metadata={"json": None})
    """The run that was asked about, if one was."""
    n: int
    """Runs that the shares are of."""
    drawn: bool
    """Whether each draws what the coding may be wrong about."""
    kind: OutcomeKind | None
    """The most common kind of outcome; None where the store has no run."""
    share: Share | None
    outcomes: tuple[OutcomeShare, ...]
    others: tuple[Rare, ...]
    """The other kinds, the most common first."""
    tally: Tally | None
    """Of the sweep; None where the shares are of the futures of a fork."""
    days: tuple[float | None, ...] = field(metadata={"json": None})
    """The day of each run, in rising order; None for those without one."""
    typical: Typical | None
    run: Run | None = field(metadata={"json": None})
    """The run that was asked about, else the typical one."""
    why: Explanation | None
    assumptions: Table | None
    grid: Grid | None
    """Of sliders, if they were asked for."""
    cited: Cited
    commands: tuple[tuple[str, ...], ...]
    """What gives each part by itself."""
    missing: tuple[Missing, ...]

    @property
    def labels(self) -> Labels:
        """What the case calls its actors and issues."""
        return Labels(self.scenario.case, self.scenario.clock)

    @property
    def id(self) -> str:
        """What the report is called by: the run, the sweep, or the case."""
        if self.subject is not None:
            return self.subject.id
        return self.tally.sweep if self.tally is not None else self.scenario.base.id

    def as_plain(self) -> dict[str, Any]:
        """All of it for JSON."""
        case = self.scenario.case
        return {
            **plain(self, _SHAPES), "scenario": case.id, "title": case.title, "question": case.question,
            "confidence": case.confidence or None,
            "run": None if self.run is None else plain(_told(self.run)),
        }  # fmt: skip

    def __repr__(self) -> str:
        lacks = f", {len(self.missing)} parts missing" if self.missing else ""
        return f"<Report on {self.name}: {self.n} runs{lacks}>"


@frozen
class _Run:
    run: str
    head: str
    seed: int
    events: int
    outcome: DatedOutcome


def _told(run: Run) -> _Run:
    return _Run(run.id, run.head, run.seed, len(run.events), dated(run.outcome, run.scenario.clock))


_SHAPES: Final[Shapes] = {**OF_WHY, **OF_TABLE}


def report(
    store: Store,
    about: Scenario | str,
    *,
    name: str = "",
    n: int = N,
    stored: bool = False,
    sliders: Sequence[str] = (),
    before: Told = lambda plan, missing: None,
    watch: Watch = lambda what: nullcontext({}),
) -> Report:
    """All that a report says of a scenario, or of the run or sweep of that name.

    n: runs of the sweep, where `about` names none; links are taken away, and assumptions moved, in as many, but in 100
    at most. stored: play none. sliders: paths with their values, as `stops_of` takes them; before: told of their grid
    before anything is played. watch: what each part is played with. Raises StoreError on an unknown name, Stopped
    where it was told to stop, else what the questions raise.
    """
    made = _Made(store, about, name, n, stored, watch)
    made.slide(sliders, before)
    return made.report()


class _Made:
    """A report in the making: each part in its turn, and what the store lacks for it."""

    def __init__(self, store: Store, about: Scenario | str, name: str, n: int, stored: bool, watch: Watch) -> None:
        self.store, self.stored, self.watch = store, stored, watch
        self.missing: list[Missing] = []
        self.commands: list[tuple[str, ...]] = []
        self.subject: Run | None = None
        if isinstance(about, Scenario):
            self.plan = Plan(about, n)
        elif names_a_sweep(store, about):
            self.plan = plan_named(store, about)
        else:
            self.subject = recall(store, about)
            asked = self.subject.scenario
            self.plan = Plan(asked.root.planned(asked.changes, asked.without), n)
        self.scenario = self.plan.scenario
        self.name = name or (about if isinstance(about, str) else about.base.id)
        self.file = name if isinstance(about, Scenario) and name else self.scenario.base.id
        changed = [word for path, value in self.scenario.sets for word in ("--set", f"{path}={value}")]
        changed += [word for entry in self.scenario.without for word in ("--without", entry)]
        self.changed = [*changed, *([] if self.plan.drawn else ["--luck-only"])]
        self.stops: tuple[Stops, ...] = ()

    def slide(self, sliders: Sequence[str], before: Told) -> None:
        """Have sliders too. Raises DesignError or ScenarioError where they cannot be played."""
        if not sliders:
            return
        if self.subject is not None and self.subject.interventions:
            raise DesignError(f"--sliders: {self.name} is a fork; sliders go with a scenario, a sweep or a run")
        self.stops = stops_of(self.scenario, sliders)
        plan = grid_plan(self.scenario, self.stops, self.plan.n, self.plan.drawn)
        if not self.stored:
            before(plan, missing_of(plan, self.store))

    def report(self) -> Report:
        """Ask all parts."""
        tally, recipe, outcomes = self._shares()
        headlines = headline_issues(self.scenario.case)
        kind = modal_kind(outcomes, headlines) if outcomes else None
        common = [] if kind is None else [each for each in outcomes if kind_of(each, headlines) == kind]
        found = self._typical(recipe, common) if common and self.subject is None else None
        run = self.subject if found is None else self._kept(recipe.run(found.number))
        why = None if run is None else self._why(run)
        table = self._assumptions()
        grid = self._grid() if self.stops else None
        days = sorted(each.days for each in outcomes if each.days is not None and each.form != "none")
        return Report(
            self.name, self.file, self.scenario, self.subject, len(outcomes), recipe.drawn, kind,
            None if kind is None else Share(len(common), len(outcomes)),
            outcome_shares([each.form for each in outcomes]) if outcomes else (),
            tuple(self._others(tally, outcomes, headlines, kind)), tally,
            (*days, *[None] * (len(outcomes) - len(days))), found, run, why, table, grid,
            cited(self.scenario.case, _named(self.scenario, run, why)), tuple(self.commands), tuple(self.missing),
        )  # fmt: skip

    def _asked(self, part: str, command: Sequence[str], ask: Callable[[Means], Found]) -> Found | None:
        """The answer of one part; None, and noted as missing, where the store lacks runs and none may be played."""
        self.commands += [] if tuple(command) in self.commands else [tuple(command)]
        try:
            with self.watch(part) if not self.stored else nullcontext(NOTHING) as means:
                return ask({**means, "store": self.store})
        except Stopped:
            if not self.stored:
                raise
            self.missing.append(Missing(part, tuple(command)))
            return None

    def _shares(self) -> tuple[Tally | None, Recipe, Sequence[Outcome]]:
        """The runs that the shares are of: a sweep, or of a fork its futures, each with a luck of its own."""
        run = self.subject
        if run is not None and run.interventions:
            recipe, first = run.recipe, fresh_luck(run)
            lucks, again = range(first, first + self.plan.n), ("report", self.name, "-n", str(self.plan.n))
            played = self._asked("futures of the fork", again, lambda means: play([recipe], lucks, **means)[recipe])
            return None, recipe, played or ()
        plan = self.plan
        command = ["sweep", self.file, "-n", str(plan.n), *self.changed]

        def sweep(means: Means) -> Tally:
            return self._swept(plan, means).tally

        tally = self._asked(f"sweep {plan.id}", command, sweep)
        point = 0 if tally is None or tally.reference is None else tally.reference - 1
        recipe = plan.recipe(point)
        if tally is None:
            return None, recipe, ()
        numbers = range(tally.seeds[0], tally.seeds[1] + 1)
        with Experiment(self.store) as experiment:
            stored = experiment.outcomes.outcomes(recipe.key, numbers[0], numbers[-1], self.scenario.issues)
            return tally, recipe, tuple(stored)

    def _swept(self, plan: Plan, means: Means) -> Sweep:
        """A sweep, played as far as it may be. Raises Stopped where runs are missing then."""
        made = Sweep(plan, self.store, jobs=means["jobs"])
        there = made.complete if self.stored else made.play(means.get("progress"), means["stop"]).finished
        if not there:
            raise Stopped
        return made

    def _grid(self) -> Grid | None:
        plan, stops = grid_plan(self.scenario, self.stops, self.plan.n, self.plan.drawn), self.stops
        varied = [word for each in stops for word in ("--vary", f"{brief_path(each.path)}={','.join(each.values)}")]

        def ask(means: Means) -> Grid:
            self._swept(plan, means)
            return counted(plan, stops, self.store)

        return self._asked("sliders", ["sweep", self.file, "-n", str(plan.n), *self.changed, *varied], ask)

    def _typical(self, recipe: Recipe, common: Sequence[Outcome]) -> Typical | None:
        def ask(means: Means) -> Typical:
            with Experiment(**means) as experiment:
                return typical(recipe, common, experiment)

        return self._asked("the typical run", ("report", self.name, *_runs(self.plan.n, N)), ask)

    def _kept(self, run: Run) -> Run:
        """The typical run, stored so that it can be asked about by its id."""
        if not self.stored:
            save(self.store, run)
        return run

    def _why(self, run: Run) -> Explanation | None:
        n = min(self.plan.n, EACH)

        def ask(means: Means) -> Explanation:
            return explain(run, but_for=True, n=n, **means)

        try:
            command = ("explain", run.id, "--but-for", *_runs(n, EACH))
            found = self._asked("but for each link", command, ask)
        except (ForkError, LookupError):
            found = None
        return explain(run) if found is None and _ended(run) else found

    def _assumptions(self) -> Table | None:
        n = min(self.plan.n, EACH)

        def ask(means: Means) -> Table:
            drawn = self.plan.drawn
            return assumptions(self.scenario, n=n, luck_only=not drawn, **means)

        command = ["assumptions", self.file, *_runs(n, EACH), *self.changed]
        return self._asked("assumptions", command, ask)

    def _others(
        self, tally: Tally | None, outcomes: Sequence[Outcome], headlines: Sequence[str], most: OutcomeKind | None
    ) -> Iterator[Rare]:
        """The other kinds of outcome, each with the first run that came to it."""
        by_kind: dict[OutcomeKind, list[Outcome]] = {}
        for each in outcomes:
            by_kind.setdefault(kind_of(each, headlines), []).append(each)
        point = 0 if tally is None or tally.reference is None else tally.reference - 1
        for kind in sorted(by_kind, key=lambda each: (-len(by_kind[each]), each.word)):
            if kind != most:
                first = by_kind[kind][0]
                named = first.run if tally is None else f"{tally.sweep}:{self.plan.number(point, first.number)}"
                yield Rare(kind, Share(len(by_kind[kind]), len(outcomes)), named, first)


def _runs(n: int, usual: int) -> list[str]:
    """A number of runs as it is typed, where it is not the usual one."""
    return ["-n", str(n)] if n != usual else []


def _ended(run: Run) -> bool:
    try:
        return bool(run.outcome)
    except LookupError:
        return False


def _named(scenario: Scenario, run: Run | None, why: Explanation | None) -> Iterator[str]:
    """The keys of the sources that a report names."""
    for assumption in scenario.case.assumptions:
        yield from (assumption.basis, *assumption.source)
    if run is not None:
        listed = {entry.seq for entry in turning(Labels(run.scenario.case, run.scenario.clock), run.events)}
        yield from (event.source for event in run.events if event.seq in listed)
    if why is not None:
        yield from (link.source for link in why.chain)
        known: Mapping[str, Any] = scenario.case.bibliography
        said = " ".join(why.findings)
        yield from (key for key in known if f"rests on {key}" in said or f", {key}" in said)
