"""Who plays runs: this process, a pool of processes, or any executor; and what happens when a worker is lost.

Orders are handed out a few ahead and come back as they are done. A worker that dies takes its orders with it: they are
played again. Runs that lose their workers again and again are played one by one, and one that kills its worker even
then has failed.
"""

import multiprocessing
import os
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent import futures
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from contextlib import contextmanager, suppress
from typing import Any, Final, Protocol

from attrs import evolve, frozen

from sim.engine.run import Recipe, Run
from sim.store.outcomes import Failed
from sim.vocabulary.outcome import Outcome
from sim.vocabulary.problems import TurtlebayError

BATCH: Final = 25
"""Runs a worker gets at a time: below 16 the handing over costs more than it saves."""

FEW: Final = 60
"""Runs below which starting processes costs more than it saves."""

TRIES: Final = 3
"""Times an order may be lost before its runs are played one by one, and times such a run may then be lost."""

TICK: Final = 0.5
"""Seconds between two looks at whether to stop."""

AHEAD: Final = 2
"""Orders handed out for every worker, so that none waits for work."""

AT_HAND: Final = 16
"""Workers that an executor of somebody else's is taken to have: enough orders are handed out for so many."""

GUARD: Final = (
    'no worker process could start. In a script, put what plays runs below `if __name__ == "__main__":`, because '
    "each worker imports the script anew; in a notebook, use jobs=1 or a Dask client"
)


class WorkLost(TurtlebayError):
    """The executor can play no more; the message says why. What was finished is stored."""


class OtherModel(TurtlebayError):
    """A worker has another model, or other parameters, than whoever sent it work: its runs would be other runs."""


class Observer(Protocol):
    """What else is asked of a run, beside its outcome. Workers get it by pickle."""

    @property
    def key(self) -> str:
        """The name under which answers are stored; another question, another key."""

    def __call__(self, run: Run) -> Any:
        """The answer, in values that JSON holds."""


@frozen
class Played:
    """A run that was finished. answer: what was observed of it, if anything was asked."""

    outcome: Outcome
    answer: Any = None

    @property
    def number(self) -> int:
        """The number it was played with."""
        return self.outcome.number


Result = Played | Failed


@frozen(eq=False)
class Order:
    """Some numbers of a recipe, to be played in one go. lost: how often its worker died."""

    recipe: Recipe
    numbers: tuple[int, ...]
    lost: int = 0


Finished = tuple[Order, Sequence[Result]]

Stop = Callable[[], bool]
"""Asked now and again whether to stop after the runs in hand."""


class Stopped(KeyboardInterrupt):
    """The work stopped where it was asked to. What was finished is stored, where there is a store."""


def attempt(
    recipe: Recipe, numbers: Sequence[int], observe: Observer | None, wanted: tuple[int, str, str]
) -> list[Result]:
    """Play some numbers of a recipe, whatever comes of each: what a worker does.

    At least the first; the others unless Ctrl-C came, which a worker holds back (`_begin_work`). wanted: the signature
    of the recipe where it was sent from. Raises OtherModel where it is another here.
    """
    if recipe.signature != wanted:
        raise OtherModel("a worker runs another turtlebay, whose runs would be other runs: install the same one there")
    results: list[Result] = []
    for number in numbers:
        results.append(_attempted(recipe, number, observe))
        if _interrupt_waits():
            break
    return results


def _interrupt_waits() -> bool:
    """Whether Ctrl-C came to a process that holds it back."""
    return hasattr(signal, "sigpending") and signal.SIGINT in signal.sigpending()


def _attempted(recipe: Recipe, number: int, observe: Observer | None) -> Result:
    try:
        run = recipe.run(number)
        return Played(run.outcome, None if observe is None else observe(run))
    except Exception as bug:
        said = traceback.format_exception_only(bug)[-1].strip()
        return Failed(number, _sets(recipe, number), said, "".join(traceback.format_exception(bug)))


def _sets(recipe: Recipe, number: int) -> tuple[tuple[str, str], ...]:
    """The overrides that a number is played with; without those that `run --drawn` draws for it as well."""
    return (recipe if is_row(recipe) else recipe.settled(number)).scenario.sets


def is_row(recipe: Recipe) -> bool:
    """Whether its numbers draw what `run --drawn` draws, so that the seed alone says what that was."""
    kept = {path for path, _ in recipe.scenario.spelled([(path, "") for path in recipe.kept])}
    return recipe.drawn and recipe.coding is None and kept <= {path for path, _ in recipe.scenario.sets}


def given(executor: Any) -> Executor | None:
    """An executor as `concurrent.futures` knows them; a Dask client has one of its own."""
    return executor.get_executor() if hasattr(executor, "get_executor") else executor  # type: ignore[no-any-return]


class Workforce:
    """Plays orders. executor: who works; None for `jobs` processes of its own, or this process where that is one."""

    def __init__(self, executor: Executor | None = None, jobs: int = 1) -> None:
        self._given = given(executor)
        self._pool: futures.ProcessPoolExecutor | None = None
        self._jobs = jobs
        self._probed = False
        self._lost: deque[Order] = deque()
        self._suspects: deque[Order] = deque()

    def results(
        self, orders: Iterator[Order], observe: Observer | None, stop: Stop, many: bool
    ) -> Iterator[list[Finished]]:
        """What was finished since the last look, perhaps nothing. Raises WorkLost, OtherModel.

        many: whether there is enough to do for a pool of its own. Left by an error or Ctrl-C it waits for nobody: what
        was finished is given still, what was in hand is lost.
        """
        if self._given is None and self._pool is None and (self._jobs < 2 or not many):
            for order in _until(orders, stop):
                yield [_played_here(order, observe, stop)]
            return
        self._probe(stop)
        waiting: dict[Future[list[Result]], Order] = {}
        try:
            while True:
                self._hand_out(waiting, orders, observe, stop)
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
            if waiting:
                self.close(at_once=True)

    def _probe(self, stop: Stop) -> None:
        """See that worker processes can start at all. Raises WorkLost with what to do where they cannot."""
        if self._probed or not isinstance(self._given, futures.ProcessPoolExecutor | None):
            return
        try:
            with _interrupts_held():
                probe = (self._given or self._begin()).submit(os.getpid)
            while not wait([probe], TICK).done:
                if stop():
                    self.close(at_once=True)
                    return
            probe.result()
        except BrokenExecutor:
            self.close()
            raise WorkLost(GUARD) from None
        self._probed = True

    def _hand_out(
        self, waiting: dict[Future[list[Result]], Order], orders: Iterator[Order], observe: Observer | None, stop: Stop
    ) -> None:
        """Give out what there is to do; where a run is suspected of killing its worker, nothing else beside it."""
        if stop():
            for future in [future for future in waiting if self._given is None and future.cancel()]:
                del waiting[future]
            if self._pool is not None:
                interrupt_workers(self._pool)
            return
        while len(waiting) < AHEAD * (self._jobs if self._given is None or self._jobs > 1 else AT_HAND):
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
                waiting[self._submit(order, observe)] = order
            except BrokenExecutor:
                self._lost.appendleft(order)
                if waiting:
                    return
                self._renew()

    def _submit(self, order: Order, observe: Observer | None) -> "Future[list[Result]]":
        recipe = order.recipe
        if self._given is not None:
            return self._given.submit(attempt, recipe, order.numbers, observe, recipe.signature)
        with _interrupts_held():  # worker processes start with the first order and inherit this
            return self._begin().submit(attempt, recipe, order.numbers, observe, recipe.signature)

    def _begin(self) -> "futures.ProcessPoolExecutor":
        if self._pool is None:
            self._pool = local_pool(self._jobs)
        return self._pool

    def _gathered(self, waiting: dict[Future[list[Result]], Order], done: set[Future[list[Result]]]) -> list[Finished]:
        """The results of futures that are done, their orders waiting no more; lost orders are to be played again."""
        finished: list[Finished] = []
        broken = False
        for future in done:
            order = waiting.pop(future)
            try:
                results = future.result()
                done_now, left = order.numbers[: len(results)], order.numbers[len(results) :]
                finished.append((evolve(order, numbers=done_now), results))
                if left:  # its worker was told to stop: unless we are, too, the others are played yet
                    self._lost.append(evolve(order, numbers=left))
            except BrokenExecutor:
                broken = True
                finished += self._retry(order)
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
            return self._retry(order)
        raise WorkLost(f"the runs could not be played where they were sent: {_said(problem)}") from problem

    def _retry(self, order: Order) -> list[Finished]:
        """Have an order that was lost played again, its runs one by one where that happened often."""
        lost = evolve(order, lost=order.lost + 1)
        if lost.lost < TRIES:
            (self._suspects if len(order.numbers) == 1 else self._lost).append(lost)
            return []
        if len(order.numbers) > 1:
            self._suspects.extend(evolve(order, numbers=(number,), lost=0) for number in order.numbers)
            return []
        number = order.numbers[0]
        error = f"the process that played it died, {lost.lost} times"
        return [(order, [Failed(number, _sets(order.recipe, number), error, error + "\n")])]

    def _renew(self) -> None:
        """A pool whose process died takes no more work: make a new one. Raises WorkLost where it is not ours."""
        if self._given is not None:
            raise WorkLost("the executor lost a worker and takes no more work")
        self.close()

    def close(self, at_once: bool = False) -> None:
        """Let the pool of its own go. at_once: its processes are killed, whatever they are at."""
        if self._pool is not None:
            if at_once:
                kill_workers(self._pool)
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _played_here(order: Order, observe: Observer | None, stop: Stop) -> Finished:
    """An order played in this process: at least one of its runs, and the others unless it is to stop."""
    results: list[Result] = []
    for number in order.numbers:
        results += attempt(order.recipe, (number,), observe, order.recipe.signature)
        if stop():
            break
    return evolve(order, numbers=order.numbers[: len(results)]), results


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
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # it lets Ctrl-C through again where it starts, so it starts first
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def local_pool(jobs: int) -> "futures.ProcessPoolExecutor":
    """A pool of processes on this machine, started afresh (spawn) so that they share nothing but what they are sent.

    Ctrl-C ends them after the run that they are at, and they end when this process ends, however it does.
    """
    return futures.ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_begin_work)


def kill_workers(pool: "futures.ProcessPoolExecutor") -> None:
    """End the processes of a pool at once, whatever they are at: to shut it down would wait for that."""
    # The pool has a method for this from Python 3.14 on.
    for process in tuple((pool._processes or {}).values()):
        process.kill()


def interrupt_workers(pool: "futures.ProcessPoolExecutor") -> None:
    """Have every worker process end after the run that it is at."""
    for process in tuple((pool._processes or {}).values()):
        with suppress(OSError, ValueError):  # it is gone
            if hasattr(signal, "pthread_sigmask") and process.pid is not None:
                os.kill(process.pid, signal.SIGINT)


def _begin_work() -> None:
    """What a worker process does first: it holds Ctrl-C back, and looks between two runs whether one came."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    else:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
