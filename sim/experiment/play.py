"""The one way to play many runs: recipes by numbers. Runs that the store has are not played again."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from itertools import pairwise
from types import TracebackType
from typing import Any, Final, TypedDict, Unpack

from attrs import Factory, define, frozen

from sim.engine.run import Recipe, Run
from sim.experiment.archive import recall
from sim.experiment.workers import (
    BATCH,
    FEW,
    Finished,
    Observer,
    Order,
    Played,
    Stop,
    Stopped,
    Workforce,
    is_row,
)
from sim.store.damage import Damaged
from sim.store.outcomes import Batch, Failed, Outcomes
from sim.store.store import StoreOrPath, opened
from sim.vocabulary.outcome import Outcome
from sim.vocabulary.whole import MOST_SEED, WrongNumber, processes, whole

MOST: Final = 100_000
"""Runs of one recipe that a question may ask for."""

Numbers = Sequence[int] | Callable[[Recipe], Sequence[int]]
"""The numbers that every recipe is played with, or those of each; in rising order."""


@define
class Progress:
    """How far the runs are that an experiment was asked for."""

    asked: int = 0
    """Runs asked for so far."""
    done: int = 0
    """Those of them that exist by now."""
    stored: int = 0
    """Those of them that the store had."""
    in_all: bool = True
    """Whether no more will be asked for."""
    at_most: int | None = None
    """Where more may be: how many runs can be asked for in all, at most; None where that is not known."""
    failed: int = 0
    """Runs that raised; not among those done."""
    forms: Counter[str] = Factory(Counter)
    """How often each form came. A sweep counts what the store had, too."""
    errors: Counter[str] = Factory(Counter)
    """The last line of a traceback, and how many runs failed so."""

    def limit(self, more: int) -> None:
        """Say that no more than so many runs will be asked for beside those asked for so far."""
        self.at_most = self.asked + more

    @property
    def more(self) -> int | None:
        """How many runs may still be asked for, at most; None where that is not known."""
        if self.in_all:
            return 0
        return None if self.at_most is None else max(0, self.at_most - self.asked)

    def count(self, results: Sequence[Played | Failed]) -> None:
        """Count runs that came back."""
        for each in results:
            if isinstance(each, Played):
                self.done += 1
                self.forms[each.outcome.form] += 1
            else:
                self.failed += 1
                self.errors[each.error] += 1


class Means(TypedDict, total=False):
    """What runs are played with: see `Experiment`."""

    store: StoreOrPath | None
    """Where outcomes are found and stored."""
    executor: Executor | None
    jobs: int
    """Processes of its own; 0 for one a core."""
    progress: Callable[[Progress], None] | None
    batch: int
    """Runs that a worker gets at a time: fewer where somebody waits for the first of them, or may change his mind."""
    stop: Stop
    """Looked at between runs: true to end there."""


class RunFailed(Exception):
    """A run raised; the message names its recipe. The runs beside it are stored."""


@frozen(eq=False)
class Runs(Mapping[Recipe, Sequence[Outcome]]):
    """What came of every run of some recipes: for each recipe its outcomes, in the order of the numbers."""

    outcomes: Mapping[str, Sequence[Outcome]]
    answers: Mapping[str, Sequence[Any]]
    recipes: Sequence[Recipe]

    def __getitem__(self, recipe: Recipe) -> Sequence[Outcome]:
        return self.outcomes[recipe.key]

    def __iter__(self) -> Iterator[Recipe]:
        return iter(self.recipes)

    def __len__(self) -> int:
        return len(self.recipes)

    def observed(self, recipe: Recipe) -> Sequence[Any]:
        """What was observed of every run of a recipe, in the order of the numbers."""
        return self.answers[recipe.key]


class Experiment:
    """Plays runs for one question after another: with one store, one pool of workers, one count of progress.

    store: where outcomes are found and stored; without one they are gone with the experiment. executor: any executor
    of `concurrent.futures`, or a Dask client; without one `jobs` processes of its own (0: one a core), started only
    where there is enough to do. progress: called with how far it is. stop: asked now and again whether to stop after
    the runs in hand, which are stored. batch: runs that a worker gets at a time.
    """

    def __init__(
        self,
        store: StoreOrPath | None = None,
        executor: Executor | None = None,
        jobs: int = 1,
        progress: Callable[[Progress], None] | None = None,
        stop: Stop = lambda: False,
        batch: int = BATCH,
    ) -> None:
        self.store = opened(":memory:" if store is None else store)
        self.outcomes = Outcomes(self.store)
        self.progress = Progress()
        self._told = progress
        self._stop = stop
        self._batch = batch
        self._workers = Workforce(executor, processes(jobs))
        self._saved = _Saved(self.outcomes)
        self._counted: set[tuple[str, int]] = set()

    def __enter__(self) -> "Experiment":
        return self

    def __exit__(self, kind: type[BaseException] | None, _: object, __: TracebackType | None) -> None:
        self.close(at_once=kind is not None)

    def close(self, at_once: bool = False) -> None:
        """Let the workers go. at_once: whatever they are at."""
        self._workers.close(at_once)

    def play(self, recipes: Iterable[Recipe], numbers: Numbers, observe: Observer | None = None) -> Runs:
        """See that every recipe was played with its numbers, and give what came of it.

        observe: what else is asked of every run. Raises ScenarioError where an override does not fit, WrongNumber
        where a number does not, RunFailed where a run raises, StoreError where outcomes cannot be stored or read,
        WorkLost or OtherModel where the executor cannot play them, Stopped where it was asked to stop.
        """
        wanted = {recipe.key: recipe for recipe in recipes}
        asked = {key: _numbers(numbers, recipe) for key, recipe in wanted.items()}
        for recipe in wanted.values():
            recipe.scenario.setting  # noqa: B018 - an override that does not fit is the caller's mistake
        for recipe in {recipe.scenario.digest: recipe for recipe in wanted.values()}.values():
            self.begin(recipe)
        missing = {key: self.missing(wanted[key], asked[key], observe) for key in wanted}
        self._count(asked, missing)
        orders = (order for key, recipe in wanted.items() for order in _orders(recipe, missing[key], self._batch))
        left = sum(map(len, missing.values()))
        for finished in self.advance(orders, observe, many=left > FEW):
            for order, results in finished:
                _raise_failed(order.recipe, results)
                self.progress.count(results)
                left -= len(results)
            self._tell()
        if left:
            raise Stopped
        found = {key: self._found(recipe, asked[key]) for key, recipe in wanted.items()}
        answers = {key: self._answers(key, asked[key], observe) for key in wanted} if observe is not None else {}
        return Runs(found, answers, tuple(wanted.values()))

    def advance(
        self, orders: Iterator[Order], observe: Observer | None = None, many: bool = True
    ) -> Iterator[list[Finished]]:
        """Play orders and store what comes of them, giving what was finished since the last look, perhaps nothing.

        many: whether there is enough to do for processes of its own.
        """
        for finished in self._workers.results(orders, observe, self._stop, many):
            if finished:
                self.outcomes.add(_batch(order, results, observe) for order, results in finished)
            yield finished

    def missing(self, recipe: Recipe, numbers: Sequence[int], observe: Observer | None = None) -> list[int]:
        """The numbers of a recipe that are still to be played."""
        if not numbers:
            return []
        question = "" if observe is None else observe.key
        there = self.outcomes.numbers(recipe.key, numbers[0], numbers[-1], question)
        left = [number for number in numbers if number not in there]
        return self._saved.take_over(recipe, left, observe) if left else left

    def begin(self, recipe: Recipe) -> None:
        """Store the case that a recipe's runs are played from. Raises StoreError where the store cannot be written."""
        self.outcomes.add_case(recipe.scenario.digest, recipe.scenario.plain)

    def _count(self, asked: Mapping[str, Sequence[int]], missing: Mapping[str, Sequence[int]]) -> None:
        """Count what is asked for now and was not before."""
        for key, numbers in asked.items():
            left = set(missing[key])
            for number in numbers:
                if (key, number) not in self._counted:
                    self._counted.add((key, number))
                    self.progress.asked += 1
                    if number not in left:
                        self.progress.stored += 1
                        self.progress.done += 1
        self._tell()

    def _tell(self) -> None:
        if self._told is not None:
            self._told(self.progress)

    def _found(self, recipe: Recipe, numbers: Sequence[int]) -> Sequence[Outcome]:
        if not numbers:
            return ()
        stored = self.outcomes.outcomes(recipe.key, numbers[0], numbers[-1], recipe.scenario.issues)
        there = {outcome.number: outcome for outcome in stored}
        return tuple(there[number] for number in numbers if number in there)

    def _answers(self, key: str, numbers: Sequence[int], observe: Observer) -> Sequence[Any]:
        there = self.outcomes.answers(key, numbers[0], numbers[-1], observe.key) if numbers else {}
        return tuple(there[number] for number in numbers if number in there)


def play(
    recipes: Iterable[Recipe],
    numbers: Numbers,
    observe: Observer | None = None,
    **means: Unpack[Means],
) -> Runs:
    """Play every recipe with its numbers: see `Experiment`, of which this is one that asks once."""
    with Experiment(**means) as experiment:
        return experiment.play(recipes, numbers, observe)


def _numbers(numbers: Numbers, recipe: Recipe) -> Sequence[int]:
    """The numbers of a recipe. Raises WrongNumber on one that none of its runs can have, and where they do not rise."""
    given = numbers(recipe) if callable(numbers) else numbers
    if isinstance(given, range) and given.step > 0:
        for number in (*given[:1], *given[-1:]):
            whole("number", number, 0, MOST_SEED)
        return given
    found = [whole("number", number, 0, MOST_SEED) for number in given]
    for first, second in pairwise(found):
        if second <= first:
            raise WrongNumber(f"numbers {first}, {second}: allowed are numbers in rising order, each once")
    return found


def _orders(recipe: Recipe, numbers: Sequence[int], batch: int) -> Iterator[Order]:
    for first in range(0, len(numbers), batch):
        yield Order(recipe, tuple(numbers[first : first + batch]))


def _batch(order: Order, results: Sequence[Played | Failed], observe: Observer | None) -> Batch:
    played = [each for each in results if isinstance(each, Played)]
    return Batch(
        order.recipe.key,
        [each.outcome for each in played],
        [each for each in results if isinstance(each, Failed)],
        "" if observe is None else observe.key,
        {} if observe is None else {each.number: each.answer for each in played},
    )


def _raise_failed(recipe: Recipe, results: Sequence[Played | Failed]) -> None:
    for each in results:
        if isinstance(each, Failed):
            words = [f"--set {path}={value}" for path, value in each.sets]
            words += ["--drawn"] if is_row(recipe) else []
            words += [f"--without {entry}" for entry in recipe.scenario.without]
            command = " ".join([recipe.scenario.base.id, *words, f"--seed {recipe.seed_of(each.number)}"])
            raise RunFailed(f"a run raised {each.error}: turtlebay run {command}\n{each.traceback}")


class _Saved:
    """The runs that other commands saved whole: their outcomes are taken over, not played again."""

    def __init__(self, outcomes: Outcomes) -> None:
        self._outcomes = outcomes
        self._ids: Mapping[int, frozenset[str]] | None = None

    def take_over(self, recipe: Recipe, numbers: Sequence[int], observe: Observer | None) -> list[int]:
        """Store the outcomes of those runs that were saved; the numbers that are left."""
        if self._ids is None:
            self._ids = self._outcomes.saved()
        if not self._ids:
            return list(numbers)
        found = {number: run for number in numbers if (run := self._run(recipe, number)) is not None}
        if found:
            answers = {} if observe is None else {number: observe(run) for number, run in found.items()}
            outcomes = [run.outcome for run in found.values()]
            self._outcomes.add([Batch(recipe.key, outcomes, (), "" if observe is None else observe.key, answers)])
        return [number for number in numbers if number not in found]

    def _run(self, recipe: Recipe, number: int) -> Run | None:
        ids = (self._ids or {}).get(recipe.seed_of(number))
        if not ids or recipe.run_id(number) not in ids:
            return None
        try:
            return recall(self._outcomes.store, recipe.run_id(number))
        except Damaged:
            return None  # a run that was tampered with is played again
