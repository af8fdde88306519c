"""But for: what comes of a run when one link of it is taken away, on the same seeds or the same luck.

A limit or a timeline entry is taken out of the scenario, which is then played on the run's own seed and those after
it, with the link and without. A decision is dropped where it was taken, and both the run with it and the run without
go on from there with the same new lucks. In a run that is itself a fork everything is tried from its fork on.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from attrs import field, frozen

from sim.engine.intervention import check_recipe, fresh_luck, named_drop
from sim.engine.run import Run
from sim.engine.world import Intervention
from sim.experiment.statistics import term, wilson
from sim.studies.explaining.links import DECISION, ENTRY, Candidate
from sim.studies.explaining.trials import Ending, Progress, Trial, ending_of, play, trial_of
from sim.studies.sweeping.batch import Task, task_of
from sim.vocabulary import events as e
from sim.vocabulary.actors import Limit
from sim.vocabulary.texts import Form

MADE_IT, CAME_BEFORE, OPEN = "made it happen", "came before", "too close to tell"
"""What the runs say of a link: without it the outcome is mostly another, mostly the same, or either."""


@frozen
class Beyond:
    """How often a text came that goes beyond a limit: k of n runs with the limit in place, and without it."""

    actor: str
    issue: str
    limit: int
    k_with: int
    k_without: int


@frozen
class Instead:
    """An outcome that came in place of another, and in how many runs."""

    form: str
    text: Mapping[str, int] | None
    k: int


@frozen
class ButFor:
    """What comes of it without one link. same: runs of n with the same form and text as the run with it.

    low, high: the interval of that share; term: the words for it. tried: on which runs. forms_with, forms_without:
    how often each form came. own_with, own_without: how often the explained run's own form and text came.
    instead: the most common outcome among those that differ, if any does.
    """

    id: str
    kind: str
    words: str
    seq: int
    tried: str
    verdict: str
    n: int
    same: int
    share: float
    low: float
    high: float
    term: str
    own_with: int
    own_without: int
    forms_with: Mapping[str, int]
    forms_without: Mapping[str, int]
    instead: Instead | None
    beyond: tuple[Beyond, ...] = ()

    @property
    def k(self) -> int:
        """Runs with the same outcome, under the name that every share has."""
        return self.same


@frozen
class Presence:
    """One row of the matrix: an outcome, in how many of n runs it came, and in how many of those each link shows."""

    form: str
    text: Mapping[str, int] | None
    k: int
    n: int
    links: Mapping[str, int]


@frozen
class Tried:
    """All that the runs said: but_for for every link that can be taken away, and the matrix of links and outcomes."""

    but_for: tuple[ButFor, ...] = ()
    matrix: tuple[Presence, ...] = ()
    columns: Mapping[str, str] = field(factory=dict)


def try_links(
    run: Run,
    candidates: Sequence[Candidate],
    n: int,
    *,
    but_for: bool = True,
    matrix: bool = True,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Tried:
    """Take each link away in n runs, and see in which outcomes of n runs each shows.

    Raises ValueError on n below 1, ForkError (one too) where the run was made by another model.
    """
    if n < 1:
        raise ValueError(f"{n} runs: at least one is needed")
    check_recipe(run)
    plain = task_of(run.scenario)
    plans = [plan for each in candidates if (plan := _plan(run, plain, each)) is not None] if but_for else []
    whole = _whole(run, plain)
    signs = [each.signs for each in candidates if each.signs]
    trials = [*([whole] if matrix else []), *(trial for _, *pair in plans for trial in pair)]
    numbers = {trial: _numbers(run, trial, n) for trial in trials}
    found = play(trials, numbers, signs, jobs, progress)
    keys = run.scenario.setting.space.keys
    columns = {each.id: each.words for each in candidates if each.signs}
    return Tried(
        tuple(_but_for(run, each, found[there], found[gone], numbers[there]) for each, there, gone in plans),
        _matrix(found[whole], tuple(columns), keys) if matrix else (),
        columns if matrix else {},
    )


Plan = tuple[Candidate, Trial, Trial]
"""A link, the runs with it, and the runs without it."""


def _whole(run: Run, task: Task) -> Trial:
    """The run's own recipe on other seeds, or its futures from where it was forked."""
    if not run.interventions:
        return trial_of(task, run.seed)
    return _futures(run, task, run.forked_after + 1, e.InterventionMade([], [], [], 1))


def _futures(run: Run, task: Task, at: int, change: e.InterventionMade) -> Trial:
    return trial_of(task, run.seed, (*run.interventions, Intervention(at, change)), futures=True)


def _numbers(run: Run, trial: Trial, n: int) -> range:
    first = fresh_luck(run) if trial.futures else run.seed
    return range(first, first + n)


def _plan(run: Run, task: Task, candidate: Candidate) -> Plan | None:
    """How a link is tried; None where it lies before a fork and can no longer be taken away."""
    sets = [[f"actors.{actor}.stances.{issue}.limit", "none"] for actor, issue, _ in candidate.limits]
    begun = run.forked_after + 1
    if candidate.kind == DECISION:
        at = candidate.seq - 1
        if at < begun:
            return None
        drop = named_drop(run, candidate.seq)
        there, gone = e.InterventionMade([], [], [], 1), e.InterventionMade([], [drop], [], 1)
        return candidate, _futures(run, task, at, there), _futures(run, task, at, gone)
    if not run.interventions:
        without = (candidate.entry,) if candidate.kind == ENTRY else ()
        varied = task_of(run.scenario.vary([(path, value) for path, value in sets], without))
        return candidate, trial_of(task, run.seed), trial_of(varied, run.seed)
    if candidate.kind == ENTRY:
        if candidate.seq <= begun:
            return None
        change = e.InterventionMade([], [named_drop(run, candidate.seq)], [], 1)
    else:
        change = e.InterventionMade(sets, [], [], 1)
    return candidate, _whole(run, task), _futures(run, task, begun, change)


def _but_for(run: Run, link: Candidate, there: list[Ending], gone: list[Ending], numbers: range) -> ButFor:
    n = len(there)
    pairs = list(zip(there, gone, strict=True))
    same = sum(first.outcome == second.outcome for first, second in pairs)
    low, high = wilson(same, n)
    keys = run.scenario.setting.space.keys
    own = _own(run)
    others = Counter(second.outcome for first, second in pairs if first.outcome != second.outcome)
    instead = max(others, key=lambda outcome: others[outcome], default=None)
    return ButFor(
        link.id, link.kind, link.words, link.seq, _tried(run, link, numbers), _verdict(low, high), n, same, same / n,
        low, high, term(same, n), sum(each.outcome == own for each in there), sum(each.outcome == own for each in gone),
        _forms(there), _forms(gone),
        None if instead is None else Instead(instead[0], _text(keys, instead[1]), others[instead]),
        tuple(_beyond(run, limit, there, gone) for limit in link.limits),
    )  # fmt: skip


def _own(run: Run) -> tuple[str, tuple[int, ...] | None]:
    return ending_of(run.events, run.scenario.setting.space.keys).outcome


def _verdict(low: float, high: float) -> str:
    """The interval decides: wholly above one half it came before, wholly below it made it happen."""
    if low > 0.5:
        return CAME_BEFORE
    return MADE_IT if high < 0.5 else OPEN


_FORMS: Final = tuple(str(form) for form in Form)


def _forms(endings: Sequence[Ending]) -> dict[str, int]:
    counted = Counter(each.form for each in endings)
    return {form: counted[form] for form in _FORMS if counted[form]}


def _text(keys: Sequence[str], text: tuple[int, ...] | None) -> dict[str, int] | None:
    return None if text is None else dict(zip(keys, text, strict=True))


def _tried(run: Run, link: Candidate, numbers: range) -> str:
    span = f"{numbers[0]} to {numbers[-1]}"
    if link.kind == DECISION:
        return f"new lucks {span} from event {link.seq - 1} on"
    return f"seeds {span}" if not run.interventions else f"new lucks {span} from event {run.forked_after + 1} on"


def _beyond(run: Run, limit: tuple[str, str, int], there: Sequence[Ending], gone: Sequence[Ending]) -> Beyond:
    actor, issue, bound = limit
    number = run.scenario.setting.space.keys.index(issue)
    coded = run.scenario.case.actors[actor].stances[issue].limit
    line = Limit(at_least=bound) if coded is not None and coded.at_least is not None else Limit(at_most=bound)
    return Beyond(
        actor, issue, bound, sum(each.above(number, line) for each in there),
        sum(each.above(number, line) for each in gone),
    )  # fmt: skip


def _matrix(endings: Sequence[Ending], names: Sequence[str], keys: Sequence[str]) -> tuple[Presence, ...]:
    """A row for each outcome, the most common first."""
    counted = Counter(each.outcome for each in endings)
    rows = []
    for outcome, k in sorted(counted.items(), key=lambda item: (-item[1], str(item[0]))):
        mine = [each for each in endings if each.outcome == outcome]
        links = {name: sum(each.signs[at] for each in mine) for at, name in enumerate(names)}
        rows.append(Presence(outcome[0], _text(keys, outcome[1]), k, len(endings), links))
    return tuple(rows)
