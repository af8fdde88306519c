"""Many endings of one recipe: the same scenario on other seeds, or the futures of one moment, played in batches."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from typing import Any, Final

from attrs import evolve, field, frozen

from sim.engine.world import Intervention, World
from sim.rules.gains import crosses
from sim.runs.record import data_of
from sim.scenario.canon import canonical_json
from sim.studies.explaining.links import Sign
from sim.studies.sweeping.batch import BATCH, Task, scenario_of, working_pool
from sim.vocabulary import events as e
from sim.vocabulary.actors import Limit
from sim.vocabulary.events import Event

FEW: Final = 60
"""Below so many runs starting processes costs more than it saves."""

Progress = Callable[[int, int], None]
"""Told how many runs are done, of how many."""


@frozen
class Trial:
    """One recipe, told from others by its key alone.

    futures: what it is played for is a row of lucks, drawn at the last intervention; otherwise a row of seeds.
    """

    key: str
    task: Task = field(eq=False)
    seed: int = field(eq=False)
    interventions: tuple[Intervention, ...] = field(default=(), eq=False)
    futures: bool = field(default=False, eq=False)


def trial_of(task: Task, seed: int, interventions: tuple[Intervention, ...] = (), futures: bool = False) -> Trial:
    """A trial with its key."""
    changes = [{"after": each.after, **data_of(each.change)} for each in interventions]
    key = canonical_json([task.sets, task.without, seed, changes, futures])
    return Trial(key, task, seed, interventions, futures)


@frozen
class Ending:
    """How one run came out. text: strengths in issue order, of the product or of the draft that fell.

    signs: for each sign looked for, whether it was there.
    """

    form: str
    text: tuple[int, ...] | None
    signs: tuple[bool, ...] = ()

    @property
    def outcome(self) -> tuple[str, tuple[int, ...] | None]:
        """What counts as the same outcome: form and text."""
        return self.form, self.text

    def above(self, number: int, limit: Limit) -> bool:
        """Whether it produced a text that crosses a limit on the issue of that number."""
        produced = self.form in ("resolution", "presidential_statement", "press_statement")
        return produced and self.text is not None and crosses(limit, self.text[number])


def endings(trial: Trial, numbers: Sequence[int], signs: Sequence[Sequence[Sign]]) -> list[Ending]:
    """Play some seeds, or some futures, of a trial: what a worker process does."""
    scenario = scenario_of(trial.task)
    return [ending_of(_played(scenario, trial, number), scenario.setting.space.keys, signs) for number in numbers]


def _played(scenario: Any, trial: Trial, number: int) -> Sequence[Event]:
    if not trial.futures:
        return World(scenario.setting, scenario.started(number), keep_lines=False).run().events
    *before, last = trial.interventions
    turned = Intervention(last.after, evolve(last.change, luck=number))
    return World(scenario.setting, scenario.started(trial.seed), (*before, turned), keep_lines=False).run().events


def ending_of(events: Sequence[Event], keys: Sequence[str], signs: Sequence[Sequence[Sign]] = ()) -> Ending:
    """How a run came out, and which signs it shows: all of a group must be there."""
    outcome: Any = next(x.payload for x in reversed(events) if isinstance(x.payload, e.OutcomeReached))
    fell = (x.payload for x in reversed(events) if isinstance(x.payload, (e.DraftVetoed, e.DraftFailed)))
    text = outcome.text or (next((x.text for x in fell), None) if outcome.draft else None)
    shown = tuple(all(sign.shows(events) for sign in group) for group in signs)
    return Ending(outcome.form, None if text is None else tuple(text[key] for key in keys), shown)


def play(
    trials: Iterable[Trial], numbers: Mapping[Trial, Sequence[int]], signs: Sequence[Sequence[Sign]], jobs: int,
    progress: Progress | None = None,
) -> dict[Trial, list[Ending]]:  # fmt: skip
    """The endings of every trial, in the order of its numbers; on several processes where that pays."""
    batches = [
        (trial, numbers[trial][first : first + BATCH])
        for trial in dict.fromkeys(trials)
        for first in range(0, len(numbers[trial]), BATCH)
    ]
    total = sum(len(part) for _, part in batches)
    if jobs < 2 or total < FEW:
        parts = _one_by_one(batches, signs, total, progress)
    else:
        parts = _on_processes(batches, signs, total, jobs, progress)
    found: dict[Trial, list[Ending]] = {}
    for (trial, _), part in zip(batches, parts, strict=True):
        found.setdefault(trial, []).extend(part)
    return found


Batches = list[tuple[Trial, Sequence[int]]]


def _one_by_one(
    batches: Batches, signs: Sequence[Sequence[Sign]], total: int, progress: Progress | None
) -> list[list[Ending]]:
    parts = []
    done = 0
    for trial, part in batches:
        parts.append(endings(trial, part, signs))
        done += len(part)
        if progress is not None:
            progress(done, total)
    return parts


def _on_processes(
    batches: Batches, signs: Sequence[Sequence[Sign]], total: int, jobs: int, progress: Progress | None
) -> list[list[Ending]]:
    with working_pool(jobs) as pool:
        asked = [pool.submit(endings, trial, part, signs) for trial, part in batches]
        sizes = {each: len(part) for each, (_, part) in zip(asked, batches, strict=True)}
        waiting, done = set(asked), 0
        while waiting:
            ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            done += sum(sizes[each] for each in ready)
            if progress is not None:
                progress(done, total)
        return [each.result() for each in asked]
