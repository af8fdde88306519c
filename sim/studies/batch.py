"""Many runs in one go: what a worker process does, and what it gives back of each run."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from functools import lru_cache
from itertools import islice
from typing import Any

from attrs import frozen

from sim.engine.run import Run, Scenario, run
from sim.vocabulary import events as e

BATCH = 25
"""Runs a worker gets at a time: below 16 the handing over costs more than it saves."""


@frozen
class Summary:
    """What is kept of a run of many. text: strengths in issue order, of the product or of the draft that fell.

    days_m: thousandths of a day from the scenario's clock; threats: members that threatened a veto, in order.
    """

    seed: int
    form: str
    text: tuple[int, ...] | None
    yes: int
    no: int
    abstain: int
    days_m: int | None
    threats: tuple[str, ...]
    amendments: int
    events: int
    head: str


@frozen
class Task:
    """One recipe but for the seed: the canonical scenario (JSON), overrides, entries left out."""

    plain: str
    sets: tuple[tuple[str, str], ...]
    without: tuple[str, ...]


def summarise(played: Run) -> Summary:
    """What is kept of a run."""
    outcome = played.outcome
    keys = played.scenario.setting.space.keys
    text = outcome.text or next(
        (x.payload.text for x in reversed(played.events) if isinstance(x.payload, (e.DraftVetoed, e.DraftFailed))),
        None,
    )
    threats = dict.fromkeys(event.actor for event in played.events if isinstance(event.payload, e.VetoThreatened))
    amendments = sum(isinstance(event.payload, e.DraftAmended) for event in played.events)
    return Summary(
        played.seed, outcome.form, None if text is None else tuple(text[key] for key in keys), outcome.yes,
        outcome.no, outcome.abstain, outcome.days_m, tuple(threats), amendments, len(played.events), played.head,
    )  # fmt: skip


def task_of(scenario: Scenario) -> Task:
    """The recipe of a scenario as a worker gets it."""
    from sim.scenario.canon import canonical_json, to_plain

    return Task(canonical_json(to_plain(scenario.base)), scenario.sets, scenario.without)


@lru_cache(maxsize=8)
def _base(plain: str) -> Any:
    """The case behind its canonical JSON; workers see the same few over and over."""
    import json

    from sim.scenario.canon import from_plain

    return from_plain(json.loads(plain))


@lru_cache(maxsize=8)
def scenario_of(task: Task) -> Scenario:
    """The scenario a task names, made ready once a worker."""
    return Scenario(_base(task.plain), task.sets, task.without)


def play(task: Task, seeds: Sequence[int]) -> list[Summary]:
    """Play a batch of seeds and summarise each: what a worker process runs."""
    scenario = scenario_of(task)
    return [summarise(run(scenario, seed)) for seed in seeds]


def play_all(jobs: Iterable[tuple[Task, int]], executor: Executor | None, workers: int = 2) -> Iterator[list[Summary]]:
    """Play jobs given as (task, seeds from 1 to n), in order, a few batches ahead of what has been asked for.

    executor: any concurrent.futures.Executor, or None to play in this process.
    """
    batches = (
        (task, tuple(range(first, min(first + BATCH, n + 1)))) for task, n in jobs for first in range(1, n + 1, BATCH)
    )
    if executor is None:
        for task, seeds in batches:
            yield play(task, seeds)
        return
    waiting: list[Future[list[Summary]]] = []
    for task, seeds in islice(batches, 2 * workers):
        waiting.append(executor.submit(play, task, seeds))
    while waiting:
        done = waiting.pop(0)
        for task, seeds in islice(batches, 1):
            waiting.append(executor.submit(play, task, seeds))
        yield done.result()


def local_pool(jobs: int) -> ProcessPoolExecutor:
    """A pool of processes on this machine, started afresh (spawn) so that they share nothing but what they are sent."""
    from multiprocessing import get_context

    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
