"""Which run is typical: of those with the most common outcome the one whose turning points are nearest to the others'.

A sweep stores no events. So at most fifty of its runs are played again, and what is asked of each is stored with its
outcome: the next time none is played.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from sim.engine.run import Recipe, Run
from sim.experiment.play import Experiment
from sim.pages import Block, Entry, Facts, Paragraph
from sim.questions.outcome import outcome_fact
from sim.questions.timeline import ENDING, TURNING, texts_fact, timeline, turning
from sim.vocabulary.events import CoSponsorJoined, InterventionMade, ProvocationOccurred, VoteOpened
from sim.vocabulary.outcome import Outcome
from sim.words.labels import Labels

MOST: Final = 50
"""Runs that are played again, at most."""


NONE: Final[Mapping[int, Entry]] = MappingProxyType({})


@frozen
class TurningPoints:
    """Asked of every run that may be typical."""

    key: str = "turning points 1"

    def __call__(self, run: Run) -> list[str]:
        """Who did what about which draft, at each turning point."""
        kinds = (*TURNING, *ENDING, ProvocationOccurred, InterventionMade, VoteOpened, CoSponsorJoined)
        found = [event for event in run.events if isinstance(event.payload, kinds)]
        return [f"{event.actor} {event.type} {getattr(event.payload, 'draft', '')}" for event in found]


@frozen
class Typical:
    """The run that stands for those with the most common outcome."""

    run: str
    """Its id."""
    number: int
    """Its seed, or its luck."""
    compared: int
    """Runs that were played again and compared."""
    among: int
    """Runs with that outcome."""
    changes: float = field(metadata={"digits": 2})
    """Turning points that must be added, taken away or exchanged to make another of them of it: the mean."""


def typical(recipe: Recipe, outcomes: Sequence[Outcome], experiment: Experiment, most: int = MOST) -> Typical:
    """The typical run of some runs of one recipe, in rising order of their numbers; of equals the first.

    most: runs that are played again, at most. Raises what `Experiment.play` raises, ValueError on no runs.
    """
    if not outcomes:
        raise ValueError("no run of none is typical")
    compared = outcomes[:most]
    asked = TurningPoints()
    observed = experiment.play([recipe], [outcome.number for outcome in compared], asked).observed(recipe)
    courses = [tuple(points) for points in observed]
    apart = {pair: distance(*pair) for pair in {(a, b) for a in courses for b in courses if a < b}}
    sums = [sum(apart.get((min(a, b), max(a, b)), 0) for b in courses) for a in courses]
    at = min(range(len(sums)), key=lambda each: (sums[each], each))
    mean = sums[at] / max(1, len(courses) - 1)
    return Typical(compared[at].run, compared[at].number, len(compared), len(outcomes), mean)


def distance(first: Sequence[str], second: Sequence[str]) -> int:
    """How many points must be added, taken away or exchanged to make one course of the other (Levenshtein, 1966)."""
    row = list(range(len(second) + 1))
    for at, one in enumerate(first, 1):
        before, row[0] = row[0], at
        for place, other in enumerate(second, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (one != other))
    return row[-1]


def blocks(found: Typical, run: Run, instead: Mapping[int, Entry] = NONE) -> Iterator[Block]:
    """How it was chosen, its turning points and what came of it. instead: as of `course_blocks`."""
    yield chosen(found, run)
    yield from course_blocks(run, instead)


def chosen(found: Typical, run: Run, outcome: str = "the most common outcome") -> Paragraph:
    """How it was chosen. outcome: what the runs that it was chosen from have in common."""
    one = "the only run" if found.among == 1 else f"of {found.compared} of the {found.among} runs"
    if found.among == found.compared > 1:
        one = f"of the {found.among} runs"
    nearest = "" if found.among == 1 else (
        ", played again, the one whose turning points are nearest to the others' "
        f"({found.changes:.1f} of them differ at the mean)"
    )  # fmt: skip
    return Paragraph(f"{one[:1].upper()}{one[1:]} with {outcome}{nearest}: run {run.id}.", "Typical")


def course_blocks(run: Run, instead: Mapping[int, Entry] = NONE) -> Iterator[Block]:
    """The turning points of a run, to scale, and what came of it.

    instead: by their number, entries that are shown in place of its own, or beside them, such as the links of a chain.
    """
    labels = Labels(run.scenario.case, run.scenario.clock)
    shown = {entry.seq: entry for entry in turning(labels, run.events)} | dict(instead)
    minute = run.scenario.setting.clock_from
    counted = f"{len(shown)} of {len(run.events)} events"
    since = f"days count from {labels.moment(minute)}"
    yield timeline(labels, [shown[seq] for seq in sorted(shown)], f"{counted}: what it turned on; {since}")
    yield Facts((outcome_fact(labels, run.outcome), texts_fact(labels)))
