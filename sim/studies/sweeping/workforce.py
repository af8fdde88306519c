"""Who plays the runs of a sweep: this process, a pool of processes, or any executor; and what happens when one is lost.

Orders are handed out a few ahead and come back as they are done. A worker that dies takes its orders with it: they are
played again. Runs that lose their workers again and again are played one by one, and one that kills its worker even
then has failed.
"""

import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager
from typing import Final

from attrs import evolve, frozen

from sim.studies.sweeping.batch import Failed, OtherModel, Result, Task, attempt, kill_workers, local_pool, sets_at

TRIES: Final = 3
"""Times an order may be lost before its runs are played one by one, and times such a run may then be lost."""

TICK: Final = 0.5
"""Seconds between two looks at whether to stop."""

AHEAD: Final = 2
"""Orders handed out for every worker, so that none waits for work."""


class WorkLost(Exception):
    """The executor can play no more; the message says why. What was finished is kept."""


@frozen
class Order:
    """Some seeds of a task, to be played in one go. place: the number of its design point. lost: how often it was."""

    task: Task
    place: int
    seeds: tuple[int, ...]
    lost: int = 0


Finished = tuple[Order, Sequence[Result]]

Stop = Callable[[], bool]
"""Asked now and again whether to stop after the runs in hand."""


class Workforce:
    """Plays orders. executor: who works; None for a pool of `jobs` processes of its own, or this process for one job.

    wanted: the signature of the model and scenario, which every worker must have too.
    """

    def __init__(self, wanted: tuple[int, str, str], executor: Executor | None = None, jobs: int = 1) -> None:
        self._wanted = wanted
        self._given = executor
        self._pool: ProcessPoolExecutor | None = None
        self._jobs = jobs
        self._lost: deque[Order] = deque()
        self._suspects: deque[Order] = deque()

    def results(self, orders: Iterator[Order], stop: Stop) -> Iterator[list[Finished]]:
        """What was finished since the last look, perhaps nothing. Raises WorkLost, OtherModel.

        Left by an error or Ctrl-C it waits for nobody: what was finished is given still, what was in hand is lost.
        """
        if self._given is None and self._jobs < 2:
            for order in _until(orders, stop):
                yield [(order, attempt(order.task, order.seeds, self._wanted))]
            return
        waiting: dict[Future[list[Result]], Order] = {}
        try:
            while True:
                self._hand_out(waiting, orders, stop)
                if not waiting:
                    return
                done, _ = wait(waiting, TICK, FIRST_COMPLETED)
                yield self._gathered(waiting, done)
        except KeyboardInterrupt:
            yield self._gathered(waiting, {future for future in waiting if future.done()})
            raise
        finally:
            for future in waiting:
                future.cancel()
            self._close(at_once=bool(waiting))

    def _hand_out(self, waiting: dict[Future[list[Result]], Order], orders: Iterator[Order], stop: Stop) -> None:
        """Give out what there is to do; where a run is suspected of killing its worker, nothing else beside it."""
        if stop():
            for future in [future for future in waiting if self._given is None and future.cancel()]:
                del waiting[future]
            return
        while len(waiting) < AHEAD * self._jobs:
            if self._suspects and not self._lost:
                if waiting:
                    return
                order = self._suspects.popleft()
            elif self._lost:
                order = self._lost.popleft()
            else:
                found = next(orders, None)
                if found is None:
                    return
                order = found
            try:
                waiting[self._submit(order)] = order
            except BrokenExecutor:
                self._lost.appendleft(order)
                if waiting:
                    return
                self._renew()

    def _submit(self, order: Order) -> "Future[list[Result]]":
        if self._given is not None:
            return self._given.submit(attempt, order.task, order.seeds, self._wanted)
        if self._pool is None:
            self._pool = local_pool(self._jobs)
        with _interrupts_held():  # worker processes start with the first order and inherit this
            return self._pool.submit(attempt, order.task, order.seeds, self._wanted)

    def _gathered(self, waiting: dict[Future[list[Result]], Order], done: set[Future[list[Result]]]) -> list[Finished]:
        """The results of futures that are done, their orders waiting no more; lost orders are to be played again."""
        finished: list[Finished] = []
        broken = False
        for future in done:
            order = waiting.pop(future)
            try:
                finished.append((order, future.result()))
            except BrokenExecutor:
                broken = True
                finished += self._mourn(order)
            except Exception as problem:
                finished += self._explained(order, problem)
        if broken and not waiting:
            self._renew()
        return finished

    def _explained(self, order: Order, problem: Exception) -> list[Finished]:
        """What an executor of another library says where a worker was lost; anything else ends the work."""
        if isinstance(problem, OtherModel):
            raise problem
        if type(problem).__name__ == "KilledWorker":
            return self._mourn(order)
        raise WorkLost(f"the runs could not be played where they were sent: {_said(problem)}") from problem

    def _mourn(self, order: Order) -> list[Finished]:
        """Have an order that was lost played again, its runs one by one where that happened often."""
        lost = evolve(order, lost=order.lost + 1)
        if lost.lost < TRIES:
            (self._suspects if len(order.seeds) == 1 else self._lost).append(lost)
            return []
        if len(order.seeds) > 1:
            self._suspects.extend(evolve(order, seeds=(seed,), lost=0) for seed in order.seeds)
            return []
        seed = order.seeds[0]
        error = f"the process that played it died, {lost.lost} times"
        return [(order, [Failed(seed, sets_at(order.task, seed), error, error + "\n")])]

    def _renew(self) -> None:
        """A pool whose process died takes no more work: make a new one. Raises WorkLost where it is not ours."""
        if self._given is not None:
            raise WorkLost("the executor lost a worker and takes no more work")
        self._close()

    def _close(self, at_once: bool = False) -> None:
        """Let the pool go. at_once: its processes are killed, whatever they are at."""
        if self._pool is not None:
            if at_once:
                kill_workers(self._pool)
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _until(orders: Iterator[Order], stop: Stop) -> Iterator[Order]:
    while not stop() and (order := next(orders, None)) is not None:
        yield order


def _said(problem: Exception) -> str:
    if isinstance(problem, CancelledError):
        return "whoever hands them out is gone, or took them back"
    return f"{type(problem).__name__}: {problem}" if str(problem) else type(problem).__name__


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """While it lasts Ctrl-C waits, and processes that start never get it: this one decides for them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
