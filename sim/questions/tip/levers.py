"""The numbers an analyst would move, and what one step of each changes: the screen that a teacher asks first.

One step is the next wording of the ladder for positions and limits, and no limit at all; else a tenth of the range.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from statistics import median
from typing import Final, TypeVar, Unpack

from attrs import field, frozen

from sim.engine.draws import Sets
from sim.engine.scenario import Scenario
from sim.experiment.play import Experiment, Means
from sim.questions.tip.asked import FLAT_IN_JSON
from sim.questions.tip.kinds import EXACTLY, OutcomeKind, Wording
from sim.questions.tip.points import Points, play_together
from sim.questions.tip.ranges import HIDDEN, ValueRange, assumption_range, paths_of, range_of
from sim.scenario.paths import brief_path
from sim.vocabulary.actors import Actor, Evidence, Seat, Stance
from sim.vocabulary.outcome import Outcome
from sim.vocabulary.shown import shown
from sim.words.labels import Labels
from sim.words.numbers import amount

RUNS: Final = 20
"""Seeds of a screen unless more are asked for."""

MOST_STEPS: Final = 3
"""Steps of one number at most: down, up, and to no limit."""

ASSUMPTION, POSITION, LIMIT, PRIORITY, CLIMATE = "assumption", "position", "limit", "priority", "climate"
"""Kinds of numbers."""

FORM, TEXT, VOTE, DAY, NOTHING = "form", "text", "vote", "day", "nothing"
"""What may differ between two runs, the weightiest first."""

JUDGED: Final = (Evidence.GUESS, Evidence.JUDGEMENT)
"""How a stance is supported whose numbers are to be varied first."""


@frozen
class Lever:
    """One number that may be wrong, or several that an assumption moves together."""

    range: ValueRange = field(metadata=FLAT_IN_JSON)
    kind: str
    basis: str
    """Of an assumption; else how the number is supported."""
    text: str = ""
    """What an assumption says."""
    source: tuple[str, ...] = ()
    indicator: str = ""
    """What to watch."""

    @property
    def actor(self) -> str:
        """The code of whose number it is; empty for an assumption and the climate."""
        words = self.range.name.split(".")
        return words[1] if words[0] == "actors" else ""


@frozen
class Step:
    """What one step changes, seed by seed. A run counts once, under its weightiest difference."""

    value: float | None
    """None for no limit."""
    changes: str
    """The weightiest difference of any run: FORM to NOTHING."""
    form: int
    """Runs that end in another form."""
    text: int
    """Runs with the same form and another text, of the product or of the draft that fell."""
    vote: int
    """Runs with the same text, on which a member votes otherwise."""
    day: int
    """Runs that differ in the day alone, by at least a tenth."""
    becomes: OutcomeKind | None
    """The form, else the wordings, that come most often of those that are new."""
    votes: Mapping[str, str]
    """The votes, member to vote, that come most often of those that are new."""
    later: float | None
    """Median of the days gained (positive: later) where the day alone differs."""

    @property
    def weight(self) -> tuple[int, int, int, int]:
        """What steps are sorted by."""
        return self.form, self.text, self.vote, self.day


@frozen
class Moved:
    """A lever with its steps, the weightiest first."""

    lever: Lever = field(metadata=FLAT_IN_JSON)
    changes: str
    """The weightiest difference that any step makes: FORM to NOTHING."""
    steps: tuple[Step, ...]


@frozen
class Levers:
    """What one step of each number changes, the weightiest first."""

    scenario: str
    n: int
    """Seeds that every step was played on."""
    drawn: bool
    """Whether each run draws what the coding may be wrong about; else luck alone differs from run to run."""
    levers: tuple[Moved, ...]
    runs: int
    """All runs that the answer rests on."""
    changed: bool = field(metadata=HIDDEN)
    """Whether overrides changed the scenario."""
    labels: Labels = field(eq=False, repr=False, metadata=HIDDEN)

    def __repr__(self) -> str:
        moving = sum(each.changes != NOTHING for each in self.levers)
        return f"<Levers of {self.scenario[:60]}: {moving} of {len(self.levers)} numbers change something in a step>"

    _repr_html_ = shown


def levers(scenario: Scenario, *, n: int = RUNS, luck_only: bool = False, **means: Unpack[Means]) -> Levers:
    """What one step of every position, limit, priority and assumption changes, and of the climate, on seeds 1 to n.

    Each seed draws what the coding may be wrong about, but for the number that is moved. luck_only: all is as coded.
    means: store, executor, jobs and progress, as of `Experiment`. Raises ScenarioError where an assumption's range does
    not fit, ValueError on n out of range.
    """
    found = [*assumption_levers(scenario), *number_levers(scenario)]
    with Experiment(**means) as experiment:
        points = Points(experiment, scenario, n, luck_only)
        experiment.progress.in_all = True
        rows = screen(points, found)
        return Levers(
            scenario.base.id, n, not luck_only, tuple(rows), experiment.progress.asked,
            bool(scenario.sets or scenario.without), Labels(scenario.case, scenario.clock),
        )  # fmt: skip


def screen(points: Points, found: Sequence[Lever]) -> list[Moved]:
    """What one step of each lever changes, the weightiest first; of equals in the order they came."""
    steps = {lever: steps_of(points.scenario, lever) for lever in found}
    about = {lever: points.keeping(lever.range.paths) for lever in found}
    base: list[Sets] = [()]
    play_together((about[lever], sets) for lever in found for sets in (*base, *map(lever.range.sets, steps[lever])))
    rows = [_moved(about[lever], lever, steps[lever]) for lever in found]
    return sorted(rows, key=_weight, reverse=True)


def _weight(row: Moved) -> tuple[int, ...]:
    return max((step.weight for step in row.steps), default=(0, 0, 0, 0))


def _moved(points: Points, lever: Lever, values: Sequence[float | None]) -> Moved:
    steps = [_step(points, value, lever.range.sets(value)) for value in values]
    steps.sort(key=lambda step: step.weight, reverse=True)
    return Moved(lever, steps[0].changes if steps else NOTHING, tuple(steps))


def _step(points: Points, value: float | None, sets: Sets) -> Step:
    runs: dict[str, list[tuple[Outcome, Outcome]]] = {each: [] for each in (FORM, TEXT, VOTE, DAY, NOTHING)}
    for pair in zip(points.base, points.at(sets), strict=True):
        runs[difference_of(*pair)].append(pair)
    becomes = None
    if runs[FORM]:
        becomes = OutcomeKind(_most(after.form for _, after in runs[FORM]))
    elif runs[TEXT]:
        becomes = OutcomeKind(wordings=_most(_wordings(*pair) for pair in runs[TEXT]))
    votes = dict(_most(_votes(*pair) for pair in runs[VOTE])) if runs[VOTE] else {}
    days = [(after.days_m or 0) - (before.days_m or 0) for before, after in runs[DAY]]
    return Step(
        value, next(each for each in runs if runs[each]), len(runs[FORM]), len(runs[TEXT]), len(runs[VOTE]),
        len(runs[DAY]), becomes, votes, median(days) / 1000 if days else None,
    )  # fmt: skip


def difference_of(before: Outcome, after: Outcome) -> str:
    """The weightiest difference between two runs."""
    if before.form != after.form:
        return FORM
    if before.text != after.text:
        return TEXT
    if before.votes != after.votes:
        return VOTE
    shown = [None if each.days_m is None else amount(each.days_m) for each in (before, after)]
    return DAY if shown[0] != shown[1] else NOTHING


Found = TypeVar("Found")


def _most(found: Iterable[Found]) -> Found:
    """What comes most often; of equals the first by name."""
    counted = Counter(found)
    return min(counted, key=lambda each: (-counted[each], str(each)))


def _wordings(before: Outcome, after: Outcome) -> tuple[Wording, ...]:
    """The issues on which a text differs, with what it says there now; all of them where one run had no text."""
    old, new = before.text or {}, after.text or {}
    return tuple(Wording(key, EXACTLY, strength) for key, strength in new.items() if old.get(key) != strength)


def _votes(before: Outcome, after: Outcome) -> tuple[tuple[str, str], ...]:
    return tuple((code, vote) for code, vote in after.votes.items() if before.votes.get(code) != vote)


# The numbers, and one step of each


def assumption_levers(scenario: Scenario) -> list[Lever]:
    """The assumptions that the scenario declares, in their order."""
    return [
        Lever(assumption_range(scenario, each), ASSUMPTION, each.basis, each.text, each.source, each.indicator)
        for each in scenario.case.assumptions
    ]


def stance_levers(scenario: Scenario, judged: bool = False) -> Iterator[Lever]:
    """Positions and limits that no assumption names, the weightier first. judged: guesses and judgements only."""
    named = _named(scenario)
    stances = [
        (actor, issue, stance)
        for actor in scenario.case.actors.values()
        for issue, stance in actor.stances.items()
        if stance.evidence in JUDGED or not judged
    ]
    for actor, issue, stance in sorted(stances, key=_rank(scenario)):
        path = f"actors.{actor.code}.stances.{issue}"
        if f"{path}.position" not in named:
            yield Lever(range_of(scenario, f"{path}.position"), POSITION, str(stance.evidence))
        if stance.limit is not None and f"{path}.limit" not in named:
            yield Lever(range_of(scenario, f"{path}.limit"), LIMIT, str(stance.evidence))


def number_levers(scenario: Scenario) -> Iterator[Lever]:
    """All numbers that no assumption names; the count of vetoes only where rules read it."""
    named = _named(scenario)
    yield from stance_levers(scenario)
    for actor in scenario.case.actors.values():
        if f"actors.{actor.code}.priority" not in named:
            yield Lever(range_of(scenario, f"actors.{actor.code}.priority"), PRIORITY, str(actor.evidence))
    if "climate.vetoes" not in named and not scenario.setting.rule("climate_of_file"):
        yield Lever(range_of(scenario, "climate.vetoes"), CLIMATE, scenario.case.climate.basis)


def _named(scenario: Scenario) -> set[str]:
    case = scenario.case
    return {path for assumption in case.assumptions for path in paths_of(case, assumption)}


def _rank(scenario: Scenario) -> Callable[[tuple[Actor, str, Stance]], tuple[int, int, int]]:
    """Who holds the pen and the permanent members first, then the members; within them by priority and salience."""

    def rank(found: tuple[Actor, str, Stance]) -> tuple[int, int, int]:
        actor, _, stance = found
        writes = actor.code == scenario.case.penholder or actor.seat is Seat.PERMANENT
        seat = 0 if writes else 1 if actor.seat is Seat.ELECTED else 2
        return seat, -actor.priority * stance.salience, scenario.setting.rank[actor.code]

    return rank


def steps_of(scenario: Scenario, lever: Lever) -> list[float | None]:
    """One step down and one up from where a number is coded, none beyond its range; for a limit no limit too."""
    values = lever.range
    here = values.here
    if here is None:
        return []
    rungs = _rungs(scenario, values.paths)
    if rungs:
        down = max((rung for rung in rungs if rung < here), default=here)
        up = min((rung for rung in rungs if rung > here), default=here)
    else:
        # A count has no top of its own: a tenth of all that could be typed would be many times what is coded.
        size = max(values.is_whole, values.width / 10 if values.width <= 100 else here // 10)
        down, up = here - size, here + size
    ends = [min(values.values, key=lambda each: abs(each - wanted)) for wanted in (down, up)]
    steps: list[float | None] = [end for end in dict.fromkeys(ends) if values.sets(end) and end != here]
    if lever.kind == LIMIT and values.clearable:
        steps.append(None)
    return steps


def _rungs(scenario: Scenario, paths: Sequence[str]) -> list[int]:
    """The strengths of the ladder that all paths stand on; none where they are no positions or limits of one issue."""
    words = [path.split(".") for path in paths]
    issues = {each[3] if each[2:3] == ["stances"] and each[4] in (POSITION, LIMIT) else "" for each in words}
    strengths = {issue.key: [rung.strength for rung in issue.rungs] for issue in scenario.case.issues}
    return strengths.get(issues.pop(), []) if len(issues) == 1 else []


# In words


def lever_words(labels: Labels, lever: Lever) -> str:
    """What a number is: China's limit on legal force; an assumption by its id."""
    return lever.range.name if lever.kind == ASSUMPTION else path_words(labels, lever.range.name)


def path_words(labels: Labels, path: str) -> str:
    """What a path in full leads to: China's limit on legal force; the path itself where there are no words for it."""
    words = path.split(".")
    if words[0] == "actors":
        name = labels.short(words[1])
        owner = f"{name}'" if name.endswith("s") else f"{name}'s"
        part = f"{words[4]} on {labels.issue(words[3])}" if words[2] == "stances" else words[-1].replace("_", " ")
        return f"{owner} {part}"
    return "vetoes in the two years before" if words[0] == CLIMATE else brief_path(path)


def part_words(labels: Labels, lever: Lever) -> str:
    """Which of an actor's numbers it is: limit on legal force."""
    return f"{lever.kind} on {labels.issue(lever.range.name.split('.')[3])}" if lever.kind != PRIORITY else PRIORITY
