"""Many runs in one go: what a worker process does, and what it gives back of each run."""

import os
import signal
import threading
import traceback
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from multiprocessing import get_context, parent_process

from attrs import frozen

from sim.engine.run import MODEL, Run, Scenario, run
from sim.experiment.designs import Draw, drawn
from sim.vocabulary import events as e

BATCH = 25
"""Runs a worker gets at a time: below 16 the handing over costs more than it saves."""


@frozen
class Summary:
    """What is kept of a run of many. text: strengths in issue order, of the product or of the draft that fell.

    days_m, first_threat_m: thousandths of a day from the scenario's clock to the outcome and to the first veto threat;
    threats: members that threatened a veto, in order.
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
    first_threat_m: int | None = None


@frozen
class Task:
    """One recipe but for the seed: the canonical scenario (JSON), overrides, entries left out.

    draws: parameters that each seed draws from their ranges, after the overrides.
    """

    plain: str
    sets: tuple[tuple[str, str], ...]
    without: tuple[str, ...]
    draws: tuple[Draw, ...] = ()


@frozen
class Played:
    """A run that was finished. run: its id."""

    run: str
    summary: Summary


@frozen
class Failed:
    """A run that raised. sets: the overrides it was played with, what it drew included. error: its last line."""

    seed: int
    sets: tuple[tuple[str, str], ...]
    error: str
    traceback: str


Result = Played | Failed


class OtherModel(Exception):
    """A worker has another model, or other parameters, than whoever sent it work: its runs would be other runs."""


def summarise(played: Run) -> Summary:
    """What is kept of a run."""
    outcome = played.outcome
    keys = played.scenario.setting.space.keys
    text = outcome.text or next(
        (x.payload.text for x in reversed(played.events) if isinstance(x.payload, (e.DraftVetoed, e.DraftFailed))),
        None,
    )
    threatened = [event for event in played.events if isinstance(event.payload, e.VetoThreatened)]
    threats = dict.fromkeys(event.actor for event in threatened)
    since = played.scenario.setting.clock_from
    first_threat_m = round(1000 * (threatened[0].t - since) / 1440) if threatened else None
    amendments = sum(isinstance(event.payload, e.DraftAmended) for event in played.events)
    return Summary(
        played.seed, outcome.form, None if text is None else tuple(text[key] for key in keys), outcome.yes,
        outcome.no, outcome.abstain, outcome.days_m, tuple(threats), amendments, len(played.events), played.head,
        first_threat_m,
    )  # fmt: skip


def task_of(scenario: Scenario) -> Task:
    """The recipe of a scenario as a worker gets it."""
    from sim.scenario.canon import canonical_json, to_plain

    return Task(canonical_json(to_plain(scenario.base)), scenario.sets, scenario.without)


@lru_cache(maxsize=4)
def _base(plain: str) -> Scenario:
    """The scenario behind its canonical JSON; workers see the same few over and over."""
    import json

    from sim.scenario.canon import from_plain

    return Scenario(from_plain(json.loads(plain)))


@lru_cache(maxsize=8)
def scenario_of(task: Task) -> Scenario:
    """The scenario a task names, made ready once a worker; without what its seeds draw."""
    return _base(task.plain).vary(task.sets, task.without)


def scenario_at(task: Task, seed: int) -> Scenario:
    """The scenario that one seed of a task plays: what it draws included."""
    if not task.draws:
        return scenario_of(task)
    return _base(task.plain).vary(sets_at(task, seed), task.without)


def sets_at(task: Task, seed: int) -> tuple[tuple[str, str], ...]:
    """The overrides that one seed of a task plays with."""
    return (*task.sets, *drawn(task.draws, seed))


def signature(plain: str) -> tuple[int, str, str]:
    """What must be the same wherever runs of a scenario are played: model, scenario, parameters."""
    started = _base(plain).started(0)
    return MODEL, started.scenario_digest, started.parameters_digest


def attempt(task: Task, seeds: Sequence[int], wanted: tuple[int, str, str]) -> list[Result]:
    """Play a batch of seeds, whatever comes of each: what a worker process runs for a sweep.

    wanted: the signature of whoever asks. Raises OtherModel where it is not that of this process.
    """
    if signature(task.plain) != wanted:
        raise OtherModel("a worker runs another turtlebay, whose runs would be other runs: install the same one there")
    return [_attempted(task, seed) for seed in seeds]


def _attempted(task: Task, seed: int) -> Result:
    try:
        played = run(scenario_at(task, seed), seed)
        return Played(played.id, summarise(played))
    except Exception as bug:
        said = traceback.format_exception_only(bug)[-1].strip()
        return Failed(seed, sets_at(task, seed), said, "".join(traceback.format_exception(bug)))


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
    """A pool of processes on this machine, started afresh (spawn) so that they share nothing but what they are sent.

    They leave Ctrl-C to this process, and end when it ends, however it does.
    """
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin_work)


def kill_workers(pool: ProcessPoolExecutor) -> None:
    """End the processes of a pool at once, whatever they are at: to shut it down would wait for that."""
    # The pool has a method for this from Python 3.14 on.
    for process in tuple((pool._processes or {}).values()):
        process.kill()


@contextmanager
def working_pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """A pool to be left when its work is done. Left by an error or Ctrl-C, it waits for nobody."""
    pool = local_pool(jobs)
    try:
        _begin(pool, jobs)
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    # Not to wait for it, once all is done, is a race that Python 3.11 can lose when it exits.
    pool.shutdown()


def _begin(pool: Executor, jobs: int) -> None:
    """Start the processes while Ctrl-C waits, so that none gets it before it knows to leave it to this one."""
    if not hasattr(signal, "pthread_sigmask"):
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        for _ in range(jobs):
            pool.submit(os.getpid)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_work() -> None:
    """What a worker process does first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
